"""pandas: the accessor says what the planner says, for every type of text, and keeps the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import septet
from engine_texts import TEXTS, encodings, n_parts, n_units, texts_in_utf8
from septet.errors import FieldRangeError, MalformedError, UnencodableCharacterError

if TYPE_CHECKING:
    from engine_texts import Texts

pytestmark = pytest.mark.engines
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
engine = pytest.importorskip("septet.engines.pandas")

TYPES = {
    "object": object,
    "string[python]": "string[python]",
    "string[pyarrow]": "string[pyarrow]",
    "str": "str",
    "category": "category",
    "arrow string": pd.ArrowDtype(pa.string()),
    "arrow large_string": pd.ArrowDtype(pa.large_string()),
}


def series(texts: Texts = TEXTS, dtype: Any = object) -> Any:
    return pd.Series(texts, index=range(7, 7 + len(texts)), name="body", dtype=dtype)


def listed(found: Any) -> list[Any]:
    """The values, with None for what is missing."""
    return [None if missing else value for value, missing in zip(found, found.isna())]


@pytest.mark.parametrize("dtype", TYPES.values(), ids=TYPES)
def test_every_type_of_text(dtype: object) -> None:
    body = series(dtype=dtype)
    assert listed(body.sms.parts()) == n_parts(TEXTS)
    assert listed(body.sms.units()) == n_units(TEXTS)
    assert listed(body.sms.encoding()) == encodings(TEXTS)


@given(st.lists(st.none() | texts_in_utf8), st.sampled_from(list(TYPES.values())[:-3]))
def test_a_plan_is_that_of_the_planner(texts: Texts, dtype: object) -> None:
    plan = series(texts, dtype).sms.plan()
    assert listed(plan["encoding"]) == encodings(texts)
    assert listed(plan["n_units"]) == n_units(texts)
    assert listed(plan["n_parts"]) == n_parts(texts)


def test_types_index_and_name() -> None:
    body = series()
    plan = body.sms.plan()
    assert list(plan.index) == list(body.index)
    assert [str(dtype) for dtype in plan.dtypes] == ["category", "Int64", "Int32"]
    for found, dtype in ((body.sms.parts(), "Int32"), (body.sms.units(), "Int64"), (body.sms.encoding(), "category")):
        assert list(found.index) == list(body.index)
        assert found.name == "body"
        assert str(found.dtype) == dtype
    assert list(body.sms.encoding().cat.categories) == ["GSM-7", "UCS-2"]


def test_functions_and_methods_are_the_same() -> None:
    body = series()
    assert engine.parts(body).equals(body.sms.parts())
    assert engine.units(body).equals(body.sms.units())
    assert engine.encoding(body).equals(body.sms.encoding())
    assert engine.plan(body).equals(body.sms.plan())


def test_a_column_of_a_frame_and_a_part_of_it() -> None:
    frame = pd.DataFrame({"body": TEXTS, "n": range(len(TEXTS))})
    frame["parts"] = frame["body"].sms.parts()
    assert listed(frame["parts"]) == n_parts(TEXTS)
    assert listed(frame["body"][2:7].sms.parts()) == n_parts(TEXTS[2:7])
    assert listed(frame["body"][::-2].sms.parts()) == n_parts(TEXTS[::-2])


def test_each_way_of_writing_that_something_is_missing() -> None:
    assert listed(pd.Series(["a", None, float("nan"), pd.NA, pd.NaT], dtype=object).sms.parts()) == [1, *[None] * 4]


@pytest.mark.parametrize("dtype", TYPES.values(), ids=TYPES)
def test_no_rows_and_nothing_but_what_is_missing(dtype: object) -> None:
    assert list(series([], dtype).sms.parts()) == []
    assert list(series([], dtype).sms.plan().columns) == ["encoding", "n_units", "n_parts"]
    assert listed(series([None, None], dtype).sms.parts()) == [None, None]


def test_a_column_in_which_pandas_saw_no_text_at_all() -> None:
    assert listed(pd.Series([None, float("nan")], dtype="float64").sms.parts()) == [None, None]


def test_chunks() -> None:
    chunks = pa.chunked_array([TEXTS, TEXTS[3:], []], type=pa.large_string())
    assert listed(pd.Series(pd.arrays.ArrowExtensionArray(chunks)).sms.parts()) == n_parts(TEXTS + TEXTS[3:])


def test_options_are_those_of_the_planner() -> None:
    options: dict[str, Any] = {"languages": [septet.Language.TURKISH], "reference_bits": 16}
    texts = ["ğ" * 150, "a" * 460]
    plan = pd.Series(texts).sms.plan(**options)
    expected = [septet.plan(text, **options) for text in texts]
    assert list(plan["n_units"]) == [each.n_units for each in expected]
    assert list(plan["n_parts"]) == [each.n_parts for each in expected]
    with pytest.raises(FieldRangeError, match="reference_bits"):
        pd.Series(texts).sms.parts(reference_bits=9)


def test_a_text_that_cannot_go_as_asked_is_an_error_or_missing() -> None:
    body, only_septets = pd.Series(["a", "ж"]), {"encoding": septet.Encoding.GSM7}
    with pytest.raises(UnencodableCharacterError):
        body.sms.parts(**only_septets)
    assert listed(body.sms.parts(**only_septets, on_invalid="null")) == [1, None]


def test_half_of_a_surrogate_pair_is_an_error_or_missing() -> None:
    body = pd.Series(["a", "\ud83d"], dtype=object)
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        body.sms.parts()
    assert listed(body.sms.parts(on_invalid="null")) == [1, None]


@pytest.mark.parametrize("values", [[1, 2], ["a", 1], [b"a"]], ids=["numbers", "mixed", "octets"])
def test_what_is_no_text_is_refused(values: list[object]) -> None:
    with pytest.raises(FieldRangeError, match="data"):
        pd.Series(values).sms.parts()
