# Short cut for the construction of values: their slots are filled here. Included by _kernel_c.pyx.

cdef extern from "Python.h":
    bint PyObject_GC_IsTracked(PyObject *item)
    void PyObject_GC_UnTrack(object item)
    PyObject *find_item "PyDict_GetItem"(PyObject *items, object key)
    bint is_dict "PyDict_CheckExact"(PyObject *item)


cdef object WHERE = "__constructed_by__"
cdef object BEGIN = "__init__"


@cython.final
@cython.auto_pickle(False)
cdef class _Construction(_Maker):
    # Where the fields of a class are, as they are called, and what they are where a call does not say.
    cdef tuple names
    cdef tuple defaults
    cdef object unsaid
    cdef object begin  # the constructor that this is short for


cdef object enter_value(object cls, PyObject *const *args, size_t n_args, PyObject *names):
    cdef _Construction by = construction_of(<Type *> <PyObject *> cls)
    cdef PyObject *fields[MOST_FIELDS]
    cdef int i, n_fields
    cdef Py_ssize_t n_given = PyVectorcall_NARGS(n_args)
    cdef bint is_tracked = False
    if by is None or n_given > by.n_fields or not find_named(by, names, args + n_given, fields, n_given):
        return construct_carefully(cls, args, n_given, names)
    n_fields = by.n_fields
    for i in range(n_given):
        fields[i] = args[i]
    for i in range(n_given, n_fields):
        if fields[i] is NULL:
            fields[i] = PyTuple_GET_ITEM(by.defaults, i)
            if fields[i] is <PyObject *> by.unsaid:
                return construct_carefully(cls, args, n_given, names)
    made = septet_allocate(cls)
    for i in range(n_fields):
        septet_fill_slot(made, by.offsets[i], <object> fields[i])
        # A dict may be tracked later, when it is filled.
        is_tracked |= PyObject_GC_IsTracked(fields[i]) or is_dict(fields[i])
    if not is_tracked:
        # It never changes, so it belongs to no cycle, unless its class keeps it: the collector need not look at it.
        PyObject_GC_UnTrack(made)
    return made


cdef inline _Construction construction_of(Type *kind):
    # None where the class was given another way to begin since, or what is kept in it is not what was put there.
    cdef PyObject *by = find_item(kind.tp_dict, WHERE)
    if by is NULL or type(<object> by) is not _Construction or (<_Construction> by).cls is not <object> <PyObject *> kind:
        return None
    if find_item(kind.tp_dict, BEGIN) is not <PyObject *> (<_Construction> by).begin:
        return None
    return <_Construction> by if kind.tp_new == (<Type *> <PyObject *> object).tp_new else None


cdef inline bint find_named(_Construction by, PyObject *names, PyObject *const *args, PyObject **fields,
                            int n_given) noexcept:
    # Puts what is given by name, and NULL for all that is given by nothing, behind what is given by place. Names in a
    # call are the same objects as those of the fields, nearly always; what is not is left to the careful constructor.
    cdef int i
    cdef Py_ssize_t k
    for i in range(n_given, by.n_fields):
        fields[i] = NULL
    if names is NULL:
        return True
    for k in range(PyTuple_GET_SIZE(<object> names)):
        for i in range(n_given, by.n_fields):
            if PyTuple_GET_ITEM(by.names, i) is PyTuple_GET_ITEM(<object> names, k):
                fields[i] = args[k]
                break
        else:
            return False
    return True


cdef object construct_carefully(object cls, PyObject *const *args, Py_ssize_t n_given, PyObject *names):
    # As every class is called that has no short cut.
    cdef tuple by_place = tuple([<object> args[i] for i in range(n_given)])
    cdef dict by_name = {}
    if names is not NULL:
        by_name = {name: <object> args[n_given + k] for k, name in enumerate(<tuple> names)}
    return (<Type *> <PyObject *> type).tp_call(cls, by_place, by_name)


def fast_value(cls, dict defaults not None):
    cdef _Construction by
    if type(cls) is not type or cls.__new__ is not object.__new__ or cls.__dictoffset__:
        return
    try:
        by = _Construction(cls)
    except TypeError:
        return
    by.unsaid = object()
    by.begin = cls.__dict__[BEGIN]
    by.names = tuple(cls.__match_args__)
    by.defaults = tuple([defaults.get(name, by.unsaid) for name in by.names])
    setattr(cls, WHERE, by)
    (<Type *> <PyObject *> cls).tp_vectorcall = enter_value
