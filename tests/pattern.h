/* SPDX-License-Identifier: BSD-2-Clause */
/* A PCRE2 pattern compiled once and matched many times, and the ABNF of IP addresses as groups for patterns. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    const PCRE2_SIZE *places; /* group N of the last match: from [2 * N] to [2 * N + 1], or PCRE2_UNSET */
};

/* `options` are those of pcre2_compile.  A text that is no pattern fails the test, and so does a match gone wrong. */
struct pattern pattern_new(const char *text, uint32_t options);
void pattern_free(struct pattern *pattern);

/* How many groups a match set, the whole of it among them; 0 for no match. */
int pattern_match(const struct pattern *pattern, const char *data, size_t length);

/* Do the octets match, or could more octets behind them make a match? */
bool pattern_begins(const struct pattern *pattern, const char *data, size_t length);

/* Is data[at] an octet that may not stand there: could all before it be the beginning of a match, but not with it? */
bool pattern_fails_at(const struct pattern *pattern, const char *data, size_t at);

/*
 * RFC 3986 Appendix A, rule by rule, each a group of the same name ("-" becomes "_"), its line quoted above it: to
 * stand within (?(DEFINE)...).
 */

/* IPv6address   =                            6( h16 ":" ) ls32
 *               /                       "::" 5( h16 ":" ) ls32
 *               / [               h16 ] "::" 4( h16 ":" ) ls32
 *               / [ *1( h16 ":" ) h16 ] "::" 3( h16 ":" ) ls32
 *               / [ *2( h16 ":" ) h16 ] "::" 2( h16 ":" ) ls32
 *               / [ *3( h16 ":" ) h16 ] "::"    h16 ":"   ls32
 *               / [ *4( h16 ":" ) h16 ] "::"              ls32
 *               / [ *5( h16 ":" ) h16 ] "::"              h16
 *               / [ *6( h16 ":" ) h16 ] "::" */
#define ABNF_IPV6ADDRESS                                                                                     \
    "(?<IPv6address>(?:(?&h16):){6}(?&ls32)"                                                                 \
    "|::(?:(?&h16):){5}(?&ls32)"                                                                             \
    "|(?:(?&h16))?::(?:(?&h16):){4}(?&ls32)"                                                                 \
    "|(?:(?:(?&h16):){0,1}(?&h16))?::(?:(?&h16):){3}(?&ls32)"                                                \
    "|(?:(?:(?&h16):){0,2}(?&h16))?::(?:(?&h16):){2}(?&ls32)"                                                \
    "|(?:(?:(?&h16):){0,3}(?&h16))?::(?&h16):(?&ls32)"                                                       \
    "|(?:(?:(?&h16):){0,4}(?&h16))?::(?&ls32)"                                                               \
    "|(?:(?:(?&h16):){0,5}(?&h16))?::(?&h16)"                                                                \
    "|(?:(?:(?&h16):){0,6}(?&h16))?::)"

/* h16           = 1*4HEXDIG */
#define ABNF_H16 "(?<h16>[0-9A-Fa-f]{1,4})"

/* ls32          = ( h16 ":" h16 ) / IPv4address */
#define ABNF_LS32 "(?<ls32>(?&h16):(?&h16)|(?&IPv4address))"

/* IPv4address   = dec-octet "." dec-octet "." dec-octet "." dec-octet */
#define ABNF_IPV4ADDRESS "(?<IPv4address>(?&dec_octet)\\.(?&dec_octet)\\.(?&dec_octet)\\.(?&dec_octet))"

/* dec-octet     = DIGIT                 ; 0-9
 *               / %x31-39 DIGIT         ; 10-99
 *               / "1" 2DIGIT            ; 100-199
 *               / "2" %x30-34 DIGIT     ; 200-249
 *               / "25" %x30-35          ; 250-255 */
#define ABNF_DEC_OCTET "(?<dec_octet>[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"

/* All five. */
#define ABNF_IP_ADDRESSES ABNF_IPV6ADDRESS ABNF_H16 ABNF_LS32 ABNF_IPV4ADDRESS ABNF_DEC_OCTET

#endif
