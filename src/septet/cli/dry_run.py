"""``septet dry-run``: a campaign file counted and priced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from septet import Rates, Template
from septet.cli import api, inputs, options, report, running
from septet.cli.console import output
from septet.errors import FileFormatError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from septet._typing import Languages, ReferenceBits

LEFT_OUT = 1
"""Exit status under --strict when rows were left out."""

_MOST_ITEMS = 1000


@click.command("dry-run")
@click.argument("campaigns", metavar="CAMPAIGN.csv...", nargs=-1, required=True)
@click.option("--rates", "rates_file", metavar="RATES.csv", help="Price list: columns prefix, price, currency, name.")
@click.option("--template", metavar="TEXT", help="The message, with ${column} for values from the row.")
@click.option("--template-file", metavar="FILE", help="The same from a file (UTF-8; the last line end is left out).")
@click.option("--recipient-column", metavar="NAME", help="Column of the numbers, if not found by name.")
@click.option("--message-column", metavar="NAME", help="Column of the texts, if not called message.")
@click.option(
    "--group-by",
    metavar="NAME",
    multiple=True,
    help="Add up by the values of this column too, or by destination or encoding; may be given again.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(list(inputs.FORMATS)),
    help="Format of the files, if their names do not tell: .ndjson, .jsonl, .parquet; all else is CSV.",
)
@click.option(
    "--engine",
    type=click.Choice(running.ENGINES),
    default="auto",
    show_default=True,
    envvar="SEPTET_ENGINE",
    show_envvar=True,
    help="What counts: DuckDB or the standard library, with the same numbers; auto takes DuckDB if it is installed.",
)
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
@options.written_option("--per-recipient", "Write a row for each message: units, parts, cost; as CSV, or as Parquet.")
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
    campaigns: tuple[str, ...],
    *,
    rates_file: str | None,
    template: str | None,
    template_file: str | None,
    recipient_column: str | None,
    message_column: str | None,
    group_by: tuple[str, ...],
    file_format: str | None,
    engine: str,
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

    A file has a header. The column of the numbers is called to, recipient, msisdn, mobile or phone; the text stands
    in the column message, or is made by --template from the other columns. With - the file is standard input.

    There may be several files with the same columns, and patterns such as 'july/*.csv'; compressed files end in .gz or
    .zst. DuckDB (pip install 'septet[duckdb]') makes long runs short, and reads Parquet and lines of JSON.

    A row that cannot be used never stops the run: it is left out, counted, and reported with its line and reason.
    """
    if items is not None and not as_json:
        raise click.UsageError("--items has no effect without --json")
    filled = _template(template, template_file)
    if filled is not None and message_column is not None:
        raise click.UsageError("--message-column has no effect with a template")
    rates = None if rates_file is None else Rates.read(rates_file)
    files = inputs.campaign_files(campaigns, file_format)
    _keep_inputs((*(file.path for file in files), rates_file, template_file), (rejects, per_recipient))
    settings = running.Settings(
        rates,
        {
            "template": filled,
            "recipient_column": recipient_column,
            "message_column": message_column,
            "group_by": group_by,
        },
        {"encoding": encoding, "delimiter": delimiter},
        {"languages": languages, "reference_bits": reference_bits, "max_parts": max_parts},
    )
    outcome = running.run(engine, files, settings, running.Wanted(rejects, per_recipient, items or 0))
    name = files[0].name if len(campaigns) == len(files) == 1 else ", ".join(campaigns)
    if as_json:
        told = {**report.as_json(name, outcome.totals, outcome.left_out), "engine": outcome.engine}
        if group_by:
            told["groups"] = report.groups_as_json(group_by, outcome.groups)
        if items is not None:
            told["per_recipient"] = outcome.items
        click.echo(json.dumps(told, indent=2))
    else:
        shown = output()
        report.show(shown, name, outcome.totals, outcome.left_out, priced=rates is not None)
        if group_by:
            report.show_groups(shown, group_by, outcome.groups)
    return LEFT_OUT if strict and outcome.left_out else 0


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
