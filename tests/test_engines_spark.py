"""Spark: the same numbers as from a file, on the same campaign."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from septet import Rates, Template
from septet.campaign import Campaign, Reason
from septet.delimited import DelimitedFile
from septet.errors import FieldRangeError
from septet.tally import Tally
from spark_session import PANDAS_3, spark  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from septet.tally import Totals

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("spark"), pytest.mark.filterwarnings(PANDAS_3)]
pytest.importorskip("pyspark")
engine = pytest.importorskip("septet.engines.spark")

EXAMPLES = Path(__file__).parent.parent / "examples"
COLUMNS = "id string, phone string, name string, city string, kind string, message string, _corrupt_record string"
TEMPLATE = Template("Hi ${name}, greetings to ${city} from €Shop!")


@pytest.fixture(scope="module")
def frame(spark: Any) -> Any:  # noqa: F811
    """The example campaign, as Spark reads it."""
    options = {"header": True, "multiLine": True, "escape": '"', "schema": COLUMNS}
    return spark.read.csv(str(EXAMPLES / "campaign.csv"), **options).repartition(3).cache()


@pytest.fixture(scope="module")
def rates() -> Rates:
    return Rates.read(EXAMPLES / "rates.csv")


def embedded(rates: Rates, template: Template | None = None) -> tuple[Totals, dict[Reason, int]]:
    """What the campaign comes to without Spark."""
    tally, left_out = Tally(rates), dict.fromkeys(Reason, 0)
    with (EXAMPLES / "campaign.csv").open("rb", buffering=0) as file:
        campaign = Campaign(DelimitedFile(file, name="campaign.csv"), template=template)
        for_reason = left_out.__setitem__
        campaign.run(tally, on_reject=lambda _, error, __: for_reason(error.reason, left_out[error.reason] + 1))
    totals = tally.totals()
    tally.close()
    return totals, {reason: n for reason, n in left_out.items() if n}


def test_totals_and_groups_are_those_of_the_file(frame: Any, rates: Rates) -> None:
    found = engine.dry_run(frame, rates=rates, group_by=["kind"])
    assert (found.totals, found.left_out) == embedded(rates)
    assert sum(totals.n_parts for totals in found.groups.values()) == found.totals.n_parts
    assert found.messages is None
    septet = Path(sysconfig.get_path("scripts")) / "septet"
    command = [str(septet), "dry-run", f"{EXAMPLES}/campaign.csv", "--rates", f"{EXAMPLES}/rates.csv", "--json"]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    assert told["parts"] == found.totals.n_parts
    assert told["number_of_recipients"] == found.totals.n_recipients
    assert {reason: rows["rows"] for reason, rows in told["left_out"].items()} == {
        str(reason): n for reason, n in found.left_out.items()
    }


def test_a_template_and_a_frame_of_messages(frame: Any, rates: Rates) -> None:
    found = engine.dry_run(frame, rates=rates, template=TEMPLATE, with_messages=True, keep=["id", "kind"])
    assert (found.totals, found.left_out) == embedded(rates, TEMPLATE)
    messages = found.messages.toArrow().to_pylist()
    assert list(messages[0]) == [
        "id",
        "kind",
        "recipient",
        "encoding",
        "units",
        "parts",
        "cost",
        "currency",
        "left_out",
    ]
    usable = [row for row in messages if row["left_out"] is None]
    assert len(usable) == found.totals.n_messages
    assert sum(row["parts"] for row in usable) == found.totals.n_parts
    costs = {currency: sum(row["cost"] for row in usable if row["currency"] == currency) for currency in ("EUR", "USD")}
    assert costs == dict(found.totals.costs)
    assert len(messages) == len(usable) + sum(found.left_out.values())


def test_a_frame_without_rows_and_without_rates(spark: Any) -> None:  # noqa: F811
    found = engine.dry_run(spark.createDataFrame([], "to bigint, message string"), group_by=["to"])
    assert found.totals == Tally().totals()
    assert (found.left_out, found.groups) == ({}, {})


def test_numbers_that_are_numbers_and_names_with_dots_and_ticks(spark: Any) -> None:  # noqa: F811
    rows = [(447700900123, "a" * 161, 1), (447700900123, None, 2), (447700900124, "a", 2)]
    odd = spark.createDataFrame(rows, "To bigint, `the.`` text` string, n int")
    found = engine.dry_run(odd, message_column="the.` text", group_by=["n"])
    assert (found.totals.n_recipients, found.totals.n_messages, found.totals.n_parts) == (2, 2, 3)
    assert found.left_out == {Reason.NO_MESSAGE: 1}
    assert {group: totals.n_parts for group, totals in found.groups.items()} == {(1,): 2, (2,): 1}


def test_groups_may_be_of_columns_that_are_never_null(spark: Any) -> None:  # noqa: F811
    rows = [("447700900123", "a" * 161, "x"), ("447700900124", "Я", "x"), ("447700900125", "a", "y")]
    frame = spark.createDataFrame(rows, "to string, message string, kind string")
    schema = type(frame.schema)([*frame.schema])
    schema["kind"].nullable = False
    found = engine.dry_run(spark.createDataFrame(rows, schema), group_by=["kind"])
    assert {group: totals.n_parts for group, totals in found.groups.items()} == {("x",): 3, ("y",): 1}


def test_groups_are_of_single_values(spark: Any) -> None:  # noqa: F811
    frame = spark.sql("SELECT '1' AS to, 'a' AS message, array(1) AS a, map(1, 2) AS m, struct(1) AS s")
    for name in ("a", "m", "s"):
        with pytest.raises(FieldRangeError, match="group_by must be a column of single values"):
            engine.dry_run(frame, group_by=[name])


@pytest.mark.parametrize("kind", ["double", "float"])
def test_what_is_no_number_is_no_value(spark: Any, kind: str) -> None:  # noqa: F811
    numbers = ["CAST('NaN' AS {0})", "CAST('Infinity' AS {0})", "-CAST('Infinity' AS {0})", "CAST(1.5 AS {0})"]
    rows = " UNION ALL ".join(f"SELECT '447700900123' AS to, {number.format(kind)} AS owed" for number in numbers)
    found = engine.dry_run(spark.sql(rows), template="You owe ${owed}")
    assert (found.totals.n_messages, found.left_out) == (1, {Reason.MISSING_VALUE: 3})


def test_what_is_missing_is_said_before_anything_runs(spark: Any) -> None:  # noqa: F811
    frame = spark.createDataFrame([], "to string, message string, Message string, cost string")
    with pytest.raises(FieldRangeError, match=r"recipient_column .*one of to, message,.* not 'number'"):
        engine.dry_run(frame, recipient_column="number")
    with pytest.raises(FieldRangeError, match=r"message_column .*one column only, not 'message'"):
        engine.dry_run(frame)
    with pytest.raises(FieldRangeError, match=r"template .*not 'name'"):
        engine.dry_run(frame, template="Hi ${name}")
    with pytest.raises(FieldRangeError, match=r"group_by .*not 'campaign'"):
        engine.dry_run(frame.drop("message"), message_column="to", group_by=["campaign"])
    with pytest.raises(FieldRangeError, match=r"keep .*not 'cost'"):
        engine.dry_run(frame, message_column="to", with_messages=True, keep=["cost"])
    wrong: list[dict[str, Any]] = [{"rates": "rates.csv"}, {"group_by": "to"}, {"keep": "to"}]
    for option in wrong:
        with pytest.raises(FieldRangeError, match=f"^{next(iter(option))} must be"):
            engine.dry_run(frame, **option)
    with pytest.raises(FieldRangeError, match="max_parts"):
        engine.dry_run(frame, message_column="to", max_parts=0)
