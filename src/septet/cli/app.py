"""The group of commands, and what becomes of their errors: one line on standard error and an exit status."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

import septet
from septet.cli import INTERRUPTED
from septet.cli.alphabet import alphabet
from septet.cli.api import convert
from septet.cli.console import OutputError, StandardOutput, visible
from septet.cli.dry_run import dry_run
from septet.cli.octets import decode, encode
from septet.cli.submit import dissect, submit
from septet.cli.texts import count, explain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

UNUSABLE = 2
"""Exit status for input or options that cannot be used."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(septet.__version__, message=f"septet %(version)s (kernel: {septet.BACKEND})")
def app() -> None:
    """Count, split, encode and price SMS messages, without sending any.

    Start with `septet count 'some text'`, or with `septet dry-run CAMPAIGN.csv --rates RATES.csv`.
    """


for command in (dry_run, count, explain, encode, decode, submit, dissect, alphabet, convert):
    app.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started the process
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        # A text may hold what the terminal's encoding lacks; showing it must not be what fails.
        getattr(sys, name).reconfigure(errors="backslashreplace")
    stdout = StandardOutput(sys.stdout)
    with redirect_stdout(cast("TextIO", stdout)):
        try:
            status = app.main(list(arguments), prog_name="septet", standalone_mode=False)
            stdout.finish()
        except click.Abort:
            return INTERRUPTED
        except (click.ClickException, septet.SeptetError, OSError) as error:
            with suppress(OSError):  # there is nobody to tell
                sys.stderr.write(_told(error))
            return UNUSABLE
        finally:
            with suppress(OutputError):  # whatever came before has been told
                stdout.flush()
    return status if isinstance(status, int) else 0


def _told(error: Exception) -> str:
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"{message}\n"
    if isinstance(error, OSError):
        message = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or message
    return f"septet: {visible(' '.join(message.split()))}\n"
