"""Which answer is whose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.smslist.alignment import align
from septet.dialects.smslist.request import Sms
from septet.dialects.smslist.response import Answer

ONE, TWO, THREE = "254712345678", "254722000000", "254733000000"


def row(mobile: str, client_sms_id: Any = None) -> Sms:
    """A row of the request."""
    return Sms(mobile, "Hi", client_sms_id)


def answer(message_id: str, mobile: str = "", client_sms_id: Any = None) -> Answer:
    """An answer that can be told from the others."""
    return Answer(200, mobile=mobile, client_sms_id=client_sms_id, message_id=message_id)


def aligned(rows: list[Sms], answers: list[Answer]) -> tuple[str, str]:
    """The names of the answers, each a letter: for each row (``-`` for none), and for no row."""
    found, unmatched = align(answers, rows, "254")
    return "".join(each.message_id if each else "-" for each in found), "".join(each.message_id for each in unmatched)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer("b", client_sms_id="y"), answer("a", client_sms_id="x")], "ab"),
        ([answer("b", client_sms_id="y")], "-b"),
        ([answer("b", TWO), answer("a", ONE)], "ab"),
        ([answer("b", "0722000000"), answer("a", "+254 712 345678")], "ab"),
        ([answer("b", "722000000")], "-b"),
        ([answer("a"), answer("b")], "ab"),
        ([answer("a")], "a-"),
        ([answer("a", "xxxxxxxx"), answer("b", "xxxxxxxx")], "ab"),
        ([answer("b", ONE, "y"), answer("a", TWO, "x")], "ab"),
        ([answer("b", client_sms_id="y"), answer("a", ONE)], "ab"),
        ([answer("a", client_sms_id="x"), answer("b")], "ab"),
        ([answer("b", TWO, "z"), answer("a", ONE, "z")], "ab"),
        ([answer("a", "", ""), answer("b", "", "")], "ab"),
        ([], "--"),
    ],
)
def test_by_identifier_then_by_number_then_by_position(answers: list[Answer], expected: str) -> None:
    assert aligned([row(ONE, "x"), row(TWO, "y")], answers) == (expected, "")


def test_an_identifier_is_the_same_as_a_string_and_as_a_number() -> None:
    rows = [row(ONE, 1), row(ONE, "2")]
    assert aligned(rows, [answer("b", client_sms_id=2), answer("a", client_sms_id="1")]) == ("ab", "")


def test_what_names_another_row_is_not_believed_for_its_position() -> None:
    rows = [row(ONE, "x"), row(TWO, "y")]
    assert aligned(rows, [answer("a", client_sms_id="x"), answer("c", client_sms_id="x")]) == ("a-", "c")
    assert aligned(rows, [answer("a", ONE), answer("c", ONE)]) == ("a-", "c")


def test_a_number_is_no_identifier() -> None:
    rows = [row(ONE, "x"), row(TWO, ONE)]
    assert aligned(rows, [answer("a", TWO, "x"), answer("b", ONE)]) == ("a-", "b")
    assert aligned(rows, [answer("b", client_sms_id=ONE)]) == ("-b", "")


def test_answers_to_the_same_number_are_taken_in_order() -> None:
    rows = [row(ONE), row(TWO), row(ONE), row(ONE)]
    answers = [answer("a", ONE), answer("c", ONE), answer("b", TWO), answer("d", ONE), answer("e", ONE)]
    assert aligned(rows, answers) == ("abcd", "e")


def test_of_rows_with_the_same_identifier_the_number_decides() -> None:
    rows = [row(ONE, 7), row(TWO, 7), row(THREE, 7)]
    assert aligned(rows, [answer("c", THREE, 7), answer("a", ONE, 7), answer("b", TWO, 7)]) == ("abc", "")
    assert aligned(rows, [answer("a", "", 7), answer("c", THREE, 7), answer("b", "", 7)]) == ("abc", "")


def test_a_number_that_was_none_is_compared_as_it_was_given() -> None:
    assert aligned([row("0722"), row("12345")], [answer("b", "12345"), answer("a", " 0722")]) == ("ab", "")


def test_more_answers_than_rows_are_for_nobody() -> None:
    assert aligned([row(ONE)], [answer("a"), answer("b"), answer("c")]) == ("a", "bc")


rows_of_all_kinds = st.lists(
    st.builds(row, st.sampled_from([ONE, TWO, THREE, "12345", ""]), st.sampled_from([None, 1, "1", "x", ""])),
    max_size=6,
)
answers_of_all_kinds = st.lists(
    st.builds(answer, st.text(), st.sampled_from([ONE, "0722000000", "", "?"]), st.sampled_from([None, 1, "x", "z"])),
    max_size=8,
)


@given(rows=rows_of_all_kinds, answers=answers_of_all_kinds)
def test_every_answer_is_somewhere_and_once(rows: list[Sms], answers: list[Answer]) -> None:
    found, unmatched = align(answers, rows, "254")
    assert len(found) == len(rows)
    assert sorted(map(id, [each for each in found if each] + unmatched)) == sorted(map(id, answers))


@given(rows=rows_of_all_kinds)
def test_echoes_in_order_are_each_for_their_row(rows: list[Sms]) -> None:
    answers = [answer(str(i), sms.mobile, sms.client_sms_id) for i, sms in enumerate(rows)]
    assert align(answers, rows, "254") == (answers, [])


@given(
    rows=rows_of_all_kinds.filter(lambda rows: len({(r.mobile, str(r.client_sms_id)) for r in rows}) == len(rows)),
    data=st.data(),
)
def test_and_out_of_order_too_where_they_differ(rows: list[Sms], data: st.DataObject) -> None:
    named = [sms for sms in rows if sms.mobile and sms.client_sms_id not in (None, "")]
    answers = [answer(str(i), sms.mobile, sms.client_sms_id) for i, sms in enumerate(named)]
    assert align(data.draw(st.permutations(answers)), named, "254") == (answers, [])
