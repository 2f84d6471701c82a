"""PDUs with the service centre in front."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tpdus
from septet.address import Address
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.tpdu import Submit
from septet.tpdu.modem import ModemPdu, service_centre_end
from spoiling import bit_flips, truncations

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in tpdus.named()]
CENTRE = Address.of("+447785016005")
SUBMIT = Submit(Address.of("1234"), 2, bytes.fromhex("C834"))


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_both_ways(vector: dict[str, Any]) -> None:
    octets = bytes.fromhex(vector["pdu"])
    pdu = ModemPdu.parse(octets, direction=vector["direction"])
    tpdus.assert_as_said(pdu.tpdu, vector)
    assert pdu.service_centre == (CENTRE if octets[0] else None)
    assert pdu.serialize() == octets
    assert pdu.n_octets == len(octets) - 1 - octets[0]
    assert ModemPdu.parse(memoryview(bytearray(octets)), direction=vector["direction"]) == pdu


@pytest.mark.parametrize("vector", VECTORS)
def test_spoiled_octets_do_no_harm(vector: dict[str, Any]) -> None:
    octets = bytes.fromhex(vector["pdu"])
    for spoiled in (*truncations(octets), *bit_flips(octets)):
        for errors in ("strict", "ignore"):
            try:
                pdu = ModemPdu.parse(spoiled, direction=vector["direction"], errors=errors)
            except DecodeError as error:
                place = error.offset
            else:
                place = 0
                assert pdu.tpdu is not None
            assert 0 <= place <= len(spoiled)


@given(st.one_of(st.none(), st.just(CENTRE)), tpdus.from_phones)
def test_what_is_written_is_read(centre: Address | None, made: Any) -> None:
    pdu = ModemPdu(made, centre)
    assert ModemPdu.parse(pdu.serialize(), direction="mo") == pdu


@pytest.mark.parametrize(
    ("octets", "kind", "field", "offset"),
    [
        ("", TruncatedError, "service_centre.length", 0),
        ("0791", TruncatedError, "service_centre.value", 2),
        ("0C91", OverlengthError, "service_centre.length", 0),
        ("02D041", MalformedError, "service_centre.type", 1),
        ("00", TruncatedError, "tpdu.first", 1),
        ("079144775810065003", MalformedError, "tpdu.mti", 8),
        (
            "0791447758100650 4100 04812143 0004 06 050003010203",
            MalformedError,
            "tpdu.user_data.udh.element[0].sequence",
            22,
        ),
    ],
)
def test_what_is_wrong_has_a_place(octets: str, kind: type[DecodeError], field: str, offset: int) -> None:
    with pytest.raises(kind) as caught:
        ModemPdu.parse(bytes.fromhex(octets), direction="mo")
    assert (caught.value.field, caught.value.offset) == (field, offset)


def test_a_name_is_no_service_centre() -> None:
    with pytest.raises(FieldRangeError, match="a number for a service centre"):
        ModemPdu(SUBMIT, Address.of("MyBrand")).serialize()


def test_where_the_tpdu_begins() -> None:
    assert [service_centre_end(octets) for octets in (b"", b"\0", b"\x07\x91")] == [0, 1, 8]
