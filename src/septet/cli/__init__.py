"""The command ``septet``. It needs the extra ``cli`` (click and rich)."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command and leave the interpreter with its exit status."""
    try:
        from septet.cli.app import run
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(f"septet: the command needs {error.name}: pip install 'septet[cli]'\n")
        sys.exit(2)
    sys.exit(run(sys.argv[1:]))
