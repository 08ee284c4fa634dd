/* SPDX-License-Identifier: BSD-2-Clause */
/* The one file that knows libcurl: one HTTPS GET of an MTA-STS policy, bounded in everything. */
#include "intake/sts_fetch.h"

#include "core/bytes.h"
#include "core/value.h"
#include "load.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* Else the functions are macros, which members of the same names can't be called by. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/* ---- the library ---- */

#define CALLS(CALL) \
    CALL(curl_easy_cleanup) \
    CALL(curl_easy_getinfo) \
    CALL(curl_easy_header) \
    CALL(curl_easy_init) \
    CALL(curl_easy_perform) \
    CALL(curl_easy_setopt) \
    CALL(curl_easy_strerror) \
    CALL(curl_global_cleanup) \
    CALL(curl_global_init) \
    CALL(curl_slist_append) \
    CALL(curl_slist_free_all) \
    CALL(curl_version_info)

static struct {
#define MEMBER(name) __typeof__(name) *(name);
    CALLS(MEMBER)
#undef MEMBER
} curl;

static const struct loaded_symbol symbols[] = {
#define ROW(name) {#name, &curl.name},
    CALLS(ROW)
#undef ROW
};

/* Codes for what is wrong with a certificate are those of OpenSSL: another TLS library will not do. */
static bool load_curl(void)
{
    static const char flavour[] = "OpenSSL/";
    const curl_version_info_data *version;

    if (load_library("libcurl.so.4", symbols, sizeof(symbols) / sizeof(symbols[0])) == NULL)
        return false;
    version = curl.curl_version_info(CURLVERSION_NOW);
    return version->ssl_version != NULL && strncmp(version->ssl_version, flavour, sizeof(flavour) - 1) == 0;
}

/* ---- what outcomes are ---- */

static const struct {
    const char *name;
    const char *sentence;
    const char *hint;
    rptlint_result result;
} outcomes[FETCH_OUTCOME_COUNT] = {
    [FETCH_DONE] = {"fetched", "the policy was fetched", "", RPTLINT_RESULT_OTHER},
    [FETCH_NO_LIBRARY] = {"no-library", "libcurl.so.4 with OpenSSL can't be loaded, or is too old",
                          "install the Debian package " STS_CURL_PACKAGE, RPTLINT_RESULT_OTHER},
    [FETCH_NOMEM] = {"no-memory", "there is not enough memory", "", RPTLINT_RESULT_OTHER},
    [FETCH_NO_CA] = {"no-ca", "the certificates of the trusted CAs can't be read",
                     "install the Debian package " STS_CA_PACKAGE ", or name a file of certificates that is there",
                     RPTLINT_RESULT_OTHER},
    [FETCH_BAD_HOST] = {"bad-host", "\"mta-sts.\" and the domain make no host name",
                        "a host name has labels of letters, digits and hyphens, and at most 253 octets",
                        RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_NO_ADDRESS] = {"no-address", "the policy host has no address",
                          "publish an A or AAAA record at mta-sts.DOMAIN", RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_NO_CONNECTION] = {"no-connection", "the policy host can't be connected to",
                             "have a web server listen on port 443 of every address, and let it through the firewall",
                             RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_TIMEOUT] = {"timeout", "the policy host did not give the whole policy in time",
                       "senders wait for a minute at most: see why the server is slow or drops packets",
                       RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_TLS_FAILED] = {"tls-failed", "the TLS handshake with the policy host failed",
                          "serve HTTPS with TLS 1.2 or later on this port, also for the name mta-sts.DOMAIN",
                          RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_CERT_EXPIRED] = {"certificate-expired", "the policy host's certificate, or one above it, has expired",
                            "renew it, and have the web server load it", RPTLINT_STS_WEBPKI_INVALID},
    [FETCH_CERT_EARLY] = {"certificate-not-yet-valid", "the policy host's certificate is not valid yet",
                          "compare its first day with the clock of this machine", RPTLINT_STS_WEBPKI_INVALID},
    [FETCH_CERT_UNTRUSTED] = {"certificate-not-trusted", "the policy host's certificate leads to no trusted CA",
                              "use one of a public CA, and send the intermediate certificates with it",
                              RPTLINT_STS_WEBPKI_INVALID},
    [FETCH_CERT_NAME] = {"certificate-name-mismatch", "the policy host's certificate is for another name",
                         "mta-sts.DOMAIN must be among its DNS names (subjectAltName); the CN does not count",
                         RPTLINT_STS_WEBPKI_INVALID},
    [FETCH_CERT_BAD] = {"certificate-invalid", "the policy host's certificate is not valid", "",
                        RPTLINT_STS_WEBPKI_INVALID},
    [FETCH_BROKEN] = {"broken-answer", "the policy host's answer breaks off, or is not HTTP", "",
                      RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_HEADER_LARGE] = {"header-too-large", "the header of the policy host's answer is too large",
                            "64 KiB are read", RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_REDIRECT] = {"redirect", "the policy host redirects, which senders do not follow",
                        "serve the policy at https://mta-sts.DOMAIN/.well-known/mta-sts.txt itself",
                        RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_HTTP_STATUS] = {"http-status", "the HTTP status is not 200",
                           "serve the policy at https://mta-sts.DOMAIN/.well-known/mta-sts.txt",
                           RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_MEDIA_TYPE] = {"media-type", "the media type is not text/plain", "send \"Content-Type: text/plain\"",
                          RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_ENCODED] = {"content-encoding", "the policy is compressed, which was not asked for",
                       "compress what clients accept by Accept-Encoding only", RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_TOO_LARGE] = {"too-large", "the policy has more than 64 KiB", "senders may read 64 KiB only",
                         RPTLINT_STS_POLICY_FETCH_ERROR},
    [FETCH_EMPTY] = {"empty", "the policy is empty", "", RPTLINT_STS_POLICY_INVALID},
};

const char *sts_outcome_name(enum sts_outcome outcome)
{
    return outcomes[outcome].name;
}

const char *sts_outcome_sentence(enum sts_outcome outcome)
{
    return outcomes[outcome].sentence;
}

const char *sts_outcome_hint(enum sts_outcome outcome)
{
    return outcomes[outcome].hint;
}

rptlint_result sts_outcome_result(enum sts_outcome outcome)
{
    return outcomes[outcome].result;
}

/* ---- one fetch ---- */

static const char host_prefix[] = "mta-sts.";
static const char path[] = "/.well-known/mta-sts.txt";

enum { URL_ROOM = sizeof("https://") + NAME_MAX_OCTETS + sizeof(path) };

struct fetch {
    CURL *handle;
    struct sts_answer *answer;
    char host[NAME_MAX_OCTETS + 1];
    char url[URL_ROOM];
    size_t header_octets;
    bool is_judged; /* the header of the final answer has been read to its end */
    bool is_over;   /* the outcome is known, and the transfer is stopped */
    char error[CURL_ERROR_SIZE];
};

static void set_detail(struct sts_answer *answer, const char *text)
{
    size_t length = strlen(text);

    answer->detail_cut = length >= sizeof(answer->detail);
    length = answer->detail_cut ? sizeof(answer->detail) - 1 : length;
    memcpy(answer->detail, text, length);
    answer->detail[length] = '\0';
}

static void conclude(struct fetch *fetch, enum sts_outcome outcome, const char *detail)
{
    fetch->is_over = true;
    fetch->answer->outcome = outcome;
    set_detail(fetch->answer, detail);
}

/* A field of the final answer, the number `index` of them; NULL when there is none. */
static const char *field_of(const struct fetch *fetch, const char *name, size_t index)
{
    struct curl_header *header;

    return curl.curl_easy_header(fetch->handle, name, index, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value
                                                                                                     : NULL;
}

/* ---- the certificate ---- */

/*
 * RFC 8461 section 3.3: "Matching is performed only against the DNS-ID identifiers", and "*" is the whole left-most
 * label or nothing.  libcurl has matched the name already, but would take the subject's CN where there is no DNS name.
 */
static bool is_dns_name(const char *names, const char *host)
{
    size_t length = strlen(names), end;

    for (size_t at = 0; at < length; at = end + 2) {
        size_t from = at + sizeof("DNS:") - 1;

        end = at;
        while (end < length && !STARTS(names, end, length, ", "))
            end++;
        if (STARTS(names, at, end, "DNS:") && mx_pattern_matches(names + from, end - from, host, strlen(host)))
            return true;
    }
    return false;
}

static bool is_certified(const struct fetch *fetch)
{
    static const char title[] = "X509v3 Subject Alternative Name:";
    struct curl_certinfo *chain = NULL;

    if (curl.curl_easy_getinfo(fetch->handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
        chain->num_of_certs == 0)
        return false;
    for (const struct curl_slist *line = chain->certinfo[0]; line != NULL; line = line->next)
        if (strncmp(line->data, title, sizeof(title) - 1) == 0 &&
            is_dns_name(line->data + sizeof(title) - 1, fetch->host))
            return true;
    return false;
}

/* X509_V_ERR_... of OpenSSL's <openssl/x509_vfy.h>, whose numbers verify(1) lists; the others are FETCH_CERT_BAD. */
static const struct {
    int code;
    enum sts_outcome outcome;
} verify_codes[] = {
    {2, FETCH_CERT_UNTRUSTED},  /* UNABLE_TO_GET_ISSUER_CERT */
    {9, FETCH_CERT_EARLY},      /* CERT_NOT_YET_VALID */
    {10, FETCH_CERT_EXPIRED},   /* CERT_HAS_EXPIRED */
    {18, FETCH_CERT_UNTRUSTED}, /* DEPTH_ZERO_SELF_SIGNED_CERT */
    {19, FETCH_CERT_UNTRUSTED}, /* SELF_SIGNED_CERT_IN_CHAIN */
    {20, FETCH_CERT_UNTRUSTED}, /* UNABLE_TO_GET_ISSUER_CERT_LOCALLY */
    {21, FETCH_CERT_UNTRUSTED}, /* UNABLE_TO_VERIFY_LEAF_SIGNATURE */
    {27, FETCH_CERT_UNTRUSTED}, /* CERT_UNTRUSTED */
    {62, FETCH_CERT_NAME},      /* HOSTNAME_MISMATCH */
};

/* libcurl refuses a certificate for OpenSSL's reason or, when OpenSSL has none (0, or libcurl's own 1), its name. */
static enum sts_outcome refused_certificate(struct fetch *fetch)
{
    long code = 0;

    curl.curl_easy_getinfo(fetch->handle, CURLINFO_SSL_VERIFYRESULT, &code);
    if (code <= 1)
        return FETCH_CERT_NAME;
    fetch->answer->verify_code = (int)code;
    for (size_t i = 0; i < sizeof(verify_codes) / sizeof(verify_codes[0]); i++)
        if (verify_codes[i].code == code)
            return verify_codes[i].outcome;
    return FETCH_CERT_BAD;
}

/* ---- the answer ---- */

/* media-type = type "/" subtype parameters; parameters = *( OWS ";" OWS [ parameter ] )      RFC 9110 section 8.3.1 */
static bool is_plain_text(const char *type)
{
    static const char plain[] = "text/plain";
    size_t length = strlen(type), end = sizeof(plain) - 1;

    if (!STARTS_NOCASE(type, 0, length, "text/plain"))
        return false;
    end = run_of(type, end, length, BYTE_WSP);
    return end == length || type[end] == ';';
}

/*
 * RFC 8461 section 3.2: "senders SHOULD validate that the media type is "text/plain""; parameters count for nothing.
 * A field that is there twice must say so twice.
 */
static void judge_media_type(struct fetch *fetch)
{
    const char *type = field_of(fetch, "Content-Type", 0);

    if (type == NULL)
        conclude(fetch, FETCH_MEDIA_TYPE, "");
    for (size_t i = 0; !fetch->is_over && (type = field_of(fetch, "Content-Type", i)) != NULL; i++)
        if (!is_plain_text(type))
            conclude(fetch, FETCH_MEDIA_TYPE, type);
}

static void judge_encoding(struct fetch *fetch)
{
    const char *encoding;

    for (size_t i = 0; !fetch->is_over && (encoding = field_of(fetch, "Content-Encoding", i)) != NULL; i++)
        if (strlen(encoding) != sizeof("identity") - 1 || !equal_nocase(encoding, "identity", strlen(encoding)))
            conclude(fetch, FETCH_ENCODED, encoding);
}

/* At the end of a header.  RFC 8461 section 3.3: "only valid if the HTTP response code is 200 (OK)". */
static void judge_header(struct fetch *fetch)
{
    long status = 0;

    curl.curl_easy_getinfo(fetch->handle, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200)
        return;
    fetch->is_judged = true;
    if (!is_certified(fetch)) {
        conclude(fetch, FETCH_CERT_NAME, "no DNS name of the certificate matches");
        return;
    }
    fetch->answer->http_status = (int)status;
    if (status != 200) {
        const char *location = status < 400 ? field_of(fetch, "Location", 0) : NULL;

        conclude(fetch, location != NULL ? FETCH_REDIRECT : FETCH_HTTP_STATUS, location != NULL ? location : "");
        return;
    }
    judge_media_type(fetch);
    judge_encoding(fetch);
}

/* A line of a header or, behind the body, of a trailer.  What is returned instead of the size stops the transfer. */
static size_t take_header(char *line, size_t size, size_t count, void *user)
{
    struct fetch *fetch = user;
    size_t length = size * count;

    if (length > STS_HEADER_MAX - fetch->header_octets) {
        conclude(fetch, FETCH_HEADER_LARGE, "");
        return 0;
    }
    fetch->header_octets += length;
    if (!fetch->is_judged && trim_end(line, 0, length, BYTE_WSP | BYTE_CONTROL) == 0)
        judge_header(fetch);
    return fetch->is_over ? 0 : length;
}

static size_t take_body(char *data, size_t size, size_t count, void *user)
{
    struct fetch *fetch = user;
    struct sts_answer *answer = fetch->answer;
    size_t length = size * count;

    if (length > STS_BODY_MAX - answer->length) {
        conclude(fetch, FETCH_TOO_LARGE, "");
        return 0;
    }
    memcpy(answer->policy + answer->length, data, length);
    answer->length += length;
    return length;
}

/* ---- the request ---- */

static const struct {
    CURLoption option;
    long value;
} numbers[] = {
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_SSL_SESSIONID_CACHE, 0},
    {CURLOPT_CERTINFO, 1},
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_HTTP09_ALLOWED, 0},
    {CURLOPT_HTTP_CONTENT_DECODING, 0},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
};

/* An empty proxy is none, whatever the environment says. */
static const struct {
    CURLoption option;
    const char *value;
} words[] = {
    {CURLOPT_PROTOCOLS_STR, "https"},
    {CURLOPT_PROXY, ""},
    {CURLOPT_NOPROXY, "*"},
};

/* CURLE_OUT_OF_MEMORY, or another code where this libcurl lacks an option. */
static CURLcode set_constants(CURL *handle)
{
    CURLcode code = CURLE_OK;

    for (size_t i = 0; code == CURLE_OK && i < sizeof(numbers) / sizeof(numbers[0]); i++)
        code = curl.curl_easy_setopt(handle, numbers[i].option, numbers[i].value);
    for (size_t i = 0; code == CURLE_OK && i < sizeof(words) / sizeof(words[0]); i++)
        code = curl.curl_easy_setopt(handle, words[i].option, words[i].value);
    return code;
}

#define SET(option, value) \
    do { \
        if (code == CURLE_OK) \
            code = curl.curl_easy_setopt(fetch->handle, option, value); \
    } while (0)

static CURLcode set_options(struct fetch *fetch, const struct sts_request *request, const struct curl_slist *fields,
                            const struct curl_slist *places)
{
    CURLcode code = set_constants(fetch->handle);

    SET(CURLOPT_URL, fetch->url);
    SET(CURLOPT_PORT, (long)request->port);
    SET(CURLOPT_RESOLVE, places);
    SET(CURLOPT_HTTPHEADER, fields);
    SET(CURLOPT_USERAGENT, request->user_agent);
    SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->timeout_ms);
    if (request->ca_file != NULL) {
        SET(CURLOPT_CAINFO, request->ca_file);
        SET(CURLOPT_CAPATH, (char *)NULL);
    }
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, fetch);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, fetch);
    SET(CURLOPT_ERRORBUFFER, fetch->error);
    return code;
}

/* HOST:PORT:[ADDRESS],[ADDRESS]; NULL when there is no memory. */
static struct curl_slist *list_addresses(const struct fetch *fetch, const struct sts_request *request)
{
    static const char port_room[] = ":65535:";
    size_t room = strlen(fetch->host) + sizeof(port_room), length;
    struct curl_slist *list;
    char *text;

    for (size_t i = 0; i < request->address_count; i++)
        room += strlen(request->addresses[i]) + sizeof("[],") - 1;
    text = malloc(room);
    if (text == NULL)
        return NULL;
    length = (size_t)snprintf(text, room, "%s:%u:", fetch->host, (unsigned)request->port);
    for (size_t i = 0; i < request->address_count; i++) {
        const char *address = request->addresses[i];

        assert(is_ipv4(address, strlen(address)) || is_ipv6(address, strlen(address)));
        length += (size_t)snprintf(text + length, room - length, i > 0 ? ",[%s]" : "[%s]", address);
    }
    list = curl.curl_slist_append(NULL, text);
    free(text);
    return list;
}

/* What libcurl says of a transfer that nobody here has stopped. */
static enum sts_outcome outcome_of(struct fetch *fetch, CURLcode code)
{
    switch (code) {
    case CURLE_OK: return !fetch->is_judged ? FETCH_BROKEN : fetch->answer->length == 0 ? FETCH_EMPTY : FETCH_DONE;
    case CURLE_OUT_OF_MEMORY: return FETCH_NOMEM;
    case CURLE_SSL_CACERT_BADFILE: return FETCH_NO_CA;
    case CURLE_COULDNT_CONNECT: return FETCH_NO_CONNECTION;
    case CURLE_OPERATION_TIMEDOUT: return FETCH_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR: return FETCH_TLS_FAILED;
    case CURLE_PEER_FAILED_VERIFICATION: return refused_certificate(fetch);
    default: return FETCH_BROKEN;
    }
}

static void perform(struct fetch *fetch)
{
    CURLcode code = curl.curl_easy_perform(fetch->handle);

    if (!fetch->is_over) {
        enum sts_outcome outcome = outcome_of(fetch, code);
        const char *error = fetch->error[0] != '\0' ? fetch->error : curl.curl_easy_strerror(code);

        conclude(fetch, outcome, code != CURLE_OK ? error : "");
    }
    if (fetch->answer->outcome != FETCH_DONE)
        fetch->answer->length = 0;
}

static void fetch_with_handle(struct fetch *fetch, const struct sts_request *request)
{
    struct curl_slist *fields = curl.curl_slist_append(NULL, "Accept-Encoding: identity");
    struct curl_slist *places = list_addresses(fetch, request);
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (fields != NULL && places != NULL)
        code = set_options(fetch, request, fields, places);
    if (code == CURLE_OK)
        perform(fetch);
    else if (code == CURLE_OUT_OF_MEMORY)
        conclude(fetch, FETCH_NOMEM, "");
    else
        conclude(fetch, FETCH_NO_LIBRARY, curl.curl_easy_strerror(code));
    curl.curl_slist_free_all(places);
    curl.curl_slist_free_all(fields);
}

/* "mta-sts." and the domain (RFC 8461 section 3.2), and the URL; false when that is no host name. */
static bool name_host(struct fetch *fetch, const char *domain)
{
    size_t prefix = sizeof(host_prefix) - 1, length = strlen(domain);

    if (length == 0 || length > NAME_MAX_OCTETS - prefix || domain[length - 1] == '.')
        return false;
    memcpy(fetch->host, host_prefix, prefix);
    memcpy(fetch->host + prefix, domain, length + 1);
    snprintf(fetch->url, sizeof(fetch->url), "https://%s%s", fetch->host, path);
    return check_host_name(fetch->host, prefix + length).checked.fault == FAULT_NONE;
}

void sts_fetch(const struct sts_request *request, struct sts_answer *answer)
{
    struct fetch fetch = {.answer = answer};

    assert(request->timeout_ms > 0 && request->port > 0);
    answer->http_status = answer->verify_code = 0;
    answer->length = 0;
    if (!name_host(&fetch, request->domain)) {
        conclude(&fetch, FETCH_BAD_HOST, "");
        return;
    }
    if (request->address_count == 0) {
        conclude(&fetch, FETCH_NO_ADDRESS, "");
        return;
    }
    if (!load_curl()) {
        conclude(&fetch, FETCH_NO_LIBRARY, "");
        return;
    }
    if (curl.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        conclude(&fetch, FETCH_NOMEM, "");
        return;
    }
    fetch.handle = curl.curl_easy_init();
    if (fetch.handle != NULL)
        fetch_with_handle(&fetch, request);
    else
        conclude(&fetch, FETCH_NOMEM, "");
    curl.curl_easy_cleanup(fetch.handle);
    curl.curl_global_cleanup();
}
