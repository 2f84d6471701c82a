"""Makes the pictures of the README from what the program prints: ``docs/images/*.svg``.

With ``--check`` nothing is written; the exit status is 1 if a picture on disk is not what would be made.
"""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
WIDTH = 100
PICTURES = ROOT / "docs" / "images"

COMMANDS = {
    "dry-run": ["dry-run", "examples/campaign.csv", "--rates", "examples/rates.csv"],
    "explain": ["explain", "We’ve got 20 % off everything [in store] until Sunday – show this text at the till 🎉"],
}

# As rich has it, without the fonts that it would fetch from the network.
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""


def run_in_terminal(arguments: list[str]) -> str:
    """Run the command with a terminal for its output and return what it writes there."""
    terminal, output = pty.openpty()
    environment = os.environ | {
        "COLUMNS": str(WIDTH),
        "LINES": "50",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    code = "from septet.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=output, env=environment):
        os.close(output)
        octets = b"".join(iter(lambda: _read(terminal), b""))
    os.close(terminal)
    return octets.decode("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how a terminal says that nobody will write to it any more
        return b""


def picture(name: str, arguments: list[str]) -> str:
    """Return what a command prints as SVG."""
    console = Console(record=True, width=WIDTH, force_terminal=True, color_system="truecolor", file=io.StringIO())
    console.print(Text.from_ansi(run_in_terminal(arguments).replace("\r\n", "\n")))
    shown = " ".join(f"'{word}'" if " " in word else word for word in arguments)
    svg = console.export_svg(title=f"septet {shown}", code_format=FORMAT, unique_id=f"septet-{name}")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pictures, or compare them with those on disk."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, command in COMMANDS.items():
        path = PICTURES / f"{name}.svg"
        made = picture(name, command)
        if arguments == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != made:
                stale.append(str(path.relative_to(ROOT)))
        else:
            path.write_text(made, encoding="utf-8")
    if stale:
        print(f"stale, run `make readme`: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
