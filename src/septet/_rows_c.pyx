# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature=False, binding=True, autotestdict=False
"""What is done to many rows at once, in Cython: the same functions as in ``_rows_py``, which says what each does.

All of them give the GIL back while they work.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_FromStringAndSize, PyByteArray_Resize
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memchr, memcpy

from os import urandom

FINE, BLANK, REPLACED = range(3)
LONGEST_ROW = 1 << 16
MOST_LINES = 500

cdef enum:
    _FINE = 0
    _BLANK = 1
    _REPLACED = 2
    _LONGEST_ROW = 1 << 16
    _MOST_LINES = 500
    _QUOTE = 34
    _LF = 10
    _CR = 13
    _PAGE = 256
    _N_PAGES = 0x110000 // 256
    _MOST_DIGITS = 15
    _N_LEADING = 1000

cdef extern from *:
    """
    #define SEPTET_STEP UINT64_C(1000000000000) /* between numbers of 15 digits whose first three differ */
    """
    const uint64_t SEPTET_STEP

cdef uint64_t[_MOST_DIGITS + 1] POWERS
POWERS[0] = 1
for _exponent in range(1, _MOST_DIGITS + 1):
    POWERS[_exponent] = POWERS[_exponent - 1] * 10

# Odd, and not to be foreseen, so that nobody can make up numbers that get in each other's way.
cdef uint64_t MULTIPLIER = int.from_bytes(urandom(8), "little") | 1


cdef class Octets:
    """Octets that somebody else has, held for as long as this lives."""

    cdef Py_buffer view
    cdef bint held

    def __cinit__(self, owner):
        PyObject_GetBuffer(owner, &self.view, PyBUF_SIMPLE)
        self.held = True

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.view)


cdef bytes room_for(Py_ssize_t n_octets):
    return PyBytes_FromStringAndSize(NULL, n_octets)


cdef bytes shortened(bytes octets, Py_ssize_t n_octets):
    return octets if len(octets) == n_octets else octets[:n_octets]


# -- rows of delimited text --------------------------------------------------------------------------------------------


cdef struct Cut:
    const uint8_t *block
    Py_ssize_t stop
    uint8_t delimiter
    bint odd                # whether there is a CR or a NUL somewhere, so that each cell is to be looked through
    Py_ssize_t line_end     # of the line that was looked at last


cdef struct Cell:
    Py_ssize_t start
    Py_ssize_t stop
    bint doubled            # quotation marks stand in it twice


cdef bint is_odd(Cut *cut, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    # Whether there is a NUL, or a CR without its LF.
    cdef const void *found
    if memchr(cut.block + start, 0, stop - start) != NULL:
        return True
    while start < stop:
        found = memchr(cut.block + start, _CR, stop - start)
        if found == NULL:
            break
        start = <const uint8_t *> found - cut.block + 1
        if start == cut.stop or cut.block[start] != _LF:
            return True
    return False


cdef Py_ssize_t end_of_line(Cut *cut, Py_ssize_t start) noexcept nogil:
    # The index of the LF, or of the end of the block. Asked for places in ascending order only.
    cdef const void *found
    if cut.line_end < start:
        found = memchr(cut.block + start, _LF, cut.stop - start)
        cut.line_end = cut.stop if found == NULL else <const uint8_t *> found - cut.block
    return cut.line_end


cdef Py_ssize_t read_quoted(Cut *cut, Py_ssize_t start, Cell *cell) noexcept nogil:
    # From behind the quotation mark; the index behind the one that closes it, or -1.
    cdef Py_ssize_t i = start
    cdef const void *found
    cell.start = start
    cell.doubled = False
    while True:
        found = memchr(cut.block + i, _QUOTE, cut.stop - i)
        if found == NULL:
            return -1
        i = <const uint8_t *> found - cut.block + 1
        if i == cut.stop or cut.block[i] != _QUOTE:
            cell.stop = i - 1
            return i
        cell.doubled = True
        i += 1


cdef Py_ssize_t read_plain(Cut *cut, Py_ssize_t start, Cell *cell) noexcept nogil:
    # The index of what ends it: a delimiter, the end of the line, or of the block.
    cdef Py_ssize_t stop = end_of_line(cut, start)
    cdef const void *found = memchr(cut.block + start, cut.delimiter, stop - start)
    if found != NULL:
        stop = <const uint8_t *> found - cut.block
    elif stop > start and stop < cut.stop and cut.block[stop - 1] == _CR:
        stop -= 1
    cell.start = start
    cell.stop = stop
    cell.doubled = False
    return stop


cdef Py_ssize_t read_row(Cut *cut, Py_ssize_t start, Cell *cells, Py_ssize_t n_columns) noexcept nogil:
    # The index behind the row, or -1 if it is not plain.
    cdef Py_ssize_t i = start, n_cells = 0
    while n_cells < n_columns:
        if i < cut.stop and cut.block[i] == _QUOTE:
            i = read_quoted(cut, i + 1, &cells[n_cells])
            if i < 0:
                return -1
        else:
            i = read_plain(cut, i, &cells[n_cells])
        n_cells += 1
        if i == cut.stop:
            break
        if cut.block[i] == cut.delimiter:
            i += 1
            if n_cells == n_columns:
                return -1
            continue
        if cut.block[i] == _CR and i + 1 < cut.stop and cut.block[i + 1] == _LF:
            i += 1
        if cut.block[i] != _LF:
            return -1
        i += 1
        break
    if n_cells != n_columns or i - start > _LONGEST_ROW or (cut.odd and is_odd(cut, start, i)):
        return -1
    return i


cdef Py_ssize_t count_lines(Cut *cut, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    cdef Py_ssize_t n_lines = 0
    cdef const void *found
    while start < stop:
        found = memchr(cut.block + start, _LF, stop - start)
        n_lines += 1
        if found == NULL:
            break
        start = <const uint8_t *> found - cut.block + 1
    return n_lines


cdef Py_ssize_t copy_cell(Cut *cut, Cell *cell, uint8_t *target) noexcept nogil:
    cdef Py_ssize_t i = cell.start, n_octets = 0, n_here
    cdef const void *found
    if not cell.doubled:
        memcpy(target, cut.block + i, cell.stop - i)
        return cell.stop - i
    while i < cell.stop:
        found = memchr(cut.block + i, _QUOTE, cell.stop - i)
        n_here = cell.stop - i if found == NULL else <const uint8_t *> found - cut.block - i + 1
        memcpy(target + n_octets, cut.block + i, n_here)
        n_octets += n_here
        i += n_here + (found != NULL)
    return n_octets


cdef Py_ssize_t blank_line(Cut *cut, Py_ssize_t start) noexcept nogil:
    # The octets of a line without anything, or 0.
    if cut.block[start] == _LF:
        return 1
    if cut.block[start] == _CR and start + 1 < cut.stop and cut.block[start + 1] == _LF:
        return 2
    return 0


cdef struct Work:
    Cut cut
    Cell *cells
    Py_ssize_t n_columns
    Py_ssize_t n_wanted
    Py_ssize_t *wanted
    int32_t **offsets       # of each wanted column
    uint8_t **targets
    int32_t *starts
    int32_t *lines
    Py_ssize_t most_rows
    Py_ssize_t n_rows
    Py_ssize_t n_lines


cdef Py_ssize_t cut_all(Work *work, Py_ssize_t start) noexcept nogil:
    cdef Py_ssize_t end, i, first_end, n_row_lines
    cdef int32_t *offsets
    cdef Cut *cut = &work.cut
    while start < cut.stop and work.n_rows < work.most_rows:
        end = blank_line(cut, start)
        if end:
            work.n_lines += 1
            start += end
            continue
        first_end = end_of_line(cut, start)
        end = read_row(cut, start, work.cells, work.n_columns)
        if end < 0:
            return start
        n_row_lines = 1
        if first_end + 1 < end:
            n_row_lines = count_lines(cut, start, end)
            if n_row_lines > _MOST_LINES:
                return start
        for i in range(work.n_wanted):
            offsets = work.offsets[i] + work.n_rows
            offsets[1] = offsets[0] + <int32_t> copy_cell(cut, &work.cells[work.wanted[i]], work.targets[i] + offsets[0])
        work.starts[work.n_rows] = <int32_t> start
        work.lines[work.n_rows] = <int32_t> work.n_lines
        work.n_rows += 1
        work.n_lines += n_row_lines
        start = end
    return start


def cut_rows(bytes block, Py_ssize_t start, *, int delimiter, Py_ssize_t n_columns, wanted, Py_ssize_t most_rows):
    cdef Py_ssize_t n_wanted = len(wanted), size = len(block) - start, i, end
    cdef const uint8_t *octets = <const uint8_t *> PyBytes_AS_STRING(block)
    cdef Work work
    most_rows = min(most_rows, size // n_columns + 1)  # a row has an octet for each cell, but maybe the last
    starts, lines = room_for(4 * most_rows), room_for(4 * most_rows)
    offsets = [room_for(4 * most_rows + 4) for _ in wanted]
    targets = [PyByteArray_FromStringAndSize(NULL, size) for _ in wanted]  # which can be cut off without a copy
    cells = room_for(n_columns * sizeof(Cell))
    places = room_for(n_wanted * (sizeof(Py_ssize_t) + 2 * sizeof(void *)))
    work.cut.block = octets
    work.cut.stop = len(block)
    work.cut.delimiter = delimiter
    work.cut.line_end = -1
    work.cells = <Cell *> PyBytes_AS_STRING(cells)
    work.n_columns, work.n_wanted, work.most_rows, work.n_rows, work.n_lines = n_columns, n_wanted, most_rows, 0, 0
    work.wanted = <Py_ssize_t *> PyBytes_AS_STRING(places)
    work.offsets = <int32_t **> (work.wanted + n_wanted)
    work.targets = <uint8_t **> (work.offsets + n_wanted)
    for i in range(n_wanted):
        work.wanted[i] = wanted[i]
        work.offsets[i] = <int32_t *> PyBytes_AS_STRING(offsets[i])
        work.offsets[i][0] = 0
        work.targets[i] = <uint8_t *> PyByteArray_AS_STRING(targets[i])
    work.starts = <int32_t *> PyBytes_AS_STRING(starts)
    work.lines = <int32_t *> PyBytes_AS_STRING(lines)
    with nogil:
        work.cut.odd = memchr(octets + start, 0, size) != NULL or memchr(octets + start, _CR, size) != NULL
        end = cut_all(&work, start)
    columns = []
    for i in range(n_wanted):
        PyByteArray_Resize(targets[i], work.offsets[i][work.n_rows])
        columns.append((shortened(offsets[i], 4 * work.n_rows + 4), targets[i]))
    return end, work.n_lines, shortened(starts, 4 * work.n_rows), shortened(lines, 4 * work.n_rows), columns


# -- numbers and prices ------------------------------------------------------------------------------------------------


cdef inline uint64_t eight_octets(const uint8_t *text) noexcept nogil:
    # The first one is the lowest, on every machine; compilers make one load of it.
    return (
        <uint64_t> text[0]
        | <uint64_t> text[1] << 8
        | <uint64_t> text[2] << 16
        | <uint64_t> text[3] << 24
        | <uint64_t> text[4] << 32
        | <uint64_t> text[5] << 40
        | <uint64_t> text[6] << 48
        | <uint64_t> text[7] << 56
    )


cdef inline bint are_digits(uint64_t octets) noexcept nogil:
    # No octet is below "0", and none is above "9".
    return ((octets - 0x3030303030303030ULL) | (octets + 0x4646464646464646ULL) | octets) & 0x8080808080808080ULL == 0


cdef inline uint64_t eight_digits(uint64_t digits) noexcept nogil:
    # From 0 to 9 in each octet, the first one the highest: joined to twos, fours, and eight.
    digits = digits * 10 + (digits >> 8)
    return (
        (digits & 0x000000FF000000FFULL) * (100 + (1_000_000ULL << 32))
        + (digits >> 16 & 0x000000FF000000FFULL) * (1 + (10_000ULL << 32))
    ) >> 32


cdef inline uint64_t plain_number(const uint8_t *text, Py_ssize_t n_octets) noexcept nogil:
    # The number if it is written plainly, else 0.
    cdef uint64_t number = 0, front, back
    cdef Py_ssize_t i = 0
    cdef uint8_t digit
    if n_octets and text[0] == c"+":
        text += 1
        n_octets -= 1
    if n_octets < 7 or n_octets > _MOST_DIGITS or text[0] == c"0":
        return 0
    if n_octets == 7:
        for i in range(n_octets):
            digit = text[i] - c"0"
            if digit > 9:
                return 0
            number = number * 10 + digit
        return number
    front, back = eight_octets(text), eight_octets(text + n_octets - 8)
    if not are_digits(front) or not are_digits(back):
        return 0
    back = (back - 0x3030303030303030ULL) & ~(~0ULL >> 8 * (n_octets - 8))  # without those that are in front
    return eight_digits(front - 0x3030303030303030ULL) * POWERS[n_octets - 8] + eight_digits(back)


cdef inline int separator(const uint8_t *text, Py_ssize_t n_octets, bint *is_space) noexcept nogil:
    # The octets of the separator that the text begins with, or 0.
    cdef uint8_t octet = text[0]
    is_space[0] = octet == c" " or octet == c"\t" or octet == _LF or octet == _CR
    if is_space[0] or octet == c"-" or octet == c"(" or octet == c")" or octet == c".":
        return 1
    if n_octets >= 2 and octet == 0xC2 and text[1] == 0xA0:
        is_space[0] = True
        return 2
    if n_octets >= 3 and octet == 0xE2 and text[1] == 0x80:
        octet = text[2]
        is_space[0] = octet == 0x89 or octet == 0xAF
        if is_space[0] or octet == 0x90 or octet == 0x91 or octet == 0x93:
            return 3
    return 0


cdef inline bint digits_are_zeros(const uint8_t *digits, Py_ssize_t n_digits) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(n_digits):
        if digits[i] != c"0":
            return False
    return True


cdef uint64_t separated_number(const uint8_t *text, Py_ssize_t n_octets) noexcept nogil:
    # The number with what may separate its digits, else 0. One dot between digits, and zeros behind it, is a fraction.
    cdef uint8_t[18] digits
    cdef Py_ssize_t i = 0, n_digits = 0, n_waiting = 0, n_between = 0, dot = 0
    cdef int width
    cdef bint plus = False, bracket = False, is_space = False, is_dot = False
    while i < n_octets:
        width = separator(text + i, n_octets - i, &is_space)
        if width:
            if not is_space:
                bracket = text[i] == c"("
            n_waiting += plus or n_digits > 0
            is_dot = text[i] == c"."
            i += width
            continue
        if text[i] == c"+" and not plus and n_digits == 0:
            plus = True
        elif c"0" <= text[i] <= c"9" and n_digits < 17 and not (bracket and text[i] == c"0"):
            if n_waiting and is_dot:
                dot = n_digits
            n_between += n_waiting
            n_waiting = 0
            digits[n_digits] = text[i]
            n_digits += 1
        else:
            return 0
        bracket = False
        i += 1
    if n_between == 1 and 0 < dot < n_digits and digits_are_zeros(digits + dot, n_digits - dot):
        return 0
    if not plus and n_digits >= 2 and digits[0] == c"0" and digits[1] == c"0":
        return plain_number(digits + 2, n_digits - 2)
    return plain_number(digits, n_digits)


def read_numbers(offsets, octets, Py_ssize_t first, Py_ssize_t n_rows):
    cdef Octets bounds = Octets(offsets), run = Octets(octets)
    cdef const int32_t *bound = <const int32_t *> bounds.view.buf + first
    cdef const uint8_t *text = <const uint8_t *> run.view.buf
    cdef bytes numbers = room_for(8 * n_rows), refused = room_for(n_rows)
    cdef uint64_t *number = <uint64_t *> PyBytes_AS_STRING(numbers)
    cdef uint8_t *is_refused = <uint8_t *> PyBytes_AS_STRING(refused)
    cdef Py_ssize_t i
    with nogil:
        for i in range(n_rows):
            number[i] = plain_number(text + bound[i], bound[i + 1] - bound[i])
            if number[i] == 0:
                number[i] = separated_number(text + bound[i], bound[i + 1] - bound[i])
            is_refused[i] = number[i] == 0
    return numbers, refused


cdef inline int digits_of(uint64_t number) noexcept nogil:
    # Without a jump that nobody can foresee.
    cdef int n_digits = 1, exponent
    for exponent in range(1, _MOST_DIGITS):
        n_digits += number >= POWERS[exponent]
    return n_digits


def find_rates(numbers, starts, owners, lengths, above):
    cdef Octets given = Octets(numbers), bounds = Octets(starts), owned = Octets(owners)
    cdef Octets sizes = Octets(lengths), ancestors = Octets(above)
    cdef const uint64_t *number = <const uint64_t *> given.view.buf
    cdef const uint64_t *bound = <const uint64_t *> bounds.view.buf
    cdef const int32_t *owner = <const int32_t *> owned.view.buf
    cdef const uint8_t *length = <const uint8_t *> sizes.view.buf
    cdef const int32_t *ancestor = <const int32_t *> ancestors.view.buf
    cdef Py_ssize_t n_rows = given.view.len // 8, n_bounds = bounds.view.len // 8, i, n_left, half
    cdef const uint64_t *low
    cdef bytes found = room_for(4 * n_rows)
    cdef int32_t *rate = <int32_t *> PyBytes_AS_STRING(found)
    cdef int n_digits
    cdef uint64_t filled
    cdef Py_ssize_t leading
    cdef int32_t[_N_LEADING + 1] first  # of the leading digits, the last stretch that begins at the first number or before
    with nogil:
        i = 0
        for leading in range(_N_LEADING + 1):
            while i + 1 < n_bounds and bound[i + 1] <= leading * SEPTET_STEP:
                i += 1
            first[leading] = <int32_t> i
        for i in range(n_rows):
            n_digits = digits_of(number[i])
            filled = number[i] * POWERS[_MOST_DIGITS - n_digits]
            leading = min(filled // SEPTET_STEP, <uint64_t> _N_LEADING - 1)
            low = bound + first[leading]
            n_left = first[leading + 1] - first[leading] + 1
            while n_left > 1:
                half = n_left >> 1
                low += half * (low[half] <= filled)
                n_left -= half
            rate[i] = owner[low - bound]
            while rate[i] >= 0 and length[rate[i]] > n_digits:
                rate[i] = ancestor[rate[i]]
    return found


def deal(numbers, Py_ssize_t n_buckets):
    cdef Octets given = Octets(numbers)
    cdef const uint64_t *number = <const uint64_t *> given.view.buf
    cdef Py_ssize_t n_numbers = given.view.len // 8, i
    cdef uint64_t mask = n_buckets - 1
    cdef bytes sizes = bytes(n_buckets * sizeof(Py_ssize_t)), places = room_for(n_buckets * sizeof(uint64_t *))
    cdef Py_ssize_t *size = <Py_ssize_t *> PyBytes_AS_STRING(sizes)
    cdef uint64_t **place = <uint64_t **> PyBytes_AS_STRING(places)
    with nogil:
        for i in range(n_numbers):
            size[number[i] & mask] += 1
    buckets = [room_for(8 * size[i]) for i in range(n_buckets)]
    for i in range(n_buckets):
        place[i] = <uint64_t *> PyBytes_AS_STRING(buckets[i])
    with nogil:
        for i in range(n_numbers):
            place[number[i] & mask][0] = number[i]
            place[number[i] & mask] += 1
    return buckets


def distinct(numbers):
    cdef Octets given = Octets(numbers)
    cdef const uint64_t *number = <const uint64_t *> given.view.buf
    cdef Py_ssize_t n_numbers = given.view.len // 8, n_found = 0, i
    cdef bytes different = room_for(8 * n_numbers)
    cdef uint64_t *kept = <uint64_t *> PyBytes_AS_STRING(different)
    cdef int n_bits = 1
    while n_numbers > <Py_ssize_t> 1 << n_bits - 1:
        n_bits += 1
    cdef uint64_t last = (1ULL << n_bits) - 1, place
    cdef uint64_t *seen = <uint64_t *> calloc(last + 1, sizeof(uint64_t))
    if seen == NULL:
        raise MemoryError
    cdef bint has_zero = False  # which stands for a place that is free
    with nogil:
        for i in range(n_numbers):
            place = number[i] * MULTIPLIER >> 64 - n_bits
            while seen[place] != 0 and seen[place] != number[i]:
                place = place + 1 & last
            if seen[place] == number[i] and (number[i] != 0 or has_zero):
                continue
            has_zero |= number[i] == 0
            seen[place] = number[i]
            kept[n_found] = number[i]
            n_found += 1
        free(seen)
    return shortened(different, 8 * n_found)


# -- texts -------------------------------------------------------------------------------------------------------------


cdef inline int blank_octets(const uint8_t *text, Py_ssize_t n_octets) noexcept nogil:
    # The octets of the blank that the text begins with, as str.isspace() has it, or 0.
    cdef uint8_t octet = text[0]
    if octet == 32 or 9 <= octet <= 13 or 28 <= octet <= 31:
        return 1
    if n_octets >= 2 and octet == 0xC2 and (text[1] == 0x85 or text[1] == 0xA0):
        return 2
    if n_octets < 3:
        return 0
    if octet == 0xE2:
        if text[1] == 0x80:
            octet = text[2]
            return 3 if 0x80 <= octet <= 0x8A or octet == 0xA8 or octet == 0xA9 or octet == 0xAF else 0
        return 3 if text[1] == 0x81 and text[2] == 0x9F else 0
    if (octet == 0xE1 and text[1] == 0x9A and text[2] == 0x80) or (octet == 0xE3 and text[1] == 0x80 and text[2] == 0x80):
        return 3
    return 0


cdef inline bint is_blank(const uint8_t *text, Py_ssize_t n_octets) noexcept nogil:
    cdef Py_ssize_t i = 0
    cdef int width
    while i < n_octets:
        width = blank_octets(text + i, n_octets - i)
        if width == 0:
            return False
        i += width
    return True


cdef void find_replaced(const uint8_t *text, const int32_t *bound, Py_ssize_t n_rows, uint8_t *saying) noexcept nogil:
    # All rows at once, for they lie one behind the other.
    cdef const uint8_t *found = text + bound[0]
    cdef const uint8_t *end = text + bound[n_rows]
    cdef Py_ssize_t i = 0
    while end - found >= 3:
        found = <const uint8_t *> memchr(found, 0xEF, end - found - 2)
        if found == NULL:
            return
        if found[1] == 0xBF and found[2] == 0xBD:
            while text + bound[i + 1] <= found:
                i += 1
            if text + bound[i + 1] - found >= 3:
                saying[i] = _REPLACED
        found += 1


def look_over(offsets, octets, Py_ssize_t first, Py_ssize_t n_rows):
    cdef Octets bounds = Octets(offsets), run = Octets(octets)
    cdef const int32_t *bound = <const int32_t *> bounds.view.buf + first
    cdef const uint8_t *text = <const uint8_t *> run.view.buf
    cdef bytes said = room_for(n_rows)
    cdef uint8_t *saying = <uint8_t *> PyBytes_AS_STRING(said)
    cdef Py_ssize_t i
    with nogil:
        for i in range(n_rows):
            saying[i] = _BLANK if is_blank(text + bound[i], bound[i + 1] - bound[i]) else _FINE
        find_replaced(text, bound, n_rows, saying)
    return said


cdef struct Blamed:
    int64_t n_texts
    int64_t n_alone
    int64_t n_extra
    int64_t seen            # the last text that had it, counted from 1


cdef struct Charge:
    Blamed **pages
    Blamed **here           # what is outside in the text that is looked at
    Py_ssize_t room
    const uint8_t *septets
    int64_t alone
    int64_t joined


cdef inline uint32_t next_character(const uint8_t **place) noexcept nogil:
    cdef const uint8_t *text = place[0]
    cdef uint32_t first = text[0]
    if first < 0x80:
        place[0] = text + 1
        return first
    if first < 0xE0:
        place[0] = text + 2
        return (first & 0x1F) << 6 | (text[1] & 0x3F)
    if first < 0xF0:
        place[0] = text + 3
        return (first & 0x0F) << 12 | <uint32_t> (text[1] & 0x3F) << 6 | (text[2] & 0x3F)
    place[0] = text + 4
    return (first & 0x07) << 18 | <uint32_t> (text[1] & 0x3F) << 12 | <uint32_t> (text[2] & 0x3F) << 6 | (text[3] & 0x3F)


cdef Blamed *entry_for(Charge *charge, uint32_t code_point) noexcept nogil:
    cdef Blamed **page = &charge.pages[code_point // _PAGE]
    if page[0] == NULL:
        page[0] = <Blamed *> calloc(_PAGE, sizeof(Blamed))
        if page[0] == NULL:
            return NULL
    return page[0] + code_point % _PAGE


cdef int charge_text(Charge *charge, const uint8_t *text, const uint8_t *end, int64_t serial,
                     int64_t n_parts) noexcept nogil:
    # -1 if there is no memory.
    cdef Py_ssize_t n_here = 0, i
    cdef int64_t total = 0, n_without
    cdef const uint8_t *start = text
    cdef uint32_t code_point
    cdef uint8_t size
    cdef Blamed *blamed
    if make_room(charge, end - text) < 0:
        return -1
    while text < end:
        code_point = next_character(&text)
        size = charge.septets[code_point] if code_point < 0x10000 else 0
        total += size + (size == 0)
        if size == 0:
            blamed = entry_for(charge, code_point)
            if blamed == NULL:
                return -1
            charge.here[n_here] = blamed  # and no jump on whether it is new, for nobody can foresee that
            n_here += blamed.seen != serial
            blamed.seen = serial
    n_without = 1 if total <= charge.alone else parts_without(charge, start, end)
    for i in range(n_here):
        charge.here[i].n_texts += 1
        charge.here[i].n_alone += n_here == 1
        charge.here[i].n_extra += n_parts - n_without if n_parts > n_without else 0
    return 0


cdef int64_t parts_without(Charge *charge, const uint8_t *text, const uint8_t *end) noexcept nogil:
    # How many parts the text would take if each character outside were one inside.
    cdef int64_t used = 0, n_parts = 1
    cdef uint32_t code_point
    cdef uint8_t size
    while text < end:
        code_point = next_character(&text)
        size = charge.septets[code_point] if code_point < 0x10000 else 0
        size += size == 0
        if used + size > charge.joined:
            n_parts += 1
            used = 0
        used += size
    return n_parts


cdef int make_room(Charge *charge, Py_ssize_t n_octets) noexcept nogil:
    # For all that a text of so many octets may have.
    if n_octets > charge.room:
        free(charge.here)
        charge.here = <Blamed **> malloc(n_octets * sizeof(Blamed *))
        charge.room = n_octets if charge.here != NULL else 0
    return 0 if n_octets <= charge.room else -1


cdef list sums_of(Charge *charge):
    sums = []
    cdef Py_ssize_t page, index
    cdef Blamed *blamed
    for page in range(_N_PAGES):
        if charge.pages[page] != NULL:
            for index in range(_PAGE):
                blamed = charge.pages[page] + index
                if blamed.n_texts:
                    sums.append((page * _PAGE + index, blamed.n_texts, blamed.n_alone, blamed.n_extra))
    return sums


def blame(offsets, octets, Py_ssize_t first, *, looked_at, n_parts, bytes septets, limits):
    cdef Octets bounds = Octets(offsets), run = Octets(octets), wanted = Octets(looked_at), parts = Octets(n_parts)
    cdef const int32_t *bound = <const int32_t *> bounds.view.buf + first
    cdef const uint8_t *text = <const uint8_t *> run.view.buf
    cdef const uint8_t *is_wanted = <const uint8_t *> wanted.view.buf
    cdef const int32_t *taken = <const int32_t *> parts.view.buf
    cdef Py_ssize_t n_rows = wanted.view.len, i
    cdef Charge charge
    cdef int failed = 0
    charge.alone, charge.joined = limits
    charge.septets = <const uint8_t *> PyBytes_AS_STRING(septets)
    charge.room = 0
    charge.here = NULL
    charge.pages = <Blamed **> calloc(_N_PAGES, sizeof(Blamed *))
    if charge.pages == NULL:
        raise MemoryError
    try:
        with nogil:
            for i in range(n_rows):
                if is_wanted[i] and failed == 0:
                    failed = charge_text(&charge, text + bound[i], text + bound[i + 1], i + 1, taken[i])
        if failed:
            raise MemoryError
        return sums_of(&charge)
    finally:
        for i in range(_N_PAGES):
            free(charge.pages[i])
        free(charge.pages)
        free(charge.here)
