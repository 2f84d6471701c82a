"""Information elements: their octets, what they say, and what they cannot say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from septet.alphabets import Language
from septet.element_kinds import ELEMENT_KINDS
from septet.elements import (
    Concatenation,
    InformationElement,
    LockingShift,
    MessageIndication,
    PortAddressing,
    SingleShift,
    Waiting,
    check_reference_bits,
)
from septet.errors import FieldRangeError, MalformedError

languages = [language for language in Language if language != Language.DEFAULT]
meanings = st.one_of(
    st.integers(1, 255).flatmap(
        lambda total: st.one_of(
            st.builds(Concatenation, st.integers(0, 255), st.just(total), st.integers(1, total)),
            st.builds(Concatenation, st.integers(0, 65535), st.just(total), st.integers(1, total), st.just(16)),
        )
    ),
    st.builds(PortAddressing, st.integers(0, 255), st.integers(0, 255), st.just(8)),
    st.builds(PortAddressing, st.integers(0, 65535), st.integers(0, 65535)),
    st.builds(SingleShift, st.sampled_from(languages)),
    st.builds(LockingShift, st.sampled_from(languages)),
    st.builds(MessageIndication, st.sampled_from(Waiting), st.integers(0, 255), st.booleans(), st.integers(1, 4)),
)


# -- as they stand in a header -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "data", "octets"),
    [(0, b"\xcc\x02\x01", "0003cc0201"), (0x05, b"\x0b\x84\x00\x00", "05040b840000"), (255, b"", "ff00")],
)
def test_an_element_is_identifier_length_and_data(identifier: int, data: bytes, octets: str) -> None:
    assert InformationElement(identifier, data).serialize().hex() == octets


def test_the_longest_element_has_255_octets_of_data() -> None:
    assert InformationElement(1, bytes(255)).serialize() == b"\x01\xff" + bytes(255)
    with pytest.raises(FieldRangeError) as caught:
        InformationElement(1, bytes(256)).serialize()
    assert caught.value.args == ("length of element", 256, "0 to 255")


@pytest.mark.parametrize("identifier", [-1, 256])
def test_an_identifier_is_one_octet(identifier: int) -> None:
    element = InformationElement(identifier, b"")
    for ask in (element.serialize, element.interpret, lambda: element.kind):
        with pytest.raises(FieldRangeError) as caught:
            ask()
        assert caught.value.args == ("identifier", identifier, "0 to 255")


# -- what they say -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "data", "meaning"),
    [
        (0x00, "cc0201", Concatenation(204, 2, 1)),
        (0x00, "000101", Concatenation(0, 1, 1)),
        (0x08, "1a2bffff", Concatenation(6699, 255, 255, 16)),
        (0x04, "f0ff", PortAddressing(240, 255, 8)),
        (0x05, "0b8423f0", PortAddressing(2948, 9200)),
        (0x24, "01", SingleShift(Language.TURKISH)),
        (0x24, "0d", SingleShift(Language.URDU)),
        (0x25, "02", LockingShift(Language.SPANISH)),
        (0x25, "03", LockingShift(Language.PORTUGUESE)),
        (0x01, "0000", MessageIndication(Waiting.VOICEMAIL, 0)),
        (0x01, "8102", MessageIndication(Waiting.FAX, 2, store=True)),
        (0x01, "62ff", MessageIndication(Waiting.EMAIL, 255, profile=4)),
        (0x01, "2301", MessageIndication(Waiting.OTHER, 1, profile=2)),
        (0x01, "c701", MessageIndication(Waiting.VIDEO, 1, store=True, profile=3)),
    ],
)
def test_an_element_says_what_it_says_in_both_directions(identifier: int, data: str, meaning: Any) -> None:
    element = InformationElement(identifier, bytes.fromhex(data))
    assert element.interpret() == meaning
    assert meaning.element() == element


@given(meaning=meanings)
def test_what_is_said_is_understood(meaning: Any) -> None:
    assert meaning.element().interpret() == meaning


@pytest.mark.parametrize("octet", range(256))
def test_an_indication_without_a_type_of_its_own_has_the_basic_type(octet: int) -> None:
    indication = InformationElement(0x01, bytes([octet, 9])).interpret()
    assert isinstance(indication, MessageIndication)
    assert (indication.n_messages, indication.store, indication.profile) == (9, octet >= 128, octet // 32 % 4 + 1)
    assert indication.waiting == (Waiting.VIDEO if octet % 32 == 7 else octet % 4)


@pytest.mark.parametrize("identifier", range(256))
def test_an_element_has_the_length_of_its_kind_and_no_other(identifier: int) -> None:
    kind = ELEMENT_KINDS[identifier]
    for length in range(256):
        element = InformationElement(identifier, b"\x01" * length)
        if kind.least_octets <= length <= kind.most_octets:
            element.interpret()
        else:
            with pytest.raises(MalformedError, match=f"has {kind.lengths} octets of data, here {length} at") as caught:
                element.interpret()
            assert (caught.value.field, caught.value.offset) == ("length", 1)


def test_elements_that_are_not_read_say_nothing() -> None:
    read = {
        identifier
        for identifier, kind in enumerate(ELEMENT_KINDS)
        if InformationElement(identifier, b"\x01" * kind.least_octets).interpret()
    }
    assert read == {0x00, 0x01, 0x04, 0x05, 0x08, 0x24, 0x25}


@pytest.mark.parametrize("total", [0, 1, 2, 127, 254, 255])
def test_a_part_has_a_number_from_1_to_the_total(total: int) -> None:
    for sequence in range(256):
        short = InformationElement(0x00, bytes([7, total, sequence]))
        long = InformationElement(0x08, bytes([7, 7, total, sequence]))
        if 1 <= sequence <= total:
            assert short.interpret() == Concatenation(7, total, sequence)
            assert long.interpret() == Concatenation(0x0707, total, sequence, 16)
        else:
            for element in (short, long):
                with pytest.raises(MalformedError) as caught:
                    element.interpret()
                where = len(element.serialize()) - 1
                assert caught.value.args == (f"this would be part {sequence} of {total}", "sequence", where)


@pytest.mark.parametrize("identifier", [0x24, 0x25])
@pytest.mark.parametrize("language", [0, *range(14, 256)])
def test_a_language_that_is_not_known_is_refused(identifier: int, language: int) -> None:
    with pytest.raises(MalformedError) as caught:
        InformationElement(identifier, bytes([language])).interpret()
    assert caught.value.args == (f"no language has the identifier {language}", "language", 2)


# -- what they cannot say ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "total", "sequence", "bits"),
    [(0, 1, 1, 8), (255, 255, 255, 8), (0xCC, 2, 1, 8), (0, 1, 1, 16), (65535, 255, 255, 16), (0x1A2B, 3, 2, 16)],
)
def test_a_concatenation_element_has_the_octets_of_the_standard(
    reference: int, total: int, sequence: int, bits: Any
) -> None:
    header = oracle.concatenation_header(reference, total, sequence, bits)
    assert Concatenation(reference, total, sequence, bits).element().serialize() == header[1:]


def test_a_concatenation_has_a_reference_of_8_bits_unless_told_otherwise() -> None:
    assert Concatenation(1, 2, 1) == Concatenation(1, 2, 1, 8)
    assert Concatenation(1, 2, 1).element() == InformationElement(0x00, b"\x01\x02\x01")


@pytest.mark.parametrize(
    ("meaning", "field", "value", "limit"),
    [
        (Concatenation(-1, 2, 1), "reference", -1, "0 to 255"),
        (Concatenation(256, 2, 1), "reference", 256, "0 to 255"),
        (Concatenation(-1, 2, 1, 16), "reference", -1, "0 to 65535"),
        (Concatenation(65536, 2, 1, 16), "reference", 65536, "0 to 65535"),
        (Concatenation(0, 0, 0), "total", 0, "1 to 255"),
        (Concatenation(0, 256, 1), "total", 256, "1 to 255"),
        (Concatenation(0, 2, 0), "sequence", 0, "1 to 2"),
        (Concatenation(0, 2, 3), "sequence", 3, "1 to 2"),
        (Concatenation(0, 2, 1, 7), "reference_bits", 7, "8 or 16"),  # type: ignore[arg-type]
        (PortAddressing(-1), "destination", -1, "0 to 65535"),
        (PortAddressing(65536), "destination", 65536, "0 to 65535"),
        (PortAddressing(0, 65536), "originator", 65536, "0 to 65535"),
        (PortAddressing(256, 0, 8), "destination", 256, "0 to 255"),
        (PortAddressing(0, 256, 8), "originator", 256, "0 to 255"),
        (PortAddressing(0, 0, 32), "bits", 32, "8 or 16"),  # type: ignore[arg-type]
        (SingleShift(Language.DEFAULT), "language", 0, "1 to 13"),
        (LockingShift(Language.DEFAULT), "language", 0, "1 to 13"),
        (LockingShift(14), "language", 14, "1 to 13"),  # type: ignore[arg-type]
        (Concatenation(1.5, 2, 1), "reference", 1.5, "0 to 255"),  # type: ignore[arg-type]
        (Concatenation("1", 2, 1), "reference", "1", "0 to 255"),  # type: ignore[arg-type]
        (PortAddressing(None), "destination", None, "0 to 65535"),  # type: ignore[arg-type]
        (MessageIndication(5, 1), "waiting", 5, "a Waiting"),  # type: ignore[arg-type]
        (MessageIndication("FAX", 1), "waiting", "FAX", "a Waiting"),  # type: ignore[arg-type]
        (MessageIndication(Waiting.FAX, -1), "n_messages", -1, "0 to 255"),
        (MessageIndication(Waiting.FAX, 256), "n_messages", 256, "0 to 255"),
        (MessageIndication(Waiting.FAX, 1, profile=0), "profile", 0, "1 to 4"),
        (MessageIndication(Waiting.FAX, 1, profile=5), "profile", 5, "1 to 4"),
    ],
)
def test_what_cannot_be_is_refused(meaning: Any, field: str, value: object, limit: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        meaning.element()
    assert caught.value.args == (field, value, limit)


@pytest.mark.parametrize("bits", [-8, 0, 1, 7, 9, 15, 17, 24, 32])
def test_a_reference_has_8_or_16_bits(bits: int) -> None:
    check_reference_bits(8)
    check_reference_bits(16)
    with pytest.raises(FieldRangeError, match=f"reference_bits must be 8 or 16, not {bits}"):
        check_reference_bits(bits)
