/* Vector instructions for the kernel, chosen at run time; the scalar loop is always there and is the oracle.
 *
 * One question is asked of a string of one-byte characters: how many leading blocks of 16 lie wholly in a set of
 * byte values? Text that a phone sends is mostly such blocks, so they are settled 16 characters at a time and the
 * rest goes through the tables one by one.
 */
#ifndef SEPTET_KERNEL_SIMD_H
#define SEPTET_KERNEL_SIMD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SEPTET_BLOCK 16

/* A set of byte values as a 16 x 16 bit matrix: row = low nibble, column = high nibble. */
typedef struct {
    uint8_t below_80[16]; /* bit h of row l: value (h << 4 | l), h = 0..7 */
    uint8_t from_80[16];  /* bit h of row l: value ((h + 8) << 4 | l) */
} septet_byte_set;

static void septet_set_add(septet_byte_set *set, unsigned value)
{
    uint8_t *rows = value < 0x80 ? set->below_80 : set->from_80;
    rows[value & 15] |= (uint8_t)(1u << (value >> 4 & 7));
}

static inline int septet_set_has(const septet_byte_set *set, unsigned value)
{
    const uint8_t *rows = value < 0x80 ? set->below_80 : set->from_80;
    return rows[value & 15] >> (value >> 4 & 7) & 1;
}

static size_t septet_blocks_scalar(const uint8_t *text, size_t n_blocks, const septet_byte_set *set)
{
    for (size_t block = 0; block < n_blocks; block++) {
        for (int i = 0; i < SEPTET_BLOCK; i++) {
            if (!septet_set_has(set, text[block * SEPTET_BLOCK + i])) {
                return block;
            }
        }
    }
    return n_blocks;
}

#if (defined(__x86_64__) || defined(__i386__)) && (defined(__GNUC__) || defined(__clang__))
#define SEPTET_HAVE_SSSE3 1
#include <immintrin.h>

/* A byte shuffle looks up the row by low nibble (and gives 0 where bit 7 of the index is set, which sends each value
 * to its own half of the matrix), a second one turns the high nibble into the column's bit. */
__attribute__((target("ssse3"))) static size_t
septet_blocks_ssse3(const uint8_t *text, size_t n_blocks, const septet_byte_set *set)
{
    const __m128i below_80 = _mm_loadu_si128((const __m128i *)set->below_80);
    const __m128i from_80 = _mm_loadu_si128((const __m128i *)set->from_80);
    const __m128i columns = _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    const __m128i top_bit = _mm_set1_epi8(-128);
    const __m128i nibble = _mm_set1_epi8(15);
    for (size_t block = 0; block < n_blocks; block++) {
        const __m128i value = _mm_loadu_si128((const __m128i *)(text + block * SEPTET_BLOCK));
        const __m128i row = _mm_or_si128(_mm_shuffle_epi8(below_80, value),
                                         _mm_shuffle_epi8(from_80, _mm_xor_si128(value, top_bit)));
        const __m128i column = _mm_shuffle_epi8(columns, _mm_and_si128(_mm_srli_epi16(value, 4), nibble));
        const __m128i outside = _mm_cmpeq_epi8(_mm_and_si128(row, column), _mm_setzero_si128());
        if (_mm_movemask_epi8(outside)) {
            return block;
        }
    }
    return n_blocks;
}
#endif

typedef size_t (*septet_blocks_function)(const uint8_t *, size_t, const septet_byte_set *);

static septet_blocks_function septet_choose_blocks(int vectors)
{
#ifdef SEPTET_HAVE_SSSE3
    __builtin_cpu_init();
    if (vectors && __builtin_cpu_supports("ssse3")) {
        return septet_blocks_ssse3;
    }
#endif
    return septet_blocks_scalar;
}

/* Eight septets, one per octet, as 56 bits: neighbours are merged in three steps (2 x 7, 2 x 14, 2 x 28 bits). */
static inline uint64_t septet_merge_8(uint64_t x)
{
    x = (x & UINT64_C(0x007f007f007f007f)) | (x & UINT64_C(0x7f007f007f007f00)) >> 1;
    x = (x & UINT64_C(0x00003fff00003fff)) | (x & UINT64_C(0x3fff00003fff0000)) >> 2;
    return (x & UINT64_C(0x0fffffff)) | (x & UINT64_C(0x0fffffff00000000)) >> 4;
}

/* The way back: 56 bits as eight septets, one per octet. */
static inline uint64_t septet_spread_8(uint64_t x)
{
    x = (x & UINT64_C(0x0fffffff)) | (x & UINT64_C(0x00fffffff0000000)) << 4;
    x = (x & UINT64_C(0x00003fff00003fff)) | (x & UINT64_C(0x0fffc0000fffc000)) << 2;
    return (x & UINT64_C(0x007f007f007f007f)) | (x & UINT64_C(0x3f803f803f803f80)) << 1;
}

static inline uint64_t septet_load(const uint8_t *octets, size_t n_octets)
{
    uint64_t x = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n_octets >= 8) {
        memcpy(&x, octets, 8);
        return x;
    }
#endif
    for (size_t i = 0; i < n_octets && i < 8; i++) {
        x |= (uint64_t)octets[i] << (8 * i);
    }
    return x;
}

static inline void septet_store(uint8_t *octets, size_t n_octets, uint64_t x)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n_octets >= 8) {
        memcpy(octets, &x, 8);
        return;
    }
#endif
    for (size_t i = 0; i < n_octets && i < 8; i++) {
        octets[i] = (uint8_t)(x >> (8 * i));
    }
}

/* Packs the septets up to one that has its high bit set, and returns where that is. */
static size_t septet_pack(const uint8_t *septets, size_t n_septets, int fill_bits, uint8_t *octets, size_t n_octets)
{
    const uint8_t *end = octets + n_octets;
    uint64_t bits = 0;
    for (size_t i = 0; i < n_septets; i += 8) {
        const uint64_t loaded = septet_load(septets + i, n_septets - i);
        if (loaded & UINT64_C(0x8080808080808080)) {
            while (septets[i] < 0x80) {
                i++;
            }
            return i;
        }
        bits |= septet_merge_8(loaded) << fill_bits;
        septet_store(octets, (size_t)(end - octets), bits);
        octets += end - octets < 7 ? end - octets : 7;
        bits >>= 56;
    }
    septet_store(octets, (size_t)(end - octets), bits);
    return n_septets;
}

/* The octets must hold the fill bits and the septets. */
static void septet_unpack(const uint8_t *octets, size_t n_octets, int fill_bits, uint8_t *septets, size_t n_septets)
{
    for (size_t i = 0; i < n_septets; i += 8) {
        septet_store(septets + i, n_septets - i, septet_spread_8(septet_load(octets, n_octets) >> fill_bits));
        octets += n_octets < 7 ? n_octets : 7;
        n_octets -= n_octets < 7 ? n_octets : 7;
    }
}

#endif
