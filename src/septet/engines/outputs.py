"""A row for each message, written as columns: CSV, to the octet as the ``csv`` module would write it, or Parquet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from septet.engines.duckdb import Messages
    from septet.rates import Rate, Rates

_KINDS = {"line": pa.int64(), "units": pa.int64(), "parts": pa.int32()}
_MOST_PARTS = 256
_MOST_DIGITS = 38


class MessageFile:
    """Writes messages down."""

    def __init__(self, file: IO[bytes], names: Sequence[str], rates: Rates, *, is_parquet: bool) -> None:
        """Begin the file; with the name ``file`` among those of the columns it is told where each message is from."""
        self._file = file
        self._names = names
        self._rates = rates.all
        self._writer = None
        if is_parquet:
            kinds = {**_KINDS, "cost": _kind_of_costs(self._rates)}
            schema = pa.schema([(name, kinds.get(name, pa.utf8())) for name in names])
            self._writer = pq.ParquetWriter(file, schema, compression="zstd")
        else:
            file.write((",".join(names) + "\r\n").encode())

    def add(self, messages: Messages, source: str) -> None:
        """Write some messages."""
        if not len(messages.lines):
            return
        counted = messages.counted
        costs, currencies = self._prices(counted)
        columns: dict[str, Any] = {
            "file": pa.repeat(source, len(counted)),
            "line": messages.lines,
            "recipient": counted["recipient"],
            "encoding": counted["encoding"],
            "units": counted["n_units"],
            "parts": counted["n_parts"],
            "cost": costs,
            "currency": currencies,
        }
        if self._writer is not None:
            kinds = self._writer.schema.types
            chosen = [columns[name].cast(kind) for name, kind in zip(self._names, kinds)]
            self._writer.write_table(pa.table(chosen, names=list(self._names)))
            return
        columns["file"] = pa.repeat(_cell(source), len(counted))
        cells = [columns[name].cast(pa.utf8()).fill_null("") for name in self._names]
        rows = pc.binary_join_element_wise(*cells, ",")
        lines = pc.binary_join_element_wise(rows, "", "\r\n")
        self._file.write(lines.buffers()[2].slice(0, pc.sum(pc.binary_length(lines)).as_py()))

    def finish(self) -> None:
        """Write what is still held back."""
        if self._writer is not None:
            self._writer.close()

    def abandon(self) -> None:
        """Leave the file as it is; Parquet without its end cannot be taken for whole."""
        if self._writer is not None:
            self._writer.is_open = False  # or it would write the end as soon as it is collected

    def _prices(self, counted: pa.RecordBatch) -> tuple[pa.Array, pa.Array]:
        """Return cost and currency of each message; there are few kinds of them."""
        kinds = pc.add(pc.multiply(counted["rate"], _MOST_PARTS), counted["n_parts"]).dictionary_encode()
        costs: list[str | None] = []
        currencies: list[str | None] = []
        for kind in kinds.dictionary.to_pylist():
            place, n_parts = divmod(kind, _MOST_PARTS)
            rate = None if place < 0 else self._rates[place]
            costs.append(None if rate is None else f"{rate.cost(n_parts):f}")
            currencies.append(None if rate is None else rate.currency)
        return pa.array(costs, pa.utf8()).take(kinds.indices), pa.array(currencies, pa.utf8()).take(kinds.indices)


def _kind_of_costs(rates: Sequence[Rate]) -> pa.DataType:
    """Return a decimal number that any cost fits, since a price list allows 18 digits."""
    n_decimals = max((-int(rate.price.as_tuple().exponent) for rate in rates), default=0)
    return pa.decimal128(_MOST_DIGITS, max(n_decimals, 0))


def _cell(text: str) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([text])
    return written.getvalue().removesuffix("\r\n")
