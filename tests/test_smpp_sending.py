"""From texts to parameters: in three ways, in every coding, and in the signature that others know."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet import smpp
from septet.alphabets import Encoding, Language
from septet.errors import EncodeError, FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.reassembly import Reassembler
from septet.smpp.codings import CODINGS, Coding
from septet.smpp.receiving import parse
from septet.smpp.sending import Part, make_parts, parts, parts_of_octets
from septet.split import split, split_octets
from septet.udh import InformationElement, PortAddressing

if TYPE_CHECKING:
    from septet._typing import Joining, ReferenceBits
    from septet.received import ReceivedMessage

GRAVE = "`"  # in ASCII, not in GSM-7
PORTS = PortAddressing(2948, 9200)


def header(reference: int, total: int, sequence: int, bits: int = 8) -> bytes:
    """A header of one element, from the standard."""
    return oracle.concatenation_header(reference, total, sequence, bits)


def lengths(made: tuple[Part, ...]) -> list[int]:
    """The octets of each short message."""
    return [len(part.short_message) for part in made]


def received(made: tuple[Part, ...], **options: Any) -> ReceivedMessage:
    """The message on the other side of the link."""
    reassembler = Reassembler()
    for part in made[::-1]:
        message = reassembler.add(parse(**part.parameters(), **options))  # type: ignore[arg-type]
    assert message is not None
    return message


# -- one part ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["udh", "sar", "message_payload"])
def test_a_text_that_fits_is_a_short_message_in_any_case(by: Joining) -> None:
    assert parts("5 \u20ac", by=by) == (Part("5 \u20ac", b"5 \x1be", 0, 0),)
    assert parts("\u042f", by=by) == (Part("\u042f", b"\x04\x2f", 8, 0),)
    assert parts("", by=by) == (Part("", b"", 0, 0),)


@pytest.mark.parametrize(
    ("text", "options", "octets", "data_coding"),
    [
        ("@", {}, b"\0", 0),
        ("@", {"data_coding": 0}, b"\0", 0),
        ("@", {"data_coding": 1}, b"@", 1),
        ("@", {"data_coding": 3}, b"@", 3),
        ("@", {"data_coding": 8}, b"\0@", 8),
        ("@", {"data_coding": 0xF0}, b"\0", 0xF0),
        ("@", {"data_coding": 5, "codings": {5: Coding.LATIN1}}, b"@", 5),
        ("\xea", {"data_coding": 3}, b"\xea", 3),
        ("\u042f", {"data_coding": 6}, b"\xcf", 6),
        ("\u05d0", {"data_coding": 7}, b"\xe0", 7),
        ("@", {"default": Coding.LATIN1}, b"@", 0),
        ("\xea", {"default": Coding.LATIN1}, b"\xea", 0),
        ("\u20ac", {"default": Coding.LATIN1}, b"\x20\xac", 8),
        (GRAVE, {"default": Coding.ASCII}, b"`", 0),
        (GRAVE, {}, b"\0`", 8),
        ("@", {"default": Coding.UCS2}, b"\0@", 0),
        ("hellohello", {"default": Coding.GSM7_PACKED}, bytes.fromhex("e8329bfd4697d9ec37"), 0),
        ("\u042f", {"default": Coding.GSM7_PACKED}, b"\x04\x2f", 8),
        ("1234567", {"default": Coding.GSM7_PACKED}, bytes.fromhex("31d98c56b3dd00"), 0),
        ("1234567", {"default": Coding.GSM7_PACKED, "padding": "cr"}, bytes.fromhex("31d98c56b3dd1a"), 0),
    ],
)
def test_a_text_is_written_as_the_link_has_it(
    text: str, options: dict[str, Any], octets: bytes, data_coding: int
) -> None:
    assert parts(text, **options) == (Part(text, octets, data_coding, 0),)


@pytest.mark.parametrize("data_coding", [0, 1, 3, 6, 7])
def test_a_coding_that_was_asked_for_is_the_only_one(data_coding: int) -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        parts("ab\U0001f600", data_coding=data_coding)
    assert (caught.value.position, caught.value.character) == (2, "\U0001f600")
    assert caught.value.alphabet in ("the GSM 7-bit default alphabet", *(coding.value for coding in Coding))


@pytest.mark.parametrize("data_coding", [*range(256), -1, 256, 1 << 80])
def test_each_data_coding_is_one_for_text_or_refused(data_coding: int) -> None:
    known = {0: Coding.GSM7, **CODINGS}.get(data_coding, Coding.OCTETS)
    if known is Coding.OCTETS:
        with pytest.raises(FieldRangeError) as caught:
            parts("a", data_coding=data_coding)
        assert caught.value.args == ("data_coding", data_coding, "one that stands for text")
    else:
        (part,) = parts("a", data_coding=data_coding)
        assert (part.short_message, part.data_coding) == (b"\0a" if data_coding == 8 else b"a", data_coding)


def test_what_0_means_must_be_text() -> None:
    with pytest.raises(FieldRangeError, match="data_coding must be one that stands for text, not 0"):
        parts("a", default=Coding.OCTETS)


def test_a_header_sets_the_bit_of_esm_class() -> None:
    assert parts("hello", udh=[PORTS]) == (Part("hello", bytes.fromhex("0605040b8423f0") + b"hello", 0, 0x40),)
    (part,) = parts("\u011f", languages=[(Language.DEFAULT, Language.TURKISH)])
    assert (part.short_message, part.esm_class) == (bytes.fromhex("03240101 1b67"), 0x40)
    (part,) = parts("\xea", data_coding=3, udh=[PORTS])
    assert (part.short_message, part.esm_class) == (bytes.fromhex("0605040b8423f0ea"), 0x40)


# -- several parts -----------------------------------------------------------------------------------------------------

LONG = "a" * 152 + "\u20ac" + "b" * 10


def test_parts_by_header() -> None:
    assert parts(LONG, reference=0xCC) == (
        Part("a" * 152, header(0xCC, 2, 1) + b"a" * 152, 0, 0x40),
        Part("\u20acbbbbbbbbbb", header(0xCC, 2, 2) + b"\x1bebbbbbbbbbb", 0, 0x40),
    )
    assert parts(LONG, reference=0x1CC, reference_bits=16) == (
        Part("a" * 152, header(0x1CC, 2, 1, 16) + b"a" * 152, 0, 0x40),
        Part("\u20acbbbbbbbbbb", header(0x1CC, 2, 2, 16) + b"\x1bebbbbbbbbbb", 0, 0x40),
    )


def test_parts_by_parameters() -> None:
    first, second = parts(LONG, by="sar", reference=0x1CC)
    assert first == Part("a" * 152, b"a" * 152, 0, 0, 0x1CC, 2, 1)
    assert second == Part("\u20acbbbbbbbbbb", b"\x1bebbbbbbbbbb", 0, 0, 0x1CC, 2, 2)
    assert second.parameters() == {
        "short_message": b"\x1bebbbbbbbbbb",
        "data_coding": 0,
        "esm_class": 0,
        "sar_msg_ref_num": 0x1CC,
        "sar_total_segments": 2,
        "sar_segment_seqnum": 2,
    }


def test_a_whole_text_as_payload() -> None:
    (part,) = parts(LONG, by="message_payload")
    assert part == Part(LONG, b"", 0, 0, message_payload=b"a" * 152 + b"\x1be" + b"b" * 10)
    assert part.parameters() == {
        "short_message": b"",
        "data_coding": 0,
        "esm_class": 0,
        "message_payload": part.message_payload,
    }
    (part,) = parts("\U0001f600" * 100, by="message_payload")
    assert part.message_payload == "\U0001f600".encode("utf-16-be") * 100
    (part,) = parts("\xea" * 141, data_coding=3, by="message_payload")
    assert part.message_payload == b"\xea" * 141


def test_other_elements_stay_in_the_header_beside_the_parameters() -> None:
    made = parts("a" * 200, by="sar", reference=7, udh=[PORTS])
    assert [part.short_message[:7].hex() for part in made] == ["0605040b8423f0"] * 2
    assert [(part.esm_class, part.sar_segment_seqnum) for part in made] == [(0x40, 1), (0x40, 2)]
    assert lengths(made) == [7 + 145, 7 + 55]  # room for the 16-bit reference beside the ports
    made = parts("\u011f" * 160, by="sar", languages={Language.TURKISH})
    assert [part.short_message[:4].hex() for part in made] == ["03250101"] * 2
    assert lengths(made) == [4 + 148, 4 + 12]


@pytest.mark.parametrize("options", [{"udh": [PORTS]}, {"languages": [(Language.DEFAULT, Language.TURKISH)]}])
def test_a_payload_cannot_have_the_header_of_each_part(options: dict[str, Any]) -> None:
    with pytest.raises(FieldRangeError) as caught:
        parts("\u011f" * 100, by="message_payload", **options)
    assert caught.value.args == ("by", "message_payload", '"udh" or "sar" where every part has to have a header')
    assert parts("\u011f", by="message_payload", **options)[0].esm_class == 0x40


def test_packed_parts_have_fill_bits_as_on_the_air() -> None:
    made = parts(LONG, default=Coding.GSM7_PACKED, reference=0xCC)
    assert [part.short_message for part in made] == [part.user_data for part in split(LONG, reference=0xCC)]
    by_parameters = parts(LONG, default=Coding.GSM7_PACKED, by="sar")
    assert [part.short_message for part in by_parameters] == [
        oracle.pack([0x61] * 152),
        oracle.pack([0x1B, 0x65, *[0x62] * 10]),
    ]
    (whole,) = parts(LONG, default=Coding.GSM7_PACKED, by="message_payload")
    assert whole.message_payload == oracle.pack([0x61] * 152 + [0x1B, 0x65] + [0x62] * 10)


def test_a_reference_is_drawn_where_none_is_given() -> None:
    texts = {part.short_message[3] for _ in range(50) for part in parts("a" * 161)}
    assert len(texts) > 10
    references = {part.sar_msg_ref_num for _ in range(50) for part in parts("a" * 161, by="sar")}
    assert len(references) > 10
    assert max(filter(None, references)) > 255


# -- limits from both sides --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "n_octets"),
    [
        ("a" * 160, {}, [160]),
        ("a" * 161, {}, [159, 14]),
        ("a" * 161, {"reference_bits": 16}, [159, 16]),
        ("a" * 306, {}, [159, 159]),
        ("a" * 307, {}, [159, 159, 7]),
        ("a" * 161, {"by": "sar"}, [152, 9]),
        ("a" * 304, {"by": "sar"}, [152, 152]),
        ("a" * 305, {"by": "sar"}, [152, 152, 1]),
        ("a" * 306, {"by": "sar", "reference_bits": 8}, [153, 153]),
        ("\u042f" * 70, {}, [140]),
        ("\u042f" * 71, {}, [140, 14]),
        ("\u042f" * 71, {"by": "sar"}, [132, 10]),
        ("\xea" * 140, {"data_coding": 3}, [140]),
        ("\xea" * 141, {"data_coding": 3}, [140, 13]),
        ("\xea" * 268, {"data_coding": 3}, [140, 140]),
        ("\xea" * 269, {"data_coding": 3}, [140, 140, 7]),
        ("\xea" * 141, {"data_coding": 3, "reference_bits": 16}, [140, 15]),
        ("\xea" * 141, {"data_coding": 3, "by": "sar"}, [133, 8]),
        ("\xea" * 133, {"data_coding": 3, "udh": [PORTS]}, [140]),
        ("\xea" * 134, {"data_coding": 3, "udh": [PORTS]}, [140, 18]),
        ("a" * 160, {"default": Coding.GSM7_PACKED}, [140]),
        ("a" * 161, {"default": Coding.GSM7_PACKED}, [140, 14]),
    ],
)
def test_a_part_is_filled_to_its_limit_and_no_further(text: str, options: dict[str, Any], n_octets: list[int]) -> None:
    assert lengths(parts(text, **options)) == n_octets


@pytest.mark.parametrize(
    ("text", "options"), [("a" * 153, {}), ("\u042f" * 67, {}), ("\xea" * 134, {"data_coding": 3})]
)
@pytest.mark.parametrize("by", ["udh", "message_payload"])
def test_there_are_255_parts_at_most(text: str, options: dict[str, Any], by: Joining) -> None:
    made = parts(text * 255, by=by, **options)
    assert len(made) == (255 if by == "udh" else 1)
    with pytest.raises(TooManyPartsError) as caught:
        parts(text * 255 + text[0], by=by, **options)
    assert caught.value.args == (256, 255)


@pytest.mark.parametrize("options", [{}, {"data_coding": 3}])
def test_fewer_parts_may_be_allowed(options: dict[str, Any]) -> None:
    assert len(parts("a" * 200, max_parts=2, **options)) == 2
    with pytest.raises(TooManyPartsError) as caught:
        parts("a" * 200, max_parts=1, **options)
    assert caught.value.args == (2, 1)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({"by": "tlv"}, ("by", "tlv", '"udh", "sar" or "message_payload"')),
        ({"reference_bits": 0}, ("reference_bits", 0, "8 or 16")),
        ({"reference": 256}, ("reference", 256, "0 to 255")),
        ({"reference": 65536, "by": "sar"}, ("reference", 65536, "0 to 65535")),
        ({"reference": 256, "data_coding": 3}, ("reference", 256, "0 to 255")),
        ({"max_parts": 0}, ("max_parts", 0, "1 or more")),
        ({"padding": "at", "default": Coding.GSM7_PACKED}, ("padding", "at", '"zero" or "cr"')),
    ],
)
def test_options_have_limits(options: dict[str, Any], arguments: tuple[object, ...]) -> None:
    with pytest.raises(FieldRangeError) as caught:
        parts("a" * 200, **options)
    assert caught.value.args == arguments


def test_elements_may_come_from_an_iterator() -> None:
    made = parts("\u20ac", default=Coding.LATIN1, udh=iter([PORTS]))
    assert made == (Part("\u20ac", bytes.fromhex("0605040b8423f020ac"), 8, 0x40),)


def test_a_part_is_a_value() -> None:
    for part in parts(LONG, by="sar"):
        assert pickle.loads(pickle.dumps(part)) == copy.copy(part) == part


# -- there and back ----------------------------------------------------------------------------------------------------


@given(
    text=strategies.texts | strategies.national_texts | st.text(st.characters(max_codepoint=0xFF), max_size=400),
    by=st.sampled_from(["udh", "sar", "message_payload"]),
    reference_bits=st.sampled_from([None, 8, 16]),
    default=st.sampled_from([coding for coding in Coding if coding is not Coding.OCTETS]),
    data_coding=st.sampled_from([None, None, 0, 1, 3, 6, 7, 8, 0xF1]),
    allowed=strategies.allowed_languages,
    udh=st.sampled_from([(), (PORTS,), (InformationElement(0x22, bytes(5)),)]),
)
def test_what_was_sent_is_what_is_received(
    text: str,
    by: Joining,
    reference_bits: ReferenceBits | None,
    default: Coding,
    data_coding: int | None,
    allowed: Any,
    udh: Any,
) -> None:
    try:
        made = parts(
            text,
            data_coding=data_coding,
            by=by,
            default=default,
            padding="cr",
            reference_bits=reference_bits,
            languages=allowed,
            udh=udh,
        )
    except EncodeError as error:
        assert data_coding is not None or isinstance(error, FieldRangeError)  # noqa: PT017 - nothing else is wrong
        return
    assert "".join(part.text for part in made) == text
    assert max(lengths(made)) <= 160
    assert {(part.data_coding, part.esm_class & 0x40) for part in made} == {(made[0].data_coding, made[0].esm_class)}
    if data_coding is not None:
        assert made[0].data_coding == data_coding
    whole = text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
    assert received(made, default=default, padding="cr").decode(errors="surrogatepass") == whole


@given(text=strategies.texts, by=st.sampled_from(["udh", "sar"]), reference=st.integers(0, 255))
def test_parts_are_those_of_a_split(text: str, by: Joining, reference: int) -> None:
    bits: ReferenceBits = 8 if by == "udh" else 16
    made = parts(text, by=by, reference=reference)
    cut = split(text, reference=reference, reference_bits=bits)
    assert [part.text for part in made] == [part.text for part in cut]
    for number, (part, one) in enumerate(zip(made, cut, strict=True), 1):
        several = len(cut) > 1
        front = header(reference, len(cut), number) if several and by == "udh" else b""
        assert part.short_message == front + one.payload
        assert part.data_coding == (8 if one.encoding is Encoding.UCS2 else 0)
        sar = (part.sar_msg_ref_num, part.sar_total_segments, part.sar_segment_seqnum)
        assert sar == ((reference, len(cut), number) if several and by == "sar" else (None, None, None))


# -- the signature of smpplib.gsm --------------------------------------------------------------------------------------


def test_the_signature_is_the_one_that_others_know() -> None:
    assert str(inspect.signature(make_parts)).startswith("(text: 'str', encoding: 'int' = 0, use_udhi: 'bool' = True)")
    assert smpp.make_parts is make_parts


@pytest.mark.parametrize(
    ("text", "encoding", "parts_and_flags"),
    [
        ("Hello", 0, ([b"Hello"], 0, 0)),
        ("\u20ac@", 0, ([b"\x1be\0"], 0, 0)),
        ("\u041f\u0440", 0, ([b"\x04\x1f\x04\x40"], 8, 0)),
        ("\xea", 3, ([b"\xea"], 3, 0)),
        ("\u20ac", 3, ([b"\x20\xac"], 8, 0)),
        ("Hello", 8, ([b"\0H\0e\0l\0l\0o"], 8, 0)),
        ("", 0, ([b""], 0, 0)),
        (GRAVE, 0, ([b"\0`"], 8, 0)),
    ],
)
def test_short_texts_are_one_part(text: str, encoding: int, parts_and_flags: object) -> None:
    assert make_parts(text, encoding) == parts_and_flags


@pytest.mark.parametrize(
    ("text", "encoding", "payloads", "data_coding"),
    [
        ("a" * 160 + "b", 0, [b"a" * 153, b"a" * 7 + b"b"], 0),
        ("a" * 152 + "\u20ac" * 5, 0, [b"a" * 152, b"\x1be" * 5], 0),
        ("\u20ac" * 81, 0, [b"\x1be" * 76, b"\x1be" * 5], 0),
        ("\u042f" * 71, 0, [b"\x04\x2f" * 67, b"\x04\x2f" * 4], 8),
        ("\U0001f600" * 36, 0, [b"\xd8\x3d\xde\x00" * 33, b"\xd8\x3d\xde\x00" * 3], 8),
        ("\xea" * 141, 3, [b"\xea" * 134, b"\xea" * 7], 3),
    ],
)
def test_long_texts_have_a_header_in_each_part(
    text: str, encoding: int, payloads: list[bytes], data_coding: int
) -> None:
    made, coding, esm_class = make_parts(text, encoding)
    assert (coding, esm_class) == (data_coding, 0x40)
    (reference,) = {part[3] for part in made}
    assert made == [header(reference, len(payloads), i) + payload for i, payload in enumerate(payloads, 1)]


def test_without_headers_there_is_room_for_those_of_16_bits() -> None:
    assert make_parts("a" * 160, use_udhi=False) == ([b"a" * 160], 0, 0)
    assert make_parts("a" * 161, use_udhi=False) == ([b"a" * 152, b"a" * 9], 0, 0)
    assert make_parts("\u042f" * 71, 0, False) == ([b"\x04\x2f" * 66, b"\x04\x2f" * 5], 8, 0)


@pytest.mark.parametrize("use_udhi", [True, False])
def test_what_cannot_be_parts_is_refused(use_udhi: bool) -> None:
    with pytest.raises(TooManyPartsError):
        make_parts("a" * (153 * 255 + 1), use_udhi=use_udhi)
    with pytest.raises(FieldRangeError, match="data_coding must be one that stands for text, not 4"):
        make_parts("a", 4, use_udhi)


@given(text=strategies.texts, encoding=st.sampled_from([0, 1, 3, 8]), use_udhi=st.booleans())
def test_each_part_can_be_read_by_itself(text: str, encoding: int, use_udhi: bool) -> None:
    made, data_coding, esm_class = make_parts(text, encoding, use_udhi)
    assert data_coding in (encoding, 8)
    assert esm_class == (0x40 if use_udhi and len(made) > 1 else 0)
    read = [parse(part, data_coding, esm_class, default=Coding.GSM7) for part in made]
    decoded = "".join(
        part.payload.decode("utf-16-be", "surrogatepass") for part in read if part.encoding.name == "UCS2"
    )
    septets = "".join(part.text for part in read if part.encoding is Encoding.GSM7)
    assert decoded + septets == text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


# -- data --------------------------------------------------------------------------------------------------------------

SECURITY = InformationElement(0x70, b"")


@given(
    data=st.binary(max_size=500),
    by=st.sampled_from(["udh", "sar", "message_payload"]),
    data_coding=st.sampled_from([2, 4, 0xF6]),
)
def test_data_comes_back(data: bytes, by: Any, data_coding: int) -> None:
    made = parts_of_octets(data, by=by, data_coding=data_coding)
    assert {part.data_coding for part in made} == {data_coding}
    assert {part.text for part in made} == {""}
    assert received(made, default=Coding.GSM7).octets == data


def test_parts_of_data_are_those_of_split_octets() -> None:
    made = parts_of_octets(bytes(300), reference=7, udh=[PORTS], first_udh=[SECURITY])
    expected = split_octets(bytes(300), reference=7, udh=[PORTS], first_udh=[SECURITY])
    assert [part.short_message for part in made] == [part.user_data for part in expected]
    assert {part.esm_class for part in made} == {0x40}
    by_sar = parts_of_octets(bytes(300), by="sar", reference=7, udh=[PORTS])
    assert [len(part.short_message) for part in by_sar] == [134, 134, 53]
    assert [part.sar_segment_seqnum for part in by_sar] == [1, 2, 3]
    assert parts_of_octets(bytes(141), by="sar", reference_bits=8)[0].short_message == bytes(134)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"data_coding": 0}, "data_coding"),
        ({"data_coding": 8}, "data_coding"),
        ({"data_coding": 9}, "data_coding"),
        ({"by": "tlv"}, "by"),
        ({"by": "message_payload", "udh": [PORTS]}, "by"),
        ({"reference": 256}, "reference"),
        ({"udh": [InformationElement(1, bytes(132))]}, "udh"),
        ({"max_parts": 0}, "max_parts"),
    ],
)
def test_options_of_data_have_limits(options: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        parts_of_octets(bytes(200), **options)
    assert caught.value.field == field


def test_a_link_may_have_another_coding_for_data() -> None:
    assert parts_of_octets(b"a", data_coding=9, codings={9: Coding.OCTETS})[0].data_coding == 9
    with pytest.raises(TooManyPartsError):
        parts_of_octets(bytes(200), max_parts=1)
