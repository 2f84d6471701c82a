"""``septet decode --pdu``: a TPDU as people read one, and as programs do."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tpdus
from septet import DecodeError
from septet.cli.app import run
from septet.cli.pdu import element_meaning, pdus_in, print_pdu
from septet.udh import UserDataHeader
from spoiling import bit_flips, truncations

if TYPE_CHECKING:
    from collections.abc import Callable

DELIVER = "0791447758100650440C91449721436587000062101251040080150624010125010154BF7C0D2E830E8C0E104400"
SUBMIT = "0011000B916407281553F80000AA0AE8329BFD4697D9EC37"


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command line in this process."""
    return lambda *arguments: Ran(run(arguments), *capsys.readouterr())


def rows_of(ran: Ran) -> list[list[str]]:
    """Offset, field and the rest of each row."""
    assert (ran.status, ran.err) == (0, "")
    return [line.split(maxsplit=2) for line in ran.out.splitlines()[1:]]


def meanings(command: Callable[..., Ran], digits: str, *options: str) -> dict[str, str]:
    """The meaning of each field."""
    ran = command("decode", "--pdu", "--json", digits, *options)
    assert (ran.status, ran.err) == (0, "")
    return {field["field"]: field["meaning"] for field in json.loads(ran.out)["fields"]}


def test_the_table(command: Callable[..., Ran]) -> None:
    assert rows_of(command("decode", "--pdu", DELIVER)) == [
        ["0", "service_centre", "07 91 44 77 58 10 06 50              +447785016005"],
        ["8", "first", "44                                   SMS-DELIVER, UDHI"],
        ["9", "oa", "0C 91 44 97 21 43 65 87              +447912345678"],
        ["17", "pid", "00                                   short message"],
        ["18", "dcs", "00                                   GSM-7"],
        ["19", "scts", "62 10 12 51 04 00 80                 2026-01-21 15:40:00 +02:00"],
        ["26", "udl", "15                                   21 septets"],
        ["27", "user_data.udh.length", "06                                   6 octets of header"],
        [
            "28",
            "user_data.udh.element[0]",
            "24 01 01                             National language single shift: language turkish",
        ],
        [
            "31",
            "user_data.udh.element[1]",
            "25 01 01                             National language locking shift: language turkish",
        ],
        ["34", "user_data.payload", "54 BF 7C 0D 2E 83 0E 8C 0E 10 44 00  Türkçe ığşİ €"],
    ]


def test_json(command: Callable[..., Ran]) -> None:
    found = json.loads(command("decode", "--pdu", "--json", SUBMIT).out)
    fields = found.pop("fields")
    assert found == {
        "type": "SMS-SUBMIT",
        "direction": "mo",
        "service_centre": None,
        "encoding": "GSM-7",
        "text": "hellohello",
        "payload": "68656C6C6F68656C6C6F",
    }
    assert fields[:2] == [
        {"field": "service_centre", "offset": 0, "octets": "00", "meaning": "the one that the modem knows"},
        {"field": "first", "offset": 1, "octets": "11", "meaning": "SMS-SUBMIT"},
    ]
    assert "".join(field["octets"] for field in fields) == SUBMIT


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["name"]) for vector in tpdus.VECTORS])
def test_vectors(command: Callable[..., Ran], vector: dict[str, Any]) -> None:
    for options in ((), ("--direction", vector["direction"])):
        found = json.loads(command("decode", "--pdu", "--json", vector["pdu"], *options).out)
        assert "".join(field["octets"] for field in found["fields"]) == vector["pdu"]
        assert (found["type"].replace("-", ""), found["direction"]) == (
            f"SMS{vector['type'].upper()}",
            vector["direction"],
        )
        assert found["text"] == vector.get("text", found["text"])
    bare = tpdus.bare(vector).hex()
    table = rows_of(command("decode", "--pdu", "--bare", bare, "--direction", vector["direction"]))
    assert table[0][:2] == ["0", "first"]


@pytest.mark.parametrize(
    ("digits", "field", "meaning"),
    [
        ("E8 04812143 41 08 62101251040080 05 02 7000 0041", "first", "SMS-DELIVER, MMS, LP, SRI, UDHI, RP"),
        ("BD FF 048121430010 62101251040080 02C834", "first", "SMS-SUBMIT, RD, SRR, RP"),
        ("1100048121430000 AA 00", "vp", "4 days"),
        ("1100048121430000 00 00", "vp", "0:05:00"),
        ("1900048121430000 6210125104000A 00", "vp", "2026-01-21 15:40:00 -05:00"),
        ("0901048121430000 43100300000000 00", "vp", "1:30:00, one attempt"),
        ("0901048121430000 00000000000000 00", "vp", "no period"),
        ("0100048121430004 03 010203", "user_data", "data"),
        ("0100048121430004 03 010203", "udl", "3 octets"),
        ("0100048121430000 02 C834", "udl", "2 septets"),
        ("0100048121430020 03 010203", "udl", "3 octets"),
        ("4100048121430008 08 050003070201 0041", "user_data.payload", "A"),
        (
            "4100048121430008 08 050003070201 0041",
            "user_data.udh.element[0]",
            "Concatenated short messages, 8-bit reference number: reference 7, total 2, sequence 1, bits 8",
        ),
        ("00 D3 00", "fcs", "memory capacity exceeded"),
        ("00 D3 00", "pi", "nothing more"),
        ("00 07 7F F6 03 010203", "pi", "pid, dcs, user data"),
        ("00 04 02 C834", "udl", "2 septets"),
        ("62 01 00 02 2A 04812143 05 027000 ABCD", "ct", "delete the message"),
        ("62 01 00 02 2A 04812143 05 027000 ABCD", "mn", "42"),
        ("62 01 00 02 2A 04812143 05 027000 ABCD", "cdl", "5 octets"),
        ("62 01 00 02 2A 04812143 05 027000 ABCD", "cd.udh.element[0]", "(U)SIM toolkit security header"),
        ("62 01 00 02 2A 04812143 05 027000 ABCD", "cd.payload", "data"),
        ("22 01 00 02 2A 04812143 02 ABCD", "cd", "data"),
    ],
)
def test_meanings(command: Callable[..., Ran], digits: str, field: str, meaning: str) -> None:
    direction = "mt" if digits.startswith("E8") else "mo"
    assert meanings(command, digits, "--bare", "--direction", direction)[field] == meaning


def test_a_command_has_no_text(command: Callable[..., Ran]) -> None:
    found = json.loads(
        command("decode", "--pdu", "--json", "--bare", "2201000 22A0481214302ABCD", "--direction=mo").out
    )
    assert (found["type"], found["encoding"], found["text"], found["payload"]) == ("SMS-COMMAND", None, None, "ABCD")


def test_a_status(command: Callable[..., Ran]) -> None:
    digits = "06 07 04812143 62101251040080 62101251145080 46"
    assert meanings(command, digits, "--bare")["st"] == "validity period expired"


# -- what is wrong -----------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_in_one_line(command: Callable[..., Ran]) -> None:
    for digits, options, reason in (
        (DELIVER[:-2], (), "tpdu.user_data: 19 octets are announced, 18 are there at offset 45"),
        (DELIVER, ("--bare",), "3 is reserved at offset 0"),
        (SUBMIT, ("--direction", "mt"), "tpdu.scts"),
        (SUBMIT[:-2], (), "tpdu.user_data"),
        ("", (), "service_centre.length"),
        ("0", (), "half an octet"),
    ):
        ran = command("decode", "--pdu", digits, *options)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.count("\n") == 1
        assert reason in ran.err


def test_the_best_is_made_of_it_on_request(command: Callable[..., Ran]) -> None:
    for mode, text in (("replace", "\ufffd"), ("ignore", "")):
        digits = "04 04812143 00 08 62AA1251040080 02 D83D FFFF"
        found = meanings(command, digits, "--bare", "--errors", mode)
        assert (found["scts"], found["user_data"], found["rest"]) == (
            "2026-00-21 15:40:00 +02:00",
            text,
            "behind the end",
        )
    assert meanings(command, SUBMIT, "--errors", "ignore")["user_data"] == "hellohello"
    broken = meanings(command, "44 04812143 00 04 62101251040080 06 050001070201", "--bare", "--errors", "ignore")
    assert (broken["user_data.udh.elements"], broken["user_data.udh.length"]) == ("broken", "5 octets of header")


def test_text_cannot_move_the_cursor(command: Callable[..., Ran]) -> None:
    ran = command("decode", "--pdu", "--bare", "04 04812143 00 08 62101251040080 04 001B005B")
    assert "\x1b" not in ran.out
    assert r"\x1b[" in ran.out


@pytest.mark.parametrize("option", ["--packed", "--ucs2", "--septets=1", "--locking=turkish", "--padding=cr"])
def test_options_that_have_no_effect(command: Callable[..., Ran], option: str) -> None:
    assert f"{option.partition('=')[0]} has no effect with --pdu" in command("decode", "--pdu", DELIVER, option).err
    for other in ("--bare", "--json", "--direction=mt"):
        assert "has no effect without --pdu" in command("decode", "41", other).err


@settings(max_examples=20)
@given(st.sampled_from(tpdus.VECTORS), st.binary(max_size=60))
def test_whatever_the_octets(vector: dict[str, Any], octets: bytes) -> None:
    whole = bytes.fromhex(vector["pdu"])
    old, sys.stdout = sys.stdout, io.StringIO()
    try:
        for spoiled in (octets, *list(truncations(whole))[::7], *list(bit_flips(whole))[::11]):
            for errors in ("strict", "ignore"):
                try:
                    print_pdu(spoiled, None, bare=False, errors=errors, as_json=True)
                except DecodeError as error:
                    sys.stdout.write(str(error))
        assert sys.stdout.getvalue()
    finally:
        sys.stdout = old


def test_elements() -> None:
    (element,) = UserDataHeader.parse(bytes.fromhex("0401020A01")).elements
    assert (
        element_meaning(element)
        == "Special SMS message indication: waiting email, n_messages 1, store false, profile 1"
    )


# -- what stands around a PDU ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "{}\x1a",
        "> {}\x1a\n",
        "+CMT: ,26\r\n{}\r\n",
        '\r\n+CMT: "Alice",26\r\n{}\r\n\r\nOK\r\n',
        "AT+CMGS=18\n{}",
        "at+cmgr=1\n+CMGR: 0,,26\n{}\n\nOK\n",
        "RING\n^ORIG: 1\n+CDS: 26\n  {}  \nERROR\n",
    ],
)
def test_what_a_modem_says_around_a_pdu_is_passed_over(command: Callable[..., Ran], around: str) -> None:
    expected = command("decode", "--pdu", DELIVER)
    assert expected.status == 0
    assert command("decode", "--pdu", around.format(DELIVER)) == expected
    assert command("decode", "--pdu", around.format(DELIVER.lower())) == expected
    in_lines = "\r\n".join(DELIVER[start : start + 20] for start in range(0, len(DELIVER), 20))
    assert command("decode", "--pdu", around.format(in_lines)) == expected


def test_several_pdus_are_shown_one_after_the_other(command: Callable[..., Ran]) -> None:
    log = f"+CMGL: 1,1,,26\n{DELIVER}\n+CMGL: 2,2,,26\n{SUBMIT}\n\nOK\n"
    for options in ((), ("--json",)):
        one, other = (command("decode", "--pdu", digits, *options) for digits in (DELIVER, SUBMIT))
        assert command("decode", "--pdu", log, *options).out == one.out + other.out


def test_what_submit_prints_can_be_decoded(command: Callable[..., Ran]) -> None:
    printed = command("submit", "a" * 161, "--to", "12345").out
    assert command("decode", "--pdu", printed).out.count("SMS-SUBMIT, UDHI") == 2


@pytest.mark.parametrize("given", ["", "\n", "+CMT: ,26\n", "OK"])
def test_where_there_is_none_that_is_said(command: Callable[..., Ran], given: str) -> None:
    assert pdus_in(given) == [""]
    assert "the length octet is missing" in command("decode", "--pdu", given).err
