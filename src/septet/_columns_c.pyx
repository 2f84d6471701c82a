# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: freethreading_compatible=True, embedsignature=False, binding=True, autotestdict=False, auto_pickle=False
"""The column kernel in Cython: the same names as ``_columns_py``, which says what each of them does.

This is the door between Python and ``_kernel_utf8.h``, where the counting is done, and ``_columns_arrow.h``, which knows
how arrays are handed over. No loop over rows runs here, and none there holds the GIL.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_New
from libc.stdint cimport INT64_MAX, int8_t, int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset

cdef extern from "_columns_arrow.h" nogil:
    struct ArrowSchema:
        const char *format
        const char *name
        int64_t n_children
        ArrowSchema **children
        ArrowSchema *dictionary
        void (*release)(ArrowSchema *) noexcept nogil

    struct ArrowArray:
        int64_t length
        int64_t null_count
        int64_t offset
        int64_t n_buffers
        int64_t n_children
        const void **buffers
        ArrowArray **children
        ArrowArray *dictionary
        void (*release)(ArrowArray *) noexcept nogil

    struct ArrowArrayStream:
        int (*get_schema)(ArrowArrayStream *, ArrowSchema *) noexcept nogil
        int (*get_next)(ArrowArrayStream *, ArrowArray *) noexcept nogil
        const char *(*get_last_error)(ArrowArrayStream *) noexcept nogil
        void (*release)(ArrowArrayStream *) noexcept nogil

    enum: SEPTET_VALIDITY, SEPTET_FIRST, SEPTET_SECOND, SEPTET_THIRD, SEPTET_FOURTH, SEPTET_N_BUFFERS
    enum: SEPTET_PARTS, SEPTET_PLAN, SEPTET_CHARACTERS
    ctypedef struct septet_result:
        int64_t n_rows
        int64_t n_nulls
        void *buffers[5]
    ctypedef struct septet_type:
        pass
    const septet_type septet_types[3]
    septet_result *septet_result_new()
    void septet_result_drop(septet_result *result)
    int septet_export_schema(const septet_type *type, ArrowSchema *schema)
    int septet_export_array(const septet_type *type, septet_result *result, ArrowArray *array)
    int septet_export_stream(const septet_type *type, septet_result *result, ArrowArrayStream *stream)

cdef extern from "_kernel_utf8.h" nogil:
    enum: SEPTET_BMP, SEPTET_N_PATHS
    enum: SEPTET_OFFSETS_32, SEPTET_OFFSETS_64, SEPTET_VIEWS, SEPTET_NULLS
    enum: SEPTET_ROW_TEXT, SEPTET_NO_ROOM
    ctypedef struct septet_counter:
        uint8_t cost[0x10000]
        int64_t septets_alone, septets_joined, units_alone, units_joined
        int encoding, fits_vectors
    ctypedef struct septet_column:
        int kind
        int64_t n_rows, offset
        const uint8_t *validity
        const uint8_t *outer_validity
        int64_t outer_offset
        const void *offsets
        const uint8_t *octets
        int64_t first, last
        const void **pieces
        const int64_t *piece_sizes
        int64_t n_pieces
        int index_width
        const void *indices
        const septet_column *values
    ctypedef struct septet_row:
        const uint8_t *text
        int64_t n_octets
        const uint8_t *limit
    ctypedef struct septet_report:
        int reason
        int64_t row, n_nulls, n_invalid, n_missing
    ctypedef struct septet_output:
        uint8_t *validity
        int8_t *encodings
        int64_t *units
        int32_t *parts
    ctypedef struct septet_outcome:
        pass
    ctypedef struct septet_page:
        int64_t n_rows[256]
        int64_t n_occurrences[256]
    ctypedef struct septet_census:
        septet_page *pages[0x1100]
    ctypedef struct septet_path:
        const char *name
        bint (*is_there)() noexcept nogil
        void (*count)(const septet_counter *, const septet_column *, int64_t, int64_t, septet_outcome *,
                      const septet_output *, int64_t, bint, septet_report *) noexcept nogil
        void (*render)(const septet_counter *, const septet_row *, int64_t, const septet_column **, const int64_t *,
                       int64_t, int64_t, const septet_output *, int64_t, bint, bint, septet_report *) noexcept nogil
        void (*take_census)(const septet_counter *, const septet_column *, int64_t, int64_t, septet_census *, int64_t,
                            bint, septet_report *) noexcept nogil
    const septet_path septet_paths[4]
    void septet_prepare(septet_counter *counter)
    int septet_row_at(const septet_column *column, int64_t i, septet_row *row)


PATHS = tuple([septet_paths[i].name.decode() for i in range(SEPTET_N_PATHS) if septet_paths[i].is_there()])

cdef str BEST = PATHS[len(PATHS) - 1]


cdef class Counter:
    cdef septet_counter *counter
    cdef const septet_path *how

    def __cinit__(self, str locking not None, str single not None, tuple limits not None, int encoding, *, str path=BEST):
        cdef int i
        self.counter = <septet_counter *> calloc(1, sizeof(septet_counter))
        if self.counter is NULL:
            raise MemoryError
        for cost, table in ((2, single), (1, locking)):
            for character in table:
                if ord(character) >= SEPTET_BMP:
                    raise ValueError("a table holds characters of the Basic Multilingual Plane only")
                self.counter.cost[<int> ord(character)] = cost
        self.counter.cost[0x1B] = 0
        (self.counter.septets_alone, self.counter.septets_joined, self.counter.units_alone,
         self.counter.units_joined) = limits
        self.counter.septets_joined = max(self.counter.septets_joined, 2)
        self.counter.units_joined = max(self.counter.units_joined, 2)
        self.counter.encoding = encoding
        septet_prepare(self.counter)
        if path not in PATHS:
            raise ValueError(f"this machine has no path {path!r}")
        if not self.counter.fits_vectors:
            path = "scalar"
        for i in range(SEPTET_N_PATHS):
            if septet_paths[i].name == path.encode():
                self.how = &septet_paths[i]

    def __dealloc__(self):
        free(self.counter)


# -- what is handed in -------------------------------------------------------------------------------------------------

cdef class _Held:
    # An array that was handed over, until nothing needs it any more.
    cdef ArrowArray array

    def __dealloc__(self):
        if self.array.release is not NULL:
            with nogil:
                self.array.release(&self.array)


cdef class _Described:
    # The type of the arrays.
    cdef ArrowSchema schema

    def __dealloc__(self):
        if self.schema.release is not NULL:
            self.schema.release(&self.schema)


cdef tuple layout_of(const ArrowSchema *schema):
    cdef int64_t i
    if schema.format is NULL or (schema.n_children > 0 and schema.children is NULL):
        raise OSError("an Arrow type is not built as the interface says")
    dictionary = None if schema.dictionary is NULL else layout_of(schema.dictionary)
    name = "" if schema.name is NULL else schema.name.decode("utf-8", "replace")
    fields = [layout_of(schema.children[i]) for i in range(schema.n_children)]
    return name, schema.format.decode("utf-8", "replace"), dictionary, tuple(fields)


cdef class Stream:
    cdef ArrowArrayStream stream
    cdef _Described described
    cdef _Held only
    cdef Chunk previous
    cdef readonly tuple layout

    def __dealloc__(self):
        if self.stream.release is not NULL:
            with nogil:
                self.stream.release(&self.stream)

    cdef int fail(self, int status) except -1:
        cdef const char *said = self.stream.get_last_error(&self.stream)
        raise OSError(status, "an Arrow stream failed" if said is NULL else said.decode("utf-8", "replace"))

    def next(self):
        cdef int status
        cdef _Held held = self.only
        self.only = None
        if held is None:
            if self.stream.release is NULL:
                return None
            held = _Held()
            with nogil:
                status = self.stream.get_next(&self.stream, &held.array)
            if status:
                self.fail(status)
            if held.array.release is NULL:
                with nogil:
                    self.stream.release(&self.stream)
                return None
        cdef Chunk chunk = Chunk.__new__(Chunk)
        chunk.describe(held, &held.array, self.described, &self.described.schema)
        chunk.share_memo(self.previous)
        self.previous = chunk if chunk.column.values is not NULL else None
        return chunk


def open_stream(capsule):
    cdef ArrowArrayStream *stream = <ArrowArrayStream *> PyCapsule_GetPointer(capsule, "arrow_array_stream")
    cdef Stream opened = Stream.__new__(Stream)
    cdef int status
    if stream.release is NULL:
        raise OSError("an Arrow stream was read by somebody else")
    opened.stream = stream[0]
    stream.release = NULL
    opened.described = _Described.__new__(_Described)
    with nogil:
        status = opened.stream.get_schema(&opened.stream, &opened.described.schema)
    if status:
        opened.fail(status)
    opened.layout = layout_of(&opened.described.schema)
    return opened


def open_array(schema_capsule, array_capsule):
    cdef ArrowSchema *schema = <ArrowSchema *> PyCapsule_GetPointer(schema_capsule, "arrow_schema")
    cdef ArrowArray *array = <ArrowArray *> PyCapsule_GetPointer(array_capsule, "arrow_array")
    cdef Stream opened = Stream.__new__(Stream)
    if schema.release is NULL or array.release is NULL:
        raise OSError("an Arrow array was read by somebody else")
    opened.described = _Described.__new__(_Described)
    opened.described.schema = schema[0]
    schema.release = NULL
    opened.only = _Held.__new__(_Held)
    opened.only.array = array[0]
    array.release = NULL
    opened.layout = layout_of(&opened.described.schema)
    return opened


cdef uint8_t[16] NOTHING  # where there is no buffer since there is nothing to be in it


cdef class Chunk:
    cdef septet_column column
    cdef septet_column values
    cdef object owner  # of the memory
    cdef object described
    cdef const ArrowArray *array
    cdef const ArrowSchema *schema
    cdef object memo
    cdef readonly bint sound

    @property
    def n_rows(self):
        return self.column.n_rows

    cdef int describe(self, owner, const ArrowArray *array, described, const ArrowSchema *schema) except -1:
        self.owner = owner
        self.described = described
        self.array = array
        self.schema = schema
        self.column.n_rows = array.length
        self.column.offset = array.offset
        self.sound = (array.length >= 0 and array.offset >= 0 and array.n_children == schema.n_children
                      and has_places(array))
        if schema.dictionary is NULL:
            self.sound = self.sound and fill_column(&self.column, array, schema.format)
        else:
            self.sound = (self.sound and array.dictionary is not NULL and has_places(array.dictionary)
                          and fill_indices(&self.column, array, schema.format)
                          and fill_column(&self.values, array.dictionary, schema.dictionary.format))
            self.column.values = &self.values
        return 0

    cdef int share_memo(self, Chunk previous) except -1:
        # The outcomes of a dictionary that this chunk has in common with the one before it, which is still there.
        cdef const ArrowArray *mine = self.array.dictionary
        cdef const ArrowArray *other
        if previous is None or mine is NULL or previous.array.dictionary is NULL:
            return 0
        other = previous.array.dictionary
        if mine.length != other.length or mine.offset != other.offset or mine.n_buffers != other.n_buffers:
            return 0
        for i in range(mine.n_buffers):
            if mine.buffers[i] != other.buffers[i]:
                return 0
        self.memo = previous.memo
        return 0

    def child(self, Py_ssize_t i):
        cdef Chunk chunk = Chunk.__new__(Chunk)
        chunk.describe(self.owner, self.array.children[i], self.described, self.schema.children[i])
        if chunk.column.n_rows < self.column.offset + self.column.n_rows:
            chunk.sound = False
        chunk.column.offset += self.column.offset
        chunk.column.n_rows = self.column.n_rows
        if self.array.n_buffers and self.array.null_count and self.array.buffers[0] is not NULL:
            chunk.column.outer_validity = <const uint8_t *> self.array.buffers[0]
            chunk.column.outer_offset = self.column.offset
        return chunk

    def octets(self, int64_t row):
        cdef septet_row found
        if septet_row_at(&self.column, row, &found) != SEPTET_ROW_TEXT:
            return None
        return PyBytes_FromStringAndSize(<const char *> found.text, found.n_octets)

    cdef septet_outcome *outcomes(self, Counter counter) except? NULL:
        cdef _Memo memo
        if self.column.values is NULL:
            return NULL
        if self.memo is None or (<_Memo> self.memo).counter is not counter:
            self.memo = _Memo(counter, self.values.n_rows)
        memo = self.memo
        return memo.outcomes


cdef class _Memo:
    cdef septet_outcome *outcomes
    cdef Counter counter

    def __cinit__(self, Counter counter, int64_t n_values):
        self.counter = counter
        self.outcomes = <septet_outcome *> calloc(n_values + 1, sizeof(septet_outcome))
        if self.outcomes is NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.outcomes)


cdef bint has_places(const ArrowArray *array) noexcept:
    # Whether there is something to look into where buffers or children are told of.
    return ((array.n_buffers <= 0 or array.buffers is not NULL)
            and (array.n_children <= 0 or array.children is not NULL))


cdef bint fill_indices(septet_column *column, const ArrowArray *array, const char *format) noexcept:
    if array.n_buffers != 2 or array.length and array.buffers[1] is NULL:
        return False
    column.index_width = index_width_of(format[0])
    if array.null_count:
        column.validity = <const uint8_t *> array.buffers[0]
    column.indices = array.buffers[1]
    return column.index_width != 0 and format[1] == 0


cdef int index_width_of(char code) noexcept:
    if code == b"c":
        return -1
    if code == b"C":
        return 1
    if code == b"s":
        return -2
    if code == b"S":
        return 2
    if code == b"i":
        return -4
    if code == b"I":
        return 4
    if code == b"l" or code == b"L":
        return 8
    return 0


cdef bint fill_column(septet_column *column, const ArrowArray *array, const char *format) noexcept:
    # Of a type that is no text nothing is looked at.
    column.kind = SEPTET_NULLS
    column.n_rows = array.length
    column.offset = array.offset
    if array.length < 0 or array.offset < 0:
        return False
    if format == b"u":
        column.kind = SEPTET_OFFSETS_32
    elif format == b"U":
        column.kind = SEPTET_OFFSETS_64
    elif format == b"vu":
        column.kind = SEPTET_VIEWS
    else:
        return True
    if array.n_buffers < 3:
        return False
    if array.null_count:
        column.validity = <const uint8_t *> array.buffers[0]
    column.offsets = array.buffers[1]
    if array.length and column.offsets is NULL:
        return False
    if column.kind == SEPTET_VIEWS:
        column.n_pieces = array.n_buffers - 3
        column.pieces = array.buffers + 2
        column.piece_sizes = <const int64_t *> array.buffers[array.n_buffers - 1]
        return column.n_pieces == 0 or column.piece_sizes is not NULL
    return fill_octets(column, <const uint8_t *> array.buffers[2])


cdef bint fill_octets(septet_column *column, const uint8_t *octets) noexcept:
    cdef int64_t end = column.offset + column.n_rows
    if column.n_rows == 0:
        return True
    if column.kind == SEPTET_OFFSETS_32:
        column.first = (<const int32_t *> column.offsets)[column.offset]
        column.last = (<const int32_t *> column.offsets)[end]
    else:
        column.first = (<const int64_t *> column.offsets)[column.offset]
        column.last = (<const int64_t *> column.offsets)[end]
    column.octets = octets
    if octets is NULL:
        column.octets = &NOTHING[0]
    return 0 <= column.first <= column.last and (octets is not NULL or column.first == column.last == 0)


def open_octets(Py_ssize_t n_rows, bytes validity not None, bytes offsets not None, bytes octets not None):
    cdef Octets opened = Octets.__new__(Octets)
    opened.held = validity, offsets, octets
    opened.n_rows = n_rows
    opened.layout = "", "U", None, ()
    return opened


cdef class Octets:
    cdef tuple held
    cdef Py_ssize_t n_rows
    cdef readonly tuple layout

    def next(self):
        cdef Chunk chunk
        if self.held is None:
            return None
        validity, offsets, octets = self.held
        chunk = Chunk.__new__(Chunk)
        chunk.owner = self.held
        chunk.column.kind = SEPTET_OFFSETS_64
        chunk.column.n_rows = self.n_rows
        chunk.column.validity = <const uint8_t *> PyBytes_AS_STRING(validity)
        chunk.column.offsets = PyBytes_AS_STRING(offsets)
        chunk.sound = fill_octets(&chunk.column, <const uint8_t *> PyBytes_AS_STRING(octets))
        self.held = None
        return chunk


# -- what is done with it ----------------------------------------------------------------------------------------------

cdef tuple told(const septet_report *report):
    if report.reason == SEPTET_NO_ROOM:
        raise MemoryError
    return report.reason, report.row, report.n_nulls, report.n_invalid, report.n_missing


def count(Chunk chunk not None, int64_t start, int64_t stop, Counter counter not None, Output output not None,
          *, int64_t base, bint lenient):
    cdef septet_report report
    cdef septet_output into = output.places()
    cdef septet_outcome *memo = chunk.outcomes(counter)
    memset(&report, 0, sizeof(report))
    with nogil:
        counter.how.count(counter.counter, &chunk.column, start, stop, memo, &into, base, lenient, &report)
    return told(&report)


def render(tuple texts not None, tuple places not None, tuple starts not None, Counter counter not None,
           Output output not None, *, int64_t start, int64_t stop, int64_t base, bint lenient, bint may_be_missing):
    cdef septet_report report
    cdef septet_output into = output.places()
    cdef int64_t n_places = len(places), i
    cdef septet_row *pieces = <septet_row *> malloc((n_places + 1) * sizeof(septet_row))
    cdef const septet_column **columns = <const septet_column **> malloc((n_places + 1) * sizeof(void *))
    cdef int64_t *firsts = <int64_t *> malloc((n_places + 1) * sizeof(int64_t))
    cdef bytes text
    memset(&report, 0, sizeof(report))
    try:
        if pieces is NULL or columns is NULL or firsts is NULL:
            raise MemoryError
        for i in range(n_places + 1):
            text = texts[i]
            pieces[i].text = <const uint8_t *> PyBytes_AS_STRING(text)
            pieces[i].n_octets = len(text)
            pieces[i].limit = pieces[i].text + len(text)
        for i in range(n_places):
            columns[i] = &(<Chunk?> places[i]).column
            firsts[i] = starts[i]
        with nogil:
            counter.how.render(counter.counter, pieces, n_places, columns, firsts, start, stop, &into, base, lenient,
                               may_be_missing, &report)
    finally:
        free(pieces)
        free(columns)
        free(firsts)
    return told(&report)


cdef class Census:
    cdef septet_census census

    def __dealloc__(self):
        cdef int i
        for i in range(0x1100):
            free(self.census.pages[i])

    def take(self, Chunk chunk not None, int64_t start, int64_t stop, Counter counter not None, *, int64_t base,
             bint lenient):
        cdef septet_report report
        memset(&report, 0, sizeof(report))
        with nogil:
            counter.how.take_census(counter.counter, &chunk.column, start, stop, &self.census, base, lenient, &report)
        return told(&report)

    def found(self):
        cdef int i, j
        cdef septet_page *page
        cdef list found = []
        for i in range(0x1100):
            page = self.census.pages[i]
            if page is not NULL:
                found += [(i << 8 | j, page.n_rows[j], page.n_occurrences[j]) for j in range(256) if page.n_rows[j]]
        return found


# -- what is given back ------------------------------------------------------------------------------------------------

cdef tuple NAMES = ("GSM-7", "UCS-2")


cdef class Output:
    cdef septet_result *result
    cdef int kind
    cdef int64_t capacity

    def __cinit__(self, int kind):
        if not 0 <= kind <= SEPTET_CHARACTERS:
            raise ValueError("there is no such kind")
        self.kind = kind
        self.result = septet_result_new()
        if self.result is NULL:
            raise MemoryError

    def __dealloc__(self):
        septet_result_drop(self.result)

    @property
    def kind(self):
        return self.kind

    @property
    def n_rows(self):
        return self.result.n_rows

    @property
    def n_nulls(self):
        return self.result.n_nulls

    @n_nulls.setter
    def n_nulls(self, int64_t n_nulls):
        self.result.n_nulls = n_nulls

    def grow(self, int64_t n_rows):
        cdef int64_t before = self.result.n_rows
        if n_rows > INT64_MAX - before:
            raise MemoryError
        if before + n_rows > self.capacity or self.result.buffers[SEPTET_VALIDITY] is NULL:
            self.reserve(before + n_rows if before == 0 else max(before + n_rows, 2 * self.capacity))
        self.result.n_rows = before + n_rows
        return before

    cdef int reserve(self, int64_t n_rows) except -1:
        cdef int64_t n_before = (self.capacity + 7) // 8
        cdef int64_t n_after = (n_rows + 7) // 8
        cdef uint8_t *validity
        if self.kind == SEPTET_PLAN:
            self.enlarge(SEPTET_FIRST, n_rows * sizeof(int8_t))
            self.enlarge(SEPTET_SECOND, n_rows * sizeof(int64_t))
        self.enlarge(SEPTET_THIRD, n_rows * sizeof(int32_t))
        if self.result.buffers[SEPTET_VALIDITY] is NULL:
            n_before = 0
        self.enlarge(SEPTET_VALIDITY, n_after)
        validity = <uint8_t *> self.result.buffers[SEPTET_VALIDITY]
        memset(validity + n_before, 0xFF, n_after - n_before)
        self.capacity = n_rows
        return 0

    cdef int enlarge(self, int i, int64_t n_octets) except -1:
        cdef void *grown = realloc(self.result.buffers[i], n_octets + 64)
        if grown is NULL:
            raise MemoryError
        self.result.buffers[i] = grown
        return 0

    cdef septet_output places(self):
        cdef septet_output into
        into.validity = <uint8_t *> self.result.buffers[SEPTET_VALIDITY]
        into.encodings = <int8_t *> self.result.buffers[SEPTET_FIRST]
        into.units = <int64_t *> self.result.buffers[SEPTET_SECOND]
        into.parts = <int32_t *> self.result.buffers[SEPTET_THIRD]
        return into

    def put(self, int64_t row, object counted):
        cdef septet_output into = self.places()
        cdef bint in_septets = True
        cdef int64_t n_units = 0, n_parts = 0
        if counted is None:
            into.validity[row >> 3] &= <uint8_t> ~(1 << (row & 7))
        else:
            in_septets, n_units, n_parts = counted
        into.parts[row] = <int32_t> n_parts
        if into.encodings is not NULL:
            into.encodings[row] = not in_septets
            into.units[row] = n_units

    def fill(self, int64_t n_rows, tuple buffers not None):
        cdef int i
        cdef bytes octets
        for i, octets in enumerate(buffers, SEPTET_FIRST):
            self.enlarge(i, len(octets))
            memcpy(self.result.buffers[i], PyBytes_AS_STRING(octets), len(octets))
        self.result.n_rows = n_rows

    def rows(self, int64_t start, int64_t stop):
        if self.kind == SEPTET_CHARACTERS:
            return [self.character_at(i) for i in range(start, stop)]
        return [self.row_at(i) for i in range(start, stop)]

    cdef object row_at(self, int64_t i):
        cdef septet_output into = self.places()
        if not into.validity[i >> 3] >> (i & 7) & 1:
            return None
        if into.encodings is NULL:
            return into.parts[i]
        return NAMES[into.encodings[i]], into.units[i], into.parts[i]

    cdef object character_at(self, int64_t i):
        cdef int32_t *offsets = <int32_t *> self.result.buffers[SEPTET_FIRST]
        cdef char *octets = <char *> self.result.buffers[SEPTET_SECOND]
        return (octets[offsets[i]:offsets[i + 1]].decode("utf-8"), (<int64_t *> self.result.buffers[SEPTET_THIRD])[i],
                (<int64_t *> self.result.buffers[SEPTET_FOURTH])[i])

    def schema_capsule(self):
        cdef ArrowSchema *schema = <ArrowSchema *> calloc(1, sizeof(ArrowSchema))
        if schema is NULL or septet_export_schema(&septet_types[self.kind], schema) < 0:
            free(schema)
            raise MemoryError
        return PyCapsule_New(schema, "arrow_schema", drop_schema)

    def array_capsule(self):
        cdef ArrowArray *array = <ArrowArray *> calloc(1, sizeof(ArrowArray))
        if array is NULL or septet_export_array(&septet_types[self.kind], self.result, array) < 0:
            free(array)
            raise MemoryError
        return PyCapsule_New(array, "arrow_array", drop_array)

    def stream_capsule(self):
        cdef ArrowArrayStream *stream = <ArrowArrayStream *> calloc(1, sizeof(ArrowArrayStream))
        if stream is NULL or septet_export_stream(&septet_types[self.kind], self.result, stream) < 0:
            free(stream)
            raise MemoryError
        return PyCapsule_New(stream, "arrow_array_stream", drop_stream)


cdef void drop_schema(object capsule) noexcept:
    cdef ArrowSchema *schema = <ArrowSchema *> PyCapsule_GetPointer(capsule, "arrow_schema")
    if schema.release is not NULL:
        schema.release(schema)
    free(schema)


cdef void drop_array(object capsule) noexcept:
    cdef ArrowArray *array = <ArrowArray *> PyCapsule_GetPointer(capsule, "arrow_array")
    if array.release is not NULL:
        array.release(array)
    free(array)


cdef void drop_stream(object capsule) noexcept:
    cdef ArrowArrayStream *stream = <ArrowArrayStream *> PyCapsule_GetPointer(capsule, "arrow_array_stream")
    if stream.release is not NULL:
        stream.release(stream)
    free(stream)
