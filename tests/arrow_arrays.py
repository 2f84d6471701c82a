"""Arrow arrays made and read by hand through ``ctypes``, so that columns can be tested without any other package.

Written from the specification of the C data interface, and shares nothing with the library. Whoever makes an array here
can ask afterwards whether all of it was released, and that once.
"""

from __future__ import annotations

import ctypes
import struct
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTER = ctypes.POINTER


class CSchema(ctypes.Structure):
    pass


class CArray(ctypes.Structure):
    pass


class CStream(ctypes.Structure):
    pass


RELEASE_SCHEMA = ctypes.CFUNCTYPE(None, POINTER(CSchema))
RELEASE_ARRAY = ctypes.CFUNCTYPE(None, POINTER(CArray))
RELEASE_STREAM = ctypes.CFUNCTYPE(None, POINTER(CStream))
GET_SCHEMA = ctypes.CFUNCTYPE(ctypes.c_int, POINTER(CStream), POINTER(CSchema))
GET_NEXT = ctypes.CFUNCTYPE(ctypes.c_int, POINTER(CStream), POINTER(CArray))
GET_ERROR = ctypes.CFUNCTYPE(ctypes.c_void_p, POINTER(CStream))

CSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", POINTER(POINTER(CSchema))),
    ("dictionary", POINTER(CSchema)),
    ("release", RELEASE_SCHEMA),
    ("private_data", ctypes.c_void_p),
]
CArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", POINTER(ctypes.c_void_p)),
    ("children", POINTER(POINTER(CArray))),
    ("dictionary", POINTER(CArray)),
    ("release", RELEASE_ARRAY),
    ("private_data", ctypes.c_void_p),
]
CStream._fields_ = [
    ("get_schema", GET_SCHEMA),
    ("get_next", GET_NEXT),
    ("get_last_error", GET_ERROR),
    ("release", RELEASE_STREAM),
    ("private_data", ctypes.c_void_p),
]

api = ctypes.pythonapi
new_capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", api)
)
pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", api))

_alive: list[object] = []  # what a capsule or a consumer may point to; the tests are short


# -- making ------------------------------------------------------------------------------------------------------------


class Made:
    """An array with its type. Everything in it can be wrong on purpose."""

    def __init__(
        self,
        form: str,
        n_rows: int,
        buffers: list[bytes | None],
        *,
        offset: int = 0,
        null_count: int = -1,
        children: list[Made] | None = None,
        dictionary: Made | None = None,
        name: str = "",
        n_children: int | None = None,
        has_dictionary: bool = True,
    ) -> None:
        self.form, self.n_rows, self.offset, self.null_count = form, n_rows, offset, null_count
        self.buffers, self.children, self.dictionary, self.name = buffers, children or [], dictionary, name
        self.n_children = len(self.children) if n_children is None else n_children
        self.has_dictionary = has_dictionary
        self.kept: list[object] = []
        self.n_given = 0
        self.n_released = 0
        # Of as many octets as they say, in memory of their own, so that a sanitizer sees who reads beyond.
        self.memory = [
            None if each is None else ctypes.create_string_buffer(each, max(len(each), 1)) for each in buffers
        ]

    def fill_schema(self, schema: CSchema) -> None:
        ctypes.memset(ctypes.addressof(schema), 0, ctypes.sizeof(schema))
        texts = self.form.encode(), self.name.encode()
        schema.format, schema.name = texts
        nested = [CSchema() for _ in self.children]
        for each, child in zip(nested, self.children):
            child.fill_schema(each)
        schema.n_children = len(nested)
        pointers = (POINTER(CSchema) * len(nested))(*map(ctypes.pointer, nested))
        schema.children = pointers
        if self.dictionary is not None:
            values = CSchema()
            self.dictionary.fill_schema(values)
            schema.dictionary = ctypes.pointer(values)
            self.kept.append(values)
        schema.release = self._releaser(RELEASE_SCHEMA)
        self.kept += [texts, nested, pointers]

    def fill_array(self, made: CArray) -> None:
        ctypes.memset(ctypes.addressof(made), 0, ctypes.sizeof(made))
        made.length, made.null_count, made.offset = self.n_rows, self.null_count, self.offset
        addresses = (ctypes.c_void_p * max(len(self.memory), 1))()
        for i, each in enumerate(self.memory):
            addresses[i] = None if each is None else ctypes.addressof(each)
        made.n_buffers, made.buffers = len(self.memory), addresses
        nested = [CArray() for _ in self.children]
        for inner, child in zip(nested, self.children):
            child.fill_array(inner)
        made.n_children = self.n_children
        pointers = (POINTER(CArray) * max(len(nested), 1))(*map(ctypes.pointer, nested))
        made.children = pointers
        if self.dictionary is not None and self.has_dictionary:
            values = CArray()
            self.dictionary.fill_array(values)
            made.dictionary = ctypes.pointer(values)
            self.kept.append(values)
        made.release = self._releaser(RELEASE_ARRAY)
        self.kept += [addresses, nested, pointers]

    def _releaser(self, kind: Any) -> Any:
        def release(pointer: Any) -> None:
            self.n_released += 1
            pointer.contents.release = kind()

        self.n_given += 1
        callback = kind(release)
        _alive.append(callback)
        return callback

    def is_released(self) -> bool:
        """Whether what was given away is released; nested structures go with the outer one."""
        return self.n_given > 0 and self.n_released == self.n_given

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        schema, made = CSchema(), CArray()
        self.fill_schema(schema)
        self.fill_array(made)
        _alive.extend([schema, made, self])
        return (
            new_capsule(ctypes.addressof(schema), b"arrow_schema", None),
            new_capsule(ctypes.addressof(made), b"arrow_array", None),
        )


class Chunks:
    """A stream of arrays of one type."""

    def __init__(self, *chunks: Made, fails: str = "", says: bytes | None = b"the disk is full") -> None:
        self.chunks, self.fails, self.says = chunks, fails, says
        self.n_released = 0
        self.has_array = False

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        waiting = list(self.chunks)

        def get_schema(_: object, schema: Any) -> int:
            if self.fails == "schema":
                return 5
            self.chunks[0].fill_schema(schema.contents)
            return 0

        def get_next(_: object, made: Any) -> int:
            if waiting:
                waiting.pop(0).fill_array(made.contents)
                return 0
            if self.fails == "next":
                return 28
            made.contents.release = RELEASE_ARRAY()
            return 0

        def release(pointer: Any) -> None:
            self.n_released += 1
            pointer.contents.release = RELEASE_STREAM()

        said = None if self.says is None else ctypes.create_string_buffer(self.says)
        stream = CStream(
            GET_SCHEMA(get_schema),
            GET_NEXT(get_next),
            GET_ERROR(lambda _: None if said is None else ctypes.addressof(said)),
            RELEASE_STREAM(release),
        )
        _alive.extend([stream, stream.get_schema, stream.get_next, stream.get_last_error, stream.release, said, self])
        return new_capsule(ctypes.addressof(stream), b"arrow_array_stream", None)


def bits(rows: Sequence[Any]) -> bytes:
    """A validity bitmap: a bit for each row that is not None."""
    octets = bytearray(len(rows) // 8 + 1)
    for i, row in enumerate(rows):
        octets[i // 8] |= (row is not None) << i % 8
    return bytes(octets)


Octets = bytes | None


def encoded(texts: Sequence[str | None]) -> list[Octets]:
    return [None if text is None else text.encode() for text in texts]


def offsets_array(rows: Sequence[Octets], form: str = "u", **options: Any) -> Made:
    """A column of form ``u`` or ``U``."""
    offsets = array("i" if form == "u" else "q", accumulate((len(row or b"") for row in rows), initial=0))
    validity = bits(rows) if None in rows else None
    return Made(form, len(rows), [validity, offsets.tobytes(), b"".join(row or b"" for row in rows)], **options)


def views_array(rows: Sequence[Octets], n_pieces: int = 2, **options: Any) -> Made:
    """A column of form ``vu``, its longer texts dealt out to several buffers."""
    pieces = [bytearray() for _ in range(n_pieces)]
    views = b""
    for i, row in enumerate(rows):
        octets = row or b""
        if len(octets) <= 12:
            views += struct.pack("<i12s", len(octets), octets)
        else:
            piece = pieces[i % n_pieces]
            views += struct.pack("<i4sii", len(octets), octets[:4], i % n_pieces, len(piece))
            piece += octets
    sizes = array("q", map(len, pieces)).tobytes()
    validity = bits(rows) if None in rows else None
    return Made("vu", len(rows), [validity, views, *map(bytes, pieces), sizes], **options)


def text_array(rows: Sequence[Octets], form: str = "u", **options: Any) -> Made:
    return views_array(rows, **options) if form == "vu" else offsets_array(rows, form, **options)


INDEX_CODES = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "l": "q", "L": "Q"}


def indexed_array(indices: Sequence[int | None], values: Made, form: str = "i", **options: Any) -> Made:
    """A column with a dictionary."""
    stored = array(INDEX_CODES[form], [index or 0 for index in indices]).tobytes()
    return Made(form, len(indices), [bits(indices), stored], dictionary=values, **options)


def table_array(columns: dict[str, Made], n_rows: int, validity: bytes | None = None, **options: Any) -> Made:
    """A record batch, or a column of structs."""
    for name, column in columns.items():
        column.name = name
    return Made("+s", n_rows, [validity], children=list(columns.values()), **options)


# -- reading -----------------------------------------------------------------------------------------------------------


class Taken:
    """A structure moved out of a capsule, as a consumer does it."""

    def __init__(self, capsule: object, kind: Any, name: bytes) -> None:
        given = kind.from_address(pointer_in(capsule, name))
        self.structure: Any = kind.from_buffer_copy(given)
        given.release = type(given.release)()

    def release(self) -> None:
        self.structure.release(ctypes.byref(self.structure))
        assert not self.structure.release


def at(address: int, code: str, i: int) -> Any:
    width = struct.calcsize(code)
    return struct.unpack(code, ctypes.string_at(address + i * width, width))[0]


def values_of(schema: Any, made: Any) -> list[Any]:
    """The rows of an array as Python values: of a struct tuples."""
    form = schema.format.decode()
    buffers = [made.buffers[i] for i in range(made.n_buffers)]
    if form == "+s":
        children = [values_of(schema.children[i].contents, made.children[i].contents) for i in range(schema.n_children)]
        rows: list[Any] = list(zip(*children))
    elif form == "u":
        rows = [
            ctypes.string_at(buffers[2] + at(buffers[1], "i", i), at(buffers[1], "i", i + 1) - at(buffers[1], "i", i))
            for i in range(made.length)
        ]
        rows = [row.decode() for row in rows]
    else:
        rows = [at(buffers[1], INDEX_CODES[form], i) for i in range(made.length)]
    if schema.dictionary:
        names = values_of(schema.dictionary.contents, made.dictionary.contents)
        rows = [names[row] for row in rows]
    assert made.length == len(rows)
    if buffers[0] is None:
        assert made.null_count == 0
        return rows
    valid = [at(buffers[0], "B", i // 8) >> i % 8 & 1 for i in range(made.length)]
    assert made.null_count == valid.count(0)
    return [row if there else None for row, there in zip(rows, valid)]


def read_array(producer: Any) -> tuple[list[str], list[Any]]:
    """The names of the fields and the values of what gives an array."""
    schema_capsule, array_capsule = producer.__arrow_c_array__()
    schema = Taken(schema_capsule, CSchema, b"arrow_schema")
    made = Taken(array_capsule, CArray, b"arrow_array")
    names = [schema.structure.children[i].contents.name.decode() for i in range(schema.structure.n_children)]
    rows = values_of(schema.structure, made.structure)
    made.release()
    schema.release()
    return names, rows


def read_stream(producer: Any) -> list[list[Any]]:
    """The values of each chunk of what gives a stream."""
    stream = Taken(producer.__arrow_c_stream__(), CStream, b"arrow_array_stream")
    schema = CSchema()
    assert stream.structure.get_schema(ctypes.byref(stream.structure), ctypes.byref(schema)) == 0
    chunks = []
    while True:
        made = CArray()
        assert stream.structure.get_next(ctypes.byref(stream.structure), ctypes.byref(made)) == 0
        if not made.release:
            break
        chunks.append(values_of(schema, made))
        made.release(ctypes.byref(made))
    schema.release(ctypes.byref(schema))
    stream.release()
    return chunks
