"""Requests to send, dry-run or replace an XMS batch: what is read, what is refused and with which answer."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import BatchRequest, BatchType, Limits
from septet.dialects.xms.changes import serialize
from septet.dialects.xms.codes import DOCUMENT_ORDER, Findings, Trouble
from septet.dialects.xms.request import parse, read_batch_request, read_object
from septet.errors import RequestError, Severity

JSON, FORMAT, CONSTRAINT = (
    "syntax_invalid_json",
    "syntax_invalid_parameter_format",
    "syntax_constraint_violation",
)
VALID = {"to": ["+447700900001"], "body": "Hi"}
BINARY = {"to": ["+447700900001"], "type": "mt_binary", "udh": "06050423F40000", "body": "AAECAw=="}


def refusal(body: object, **options: Any) -> list[tuple[str, str, object]]:
    """The code, the path and the answer of each problem for which the API refuses a request."""
    with pytest.raises(RequestError) as caught:
        parse(body if isinstance(body, (str, bytes)) else json.dumps(body), **options)
    return [
        (problem.code, problem.path, problem.wire_code)
        for problem in caught.value.problems
        if problem.severity is Severity.ERROR
    ]


def warnings(body: object) -> list[tuple[str, str]]:
    """The code and the path of each problem of a request that is accepted."""
    return [(problem.code, problem.path) for problem in parse(json.dumps(body)).problems]


# -- what is accepted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [json.dumps(VALID), json.dumps(VALID).encode(), bytearray(json.dumps(VALID).encode())])
def test_a_body_is_text_or_octets(body: Any) -> None:
    assert parse(body) == BatchRequest(("447700900001",), "Hi")


def test_text_is_kept_as_it_is() -> None:
    for text in ("", " Hi ", "Zoë 😀\n", "\ud83d"):
        assert parse(json.dumps({**VALID, "body": text})).body == text


def test_x5_base64_may_end_with_a_line_break() -> None:
    request = parse(json.dumps({**BINARY, "body": "AAECAw==\n"}))
    assert (request.type, request.udh, request.body) == (
        BatchType.BINARY,
        bytes.fromhex("06050423F40000"),
        b"\0\1\2\3",
    )


def test_x11_seconds_may_be_left_out_and_are_written() -> None:
    request = parse(json.dumps({**VALID, "send_at": "2024-06-06T09:25Z"}))
    assert request.send_at == datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc)
    assert json.loads(serialize(request))["send_at"] == "2024-06-06T09:25:00.000Z"


def test_unknown_members_are_no_error() -> None:
    request = parse(json.dumps({**VALID, "tags": ["b", "a"], "campaign_id": None, "dlt_x": {"a": 1.5}}))
    assert request.extras == (("campaign_id", None), ("dlt_x", {"a": 1.5}), ("tags", ["b", "a"]))
    assert request.problems == ()


def test_media_are_read_for_those_who_send_them() -> None:
    assert parse('{"to": ["GRP"], "type": "mt_media", "body": {"url": "https://a.example/b"}}').type is BatchType.MEDIA


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"body": "${a}"}, ("placeholder_without_parameters", "body")),
        ({"udh": "00"}, ("udh_ignored", "udh")),
        ({"client_reference": "x" * 129}, ("long_reference", "client_reference")),
        ({"to": ["+44(0)7700900001"]}, ("zero_in_brackets", "to[0]")),
        ({"parameters": {"a": {"John": "x"}}}, ("useless_parameter", "parameters.a.John")),
        ({**BINARY, "parameters": {}}, ("parameters_ignored", "parameters")),
        ({**BINARY, "udh": "fffefd"}, ("udh_malformed", "udh")),
        (
            {"send_at": "2024-06-06T09:25Z", "expire_at": "2024-06-09T09:25:00.001Z"},
            ("expiry_clamped", "expire_at"),
        ),
    ],
)
def test_what_does_not_refuse_the_request_is_in_its_problems(members: dict[str, Any], problem: tuple[str, str]) -> None:
    assert warnings({**VALID, **members}) == [problem]


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "{'to': []}",
        '{"to": ["447700900001"], "body": "Hi"} // comment',
        '{"x": NaN}',
        '{"x": 1e999}',
        b"\xff",
        b'{"body": "\xe9"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_json(body: str | bytes) -> None:
    assert refusal(body) == [("not_json", "", JSON)]


@pytest.mark.parametrize(
    ("body", "name"), [("[]", "an array"), ('"x"', "a string"), ("5", "a number"), ("null", "null")]
)
def test_a_body_is_an_object(body: str, name: str) -> None:
    with pytest.raises(RequestError, match=f"The request must be a JSON object, not {name}") as caught:
        parse(body)
    assert caught.value.problems[0].wire_code == JSON


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"to": ["+1"]}, ("invalid_recipient", "to[0]", FORMAT)),
        ({"to": []}, ("empty", "to", CONSTRAINT)),
        ({"to": None}, ("missing", "to", CONSTRAINT)),
        ({"to": "447700900001"}, ("wrong_type", "to", JSON)),
        ({"to": [447700900001]}, ("wrong_type", "to[0]", JSON)),
        ({"to": ["447700900001"] * 1001}, ("too_many", "to", CONSTRAINT)),
        ({"body": "a" * 2001}, ("too_long", "body", CONSTRAINT)),
    ],
)
def test_x6_recipients_and_bodies_that_are_refused(members: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert refusal({**VALID, **members}) == [expected]


def test_x6_the_longest_body() -> None:
    assert parse(json.dumps({**VALID, "body": "a" * 2000})).problems == ()


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"body": "A" * 180}, ("too_long", "body", CONSTRAINT)),
        ({"udh": None}, ("missing", "udh", CONSTRAINT)),
        ({"udh": "0605040"}, ("invalid_hex", "udh", FORMAT)),
        ({"body": "AAECAw="}, ("invalid_base64", "body", FORMAT)),
    ],
)
def test_x5_binary_bodies_that_are_refused(members: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert parse(json.dumps({**BINARY, "body": "A" * 176 + "AA=="})).body == bytes(133)
    assert refusal({**BINARY, **members}) == [expected]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"from_ton": 1}, ("incomplete_pair", "from_npi", CONSTRAINT)),
        ({"from": "SENDERNAME12"}, ("invalid_sender", "from", FORMAT)),
        (
            {"send_at": "2024-06-06T09:25Z", "expire_at": "2024-06-06T09:24Z"},
            ("expires_too_early", "expire_at", CONSTRAINT),
        ),
    ],
)
def test_x11_what_is_refused(members: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert refusal({**VALID, **members}) == [expected]


def test_the_time_is_an_argument() -> None:
    body = {**VALID, "expire_at": "2024-06-06T09:25Z"}
    assert parse(json.dumps(body)).problems == ()
    now = datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc)
    assert refusal(body, now=now) == [("expires_too_early", "expire_at", CONSTRAINT)]


def test_the_limits_are_an_argument() -> None:
    body = {"to": ["447700900001"] * 1001, "body": "a" * 2001}
    assert len(refusal(body)) == 2
    assert parse(json.dumps(body), limits=Limits(n_recipients=1001, n_body_units=2001)).problems == ()


def test_all_problems_are_told_at_once_and_the_one_that_decides_stands_first() -> None:
    body = {
        "from_npi": True,
        "from_ton": 7,
        "expire_at": "soon",
        "delivery_report": "all",
        "client_reference": "x" * 129,
        "from": "",
        "to": ["+1", "+447700900001"],
    }
    assert refusal(body) == [
        ("wrong_type", "from_npi", JSON),
        ("invalid_recipient", "to[0]", FORMAT),
        ("invalid_date", "expire_at", FORMAT),
        ("missing", "body", CONSTRAINT),
        ("empty", "from", CONSTRAINT),
        ("unknown_value", "delivery_report", CONSTRAINT),
        ("out_of_range", "from_ton", CONSTRAINT),
    ]
    with pytest.raises(RequestError) as caught:
        parse(json.dumps(body))
    assert caught.value.problems[-1].code == "long_reference"


def test_what_was_found_before_is_among_the_problems() -> None:
    found = Findings()
    found.add(Trouble.INVALID_BOOLEAN, "per_recipient", "x")
    with pytest.raises(RequestError) as caught:
        read_batch_request('{"to": [], "body": "Hi"}', found, Limits(), None)
    assert [problem.code for problem in caught.value.problems] == ["invalid_boolean", "empty"]


def test_an_object_is_returned_as_it_is() -> None:
    assert read_object('{"a": [1], "a": 2}', Findings()) == {"a": 2}


# -- properties --------------------------------------------------------------------------------------------------------


@given(xms_requests.requests)
def test_what_is_serialized_is_read_as_it_was(request: BatchRequest) -> None:
    read = parse(serialize(request))
    assert xms_requests.without_problems(read) == request
    assert all(problem.severity is Severity.WARNING for problem in read.problems)
    assert parse(serialize(read)) == read


@given(xms_requests.requests, st.randoms())
def test_the_order_of_the_members_does_not_matter(request: BatchRequest, random: Any) -> None:
    members = list(json.loads(serialize(request)).items())
    random.shuffle(members)
    assert parse(json.dumps(dict(members))) == parse(serialize(request))


@given(st.one_of(xms_requests.any_members.map(json.dumps), xms_requests.json_values.map(json.dumps), st.text()))
def test_nothing_but_a_request_error_is_raised(body: str) -> None:
    request = xms_requests.attempt(parse, body)
    if isinstance(request, RequestError):
        assert request.problems[0].severity is Severity.ERROR
        assert request.problems[0].wire_code in (JSON, FORMAT, CONSTRAINT)
    else:
        assert parse(serialize(request)).to == request.to


@given(xms_requests.any_members, st.randoms())
def test_the_order_of_what_is_wrong_does_not_matter_either(members: dict[str, Any], random: Any) -> None:
    shuffled = list(members.items())
    random.shuffle(shuffled)
    results = [xms_requests.attempt(parse, json.dumps(each)) for each in (members, dict(shuffled))]
    assert results[0] == results[1]


SPOILERS: list[tuple[str, str, dict[str, Any]]] = [
    *[("wrong_type", JSON, {name: 0.5}) for name in ("to", "body", "from", "type", "delivery_report", "send_at")],
    *[("wrong_type", JSON, {name: []}) for name in DOCUMENT_ORDER if name != "to"],
    *[("wrong_type", JSON, {name: "true"}) for name in ("flash_message", "feedback_enabled", "truncate_concat")],
    ("wrong_type", JSON, {"to": [None]}),
    ("invalid_recipient", FORMAT, {"to": ["+1"]}),
    ("invalid_recipient", FORMAT, {"to": ["07700900001"]}),
    ("invalid_sender", FORMAT, {"from": "SENDERNAME12"}),
    ("invalid_date", FORMAT, {"send_at": "tomorrow"}),
    ("invalid_date", FORMAT, {"expire_at": "2024-02-30T00:00Z"}),
    ("invalid_url", FORMAT, {"callback_url": "example.com"}),
    ("invalid_integer", FORMAT, {"max_number_of_message_parts": "3.0"}),
    ("missing", CONSTRAINT, {"to": None}),
    ("missing", CONSTRAINT, {"body": None}),
    ("empty", CONSTRAINT, {"to": []}),
    ("empty", CONSTRAINT, {"from": ""}),
    ("empty", CONSTRAINT, {"from": "   "}),
    ("too_many", CONSTRAINT, {"to": ["447700900001"] * 1001}),
    ("unknown_value", CONSTRAINT, {"type": "mt_voice"}),
    ("unknown_value", CONSTRAINT, {"delivery_report": "Summary"}),
    ("too_long", CONSTRAINT, {"callback_url": "https://example.com/".ljust(2049, "x")}),
    ("too_long", CONSTRAINT, {"client_reference": "x" * 2049}),
    ("out_of_range", CONSTRAINT, {"max_number_of_message_parts": 0}),
    ("out_of_range", CONSTRAINT, {"from_ton": 7, "from_npi": 0}),
    ("out_of_range", CONSTRAINT, {"from_ton": 0, "from_npi": 19}),
    ("incomplete_pair", CONSTRAINT, {"from_ton": 0, "from_npi": None}),
    ("expires_too_early", CONSTRAINT, {"send_at": "2024-02-01T00:00Z", "expire_at": "2024-02-01T00:00Z"}),
    ("invalid_key", CONSTRAINT, {"type": "mt_text", "body": "", "parameters": {"a b": {}}}),
    ("too_long", CONSTRAINT, {"type": "mt_text", "body": "", "parameters": {"a": {"default": "x" * 161}}}),
    ("too_long", CONSTRAINT, {"type": "mt_text", "body": "x" * 2001}),
    ("too_long", CONSTRAINT, {"type": "mt_binary", "udh": "00", "body": "A" * 188}),
]


def spoil(members: dict[str, Any], spoiled: dict[str, Any]) -> dict[str, Any]:
    """The members with something wrong in them, which has a meaning for the type."""
    if "parameters" in spoiled:
        members = {**members, "type": "mt_text", "body": ""}
    elif "udh" in spoiled:
        members = {**members, "type": "mt_binary", "body": ""}
    return {**members, **spoiled}


def check_first(members: dict[str, Any], code: str, answer: str, spoiled: dict[str, Any]) -> None:
    """What stands first is that."""
    first, *_ = refusal(members)
    assert (first[0], first[2]) == (code, answer)
    assert first[1].partition("[")[0].partition(".")[0] in spoiled


@pytest.mark.parametrize(("code", "answer", "spoiled"), SPOILERS, ids=lambda part: str(part)[:60])
def test_one_thing_wrong_in_a_request_has_its_code(code: str, answer: str, spoiled: dict[str, Any]) -> None:
    check_first(spoil(VALID, spoiled), code, answer, spoiled)
    check_first(spoil(BINARY, spoiled), code, answer, spoiled)


@given(xms_requests.requests, st.sampled_from(SPOILERS))
def test_one_thing_wrong_in_any_request_has_its_code(
    request: BatchRequest, spoiler: tuple[str, str, dict[str, Any]]
) -> None:
    check_first(spoil(json.loads(serialize(request)), spoiler[2]), *spoiler)


ALONE = [
    spoiler for spoiler in SPOILERS if len(spoiler[2]) == 1 and not spoiler[2].keys() & {"type", "udh", "parameters"}
]
"""Those that are wrong whatever else is."""


@given(
    xms_requests.requests,
    st.lists(st.sampled_from(sorted({answer for _, answer, _ in ALONE})), min_size=2, max_size=4).flatmap(
        lambda answers: st.tuples(
            *(st.sampled_from([each for each in ALONE if each[1] == answer]) for answer in answers)
        )
    ),
)
def test_of_several_things_the_type_is_told_before_the_format_and_that_before_the_constraint(
    request: BatchRequest, spoilers: tuple[tuple[str, str, dict[str, Any]], ...]
) -> None:
    members = json.loads(serialize(request))
    answers: dict[str, str] = {}
    for _, answer, spoiled in spoilers:
        members |= spoiled
        answers |= dict.fromkeys(spoiled, answer)
    first, *_ = refusal(members)
    assert first[2] == min(answers.values(), key=[JSON, FORMAT, CONSTRAINT].index)
