"""The command on a campaign of many rows: rows a second and the memory it takes."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from benchmarks.conftest import note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture

_PREFIXES = ("447700", "4915", "336", "346", "39333", "90532", "48601", "55119", "919812", "7916")
_SHORT = "Dear customer, your code is {:06d}. Do not share it with anybody. It is valid for ten minutes."
_MIXED = (
    *[_SHORT] * 7,
    (
        "Vielen Dank für Ihre Bestellung {:06d}! Wir liefern übermorgen zwischen 9 und 12 Uhr; der Fahrer ruft vorher "
        "an. Fragen beantworten wir gern unter https://shop.example/kontakt oder im Laden."
    ),
    "We’ve shipped your order {:06d} – thank you for shopping with us!",
    "Ваш заказ {:06d} отправлен и будет доставлен завтра с девяти до шести часов. Спасибо!",
)


# Runs the command, and says on leaving how much memory it took at the most. (What the system says of children counts
# the parent that they were forked from.)
_COMMAND = """
import atexit, re, sys
from pathlib import Path
from septet.cli import main
status = Path("/proc/self/status")
atexit.register(lambda: sys.stderr.write(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]))
main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("campaigns")


def _rows(n_rows: int, messages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    draw = random.Random(20)
    for _ in range(n_rows):
        yield (
            f"+{draw.choice(_PREFIXES)}{draw.randrange(10**6):06d}",
            draw.choice(messages).format(draw.randrange(10**6)),
        )


@pytest.mark.parametrize(("name", "messages"), [("one-time codes", (_SHORT,)), ("mixed", _MIXED)])
def test_dry_run(
    name: str, messages: tuple[str, ...], folder: Path, benchmark: BenchmarkFixture, request: pytest.FixtureRequest
) -> None:
    n_rows = request.config.getoption("--rows")
    campaign = folder / f"{name}.csv"
    with campaign.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("to", "message"), *_rows(n_rows, messages)])
    rates = Path(__file__).parent.parent / "examples" / "rates.csv"
    arguments = ["dry-run", str(campaign), "--rates", str(rates), "--json", "--engine", "python"]
    command = [sys.executable, "-c", _COMMAND, *arguments]
    peaks = []

    def read_only() -> float:
        start = time.perf_counter()
        with campaign.open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file):
                pass
        return time.perf_counter() - start

    def run() -> float:
        start = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        elapsed = time.perf_counter() - start
        peaks.append(int(done.stderr) / 1024)
        return elapsed

    pairs = [(read_only(), run()) for _ in range(5)]
    best = min(mine for _, mine in pairs)
    benchmark(read_only)
    reading = min(theirs for theirs, _ in pairs)
    work = f"septet dry-run, {n_rows:,} rows, {name}"
    note(work, f"{n_rows / best:,.0f} rows/s", "", "at least 300,000 rows/s")
    note(work, f"{best / reading:6.2f}", "reading the rows with csv.reader alone", "")
    note(work, f"{max(peaks):.0f} MiB at the most", "", "flat, under 150 MiB")


_TEMPLATE = "Dear customer: ${message} Yours, the shop."


class Ran(NamedTuple):
    """What a run of the command took: seconds by the clock and of the processor, MiB; and what it said."""

    seconds: float
    cpu: float
    peak: float
    told: dict[str, Any]


def _run(*arguments: str) -> Ran:
    before, start = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _COMMAND, *arguments], check=True, capture_output=True, text=True)
    elapsed, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    told = json.loads(done.stdout)
    del told["engine"], told["campaign"]
    return Ran(elapsed, cpu, int(done.stderr) / 1024, told)


@pytest.mark.parametrize(
    ("kind", "options", "goal"),
    [
        ("csv", (), "at least 2,500,000 rows/s"),
        ("csv", ("--template", _TEMPLATE), "at least 1,500,000 rows/s"),
        ("parquet", (), "at least 5,000,000 rows/s"),
    ],
    ids=["message", "template", "parquet"],
)
def test_dry_run_with_duckdb(
    kind: str, options: tuple[str, ...], goal: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    duckdb = pytest.importorskip("duckdb")
    n_rows = request.config.getoption("--rows")
    campaign = folder / "duckdb.csv"
    if not campaign.exists():
        with campaign.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("to", "message"), *_rows(n_rows, _MIXED)])
    parquet = folder / "duckdb.parquet"
    if kind == "parquet" and not parquet.exists():
        duckdb.execute(f"COPY (FROM read_csv('{campaign}', all_varchar = true)) TO '{parquet}'")
    rates = str(Path(__file__).parent.parent / "examples" / "rates.csv")
    shared = ("--rates", rates, "--json", *options)
    expected = _run("dry-run", str(campaign), "--engine", "python", *shared)
    runs = [_run("dry-run", str(folder / f"duckdb.{kind}"), "--engine", "duckdb", *shared) for _ in range(3)]
    assert all(ran.told == expected.told for ran in runs)
    work = f"septet dry-run with DuckDB, {n_rows:,} rows of {kind}{' and a template' if options else ''}"
    note(work, f"{n_rows / min(ran.seconds for ran in runs):,.0f} rows/s", "", goal)
    note(work, f"{n_rows / min(ran.cpu for ran in runs):,.0f} rows/s of one processor", "", "")
    note(work, f"{min(ran.seconds for ran in runs) / expected.seconds:6.3f}", "--engine python on the CSV", "")
    note(work, f"{max(ran.peak for ran in runs):.0f} MiB at the most", "", "under 1000 MiB")
