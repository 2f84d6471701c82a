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
from septet.cli import options, report
from septet.cli.console import output
from septet.cli.progress import Watched, watched
from septet.delimited import UNDECODABLE, DelimitedFile
from septet.errors import FileFormatError
from septet.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from septet._typing import ReferenceBits
    from septet.campaign import RowError
    from septet.tally import Counted

LEFT_OUT = 1
"""Exit status under --strict when rows were left out."""

_LINES_KEPT = 5


@click.command("dry-run")
@click.argument("campaign", metavar="CAMPAIGN.csv")
@click.option("--rates", "rates_file", metavar="RATES.csv", help="Price list: columns prefix, price, currency, name.")
@click.option("--template", metavar="TEXT", help="The message, with ${column} for values from the row.")
@click.option("--template-file", metavar="FILE", help="The same from a file (UTF-8; the last line end is left out).")
@click.option("--recipient-column", metavar="NAME", help="Column of the numbers, if not found by name.")
@click.option(
    "--delimiter", metavar="CHAR", callback=lambda *given: _delimiter(given[2]), help="What stands between the cells."
)
@click.option("--encoding", metavar="NAME", help="Encoding of the file, if neither UTF-8 nor marked by its start.")
@options.max_parts_option
@options.reference_bits_option
@click.option("--rejects", metavar="FILE", help="Write the rows left out, with line and reason, as CSV.")
@click.option("--per-recipient", metavar="FILE", help="Write a row for each message: units, parts, cost, as CSV.")
@click.option("--strict", is_flag=True, help="End with status 1 if rows were left out.")
@options.json_option
def dry_run(
    campaign: str,
    *,
    rates_file: str | None,
    template: str | None,
    template_file: str | None,
    recipient_column: str | None,
    delimiter: str | None,
    encoding: str | None,
    max_parts: int | None,
    reference_bits: ReferenceBits,
    rejects: str | None,
    per_recipient: str | None,
    strict: bool,
    as_json: bool,
) -> int:
    """Count and price a campaign without sending it.

    The file has a header. The column of the numbers is called to, recipient, msisdn, mobile or phone; the text stands
    in the column message, or is made by --template from the other columns. With - the file is standard input.

    A row that cannot be used never stops the run: it is left out, counted, and told with its line and reason.
    """
    filled = _template(template, template_file)
    rates = None if rates_file is None else Rates.read(rates_file)
    _keep_inputs((campaign, rates_file, template_file), (rejects, per_recipient))
    with ExitStack() as opened:
        raw = Watched(opened.enter_context(_opened(campaign)))
        name = "standard input" if campaign == "-" else campaign
        table = DelimitedFile(raw, name=name, encoding=encoding, delimiter=delimiter)
        plan = Campaign(table, template=filled, recipient_column=recipient_column)
        tally = Tally(rates, reference_bits=reference_bits, max_parts=max_parts)
        opened.callback(tally.close)
        left_out = _LeftOut(table.header, rejects, opened)
        on_message = _message_writer(per_recipient, opened) if per_recipient is not None else None
        with watched(raw, tally):
            plan.run(tally, on_message=on_message, on_reject=left_out)
        totals = tally.totals()
    if as_json:
        click.echo(json.dumps(report.as_json(name, totals, left_out.reasons), indent=2))
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


def _message_writer(path: str, opened: ExitStack) -> Callable[[int, Counted], None]:
    write = csv.writer(opened.enter_context(_created(path))).writerow
    write(["line", "recipient", "encoding", "units", "parts", "cost", "currency"])

    def on_message(line: int, message: Counted) -> None:
        currency = message.rate and message.rate.currency
        write(
            (
                line,
                message.recipient,
                message.encoding,
                message.n_units,
                message.n_parts,
                report.money(message.cost),
                currency,
            )
        )

    return on_message


def _opened(path: str) -> io.RawIOBase:
    if path != "-":
        return Path(path).open("rb", buffering=0)
    if sys.stdin is None:
        raise FileFormatError("standard input", None, "it is closed")
    binary = sys.stdin.buffer
    # Not to be closed with the campaign: it is not ours.
    return io.FileIO(os.dup(binary.fileno()), "rb")


def _created(path: str) -> io.TextIOWrapper:
    return Path(path).open("w", encoding="utf-8", newline="", errors="replace")


def _template(text: str | None, path: str | None) -> Template | None:
    if text is not None and path is not None:
        raise click.UsageError("--template and --template-file exclude each other")
    if path is not None:
        text = options.text_of(Path(path).read_bytes(), path)
    if text is not None:
        options.check_argument(text, "the template")
    if text is not None and not text.strip():
        raise click.UsageError("the template is empty")
    return None if text is None else Template(text)


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
        return path.samefile(other)
    return path.resolve() == other.resolve()
