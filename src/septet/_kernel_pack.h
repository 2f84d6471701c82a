/* Septets in octets, eight of them at a time in a word, and UTF-16 units in octets. Included by _kernel_simd.h. */

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
static inline size_t septet_pack_8(const uint8_t *septets, size_t n_septets, uint8_t *octets, size_t n_octets)
{
    for (size_t i = 0; i < n_septets; i += 8) {
        const uint64_t loaded = septet_load(septets + i, n_septets - i);
        if (loaded & UINT64_C(0x8080808080808080)) {
            while (septets[i] < 0x80) {
                i++;
            }
            return i;
        }
        septet_store(octets, n_octets, septet_merge_8(loaded));
        octets += n_octets < 7 ? n_octets : 7;
        n_octets -= n_octets < 7 ? n_octets : 7;
    }
    return n_septets;
}

/* The octets must hold the septets. */
static inline void septet_unpack_8(const uint8_t *octets, size_t n_octets, uint8_t *septets, size_t n_septets)
{
    for (size_t i = 0; i < n_septets; i += 8) {
        septet_store(septets + i, n_septets - i, septet_spread_8(septet_load(octets, n_octets)));
        octets += n_octets < 7 ? n_octets : 7;
        n_octets -= n_octets < 7 ? n_octets : 7;
    }
}

/* Packs behind fill bits, 0 to 7 of them. As many septets as there are fill bits bring what follows to the boundary of an
 * octet: those first, then the rest as if there were no fill bits. */
static size_t septet_pack_behind(const septet_work *run, int fill_bits, const uint8_t *septets, size_t n_septets,
                                 uint8_t *octets, size_t n_octets)
{
    const size_t n = n_septets < (size_t)fill_bits ? n_septets : (size_t)fill_bits;
    const size_t n_first = n_octets < (size_t)fill_bits ? n_octets : (size_t)fill_bits;
    uint64_t first = 0;
    for (size_t i = 0; i < n; i++) {
        if (septets[i] & 0x80) {
            return i;
        }
        first |= (uint64_t)septets[i] << (fill_bits + 7 * i);
    }
    for (size_t i = 0; i < n_first; i++) {
        octets[i] = (uint8_t)(first >> (8 * i));
    }
    return n + run->pack(septets + n, n_septets - n, octets + n_first, n_octets - n_first);
}

/* The octets must hold the fill bits and the septets. */
static void septet_unpack_behind(const septet_work *run, int fill_bits, const uint8_t *octets, size_t n_octets,
                                 uint8_t *septets, size_t n_septets)
{
    const size_t n = n_septets < (size_t)fill_bits ? n_septets : (size_t)fill_bits;
    const uint64_t first = n ? septet_load(octets, n_octets) >> fill_bits : 0;
    for (size_t i = 0; i < n; i++) {
        septets[i] = (uint8_t)(first >> (7 * i) & 0x7F);
    }
    if (n < n_septets) {
        run->unpack(octets + n, n_octets - n, septets + n, n_septets - n);
    }
}

static inline uint8_t *septet_write_unit(uint8_t *out, uint32_t unit)
{
    out[0] = (uint8_t)(unit >> 8);
    out[1] = (uint8_t)unit;
    return out + 2;
}

/* Writes UTF-16 units, big endian; a lone surrogate like any other unit. */
static void septet_write_utf16(int kind, const void *text, size_t start, size_t end, uint8_t *out)
{
    const uint32_t *wide = (const uint32_t *)text;
    if (kind < 4) {
        for (size_t i = start; i < end; i++) {
            out = septet_write_unit(out, septet_character(kind, text, i));
        }
        return;
    }
    for (size_t i = start, next; i < end; i = next) {
        uint32_t all = 0;
        next = end - i < 8 ? end : i + 8;
        for (size_t k = i; k < next; k++) {
            all |= wide[k];
        }
        for (; all <= 0xFFFF && i < next; i++) {
            out = septet_write_unit(out, wide[i]);
        }
        for (; i < next; i++) {
            if (wide[i] > 0xFFFF) {
                out = septet_write_unit(out, 0xD7C0 + (wide[i] >> 10)); /* 0xD800 + (c - 0x10000 >> 10) */
                out = septet_write_unit(out, 0xDC00 | (wide[i] & 0x3FF));
            }
            else {
                out = septet_write_unit(out, wide[i]);
            }
        }
    }
}
