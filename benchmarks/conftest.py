"""Benchmarks as ratios: the work and a yardstick are timed in turn in one run, so that a noisy machine slows both.

Nothing here passes or fails. The table at the end sets each ratio beside the goal that was set for it.
"""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pytest

import septet

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_benchmark.fixture import BenchmarkFixture

    Work = Callable[[], object]

_ROUNDS = 60
_SECONDS_A_ROUND = 0.005


class Figure(NamedTuple):
    """One line of the table at the end."""

    work: str
    measured: str
    yardstick: str
    goal: str


_figures: list[Figure] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--column-rows", type=int, default=1_000_000, help="rows of the columns that are counted")
    parser.addoption("--messages", help="a file of real messages: JSON objects with a text, one a line, perhaps .gz")
    parser.addoption("--rows", type=int, default=300_000, help="rows of the campaign that the command is timed on")


def note(work: str, measured: str, yardstick: str, goal: str) -> None:
    """Add a line to the table at the end."""
    _figures.append(Figure(work, measured, yardstick, goal))


@pytest.fixture
def compare(benchmark: BenchmarkFixture) -> Callable[..., float]:
    """Time ``work`` against ``yardstick`` and note the ratio."""

    def run(work: Work, yardstick: Work, *, name: str, unit: str, goal: float | None = None) -> float:
        pairs = [(_seconds(yardstick), _seconds(work)) for _ in range(_ROUNDS)]
        ratio = median(mine / theirs for theirs, mine in pairs)
        benchmark.extra_info.update(ratio=ratio, goal=goal, backend=septet.BACKEND)
        benchmark(work)
        nanoseconds = 1e9 * median(mine for _, mine in pairs)
        note(name, f"{ratio:6.2f} ({nanoseconds:,.0f} ns)", unit, "" if goal is None else f"{goal:g}")
        return ratio

    return run


def _seconds(work: Work) -> float:
    # Seconds for one call, from as many as fill a round; the loop itself is paid for by work and yardstick alike.
    n_calls = 100
    while True:
        calls = range(n_calls)
        start = time.perf_counter()
        for _ in calls:
            work()
        elapsed = time.perf_counter() - start
        if elapsed >= _SECONDS_A_ROUND or n_calls >= 100_000:
            return elapsed / n_calls
        n_calls *= 4


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _figures:
        return
    terminalreporter.section(f"ratios, kernel: {septet.BACKEND}")
    header = Figure("work", "measured", "against", "goal, at most unless it says otherwise")
    widths = [max(len(row[column]) for row in (header, *_figures)) for column in range(4)]
    for row in (header, *_figures):
        terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
