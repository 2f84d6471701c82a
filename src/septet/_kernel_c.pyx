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

include "_kernel_tables.pxi"


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


cdef bint take_census(Chart chart, const character *text, Py_ssize_t n_chars, Py_ssize_t *census) noexcept nogil:
    # Characters of each class; whether all of them are in some table.
    cdef Py_ssize_t i
    cdef uint8_t found
    memset(census, 0, chart.n_classes * sizeof(Py_ssize_t))
    for i in range(n_chars):
        found = class_of(chart, text[i])
        if found == 0:
            return False
        census[found] += 1
    return True


cdef bint take_census_of(Chart chart, object text, Py_ssize_t *census) noexcept:
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == 1:
        return take_census(chart, <const uint8_t *> data, n_chars, census)
    if kind == 2:
        return take_census(chart, <const uint16_t *> data, n_chars, census)
    return take_census(chart, <const uint32_t *> data, n_chars, census)


def survey(text, Chart chart not None):
    cdef Py_ssize_t census[PAGE]
    cdef Py_ssize_t n_shifted
    cdef int table, number
    cdef uint32_t singles
    cdef list found = []
    check_text(text)
    if not take_census_of(chart, text, census):
        return ()
    for table in range(len(chart.lockings)):
        n_shifted = 0
        singles = <uint32_t> (((<uint64_t> 1) << len(chart.singles)) - 1)
        for number in range(1, chart.n_classes):
            if census[number] and not chart.in_lockings[number] >> table & 1:
                n_shifted += census[number]
                singles &= chart.in_singles[number]
        found.append((n_shifted, singles))
    return tuple(found)


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


cdef object text_of_septets(Alphabet alphabet, const uint8_t *source, Py_ssize_t n_septets, Py_ssize_t *stop):
    cdef Py_ssize_t i, n_chars, step
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
    stop[0] = i
    if n_chars == 0:
        return ""
    text = PyUnicode_New(n_chars, bits)
    data = PyUnicode_DATA(text)
    kind = PyUnicode_KIND(text)
    i = n_chars = 0
    if kind == 1:
        memcpy(data, source, plain)
        i = n_chars = plain
    while i < stop[0]:
        i += decode_one(alphabet, source + i, n_septets - i, &decoded)
        PyUnicode_WRITE(kind, data, n_chars, decoded)
        n_chars += 1
    return text


def from_septets(bytes septets not None, Alphabet alphabet not None):
    cdef Py_ssize_t stop
    text = text_of_septets(alphabet, <const uint8_t *> PyBytes_AS_STRING(septets), len(septets), &stop)
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
    octets = pack_septets(septets, fill_bits & 7, &stop)
    return octets, stop


def unpack(bytes octets not None, Py_ssize_t n_septets, int fill_bits):
    cdef Py_ssize_t n_octets = len(octets)
    cdef bytes septets
    fill_bits &= 7
    n_septets = max(0, min(n_septets, (8 * n_octets - fill_bits) // 7))
    septets = PyBytes_FromStringAndSize(NULL, n_septets)
    septet_unpack(<const uint8_t *> PyBytes_AS_STRING(octets), n_octets, fill_bits,
                  <uint8_t *> PyBytes_AS_STRING(septets), n_septets)
    return septets


include "_kernel_parts.pxi"


cdef object ABSENT = object()  # an option that was not given: the careful function has its own defaults


cdef object call(object careful, object value, dict options):
    return careful(value, **{name: option for name, option in options.items() if option is not ABSENT})


def fast_encode(Alphabet alphabet not None):
    def decorate(careful):
        @wraps(careful)
        def encode(text, *, errors=ABSENT, locking=ABSENT, single=ABSENT):
            cdef Py_ssize_t stop
            if errors is ABSENT and locking is ABSENT and single is ABSENT and PyUnicode_Check(text):
                septets = septets_of(alphabet, text, &stop)
                if stop == PyUnicode_GET_LENGTH(text):
                    return septets
            return call(careful, text, {"errors": errors, "locking": locking, "single": single})
        return encode
    return decorate


def fast_pack(careful):
    @wraps(careful)
    def pack(septets, *, fill_bits=ABSENT, padding=ABSENT):
        cdef Py_ssize_t stop
        if fill_bits is ABSENT and padding is ABSENT and type(septets) is bytes:
            octets = pack_septets(<bytes> septets, 0, &stop)
            if stop == len(<bytes> septets):
                return octets
        return call(careful, septets, {"fill_bits": fill_bits, "padding": padding})
    return pack


def fast_count_parts(Alphabet alphabet not None, tuple limits not None, Py_ssize_t most_parts):
    cdef Limits read = limits_of(limits)

    def decorate(careful):
        @wraps(careful)
        def count_parts(text, *, encoding=ABSENT, languages=ABSENT, reference_bits=ABSENT, max_parts=ABSENT, udh=ABSENT):
            cdef Counted counted
            if (encoding is ABSENT and languages is ABSENT and reference_bits is ABSENT and max_parts is ABSENT
                    and udh is ABSENT and PyUnicode_Check(text)):
                count_text(&counted, text, alphabet, &read)
                if counted.n_parts <= most_parts:
                    return counted.n_parts
            return call(careful, text, {"encoding": encoding, "languages": languages, "reference_bits": reference_bits,
                                        "max_parts": max_parts, "udh": udh})
        return count_parts
    return decorate


include "_kernel_values.pxi"
include "_kernel_tpdu.pxi"
