"""Constraints of XMS: each limit from both sides, and what members may not say together."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

import xms_requests
from septet.dialects.xms.batch import LIMITS, BatchRequest, Limits, Media
from septet.dialects.xms.constraints import in_range, recipients, reference, violations, violations_alone
from septet.errors import Severity

TO = ("447700900001",)
NOON = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)


def found(request: BatchRequest, limits: Limits = LIMITS, now: datetime | None = None) -> list[tuple[str, str]]:
    """The code and path of each problem."""
    return [(problem.code, problem.path) for problem in violations(request, limits, now)]


def request(to: tuple[str, ...] = TO, body: str | bytes | Media = "Hi", **fields: Any) -> BatchRequest:
    """A request that is valid but for the fields."""
    return BatchRequest(to, body, **fields)


@given(xms_requests.requests)
def test_a_valid_request_has_nothing_but_warnings(request: BatchRequest) -> None:
    assert {problem.severity for problem in violations(request)} <= {Severity.WARNING}


def test_there_are_1_to_1000_recipients_even_if_all_are_the_same() -> None:
    assert found(request(TO * 1000)) == []
    assert found(request(TO * 1001)) == [("too_many", "to")]
    assert found(request(())) == [("empty", "to")]
    assert found(request(TO * 1001), Limits(n_recipients=1001)) == []
    assert [problem.path for problem in recipients((), "to_add", LIMITS)] == ["to_add"]


@pytest.mark.parametrize("unit", ["a", "я", "€"])
def test_a_text_has_2000_utf_16_units(unit: str) -> None:
    assert found(request(body=unit * 2000)) == []
    assert found(request(body=unit * 2001)) == [("too_long", "body")]
    assert found(request(body=unit * 1601), Limits(n_body_units=1600)) == [("too_long", "body")]


def test_an_emoji_takes_two_of_them() -> None:
    assert found(request(body="😀" * 1000)) == []
    assert found(request(body="😀" * 1000 + "a")) == [("too_long", "body")]


def test_a_text_may_be_empty() -> None:
    assert found(request(body="")) == []


def test_x5_header_and_octets_have_140_octets_together() -> None:
    udh = bytes.fromhex("06050423F40000")
    assert found(request(body=bytes(133), udh=udh)) == []
    assert found(request(body=bytes(134), udh=udh)) == [("too_long", "body")]


def test_x5_octets_need_a_header() -> None:
    assert found(request(body=b"\0")) == [("missing", "udh")]
    assert found(request(body=bytes(141))) == [("too_long", "body"), ("missing", "udh")]


def test_a_header_whose_length_octet_is_wrong_is_a_warning() -> None:
    (problem,) = violations(request(body=b"", udh=bytes.fromhex("fffefd")))
    assert (problem.code, problem.path, problem.severity) == ("udh_malformed", "udh", Severity.WARNING)
    assert found(request(body=b"", udh=b"\2\0\0")) == []
    assert found(request(body=b"", udh=b"\1\0\0")) == [("udh_malformed", "udh")]
    assert found(request(body=b"", udh=b"\3\0\0")) == [("udh_malformed", "udh")]


def test_media_have_no_length_here() -> None:
    assert found(request(body=Media("https://example.com/", "a" * 5000))) == []


def test_an_empty_sender_is_none() -> None:
    for blank in ("", " ", "\n" * 20):
        assert found(request(sender=blank)) == [("empty", "from")]
    assert found(request(sender="1")) == []


@pytest.mark.parametrize("start", ["send_at", "now"])
def test_the_end_is_after_the_beginning(start: str) -> None:
    def ends(after: timedelta) -> list[tuple[str, str]]:
        if start == "now":
            return found(request(expire_at=NOON + after), now=NOON)
        return found(request(send_at=NOON, expire_at=NOON + after))

    early, late = [("expires_too_early", "expire_at")], [("expiry_clamped", "expire_at")]
    assert ends(timedelta(0)) == ends(-MILLISECOND) == early
    assert ends(MILLISECOND) == ends(timedelta(days=3)) == []
    assert ends(timedelta(days=3) + MILLISECOND) == late


def test_the_end_is_after_both_beginnings_and_counted_from_that_which_is_asked_for() -> None:
    past = NOON - timedelta(days=9)
    both = request(send_at=past, expire_at=past + timedelta(days=1))
    assert found(both) == []
    assert found(both, now=NOON) == [("expires_too_early", "expire_at")]
    assert found(request(send_at=past, expire_at=NOON + MILLISECOND), now=NOON) == [("expiry_clamped", "expire_at")]


def test_without_a_beginning_or_an_end_there_is_nothing_to_compare() -> None:
    assert found(request(expire_at=NOON)) == []
    assert found(request(send_at=NOON), now=NOON + timedelta(days=9)) == []


def test_naive_times_are_in_utc() -> None:
    naive = NOON.replace(tzinfo=None)
    assert found(request(send_at=naive, expire_at=NOON)) == [("expires_too_early", "expire_at")]
    assert found(request(expire_at=NOON + MILLISECOND), now=naive) == []


def test_a_callback_url_has_2048_characters() -> None:
    url = "https://example.com/"
    assert found(request(callback_url=url.ljust(2048, "x"))) == []
    assert found(request(callback_url=url.ljust(2049, "x"))) == [("too_long", "callback_url")]


def test_a_client_reference_has_2048_characters_and_a_warning_from_129_on() -> None:
    assert found(request(client_reference="x" * 128)) == []
    for n_chars in (129, 2048):
        (problem,) = reference("x" * n_chars, LIMITS)
        assert (problem.code, problem.path, problem.severity) == (
            "long_reference",
            "client_reference",
            Severity.WARNING,
        )
    assert found(request(client_reference="x" * 2049)) == [("too_long", "client_reference")]
    assert list(reference(None, LIMITS)) == []


def test_a_key_is_one_that_a_placeholder_can_have() -> None:
    assert found(request(parameters={"x" * 16: {}, "a.b-c_D": {}})) == []
    for key in ("", "x" * 17, "a b", "ä", "${a}"):
        assert found(request(parameters={key: {}})) == [("invalid_key", f"parameters.{key}")]
    assert found(request(parameters={"x" * 17: {}}), Limits(n_key_chars=17)) == []


@pytest.mark.parametrize(("unit", "n_units"), [("x", 1), ("я", 1), ("😀", 2)])
def test_a_value_has_160_characters(unit: str, n_units: int) -> None:
    fits = unit * (160 // n_units)
    assert found(request(parameters={"a": {"default": fits, TO[0]: "y"}})) == []
    path = f"parameters.a.{TO[0]}"
    assert found(request(parameters={"a": {"default": fits, TO[0]: fits + "y"}})) == [("too_long", path)]
    assert found(request(parameters={"a": {TO[0]: fits + "y"}}), Limits(n_value_units=161)) == []


def test_a_placeholder_without_parameters_is_a_warning() -> None:
    (problem,) = violations(request(body="Hi ${name}!"))
    assert (problem.code, problem.path, problem.severity) == (
        "placeholder_without_parameters",
        "body",
        Severity.WARNING,
    )
    assert found(request(body="Hi ${name}!", parameters={})) == []
    assert found(request(body="Hi {name}!")) == []
    assert found(request(body=f"${{{'x' * 17}}}")) == []
    assert found(request(body=f"${{{'x' * 17}}}"), Limits(n_key_chars=17)) == [
        ("placeholder_without_parameters", "body")
    ]


@pytest.mark.parametrize(
    ("name", "least", "most"), [("max_number_of_message_parts", 1, 2**31 - 1), ("from_ton", 0, 6), ("from_npi", 0, 18)]
)
def test_numbers_have_their_range(name: str, least: int, most: int) -> None:
    pair: dict[str, Any] = {} if name.startswith("max") else {"from_ton": 0, "from_npi": 0}
    for number in (least, most):
        assert found(request(**{**pair, name: number})) == []
    for number in (least - 1, most + 1):
        assert found(request(**{**pair, name: number})) == [("out_of_range", name)]


def test_a_number_that_is_not_there_has_no_range() -> None:
    assert list(in_range(None, 1, 2, "x")) == []


def test_x11_the_type_of_number_and_the_numbering_plan_stand_together() -> None:
    assert found(request(from_ton=1)) == [("incomplete_pair", "from_npi")]
    assert found(request(from_npi=1)) == [("incomplete_pair", "from_ton")]
    assert found(request(from_ton=1, from_npi=1)) == []


def test_members_alone_are_not_compared() -> None:
    assert list(violations_alone(BatchRequest((), b"", from_ton=1, expire_at=NOON, send_at=NOON), LIMITS)) == []
