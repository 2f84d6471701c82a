"""Columns: what is taken, what is given back, which rows are refused and how; on both kernels, by hand-made arrays."""

from __future__ import annotations

import ctypes
import gc
import os
import runpy
import sys
from array import array
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import arrow_arrays as arrow
import septet
import strategies
from septet import Encoding, Language, _columns, columns
from septet.columns import counting, ranges
from septet.errors import (
    FieldRangeError,
    MalformedError,
    MissingValueError,
    TemplateError,
    UnencodableCharacterError,
)
from septet.plan import count
from septet.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

FORMS = ["u", "U", "vu"]
TEXTS = ["Price: 5 €", None, "Цена 5 €", "a" * 161, "😀" * 36, "", "x" * 200 + "[]" * 300, "twelve bytes", "é" * 13]


@pytest.fixture(autouse=True, scope="module")
def columns_kernel(kernel: ModuleType) -> Iterator[ModuleType]:
    """Each twin of the column kernel in its turn."""
    twin = import_module(kernel.__name__.replace("_kernel_", "_columns_"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PATHS", "Census", "Chunk", "Counter", "Output", "count", "render"):
            patch.setattr(_columns, name, getattr(twin, name))
        for name in ("open_array", "open_octets", "open_stream"):
            patch.setattr(_columns, name, getattr(twin, name))
        counting._counter.cache_clear()
        yield twin
    counting._counter.cache_clear()


def planned(text: str | None, **options: Any) -> tuple[str, int, int] | None:
    """What the planner makes of one text."""
    if text is None:
        return None
    in_septets, n_units, n_parts = count(text, rules(**options))
    return "GSM-7" if in_septets else "UCS-2", n_units, n_parts


WANTED = [planned(text) for text in TEXTS]


def rows_of(column: columns.Column) -> list[Any]:
    """The rows of a column, read as a consumer does, which is as good as what it says of itself."""
    names, rows = arrow.read_array(column)
    shown = [row if row is None or not names else dict(zip(names, row)) for row in rows]
    assert column.to_pylist() == shown
    assert len(column) == len(rows)
    assert column.n_nulls == rows.count(None)
    return rows


# -- what is taken -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_column_of_each_type(form: str) -> None:
    made = arrow.text_array(arrow.encoded(TEXTS), form)
    assert rows_of(columns.plan(made)) == WANTED
    assert rows_of(columns.count_parts(made)) == [row and row[2] for row in WANTED]
    gc.collect()
    assert made.is_released()


@pytest.mark.parametrize("form", FORMS)
def test_a_slice(form: str) -> None:
    for start in range(len(TEXTS)):
        made = arrow.text_array(arrow.encoded(TEXTS), form, offset=start)
        made.n_rows -= start + (start < 5)
        assert rows_of(columns.plan(made)) == WANTED[start : start + made.n_rows]


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_of_chunks_becomes_one_array(form: str) -> None:
    chunks = [arrow.text_array(arrow.encoded(TEXTS[i : i + 2]), form) for i in range(0, 8, 2)]
    empty = arrow.text_array([], form)
    stream = arrow.Chunks(empty, *chunks, empty)
    assert rows_of(columns.plan(stream)) == WANTED[:8]
    gc.collect()
    assert stream.n_released == 1
    assert all(chunk.is_released() for chunk in [*chunks, empty])


def test_an_empty_stream_and_an_empty_array() -> None:
    for form in FORMS:
        assert rows_of(columns.plan(arrow.Chunks(arrow.text_array([], form)))) == []
        assert rows_of(columns.count_parts(arrow.Made(form, 0, [None, None, None]))) == []
    assert rows_of(columns.plan([])) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("index_form", list("cCsSiIlL"))
def test_a_dictionary(form: str, index_form: str) -> None:
    indices = [0, 1, 2, None, 6, 6, 2, 0]
    wanted = [None if i is None else WANTED[i] for i in indices]
    for offset in (0, 2):
        values = arrow.text_array(arrow.encoded(TEXTS), form)
        made = arrow.indexed_array(indices, values, index_form, offset=offset)
        made.n_rows -= offset
        assert rows_of(columns.plan(made)) == wanted[offset:]


def test_a_slice_of_the_values_of_a_dictionary() -> None:
    values = arrow.offsets_array(arrow.encoded(TEXTS), offset=3)
    values.n_rows -= 3
    assert rows_of(columns.plan(arrow.indexed_array([0, 5], values))) == [WANTED[3], WANTED[8]]


def test_each_chunk_has_a_dictionary_of_its_own_or_shares_it() -> None:
    shared = arrow.offsets_array(arrow.encoded(TEXTS))
    others = [arrow.offsets_array(arrow.encoded(TEXTS[n:])) for n in (0, 2)]
    plain = arrow.offsets_array(arrow.encoded(TEXTS), offset=1)
    plain.n_rows -= 1
    dictionaries = [shared, shared, *others, shared, plain, arrow.views_array(arrow.encoded(TEXTS))][:6]
    chunks = [arrow.indexed_array([0, 3, 0, None], values) for values in dictionaries]
    wanted = [[WANTED[n], WANTED[n + 3], WANTED[n], None] for n in (0, 0, 0, 2, 0, 1)]
    assert rows_of(columns.plan(arrow.Chunks(*chunks), n_threads=2)) == [each for rows in wanted for each in rows]


def test_a_column_of_nulls() -> None:
    assert rows_of(columns.plan(arrow.Made("n", 3, []))) == [None] * 3
    made = arrow.indexed_array([0, None], arrow.Made("n", 1, []))
    assert rows_of(columns.count_parts(made)) == [None, None]


@pytest.mark.parametrize("given", [list, tuple])
def test_a_list_of_texts(given: Any) -> None:
    assert rows_of(columns.plan(given(TEXTS))) == WANTED
    assert rows_of(columns.plan(given([]))) == []


@given(st.lists(st.one_of(st.none(), strategies.texts), max_size=20), st.sampled_from([8, 16]))
def test_rows_are_counted_as_texts_are(texts: list[str | None], bits: Any) -> None:
    whole = [None if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    made = arrow.offsets_array(arrow.encoded(whole))
    assert rows_of(columns.plan(made, reference_bits=bits)) == [planned(text, reference_bits=bits) for text in whole]


def test_the_options_of_a_plan() -> None:
    udh = [septet.InformationElement(0x05, bytes(4))]
    texts = ["a" * 153, "Ж" * 66, "a" * 200]
    for options in ({"udh": udh}, {"encoding": Encoding.UCS2}, {"encoding": Encoding.UCS2, "languages": "all"}):
        assert rows_of(columns.plan(texts, **options)) == [planned(text, **options) for text in texts]


def test_the_python_twin_stands_in_for_a_compiled_one_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "septet._columns_c", None)
    assert runpy.run_path(str(_columns.__file__))["PATHS"] == ("python",)


@pytest.mark.usefixtures("compiled")
def test_the_compiled_twin_is_live_with_the_compiled_kernel() -> None:
    wanted = "septet._columns_c" if septet.BACKEND == "c" else "septet._columns_py"
    assert runpy.run_path(str(_columns.__file__))["kernel"].__name__ == wanted


# -- threads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_threads", [1, 2, 3, 0, None])
def test_threads_share_the_rows(monkeypatch: pytest.MonkeyPatch, n_threads: int | None) -> None:
    monkeypatch.setattr(ranges, "ROWS_A_THREAD", 5)
    chunks = [arrow.offsets_array(arrow.encoded(TEXTS * n)) for n in (1, 7, 0, 3)]
    assert rows_of(columns.plan(arrow.Chunks(*chunks), n_threads=n_threads)) == WANTED * 11
    found = columns.unencodable(arrow.Chunks(*chunks), n_threads=n_threads)
    assert rows_of(found) == [("😀", 11, 11 * 36), ("Ц", 11, 11), ("а", 11, 11), ("е", 11, 11), ("н", 11, 11)]


def test_of_several_threads_the_first_row_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "ROWS_A_THREAD", 4)
    rows = [b"a"] * 17 + [b"\xff"] + [b"b"] * 10 + [b"\xff"] * 3
    with pytest.raises(MalformedError, match=r"^rows\[17\]: "):
        columns.plan(arrow.offsets_array([*rows]), n_threads=3)


def test_as_many_threads_as_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert ranges.threads(0) == 1
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert ranges.threads(None) == 7


@pytest.mark.parametrize("n_threads", [-1, "two", 1.5])
def test_a_number_of_threads_that_is_none(n_threads: Any) -> None:
    with pytest.raises(FieldRangeError, match="n_threads must be a number of threads"):
        columns.plan([], n_threads=n_threads)


# -- rows that are wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_is_no_utf_8(form: str) -> None:
    rows = [b"abc", None, b"abc \xf0\x9f\x98", b"\xed\xa0\x80", b"x"]
    made = arrow.text_array(rows, form)
    with pytest.raises(MalformedError, match=r"rows\[2\]: no UTF-8 \(unexpected end of data\) at offset 4") as caught:
        columns.plan(made)
    assert (caught.value.field, caught.value.offset) == ("rows[2]", 4)
    column = columns.plan(made, on_invalid="null")
    assert [row and row[1] for row in rows_of(column)] == [3, None, None, None, 1]
    assert (column.n_nulls, column.n_invalid, column.n_missing) == (3, 2, 0)


def test_half_of_a_pair_in_a_list() -> None:
    with pytest.raises(MalformedError, match=r"rows\[1\]: no UTF-8"):
        columns.plan(["a", "\ud83d"])
    assert columns.plan(["a", "\ud83d"], on_invalid="null").n_invalid == 1


def test_a_value_of_a_dictionary_that_is_no_utf_8_matters_where_it_is_used() -> None:
    values = arrow.offsets_array([b"a", b"\xff", b"b"])
    assert [row[1] for row in rows_of(columns.plan(arrow.indexed_array([0, 2, 0], values)))] == [1, 1, 1]
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        columns.plan(arrow.indexed_array([0, 1, 1], values))
    column = columns.plan(arrow.indexed_array([0, 1, 1, None], values), on_invalid="null")
    assert (column.n_invalid, column.n_nulls) == (2, 3)


def test_only_gsm_7() -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        columns.plan(["abc", "dЖ"], encoding=Encoding.GSM7)
    assert (caught.value.row, caught.value.position, caught.value.character) == (1, 1, "Ж")
    assert str(caught.value).startswith("rows[1]: '\\u0416' (U+0416) at position 1 is not in the GSM 7-bit default")
    column = columns.plan(["abc", "dЖ", "€"], encoding=Encoding.GSM7, on_invalid="null")
    assert rows_of(column) == [("GSM-7", 3, 1), None, ("GSM-7", 2, 1)]
    assert column.n_invalid == 1


@pytest.mark.parametrize("option", ["on_invalid", "on_missing"])
def test_a_word_that_means_nothing(option: str) -> None:
    options: dict[str, Any] = {option: "ignore"}
    with pytest.raises(FieldRangeError, match=f'{option} must be "error" or "null", not \'ignore\''):
        columns.render_count("a", {}, **options)


# -- arrays that are broken --------------------------------------------------------------------------------------------


def offsets(*numbers: int, form: str = "u") -> bytes:
    return array("i" if form == "u" else "q", numbers).tobytes()


@pytest.mark.parametrize("form", ["u", "U"])
@pytest.mark.parametrize("numbers", [(0, 3, 2, 4), (0, -1, 2, 4), (0, 5, 4, 4), (1, 0, 2, 4), (0, 2**31 - 1, 3, 4)])
@pytest.mark.parametrize("on_invalid", ["error", "null"])
def test_offsets_that_go_backwards(form: str, numbers: tuple[int, ...], on_invalid: Any) -> None:
    made = arrow.Made(form, 3, [None, offsets(*numbers, form=form), b"abcd"])
    for work in (columns.plan, columns.unencodable):
        with pytest.raises(MalformedError, match=r"rows\[[01]\]: an offset, view or index points outside"):
            work(made, on_invalid=on_invalid)


@pytest.mark.parametrize(
    "view",
    [
        (-1, 0, 0, 0),
        (13, 0, 2, 0),
        (13, 0, -1, 0),
        (13, 0, 0, -1),
        (13, 0, 0, 8),
        (13, 0, 1, 0),
        (2**31 - 1, 0, 0, 1),
    ],
)
def test_views_that_point_outside(view: tuple[int, ...]) -> None:
    views = array("i", (*view, 1, 0x61, 0, 0)).tobytes()
    made = arrow.Made("vu", 2, [None, views, b"x" * 20, b"", array("q", [20, 0]).tobytes()])
    with pytest.raises(MalformedError, match=r"rows\[0\]"):
        columns.plan(made)


@pytest.mark.parametrize(("form", "index"), [("c", -1), ("i", 3), ("l", 1 << 40), ("L", (1 << 64) - 1)])
def test_indices_of_no_value(form: str, index: int) -> None:
    values = arrow.offsets_array([b"a", b"b", b"c"])
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        columns.plan(arrow.indexed_array([2, index], values, form), on_invalid="null")


def test_a_value_of_a_dictionary_that_is_broken() -> None:
    values = arrow.Made("u", 3, [None, offsets(0, 3, 2, 4), b"abcd"])
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        columns.plan(arrow.indexed_array([0, 1], values))


class Nowhere(arrow.Made):
    """An array that tells of buffers or children, or a type that tells of children, and points to none."""

    def __init__(self, *given: Any, lacks: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self.lacks = lacks

    def fill_schema(self, schema: arrow.CSchema) -> None:
        super().fill_schema(schema)
        if self.lacks == "format":
            schema.format = None
        elif self.lacks == "children of the type":
            schema.children = type(schema.children)()

    def fill_array(self, made: arrow.CArray) -> None:
        super().fill_array(made)
        if self.lacks in ("buffers", "children"):
            setattr(made, self.lacks, type(getattr(made, self.lacks))())


TEXT = [None, offsets(0, 1, 2, 2), b"ab"]
UNSOUND = {
    "fewer rows than none": arrow.Made("u", -1, TEXT),
    "an offset before the first": arrow.Made("u", 1, TEXT, offset=-1),
    "too few buffers": arrow.Made("u", 1, TEXT[:2]),
    "no offsets": arrow.Made("u", 1, [None, None, b"a"]),
    "no octets": arrow.Made("u", 2, [None, TEXT[1], None]),
    "the last offset before the first": arrow.Made("u", 1, [None, offsets(2, 1), b"ab"]),
    "a negative offset": arrow.Made("u", 1, [None, offsets(-1, 1), b"ab"]),
    "views without sizes": arrow.Made("vu", 1, [None, bytes(16), b"", None]),
    "no views": arrow.Made("vu", 1, [None, None, b"", bytes(8)]),
    "children of a text": arrow.Made("u", 1, TEXT, n_children=1),
    "nothing where the buffers are": Nowhere("u", 1, TEXT, lacks="buffers"),
    "nothing where the buffers of views are": Nowhere("vu", 1, [None, bytes(16), bytes(8)], lacks="buffers"),
    "nothing where the buffers of a dictionary are": arrow.Made(
        "i", 1, [None, bytes(4)], dictionary=Nowhere("u", 1, TEXT, lacks="buffers")
    ),
    "no dictionary": arrow.Made("i", 1, [None, bytes(4)], dictionary=arrow.Made("u", 1, TEXT), has_dictionary=False),
    "no indices": arrow.Made("i", 1, [None, None], dictionary=arrow.Made("u", 1, TEXT)),
    "too many buffers of indices": arrow.Made("i", 1, [None, bytes(4), None], dictionary=arrow.Made("u", 1, TEXT)),
    "indices that are no numbers": arrow.Made("u", 1, [None, bytes(4)], dictionary=arrow.Made("u", 1, TEXT)),
    "a longer name of an index": arrow.Made("ii", 1, [None, bytes(4)], dictionary=arrow.Made("u", 1, TEXT)),
    "a dictionary of fewer than none": arrow.Made("i", 1, [None, bytes(4)], dictionary=arrow.Made("u", -1, TEXT)),
    "a dictionary that starts before": arrow.Made(
        "i", 1, [None, bytes(4)], dictionary=arrow.Made("u", 1, TEXT, offset=-1)
    ),
    "a dictionary without offsets": arrow.Made(
        "i", 1, [None, bytes(4)], dictionary=arrow.Made("u", 1, [None, None, b"a"])
    ),
}


@pytest.mark.parametrize("made", UNSOUND.values(), ids=UNSOUND)
def test_an_array_that_is_not_built_as_its_type_says(made: arrow.Made) -> None:
    before = arrow.offsets_array([b"a", b"b"])
    chunks = [before, made] if made.dictionary is None and made.form == "u" else [made]
    row = 2 if len(chunks) == 2 else 0
    with pytest.raises(MalformedError, match=rf"rows\[{row}\]: an Arrow array is not built as its type says"):
        columns.plan(arrow.Chunks(*chunks))


def test_a_view_into_a_buffer_that_is_nowhere() -> None:
    long = array("i", (13, 0, 0, 0)).tobytes()
    made = arrow.Made("vu", 2, [None, bytes(16) + long, None, array("q", [20]).tobytes()])
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        columns.plan(made)


@pytest.mark.parametrize("lacks", ["format", "children of the type"])
def test_a_type_that_is_not_built_as_the_interface_says(lacks: str) -> None:
    text = arrow.Made("u", 1, TEXT)
    made = Nowhere("+s", 1, [None], children=[text], lacks=lacks)
    with pytest.raises(OSError, match="an Arrow type is not built as the interface says"):
        columns.plan(made)
    assert made.is_released()


def test_fields_of_a_row_that_are_nowhere() -> None:
    made = Nowhere("+s", 1, [None], children=[arrow.Made("u", 1, TEXT, name="name")], lacks="children")
    with pytest.raises(MalformedError, match="an Arrow array is not built as its type says"):
        columns.render_count("Hi ${name}", made)
    assert made.is_released()


@pytest.mark.parametrize("form", FORMS)
def test_no_rows_need_no_buffers_but_their_number(form: str) -> None:
    assert rows_of(columns.plan(arrow.Made(form, 0, [None, None, None]))) == []
    with pytest.raises(MalformedError, match="an Arrow array is not built as its type says"):
        columns.plan(arrow.Made(form, 0, []))


def test_more_rows_than_there_is_room_for() -> None:
    with pytest.raises(MemoryError):
        columns.count_parts(arrow.Chunks(arrow.Made("n", 5, []), arrow.Made("n", (1 << 63) - 1, [])))


def test_empty_texts_need_no_octets() -> None:
    assert rows_of(columns.plan(arrow.Made("u", 2, [None, offsets(0, 0, 0), None]))) == [("GSM-7", 0, 1)] * 2
    assert rows_of(columns.plan(arrow.Made("vu", 2, [None, bytes(32), None]))) == [("GSM-7", 0, 1)] * 2


def test_a_producer_that_fails() -> None:
    texts = arrow.offsets_array([b"a"])
    with pytest.raises(OSError, match="the disk is full"):
        columns.plan(arrow.Chunks(texts, fails="next"))
    with pytest.raises(OSError, match="the disk is full"):
        columns.plan(arrow.Chunks(texts, fails="schema"))
    with pytest.raises(OSError, match="an Arrow stream failed"):
        columns.plan(arrow.Chunks(texts, fails="next", says=None))


class Spent:
    """Gives the same capsules again."""

    def __init__(self, **capsules: Any) -> None:
        self.capsules = capsules

    def __getattr__(self, name: str) -> Any:
        try:
            return lambda: self.capsules[name.strip("_")]
        finally:
            if name.strip("_") not in self.capsules:
                raise AttributeError(name)


def test_what_somebody_else_has_taken() -> None:
    stream = Spent(arrow_c_stream=arrow.Chunks(arrow.offsets_array([b"a"])).__arrow_c_stream__())
    made = Spent(arrow_c_array=arrow.offsets_array([b"a"]).__arrow_c_array__())
    for producer in (stream, made):
        assert rows_of(columns.count_parts(producer)) == [1]
        with pytest.raises(OSError, match="was read by somebody else"):
            columns.count_parts(producer)


@pytest.mark.parametrize(
    ("name", "capsules"),
    [
        ("arrow_c_stream", 5),
        ("arrow_c_stream", None),
        ("arrow_c_stream", arrow.offsets_array([b"a"]).__arrow_c_array__()[0]),
        ("arrow_c_array", arrow.offsets_array([b"a"]).__arrow_c_array__()[::-1]),
        ("arrow_c_array", arrow.offsets_array([b"a"]).__arrow_c_array__()[:1]),
        ("arrow_c_array", (3, 4)),
    ],
)
def test_what_is_handed_over_is_no_column(name: str, capsules: object) -> None:
    with pytest.raises(FieldRangeError, match="a producer that hands over what the Arrow interface says"):
        columns.count_parts(Spent(**{name: capsules}))


# -- what is no column of text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (3, "data must be an Arrow array or stream .* or a list of str and None, not 'int'"),
        ("text", "data must be an Arrow array or stream"),
        ([3], r"data\[0\] must be a str or None, not 3"),
        (arrow.Made("z", 1, TEXT), "data must be text: utf8, large_utf8, utf8_view, or a dictionary .*, not 'binary'"),
        (arrow.Made("tdD", 1, [None, bytes(4)]), "not 'tdD'"),
        (arrow.table_array({"a": arrow.Made("u", 1, TEXT), "b": arrow.Made("u", 1, TEXT)}, 1), r"struct \(a, b\)"),
        (arrow.Made("+r", 2, []), "data must be decoded .*, not 'run-end encoded'"),
        (arrow.Made("i", 1, [None, bytes(4)], dictionary=arrow.Made("l", 1, [None, bytes(8)])), "not 'int64'"),
    ],
)
def test_what_is_no_column_of_text_is_refused_with_advice(data: Any, message: str) -> None:
    with pytest.raises(FieldRangeError, match=message):
        columns.plan(data)


# -- what is given back ------------------------------------------------------------------------------------------------


def test_a_column_is_given_away_again_and_again_and_outlived() -> None:
    column = columns.plan(TEXTS)
    schema, made = (
        arrow.Taken(capsule, kind, name)
        for capsule, kind, name in zip(
            column.__arrow_c_array__(), (arrow.CSchema, arrow.CArray), (b"arrow_schema", b"arrow_array")
        )
    )
    column.__arrow_c_array__(), column.__arrow_c_schema__(), column.__arrow_c_stream__()
    assert arrow.read_array(column)[1] == WANTED
    del column
    gc.collect()
    # A child may be moved out and released by itself, before or after its parent.
    child = arrow.CArray.from_buffer_copy(made.structure.children[1].contents)
    made.structure.children[1].contents.release = arrow.RELEASE_ARRAY()
    assert arrow.values_of(schema.structure.children[0].contents, made.structure.children[0].contents)[0] == "GSM-7"
    made.release()
    numbers = arrow.values_of(schema.structure.children[1].contents, child)
    assert numbers == [row and row[1] for row in WANTED]
    child.release(ctypes.byref(child))
    names = arrow.CSchema.from_buffer_copy(schema.structure.children[0].contents)
    schema.structure.children[0].contents.release = arrow.RELEASE_SCHEMA()
    schema.release()
    assert names.name == b"encoding"
    names.release(ctypes.byref(names))


def test_as_a_stream_it_is_a_table_whose_fields_are_null() -> None:
    nothing = (None, None, None)
    assert arrow.read_stream(columns.plan(TEXTS)) == [[row or nothing for row in WANTED]]
    assert arrow.read_stream(columns.count_parts(TEXTS)) == [[row and row[2] for row in WANTED]]
    assert arrow.read_stream(columns.unencodable(["Ж"])) == [[("Ж", 1, 1)]]


def test_a_column_is_a_column_for_others() -> None:
    with pytest.raises(FieldRangeError, match=r"struct \(encoding, n_units, n_parts\)"):
        columns.plan(columns.plan(["a"]))
    with pytest.raises(FieldRangeError, match="not 'int32'"):
        columns.plan(columns.count_parts(["a"]))


def test_what_a_column_shows_of_itself() -> None:
    struct = "struct<encoding: dictionary<int8, utf8>, n_units: int64, n_parts: int32>"
    assert repr(columns.plan(["a", None])) == f"<septet.columns.Column of 2 rows, 1 of them null: {struct}>"
    assert columns.count_parts([]).type == "int32"
    assert columns.unencodable([]).type == "struct<character: utf8, n_rows: int64, n_occurrences: int64>"


# -- national tables ---------------------------------------------------------------------------------------------------


NATIONAL = ["şşşşş ğ" * 20, "abc", None, "Жa", "ı" * 150, "ओ" * 80]


@pytest.mark.parametrize("languages", ["all", {Language.TURKISH}, [(Language.HINDI, Language.TURKISH)]])
def test_national_tables(languages: Any) -> None:
    wanted = [planned(text, languages=languages) for text in NATIONAL]
    assert rows_of(columns.plan(NATIONAL, languages=languages, n_threads=2)) == wanted
    made = arrow.indexed_array([0, 1, 2, 4, 0], arrow.offsets_array(arrow.encoded(NATIONAL)))
    assert rows_of(columns.plan(made, languages=languages)) == [wanted[i] for i in (0, 1, 2, 4, 0)]


def test_national_tables_and_rows_that_are_wrong() -> None:
    texts = ["ş", "\ud83d", "Ж", None]
    options: dict[str, Any] = {"languages": {Language.TURKISH}, "encoding": Encoding.GSM7}
    column = columns.plan(texts, on_invalid="null", **options)
    assert rows_of(column) == [("GSM-7", 1, 1), None, None, None]
    assert (column.n_nulls, column.n_invalid) == (3, 2)
    with pytest.raises(MalformedError, match=r"rows\[1\]"):
        columns.plan(texts, **options)
    with pytest.raises(UnencodableCharacterError) as caught:
        columns.plan([None, "Ж"], **options)
    assert caught.value.row == 1


# -- which characters --------------------------------------------------------------------------------------------------


def test_which_characters_force_ucs_2() -> None:
    column = columns.unencodable(["‘It’s’ ’", None, "it’s", "5 €", "b😀", "‘a"])
    assert rows_of(column) == [("’", 2, 4), ("‘", 2, 2), ("😀", 1, 1)]
    with pytest.raises(MalformedError, match=r"rows\[0\]"):
        columns.unencodable(["\ud83d", "Ж"])
    lenient = columns.unencodable(["\ud83d", "Ж"], on_invalid="null")
    assert (rows_of(lenient), lenient.n_invalid) == ([("Ж", 1, 1)], 1)


def test_which_characters_force_ucs_2_in_spite_of_national_tables() -> None:
    texts = ["müşteri ’x’", "ş", "\ud83d", "’", None]
    column = columns.unencodable(texts, languages={Language.TURKISH}, on_invalid="null")
    assert (rows_of(column), column.n_invalid) == ([("’", 2, 3)], 1)
    with pytest.raises(MalformedError, match=r"rows\[2\]"):
        columns.unencodable(texts, languages={Language.TURKISH})


# -- templates ---------------------------------------------------------------------------------------------------------

values = st.one_of(st.none(), st.sampled_from(["", " ", "\u2003", "\x1f"]), strategies.texts)


@given(
    st.lists(st.tuples(values, values), max_size=8),
    st.sampled_from(["${a}", "Hi ${a}, ${b}!", "€${b}${a}[${b}", "Ж ${a} ${ b }" + "x" * 140, "fixed €"]),
    st.sampled_from([None, Encoding.UCS2]),
    st.sampled_from(FORMS),
)
def test_a_filled_template_is_counted_without_filling_it(
    rows: list[tuple[str | None, str | None]], source: str, encoding: Encoding | None, form: str
) -> None:
    whole = [[None if each is None else each.encode("utf-8", "replace").decode() for each in row] for row in rows]
    template = septet.Template(source)
    wanted = []
    for a, b in whole:
        try:
            wanted.append(planned(template.render({"a": a or "", "b": b or ""}), encoding=encoding))
        except MissingValueError:
            wanted.append(None)
    given_columns = {
        name: arrow.text_array(arrow.encoded([row[i] for row in whole]), form) for i, name in enumerate("ab")
    }
    column = columns.render_count(template, arrow.table_array(given_columns, len(rows)), encoding=encoding)
    assert rows_of(column) == wanted
    assert column.n_missing == wanted.count(None)


def test_the_columns_of_a_template_by_name() -> None:
    names, codes = ["Жa", "b€", "c["], ["1", "2", "3"]
    source = "Hi ${name}, ${ code }."
    split = arrow.Chunks(arrow.offsets_array([b"1"]), arrow.views_array([b"2", b"3"]))
    split.chunks = tuple(arrow.offsets_array(each) for each in ([b"1"], [], [b"2", b"3"]))
    wanted = [planned(septet.Template(source).render({"name": n, "code": c})) for n, c in zip(names, codes)]
    indexed = arrow.indexed_array([0, 1, 2], arrow.offsets_array(arrow.encoded([*names])), "C")
    assert rows_of(columns.render_count(source, name=names, code=codes)) == wanted
    assert rows_of(columns.render_count(source, {"name": indexed, "code": split, "more": 3})) == wanted
    assert rows_of(columns.render_count(source, {"name": indexed, "code": split}, n_threads=2)) == wanted


def test_a_slice_of_a_table_and_rows_of_it_that_are_null() -> None:
    column = arrow.offsets_array([b"x", b"a", b"bb", b"ccc", b"dddd"])
    made = arrow.table_array({"a": column}, 4, bytes([0b10111]), offset=1)
    assert rows_of(columns.render_count("<${a}>", made)) == [
        planned("<a>"),
        planned("<bb>"),
        None,
        planned("<dddd>"),
    ]
    short = arrow.table_array({"a": arrow.offsets_array([b"x"])}, 2)
    broken = arrow.table_array({"a": column}, 2, n_children=3)
    without = arrow.Made("+s", 1, [], children=[arrow.offsets_array([b"x"], name="a")])
    assert rows_of(columns.render_count("${a}", without)) == [planned("x")]
    for made in (short, broken):
        with pytest.raises(MalformedError, match=r"rows\[0\]: an Arrow array is not built as its type says"):
            columns.render_count("${a}", made)


def test_a_template_whose_rows_are_wrong() -> None:
    with pytest.raises(MissingValueError) as caught:
        columns.render_count("${a}${b}", a=["x", "y"], b=["x", " "], on_missing="error")
    assert (caught.value.name, caught.value.row, str(caught.value)) == ("b", 1, "rows[1]: no value for ${b}")
    with pytest.raises(MalformedError, match=r"rows\[0\]\.b: no UTF-8"):
        columns.render_count("${a}${b}", a=["x"], b=["\ud83d"])
    column = columns.render_count("${a}${b}", a=["x", "y"], b=["\ud83d", None], on_invalid="null")
    assert (rows_of(column), column.n_invalid, column.n_missing) == ([None, None], 1, 1)
    with pytest.raises(UnencodableCharacterError) as refused:
        columns.render_count("<${a}>", a=["x", "Ж"], encoding=Encoding.GSM7)
    assert (refused.value.row, refused.value.text) == (1, "<Ж>")
    broken = arrow.Made("u", 2, [None, offsets(0, 2, 1), b"abcd"])
    with pytest.raises(MissingValueError):
        columns.render_count("${a}${b}", a=["", "y"], b=broken, on_missing="error", on_invalid="null")
    with pytest.raises(MalformedError, match=r"rows\[0\]: an offset"):
        columns.render_count("${a}", a=broken, on_invalid="null", on_missing="null")


def test_a_template_that_is_wrong() -> None:
    with pytest.raises(TemplateError):
        columns.render_count("${a", a=["x"])
    with pytest.raises(FieldRangeError, match="template must be text without halves of surrogate pairs"):
        columns.render_count("\ud83d${a}", a=["x"])


@pytest.mark.parametrize(
    ("data", "named", "message"),
    [
        (None, {"a": ["x"]}, "columns must be given for each name of the template, 'b' too"),
        ({"a": ["x"]}, {}, "'b' too"),
        ({"a": ["x"]}, {"b": ["x"]}, "data must be left out where columns are given by name"),
        (None, {"a": ["x"], "b": ["x", "y"]}, "b must be as long as the other columns"),
        (None, {"a": ["x"], "b": 5}, "b must be an Arrow array"),
        (["x"], {}, "data must be a table, or a mapping from names to columns, not 'large_utf8'"),
        (arrow.table_array({"a": arrow.Made("u", 1, TEXT)}, 1), {}, "data must be a table with one column 'b'"),
        (
            arrow.table_array({"a": arrow.Made("u", 1, TEXT), "b": arrow.Made("l", 1, [None, bytes(8)])}, 1),
            {},
            "b must be text: .*, not 'int64'",
        ),
    ],
)
def test_columns_that_are_not_there(data: Any, named: dict[str, Any], message: str) -> None:
    with pytest.raises(FieldRangeError, match=message):
        columns.render_count("${a}${b}", data, **named)


def test_a_template_that_names_no_column_needs_a_table_for_its_rows() -> None:
    table = arrow.table_array({"a": arrow.Made("u", 1, TEXT)}, 1)
    assert columns.render_count("fixed", table).to_pylist() == [{"encoding": "GSM-7", "n_units": 5, "n_parts": 1}]
    for lacks in (None, {}, {"a": ["x"]}):
        with pytest.raises(FieldRangeError, match="data must be a table, which has rows even"):
            columns.render_count("fixed", lacks)
