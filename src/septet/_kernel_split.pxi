# Texts split into parts: the short cut for plain calls of split. Included by _kernel_c.pyx.

cdef enum:
    MOST_PARTS = 255  # the total in a header is one octet
    MOST_SPARE = 64  # room for so many parts is kept when they are gone

cdef extern from *:
    """
    #ifdef Py_GIL_DISABLED
    #define SEPTET_LOCKED_BY_GIL 0
    #else
    #define SEPTET_LOCKED_BY_GIL 1
    #endif

    /* Parts may be nested as deep as there is memory, so that their ends must not be: Python puts off what is too deep.
       The rest of a class derived from that of the parts has been ended by then, and was put off where it had to be. */
    static void septet_end_part(PyObject *part, destructor end, destructor end_fields)
    {
        PyTypeObject *kind = Py_TYPE(part);
        if (kind->tp_dealloc == end) {
            Py_TRASHCAN_BEGIN(part, end)
            end_fields(part);
            Py_DECREF(kind);
            Py_TRASHCAN_END
        } else {
            end_fields(part);
            Py_DECREF(kind);
        }
    }
    """
    bint SEPTET_LOCKED_BY_GIL
    ctypedef void (*destructor)(PyObject *instance) noexcept
    void septet_end_part(PyObject *part, destructor end, destructor end_fields) noexcept
    object PyObject_Init(PyObject *room, Type *kind)
    void PyObject_GC_Del(void *room) noexcept
    unsigned long Py_TPFLAGS_HAVE_GC
    object PyType_GenericAlloc(Type *kind, Py_ssize_t n_items)
    void untrack "PyObject_GC_UnTrack"(PyObject *instance) noexcept


@cython.no_gc
@cython.auto_pickle(False)
cdef class PartFields:
    """Where the fields of a part are kept.

    Most who split a text want the octets of its parts, and no more. What can be found again is made when it is asked
    for: the text of a part, its payload, and its header.
    """

    cdef object kept_text
    cdef object kept_udh
    cdef object kept_payload
    cdef public object user_data
    cdef public object udl
    cdef public object n_units
    cdef public object encoding
    cdef _Splitter by
    # Where the text of the part begins and ends in what is kept; -1 where that is the text of the part.
    cdef Py_ssize_t start
    cdef Py_ssize_t end
    cdef bint lacks_udh
    cdef bint lacks_payload

    def __cinit__(self):
        self.start = -1

    @property
    def text(self):
        if self.start >= 0:
            self.kept_text = PyUnicode_Substring(self.kept_text, self.start, self.end)
            self.start = -1
        return self.kept_text

    @text.setter
    def text(self, text):
        if self.lacks_payload:
            self.kept_payload = self.payload
        self.kept_text = text
        self.start = -1

    @property
    def udh(self):
        if self.lacks_udh:
            self.kept_udh = self.by.header_of(self.user_data)
            self.lacks_udh = False
        return self.kept_udh

    @udh.setter
    def udh(self, udh):
        self.kept_udh = udh
        self.lacks_udh = False

    @property
    def payload(self):
        cdef size_t stop
        if self.lacks_payload:
            if self.encoding is self.by.gsm7:
                self.kept_payload = septets_of(self.text, self.by.alphabet, &stop)
            else:
                self.kept_payload = self.user_data[len(self.user_data) - 2 * self.n_units:]
            self.lacks_payload = False
        return self.kept_payload

    @payload.setter
    def payload(self, payload):
        self.kept_payload = payload
        self.lacks_payload = False


# Parts come and go by the million. So the room for them does not go back to where it came from, which takes longer than
# what is done with it, and their end is not looked for by the rules for any class. The collector of cycles, which could
# see into no part, is not told of them; in front of each there is room for its notes all the same.

cdef PyObject *spare_parts[MOST_SPARE]
cdef int n_spare_parts = 0


cdef object allocate_part(Type *kind, Py_ssize_t n_items):
    global n_spare_parts
    if n_spare_parts == 0:
        made = PyType_GenericAlloc(kind, n_items)
        PyObject_GC_UnTrack(made)
        return made
    n_spare_parts -= 1
    memset(spare_parts[n_spare_parts], 0, kind.tp_basicsize)
    return PyObject_Init(spare_parts[n_spare_parts], kind)


cdef void free_part(void *room) noexcept:
    global n_spare_parts
    if n_spare_parts == MOST_SPARE:
        PyObject_GC_Del(room)
        return
    spare_parts[n_spare_parts] = <PyObject *> room
    n_spare_parts += 1


cdef void end_part(PyObject *part) noexcept:
    untrack(part)
    septet_end_part(part, end_part, (<Type *> <PyObject *> PartFields).tp_dealloc)


cdef void keep_room_for_parts(type part):
    cdef Type *kind = <Type *> <PyObject *> part
    cdef bint has_no_more = kind.tp_basicsize == (<Type *> <PyObject *> PartFields).tp_basicsize
    if SEPTET_LOCKED_BY_GIL and has_no_more and kind.tp_flags & Py_TPFLAGS_HAVE_GC:
        kind.tp_alloc, kind.tp_free, kind.tp_dealloc = allocate_part, free_part, end_part


@cython.final
@cython.auto_pickle(False)
cdef class _Splitter:
    # What a split has to know that is none of the kernel's business.
    cdef Alphabet alphabet
    cdef Limits limits
    cdef type part
    cdef object gsm7
    cdef object ucs2
    cdef bytes prefix
    cdef list references
    cdef object header_of


cdef inline object make_part(_Splitter by, object text, Py_ssize_t start, Py_ssize_t end, bytes user_data, object encoding,
                             size_t udl, size_t n_units, bint joined):
    cdef PartFields made = <PartFields> (<Type *> <PyObject *> by.part).tp_new(by.part, (), NULL)
    made.by = by
    made.kept_text = text
    if joined:
        made.start = start
        made.end = end
        made.lacks_udh = True
    made.lacks_payload = True
    made.user_data = user_data
    made.encoding = encoding
    made.udl = udl
    made.n_units = n_units
    return made


cdef struct Header:
    # The header of the part that is made next, or of none.
    uint8_t octets[16]
    size_t n_octets
    size_t place_of_sequence


cdef bint begin_header(Header *header, _Splitter by, size_t n_parts, object reference) except -1:
    # Whether there is a number for the header.
    cdef size_t n = len(by.prefix)
    header.n_octets = 0
    if n_parts == 1:
        return True
    if reference is None:
        if not by.references:
            return False
        reference = by.references.pop()
    memcpy(header.octets, PyBytes_AS_STRING(by.prefix), n)
    header.octets[n] = reference
    header.octets[n + 1] = n_parts
    header.octets[n + 2] = 0
    header.place_of_sequence = n + 2
    header.n_octets = n + 3
    return True


cdef bytes begin_user_data(Header *header, size_t n_octets):
    # The header, and room for so many octets.
    cdef bytes user_data = PyBytes_FromStringAndSize(NULL, header.n_octets + n_octets)
    if header.n_octets:
        header.octets[header.place_of_sequence] += 1
        memcpy(PyBytes_AS_STRING(user_data), header.octets, header.n_octets)
    return user_data


cdef object part_in_septets(_Splitter by, object text, Py_ssize_t start, Py_ssize_t end, const uint8_t *septets,
                            size_t n_septets, Header *header):
    cdef size_t n_header = header.n_octets, n_before = (8 * n_header + 6) // 7, n_octets
    cdef int fill_bits = 7 * n_before - 8 * n_header
    n_octets = (fill_bits + 7 * n_septets + 7) // 8
    user_data = begin_user_data(header, n_octets)
    septet_pack_behind(run, fill_bits, septets, n_septets, <uint8_t *> PyBytes_AS_STRING(user_data) + n_header, n_octets)
    return make_part(by, text, start, end, user_data, by.gsm7, n_before + n_septets, n_septets, n_header > 0)


cdef object split_septets(_Splitter by, object text, const uint8_t *septets, size_t n_septets, object reference):
    cdef size_t ends[MOST_PARTS]
    cdef size_t n_parts = 0, start = 0, end, start_char = 0, end_char, i
    cdef size_t joined = by.limits.septets_joined
    cdef bint one_each = n_septets == <size_t> PyUnicode_GET_LENGTH(text)
    cdef Header header
    if n_septets <= <size_t> by.limits.septets_alone:
        begin_header(&header, by, 1, None)
        return (part_in_septets(by, text, 0, 0, septets, n_septets, &header),)
    while start < n_septets:
        if n_parts == MOST_PARTS:
            return None
        end = min(start + joined, n_septets)
        if end < n_septets and septets[end - 1] == ESCAPE:
            end -= 1
        ends[n_parts] = start = end
        n_parts += 1
    if not begin_header(&header, by, n_parts, reference):
        return None
    parts = PyTuple_New(n_parts)
    start = 0
    for i in range(n_parts):
        end = ends[i]
        end_char = start_char + end - start - (0 if one_each else septet_count_escapes(septets + start, end - start))
        part = part_in_septets(by, text, start_char, end_char, septets + start, end - start, &header)
        Py_INCREF(part)
        PyTuple_SET_ITEM(parts, i, part)
        start, start_char = end, end_char
    return parts


cdef object part_in_units(_Splitter by, object text, Py_ssize_t start, Py_ssize_t end, size_t n_units, Header *header):
    cdef size_t n_header = header.n_octets
    user_data = begin_user_data(header, 2 * n_units)
    septet_write_utf16(PyUnicode_KIND(text), PyUnicode_DATA(text), start, end,
                       <uint8_t *> PyBytes_AS_STRING(user_data) + n_header)
    return make_part(by, text, start, end, user_data, by.ucs2, n_header + 2 * n_units, n_units, n_header > 0)


cdef object split_units(_Splitter by, object text, object reference):
    cdef size_t ends[MOST_PARTS]
    cdef size_t units[MOST_PARTS]
    cdef size_t n_parts = 0, start = 0, start_unit = 0, i
    cdef Py_ssize_t n_units = units_in(text)
    cdef septet_walk walk
    cdef Header header
    if n_units <= by.limits.units_alone:
        begin_header(&header, by, 1, None)
        return (part_in_units(by, text, 0, PyUnicode_GET_LENGTH(text), n_units, &header),)
    begin_walk(&walk, text, None, by.limits.units_joined)
    while run.next_break(&walk):
        if n_parts == MOST_PARTS - 1:
            return None
        ends[n_parts] = walk.start
        units[n_parts] = walk.start_unit
        n_parts += 1
    ends[n_parts] = walk.n_chars
    units[n_parts] = n_units
    n_parts += 1
    if not begin_header(&header, by, n_parts, reference):
        return None
    parts = PyTuple_New(n_parts)
    for i in range(n_parts):
        part = part_in_units(by, text, start, ends[i], units[i] - start_unit, &header)
        Py_INCREF(part)
        PyTuple_SET_ITEM(parts, i, part)
        start, start_unit = ends[i], units[i]
    return parts


cdef object split_text(_Splitter by, object text, object reference):
    # None where the careful function has something to say or to do: the text has too many parts, or there is no number
    # left for it.
    cdef uint8_t local[N_LOCAL]
    cdef uint8_t *septets
    cdef size_t n_chars = PyUnicode_GET_LENGTH(text), n_septets, stop
    if is_unchanged(text, by.alphabet):
        return split_septets(by, text, <const uint8_t *> PyUnicode_DATA(text), n_chars, reference)
    if PyUnicode_KIND(text) == 4:
        return split_units(by, text, reference)
    septets = room(local, 2 * n_chars + 2 * BLOCK)
    try:
        n_septets = run.encode(&by.alphabet.tables, PyUnicode_KIND(text), PyUnicode_DATA(text), n_chars, septets, &stop)
        if stop == n_chars:
            return split_septets(by, text, septets, n_septets, reference)
        return split_units(by, text, reference)
    finally:
        leave(local, septets)


cdef object enter_split(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef Py_ssize_t n_plain = PyVectorcall_NARGS(n_args)
    cdef object reference = None
    cdef bint is_plain_here = n_plain == 1 and PyUnicode_CheckExact(<object> args[0])
    if is_plain_here and names is not NULL:
        # The number may be given, as it was told in the call: by the one name there is.
        reference = <object> args[1]
        is_plain_here = (len(<tuple> names) == 1 and (<tuple> names)[0] == "reference" and type(reference) is int
                         and 0 <= reference <= 255)
    if is_plain_here:
        parts = split_text((<_ShortCut> function).splitter, <object> args[0], reference)
        if parts is not None:
            return parts
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_split(Alphabet alphabet not None, tuple limits not None, tuple parts not None, tuple headers not None):
    cdef _Splitter by = _Splitter.__new__(_Splitter)
    by.alphabet = alphabet
    by.limits = limits_of(limits)
    by.part, by.gsm7, by.ucs2 = parts
    by.prefix, by.references, by.header_of = headers
    if by.part is None or not issubclass(by.part, PartFields) or by.references is None:
        raise TypeError("parts have the fields of PartFields, and headers a list of references")
    if by.prefix is None or len(by.prefix) != 3:
        raise TypeError("a header has three octets in front of the reference")
    keep_room_for_parts(by.part)

    def decorate(careful):
        cdef _ShortCut made = short_cut(careful, enter_split, alphabet)
        made.splitter = by
        return made

    return decorate
