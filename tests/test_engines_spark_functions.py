"""Spark, column by column: the functions say what the planner says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import septet
from engine_texts import TEXTS, encodings, n_parts, n_units
from septet.errors import FieldRangeError
from spark_session import PANDAS_3, spark  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from engine_texts import Texts

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("spark"), pytest.mark.filterwarnings(PANDAS_3)]
pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")
engine = pytest.importorskip("septet.engines.spark_functions")
F = pytest.importorskip("pyspark.sql.functions")


def frame(spark: Any, texts: Texts = TEXTS) -> Any:  # noqa: F811
    return spark.createDataFrame(list(enumerate(texts)), "n int, message string")


def listed(found: Any, column: str) -> list[Any]:
    return [row[column] for row in found.orderBy("n").collect()]


def test_with_parts(spark: Any) -> None:  # noqa: F811
    texts = TEXTS * 300
    found = engine.with_parts(frame(spark, texts)).orderBy("n").toArrow()
    assert found.column_names == ["n", "message", "sms_encoding", "sms_units", "sms_parts"]
    assert found["message"].to_pylist() == texts
    assert found["sms_encoding"].to_pylist() == encodings(texts)
    assert found["sms_units"].to_pylist() == n_units(texts)
    assert found["sms_parts"].to_pylist() == n_parts(texts)


def test_functions_of_columns(spark: Any) -> None:  # noqa: F811
    counted = frame(spark).select(
        "n",
        engine.sms_parts("message").alias("by name"),
        engine.sms_parts(F.col("message")).alias("by column"),
        engine.sms_units("message").alias("units"),
        engine.sms_encoding(F.col("message")).alias("encoding"),
        engine.sms_plan("message").alias("plan"),
    )
    found = counted.orderBy("n").toArrow()
    assert found["by name"].to_pylist() == n_parts(TEXTS)
    assert found["by column"].to_pylist() == n_parts(TEXTS)
    assert found["units"].to_pylist() == n_units(TEXTS)
    assert found["encoding"].to_pylist() == encodings(TEXTS)
    assert [plan and plan["n_parts"] for plan in found["plan"].to_pylist()] == n_parts(TEXTS)


def test_sums_by_group(spark: Any) -> None:  # noqa: F811
    rows = frame(spark).groupBy((F.col("n") % 2).alias("odd")).agg(F.sum(engine.sms_parts("message")).alias("n_parts"))
    found = {row["odd"]: row["n_parts"] for row in rows.collect()}
    assert found == {odd: sum(filter(None, n_parts(TEXTS[odd::2]))) for odd in (0, 1)}


def test_the_texts_are_counted_once_for_the_three_columns(spark: Any) -> None:  # noqa: F811
    plan = engine.with_parts(frame(spark))._jdf.queryExecution().optimizedPlan().toString()
    assert plan.count("ArrowEvalPython") == 1
    assert plan.count("count(message") == 1


def test_what_the_workers_do() -> None:
    texts = pa.array([None, *TEXTS])[1:]
    assert engine.Parts({}).count(texts).to_pylist() == n_parts(TEXTS)
    plans = engine.Plans({}).count(texts)
    assert plans.null_count == TEXTS.count(None)
    assert [plan and plan["encoding"] for plan in plans.to_pylist()] == encodings(TEXTS)
    assert [plan and plan["n_units"] for plan in plans.to_pylist()] == n_units(TEXTS)


def test_options_are_those_of_the_planner(spark: Any) -> None:  # noqa: F811
    options: dict[str, Any] = {"languages": [septet.Language.TURKISH], "reference_bits": 16}
    texts: Texts = ["ğ" * 150, "a" * 460]
    expected = [septet.plan(text, **options).n_parts for text in texts if text]
    assert listed(engine.with_parts(frame(spark, texts), **options), "sms_parts") == expected
    with pytest.raises(FieldRangeError, match="reference_bits"):
        engine.sms_parts("message", reference_bits=9)
    with pytest.raises(TypeError, match="max_parts"):
        engine.with_parts(frame(spark), max_parts=1)


def test_octets_that_are_no_text_are_an_error_or_null(spark: Any) -> None:  # noqa: F811
    broken = frame(spark, ["a"]).withColumn("message", F.unhex(F.lit("FF")).cast("string"))
    with pytest.raises(Exception, match="MalformedError"):
        engine.with_parts(broken).collect()
    assert listed(engine.with_parts(broken, on_invalid="null"), "sms_parts") == [None]
