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
    uint8_t leads[4];        /* first octets of the characters of two octets, C0 to CF; 0xFF where there are fewer */
    uint8_t members[2][16];  /* bit h of row l: (lead 0 or 2, 0x80 | h << 4 | l), and from bit 4 on leads 1 and 3 */
    uint8_t columns_of[2][16]; /* by the low nibble of a lead: its four bits in the rows above */
    uint8_t hopeless[256];     /* whether no character of the alphabet begins with the octet */
    int fits_vectors;          /* whether the alphabet is what the vector code takes for granted */
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

/* Whether the last character lacks octets. */
static inline int septet_ends_early(const uint8_t *text, int64_t n_octets)
{
    return (n_octets >= 1 && text[n_octets - 1] >= 0xC0) || (n_octets >= 2 && text[n_octets - 2] >= 0xE0)
           || (n_octets >= 3 && text[n_octets - 3] >= 0xF0);
}

/* Enters a character of two octets into the tables of the vector code; 0 if there are too many first octets. */
static int septet_add_member(septet_counter *counter, unsigned c)
{
    const uint8_t lead = (uint8_t)(0xC0 | c >> 6);
    for (int i = 0; i < 4; i++) {
        if (counter->leads[i] == 0xFF) {
            counter->leads[i] = lead;
        }
        if (counter->leads[i] == lead) {
            counter->columns_of[i / 2][lead & 15] = i & 1 ? 0xF0 : 0x0F;
            counter->members[i / 2][c & 15] |= (uint8_t)(1u << (c >> 4 & 3) << (i & 1 ? 4 : 0));
            return 1;
        }
    }
    return 0;
}

/* Makes the tables of the vector code from the costs. What it takes for granted: a blank is one septet; characters of
 * two octets are one septet too, below U+0400 and have four first octets at most; longer ones are two septets, and no
 * surrogates. */
static void septet_prepare(septet_counter *counter)
{
    memset(counter->leads, 0xFF, sizeof(counter->leads));
    memset(counter->hopeless, 1, sizeof(counter->hopeless));
    counter->fits_vectors = counter->cost[' '] == 1;
    for (unsigned c = 0; c < SEPTET_BMP; c++) {
        const int cost = counter->cost[c];
        if (cost && c < 0x80) {
            uint8_t *rows = cost == 1 ? counter->one_septet : counter->two_septets;
            rows[c & 15] |= (uint8_t)(1u << (c >> 4));
            counter->hopeless[c] = 0;
        } else if (cost && c < 0x800) {
            counter->fits_vectors &= c < 0x400 && cost == 1 && septet_add_member(counter, c);
            counter->hopeless[0xC0 | c >> 6] = 0;
        } else if (cost) {
            counter->fits_vectors &= cost == 2 && c >> 11 != 0x1B;
            counter->hopeless[0xE0 | c >> 12] = 0;
        }
    }
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

/* Threads have rows of their own, but not octets of the bits of validity. */
#ifdef _MSC_VER
#include <intrin.h>
#define SEPTET_CLEAR(octet, mask) _InterlockedAnd8((volatile char *)(octet), (char)(mask))
#else
#define SEPTET_CLEAR(octet, mask) __atomic_fetch_and(octet, mask, __ATOMIC_RELAXED)
#endif

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
    SEPTET_CLEAR(&output->validity[i >> 3], (uint8_t) ~(1u << (i & 7)));
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

/* The parts of a text of so many units, or 0 if they have to be walked through.
 *
 * A part leaves one unit free at most, where a character of two units has to begin the next one. So no more is wasted
 * than there are breaks, or such characters, and mostly the room in as many parts as the units fill is enough anyway. */
static inline int64_t septet_parts_by_division(int64_t n_units, int64_t n_chars, int64_t alone, int64_t joined)
{
    int64_t n_parts, n_wasted;
    if (n_units <= alone) {
        return 1;
    }
    n_parts = n_units < INT32_MAX ? ((uint32_t)n_units + (uint32_t)joined - 1) / (uint32_t)joined
                                  : (n_units + joined - 1) / joined;
    n_wasted = n_units - n_chars < n_parts - 1 ? n_units - n_chars : n_parts - 1;
    return n_parts * joined - n_wasted >= n_units ? n_parts : 0;
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

/* Tables of the vector code. */
static const uint8_t septet_keep[64] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};
static const uint8_t septet_blanks[64] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
    32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
};
static const uint8_t septet_columns[16] = {1, 2, 4, 8, 16, 32, 64, 128};
static const uint8_t septet_continuing_columns[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x44, 0x88};

/* Kinds of errors that two neighbours can make. */
#define U_CUT 0x01        /* a first octet, and then none that continues */
#define U_STRAY 0x02      /* ASCII, and then one that continues */
#define U_OVERLONG_3 0x04 /* E0, 80..9F */
#define U_BEYOND 0x08     /* F4, 90..BF, and F5.., 90..BF: over U+10FFFF */
#define U_SURROGATE 0x10  /* ED, A0..BF */
#define U_OVERLONG_2 0x20 /* C0 or C1 */
#define U_80 0x40         /* F0, 80..8F is overlong; F5.., 80..8F is over U+10FFFF */
#define U_TWO 0x80        /* two that continue: none if the second is the third or fourth of its character */
#define U_ANY_LOW (U_CUT | U_STRAY | U_TWO)
#define U_HIGH_LOW (U_ANY_LOW | U_BEYOND | U_80)
#define U_CONTINUES (U_STRAY | U_OVERLONG_2 | U_TWO)

static const uint8_t septet_first_high[16] = {
    U_STRAY, U_STRAY, U_STRAY, U_STRAY, U_STRAY, U_STRAY, U_STRAY, U_STRAY, U_TWO, U_TWO, U_TWO, U_TWO,
    U_CUT | U_OVERLONG_2, U_CUT, U_CUT | U_OVERLONG_3 | U_SURROGATE, U_CUT | U_BEYOND | U_80,
};
static const uint8_t septet_first_low[16] = {
    U_ANY_LOW | U_OVERLONG_3 | U_OVERLONG_2 | U_80, U_ANY_LOW | U_OVERLONG_2, U_ANY_LOW, U_ANY_LOW,
    U_ANY_LOW | U_BEYOND, U_HIGH_LOW, U_HIGH_LOW, U_HIGH_LOW, U_HIGH_LOW, U_HIGH_LOW, U_HIGH_LOW, U_HIGH_LOW,
    U_HIGH_LOW, U_HIGH_LOW | U_SURROGATE, U_HIGH_LOW, U_HIGH_LOW,
};
static const uint8_t septet_second_high[16] = {
    U_CUT, U_CUT, U_CUT, U_CUT, U_CUT, U_CUT, U_CUT, U_CUT,
    U_CONTINUES | U_OVERLONG_3 | U_80, U_CONTINUES | U_OVERLONG_3 | U_BEYOND,
    U_CONTINUES | U_SURROGATE | U_BEYOND, U_CONTINUES | U_SURROGATE | U_BEYOND,
    U_CUT, U_CUT, U_CUT, U_CUT,
};

#if (defined(__x86_64__) || defined(__i386__)) && (defined(__GNUC__) || defined(__clang__))
#define SEPTET_HAVE_X86 1
#include <immintrin.h>

#define SEPTET_TARGET __attribute__((target("ssse3,popcnt")))
#define SEPTET_PATH(name) name##_ssse3
#define V_WIDTH 16
#define V_TYPE __m128i
#define V_LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define V_TABLE(p) V_LOAD(p)
#define V_SET(x) _mm_set1_epi8((char)(x))
#define V_AND(a, b) _mm_and_si128(a, b)
#define V_OR(a, b) _mm_or_si128(a, b)
#define V_XOR(a, b) _mm_xor_si128(a, b)
#define V_MINUS(a, b) _mm_subs_epu8(a, b)
#define V_EQUAL(a, b) _mm_cmpeq_epi8(a, b)
#define V_PLUS(a, b) _mm_adds_epu8(a, b)
#define V_CONTINUES(a) _mm_cmpgt_epi8(V_SET(0xC0), a)
#define V_HIGH_NIBBLES(a) V_AND(_mm_srli_epi16(a, 4), V_SET(15))
#define V_LOOK_UP(table, i) _mm_shuffle_epi8(table, i)
#define V_SHIFT_IN(a, before, n) _mm_alignr_epi8(a, before, 16 - (n))
#define V_MASK(a) ((uint32_t)_mm_movemask_epi8(a))
#define V_HIGH_BITS(a) V_MASK(a)
#include "_kernel_utf8_vectors.h"
#include "_columns_rows.h"
#include "_kernel_utf8_undef.h"

#define SEPTET_TARGET __attribute__((target("avx2,popcnt,bmi")))
#define SEPTET_PATH(name) name##_avx2
#define V_WIDTH 32
#define V_TYPE __m256i
#define V_LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define V_TABLE(p) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define V_SET(x) _mm256_set1_epi8((char)(x))
#define V_AND(a, b) _mm256_and_si256(a, b)
#define V_OR(a, b) _mm256_or_si256(a, b)
#define V_XOR(a, b) _mm256_xor_si256(a, b)
#define V_MINUS(a, b) _mm256_subs_epu8(a, b)
#define V_EQUAL(a, b) _mm256_cmpeq_epi8(a, b)
#define V_PLUS(a, b) _mm256_adds_epu8(a, b)
#define V_CONTINUES(a) _mm256_cmpgt_epi8(V_SET(0xC0), a)
#define V_HIGH_NIBBLES(a) V_AND(_mm256_srli_epi16(a, 4), V_SET(15))
#define V_LOOK_UP(table, i) _mm256_shuffle_epi8(table, i)
#define V_SHIFT_IN(a, before, n) _mm256_alignr_epi8(a, _mm256_permute2x128_si256(before, a, 0x21), 16 - (n))
#define V_MASK(a) ((uint32_t)_mm256_movemask_epi8(a))
#define V_HIGH_BITS(a) V_MASK(a)
#include "_kernel_utf8_vectors.h"
#include "_columns_rows.h"
#include "_kernel_utf8_undef.h"

static int septet_has_ssse3(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt");
}

static int septet_has_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}
#endif

#if defined(__aarch64__) && (defined(__GNUC__) || defined(__clang__))
#define SEPTET_HAVE_NEON 1
#include <arm_neon.h>

static inline uint32_t septet_neon_mask(uint8x16_t a)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bits = vandq_u8(a, vld1q_u8(places));
    return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

#define SEPTET_TARGET
#define SEPTET_PATH(name) name##_neon
#define V_WIDTH 16
#define V_TYPE uint8x16_t
#define V_LOAD(p) vld1q_u8(p)
#define V_TABLE(p) vld1q_u8(p)
#define V_SET(x) vdupq_n_u8((uint8_t)(x))
#define V_AND(a, b) vandq_u8(a, b)
#define V_OR(a, b) vorrq_u8(a, b)
#define V_XOR(a, b) veorq_u8(a, b)
#define V_MINUS(a, b) vqsubq_u8(a, b)
#define V_EQUAL(a, b) vceqq_u8(a, b)
#define V_PLUS(a, b) vqaddq_u8(a, b)
#define V_CONTINUES(a) vcltq_s8(vreinterpretq_s8_u8(a), vdupq_n_s8(-64))
#define V_HIGH_NIBBLES(a) vshrq_n_u8(a, 4)
#define V_LOOK_UP(table, i) vqtbl1q_u8(table, vandq_u8(i, V_SET(0x8F)))
#define V_SHIFT_IN(a, before, n) vextq_u8(before, a, 16 - (n))
#define V_MASK(a) septet_neon_mask(a)
#define V_HIGH_BITS(a) V_MASK(vcltq_s8(vreinterpretq_s8_u8(a), vdupq_n_s8(0)))
#include "_kernel_utf8_vectors.h"
#include "_columns_rows.h"
#include "_kernel_utf8_undef.h"
#endif

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

#define SEPTET_THIS_PATH(name, is_there)                                                                               \
    {                                                                                                                  \
        #name, is_there, septet_count_##name, septet_render_##name, septet_take_census_##name                          \
    }

/* The best last. */
static const septet_path septet_paths[] = {
    SEPTET_THIS_PATH(scalar, septet_always),
#ifdef SEPTET_HAVE_X86
    SEPTET_THIS_PATH(ssse3, septet_has_ssse3),
    SEPTET_THIS_PATH(avx2, septet_has_avx2),
#endif
#ifdef SEPTET_HAVE_NEON
    SEPTET_THIS_PATH(neon, septet_always),
#endif
};
#define SEPTET_N_PATHS ((int)(sizeof(septet_paths) / sizeof(septet_paths[0])))

#endif
