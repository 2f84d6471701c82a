"""Campaigns in Parquet, as columns."""

from __future__ import annotations

import glob
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from septet.delimited import Header
from septet.engines.batches import constant, text_of
from septet.engines.sources import Rows, cells_of, quoted, used_columns
from septet.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from septet.campaign import Campaign

_ROWS = 1 << 16
"""That are taken at once."""
_BUFFER = 1 << 18
"""Octets of a column that are read at once."""
_OCTETS = {pa.binary(): pa.utf8(), pa.large_binary(): pa.large_utf8()}
"""As which some programs write text, which is UTF-8."""
_TEXTS = {pa.utf8(), pa.large_utf8(), *_OCTETS}
_MARK = '"'


class ParquetSource:
    """A Parquet file."""

    def __init__(self, path: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the names.

        Raises:
            FileFormatError: it is no Parquet.
            OSError: it cannot be read.
        """
        with Path(path).open("rb"):  # whose error names the file
            self._connection = connection
        self._path = path
        with _named(path):
            self._pattern = glob.escape(path)  # DuckDB takes any name for a pattern
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [self._pattern]).fetchall()
            self._schema = pq.read_schema(path)
            nodes = connection.execute("SELECT name, num_children FROM parquet_schema(?)", [self._pattern]).fetchall()
        self._names = [name for name, *_ in described]
        self._kinds = [kind for _, kind, *_ in described]
        titles = _titles(nodes[1:])  # DuckDB has other names where two are the same but for their case
        self.header = Header(path, [*titles, *self._names[len(titles) :]])

    def batches(self, campaign: Campaign, *, whole: bool) -> Iterator[Rows]:
        """Yield the rows, many at a time; with all of their cells if somebody will ask for them."""
        wanted = range(len(self._names)) if whole else used_columns(campaign)
        n_before = 0
        with _named(self._path):
            for batch in self._texts(wanted) if self._are_texts(wanted) else self._casts(wanted):
                columns = {index: _read_as_text(batch.column(place)) for place, index in enumerate(wanted)}
                ones = pa.repeat(constant(pa.int64(), 1), len(batch))
                lines = pc.cumulative_sum(ones, constant(pa.int64(), n_before))
                yield Rows(lines, columns, cells_of(columns, len(self._names)), [])
                n_before += len(batch)

    def _are_texts(self, wanted: Iterable[int]) -> bool:
        """Whether columns can be read as they are; Arrow takes a dot in a name for something inside of a column."""
        titles = self._schema.names
        plain = titles == self._names and len({*titles}) == len(titles) and not any("." in title for title in titles)
        return plain and all(self._schema.field(index).type in _TEXTS for index in wanted)

    def _texts(self, wanted: Iterable[int]) -> Iterator[pa.RecordBatch]:
        """Read with Arrow, in two thirds of the time that DuckDB takes to read and hand over."""
        with pq.ParquetFile(self._path, pre_buffer=False, buffer_size=_BUFFER) as file:
            names = [self._names[index] for index in wanted]
            yield from file.iter_batches(_ROWS, columns=names, use_threads=False)

    def _casts(self, wanted: Iterable[int]) -> Iterator[pa.RecordBatch]:
        chosen = ", ".join(map(self._expression, wanted))
        query = f"SELECT {chosen} FROM read_parquet({quoted(self._pattern)})"  # noqa: S608 - all is quoted
        yield from self._connection.sql(query).to_arrow_reader(_ROWS)

    def _expression(self, index: int) -> str:
        name = f'"{self._names[index].replace(_MARK, _MARK * 2)}"'
        return name if self._kinds[index] == "BLOB" else f"CAST({name} AS VARCHAR)"


def _titles(nodes: Iterable[tuple[str, int | None]]) -> list[str]:
    """Return the names of the columns, and not of what is in them."""
    titles, n_inside = [], 0
    for name, n_children in nodes:
        if n_inside:
            n_inside -= 1
        else:
            titles.append(name)
        n_inside += n_children or 0
    return titles


def _read_as_text(column: pa.Array) -> pa.StringArray:
    return text_of(column.view(_OCTETS[column.type]) if column.type in _OCTETS else column)


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Say of what cannot be read which file it is."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise FileFormatError(path, None, str(error).splitlines()[0]) from None
