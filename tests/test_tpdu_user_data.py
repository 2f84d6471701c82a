"""User data by its length, its header and its coding, also where they do not belong together."""

from __future__ import annotations

import pytest

import oracle
from septet.address import Address
from septet.alphabets import Encoding
from septet.dcs import DataCoding
from septet.errors import FieldRangeError, MalformedError, OverlengthError, ReassemblyError, TruncatedError
from septet.tpdu import DeliverReport, Submit
from septet.tpdu.user_data import header_end, header_in, octet_of, serialized_user_data

TO = Address.of("1234")


def submit(udl: int, ud: str, dcs: int = 0, *, udhi: bool = False) -> Submit:
    """A message with this user data."""
    return Submit(TO, udl, bytes.fromhex(ud), dcs=DataCoding(dcs), udhi=udhi)


@pytest.mark.parametrize(
    ("dcs", "encoding"),
    [
        (0x00, Encoding.GSM7),
        (0x04, Encoding.OCTETS),
        (0x08, Encoding.UCS2),
        (0x20, Encoding.OCTETS),
        (0x28, Encoding.OCTETS),
        (0x80, Encoding.GSM7),
        (0xE0, Encoding.UCS2),
    ],
)
def test_the_encoding(dcs: int, encoding: Encoding) -> None:
    assert submit(0, "", dcs).encoding is encoding


def test_without_a_coding_it_is_gsm7() -> None:
    report = DeliverReport(udl=2, ud=bytes.fromhex("C834"))
    assert (report.encoding, report.payload, report.text) == (Encoding.GSM7, b"Hi", "Hi")


@pytest.mark.parametrize(
    ("udl", "ud", "dcs", "udhi", "payload"),
    [
        (0, "", 0, False, b""),
        (2, "C834", 0, False, b"Hi"),
        (7, "31D98C56B3DD00", 0, False, b"1234567"),
        (8, "31D98C56B3DD00", 0, False, b"1234567\0"),
        (8, "31D98C56B3DD1A", 0, False, b"1234567\r"),
        (22, "050003CC0201906536FBCD02C1C3723AE8ED2E03", 0, True, b"Hello, part one"),
        (22, "050003CC0201916536FBCD02C1C3723AE8ED2E03", 0, True, b"Hello, part one"),
        (23, "0608041A2B0202C8329BFD6681E061391D44BFBF01", 0, True, b"Hello, part two"),
        (5, "0324010100", 0, True, b""),
        (3, "032401", 0, True, b""),
        (5, "0324010141", 4, True, b"A"),
        (6, "050003CC0201", 8, True, b""),
        (3, "010203", 0x20, False, b"\1\2\3"),
        (0, "", 0, True, b""),
    ],
)
def test_the_payload(udl: int, ud: str, dcs: int, udhi: bool, payload: bytes) -> None:
    message = submit(udl, ud, dcs, udhi=udhi)
    assert message.payload == payload
    assert message.part.payload == payload
    assert (message.udh is None) is not udhi


def test_a_value_made_by_hand_may_not_fit() -> None:
    with pytest.raises(TruncatedError) as caught:
        assert submit(9, "C834").payload
    assert (caught.value.field, caught.value.offset) == ("user_data", 2)
    with pytest.raises(OverlengthError) as later:
        assert submit(6, "032401014100FF", udhi=True).text
    assert (later.value.field, later.value.offset) == ("user_data", 6)


def test_data_is_no_text() -> None:
    for dcs in (0x04, 0x20):
        with pytest.raises(ReassemblyError, match="part 1 is data, not text"):
            assert submit(1, "41", dcs).text


def test_text_without_a_meaning_has_a_place() -> None:
    with pytest.raises(TruncatedError) as caught:
        assert submit(3, "004100", 8).text
    assert caught.value.field == "payload"


def test_an_empty_cell_has_a_place() -> None:
    empty = next(code for code in range(128) if code not in oracle.TABLES["bengali locking"] and code != oracle.ESCAPE)
    udl, ud = 7, bytes.fromhex("03250104") + oracle.pack([0x20, empty], fill_bits=3)
    with pytest.raises(MalformedError) as caught:
        assert Submit(TO, udl, ud, udhi=True).text
    assert (caught.value.field, caught.value.offset) == ("payload", 1)


def test_headers() -> None:
    assert header_end(b"") == 0
    assert header_end(b"\x05abc") == 6
    assert header_in(bytes.fromhex("03240101")).single == 1
    assert header_in(b"").elements == ()


def test_what_is_written() -> None:
    assert serialized_user_data(2, b"\xc8\x34", None, 2) == b"\x02\xc8\x34"
    assert serialized_user_data(2, b"\xc8\x34", DataCoding(4), 2) == b"\x02\xc8\x34"
    with pytest.raises(FieldRangeError, match="1 at most"):
        serialized_user_data(2, b"\xc8\x34", None, 1)
    with pytest.raises(FieldRangeError, match="2, as udl 2 says"):
        serialized_user_data(2, b"\xc8", None, 140)


def test_octets() -> None:
    assert [octet_of("mr", number) for number in (0, 255)] == [0, 255]
    for number in (-1, 256):
        with pytest.raises(FieldRangeError, match="mr must be 0 to 255"):
            octet_of("mr", number)
