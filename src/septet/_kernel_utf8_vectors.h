/* Measuring texts in UTF-8 by vectors. Included by _kernel_utf8.h once for each width: V_WIDTH octets are a block,
 * V_TYPE holds one, and the other macros are what is done with it. Comparisons give 0xFF or 0 in each octet, V_MASK
 * makes a bit of each, and V_LOOK_UP(table, i) is octet i & 15 of the table, or 0 where i is 0x80 or more.
 *
 * A block of ASCII characters of one septet, which is most of what people write, takes one test. From the first other
 * block on, a text is checked and counted in full: characters are octets that continue none, and a character of two
 * octets is looked up by its second one in the column of its first. From the first block on that the alphabet has not,
 * whether this is UTF-8 is decided by three look-ups, as Keiser and Lemire found (Validating UTF-8 in less than one
 * instruction per byte, 2021): each pair of neighbours is wrong if the three nibbles, high and low of the first and high
 * of the second, agree on a kind of error.
 */

#define V_BITS(n) ((n) >= V_WIDTH ? V_ALL : ((uint32_t)1 << (n)) - 1)
#define V_ALL ((uint32_t)(((uint64_t)1 << V_WIDTH) - 1))

/* Where a whole block can be read that begins with the end of the text, behind its last whole block: there, or in
 * ``room`` if the memory ends too early. Out of the loops, since a call would cost them their constants. */
static inline const uint8_t *SEPTET_PATH(septet_end_of)(const uint8_t *text, int64_t n_octets, const uint8_t *limit,
                                                        uint8_t *room)
{
    const int64_t left = n_octets % V_WIDTH;
    const uint8_t *end = text + n_octets - left;
    if (limit - end >= V_WIDTH || left == 0) {
        return end;
    }
    memset(room, 0, V_WIDTH);
    memcpy(room, end, (size_t)left);
    return room;
}

/* A block of the text, with blanks behind its end. */
SEPTET_TARGET static inline V_TYPE SEPTET_PATH(septet_load)(const uint8_t *text, int64_t left, const uint8_t *end)
{
    return left >= V_WIDTH ? V_LOAD(text)
                           : V_OR(V_AND(V_LOAD(end), V_LOAD(septet_keep + 32 - left)),
                                  V_LOAD(septet_blanks + 32 - left));
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
    /* First octets from C0 to CF become the indices 70 to 7F, all others some for which there is nothing. */
    const V_TYPE first = V_PLUS(V_XOR(previous, V_SET(0xC0)), V_SET(0x70));
    const V_TYPE low = V_AND(block, V_SET(0x0F));
    const V_TYPE of_some = V_AND(V_LOOK_UP(V_TABLE(counter->columns_of[0]), first),
                                 V_LOOK_UP(V_TABLE(counter->members[0]), low));
    const V_TYPE of_others = V_AND(V_LOOK_UP(V_TABLE(counter->columns_of[1]), first),
                                   V_LOOK_UP(V_TABLE(counter->members[1]), low));
    return V_AND(V_OR(of_some, of_others), V_LOOK_UP(V_TABLE(septet_continuing_columns), V_HIGH_NIBBLES(block)));
}

/* What a block consists of, as bits. */
typedef struct {
    uint32_t beyond_ascii;
    uint32_t two;     /* ASCII of two septets */
    uint32_t neither; /* what is no ASCII of the alphabet, all that is beyond ASCII included */
} SEPTET_PATH(septet_classes);

SEPTET_TARGET static inline SEPTET_PATH(septet_classes)
SEPTET_PATH(septet_classify)(const septet_counter *counter, V_TYPE block)
{
    const V_TYPE columns = V_LOOK_UP(V_TABLE(septet_columns), V_HIGH_NIBBLES(block));
    const V_TYPE one = V_AND(V_LOOK_UP(V_TABLE(counter->one_septet), block), columns);
    const V_TYPE two = V_AND(V_LOOK_UP(V_TABLE(counter->two_septets), block), columns);
    SEPTET_PATH(septet_classes) found;
    found.beyond_ascii = V_HIGH_BITS(block);
    found.two = V_ALL & ~V_MASK(V_EQUAL(two, V_SET(0)));
    found.neither = V_MASK(V_EQUAL(V_OR(one, two), V_SET(0)));
    return found;
}

/* The extra septets of the characters of three octets that begin where the bits say; -1 where one of them is no character
 * of three octets that the alphabet has. */
static inline int64_t SEPTET_PATH(septet_long_ones)(const septet_counter *counter, const uint8_t *block,
                                                    const uint8_t *end, uint32_t bits)
{
    int64_t n_extra = 0;
    for (; bits; bits &= bits - 1) {
        const uint8_t *at = block + __builtin_ctz(bits);
        uint32_t c;
        if (end - at < 3 || at[0] >= 0xF0 || (((at[1] ^ 0x80) | (at[2] ^ 0x80)) & 0xC0)) {
            return -1;
        }
        c = (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        if (c < 0x800 || counter->cost[c] == 0) {
            return -1;
        }
        n_extra += counter->cost[c] - 1;
    }
    return n_extra;
}

/* Whether what begins with these first octets, or began in the block before, and nothing else ends in a member. */
static inline int SEPTET_PATH(septet_follow)(const uint8_t *block, uint32_t firsts, uint32_t members, uint32_t awaited)
{
    return members == ((firsts << 1 | awaited) & V_ALL)
           && (firsts >> (V_WIDTH - 1) == 0 || block[V_WIDTH - 1] >> 5 == 0x06);
}

/* Goes on from block ``i`` with a text that is not in the alphabet. */
SEPTET_TARGET static septet_measured SEPTET_PATH(septet_measure_units)(const uint8_t *text, int64_t n_octets,
                                                                       const uint8_t *limit, int64_t i,
                                                                       int64_t n_continuing)
{
    uint8_t room[V_WIDTH];
    const uint8_t *end = SEPTET_PATH(septet_end_of)(text, n_octets, limit, room);
    V_TYPE before = i ? V_LOAD(text + i - V_WIDTH) : V_SET(0), wrong = V_SET(0);
    int64_t n_of_four = 0;
    septet_measured found = {1, 0, 0, 0, 0};
    for (; i < n_octets; i += V_WIDTH) {
        const V_TYPE block = SEPTET_PATH(septet_load)(text + i, n_octets - i, end);
        wrong = V_OR(wrong, SEPTET_PATH(septet_wrong)(block, before));
        n_continuing += __builtin_popcount(V_MASK(V_CONTINUES(block)));
        n_of_four += __builtin_popcount(V_HIGH_BITS(V_MINUS(block, V_SET(0xF0 - 0x80))));
        before = block;
    }
    found.valid = V_MASK(V_EQUAL(wrong, V_SET(0))) == V_ALL && !septet_ends_early(text, n_octets);
    found.n_chars = n_octets - n_continuing;
    found.n_units = found.n_chars + n_of_four;
    return found;
}

/* Goes on from block ``i`` with a text that is likely to be in the alphabet; all before are ASCII of one septet.
 *
 * In it each first octet is one of two, and the next one ends a character that the alphabet has; or it is one of three,
 * and the character, looked at by itself, is one that the alphabet has. If that is so for all octets beyond ASCII, the
 * text is UTF-8, and there is nothing else to check. If not, the text is not in the alphabet. */
SEPTET_TARGET static septet_measured SEPTET_PATH(septet_measure_from)(const septet_counter *counter,
                                                                      const uint8_t *text, int64_t n_octets,
                                                                      const uint8_t *limit, int64_t i)
{
    uint8_t room[V_WIDTH];
    const uint8_t *end = SEPTET_PATH(septet_end_of)(text, n_octets, limit, room);
    V_TYPE before = V_SET(0);
    /* Octets that have to go on with characters of two and of three octets which began in the block before. */
    uint32_t awaited = 0, awaited_long = 0;
    int64_t n_continuing = 0, n_extra = 0;
    septet_measured found = {1, 1, 0, 0, 0};
    for (; i < n_octets; i += V_WIDTH) {
        const V_TYPE block = SEPTET_PATH(septet_load)(text + i, n_octets - i, end);
        const SEPTET_PATH(septet_classes) of = SEPTET_PATH(septet_classify)(counter, block);
        if (of.neither != of.beyond_ascii) {
            break;
        }
        if (of.beyond_ascii | awaited) {
            const V_TYPE previous = V_SHIFT_IN(block, before, 1);
            const uint32_t members = V_ALL & ~V_MASK(V_EQUAL(SEPTET_PATH(septet_members)(counter, block, previous),
                                                             V_SET(0)));
            uint32_t firsts = of.beyond_ascii & ~members;
            if (__builtin_expect(!SEPTET_PATH(septet_follow)(text + i, firsts, members, awaited), 0)) {
                const uint32_t longs = V_HIGH_BITS(V_MINUS(block, V_SET(0xE0 - 0x80)));
                const uint64_t tails = (uint64_t)longs << 1 | (uint64_t)longs << 2 | awaited_long;
                const int64_t more = SEPTET_PATH(septet_long_ones)(counter, text + i, text + n_octets, longs);
                firsts &= ~(longs | (uint32_t)tails);
                if (more < 0 || !SEPTET_PATH(septet_follow)(text + i, firsts, members, awaited)) {
                    break;
                }
                awaited_long = (uint32_t)(tails >> V_WIDTH);
                n_continuing += __builtin_popcount((uint32_t)tails & V_ALL);
                n_extra += more;
            }
            awaited = firsts >> (V_WIDTH - 1);
            n_continuing += __builtin_popcount(members);
        }
        n_extra += __builtin_popcount(of.two);
        before = block;
    }
    if (i < n_octets || awaited) {
        return SEPTET_PATH(septet_measure_units)(text, n_octets, limit, i, n_continuing);
    }
    found.n_chars = found.n_units = n_octets - n_continuing;
    found.n_septets = found.n_chars + n_extra;
    return found;
}

/* Goes on from block ``i``, which has the octet ``odd`` as the first that is no ASCII of one septet. */
SEPTET_TARGET static inline septet_measured SEPTET_PATH(septet_measure_odd)(const septet_counter *counter,
                                                                            const uint8_t *text, int64_t n_octets,
                                                                            const uint8_t *limit, int64_t i,
                                                                            uint8_t odd)
{
    return counter->hopeless[odd] ? SEPTET_PATH(septet_measure_units)(text, n_octets, limit, i, 0)
                                  : SEPTET_PATH(septet_measure_from)(counter, text, n_octets, limit, i);
}

SEPTET_TARGET static inline septet_measured SEPTET_PATH(septet_measure)(const septet_counter *counter,
                                                                        const uint8_t *text, int64_t n_octets,
                                                                        const uint8_t *limit)
{
    const V_TYPE zero = V_SET(0), one_septet = V_TABLE(counter->one_septet);
    septet_measured plain = {1, 1, n_octets, n_octets, n_octets};
    int64_t i = 0;
    uint32_t odd;
    for (; i + V_WIDTH <= n_octets; i += V_WIDTH) {
        odd = V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(one_septet, V_LOAD(text + i)), zero));
        if (odd) {
            return SEPTET_PATH(septet_measure_odd)(counter, text, n_octets, limit, i, text[i + __builtin_ctz(odd)]);
        }
    }
    if (i < n_octets) {
        uint8_t room[V_WIDTH];
        const uint8_t *end = SEPTET_PATH(septet_end_of)(text, n_octets, limit, room);
        const V_TYPE block = SEPTET_PATH(septet_load)(text + i, n_octets - i, end);
        odd = V_MASK(V_EQUAL(SEPTET_PATH(septet_ascii)(one_septet, block), zero));
        if (odd) {
            return SEPTET_PATH(septet_measure_odd)(counter, text, n_octets, limit, i, text[i + __builtin_ctz(odd)]);
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
    uint8_t room[V_WIDTH];
    const uint8_t *end = SEPTET_PATH(septet_end_of)(text, n_octets, limit, room);
    const V_TYPE zero = V_SET(0), two_septets = V_TABLE(counter->two_septets);
    const int64_t joined = in_septets ? counter->septets_joined : counter->units_joined;
    for (int64_t i = 0; i < n_octets; i += V_WIDTH) {
        const int64_t left = n_octets - i;
        const V_TYPE block = SEPTET_PATH(septet_load)(text + i, left, end);
        const uint32_t within = V_BITS(left);
        uint32_t starts = ~V_MASK(V_CONTINUES(block)) & within;
        uint32_t doubles = V_HIGH_BITS(V_MINUS(block, V_SET(in_septets ? 0xE0 - 0x80 : 0xF0 - 0x80)));
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
