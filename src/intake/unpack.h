/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip and zip undone: whole buffers, a hard cap, every fault a finding. */
#ifndef UNPACK_H
#define UNPACK_H

#include "core/finding.h"

enum unpack_status {
    UNPACK_DONE,      /* there is something to read; findings may tell what was wrong */
    UNPACK_REFUSED,   /* there is nothing to read; a finding (an error) tells why */
    UNPACK_NOMEM,
    UNPACK_NO_LIBRARY /* libdeflate can't be loaded */
};

struct unpacked {
    char *data; /* the caller's to free, or to hand to unpacked_done(); or NULL: the input was not packed and is itself
                   what to read */
    size_t length;
    size_t room;
    rptlint_packing packing; /* of the outermost layer */
};

/* What begins like gzip (RFC 1952) or zip. */
bool is_packed(const char *data, size_t length);

/* libdeflate as it was loaded, with its working memory; for one thread at a time. */
struct inflater;

/*
 * Opens it before unpack() needs it, so that child processes share it: UNPACK_DONE, UNPACK_NOMEM or UNPACK_NO_LIBRARY,
 * and *inflater stays NULL.
 */
enum unpack_status inflater_open(struct inflater **inflater);

/* Gives it back, who ever opened it; NULL is nothing. */
void inflater_close(struct inflater *inflater);

/*
 * Undoes gzip (all members of a file, counted together), zip with one member, and at most two layers of
 * them.  At most `cap` octets come out (E914).  Spans of findings are in `data`.  *inflater is NULL at first, is opened
 * when something is packed, and serves the calls that follow; inflater_close() it.
 */
enum unpack_status unpack(struct inflater **inflater, const char *data, size_t length, size_t cap,
                          struct emitter *emitter, struct unpacked *unpacked);

/* Takes the data back; the block serves for what is unpacked next when it is small. */
void unpacked_done(struct inflater *inflater, struct unpacked *unpacked);

#endif
