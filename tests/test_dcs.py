"""Data coding schemes: all 256 octets, and back from what they mean."""

from __future__ import annotations

import copy
import json
import pickle
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from septet.alphabets import Encoding
from septet.dcs import DATA_CODINGS, DataCoding, MessageClass
from septet.elements import Waiting
from septet.errors import FieldRangeError

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "data_codings.json").read_text(encoding="utf-8")
)
OCTETS = range(256)


def bits(octet: int) -> str:
    """The octet as eight digits."""
    return f"{octet:08b}"


def is_row_of(pattern: str, octet: int) -> bool:
    """Whether the octet is one of those that the row is about."""
    return all(bit == wanted for wanted, bit in zip(pattern, bits(octet)) if wanted in "01")


def row_of(octet: int) -> dict[str, Any]:
    """The only row that is about the octet, its pattern without blanks."""
    rows = [row for row in ROWS if is_row_of(row["octet"].replace(" ", ""), octet)]
    assert len(rows) == 1
    return {**rows[0], "octet": rows[0]["octet"].replace(" ", "")}


def part_of(octet: int, pattern: str, letter: str) -> int | None:
    """The number that stands where the pattern has the letter."""
    digits = "".join(bit for wanted, bit in zip(pattern, bits(octet)) if wanted == letter)
    return int(digits, 2) if digits else None


@pytest.mark.parametrize("octet", OCTETS, ids=hex)
def test_an_octet_means_what_the_table_of_the_standard_says(octet: int) -> None:
    coding = DataCoding.parse(octet)
    row = row_of(octet)
    pattern = row["octet"]
    assert coding.octet == octet
    assert str(coding.encoding) == row["encoding"]
    assert coding.message_class == part_of(octet, pattern, "k")
    assert coding.compressed is bool(part_of(octet, pattern, "c"))
    assert coding.deletes is bool(part_of(octet, pattern, "d"))
    assert coding.waiting == part_of(octet, pattern, "w")
    assert coding.active is bool(part_of(octet, pattern, "a"))
    assert coding.discard is row.get("discard", False)
    assert coding.is_reserved is row.get("reserved", False)
    assert coding.in_septets is (row["encoding"] == "GSM-7" and not coding.compressed)


@pytest.mark.parametrize("octet", [octet for octet in OCTETS if DataCoding(octet).is_reserved], ids=hex)
def test_a_reserved_octet_is_read_as_0(octet: int) -> None:
    assert meaning(DataCoding(octet)) == meaning(DataCoding(0x00))


def meaning(coding: DataCoding) -> tuple[object, ...]:
    """All that the octet says."""
    return (
        *(coding.encoding, coding.message_class, coding.compressed, coding.deletes),
        *(coding.waiting, coding.active, coding.discard),
    )


@pytest.mark.parametrize("octet", OCTETS, ids=hex)
def test_what_an_octet_means_can_be_asked_for(octet: int) -> None:
    coding = DataCoding(octet)
    if coding.waiting is None:
        asked = DataCoding.of(
            coding.encoding,
            message_class=coding.message_class,
            compressed=coding.compressed,
            deletes=coding.deletes,
        )
    else:
        asked = DataCoding.indication(
            coding.waiting, active=coding.active, discard=coding.discard, encoding=coding.encoding
        )
    assert meaning(asked) == meaning(coding)
    assert not asked.is_reserved


@pytest.mark.parametrize(
    ("encoding", "message_class", "compressed", "deletes"),
    list(product(Encoding, [None, 0, 1, 2, 3], [False, True], [False, True])),
)
def test_what_is_asked_for_is_what_the_octet_means(
    encoding: Encoding, message_class: int | None, compressed: bool, deletes: bool
) -> None:
    coding = DataCoding.of(encoding, message_class=message_class, compressed=compressed, deletes=deletes)
    assert meaning(coding) == (encoding, message_class, compressed, deletes, None, False, False)


@pytest.mark.parametrize(
    ("coding", "octet"),
    [
        (DataCoding.of(), 0x00),
        (DataCoding.of(Encoding.OCTETS), 0x04),
        (DataCoding.of(Encoding.UCS2), 0x08),
        (DataCoding.of(message_class=0), 0x10),
        (DataCoding.of(message_class=MessageClass.TERMINAL), 0x13),
        (DataCoding.of(Encoding.OCTETS, message_class=MessageClass.SIM), 0x16),
        (DataCoding.of(Encoding.UCS2, message_class=MessageClass.FLASH), 0x18),
        (DataCoding.of(compressed=True), 0x20),
        (DataCoding.of(deletes=True), 0x40),
        (DataCoding.of(Encoding.UCS2, message_class=1, compressed=True, deletes=True), 0x79),
        (DataCoding.indication(Waiting.VOICEMAIL), 0xD8),
        (DataCoding.indication(Waiting.VOICEMAIL, active=False), 0xD0),
        (DataCoding.indication(Waiting.VOICEMAIL, discard=True), 0xC8),
        (DataCoding.indication(Waiting.VOICEMAIL, active=False, discard=True), 0xC0),
        (DataCoding.indication(Waiting.EMAIL, encoding=Encoding.UCS2), 0xEA),
        (DataCoding.indication(Waiting.OTHER, active=False, encoding=Encoding.UCS2), 0xE3),
    ],
)
def test_the_octets_that_everybody_knows(coding: DataCoding, octet: int) -> None:
    assert coding.octet == octet


@pytest.mark.parametrize("octet", OCTETS)
def test_an_octet_has_one_object(octet: int) -> None:
    assert DataCoding.parse(octet) is DATA_CODINGS[octet]
    assert DataCoding.parse(octet) == DataCoding(octet)
    assert pickle.loads(pickle.dumps(DATA_CODINGS[octet])) == copy.copy(DATA_CODINGS[octet]) == DATA_CODINGS[octet]


def test_octets_that_mean_the_same_are_not_the_same() -> None:
    assert meaning(DataCoding(0x10)) == meaning(DataCoding(0xF0))
    assert DataCoding(0x10) != DataCoding(0xF0)
    assert len(set(DATA_CODINGS)) == 256


@pytest.mark.parametrize("octet", [-1, 256])
def test_what_is_no_octet_is_refused(octet: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        DataCoding.parse(octet)
    assert caught.value.args == ("dcs", octet, "0 to 255")


@pytest.mark.parametrize("message_class", [-1, 4])
def test_there_are_four_classes(message_class: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        DataCoding.of(message_class=message_class)
    assert caught.value.args == ("message_class", message_class, "0 to 3")


def test_a_text_is_in_an_encoding() -> None:
    with pytest.raises(FieldRangeError, match="encoding must be an Encoding, not 'UCS-2'"):
        DataCoding.of("UCS-2")  # type: ignore[arg-type]


def test_a_video_message_has_no_sign() -> None:
    with pytest.raises(FieldRangeError) as caught:
        DataCoding.indication(Waiting.VIDEO)
    assert caught.value.args == ("waiting", Waiting.VIDEO, "VOICEMAIL, FAX, EMAIL or OTHER")


@pytest.mark.parametrize(
    ("encoding", "discard", "limit"),
    [
        (Encoding.OCTETS, False, "GSM-7 or UCS-2"),
        (Encoding.OCTETS, True, "GSM-7"),
        (Encoding.UCS2, True, "GSM-7"),
    ],
)
def test_an_indication_that_cannot_be_is_refused(encoding: Encoding, discard: bool, limit: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        DataCoding.indication(Waiting.FAX, encoding=encoding, discard=discard)
    assert caught.value.args == ("encoding", encoding, limit)


@pytest.mark.parametrize(
    ("octet", "text"),
    [
        (0x00, "GSM-7"),
        (0x04, "8-bit"),
        (0x18, "UCS-2, class 0 (flash)"),
        (0xF6, "8-bit, class 2 (sim)"),
        (0x71, "GSM-7, compressed, class 1 (device), deleted when read"),
        (0xC8, "GSM-7, voicemail waiting, discard"),
        (0xD1, "GSM-7, no fax waiting, store"),
        (0xEA, "UCS-2, email waiting, store"),
        (0x0C, "GSM-7, reserved"),
        (0x80, "GSM-7, reserved"),
    ],
)
def test_people_can_read_it(octet: int, text: str) -> None:
    assert str(DataCoding(octet)) == text


@pytest.mark.parametrize("octet", OCTETS)
def test_it_is_shown_in_hexadecimal_digits(octet: int) -> None:
    assert eval(repr(DataCoding(octet))) == DataCoding(octet)
    assert repr(DataCoding(octet)) == f"DataCoding(0x{octet:02x})"
