"""Polars: the expressions say what the planner says, wherever Polars evaluates them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import septet
from engine_texts import TEXTS, encodings, n_parts, n_units, plans, texts_in_utf8
from septet.errors import FieldRangeError

if TYPE_CHECKING:
    from engine_texts import Texts

pytestmark = pytest.mark.engines
pl = pytest.importorskip("polars")
engine = pytest.importorskip("septet.engines.polars")


def frame(texts: Texts = TEXTS) -> Any:
    return pl.DataFrame({"body": texts, "n": range(len(texts))}, schema={"body": pl.String, "n": pl.Int64})


@given(st.lists(st.none() | texts_in_utf8))
def test_a_plan_is_that_of_the_planner(texts: Texts) -> None:
    body = pl.col("body").sms
    counted = frame(texts).select(
        body.plan().alias("plan"), body.parts(), n_units=body.units(), encoding=body.encoding()
    )
    rows = [None if row is None else tuple(row.values()) for row in counted["plan"]]
    assert rows == plans(texts)
    assert counted["body"].to_list() == n_parts(texts)
    assert counted["n_units"].to_list() == n_units(texts)
    assert counted["encoding"].to_list() == encodings(texts)


def test_the_types_are_known_before_anything_runs() -> None:
    body = pl.col("body").sms
    query = (
        frame().lazy().select(body.plan().alias("plan"), body.parts(), n_units=body.units(), encoding=body.encoding())
    )
    promised = query.collect_schema()
    assert promised == query.collect().schema
    assert promised["body"] == pl.Int32
    assert promised["n_units"] == pl.Int64
    assert promised["encoding"] == pl.Enum(["GSM-7", "UCS-2"])


def test_a_column_keeps_its_name() -> None:
    for expression in (engine.parts("body"), engine.units("body"), engine.encoding("body"), engine.plan("body")):
        assert frame().select(expression).columns == ["body"]


def test_functions_and_methods_are_the_same() -> None:
    body = pl.col("body")
    methods = frame().select(body.sms.parts(), u=body.sms.units(), e=body.sms.encoding(), p=body.sms.plan())
    names = frame().select(
        engine.parts("body"), u=engine.units("body"), e=engine.encoding("body"), p=engine.plan("body")
    )
    expressions = frame().select(engine.parts(body), u=engine.units(body), e=engine.encoding(body), p=engine.plan(body))
    assert methods.equals(names)
    assert methods.equals(expressions)


@pytest.mark.parametrize("how", ["in-memory", "streaming"])
def test_lazily_and_in_the_streaming_engine(how: str) -> None:
    query = frame(TEXTS * 50_000).lazy().with_columns(pl.col("body").sms.parts().alias("n_parts"))
    by_text = query.group_by("body").agg(pl.col("n_parts").first(), pl.len()).sort("body", nulls_last=True)
    found = by_text.collect(engine=how)
    expected = dict(zip(TEXTS, n_parts(TEXTS)))
    assert dict(zip(found["body"], found["n_parts"])) == expected
    assert found["len"].sum() == 50_000 * len(TEXTS)


def test_in_a_group() -> None:
    groups = frame().with_columns(group=pl.col("n") % 2).group_by("group", maintain_order=True)
    found = groups.agg(pl.col("body").sms.parts().sum().alias("n"), pl.col("body").sms.parts().alias("each"))
    even, odd = n_parts(TEXTS[::2]), n_parts(TEXTS[1::2])
    assert found["each"].to_list() == [even, odd]
    assert found["n"].to_list() == [sum(filter(None, even)), sum(filter(None, odd))]


def test_in_a_filter() -> None:
    longer = frame().filter(pl.col("body").sms.parts() > 1)
    assert longer["body"].to_list() == [text for text in TEXTS if text and septet.count_parts(text) > 1]


def test_slices_and_chunks() -> None:
    whole = pl.concat([frame(), frame()[3:7], frame()], rechunk=False)
    assert whole["body"].n_chunks() == 3
    texts = [*TEXTS, *TEXTS[3:7], *TEXTS]
    assert whole.select(pl.col("body").sms.parts())["body"].to_list() == n_parts(texts)
    assert whole[5:20].select(pl.col("body").sms.parts())["body"].to_list() == n_parts(texts[5:20])


@pytest.mark.parametrize("dtype", ["Categorical", "Enum"])
def test_categories_of_texts(dtype: str) -> None:
    categories = (
        pl.Categorical() if dtype == "Categorical" else pl.Enum([text for text in set(TEXTS) if text is not None])
    )
    found = frame().select(pl.col("body").cast(categories).sms.plan())["body"]
    assert [row and tuple(row.values()) for row in found] == plans(TEXTS)


def test_no_rows_and_nothing_but_nulls() -> None:
    assert frame([]).select(pl.col("body").sms.parts())["body"].to_list() == []
    assert frame([None, None]).select(pl.col("body").sms.plan())["body"].to_list() == [None, None]
    assert pl.DataFrame({"body": [None]}).select(pl.col("body").sms.parts())["body"].to_list() == [None]


def test_options_are_those_of_the_planner() -> None:
    texts = ["ğ" * 150, "a" * 460]
    body = pl.col("body").sms
    options: dict[str, Any] = {"languages": [septet.Language.TURKISH], "reference_bits": 16}
    found = frame(list(texts)).select(body.plan(**options))["body"].to_list()
    expected = [septet.plan(text, **options) for text in texts]
    assert [(row["encoding"], row["n_units"], row["n_parts"]) for row in found] == [
        (str(plan.encoding), plan.n_units, plan.n_parts) for plan in expected
    ]


def test_an_option_out_of_its_range_is_an_error_where_it_stands() -> None:
    with pytest.raises(FieldRangeError, match="reference_bits"):
        pl.col("body").sms.parts(reference_bits=9)
    with pytest.raises(TypeError, match="max_parts"):
        pl.col("body").sms.units(max_parts=1)


def test_a_text_that_cannot_go_as_asked_is_an_error_of_polars_or_null() -> None:
    only_septets = {"encoding": septet.Encoding.GSM7}
    with pytest.raises(pl.exceptions.ComputeError, match=r"UnencodableCharacterError: .*U\+0436"):
        frame(["a", "ж"]).select(pl.col("body").sms.parts(**only_septets))
    found = frame(["a", "ж"]).select(pl.col("body").sms.parts(**only_septets, on_invalid="null"))
    assert found["body"].to_list() == [1, None]


def test_what_is_no_text_is_an_error_of_polars() -> None:
    with pytest.raises(pl.exceptions.ComputeError, match=r"FieldRangeError: .*int64"):
        frame().select(pl.col("n").sms.parts())
