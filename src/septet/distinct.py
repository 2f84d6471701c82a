"""How many different telephone numbers there are among any number of them, exactly and in flat memory."""

from __future__ import annotations

from os import SEEK_END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable
    from typing import IO

_N_BUCKETS = 128
_BATCH = 1 << 14
_HELD = 1 << 20


class DistinctNumbers:
    """Counts different numbers.

    A few are kept as they are. More are dealt out into buckets by their low bits, so that equal numbers meet in one
    bucket and each is small enough to be looked through by itself in the end. The buckets are in memory, and where that
    gets too much in one file, each in as many stretches as the memory was full.

    >>> numbers = DistinctNumbers()
    >>> for number in ("447700900123", "33639980123", "447700900123"):
    ...     numbers.add(number)
    >>> numbers.count()
    2
    """

    def __init__(self, held: int = _HELD) -> None:
        """Hold about so many numbers in memory at the most."""
        self._held = held
        self._batch: list[str] = []
        self._buckets: list[array[int]] = []
        self._n_dealt = 0
        self._file: IO[bytes] | None = None
        self._stretches: list[list[tuple[int, int]]] = []  # of each bucket in the file: (offset, numbers)

    def add(self, number: str) -> None:
        """Take in a number: up to 19 digits, the first one not 0."""
        self.add_all((number,))

    def add_all(self, numbers: Iterable[str]) -> None:
        """Take in many numbers."""
        self._batch += numbers
        if len(self._batch) >= _BATCH:
            self._deal()

    def count(self) -> int:
        """Return how many different numbers were taken in so far."""
        if not self._buckets:  # a tenth of the time that it takes to deal them out
            return len(set(self._batch))
        self._deal()
        if self._file is None:
            return sum(len(set(bucket)) for bucket in self._buckets)
        self._write(self._file)
        return sum(_count_distinct(self._file, stretches) for stretches in self._stretches)

    def close(self) -> None:
        """Forget the numbers and remove the file."""
        self._batch.clear()
        self._buckets.clear()
        self._stretches.clear()
        self._n_dealt = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _deal(self) -> None:
        from array import array  # here and below: what a short campaign does not need is not imported with the package

        self._buckets = self._buckets or [array("Q") for _ in range(_N_BUCKETS)]
        n_buckets = len(self._buckets)
        into = [bucket.append for bucket in self._buckets]
        for number in map(int, self._batch):
            into[number % n_buckets](number)
        self._n_dealt += len(self._batch)
        self._batch.clear()
        if self._n_dealt > self._held:
            self._write(self._file or self._begin_file())

    def _begin_file(self) -> IO[bytes]:
        from tempfile import TemporaryFile

        self._file = TemporaryFile()  # noqa: SIM115 - closed by close()
        self._stretches = [[] for _ in self._buckets]
        return self._file

    def _write(self, file: IO[bytes]) -> None:
        file.seek(0, SEEK_END)
        for bucket, stretches in zip(self._buckets, self._stretches):
            if bucket:
                stretches.append((file.tell(), len(bucket)))
                bucket.tofile(file)
                del bucket[:]
        self._n_dealt = 0


def _count_distinct(file: IO[bytes], stretches: Iterable[tuple[int, int]]) -> int:
    from array import array

    bucket = array("Q")
    for offset, n_numbers in stretches:
        file.seek(offset)
        bucket.fromfile(file, n_numbers)
    return len(set(bucket))
