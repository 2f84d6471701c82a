"""From parameters to parts: what each coding makes of octets, headers, SAR parameters, and whatever else comes."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet.alphabets import Encoding, Language
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, ReassemblyError, TruncatedError
from septet.received import ReceivedPart
from septet.smpp.codings import CODINGS, Coding
from septet.smpp.receiving import parse
from septet.udh import Concatenation, InformationElement, UserDataHeader
from spoiling import bit_flips, truncations

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS
HEADER = bytes.fromhex("050003cc0201")


def read(octets: bytes, data_coding: int = 0, esm_class: int = 0, **options: Any) -> ReceivedPart:
    """What is received where 0 is GSM-7, unless it is said otherwise."""
    return parse(octets, data_coding, esm_class, **{"default": Coding.GSM7, **options})


# -- codings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("default", "octets", "encoding", "payload", "text"),
    [
        (Coding.GSM7, b"\0\x1be", GSM7, b"\0\x1be", "@\u20ac"),
        (Coding.GSM7_PACKED, bytes.fromhex("e8329bfd4697d9ec37"), GSM7, b"hellohello", "hellohello"),
        (Coding.GSM7_PACKED, b"", GSM7, b"", ""),
        (Coding.ASCII, b"@$", UCS2, b"\0@\0$", "@$"),
        (Coding.LATIN1, b"@\xea", UCS2, b"\0@\0\xea", "@\xea"),
        (Coding.CYRILLIC, b"\xcf", UCS2, b"\x04\x2f", "\u042f"),
        (Coding.HEBREW, b"\xe0", UCS2, b"\x05\xd0", "\u05d0"),
        (Coding.UCS2, b"\x04\x2f", UCS2, b"\x04\x2f", "\u042f"),
    ],
)
def test_0_means_what_the_link_says(
    default: Coding, octets: bytes, encoding: Encoding, payload: bytes, text: str
) -> None:
    part = parse(octets, 0, default=default)
    assert part == ReceivedPart(payload, encoding, None)
    assert part.text == text


def test_0_may_be_data() -> None:
    assert parse(b"\xff", 0, default=Coding.OCTETS) == ReceivedPart(b"\xff", OCTETS)


@pytest.mark.parametrize("data_coding", [*range(1, 256), -1, 256, 1 << 80])
def test_each_data_coding_is_read_or_refused(data_coding: int) -> None:
    octets = b"\0a"
    known = CODINGS.get(data_coding)
    if known is None:
        with pytest.raises(MalformedError) as caught:
            read(octets, data_coding)
        assert caught.value.args == (f"nothing is known of {data_coding}: give codings", "data_coding", 0)
        assert read(octets, data_coding, errors="ignore") == ReceivedPart(octets, OCTETS)
        assert read(octets, data_coding, codings={data_coding: Coding.UCS2}).text == "a"
        return
    part = read(octets, data_coding)
    assert part == read(octets, data_coding, errors="ignore")
    if known is Coding.OCTETS:
        assert part == ReceivedPart(octets, OCTETS)
    else:
        assert part.text == {Coding.GSM7: "@a", Coding.UCS2: "a"}.get(known, "\0a")


@pytest.mark.parametrize("coding", [Coding.ASCII, Coding.LATIN1, Coding.CYRILLIC, Coding.HEBREW])
def test_each_octet_is_a_character_or_refused(coding: Coding) -> None:
    for octet in range(256):
        octets = b"a" + bytes([octet])
        character = octets.decode(coding.value, "replace")[1]
        assert parse(octets, 0, default=coding, errors="ignore").text == "a" + character
        if character == "\ufffd":
            with pytest.raises(MalformedError) as caught:
                parse(HEADER + octets, 0, 0x40, default=coding)
            assert caught.value.args == (f"{octet:#04x} has no meaning in {coding.value}", "short_message", 7)
        else:
            assert parse(octets, 0, default=coding).text == "a" + character


def test_what_is_no_gsm_7_is_found_when_the_text_is_read() -> None:
    part = read(b"caf\xe9")
    assert part.payload == b"caf\xe9"
    with pytest.raises(MalformedError):
        _ = part.text


@pytest.mark.parametrize(
    ("padding", "octets", "text"),
    [
        ("zero", "31d98c56b3dd00", "1234567@"),
        ("cr", "31d98c56b3dd1a", "1234567"),
        ("zero", "31d98c56b3dd1a", "1234567\r"),
        ("cr", "31d98c56b3dd70", "12345678"),
    ],
)
def test_what_packed_octets_do_not_tell_is_told(padding: str, octets: str, text: str) -> None:
    assert parse(bytes.fromhex(octets), 0, default=Coding.GSM7_PACKED, padding=padding).text == text  # type: ignore[arg-type]


def test_an_option_that_is_none_is_refused() -> None:
    with pytest.raises(FieldRangeError) as caught:
        read(b"a", errors="replace")
    assert caught.value.args == ("errors", "replace", '"strict" or "ignore"')
    with pytest.raises(FieldRangeError, match="padding must be"):
        read(b"a", default=Coding.GSM7_PACKED, padding="at")


# -- headers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("esm_class", [0x40, 0xC0, 0x44, 0xFF])
def test_a_header_is_read_if_the_bit_is_set(esm_class: int) -> None:
    part = read(HEADER + b"hello", 0, esm_class)
    assert part.udh is not None
    assert (part.udh.concatenation, part.text) == (Concatenation(0xCC, 2, 1), "hello")
    assert read(HEADER + b"hello", 0, esm_class & ~0x40) == ReceivedPart(HEADER + b"hello", GSM7, None)


def test_tables_are_those_of_the_header() -> None:
    part = read(bytes.fromhex("06 240101 250101 0c1b67"), 0, 0x40)
    assert part.text == "\u011f\u011f"
    assert part.udh is not None
    assert (part.udh.locking, part.udh.single) == (Language.TURKISH, Language.TURKISH)


@pytest.mark.parametrize("text", ["", "a", "hello", "1234567", "5 \u20ac [b]", "a" * 138])
@pytest.mark.parametrize("n_octets", range(3, 20))
def test_packed_text_begins_on_a_septet_behind_the_header(text: str, n_octets: int) -> None:
    header = bytes([n_octets - 1, 0x70 - 1, n_octets - 3, *bytes(n_octets - 3)])
    udl, octets = oracle.user_data(text, "gsm7", header)
    n_spare = 8 * len(octets) - 7 * udl
    part = parse(octets, 0, 0x40, default=Coding.GSM7_PACKED)
    assert part.text == text + ("@" if n_spare == 7 else "")


def test_a_header_without_elements_is_none() -> None:
    assert read(b"\0hello", 0, 0x40) == ReceivedPart(b"hello", GSM7, None)


@pytest.mark.parametrize("name", ["short_message", "message_payload"])
def test_a_broken_header_is_refused_with_its_place_or_ignored(name: str) -> None:
    octets = bytes.fromhex("05 0003cc0203") + b"hello"
    parameters = {"short_message": b"", name: octets}
    with pytest.raises(MalformedError) as caught:
        parse(data_coding=0, esm_class=0x40, default=Coding.GSM7, **parameters)  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.offset) == (f"{name}.udh.element[0].sequence", 5)
    part = parse(data_coding=0, esm_class=0x40, default=Coding.GSM7, errors="ignore", **parameters)  # type: ignore[arg-type]
    assert part == ReceivedPart(b"hello", GSM7, None)


def test_a_header_longer_than_the_message_leaves_no_text() -> None:
    octets = bytes.fromhex("20 0003cc0201") + b"hello"
    with pytest.raises(TruncatedError, match=r"^short_message\.udh\.elements: "):
        read(octets, 0, 0x40)
    assert read(octets, 0, 0x40, errors="ignore") == ReceivedPart(b"", GSM7, None)
    assert read(octets, 0, 0x40, errors="ignore", default=Coding.GSM7_PACKED) == ReceivedPart(b"", GSM7, None)
    assert read(b"", 0, 0x40, errors="ignore") == ReceivedPart(b"", GSM7, None)
    with pytest.raises(TruncatedError):
        read(b"", 0, 0x40)


# -- where the text is -------------------------------------------------------------------------------------------------


def test_a_short_message_has_255_octets_at_most() -> None:
    assert read(b"a" * 254).text == "a" * 254
    assert read(b"a" * 255).text == "a" * 255
    with pytest.raises(OverlengthError) as caught:
        read(b"a" * 256)
    assert caught.value.args == ("256 octets, its length is one octet", "short_message", 255)
    assert read(b"a" * 256, errors="ignore").text == "a" * 256


def test_the_text_is_in_one_place() -> None:
    assert read(b"", message_payload=b"a" * 65535).text == "a" * 65535
    assert read(b"", message_payload=b"").text == ""
    with pytest.raises(MalformedError) as caught:
        read(b"a", message_payload=b"b")
    assert caught.value.args == ("there is a message_payload too", "short_message", 0)
    assert read(b"a", message_payload=b"b", errors="ignore").text == "b"


@pytest.mark.parametrize("given", [bytes, bytearray, memoryview])
def test_octets_may_come_in_whatever_holds_them(given: Any) -> None:
    for part in (read(given(b"hello")), read(b"", message_payload=given(b"hello"))):
        assert part == ReceivedPart(b"hello", GSM7)
        assert type(part.payload) is bytes


# -- SAR parameters ----------------------------------------------------------------------------------------------------

SAR = ("sar_msg_ref_num", "sar_total_segments", "sar_segment_seqnum")


def sar(*numbers: int | None) -> dict[str, Any]:
    """The three parameters."""
    return dict(zip(SAR, numbers, strict=True))


@pytest.mark.parametrize("numbers", [(0, 1, 1), (65535, 255, 255), (0x1CC, 3, 2)])
def test_sar_parameters_make_an_element(numbers: tuple[int, int, int]) -> None:
    part = read(b"hello", **sar(*numbers))
    assert part == ReceivedPart(b"hello", GSM7, UserDataHeader((Concatenation(*numbers, bits=16).element(),)))
    ports = bytes.fromhex("06 05040b8423f0")
    both = read(ports + b"hello", 0, 0x40, **sar(*numbers))
    assert both.udh is not None
    assert (both.udh.concatenation, both.payload) == (Concatenation(*numbers, bits=16), b"hello")
    assert both.udh.elements[1:] == (InformationElement(0x05, bytes.fromhex("0b8423f0")),)


@pytest.mark.parametrize("present", list(product((False, True), repeat=3))[1:-1])
def test_sar_parameters_are_all_there_or_none(present: tuple[bool, ...]) -> None:
    numbers = [1 if there else None for there in present]
    with pytest.raises(MalformedError) as caught:
        read(b"hello", **sar(*numbers))
    lacking = SAR[present.index(False)]
    assert caught.value.args == ("the other sar parameters are there, this one is not", lacking, 0)
    assert read(b"hello", **sar(*numbers), errors="ignore") == ReceivedPart(b"hello", GSM7)


@pytest.mark.parametrize(
    ("numbers", "name", "reason"),
    [
        ((-1, 2, 1), "sar_msg_ref_num", "-1 is not 0 to 65535"),
        ((65536, 2, 1), "sar_msg_ref_num", "65536 is not 0 to 65535"),
        ((7, 0, 0), "sar_total_segments", "0 is not 1 to 255"),
        ((7, 256, 1), "sar_total_segments", "256 is not 1 to 255"),
        ((7, 2, 0), "sar_segment_seqnum", "0 is not 1 to 2"),
        ((7, 2, 3), "sar_segment_seqnum", "3 is not 1 to 2"),
        ((1 << 80, 2, 1), "sar_msg_ref_num", f"{1 << 80} is not 0 to 65535"),
    ],
)
def test_sar_parameters_make_a_part_of_a_message(numbers: tuple[int, int, int], name: str, reason: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read(b"hello", **sar(*numbers))
    assert caught.value.args == (reason, name, 0)
    assert read(b"hello", **sar(*numbers), errors="ignore") == ReceivedPart(b"hello", GSM7)


@pytest.mark.parametrize(
    ("header", "numbers", "alike"),
    [
        ("050003cc0201", (0xCC, 2, 1), True),
        ("050003cc0201", (0x1CC, 2, 1), True),  # a server that makes 8 bits of 16
        ("050003cc0201", (0xCD, 2, 1), False),
        ("050003cc0201", (0xCC, 3, 1), False),
        ("050003cc0201", (0xCC, 2, 2), False),
        ("06080401cc0201", (0x1CC, 2, 1), True),
        ("06080401cc0201", (0xCC, 2, 1), False),
    ],
)
def test_a_header_that_says_the_same_stands(header: str, numbers: tuple[int, int, int], alike: bool) -> None:
    octets = bytes.fromhex(header)
    alone = read(octets + b"hello", 0, 0x40)
    assert read(octets + b"hello", 0, 0x40, **sar(*numbers), errors="ignore") == alone
    if alike:
        assert read(octets + b"hello", 0, 0x40, **sar(*numbers)) == alone
    else:
        with pytest.raises(MalformedError) as caught:
            read(octets + b"hello", 0, 0x40, **sar(*numbers))
        assert caught.value.args == ("the header says something else", "sar_msg_ref_num", 0)


# -- whatever comes ----------------------------------------------------------------------------------------------------


def outcome(octets: bytes, data_coding: int, esm_class: int, **options: Any) -> ReceivedPart | DecodeError:
    """The part, or why there is none."""
    try:
        return parse(octets, data_coding, esm_class, **options)
    except DecodeError as error:
        return error


def check(octets: bytes, data_coding: int, esm_class: int, **options: Any) -> None:
    """Whatever the parameters, one part is read, or one documented error is raised."""
    lenient = parse(octets, data_coding, esm_class, **options, errors="ignore")
    strict = outcome(octets, data_coding, esm_class, **options)
    if isinstance(strict, ReceivedPart):
        assert strict == lenient
    else:
        assert strict.field.startswith(("short_message", "message_payload", "data_coding", "sar_"))
        assert 0 <= strict.offset <= max(len(octets), len(options.get("message_payload") or b""))
    with suppress(DecodeError, ReassemblyError):
        _ = lenient.text


NUMBERS = st.none() | st.integers(-1, 4) | st.integers()


@given(
    octets=st.one_of(st.binary(max_size=300), strategies.octets, strategies.octets.map(lambda text: HEADER + text)),
    data_coding=st.sampled_from([0, 1, 3, 4, 5, 6, 7, 8]) | st.integers(0, 255),
    esm_class=st.sampled_from([0, 0x40]) | st.integers(0, 255),
    default=st.sampled_from(list(Coding)),
    padding=st.sampled_from(["zero", "cr"]),
    numbers=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    message_payload=st.none() | st.binary(max_size=300),
)
def test_any_parameters_are_read_or_refused(
    octets: bytes,
    data_coding: int,
    esm_class: int,
    default: Coding,
    padding: str,
    numbers: tuple[int | None, int | None, int | None],
    message_payload: bytes | None,
) -> None:
    options = {"default": default, "padding": padding, "message_payload": message_payload}
    check(octets, data_coding, esm_class, **options, **sar(*numbers))


@pytest.mark.parametrize("default", list(Coding))
def test_octets_that_are_cut_short_or_changed_are_read_or_refused(default: Coding) -> None:
    octets = bytes.fromhex("0b 0003cc0201 05040b8423f0") + b"5 \x1be \xd8\x3d"
    for spoiled in (*truncations(octets), *bit_flips(octets)):
        check(spoiled, 0, 0x40, default=default)
