/* SPDX-License-Identifier: BSD-2-Clause */
/* An MTA-STS policy fetched as a sender does it, RFC 8461 section 3.3: what came, or why nothing did. */
#ifndef STS_FETCH_H
#define STS_FETCH_H

#include <rptlint.h>

enum {
    STS_PORT = 443,
    STS_TIMEOUT_MS = 60 * 1000, /* section 3.3: "A suggested timeout is one minute," */
    STS_BODY_MAX = 64 * 1024,   /* "and a suggested maximum policy size is 64 kilobytes" */
    STS_HEADER_MAX = 64 * 1024, /* status lines and fields of all answers */
    STS_DETAIL_ROOM = 256
};

/* The Debian packages to name where libcurl, or the certificates of the CAs, are missing. */
#define STS_CURL_PACKAGE "libcurl4"
#define STS_CA_PACKAGE "ca-certificates"

/* Octets stay the caller's, and are read during the call only. */
struct sts_request {
    const char *domain;           /* the policy domain, not the policy host: A-labels, no final dot */
    const char *const *addresses; /* of mta-sts.DOMAIN, IPv4 or IPv6 as text; nothing else is asked for an address */
    size_t address_count;
    uint16_t port;                /* STS_PORT but in tests */
    unsigned timeout_ms;          /* for all of it; not 0 */
    const char *ca_file;          /* in PEM, trusted instead of the system's CAs; NULL for those */
    const char *user_agent;
};

enum sts_outcome {
    FETCH_DONE,

    /* About this machine and this call: says nothing of the domain. */
    FETCH_NO_LIBRARY,
    FETCH_NOMEM,
    FETCH_NO_CA,

    /* No HTTP answer. */
    FETCH_BAD_HOST,     /* mta-sts.DOMAIN is no host name, which nobody can have a certificate for */
    FETCH_NO_ADDRESS,   /* none was given */
    FETCH_NO_CONNECTION,
    FETCH_TIMEOUT,
    FETCH_TLS_FAILED,   /* the handshake, before the certificate could be judged */

    /* The certificate of the policy host is not good. */
    FETCH_CERT_EXPIRED,
    FETCH_CERT_EARLY,
    FETCH_CERT_UNTRUSTED,
    FETCH_CERT_NAME,
    FETCH_CERT_BAD,     /* anything else */

    /* An HTTP answer that is no policy. */
    FETCH_BROKEN,       /* HTTP that can't be read, or that ends too early */
    FETCH_HEADER_LARGE,
    FETCH_REDIRECT,
    FETCH_HTTP_STATUS,
    FETCH_MEDIA_TYPE,
    FETCH_ENCODED,      /* compressed, which was not asked for */
    FETCH_TOO_LARGE,
    FETCH_EMPTY
};

enum { FETCH_OUTCOME_COUNT = FETCH_EMPTY + 1 };

/* It holds no pointers, so that a child process can write it to a pipe as it is. */
struct sts_answer {
    enum sts_outcome outcome;
    int http_status;              /* of the final answer; 0 when there was none */
    int verify_code;              /* X509_V_ERR_... of OpenSSL, where it refused the certificate; else 0 */
    /*
     * What there is to say beside the sentence, or "": Location of a redirect, Content-Type, Content-Encoding, the
     * libraries' text for what went wrong.  Hostile, with a NUL behind it; `detail_cut` when there was more of it.
     */
    bool detail_cut;
    char detail[STS_DETAIL_ROOM];
    size_t length;                /* of the policy; 0 unless the outcome is FETCH_DONE */
    char policy[STS_BODY_MAX];    /* as it came, hostile: sts_policy.h reads it */
};

/*
 * Fetches https://mta-sts.DOMAIN/.well-known/mta-sts.txt by one GET, TLS 1.2 or later, and sets all of the answer but
 * what lies behind policy[length].  Follows no redirect, keeps nothing, heeds no proxy, CA, netrc or curl setting of the
 * environment and the home folder (what OpenSSL itself heeds is OPENSSL_CONF and SSLKEYLOGFILE).  Blocks for up to
 * timeout_ms; starts no thread and sets no signal handler: SIGPIPE is for the caller to ignore.  libcurl and OpenSSL
 * take hostile octets apart: call it in a child process.
 */
void sts_fetch(const struct sts_request *request, struct sts_answer *answer);

/* A short name for machines ("http-status"), a sentence, and what the domain's owner is to do, or "". */
const char *sts_outcome_name(enum sts_outcome outcome);
const char *sts_outcome_sentence(enum sts_outcome outcome);
const char *sts_outcome_hint(enum sts_outcome outcome);

/*
 * The result that a sender reports for it, RFC 8460 section 4.3.2.2; RPTLINT_RESULT_OTHER where there is nothing to
 * report: FETCH_DONE, and what is about this machine.
 */
rptlint_result sts_outcome_result(enum sts_outcome outcome);

#endif
