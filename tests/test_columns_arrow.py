"""Columns of packages that people use (pyarrow, Polars, nanoarrow): what they give is taken, and they take ours."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

import septet
from septet import columns

pytestmark = pytest.mark.engines

TEXTS = ["Price: 5 €", None, "Цена 5 €", "a" * 161, "😀" * 36, "", "x" * 200 + "[]" * 300, "twelve bytes"]


def wanted(text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    made = septet.plan(text)
    return {"encoding": made.encoding.value, "n_units": made.n_units, "n_parts": made.n_parts}


WANTED = [wanted(text) for text in TEXTS]


@pytest.fixture(scope="module")
def pa() -> Any:
    return import_module("pyarrow")


@pytest.fixture(scope="module")
def pl() -> Any:
    return import_module("polars")


def read(pa: Any, column: columns.Column) -> list[Any]:
    made = pa.array(column)
    made.validate(full=True)
    rows: list[Any] = made.to_pylist()
    assert rows == column.to_pylist()
    return rows


@pytest.mark.parametrize("name", ["string", "large_string", "string_view"])
def test_each_type_of_text_of_pyarrow(pa: Any, name: str) -> None:
    made = pa.array(TEXTS, getattr(pa, name)())
    assert read(pa, columns.plan(made)) == WANTED
    assert read(pa, columns.plan(made.slice(2, 4))) == WANTED[2:6]
    chunked = pa.chunked_array([made, made.slice(1), made.slice(0, 0)])
    assert read(pa, columns.plan(chunked)) == WANTED + WANTED[1:]
    assert read(pa, columns.count_parts(made)) == [row and row["n_parts"] for row in WANTED]


@pytest.mark.parametrize("name", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_each_type_of_index_of_pyarrow(pa: Any, name: str) -> None:
    indices = [0, 1, 2, None, 3, 4, 5, 6, 0]
    made = pa.DictionaryArray.from_arrays(pa.array(indices, getattr(pa, name)()), pa.array(TEXTS))
    rows = [None if i is None else WANTED[i] for i in indices]
    assert read(pa, columns.plan(made)) == rows
    assert read(pa, columns.plan(pa.chunked_array([made, made.slice(2)]))) == rows + rows[2:]


def test_a_table_of_pyarrow(pa: Any) -> None:
    table = pa.table({"name": ["Zoë", "Жанна", " ", None], "code": ["[1]"] * 4})
    template = septet.Template("Hi ${name}, ${code}")
    rows = [
        wanted(template.render({"name": "Zoë", "code": "[1]"})),
        wanted(template.render({"name": "Жанна", "code": "[1]"})),
        None,
        None,
    ]
    assert read(pa, columns.render_count(template, table)) == rows
    assert read(pa, columns.render_count(template, table.to_batches()[0].slice(1))) == rows[1:]
    assert read(pa, columns.render_count(template, name=table["name"], code=table["code"])) == rows
    assert pa.table(columns.plan(table["name"])).column_names == ["encoding", "n_units", "n_parts"]


def test_run_end_encoded_text_is_refused(pa: Any) -> None:
    with pytest.raises(septet.FieldRangeError, match="run_end_decode"):
        columns.plan(pa.RunEndEncodedArray.from_arrays([2], ["a"]))


def test_polars_gives_and_takes(pl: Any) -> None:
    series = pl.Series("body", TEXTS)
    assert pl.Series(columns.count_parts(series)).to_list() == [row and row["n_parts"] for row in WANTED]
    frame = pl.DataFrame(columns.plan(series))
    assert frame["n_units"].to_list() == [row and row["n_units"] for row in WANTED]
    assert frame["encoding"].cast(pl.String).to_list() == [row and row["encoding"] for row in WANTED]
    assert columns.plan(series.cast(pl.Categorical)).to_pylist() == WANTED


def test_nanoarrow_gives_and_takes() -> None:
    na: Any = import_module("nanoarrow")
    made = na.Array(TEXTS, na.string())
    assert columns.plan(made).to_pylist() == WANTED
    assert na.Array(columns.count_parts(made)).to_pylist() == [row and row["n_parts"] for row in WANTED]
