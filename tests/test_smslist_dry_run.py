"""Dry runs of SEND BULK requests, and what the service would answer."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smslists
from septet import Encoding, Rate, Rates, split
from septet.dialects.smslist.dry_run import POLICY, dry_run, messages_of, to_wire
from septet.dialects.smslist.reading import parse
from septet.dialects.smslist.request import Refused, Request, Sms, serialize
from septet.dialects.smslist.response import Outcome, read_response
from septet.errors import FieldRangeError, RequestError, Severity
from septet.policy import Policy

if TYPE_CHECKING:
    from septet.dry_run import DryRun

RATES = Rates([Rate("254", Decimal("0.80"), "KES")])


def request(*elements: dict[str, Any], **members: Any) -> Request:
    """The request with these elements, each in order but for what is said."""
    made = [smslists.element(**element) for element in elements]
    return parse(json.dumps({"count": len(made), "smslist": made, **members}))


def codes(run: DryRun) -> list[Any]:
    """What is answered for each row."""
    return [row.get("response-code") for row in json.loads(to_wire(run))["responses"]]


# -- counting ----------------------------------------------------------------------------------------------------------


def test_the_policy_is_to_split_and_to_go_on() -> None:
    assert Policy("ucs2", "split", None, "abort", "row", "keep") == POLICY


@pytest.mark.parametrize(
    ("message", "encoding", "n_parts"),
    [
        ("a" * 160, Encoding.GSM7, 1),
        ("a" * 161, Encoding.GSM7, 2),
        ("a" * 159 + "\u20ac", Encoding.GSM7, 2),
        ("\u044f" * 70, Encoding.UCS2, 1),
        ("\u044f" * 71, Encoding.UCS2, 2),
        ("a" * 153 * 255, Encoding.GSM7, 255),
    ],
)
def test_parts(message: str, encoding: Encoding, n_parts: int) -> None:
    run = dry_run(request({"message": message}))
    (item,) = run.per_recipient
    assert (item.encoding, item.number_of_parts, item.problem) == (encoding, n_parts, None)
    assert (run.number_of_recipients, run.number_of_messages) == (1, n_parts)


def test_more_than_255_parts_are_too_many() -> None:
    run = dry_run(request({"message": "a" * (153 * 255 + 1)}, {}))
    assert [item.number_of_parts for item in run.per_recipient] == [256, 1]
    assert (run.number_of_messages, codes(run)) == (1, [1009, 200])


def test_a_text_outside_gsm7_is_counted_with_a_warning() -> None:
    run = dry_run(request({}, {"message": "\u044f"}))
    assert [[note.code for note in item.notes] for item in run.per_recipient] == [[], ["non_gsm7"]]
    (note,) = run.per_recipient[1].notes
    assert (note.path, note.severity) == ("smslist[1].message", Severity.WARNING)
    assert codes(run) == [200, 200]


def test_or_is_refused_where_that_is_asked_for() -> None:
    run = dry_run(request({}, {"message": "\u044f"}), on_unencodable="error")
    assert codes(run) == [200, 1009]
    assert (run.number_of_messages, run.per_recipient[1].notes) == (1, ())


def test_a_unit_is_a_part_and_has_its_price() -> None:
    run = dry_run(request({"message": "a" * 161}, {"mobile": "0722000000"}, {"mobile": "1"}), rates=RATES)
    assert [item.cost for item in run.per_recipient] == [Decimal("1.60"), Decimal("0.80"), None]
    assert run.totals.costs == (("KES", Decimal("2.40")),)


def test_a_number_that_comes_twice_gets_two_messages() -> None:
    run = dry_run(request({}, {}))
    assert (run.number_of_recipients, run.number_of_messages) == (1, 2)


# -- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_that_was_refused_has_an_item_that_counts_for_nothing() -> None:
    run = dry_run(request({"mobile": "12345", "message": "a" * 161}, {"message": ""}, {}))
    assert [(item.recipient, item.number_of_parts) for item in run.per_recipient] == [
        ("12345", 2),
        ("0712345678", 1),
        ("254712345678", 1),
    ]
    assert (run.number_of_messages, codes(run)) == (1, [1003, 1009, 200])


def test_what_is_said_of_a_row_stands_with_it_and_the_rest_with_the_whole() -> None:
    given: list[dict[str, Any]] = [
        {"mobile": "447700900123"},
        {"mobile": "1", "message": "", "more": 1},
        {"apikey": "x"},
    ]
    run = dry_run(request(*given, count=7))
    assert [problem.code for problem in run.problems] == ["count_mismatch"]
    assert [item.problem and item.problem.code for item in run.per_recipient] == [None, "invalid_mobile", None]
    assert [[note.code for note in item.notes] for item in run.per_recipient] == [
        ["foreign_mobile"],
        ["invalid_message", "unknown_member"],
        ["credential_mismatch"],
    ]


def test_a_message_knows_its_sender_its_name_and_its_place() -> None:
    (first, second) = messages_of(request({"clientsmsid": 7}, {"mobile": "1"}))
    assert (first.sender, first.client_ref, first.source) == ("SHOP", 7, "smslist[0]")
    assert (second.sender, second.client_ref, second.source) == ("SHOP", None, "smslist[1]")
    assert (first.problem, second.problem and second.problem.wire_code) == (None, 1003)


# -- balance -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (0, [1004, 1003, 1004, 1004]),
        (1, [1004, 1003, 200, 1004]),
        (2, [200, 1003, 1004, 1004]),
        (3, [200, 1003, 200, 1004]),
        (5, [200, 1003, 200, 1004]),
        (6, [200, 1003, 200, 200]),
        (None, [200, 1003, 200, 200]),
    ],
)
def test_units_are_taken_row_by_row_until_they_run_out(balance: int | None, expected: list[int]) -> None:
    given = [{"message": "a" * 161}, {"mobile": "1"}, {}, {"message": "\u044f" * 150}]
    run = dry_run(request(*given), balance=balance)
    assert codes(run) == expected
    assert balance is None or run.number_of_messages <= balance


def test_a_refusal_for_the_balance_says_what_is_left() -> None:
    (_, item) = dry_run(request({}, {"message": "a" * 161}), balance=2).per_recipient
    assert str(item.problem) == "smslist[1]: it takes 2 units, 1 are left"


def test_a_balance_is_not_below_nothing() -> None:
    with pytest.raises(FieldRangeError, match="balance must be at least 0, not -1"):
        dry_run(request({}), balance=-1)


def test_there_is_no_third_way_with_characters_outside_gsm7() -> None:
    wrong: Any = "replace"
    with pytest.raises(FieldRangeError, match="on_unencodable must be ucs2 or error, not 'replace'"):
        dry_run(request({}), on_unencodable=wrong)


# -- answers -----------------------------------------------------------------------------------------------------------


def test_the_answer_has_a_row_for_each_element() -> None:
    run = dry_run(request({"clientsmsid": 1234}, {"mobile": "12345", "clientsmsid": "1234"}, {"mobile": None}))
    assert json.loads(to_wire(run)) == {
        "responses": [
            {
                "response-code": 200,
                "response-description": "Success",
                "mobile": "254712345678",
                "clientsmsid": 1234,
            },
            {
                "response-code": 1003,
                "response-description": "Invalid mobile number",
                "mobile": "12345",
                "clientsmsid": "1234",
            },
            {"response-code": 1003, "response-description": "Invalid mobile number"},
        ]
    }


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("[]", b'{"response-code":1009,"response-description":"Unsupported data type"}'),
        ('{"smslist":[]}', b'{"response-code":4093,"response-description":"Details not found"}'),
        ('{"smslist":[{}]}', b'{"response-code":4091,"response-description":"No partner ID is set"}'),
    ],
)
def test_or_says_why_there_are_none(body: str, answer: bytes) -> None:
    with pytest.raises(RequestError) as caught:
        parse(body)
    assert to_wire(caught.value) == answer


# -- what holds for all ------------------------------------------------------------------------------------------------


@given(given=smslists.requests)
def test_totals_are_the_sums_and_parts_are_those_of_the_text(given: Request) -> None:
    run = dry_run(given)
    sent = [item for item in run.per_recipient if item.problem is None]
    assert run.number_of_messages == sum(item.number_of_parts for item in sent) == run.totals.n_parts
    assert run.number_of_recipients == len({item.recipient for item in sent})
    for item in sent:
        assert isinstance(item.body, str)
        parts = split(item.body)
        assert item.number_of_parts == len(parts)
        assert "".join(part.text for part in parts) == item.body == item.message.body


@given(given=smslists.requests, more=smslists.requests, balance=st.none() | st.integers(0, 9))
def test_a_row_more_changes_nothing_for_those_before_it(given: Request, more: Request, balance: int | None) -> None:
    both = Request(given.partner_id, given.api_key, given.shortcode, given.rows + more.rows)
    items = dry_run(both, balance=balance).per_recipient
    assert items[: len(given.rows)] == dry_run(given, balance=balance).per_recipient


@given(given=smslists.requests)
def test_the_result_is_the_same_when_the_request_is_written_and_read(given: Request) -> None:
    assert dry_run(parse(serialize(given))) == dry_run(given)


BAD_ROWS = [
    ({"mobile": "12345"}, 1003),
    ({"mobile": "0712345678,0722000000"}, 1003),
    ({"mobile": None}, 1003),
    ({"message": ""}, 1009),
    ({"message": 7}, 1009),
    ({"message": "no base64", "pass_type": "bm5"}, 1009),
    ({"pass_type": "bm6"}, 1009),
    ({"clientsmsid": [1]}, 1009),
    ({"timeToSend": "soon"}, 1009),
]
BAD_FIRSTS = [({"partnerID": ""}, 4091), ({"apikey": None}, 4092), ({"partnerID": None, "apikey": " "}, 4091)]


@given(given=smslists.requests, data=st.data())
def test_one_mistake_in_a_row_gives_its_code_there_and_nowhere_else(given: Request, data: st.DataObject) -> None:
    document = json.loads(serialize(given))
    place = data.draw(st.integers(0, len(given.rows) - 1))
    mistake, code = data.draw(st.sampled_from(BAD_ROWS))
    document["smslist"][place] |= mistake
    expected = [code if i == place else 200 for i in range(len(given.rows))]
    assert codes(dry_run(parse(json.dumps(document)))) == expected


@given(given=smslists.requests, bad=st.sampled_from(BAD_FIRSTS), more=st.sampled_from([{}, *(m for m, _ in BAD_ROWS)]))
def test_credentials_decide_before_everything_else(
    given: Request, bad: tuple[dict[str, Any], int], more: dict[str, Any]
) -> None:
    document = json.loads(serialize(given))
    mistake, code = bad
    document["smslist"][0] |= mistake
    document["smslist"][-1] |= more
    with pytest.raises(RequestError) as caught:
        parse(json.dumps(document))
    assert caught.value.problems[0].wire_code == code


@given(document=smslists.documents, balance=st.none() | st.integers(0, 9))
def test_every_request_is_answered_and_the_answer_can_be_read(document: object, balance: int | None) -> None:
    try:
        given = parse(json.dumps(document))
    except RequestError as error:
        code, answer = error.problems[0].wire_code, read_response(to_wire(error))
        assert answer.failure is not None
        assert answer.failure.code == code
        return
    run = dry_run(given, balance=balance)
    response = read_response(to_wire(run), given)
    assert [answer.outcome for answer in response.rows] == [
        Outcome.SUCCESS if item.problem is None else Outcome.FAILED for item in run.per_recipient
    ]
    assert all(
        item.problem == row.problem for item, row in zip(run.per_recipient, given.rows) if isinstance(row, Refused)
    )
    assert all(item.message.body == row.message for item, row in zip(run.per_recipient, given.rows))
    assert [sms.mobile for sms in given.rows if isinstance(sms, Sms)] == [
        item.recipient for item, row in zip(run.per_recipient, given.rows) if isinstance(row, Sms)
    ]


@given(document=smslists.documents, data=st.data())
def test_the_key_is_in_nothing_that_is_shown(document: Any, data: st.DataObject) -> None:
    secret = data.draw(st.sampled_from(["top-5ecret", 7_777_777_777_777]))
    elements = document.get("smslist") if isinstance(document, dict) else None
    for each in elements if isinstance(elements, list) else []:
        if isinstance(each, dict):
            each["apikey"] = secret
    shown: tuple[object, ...]
    try:
        given = parse(json.dumps(document))
    except RequestError as error:
        shown = (repr(error), str(error), error.problems, to_wire(error))
    else:
        run = dry_run(given)
        shown = (given, given.rows, run, to_wire(run))
    assert str(secret) not in str(shown)
