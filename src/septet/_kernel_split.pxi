# Texts split into parts: the short cut for plain calls of split. Included by _kernel_c.pyx.

cdef enum:
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


cdef enum:
    N_HEADER = 6  # its length, and a concatenation element with a reference of one octet
    N_HEADER_SEPTETS = 7
    # What a part has not been asked for yet.
    LACKS_TEXT = 1
    LACKS_UDH = 2
    LACKS_PAYLOAD = 4
    LACKS_USER_DATA = 8


@cython.no_gc
@cython.auto_pickle(False)
cdef class PartFields:
    """Where the fields of a part are kept.

    Some want the texts of the parts, some their octets, some only to see how many there are. So a part that was split
    off knows where it stands in which text, and makes what it is asked for of that.
    """

    cdef public object udl
    cdef public object n_units
    cdef public object encoding
    cdef object kept_text
    cdef object kept_udh
    cdef object kept_payload
    cdef object kept_user_data
    cdef int lacks
    cdef _Splitter by
    cdef object whole
    cdef Py_ssize_t start
    cdef Py_ssize_t end
    cdef bint in_septets
    cdef uint8_t length  # in septets or UTF-16 units
    cdef uint8_t reference
    cdef uint8_t n_parts
    cdef uint8_t number

    @property
    def text(self):
        with cython.critical_section(self):
            if self.lacks & LACKS_TEXT:
                self.kept_text = self.whole = PyUnicode_Substring(self.whole, self.start, self.end)
                self.start, self.end = 0, self.end - self.start
                self.lacks &= ~LACKS_TEXT
            return self.kept_text

    @text.setter
    def text(self, text):
        self.kept_text = text
        self.lacks &= ~LACKS_TEXT

    @property
    def udh(self):
        with cython.critical_section(self):
            if self.lacks & LACKS_UDH:
                self.kept_udh = self.by.header_of(header_of_part(self)) if self.n_parts > 1 else None
                self.lacks &= ~LACKS_UDH
            return self.kept_udh

    @udh.setter
    def udh(self, udh):
        self.kept_udh = udh
        self.lacks &= ~LACKS_UDH

    @property
    def payload(self):
        with cython.critical_section(self):
            if self.lacks & LACKS_PAYLOAD:
                self.kept_payload = payload_of_part(self)
                self.lacks &= ~LACKS_PAYLOAD
            return self.kept_payload

    @payload.setter
    def payload(self, payload):
        self.kept_payload = payload
        self.lacks &= ~LACKS_PAYLOAD

    @property
    def user_data(self):
        with cython.critical_section(self):
            if self.lacks & LACKS_USER_DATA:
                self.kept_user_data = user_data_of_part(self)
                self.lacks &= ~LACKS_USER_DATA
            return self.kept_user_data

    @user_data.setter
    def user_data(self, user_data):
        self.kept_user_data = user_data
        self.lacks &= ~LACKS_USER_DATA


cdef size_t write_header(PartFields part, uint8_t *octets) noexcept:
    if part.n_parts == 1:
        return 0
    memcpy(octets, PyBytes_AS_STRING(part.by.prefix), N_HEADER - 3)
    octets[N_HEADER - 3], octets[N_HEADER - 2], octets[N_HEADER - 1] = part.reference, part.n_parts, part.number
    return N_HEADER


cdef bytes header_of_part(PartFields part):
    cdef uint8_t header[N_HEADER]
    return PyBytes_FromStringAndSize(<const char *> header, write_header(part, header))


cdef const uint8_t *septets_of_part(PartFields part, uint8_t *local) noexcept:
    # In the text itself where they are its characters, else in ``local``, of N_LOCAL octets.
    cdef const septet_tables *tables = &part.by.alphabet.tables
    cdef int kind = PyUnicode_KIND(part.whole)
    cdef const uint8_t *text = <const uint8_t *> PyUnicode_DATA(part.whole) + kind * part.start
    cdef size_t n_chars = part.end - part.start, stop
    if kind == 1 and run.plain(&tables.unchanged, text, n_chars) == n_chars:
        return text
    run.encode(tables, kind, text, n_chars, local, &stop)
    return local


cdef void write_units(PartFields part, uint8_t *octets) noexcept:
    septet_write_utf16(PyUnicode_KIND(part.whole), PyUnicode_DATA(part.whole), part.start, part.end, octets)


cdef bytes payload_of_part(PartFields part):
    cdef uint8_t local[N_LOCAL]
    if part.in_septets:
        return PyBytes_FromStringAndSize(<const char *> septets_of_part(part, local), part.length)
    payload = PyBytes_FromStringAndSize(NULL, 2 * part.length)
    write_units(part, <uint8_t *> PyBytes_AS_STRING(payload))
    return payload


cdef bytes user_data_of_part(PartFields part):
    cdef uint8_t local[N_LOCAL]
    cdef uint8_t octets[N_HEADER + 2 * MOST_SEPTETS]
    cdef size_t n_header = write_header(part, octets), n_octets
    cdef int fill_bits = 7 * N_HEADER_SEPTETS - 8 * N_HEADER if n_header else 0
    if part.in_septets:
        n_octets = (fill_bits + 7 * part.length + 7) // 8
        septet_pack_behind(run, fill_bits, septets_of_part(part, local), part.length, octets + n_header, n_octets)
    else:
        n_octets = 2 * part.length
        write_units(part, octets + n_header)
    return PyBytes_FromStringAndSize(<const char *> octets, n_header + n_octets)


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


cdef inline PartFields part_of(_Splitter by, object text, const Counted *counted, size_t length):
    cdef PartFields part = <PartFields> (<Type *> <PyObject *> by.part).tp_new(by.part, (), NULL)
    cdef bint joined = counted.n_parts > 1
    part.lacks = LACKS_TEXT | LACKS_UDH | LACKS_PAYLOAD | LACKS_USER_DATA
    part.by, part.whole = by, text
    part.in_septets, part.n_parts = counted.in_septets, counted.n_parts
    part.length = part.n_units = length
    if counted.in_septets:
        part.encoding, part.udl = by.gsm7, length + (N_HEADER_SEPTETS if joined else 0)
    else:
        part.encoding, part.udl = by.ucs2, 2 * length + (N_HEADER if joined else 0)
    return part


cdef object split_text(_Splitter by, object text, object reference):
    # None where the careful function has something to say or to do: the text has too many parts, or there is no number
    # left for it.
    cdef Counted counted
    cdef Breaks breaks
    cdef PartFields part
    cdef size_t start = 0, start_unit = 0
    cdef Py_ssize_t i, last
    break_parts(&counted, text, by.alphabet, &by.limits, &breaks)
    last = counted.n_parts - 1
    if last == 0:
        part = part_of(by, text, &counted, counted.n_units)
        part.end = PyUnicode_GET_LENGTH(text)
        return (part,)
    if counted.n_parts > MOST_PARTS or reference is None and not by.references:
        return None
    if reference is None:
        reference = by.references.pop()
    breaks.starts[last], breaks.start_units[last] = PyUnicode_GET_LENGTH(text), counted.n_units
    parts = PyTuple_New(counted.n_parts)
    for i in range(counted.n_parts):
        part = part_of(by, text, &counted, breaks.start_units[i] - start_unit)
        part.start, part.end = start, breaks.starts[i]
        part.reference, part.number = reference, i + 1
        Py_INCREF(part)
        PyTuple_SET_ITEM(parts, i, part)
        start, start_unit = breaks.starts[i], breaks.start_units[i]
    return parts


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
    if not 0 <= min(limits) <= max(limits) <= MOST_SEPTETS:
        raise ValueError("a part has room for 0 to 160 septets or UTF-16 units")
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
