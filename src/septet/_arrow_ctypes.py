"""The C data interface of Arrow through ``ctypes``: for the column kernel in Python.

The structures are those of the specification (https://arrow.apache.org/docs/format/CDataInterface.html). What is given
away is kept until the consumer releases it, from whatever thread.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_void_p, cast, py_object, pythonapi
from itertools import count
from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Layout: TypeAlias = "tuple[str, str, Layout | None, tuple[Layout, ...]]"
    """Of a type: name, format, that of the dictionary, those of the fields."""

_NULLABLE = 2


class Schema(Structure):
    """``struct ArrowSchema``."""


class Array(Structure):
    """``struct ArrowArray``."""


class Stream(Structure):
    """``struct ArrowArrayStream``."""


# These take the GIL when they are called, and let go of it when they call.
_release_schema_type = CFUNCTYPE(None, POINTER(Schema))
_release_array_type = CFUNCTYPE(None, POINTER(Array))
_release_stream_type = CFUNCTYPE(None, POINTER(Stream))
_get_schema_type = CFUNCTYPE(c_int, POINTER(Stream), POINTER(Schema))
_get_next_type = CFUNCTYPE(c_int, POINTER(Stream), POINTER(Array))
_get_error_type = CFUNCTYPE(c_void_p, POINTER(Stream))

Schema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(Schema))),
    ("dictionary", POINTER(Schema)),
    ("release", _release_schema_type),
    ("private_data", c_void_p),
]
Array._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(Array))),
    ("dictionary", POINTER(Array)),
    ("release", _release_array_type),
    ("private_data", c_void_p),
]
Stream._fields_ = [
    ("get_schema", _get_schema_type),
    ("get_next", _get_next_type),
    ("get_last_error", _get_error_type),
    ("release", _release_stream_type),
    ("private_data", c_void_p),
]

_NAMES = {Schema: b"arrow_schema", Array: b"arrow_array", Stream: b"arrow_array_stream"}
_pointer_of = ctypes.PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", pythonapi))
_new_capsule = ctypes.PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", pythonapi))


# -- what is handed in -------------------------------------------------------------------------------------------------


class Held:
    """A structure that was handed over, to be released when nothing needs it any more."""

    def __init__(self, structure: Any) -> None:
        self.structure = structure

    def __del__(self) -> None:
        if self.structure.release:
            self.structure.release(byref(self.structure))


def take(capsule: object, kind: Any) -> Held:
    """Take a structure out of the capsule that it was handed over in.

    Raises:
        OSError: somebody else took it.
    """
    given = kind.from_address(_pointer_of(capsule, _NAMES[kind]))
    if not given.release:
        raise OSError("an Arrow stream or array was read by somebody else")
    held = Held(kind.from_buffer_copy(given))
    given.release = type(given.release)()
    return held


def get(stream: Held, what: str, kind: Any) -> Held:
    """Call a function of a stream that makes a structure.

    Raises:
        OSError: the function failed.
    """
    made = Held(kind())
    status = getattr(stream.structure, what)(byref(stream.structure), byref(made.structure))
    if status:
        said = cast(stream.structure.get_last_error(byref(stream.structure)), c_char_p).value
        raise OSError(status, "an Arrow stream failed" if said is None else said.decode("utf-8", "replace"))
    return made


def layout_of(schema: Any) -> Layout:
    """What the kernel has to know about a type.

    Raises:
        OSError: it lacks its format or its children.
    """
    if schema.format is None or (schema.n_children > 0 and not schema.children):
        raise OSError("an Arrow type is not built as the interface says")
    return (
        (schema.name or b"").decode("utf-8", "replace"),
        schema.format.decode("utf-8", "replace"),
        layout_of(schema.dictionary.contents) if schema.dictionary else None,
        tuple(layout_of(schema.children[i].contents) for i in range(schema.n_children)),
    )


# -- what is given away ------------------------------------------------------------------------------------------------


class Node(NamedTuple):
    """An array and its type."""

    format: bytes
    name: bytes
    n_rows: int
    n_nulls: int
    buffers: tuple[bytes | None, ...]
    children: tuple[Node, ...] = ()
    dictionary: Node | None = None


_keys = count(1)
_kept: dict[int, object] = {}


def address_of(octets: bytes) -> int | None:
    """Where the octets are, as long as somebody keeps them."""
    return cast(c_char_p(octets), c_void_p).value


def _keep(structure: Any, *parts: object) -> None:
    structure.private_data = next(_keys)
    _kept[structure.private_data] = parts


def _release(pointer: Any) -> None:
    structure = pointer.contents
    nested = [structure.children[i].contents for i in range(structure.n_children)]
    if structure.dictionary:
        nested.append(structure.dictionary.contents)
    for each in nested:
        if each.release:
            each.release(byref(each))
    _let_go(structure)


def _let_go(structure: Any) -> None:
    kept = _kept.pop(structure.private_data)
    structure.release = type(structure.release)()
    del kept


def _fill(structure: Any, kind: Any, node: Node) -> None:
    ctypes.memset(ctypes.addressof(structure), 0, ctypes.sizeof(kind))
    children = [kind() for _ in node.children]
    pointers = (POINTER(kind) * len(children))(*map(ctypes.pointer, children))
    structure.n_children = len(children)
    structure.children = pointers
    dictionary = None
    if node.dictionary is not None:
        dictionary = kind()
        _fill(dictionary, kind, node.dictionary)
        structure.dictionary = ctypes.pointer(dictionary)
    for child, of in zip(children, node.children):
        _fill(child, kind, of)
    if kind is Schema:
        structure.format, structure.name, structure.flags = node.format, node.name, _NULLABLE
        structure.release = _release_schema
        _keep(structure, children, pointers, dictionary, node)
    else:
        addresses = [None if buffer is None else address_of(buffer) for buffer in node.buffers]
        buffers: Any = (c_void_p * len(addresses))()
        buffers[:] = addresses
        structure.length, structure.null_count, structure.n_buffers = node.n_rows, node.n_nulls, len(buffers)
        structure.buffers = buffers
        structure.release = _release_array
        _keep(structure, children, pointers, dictionary, node, buffers)


def _fill_stream(stream: Any, node: Node) -> None:
    waiting = [node]

    def schema(_: object, made: Any) -> int:
        _fill(made.contents, Schema, node)
        return 0

    def following(_: object, made: Any) -> int:
        if waiting:
            _fill(made.contents, Array, waiting.pop())
        else:
            made.contents.release = _release_array_type()
        return 0

    stream.get_schema = _get_schema_type(schema)
    stream.get_next = _get_next_type(following)
    stream.get_last_error = _get_error_type(lambda _: None)
    stream.release = _release_stream
    _keep(stream, stream.get_schema, stream.get_next, stream.get_last_error)


def give(kind: Any, node: Node) -> object:
    """Return a capsule with the schema of a node, its array, or a stream of it."""
    structure = kind()
    if kind is Stream:
        _fill_stream(structure, node)
    else:
        _fill(structure, kind, node)
    capsule: object = _new_capsule(ctypes.addressof(structure), _NAMES[kind], None)
    _sweep()
    _given.append((capsule, Held(structure)))
    return capsule


_given: list[tuple[object, Held]] = []
_REFERENCES = 2  # to a capsule that nobody else has: the one in the list, and the one that counts them


def _sweep() -> None:
    # A destructor of a capsule may be called while an exception is on its way, when no Python can run. So what was in
    # the capsules that are gone is looked after when the next one is made.
    _given[:] = [each for each in _given if sys.getrefcount(each[0]) > _REFERENCES]


_release_schema = _release_schema_type(_release)
_release_array = _release_array_type(_release)
_release_stream = _release_stream_type(lambda pointer: _let_go(pointer.contents))
for _callback in (_release_schema, _release_array, _release_stream):
    pythonapi.Py_IncRef(py_object(_callback))  # for ever: a consumer may live longer than this module
