/* What is done with 64 characters at a time. Included by _kernel_simd.h once for each set of instructions, under the
 * name of which (SEPTET_PATH) everything here is made: septet_measure_avx2 and so on.
 */

/* Which of the (at most 64) characters from `at` on the alphabet lacks, and which take two septets. Unless asked for all,
 * neither is to be relied on behind the first one that it lacks. */
typedef struct {
    uint64_t outside, two;
} SEPTET_(costs);

/* The leading octets that are in a set, in whole blocks, or all of them. */
SEPTET_TARGET static size_t SEPTET_(plain)(const septet_byte_set *set, const uint8_t *octets, size_t n_octets)
{
    uint8_t last[SEPTET_BLOCK];
    size_t at = 0;
    for (; n_octets - at >= SEPTET_BLOCK; at += SEPTET_BLOCK) {
        if (SEPTET_(outside)(octets + at, set)) {
            return at;
        }
    }
    if (at == n_octets) {
        return at;
    }
    if (n_octets >= SEPTET_BLOCK) { /* the last block, of which a part was seen before */
        return SEPTET_(outside)(octets + n_octets - SEPTET_BLOCK, set) ? at : n_octets;
    }
    memset(last, 0, sizeof(last));
    memcpy(last, octets, n_octets);
    return SEPTET_(outside)(last, set) & (((uint64_t)1 << n_octets) - 1) ? 0 : n_octets;
}

/* The low octets of the (at most 64) characters from `at` on, and which of them have more than that. They are somewhere
 * in `low`, which has room for two blocks: at the end of a text, the last 64 characters are read. */
SEPTET_TARGET static inline uint64_t SEPTET_(low_octets)(int kind, const void *text, size_t n_chars, size_t at,
                                                         uint8_t *low, const uint8_t **octets)
{
    const size_t n = n_chars - at < SEPTET_BLOCK ? n_chars - at : SEPTET_BLOCK;
    const uint16_t *halves = (const uint16_t *)text;
    uint16_t block[SEPTET_BLOCK];
    uint64_t wide = 0;
    *octets = low;
    if (kind == 4) { /* as a rule, text of this form is not looked at like this */
        for (size_t i = 0; i < n; i++) {
            const uint32_t c = ((const uint32_t *)text)[at + i];
            low[i] = (uint8_t)c;
            wide |= (uint64_t)(c > 0xFF) << i;
        }
        return wide;
    }
    if (n == SEPTET_BLOCK) {
        return SEPTET_(narrow)(halves + at, low);
    }
    if (n_chars >= SEPTET_BLOCK) {
        *octets = low + SEPTET_BLOCK - n;
        return SEPTET_(narrow)(halves + n_chars - SEPTET_BLOCK, low) >> (SEPTET_BLOCK - n);
    }
    memset(block, 0, sizeof(block));
    memcpy(block, halves, n * sizeof(uint16_t));
    return SEPTET_(narrow)(block, low);
}

SEPTET_TARGET static inline SEPTET_(costs) SEPTET_(costs_of)(const septet_tables *tables, int kind, const void *text,
                                                             size_t n_chars, size_t at, int all)
{
    const size_t n = n_chars - at < SEPTET_BLOCK ? n_chars - at : SEPTET_BLOCK;
    const uint64_t here = n == SEPTET_BLOCK ? ~UINT64_C(0) : ((uint64_t)1 << n) - 1;
    SEPTET_(costs) costs = {0, 0};
    uint8_t low[2 * SEPTET_BLOCK];
    const uint8_t *octets = low;
    uint64_t wide = 0, special;
    int skip = 0; /* octets in front of the first character */
    if (n < SEPTET_BLOCK) {
        memset(low, 0, sizeof(low));
    }
    if (kind != 1) {
        wide = SEPTET_(low_octets)(kind, text, n_chars, at, low, &octets);
    }
    else if (n_chars >= SEPTET_BLOCK) {
        octets = (const uint8_t *)text + at + n - SEPTET_BLOCK;
        skip = (int)(SEPTET_BLOCK - n);
    }
    else {
        memcpy(low, text, n);
    }
    special = (SEPTET_(outside)(octets, &tables->one_septet) >> skip | wide) & here;
    if (special == 0) {
        return costs;
    }
    costs.two = special & ~wide & ~(SEPTET_(outside)(octets, &tables->two_septets) >> skip);
    costs.outside = special & ~wide & ~costs.two;
    for (; wide; wide &= wide - 1) {
        const int place = septet_lowest(wide);
        const uint16_t entry = septet_entry(tables, septet_character(kind, text, at + place));
        if (entry == 0) {
            costs.outside |= (uint64_t)1 << place;
            if (!all) {
                break;
            }
        }
        costs.two |= (uint64_t)(entry / SEPTET_SHIFTED) << place;
    }
    return costs;
}

/* The septets of the text up to the first character that the alphabet lacks, which is at `stop`. */
SEPTET_TARGET static size_t SEPTET_(measure)(const septet_tables *tables, int kind, const void *text, size_t n_chars,
                                             size_t *stop)
{
    size_t n_two = 0;
    if (kind == 1) { /* often there is nothing to be found */
        *stop = SEPTET_(plain)(&tables->one_septet, (const uint8_t *)text, n_chars);
        if (*stop == n_chars) {
            return n_chars;
        }
    }
    for (size_t at = kind == 1 ? *stop : 0; at < n_chars; at += SEPTET_BLOCK) {
        const SEPTET_(costs) costs = SEPTET_(costs_of)(tables, kind, text, n_chars, at, 0);
        if (costs.outside) {
            const int place = septet_lowest(costs.outside);
            *stop = at + place;
            return *stop + n_two + septet_bits(costs.two & (((uint64_t)1 << place) - 1));
        }
        n_two += septet_bits(costs.two);
    }
    *stop = n_chars;
    return n_chars + n_two;
}

/* Which of the (at most 64) characters from `at` on are above U+FFFF, in a text of four octets a character. */
SEPTET_TARGET static inline uint64_t SEPTET_(above_in)(const uint32_t *text, size_t n_chars, size_t at)
{
    uint32_t block[SEPTET_BLOCK];
    if (n_chars - at >= SEPTET_BLOCK) {
        return SEPTET_(above)(text + at);
    }
    if (n_chars >= SEPTET_BLOCK) { /* the last block, of which a part was seen before */
        return SEPTET_(above)(text + n_chars - SEPTET_BLOCK) >> (SEPTET_BLOCK - (n_chars - at));
    }
    memset(block, 0, sizeof(block));
    memcpy(block, text, n_chars * sizeof(uint32_t));
    return SEPTET_(above)(block);
}

/* Characters of two UTF-16 units in such a text. */
SEPTET_TARGET static size_t SEPTET_(count_above)(const uint32_t *text, size_t n_chars)
{
    size_t n_above = 0;
    for (size_t at = 0; at < n_chars; at += SEPTET_BLOCK) {
        n_above += septet_bits(SEPTET_(above_in)(text, n_chars, at));
    }
    return n_above;
}

/* Which of the (at most 64) characters from `at` on take two units. */
SEPTET_TARGET static inline uint64_t SEPTET_(two_in)(septet_walk *walk, size_t at)
{
    SEPTET_(costs) costs;
    if (walk->tables == NULL) {
        return walk->kind == 4 ? SEPTET_(above_in)((const uint32_t *)walk->text, walk->n_chars, at) : 0;
    }
    costs = SEPTET_(costs_of)(walk->tables, walk->kind, walk->text, walk->n_chars, at, !walk->strict);
    walk->outside = walk->strict && costs.outside;
    return costs.two;
}

/* Where the part that begins at walk->start ends, if it is not the last one: then the next part begins there, and 1 is
 * returned. Up to the limit, everything fits; what decides is the character of two units that reaches over it. So only
 * the places of those are looked at, and never all that is between them. */
SEPTET_TARGET static int SEPTET_(next_break)(septet_walk *walk)
{
    const size_t limit = walk->start_unit + walk->capacity;
    size_t end;
    for (;;) {
        const size_t block_end = walk->block + SEPTET_BLOCK;
        if (block_end + walk->n_two + septet_bits(walk->two) <= limit) { /* the limit is not in this block */
            walk->n_two += septet_bits(walk->two);
            walk->two = 0;
        }
        for (; walk->two; walk->two &= walk->two - 1, walk->n_two++) {
            const size_t place = walk->block + septet_lowest(walk->two), unit = place + walk->n_two;
            if (unit + 1 >= limit) {
                end = unit + 1 == limit ? place : limit - walk->n_two;
                goto found;
            }
        }
        if (block_end >= walk->n_chars) {
            break;
        }
        if (block_end + walk->n_two >= limit) {
            end = limit - walk->n_two;
            goto found;
        }
        walk->block = block_end;
        walk->two = SEPTET_(two_in)(walk, block_end);
        if (walk->outside) {
            return 0;
        }
    }
    if (walk->n_chars + walk->n_two <= limit) {
        return 0;
    }
    end = limit - walk->n_two;
found:
    /* A high surrogate with its low one behind it, as two characters of a text that was cut and glued carelessly. */
    if (walk->tables == NULL && walk->kind != 1 && septet_character(walk->kind, walk->text, end - 1) >> 10 == 0x36
        && septet_character(walk->kind, walk->text, end) >> 10 == 0x37) {
        end--;
    }
    walk->start = end;
    walk->start_unit = end + walk->n_two;
    return 1;
}

/* Writes the septets of the text up to the first character that the alphabet lacks, which is at `stop`, and returns how
 * many they are. `out` has room for twice as many octets as there are characters, and for two blocks more. */
SEPTET_TARGET static size_t SEPTET_(encode)(const septet_tables *tables, int kind, const void *text, size_t n_chars,
                                            uint8_t *out, size_t *stop)
{
    const uint8_t *start = out;
    uint8_t low[3 * SEPTET_BLOCK] = {0};
    for (size_t at = 0; at < n_chars; at += SEPTET_BLOCK) {
        const size_t n = n_chars - at < SEPTET_BLOCK ? n_chars - at : SEPTET_BLOCK;
        const uint64_t here = n == SEPTET_BLOCK ? ~UINT64_C(0) : ((uint64_t)1 << n) - 1;
        const uint8_t *octets = low;
        uint64_t special = 0;
        if (kind != 1) {
            special = SEPTET_(low_octets)(kind, text, n_chars, at, low, &octets);
        }
        else if (n_chars - at >= 2 * SEPTET_BLOCK) { /* so that 64 octets can be read from each of its places */
            octets = (const uint8_t *)text + at;
        }
        else {
            memcpy(low, (const uint8_t *)text + at, n);
        }
        special = (special | SEPTET_(outside)(octets, &tables->unchanged)) & here;
        /* The block is copied as it is, and mended where that is wrong. A character of two septets pushes what is
         * behind it one further: that is copied again. */
        memcpy(out, octets, SEPTET_BLOCK);
        for (; special; special &= special - 1) {
            const int place = septet_lowest(special);
            const uint16_t entry = septet_entry(tables, septet_character(kind, text, at + place));
            if (entry == 0) {
                *stop = at + place;
                return (size_t)(out - start) + place;
            }
            if (entry & SEPTET_SHIFTED) {
                out[place] = SEPTET_ESCAPE;
                out++;
                memcpy(out + place + 1, octets + place + 1, SEPTET_BLOCK);
            }
            out[place] = (uint8_t)entry;
        }
        out += n;
    }
    *stop = n_chars;
    return (size_t)(out - start);
}

#ifdef SEPTET_PACKS
/* Sixteen septets as fourteen octets and two more, which are 0. Neighbours are merged in three steps, as in
 * septet_merge_8. */
SEPTET_TARGET static inline void SEPTET_(pack_16)(__m128i septets, uint8_t *octets)
{
    const __m128i twos = _mm_maddubs_epi16(_mm_set1_epi16((short)0x8001), septets);
    const __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(1 << 30 | 1));
    const __m128i eights = _mm_or_si128(_mm_and_si128(fours, _mm_set1_epi64x(0x0fffffff)),
                                        _mm_srli_epi64(_mm_andnot_si128(_mm_set1_epi64x(0x0fffffff), fours), 4));
    const __m128i together = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, -1, -1);
    _mm_storeu_si128((__m128i *)octets, _mm_shuffle_epi8(eights, together));
}

/* The way back: sixteen septets of the first fourteen of sixteen octets. */
SEPTET_TARGET static inline void SEPTET_(unpack_16)(const uint8_t *octets, uint8_t *septets)
{
    const __m128i apart = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, -1, 7, 8, 9, 10, 11, 12, 13, -1);
    __m128i x = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)octets), apart);
    x = _mm_or_si128(_mm_and_si128(x, _mm_set1_epi64x(0x0fffffff)),
                     _mm_slli_epi64(_mm_andnot_si128(_mm_set1_epi64x(0x0fffffff), x), 4));
    x = _mm_or_si128(_mm_and_si128(x, _mm_set1_epi32(0x3fff)),
                     _mm_slli_epi32(_mm_andnot_si128(_mm_set1_epi32(0x3fff), x), 2));
    x = _mm_or_si128(_mm_and_si128(x, _mm_set1_epi16(0x7f)),
                     _mm_slli_epi16(_mm_andnot_si128(_mm_set1_epi16(0x7f), x), 1));
    _mm_storeu_si128((__m128i *)septets, x);
}
#endif

/* Packs the septets up to one that has its high bit set, and returns where that is. */
SEPTET_TARGET static size_t SEPTET_(pack)(const uint8_t *septets, size_t n_septets, uint8_t *octets, size_t n_octets)
{
    size_t i = 0;
#ifdef SEPTET_PACKS
    for (; n_octets >= 16; i += 16, octets += 14, n_octets -= 14) {
        const __m128i loaded = _mm_loadu_si128((const __m128i *)(septets + i));
        if (_mm_movemask_epi8(loaded)) {
            break;
        }
        SEPTET_(pack_16)(loaded, octets);
    }
    if (n_septets - i == 16 && !_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(septets + i)))) {
        uint8_t last[16];
        SEPTET_(pack_16)(_mm_loadu_si128((const __m128i *)(septets + i)), last);
        memcpy(octets, last, 14);
        return n_septets;
    }
#endif
    return i + septet_pack_8(septets + i, n_septets - i, octets, n_octets);
}

/* The octets must hold the septets. */
SEPTET_TARGET static void SEPTET_(unpack)(const uint8_t *octets, size_t n_octets, uint8_t *septets, size_t n_septets)
{
#ifdef SEPTET_PACKS
    for (; n_octets >= 16 && n_septets >= 16; octets += 14, n_octets -= 14, septets += 16, n_septets -= 16) {
        SEPTET_(unpack_16)(octets, septets);
    }
    if (n_octets == 14 && n_septets == 16) {
        uint8_t last[16] = {0};
        memcpy(last, octets, 14);
        SEPTET_(unpack_16)(last, septets);
        return;
    }
#endif
    septet_unpack_8(octets, n_octets, septets, n_septets);
}

#define SEPTET_TEXT(name) SEPTET_QUOTED(name)
#define SEPTET_QUOTED(name) #name
static const septet_work SEPTET_(work) = {
    SEPTET_TEXT(SEPTET_PATH),
    SEPTET_(plain),
    SEPTET_(measure),
    SEPTET_(count_above),
    SEPTET_(next_break),
    SEPTET_(encode),
    SEPTET_(pack),
    SEPTET_(unpack),
};
#undef SEPTET_TEXT
#undef SEPTET_QUOTED
