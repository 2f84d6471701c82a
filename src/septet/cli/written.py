"""The files that a dry run writes: rows that were left out, and a row for each message."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from septet.campaign import REPLACEMENT
from septet.cli import report
from septet.cli.console import WrittenFile
from septet.delimited import UNDECODABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import ExitStack

    from septet.campaign import Reason, RowError
    from septet.tally import Counted

MESSAGE_COLUMNS = ("line", "recipient", "encoding", "units", "parts", "cost", "currency")
_LINES_KEPT = 5


class LeftOut:
    """Takes in the rows that are left out: counts them by reason and writes them down if there is a file for it."""

    def __init__(self, header: Sequence[str], path: str | None, opened: ExitStack, *, several: bool) -> None:
        self.reasons: dict[Reason, report.LeftOut] = {}
        self.file = ""
        self._several = several
        self._writer = None
        if path is not None:
            self._writer = csv.writer(opened.enter_context(_created(path)))
            self._writer.writerow([*(["file"] if several else []), "line", "reason", "detail", *header])

    def __call__(self, line: int, error: RowError, cells: Sequence[str]) -> None:
        """Take in a row."""
        place = f"{self.file}:{line}" if self._several else line
        self.reasons.setdefault(error.reason, report.LeftOut()).add(place, _LINES_KEPT)
        if self._writer is not None:
            shown = [cell.replace(UNDECODABLE, REPLACEMENT) for cell in (error.detail, *cells)]
            self._writer.writerow([*([self.file] if self._several else []), line, error.reason, *shown])


class Messages:
    """Takes in the messages: writes them down if there is a file for it, and keeps the first of them as items."""

    def __init__(self, path: str | None, opened: ExitStack, n_items: int, *, several: bool) -> None:
        self.items: list[dict[str, Any]] = []
        self.file = ""
        self._several = several
        self._n_items = n_items
        self._write = None
        if path is not None:
            self._write = csv.writer(opened.enter_context(_created(path))).writerow
            self._write([*(["file"] if several else []), *MESSAGE_COLUMNS])

    @property
    def wanted(self) -> bool:
        """Whether somebody wants to know of them."""
        return self._n_items > 0 or self._write is not None

    @property
    def n_missing(self) -> int:
        """How many items are to come."""
        return self._n_items - len(self.items)

    def keep(self, line: int, message: Counted, body: str) -> None:
        """Take in one of the items that are to come."""
        item = report.item(line, message, body)
        self.items.append({"file": self.file, **item} if self._several else item)

    def __call__(self, lines: Sequence[int], counted: Iterable[Counted], bodies: Sequence[str]) -> None:
        """Take in messages."""
        if not self.n_missing and self._write is None:
            return
        for line, message, body in zip(lines, counted, bodies):
            if self.n_missing:
                self.keep(line, message, body)
            if self._write is not None:
                currency = message.rate and message.rate.currency
                cost = report.money(message.cost)
                row = (line, message.recipient, message.encoding, message.n_units, message.n_parts, cost, currency)
                self._write((self.file, *row) if self._several else row)


def created(path: str) -> io.BufferedWriter:
    """Create a file, to be written as octets."""
    return io.BufferedWriter(WrittenFile(path))


def _created(path: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(created(path), encoding="utf-8", newline="", errors="replace")
