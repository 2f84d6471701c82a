"""SMS-SUBMIT and SMS-DELIVER: every field both ways, and whatever is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import tpdus
from septet.address import Address
from septet.alphabets import Encoding
from septet.dcs import DataCoding
from septet.errors import (
    DecodeError,
    FieldRangeError,
    MalformedError,
    OverlengthError,
    TruncatedError,
)
from septet.pid import ProtocolIdentifier
from septet.timestamp import Timestamp
from septet.tpdu.messages import Deliver, Submit
from septet.validity import RelativeValidity, ValidityFormat
from spoiling import bit_flips, truncations

if TYPE_CHECKING:
    from septet._typing import Strictness

KINDS: dict[str, Any] = {"Submit": Submit, "Deliver": Deliver}
VECTORS = [pytest.param(vector, id=vector["name"]) for vector in tpdus.named("Submit", "Deliver")]
TO = Address.of("1234")
MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)
PLAIN = Submit(TO, 2, bytes.fromhex("C834"))


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("errors", ["strict", "ignore"])
def test_vectors_both_ways(vector: dict[str, Any], errors: Strictness) -> None:
    octets = tpdus.bare(vector)
    message = KINDS[vector["type"]].parse(octets, errors=errors)
    tpdus.assert_as_said(message, vector)
    assert message.serialize() == octets
    assert KINDS[vector["type"]].parse(memoryview(bytearray(octets))) == message


@pytest.mark.parametrize("vector", VECTORS)
def test_a_beginning_is_truncated(vector: dict[str, Any]) -> None:
    for beginning in truncations(tpdus.bare(vector)):
        with pytest.raises(TruncatedError) as caught:
            KINDS[vector["type"]].parse(beginning)
        assert caught.value.offset == len(beginning)


@pytest.mark.parametrize("vector", VECTORS)
def test_of_user_data_that_is_cut_off_what_is_there_can_be_read(vector: dict[str, Any]) -> None:
    kind, octets = KINDS[vector["type"]], tpdus.bare(vector)
    whole = kind.parse(octets)
    start = len(octets) - len(whole.ud)
    for n_octets in range(start, len(octets)):
        found = kind.parse(octets[:n_octets], errors="ignore")
        assert found.ud == octets[start:n_octets]
        assert found.payload == whole.payload[: len(found.payload)]
        assert kind.parse(found.serialize(), errors="ignore") == found
        if not whole.udhi and whole.dcs.in_septets:
            assert len(found.payload) == found.udl == 8 * (n_octets - start) // 7
    with pytest.raises(TruncatedError):
        kind.parse(octets[: start - 1], errors="ignore")


@pytest.mark.parametrize("vector", VECTORS)
def test_what_follows_the_end_is_too_much(vector: dict[str, Any]) -> None:
    kind, octets = KINDS[vector["type"]], tpdus.bare(vector)
    with pytest.raises(OverlengthError, match=rf"^rest: 2 octets behind the end at offset {len(octets)}$"):
        kind.parse(octets + b"\xff\xff")
    assert kind.parse(octets + b"\xff\xff", errors="ignore") == kind.parse(octets)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_bit_turned_over_does_no_harm(vector: dict[str, Any]) -> None:
    for octets in bit_flips(tpdus.bare(vector)):
        tpdus.assert_only_documented(KINDS[vector["type"]].parse, octets)


@given(st.sampled_from([Submit, Deliver]), st.binary(max_size=180), st.integers(0, 63))
def test_random_octets_do_no_harm(kind: Any, octets: bytes, octet: int) -> None:
    tpdus.assert_only_documented(kind.parse, octets)
    tpdus.assert_only_documented(kind.parse, bytes([octet << 2 | kind.mti]) + octets)


@given(tpdus.submits())
def test_what_is_written_is_read(message: Submit) -> None:
    assert Submit.parse(message.serialize()) == message


@given(tpdus.delivers())
def test_what_is_written_is_read_by_a_phone(message: Deliver) -> None:
    assert Deliver.parse(message.serialize()) == message


@given(st.integers(0, 13), st.integers(0, 13), st.data())
def test_user_data_is_that_of_the_oracle(locking: int, single: int, data: st.DataObject) -> None:
    header = bytes([6, 0x24, 1, single, 0x25, 1, locking]) if locking and single and locking != 2 else b""
    tables = (locking, single) if header else (0, 0)
    characters = (
        oracle.CODES[oracle.locking_name(tables[0])].keys() | oracle.CODES[oracle.single_name(tables[1])].keys()
    )
    text = data.draw(st.text(st.sampled_from(sorted(characters)), max_size=60))
    udl, ud = oracle.user_data(text, "gsm7", header, *tables)
    message = Submit.parse(Submit(TO, udl, ud, udhi=bool(header)).serialize())
    assert list(message.payload) == oracle.septets_of(text, *tables)
    assert message.text == oracle.decode_septets(list(message.payload), *tables)


# -- fields ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, 0x01),
        ({"rd": True}, 0x05),
        ({"srr": True}, 0x21),
        ({"rp": True}, 0x81),
        ({"udhi": True, "udl": 5, "ud": bytes.fromhex("03240101") + b"\0"}, 0x41),
        ({"vp": RelativeValidity(0xAA)}, 0x11),
        ({"vp": MOMENT}, 0x19),
    ],
)
def test_the_first_octet_of_a_submit(changes: dict[str, Any], first: int) -> None:
    message = Submit(**{"da": TO, "udl": 2, "ud": bytes.fromhex("C834"), **changes})
    assert message.serialize()[0] == first
    assert Submit.parse(message.serialize()) == message


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, 0x04),
        ({"mms": True}, 0x00),
        ({"lp": True}, 0x0C),
        ({"sri": True}, 0x24),
        ({"rp": True}, 0x84),
    ],
)
def test_the_first_octet_of_a_deliver(changes: dict[str, Any], first: int) -> None:
    message = Deliver(TO, MOMENT, 2, bytes.fromhex("C834"), **changes)
    assert message.serialize()[0] == first
    assert Deliver.parse(message.serialize()) == message


def test_the_form_of_the_period() -> None:
    assert PLAIN.vpf is ValidityFormat.NONE
    assert Submit(TO, vp=MOMENT).vpf is ValidityFormat.ABSOLUTE


def test_a_deliver_has_no_use_for_bit_4() -> None:
    octets = Deliver(TO, MOMENT).serialize()
    assert Deliver.parse(bytes([octets[0] | 0x10]) + octets[1:]).serialize() == octets


def test_the_views_of_the_user_data() -> None:
    message = Deliver(TO, MOMENT, 5, bytes.fromhex("03240101A0"), udhi=True)
    assert (message.encoding, message.payload, message.text) == (Encoding.GSM7, b"", "")
    assert message.part.udh == message.udh


# -- what is wrong -----------------------------------------------------------------------------------------------------

HEAD = "0100048121430000"  # eight octets of a SUBMIT, TP-UDL next


@pytest.mark.parametrize(
    ("octets", "kind", "field", "offset"),
    [
        ("00", MalformedError, "mti", 0),
        ("03", MalformedError, "mti", 0),
        ("0100 15", OverlengthError, "da.length", 2),
        ("0100 04012143", MalformedError, "da.type", 3),
        ("0900 04812143 0000 80000000000000", MalformedError, "vp.functionality", 8),
        ("1900 04812143 0000 62131251040080", MalformedError, "vp.month", 9),
        ("0100 04812143 0000 A1" + 141 * "00", OverlengthError, "udl", 8),
        ("0100 04812143 0004 8D" + 141 * "00", OverlengthError, "udl", 8),
        ("0100 04812143 0000 03C834", TruncatedError, "user_data", 11),
        ("4100 04812143 0004 00", TruncatedError, "user_data.udh.length", 9),
        ("4100 04812143 0004 03 070000", TruncatedError, "user_data.udh.elements", 12),
        ("4100 04812143 0004 06 050003010203", MalformedError, "user_data.udh.element[0].sequence", 14),
        ("4100 04812143 0004 05 0400030102", MalformedError, "user_data.udh.element[0]", 10),
        ("4100 04812143 0000 07 06240101250101", MalformedError, "user_data.udh", 9),
    ],
)
def test_what_is_wrong_has_a_place(octets: str, kind: type[DecodeError], field: str, offset: int) -> None:
    with pytest.raises(kind) as caught:
        Submit.parse(bytes.fromhex(octets))
    assert (type(caught.value), caught.value.field, caught.value.offset) == (kind, field, offset)


def test_a_header_that_just_fits() -> None:
    assert Submit.parse(bytes.fromhex("4100 04812143 0000 08 06240101250101")).payload == b""
    with pytest.raises(MalformedError, match="it takes 8 septets, TP-UDL is 7"):
        Submit.parse(bytes.fromhex("4100 04812143 0000 07 06240101250101"))


@pytest.mark.parametrize(
    ("octets", "payload", "n_elements"),
    [
        ("4100 04812143 0004 00", "", 0),
        ("4100 04812143 0004 03 070000", "", 0),
        ("4100 04812143 0004 06 050003010203", "", 0),
        ("4100 04812143 0004 06 0400030102FF", "FF", 0),
        ("4100 04812143 0000 07 06240101250101", "", 2),
        ("4100 04812143 0000 01 7F", "", 0),
    ],
)
def test_a_broken_header_is_ignored_on_request(octets: str, payload: str, n_elements: int) -> None:
    message = Submit.parse(bytes.fromhex(octets), errors="ignore")
    assert message.payload == bytes.fromhex(payload)
    assert message.udh is not None
    assert len(message.udh.elements) == n_elements


def test_a_broken_date_is_ignored_on_request() -> None:
    octets = bytes.fromhex("04 04812143 0000 62AA1251040080 02 C834")
    with pytest.raises(MalformedError) as caught:
        Deliver.parse(octets)
    assert (caught.value.field, caught.value.offset) == ("scts.month", 8)
    assert Deliver.parse(octets, errors="ignore").scts.month == 0


def test_the_reserved_type_is_a_deliver_on_request() -> None:
    octets = bytes.fromhex("07 04812143 0000 62101251040080 02 C834")
    with pytest.raises(MalformedError, match=r"^mti: it is 3, that of SMS-DELIVER is 0 at offset 0$"):
        Deliver.parse(octets)
    assert Deliver.parse(octets, errors="ignore").text == "Hi"
    with pytest.raises(MalformedError, match="it is 1"):
        Deliver.parse(b"\x01", errors="ignore")
    with pytest.raises(TruncatedError):
        Deliver.parse(b"", errors="ignore")


def test_errors_is_one_of_two() -> None:
    with pytest.raises(FieldRangeError, match="errors"):
        Submit.parse(b"", errors="replace")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mr": -1}, "mr"),
        ({"mr": 256}, "mr"),
        ({"pid": ProtocolIdentifier(256)}, "pid"),
        ({"dcs": DataCoding(256)}, "dcs"),
        ({"da": Address("x", TO.ton, TO.npi)}, "address"),
        ({"vp": RelativeValidity(256)}, "validity period"),
        ({"udl": 256}, "udl"),
        ({"udl": 3}, "octets of user data"),
        ({"udl": 161, "ud": bytes(141)}, "octets of user data"),
        ({"udl": 141, "ud": bytes(141), "dcs": DataCoding(4)}, "octets of user data"),
    ],
)
def test_what_cannot_be_written(changes: dict[str, Any], field: str) -> None:
    message = Submit(**{"da": TO, "udl": 2, "ud": bytes.fromhex("C834"), **changes})
    with pytest.raises(FieldRangeError) as caught:
        message.serialize()
    assert caught.value.field == field


def test_as_much_user_data_as_can_be() -> None:
    for dcs, udl in ((DataCoding(0), 160), (DataCoding(4), 140)):
        message = Submit(TO, udl, bytes(140), dcs=dcs)
        assert Submit.parse(message.serialize()) == message


def test_what_a_deliver_cannot_write() -> None:
    for message in (
        Deliver(TO, MOMENT, pid=ProtocolIdentifier(-1)),
        Deliver(TO, MOMENT, dcs=DataCoding(-1)),
        Deliver(TO, MOMENT, udl=1),
        Deliver(TO, Timestamp(0, 0, 0, 0, 0, 0, 0)),
    ):
        with pytest.raises(FieldRangeError):
            message.serialize()
