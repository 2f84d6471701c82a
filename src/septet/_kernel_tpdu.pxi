# Short cuts for messages from and to phones. Included by _kernel_c.pyx.
#
# What is usual is read here; anything else falls out to the careful functions, which start from the beginning. A layout
# is where the fields of a TPDU stand, found in one pass that also makes sure that the careful parser would have nothing
# to object. Values are made by filling the slots of their classes, and what takes time is made when it is asked for.

cimport cython
from cpython.datetime cimport datetime_new, import_datetime, timedelta_new, timezone_new
from cpython.object cimport PyObject

cdef extern from *:
    """
    #include <structmember.h>

    /* Where instances have the slot that this descriptor is of; 0 where it is none. */
    static Py_ssize_t septet_slot_offset(PyObject *descriptor)
    {
        if (Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
            const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
            return member->type == T_OBJECT_EX ? member->offset : 0;
        }
        return 0;
    }

    static inline PyObject *septet_slot(PyObject *instance, Py_ssize_t offset)
    {
        return *(PyObject **)((char *)instance + offset);
    }

    /* The slot has to be empty. */
    static inline void septet_fill_slot(PyObject *instance, Py_ssize_t offset, PyObject *value)
    {
        *(PyObject **)((char *)instance + offset) = Py_NewRef(value);
    }

    #define septet_allocate(cls) PyType_GenericAlloc((PyTypeObject *)(cls), 0)
    """
    Py_ssize_t septet_slot_offset(object descriptor)
    PyObject *septet_slot(object instance, Py_ssize_t offset)
    void septet_fill_slot(object instance, Py_ssize_t offset, object value)
    object septet_allocate(object cls)

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF16(const char *octets, Py_ssize_t n_octets, const char *errors, int *order)
    int PyLong_Check(object number)
    int PyLong_CheckExact(object number)
    PyObject *PyDict_GetItem(object mapping, object key)
    long PyLong_AsLongAndOverflow(object number, int *overflow)

cdef enum:
    MOST_FIELDS = 16
    N_OCTETS = 256
    MOST_OCTETS = 140
    MOST_SEPTETS = 160
    MOST_DIGITS = 20
    MOMENT_OCTETS = 7
    NAME = 5  # the type of number that is none
    NO_PERIOD = 256  # in the place of the octet of a relative validity period
    # what TP-UD is, in a table by TP-DCS
    OTHER = 0
    SEPTETS = 1
    UNITS = 2


# -- values ------------------------------------------------------------------------------------------------------------


@cython.auto_pickle(False)
cdef class _Maker:
    """A value class whose instances are made here, and where these have their fields."""

    cdef type cls
    cdef int n_fields
    cdef Py_ssize_t offsets[MOST_FIELDS]

    def __cinit__(self, type cls not None):
        self.cls = cls
        for name in cls.__match_args__:
            self.offsets[self.n_fields] = offset_of(getattr(cls, name))
            self.n_fields += 1

    cdef object make(self, const uint8_t *octets):
        """The value that the octets are, which have been found to be right."""


cdef Py_ssize_t offset_of(object descriptor) except 0:
    cdef Py_ssize_t offset = septet_slot_offset(descriptor)
    if offset == 0:
        raise TypeError("this is no slot")
    return offset


cdef object ascii_of(const uint8_t *characters, Py_ssize_t n_chars):
    if n_chars == 0:
        return ""
    text = PyUnicode_New(n_chars, N_CODES - 1)
    memcpy(PyUnicode_DATA(text), characters, n_chars)
    return text


cdef object text_of_packed(Alphabet alphabet, const uint8_t *octets, Py_ssize_t n_octets, int fill_bits,
                           Py_ssize_t n_septets):
    # None where the alphabet has no text for it. The octets hold the septets, of which there are MOST_SEPTETS at most.
    cdef uint8_t septets[MOST_SEPTETS]
    cdef Py_ssize_t stop
    septet_unpack(octets, n_octets, fill_bits, septets, n_septets)
    text = text_of_septets(alphabet, septets, n_septets, &stop)
    return text if stop == n_septets else None


# -- addresses ---------------------------------------------------------------------------------------------------------


cdef inline bint is_address(const uint8_t *octets, Py_ssize_t n_octets, Py_ssize_t *end) noexcept:
    if n_octets < 2 or octets[0] > MOST_DIGITS or (octets[1] < 0x80 and octets[0] > 0):
        return False
    end[0] = 2 + (octets[0] + 1) // 2
    return end[0] <= n_octets


cdef const char *DIGITS = "0123456789*#abc"


cdef object digits_of(const uint8_t *packed, int n_digits):
    cdef uint8_t characters[MOST_DIGITS]
    cdef int i, nibble, n_chars = 0
    for i in range(n_digits):
        nibble = packed[i >> 1] >> 4 if i & 1 else packed[i >> 1] & 0x0F
        if nibble < 0x0F:
            characters[n_chars] = DIGITS[nibble]
            n_chars += 1
    return ascii_of(characters, n_chars)


@cython.final
@cython.auto_pickle(False)
cdef class _Addresses(_Maker):
    cdef Alphabet alphabet
    cdef tuple types

    cdef object make(self, const uint8_t *octets):
        cdef int n_septets = 4 * octets[0] // 7
        if octets[1] >> 4 & 7 == NAME:
            written = text_of_packed(self.alphabet, octets + 2, (7 * n_septets + 7) // 8, 0, n_septets)
        else:
            written = digits_of(octets + 2, octets[0])
        ton, npi = <tuple> self.types[octets[1] & 0x7F]
        made = septet_allocate(self.cls)
        septet_fill_slot(made, self.offsets[0], written)
        septet_fill_slot(made, self.offsets[1], ton)
        septet_fill_slot(made, self.offsets[2], npi)
        return made


cdef int nibble_of(uint32_t character) noexcept:
    # -1 for what is no digit.
    cdef int nibble
    for nibble in range(15):
        if <uint8_t> DIGITS[nibble] == character:
            return nibble
    return -1


cdef int small_number(PyObject *field, int most) noexcept:
    # -1 for what is no number, or none from 0 to ``most``.
    cdef int overflow
    cdef long number
    if field is NULL or not PyLong_Check(<object> field):
        return -1
    number = PyLong_AsLongAndOverflow(<object> field, &overflow)
    return number if not overflow and 0 <= number <= most else -1


cdef object serialized_number(_Addresses addresses, object address):
    """The octets of a number with a type and a plan that can be; None for anything else."""
    cdef uint8_t octets[2 + MOST_DIGITS]
    cdef PyObject *value
    cdef Py_ssize_t n_digits, i
    cdef int ton, npi, nibble
    if type(address) is not addresses.cls:
        return None
    value = septet_slot(address, addresses.offsets[0])
    ton = small_number(septet_slot(address, addresses.offsets[1]), 7)
    npi = small_number(septet_slot(address, addresses.offsets[2]), 15)
    if ton < 0 or ton == NAME or npi < 0 or value is NULL or type(<object> value) is not str:
        return None
    n_digits = PyUnicode_GET_LENGTH(<object> value)
    if n_digits > MOST_DIGITS:
        return None
    octets[0], octets[1] = n_digits, 0x80 | ton << 4 | npi
    for i in range(n_digits):
        nibble = nibble_of(PyUnicode_READ(PyUnicode_KIND(<object> value), PyUnicode_DATA(<object> value), i))
        if nibble < 0:
            return None
        if i & 1:
            octets[2 + i // 2] = (octets[2 + i // 2] & 0x0F) | nibble << 4
        else:
            octets[2 + i // 2] = 0xF0 | nibble
    return PyBytes_FromStringAndSize(<const char *> octets, 2 + (n_digits + 1) // 2)


def fast_address(Alphabet alphabet not None, tuple types not None):
    if alphabet.locking.count("\x1b") > 1 or len(types) != N_CODES:
        raise ValueError("a character for each septet, and a type for each seven bits")

    def decorate(cls):
        cdef _Addresses addresses = _Addresses(cls)
        addresses.alphabet, addresses.types = alphabet, types
        careful = cls.__dict__["parse"].__func__
        careful_serialize = cls.serialize

        @wraps(careful)
        def parse(cls, octets):
            cdef const uint8_t *data
            cdef Py_ssize_t end
            if cls is addresses.cls and type(octets) is bytes:
                data = <const uint8_t *> PyBytes_AS_STRING(<bytes> octets)
                if is_address(data, len(<bytes> octets), &end) and end == len(<bytes> octets):
                    return addresses.make(data)
            return careful(cls, octets)

        @wraps(careful_serialize)
        def serialize(self):
            octets = serialized_number(addresses, self)
            return careful_serialize(self) if octets is None else octets

        cls.parse, cls.serialize, cls._maker = classmethod(parse), serialize, addresses
        return cls
    return decorate


# -- moments -----------------------------------------------------------------------------------------------------------


cdef inline bint is_date(const int *numbers) noexcept:
    # Year to second. The century is not known, so that any year that can be divided by four has a 29 February.
    cdef const char *last_days = "\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"
    if not (0 <= numbers[0] <= 99 and 1 <= numbers[1] <= 12 and 1 <= numbers[2]):
        return False
    if numbers[2] > last_days[numbers[1] - 1] + (numbers[1] == 2 and numbers[0] % 4 == 0):
        return False
    return 0 <= numbers[3] <= 23 and 0 <= numbers[4] <= 59 and 0 <= numbers[5] <= 59


cdef inline bint read_moment(const uint8_t *octets, int *numbers) noexcept:
    cdef int i, tens, units
    for i in range(MOMENT_OCTETS):
        tens = octets[i] & (0x07 if i == MOMENT_OCTETS - 1 else 0x0F)
        units = octets[i] >> 4
        if tens > 9 or units > 9:
            return False
        numbers[i] = 10 * tens + units
    if octets[MOMENT_OCTETS - 1] & 0x08:
        numbers[MOMENT_OCTETS - 1] = -numbers[MOMENT_OCTETS - 1]
    return is_date(numbers)


@cython.final
@cython.auto_pickle(False)
cdef class _Moments(_Maker):
    cdef object make(self, const uint8_t *octets):
        cdef int numbers[MOMENT_OCTETS]
        read_moment(octets, numbers)
        return self.of(numbers)

    cdef object of(self, const int *numbers):
        cdef int i
        made = septet_allocate(self.cls)
        for i in range(MOMENT_OCTETS):
            septet_fill_slot(made, self.offsets[i], numbers[i])
        return made


cdef bint numbers_of(_Moments moments, object moment, int *numbers) noexcept:
    cdef int i, overflow
    cdef long number
    cdef PyObject *field
    if type(moment) is not moments.cls:
        return False
    for i in range(MOMENT_OCTETS):
        field = septet_slot(moment, moments.offsets[i])
        if field is NULL or not PyLong_CheckExact(<object> field):
            return False
        number = PyLong_AsLongAndOverflow(<object> field, &overflow)
        if overflow or not -79 <= number <= 99:
            return False
        numbers[i] = number
    return is_date(numbers) and numbers[MOMENT_OCTETS - 1] <= 79


def fast_moment(int first_year):
    cdef int century = first_year

    def decorate(cls):
        cdef _Moments moments = _Moments(cls)
        cdef dict zones = {}
        careful = cls.__dict__["parse"].__func__
        careful_datetime = cls.to_datetime
        careful_serialize = cls.serialize

        @wraps(careful)
        def parse(cls, octets, *, errors=ABSENT):
            cdef int numbers[MOMENT_OCTETS]
            if (cls is moments.cls and type(octets) is bytes and len(<bytes> octets) == MOMENT_OCTETS
                    and is_plain(errors) and read_moment(<const uint8_t *> PyBytes_AS_STRING(<bytes> octets), numbers)):
                return moments.of(numbers)
            return call_for(cls, careful, octets, {"errors": errors})

        @wraps(careful_datetime)
        def to_datetime(self, *, first_year=ABSENT):
            cdef int numbers[MOMENT_OCTETS]
            if first_year is not ABSENT or not numbers_of(moments, self, numbers):
                return call(careful_datetime, self, {"first_year": first_year})
            zone = zones.get(numbers[6])
            if zone is None:
                import_datetime()
                zone = zones[numbers[6]] = timezone_new(timedelta_new(0, 900 * numbers[6], 0))
            return datetime_new(century + numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], 0,
                                zone)

        @wraps(careful_serialize)
        def serialize(self):
            cdef int numbers[MOMENT_OCTETS]
            cdef uint8_t octets[MOMENT_OCTETS]
            cdef int i, number
            if not numbers_of(moments, self, numbers):
                return careful_serialize(self)
            for i in range(MOMENT_OCTETS):
                number = -numbers[i] if numbers[i] < 0 else numbers[i]
                octets[i] = number % 10 << 4 | number // 10
            if numbers[MOMENT_OCTETS - 1] < 0:
                octets[MOMENT_OCTETS - 1] |= 0x08
            return PyBytes_FromStringAndSize(<const char *> octets, MOMENT_OCTETS)

        cls.parse, cls.to_datetime, cls.serialize, cls._maker = classmethod(parse), to_datetime, serialize, moments
        return cls
    return decorate


# -- messages ----------------------------------------------------------------------------------------------------------

cdef enum:
    SUBMIT = 1
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


cdef inline int septets_in(_Layout layout) noexcept:
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
            return text_of_packed(self.alphabet, data, n_octets, fill_bits_of(layout), septets_in(layout))
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


cdef inline bint is_plain(object errors) except -1:
    # What is read strictly is read leniently in the same way.
    return errors is ABSENT or (type(errors) is str and (errors == "strict" or errors == "ignore"))


def fast_message(Alphabet alphabet not None, bytes codings not None, dict numbers not None, dict places not None):
    def decorate(cls):
        cdef _Messages messages = _Messages(cls, alphabet, codings, numbers)
        careful = cls.__dict__["parse"].__func__
        careful_text, careful_payload, careful_udh = cls.text.fget, cls.payload.fget, cls.udh.fget

        @wraps(careful)
        def parse(cls, octets, *, errors=ABSENT):
            if cls is messages.cls and type(octets) is bytes and is_plain(errors):
                message = messages.read(octets)
                if message is not None:
                    return message
            return call_for(cls, careful, octets, {"errors": errors})

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
            septets = PyBytes_FromStringAndSize(NULL, septets_in(layout))
            septet_unpack(data, n_octets, fill_bits_of(layout), <uint8_t *> PyBytes_AS_STRING(septets), len(septets))
            return septets

        @wraps(careful_udh)
        def udh(self):
            cdef _Layout layout = messages.layout_of(self)
            if layout is None:
                return careful_udh(self)
            if layout.n_header and layout.header is None:
                layout.header = careful_udh(self)
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
        def parse(octets, *, direction, failed=ABSENT, errors=ABSENT):
            cdef PyObject *messages
            if type(octets) is bytes and type(direction) is str and failed is ABSENT and is_plain(errors):
                messages = PyDict_GetItem(readers, direction)
                if messages is not NULL:
                    message = (<_Messages> messages).read(octets)
                    if message is not None:
                        return message
            return call(careful, octets, {"direction": direction, "failed": failed, "errors": errors})
        return parse
    return decorate
