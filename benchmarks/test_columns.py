"""Columns against ``pyarrow.compute.utf8_length`` of the same column.

Each figure is tied to the equality of every distinct row with what the planner, which is proven against the oracle,
makes of it in the same run.
"""

from __future__ import annotations

import time
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

import septet
from benchmarks.conftest import note
from benchmarks.corpora import CORPORA, real_texts, texts
from septet import _columns, columns
from septet.alphabets import LOCKING, SINGLE, Language
from septet.plan import count_all
from septet.rules import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 15
_GOALS = {"mixed": 0.9, "plain ASCII": 0.6}
_UNIT = "pyarrow.compute.utf8_length"


@pytest.fixture(scope="module")
def pa() -> Any:
    return pytest.importorskip("pyarrow")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _check(column: columns.Column, rows: list[str]) -> None:
    wanted = [n_parts for _, _, n_parts in count_all(rows, DEFAULT)]
    assert column.to_pylist() == wanted


def _against_utf8_length(pa: Any, name: str, rows: list[str], goal: float | None = None) -> None:
    length = import_module("pyarrow.compute").utf8_length
    column = pa.array(rows, pa.string())
    _check(columns.count_parts(column), rows)
    pairs = [(_seconds(lambda: length(column)), _seconds(lambda: columns.count_parts(column))) for _ in range(_ROUNDS)]
    ratio = median(mine / theirs for theirs, mine in pairs)
    nanoseconds = 1e9 * min(mine for _, mine in pairs) / len(rows)
    note(f"column, count_parts: {name}", f"{ratio:6.2f} ({nanoseconds:,.1f} ns a row)", _UNIT, f"{goal or ''}")


@pytest.mark.skipif(septet.BACKEND != "c", reason="a million rows by the Python kernel")
@pytest.mark.parametrize("name", CORPORA)
def test_parts_of_a_column(pa: Any, pytestconfig: pytest.Config, name: str) -> None:
    rows = texts(name, pytestconfig.getoption("column_rows"))
    _against_utf8_length(pa, name, rows, _GOALS.get(name))


@pytest.mark.skipif(septet.BACKEND != "c", reason="the paths are those of the compiled kernel")
@pytest.mark.parametrize("path", _columns.PATHS)
def test_each_path_on_the_mixed_column(pa: Any, pytestconfig: pytest.Config, path: str) -> None:
    rows = texts("mixed", pytestconfig.getoption("column_rows") // 5)
    column = pa.array(rows, pa.string())
    counter: Any = _columns.Counter
    made = counter(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT], DEFAULT.bounds, 0, path=path)

    def count() -> _columns.Output:
        output = _columns.Output(0)
        chunk = _columns.open_array(*column.__arrow_c_array__()).next()
        assert chunk is not None
        output.grow(chunk.n_rows)
        _columns.count(chunk, 0, chunk.n_rows, made, output, base=0, lenient=False)
        return output

    length = import_module("pyarrow.compute").utf8_length
    assert count().rows(0, len(rows)) == [n_parts for _, _, n_parts in count_all(rows, DEFAULT)]
    pairs = [(_seconds(lambda: length(column)), _seconds(count)) for _ in range(_ROUNDS)]
    note(f"column, mixed, path {path}", f"{median(mine / theirs for theirs, mine in pairs):6.2f}", _UNIT, "")


def test_real_messages(pa: Any, pytestconfig: pytest.Config) -> None:
    path = pytestconfig.getoption("messages")
    if path is None:
        pytest.skip("no file of real messages was given with --messages")
    rows = [text.encode("utf-8", "replace").decode() for text in real_texts(path)]
    _against_utf8_length(pa, "real messages", rows)


def test_more_threads(pa: Any, pytestconfig: pytest.Config) -> None:
    column = pa.array(texts("mixed", pytestconfig.getoption("column_rows") // 5), pa.string())
    one = columns.plan(column).to_pylist()
    assert columns.plan(column, n_threads=2).to_pylist() == one
    pairs = [
        (_seconds(lambda: columns.plan(column)), _seconds(lambda: columns.plan(column, n_threads=2))) for _ in range(5)
    ]
    note("column, plan: two threads", f"{median(b / a for a, b in pairs):6.2f}", "one thread", "")


def test_small_batches(pa: Any) -> None:
    batch = pa.array(texts("mixed", 2048), pa.string())
    whole = pa.array(texts("mixed", 2048) * 20, pa.string())
    pairs = [
        (
            _seconds(lambda: columns.count_parts(whole)),
            _seconds(lambda: [columns.count_parts(batch) for _ in range(20)]),
        )
        for _ in range(_ROUNDS)
    ]
    note("column, 20 batches of 2048 rows", f"{median(b / a for a, b in pairs):6.2f}", "one of 40960", "")
