/* SPDX-License-Identifier: BSD-2-Clause */
/* The corpus as tests see it: NAME.in and NAME.expect, and findings collected into a list. */
#ifndef CORPUS_H
#define CORPUS_H

#include <rptlint.h>

enum { FIX_KEPT = 512, POINTER_KEPT = 256, FINDINGS_MAX = 512 };

/* A finding that outlives its sink call. */
struct kept {
    const rptlint_rule *rule;
    rptlint_severity severity;
    size_t number; /* in the order of the findings */
    size_t input;
    rptlint_span span;
    bool has_related;
    rptlint_span related;
    bool has_fix;
    bool fix_inserts;
    size_t fix_length;
    char fix[FIX_KEPT];
    const char *hint;
    size_t pointer_length; /* 0 also where `text` below is not known */
    char pointer[POINTER_KEPT];
};

struct findings {
    const char *text; /* reports: what is checked, for pointers; NULL where they are not wanted */
    size_t length;
    size_t count; /* also beyond FINDINGS_MAX */
    struct kept list[FINDINGS_MAX];
};

/* The sink that fills a struct findings. */
int keep_finding(void *user, const rptlint_finding *finding);

/* By offset, id, and as they came: the order in which .expect files list them. */
void sort_findings(struct findings *findings);
bool same_finding(const struct kept *a, const struct kept *b);

/* The same, and in the same words: hint and pointer too. */
bool same_words(const struct kept *a, const struct kept *b);

/* How many findings of a rule there are, and is there one? */
size_t count_rule(const struct findings *findings, const char *id);
bool has_rule(const struct findings *findings, const char *id);

enum corpus_kind { CORPUS_RECORD, CORPUS_TXT };

struct corpus_case {
    const char *folder; /* "record" or "txt" */
    enum corpus_kind kind;
    char name[128];     /* without ".in" */
    char *input;        /* exact-size heap block: a final line feed of the file is not part of it */
    size_t length;
    char *expect;       /* the .expect file, NUL-terminated */
};

/* Calls `visit` for every case of corpus/record and corpus/txt, by name; returns how many there were. */
size_t each_case(void (*visit)(const struct corpus_case *one, void *user), void *user);

/* The same for one folder of corpus/, whatever it holds. */
size_t each_case_in(const char *folder, void (*visit)(const struct corpus_case *one, void *user), void *user);

/* Calls `visit` with the name of every case of a folder, without ".in"; returns how many there were. */
size_t each_name_in(const char *folder, void (*visit)(const char *name, void *user), void *user);

/* corpus/FOLDER/NAME and the ending as it is, with a NUL behind it, for the caller to free; NULL: there is none. */
char *load_file(const char *folder, const char *name, const char *ending, size_t *length);

/* Checks an input as its kind says. */
rptlint_status check_as(enum corpus_kind kind, const char *data, size_t length,
                        const rptlint_options *options, rptlint_verdict *verdict);

/* Applies one fix to a text; the caller frees the result. */
char *apply_fix(const char *data, size_t length, const struct kept *finding, size_t *fixed_length);

#endif
