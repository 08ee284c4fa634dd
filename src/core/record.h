/* SPDX-License-Identifier: BSD-2-Clause */
/* One walk over the value of a TLSRPT record, shared by checking, reading and generating. */
#ifndef RECORD_H
#define RECORD_H

#include "core/uri.h"

/* U216 compares each destination with the first 64; beyond them U222 says that it no longer does. */
enum { COMPARED_MAX = 64 };

enum version_state {
    VERSION_GOOD,
    VERSION_BENT,   /* meant to be TLSRPT's: what follows is judged as a TLSRPT record */
    VERSION_FOREIGN /* another kind of record, or none: no field is missed in it */
};

/* What the tokenizer cuts a record into: the pieces cover it exactly, in order. */
enum piece {
    PIECE_VERSION,   /* v=TLSRPTv1 */
    PIECE_DELIMITER, /* ";" with its white space, or what stands there instead */
    PIECE_NAME,
    PIECE_EQUALS,    /* with the white space that R114 complains of */
    PIECE_VALUE,     /* of an extension */
    PIECE_URI,       /* one element of rua */
    PIECE_COMMA,     /* with its white space */
    PIECE_JUNK       /* a broken version or field */
};

typedef void piece_taker(void *user, enum piece piece, size_t from, size_t end);

struct walk {
    const char *data;
    size_t length;
    struct emitter *emitter;
    rptlint_text domain;     /* the policy domain, of length 0 when unknown */
    rptlint_house *house;    /* the caller's own rules, or NULL */
    void *house_user;
    rptlint_record *record;  /* filled in when not NULL */
    piece_taker *take_piece; /* handed every piece when not NULL */
    void *pieces;
    size_t covered;          /* up to here pieces were handed over */
    bool cut;                /* the end was lost (T302): nothing is said to be missing there */
    bool split;              /* it came as strings: T301 and T310 tell what is too long for one, or for all */

    bool grammar;
    enum version_state version;
    rptlint_span version_span; /* what stands for the version, wherever it stands */
    bool delimited;            /* the first field delimiter is behind us */
    size_t fields;             /* fields seen after the version, broken ones included */
    bool has_rua;              /* a field named rua was seen, broken or not */
    bool rua_sought;           /* the whole record was searched for rua, */
    bool rua_somewhere;        /* and it was there */
    rptlint_span first_rua;    /* its name */
    rptlint_span rua_like;     /* RUA, ruf: for R120 */
    const char *rua_like_hint;
    size_t usable;
    size_t destinations;       /* URIs read so far */
    size_t https_end;          /* behind an https destination that ends a field, or what belongs to one; 0: none */
    bool https_bare;           /* that destination has no path yet */
    size_t https_next;         /* the field being read is a part of that destination, and ends here; 0: it is none */
    struct {
        size_t offset, length;
    } compared[COMPARED_MAX];  /* the last member: not cleared */
};

/* `options`, or NULL, give the policy domain and the caller's own rules; their sink is not used. */
void walk_begin(struct walk *walk, const char *data, size_t length, struct emitter *emitter,
                const rptlint_options *options);

/* Walks the whole value. */
void walk_record(struct walk *walk);

/* Everything up to `end` that no piece covers yet is one piece. */
static inline void walk_piece(struct walk *walk, enum piece piece, size_t end)
{
    if (walk->take_piece == NULL || end <= walk->covered)
        return;
    walk->take_piece(walk->pieces, piece, walk->covered, end);
    walk->covered = end;
}

/* The answers about a record that needs no walk, quick.h; false for any other. */
bool quick_verdict(const char *value, size_t length, const rptlint_options *options, rptlint_verdict *verdict);

/* The three answers, once the walk is over. */
void walk_verdict(const struct walk *walk, rptlint_verdict *verdict);

/* Checks text[0..length), NAME=VALUE with its "=" at `equals`, as a tlsrpt-extension by itself. */
void check_extension(struct emitter *emitter, const char *text, size_t length, size_t equals);

/* version.c: the version in every wrong form.  Returns where the fields are to be read from. */
size_t read_odd_version(struct walk *walk);

/*
 * destinations.c: the value of a rua field, data[from..end); `name` is the field's name.  Is it a URI list?
 * `leaked`: so many octets at its end are the "\" of a "\;", which is reported elsewhere.
 */
bool read_destinations(struct walk *walk, rptlint_span name, size_t from, size_t end, size_t leaked);

#endif
