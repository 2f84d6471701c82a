# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature=False, binding=True, autotestdict=False
"""The kernel in Cython: the same functions as ``_kernel_py``, which says what each of them does.

Text is read in place in its one-, two- or four-byte form, 64 characters at a time, by the loops in ``_kernel_scan.h``:
see ``_kernel_simd.h``.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from functools import update_wrapper, wraps

cdef extern from "Python.h":
    bint PyUnicode_Check(object text)
    bint PyUnicode_CheckExact(object text)
    int PyUnicode_KIND(object text)
    uint32_t PyUnicode_READ(int kind, void *data, Py_ssize_t index)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    object PyUnicode_New(Py_ssize_t n_chars, uint32_t largest)
    object PyUnicode_Substring(object text, Py_ssize_t start, Py_ssize_t end)
    PyObject *PyTuple_GET_ITEM(object items, Py_ssize_t index)

cdef extern from "_kernel_simd.h" nogil:
    enum:
        ESCAPE "SEPTET_ESCAPE"
        LOCKED "SEPTET_LOCKED"
        SHIFTED "SEPTET_SHIFTED"
        BLOCK "SEPTET_BLOCK"
    ctypedef struct septet_byte_set:
        pass
    ctypedef struct septet_tables:
        uint8_t *page_of
        uint16_t *pages
        uint16_t *locked
        uint16_t *shifted
        septet_byte_set one_septet
        septet_byte_set two_septets
        septet_byte_set unchanged
    ctypedef struct septet_walk:
        const septet_tables *tables
        int kind
        const void *text
        size_t n_chars
        size_t capacity
        bint strict
        bint outside
        size_t start
        size_t start_unit
        size_t block
        uint64_t two
        size_t n_two
    ctypedef struct septet_work:
        const char *name
        size_t (*plain)(const septet_byte_set *members, const uint8_t *octets, size_t n_octets)
        size_t (*measure)(const septet_tables *tables, int kind, const void *text, size_t n_chars, size_t *stop)
        size_t (*count_above)(const uint32_t *text, size_t n_chars)
        bint (*next_break)(septet_walk *walk)
        size_t (*encode)(const septet_tables *tables, int kind, const void *text, size_t n_chars, uint8_t *out,
                         size_t *stop)
    void septet_set_add(septet_byte_set *members, unsigned value)
    uint16_t septet_entry(const septet_tables *tables, uint32_t c)
    const septet_work *const *septet_paths()
    size_t septet_pack_behind(const septet_work *run, int fill_bits, const uint8_t *septets, size_t n_septets,
                              uint8_t *octets, size_t n_octets)
    void septet_write_utf16(int kind, const void *text, size_t start, size_t end, uint8_t *out)
    void septet_unpack_behind(const septet_work *run, int fill_bits, const uint8_t *octets, size_t n_octets,
                              uint8_t *septets, size_t n_septets)

ctypedef fused character:
    uint8_t
    uint16_t
    uint32_t

include "_kernel_tables.pxi"


cdef const septet_work *run = septet_paths()[0]


def paths():
    cdef const septet_work *const *path = septet_paths()
    cdef list names = []
    while path[0] is not NULL:
        names.append(path[0].name.decode())
        path += 1
    return tuple(names)


def take_path(str name not None):
    global run
    cdef const septet_work *const *path = septet_paths()
    while path[0] is not NULL:
        if path[0].name.decode() == name:
            run = path[0]
            return
        path += 1
    raise ValueError(f"there is no path {name!r} on this machine")


cdef int check_text(object text) except -1:
    if not PyUnicode_Check(text):
        raise TypeError(f"text must be str, not {type(text).__name__}")
    return 0


# Most texts are short enough for a buffer on the stack.
cdef enum:
    N_LOCAL = 2048


cdef inline uint8_t *room(uint8_t *local, size_t n_octets) except NULL:
    if n_octets <= N_LOCAL:
        return local
    cdef uint8_t *made = <uint8_t *> PyMem_Malloc(n_octets)
    if made is NULL:
        raise MemoryError
    return made


cdef inline void leave(uint8_t *local, uint8_t *made) noexcept:
    if made is not local:
        PyMem_Free(made)


def measure(text, Alphabet alphabet not None):
    cdef size_t stop, n_septets
    check_text(text)
    n_septets = run.measure(&alphabet.tables, PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text),
                            &stop)
    return n_septets, stop


cdef inline bint is_unchanged(object text, Alphabet alphabet) noexcept:
    # Whether the characters of the text are their own septets, one octet each.
    cdef size_t n_chars = PyUnicode_GET_LENGTH(text)
    return PyUnicode_KIND(text) == 1 and run.plain(
        &alphabet.tables.unchanged, <const uint8_t *> PyUnicode_DATA(text), n_chars) == n_chars


cdef bytes septets_of(object text, Alphabet alphabet, size_t *stop):
    cdef uint8_t local[N_LOCAL]
    cdef uint8_t *out
    cdef size_t n_chars = PyUnicode_GET_LENGTH(text), n_septets
    cdef bytes septets
    if is_unchanged(text, alphabet):
        stop[0] = n_chars
        return PyBytes_FromStringAndSize(<const char *> PyUnicode_DATA(text), n_chars)
    out = room(local, 2 * n_chars + 2 * BLOCK)
    try:
        n_septets = run.encode(&alphabet.tables, PyUnicode_KIND(text), PyUnicode_DATA(text), n_chars, out, stop)
        return PyBytes_FromStringAndSize(<const char *> out, n_septets)
    finally:
        leave(local, out)


def to_septets(text, Alphabet alphabet not None):
    cdef size_t stop
    check_text(text)
    septets = septets_of(text, alphabet, &stop)
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
        if septet_entry(&alphabet.tables, PyUnicode_READ(kind, data, i)) == 0:
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


cdef inline size_t decode_one(const septet_tables *tables, const uint8_t *septets, size_t left,
                              uint16_t *decoded) noexcept nogil:
    # How many septets the next character takes, 0 where there is none.
    cdef uint8_t code = septets[0]
    if code != ESCAPE:
        decoded[0] = ESCAPE if code >= N_CODES else tables.locked[code]
        return 0 if decoded[0] == ESCAPE else 1
    if left == 1:
        decoded[0] = SPACE
        return 1
    code = septets[1]
    if code == ESCAPE:
        decoded[0] = SPACE
        return 2
    decoded[0] = ESCAPE if code >= N_CODES else tables.shifted[code]
    if decoded[0] == ESCAPE and code < N_CODES:
        decoded[0] = tables.locked[code]
    return 0 if decoded[0] == ESCAPE else 2


cdef object text_of(const uint8_t *septets, size_t n_septets, Alphabet alphabet, size_t *stop):
    cdef const septet_tables *tables = &alphabet.tables
    # The start that consists of ASCII codes of their own characters is copied as it is.
    cdef size_t i = run.plain(&tables.unchanged, septets, n_septets), n_chars = 0, n_plain = i, step, k
    cdef uint16_t bits = N_CODES - 1
    cdef uint16_t local[N_LOCAL / 2]
    cdef uint16_t *decoded = <uint16_t *> room(<uint8_t *> local, (n_septets - i) * sizeof(uint16_t))
    cdef object text
    try:
        while i < n_septets:
            step = decode_one(tables, septets + i, n_septets - i, decoded + n_chars)
            if step == 0:
                break
            bits |= decoded[n_chars]
            n_chars += 1
            i += step
        stop[0] = i
        text = PyUnicode_New(n_plain + n_chars, bits)
        if n_plain + n_chars == 0:
            pass
        elif bits < PAGE:
            memcpy(PyUnicode_DATA(text), septets, n_plain)
            for k in range(n_chars):
                (<uint8_t *> PyUnicode_DATA(text))[n_plain + k] = <uint8_t> decoded[k]
        else:
            for k in range(n_plain):
                (<uint16_t *> PyUnicode_DATA(text))[k] = septets[k]
            memcpy(<uint16_t *> PyUnicode_DATA(text) + n_plain, decoded, n_chars * sizeof(uint16_t))
        return text
    finally:
        leave(<uint8_t *> local, <uint8_t *> decoded)


cdef inline const uint8_t *octets_in(bytes octets) noexcept:
    return <const uint8_t *> PyBytes_AS_STRING(octets)


def from_septets(bytes septets not None, Alphabet alphabet not None):
    cdef size_t stop
    text = text_of(octets_in(septets), len(septets), alphabet, &stop)
    return text, stop


cdef bytes octets_of(const uint8_t *septets, size_t n_septets, int fill_bits, size_t *stop):
    cdef size_t n_octets = (fill_bits + 7 * n_septets + 7) // 8
    cdef bytes octets = PyBytes_FromStringAndSize(NULL, n_octets)
    stop[0] = septet_pack_behind(run, fill_bits, septets, n_septets, <uint8_t *> PyBytes_AS_STRING(octets), n_octets)
    if stop[0] < n_septets:
        return octets_of(septets, stop[0], fill_bits, stop)
    return octets


def pack(bytes septets not None, int fill_bits):
    cdef size_t stop
    octets = octets_of(octets_in(septets), len(septets), fill_bits & 7, &stop)
    return octets, stop


cdef bytes septets_in(bytes octets, Py_ssize_t n_septets, int fill_bits):
    cdef bytes septets = PyBytes_FromStringAndSize(NULL, n_septets)
    septet_unpack_behind(run, fill_bits, octets_in(octets), len(octets), <uint8_t *> PyBytes_AS_STRING(septets), n_septets)
    return septets


def unpack(bytes octets not None, Py_ssize_t n_septets, int fill_bits):
    fill_bits &= 7
    return septets_in(octets, max(0, min(n_septets, (8 * len(octets) - fill_bits) // 7)), fill_bits)


cdef bytes packed_octets_of(object text, Alphabet alphabet):
    # None where the alphabet lacks a character.
    cdef uint8_t local[N_LOCAL]
    cdef uint8_t *out
    cdef size_t n_chars = PyUnicode_GET_LENGTH(text), n_septets, stop
    if is_unchanged(text, alphabet):
        return octets_of(<const uint8_t *> PyUnicode_DATA(text), n_chars, 0, &stop)
    out = room(local, 2 * n_chars + 2 * BLOCK)
    try:
        n_septets = run.encode(&alphabet.tables, PyUnicode_KIND(text), PyUnicode_DATA(text), n_chars, out, &stop)
        return octets_of(out, n_septets, 0, &stop) if stop == n_chars else None
    finally:
        leave(local, out)


cdef object text_in_packed(bytes octets, size_t n_septets, Alphabet alphabet):
    # None where a septet means nothing.
    cdef uint8_t local[N_LOCAL]
    cdef uint8_t *septets = room(local, n_septets)
    cdef size_t stop
    try:
        septet_unpack_behind(run, 0, octets_in(octets), len(octets), septets, n_septets)
        text = text_of(septets, n_septets, alphabet, &stop)
        return text if stop == n_septets else None
    finally:
        leave(local, septets)


include "_kernel_parts.pxi"
include "_kernel_calls.pxi"
include "_kernel_split.pxi"
include "_kernel_values.pxi"
include "_kernel_construction.pxi"
include "_kernel_tpdu.pxi"
