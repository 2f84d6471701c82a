"""``septet dry-run``: a campaign file counted and priced."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from septet import Rates, Template
from septet.campaign import REPLACEMENT, Campaign, Reason
from septet.cli import api, options, report
from septet.cli.console import WrittenFile, output
from septet.cli.progress import Watched, watched
from septet.delimited import UNDECODABLE, DelimitedFile
from septet.errors import FileFormatError, TemplateError
from septet.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from septet._typing import Languages, ReferenceBits
    from septet.campaign import RowError
    from septet.tally import Counted

LEFT_OUT = 1
"""Exit status under --strict when rows were left out."""

_LINES_KEPT = 5
_MOST_ITEMS = 1000


@click.command("dry-run")
@click.argument("campaign", metavar="CAMPAIGN.csv")
@click.option("--rates", "rates_file", metavar="RATES.csv", help="Price list: columns prefix, price, currency, name.")
@click.option("--template", metavar="TEXT", help="The message, with ${column} for values from the row.")
@click.option("--template-file", metavar="FILE", help="The same from a file (UTF-8; the last line end is left out).")
@click.option("--recipient-column", metavar="NAME", help="Column of the numbers, if not found by name.")
@click.option(
    "--delimiter",
    metavar="CHAR",
    callback=lambda *given: _delimiter(given[2]),
    help="What separates the cells, or tab; else read off the header.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of the file, if neither UTF-8 nor marked by its start.")
@options.languages_option
@options.max_parts_option
@options.reference_bits_option
@options.written_option("--rejects", "Write the rows left out, with line and reason, as CSV.")
@options.written_option("--per-recipient", "Write a row for each message: units, parts, cost, as CSV.")
@click.option("--strict", is_flag=True, help="End with status 1 if rows were left out.")
@options.json_option
@click.option(
    "--items",
    type=click.IntRange(1, _MOST_ITEMS),
    metavar="N",
    help="With --json: add the first N messages, each with its text.",
)
@api.or_request
def dry_run(
    campaign: str,
    *,
    rates_file: str | None,
    template: str | None,
    template_file: str | None,
    recipient_column: str | None,
    delimiter: str | None,
    encoding: str | None,
    languages: Languages,
    max_parts: int | None,
    reference_bits: ReferenceBits,
    rejects: str | None,
    per_recipient: str | None,
    strict: bool,
    as_json: bool,
    items: int | None,
) -> int:
    """Count and price a campaign without sending it.

    The file has a header. The column of the numbers is called to, recipient, msisdn, mobile or phone; the text stands
    in the column message, or is made by --template from the other columns. With - the file is standard input.

    A row that cannot be used never stops the run: it is left out, counted, and reported with its line and reason.
    """
    if items is not None and not as_json:
        raise click.UsageError("--items has no effect without --json")
    filled = _template(template, template_file)
    rates = None if rates_file is None else Rates.read(rates_file)
    _keep_inputs((campaign, rates_file, template_file), (rejects, per_recipient))
    with ExitStack() as opened:
        name = "standard input" if campaign == "-" else campaign
        raw = Watched(opened.enter_context(_opened(campaign)), name)
        table = DelimitedFile(raw, name=name, encoding=encoding, delimiter=delimiter)
        plan = Campaign(table, template=filled, recipient_column=recipient_column)
        tally = Tally(rates, languages=languages, reference_bits=reference_bits, max_parts=max_parts)
        opened.callback(tally.close)
        left_out = _LeftOut(table.header, rejects, opened)
        messages = _Messages(per_recipient, opened, items or 0)
        with watched(raw, tally):
            plan.run(tally, on_messages=messages if messages.wanted else None, on_reject=left_out)
        totals = tally.totals()
    if as_json:
        told = report.as_json(name, totals, left_out.reasons)
        if items is not None:
            told["per_recipient"] = messages.items
        click.echo(json.dumps(told, indent=2))
    else:
        report.show(output(), name, totals, left_out.reasons, priced=rates is not None)
    return LEFT_OUT if strict and left_out.reasons else 0


class _LeftOut:
    """Takes in the rows that are left out: counts them by reason and writes them down if there is a file for it."""

    def __init__(self, header: Sequence[str], path: str | None, opened: ExitStack) -> None:
        self.reasons: dict[Reason, report.LeftOut] = {}
        self._writer = None
        if path is not None:
            self._writer = csv.writer(opened.enter_context(_created(path)))
            self._writer.writerow(["line", "reason", "detail", *header])

    def __call__(self, line: int, error: RowError, cells: Sequence[str]) -> None:
        self.reasons.setdefault(error.reason, report.LeftOut()).add(line, _LINES_KEPT)
        if self._writer is not None:
            shown = [cell.replace(UNDECODABLE, REPLACEMENT) for cell in (error.detail, *cells)]
            self._writer.writerow([line, error.reason, *shown])


class _Messages:
    """Takes in the messages: writes them down if there is a file for it, and keeps the first of them as items."""

    def __init__(self, path: str | None, opened: ExitStack, n_items: int) -> None:
        self.items: list[dict[str, Any]] = []
        self._n_items = n_items
        self._write = None
        if path is not None:
            self._write = csv.writer(opened.enter_context(_created(path))).writerow
            self._write(["line", "recipient", "encoding", "units", "parts", "cost", "currency"])

    @property
    def wanted(self) -> bool:
        """Whether somebody wants to know of them."""
        return self._n_items > 0 or self._write is not None

    def __call__(self, lines: Sequence[int], counted: Iterable[Counted], bodies: Sequence[str]) -> None:
        missing = self._n_items - len(self.items)
        if missing == 0 and self._write is None:
            return
        for line, message, body in zip(lines, counted, bodies):
            if missing > 0:
                self.items.append(report.item(line, message, body))
                missing -= 1
            if self._write is not None:
                currency = message.rate and message.rate.currency
                cost = report.money(message.cost)
                self._write(
                    (line, message.recipient, message.encoding, message.n_units, message.n_parts, cost, currency)
                )


def _opened(path: str) -> io.RawIOBase:
    if path != "-":
        return Path(path).open("rb", buffering=0)
    if sys.stdin is None:
        raise FileFormatError("standard input", None, "it is closed")
    binary = sys.stdin.buffer
    # Not to be closed with the campaign: it is not ours.
    return io.FileIO(os.dup(binary.fileno()), "rb")


def _created(path: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(WrittenFile(path)), encoding="utf-8", newline="", errors="replace")


def _template(text: str | None, path: str | None) -> Template | None:
    if text is not None and path is not None:
        raise click.UsageError("--template and --template-file exclude each other")
    if path is not None:
        text = options.text_of(Path(path).read_bytes(), path)
    if text is not None:
        options.check_argument(text, "the template")
    if text is not None and not text.strip():
        raise click.UsageError("the template is empty")
    try:
        return None if text is None else Template(text)
    except TemplateError as error:
        raise FileFormatError(path or "--template", None, f"position {error.position}: {error.reason}") from None


def _delimiter(given: str | None) -> str | None:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(given or "", given)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n '):
        raise click.BadParameter("give one character, or tab", param_hint="--delimiter")
    return delimiter


def _keep_inputs(inputs: Sequence[str | None], outputs: Sequence[str | None]) -> None:
    # Standard input is a file too, if it was redirected from one.
    taken = [Path("/dev/stdin" if path == "-" else path) for path in inputs if path is not None]
    for written in filter(None, outputs):
        path = Path(written)
        if any(_is_same(path, other) for other in taken):
            raise click.UsageError(f"{written} is another file of this run: writing it would destroy that")
        taken.append(path)


def _is_same(path: Path, other: Path) -> bool:
    if path.exists() and other.exists():
        return path.is_file() and path.samefile(other)  # a device such as /dev/null has nothing to lose
    return path.resolve() == other.resolve()
