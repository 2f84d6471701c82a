"""Where campaigns come from, as columns: delimited files and lines of JSON."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right
from codecs import BOM_UTF8
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from septet.campaign import Reason, RowError
from septet.cutting import Cut
from septet.delimited import UNDECODABLE, Borrowed, Header
from septet.engines.batches import constant, text_at, text_of
from septet.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import duckdb

    from septet._typing import BinaryFile
    from septet.campaign import Campaign
    from septet.cutting import CutFile
    from septet.delimited import RowBatch

    Reject = tuple[int, RowError, Sequence[str]]
    Cells = Callable[[int], Sequence[str]]

_FEWEST_ROWS = 1 << 14
"""Of a batch, but for the last."""
_LINES = 1 << 22
"""Octets of lines of JSON that are taken at once."""
_LONGEST_LINE = 1 << 24
_LINES_FOR_KEYS = 1000
_OCTETS_FOR_KEYS = 1 << 26
"""Of those lines, so that they can be held in memory."""
_BLANKS = b" \t\r\n"
"""Of JSON, which has fewer than Python."""
_MAYBE_CHANGED = r"^-?(?i:[0-9]+\.[0-9]+|[0-9]+(\.[0-9]+)?e[-+]?[0-9]+|0|nan|inf|infinity)$"


class Rows(NamedTuple):
    """Some rows of a campaign."""

    lines: pa.Int64Array
    """On which each row begins; of Parquet, which row of the file it is, from 1."""
    columns: dict[int, pa.StringArray]
    """The columns that the campaign uses, by their index."""
    cells: Cells
    """Gives all the cells of a row."""
    rejects: list[Reject]
    """What was left out already."""


class CsvSource:
    """A delimited file."""

    def __init__(self, file: CutFile, campaign: Campaign) -> None:
        self._file = file
        self._campaign = campaign
        self._wanted = used_columns(campaign)

    def batches(self) -> Iterator[Rows]:
        """Yield the rows, many at a time."""
        return _joined(map(self._rows, self._file.pieces(self._wanted)))

    def _rows(self, piece: Cut | RowBatch) -> Rows:
        if not isinstance(piece, Cut):
            return self._careful(piece)
        lines = pa.Array.from_buffers(pa.int32(), len(piece), [None, pa.py_buffer(piece.lines)])
        columns = {
            index: pa.StringArray.from_buffers(len(piece), pa.py_buffer(offsets), pa.py_buffer(octets))
            for index, (offsets, octets) in zip(self._wanted, piece.columns)
        }

        def cells(row: int) -> Sequence[str]:
            return self._file.table.rows_in(piece.text(row), 0, at_end=True)[0].rows[0]

        n_before = constant(pa.int64(), piece.n_before + 1)
        return Rows(pc.add(lines.cast(pa.int64()), n_before), columns, cells, [])

    def _careful(self, batch: RowBatch) -> Rows:
        rejects: list[Reject] = [
            (each.line, RowError(Reason.MALFORMED, each.reason), (each.text,)) for each in batch.malformed
        ]
        lines, rows = [], []
        for line, cells in zip(batch.lines, batch.rows):
            try:
                self._campaign.message(cells)
            except RowError as error:
                rejects.append((line, error, cells))
            else:
                lines.append(line)
                rows.append(cells)
        columns = {
            index: column_of([cells[index].replace(UNDECODABLE, "\ufffd") for cells in rows]) for index in self._wanted
        }
        numbers = pa.Array.from_buffers(pa.int64(), len(lines), [None, pa.py_buffer(array("q", lines))])
        return Rows(numbers, columns, rows.__getitem__, rejects)


def column_of(texts: Iterable[str]) -> pa.StringArray:
    """Return texts as Arrow has them, without ``pa.array``, for the reason that ``batches.constant`` has."""
    cells = [text.encode() for text in texts]
    offsets = array("i", accumulate(map(len, cells), initial=0))
    return pa.StringArray.from_buffers(len(cells), pa.py_buffer(offsets), pa.py_buffer(b"".join(cells)))


class JsonSource:
    """Lines of JSON, an object on each."""

    def __init__(self, file: BinaryFile, name: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the names: those of the objects on the first 1,000 lines, of 64 MB at the most.

        Raises:
            FileFormatError: there are none.
        """
        self._connection = connection
        self._blocks = _json_blocks(file, name)
        self._first: list[bytes] = []
        # However the lines come: a pipe gives what there is, and the last line may have no end.
        n_octets = 0
        while len(self._first) < _LINES_FOR_KEYS and n_octets < _OCTETS_FOR_KEYS:
            block = next(self._blocks, None)
            if block is None:
                break
            self._first += block
            n_octets += sum(map(len, block))
        self._first[:1] = [line.removeprefix(BOM_UTF8) for line in self._first[:1]]
        keys: dict[str, None] = {}
        for line in self._first[:_LINES_FOR_KEYS]:
            keys.update(dict.fromkeys(_object(line) or ()))
        if not keys:
            raise FileFormatError(name, None, "lines of JSON are needed, an object on each")
        self.header = Header(name, keys)
        self._keys = list(keys)

    def batches(self, campaign: Campaign) -> Iterator[Rows]:
        """Yield the rows, many at a time."""
        wanted, n_before = used_columns(campaign), 0
        for block in chain([self._first], self._blocks):
            yield self._rows(block, n_before, wanted)
            n_before += len(block)

    def _rows(self, block: list[bytes], n_before: int, wanted: Sequence[int]) -> Rows:
        stripped = (line.strip(_BLANKS) for line in block)
        there = [(n_before + 1 + place, line) for place, line in enumerate(stripped) if line]
        rejects: list[Reject] = []
        good, texts = [], []
        for (number, line), is_object in zip(there, self._are_objects([line for _, line in there])):
            if is_object:
                good.append(number)
                texts.append(line)
            else:
                text = line.decode(errors="septet.undecodable")
                rejects.append((number, RowError(Reason.MALFORMED, "the line is no JSON object"), (text,)))
        paths = ", ".join(f"json_extract_string(line, {_quoted(_pointer(self._keys[index]))})" for index in wanted)
        found = self._ask(f"SELECT {paths} FROM lines", texts)  # noqa: S608 - all is quoted
        columns = {
            index: _as_written(text_of(found.column(place)), texts, self._keys[index])
            for place, index in enumerate(wanted)
        }
        return Rows(pa.array(good, pa.int64()), columns, lambda row: self._cells(texts[row]), rejects)

    def _are_objects(self, lines: list[bytes]) -> list[bool]:
        if not _is_utf8(b"\n".join(lines)):
            return [_is_utf8(line) and self._are_objects([line])[0] for line in lines]
        kinds = self._ask("SELECT json_valid(line) AND line[1:1] = '{' FROM lines", lines)
        found: list[bool] = kinds.column(0).to_pylist()
        return found

    def _ask(self, query: str, lines: list[bytes]) -> pa.Table:
        self._connection.register("lines", pa.table({"line": pa.array(lines, pa.binary()).cast(pa.utf8())}))
        found = self._connection.sql(query).to_arrow_table()
        self._connection.unregister("lines")
        return found

    def _cells(self, line: bytes) -> list[str]:
        members = _object(line)
        if members is None:  # too deep for Python
            return [line.decode()]
        return [_text(members.get(key)) for key in self._keys]


def unpacked(file: BinaryFile) -> BinaryFile:
    """Return what a file of zstd unpacks to."""
    stream: BinaryFile = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
    return stream


def used_columns(campaign: Campaign) -> tuple[int, ...]:
    """Return the indices of the columns that a campaign uses, in ascending order."""
    return tuple(sorted({campaign.recipient, *campaign.values, *campaign.group_by}))


def cells_of(columns: dict[int, pa.StringArray], n_columns: int) -> Cells:
    """Return a function that gives all the cells of a row, empty where a column is not there."""
    return lambda row: [text_at(columns[index], row) if index in columns else "" for index in range(n_columns)]


def _joined(pieces: Iterable[Rows]) -> Iterator[Rows]:
    """Yield the same rows in batches that are worth the while."""
    waiting: list[Rows] = []
    n_rows = 0
    for piece in pieces:
        waiting.append(piece)
        n_rows += len(piece.lines) + len(piece.rejects)
        if n_rows >= _FEWEST_ROWS:
            yield _one(waiting)
            waiting, n_rows = [], 0
    if waiting:
        yield _one(waiting)


def _one(several: list[Rows]) -> Rows:
    if len(several) == 1:
        return several[0]
    ends = list(accumulate(len(rows.lines) for rows in several))

    def cells(row: int) -> Sequence[str]:
        place = bisect_right(ends, row)
        return several[place].cells(row - ends[place] + len(several[place].lines))

    columns = {index: pa.concat_arrays([rows.columns[index] for rows in several]) for index in several[0].columns}
    lines = pa.concat_arrays([rows.lines for rows in several])
    return Rows(lines, columns, cells, [reject for rows in several for reject in rows.rejects])


# -- lines of JSON -----------------------------------------------------------------------------------------------------


def _json_blocks(file: BinaryFile, name: str) -> Iterator[list[bytes]]:
    """Yield the lines, many at a time, without their ends."""
    rest, borrowed = b"", Borrowed(file)
    while octets := borrowed.read(_LINES):
        *lines, rest = (rest + octets).split(b"\n")
        if lines:
            yield lines
        if len(rest) > _LONGEST_LINE:
            raise FileFormatError(
                name, None, f"a line has more than {_LONGEST_LINE:,} octets: is it JSON, line by line?"
            )
    if rest:
        yield [rest]


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(
            line,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=lambda _: None,
            object_pairs_hook=_members,
        )
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which the first of several members of a name counts, as for DuckDB."""
    members: dict[str, Any] = {}
    for name, member in pairs:
        members.setdefault(name, member)
    return members


def _text(member: object) -> str:
    if member is None:
        return ""
    return str(member) if isinstance(member, str) else _json(member)


def _json(member: object) -> str:
    if isinstance(member, dict):
        return "{" + ",".join(f"{_json(name)}:{_json(inner)}" for name, inner in member.items()) + "}"
    if isinstance(member, list):
        return "[" + ",".join(map(_json, member)) + "]"
    return member if isinstance(member, _Number) else json.dumps(member, ensure_ascii=False)


def _as_written(column: pa.StringArray, lines: list[bytes], key: str) -> pa.StringArray:
    """Return the texts of a member; DuckDB calculates with numbers, so that those which it may have changed come anew.

    What Python writes for a number that is none, NaN, is no value.
    """
    changed = pc.indices_nonzero(pc.match_substring_regex(column, _MAYBE_CHANGED)).to_pylist()
    if not changed:
        return column
    texts = column.to_pylist()
    name = json.dumps(key, ensure_ascii=False).encode()
    plainly = re.compile(re.escape(name) + rb"[ \t]*:[ \t]*(-?[0-9][-+.0-9eE]*)")
    for row in changed:
        found = plainly.search(lines[row])
        if found and lines[row].count(name) == 1 and float(found[1]) == float(texts[row]):
            texts[row] = found[1].decode()  # in a tenth of the time
        elif (members := _object(lines[row])) is not None:
            texts[row] = _text(members.get(key))
    return pa.array(texts, pa.utf8())


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
