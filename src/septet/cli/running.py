"""The two engines of ``septet dry-run``, which give the same numbers: the standard library, and DuckDB."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from septet.campaign import Campaign
from septet.cli import inputs, report
from septet.cli.progress import watched
from septet.cli.written import LeftOut, Messages
from septet.delimited import DelimitedFile
from septet.errors import FileFormatError
from septet.groups import group_totals
from septet.rates import Rates
from septet.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from septet.campaign import Reason
    from septet.cli.inputs import CampaignFile
    from septet.cli.progress import Watched
    from septet.groups import Grouped, GroupTotal
    from septet.tally import Totals
    from septet.templates import Template

ENGINES = ("auto", "duckdb", "python")
PACKAGES = ("duckdb", "pyarrow", "numpy")
"""What the extra ``duckdb`` installs."""


class Settings(NamedTuple):
    """What the rows of a campaign are read and counted by."""

    rates: Rates | None
    columns: Mapping[str, Any]
    """Arguments of ``Campaign``."""
    text: Mapping[str, Any]
    """Arguments of ``DelimitedFile``."""
    options: Mapping[str, Any]
    """Arguments of ``Tally``."""

    @property
    def template(self) -> Template | None:
        """The message, where it is filled in."""
        template: Template | None = self.columns["template"]
        return template


class Wanted(NamedTuple):
    """What is written besides the report."""

    rejects: str | None
    per_recipient: str | None
    n_items: int


class Outcome(NamedTuple):
    """The result of a run."""

    engine: str
    totals: Totals
    groups: tuple[GroupTotal, ...]
    left_out: Mapping[Reason, report.LeftOut]
    items: list[dict[str, Any]]


def run(engine: str, files: Sequence[CampaignFile], settings: Settings, wanted: Wanted) -> Outcome:
    """Run the files of a campaign dry.

    Raises:
        FileFormatError: one of the files cannot be used, or only with DuckDB, which is not there.
        UsageError: DuckDB is wanted and not there.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if engine == "duckdb" and missing:
        raise click.UsageError(f"--engine duckdb needs {missing[0]}: pip install 'septet[duckdb]'")
    if wanted.rejects is not None:
        inputs.check_output(wanted.rejects, ["csv"])
    if wanted.per_recipient is not None:
        inputs.check_output(wanted.per_recipient, ["csv", "parquet"])
    with ExitStack() as opened:
        if missing or engine == "python":
            advice = "leave out --engine python" if engine == "python" else "pip install 'septet[duckdb]'"
            if wanted.per_recipient is not None:
                inputs.needs_duckdb(inputs.told_by_name(wanted.per_recipient, None), advice)
            for file in files:
                inputs.needs_duckdb(file, advice)
            return _with_python(files, settings, wanted, opened)
        from septet.cli.columns import with_duckdb

        return with_duckdb(files, settings, wanted, opened)


def _with_python(files: Sequence[CampaignFile], settings: Settings, wanted: Wanted, opened: ExitStack) -> Outcome:
    several = len(files) > 1
    tally = Tally(settings.rates, **settings.options)
    opened.callback(tally.close)
    raw, campaign = _campaign(files[0], settings, opened)
    for file in files[1:]:
        with ExitStack() as tried:
            check_columns(_campaign(file, settings, tried)[1], campaign)
    left_out = LeftOut(campaign.table.header, wanted.rejects, opened, several=several)
    messages = Messages(wanted.per_recipient, opened, wanted.n_items, several=several)
    groups: Counter[Grouped] = Counter()
    for place, file in enumerate(files):
        with ExitStack() as current:
            if place:
                raw, campaign = _campaign(file, settings, current)
            left_out.file = messages.file = file.name
            with watched(raw, tally):
                campaign.run(tally, on_messages=messages if messages.wanted else None, on_reject=left_out)
            groups.update(campaign.groups)
    return Outcome(
        "python",
        tally.totals(),
        group_totals(groups, campaign.kinds, settings.rates or Rates()),
        left_out.reasons,
        messages.items,
    )


def _campaign(file: CampaignFile, settings: Settings, opened: ExitStack) -> tuple[Watched, Campaign]:
    raw, unpacked = inputs.opened(file, opened)
    return raw, Campaign(DelimitedFile(unpacked, name=file.name, **settings.text), **settings.columns)


def check_columns(campaign: Campaign, first: Campaign) -> None:
    """Raise an error if a file has not the columns of the first of several.

    Raises:
        FileFormatError: it has others, or has them in another order.
    """
    if campaign.table.header != first.table.header:
        raise FileFormatError(campaign.table.name, 1, f"its columns are not those of {first.table.name}")
