"""Measures what ``docs/topics/scale.md`` is worked out from: ``python -m benchmarks.scale``, on a quiet machine.

Prints the figures; the page is written by hand, with their roundings. Needs the group ``engines``, and Java for Spark.
"""

from __future__ import annotations

import io
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession, functions

from benchmarks import mixed
from septet import columns
from septet.engines import spark
from septet.engines.batches import BatchCounter

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS = 1_000_000
_BATCH = 10_000
_SHORT = 20_000
_GIANT = 100_000_000


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def say(what: str, seconds: float, n: int = _ROWS) -> None:
    """Print a time as nanoseconds for each of ``n``."""
    print(f"{what:58} {1e9 * seconds / n:10,.1f} ns  ({seconds:.3f} s)", flush=True)


def embedded(table: pa.Table) -> None:
    """What it takes without any engine."""
    octets = sum(column.nbytes for column in table.columns) / _ROWS
    file = io.BytesIO()
    pq.write_table(table, file, compression="snappy")
    print(f"octets of a row: {octets:.0f} in Arrow, {file.tell() / _ROWS:.0f} in Parquet with Snappy")
    say("k: columns.count_parts", best(lambda: columns.count_parts(table["message"])))
    batches = table.to_batches(max_chunksize=_BATCH)
    counter = BatchCounter()
    say(
        "c: a whole batch",
        best(lambda: [counter.blame(counter.count(each["to"], [each["message"]])) for each in batches]),
    )


def giants() -> None:
    """One text of 100 MB among short ones."""
    short = mixed.texts(_SHORT)
    for name, character in (("no giant", ""), ("ASCII", "a"), ("Cyrillic", "ж"), ("emoji", "🎉"), ("only €", "€")):
        giant = character * (_GIANT // max(len(character.encode()), 1))
        column = pa.array([*short, giant], pa.large_utf8())
        for n_threads in (1, 2):
            seconds = best(lambda: columns.plan(column, n_threads=n_threads), 3)  # noqa: B023 - called at once
            print(f"giant, {name}, {n_threads} threads: {seconds:.4f} s", flush=True)


def in_spark(table: pa.Table) -> None:
    """What it takes in Spark: on one core, then on two with even partitions and with skewed ones."""
    session = _session("local[1]")
    frame = session.createDataFrame(table).coalesce(1).cache()  # it would have a partition for each 10,000 rows
    frame.count()
    # Asked anew each time: what was asked once keeps parts of its result.
    say("l: Spark: sum(length)", best(lambda: frame.agg(functions.sum(functions.length("message"))).collect()))
    say("j: Spark: sum(sms_parts)", best(lambda: frame.agg(functions.sum(spark.sms_parts("message"))).collect()))
    say("d: Spark: dry_run", best(lambda: spark.dry_run(frame), 3))
    session.stop()
    session = _session("local[2]")
    for name, share in (("even", 0.5), ("99 % in one", 0.99)):
        edge = int(_ROWS * share)
        parts = [session.createDataFrame(piece).coalesce(1) for piece in (table.slice(0, edge), table.slice(edge))]
        frame = parts[0].union(parts[1]).cache()
        frame.count()
        seconds = best(lambda: spark.dry_run(frame), 3)  # noqa: B023 - called at once
        print(f"Spark, two partitions, {name}: {seconds:.2f} s", flush=True)
    for name, giant in (("without", []), ("with", ["a" * _GIANT])):
        texts = [*mixed.texts(_SHORT), *giant]
        frame = session.createDataFrame(pa.table({"to": ["+447700900123"] * len(texts), "message": texts}))
        print(f"Spark, {name} a giant: {best(lambda: spark.dry_run(frame), 2):.2f} s", flush=True)  # noqa: B023
    session.stop()


def _session(master: str) -> SparkSession:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "3g",
    }
    builder: Any = SparkSession.builder.master(master)
    for name, setting in settings.items():
        builder = builder.config(name, setting)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def main() -> None:
    """Measure everything, one after the other."""
    numbers = [f"+4477009{number % 100_000:05}" for number in range(_ROWS)]
    table = pa.table({"to": numbers, "message": mixed.texts(_ROWS)})
    embedded(table)
    giants()
    in_spark(table)


if __name__ == "__main__":
    main()
