"""The house has floors: a module imports from the floors below its own, never sideways and never upwards."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "septet"

ROWS = [
    "errors _typing _value _kernel_py _kernel_c _rows_py _rows_c _columns_c _arrow_rows _arrow_ctypes",
    "_kernel alphabets delimited hexadecimal element_kinds _columns_py",
    "_handlers _rows _columns",
    "gsm7 ucs2 elements timestamp cutting distinct",
    "dcs pid udh address validity profiles languages",
    "rules",
    "plan",
    "split explain templates rates policy received",
    "tally columns tpdu smpp reassembly codecs",
    "dry_run groups",
    "campaign dialects",
    "engines",
    "cli",
    "__init__ __main__",
]
ROW_OF = {module: row for row, modules in enumerate(ROWS) for module in modules.split()}

FOR_ALL = {"_typing", "_value"}  # they import nothing of the package, and stand in for what Python itself could have
MAY_USE_THE_FACADE = {"cli"}  # it is a program like those that others write
THIRD_PARTY = {"cli": {"click", "rich"}, "engines": {"duckdb", "pandas", "polars", "pyarrow", "pyspark"}}
FOR_TYPE_CHECKERS = {"typing_extensions"}

MOST_LINES = 400
MOST_LINES_OF_A_BODY = 40
DATA = {"alphabets"}


class Import(NamedTuple):
    """What is imported, and whether only a type checker ever does it."""

    module: str
    name: str
    checked_only: bool


def is_type_checking(node: ast.AST) -> bool:
    """Whether this is an ``if TYPE_CHECKING:``."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports_of(node: ast.AST, checked_only: bool = False) -> list[Import]:
    """Every import in the tree, wherever it stands."""
    if isinstance(node, ast.Import):
        return [Import(alias.name, "", checked_only) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        return [Import(str(node.module), alias.name, checked_only) for alias in node.names]
    found = []
    for field, value in ast.iter_fields(node):
        inside = checked_only or (is_type_checking(node) and field == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                found += imports_of(child, inside)
    return found


def own_module(imported: Import) -> str:
    """The module of the package that is meant, or the facade."""
    path = [*imported.module.split("."), imported.name]
    return path[1] if path[1] in ROW_OF else "__init__"


def violations(module: str, source: str) -> list[str]:
    """What the module imports and may not."""
    found = []
    for imported in imports_of(ast.parse(source)):
        package = imported.module.split(".")[0]
        if package == "septet":
            target = own_module(imported)
            allowed = (
                ROW_OF[target] < ROW_OF[module]
                or target in {module, *FOR_ALL}
                or (target == "__init__" and module in MAY_USE_THE_FACADE)
            )
        else:
            target = package
            allowed = (
                package in sys.stdlib_module_names
                or package in THIRD_PARTY.get(module, ())
                or (imported.checked_only and package in FOR_TYPE_CHECKERS)
            )
        if not allowed:
            found.append(f"{module} imports {target}")
    return found


def module_of(path: Path) -> str:
    """The name in the table: of a subpackage all files have one name."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py").removesuffix(".pyx")


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The body without the docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


FILES = sorted(SOURCE.rglob("*.py"))
names = [path.relative_to(SOURCE).as_posix() for path in FILES]


def test_every_module_has_its_row() -> None:
    assert {module_of(path) for path in [*FILES, *SOURCE.rglob("*.pyx")]} <= ROW_OF.keys()


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_module_imports_from_lower_rows_and_the_standard_library(path: Path) -> None:
    assert violations(module_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted([*SOURCE.rglob("*.pyx"), *SOURCE.rglob("*.pxi")]), ids=lambda path: path.name)
def test_the_compiled_kernel_imports_nothing_of_the_package(path: Path) -> None:
    imported = re.findall(r"^\s*(?:from|import|cimport)\s+(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(imported) <= {"functools", "os", "cpython", "cython", "libc"}


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES or module_of(path) in DATA


@pytest.mark.parametrize("path", FILES, ids=names)
def test_the_body_of_a_function_has_at_most_40_lines(path: Path) -> None:
    too_long = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and statements(node):
            n_lines = (node.end_lineno or 0) - statements(node)[0].lineno + 1
            if n_lines > MOST_LINES_OF_A_BODY:
                too_long.append(f"{node.name}: {n_lines}")
    assert too_long == []


# -- the check itself --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("plan", "from septet import gsm7, errors", []),
        ("plan", "from septet.udh import UserDataHeader", []),
        ("plan", "from septet import split", ["plan imports split"]),
        ("plan", "import septet.split", ["plan imports split"]),
        ("plan", "import septet", ["plan imports __init__"]),
        ("plan", "from septet import Plan", ["plan imports __init__"]),
        ("plan", "from septet.split import split as cut", ["plan imports split"]),
        ("plan", "def f():\n    from septet import split", ["plan imports split"]),
        (
            "plan",
            "class C:\n    def f(self):\n        try:\n            import septet.cli\n        except E: pass",
            ["plan imports cli"],
        ),
        ("plan", "if TYPE_CHECKING:\n    from septet.split import Part", ["plan imports split"]),
        ("udh", "from septet.dcs import DataCoding", ["udh imports dcs"]),
        ("errors", "from septet._kernel_py import pack", ["errors imports _kernel_py"]),
        ("errors", "from septet._value import value", []),
        ("_value", "from septet.errors import SeptetError", ["_value imports errors"]),
        ("errors", "if TYPE_CHECKING:\n    from septet._typing import BytesLike", []),
        ("dialects", "from septet.dialects.xms import parse", []),
        ("cli", "import septet, click\nfrom rich.table import Table", []),
        ("split", "import click", ["split imports click"]),
        ("cli", "import numpy", ["cli imports numpy"]),
        ("gsm7", "import typing_extensions", ["gsm7 imports typing_extensions"]),
        ("gsm7", "if TYPE_CHECKING:\n    import typing_extensions", []),
        (
            "gsm7",
            "if TYPE_CHECKING:\n    pass\nelse:\n    import typing_extensions",
            ["gsm7 imports typing_extensions"],
        ),
        ("gsm7", "if TYPE_CHECKING:\n    import numpy", ["gsm7 imports numpy"]),
        ("__init__", "from septet import gsm7\nfrom septet.dry_run import dry_run", []),
    ],
)
def test_what_is_not_allowed_is_found(module: str, source: str, found: list[str]) -> None:
    assert violations(module, source) == found


def test_a_relative_import_is_found() -> None:
    with pytest.raises(AssertionError, match="imports are absolute"):
        violations("plan", "from . import gsm7")
