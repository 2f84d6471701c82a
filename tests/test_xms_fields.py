"""All members of an XMS batch: names, what is read of them, what is written."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given

import xms_requests
from septet.dialects.xms.batch import BatchRequest, BatchType, DeliveryReport, Media
from septet.dialects.xms.codes import DOCUMENT_ORDER, Findings
from septet.dialects.xms.fields import (
    MEMBERS,
    OPTIONS,
    read_body,
    read_extras,
    read_fields,
    read_options,
    read_type,
    required,
    write_body,
    write_fields,
    write_option,
)
from septet.dialects.xms.members import read_text
from septet.errors import Severity


def read(members: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The fields, and the code and path of each problem."""
    found = Findings()
    fields = read_fields(members, found)
    return fields, [(problem.code, problem.path) for problem in found.in_order()]


def test_the_members_are_those_of_the_document() -> None:
    assert set(DOCUMENT_ORDER) == MEMBERS == {"to", "body", "type", *OPTIONS}
    assert len(DOCUMENT_ORDER) == len(MEMBERS)


def test_the_values_where_there_is_none_are_those_of_the_request() -> None:
    request = BatchRequest((), "")
    assert {field: default for field, _, default in OPTIONS.values()} == {
        field: getattr(request, field) for field, _, _ in OPTIONS.values()
    }


def test_a_whole_batch() -> None:
    fields, problems = read(
        {
            "to": ["+447700900001", "GRP"],
            "body": "Hi ${name}!",
            "from": "SHOP",
            "type": "mt_text",
            "delivery_report": "per_recipient_final",
            "send_at": "2024-06-06T09:25Z",
            "expire_at": "2024-06-07T09:25:00.000Z",
            "callback_url": "https://example.com/",
            "flash_message": True,
            "parameters": {"name": {"default": "you"}},
            "client_reference": "ref",
            "max_number_of_message_parts": "3",
            "feedback_enabled": True,
            "truncate_concat": True,
            "from_ton": 5,
            "from_npi": 0,
            "campaign_id": "c",
            "dlt_principal_entity_id": None,
        }
    )
    assert problems == []
    assert BatchRequest(**fields) == BatchRequest(
        to=("447700900001", "GRP"),
        body="Hi ${name}!",
        sender="SHOP",
        delivery_report=DeliveryReport.PER_RECIPIENT_FINAL,
        send_at=datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc),
        expire_at=datetime(2024, 6, 7, 9, 25, tzinfo=timezone.utc),
        callback_url="https://example.com/",
        flash_message=True,
        parameters={"name": {"default": "you"}},
        client_reference="ref",
        max_number_of_message_parts=3,
        feedback_enabled=True,
        truncate_concat=True,
        from_ton=5,
        from_npi=0,
        extras=(("campaign_id", "c"), ("dlt_principal_entity_id", None)),
    )


def test_null_is_the_same_as_nothing() -> None:
    fields, problems = read({"to": ["447700900001"], "body": "Hi", "type": None, **dict.fromkeys(OPTIONS)})
    assert problems == []
    assert BatchRequest(**fields) == BatchRequest(("447700900001",), "Hi")


@pytest.mark.parametrize("nothing", [{}, {"to": None, "body": None}])
def test_recipients_and_body_are_required(nothing: dict[str, Any]) -> None:
    fields, problems = read(nothing)
    assert (fields["to"], fields["body"]) == ((), "")
    assert problems == [("missing", "to"), ("missing", "body")]


def test_the_body_of_a_binary_batch_is_base64_and_its_header_hexadecimal() -> None:
    fields, problems = read(
        {"to": ["447700900001"], "type": "mt_binary", "body": "AAECAw==\n", "udh": "06050423F40000"}
    )
    assert problems == []
    assert (fields["body"], fields["udh"]) == (b"\0\1\2\3", bytes.fromhex("06050423f40000"))


def test_the_body_of_a_media_batch_is_an_object() -> None:
    body = {"url": "https://example.com/a.png", "message": "Hi", "subject": None, "x": 1}
    fields, problems = read({"to": ["447700900001"], "type": "mt_media", "body": body})
    assert problems == []
    assert fields["body"] == Media("https://example.com/a.png", "Hi")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("https://example.com/a.png", ("wrong_type", "body")),
        ({}, ("missing", "body.url")),
        ({"url": "a.png"}, ("invalid_url", "body.url")),
        ({"url": "https://example.com/a.png", "subject": 5}, ("wrong_type", "body.subject")),
        ({"url": "https://example.com/a.png", "message": []}, ("wrong_type", "body.message")),
    ],
)
def test_what_is_no_body_of_a_media_batch(body: object, problem: tuple[str, str]) -> None:
    _, problems = read({"to": ["447700900001"], "type": "mt_media", "body": body})
    assert problems == [problem]


def test_an_object_is_no_body_of_a_text_batch() -> None:
    fields, problems = read({"to": ["447700900001"], "body": {"url": "https://example.com/a.png"}})
    assert (fields["body"], problems) == ("", [("wrong_type", "body")])


def test_of_a_type_that_is_wrong_the_body_is_not_looked_at() -> None:
    for wrong, code in (("mt_voice", "unknown_value"), (5, "wrong_type")):
        fields, problems = read(
            {"to": ["447700900001"], "type": wrong, "body": {}, "udh": "00", "parameters": {}, "": 1}
        )
        assert problems == [(code, "type")]
        assert fields["body"] is None


@pytest.mark.parametrize(
    ("batch_type", "member", "code"),
    [
        ("mt_text", {"udh": "xx"}, "udh_ignored"),
        ("mt_media", {"udh": 5}, "udh_ignored"),
        ("mt_binary", {"parameters": "x"}, "parameters_ignored"),
    ],
)
def test_what_has_no_meaning_for_a_type_is_ignored(batch_type: str, member: dict[str, Any], code: str) -> None:
    found = Findings()
    members = {"type": batch_type, **member}
    given = read_type(members, found)
    assert read_options(members, given, found) == {}
    (problem,) = found.settle()
    assert (problem.code, problem.path, problem.severity) == (code, *member, Severity.IGNORED)


def test_null_that_has_no_meaning_is_passed_over() -> None:
    found = Findings()
    assert read_options({"udh": None}, BatchType.TEXT, found) == {}
    assert found.settle() == ()


def test_an_option_that_is_null_is_there_with_the_value_for_nothing() -> None:
    found = Findings()
    assert read_options({"from": None, "udh": None}, None, found) == {"sender": None, "udh": b""}


def test_an_empty_body_is_there() -> None:
    found = Findings()
    assert read_body({"body": ""}, BatchType.BINARY, found) == b""
    assert read_body({"body": ""}, BatchType.TEXT, found) == ""
    assert found.settle() == ()
    assert read_body({}, BatchType.BINARY, found) == b""
    assert read_body({"body": 5}, BatchType.MEDIA, found) == Media("")


def test_what_is_required_is_named_by_its_path() -> None:
    found = Findings()
    assert required({"a": "x"}, "a", "b.a", read_text, found) == "x"
    assert required({"a": 5}, "a", "b.a", read_text, found) is None
    assert required({}, "a", "b.a", read_text, found) is None
    assert [str(problem) for problem in found.in_order()] == [
        "b.a: The parameter 'b.a' must be a string, not a number.",
        "b.a: The required parameter 'b.a' is missing.",
    ]


def test_unknown_members_are_carried_unless_they_are_very_deep() -> None:
    deep: list[object] = []
    for _ in range(62):
        deep = [deep]
    found = Findings()
    assert read_extras({"b": {"x": deep}, "a": 1, "to": []}, found) == (("a", 1), ("b", {"x": deep}))
    assert found.settle() == ()
    read_extras({"b": {"x": [deep]}}, found)
    (problem,) = found.in_order()
    assert (problem.code, problem.path) == ("not_json", "b")


# -- writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("a", "a"),
        (b"\0\1", "AAE="),
        (Media("u"), {"url": "u"}),
        (Media("u", "", "s"), {"url": "u", "message": "", "subject": "s"}),
    ],
)
def test_bodies_are_written_as_json_has_them(body: str | bytes | Media, written: object) -> None:
    assert write_body(body) == written


@pytest.mark.parametrize(
    ("option", "written"),
    [
        ("a", "a"),
        (None, None),
        (True, True),
        (b"\0\xf1", "00f1"),
        (datetime(2024, 6, 6, tzinfo=timezone.utc), "2024-06-06T00:00:00.000Z"),
        (DeliveryReport.FULL, "full"),
        ({"a": {}}, {"a": {}}),
    ],
)
def test_options_are_written_as_json_has_them(option: object, written: object) -> None:
    assert write_option(option) == written


def test_what_holds_anyway_is_written_only_in_full() -> None:
    request = BatchRequest(("447700900001",), "Hi")
    assert write_fields(request) == {"to": ("447700900001",), "body": "Hi", "type": "mt_text"}
    assert write_fields(request, in_full=True) == {
        **write_fields(request),
        "delivery_report": "none",
        "flash_message": False,
        "feedback_enabled": False,
        "truncate_concat": False,
    }


def test_an_unknown_member_never_stands_for_a_known_one() -> None:
    request = BatchRequest(("447700900001",), "Hi", extras=(("a", 1), ("body", "other"), ("from", "SHOP")))
    assert write_fields(request) == {"to": ("447700900001",), "body": "Hi", "type": "mt_text", "a": 1}


@given(xms_requests.requests)
def test_what_is_written_is_read_as_it_was(request: BatchRequest) -> None:
    for in_full in (False, True):
        members = json.loads(json.dumps(write_fields(request, in_full=in_full)))
        fields, problems = read(members)
        assert problems == []
        assert BatchRequest(**fields) == request
