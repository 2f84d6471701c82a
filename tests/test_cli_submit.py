"""``septet submit`` and ``septet dissect``: the octets of the parts of a text."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

import oracle
from septet.address import Address
from septet.cli.app import run
from septet.tpdu import ModemPdu, Submit
from septet.validity import RelativeValidity

if TYPE_CHECKING:
    from collections.abc import Callable

TO = ("--to", "+447700900123")


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command line in this process, with these octets as standard input."""

    def run_it(*arguments: str, given: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        return Ran(run(arguments), *capsys.readouterr())

    return run_it


def submits(ran: Ran) -> list[tuple[Submit, ModemPdu]]:
    """The messages in the output, after a look at their lengths."""
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    found = []
    for told, digits in zip(lines[::2], lines[1::2], strict=True):
        pdu = ModemPdu.parse(bytes.fromhex(digits), direction="mo")
        assert told == f"AT+CMGS={pdu.n_octets}"
        assert isinstance(pdu.tpdu, Submit)
        found.append((pdu.tpdu, pdu))
    return found


def test_a_text(command: Callable[..., Ran]) -> None:
    expected = "AT+CMGS=18\n0001000C91447700091032000005E8329BFD06\n"
    assert command("submit", "hello", *TO) == Ran(0, expected, "")
    assert command("submit", *TO, given=b"hello\n") == Ran(0, expected, "")


def test_several_parts(command: Callable[..., Ran]) -> None:
    made = submits(command("submit", "a" * 161, *TO, "--reference", "7", "--mr", "255", "--reference-bits", "16"))
    assert [message.mr for message, _ in made] == [255, 0]
    assert [message.ud[:7].hex() for message, _ in made] == ["06080400070201", "06080400070202"]
    assert [message.text for message, _ in made] == ["a" * 152, "a" * 9]


def test_options(command: Callable[..., Ran]) -> None:
    options = "--service-centre", "+447785016005", "--class", "0", "--replace", "2", "--validity", "2d", "--report"
    ((message, pdu),) = submits(command("submit", "ğ", *TO, "--languages", "turkish", *options))
    assert pdu.service_centre == Address.of("+447785016005")
    assert (message.dcs.message_class, message.pid.replace_msg_id, message.vp) == (0, 2, RelativeValidity(0xA8))
    assert (message.srr, message.text, message.encoding.value) == (True, "ğ", "GSM-7")
    ((plain, _),) = submits(command("submit", "ab", *TO, "--as", "ucs2", "--pid", "127"))
    assert (plain.srr, plain.vp, plain.pid.octet, plain.dcs.octet) == (False, None, 127, 8)


@pytest.mark.parametrize(("written", "octet"), [("5m", 0), ("12h", 143), ("2d", 0xA8), ("63w", 255)])
def test_validity(command: Callable[..., Ran], written: str, octet: int) -> None:
    ((message, _),) = submits(command("submit", "x", *TO, "--validity", written))
    assert message.vp == RelativeValidity(octet)


def test_json(command: Callable[..., Ran]) -> None:
    ran = command("submit", "hello", *TO, "--json")
    assert json.loads(ran.out) == [{"at_length": 18, "pdu": "0001000C91447700091032000005E8329BFD06", "text": "hello"}]


def test_data(command: Callable[..., Ran]) -> None:
    ((message, _),) = submits(command("submit", "--hex", "68 65\n6C6c", *TO, "--udh", "0605040B8423F0", "--class", "2"))
    assert (message.ud.hex(), message.dcs.octet, message.udhi) == ("0605040b8423f068656c6c", 0x16, True)
    two = submits(command("submit", "--hex", *TO, "--reference", "7", given=b"00" * 141))
    assert [(message.ud[:6].hex(), message.udl) for message, _ in two] == [("050003070201", 140), ("050003070202", 13)]
    ((nothing, _),) = submits(command("submit", "--hex", "", *TO))
    assert nothing.udl == 0
    assert json.loads(command("submit", "--hex", "00", *TO, "--json").out)[0]["text"] is None


def test_a_header_for_a_text(command: Callable[..., Ran]) -> None:
    made = submits(command("submit", "a" * 160, *TO, "--reference", "7", "--udh", "06 05 04 0b84 23f0"))
    assert [(message.ud[:12].hex(), len(message.text)) for message, _ in made] == [
        ("0b00030702010504" + "0b8423f0", 146),
        ("0b00030702020504" + "0b8423f0", 14),
    ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("x",), "--to"),
        (("0", "--hex", *TO), "TEXT: half an octet"),
        (("xy", "--hex", *TO), "TEXT: 'x' is not a hexadecimal digit"),
        (("00", "--hex", "--as", "ucs2", *TO), "--as has no effect with --hex"),
        (("00", "--hex", "--languages", "all", *TO), "--languages has no effect with --hex"),
        (("x", "--udh", "", *TO), "--udh.length: the length octet is missing at offset 0"),
        (("x", "--udh", "02", *TO), "--udh.elements"),
        (("x", "--udh", "027000ff", *TO), "--udh: the header ends before this at offset 3"),
        (("x", "--udh", "0", *TO), "--udh: half an octet"),
        (("x", "--udh", "050003010201", *TO), "udh must be without the concatenation element"),
        (("x", "--to", ""), "a number or a name"),
        (("x", *TO, "--validity", "2"), "as in 12h"),
        (("x", *TO, "--validity", "64w"), "63 weeks at most"),
        (("x", *TO, "--validity", "0m"), "63 weeks at most"),
        (("x", *TO, "--replace", "1", "--pid", "1"), "protocol_id must be 65"),
        (("x", *TO, "--service-centre", "name"), "a number for a service centre"),
        (("a" * 161, *TO, "--max-parts", "1"), "2 parts"),
        (("Я", *TO, "--as", "gsm7"), "U+042F"),
        (("a" * 161, *TO, "--reference", "256"), "reference must be"),
    ],
)
def test_what_cannot_be(command: Callable[..., Ran], arguments: tuple[str, ...], reason: str) -> None:
    ran = command("submit", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert reason in ran.err


# -- dissect -----------------------------------------------------------------------------------------------------------


def parts_of(ran: Ran) -> list[tuple[str, list[list[str]]]]:
    """The line above each part, and its rows."""
    assert (ran.status, ran.err) == (0, "")
    parts: list[tuple[str, list[list[str]]]] = []
    for line in ran.out.splitlines():
        if line.startswith("Part "):
            parts.append((line, []))
        elif not line.startswith("Octet"):
            parts[-1][1].append([cell for cell in line.split("  ") if cell])
    return parts


def test_every_octet_of_a_part(command: Callable[..., Ran]) -> None:
    ((told, rows),) = parts_of(command("dissect", "Hello €[]!"))
    assert told == "Part 1 of 1: GSM-7, 12 octets, TP-UDL 13 septets"
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["0", "C8 32 9B FD 06 6D CA", "payload", "Hello €"],
        ["7", "1B DE C6 17 02", "payload", "[]!"],
    ]


def test_a_header(command: Callable[..., Ran]) -> None:
    text = "a" * 152 + "bcdefghijk"
    parts = parts_of(command("dissect", text, "--reference", "7"))
    assert [told for told, _ in parts] == [
        "Part 1 of 2: GSM-7, 140 octets, TP-UDL 160 septets",
        "Part 2 of 2: GSM-7, 14 octets, TP-UDL 16 septets",
    ]
    second = [[cell.strip() for cell in row] for row in parts[1][1]]
    assert second[:2] == [
        ["0", "05", "udh.length", "5 octets of header"],
        [
            "1",
            "00 03 07 02 02",
            "udh.element[0]",
            "Concatenated short messages, 8-bit reference number: reference 7, total 2, sequence 2, bits 8",
        ],
    ]
    udl, octets = oracle.user_data(text[153:], "gsm7", oracle.concatenation_header(7, 2, 2, 8))
    assert udl == 16
    assert bytes.fromhex("".join(row[1] for row in second)) == octets
    assert "".join(row[3] for row in second[2:]) == text[153:]
    first = [[cell.strip() for cell in row] for row in parts[0][1]]
    assert len(bytes.fromhex("".join(row[1] for row in first))) == 140


def test_ucs2(command: Callable[..., Ran]) -> None:
    ((told, rows),) = parts_of(command("dissect", "Привет 😀"))
    assert told == "Part 1 of 1: UCS-2, 18 octets, TP-UDL 18 octets"
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["0", "04 1F 04 40 04 38 04 32", "payload", "Прив"],
        ["8", "04 35 04 42 00 20 D8 3D", "payload", "ет 😀"],
        ["16", "DE 00", "payload"],
    ]


def test_national_tables(command: Callable[..., Ran]) -> None:
    ((_, rows),) = parts_of(command("dissect", "ğışç", "--languages", "turkish"))
    assert [cell.strip() for cell in rows[1]] == ["1", "25 01 01", "udh.element[0]", rows[1][3].strip()]
    assert rows[1][3].strip() == "National language locking shift: language turkish"
    assert rows[2][3].strip() == "ğışç"


def test_nothing(command: Callable[..., Ran]) -> None:
    assert parts_of(command("dissect", "")) == [("Part 1 of 1: GSM-7, 0 octets, TP-UDL 0 septets", [])]
    assert parts_of(command("dissect", given=b"\n")) == [("Part 1 of 1: GSM-7, 0 octets, TP-UDL 0 septets", [])]
