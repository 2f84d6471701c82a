"""A dry run with DuckDB: the files as columns, and what is written of them."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING

from septet.alphabets import Encoding
from septet.campaign import Campaign
from septet.cli import inputs
from septet.cli.progress import watched
from septet.cli.running import Outcome, check_columns
from septet.cli.written import MESSAGE_COLUMNS, LeftOut, Messages, created
from septet.cutting import CutFile
from septet.engines.batches import BatchCounter
from septet.engines.duckdb import DuckRun
from septet.engines.outputs import MessageFile
from septet.engines.parquet import ParquetSource
from septet.engines.sources import CsvSource, JsonSource
from septet.groups import group_totals
from septet.rates import Rates
from septet.rules import most_parts
from septet.tally import Counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from septet.cli.inputs import CampaignFile
    from septet.cli.progress import Watched
    from septet.cli.running import Settings, Wanted
    from septet.engines.duckdb import Messages as Counts
    from septet.engines.sources import Rows

    Source = tuple[Watched | None, Campaign, Callable[[], Iterable[Rows]]]


def with_duckdb(files: Sequence[CampaignFile], settings: Settings, wanted: Wanted, opened: ExitStack) -> Outcome:
    """Run the files of a campaign dry with DuckDB; the errors are those of ``running.run``."""
    rates, several = settings.rates or Rates(), len(files) > 1
    counter = BatchCounter(rates, template=settings.template, **settings.options)
    run = DuckRun(counter, rates, most_parts=most_parts(settings.options["max_parts"]))
    opened.callback(run.close)
    whole = wanted.rejects is not None
    source = _source(files[0], settings, run, opened, whole=whole)
    first = source[1]
    for file in files[1:]:
        with ExitStack() as tried:
            check_columns(_source(file, settings, run, tried, whole=whole)[1], first)
    left_out = LeftOut(first.table.header, wanted.rejects, opened, several=several)
    messages = _Columns(wanted, rates, opened, several=several)
    for place, file in enumerate(files):
        with ExitStack() as current:
            if place:
                source = _source(file, settings, run, current, whole=whole)
            raw, campaign, batches = source
            left_out.file = messages.file = file.name
            with nullcontext() if raw is None else watched(raw, run):
                run.add(campaign, batches(), on_reject=left_out, on_messages=messages)
    messages.finish()
    return Outcome(
        "duckdb", run.totals(), group_totals(run.groups(), first.kinds, rates), left_out.reasons, messages.items
    )


def _source(file: CampaignFile, settings: Settings, run: DuckRun, opened: ExitStack, *, whole: bool) -> Source:
    if file.format == "parquet":
        parquet = ParquetSource("/dev/stdin" if file.path == "-" else file.path, run.cursor())
        campaign = Campaign(parquet.header, **settings.columns)
        return None, campaign, lambda: parquet.batches(campaign, whole=whole)
    raw, unpacked = inputs.opened(file, opened)
    if file.format == "ndjson":
        lines = JsonSource(unpacked, file.name, run.cursor())
        campaign = Campaign(lines.header, **settings.columns)
        return raw, campaign, lambda: lines.batches(campaign)
    table = CutFile(unpacked, name=file.name, **settings.text)
    campaign = Campaign(table.table, **settings.columns)
    return raw, campaign, CsvSource(table, campaign).batches


class _Columns:
    """Takes in the messages as columns: writes them down if there is a file for it, and keeps the first of them."""

    def __init__(self, wanted: Wanted, rates: Rates, opened: ExitStack, *, several: bool) -> None:
        self.file = ""
        self._rates = rates
        self._kept = Messages(None, opened, wanted.n_items, several=several)
        self._written = None
        if wanted.per_recipient is not None:
            names = ("file", *MESSAGE_COLUMNS) if several else MESSAGE_COLUMNS
            target = opened.enter_context(created(wanted.per_recipient))
            is_parquet = inputs.told_by_name(wanted.per_recipient, None).format == "parquet"
            self._written = MessageFile(target, names, rates, is_parquet=is_parquet)
            opened.callback(self._written.abandon)

    @property
    def items(self) -> list[dict[str, object]]:
        """The first messages."""
        return self._kept.items

    def __call__(self, counts: Counts) -> None:
        if self._written is not None:
            self._written.add(counts, self.file)
        self._kept.file = self.file
        for row in range(min(self._kept.n_missing, len(counts.lines))):
            self._kept.keep(counts.lines[row].as_py(), self._counted(counts, row), counts.bodies[row].as_py())

    def _counted(self, counts: Counts, row: int) -> Counted:
        recipient, rate, encoding, n_units, n_parts, _ = (column[row].as_py() for column in counts.counted.columns)
        priced = None if rate < 0 else self._rates.all[rate]
        return Counted(str(recipient), Encoding(encoding), n_units, n_parts, priced)

    def finish(self) -> None:
        """Write what is still held back."""
        if self._written is not None:
            self._written.finish()
