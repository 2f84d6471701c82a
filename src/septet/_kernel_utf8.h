/* Texts in UTF-8 as columns hold them: what a row takes in septets and in UTF-16 units, and in how many parts.
 *
 * The scalar code below is the reference of the vector code, which _kernel_utf8_vectors.h makes from one source for
 * each width. What is done with the rows is in _columns_rows.h, which is compiled once for each path too, so that the
 * measuring is inlined into its loops. Nothing here raises or knows Python.
 */
#ifndef SEPTET_KERNEL_UTF8_H
#define SEPTET_KERNEL_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SEPTET_BMP 0x10000

enum { SEPTET_ANY, SEPTET_GSM7_ONLY, SEPTET_UCS2_ONLY };

/* Everything that rows are counted by. */
typedef struct {
    uint8_t cost[SEPTET_BMP]; /* septets of a character, 0 where the alphabet lacks it */
    int64_t septets_alone, septets_joined, units_alone, units_joined;
    int encoding;
    uint8_t one_septet[16];  /* ASCII of one septet: bit h of row l is the character (h << 4 | l) */
    uint8_t two_septets[16]; /* ASCII of two */
    uint8_t leads[4];        /* first octets of the characters of two octets; 0xFF where there are fewer */
    uint8_t members[2][16];  /* bit h of row l: (lead 0 or 2, 0x80 | h << 4 | l), and from bit 4 on leads 1 and 3 */
    int fits_vectors;        /* whether the alphabet is what the vector code takes for granted */
} septet_counter;

typedef struct {
    int valid;      /* whether this is UTF-8; the rest means nothing where it is not */
    int in_septets; /* whether the alphabet has all of it */
    int64_t n_chars;
    int64_t n_septets;
    int64_t n_units;
} septet_measured;

/* How far a walk through the pieces of a text has come. */
typedef struct {
    int64_t n_parts;
    int64_t n_in_part;
} septet_walked;

/* The octets of the character at ``text``, or 0 where that is no UTF-8: overlong, a surrogate, over U+10FFFF, cut. */
static inline int septet_decode(const uint8_t *text, const uint8_t *end, uint32_t *decoded)
{
    const uint8_t lead = text[0];
    const ptrdiff_t left = end - text;
    uint32_t c;
    if (lead < 0x80) {
        *decoded = lead;
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4 || left < 2 || (text[1] & 0xC0) != 0x80) {
        return 0;
    }
    if (lead < 0xE0) {
        *decoded = (uint32_t)(lead & 0x1F) << 6 | (text[1] & 0x3F);
        return 2;
    }
    if (left < 3 || (text[2] & 0xC0) != 0x80) {
        return 0;
    }
    c = (uint32_t)(text[1] & 0x3F) << 6 | (text[2] & 0x3F);
    if (lead < 0xF0) {
        c |= (uint32_t)(lead & 0x0F) << 12;
        *decoded = c;
        return c < 0x800 || c >> 11 == 0x1B ? 0 : 3;
    }
    if (left < 4 || (text[3] & 0xC0) != 0x80) {
        return 0;
    }
    c = (uint32_t)(lead & 0x07) << 18 | c << 6 | (text[3] & 0x3F);
    *decoded = c;
    return c < 0x10000 || c > 0x10FFFF ? 0 : 4;
}

static inline int septet_cost(const septet_counter *counter, uint32_t c)
{
    return c < SEPTET_BMP ? counter->cost[c] : 0;
}

/* Makes the tables of the vector code from the costs. */
static void septet_prepare(septet_counter *counter)
{
    counter->fits_vectors = 0;
}

/* ``limit`` is where the memory ends that may be read; the scalar code does not look beyond the text. */
static septet_measured septet_measure_scalar(const septet_counter *counter, const uint8_t *text, int64_t n_octets,
                                             const uint8_t *limit)
{
    const uint8_t *end = text + n_octets;
    septet_measured found = {1, 1, 0, 0, 0};
    (void)limit;
    while (text < end) {
        uint32_t c;
        const int n = septet_decode(text, end, &c);
        if (n == 0) {
            found.valid = 0;
            return found;
        }
        const int cost = septet_cost(counter, c);
        found.in_septets &= cost != 0;
        found.n_septets += cost;
        found.n_units += c < SEPTET_BMP ? 1 : 2;
        found.n_chars++;
        text += n;
    }
    return found;
}

/* Goes on with a text that was measured: a character that does not fit begins a part. */
static void septet_walk_scalar(const septet_counter *counter, int in_septets, const uint8_t *text, int64_t n_octets,
                               const uint8_t *limit, septet_walked *walked)
{
    const uint8_t *end = text + n_octets;
    const int64_t joined = in_septets ? counter->septets_joined : counter->units_joined;
    (void)limit;
    while (text < end) {
        uint32_t c = 0;
        text += septet_decode(text, end, &c);
        const int cost = in_septets ? septet_cost(counter, c) : c < SEPTET_BMP ? 1 : 2;
        if (walked->n_in_part + cost > joined) {
            walked->n_parts++;
            walked->n_in_part = 0;
        }
        walked->n_in_part += cost;
    }
}

/* Whether str.strip would leave nothing. */
static int septet_is_blank(const uint8_t *text, int64_t n_octets)
{
    const uint8_t *end = text + n_octets;
    while (text < end) {
        uint32_t c;
        const int n = septet_decode(text, end, &c);
        if (n == 0 || !((c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680
                        || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
                        || c == 0x3000)) {
            return 0;
        }
        text += n;
    }
    return 1;
}

/* -- columns ------------------------------------------------------------------------------------------------------- */

enum { SEPTET_OFFSETS_32, SEPTET_OFFSETS_64, SEPTET_VIEWS, SEPTET_NULLS };

typedef struct septet_column {
    int kind;
    int64_t n_rows;
    int64_t offset; /* of the rows in the buffers */
    const uint8_t *validity;
    const uint8_t *outer_validity; /* of the rows of the table that this is a column of */
    int64_t outer_offset;
    const void *offsets; /* or views */
    const uint8_t *octets;
    int64_t first, last; /* of the octets that the offsets may speak of */
    const void *const *pieces; /* what views point into, and how long each is */
    const int64_t *piece_sizes;
    int64_t n_pieces;
    /* Of a column with a dictionary: the indices, 1 to 8 octets each, negative width where they are signed. */
    int index_width;
    const void *indices;
    const struct septet_column *values;
} septet_column;

typedef struct {
    const uint8_t *text;
    int64_t n_octets;
    const uint8_t *limit; /* memory may be read up to here */
} septet_row;

enum { SEPTET_ROW_TEXT, SEPTET_ROW_NULL, SEPTET_ROW_BROKEN };

static inline int septet_bit(const uint8_t *bits, int64_t i)
{
    return bits[i >> 3] >> (i & 7) & 1;
}

static inline int septet_row_is_null(const septet_column *column, int64_t i)
{
    return (column->validity != NULL && !septet_bit(column->validity, column->offset + i))
           || (column->outer_validity != NULL && !septet_bit(column->outer_validity, column->outer_offset + i));
}

static inline int septet_row_between(const septet_column *column, int64_t start, int64_t end, septet_row *row)
{
    if (start < column->first || end < start || end > column->last) {
        return SEPTET_ROW_BROKEN;
    }
    row->text = column->octets + start;
    row->n_octets = end - start;
    row->limit = column->octets + column->last;
    return SEPTET_ROW_TEXT;
}

static inline int septet_row_viewed(const septet_column *column, int64_t i, septet_row *row)
{
    const uint8_t *view = (const uint8_t *)column->offsets + 16 * i;
    int32_t fields[4];
    memcpy(fields, view, sizeof(fields));
    if (fields[0] < 0) {
        return SEPTET_ROW_BROKEN;
    }
    row->n_octets = fields[0];
    if (fields[0] <= 12) {
        row->text = view + 4;
        row->limit = view + 16;
        return SEPTET_ROW_TEXT;
    }
    if (fields[2] < 0 || fields[2] >= column->n_pieces || fields[3] < 0
        || column->piece_sizes[fields[2]] - fields[3] < fields[0] || column->pieces[fields[2]] == NULL) {
        return SEPTET_ROW_BROKEN;
    }
    row->text = (const uint8_t *)column->pieces[fields[2]] + fields[3];
    row->limit = (const uint8_t *)column->pieces[fields[2]] + column->piece_sizes[fields[2]];
    return SEPTET_ROW_TEXT;
}

/* A row of a column without a dictionary. */
static inline int septet_plain_row(const septet_column *column, int64_t i, septet_row *row)
{
    if (column->kind == SEPTET_NULLS || septet_row_is_null(column, i)) {
        return SEPTET_ROW_NULL;
    }
    i += column->offset;
    if (column->kind == SEPTET_OFFSETS_32) {
        const int32_t *offsets = (const int32_t *)column->offsets;
        return septet_row_between(column, offsets[i], offsets[i + 1], row);
    }
    if (column->kind == SEPTET_OFFSETS_64) {
        const int64_t *offsets = (const int64_t *)column->offsets;
        return septet_row_between(column, offsets[i], offsets[i + 1], row);
    }
    return septet_row_viewed(column, i, row);
}

/* The index in the dictionary, or -1 where it is none of its values. */
static inline int64_t septet_index(const septet_column *column, int64_t i)
{
    int64_t index;
    i += column->offset;
    switch (column->index_width) {
    case 1: index = ((const uint8_t *)column->indices)[i]; break;
    case -1: index = ((const int8_t *)column->indices)[i]; break;
    case 2: index = ((const uint16_t *)column->indices)[i]; break;
    case -2: index = ((const int16_t *)column->indices)[i]; break;
    case 4: index = ((const uint32_t *)column->indices)[i]; break;
    case -4: index = ((const int32_t *)column->indices)[i]; break;
    default: index = ((const int64_t *)column->indices)[i]; break; /* of 8 octets, over 2**63 is negative */
    }
    return index < 0 || index >= column->values->n_rows ? -1 : index;
}

/* Any row. */
static int septet_row_at(const septet_column *column, int64_t i, septet_row *row)
{
    if (column->values == NULL) {
        return septet_plain_row(column, i, row);
    }
    if (septet_row_is_null(column, i)) {
        return SEPTET_ROW_NULL;
    }
    i = septet_index(column, i);
    return i < 0 ? SEPTET_ROW_BROKEN : septet_plain_row(column->values, i, row);
}

/* -- what the loops over rows give --------------------------------------------------------------------------------- */

enum { SEPTET_DONE, SEPTET_MALFORMED, SEPTET_UNENCODABLE, SEPTET_BROKEN, SEPTET_MISSING, SEPTET_NO_ROOM };

/* Why and where a loop ended, and how many rows are null in the result: all of them, those that could not be counted
 * because of what they hold, and those of a template that lack a value. */
typedef struct {
    int reason;
    int64_t row;
    int64_t n_nulls;
    int64_t n_invalid;
    int64_t n_missing;
} septet_report;

typedef struct {
    uint8_t *validity;
    int8_t *encodings; /* these two may be NULL */
    int64_t *units;
    int32_t *parts;
} septet_output;

typedef struct {
    int state; /* SEPTET_UNSEEN, or 1 + the reason why it was not counted */
    int8_t encoding;
    int32_t n_parts;
    int64_t n_units;
} septet_outcome;

static inline void septet_emit(const septet_output *output, int64_t i, const septet_outcome *outcome)
{
    output->parts[i] = outcome->n_parts;
    if (output->encodings != NULL) {
        output->encodings[i] = outcome->encoding;
        output->units[i] = outcome->n_units;
    }
}

static inline void septet_emit_null(const septet_output *output, int64_t i)
{
    const septet_outcome nothing = {0, 0, 0, 0};
    septet_emit(output, i, &nothing);
    output->validity[i >> 3] &= (uint8_t) ~(1u << (i & 7));
}

/* Whether to go on after a row that gives no numbers, which is null in the result if so. */
static inline int septet_pass_over(const septet_output *output, int64_t i, int64_t row, int reason, int lenient,
                                   septet_report *report)
{
    if (reason != SEPTET_DONE && (!lenient || reason == SEPTET_BROKEN)) {
        report->reason = reason;
        report->row = row;
        return 0;
    }
    report->n_nulls++;
    report->n_invalid += reason == SEPTET_MALFORMED || reason == SEPTET_UNENCODABLE;
    report->n_missing += reason == SEPTET_MISSING;
    septet_emit_null(output, i);
    return 1;
}

/* Which characters keep rows out of the alphabet: pages of 256 characters, made when there is one in them. */
typedef struct {
    int64_t n_rows[256];
    int64_t n_occurrences[256];
    int64_t last_row[256]; /* 1 + the row in which it was seen last */
} septet_page;

typedef struct {
    septet_page *pages[0x1100];
} septet_census;

/* Enters the characters of a row outside the alphabet; 0 where there is no memory for it. */
static int septet_enter(const septet_counter *counter, const septet_row *row, septet_census *census, int64_t number)
{
    const uint8_t *text = row->text, *end = text + row->n_octets;
    while (text < end) {
        uint32_t c = 0;
        text += septet_decode(text, end, &c);
        if (septet_cost(counter, c) == 0) {
            septet_page **page = &census->pages[c >> 8];
            if (*page == NULL && (*page = (septet_page *)calloc(1, sizeof(septet_page))) == NULL) {
                return 0;
            }
            (*page)->n_occurrences[c & 0xFF]++;
            (*page)->n_rows[c & 0xFF] += (*page)->last_row[c & 0xFF] != number;
            (*page)->last_row[c & 0xFF] = number;
        }
    }
    return 1;
}

/* The parts of a text of so many units, or 0 if they have to be walked through. */
static inline int64_t septet_parts_by_division(int64_t n_units, int64_t n_chars, int64_t alone, int64_t joined)
{
    if (n_units <= alone) {
        return 1;
    }
    if (n_units != n_chars) {
        return 0;
    }
    return n_units < INT32_MAX ? ((uint32_t)n_units + (uint32_t)joined - 1) / (uint32_t)joined
                               : (n_units + joined - 1) / joined;
}

static inline int32_t septet_at_most_32_bits(int64_t n)
{
    return n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

/* -- the paths ----------------------------------------------------------------------------------------------------- */

#define SEPTET_TARGET
#define SEPTET_PATH(name) name##_scalar
#include "_columns_rows.h"
#undef SEPTET_PATH
#undef SEPTET_TARGET

typedef struct {
    const char *name;
    int (*is_there)(void);
    void (*count)(const septet_counter *, const septet_column *, int64_t, int64_t, septet_outcome *,
                  const septet_output *, int64_t, int, septet_report *);
    void (*render)(const septet_counter *, const septet_row *, int64_t, const septet_column *const *, const int64_t *,
                   int64_t, int64_t, const septet_output *, int64_t, int, int, septet_report *);
    void (*take_census)(const septet_counter *, const septet_column *, int64_t, int64_t, septet_census *, int64_t, int,
                        septet_report *);
} septet_path;

static int septet_always(void)
{
    return 1;
}

/* The best last. */
static const septet_path septet_paths[] = {
    {"scalar", septet_always, septet_count_scalar, septet_render_scalar, septet_take_census_scalar},
};
#define SEPTET_N_PATHS ((int)(sizeof(septet_paths) / sizeof(septet_paths[0])))

#endif
