"""Working through the chunks of columns, range by range, in one thread or in several."""

from __future__ import annotations

import os

from septet.errors import FieldRangeError, MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from septet import _columns
    from septet._columns_py import Report
    from septet.columns.producers import Aligned

    R = TypeVar("R", _columns.Chunk, Aligned)
    Work = Callable[[R, int, int, int], Report]
    Blame = Callable[[R, int, int, int], Exception]

ROWS_A_THREAD = 1 << 15
"""Fewer are not worth handing over."""


class Sums:
    """How many rows became null in all."""

    def __init__(self) -> None:
        self.n_nulls = self.n_invalid = self.n_missing = 0

    def add(self, n_nulls: int, n_invalid: int, n_missing: int) -> None:
        """Add those of a range."""
        self.n_nulls += n_nulls
        self.n_invalid += n_invalid
        self.n_missing += n_missing


def threads(n_threads: int | None) -> int:
    """Return how many threads are meant.

    Raises:
        FieldRangeError: it is no number of threads.
    """
    if n_threads is None or n_threads == 0:
        return os.cpu_count() or 1
    if not isinstance(n_threads, int) or n_threads < 0:
        raise FieldRangeError("n_threads", n_threads, "a number of threads; 0 or None for as many as there are cores")
    return n_threads


def work_through(
    chunks: Iterable[R], grow: Callable[[int], int], work: Work[R], blame: Blame[R], n_threads: int
) -> Sums:
    """Do the work on all rows, and return the sums of what was told.

    Args:
        chunks: where the rows are.
        grow: makes room for so many rows, and returns the place of the first.
        work: does its work on the rows of a chunk from one to before another; the number behind them is the place of
            row 0 of the chunk.
        blame: makes the error of a reason, a chunk, its row, and the number of the row in all.
        n_threads: 1 for this thread.
    """
    sums = Sums()

    def settle(chunk: R, base: int, report: Report) -> None:
        reason, row, *numbers = report
        if reason:
            raise blame(chunk, row, base + row, reason)
        sums.add(*numbers)

    if n_threads == 1:
        for chunk in chunks:
            base = _place(chunk, grow)
            settle(chunk, base, work(chunk, 0, chunk.n_rows, base))
        return sums
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(n_threads) as pool:
        for jobs in _dealt(chunks, grow, n_threads):
            futures = [pool.submit(work, *job) for job in jobs]
            for (chunk, _, _, base), future in zip(jobs, futures):
                settle(chunk, base, future.result())
    return sums


def _dealt(chunks: Iterable[R], grow: Callable[[int], int], n_threads: int) -> Iterator[list[tuple[R, int, int, int]]]:
    # Enough chunks for all threads to have something to do, and no more, since they stay in memory until it is done.
    waiting: list[tuple[R, int]] = []
    n_rows = 0
    for chunk in chunks:
        waiting.append((chunk, _place(chunk, grow)))
        n_rows += chunk.n_rows
        if n_rows >= n_threads * ROWS_A_THREAD:
            yield list(_ranges(waiting, -(-n_rows // n_threads)))
            waiting, n_rows = [], 0
    yield list(_ranges(waiting, ROWS_A_THREAD))


def _ranges(waiting: list[tuple[R, int]], most: int) -> Iterator[tuple[R, int, int, int]]:
    for chunk, base in waiting:
        for start in range(0, chunk.n_rows, most):
            yield chunk, start, min(start + most, chunk.n_rows), base


def _place(chunk: R, grow: Callable[[int], int]) -> int:
    if not chunk.sound:
        raise MalformedError("an Arrow array is not built as its type says", f"rows[{grow(0)}]", 0)
    return grow(chunk.n_rows)
