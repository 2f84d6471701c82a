"""Every example in a docstring is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import septet

NOT_IMPORTED = {"septet._kernel_c", "septet.cli", "septet.__main__"}  # tested with the kernel and with the program


def modules(package: ModuleType) -> list[str]:
    """The names of the package and of all modules in it, but for those above."""
    found = [package.__name__]
    for entry in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if entry.name in NOT_IMPORTED:
            continue
        found += modules(importlib.import_module(entry.name)) if entry.ispkg else [entry.name]
    return found


def run(module: ModuleType) -> doctest.TestResults:
    """Try the examples of the module."""
    return doctest.testmod(module, optionflags=doctest.REPORT_NDIFF)


def marked(name: str) -> object:
    """The name, marked if the module needs other packages."""
    return pytest.param(name, marks=pytest.mark.engines) if name.startswith("septet.engines.") else name


@pytest.mark.parametrize("name", [*map(marked, modules(septet))])
def test_examples_are_right(name: str) -> None:
    assert run(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("name", "function"), [("septet.gsm7", "encode"), ("septet.gsm7", "pack"), ("septet.plan", "count_parts")]
)
def test_the_examples_of_a_function_with_a_short_cut_are_found(name: str, function: str) -> None:
    tests = {test.name: test for test in doctest.DocTestFinder().find(importlib.import_module(name))}
    assert tests[f"{name}.{function}"].examples


def test_modules_with_a_docstring_of_examples_are_among_them() -> None:
    assert {"septet", "septet.gsm7", "septet.plan", "septet.split", "septet.udh"} <= set(modules(septet))


def test_a_wrong_example_is_noticed() -> None:
    module = ModuleType("wrong", ">>> 1 + 1\n3\n>>> 1 + 1\n2\n")
    assert run(module) == doctest.TestResults(failed=1, attempted=2)
