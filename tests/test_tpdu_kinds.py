"""Which type a TPDU is, and its octets field by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tpdus
from septet import tpdu
from septet.errors import DecodeError, FieldRangeError, MalformedError, TruncatedError
from septet.tpdu.kinds import Field, fields, header_fields, parse
from spoiling import bit_flips

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in tpdus.named()]
DELIVER = bytes.fromhex("040481214300006210125104008002C834")


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors(vector: dict[str, Any]) -> None:
    tpdus.assert_as_said(parse(tpdus.bare(vector), direction=vector["direction"]), vector)


@given(tpdus.from_phones)
def test_what_comes_from_a_phone(made: Any) -> None:
    assert parse(made.serialize(), direction="mo") == made


@given(tpdus.to_phones)
def test_what_goes_to_a_phone(made: Any) -> None:
    assert parse(made.serialize(), direction="mt") == made


def test_the_type_by_direction() -> None:
    types = [
        (parse(bytes.fromhex(v["pdu"])[1:], direction=v["direction"]), v) for v in tpdus.named() if v["pdu"][:2] == "00"
    ]
    assert {(v["direction"], made.mti, type(made)) for made, v in types} == {
        ("mo", 0, tpdu.DeliverReport),
        ("mo", 1, tpdu.Submit),
        ("mo", 2, tpdu.Command),
        ("mt", 0, tpdu.Deliver),
        ("mt", 1, tpdu.SubmitReport),
        ("mt", 2, tpdu.StatusReport),
    }


def test_the_reserved_type() -> None:
    octets = b"\x07" + DELIVER[1:]
    assert parse(octets, direction="mt", errors="ignore") == parse(DELIVER, direction="mt")
    for direction, errors in (("mt", "strict"), ("mo", "strict"), ("mo", "ignore")):
        with pytest.raises(MalformedError, match=r"^mti: 3 is reserved at offset 0$"):
            parse(octets, direction=direction, errors=errors)  # type: ignore[arg-type]


def test_whether_a_report_failed() -> None:
    made = parse(bytes.fromhex("007F00"), direction="mo", failed=True)
    assert isinstance(made, tpdu.DeliverReport)
    assert made.fcs == 0x7F


def test_no_octets_at_all() -> None:
    for direction in ("mo", "mt"):
        with pytest.raises(TruncatedError, match=r"^first"):
            parse(b"", direction=direction)


def test_a_direction_is_one_of_two() -> None:
    for octets in (b"", b"\x03", DELIVER):
        with pytest.raises(FieldRangeError, match='direction must be "mo" or "mt"'):
            parse(octets, direction="up")  # type: ignore[arg-type]


# -- fields ------------------------------------------------------------------------------------------------------------


def assert_all_there(octets: bytes, found: tuple[Field, ...]) -> None:
    """Every octet is in one field."""
    assert b"".join(field.octets for field in found) == octets
    assert [field.offset for field in found] == [sum(len(each.octets) for each in found[:i]) for i in range(len(found))]
    assert all(field.octets for field in found)


@pytest.mark.parametrize("vector", VECTORS)
def test_every_octet_is_in_a_field(vector: dict[str, Any]) -> None:
    octets = tpdus.bare(vector)
    assert_all_there(octets, fields(octets, direction=vector["direction"]))
    for spoiled in bit_flips(octets):
        try:
            found = fields(spoiled, direction=vector["direction"], errors="ignore")
        except DecodeError:
            continue
        assert_all_there(spoiled, found)


@given(tpdus.to_phones, st.binary(max_size=3))
def test_every_octet_is_in_a_field_and_so_is_what_follows(made: Any, rest: bytes) -> None:
    octets = made.serialize() + rest
    assert_all_there(octets, fields(octets, direction="mt", errors="ignore"))


def test_the_names_of_the_fields() -> None:
    octets = bytes.fromhex("44 04812143 0000 62101251040080 0B 05 240101 7000 C834 0000")
    found = [(field.name, field.offset) for field in fields(octets, direction="mt")]
    assert found == [
        ("first", 0),
        ("oa", 1),
        ("pid", 5),
        ("dcs", 6),
        ("scts", 7),
        ("udl", 14),
        ("user_data.udh.length", 15),
        ("user_data.udh.element[0]", 16),
        ("user_data.udh.element[1]", 19),
        ("user_data.payload", 21),
    ]


@pytest.mark.parametrize(
    ("octets", "names"),
    [
        ("00", ["udh.length"]),
        ("0041", ["udh.length", "payload"]),
        ("03240101", ["udh.length", "udh.element[0]"]),
        ("0324010141", ["udh.length", "udh.element[0]", "payload"]),
        ("0324050141", ["udh.length", "udh.elements", "payload"]),
        ("0924", ["udh.length", "udh.elements"]),
        ("09", ["udh.length"]),
    ],
)
def test_the_fields_of_a_header(octets: str, names: list[str]) -> None:
    assert [name for name, _, _ in header_fields(bytes.fromhex(octets))] == names
