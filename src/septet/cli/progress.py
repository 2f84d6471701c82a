"""How far a long run has got, on standard error if that is a terminal."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    class Counting(Protocol):
        """What knows how far it has got, such as a ``Tally``."""

        @property
        def n_messages(self) -> int:
            """Messages so far."""


_PATIENCE = 1.0
"""Seconds that a run may take before anything is shown."""


class Watched(io.RawIOBase):
    """Passes octets on and counts them.

    Args:
        raw: where they come from.
        name: what to call that in messages.
    """

    def __init__(self, raw: io.RawIOBase, name: str) -> None:
        super().__init__()
        self._raw = raw
        self._name = name
        self.n_octets = 0
        self.on_read: Callable[[], None] | None = None

    def readable(self) -> bool:
        """It is made for reading."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        """Read into the buffer.

        Raises:
            OSError: it cannot be read; with the name of the file.
        """
        try:
            n_octets = self._raw.readinto(buffer)
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._name) from None
        self.n_octets += n_octets or 0
        if self.on_read is not None:
            self.on_read()
        return n_octets

    def size(self) -> int | None:
        """Return the number of octets in all, or None where that is not known beforehand."""
        status = os.fstat(self._raw.fileno())
        return status.st_size if stat.S_ISREG(status.st_mode) else None


@contextmanager
def watched(file: Watched, tally: Counting) -> Iterator[None]:
    """Show the progress of reading the file while the block runs, if it runs for long and somebody is watching."""
    if not sys.stderr.isatty():  # rich would go by the environment too, which says nothing about who is watching
        yield
        return
    console = Console(stderr=True)
    started = time.monotonic()
    progress = Progress(
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} messages, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    task = progress.add_task("", total=file.size(), rows=0, rate=0.0)

    def on_read() -> None:
        elapsed = time.monotonic() - started
        rows = tally.n_messages
        progress.update(task, completed=file.n_octets, rows=rows, rate=rows / max(elapsed, 1e-3))
        if elapsed > _PATIENCE:
            progress.start()

    file.on_read = on_read
    try:
        yield
    finally:
        progress.stop()
