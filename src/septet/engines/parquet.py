"""Campaigns in Parquet, as columns."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from septet.delimited import Header
from septet.engines.batches import constant, text_of
from septet.engines.sources import Rows, cells_of, column_of, used_columns
from septet.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from septet.campaign import Campaign

_MAGIC = b"PAR1"
_ROWS = 1 << 16
"""That are taken at once."""
_BUFFER = 1 << 18
"""Octets of a column that are read at once."""
_OCTETS = {pa.binary(): pa.utf8(), pa.large_binary(): pa.large_utf8()}
"""As which some programs write text, which is UTF-8."""
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_TEXTS = {pa.utf8(), pa.large_utf8(), pa.string_view()}


class ParquetSource:
    """A Parquet file."""

    def __init__(self, path: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Read the names.

        Raises:
            FileFormatError: it is no Parquet.
            OSError: it cannot be read.
        """
        with Path(path).open("rb") as file:  # whose error names the file
            if not file.seekable():
                raise FileFormatError(path, None, "Parquet ends with what has to be read first: a pipe cannot be read")
            if file.read(len(_MAGIC)) != _MAGIC:
                raise FileFormatError(path, None, "it is no Parquet: --format says what else it is")
        self._connection = connection
        self._path = path
        with self._opened() as opened:
            self._names: list[str] = opened.schema_arrow.names
        self._folders = _named_by_folders(path, self._names)
        self.header = Header(path, [*self._names, *self._folders])

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        """Open the file; its name, alone, could be taken for that of a place on the net."""
        try:
            with (
                pa.OSFile(os.fsencode(self._path)) as octets,
                pq.ParquetFile(octets, pre_buffer=False, buffer_size=_BUFFER) as file,
            ):
                yield file
        except (duckdb.Error, pa.ArrowException, OSError, UnicodeError) as error:
            raise FileFormatError(self._path, None, str(error).splitlines()[0]) from None

    def batches(self, campaign: Campaign, *, whole: bool) -> Iterator[Rows]:
        """Yield the rows, many at a time; with all of their cells if somebody will ask for them."""
        n_own, n_columns = len(self._names), len(self._names) + len(self._folders)
        wanted = range(n_columns) if whole else used_columns(campaign)
        own = [index for index in wanted if index < n_own]
        others = {index: text for index, text in enumerate(self._folders.values(), n_own) if index in wanted}
        # Arrow takes a dot in a name for something inside of a column, and a name for all columns that have it.
        plain = len({*self._names}) == n_own and not any("." in name for name in self._names)
        names = [self._names[index] for index in own] if plain else None
        n_before = 0
        with self._opened() as file:
            for batch in file.iter_batches(_ROWS, columns=names):
                chosen = batch.columns if plain else [batch.column(index) for index in own]
                columns = dict(zip(own, self._texts(chosen)))
                columns |= {index: pa.repeat(text, len(batch)) for index, text in others.items()}
                ones = pa.repeat(constant(pa.int64(), 1), len(batch))
                lines = pc.cumulative_sum(ones, constant(pa.int64(), n_before))
                yield Rows(lines, columns, cells_of(columns, n_columns), [])
                n_before += len(batch)
            self._check(file.metadata, n_before)

    def _check(self, metadata: pq.FileMetaData, n_rows: int) -> None:
        """Arrow ends where one of the columns does, however many rows there should be."""
        in_groups = sum(metadata.row_group(place).num_rows for place in range(metadata.num_row_groups))
        for expected in (metadata.num_rows, in_groups):
            if n_rows != expected:
                reason = f"the file is damaged: it should have {expected:,} rows, and {n_rows:,} were found"
                raise FileFormatError(self._path, None, reason)

    def _texts(self, columns: list[pa.Array]) -> list[pa.StringArray]:
        """Return columns as text, as DuckDB has them what is neither text nor octets."""
        texts = [_text(column) for column in columns]
        others = {f"c{place}": _known(column) for place, column in enumerate(columns) if texts[place] is None}
        if others:
            self._connection.register("cells", pa.table(others))
            casts = ", ".join(_as_text(name, column) for name, column in others.items())
            try:
                found = iter(self._connection.sql(f"SELECT {casts} FROM cells").to_arrow_table().columns)  # noqa: S608
            finally:
                self._connection.unregister("cells")
            texts = [next(found) if text is None else text for text in texts]
        return [text_of(text) for text in texts]


def _named_by_folders(path: str, names: Sequence[str]) -> dict[str, pa.StringScalar]:
    """Return the columns that are no part of a file because all its rows have the same, as Hive and Spark write them.

    They stand in the names of the folders, ``name=value``.
    """
    folders = Path(os.fsencode(path).decode(errors="replace")).parts[:-1]
    taken, texts = {name.casefold() for name in names}, {}
    for name, sign, text in (map(unquote, folder.partition("=")) for folder in folders):
        if sign and name.casefold() not in taken:
            taken.add(name.casefold())
            texts[name] = "" if text == _NO_VALUE else text
    return dict(zip(texts, column_of(texts.values())))


def _text(column: pa.Array) -> pa.Array | None:
    """Return a column of text or octets as text, and nothing of another."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_fixed_size_binary(column.type) or pa.types.is_binary_view(column.type):
        column = column.cast(pa.binary())
    if column.type in _OCTETS:
        column = column.view(_OCTETS[column.type])
    return column if column.type in _TEXTS else None


def _as_text(name: str, column: pa.Array) -> str:
    """Return the text of a column in SQL; what is no number has none, as in JSON."""
    text = f"CAST({name} AS VARCHAR)"
    return f"CASE WHEN isfinite({name}) THEN {text} END" if pa.types.is_floating(column.type) else text


def _known(column: pa.Array) -> pa.Array:
    """Return a column as what DuckDB knows."""
    if pa.types.is_float16(column.type):
        return column.cast(pa.float32())
    return column.cast(pa.utf8()) if pa.types.is_decimal256(column.type) else column
