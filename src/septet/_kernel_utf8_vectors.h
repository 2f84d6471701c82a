/* Measuring texts in UTF-8 by vectors. Included by _kernel_utf8.h once for each width: V_WIDTH octets are a block,
 * V_TYPE holds one, and the other macros are what is done with it. Comparisons give 0xFF or 0 in each octet, V_MASK
 * makes a bit of each, and V_LOOK_UP(table, i) is octet i & 15 of the table, or 0 where i is 0x80 or more.
 *
 * A block of ASCII characters of one septet, which is most of what people write, takes one test. From the first other
 * block on, a text is checked and counted in full: characters are octets that continue none, a character of two
 * octets is looked up by its second one in the column of its first, and whether this is UTF-8 is decided by three
 * look-ups, as Keiser and Lemire found (Validating UTF-8 in less than one instruction per byte, 2021): each pair of
 * neighbours is wrong if the three nibbles, high and low of the first and high of the second, agree on a kind of error.
 */

#define V_BITS(n) ((n) >= V_WIDTH ? V_ALL : ((uint32_t)1 << (n)) - 1)
#define V_ALL ((uint32_t)(((uint64_t)1 << V_WIDTH) - 1))

/* A block of which only the first ``left`` octets belong to the text, and zeros behind them. */
SEPTET_TARGET static inline V_TYPE SEPTET_PATH(septet_load_tail)(const uint8_t *text, int64_t left, const uint8_t *limit)
{
    if (limit - text >= V_WIDTH) {
        return V_AND(V_LOAD(text), V_LOAD(septet_keep + 32 - left));
    } else {
        uint8_t copy[V_WIDTH] = {0};
        memcpy(copy, text, (size_t)left);
        return V_LOAD(copy);
    }
}

/* Which octets are ASCII characters that a table has: 0 or not. */
SEPTET_TARGET static inline V_TYPE SEPTET_PATH(septet_ascii)(V_TYPE table, V_TYPE block)
{
    return V_AND(V_LOOK_UP(table, block), V_LOOK_UP(V_TABLE(septet_columns), V_HIGH_NIBBLES(block)));
}

/* Which octets are followed wrongly: 0 or not. */
SEPTET_TARGET static inline V_TYPE SEPTET_PATH(septet_wrong)(V_TYPE block, V_TYPE before)
{
    const V_TYPE previous = V_SHIFT_IN(block, before, 1);
    const V_TYPE kinds = V_AND(V_AND(V_LOOK_UP(V_TABLE(septet_first_high), V_HIGH_NIBBLES(previous)),
                                     V_LOOK_UP(V_TABLE(septet_first_low), V_AND(previous, V_SET(0x0F)))),
                               V_LOOK_UP(V_TABLE(septet_second_high), V_HIGH_NIBBLES(block)));
    /* The third octet of three and the third and fourth of four have to follow one that continues, no others may. */
    const V_TYPE third = V_MINUS(V_SHIFT_IN(block, before, 2), V_SET(0xE0 - 0x80));
    const V_TYPE fourth = V_MINUS(V_SHIFT_IN(block, before, 3), V_SET(0xF0 - 0x80));
    return V_XOR(V_AND(V_OR(third, fourth), V_SET(0x80)), kinds);
}

/* Which octets end a character of two octets that the alphabet has: 0 or not. */
SEPTET_TARGET static inline V_TYPE SEPTET_PATH(septet_members)(const septet_counter *counter, V_TYPE block,
                                                               V_TYPE previous)
{
    const V_TYPE low = V_AND(block, V_SET(0x0F));
    const V_TYPE column = V_LOOK_UP(V_TABLE(septet_continuing_columns), V_HIGH_NIBBLES(block));
    const V_TYPE of_01 = V_OR(V_AND(V_EQUAL(previous, V_SET(counter->leads[0])), V_SET(0x0F)),
                              V_AND(V_EQUAL(previous, V_SET(counter->leads[1])), V_SET(0xF0)));
    const V_TYPE of_23 = V_OR(V_AND(V_EQUAL(previous, V_SET(counter->leads[2])), V_SET(0x0F)),
                              V_AND(V_EQUAL(previous, V_SET(counter->leads[3])), V_SET(0xF0)));
    return V_AND(V_OR(V_AND(V_LOOK_UP(V_TABLE(counter->members[0]), low), of_01),
                      V_AND(V_LOOK_UP(V_TABLE(counter->members[1]), low), of_23)),
                 column);
}

/* The extra septets of the characters of three octets that begin where the bits say; -1 if the alphabet lacks one. */
static inline int64_t SEPTET_PATH(septet_long_ones)(const septet_counter *counter, const uint8_t *block,
                                                    const uint8_t *end, uint32_t bits)
{
    int64_t n_extra = 0;
    for (; bits; bits &= bits - 1) {
        const uint8_t *c = block + __builtin_ctz(bits);
        int cost;
        if (end - c < 3 || c[0] >= 0xF0
            || (cost = counter->cost[(c[0] & 0x0F) << 12 | (c[1] & 0x3F) << 6 | (c[2] & 0x3F)]) == 0) {
            return -1;
        }
        n_extra += cost - 1;
    }
    return n_extra;
}

/* Goes on from octet ``i``; all before are ASCII characters of one septet. */
SEPTET_TARGET static septet_measured SEPTET_PATH(septet_measure_from)(const septet_counter *counter,
                                                                      const uint8_t *text, int64_t n_octets,
                                                                      const uint8_t *limit, int64_t i)
{
    const V_TYPE zero = V_SET(0);
    const V_TYPE one_septet = V_TABLE(counter->one_septet), two_septets = V_TABLE(counter->two_septets);
    V_TYPE before = zero, wrong = zero;
    uint32_t beyond_ascii_before = 0;
    int64_t n_continuing = 0, n_extra = 0, n_of_four = 0;
    int in_septets = 1;
    septet_measured found;
    for (; i < n_octets; i += V_WIDTH) {
        const int64_t left = n_octets - i;
        const uint32_t within = V_BITS(left);
        const V_TYPE block = left >= V_WIDTH ? V_LOAD(text + i)
                                             : SEPTET_PATH(septet_load_tail)(text + i, left, limit);
        const uint32_t beyond_ascii = V_MASK(V_AT_LEAST(block, 0x80));
        if (in_septets) {
            const uint32_t not_two = V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(two_septets, block), zero));
            const uint32_t not_one = V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(one_septet, block), zero));
            n_extra += __builtin_popcount(~not_two & within);
            in_septets = (not_one & not_two & ~beyond_ascii & within) == 0;
        }
        if (beyond_ascii | beyond_ascii_before) {
            const uint32_t of_four = V_MASK(V_AT_LEAST(block, 0xF0));
            wrong = V_OR(wrong, SEPTET_PATH(septet_wrong)(block, before));
            n_continuing += __builtin_popcount(V_MASK(V_EQUAL(V_AND(block, V_SET(0xC0)), V_SET(0x80))));
            n_of_four += __builtin_popcount(of_four);
            if (in_septets) {
                const V_TYPE previous = V_SHIFT_IN(block, before, 1);
                const uint32_t no_member = V_MASK(V_EQUAL(SEPTET_PATH(septet_members)(counter, block, previous), zero));
                const uint32_t after_two = V_MASK(V_AT_LEAST(previous, 0xC0)) & ~V_MASK(V_AT_LEAST(previous, 0xE0));
                const uint32_t of_three = V_MASK(V_AT_LEAST(block, 0xE0));
                const int64_t more = of_three ? SEPTET_PATH(septet_long_ones)(counter, text + i, text + n_octets, of_three)
                                              : 0;
                in_septets = more >= 0 && (after_two & no_member & within) == 0;
                n_extra += more;
            }
        }
        beyond_ascii_before = beyond_ascii;
        before = block;
    }
    found.valid = V_MASK(V_EQUAL(wrong, zero)) == V_ALL && !septet_ends_early(text, n_octets);
    found.in_septets = in_septets;
    found.n_chars = n_octets - n_continuing;
    found.n_septets = found.n_chars + n_extra;
    found.n_units = found.n_chars + n_of_four;
    return found;
}

SEPTET_TARGET static inline septet_measured SEPTET_PATH(septet_measure)(const septet_counter *counter,
                                                                        const uint8_t *text, int64_t n_octets,
                                                                        const uint8_t *limit)
{
    const V_TYPE zero = V_SET(0), one_septet = V_TABLE(counter->one_septet);
    septet_measured plain = {1, 1, n_octets, n_octets, n_octets};
    int64_t i = 0;
    for (; i + V_WIDTH <= n_octets; i += V_WIDTH) {
        const V_TYPE block = V_LOAD(text + i);
        if (V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(one_septet, block), zero))) {
            return SEPTET_PATH(septet_measure_from)(counter, text, n_octets, limit, i);
        }
    }
    if (i < n_octets) {
        const V_TYPE block = limit - text - i >= V_WIDTH ? V_LOAD(text + i)
                                                         : SEPTET_PATH(septet_load_tail)(text + i, n_octets - i, limit);
        if (V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(one_septet, block), zero)) & V_BITS(n_octets - i)) {
            return SEPTET_PATH(septet_measure_from)(counter, text, n_octets, limit, i);
        }
    }
    return plain;
}

/* The units of the characters that begin in the first ``n`` octets of a block. */
SEPTET_TARGET static inline int SEPTET_PATH(septet_units)(uint32_t starts, uint32_t doubles, int n)
{
    const uint32_t first = V_BITS(n);
    return __builtin_popcount(starts & first) + __builtin_popcount(doubles & first);
}

/* As septet_walk_scalar. A block in which no part ends is taken as a whole, in others the place is halved in on. */
SEPTET_TARGET static void SEPTET_PATH(septet_walk)(const septet_counter *counter, int in_septets, const uint8_t *text,
                                                   int64_t n_octets, const uint8_t *limit, septet_walked *walked)
{
    const V_TYPE zero = V_SET(0), two_septets = V_TABLE(counter->two_septets);
    const int64_t joined = in_septets ? counter->septets_joined : counter->units_joined;
    for (int64_t i = 0; i < n_octets; i += V_WIDTH) {
        const int64_t left = n_octets - i;
        const V_TYPE block = left >= V_WIDTH ? V_LOAD(text + i)
                                             : SEPTET_PATH(septet_load_tail)(text + i, left, limit);
        const uint32_t within = V_BITS(left);
        uint32_t starts = ~V_MASK(V_EQUAL(V_AND(block, V_SET(0xC0)), V_SET(0x80))) & within;
        uint32_t doubles = V_MASK(V_AT_LEAST(block, in_septets ? 0xE0 : 0xF0));
        int n_units;
        if (in_septets) {
            doubles |= ~V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(two_septets, block), zero)) & within;
        }
        n_units = SEPTET_PATH(septet_units)(starts, doubles, V_WIDTH);
        while (walked->n_in_part + n_units > joined) {
            const int64_t room = joined - walked->n_in_part;
            int n = 0;
            for (int half = V_WIDTH / 2; half; half /= 2) {
                n += SEPTET_PATH(septet_units)(starts, doubles, n + half) <= room ? half : 0;
            }
            n_units -= SEPTET_PATH(septet_units)(starts, doubles, n);
            starts &= ~V_BITS(n);
            doubles &= ~V_BITS(n);
            walked->n_parts++;
            walked->n_in_part = 0;
        }
        walked->n_in_part += n_units;
    }
}

#undef V_BITS
#undef V_ALL
