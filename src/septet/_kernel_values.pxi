# Short cuts for values on the wire: addresses and time stamps. Included by _kernel_c.pyx.
#
# What is right is read and written here; anything else falls out to the careful functions, which start from the
# beginning. Values are made by filling the slots of their classes.

from functools import wraps

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
    int PyLong_Check(object number)
    int PyLong_CheckExact(object number)
    long PyLong_AsLongAndOverflow(object number, int *overflow)

cdef enum:
    MOST_FIELDS = 64
    MOST_SEPTETS = 160
    MOST_DIGITS = 20
    MOMENT_OCTETS = 7
    NAME = 5  # the type of number that is none


cdef object UNSAID = object()  # an option that was not given: the careful function has its own defaults


cdef object hand_over(object careful, tuple arguments, dict options):
    return careful(*arguments, **{name: option for name, option in options.items() if option is not UNSAID})


# -- values ------------------------------------------------------------------------------------------------------------


@cython.auto_pickle(False)
cdef class _Maker:
    """A value class whose instances are made here, and where these have their fields."""

    cdef type cls
    cdef int n_fields
    cdef Py_ssize_t offsets[MOST_FIELDS]

    def __cinit__(self, type cls not None):
        self.cls = cls
        if len(cls.__match_args__) > MOST_FIELDS:
            raise TypeError("these are too many fields")
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


cdef object text_behind(Alphabet alphabet, const uint8_t *octets, Py_ssize_t n_octets, int fill_bits,
                           Py_ssize_t n_septets):
    # None where the alphabet has no text for it. The octets hold the septets, of which there are MOST_SEPTETS at most.
    cdef uint8_t septets[MOST_SEPTETS]
    cdef size_t stop
    septet_unpack_behind(run, fill_bits, octets, n_octets, septets, n_septets)
    text = text_of(septets, n_septets, alphabet, &stop)
    return text if stop == <size_t> n_septets else None


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
            written = text_behind(self.alphabet, octets + 2, (7 * n_septets + 7) // 8, 0, n_septets)
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
        def parse(cls, octets, *, errors=UNSAID):
            cdef int numbers[MOMENT_OCTETS]
            if (cls is moments.cls and type(octets) is bytes and len(<bytes> octets) == MOMENT_OCTETS
                    and is_strictness(errors) and read_moment(<const uint8_t *> PyBytes_AS_STRING(<bytes> octets), numbers)):
                return moments.of(numbers)
            return hand_over(careful, (cls, octets), {"errors": errors})

        @wraps(careful_datetime)
        def to_datetime(self, *, first_year=UNSAID):
            cdef int numbers[MOMENT_OCTETS]
            if first_year is not UNSAID or not numbers_of(moments, self, numbers):
                return hand_over(careful_datetime, (self,), {"first_year": first_year})
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
