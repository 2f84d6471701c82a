"""Parameters: what each may be, strictly and leniently, and how it is written."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi import parameters
from septet.dialects.eapi.parameters import SEND_SMS, Dca, columns, read_values, send_batch, write_values
from septet.errors import FieldRangeError, Severity

SMS = {parameter.name: parameter for parameter in SEND_SMS}
BATCH = {parameter.name: parameter for parameter in send_batch((1, 2, 3))}

FLAGS = ["want_report", "repliable", "strip_dup_recipients", "test_always_succeed", "test_always_fail"]
NUMBERS = [
    ("msg_class", [0, 1, 2, 3], [4, 10]),
    ("routing_group", [1, 2, 3], [0, 4]),
    ("stop_dup_id", [1, 2147483647], [0, 2147483648]),
    ("send_time_unixtime", [0, 1717660800, 253402300799], [253402300800]),
    ("concat_text_sms_max_parts", [1, 2, 127], [0, 128]),
    ("replace_msg_id", [1, 7], [0, 8]),
    ("protocol_id", [0, 255], [256]),
]


def strict(**given: str) -> tuple[dict[str, Any], list[str]]:
    """The values that send_sms reads, and the paths of the errors."""
    values, problems = read_values(encoded(given), SEND_SMS, lenient=False)
    assert all(each.severity is Severity.ERROR and each.wire_code == 24 for each in problems)
    return values, [f"{each.code} {each.path}" for each in problems]


def lenient(**given: str) -> tuple[dict[str, Any], list[str]]:
    """The values that send_batch reads, and the paths of what it corrected."""
    values, problems = read_values(encoded(given), BATCH.values(), lenient=True)
    assert all(each.severity is Severity.CORRECTED and each.wire_code is None for each in problems)
    return values, [f"{each.code} {each.path}" for each in problems]


def encoded(given: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("latin-1") for name, text in given.items()}


def test_the_parameters_of_the_documents() -> None:
    both = "sender msg_class dca want_report routing_group source_id repliable stop_dup_id send_time send_time_unixtime"
    both += " send_time_seconds scheduling_description test_always_succeed test_always_fail"
    sms = "strip_dup_recipients allow_concat_text_sms concat_text_sms_max_parts replace_msg_id protocol_id"
    assert sorted(BATCH) == sorted(both.split())
    assert sorted(SMS) == sorted([*both.split(), *sms.split()])


def test_the_columns_of_the_documents() -> None:
    names = [parameter.name for parameter in columns((1, 2, 3), has_class=False)]
    assert names == ["sender", "msg_class", "dca", "routing_group", "source_id", "repliable"]


@pytest.mark.parametrize("name", [*FLAGS, "allow_concat_text_sms"])
def test_flags(name: str) -> None:
    assert strict(**{name: "1"}) == ({name: True}, [])
    assert strict(**{name: "0"}) == ({name: False}, [])
    for bad in ("2", "true", " 1", "01", "²"):
        assert strict(**{name: bad}) == ({}, [f"invalid_value {name}"])
    assert [SMS[name].write(flag) for flag in (True, False)] == ["1", "0"]


@pytest.mark.parametrize(("name", "good", "bad"), NUMBERS)
def test_numbers(name: str, good: list[int], bad: list[int]) -> None:
    for number in good:
        assert strict(**{name: str(number)}) == ({name: number}, [])
        assert SMS[name].write(number) == str(number)
    for text in [*map(str, bad), "-1", "1.0", "x", "²", " 1", "1" * 5000]:
        assert strict(**{name: text}) == ({}, [f"invalid_value {name}"])


@pytest.mark.parametrize("name", ["msg_class", "routing_group", "repliable", "want_report", "stop_dup_id", "dca"])
def test_what_is_bad_is_dropped_by_the_lenient_call(name: str) -> None:
    values = {"msg_class": 2} if name == "msg_class" else {}
    assert lenient(**{name: "x"}) == (values, [f"invalid_value {name}"])


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("1", 2), ("2", 2), ("3", 2)])
def test_classes_of_a_batch(text: str, number: int) -> None:
    assert lenient(msg_class=text)[0] == {"msg_class": number}


def test_a_line_with_a_bad_class_has_that_of_the_batch_if_there_is_one() -> None:
    for has_class, values in ((True, {}), (False, {"msg_class": 2})):
        by = columns((1, 2, 3), has_class=has_class)
        assert read_values({"msg_class": b"1"}, by, lenient=True)[0] == values


@pytest.mark.parametrize(("groups", "good"), [((1, 2, 3), "123"), ((2,), "2")])
def test_routing_groups_of_the_profile(groups: tuple[int, ...], good: str) -> None:
    for text in "01234":
        values, _ = read_values({"routing_group": text.encode()}, send_batch(groups), lenient=True)
        assert values == ({"routing_group": int(text)} if text in good else {})


@pytest.mark.parametrize(("text", "dca"), [("7bit", Dca.GSM7), ("8bit", Dca.OCTETS), ("16bit", Dca.UCS2)])
def test_alphabets(text: str, dca: Dca) -> None:
    assert strict(dca=text) == ({"dca": dca}, [])
    assert SMS["dca"].write(dca) == text


@pytest.mark.parametrize("text", ["7", "7BIT", "GSM7", "32bit"])
def test_what_is_no_alphabet(text: str) -> None:
    assert strict(dca=text) == ({}, ["invalid_value dca"])


@pytest.mark.parametrize("sender", ["A", "Ann's Shop", "ABCDEFGHIJK", "é", "1" * 15, "+" + "1" * 15])
def test_senders(sender: str) -> None:
    assert strict(sender=sender) == lenient(sender=sender) == ({"sender": sender}, [])


@pytest.mark.parametrize(
    ("sender", "cut"),
    [
        ("ABCDEFGHIJKL", "ABCDEFGHIJK"),
        ("1" * 16, "1" * 11),
        ("+" + "1" * 16, "+" + "1" * 10),
        ("  ABCDEFGHIJKL", "ABCDEFGHIJK"),
        ("²" * 12, "²" * 11),
    ],
)
def test_e10_senders_that_are_too_long(sender: str, cut: str) -> None:
    assert strict(sender=sender) == ({}, ["too_long sender"])
    assert lenient(sender=sender) == ({"sender": cut}, ["too_long sender"])


@pytest.mark.parametrize(("written", "sender"), [(" 447700900123", "447700900123"), ("Ann ", "Ann")])
def test_blanks_around_a_sender_are_what_a_raw_plus_became(written: str, sender: str) -> None:
    assert strict(sender=written) == ({"sender": sender}, [])


def test_e10_source_ids() -> None:
    assert strict(source_id="x" * 20) == lenient(source_id="x" * 20) == ({"source_id": "x" * 20}, [])
    assert strict(source_id="x" * 21) == ({}, ["too_long source_id"])
    assert lenient(source_id="x" * 25) == ({"source_id": "x" * 20}, ["too_long source_id"])


@pytest.mark.parametrize("name", ["send_time_seconds", "scheduling_description"])
def test_texts_are_taken_as_they_are(name: str) -> None:
    assert strict(**{name: " é x " * 100}) == ({name: " é x " * 100}, [])


def test_send_times() -> None:
    assert strict(send_time="2024-06-06 09:25:00") == ({"send_time": datetime.fromisoformat("2024-06-06 09:25")}, [])
    assert strict(send_time="2024-02-29 23:59:59")[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-06",
        "2024-06-06 09:25",
        "2024-06-06T09:25:00",
        "2024-06-06 09:25:00Z",
        "2024-6-6 9:25:00",
        "24-06-06 09:25:00",
        "2024/06/06 09:25:00",
        "2023-02-29 09:25:00",
        "2024-13-01 09:25:00",
        "2024-06-06 24:00:00",
        "2024-06-06 25:00:00",
        "2024-06-06 09:60:00",
        "0000-06-06 09:25:00",
        "2024-06-06 09:25:00\n",
        "²024-06-06 09:25:00",
        "now",
    ],
)
def test_what_is_no_send_time(text: str) -> None:
    assert strict(send_time=text) == ({}, ["invalid_value send_time"])
    assert lenient(send_time=text) == ({}, ["invalid_value send_time"])


@given(st.datetimes())
def test_send_times_come_back(time: datetime) -> None:
    written = SMS["send_time"].write(time)
    assert SMS["send_time"].read(written) == time.replace(microsecond=0)


def test_a_send_time_with_a_zone_cannot_be_written() -> None:
    with pytest.raises(FieldRangeError, match="without a time zone; send_time_unixtime is for instants"):
        SMS["send_time"].write(datetime(2024, 6, 6, tzinfo=timezone.utc))


def test_what_is_empty_was_not_given() -> None:
    assert strict(sender="", msg_class="", dca="") == ({}, [])
    assert lenient(sender="  ", dca="") == ({}, [])


def test_problems_come_in_the_order_of_the_parameters_and_say_what_is_allowed() -> None:
    given = {"protocol_id": b"x", "dca": b"x", "sender": b"x" * 12}
    _, problems = read_values(given, SEND_SMS, lenient=False, path="line 3.")
    assert [each.path for each in problems] == ["line 3.sender", "line 3.dca", "line 3.protocol_id"]
    assert problems[1].message == "dca must be 7bit, 8bit or 16bit, not 'x'"


# -- names -------------------------------------------------------------------------------------------------------------


def names_of(*pairs: tuple[str, bytes], lenient: bool = False) -> tuple[dict[str, bytes], list[str]]:
    found, problems = parameters.given(pairs, ["message", "routing_group"], lenient=lenient)
    return found, [f"{each.code} {each.path} {each.severity.value}" for each in problems]


def test_what_was_given_by_name() -> None:
    assert names_of(("message", b"a"), ("username", b"u"), ("password", b"p")) == (
        {"message": b"a", "username": b"u", "password": b"p"},
        [],
    )


def test_names_that_the_call_does_not_have() -> None:
    found, problems = names_of(("Message", b"a"), ("x", b""), ("é", b"a"), ("x", b"b"))
    assert found == {}
    assert problems == [f"unknown_parameter {name} warning" for name in ("Message", "x", "é")]


def test_the_same_twice() -> None:
    assert names_of(("message", b"a"), ("message", b"a")) == ({"message": b"a"}, [])
    assert names_of(("message", b"a"), ("message", b"")) == ({"message": b"a"}, [])
    assert names_of(("message", b"a"), ("message", b"b")) == ({"message": b"b"}, ["repeated_parameter message error"])
    assert names_of(("message", b"a"), ("message", b"b"), lenient=True) == (
        {"message": b"b"},
        ["repeated_parameter message corrected"],
    )


@pytest.mark.parametrize("order", [1, -1])
def test_the_old_name_of_the_routing_group(order: int) -> None:
    assert names_of(("cost_route", b"2")) == ({"routing_group": b"2"}, [])
    assert names_of(("cost_route", b"")) == ({}, [])
    same = [("cost_route", b"2"), ("routing_group", b"2")][::order]
    assert names_of(*same) == ({"routing_group": b"2"}, [])
    different = [("cost_route", b"1"), ("routing_group", b"2")][::order]
    assert names_of(*different) == ({"routing_group": b"2"}, ["repeated_parameter routing_group error"])


@pytest.mark.parametrize(("dca", "encoding"), [*zip(Dca, ["GSM-7", "8-bit", "UCS-2"], strict=True)])
def test_what_goes_to_the_phone(dca: Dca, encoding: str) -> None:
    assert str(dca.encoding) == encoding


def test_values_that_come_back_as_they_are() -> None:
    assert SMS["sender"].keeps("Ann")
    assert not SMS["sender"].keeps(" Ann")
    assert not SMS["sender"].keeps("ABCDEFGHIJKL")
    assert SMS["dca"].keeps(Dca.UCS2)


class Fields:
    """Something with two of the fields of a request."""

    def __init__(self, sender: str | None = None, want_report: bool = True) -> None:
        self.sender = sender
        self.want_report = want_report


def test_what_differs_from_a_blank_request_is_written() -> None:
    by = [SMS["sender"], SMS["want_report"]]
    assert write_values(Fields(), Fields(), by) == []
    assert write_values(Fields("Ann", False), Fields(), by) == [("sender", "Ann"), ("want_report", "0")]
