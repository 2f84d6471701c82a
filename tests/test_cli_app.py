"""The command as a whole: its commands and options, and what becomes of what goes wrong."""

from __future__ import annotations

import io
import os
import re
import runpy
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import pytest

import septet
from septet import cli
from septet.cli.app import app, run

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parent
MAIN = "from septet.cli import main; main()"
WITHOUT = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "{module}":
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Without())
"""


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command line in this process."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run_it(*arguments: str) -> Ran:
        return Ran(run(arguments), *capsys.readouterr())

    return run_it


def fresh(
    *arguments: str, code: str = MAIN, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env={**os.environ, **environment},
        cwd=TESTS,
        input=given,
        capture_output=True,
        check=False,
    )


def assert_unusable(ran: Ran, *reasons: str) -> None:
    """The command said in one line why it cannot work, and nothing else."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("septet: ")
    assert all(reason in line for reason in reasons)


def is_in(option: str, page: str) -> bool:
    """Whether the page mentions the option, and not only one that begins like it."""
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", page) is not None


# -- the group ---------------------------------------------------------------------------------------------------------


def test_the_commands() -> None:
    named = ["alphabet", "convert", "count", "decode", "dissect", "dry-run", "encode", "explain", "submit"]
    assert sorted(app.commands) == named


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_command(command: Callable[..., Ran], option: str) -> None:
    ran = command(option)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Usage: septet [OPTIONS] COMMAND [ARGS]...\n")
    assert all(re.search(rf"^  {name} +\w", ran.out, re.MULTILINE) for name in app.commands)


@pytest.mark.parametrize("name", ["", *sorted(app.commands)])
def test_help_fits_a_hundred_columns_and_mentions_every_option(command: Callable[..., Ran], name: str) -> None:
    ran = command(*name.split(), "--help")
    assert (ran.status, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 100
    chosen = app.commands[name] if name else app
    with click.Context(chosen) as context:
        parameters = chosen.get_params(context)
    options = [option for parameter in parameters if isinstance(parameter, click.Option) for option in parameter.opts]
    assert "--help" in options
    assert all(is_in(option, ran.out) for option in options)
    assert all(parameter.help for parameter in parameters if isinstance(parameter, click.Option))


def test_help_of_every_command_is_its_own(command: Callable[..., Ran]) -> None:
    pages = {name: command(name, "-h").out for name in app.commands}
    assert all(page.startswith(f"Usage: septet {name} [OPTIONS] ") for name, page in pages.items())


def test_the_version_names_the_kernel(command: Callable[..., Ran]) -> None:
    assert command("--version") == Ran(0, f"septet {septet.__version__} (kernel: {septet.BACKEND})\n", "")


def test_the_version_names_the_kernel_that_is_live() -> None:
    ran = fresh("--version", SEPTET_PURE_PYTHON="1")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.split() == [b"septet", septet.__version__.encode(), b"(kernel:", b"python)"]


@pytest.mark.parametrize(
    ("arguments", "reasons"),
    [
        (("no-such-command",), ["no-such-command"]),
        (("--no-such-option",), ["--no-such-option"]),
        (("count", "--no-such-option", "x"), ["--no-such-option"]),
        (("count", "--max-parts"), ["--max-parts"]),
        (("count", "--max-parts", "0", "x"), ["--max-parts", "1<=x<=255"]),
        (("count", "--max-parts", "256", "x"), ["--max-parts", "1<=x<=255"]),
        (("count", "--reference-bits", "7", "x"), ["--reference-bits", "7"]),
        (("explain", "two", "texts"), ["texts"]),
        (("dry-run",), ["CAMPAIGN.csv"]),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(
    command: Callable[..., Ran], arguments: tuple[str, ...], reasons: list[str]
) -> None:
    assert_unusable(command(*arguments), *reasons)


def test_without_a_command_it_says_how_to_go_on(command: Callable[..., Ran]) -> None:
    ran = command()
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == command("--help").out


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def raising(error: BaseException) -> Callable[..., None]:
    """A function that raises."""

    def raise_it(*_: object, **__: object) -> None:
        raise error

    return raise_it


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file or directory", "x.csv"), "x.csv: No such file or directory"),
        (PermissionError(13, "Permission denied", "x.csv"), "x.csv: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("something else"), "something else"),
        (septet.FileFormatError("x.csv", 3, "in\nseveral\r\n lines"), "x.csv, line 3: in several lines"),
        (septet.TooManyPartsError(3, 2), "the text needs 3 parts, 2 at most are allowed"),
        (click.UsageError("one\n  two"), "one two"),
    ],
)
def test_an_error_is_told_in_one_line(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    monkeypatch.setattr(septet, "plan", raising(error))
    assert command("count", "x") == Ran(2, "", f"septet: {reason}\n")


def test_what_is_no_error_of_ours_is_not_hidden(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(septet, "plan", raising(ZeroDivisionError("a mistake")))
    with pytest.raises(ZeroDivisionError, match="a mistake"):
        command("count", "x")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_has_a_status_of_its_own(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(septet, "plan", raising(error))
    ran = command("count", "x")
    assert (ran.status, ran.out, ran.err.strip()) == (130, "", "")


def test_a_reader_who_has_seen_enough_is_no_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        monkeypatch.setattr(app, "main", lambda *_, **__: sys.stdout.write("what nobody reads") and 1)
        assert run(["count", "x"]) == 1
        stdout.flush()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "arguments", [("count", "hello"), ("count", "--json", "hello"), ("decode", "31" * 5000), ("-h",)]
)
def test_no_traceback_is_shown_to_a_reader_who_has_seen_enough(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            cwd=TESTS,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert ran.stderr == b""


def test_what_cannot_be_printed_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", MAIN, "count", "x"], cwd=TESTS, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (ran.returncode, ran.stderr) == (2, b"septet: standard output: No space left on device\n")


@pytest.mark.parametrize("text", ["x", "x" * 30_000])
def test_what_cannot_be_printed_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(["count", "--json", text]) == 2
    assert capsys.readouterr().err == "septet: standard output: No space left on device\n"


BUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


@BUFFERED
@pytest.mark.parametrize(
    "arguments",
    [
        ("encode", "a"),
        ("decode", "61"),
        ("--help",),
        ("--version",),
        ("count", "a"),
        ("count", "--json", "a"),
        ("explain", "a"),
        ("alphabet",),
    ],
    ids=" ".join,
)
def test_no_command_ends_well_if_what_it_says_is_lost(arguments: tuple[str, ...], unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            cwd=TESTS,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (2, b"septet: standard output: No space left on device\n")


@BUFFERED
def test_a_file_that_takes_the_beginning_only_is_an_error(tmp_path: Path, unbuffered: str) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
    with (tmp_path / "parts.json").open("wb") as file:
        ran = subprocess.run(
            [sys.executable, "-c", limited + MAIN, "count", "--json", "x" * 2000],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=TESTS,
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (2, b"septet: standard output: File too large\n")


@BUFFERED
def test_all_is_written_to_a_reader_who_takes_it_piece_by_piece(unbuffered: str) -> None:
    ran = fresh("encode", "x" * 100_000, PYTHONUNBUFFERED=unbuffered)
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, b"78" * 100_000, b"")


def test_a_failure_that_somebody_swallows_is_told_at_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried_out(*_: object, **__: object) -> int:
        with suppress(click.ClickException):
            sys.stdout.write("x")
            sys.stdout.flush()
        return 0

    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        monkeypatch.setattr(app, "main", tried_out)
        assert run(["count", "x"]) == 2
    assert capsys.readouterr().err == "septet: standard output: No space left on device\n"


@pytest.mark.parametrize("text", ["", "x"])
def test_a_raw_file_is_given_a_buffer_and_nothing_is_no_reason_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def written(*_: object, **__: object) -> int:
        return sys.stdout.write(text)

    with io.TextIOWrapper(io.FileIO(tmp_path / "out", "w"), encoding="utf-8", write_through=True) as unbuffered:
        monkeypatch.setattr(sys, "stdout", unbuffered)
        monkeypatch.setattr(app, "main", written)
        assert run([]) == len(text)
    assert (tmp_path / "out").read_text(encoding="utf-8") == text


def test_what_was_said_before_an_error_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        sys.stdout.write("first")
        raise click.UsageError("then")

    with io.TextIOWrapper(io.FileIO(tmp_path / "out", "w"), encoding="utf-8", write_through=True) as unbuffered:
        monkeypatch.setattr(sys, "stdout", unbuffered)
        monkeypatch.setattr(app, "main", interrupted)
        assert run([]) == 2
        assert (tmp_path / "out").read_text(encoding="utf-8") == "first"
    assert capsys.readouterr().err == "septet: then\n"


def test_an_error_that_nobody_can_be_told_is_a_status_all_the_same() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", MAIN, "count", "--max-parts", "0"], cwd=TESTS, stderr=full, check=False
        )
    assert ran.returncode == 2


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}]
)
def test_characters_that_the_output_lacks_do_not_fail(environment: dict[str, str]) -> None:
    ran = fresh("explain", given="Zo\xeb \U0001f600".encode(), **environment)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"GRINNING FACE" in ran.stdout
    assert b"\\xeb" in ran.stdout
    assert b"\\U0001f600" in ran.stdout
    assert ran.stdout.isascii()


def test_half_a_character_does_not_fail(command: Callable[..., Ran]) -> None:
    assert command("encode", "--ucs2", "\ud83d") == Ran(0, "D83D\n", "")
    ran = command("explain", "\ud83d")
    assert (ran.status, ran.err) == (0, "")
    assert "<surrogate-D83D>" in ran.out


# -- main --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("arguments", "status"), [(("count", "x"), 0), (("count", "--max-parts", "0"), 2)])
def test_main_ends_with_the_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["septet", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == status
    assert bool(capsys.readouterr().err) == bool(status)


@pytest.mark.parametrize("module", ["click", "rich"])
def test_a_package_that_the_command_needs_is_named_if_it_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("septet.cli.")]:
        monkeypatch.setattr(name, sys.modules[name])  # to be put back, as those that are imported anew are not
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    captured = capsys.readouterr()
    assert (caught.value.code, captured.out) == (2, "")
    assert captured.err == f"septet: the command needs {module}: pip install 'septet[cli]'\n"


@pytest.mark.parametrize("module", ["click", "rich"])
def test_a_missing_package_is_told_in_one_line(module: str) -> None:
    ran = fresh("count", "x", code=WITHOUT.format(module=module) + MAIN)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode() == f"septet: the command needs {module}: pip install 'septet[cli]'{os.linesep}"


def as_a_module(*arguments: str) -> Ran:
    """Runs the package with ``python -m``."""
    ran = subprocess.run([sys.executable, "-m", "septet", *arguments], capture_output=True, text=True, check=False)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_the_package_runs_as_a_module() -> None:
    assert as_a_module("encode", "hello") == Ran(0, "68656C6C6F\n", "")
    status, out, err = as_a_module("encode", "--packed", "--ucs2", "a")
    assert (status, out) == (2, "")
    assert err == "septet: --packed and --ucs2 exclude each other\n"


def test_the_package_runs_in_this_process_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["septet", "encode", "hello"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("septet", run_name="__main__")
    assert (caught.value.code, capsys.readouterr().out) == (0, "68656C6C6F\n")


def test_nothing_runs_when_the_module_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("septet", run_name="septet.__main__")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("module", ["click", "rich"])
def test_a_missing_package_is_told_as_a_module_too(module: str) -> None:
    run_module = "import runpy; runpy.run_module('septet', run_name='__main__')"
    ran = fresh("count", "x", code=WITHOUT.format(module=module) + run_module)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode() == f"septet: the command needs {module}: pip install 'septet[cli]'{os.linesep}"


INTERRUPTED_IN_IMPORT = """
import sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
"""


@pytest.mark.parametrize("module", ["click", "rich.table", "septet.cli.app", "septet.cli.report"])
def test_an_interruption_while_it_starts_is_quiet(module: str) -> None:
    ran = fresh("count", "x", code=INTERRUPTED_IN_IMPORT.format(module=module) + MAIN)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_an_interruption_while_it_starts_has_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("septet.cli.app.run", raising(KeyboardInterrupt()))
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 130


def test_a_part_of_the_package_that_is_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "septet.cli.app")
    monkeypatch.setitem(sys.modules, "septet.cli.texts", None)
    with pytest.raises(ModuleNotFoundError, match=r"septet\.cli\.texts"):
        cli.main()


def test_it_runs_in_a_process_of_its_own() -> None:
    ran = fresh("encode", "--packed", "hellohello")
    assert (ran.returncode, ran.stdout.split(), ran.stderr) == (0, [b"E8329BFD4697D9EC37"], b"")
    ran = fresh("count", given=b"hello")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"GSM-7" in ran.stdout
    ran = fresh("dry-run", "no such file.csv")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode().splitlines() == ["septet: no such file.csv: No such file or directory"]
