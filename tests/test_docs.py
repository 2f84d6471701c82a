"""Every example in README.md and in the pages under docs does what the page says: the pages themselves are run.

A ``python`` block with ``>>>`` is a doctest. In a ``console`` block, ``$`` is a command for the shell, ``>`` goes on
with it, and what follows is what it must print, standard error included; a line ``...`` stands for lines left out. The
blocks of a page are run in their order: the Python ones share their names, and all of them a directory that is made
for the page and has a copy of ``examples`` in it. Blanks at the ends of lines do not count.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sysconfig
from pathlib import Path
from shutil import copytree
from textwrap import dedent

import pytest

REPOSITORY = Path(__file__).parent.parent
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^( *)```(python|console)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
EXAMPLE = re.compile(r"^ *(?:>>>|\$) ", re.MULTILINE)
ENVIRONMENT = {"PYTHONUTF8": "1", "COLUMNS": "84", "FORCE_COLOR": "", "SEPTET_ENGINE": "python"}
NOT_RUN = re.compile(r"(?:\w+=\S* )*(?:make|pip|git)\b")


def path_of(page: Path) -> str:
    """The page as it is called in the repository."""
    return str(page.relative_to(REPOSITORY))


def marked(page: Path) -> object:
    """The page, with a mark if it says in its first line that it needs packages that the library does without."""
    engines = page.read_text(encoding="utf-8").startswith("% needs the group engines\n")
    return pytest.param(page, id=path_of(page), marks=[pytest.mark.engines] if engines else [])


@pytest.mark.parametrize("page", [*map(marked, PAGES)])
def test_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copytree(REPOSITORY / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    for name, setting in ENVIRONMENT.items():
        monkeypatch.setenv(name, setting)
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        if block[2] == "python":
            run_python(dedent(block[3]), names, f"{page.name} from line {line}", line)
        else:
            run_console(dedent(block[3]), f"{page.name}, block at line {line}")


@pytest.mark.parametrize("page", PAGES, ids=path_of)
def test_no_example_stands_where_it_is_not_run(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not EXAMPLE.search(BLOCK.sub("", text))
    assert all(block[3].lstrip().startswith("$ ") for block in BLOCK.finditer(text) if block[2] == "console")


def run_python(source: str, names: dict[str, object], where: str, line: int) -> None:
    failures: list[str] = []
    test = doctest.DocTestParser().get_doctest(source, names, where, where, line)
    doctest.DocTestRunner().run(test, out=failures.append, clear_globs=False)
    names.update(test.globs)
    if failures:
        pytest.fail("".join(failures), pytrace=False)


def run_console(source: str, where: str) -> None:
    for command, expected in COMMAND.findall(source):
        if not NOT_RUN.match(command):
            printed = stripped(shell(command.replace("\n> ", "\n")))
            if not re.fullmatch(pattern(stripped(expected)), printed):
                pytest.fail(f"{where}: something else is printed\n$ {command}{printed}", pytrace=False)


def shell(command: str) -> str:
    result = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return result.stdout.decode()


def stripped(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n")).rstrip("\n")


def pattern(expected: str) -> str:
    return "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in expected.split("\n"))
