/* SPDX-License-Identifier: BSD-2-Clause */
/* The Subject of a report's mail (RFC 8460 section 5.3), folded as it stands in the message. */
#include "core/bytes.h"
#include "core/envelope.h"
#include "core/field.h"
#include "core/finding.h"

/* Where the reading is.  FWS is taken as any run of blanks and line ends: a field's body has no others. */
struct subject {
    const char *text;
    size_t length;
    size_t at;
    struct misfits misfits;
};

static size_t blank_end(const struct subject *subject, size_t at)
{
    while (at < subject->length && is_blank(subject->text[at]))
        at++;
    return at;
}

/* The next word, FWS before it. */
static rptlint_span next_word(const struct subject *subject)
{
    size_t from = blank_end(subject, subject->at), end = from;

    while (end < subject->length && !is_blank(subject->text[end]))
        end++;
    return (rptlint_span){.offset = from, .length = end - from};
}

static bool misfit(struct subject *subject, rptlint_span at, const char *hint)
{
    struct misfits *misfits = &subject->misfits;

    misfits->list[misfits->count].at = at;
    misfits->list[misfits->count++].hint =
        STARTS(subject->text, at.offset, subject->length, "=?") ? HINT_SUBJECT_ENCODED : hint;
    return false;
}

/* A word that fits up to some octet only.  Reading goes on behind it where the caller wants that. */
static bool unfit(struct subject *subject, rptlint_span word, size_t fits, const char *hint)
{
    subject->at = word.offset + word.length;
    return misfit(subject, (rptlint_span){.offset = word.offset + fits, .length = word.length - fits}, hint);
}

static bool take_literal(struct subject *subject, const char *literal)
{
    rptlint_span word = next_word(subject);
    const char *text = subject->text + word.offset;
    size_t length = strlen(literal), same = 0;

    while (same < length && same < word.length && text[same] == literal[same])
        same++;
    if (same < length || word.length > length)
        return unfit(subject, word, same, NULL);
    subject->at = word.offset + word.length;
    return true;
}

/* Moves to the literal that is the next word or one behind it; where the word before that ends, or 0 without one. */
static size_t find_literal(struct subject *subject, const char *literal)
{
    size_t length = strlen(literal), last = subject->at;

    for (rptlint_span word = next_word(subject); word.length > 0; word = next_word(subject)) {
        if (word.length == length && memcmp(subject->text + word.offset, literal, length) == 0)
            return last;
        last = subject->at = word.offset + word.length;
    }
    return 0;
}

/* What is no domain reaches to the literal behind it, for it may be a company's name, of several words. */
static bool unfit_domain(struct subject *subject, rptlint_span word, size_t fits, const char *hint, const char *literal)
{
    size_t end;

    subject->at = word.offset + word.length;
    end = find_literal(subject, literal);
    if (end > 0)
        word.length = end - word.offset;
    misfit(subject, (rptlint_span){.offset = word.offset + fits, .length = word.length - fits}, hint);
    return end > 0;
}

/* domain-name = sub-domain 1*("." sub-domain), RFC 6376 section 3.5.  False when what comes behind is not there. */
static bool take_domain(struct subject *subject, rptlint_span *domain, const char *literal)
{
    rptlint_span word = next_word(subject);
    struct host_name name = check_host_name(subject->text + word.offset, word.length);

    if (name.checked.fault != FAULT_NONE)
        return unfit_domain(subject, word, name.checked.at.offset, NULL, literal);
    if (name.labels < 2)
        return unfit_domain(subject, word, 0, HINT_SUBJECT_ONE_LABEL, literal);
    if (subject->text[word.offset + word.length - 1] == '.')
        return unfit_domain(subject, word, word.length - 1, NULL, literal);
    *domain = word;
    subject->at = word.offset + word.length;
    return true;
}

/* dot-atom-text, RFC 5322 section 3.2.3; where it ends, or `from` when there is none. */
static size_t dot_atom_end(const char *text, size_t from, size_t end)
{
    size_t at = run_of(text, from, end, BYTE_ATEXT);

    while (at > from && at + 1 < end && text[at] == '.' && byte_in(text[at + 1], BYTE_ATEXT))
        at = run_of(text, at + 1, end, BYTE_ATEXT);
    return at;
}

/* id-right, RFC 5322 section 3.6.4: dot-atom-text or no-fold-literal. */
static size_t id_right_end(const char *text, size_t from, size_t end)
{
    size_t at = from + 1;

    if (from == end || text[from] != '[')
        return dot_atom_end(text, from, end);
    while (at < end && text[at] > ' ' && text[at] < 0x7F && text[at] != '[' && text[at] != ']' && text[at] != '\\')
        at++;
    return at < end && text[at] == ']' ? at + 1 : from;
}

/* An id that does not fit: by an octet, or in its form. */
static bool unfit_id(struct subject *subject, rptlint_span word, size_t fits)
{
    bool in_form = fits > 0 && fits < word.length && subject->text[word.offset + fits] != '>';

    return unfit(subject, word, fits, in_form ? HINT_SUBJECT_ID_OCTET : HINT_SUBJECT_ID);
}

/* "<" id-left "@" id-right ">" */
static bool take_id(struct subject *subject, rptlint_span *id)
{
    rptlint_span word = next_word(subject);
    const char *text = subject->text;
    size_t from = word.offset, end = from + word.length, left, right;

    if (word.length == 0 || text[from] != '<')
        return unfit_id(subject, word, 0);
    left = dot_atom_end(text, from + 1, end);
    if (left == from + 1 || left == end || text[left] != '@')
        return unfit_id(subject, word, left - from);
    right = id_right_end(text, left + 1, end);
    if (right == left + 1 || right == end || text[right] != '>')
        return unfit_id(subject, word, right - from);
    *id = (rptlint_span){.offset = from + 1, .length = right - from - 1};
    subject->at = right + 1;
    return true;
}

/* The end of a comment that begins at `at`, RFC 5322 section 3.2.2; the length when it is not closed. */
static size_t comment_end(const struct subject *subject, size_t at)
{
    size_t depth = 0;

    for (; at < subject->length; at++) {
        char c = subject->text[at];

        if (c == '\\')
            at++;
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return at + 1;
    }
    return subject->length + 1;
}

/* [CFWS] to the end. */
static bool take_rest(struct subject *subject)
{
    for (size_t at = subject->at, end;; at = end) {
        at = blank_end(subject, at);
        if (at == subject->length)
            return true;
        end = subject->text[at] == '(' ? comment_end(subject, at) : 0;
        if (end == 0 || end > subject->length) {
            size_t last = trim_end(subject->text, at, subject->length, BYTE_WSP);

            return misfit(subject, (rptlint_span){.offset = at, .length = last - at}, NULL);
        }
    }
}

struct subject_line read_subject(const char *text, size_t length)
{
    struct subject_line line = {.misfits = {.count = 0}};
    struct subject subject = {.text = text, .length = length};

    (void)(take_literal(&subject, "Report") && take_literal(&subject, "Domain:") &&
           take_domain(&subject, &line.domain, "Submitter:") && take_literal(&subject, "Submitter:") &&
           take_domain(&subject, &line.submitter, "Report-ID:") && take_literal(&subject, "Report-ID:") &&
           take_id(&subject, &line.id) && take_rest(&subject));
    line.misfits = subject.misfits;
    return line;
}
