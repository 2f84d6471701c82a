"""Single members of an XMS request: their types and formats."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from septet.dialects.xms import members
from septet.dialects.xms.batch import BatchType, DeliveryReport
from septet.dialects.xms.codes import Findings
from septet.dialects.xms.moments import read_day_or_moment

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_TYPE = {"object": {}, "array": [], "string": "", "boolean": True, "number": 1, "null": None}


def read(reader: Callable[..., Any], value: object, *more: object) -> tuple[Any, list[tuple[str, str]]]:
    """What is read, and the code and path of each problem."""
    found = Findings()
    result = reader(value, "x", found, *more)
    return result, [(problem.code, problem.path) for problem in found.in_order()]


def message(reader: Callable[..., Any], value: object, path: str = "x") -> str:
    """The message of the only problem."""
    found = Findings()
    reader(value, path, found)
    (problem,) = found.in_order()
    return problem.message


@pytest.mark.parametrize(
    ("reader", "kinds"),
    [
        (members.read_text, {"string"}),
        (members.read_flag, {"boolean"}),
        (members.read_number, {"number", "string"}),
        (members.read_time, {"string"}),
        (members.read_url, {"string"}),
        (members.read_sender, {"string"}),
        (members.read_base64, {"string"}),
        (members.read_hex, {"string"}),
        (members.read_recipients, {"array"}),
        (members.read_numbers, {"array"}),
        (members.read_parameters, {"object"}),
        (lambda value, path, found: members.read_choice(value, path, found, BatchType), {"string"}),
    ],
)
def test_each_member_has_its_type(reader: Callable[..., Any], kinds: set[str]) -> None:
    for name, value in EVERY_TYPE.items():
        _, problems = read(reader, value)
        assert (problems == [("wrong_type", "x")]) == (name not in kinds)


def test_the_message_tells_both_types() -> None:
    assert message(members.read_text, 5) == "The parameter 'x' must be a string, not a number."
    assert message(members.read_flag, "true") == "The parameter 'x' must be a boolean, not a string."
    assert message(members.read_number, True) == "The parameter 'x' must be a number, not a boolean."
    assert (
        message(members.read_recipients, "447700900001", "to") == "The parameter 'to' must be an array, not a string."
    )


def test_strings_and_booleans_are_what_they_are() -> None:
    assert read(members.read_text, "Zoë") == ("Zoë", [])
    assert read(members.read_flag, False) == (False, [])


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, 5), (-5, -5), ("5", 5), ("+05", 5), ("-5", -5), ("0", 0), ("-0", 0), ("9" * 5000, 10**20 - 1)],
)
def test_a_number_may_be_written_as_a_string(value: object, number: int) -> None:
    assert read(members.read_number, value) == (number, [])


@pytest.mark.parametrize("value", ["", "x", "5.0", "5 ", "٥", "--5", 5.0, 1e300])
def test_what_is_no_whole_number_is_a_wrong_format(value: object) -> None:
    assert read(members.read_number, value) == (None, [("invalid_integer", "x")])


def test_the_message_shows_a_number_that_is_not_whole() -> None:
    expected = "The format of parameter 'x' is invalid; value '1.5' is not a valid integer."
    assert message(members.read_number, 1.5) == expected


@pytest.mark.parametrize(("written", "value"), [("true", True), ("True", True), ("FALSE", False), ("false", False)])
def test_a_boolean_in_a_query(written: str, value: bool) -> None:
    assert read(members.read_boolean, written) == (value, [])


@pytest.mark.parametrize("written", ["tru", "", "1", "yes", " true"])
def test_what_is_no_boolean_in_a_query(written: str) -> None:
    assert read(members.read_boolean, written) == (None, [("invalid_boolean", "x")])


def test_x6_the_documented_text_for_a_boolean() -> None:
    assert message(members.read_boolean, "tru") == "'tru' is not a valid boolean"


@pytest.mark.parametrize("choice", DeliveryReport)
def test_a_choice_is_one_of_its_values(choice: DeliveryReport) -> None:
    assert read(members.read_choice, choice.value, DeliveryReport) == (choice, [])


@pytest.mark.parametrize("written", ["", "None", "NONE", "all"])
def test_another_value_is_unknown(written: str) -> None:
    assert read(members.read_choice, written, DeliveryReport) == (None, [("unknown_value", "x")])


def test_times_are_moments_or_days_where_they_are_wanted() -> None:
    moment = datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc)
    assert read(members.read_time, "2024-06-06T09:25Z") == (moment, [])
    assert read(members.read_time, "2024-06-06") == (None, [("invalid_date", "x")])
    day = datetime(2024, 6, 6, tzinfo=timezone.utc)
    assert read(members.read_time, "2024-06-06", read_day_or_moment) == (day, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://example.com/cb?x=1&y=%20#f",
        "HTTPS://EXAMPLE.COM/",
        "http://user:secret@example.com:8080/",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://exämple.com/ä",
    ],
)
def test_a_url_is_absolute_and_of_http(url: str) -> None:
    assert read(members.read_url, url) == (url, [])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "/callback",
        "//example.com/",
        "http:example.com",
        "http://",
        "http:///path",
        "http://:80/",
        "ftp://example.com/",
        "mailto:a@example.com",
        "http://exa mple.com/",
        "http://example.com/\n",
        "http://example.com/\ud83d",
        "http://[::1/",
        "http://[x]/",
        "http://example.com:x/",
        "http://example.com:65536/",
        "http://example.com:0/",
    ],
)
def test_what_is_no_url(url: str) -> None:
    assert read(members.read_url, url) == (None, [("invalid_url", "x")])


def test_a_sender_may_be_anything_that_can_be_one_and_empty_which_is_a_constraint() -> None:
    assert read(members.read_sender, "SHOP") == ("SHOP", [])
    assert read(members.read_sender, "") == ("", [])
    assert read(members.read_sender, "SENDERNAME12") == (None, [("invalid_sender", "x")])


@pytest.mark.parametrize(
    ("written", "octets"),
    [
        ("", b""),
        ("AAECAw==", bytes(range(4))),
        ("AAECAw==\n", bytes(range(4))),
        ("AAEC\r\nAw=\r\n=", bytes(range(4))),
        ("AAE=", b"\0\1"),
        ("+/+/", b"\xfb\xff\xbf"),
        ("AB==", b"\0"),
    ],
)
def test_base64_may_have_line_breaks(written: str, octets: bytes) -> None:
    assert read(members.read_base64, written) == (octets, [])


@pytest.mark.parametrize(
    "written", ["A", "AA", "AAA", "AA=", "=", "====", "AA==AA==", "AAAA====", "-_-_", "AA ==", "Aä==", "A\tA=="]
)
def test_what_is_no_base64(written: str) -> None:
    assert read(members.read_base64, written) == (None, [("invalid_base64", "x")])


def test_hexadecimal_digits_stand_in_pairs_in_either_case() -> None:
    assert read(members.read_hex, "06050423F4") == read(members.read_hex, "06050423f4") == (b"\6\5\4\x23\xf4", [])
    assert read(members.read_hex, "") == (b"", [])


@pytest.mark.parametrize("written", ["0", "0605040", "0G", "06 05", "0x06", "ä0", "٠٠"])
def test_what_is_no_hexadecimal(written: str) -> None:
    assert read(members.read_hex, written) == (None, [("invalid_hex", "x")])


# -- recipients --------------------------------------------------------------------------------------------------------


def test_recipients_keep_their_order_and_their_repetitions() -> None:
    written = ["+447700900002", "GRP", "447700900001", "447700900002"]
    assert read(members.read_recipients, written) == (("447700900002", "GRP", "447700900001", "447700900002"), [])
    assert read(members.read_recipients, ["447700900001"]) == (("447700900001",), [])
    assert read(members.read_recipients, []) == ((), [])


def test_each_wrong_recipient_is_named_by_its_place() -> None:
    result, problems = read(members.read_recipients, ["+1", "447700900001", "g p"])
    assert result == ("447700900001",)
    assert problems == [("invalid_recipient", "x[0]"), ("invalid_recipient", "x[2]")]


def test_x6_the_documented_text_for_a_recipient() -> None:
    expected = "The format of parameter 'to[0]' is invalid; value '+1' is not a valid MSISDN or group ID."
    assert message(members.read_recipients, ["+1"], "to") == expected


def test_numbers_are_no_groups() -> None:
    assert read(members.read_numbers, ["+447700900001", "GRP"]) == (("447700900001",), [("invalid_recipient", "x[1]")])
    assert message(members.read_numbers, ["GRP"]).endswith("value 'GRP' is not a valid MSISDN.")


def test_each_element_that_is_no_string_is_named_by_its_place() -> None:
    assert read(members.read_recipients, ["447700900001", 447700900001, None]) == (
        None,
        [("wrong_type", "x[1]"), ("wrong_type", "x[2]")],
    )


def test_a_zero_in_brackets_is_taken_for_a_digit_with_a_warning() -> None:
    written = ["+44(0)7700900001", "+44 7700 900001"]
    expected = ("4407700900001", "447700900001")
    assert read(members.read_recipients, written) == (expected, [("zero_in_brackets", "x[0]")])


# -- parameters --------------------------------------------------------------------------------------------------------


def test_parameters_are_kept_by_the_digits_of_the_number() -> None:
    written = {"name": {"+1 201 777 7777": "John", "default": "x"}, "code": {"12017777777": ""}, "none": {}}
    expected = {"name": {"12017777777": "John", "default": "x"}, "code": {"12017777777": ""}, "none": {}}
    assert read(members.read_parameters, written) == (expected, [])


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ({"name": "John"}, "x.name"),
        ({"name": None}, "x.name"),
        ({"name": ["John"]}, "x.name"),
        ({"name": {"default": 5}}, "x.name.default"),
        ({"name": {"default": "x", "12017777777": None}}, "x.name.12017777777"),
        ({"y" * 81: 5}, f"x.{'y' * 80}..."),
    ],
)
def test_parameters_are_objects_of_objects_of_strings(written: object, path: str) -> None:
    assert read(members.read_parameters, written) == ({}, [("wrong_type", path)])


def test_a_value_for_nobody_is_left_out_with_a_warning() -> None:
    result, problems = read(members.read_parameters, {"name": {"Default": "x", "12017777777": "John", "default": "y"}})
    assert result == {"name": {"12017777777": "John", "default": "y"}}
    assert problems == [("useless_parameter", "x.name.Default")]
