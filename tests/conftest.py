"""Which kernels the tests run on, and how many examples hypothesis makes up.

Each test of the kernel runs on both twins. That the compiled one is missing is an error, not a reason to test less;
who has no compiler says so with ``--no-c-kernel``. ``SEPTET_HYPOTHESIS=thorough`` makes many and ever new examples,
where a plain run makes the same ones each time; ``quick`` makes fewer, and ``few`` is for runs that are slow for some
other reason.

``make test`` leaves out what has one of the marks in ``LEFT_OUT_BY_MAKE_TEST``; what a run leaves out is told at its
end. ``make test-all`` leaves nothing out.
"""

from __future__ import annotations

import os
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

LEFT_OUT_BY_MAKE_TEST = "exhaustive", "engines"
_left_out = pytest.StashKey["Counter[str]"]()

settings.register_profile("default", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile("few", max_examples=10, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=3000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("SEPTET_HYPOTHESIS", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-c-kernel", action="store_true", help="run without the compiled kernel, which is not built")
    parser.addoption("--no-py-kernel", action="store_true", help="try the compiled kernel only, where tests are slow")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kernel" in metafunc.fixturenames:
        twins = [twin for twin in ("py", "c") if not metafunc.config.getoption(f"no_{twin}_kernel")]
        metafunc.parametrize("kernel", twins, indirect=True, scope="session")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_left_out] = Counter[str]()


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what is left out by file and mark; workers of pytest-xdist hand it on to whoever prints."""
    for item in items:
        marks = ", ".join(sorted({mark.name for mark in item.iter_markers()} & {*LEFT_OUT_BY_MAKE_TEST}))
        left_out = item.config.stash[_left_out]
        left_out[f"{item.location[0]} ({marks or 'not asked for'})"] += 1
        if hasattr(item.config, "workeroutput"):
            item.config.workeroutput["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker left out; they all leave out the same."""
    left_out = node.config.stash[_left_out]
    left_out |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash[_left_out]:
        terminalreporter.section("left out; make test-all runs everything")
        for where, n_tests in sorted(left_out.items()):
            terminalreporter.write_line(f"{n_tests:6} tests  {where}")


def load_kernel(name: str) -> ModuleType:
    """The twin called "py" or "c"."""
    try:
        return import_module(f"septet._kernel_{name}")
    except ImportError as error:
        pytest.fail(f"{error}: build the compiled kernel, or say --no-c-kernel", pytrace=False)


@pytest.fixture(scope="session")
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    """Each twin in its turn."""
    return load_kernel(request.param)


@pytest.fixture(scope="session")
def compiled(request: pytest.FixtureRequest) -> ModuleType:
    """The compiled twin."""
    if request.config.getoption("no_c_kernel"):
        pytest.skip("--no-c-kernel")
    return load_kernel("c")
