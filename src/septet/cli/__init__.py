"""The command ``septet``. It needs the extra ``cli`` (click and rich)."""

from __future__ import annotations

import sys
from signal import SIGTERM, default_int_handler, signal

INTERRUPTED = 130
"""Exit status of what somebody stopped with Ctrl-C, or ended."""


def main() -> None:
    """Run the command and leave the interpreter with its exit status."""
    try:
        signal(SIGTERM, default_int_handler)  # so that what is temporary is removed then too
        from septet.cli.app import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # in starting or in ending; in between it is dealt with
        status = INTERRUPTED
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(f"septet: the command needs {error.name}: pip install 'septet[cli]'\n")
        status = 2
    sys.exit(status)
