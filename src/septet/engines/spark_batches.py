"""What the workers of Spark do with the batches that they are given; :mod:`septet.engines.spark` is the other side.

The functions here are given to ``mapInArrow``, and with them goes what they need: it is pickled, and the large part of
it comes as a broadcast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from septet._value import value
from septet.alphabets import Encoding
from septet.campaign import Reason
from septet.engines.batches import PROBLEMS, BatchCounter, CountedBatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark import Broadcast

    from septet.rates import Rate

MESSAGES, LEFT_OUT, CHARACTER, RECIPIENTS, RECIPIENTS_OF_GROUP = range(5)
"""What a row of sums is of: messages by rate, encoding and parts; rows left out by their problem; messages by a
character that pushed them to UCS-2; and different numbers, of all messages and of a group."""

REASONS = (*PROBLEMS, Reason.WRONG_CELLS)
"""What a problem is; the last one is found by Spark, where it reads a file."""

SUMS = ("n", "n_alone", "n_extra")
"""The columns that are added up."""

KEYS = {"kind": "tinyint", "rate": "int", "encoding": "string", "n_parts": "int", "item": "int"}
"""The columns by which they are, besides those of the groups, and their types. ``item`` is a problem or a character."""

PARTIALS = {**KEYS, **dict.fromkeys(SUMS, "bigint"), "numbers": "array<bigint>"}
"""The columns of the sums of a batch, besides those of the groups."""

COST = pa.decimal128(38, 18)
"""Of a message: prices have 18 digits behind the point at the most."""

COUNTED = {
    "recipient": "string",
    "encoding": "string",
    "units": "bigint",
    "parts": "int",
    "cost": "decimal(38,18)",
    "currency": "string",
    "left_out": "string",
}
"""The columns of a message, besides those that are kept."""

_TYPES = {
    "kind": pa.int8(),
    "rate": pa.int32(),
    "encoding": pa.utf8(),
    "n_parts": pa.int32(),
    "item": pa.int32(),
    **dict.fromkeys(SUMS, pa.int64()),
    "numbers": pa.list_(pa.int64()),
}
_WRONG_CELLS = len(PROBLEMS)
_PAIRS = 1 << 8  # more than the parts that a message can have
_KINDS, _ROWS = "rate, encoding and parts", "row of the batch"


@value
class Shared:
    """What all workers need, the same for each."""

    counter: BatchCounter
    rates: tuple[Rate, ...]


class Worker:
    """Counts batches. Their columns are the numbers; the texts or values; whether the row is corrupt; and others."""

    def __init__(self, shared: Broadcast[Shared], n_values: int) -> None:
        """Take what was broadcast, and how many columns there are of texts or values."""
        self._shared = shared
        self._n_values = n_values

    @property
    def n_texts(self) -> int:
        """How many columns there are before the others."""
        return 2 + self._n_values

    def _count(self, batch: pa.RecordBatch) -> CountedBatch:
        values = [batch.column(1 + place) for place in range(self._n_values)]
        counter: BatchCounter = self._shared.value.counter
        return counter.count(batch.column(0), values)

    def _corrupt(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        return batch.column(1 + self._n_values)

    def _others(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        return batch.select(batch.schema.names[self.n_texts :])


class Summing(Worker):
    """Gives the sums of each batch; the other columns are those of the groups."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """For ``mapInArrow``."""
        for batch in batches:
            corrupt = self._corrupt(batch)
            sound = batch.filter(pc.invert(corrupt)) if corrupt.true_count else batch
            counted, groups = self._count(sound), self._others(sound)
            pieces = [_left_out(counted, corrupt.true_count)]
            messages = counted.columns
            if counted.problems:  # copied only if something has to go
                usable = pc.equal(messages["problem"], 0)
                messages, groups, counted = messages.filter(usable), groups.filter(usable), _filtered(counted, usable)
            pieces += _messages(messages, groups)
            pieces += self._characters(counted, groups)
            for columns in pieces:
                yield _partials(groups.schema, columns)

    def _characters(self, counted: CountedBatch, groups: pa.RecordBatch) -> Iterator[dict[str, pa.Array]]:
        blame = self._shared.value.counter.blame
        if not groups.num_columns:
            yield _of(CHARACTER, *_turned(blame(counted)))
            return
        in_ucs2 = pc.equal(_encoding(counted.columns), str(Encoding.UCS2))
        counted, groups = _filtered(counted, in_ucs2), groups.filter(in_ucs2)
        for group, rows in _groups(groups):
            columns = _of(CHARACTER, *_turned(blame(_taken(counted, rows))))
            yield {**columns, **{name: pa.repeat(each, len(columns["kind"])) for name, each in group.items()}}


class Listing(Worker):
    """Gives each message; the other columns are kept as they are."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """For ``mapInArrow``."""
        rates = self._shared.value.rates
        for batch in batches:
            counted = self._count(batch).columns
            problems = pc.if_else(self._corrupt(batch), pa.scalar(_WRONG_CELLS, pa.uint8()), counted["problem"])
            usable = pc.equal(problems, 0)
            left_out = pa.array([reason and str(reason) for reason in REASONS], pa.utf8())
            numbers, encoding = counted["recipient"].cast(pa.utf8()), _encoding(counted)
            fields = [numbers, encoding, counted["n_units"], counted["n_parts"], *_costs(counted, usable, rates)]
            columns = [pc.if_else(usable, column, pa.scalar(None, column.type)) for column in fields]
            columns.append(left_out.take(problems))
            kept = self._others(batch)
            yield pa.RecordBatch.from_arrays([*kept.columns, *columns], names=[*kept.schema.names, *COUNTED])


def _left_out(counted: CountedBatch, n_corrupt: int) -> dict[str, pa.Array]:
    found = {each["values"]: each["counts"] for each in counted.columns["problem"].value_counts().to_pylist()}
    found.pop(0, None)
    if n_corrupt:
        found[_WRONG_CELLS] = n_corrupt
    return _of(LEFT_OUT, list(found), [list(found.values())])


def _messages(messages: pa.RecordBatch, groups: pa.RecordBatch) -> Iterator[dict[str, pa.Array]]:
    numbers = messages["recipient"].cast(pa.int64())
    yield {"kind": pa.array([RECIPIENTS], pa.int8()), "numbers": _one_list(numbers.unique())}
    if not groups.num_columns:
        # Grouping is for several columns, and takes as long as counting the texts.
        kinds, sums = _kinds(messages).value_counts().flatten()
        yield {"kind": pa.repeat(pa.scalar(MESSAGES, pa.int8()), len(kinds)), **_of_kinds(kinds), "n": sums}
        return
    names = groups.schema.names
    table = pa.Table.from_batches([groups]).append_column(_KINDS, _kinds(messages)).append_column("numbers", numbers)
    sums = table.group_by([*names, _KINDS], use_threads=False).aggregate([([], "count_all")])
    columns = {name: sums[name].combine_chunks() for name in (*names, _KINDS, "count_all")}
    kind = pa.repeat(pa.scalar(MESSAGES, pa.int8()), len(sums))
    yield {"kind": kind, "n": columns.pop("count_all"), **_of_kinds(columns.pop(_KINDS)), **columns}
    lists = table.group_by(names, use_threads=False).aggregate([("numbers", "distinct")])
    columns = {name: lists[name].combine_chunks() for name in (*names, "numbers_distinct")}
    kind = pa.repeat(pa.scalar(RECIPIENTS_OF_GROUP, pa.int8()), len(lists))
    yield {"kind": kind, "numbers": columns.pop("numbers_distinct"), **columns}


def _kinds(messages: pa.RecordBatch) -> pa.Array:
    # Rate, encoding and parts as one number.
    in_septets = pc.equal(_encoding(messages), str(Encoding.GSM7)).cast(pa.int64())
    places = pc.add(pc.multiply(messages["rate"].cast(pa.int64()), 2), in_septets)
    return pc.add(pc.multiply(places, _PAIRS), messages["n_parts"])


def _of_kinds(kinds: pa.Array) -> dict[str, pa.Array]:
    numbers = kinds.to_pylist()
    encodings = [str(Encoding.GSM7 if number // _PAIRS % 2 else Encoding.UCS2) for number in numbers]
    return {
        "rate": pa.array([number // _PAIRS // 2 for number in numbers], pa.int32()),
        "encoding": pa.array(encodings, pa.utf8()),
        "n_parts": pa.array([number % _PAIRS for number in numbers], pa.int32()),
    }


def _groups(groups: pa.RecordBatch) -> Iterator[tuple[dict[str, pa.Scalar], pa.Array]]:
    # The values of each group, and its rows.
    rows = pa.array(range(groups.num_rows), pa.int64())
    table = pa.Table.from_batches([groups]).append_column(_ROWS, rows)
    lists = table.group_by(groups.schema.names, use_threads=False).aggregate([(_ROWS, "list")])
    for place, each in enumerate(lists[f"{_ROWS}_list"]):
        yield {name: lists[name][place] for name in groups.schema.names}, each.values


def _costs(counted: pa.RecordBatch, usable: pa.BooleanArray, rates: Sequence[Rate]) -> list[pa.Array]:
    # What a pair of a rate and a number of parts costs is worked out once.
    n_parts = pc.if_else(usable, counted["n_parts"], pa.scalar(0, pa.int32()))
    pairs = pc.add(pc.multiply(counted["rate"].cast(pa.int64()), _PAIRS), n_parts).dictionary_encode()
    costs, currencies = [], []
    for pair in pairs.dictionary.to_pylist():
        rate = None if pair < 0 else rates[pair // _PAIRS]
        costs.append(rate and rate.cost(pair % _PAIRS))
        currencies.append(rate and rate.currency)
    return [pa.array(costs, COST).take(pairs.indices), pa.array(currencies, pa.utf8()).take(pairs.indices)]


def _encoding(columns: pa.RecordBatch) -> pa.StringArray:
    return columns["encoding"].cast(pa.utf8())  # which all that follows takes, as it does not all dictionaries


def _turned(blamed: Sequence[tuple[int, int, int, int]]) -> tuple[list[int], list[list[int]]]:
    # The characters, and a column of each of the sums.
    items = [each[0] for each in blamed]
    return items, [[each[place] for each in blamed] for place in range(1, 1 + len(SUMS))]


def _filtered(counted: CountedBatch, rows: pa.BooleanArray) -> CountedBatch:
    return CountedBatch(counted.columns.filter(rows), counted.bodies.filter(rows), ())


def _taken(counted: CountedBatch, rows: pa.Array) -> CountedBatch:
    return CountedBatch(counted.columns.take(rows), counted.bodies.take(rows), ())


def _of(kind: int, items: Sequence[int], sums: Sequence[Sequence[int]]) -> dict[str, pa.Array]:
    columns = {name: pa.array(column, _TYPES[name]) for name, column in zip(("item", *SUMS), (items, *sums))}
    return {"kind": pa.repeat(pa.scalar(kind, pa.int8()), len(items)), **columns}


def _one_list(numbers: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array([0, len(numbers)], pa.int32()), numbers)


def _partials(groups: pa.Schema, columns: dict[str, pa.Array]) -> pa.RecordBatch:
    types = {**dict(zip(groups.names, groups.types)), **_TYPES}
    n_rows = len(columns["kind"])
    arrays = [columns[name] if name in columns else pa.nulls(n_rows, kind) for name, kind in types.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(types))
