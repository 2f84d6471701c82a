"""JSON: what is none is refused with its place, and nothing else ever escapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.json_text import dumps, loads
from septet.errors import MalformedError

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(document=documents)
def test_what_is_written_is_read_again(document: object) -> None:
    text = dumps(document)
    assert text.isascii()
    assert loads(text) == document
    assert loads(text.encode()) == loads(memoryview(text.encode())) == document


def test_it_is_written_without_blanks() -> None:
    assert dumps({"a": [1, "\u00e9\U0001f600"]}) == r'{"a":[1,"\u00e9\ud83d\ude00"]}'


def test_a_number_that_json_has_not_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))


@pytest.mark.parametrize("body", ["\ufeff[1]", "\ufeff[1]".encode(), b" [1]\r\n"])
def test_a_byte_order_mark_and_blanks_around_are_passed_over(body: str | bytes) -> None:
    assert loads(body) == [1]


def test_of_members_of_one_name_the_last_counts() -> None:
    assert loads('{"a": 1, "b": 2, "a": 3}') == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    ("body", "reason", "offset"),
    [
        ("", "this is not JSON: expecting value", 0),
        ("[1, 2", "this is not JSON: expecting ',' delimiter", 5),
        ('{"count": 1,// of the list\n"smslist": []}', "this is not JSON: JSON has no comments", 12),
        ("# [1]", "this is not JSON: JSON has no comments", 0),
        ("/* 1 */ 1", "this is not JSON: JSON has no comments", 0),
        ("{'a': 1}", "this is not JSON: expecting property name enclosed in double quotes", 1),
        ("[1] [2]", "this is not JSON: extra data", 4),
        ("NaN", "a number cannot be read: JSON has no NaN", 0),
        ("[-Infinity]", "a number cannot be read: JSON has no -Infinity", 0),
        ("[1e999]", "a number cannot be read: 1e999 is too large", 0),
        ("[-1e999]", "a number cannot be read: -1e999 is too large", 0),
        (b'["\xff"]', "this is not UTF-8", 2),
        ("[1]".encode("utf-16"), "this is not UTF-8", 0),
        ("[" * 100_000, "this JSON is nested too deeply", 0),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(body: str | bytes, reason: str, offset: int) -> None:
    with pytest.raises(MalformedError) as caught:
        loads(body, "response")
    assert caught.value == MalformedError(reason, "response", offset)


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(MalformedError, match=r"^body: a number cannot be read: "):
        loads("1" * 5000)


@pytest.mark.parametrize(("body", "number"), [("1.5", 1.5), ("-1.7e308", -1.7e308), ("1e-999", 0.0), ("-0.0", 0.0)])
def test_other_numbers_are_read(body: str, number: float) -> None:
    assert loads(body) == number


@given(body=st.one_of(st.text(), st.binary(), st.text(alphabet='[]{}",:0123e.-+\\utrfnalse /#')))
def test_nothing_but_the_documented_error_escapes(body: Any) -> None:
    try:
        document = loads(body)
    except MalformedError:
        return
    assert json.loads(dumps(document)) == document
