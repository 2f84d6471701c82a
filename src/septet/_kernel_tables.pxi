# The tables of the compiled kernel, in the form in which its loops read them. Included by _kernel_c.pyx, and not a module
# of its own: the look-up has to be inlined into every loop.

cdef enum:
    SPACE = 0x20
    N_CODES = 128
    PAGE = 256
    SMALLEST_CAPACITY = 2  # an escape pair or a surrogate pair


cdef class Alphabet:
    """A pair of tables, ready for the functions below."""

    cdef readonly str locking
    cdef readonly str single
    cdef septet_tables tables

    def __cinit__(self, str locking not None, str single not None):
        cdef set pages = {ord(c) >> 8 for c in locking + single}
        if max(pages, default=0) >= PAGE:
            raise ValueError("a table holds characters of the Basic Multilingual Plane only")
        self.locking = locking
        self.single = single
        self.tables.pages = <uint16_t *> PyMem_Calloc((len(pages) + 1) * PAGE, sizeof(uint16_t))
        if self.tables.pages is NULL:
            raise MemoryError
        for number, page in enumerate(sorted(pages), 1):
            self.tables.page_of[page] = number
        self.fill(self.tables.shifted, single, SHIFTED)
        self.fill(self.tables.locked, locking, LOCKED)
        for code in range(PAGE):
            self.describe(code)

    def __dealloc__(self):
        PyMem_Free(self.tables.pages)

    def __reduce__(self):
        return Alphabet, (self.locking, self.single)

    cdef int fill(self, uint16_t *decoded, str table, uint16_t flag) except -1:
        # Backwards, so that the lowest code of a character that has two is the one that is kept.
        cdef int code
        cdef uint32_t c
        if len(table) != N_CODES:
            raise ValueError(f"a table has {N_CODES} cells, this one {len(table)}")
        for code in range(N_CODES - 1, -1, -1):
            c = <uint32_t> ord(table[code])
            decoded[code] = <uint16_t> c
            if c != ESCAPE:
                self.tables.pages[self.tables.page_of[c >> 8] * PAGE + (c & 0xFF)] = flag | code
        return 0

    cdef int describe(self, int code) except -1:
        cdef uint16_t entry = septet_entry(&self.tables, code)
        if entry & LOCKED:
            septet_set_add(&self.tables.one_septet, code)
        if entry & SHIFTED:
            septet_set_add(&self.tables.two_septets, code)
        if entry == (LOCKED | code):
            septet_set_add(&self.tables.unchanged, code)
        return 0


cdef class Chart:
    """Which of several tables hold a character, ready for ``survey``."""

    cdef readonly tuple lockings
    cdef readonly tuple singles
    # A character belongs to a class: the classes differ in the tables that hold their characters. Class 0 is in none.
    cdef uint8_t page_of[PAGE]
    cdef uint8_t *pages
    cdef int n_classes
    cdef uint32_t in_lockings[PAGE]
    cdef uint32_t in_singles[PAGE]

    def __cinit__(self, tuple lockings not None, tuple singles not None):
        cdef dict holders = {}
        cdef dict classes = {(0, 0): 0}
        cdef set pages
        if max(len(lockings), len(singles)) > 32:
            raise ValueError("a chart has 32 tables of each kind at most")
        self.lockings = lockings
        self.singles = singles
        for kind, tables in enumerate((lockings, singles)):
            for position, table in enumerate(tables):
                for c in table:
                    holders.setdefault(ord(c), [0, 0])[kind] |= 1 << position
        holders.pop(ESCAPE, None)
        pages = {c >> 8 for c in holders}
        if max(pages, default=0) >= PAGE:
            raise ValueError("a table holds characters of the Basic Multilingual Plane only")
        self.pages = <uint8_t *> PyMem_Calloc((len(pages) + 1) * PAGE, sizeof(uint8_t))
        if self.pages is NULL:
            raise MemoryError
        for number, page in enumerate(sorted(pages), 1):
            self.page_of[page] = number
        for c, held in holders.items():
            number = classes.setdefault(tuple(held), len(classes))
            if number >= PAGE:
                raise ValueError("a chart has 255 classes of characters at most")
            self.pages[self.page_of[<int> c >> 8] * PAGE + (<int> c & 0xFF)] = number
            self.in_lockings[number], self.in_singles[number] = held
        self.n_classes = len(classes)

    def __dealloc__(self):
        PyMem_Free(self.pages)

    def __reduce__(self):
        return Chart, (self.lockings, self.singles)


cdef inline uint8_t class_of(Chart chart, character c) noexcept nogil:
    if character is uint32_t:
        if c > 0xFFFF:
            return 0
    return chart.pages[chart.page_of[c >> 8] * PAGE + (c & 0xFF)]
