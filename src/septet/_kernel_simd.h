/* Vector instructions for the kernel, chosen at run time; the scalar code is always there and is the oracle.
 *
 * Three questions are asked of 64 characters, and answered in bits, the first character in the lowest. Of those of one
 * octet: which are outside a set (`outside`)? Of those of two octets: which have more than one (`narrow`, which writes
 * down the low octets too)? Of those of four: which are above U+FFFF (`above`)? What is built on the answers stands in
 * _kernel_scan.h, which is included here once for each set of instructions. So the paths differ in these answers only,
 * and in how septets are packed.
 */
#ifndef SEPTET_KERNEL_SIMD_H
#define SEPTET_KERNEL_SIMD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SEPTET_BLOCK 64
#define SEPTET_ESCAPE 0x1B

/* An entry of a table is a septet and what its character costs: one septet, or two, an escape and that one. */
#define SEPTET_LOCKED 0x100
#define SEPTET_SHIFTED 0x200

/* A set of octets as a 16 x 16 bit matrix: row = low nibble, column = high nibble; and as a list. */
typedef struct {
    uint8_t below_80[16]; /* bit h of row l: value (h << 4 | l), h = 0..7 */
    uint8_t from_80[16];  /* bit h of row l: value ((h + 8) << 4 | l) */
    uint8_t has[256];
} septet_byte_set;

/* An alphabet as the loops read it. The entries of characters stand in pages of 256, of which an alphabet needs a
 * handful; page 0 is empty, and an entry is 0 where the alphabet lacks the character. */
typedef struct {
    uint8_t page_of[256];
    uint16_t *pages;
    uint16_t locked[128];        /* the characters of the codes; U+001B where there is none */
    uint16_t shifted[128];
    septet_byte_set one_septet;  /* the characters below U+0100 that cost one septet, */
    septet_byte_set two_septets; /* those that cost two, */
    septet_byte_set unchanged;   /* and those that are their own septet */
} septet_tables;

static void septet_set_add(septet_byte_set *set, unsigned value)
{
    uint8_t *rows = value < 0x80 ? set->below_80 : set->from_80;
    rows[value & 15] |= (uint8_t)(1u << (value >> 4 & 7));
    set->has[value] = 1;
}

static inline uint16_t septet_entry(const septet_tables *tables, uint32_t c)
{
    return c > 0xFFFF ? 0 : tables->pages[tables->page_of[c >> 8] * 256 + (c & 0xFF)];
}

static inline uint32_t septet_character(int kind, const void *text, size_t i)
{
    return kind == 1 ? ((const uint8_t *)text)[i] : kind == 2 ? ((const uint16_t *)text)[i] : ((const uint32_t *)text)[i];
}

static inline int septet_lowest(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int n = 0;
    while (!(bits >> n & 1)) {
        n++;
    }
    return n;
#endif
}

static inline int septet_bits(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_popcountll(bits);
#else
    int n = 0;
    for (; bits; bits &= bits - 1) {
        n++;
    }
    return n;
#endif
}

/* Where a part ends is found from break to break: see septet_next_break in _kernel_scan.h. */
typedef struct {
    const septet_tables *tables; /* NULL: the units are those of UTF-16 */
    int kind;
    const void *text;
    size_t n_chars;
    size_t capacity;
    int strict;        /* whether to stop at a character that the alphabet lacks, */
    int outside;       /* and whether that was the case */
    size_t start;      /* where the part begins, in characters */
    size_t start_unit; /* and in units */
    size_t block;      /* the block that was looked at last */
    uint64_t two;      /* those of its characters that take two units, and were not passed */
    size_t n_two;      /* characters of two units that were passed */
} septet_walk;

/* The work, done with one set of instructions. */
typedef struct {
    const char *name;
    size_t (*plain)(const septet_byte_set *set, const uint8_t *octets, size_t n_octets);
    size_t (*measure)(const septet_tables *tables, int kind, const void *text, size_t n_chars, size_t *stop);
    size_t (*count_above)(const uint32_t *text, size_t n_chars);
    int (*next_break)(septet_walk *walk);
    size_t (*encode)(const septet_tables *tables, int kind, const void *text, size_t n_chars, uint8_t *out, size_t *stop);
    size_t (*pack)(const uint8_t *septets, size_t n_septets, uint8_t *octets, size_t n_octets);
    void (*unpack)(const uint8_t *octets, size_t n_octets, uint8_t *septets, size_t n_septets);
} septet_work;

#include "_kernel_pack.h"

#define SEPTET_JOIN(name, path) name##_##path
#define SEPTET_JOINED(name, path) SEPTET_JOIN(name, path)
#define SEPTET_(name) SEPTET_JOINED(septet_##name, SEPTET_PATH)

/* -- one by one ---------------------------------------------------------------------------------------------------- */

static inline uint64_t septet_outside_scalar(const uint8_t *octets, const septet_byte_set *set)
{
    uint64_t inside = 0;
    for (int i = 0; i < SEPTET_BLOCK; i++) {
        inside |= (uint64_t)set->has[octets[i]] << i;
    }
    return ~inside;
}

static inline uint64_t septet_narrow_scalar(const uint16_t *text, uint8_t *low)
{
    uint64_t wide = 0;
    for (int i = 0; i < SEPTET_BLOCK; i++) {
        low[i] = (uint8_t)text[i];
        wide |= (uint64_t)(text[i] > 0xFF) << i;
    }
    return wide;
}

static inline uint64_t septet_above_scalar(const uint32_t *text)
{
    uint64_t above = 0;
    for (int i = 0; i < SEPTET_BLOCK; i++) {
        above |= (uint64_t)(text[i] > 0xFFFF) << i;
    }
    return above;
}

#define SEPTET_PATH scalar
#define SEPTET_TARGET
#include "_kernel_scan.h"
#undef SEPTET_TARGET
#undef SEPTET_PATH

/* -- x86 ------------------------------------------------------------------------------------------------------------ */

#if (defined(__x86_64__) || defined(__i386__)) && (defined(__GNUC__) || defined(__clang__))
#define SEPTET_X86 1
#include <immintrin.h>

#define SEPTET_TARGET __attribute__((target("ssse3,popcnt")))

/* A shuffle looks up the row by low nibble (and gives 0 where bit 7 of the index is set, which sends each value to its
 * own half of the matrix), a second one turns the high nibble into the column's bit. */
SEPTET_TARGET static inline uint64_t septet_outside_ssse3(const uint8_t *octets, const septet_byte_set *set)
{
    const __m128i below_80 = _mm_loadu_si128((const __m128i *)set->below_80);
    const __m128i from_80 = _mm_loadu_si128((const __m128i *)set->from_80);
    const __m128i columns = _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    uint64_t outside = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 16) {
        const __m128i value = _mm_loadu_si128((const __m128i *)(octets + i));
        const __m128i row = _mm_or_si128(_mm_shuffle_epi8(below_80, value),
                                         _mm_shuffle_epi8(from_80, _mm_xor_si128(value, _mm_set1_epi8(-128))));
        const __m128i column = _mm_shuffle_epi8(columns, _mm_and_si128(_mm_srli_epi16(value, 4), _mm_set1_epi8(15)));
        const __m128i none = _mm_cmpeq_epi8(_mm_and_si128(row, column), _mm_setzero_si128());
        outside |= (uint64_t)(uint32_t)_mm_movemask_epi8(none) << i;
    }
    return outside;
}

SEPTET_TARGET static inline uint64_t septet_narrow_ssse3(const uint16_t *text, uint8_t *low)
{
    uint64_t narrow = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 16) {
        const __m128i a = _mm_loadu_si128((const __m128i *)(text + i));
        const __m128i b = _mm_loadu_si128((const __m128i *)(text + i + 8));
        const __m128i octet = _mm_set1_epi16(0xFF);
        const __m128i high = _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8));
        _mm_storeu_si128((__m128i *)(low + i), _mm_packus_epi16(_mm_and_si128(a, octet), _mm_and_si128(b, octet)));
        narrow |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, _mm_setzero_si128())) << i;
    }
    return ~narrow;
}

SEPTET_TARGET static inline uint64_t septet_above_ssse3(const uint32_t *text)
{
    uint64_t below = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 16) {
        const __m128i *at = (const __m128i *)(text + i);
        const __m128i a = _mm_packs_epi32(_mm_srli_epi32(_mm_loadu_si128(at), 16),
                                          _mm_srli_epi32(_mm_loadu_si128(at + 1), 16));
        const __m128i b = _mm_packs_epi32(_mm_srli_epi32(_mm_loadu_si128(at + 2), 16),
                                          _mm_srli_epi32(_mm_loadu_si128(at + 3), 16));
        const __m128i none = _mm_cmpeq_epi8(_mm_packs_epi16(a, b), _mm_setzero_si128());
        below |= (uint64_t)(uint32_t)_mm_movemask_epi8(none) << i;
    }
    return ~below;
}

#define SEPTET_PATH ssse3
#define SEPTET_PACKS 1
#include "_kernel_scan.h"
#undef SEPTET_TARGET
#undef SEPTET_PATH

#define SEPTET_TARGET __attribute__((target("avx2,popcnt,bmi")))

SEPTET_TARGET static inline uint64_t septet_outside_avx2(const uint8_t *octets, const septet_byte_set *set)
{
    const __m256i below_80 = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set->below_80));
    const __m256i from_80 = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set->from_80));
    const __m256i columns = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128,
                                             1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    uint64_t outside = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 32) {
        const __m256i value = _mm256_loadu_si256((const __m256i *)(octets + i));
        const __m256i row = _mm256_or_si256(_mm256_shuffle_epi8(below_80, value),
                                            _mm256_shuffle_epi8(from_80, _mm256_xor_si256(value, _mm256_set1_epi8(-128))));
        const __m256i column =
            _mm256_shuffle_epi8(columns, _mm256_and_si256(_mm256_srli_epi16(value, 4), _mm256_set1_epi8(15)));
        const __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(row, column), _mm256_setzero_si256());
        outside |= (uint64_t)(uint32_t)_mm256_movemask_epi8(none) << i;
    }
    return outside;
}

/* Packing works in the two halves of a register; this puts the quarters into their order. */
#define SEPTET_IN_ORDER 0xD8

SEPTET_TARGET static inline uint64_t septet_narrow_avx2(const uint16_t *text, uint8_t *low)
{
    uint64_t narrow = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 32) {
        const __m256i a = _mm256_loadu_si256((const __m256i *)(text + i));
        const __m256i b = _mm256_loadu_si256((const __m256i *)(text + i + 16));
        const __m256i octet = _mm256_set1_epi16(0xFF);
        const __m256i lows = _mm256_packus_epi16(_mm256_and_si256(a, octet), _mm256_and_si256(b, octet));
        const __m256i highs = _mm256_packus_epi16(_mm256_srli_epi16(a, 8), _mm256_srli_epi16(b, 8));
        const __m256i high = _mm256_permute4x64_epi64(highs, SEPTET_IN_ORDER);
        _mm256_storeu_si256((__m256i *)(low + i), _mm256_permute4x64_epi64(lows, SEPTET_IN_ORDER));
        narrow |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, _mm256_setzero_si256())) << i;
    }
    return ~narrow;
}

SEPTET_TARGET static inline uint64_t septet_above_avx2(const uint32_t *text)
{
    uint64_t below = 0;
    for (int i = 0; i < SEPTET_BLOCK; i += 16) {
        const __m256i a = _mm256_srli_epi32(_mm256_loadu_si256((const __m256i *)(text + i)), 16);
        const __m256i b = _mm256_srli_epi32(_mm256_loadu_si256((const __m256i *)(text + i + 8)), 16);
        const __m256i ab = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), SEPTET_IN_ORDER);
        const __m128i high = _mm_packs_epi16(_mm256_castsi256_si128(ab), _mm256_extracti128_si256(ab, 1));
        below |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, _mm_setzero_si128())) << i;
    }
    return ~below;
}

#define SEPTET_PATH avx2
#include "_kernel_scan.h"
#undef SEPTET_PACKS
#undef SEPTET_TARGET
#undef SEPTET_PATH
#endif

/* -- ARM ------------------------------------------------------------------------------------------------------------ */

#if defined(__aarch64__) && defined(__ARM_NEON) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SEPTET_ARM 1
#include <arm_neon.h>

/* Four masks of 16 octets, each 0 or 255, as 64 bits: every octet keeps the bit of its place, and neighbours are added. */
static inline uint64_t septet_mask_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t place = vld1q_u8(places);
    const uint8x16_t first = vpaddq_u8(vandq_u8(a, place), vandq_u8(b, place));
    const uint8x16_t last = vpaddq_u8(vandq_u8(c, place), vandq_u8(d, place));
    const uint8x16_t all = vpaddq_u8(first, last);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint8x16_t septet_missing_neon(uint8x16_t value, const septet_byte_set *set)
{
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t low = vandq_u8(value, vdupq_n_u8(15));
    const uint8x16_t row = vbslq_u8(vcgeq_u8(value, vdupq_n_u8(0x80)), vqtbl1q_u8(vld1q_u8(set->from_80), low),
                                    vqtbl1q_u8(vld1q_u8(set->below_80), low));
    return vmvnq_u8(vtstq_u8(row, vqtbl1q_u8(vld1q_u8(bits), vshrq_n_u8(value, 4))));
}

static inline uint64_t septet_outside_neon(const uint8_t *octets, const septet_byte_set *set)
{
    return septet_mask_neon(
        septet_missing_neon(vld1q_u8(octets), set), septet_missing_neon(vld1q_u8(octets + 16), set),
        septet_missing_neon(vld1q_u8(octets + 32), set), septet_missing_neon(vld1q_u8(octets + 48), set));
}

static inline uint64_t septet_narrow_neon(const uint16_t *text, uint8_t *low)
{
    uint8x16_t wide[4];
    for (int i = 0; i < 4; i++) {
        const uint8x16x2_t octets = vld2q_u8((const uint8_t *)(text + 16 * i));
        vst1q_u8(low + 16 * i, octets.val[0]);
        wide[i] = vtstq_u8(octets.val[1], octets.val[1]);
    }
    return septet_mask_neon(wide[0], wide[1], wide[2], wide[3]);
}

static inline uint64_t septet_above_neon(const uint32_t *text)
{
    uint8x16_t above[4];
    for (int i = 0; i < 4; i++) { /* the third octet of each character */
        const uint8x16x4_t octets = vld4q_u8((const uint8_t *)(text + 16 * i));
        above[i] = vtstq_u8(octets.val[2], octets.val[2]);
    }
    return septet_mask_neon(above[0], above[1], above[2], above[3]);
}

#define SEPTET_PATH neon
#define SEPTET_TARGET
#include "_kernel_scan.h"
#undef SEPTET_TARGET
#undef SEPTET_PATH
#endif

/* -- which of them -------------------------------------------------------------------------------------------------- */

/* The paths that this machine can go, the best one first; NULL behind the last. */
static const septet_work *const *septet_paths(void)
{
    static const septet_work *paths[4];
    size_t n = 0;
#ifdef SEPTET_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi")) {
        paths[n++] = &septet_work_avx2;
    }
    if (__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt")) {
        paths[n++] = &septet_work_ssse3;
    }
#endif
#ifdef SEPTET_ARM
    paths[n++] = &septet_work_neon;
#endif
    paths[n++] = &septet_work_scalar;
    return paths;
}

#endif
