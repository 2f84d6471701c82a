"""The facade: its names, what they are called in the documentation, and what importing it brings along."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import septet

SOURCES = Path(septet.__file__).parents[1]
REPORT = """
import json, sys
sys.path.insert(0, {sources!r})
before = set(sys.modules)
import septet
print(json.dumps([septet.BACKEND, sorted(set(sys.modules) - before)]))
"""


def imported(*options: str, **environment: str) -> tuple[str, set[str]]:
    """The kernel, and the modules that the package brings into a fresh Python."""
    inherited = {name: value for name, value in os.environ.items() if name != "SEPTET_PURE_PYTHON"}
    done = subprocess.run(
        [sys.executable, *options, "-c", REPORT.format(sources=str(SOURCES))],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    backend, modules = json.loads(done.stdout)
    return backend, set(modules)


def test_the_names() -> None:
    assert septet.__all__ == [
        "BACKEND",
        "Concatenation",
        "DataCoding",
        "DecodeError",
        "DryRun",
        "EncodeError",
        "Encoding",
        "Explanation",
        "FieldRangeError",
        "FileFormatError",
        "InformationElement",
        "Language",
        "MalformedError",
        "Message",
        "MissingValueError",
        "OverlengthError",
        "Part",
        "Plan",
        "ProtocolIdentifier",
        "Rate",
        "Rates",
        "Reassembler",
        "ReassemblyError",
        "ReceivedMessage",
        "ReceivedPart",
        "RequestError",
        "SeptetError",
        "Template",
        "TemplateError",
        "TooManyPartsError",
        "TruncatedError",
        "UnencodableCharacterError",
        "UserDataHeader",
        "__version__",
        "codecs",
        "columns",
        "count_parts",
        "count_parts_all",
        "dialects",
        "dry_run",
        "errors",
        "explain",
        "gsm7",
        "plan",
        "rates",
        "smpp",
        "split",
        "split_octets",
        "templates",
        "tpdu",
        "ucs2",
    ]


def test_the_names_are_sorted_and_each_is_there_once() -> None:
    assert septet.__all__ == sorted(set(septet.__all__))


def test_the_names_are_all_there_are() -> None:
    others = {name: item for name, item in vars(septet).items() if name not in {*septet.__all__} and name[0] != "_"}
    assert all(isinstance(item, ModuleType) and item.__name__ == f"septet.{name}" for name, item in others.items())
    assert all(hasattr(septet, name) for name in septet.__all__)


def test_a_star_brings_what_is_in_the_list() -> None:
    names: dict[str, Any] = {}
    exec("from septet import *", names)
    assert {name: names[name] for name in septet.__all__} == {name: getattr(septet, name) for name in septet.__all__}
    assert names.keys() - set(septet.__all__) == {"__builtins__"}


@pytest.mark.parametrize("name", [name for name in septet.__all__ if not isinstance(getattr(septet, name), str)])
def test_every_name_says_what_it_is(name: str) -> None:
    doc = getattr(septet, name).__doc__
    assert doc
    assert doc.strip().splitlines()[0].rstrip()[-1] in ".;:"


@pytest.mark.parametrize("name", [name for name in septet.__all__ if isinstance(getattr(septet, name), type)])
def test_every_public_method_says_what_it_does(name: str) -> None:
    kind = getattr(septet, name)
    own = [method for method, item in vars(kind).items() if callable(item) or isinstance(item, (property, classmethod))]
    assert all(getattr(kind, method).__doc__ for method in own if not method.startswith("_"))


def test_errors_of_the_facade_are_those_of_the_module() -> None:
    classes = {name: item for name, item in vars(septet.errors).items() if isinstance(item, type)}
    kinds = {name for name, item in classes.items() if issubclass(item, Exception)}
    assert kinds == {name for name in septet.__all__ if name.endswith("Error")}
    assert all(getattr(septet, name) is getattr(septet.errors, name) for name in kinds)


def test_the_version_is_that_of_the_distribution() -> None:
    assert septet.__version__ == metadata.version("septet")


@pytest.mark.parametrize("options", [(), ("-I", "-S")])
@pytest.mark.parametrize("pure", ["0", "1"])
def test_importing_brings_little_of_the_standard_library_and_nothing_else(options: tuple[str, ...], pure: str) -> None:
    _, modules = imported(*options, SEPTET_PURE_PYTHON=pure)
    foreign = {
        name
        for name in modules
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "septet"}
        and not name.startswith(("_cython_", "cython_runtime"))
    }
    assert foreign == set()
    slow = {"dataclasses", "typing", "re", "csv", "decimal", "inspect", "tempfile", "json", "pathlib", "logging"}
    assert modules & slow == set()
    unwanted = ("septet.cli", "septet.campaign", "septet.delimited", *(f"septet.{each}" for each in ON_DEMAND.values()))
    assert {name for name in modules if name.startswith(unwanted)} == set()


def test_the_codecs_are_imported_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    report = "import septet, sys; septet.codecs.register(); print('a'.encode('gsm7'), 'septet.codecs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "b'a' True\n"
    monkeypatch.delattr(septet, "codecs", raising=False)
    assert septet.codecs is sys.modules["septet.codecs"]


ON_DEMAND = {
    "DataCoding": "dcs",
    "ProtocolIdentifier": "pid",
    "Reassembler": "reassembly",
    "ReceivedMessage": "received",
    "ReceivedPart": "received",
    "codecs": "codecs",
    "columns": "columns",
    "dialects": "dialects",
    "smpp": "smpp",
    "tpdu": "tpdu",
}


@pytest.mark.parametrize(("name", "module"), ON_DEMAND.items())
def test_what_counting_does_without_is_imported_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    there = f"'septet.{module}' in sys.modules"
    report = f"import septet, sys; print({there}); septet.{name}; print({there})"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nTrue\n"
    whole = importlib.import_module(f"septet.{module}")
    monkeypatch.delitem(vars(septet), name, raising=False)
    assert getattr(septet, name) is (whole if name == module else getattr(whole, name))


def test_all_names_are_listed_before_they_are_asked_for() -> None:
    assert {*septet.__all__} <= {*dir(septet)}


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    name = "segments"
    with pytest.raises(AttributeError, match=r"^module 'septet' has no attribute 'segments'$"):
        getattr(septet, name)


@pytest.mark.parametrize(
    ("engine", "package"), [("duckdb", "duckdb"), ("polars", "polars"), ("pandas", "pandas"), ("spark", "pyspark.sql")]
)
def test_an_engine_without_its_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, engine: str, package: str
) -> None:
    monkeypatch.delitem(sys.modules, f"septet.engines.{engine}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError, match=rf"{package}.*: pip install 'septet\[{engine}\]'$") as caught:
        importlib.import_module(f"septet.engines.{engine}")
    assert caught.value.name == package
