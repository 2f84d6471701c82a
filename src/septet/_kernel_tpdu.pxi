# Short cuts for messages from and to phones. Included by _kernel_c.pyx, behind _kernel_values.pxi.
#
# A layout is where the fields of a TPDU stand, found in one pass that also makes sure that the careful parser would
# have nothing to object. What is unusual falls out to that one, which starts from the beginning. What takes time to make
# is made when it is asked for.

cdef extern from "Python.h":
    PyObject *PyDict_GetItem(object mapping, object key)
    object PyUnicode_DecodeUTF16(const char *octets, Py_ssize_t n_octets, const char *errors, int *order)

cdef enum:
    N_OCTETS = 256
    MOST_OCTETS = 140
    SUBMIT = 1
    NO_PERIOD = 256  # in the place of the octet of a relative validity period
    # what TP-UD is, in a table by TP-DCS; 0 is anything else
    SEPTETS = 1
    UNITS = 2
    # numbers
    FIRST = 0
    REFERENCE = 1
    PROTOCOL = 2
    CODING = 3
    PERIOD = 4
    LENGTH = 5
    N_NUMBERS = 6
    # places
    ADDRESS = 0
    MOMENT = 1
    USER_DATA = 2
    N_PLACES = 3

cdef dict NUMBERS = {"first": FIRST, "mr": REFERENCE, "pid": PROTOCOL, "dcs": CODING, "vp": PERIOD, "udl": LENGTH}
cdef dict PLACES = {"address": ADDRESS, "moment": MOMENT, "user_data": USER_DATA}


@cython.final
@cython.freelist(64)
@cython.no_gc  # what it holds does not hold it
@cython.auto_pickle(False)
cdef class _Layout:
    """Where things are in a TPDU that has been found to be right."""

    cdef bytes octets
    cdef int numbers[N_NUMBERS]
    cdef int starts[N_PLACES]
    cdef int stops[N_PLACES]
    cdef int n_header  # octets of the header, 0 without
    cdef object header  # when it has been asked for


cdef inline int usual_header(const uint8_t *header, Py_ssize_t n_octets) noexcept:
    # The octets of a header that says which part of a message this is and nothing else; 0 where it is another one.
    cdef int end
    if n_octets >= 6 and header[0] == 5 and header[1] == 0x00 and header[2] == 3:
        end = 6
    elif n_octets >= 7 and header[0] == 6 and header[1] == 0x08 and header[2] == 4:
        end = 7
    else:
        return 0
    return end if 1 <= header[end - 1] <= header[end - 2] else 0


cdef inline int header_septets(int n_octets) noexcept:
    return (8 * n_octets + 6) // 7


cdef bint lay_out(_Layout layout, const uint8_t *codings) noexcept:
    # Whether the octets, of which there is one at least, are what most are: SMS-SUBMIT or SMS-DELIVER, as the first says.
    cdef const uint8_t *octets = <const uint8_t *> PyBytes_AS_STRING(layout.octets)
    cdef Py_ssize_t end = len(layout.octets), position = 1
    cdef bint is_submit = octets[0] & 3 == SUBMIT
    layout.numbers[FIRST] = octets[0]
    if is_submit:
        if end < 2:
            return False
        layout.numbers[REFERENCE] = octets[1]
        position = 2
    return (
        lay_out_address(layout, octets, &position, end)
        and (lay_out_period(layout, octets, &position, end) if is_submit
             else lay_out_moment(layout, octets, &position, end))
        and lay_out_user_data(layout, octets, position, end, codings)
    )


cdef inline bint lay_out_address(_Layout layout, const uint8_t *octets, Py_ssize_t *position, Py_ssize_t end) noexcept:
    # And the two octets behind it.
    cdef Py_ssize_t n_octets
    if not is_address(octets + position[0], end - position[0], &n_octets) or end - position[0] < n_octets + 2:
        return False
    layout.starts[ADDRESS] = position[0]
    position[0] += n_octets
    layout.stops[ADDRESS] = position[0]
    layout.numbers[PROTOCOL] = octets[position[0]]
    layout.numbers[CODING] = octets[position[0] + 1]
    position[0] += 2
    return True


cdef inline bint lay_out_period(_Layout layout, const uint8_t *octets, Py_ssize_t *position, Py_ssize_t end) noexcept:
    # One octet or nothing, by TP-VPF.
    cdef int form = octets[0] & 0x18
    layout.numbers[PERIOD] = NO_PERIOD
    if form == 0x10 and position[0] < end:
        layout.numbers[PERIOD] = octets[position[0]]
        position[0] += 1
        return True
    return form == 0


cdef inline bint lay_out_moment(_Layout layout, const uint8_t *octets, Py_ssize_t *position, Py_ssize_t end) noexcept:
    cdef int numbers[MOMENT_OCTETS]
    if end - position[0] < MOMENT_OCTETS or not read_moment(octets + position[0], numbers):
        return False
    layout.starts[MOMENT] = position[0]
    position[0] += MOMENT_OCTETS
    layout.stops[MOMENT] = position[0]
    return True


cdef inline bint lay_out_user_data(_Layout layout, const uint8_t *octets, Py_ssize_t position, Py_ssize_t end,
                                   const uint8_t *codings) noexcept:
    # All that is left, as its length says.
    cdef bint in_septets = codings[layout.numbers[CODING]] == SEPTETS
    cdef int udl, n_octets
    if position >= end:
        return False
    udl = octets[position]
    n_octets = (7 * udl + 7) // 8 if in_septets else udl
    if n_octets > MOST_OCTETS or n_octets != end - position - 1:
        return False
    layout.numbers[LENGTH] = udl
    layout.starts[USER_DATA] = position + 1
    layout.stops[USER_DATA] = end
    layout.n_header = 0
    if octets[0] & 0x40:
        layout.n_header = usual_header(octets + position + 1, n_octets)
        return layout.n_header > 0 and (not in_septets or header_septets(layout.n_header) <= udl)
    return True


cdef inline const uint8_t *payload_of(_Layout layout, Py_ssize_t *n_octets) noexcept:
    n_octets[0] = layout.stops[USER_DATA] - layout.starts[USER_DATA] - layout.n_header
    return <const uint8_t *> PyBytes_AS_STRING(layout.octets) + layout.starts[USER_DATA] + layout.n_header


cdef inline int fill_bits_of(_Layout layout) noexcept:
    return 7 * header_septets(layout.n_header) - 8 * layout.n_header


cdef inline int payload_septets(_Layout layout) noexcept:
    return layout.numbers[LENGTH] - header_septets(layout.n_header)


@cython.final
@cython.auto_pickle(False)
cdef class _Messages:
    """Makes messages of one class."""

    cdef type cls
    cdef int mti
    cdef Alphabet alphabet
    cdef bytes codings
    cdef Py_ssize_t layout_offset
    cdef int n_fields
    cdef Py_ssize_t offsets[MOST_FIELDS]
    cdef int numbers[MOST_FIELDS]
    cdef tuple tables

    def __cinit__(self, type cls, Alphabet alphabet not None, bytes codings not None, dict numbers not None):
        if len(codings) != N_OCTETS:
            raise ValueError("a coding for each octet")
        self.cls, self.mti, self.alphabet, self.codings = cls, cls.mti, alphabet, codings
        self.layout_offset = offset_of(cls._layout)
        for name, (number, table) in numbers.items():
            if len(table) != N_OCTETS + (number == "vp"):
                raise ValueError("a value for each octet")
            self.offsets[self.n_fields] = offset_of(getattr(cls, name))
            self.numbers[self.n_fields] = NUMBERS[number]
            self.n_fields += 1
        self.tables = tuple([table for _, table in numbers.values()])

    cdef object read(self, bytes octets):
        """The message that the octets are; None unless it is a usual one."""
        cdef _Layout layout
        cdef int field
        if len(octets) == 0 or <uint8_t> PyBytes_AS_STRING(octets)[0] & 3 != self.mti:
            return None
        layout = _Layout.__new__(_Layout)
        layout.octets = octets
        if not lay_out(layout, <const uint8_t *> PyBytes_AS_STRING(self.codings)):
            return None
        made = septet_allocate(self.cls)
        septet_fill_slot(made, self.layout_offset, layout)
        for field in range(self.n_fields):
            septet_fill_slot(made, self.offsets[field], (<tuple> (<tuple> self.tables)[field])[layout.numbers[self.numbers[field]]])
        return made

    cdef _Layout layout_of(self, object message):
        """The layout of a message that was read here; None for others."""
        cdef PyObject *found = septet_slot(message, self.layout_offset) if isinstance(message, self.cls) else NULL
        return None if found is NULL else <_Layout> found

    cdef int coding_of(self, _Layout layout) noexcept:
        return (<const uint8_t *> PyBytes_AS_STRING(self.codings))[layout.numbers[CODING]]

    cdef object text_of(self, object message):
        """The text of a message that was read here; None where the careful function is to look."""
        cdef _Layout layout = self.layout_of(message)
        cdef Py_ssize_t n_octets
        cdef const uint8_t *data
        cdef int coding, big_endian = 1
        if layout is None:
            return None
        coding = self.coding_of(layout)
        data = payload_of(layout, &n_octets)
        if coding == SEPTETS:
            return text_behind(self.alphabet, data, n_octets, fill_bits_of(layout), payload_septets(layout))
        if coding == UNITS:
            try:
                return PyUnicode_DecodeUTF16(<const char *> data, n_octets, NULL, &big_endian)
            except UnicodeDecodeError:
                return None
        return None


@cython.final
@cython.auto_pickle(False)
cdef class _LazyField:
    # Stands in the place of the slot of a field, and makes what is not there when it is asked for. It has no docstring,
    # since a slot has none.

    cdef type cls
    cdef object slot
    cdef _Maker maker  # None for octets as they are
    cdef int place
    cdef Py_ssize_t offset
    cdef Py_ssize_t layout_offset

    def __cinit__(self, type cls, str name not None, str place not None, made):
        self.cls, self.slot, self.place = cls, getattr(cls, name), PLACES[place]
        self.maker = None if made is bytes else made._maker
        self.offset = offset_of(self.slot)
        self.layout_offset = offset_of(cls._layout)

    def __get__(self, instance, owner):
        if instance is None:
            return self
        if isinstance(instance, self.cls):
            if septet_slot(instance, self.offset) is NULL and septet_slot(instance, self.layout_offset) is not NULL:
                self.fill(instance, <_Layout> septet_slot(instance, self.layout_offset))
            if septet_slot(instance, self.offset) is not NULL:
                return <object> septet_slot(instance, self.offset)
        return self.slot.__get__(instance, owner)

    cdef int fill(self, instance, _Layout layout) except -1:
        cdef const uint8_t *octets = <const uint8_t *> PyBytes_AS_STRING(layout.octets)
        if self.maker is None:
            made = layout.octets[layout.starts[self.place]:layout.stops[self.place]]
        else:
            made = self.maker.make(octets + layout.starts[self.place])
        with cython.critical_section(instance):
            if septet_slot(instance, self.offset) is NULL:  # nobody else was faster
                septet_fill_slot(instance, self.offset, made)
        return 0

    def __set__(self, instance, value):
        self.slot.__set__(instance, value)

    def __delete__(self, instance):
        self.slot.__delete__(instance)

    def __getattr__(self, name):
        return getattr(self.slot, name)


cdef inline bint is_strictness(object errors) except -1:
    # One that is, or none: what can be read strictly is read leniently in the same way.
    return errors is UNSAID or (type(errors) is str and (errors == "strict" or errors == "ignore"))


def fast_message(Alphabet alphabet not None, bytes codings not None, dict numbers not None, dict places not None):
    def decorate(cls):
        cdef _Messages messages = _Messages(cls, alphabet, codings, numbers)
        careful = cls.__dict__["parse"].__func__
        careful_text, careful_payload, careful_udh = cls.text.fget, cls.payload.fget, cls.udh.fget

        @wraps(careful)
        def parse(cls, octets, *, errors=UNSAID):
            if cls is messages.cls and type(octets) is bytes and is_strictness(errors):
                message = messages.read(octets)
                if message is not None:
                    return message
            return hand_over(careful, (cls, octets), {"errors": errors})

        @wraps(careful_text)
        def text(self):
            found = messages.text_of(self)
            return careful_text(self) if found is None else found

        @wraps(careful_payload)
        def payload(self):
            cdef _Layout layout = messages.layout_of(self)
            cdef Py_ssize_t n_octets
            cdef const uint8_t *data
            cdef bytes septets
            if layout is None:
                return careful_payload(self)
            data = payload_of(layout, &n_octets)
            if messages.coding_of(layout) != SEPTETS:
                return PyBytes_FromStringAndSize(<const char *> data, n_octets)
            septets = PyBytes_FromStringAndSize(NULL, payload_septets(layout))
            septet_unpack_behind(run, fill_bits_of(layout), data, n_octets, <uint8_t *> PyBytes_AS_STRING(septets),
                                 len(septets))
            return septets

        @wraps(careful_udh)
        def udh(self):
            cdef _Layout layout = messages.layout_of(self)
            if layout is None:
                return careful_udh(self)
            if layout.n_header and layout.header is None:
                header = careful_udh(self)
                with cython.critical_section(layout):
                    if layout.header is None:
                        layout.header = header
            return layout.header

        cls.payload, cls.udh = property(payload), property(udh)
        for name, (place, made) in places.items():
            setattr(cls, name, _LazyField(cls, name, place, made))
        cls.parse, cls.text, cls._messages = classmethod(parse), property(text), messages
        return cls
    return decorate


def fast_parse(dict classes not None):
    cdef dict readers = {direction: cls._messages for direction, cls in classes.items()}

    def decorate(careful):
        @wraps(careful)
        def parse(octets, *, direction, failed=UNSAID, errors=UNSAID):
            cdef PyObject *messages
            if type(octets) is bytes and type(direction) is str and failed is UNSAID and is_strictness(errors):
                messages = PyDict_GetItem(readers, direction)
                if messages is not NULL:
                    message = (<_Messages> messages).read(octets)
                    if message is not None:
                        return message
            return hand_over(careful, (octets,), {"direction": direction, "failed": failed, "errors": errors})
        return parse
    return decorate
