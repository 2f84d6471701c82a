"""Opening what is given as a column, with an error that says what to do where it is none."""

from __future__ import annotations

from itertools import accumulate

from septet import _columns
from septet._value import value
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from septet._arrow_ctypes import Layout
    from septet._columns_py import Source

_TEXT = {"u", "U", "vu", "n"}
_NAMES = {
    "u": "utf8",
    "U": "large_utf8",
    "vu": "utf8_view",
    "n": "null",
    "b": "bool",
    "c": "int8",
    "C": "uint8",
    "s": "int16",
    "S": "uint16",
    "i": "int32",
    "I": "uint32",
    "l": "int64",
    "L": "uint64",
    "e": "float16",
    "f": "float32",
    "g": "float64",
    "z": "binary",
    "Z": "large_binary",
    "vz": "binary_view",
    "+l": "list",
    "+L": "large_list",
    "+m": "map",
}
_STRUCT = "+s"
_RUN_END = "+r"


def open_any(data: object, name: str) -> Source:
    """Return the source of the chunks of what is given, a column or a table.

    Raises:
        FieldRangeError: it is neither.
    """
    # A stream first: what has several chunks may have an array as well, and fail when it is asked for.
    if (stream := getattr(data, "__arrow_c_stream__", None)) is not None:
        return _opened(_columns.open_stream, (stream(),), data, name)
    if (array := getattr(data, "__arrow_c_array__", None)) is not None:
        return _opened(_columns.open_array, array(), data, name)
    if isinstance(data, (list, tuple)):
        return _open_texts(data, name)
    advice = "an Arrow array or stream (what has __arrow_c_stream__ or __arrow_c_array__), or a list of str and None"
    raise FieldRangeError(name, type(data).__name__, advice)


def _opened(door: Callable[..., Source], capsules: Iterable[object], data: object, name: str) -> Source:
    # What a producer raises itself is its own affair; this is about what it hands over.
    try:
        return door(*capsules)
    except (TypeError, ValueError):
        advice = "a producer that hands over what the Arrow interface says, in its capsules"
        raise FieldRangeError(name, type(data).__name__, advice) from None


def open_column(data: object, name: str = "data") -> Source:
    """Return the source of the chunks of a column of text.

    Raises:
        FieldRangeError: it is none.
    """
    source = open_any(data, name)
    check_is_text(source.layout, name)
    return source


def _open_texts(texts: Sequence[object], name: str) -> Source:
    from array import array

    octets = []
    for row, text in enumerate(texts):
        if isinstance(text, str):
            # A half of a pair becomes three octets that are no UTF-8, and is found as such.
            octets.append(text.encode("utf-8", "surrogatepass"))
        elif text is None:
            octets.append(b"")
        else:
            raise FieldRangeError(f"{name}[{row}]", text, "a str or None")
    bits = "".join("0" if text is None else "1" for text in reversed(texts))
    validity = int(f"0{bits}", 2).to_bytes(len(texts) // 8 + 1, "little")
    offsets = array("q", accumulate(map(len, octets), initial=0))
    return _columns.open_octets(len(texts), validity, offsets.tobytes(), b"".join(octets))


def check_is_text(layout: Layout, name: str) -> None:
    """Make sure of the type of a column.

    Raises:
        FieldRangeError: it is no text.
    """
    _, form, dictionary, fields = layout
    of = form if dictionary is None else dictionary[1]
    if of in _TEXT:
        return
    if of == _STRUCT:
        names = ", ".join(field[0] for field in fields)
        raise FieldRangeError(name, f"a table or struct ({names})", "one of its columns: name[...]")
    if of == _RUN_END:
        raise FieldRangeError(name, "run-end encoded", "decoded (pyarrow.compute.run_end_decode) or dictionary-encoded")
    raise FieldRangeError(name, _NAMES.get(of, of), "text: utf8, large_utf8, utf8_view, or a dictionary of those")


@value
class Aligned:
    """As many rows of several columns, wherever each of them has its chunks."""

    n_rows: int
    chunks: tuple[_columns.Chunk, ...]
    starts: tuple[int, ...]
    """The row of each chunk that is row 0 here."""
    sound: bool = True


def aligned(columns: Mapping[str, object]) -> Iterator[Aligned]:
    """Yield the rows of several columns side by side.

    Raises:
        FieldRangeError: one is no text, or they have not as many rows.
    """
    if not columns:
        raise FieldRangeError("data", None, "a table, which has rows even if the template names none of its columns")
    sources = {name: open_column(data, name) for name, data in columns.items()}
    readers = [_Reader(source) for source in sources.values()]
    while n_rows := min(reader.look() for reader in readers):
        chunks = tuple(reader.chunk for reader in readers)
        yield Aligned(
            n_rows,
            chunks,
            tuple(reader.take(n_rows) for reader in readers),
            all(chunk.sound for chunk in chunks),
        )
    for name, reader in zip(sources, readers):
        if reader.look():
            raise FieldRangeError(name, "a column of more rows than others", "as long as the other columns")


class _Reader:
    """Where a column is read."""

    chunk: _columns.Chunk

    def __init__(self, source: Source) -> None:
        self._source = source
        self._start = 0
        self.left = 0

    def look(self) -> int:
        """Return how many rows are left in the chunk, or in the next one that has any; 0 at the end."""
        while self.left == 0 and (chunk := self._source.next()) is not None:
            self.chunk, self._start, self.left = chunk, 0, chunk.n_rows
        return self.left

    def take(self, n_rows: int) -> int:
        """Go on by so many rows, and return the row of the chunk from which."""
        start = self._start
        self._start += n_rows
        self.left -= n_rows
        return start


def table(data: object, names: Sequence[str]) -> Iterator[Aligned]:
    """Yield the rows of the columns of a table with such names.

    Raises:
        FieldRangeError: it is no table, or lacks a column, or one is no text.
    """
    source = open_any(data, "data")
    _, form, dictionary, fields = source.layout
    if form != _STRUCT or dictionary is not None:
        raise FieldRangeError("data", _NAMES.get(form, form), "a table, or a mapping from names to columns")
    places = []
    for name in names:
        found = [place for place, field in enumerate(fields) if field[0] == name]
        if len(found) != 1:
            raise FieldRangeError("data", [field[0] for field in fields], f"a table with one column {name!r}")
        check_is_text(fields[found[0]], name)
        places += found
    while (chunk := source.next()) is not None:
        chunks = tuple(chunk.child(place) for place in places) if chunk.sound else ()
        yield Aligned(chunk.n_rows, chunks, (0,) * len(places), chunk.sound and all(each.sound for each in chunks))
