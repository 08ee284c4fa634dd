/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of rua: tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri), RFC 8460 section 3. */
#include "core/around.h"
#include "core/bytes.h"
#include "core/record.h"

/* The parts of a destination that was read before, read again without reporting. */
static void read_again(const struct walk *w, size_t from, size_t length, rptlint_destination *parts)
{
    struct emitter silent;
    struct uri uri;

    emitter_begin(&silent, NULL);
    read_uri(&silent, w->data, from, from + length, (rptlint_text){.data = NULL, .length = 0}, &uri);
    *parts = uri.parts;
}

/* Reports a destination that equals one of the first COMPARED_MAX, or is the first beyond them. */
static void check_repeated(struct walk *w, const rptlint_destination *parts)
{
    size_t from = parts->uri.offset, length = parts->uri.length;
    size_t count = w->destinations < COMPARED_MAX ? w->destinations : COMPARED_MAX;

    if (w->destinations == COMPARED_MAX)
        REPORT(w->emitter, U222, from, length);
    for (size_t i = 0; i < count; i++) {
        rptlint_destination other;

        if (w->compared[i].length != length ||
            !equal_nocase(w->data + from, w->data + w->compared[i].offset, length))
            continue;
        read_again(w, w->compared[i].offset, length, &other);
        if (!same_destination(w->data, parts, &other))
            continue;
        REPORT(w->emitter, U216, from, length, .has_related = true, .related = other.uri);
        break;
    }
    if (w->destinations < COMPARED_MAX) {
        w->compared[w->destinations].offset = from;
        w->compared[w->destinations].length = length;
    }
}

static void keep_destination(struct walk *w, const struct uri *uri)
{
    rptlint_record *record = w->record;

    if (record == NULL)
        return;
    if (record->destination_count < record->destination_capacity)
        record->destinations[record->destination_count] = uri->parts;
    record->destination_count++;
}

/* What the caller's own rules say about a destination, data[from..end). */
static void ask_house(struct walk *w, size_t from, size_t end)
{
    if (w->house == NULL)
        return;
    for (size_t turn = 0; !w->emitter->stopped; turn++) {
        const char *hint = NULL;
        const rptlint_rule *rule = w->house(w->house_user, w->data + from, end - from, turn, &hint);

        if (rule == NULL)
            break;
        emit(w->emitter, &(rptlint_finding){.rule = rule, .span = {.offset = from, .length = end - from}, .hint = hint});
    }
}

#define NO_COMMA SIZE_MAX

/* The list being read: what a comma between two elements needs to know. */
struct list {
    bool is_list;   /* every element so far is a URI */
    size_t usable;
    size_t comma;   /* the comma before the element; NO_COMMA for the first */
    size_t gone;    /* the last comma of which was said that it has to go */
    bool after_uri; /* the element before it is an https URI, with no white space between, */
    bool has_path;  /* and it has a path or query */
};

/* "https://example.com/a,b": the comma belongs to the path when what follows is neither URI nor address. */
static bool comma_is_data(const struct walk *w, const struct list *list, size_t from, size_t end)
{
    return list->after_uri && list->has_path && list->comma + 1 == from && find_byte(w->data, from, end, ':') == end &&
           find_byte(w->data, from, end, '@') == end;
}

/* An empty element is a comma too many: the one before it, or the one behind when that one goes already. */
static void report_empty(struct walk *w, struct list *list, size_t behind)
{
    size_t comma = list->comma != list->gone ? list->comma : behind;

    list->is_list = false;
    list->gone = comma;
    REPORT(w->emitter, U201, comma, 1, DELETE);
}

static void read_element(struct walk *w, struct list *list, size_t from, size_t end)
{
    bool first = list->comma == NO_COMMA;
    struct uri uri;

    if (!first && comma_is_data(w, list, from, end)) {
        list->is_list = false;
        REPORT(w->emitter, U204, list->comma, 1, ENCODE(w->emitter, w->data, list->comma, 1));
        return;
    }
    read_uri(w->emitter, w->data, from, end, w->domain, &uri);
    list->is_list &= uri.is_uri;
    list->usable += uri.parts.usable;
    list->after_uri = uri.parts.scheme == RPTLINT_SCHEME_HTTPS;
    list->has_path = uri.parts.path.length + uri.parts.query.length > 0;
    keep_destination(w, &uri);
    ask_house(w, from, end);
    if (!uri.is_uri)
        return;
    check_repeated(w, &uri.parts);
    w->destinations++;
}

/* Are data[from] and data[end - 1] quotes or brackets around a list of several, whose first element has none of its own? */
static bool is_list_marked(const char *data, size_t from, size_t end)
{
    size_t comma = find_byte(data, from, end, ','), stop = trim_end(data, from, comma, BYTE_WSP);
    char closing = comma < end ? closing_mark(data[from]) : '\0';

    return closing != '\0' && stop > from + 1 && data[end - 1] == closing && data[stop - 1] != closing;
}

/* Is there nothing at all, or nothing but commas? */
static bool is_empty_list(const char *data, size_t from, size_t end)
{
    while (from < end && (data[from] == ',' || byte_in(data[from], BYTE_WSP)))
        from++;
    return from == end;
}

/* A list that is not empty, data[from..end). */
static void read_list(struct walk *w, struct list *list, size_t from, size_t end)
{
    for (;;) {
        size_t comma = find_byte(w->data, from, end, ',');
        size_t stop = trim_end(w->data, from, comma, BYTE_WSP);
        size_t next = run_of(w->data, comma < end ? comma + 1 : end, end, BYTE_WSP);

        if (stop == from)
            report_empty(w, list, comma);
        else
            read_element(w, list, from, stop);
        walk_piece(w, PIECE_URI, stop);
        if (comma == end || w->emitter->stopped)
            break;
        if (stop > from && next < end && w->data[next] != ',' && next - stop > 1)
            REPORT(w->emitter, R130, stop, next - stop, REPLACE_BY(","));
        walk_piece(w, PIECE_COMMA, next);
        list->comma = comma;
        list->after_uri &= stop == comma;
        from = next;
    }
}

bool read_destinations(struct walk *w, rptlint_span name, size_t from, size_t whole, size_t leaked)
{
    size_t end = whole - leaked;
    bool empty = is_empty_list(w->data, from, end), marked = is_list_marked(w->data, from, end);
    struct list list = {.is_list = leaked == 0 && !marked && !empty, .comma = NO_COMMA, .gone = NO_COMMA};

    w->https_end = 0;
    if (empty) {
        REPORT(w->emitter, U201, from, end - from, .hint = HINT_NO_DESTINATION);
    } else if (marked) {
        REPORT(w->emitter, U205, from, 1, .hint = HINT_NO_BRACKETS, DELETE);
        read_list(w, &list, from + 1, end - 1);
        REPORT(w->emitter, U205, end - 1, 1, .hint = HINT_NO_BRACKETS, DELETE);
    } else {
        read_list(w, &list, from, end);
    }
    if (list.is_list)
        w->usable += list.usable;
    else if (run_of(w->data, from, whole, BYTE_VALUE) == whole && whole > from)
        REPORT(w->emitter, R127, name.offset, whole - name.offset);
    if (list.after_uri)
        w->https_end = end;
    w->https_bare = !list.has_path;
    return list.is_list;
}
