"""The column kernel in Python: the reference, and what runs where there is no compiled one.

Like ``_kernel_py`` it knows no policy: it returns numbers, and leaves every decision to ``septet.columns``. Arrow
arrays are read and given away through ``ctypes``. ``_columns_c`` has the same names in Cython.

A *report* says how far a loop over rows came: (reason, row, nulls, invalid rows, rows that lack a value). The reason is
0 where all rows were done, else it says what is wrong with the row at which the work ended: 1, it is no UTF-8; 2, the
alphabet lacks one of its characters, and nothing else was allowed; 3, the Arrow array is broken there; 4, a value for
a template is missing.
"""

from __future__ import annotations

from array import array
from ctypes import c_void_p

from septet._arrow_ctypes import Array, Held, Node, Schema, address_of, get, give, layout_of, take
from septet._arrow_ctypes import Stream as StreamStructure
from septet._arrow_rows import Bits, BrokenRowError, Nulls, has_places, rows_by_index, rows_of
from septet._kernel_py import Alphabet
from septet._kernel_py import count as count_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from septet._arrow_ctypes import Layout

    Report: TypeAlias = "tuple[int, int, int, int, int]"
    Counted: TypeAlias = "tuple[bool, int, int]"
    """Of a text: whether in septets, units, parts."""
    Source: TypeAlias = "Stream | Octets"

PATHS = ("python",)
"""The ways to count that this machine has, the best last."""

_DONE, _MALFORMED, _UNENCODABLE, _BROKEN, _MISSING = range(5)
_ANY, _GSM7, _UCS2 = range(3)
_PARTS, _PLAN, _CHARACTERS = range(3)
_NO_TABLE = "\x1b" * 128
_MOST_PARTS = 0x7FFFFFFF


class Counter:
    """What rows are counted by: tables, limits as of ``_kernel_py.count``, and the encoding that is allowed.

    The encoding is 0 for any, 1 for GSM-7 only, 2 for UCS-2 only. A path can be asked for, for tests.
    """

    def __init__(
        self, locking: str, single: str, limits: tuple[int, int, int, int], encoding: int, *, path: str = PATHS[-1]
    ) -> None:
        if path not in PATHS:
            raise ValueError(f"this machine has no path {path!r}")
        self._tables = Alphabet(locking, single)
        self._alphabet = Alphabet(_NO_TABLE, _NO_TABLE) if encoding == _UCS2 else self._tables
        self._limits = limits
        self._encoding = encoding

    def count(self, text: str) -> tuple[int, Counted | None]:
        """Return (reason, counted) of a text."""
        in_septets, n_units, n_parts = count_text(text, self._alphabet, self._limits)
        if self._encoding == _GSM7 and not in_septets:
            return _UNENCODABLE, None
        return _DONE, (in_septets and self._encoding != _UCS2, n_units, min(n_parts, _MOST_PARTS))

    def has(self, character: str) -> bool:
        """Whether the alphabet has the character."""
        return count_text(character, self._tables, self._limits)[0]


# -- what is handed in -------------------------------------------------------------------------------------------------


class Stream:
    """Chunks of a column, one after the other. ``layout`` is its type."""

    def __init__(self, stream: Held | None, schema: Held, only: Held | None) -> None:
        self._stream = stream
        self._schema = schema
        self._only = only
        self.layout: Layout = layout_of(schema.structure)

    def next(self) -> Chunk | None:
        """Return the next chunk, or None at the end.

        Raises:
            OSError: the producer failed.
        """
        held, self._only = self._only, None
        if held is None:
            if self._stream is None:
                return None
            held = get(self._stream, "get_next", Array)
            if not held.structure.release:
                self._stream = None
                return None
        return Chunk(held, held.structure, self.layout)


def open_stream(capsule: object) -> Stream:
    """Take over the Arrow stream in a capsule.

    Raises:
        OSError: the producer failed, or somebody else took it.
    """
    stream = take(capsule, StreamStructure)
    return Stream(stream, get(stream, "get_schema", Schema), None)


def open_array(schema_capsule: object, array_capsule: object) -> Stream:
    """Take over the Arrow array in a pair of capsules, as a stream of one chunk.

    Raises:
        OSError: somebody else took it.
    """
    return Stream(None, take(schema_capsule, Schema), take(array_capsule, Array))


class Chunk:
    """Some rows of a column, or of a table. ``sound`` says whether its buffers are those of its type."""

    def __init__(self, owner: object, structure: Any, layout: Layout) -> None:
        self._owner = owner
        self._structure = structure
        self._layout = layout
        self._offset: int = structure.offset
        self._outer: Bits | None = None
        self._outer_offset = 0
        self.n_rows: int = structure.length
        _, form, dictionary, fields = layout
        self.sound: bool = (
            min(structure.length, structure.offset) >= 0
            and structure.n_children == len(fields)
            and has_places(structure)
        )
        if dictionary is None:
            rows = rows_of(structure, form) if self.sound else None
        else:
            rows = rows_by_index(structure, form, dictionary[1]) if self.sound else None
        self.sound = rows is not None
        self._rows = rows or Nulls()

    def child(self, i: int) -> Chunk:
        """Return the chunk of a column of a table."""
        child = Chunk(self._owner, self._structure.children[i].contents, self._layout[3][i])
        child.sound = child.sound and child.n_rows >= self._offset + self.n_rows
        child._offset += self._offset
        child.n_rows = self.n_rows
        child._outer = Bits(self._structure) if self._structure.n_buffers else None
        child._outer_offset = self._offset
        return child

    def octets(self, row: int) -> bytes | None:
        """Return the octets of a row, or None if it is null or broken."""
        try:
            return self.read(row)
        except BrokenRowError:
            return None

    def read(self, row: int) -> bytes | None:
        """Return the octets of a row, or None if it is null.

        Raises:
            BrokenRowError: the array is broken there.
        """
        if self._outer is not None and not self._outer.at(self._outer_offset + row):
            return None
        return self._rows.at(self._offset + row)


class Octets:
    """One chunk, made of a bit, an offset and some octets for each row, the offsets as signed numbers of 8 octets."""

    layout: Layout = ("", "U", None, ())

    def __init__(self, n_rows: int, validity: bytes, offsets: bytes, octets: bytes) -> None:
        self._given: tuple[int, bytes, bytes, bytes] | None = n_rows, validity, offsets, octets

    def next(self) -> Chunk | None:
        """Return the chunk, or None the second time."""
        if self._given is None:
            return None
        n_rows, *buffers = self._given
        self._given = None
        addresses = (c_void_p * 3)(*map(address_of, buffers))
        structure = Array(length=n_rows, null_count=-1, n_buffers=3, buffers=addresses)
        return Chunk(buffers, structure, self.layout)


open_octets = Octets


# -- what is done with them --------------------------------------------------------------------------------------------


def outcome(chunk: Chunk, row: int, counter: Counter) -> tuple[int, Counted | None]:
    """Return (reason, counted) of a row; null is done, and has no numbers."""
    try:
        octets = chunk.read(row)
        return (_DONE, None) if octets is None else counter.count(octets.decode())
    except BrokenRowError:
        return _BROKEN, None
    except UnicodeDecodeError:
        return _MALFORMED, None


def count(chunk: Chunk, start: int, stop: int, counter: Counter, output: Output, *, base: int, lenient: bool) -> Report:
    """Count the rows from ``start`` to before ``stop``; row 0 goes to place ``base`` of the output.

    A row that is no UTF-8 or cannot be encoded becomes null where this is lenient, else it ends the work.
    """
    n_nulls = n_invalid = 0
    for row in range(start, stop):
        reason, counted = outcome(chunk, row, counter)
        if reason and (not lenient or reason == _BROKEN):
            return reason, row, n_nulls, n_invalid, 0
        n_nulls += counted is None
        n_invalid += reason != _DONE
        output.put(base + row, counted)
    return _DONE, 0, n_nulls, n_invalid, 0


def render(
    texts: tuple[bytes, ...],
    places: tuple[Chunk, ...],
    starts: tuple[int, ...],
    counter: Counter,
    output: Output,
    *,
    start: int,
    stop: int,
    base: int,
    lenient: bool,
    may_be_missing: bool,
) -> Report:
    """Count texts with the values of columns between them, one text more than there are columns.

    Row 0 is that of each column whose number is in ``starts``. All else is as in :func:`count`.
    """
    n_nulls = n_invalid = n_missing = 0
    for row in range(start, stop):
        counted = None
        reason, filled = fill(texts, places, starts, row)
        if not reason:
            reason, counted = counter.count(filled)
        if reason and not (may_be_missing if reason == _MISSING else lenient and reason != _BROKEN):
            return reason, row, n_nulls, n_invalid, n_missing
        n_nulls += counted is None
        n_missing += reason == _MISSING
        n_invalid += reason in (_MALFORMED, _UNENCODABLE)
        output.put(base + row, counted)
    return _DONE, 0, n_nulls, n_invalid, n_missing


def fill(texts: tuple[bytes, ...], places: tuple[Chunk, ...], starts: tuple[int, ...], row: int) -> tuple[int, str]:
    """Return (reason, text) of a row."""
    pieces = [texts[0]]
    for chunk, start, text in zip(places, starts, texts[1:]):
        try:
            value = chunk.read(start + row)
            if value is None or not value.decode().strip():
                return _MISSING, ""
        except BrokenRowError:
            return _BROKEN, ""
        except UnicodeDecodeError:
            return _MALFORMED, ""
        pieces += value, text
    return _DONE, b"".join(pieces).decode()


class Census:
    """Which characters of rows are outside the alphabet."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int]] = {}

    def take(self, chunk: Chunk, start: int, stop: int, counter: Counter, *, base: int, lenient: bool) -> Report:
        """Add the characters of the rows, of which row 0 has the number ``base``; as :func:`count` otherwise."""
        n_invalid = 0
        for row in range(start, stop):
            reason, _ = outcome(chunk, row, counter)
            if reason == _BROKEN or (reason == _MALFORMED and not lenient):
                return reason, row, 0, n_invalid, 0
            n_invalid += reason == _MALFORMED
            text = "" if reason == _MALFORMED else (chunk.read(row) or b"").decode()
            for character in set(text):
                if not counter.has(character):
                    n_rows, n_occurrences = self._found.get(character, (0, 0))
                    self._found[character] = n_rows + 1, n_occurrences + text.count(character)
        return _DONE, 0, 0, n_invalid, 0

    def found(self) -> list[tuple[int, int, int]]:
        """Return (code point, rows that have it, occurrences) in ascending order."""
        return sorted((ord(character), *numbers) for character, numbers in self._found.items())


# -- what is given back ------------------------------------------------------------------------------------------------


class Output:
    """An array that is filled row by row, or at once; the kind is 0 for parts, 1 for plans, 2 for characters."""

    def __init__(self, kind: int) -> None:
        if kind not in (_PARTS, _PLAN, _CHARACTERS):
            raise ValueError("there is no such kind")
        self.kind = kind
        self.n_rows = 0
        self.n_nulls = 0
        self._counted: list[Counted | None] = []
        self._buffers: tuple[bytes, ...] = ()

    def grow(self, n_rows: int) -> int:
        """Make room for so many rows, and return the place of the first."""
        before = self.n_rows
        self.n_rows += n_rows
        self._counted += [None] * n_rows
        return before

    def put(self, row: int, counted: Counted | None) -> None:
        """Set a row to numbers, or to null."""
        self._counted[row] = counted

    def fill(self, n_rows: int, buffers: tuple[bytes, ...]) -> None:
        """Set the buffers of characters: offsets of 4 octets, texts, numbers of rows and of occurrences of 8."""
        self.n_rows = n_rows
        self._buffers = buffers

    def rows(self, start: int, stop: int) -> list[Any]:
        """Return the rows as tuples, numbers or None."""
        if self.kind == _CHARACTERS:
            offsets, texts, n_rows, n_occurrences = self._buffers
            ends = array("i", offsets)
            characters = [texts[ends[i] : ends[i + 1]].decode() for i in range(start, stop)]
            return list(zip(characters, array("q", n_rows)[start:stop], array("q", n_occurrences)[start:stop]))
        counted = self._counted[start:stop]
        if self.kind == _PARTS:
            return [each and each[2] for each in counted]
        return [each and ("GSM-7" if each[0] else "UCS-2", *each[1:]) for each in counted]

    def schema_capsule(self) -> object:
        """Return the type, as the interface wants it."""
        return give(Schema, self._node())

    def array_capsule(self) -> object:
        """Return the array."""
        return give(Array, self._node())

    def stream_capsule(self) -> object:
        """Return a stream of the array."""
        node = self._node()
        if node.children:  # a batch of a table: rows are null in their fields only
            node = node._replace(n_nulls=0, buffers=(None,))
        return give(StreamStructure, node)

    def _node(self) -> Node:
        if self.kind == _CHARACTERS:
            offsets, texts, n_rows, n_occurrences = self._buffers
            children = (
                Node(b"u", b"character", self.n_rows, 0, (None, offsets, texts)),
                Node(b"l", b"n_rows", self.n_rows, 0, (None, n_rows)),
                Node(b"l", b"n_occurrences", self.n_rows, 0, (None, n_occurrences)),
            )
            return Node(b"+s", b"", self.n_rows, 0, (None,), children)
        rows = [each or (True, 0, 0) for each in self._counted]
        bits = "".join("0" if each is None else "1" for each in reversed(self._counted))
        validity = int(f"0{bits}", 2).to_bytes(len(bits) // 8 + 1, "little") if self.n_nulls else None
        shared = self.n_rows, self.n_nulls
        parts = array("i", (n_parts for _, _, n_parts in rows)).tobytes()
        if self.kind == _PARTS:
            return Node(b"i", b"", *shared, (validity, parts))
        encodings = array("b", (not in_septets for in_septets, _, _ in rows)).tobytes()
        units = array("q", (n_units for _, n_units, _ in rows)).tobytes()
        names = Node(b"u", b"", 2, 0, (None, array("i", (0, 5, 10)).tobytes(), b"GSM-7UCS-2"))
        fields = (
            Node(b"c", b"encoding", *shared, (validity, encodings), (), names),
            Node(b"l", b"n_units", *shared, (validity, units)),
            Node(b"i", b"n_parts", *shared, (validity, parts)),
        )
        return Node(b"+s", b"", *shared, (validity,), fields)
