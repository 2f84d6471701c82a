"""The adapters against the bare kernel, or against what an engine does by itself, on the same column.

Every figure stands beside a proof: in the same run the sums of what was timed are compared with those of the planner
for each text by itself. Who has not installed an engine has no figures for it.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

import septet
from benchmarks import mixed
from benchmarks.conftest import note
from septet import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Work = Callable[[], Any]

_ROUNDS = 9
_LENGTHS = "sum(length) of Spark"
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
}


@pytest.fixture(scope="module")
def texts(request: pytest.FixtureRequest) -> list[str]:
    n_rows: int = request.config.getoption("rows")
    return mixed.texts(n_rows)


@pytest.fixture
def compare(texts: list[str]) -> Callable[..., None]:
    """Time ``work`` against ``yardstick``, both on the whole column, and note the ratio."""

    def run(work: Work, yardstick: Work, *, name: str, unit: str, goal: str = "") -> None:
        pairs = [(_seconds(yardstick), _seconds(work)) for _ in range(_ROUNDS)]
        ratio = median(mine / theirs for theirs, mine in pairs)
        nanoseconds = 1e9 * median(mine for _, mine in pairs) / len(texts)
        note(name, f"{ratio:6.2f} ({nanoseconds:,.0f} ns a row)", unit, goal)

    return run


@pytest.fixture(scope="module")
def n_parts(texts: list[str]) -> int:
    """The parts of all of them, by the planner text by text."""
    return sum(septet.plan(text).n_parts for text in texts)


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_polars(compare: Callable[..., None], texts: list[str], n_parts: int) -> None:
    pl = pytest.importorskip("polars")
    engine = pytest.importorskip("septet.engines.polars")
    frame = pl.DataFrame({"body": texts})
    body = frame["body"]
    assert frame.select(engine.parts("body").sum()).item() == n_parts
    for ours, bare in (
        (engine.parts, columns.count_parts),
        (engine.units, columns.plan),
        (engine.plan, columns.plan),
    ):
        name, unit, query = f"Polars, {ours.__name__}()", f"columns.{bare.__name__} of the same column", ours("body")
        compare(partial(frame.select, query), partial(bare, body), name=name, unit=unit, goal="1.15")


@pytest.mark.parametrize("dtype", ["string[pyarrow]", "object"])
def test_pandas(compare: Callable[..., None], texts: list[str], n_parts: int, dtype: str) -> None:
    pd = pytest.importorskip("pandas")
    pa = pytest.importorskip("pyarrow")
    engine = pytest.importorskip("septet.engines.pandas")
    body = pd.Series(texts, dtype=dtype)
    bare = pa.array(texts) if dtype != "object" else texts
    assert engine.parts(body).sum() == n_parts
    unit = "columns.count_parts of the same texts"
    name = f"pandas, parts() of {dtype}"
    compare(lambda: engine.parts(body), lambda: columns.count_parts(bare), name=name, unit=unit)


@pytest.mark.parametrize(("function", "field"), [("sms_parts", "n_parts"), ("sms_units", "n_units")])
def test_duckdb(compare: Callable[..., None], texts: list[str], function: str, field: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    engine = pytest.importorskip("septet.engines.duckdb")
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        engine.register(connection)
        connection.register("given", pa.table({"body": texts}))
        connection.execute("CREATE TABLE texts AS SELECT body FROM given")

        def total(expression: str) -> int:
            ((found,),) = connection.execute(f"SELECT sum({expression}(body))::BIGINT FROM texts").fetchall()
            return int(found)

        assert total(function) == sum(getattr(septet.plan(text), field) for text in texts)
        connection.create_function(
            "nothing",
            lambda column: pa.repeat(pa.scalar(1, pa.int32()), len(column)),
            ["VARCHAR"],
            "INTEGER",
            type="arrow",
        )
        length = partial(total, "length")
        compare(
            partial(total, function), length, name=f"DuckDB, {function}()", unit="sum(length) of DuckDB", goal="2.0"
        )
        compare(partial(total, "nothing"), length, name="DuckDB, a function that does nothing", unit="the same")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[1]")
    for name, setting in _SPARK.items():
        builder = builder.config(name, setting)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _count(batches: Iterator[Any]) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in batches:
        counted = pa.array(columns.count_parts(batch.column(0)))
        yield pa.record_batch([pa.array([pc.sum(counted).as_py()], pa.int64())], names=["n"])


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark(compare: Callable[..., None], spark: Any, texts: list[str], n_parts: int) -> None:
    pa = pytest.importorskip("pyarrow")
    functions = pytest.importorskip("pyspark.sql.functions")
    engine = pytest.importorskip("septet.engines.spark")
    numbers = [f"+4477009{number % 100_000:05}" for number in range(len(texts))]
    # What comes from Arrow has a partition for each 10,000 rows, and each costs a task, which is not what is compared.
    frame = spark.createDataFrame(pa.table({"to": numbers, "message": texts})).coalesce(1).cache()

    def lengths() -> Any:
        return frame.agg(functions.sum(functions.length("message"))).collect()[0][0]

    def mapped() -> Any:
        return frame.select("message").mapInArrow(_count, "n bigint").agg(functions.sum("n")).collect()[0][0]

    def added() -> Any:
        return frame.agg(functions.sum(engine.sms_parts("message"))).collect()[0][0]

    assert lengths() == sum(map(len, texts))
    assert mapped() == n_parts
    assert added() == n_parts
    assert engine.dry_run(frame).totals.n_parts == n_parts
    compare(mapped, lengths, name="Spark, mapInArrow", unit=_LENGTHS, goal="1.5")
    compare(added, lengths, name="Spark, sum(sms_parts)", unit=_LENGTHS)
    compare(lambda: engine.dry_run(frame), lengths, name="Spark, dry_run", unit=_LENGTHS)
