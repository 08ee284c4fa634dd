/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABNF of RFC 8460 section 3, with the URI of RFC 3986 Appendix A, rule by rule in one PCRE2 pattern. */
#include "oracle.h"

#include <stdint.h>
#include <stdlib.h>

#include "pattern.h"

/*
 * How to read the pattern.  Every rule of the ABNF is a group of the same name ("-" becomes "_"), with its
 * line quoted above it; sets of single octets are macros, to be used within [ ].  A group is called as
 * (?&name), and the matcher may come back into it (PCRE2 10.30 and later).
 *
 * The readings taken:
 *
 * - It is the formal ABNF as printed.  That tlsrpt-rua is required is a comment there, so it is not asked
 *   for here.  A "rua=" whose value is no list of URIs may still be a tlsrpt-extension.
 *
 * - tlsrpt-uri: a comment says that ",", "!" and ";" MUST be encoded.  "," and ";" are the list's and the
 *   record's own delimiters, so they are taken out of sub-delims: a URI has neither, anywhere.  "!" stays:
 *   it delimits nothing, so a raw "!" breaks a MUST about encoding (rule U204) but leaves the list readable.
 *
 * - "..." in ABNF is without case (RFC 5234 section 2.3), %s"..." with case (RFC 7405).
 *
 * Three things are there for speed only, and none changes what matches.  A possessive quantifier (++, *+)
 * stands only where what follows can't begin with an octet of the repeated set.  A tlsrpt-field ends where
 * a field-delim or the end is, a tlsrpt-uri where WSP, "," or ";" or the end is: no match of the whole
 * record has anything else there.  None of these octets is in a URI and no ";" is in a field, so each
 * has one possible end, and the look-aheads that say so let the loops around them be possessive.
 */

/* ALPHA = %x41-5A / %x61-7A; DIGIT = %x30-39; WSP = SP / HTAB      (RFC 5234 Appendix B.1) */
#define ALPHA "A-Za-z"
#define DIGIT "0-9"
#define WSP " \\t"

/* HEXDIG = DIGIT / "A" / "B" / "C" / "D" / "E" / "F"               (RFC 5234 Appendix B.1) */
#define HEXDIG "0-9A-Fa-f"

/* unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~" */
#define UNRESERVED ALPHA DIGIT "\\-._~"

/* sub-delims = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "="
 * without "," and ";", see above */
#define SUB_DELIMS "!$&'()*+="

/* pct-encoded = "%" HEXDIG HEXDIG */
#define PCT_ENCODED "%[" HEXDIG "][" HEXDIG "]"

/* One step of *( SET / pct-encoded ): "%" is in no set. */
#define OR_PCT(set) "(?:[" set "]++|" PCT_ENCODED ")"

/* pchar = unreserved / pct-encoded / sub-delims / ":" / "@" */
#define PCHAR_SET UNRESERVED SUB_DELIMS ":@"

static const char pattern[] =
    "(?(DEFINE)"

    /* tlsrpt-record     = tlsrpt-version 1*(field-delim tlsrpt-field)
     *                     [field-delim] */
    "(?<tlsrpt_record>(?&tlsrpt_version)(?:(?&field_delim)(?&tlsrpt_field))++(?&field_delim)?)"

    /* field-delim       = *WSP ";" *WSP */
    "(?<field_delim>[" WSP "]*+;[" WSP "]*+)"

    /* tlsrpt-field      = tlsrpt-rua /        ; Note that the
     *                     tlsrpt-extension    ; tlsrpt-rua record is
     *                                         ; required. */
    "(?<tlsrpt_field>(?:(?&tlsrpt_rua)|(?&tlsrpt_extension))(?=[" WSP "]*+;|\\z))"

    /* tlsrpt-version    = %s"v=TLSRPTv1" */
    "(?<tlsrpt_version>v=TLSRPTv1)"

    /* tlsrpt-rua        = %s"rua="
     *                     tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri) */
    "(?<tlsrpt_rua>rua=(?&tlsrpt_uri)(?:[" WSP "]*+,[" WSP "]*+(?&tlsrpt_uri))*+)"

    /* tlsrpt-uri        = URI
     *                     ; "URI" is imported from [RFC3986];
     *                     ; commas (ASCII 0x2C), exclamation
     *                     ; points (ASCII 0x21), and semicolons
     *                     ; (ASCII 0x3B) MUST be encoded */
    "(?<tlsrpt_uri>(?&URI)(?=[" WSP ",;]|\\z))"

    /* tlsrpt-extension  = tlsrpt-ext-name "=" tlsrpt-ext-value */
    "(?<tlsrpt_extension>(?&tlsrpt_ext_name)=(?&tlsrpt_ext_value))"

    /* tlsrpt-ext-name   = (ALPHA / DIGIT) *31(ALPHA /
     *                     DIGIT / "_" / "-" / ".") */
    "(?<tlsrpt_ext_name>[" ALPHA DIGIT "][" ALPHA DIGIT "_\\-.]{0,31}+)"

    /* tlsrpt-ext-value  = 1*(%x21-3A / %x3C / %x3E-7E)
     *                     ; chars excluding "=", ";", SP, and control
     *                     ; chars */
    "(?<tlsrpt_ext_value>[\\x21-\\x3A\\x3C\\x3E-\\x7E]++)"

    /* ---- RFC 3986, Appendix A ---- */

    /* URI           = scheme ":" hier-part [ "?" query ] [ "#" fragment ] */
    "(?<URI>(?&scheme):(?&hier_part)(?:\\?(?&query))?(?:#(?&fragment))?)"

    /* hier-part     = "//" authority path-abempty
     *               / path-absolute
     *               / path-rootless
     *               / path-empty */
    "(?<hier_part>//(?&authority)(?&path_abempty)"
    "|(?&path_absolute)"
    "|(?&path_rootless)"
    "|(?&path_empty))"

    /* scheme        = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    "(?<scheme>[" ALPHA "][" ALPHA DIGIT "+\\-.]*+)"

    /* authority     = [ userinfo "@" ] host [ ":" port ] */
    "(?<authority>(?:(?&userinfo)@)?(?&host)(?::(?&port))?)"

    /* userinfo      = *( unreserved / pct-encoded / sub-delims / ":" ) */
    "(?<userinfo>" OR_PCT(UNRESERVED SUB_DELIMS ":") "*+)"

    /* host          = IP-literal / IPv4address / reg-name */
    "(?<host>(?&IP_literal)|(?&IPv4address)|(?&reg_name))"

    /* port          = *DIGIT */
    "(?<port>[" DIGIT "]*+)"

    /* IP-literal    = "[" ( IPv6address / IPvFuture  ) "]" */
    "(?<IP_literal>\\[(?:(?&IPv6address)|(?&IPvFuture))\\])"

    /* IPvFuture     = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
    "(?<IPvFuture>[vV][" HEXDIG "]++\\.[" UNRESERVED SUB_DELIMS ":]++)"

    /* IPv6address, h16, ls32, IPv4address and dec-octet: see pattern.h */
    ABNF_IP_ADDRESSES

    /* reg-name      = *( unreserved / pct-encoded / sub-delims ) */
    "(?<reg_name>" OR_PCT(UNRESERVED SUB_DELIMS) "*+)"

    /* path-abempty  = *( "/" segment ) */
    "(?<path_abempty>(?:/(?&segment))*+)"

    /* path-absolute = "/" [ segment-nz *( "/" segment ) ] */
    "(?<path_absolute>/(?:(?&segment_nz)(?:/(?&segment))*+)?)"

    /* path-rootless = segment-nz *( "/" segment ) */
    "(?<path_rootless>(?&segment_nz)(?:/(?&segment))*+)"

    /* path-empty    = 0<pchar> */
    "(?<path_empty>)"

    /* segment       = *pchar */
    "(?<segment>" OR_PCT(PCHAR_SET) "*+)"

    /* segment-nz    = 1*pchar */
    "(?<segment_nz>" OR_PCT(PCHAR_SET) "++)"

    /* query         = *( pchar / "/" / "?" ) */
    "(?<query>" OR_PCT(PCHAR_SET "/?") "*+)"

    /* fragment      = *( pchar / "/" / "?" ) */
    "(?<fragment>" OR_PCT(PCHAR_SET "/?") "*+)"

    ")"
    "(?&tlsrpt_record)";

/* Octets are octets; the pattern covers the whole input. */
#define COMPILE_OPTIONS                                                                                      \
    (PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY)

#define MATCH_LIMIT 10000000u
#define DEPTH_LIMIT 1000000u
#define HEAP_LIMIT_KIB (256u * 1024u)
#define JIT_STACK_START ((size_t)64 * 1024)
#define JIT_STACK_MAX ((size_t)8 * 1024 * 1024)

struct oracle {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *match;
    pcre2_jit_stack *stack;
};

/* A fault of this file, or of PCRE2: no input may bring it about. */
static _Noreturn void die(const char *what, int error)
{
    PCRE2_UCHAR text[256];

    if (pcre2_get_error_message(error, text, sizeof(text)) < 0)
        text[0] = '\0';
    fprintf(stderr, "oracle: %s: %s (%d)\n", what, (const char *)text, error);
    abort();
}

static pcre2_code *compile(bool jit)
{
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, sizeof(pattern) - 1, COMPILE_OPTIONS, &error,
                                     &offset, NULL);

    if (code == NULL) {
        fprintf(stderr, "oracle: pattern at octet %zu: %.40s\n", (size_t)offset, pattern + offset);
        die("the pattern does not compile", error);
    }
    if (jit) {
        error = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
        if (error != 0 && error != PCRE2_ERROR_JIT_BADOPTION && error != PCRE2_ERROR_NOMEMORY)
            die("the pattern does not compile to machine code", error);
    }
    return code;
}

struct oracle *oracle_new(bool jit)
{
    struct oracle *oracle = calloc(1, sizeof(*oracle));

    if (oracle == NULL)
        return NULL;
    oracle->code = compile(jit);
    oracle->context = pcre2_match_context_create(NULL);
    oracle->match = pcre2_match_data_create(1, NULL);
    if (oracle->context == NULL || oracle->match == NULL)
        goto fail;
    pcre2_set_match_limit(oracle->context, MATCH_LIMIT);
    pcre2_set_depth_limit(oracle->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(oracle->context, HEAP_LIMIT_KIB);
    if (jit) {
        oracle->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
        /* No stack: PCRE2 uses its own 32 KiB, and ORACLE_LIMIT comes earlier. */
        if (oracle->stack != NULL)
            pcre2_jit_stack_assign(oracle->context, NULL, oracle->stack);
    }
    return oracle;
fail:
    oracle_free(oracle);
    return NULL;
}

void oracle_free(struct oracle *oracle)
{
    if (oracle == NULL)
        return;
    pcre2_jit_stack_free(oracle->stack);
    pcre2_match_data_free(oracle->match);
    pcre2_match_context_free(oracle->context);
    pcre2_code_free(oracle->code);
    free(oracle);
}

enum oracle_answer oracle_match(struct oracle *oracle, const char *data, size_t length)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(data == NULL ? "" : data);
    int result = pcre2_match(oracle->code, subject, length, 0, 0, oracle->match, oracle->context);

    if (result >= 0)
        return ORACLE_YES;
    switch (result) {
    case PCRE2_ERROR_NOMATCH:
        return ORACLE_NO;
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
    case PCRE2_ERROR_NOMEMORY:
        return ORACLE_LIMIT;
    default:
        die("the match failed", result);
    }
}

const char *oracle_answer_name(enum oracle_answer answer)
{
    static const char *const names[] = {"no", "yes", "limit"};

    return names[answer];
}

void oracle_show(FILE *stream, const char *data, size_t length)
{
    putc('"', stream);
    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)data[i];

        if (octet == '"' || octet == '\\')
            fprintf(stream, "\\%c", octet);
        else if (octet >= 0x20 && octet <= 0x7E)
            putc(octet, stream);
        else
            fprintf(stream, "\\%03o", octet);
    }
    putc('"', stream);
}
