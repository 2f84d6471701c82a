"""What the workers of Spark give back for batches, added up here as Spark would do it, is what a tally says."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_texts import texts_in_utf8
from septet import Rate, Rates, Template
from septet.campaign import Campaign, Reason, RowError
from septet.tally import Tally
from strategies import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

pytestmark = pytest.mark.engines
pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
from pyspark.sql import Row  # noqa: E402

from septet.engines import spark  # noqa: E402
from septet.engines.batches import BatchCounter  # noqa: E402
from septet.engines.spark_batches import COUNTED, KEYS, PARTIALS, SUMS, Listing, Shared, Summing  # noqa: E402

RATES = Rates(
    [Rate("44", Decimal("0.0385"), "EUR"), Rate("1", Decimal("0.01"), "USD"), Rate("1416", Decimal(0), "USD")]
)
GROUPS = ["spring", "summer", None]

campaigns = st.lists(
    st.tuples(
        st.none() | st.sampled_from([*WRITTEN, "\ufffd123"]),
        st.none() | st.just(" ") | st.just("a\ufffd") | st.just("ж" * 18_000) | texts_in_utf8,
        st.booleans(),
        st.sampled_from(GROUPS),
    ),
    max_size=12,
)
"""Numbers, texts, whether Spark found the row corrupt, and groups."""


def batches(rows: Sequence[tuple[Any, ...]], names: Sequence[str], size: int) -> Iterator[Any]:
    types = {"corrupt": pa.bool_()}
    for start in range(0, len(rows), size):
        columns = zip(*rows[start : start + size])
        yield pa.record_batch([pa.array(each, types.get(name, pa.utf8())) for name, each in zip(names, columns)], names)


def shared(**options: Any) -> Any:
    return SimpleNamespace(value=Shared(BatchCounter(RATES, **options), RATES.all))


def added_up(partials: Iterable[Any], group_names: list[str]) -> list[Row]:
    """What Spark makes of the sums: by the same columns, the sums and how many different numbers there are."""
    keys = [*group_names, *KEYS]
    sums: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [None, None, None, set()])
    for batch in partials:
        assert batch.schema.names == [*group_names, *PARTIALS]
        for row in batch.to_pylist():
            found = sums[tuple(row[key] for key in keys)]
            for place, name in enumerate(SUMS):
                if row[name] is not None:
                    found[place] = (found[place] or 0) + row[name]
            found[3].update(row["numbers"] or ())
    fields = Row(*keys, *SUMS, "n_recipients")
    return [fields(*key, *found[:3], len(found[3])) for key, found in sums.items()]


def by_hand(rows: Iterable[tuple[Any, ...]]) -> tuple[Tally, dict[Reason, int]]:
    """The same with the rules of a campaign, row by row."""
    tally, left_out = Tally(RATES), dict.fromkeys(Reason, 0)
    for number, text, corrupt, _ in rows:
        reason = Reason.WRONG_CELLS if corrupt else why_not(number or "", text or "")
        if reason is None:
            tally.add(number, text)
        else:
            left_out[reason] += 1
    return tally, {reason: n for reason, n in left_out.items() if n}


def why_not(number: str, text: str) -> Reason | None:
    table: Any = SimpleNamespace(name="x", header=["to", "message"], column={"to": 0, "message": 1}.get)
    try:
        _, body = Campaign(table).message([number, text])
    except RowError as error:
        return error.reason
    return Reason.TOO_MANY_PARTS if Tally().count(body)[2] > 255 else None


@given(campaigns, st.integers(1, 5))
def test_sums_are_those_of_a_tally(rows: list[tuple[Any, ...]], size: int) -> None:
    worker = Summing(shared(), 1)
    plain = [row[:3] for row in rows]
    found = added_up(worker(batches(plain, ["to", "message", "corrupt"], size)), [])
    result = spark._result(RATES, found, 0, None)
    tally, left_out = by_hand(rows)
    assert result.totals == tally.totals()
    assert result.left_out == left_out
    assert result.groups == {}


@given(campaigns, st.integers(1, 5))
def test_sums_of_groups_are_those_of_a_tally_for_each(rows: list[tuple[Any, ...]], size: int) -> None:
    worker = Summing(shared(), 1)
    found = added_up(worker(batches(rows, ["to", "message", "corrupt", "group 0"], size)), ["group 0"])
    result = spark._result(RATES, found, 1, None)
    assert result.totals == by_hand(rows)[0].totals()
    expected = {group: by_hand(row for row in rows if row[3] == group)[0].totals() for group in GROUPS}
    assert result.groups == {(group,): totals for group, totals in expected.items() if totals.n_messages}
    ranked = [totals.n_parts for totals in result.groups.values()]
    assert ranked == sorted(ranked, reverse=True)


@given(campaigns, st.integers(1, 5))
def test_each_message_is_listed_as_it_counts(rows: list[tuple[Any, ...]], size: int) -> None:
    given = batches(rows, ["to", "message", "corrupt", "group"], size)
    listed = [row for batch in Listing(shared(), 1)(given) for row in batch.to_pylist()]
    assert len(listed) == len(rows)
    for row, message in zip(rows, listed):
        tally, left_out = by_hand([row])
        assert message.pop("group") == row[3]
        assert list(message) == list(COUNTED)
        if left_out:
            assert message == {**dict.fromkeys(COUNTED), "left_out": str(*left_out)}
            continue
        counted = tally.add(*row[:2])
        assert message == {
            "recipient": counted.recipient,
            "encoding": str(counted.encoding),
            "units": counted.n_units,
            "parts": counted.n_parts,
            "cost": counted.cost,
            "currency": counted.rate and counted.rate.currency,
            "left_out": None,
        }


def test_a_template_is_filled() -> None:
    worker = Summing(shared(template=Template("Hi ${name}, ${code}!")), 2)
    rows = [
        ("+447700900123", "Zoë", "1", False),
        ("+447700900124", "Жанна", "2", False),
        ("+447700900125", None, "3", False),
    ]
    found = added_up(worker(batches(rows, ["to", "name", "code", "corrupt"], 2)), [])
    result = spark._result(RATES, found, 0, None)
    tally = Tally(RATES)
    tally.add_all(["447700900123", "447700900124"], ["Hi Zoë, 1!", "Hi Жанна, 2!"])
    assert result.totals == tally.totals()
    assert result.left_out == {Reason.MISSING_VALUE: 1}


def test_what_it_says_of_itself() -> None:
    tally, left_out = by_hand([("+447700900123", "a" * 161, False, None), ("", "a", False, None)])
    assert repr(spark.SparkDryRun(tally.totals(), left_out, {}, None)) == (
        "<SparkDryRun: 1 messages, 2 parts, 1 left out>"
    )
