"""The group of commands, and what becomes of their errors: one line on standard error and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

import septet
from septet.cli.alphabet import alphabet
from septet.cli.console import visible
from septet.cli.dry_run import dry_run
from septet.cli.octets import decode, encode
from septet.cli.texts import count, explain

if TYPE_CHECKING:
    from collections.abc import Sequence

UNUSABLE = 2
"""Exit status for input or options that cannot be used."""

_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(septet.__version__, message=f"septet %(version)s (kernel: {septet.BACKEND})")
def app() -> None:
    """Count, split, encode and price SMS messages, without sending any.

    Start with `septet count 'some text'`, or with `septet dry-run CAMPAIGN.csv --rates RATES.csv`.
    """


for command in (dry_run, count, explain, encode, decode, alphabet):
    app.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started the process
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        # A text may hold what the terminal's encoding lacks; showing it must not be what fails.
        getattr(sys, name).reconfigure(errors="backslashreplace")
    try:
        status = app.main(list(arguments), prog_name="septet", standalone_mode=False)
        sys.stdout.flush()
    except (click.ClickException, click.Abort, septet.SeptetError, OSError, SystemExit) as error:
        return _status_of(error)
    return status if isinstance(status, int) else 0


def _status_of(error: BaseException) -> int:
    if isinstance(error, click.Abort):
        return _INTERRUPTED
    if isinstance(error, (BrokenPipeError, SystemExit)):
        # Whoever read the output has seen enough (click and rich leave with SystemExit then). Python would complain
        # again on closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, OSError) and error.filename:
        message = f"{error.filename}: {error.strerror}"
    # One line, but for the help that is shown to whoever says nothing.
    is_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
    sys.stderr.write(f"{message}\n" if is_help else f"septet: {visible(' '.join(message.split()))}\n")
    return UNUSABLE
