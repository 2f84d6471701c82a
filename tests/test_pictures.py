"""The pictures of the documentation that are made from the tables are up to date, and every cell is in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import oracle

REPOSITORY = Path(__file__).parent.parent
IMAGES = REPOSITORY / "docs" / "images"
NAMES = {"\n": "LF", "\f": "FF", "\r": "CR", " ": "SP"}


def texts_of(picture: str, kinds: tuple[str, ...]) -> list[str]:
    """The texts of these kinds, in their order."""
    root = ET.fromstring((IMAGES / picture).read_text(encoding="utf-8"))
    found = [element for element in root.iter("{http://www.w3.org/2000/svg}text") if element.get("class") in kinds]
    return ["".join(element.itertext()).removeprefix("\u25cc") for element in found]


def test_the_pictures_are_those_that_would_be_made() -> None:
    made = [sys.executable, str(REPOSITORY / "tools" / "make_pictures.py"), "--check"]
    done = subprocess.run(made, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("language", oracle.LANGUAGES)
def test_every_character_of_a_language_is_in_its_picture(language: str) -> None:
    tables = [oracle.TABLES[name] for name in (f"{language} locking", f"{language} single") if name in oracle.TABLES]
    characters: list[str] = []
    points: list[str] = []
    for table in tables:
        in_order = [table.get(code, "ESC") for code in range(128) if code in table or code == oracle.ESCAPE]
        characters += [NAMES.get(character, character) for character in in_order]
        points += [f"{ord(character):04X}" for character in in_order if character != "ESC"]
    assert texts_of(f"alphabet-{language}.svg", ("glyph", "name")) == characters
    assert texts_of(f"alphabet-{language}.svg", ("small",)) == points
