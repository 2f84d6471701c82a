# Where parts break and how many there are, in septets and in UTF-16 units. Included by _kernel_c.pyx.

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
    walk(text, alphabet, max(capacity, SMALLEST_CAPACITY), breaks, part_units)
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
    read.septets_joined = max(read.septets_joined, SMALLEST_CAPACITY)
    read.units_joined = max(read.units_joined, SMALLEST_CAPACITY)
    return read


def count(text, Alphabet alphabet not None, tuple limits not None):
    cdef Counted counted
    cdef Limits read = limits_of(limits)
    check_text(text)
    count_text(&counted, text, alphabet, &read)
    return bool(counted.in_septets), counted.n_units, counted.n_parts


def count_all(texts, Alphabet alphabet not None, tuple limits not None):
    cdef Counted counted
    cdef Limits read = limits_of(limits)
    cdef list found = []
    for text in texts:
        check_text(text)
        count_text(&counted, text, alphabet, &read)
        found.append((bool(counted.in_septets), counted.n_units, counted.n_parts))
    return found


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
