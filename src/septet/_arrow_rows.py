"""How the rows of Arrow arrays of text are read, row by row, for the column kernel in Python."""

from __future__ import annotations

import ctypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Rows: TypeAlias = "Nulls | Offsets | Views | Indexed"

_INDICES = {
    "c": ctypes.c_int8,
    "C": ctypes.c_uint8,
    "s": ctypes.c_int16,
    "S": ctypes.c_uint16,
    "i": ctypes.c_int32,
    "I": ctypes.c_uint32,
    "l": ctypes.c_int64,
    "L": ctypes.c_uint64,
}
_MOST_INLINE = 12


class BrokenRowError(Exception):
    """A row cannot be where the array says that it is."""


class Bits:
    """Which rows are not null."""

    def __init__(self, structure: Any) -> None:
        self._address: int | None = structure.buffers[0] if structure.n_buffers and structure.null_count else None

    def at(self, i: int) -> bool:
        """Whether the row is not null."""
        return self._address is None or bool(ctypes.c_uint8.from_address(self._address + i // 8).value >> i % 8 & 1)


class Nulls:
    """Rows that are all null, or no text."""

    def at(self, _: int) -> bytes | None:
        """Nothing."""
        return None


class Offsets:
    """Rows between offsets."""

    def __init__(self, structure: Any, kind: Any) -> None:
        self._valid = Bits(structure)
        self._offsets = (kind * (structure.offset + structure.length + 1)).from_address(structure.buffers[1])
        self._octets = structure.buffers[2] or 0
        self.first: int = self._offsets[structure.offset]
        self.last: int = self._offsets[structure.offset + structure.length]

    def at(self, i: int) -> bytes | None:
        """The octets of the row."""
        if not self._valid.at(i):
            return None
        start, end = self._offsets[i], self._offsets[i + 1]
        if not self.first <= start <= end <= self.last:
            raise BrokenRowError
        return ctypes.string_at(self._octets + start, end - start)


class Views:
    """Rows that stand in their view or in one of several buffers."""

    def __init__(self, structure: Any) -> None:
        self._valid = Bits(structure)
        self._views = structure.buffers[1] or 0
        n_pieces = structure.n_buffers - 3
        sizes = (ctypes.c_int64 * n_pieces).from_address(structure.buffers[n_pieces + 2]) if n_pieces else ()
        pieces = [structure.buffers[2 + i] or 0 for i in range(n_pieces)]
        self._pieces = [(address, size if address else 0) for address, size in zip(pieces, sizes)]

    def at(self, i: int) -> bytes | None:
        """The octets of the row."""
        if not self._valid.at(i):
            return None
        view = self._views + 16 * i
        n_octets, _, piece, start = (ctypes.c_int32 * 4).from_address(view)
        if n_octets < 0:
            raise BrokenRowError
        if n_octets <= _MOST_INLINE:
            return ctypes.string_at(view + 4, n_octets)
        if not (0 <= piece < len(self._pieces) and 0 <= start <= self._pieces[piece][1] - n_octets):
            raise BrokenRowError
        return ctypes.string_at(self._pieces[piece][0] + start, n_octets)


class Indexed:
    """Rows that are numbers of rows of a dictionary."""

    def __init__(self, structure: Any, kind: Any, values: Rows) -> None:
        self._valid = Bits(structure)
        self._indices = (kind * (structure.offset + structure.length)).from_address(structure.buffers[1] or 1)
        self._values = values
        self._n_values = structure.dictionary.contents.length
        self._offset = structure.dictionary.contents.offset

    def at(self, i: int) -> bytes | None:
        """The octets of the value."""
        if not self._valid.at(i):
            return None
        if not 0 <= self._indices[i] < self._n_values:
            raise BrokenRowError
        return self._values.at(self._offset + self._indices[i])


def has_places(structure: Any) -> bool:
    """Whether there is something to look into where buffers or children are told of."""
    return (structure.n_buffers <= 0 or bool(structure.buffers)) and (
        structure.n_children <= 0 or bool(structure.children)
    )


def rows_of(structure: Any, form: str) -> Rows | None:
    """Return what reads the rows of an array without a dictionary; None if it lacks buffers."""
    if form not in ("u", "U", "vu"):
        return Nulls()
    if structure.n_buffers < 3 or (structure.length and not structure.buffers[1]):
        return None
    if form == "vu":
        return None if structure.n_buffers > 3 and not structure.buffers[structure.n_buffers - 1] else Views(structure)
    if not structure.length:
        return Nulls()
    rows = Offsets(structure, ctypes.c_int32 if form == "u" else ctypes.c_int64)
    has_octets = bool(structure.buffers[2])
    return rows if 0 <= rows.first <= rows.last <= (rows.last if has_octets else 0) else None


def rows_by_index(structure: Any, form: str, value_form: str) -> Rows | None:
    """Return what reads the rows of an array with a dictionary; None if it lacks buffers."""
    if form not in _INDICES or structure.n_buffers != 2 or not structure.dictionary:
        return None
    values = structure.dictionary.contents
    rows = rows_of(values, value_form) if min(values.length, values.offset) >= 0 and has_places(values) else None
    if rows is None or (structure.length and not structure.buffers[1]):
        return None
    return Indexed(structure, _INDICES[form], rows)
