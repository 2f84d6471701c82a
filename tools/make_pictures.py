"""Makes the pictures of the alphabets from the tables themselves: ``docs/images/alphabet-*.svg`` and ``shifts.svg``.

With ``--check`` nothing is written; the exit status is 1 if a picture on disk is not what would be made.
"""

from __future__ import annotations

import sys
import unicodedata
from html import escape
from pathlib import Path

from septet import gsm7
from septet.alphabets import ESCAPE, LOCKING, SINGLE, Language

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images"

CELL = 44
MARGIN = 36
GRID = 16 * CELL
NAMES = {"\n": "LF", "\f": "FF", "\r": "CR", " ": "SP"}
EMPTY = chr(ESCAPE)

STYLE = """\
text { font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif; text-anchor: middle; fill: #1c2733; }
.title { font-size: 16px; font-weight: 600; text-anchor: start; }
.note { font-size: 13px; text-anchor: start; fill: #51606f; }
.glyph { font-size: 19px; }
.name { font-size: 12px; fill: #51606f; }
.small, .digit { font-size: 9px; fill: #6b7a89; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
.digit { font-size: 12px; }
.code { font-size: 15px; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
.cell { fill: #ffffff; stroke: #c3ccd5; }
.national { fill: #e0f0ff; }
.empty { fill: #eef1f4; }
.escape { fill: #ffe6c7; }
.locking { fill: #e0f0ff; stroke: #5b9bd5; }
.single { fill: #ffe6c7; stroke: #e09a3e; }
.paper { fill: #fbfcfd; }
"""


def svg(width: int, height: int, title: str, body: list[str]) -> str:
    """Return a picture with its frame."""
    lines = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
        *body,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def text(kind: str, x: int, y: int, shown: str) -> str:
    """Return a text; a mark that combines gets a dotted circle to stand on."""
    carrier = "\N{DOTTED CIRCLE}" if unicodedata.category(shown[0]).startswith("M") else ""
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(carrier + shown, quote=False)}</text>'


def box(kind: str, x: int, y: int, width: int, height: int) -> str:
    """Return a rectangle."""
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>'


# -- tables ------------------------------------------------------------------------------------------------------------


def alphabet(language: Language) -> str:
    """Return the picture of the tables of a language."""
    name = language.name.title()
    titles = ["GSM 7-bit default alphabet", "Its extension: what a code means behind an escape"]
    if language != Language.DEFAULT:
        titles = [f"{name} locking shift table", f"{name} single shift table: what a code means behind an escape"]
    tables = [(titles[1], SINGLE[language], SINGLE[Language.DEFAULT])]
    if language == Language.DEFAULT or LOCKING[language] != LOCKING[Language.DEFAULT]:
        tables.insert(0, (titles[0], LOCKING[language], LOCKING[Language.DEFAULT]))
    body = []
    top = 0
    for title, cells, usual in tables:
        body += grid(top, title, cells, usual)
        top += 8 * CELL + 72
    if language != Language.DEFAULT:
        body += [box("cell national", MARGIN, top, 14, 14)]
        body += [text("note", MARGIN + 22, top + 12, "not as in the default alphabet or its extension")]
        top += 26
    return svg(GRID + 2 * MARGIN, top + 8, ", ".join(title for title, _, _ in tables), body)


def grid(top: int, title: str, cells: str, usual: str) -> list[str]:
    """Return a table of 8 rows of 16; what differs from the usual table has another ground."""
    body = [text("title", MARGIN, top + 28, title)]
    body += [text("digit", MARGIN + column * CELL + CELL // 2, top + 50, f"{column:X}") for column in range(16)]
    for code, character in enumerate(cells):
        x, y = MARGIN + code % 16 * CELL, top + 56 + code // 16 * CELL
        if code % 16 == 0:
            body.append(text("digit", MARGIN - 14, y + CELL // 2 + 4, f"{code:02X}"))
        body += cell(x, y, code, character, national=character != usual[code])
    return body


def cell(x: int, y: int, code: int, character: str, *, national: bool) -> list[str]:
    """Return the cell of a code."""
    middle = x + CELL // 2
    if code == ESCAPE:
        return [box("cell escape", x, y, CELL, CELL), text("name", middle, y + 26, "ESC")]
    if character == EMPTY:
        return [box("cell empty", x, y, CELL, CELL)]
    kind, shown = ("name", NAMES[character]) if character in NAMES else ("glyph", character)
    return [
        box("cell national" if national else "cell", x, y, CELL, CELL),
        text(kind, middle, y + 24, shown),
        text("small", middle, y + 39, f"{ord(character):04X}"),
    ]


# -- shifts ------------------------------------------------------------------------------------------------------------

WORD = "İğne 5 €"
LEFT = 300
STEP = 46


def shifts() -> str:
    """Return the picture of one text with each pair of tables, septet by septet."""
    turkish = Language.TURKISH
    rows = [
        ("Default alphabet", "no header", "5 €", Language.DEFAULT, Language.DEFAULT),
        ("Turkish single shift table", f"element 24 01 {turkish:02X} in the header", WORD, Language.DEFAULT, turkish),
        ("Turkish locking shift table", f"element 25 01 {turkish:02X} in the header", WORD, turkish, Language.DEFAULT),
    ]
    body: list[str] = []
    top = 20
    for title, header, written, locking, single in rows:
        septets = gsm7.encode(written, locking=locking, single=single)
        body.append(text("title", 20, top + 18, title))
        body.append(text("note", 20, top + 38, header))
        body.append(text("note", 20, top + 56, f"{len(septets)} septets"))
        body += boxes(top, septets, locking, single)
        top += 92
    body += [box("locking", 20, top, 14, 14), text("note", 42, top + 12, "read in the locking table: one septet")]
    body += [box("single", 300, top, 14, 14)]
    body += [text("note", 322, top + 12, "an escape, and a code that is read in the single shift table")]
    return svg(LEFT + 12 * STEP, top + 30, "The same text with different tables, septet by septet", body)


def boxes(top: int, septets: bytes, locking: int, single: int) -> list[str]:
    """Return a box for each septet, and what they mean below."""
    body = []
    position = 0
    while position < len(septets):
        n_septets = 2 if septets[position] == ESCAPE else 1
        x = LEFT + position * STEP
        taken = septets[position : position + n_septets]
        for place, septet in enumerate(taken):
            body.append(box("single" if n_septets == 2 else "locking", x + place * STEP, top, STEP - 4, 34))
            body.append(text("code", x + place * STEP + STEP // 2 - 2, top + 22, f"{septet:02X}"))
        character = gsm7.decode(taken, locking=locking, single=single)
        middle = x + (n_septets * STEP - 4) // 2
        body.append(text("name" if character in NAMES else "glyph", middle, top + 58, NAMES.get(character, character)))
        position += n_septets
    return body


def main(arguments: list[str]) -> int:
    """Write the pictures, or compare them with those on disk."""
    pictures = {f"alphabet-{language.name.lower()}": alphabet(language) for language in Language}
    pictures["shifts"] = shifts()
    stale = []
    for name, made in pictures.items():
        path = PICTURES / f"{name}.svg"
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
