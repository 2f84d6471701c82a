"""Batches against the rules of campaigns, row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from septet import Rate, Rates, Template
from septet.address import normalize_msisdn
from septet.campaign import Reason, number_problem
from septet.delimited import UNDECODABLE
from septet.errors import FieldRangeError, MissingValueError
from septet.plan import outside, plan
from septet.rules import rules

pytestmark = pytest.mark.engines
pa = pytest.importorskip("pyarrow")
batches = pytest.importorskip("septet.engines.batches")

if TYPE_CHECKING:
    from collections.abc import Sequence

RATES = Rates([Rate("44", Decimal("0.04"), "EUR"), Rate("4477", Decimal("0.05"), "EUR"), Rate("1", Decimal(1), "USD")])
LIMIT = 255

numbers = st.sampled_from(
    ["+44 7700 900123", "447800900123", "13125550128", "33639980123", "", " ", "12", "\ufffd", "44\u0660", UNDECODABLE]
)
texts = st.one_of(
    st.sampled_from(
        ["hello", "", " \u2009", "Zoë’s", "\ufffd", UNDECODABLE, "a" * 161, "Я" * 71, "[" * 200, "😀" * 36]
    ),
    st.text(st.one_of(st.sampled_from("aé€[Я’ ı"), st.characters(exclude_categories=["Cs"])), max_size=90),
)


def octets(text: str) -> bytes:
    """The text as a file has it: what stands for octets that do not decode is one of these."""
    return text.replace(UNDECODABLE, "\udcff").encode(errors="surrogateescape")


def column(cells: Sequence[str], before: int = 1) -> Any:
    """A column of text that may be no UTF-8, cut out of a longer one."""
    made = pa.array([b"x"] * before + [octets(cell) for cell in cells] + [b"x"], pa.binary())
    return pa.Array.from_buffers(pa.utf8(), len(made), made.buffers())[before:-1]


def expected(number: str, values: Sequence[str], template: Template | None, options: dict[str, Any]) -> Any:
    """The row as the careful functions count it: number, rate, encoding, units, parts; or why it cannot be used."""
    try:
        digits = normalize_msisdn(number)
    except FieldRangeError:
        return number_problem(number)
    try:
        body = values[0] if template is None else template.render(dict(zip(template.names, values)))
    except MissingValueError:
        return Reason.MISSING_VALUE
    if template is None and not body.strip():
        return Reason.NO_MESSAGE
    if UNDECODABLE in body or "\ufffd" in body:
        return Reason.UNDECODABLE
    planned = plan(body, **options)
    rate = RATES.find(digits)
    return int(digits), rate, str(planned.encoding), planned.n_units, planned.n_parts


def found(counted: Any) -> list[Any]:
    """What the batch says of each row, likewise."""
    rows = []
    for row in counted.columns.to_pylist():
        rate = RATES.all[row["rate"]] if row["rate"] >= 0 else None
        count = (row["recipient"], rate, row["encoding"], row["n_units"], row["n_parts"])
        rows.append(batches.PROBLEMS[row["problem"]] or count)
    assert list(counted.problems) == [i for i, row in enumerate(rows) if isinstance(row, Reason)]
    return rows


OPTIONS: list[dict[str, Any]] = [{}, {"languages": ("turkish",)}, {"reference_bits": 16}]
OPTIONS[1]["languages"] = (1,)


@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "turkish", "16 bits"])
@pytest.mark.parametrize("source", [None, "Hi ${name}!", "${a} ${b} – ${a}", "hello", "${a}\ufffd"])
@given(rows=st.lists(st.tuples(numbers, texts, texts)))
@example(rows=[("447700900123", "a", "b"), ("", "", ""), (UNDECODABLE, UNDECODABLE, ""), ("1", "\ufffd", " ")])
def test_a_batch_is_counted_as_its_rows_are(
    source: str | None, options: dict[str, Any], rows: list[tuple[str, str, str]]
) -> None:
    template = None if source is None else Template(source)
    n_values = 1 if template is None else len(template.names)
    counter = batches.BatchCounter(RATES, template=template, **options)
    values = [column([row[1 + place] for row in rows]) for place in range(n_values)]
    counted = counter.count(column([number for number, *_ in rows]), values)
    told = [expected(number, cells[:n_values], template, options) for number, *cells in rows]
    assert found(counted) == told
    assert counted.columns.schema == batches.SCHEMA
    by_character: dict[str, list[int]] = {}
    for row, each in enumerate(told):
        if not isinstance(each, Reason) and each[2] == "UCS-2":
            characters, without = outside(counted.bodies[row].as_py(), rules(**options))
            for character in characters:
                sums = by_character.setdefault(character, [0, 0, 0])
                sums[0] += 1
                sums[1] += len(characters) == 1
                sums[2] += max(each[4] - without, 0)
    assert counter.blame(counted) == [(ord(c), *sums) for c, sums in sorted(by_character.items())]


def test_a_row_of_too_many_parts_cannot_be_used() -> None:
    counter = batches.BatchCounter(max_parts=2)
    counted = counter.count(
        column(["447700900123"] * 3 + ["1"]), [column(["a" * 306, "a" * 307, "Я" * 135, "a" * 999])]
    )
    assert [batches.PROBLEMS[code] for code in counted.columns["problem"].to_pylist()] == [
        None, Reason.TOO_MANY_PARTS, Reason.TOO_MANY_PARTS, Reason.INVALID_NUMBER,
    ]  # fmt: skip
    assert counted.columns["n_parts"].to_pylist() == [2, 3, 3, 7]
    assert counter.blame(counted) == []
    counted = batches.BatchCounter().count(column(["447700900123"] * 2), [column(["a" * 153 * 255, "a" * 153 * 256])])
    assert counted.problems == (1,)


@pytest.mark.parametrize("kind", [pa.large_utf8, pa.string_view, lambda: pa.dictionary(pa.int32(), pa.utf8())])
def test_columns_may_be_of_any_kind_of_text(kind: Any) -> None:
    texts = pa.array(["hello", None, "Я"], pa.utf8()).cast(kind())
    numbers = pa.chunked_array([pa.array([447700900123]), pa.array([447700900124, 12])])
    counted = batches.BatchCounter().count(numbers, [texts])
    assert counted.columns["recipient"].to_pylist() == [447700900123, 447700900124, 0]
    assert [batches.PROBLEMS[code] for code in counted.columns["problem"].to_pylist()] == [
        None, Reason.NO_MESSAGE, Reason.INVALID_NUMBER,
    ]  # fmt: skip


def test_there_may_be_nothing() -> None:
    counted = batches.BatchCounter().count(pa.chunked_array([], pa.utf8()), [pa.array([], pa.null())])
    assert (len(counted.columns), counted.problems) == (0, ())
    assert batches.BatchCounter().blame(counted) == []
