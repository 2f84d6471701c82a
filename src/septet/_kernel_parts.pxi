# Where parts break and how many there are, in septets and in UTF-16 units. Included by _kernel_c.pyx.

cdef Py_ssize_t units_in(object text) noexcept:
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text)
    if PyUnicode_KIND(text) == 4:
        n_chars += run.count_above(<const uint32_t *> PyUnicode_DATA(text), n_chars)
    return n_chars


def count_units(text):
    check_text(text)
    return units_in(text)


cdef void begin_walk(septet_walk *walk, object text, Alphabet alphabet, size_t capacity) noexcept:
    # Without an alphabet the units are those of UTF-16.
    walk.tables = NULL if alphabet is None else &alphabet.tables
    walk.kind = PyUnicode_KIND(text)
    walk.text = PyUnicode_DATA(text)
    walk.n_chars = PyUnicode_GET_LENGTH(text)
    walk.capacity = capacity
    walk.strict = walk.outside = False
    walk.start = walk.start_unit = walk.n_two = 0
    walk.two = 0
    # Before the first block; or behind the last one, where there is nothing to look for.
    walk.block = walk.n_chars if alphabet is None and walk.kind < 4 else <size_t> 0 - BLOCK


cdef enum:
    MOST_PARTS = 255  # the total in a header is one octet


cdef struct Breaks:
    # Where parts begin, but for the first one, in characters and in units. One more can be added: where the last ends.
    size_t starts[MOST_PARTS]
    size_t start_units[MOST_PARTS]


cdef inline void note_break(Breaks *breaks, Py_ssize_t place, size_t start, size_t start_unit) noexcept:
    if breaks is not NULL and place < MOST_PARTS:
        breaks.starts[place], breaks.start_units[place] = start, start_unit


cdef inline Py_ssize_t parts_of(septet_walk *walk, Breaks *breaks) noexcept:
    cdef Py_ssize_t n_parts = 1
    while run.next_break(walk):
        note_break(breaks, n_parts - 1, walk.start, walk.start_unit)
        n_parts += 1
    return n_parts


cdef tuple break_text(object text, Alphabet alphabet, Py_ssize_t capacity):
    cdef septet_walk walk
    cdef size_t start_unit = 0
    cdef list breaks = [], part_units = []
    check_text(text)
    begin_walk(&walk, text, alphabet, max(capacity, SMALLEST_CAPACITY))
    while run.next_break(&walk):
        breaks.append(walk.start)
        part_units.append(walk.start_unit - start_unit)
        start_unit = walk.start_unit
    part_units.append(walk.n_chars + walk.n_two - start_unit)
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


cdef inline bint count_septets(Counted *counted, object text, Alphabet alphabet, const Limits *limits,
                               Breaks *breaks) noexcept:
    # Whether all of the text is in the alphabet; only then is anything counted.
    cdef septet_walk walk
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text)
    cdef Py_ssize_t joined, i
    cdef size_t stop
    counted.in_septets = True
    counted.n_units = n_chars
    if kind == 1 and run.plain(&alphabet.tables.one_septet, <const uint8_t *> data, n_chars) == <size_t> n_chars:
        # Each part is full but the last.
        joined = limits.septets_joined
        counted.n_parts = 1 if n_chars <= limits.septets_alone else (n_chars + joined - 1) // joined
        if breaks is not NULL:
            for i in range(1, counted.n_parts):
                note_break(breaks, i - 1, i * joined, i * joined)
        return True
    if n_chars <= limits.septets_alone:
        counted.n_units = run.measure(&alphabet.tables, kind, data, n_chars, &stop)
        counted.n_parts = 1
        if stop < <size_t> n_chars or counted.n_units <= limits.septets_alone:
            return stop == <size_t> n_chars
    begin_walk(&walk, text, alphabet, limits.septets_joined)
    walk.strict = True
    counted.n_parts = parts_of(&walk, breaks)
    counted.n_units = n_chars + walk.n_two
    return not walk.outside


cdef inline void count_utf16(Counted *counted, object text, const Limits *limits, Breaks *breaks) noexcept:
    cdef septet_walk walk
    cdef Py_ssize_t n_chars = PyUnicode_GET_LENGTH(text)
    counted.in_septets = False
    counted.n_parts = 1
    if n_chars <= limits.units_alone:
        counted.n_units = units_in(text)
        if counted.n_units <= limits.units_alone:
            return
    begin_walk(&walk, text, None, limits.units_joined)
    counted.n_parts = parts_of(&walk, breaks)
    counted.n_units = n_chars + walk.n_two


cdef inline void break_parts(Counted *counted, object text, Alphabet alphabet, const Limits *limits,
                             Breaks *breaks) noexcept:
    # Text of four octets a character has one above U+FFFF, as no alphabet has. (Python makes sure of that; here it is
    # enough that most of it does.)
    if PyUnicode_KIND(text) == 4:
        count_utf16(counted, text, limits, breaks)
        if counted.n_units > PyUnicode_GET_LENGTH(text):
            return
    if not count_septets(counted, text, alphabet, limits, breaks):
        count_utf16(counted, text, limits, breaks)


cdef void count_text(Counted *counted, object text, Alphabet alphabet, const Limits *limits) noexcept:
    break_parts(counted, text, alphabet, limits, NULL)


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


def count_parts_all(texts, Alphabet alphabet not None, tuple limits not None):
    cdef Counted counted
    cdef Limits read = limits_of(limits)
    cdef list found = []
    cdef Py_ssize_t largest = 0
    for text in texts:
        check_text(text)
        count_text(&counted, text, alphabet, &read)
        found.append(counted.n_parts)
        largest = max(largest, counted.n_parts)
    return found, largest


def find_outside(text, Alphabet alphabet not None, tuple limits not None):
    cdef Limits read = limits_of(limits)
    cdef septet_walk walk
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
        entry = septet_entry(&alphabet.tables, c)
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
    begin_walk(&walk, text, alphabet, read.septets_joined)
    n_parts = 1 if n_septets <= read.septets_alone else parts_of(&walk, NULL)
    return "".join(outside), n_parts
