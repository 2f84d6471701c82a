# Functions with a short cut: plain calls are answered here, all others by the careful function in Python. Included by
# _kernel_c.pyx.

cdef extern from "Python.h":
    ctypedef object (*vectorcallfunc)(object function, PyObject *const *args, size_t n_args, PyObject *names)
    ctypedef struct Type "PyTypeObject":
        object (*tp_new)(type kind, tuple arguments, PyObject *names)
        object (*tp_call)(object function, tuple arguments, dict named)
        PyObject *tp_dict
        vectorcallfunc tp_vectorcall
        Py_ssize_t tp_basicsize
        object (*tp_alloc)(Type *kind, Py_ssize_t n_items)
        void (*tp_free)(void *room) noexcept
        void (*tp_dealloc)(PyObject *instance) noexcept
        Py_ssize_t tp_vectorcall_offset
        unsigned long tp_flags
    unsigned long Py_TPFLAGS_HAVE_VECTORCALL
    Py_ssize_t PyVectorcall_NARGS(size_t n_args)
    object PyMethod_New(object function, object instance)
    long PyLong_AsLongAndOverflow(object number, int *overflow)
    object PyObject_Vectorcall(object function, PyObject *const *args, size_t n_args, PyObject *names)


@cython.final
@cython.auto_pickle(False)
cdef class _ShortCut:
    """A function that answers plain calls itself and hands on all others, as they are, to a careful one.

    It shows the name, the documentation and the signature of the careful one. What Cython makes of ``def`` with so many
    keywords spends more time on them, where none is given, than the answer takes. So this class is called as C calls a
    function, by the protocol for that (PEP 590), and looks at its arguments itself.
    """

    cdef vectorcallfunc enter
    cdef object careful
    cdef dict __dict__
    cdef object __weakref__
    cdef Alphabet alphabet
    cdef Limits limits
    cdef Py_ssize_t most_parts
    cdef _Splitter splitter

    def __call__(self, *args, **named):
        return self.careful(*args, **named)

    def __get__(self, instance, owner):
        return self if instance is None else PyMethod_New(self, instance)

    def __repr__(self):
        return repr(self.careful)

    def __reduce__(self):
        return self.__qualname__


cdef object short_cut(object careful, vectorcallfunc enter, Alphabet alphabet):
    cdef _ShortCut made = _ShortCut.__new__(_ShortCut)
    cdef Type *kind = <Type *> <PyObject *> _ShortCut
    kind.tp_vectorcall_offset = <char *> &made.enter - <char *> <PyObject *> made
    kind.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL
    made.enter = enter
    made.careful = careful
    made.alphabet = alphabet
    return update_wrapper(made, careful)


cdef inline bint is_plain_call(size_t n_args, PyObject *names) noexcept:
    return PyVectorcall_NARGS(n_args) == 1 and names is NULL


cdef object enter_encode(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef size_t stop
    cdef object text
    if is_plain_call(n_args, names) and PyUnicode_Check(<object> args[0]):
        text = <object> args[0]
        septets = septets_of(text, (<_ShortCut> function).alphabet, &stop)
        if stop == <size_t> PyUnicode_GET_LENGTH(text):
            return septets
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_encode(Alphabet alphabet not None):
    return lambda careful: short_cut(careful, enter_encode, alphabet)


cdef object enter_decode(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef size_t stop
    if is_plain_call(n_args, names) and type(<object> args[0]) is bytes:
        septets = <bytes> args[0]
        text = text_of(octets_in(septets), len(septets), (<_ShortCut> function).alphabet, &stop)
        if stop == <size_t> len(septets):
            return text
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_decode(Alphabet alphabet not None):
    return lambda careful: short_cut(careful, enter_decode, alphabet)


cdef object enter_pack(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef size_t stop
    if is_plain_call(n_args, names) and type(<object> args[0]) is bytes:
        septets = <bytes> args[0]
        octets = octets_of(octets_in(septets), len(septets), 0, &stop)
        if stop == <size_t> len(septets):
            return octets
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_pack(careful):
    return short_cut(careful, enter_pack, None)


cdef inline Py_ssize_t septets_asked_for(PyObject *const *args, size_t n_args, PyObject *names) noexcept:
    # In a call with octets and a number of septets that takes as many, that number; -1 in every other call.
    cdef Py_ssize_t n_octets, n_septets
    cdef int overflow
    if PyVectorcall_NARGS(n_args) != 2 or names is not NULL:
        return -1
    if type(<object> args[0]) is not bytes or type(<object> args[1]) is not int:
        return -1
    n_octets = len(<bytes> args[0])
    n_septets = PyLong_AsLongAndOverflow(<object> args[1], &overflow)
    if 0 <= n_septets <= 2 * n_octets and (7 * n_septets + 7) // 8 == n_octets:
        return n_septets
    return -1


cdef object enter_unpack(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef Py_ssize_t n_septets = septets_asked_for(args, n_args, names)
    if n_septets >= 0:
        return septets_in(<bytes> args[0], n_septets, 0)
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_unpack(careful):
    return short_cut(careful, enter_unpack, None)


cdef object enter_encode_packed(object function, PyObject *const *args, size_t n_args, PyObject *names):
    if is_plain_call(n_args, names) and PyUnicode_Check(<object> args[0]):
        octets = packed_octets_of(<object> args[0], (<_ShortCut> function).alphabet)
        if octets is not None:
            return octets
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_encode_packed(Alphabet alphabet not None):
    return lambda careful: short_cut(careful, enter_encode_packed, alphabet)


cdef object enter_decode_packed(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef Py_ssize_t n_septets = septets_asked_for(args, n_args, names)
    if n_septets >= 0:
        text = text_in_packed(<bytes> args[0], n_septets, (<_ShortCut> function).alphabet)
        if text is not None:
            return text
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_decode_packed(Alphabet alphabet not None):
    return lambda careful: short_cut(careful, enter_decode_packed, alphabet)


cdef object enter_count_parts(object function, PyObject *const *args, size_t n_args, PyObject *names):
    cdef Counted counted
    if is_plain_call(n_args, names) and PyUnicode_Check(<object> args[0]):
        count_text(&counted, <object> args[0], (<_ShortCut> function).alphabet, &(<_ShortCut> function).limits)
        if counted.n_parts <= (<_ShortCut> function).most_parts:
            return counted.n_parts
    return PyObject_Vectorcall((<_ShortCut> function).careful, args, n_args, names)


def fast_count_parts(Alphabet alphabet not None, tuple limits not None, Py_ssize_t most_parts):
    cdef Limits read = limits_of(limits)

    def decorate(careful):
        cdef _ShortCut made = short_cut(careful, enter_count_parts, alphabet)
        made.limits = read
        made.most_parts = most_parts
        return made

    return decorate
