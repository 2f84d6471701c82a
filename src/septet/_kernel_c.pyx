# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature=False, binding=True, autotestdict=False
"""The kernel in Cython: the same functions as ``_kernel_py``, which says what each of them does.

Text is read in place in its one-, two- or four-byte form. Characters below U+0100 have tables of their own; the
others are looked up in pages of 256, of which an alphabet needs a handful. Blocks of 16 one-byte characters that need
no second look are settled by the vector code in ``_kernel_simd.h``.
"""

from functools import wraps

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef extern from "Python.h":
    int PyUnicode_Check(object text)
    int PyUnicode_KIND(object text)
    uint32_t PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    void PyUnicode_WRITE(int kind, void *data, Py_ssize_t index, uint32_t value)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    object PyUnicode_New(Py_ssize_t n_chars, uint32_t largest)

cdef extern from "_kernel_simd.h" nogil:
    enum: SEPTET_BLOCK
    ctypedef struct septet_byte_set:
        pass
    ctypedef size_t (*septet_blocks_function)(const uint8_t *text, size_t n_blocks, const septet_byte_set *members)
    void septet_set_add(septet_byte_set *members, unsigned value)
    septet_blocks_function septet_choose_blocks(bint vectors)
    size_t septet_pack(const uint8_t *septets, size_t n_septets, int fill_bits, uint8_t *octets, size_t n_octets)
    void septet_unpack(const uint8_t *octets, size_t n_octets, int fill_bits, uint8_t *septets, size_t n_septets)

ctypedef fused character:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    ESCAPE = 0x1B
    SPACE = 0x20
    N_CODES = 128
    PAGE = 256
    # A table entry is the septet in the low byte and above it what the character costs: one septet from the locking
    # table, two (an escape and a septet) from the single one. It is 0 where the alphabet lacks the character.
    LOCKED = 0x100
    SHIFTED = 0x200


cdef class Alphabet:
    """A pair of tables, ready for the functions below."""

    cdef readonly str locking
    cdef readonly str single
    cdef uint16_t latin[PAGE]
    cdef uint8_t page_of[PAGE]
    cdef uint16_t *pages
    cdef uint32_t locked[N_CODES]
    cdef uint32_t shifted[N_CODES]
    cdef septet_byte_set one_septet
    cdef septet_byte_set unchanged
    cdef septet_blocks_function blocks

    def __cinit__(self, str locking not None, str single not None, *, bint vectors=True):
        cdef set pages = {ord(c) >> 8 for c in locking + single}
        if max(pages, default=0) >= PAGE:
            raise ValueError("a table holds characters of the Basic Multilingual Plane only")
        self.locking = locking
        self.single = single
        self.blocks = septet_choose_blocks(vectors)
        self.pages = <uint16_t *> PyMem_Calloc((len(pages) + 1) * PAGE, sizeof(uint16_t))
        if self.pages is NULL:
            raise MemoryError
        for number, page in enumerate(sorted(pages), 1):
            self.page_of[page] = number
        self.fill(self.shifted, single, SHIFTED)
        self.fill(self.locked, locking, LOCKED)
        memcpy(self.latin, self.pages + self.page_of[0] * PAGE, sizeof(self.latin))
        for code in range(PAGE):
            self.describe(code)

    def __dealloc__(self):
        PyMem_Free(self.pages)

    def __reduce__(self):
        return Alphabet, (self.locking, self.single)

    cdef int fill(self, uint32_t *decoded, str table, uint16_t flag) except -1:
        # Backwards, so that the lowest code of a character that has two is the one that is kept.
        cdef int code
        cdef uint32_t c
        if len(table) != N_CODES:
            raise ValueError(f"a table has {N_CODES} cells, this one {len(table)}")
        for code in range(N_CODES - 1, -1, -1):
            c = <uint32_t> ord(table[code])
            decoded[code] = c
            if c != ESCAPE:
                self.pages[self.page_of[c >> 8] * PAGE + (c & 0xFF)] = flag | code
        return 0

    cdef int describe(self, int code) except -1:
        cdef uint16_t entry = self.latin[code]
        if entry & LOCKED:
            septet_set_add(&self.one_septet, code)
        if entry == (LOCKED | code):
            septet_set_add(&self.unchanged, code)
        return 0


cdef inline uint16_t entry_of(Alphabet alphabet, character c) noexcept nogil:
    if character is uint8_t:
        return alphabet.latin[c]
    elif character is uint16_t:
        return alphabet.pages[alphabet.page_of[c >> 8] * PAGE + (c & 0xFF)]
    else:
        if c > 0xFFFF:
            return 0
        return alphabet.pages[alphabet.page_of[c >> 8] * PAGE + (c & 0xFF)]


cdef Py_ssize_t measure_run(Alphabet alphabet, const character *text, Py_ssize_t n_chars,
                            Py_ssize_t *stop) noexcept nogil:
    cdef Py_ssize_t i = 0, block_end, n_septets = 0
    cdef uint16_t entry
    while i < n_chars:
        block_end = n_chars
        if character is uint8_t:
            block_end = alphabet.blocks(text + i, (n_chars - i) // SEPTET_BLOCK, &alphabet.one_septet) * SEPTET_BLOCK
            n_septets += block_end
            i += block_end
            block_end = min(i + SEPTET_BLOCK, n_chars)
        while i < block_end:
            entry = entry_of(alphabet, text[i])
            if entry == 0:
                stop[0] = i
                return n_septets
            n_septets += entry >> 8
            i += 1
    stop[0] = i
    return n_septets


cdef int check_text(object text) except -1:
    if not PyUnicode_Check(text):
        raise TypeError(f"text must be str, not {type(text).__name__}")
    return 0


cdef Py_ssize_t measure_text(Alphabet alphabet, object text, Py_ssize_t *stop) noexcept:
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return measure_run(alphabet, <const uint8_t *> data, n_chars, stop)
    if kind == 2:
        return measure_run(alphabet, <const uint16_t *> data, n_chars, stop)
    return measure_run(alphabet, <const uint32_t *> data, n_chars, stop)


def measure(text, Alphabet alphabet not None):
    cdef Py_ssize_t stop, n_septets
    check_text(text)
    n_septets = measure_text(alphabet, text, &stop)
    return n_septets, stop


cdef void write_run(Alphabet alphabet, const character *text, Py_ssize_t n_chars, uint8_t *out) noexcept nogil:
    cdef Py_ssize_t i = 0, block_end
    cdef uint16_t entry
    while i < n_chars:
        block_end = n_chars
        if character is uint8_t:
            block_end = alphabet.blocks(text + i, (n_chars - i) // SEPTET_BLOCK, &alphabet.unchanged) * SEPTET_BLOCK
            memcpy(out, text + i, block_end)
            out += block_end
            i += block_end
            block_end = min(i + SEPTET_BLOCK, n_chars)
        while i < block_end:
            entry = entry_of(alphabet, text[i])
            if entry & SHIFTED:
                out[0] = ESCAPE
                out += 1
            out[0] = <uint8_t> entry
            out += 1
            i += 1


cdef bytes septets_of(Alphabet alphabet, object text, Py_ssize_t *stop):
    cdef Py_ssize_t n_septets = measure_text(alphabet, text, stop)
    cdef bytes septets = PyBytes_FromStringAndSize(NULL, n_septets)
    cdef uint8_t *out = <uint8_t *> PyBytes_AS_STRING(septets)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        write_run(alphabet, <const uint8_t *> data, stop[0], out)
    elif kind == 2:
        write_run(alphabet, <const uint16_t *> data, stop[0], out)
    else:
        write_run(alphabet, <const uint32_t *> data, stop[0], out)
    return septets


def to_septets(text, Alphabet alphabet not None):
    cdef Py_ssize_t stop
    check_text(text)
    septets = septets_of(alphabet, text, &stop)
    return septets, stop


def find_unencodable(text, Alphabet alphabet not None):
    cdef Py_ssize_t i
    cdef list found = []
    cdef void *data
    cdef int kind
    check_text(text)
    data = PyUnicode_DATA(text)
    kind = PyUnicode_KIND(text)
    for i in range(PyUnicode_GET_LENGTH(text)):
        if entry_of(alphabet, <uint32_t> PyUnicode_READ(kind, data, i)) == 0:
            found.append(i)
    return found


cdef inline Py_ssize_t decode_one(Alphabet alphabet, const uint8_t *septets, Py_ssize_t left,
                                  uint32_t *decoded) noexcept nogil:
    # How many septets the next character takes, 0 where there is none.
    cdef uint8_t code = septets[0]
    if code != ESCAPE:
        decoded[0] = ESCAPE if code >= N_CODES else alphabet.locked[code]
        return 0 if decoded[0] == ESCAPE else 1
    if left == 1:
        decoded[0] = SPACE
        return 1
    code = septets[1]
    if code == ESCAPE:
        decoded[0] = SPACE
        return 2
    decoded[0] = ESCAPE if code >= N_CODES else alphabet.shifted[code]
    if decoded[0] == ESCAPE and code < N_CODES:
        decoded[0] = alphabet.locked[code]
    return 0 if decoded[0] == ESCAPE else 2


def from_septets(bytes septets not None, Alphabet alphabet not None):
    cdef const uint8_t *source = <const uint8_t *> PyBytes_AS_STRING(septets)
    cdef Py_ssize_t n_septets = len(septets), i, n_chars, stop, step
    # The start that consists of ASCII codes of their own characters, in whole blocks, is copied as it is.
    cdef Py_ssize_t plain = alphabet.blocks(source, n_septets // SEPTET_BLOCK, &alphabet.unchanged) * SEPTET_BLOCK
    cdef uint32_t decoded = 0, bits = N_CODES - 1
    cdef object text
    cdef void *data
    cdef int kind
    i = n_chars = plain
    while i < n_septets:
        step = decode_one(alphabet, source + i, n_septets - i, &decoded)
        if step == 0:
            break
        bits |= decoded
        i += step
        n_chars += 1
    stop = i
    if n_chars == 0:
        return "", stop
    text = PyUnicode_New(n_chars, bits)
    data = PyUnicode_DATA(text)
    kind = PyUnicode_KIND(text)
    i = n_chars = 0
    if kind == 1:
        memcpy(data, source, plain)
        i = n_chars = plain
    while i < stop:
        i += decode_one(alphabet, source + i, n_septets - i, &decoded)
        PyUnicode_WRITE(kind, data, n_chars, decoded)
        n_chars += 1
    return text, stop


cdef bytes pack_septets(bytes septets, int fill_bits, Py_ssize_t *stop):
    cdef Py_ssize_t n_septets = len(septets), n_octets = (fill_bits + 7 * n_septets + 7) // 8
    cdef bytes octets = PyBytes_FromStringAndSize(NULL, n_octets)
    stop[0] = septet_pack(<const uint8_t *> PyBytes_AS_STRING(septets), n_septets, fill_bits,
                          <uint8_t *> PyBytes_AS_STRING(octets), n_octets)
    if stop[0] < n_septets:
        return pack_septets(septets[:stop[0]], fill_bits, stop)
    return octets


def pack(bytes septets not None, int fill_bits):
    cdef Py_ssize_t stop
    octets = pack_septets(septets, fill_bits, &stop)
    return octets, stop


def unpack(bytes octets not None, Py_ssize_t n_septets, int fill_bits):
    cdef Py_ssize_t n_octets = len(octets)
    cdef bytes septets
    n_septets = max(0, min(n_septets, (8 * n_octets - fill_bits) // 7))
    septets = PyBytes_FromStringAndSize(NULL, n_septets)
    septet_unpack(<const uint8_t *> PyBytes_AS_STRING(octets), n_octets, fill_bits,
                  <uint8_t *> PyBytes_AS_STRING(septets), n_septets)
    return septets


cdef inline bint is_pair(int kind, void *data, Py_ssize_t i, Py_ssize_t n_chars) noexcept:
    # A high surrogate with its low one behind it, as two characters of a text that was cut and glued carelessly.
    return (PyUnicode_READ(kind, data, i) >> 10 == 0x36 and i + 1 < n_chars
            and PyUnicode_READ(kind, data, i + 1) >> 10 == 0x37)


cdef Py_ssize_t units_in(object text) noexcept:
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text), n_units = n_chars, i
    cdef const uint32_t *characters
    if PyUnicode_KIND(text) == 4:
        characters = <const uint32_t *> PyUnicode_DATA(text)
        for i in range(n_chars):
            n_units += characters[i] > 0xFFFF
    return n_units


def count_units(text):
    check_text(text)
    return units_in(text)


cdef Py_ssize_t walk(object text, Alphabet alphabet, Py_ssize_t capacity, list breaks, list part_units) except -1:
    # The number of parts; where lists are given, the places of the breaks and the units of each part as well. Without
    # an alphabet the units are those of UTF-16.
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text), i = 0, n_units = 0, n_parts = 1, cost, step
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef uint32_t c
    while i < n_chars:
        c = PyUnicode_READ(kind, data, i)
        step = cost = 1
        if alphabet is not None:
            cost = max(entry_of(alphabet, <uint32_t> c) >> 8, 1)
        elif c > 0xFFFF:
            cost = 2
        elif is_pair(kind, data, i, n_chars):
            cost = step = 2
        if n_units + cost > capacity and n_units:
            n_parts += 1
            if breaks is not None:
                breaks.append(i)
                part_units.append(n_units)
            n_units = 0
        n_units += cost
        i += step
    if part_units is not None:
        part_units.append(n_units)
    return n_parts


cdef tuple break_text(object text, Alphabet alphabet, Py_ssize_t capacity):
    cdef list breaks = [], part_units = []
    check_text(text)
    walk(text, alphabet, capacity, breaks, part_units)
    return tuple(breaks), tuple(part_units)


def break_septets(text, Alphabet alphabet not None, Py_ssize_t capacity):
    return break_text(text, alphabet, capacity)


def break_units(text, Py_ssize_t capacity):
    return break_text(text, None, capacity)


cdef struct Counted:
    bint in_septets
    Py_ssize_t n_units
    Py_ssize_t n_parts


cdef struct Limits:
    Py_ssize_t septets_alone
    Py_ssize_t septets_joined
    Py_ssize_t units_alone
    Py_ssize_t units_joined


cdef int count_text(Counted *counted, object text, Alphabet alphabet, const Limits *limits) except -1:
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text), alone, joined, stop
    counted.n_units = measure_text(alphabet, text, &stop)
    counted.in_septets = stop == n_chars
    if counted.in_septets:
        alone, joined = limits.septets_alone, limits.septets_joined
    else:
        alphabet = None
        counted.n_units = units_in(text)
        alone, joined = limits.units_alone, limits.units_joined
    if counted.n_units <= alone:
        counted.n_parts = 1
    elif counted.n_units == n_chars and (counted.in_septets or PyUnicode_KIND(text) == 1):
        # One unit a character, and no surrogates: each part is full but the last.
        counted.n_parts = (n_chars + joined - 1) // joined
    else:
        counted.n_parts = walk(text, alphabet, joined, None, None)
    return 0


cdef Limits limits_of(tuple limits) except *:
    cdef Limits read
    read.septets_alone, read.septets_joined, read.units_alone, read.units_joined = limits
    return read


def count(text, Alphabet alphabet not None, tuple limits not None):
    cdef Counted counted
    cdef Limits read = limits_of(limits)
    check_text(text)
    count_text(&counted, text, alphabet, &read)
    return bool(counted.in_septets), counted.n_units, counted.n_parts


cdef object call(object careful, object value, dict options):
    # None stands for an option that was not given; the careful function has its own defaults.
    return careful(value, **{name: option for name, option in options.items() if option is not None})


def find_outside(text, Alphabet alphabet not None, tuple limits not None):
    cdef Limits read = limits_of(limits)
    cdef uint64_t seen[1024]
    cdef list outside = []
    cdef Py_ssize_t i, n_septets = 0
    cdef uint32_t c
    cdef uint16_t entry
    cdef void *data
    cdef int kind
    check_text(text)
    data = PyUnicode_DATA(text)
    kind = PyUnicode_KIND(text)
    memset(seen, 0, sizeof(seen))
    for i in range(PyUnicode_GET_LENGTH(text)):
        c = PyUnicode_READ(kind, data, i)
        entry = entry_of(alphabet, c)
        n_septets += entry >> 8 if entry else 1
        if entry:
            continue
        if c > 0xFFFF:
            outside.append(chr(c))
        elif not seen[c >> 6] >> (c & 63) & 1:
            seen[c >> 6] |= (<uint64_t> 1) << (c & 63)
            outside.append(chr(c))
    if kind == 4:
        outside = list(dict.fromkeys(outside))
    n_parts = 1 if n_septets <= read.septets_alone else walk(text, alphabet, read.septets_joined, None, None)
    return "".join(outside), n_parts


def fast_encode(Alphabet alphabet not None):
    def decorate(careful):
        @wraps(careful)
        def encode(text, *, errors=None, locking=None, single=None):
            cdef Py_ssize_t stop
            if errors is None and locking is None and single is None and PyUnicode_Check(text):
                septets = septets_of(alphabet, text, &stop)
                if stop == PyUnicode_GET_LENGTH(text):
                    return septets
            return call(careful, text, {"errors": errors, "locking": locking, "single": single})
        return encode
    return decorate


def fast_pack(careful):
    @wraps(careful)
    def pack(septets, *, fill_bits=None, padding=None):
        cdef Py_ssize_t stop
        if fill_bits is None and padding is None and type(septets) is bytes:
            octets = pack_septets(<bytes> septets, 0, &stop)
            if stop == len(<bytes> septets):
                return octets
        return call(careful, septets, {"fill_bits": fill_bits, "padding": padding})
    return pack


def fast_count_parts(Alphabet alphabet not None, tuple limits not None, Py_ssize_t most_parts):
    cdef Limits read = limits_of(limits)

    def decorate(careful):
        @wraps(careful)
        def count_parts(text, *, encoding=None, reference_bits=None, max_parts=None, udh=None):
            cdef Counted counted
            if (encoding is None and reference_bits is None and max_parts is None
                    and udh is None and PyUnicode_Check(text)):
                count_text(&counted, text, alphabet, &read)
                if counted.n_parts <= most_parts:
                    return counted.n_parts
            return call(careful, text, {"encoding": encoding, "reference_bits": reference_bits,
                                        "max_parts": max_parts, "udh": udh})
        return count_parts
    return decorate
