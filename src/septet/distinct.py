"""How many different telephone numbers there are among any number of them, exactly and in flat memory."""

from __future__ import annotations

from contextlib import suppress
from os import SEEK_END

from septet._rows import deal, distinct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from septet._typing import BytesLike

_N_BUCKETS = 128  # a power of two
_BATCH = 1 << 14
_HELD = 1 << 20


class DistinctNumbers:
    """Counts different numbers.

    A few are kept as they are. More are dealt out into buckets by their low bits, so that equal numbers meet in one
    bucket and each is small enough to be looked through by itself in the end. The buckets are in memory, where of equal
    numbers one is kept, and where that gets too much in one file, each in as many stretches as the memory was full.

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
        self._buckets: list[bytearray] = []
        self._n_octets = 0
        self._file: IO[bytes] | None = None
        self._stretches: list[list[tuple[int, int]]] = []  # of each bucket in the file: (offset, octets)

    def add(self, number: str) -> None:
        """Take in a number: up to 19 digits, the first one not 0."""
        self.add_all((number,))

    def add_all(self, numbers: Iterable[str]) -> None:
        """Take in many numbers."""
        self._batch += numbers
        if len(self._batch) >= _BATCH:
            self._deal_batch()

    def add_column(self, numbers: BytesLike) -> None:
        """Take in many numbers, as integers of 64 bits in the order of the machine."""
        self._buckets = self._buckets or [bytearray() for _ in range(_N_BUCKETS)]
        for bucket, dealt in zip(self._buckets, deal(numbers, len(self._buckets))):
            bucket.extend(dealt)
            self._n_octets += len(dealt)
        if self._n_octets > 8 * self._held:
            self._forget_equals()
            if self._n_octets > 4 * self._held:  # so that this is not done again and again for little
                self._write(self._file or self._begin_file())

    def count(self) -> int:
        """Return how many different numbers were taken in so far."""
        if not self._buckets:  # a tenth of the time that it takes to deal them out
            return len(set(self._batch))
        self._deal_batch()
        if self._file is None:
            self._forget_equals()
            return self._n_octets // 8
        self._write(self._file)
        return sum(_count_in(self._file, stretches) for stretches in self._stretches)

    def close(self) -> None:
        """Forget the numbers and remove the file."""
        self._batch.clear()
        self._buckets.clear()
        self._stretches.clear()
        self._n_octets = 0
        if self._file is not None:
            with suppress(OSError):  # what could not be written is tried once more
                self._file.close()
            self._file = None

    def _deal_batch(self) -> None:
        from array import array  # here and below: what a short campaign does not need is not imported with the package

        numbers = array("Q", map(int, self._batch))
        self._batch.clear()
        self.add_column(memoryview(numbers))

    def _forget_equals(self) -> None:
        for bucket in self._buckets:
            bucket[:] = distinct(bucket)
        self._n_octets = sum(map(len, self._buckets))

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
                file.write(bucket)
                bucket.clear()
        self._n_octets = 0


def _count_in(file: IO[bytes], stretches: Iterable[tuple[int, int]]) -> int:
    bucket = bytearray()
    for offset, n_octets in stretches:
        file.seek(offset)
        bucket += file.read(n_octets)
    return len(distinct(bucket)) // 8
