"""Which twin is live: asked in fresh processes, since a process chooses once, when it imports the package."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import septet
from septet import _kernel, _kernel_py

if TYPE_CHECKING:
    from types import ModuleType

KERNEL_TESTS = Path(__file__).with_name("test_kernel.py")
MISSING = "import sys; sys.modules['septet._kernel_c'] = None\n"
REPORT = """
import septet
from septet import _kernel, gsm7
text = "Price: 5 \\u20ac [now] " * 20
print(septet.BACKEND, _kernel.Alphabet.__module__, {f.__module__ for f in (_kernel.measure, _kernel.pack)})
print(septet.count_parts(text), gsm7.pack(gsm7.encode(text)).hex(), gsm7.encode("\\u042f", errors="replace"))
"""


def run(code: str, **environment: str) -> str:
    """What the code prints in a Python of its own, where nothing is set but what is given."""
    inherited = {name: value for name, value in os.environ.items() if name != "SEPTET_PURE_PYTHON"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def backend(code: str = "", **environment: str) -> str:
    """The first line of the report, behind the code."""
    return run(code + REPORT, **environment).splitlines()[0]


PYTHON = "python septet._kernel_py {'septet._kernel_py'}"
COMPILED = "c septet._kernel_c {'septet._kernel_c'}"


# -- in a fresh process ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("compiled")
def test_the_compiled_kernel_is_live_when_nothing_is_said() -> None:
    assert backend() == COMPILED


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("value", ["", "0"])
def test_the_compiled_kernel_is_live_when_pure_python_is_declined(value: str) -> None:
    assert backend(SEPTET_PURE_PYTHON=value) == COMPILED


@pytest.mark.parametrize("value", ["1", "yes", "00"])
def test_the_python_kernel_is_live_when_it_is_asked_for(value: str) -> None:
    assert backend(SEPTET_PURE_PYTHON=value) == PYTHON


@pytest.mark.parametrize("value", ["", "0", "1"])
def test_the_python_kernel_is_live_when_the_compiled_one_is_missing(value: str) -> None:
    assert backend(MISSING, SEPTET_PURE_PYTHON=value) == PYTHON
    assert backend(MISSING) == PYTHON


@pytest.mark.usefixtures("compiled")
def test_the_results_are_the_same_on_both() -> None:
    compiled, pure = run(REPORT).splitlines(), run(REPORT, SEPTET_PURE_PYTHON="1").splitlines()
    assert compiled[0] != pure[0]
    assert compiled[1:] == pure[1:]


# -- in this process ---------------------------------------------------------------------------------------------------


def reloaded() -> ModuleType:
    """The switch, executed once more under another name."""
    spec = importlib.util.spec_from_file_location("kernel_switched_again", _kernel.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_switch_takes_the_python_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPTET_PURE_PYTHON", "1")
    assert (reloaded().BACKEND, reloaded().kernel) == ("python", _kernel_py)


def test_the_switch_falls_back_on_the_python_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEPTET_PURE_PYTHON", raising=False)
    monkeypatch.setitem(sys.modules, "septet._kernel_c", None)
    monkeypatch.delattr(septet, "_kernel_c", raising=False)
    assert (reloaded().BACKEND, reloaded().kernel) == ("python", _kernel_py)


def test_the_switch_takes_the_compiled_kernel(monkeypatch: pytest.MonkeyPatch, compiled: ModuleType) -> None:
    monkeypatch.delenv("SEPTET_PURE_PYTHON", raising=False)
    assert (reloaded().BACKEND, reloaded().kernel) == ("c", compiled)


def test_the_switch_hands_on_all_that_the_kernel_has(kernel: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPTET_PURE_PYTHON", "1" if kernel is _kernel_py else "0")
    switched = reloaded()
    public = {
        name: item
        for name, item in vars(kernel).items()
        if getattr(item, "__module__", "") == kernel.__name__ and not name.startswith("_")
    }
    assert {name: getattr(switched, name) for name in public} == public
    assert {name for name, item in vars(switched).items() if item in public.values()} == {*public}


def test_the_facade_tells_what_the_switch_chose() -> None:
    assert septet.BACKEND == _kernel.BACKEND
    assert _kernel.Alphabet.__module__ == {"c": "septet._kernel_c", "python": "septet._kernel_py"}[septet.BACKEND]


# -- the tests themselves ----------------------------------------------------------------------------------------------


def test_a_missing_compiled_kernel_fails_the_tests_unless_that_is_asked_for() -> None:
    chosen = f"'-q', '-p', 'no:cacheprovider', {str(KERNEL_TESTS)!r}, '-k', 'shows_its_tables'"
    code = f"{MISSING}import pytest; print(int(pytest.main([{chosen}])), int(pytest.main([{chosen}, '--no-c-kernel'])))"
    output = run(code)
    assert output.splitlines()[-1] == f"{pytest.ExitCode.TESTS_FAILED:d} {pytest.ExitCode.OK:d}"
    assert "build the compiled kernel, or say --no-c-kernel" in output
