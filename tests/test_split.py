"""Parts as they go on the wire, compared with the standard octet by octet."""

from __future__ import annotations

import copy
import gc
import inspect
import os
import pickle
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet import gsm7, ucs2
from septet._value import value
from septet.alphabets import Encoding
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.plan import count, count_parts, plan
from septet.rules import rules
from septet.split import Part, headers_of, split, split_octets
from septet.split import _references as references
from septet.udh import Concatenation, InformationElement, UserDataHeader

if TYPE_CHECKING:
    from septet._typing import ReferenceBits

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS
PORTS = InformationElement(0x05, b"\x0b\x84\x00\x00")

elements = strategies.carried_elements
encodings = st.sampled_from([None, GSM7, UCS2])


def raw_header(part: Part) -> bytes:
    """The header of the part, put together by hand."""
    if part.udh is None:
        return b""
    body = b"".join(bytes([element.identifier, len(element.data)]) + element.data for element in part.udh.elements)
    return bytes([len(body)]) + body


def encoding_of(text: str, encoding: Encoding | None) -> str:
    """The encoding that the oracle knows under this name."""
    if encoding is None:
        return "ucs2" if oracle.septets_of(text) is None else "gsm7"
    return "ucs2" if encoding is UCS2 else "gsm7"


# -- parts are right ---------------------------------------------------------------------------------------------------


@given(
    text=strategies.texts,
    encoding=encodings,
    reference=st.integers(0, 255),
    reference_bits=st.sampled_from([8, 16]),
    udh=elements,
)
@example(text="", encoding=None, reference=0, reference_bits=8, udh=())
@example(text="", encoding=UCS2, reference=0, reference_bits=8, udh=(PORTS,))
@example(text="", encoding=None, reference=0, reference_bits=8, udh=(InformationElement(1, b"\x00"),))
@example(text="a" * 161, encoding=None, reference=255, reference_bits=8, udh=(PORTS,))
def test_user_data_is_that_of_the_standard_octet_by_octet(
    text: str,
    encoding: Encoding | None,
    reference: int,
    reference_bits: ReferenceBits,
    udh: tuple[InformationElement, ...],
) -> None:
    name = encoding_of(text, encoding)
    if name == "gsm7" and oracle.septets_of(text) is None:
        with pytest.raises(UnencodableCharacterError):
            split(text, encoding=encoding, reference=reference, reference_bits=reference_bits, udh=udh)
        return
    parts = split(text, encoding=encoding, reference=reference, reference_bits=reference_bits, udh=udh)
    concatenated = len(parts) > 1
    for index, part in enumerate(parts):
        own = (Concatenation(reference, len(parts), index + 1, reference_bits).element(),) if concatenated else ()
        assert part.udh == (UserDataHeader((*own, *udh)) if own or udh else None)
        header = raw_header(part)
        if concatenated:
            alone = oracle.concatenation_header(reference, len(parts), index + 1, reference_bits)
            assert header[1 : len(alone)] == alone[1:]
        assert (part.udl, part.user_data) == oracle.user_data(part.text, name, header)
        if name == "gsm7":
            assert list(part.payload) == oracle.septets_of(part.text)
        else:
            assert part.payload == b"".join(unit.to_bytes(2, "big") for unit in oracle.utf16_units(part.text))
        assert part.n_units == len(part.payload) // (2 if name == "ucs2" else 1)


@given(
    text=strategies.texts,
    encoding=encodings,
    reference_bits=st.sampled_from([8, 16]),
    max_parts=st.sampled_from([None, 1, 2, 3, 255, 256]),
    udh=elements,
)
def test_there_are_as_many_parts_as_were_planned_and_counted(
    text: str,
    encoding: Encoding | None,
    reference_bits: ReferenceBits,
    max_parts: int | None,
    udh: tuple[InformationElement, ...],
) -> None:
    options: dict[str, Any] = {
        "encoding": encoding,
        "reference_bits": reference_bits,
        "max_parts": max_parts,
        "udh": udh,
    }
    try:
        parts = split(text, **options)
    except (TooManyPartsError, UnencodableCharacterError) as error:
        for function in (plan, count_parts):
            with pytest.raises(type(error)):
                function(text, **options)
        return
    made = plan(text, **options)
    assert len(parts) == made.n_parts == count_parts(text, **options)
    assert tuple(part.n_units for part in parts) == made.part_units
    assert [part.text for part in parts] == list(made.cut(text))
    if encoding is None:
        assert len(parts) == count(text, rules(reference_bits=reference_bits, udh=udh))[2]


@given(text=strategies.texts, encoding=st.sampled_from([None, UCS2]), reference_bits=st.sampled_from([8, 16]))
def test_parts_rejoin_to_the_text_and_cut_no_pair(
    text: str, encoding: Encoding | None, reference_bits: ReferenceBits
) -> None:
    parts = split(text, encoding=encoding, reference_bits=reference_bits)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.user_data) <= 140 for part in parts)
    assert all(part.udl <= (160 if encoding_of(text, encoding) == "gsm7" else 140) for part in parts)
    payload = b"".join(part.payload for part in parts)
    if encoding_of(text, encoding) == "gsm7":
        assert gsm7.decode(payload) == text
        assert [gsm7.decode(part.payload) for part in parts] == [part.text for part in parts]
        assert not any(part.payload.endswith(b"\x1b") for part in parts)
    else:
        assert payload == ucs2.encode(text)
        for before, after in pairwise(parts):
            assert not (before.payload[-2] >> 2 == 0x36 and after.payload[0] >> 2 == 0x37)


@pytest.mark.parametrize(
    ("text", "options", "octets"),
    [
        ("hello", {}, ["e8329bfd06"]),
        ("hellohello", {}, ["e8329bfd4697d9ec37"]),
        ("", {}, [""]),
        ("", {"encoding": UCS2}, [""]),
        ("hi", {"encoding": UCS2}, ["00680069"]),
        ("\U0001f600", {}, ["d83dde00"]),
        ("\ud83d", {}, ["d83d"]),
        ("a", {"udh": [InformationElement(0x0A, b"\x01")]}, ["030a01010803"]),
    ],
)
def test_short_texts_are_one_part(text: str, options: dict[str, Any], octets: list[str]) -> None:
    assert [part.user_data.hex() for part in split(text, **options)] == octets


def test_a_header_in_front_of_nothing_is_filled_up_to_a_septet() -> None:
    (part,) = split("", udh=(InformationElement(0x01, b"\x00"),))
    assert (part.udl, part.user_data) == (5, bytes.fromhex("0301010000"))
    (part,) = split("", encoding=UCS2, udh=(InformationElement(0x01, b"\x00"),))
    assert (part.udl, part.user_data) == (4, bytes.fromhex("03010100"))


@pytest.mark.parametrize("given", [None, (), [], iter(())])
def test_no_elements_are_no_header(given: Any) -> None:
    (part,) = split("a", udh=given)
    assert part.udh is None


def test_elements_may_come_one_by_one() -> None:
    parts = split("a" * 200, udh=(element for element in [PORTS]), reference=1)
    ports = PORTS.serialize()
    assert [part.user_data[:12] for part in parts] == [
        bytes.fromhex("0b0003010201") + ports,
        bytes.fromhex("0b0003010202") + ports,
    ]


@settings(max_examples=200)
@given(
    text=strategies.national_texts,
    languages=strategies.allowed_languages,
    reference_bits=st.sampled_from([8, 16]),
    udh=elements,
)
@example(text="\u015f" * 155, languages=[1], reference_bits=8, udh=())
@example(text="\u015f" * 156, languages=[1], reference_bits=8, udh=())
@example(text="\u0905" * 100 + "\u015f" * 40, languages=[(6, 1)], reference_bits=16, udh=(PORTS,))
def test_parts_name_their_tables_and_read_back(
    text: str, languages: Any, reference_bits: ReferenceBits, udh: tuple[InformationElement, ...]
) -> None:
    made = plan(text, languages=languages, reference_bits=reference_bits, udh=udh)
    parts = split(text, languages=languages, reference=77, reference_bits=reference_bits, udh=udh)
    name = "gsm7" if made.encoding is Encoding.GSM7 else "ucs2"
    shifts = [(0x24, made.single), (0x25, made.locking)]
    named = [InformationElement(identifier, bytes([language])) for identifier, language in shifts if language]
    for part in parts:
        header = raw_header(part)
        assert (part.udl, part.user_data) == oracle.user_data(part.text, name, header, made.locking, made.single)
        own = part.udh.elements[len(parts) > 1 :] if part.udh else ()
        assert own == (*named, *udh)
    assert "".join(part.text for part in parts) == text


def test_a_part_says_all_there_is_to_say() -> None:
    assert split("5 \u20ac") == (
        Part(
            text="5 \u20ac",
            udh=None,
            payload=b"5 \x1be",
            user_data=oracle.pack(list(b"5 \x1be")),
            udl=4,
            n_units=4,
            encoding=Encoding.GSM7,
        ),
    )
    first, second = split("\u042f" * 71, reference=7)
    assert first == Part(
        text="\u042f" * 67,
        udh=UserDataHeader((InformationElement(0, b"\x07\x02\x01"),)),
        payload=b"\x04\x2f" * 67,
        user_data=b"\x05\x00\x03\x07\x02\x01" + b"\x04\x2f" * 67,
        udl=140,
        n_units=67,
        encoding=Encoding.UCS2,
    )
    assert (second.text, second.udl, second.n_units) == ("\u042f" * 4, 14, 4)
    for part in (first, second):
        assert pickle.loads(pickle.dumps(part)) == copy.copy(part) == part


@pytest.mark.parametrize(("text", "encoding"), [("", GSM7), ("", UCS2), ("a" * 161, GSM7), ("a" * 71, UCS2)])
def test_each_part_says_how_it_is_written(text: str, encoding: Encoding) -> None:
    assert {part.encoding for part in split(text, encoding=encoding)} == {encoding}


def test_headers_can_be_made_for_other_parts_too() -> None:
    ports = PORTS.serialize()
    assert [header.serialize() for header in headers_of(1, ())] == [b""]
    assert [header.serialize() for header in headers_of(1, (PORTS,))] == [bytes([len(ports)]) + ports]
    first, second = headers_of(2, (PORTS,), reference=0x102, reference_bits=16)
    assert first.serialize() == bytes([6 + len(ports)]) + b"\x08\x04\1\2\2\1" + ports
    assert second.serialize() == bytes([6 + len(ports)]) + b"\x08\x04\1\2\2\2" + ports
    with pytest.raises(FieldRangeError) as caught:
        headers_of(256, ())
    assert caught.value.args == ("total", 256, "1 to 255")


# -- the limits from both sides ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "udls"),
    [
        ("a" * 160, {}, [160]),
        ("a" * 161, {}, [160, 15]),
        ("a" * 161, {"reference_bits": 16}, [160, 17]),
        ("a" * 306, {}, [160, 160]),
        ("a" * 307, {}, [160, 160, 8]),
        ("a" * 152 + "\u20ac" * 5, {}, [159, 17]),
        ("\u042f" * 70, {}, [140]),
        ("\u042f" * 71, {}, [140, 14]),
        ("\u042f" * 71, {"reference_bits": 16}, [139, 17]),
        ("\u042f" * 66 + "\U0001f600" * 3, {}, [138, 18]),
        ("a" * 152, {"udh": (PORTS,)}, [160]),
        ("a" * 153, {"udh": (PORTS,)}, [160, 21]),
    ],
)
def test_a_part_is_filled_to_its_limit_and_no_further(text: str, options: dict[str, Any], udls: list[int]) -> None:
    assert [part.udl for part in split(text, **options)] == udls


@pytest.mark.parametrize(("character", "most"), [("a", 153 * 255), ("\u042f", 67 * 255), ("\U0001f600", 33 * 255)])
def test_a_text_has_255_parts_and_no_more(character: str, most: int) -> None:
    parts = split(character * most, reference=1)
    assert [part.user_data[3:6] for part in parts] == [bytes([1, 255, index]) for index in range(1, 256)]
    with pytest.raises(TooManyPartsError) as caught:
        split(character * (most + 1))
    assert (caught.value.needed, caught.value.limit) == (256, 255)


def test_max_parts_is_enough_or_one_too_few() -> None:
    assert len(split("a" * 307, max_parts=3)) == 3
    with pytest.raises(TooManyPartsError) as caught:
        split("a" * 307, max_parts=2)
    assert (caught.value.needed, caught.value.limit) == (3, 2)


# -- references --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "reference_bits", "header"),
    [
        (0, 8, "050003000201"),
        (255, 8, "050003ff0201"),
        (0, 16, "06080400000201"),
        (255, 16, "06080400ff0201"),
        (65535, 16, "060804ffff0201"),
    ],
)
def test_a_given_reference_is_kept(reference: int, reference_bits: ReferenceBits, header: str) -> None:
    parts = split("a" * 161, reference=reference, reference_bits=reference_bits)
    assert parts[0].user_data.hex().startswith(header)
    assert parts[1].user_data.hex().startswith(header[:-2] + "02")


@pytest.mark.parametrize(("reference", "reference_bits"), [(-1, 8), (256, 8), (-1, 16), (65536, 16)])
def test_a_reference_that_does_not_fit_is_refused(reference: int, reference_bits: ReferenceBits) -> None:
    with pytest.raises(FieldRangeError) as caught:
        split("a" * 161, reference=reference, reference_bits=reference_bits)
    assert caught.value.args == ("reference", reference, f"0 to {2**reference_bits - 1}")


@pytest.mark.parametrize("reference_bits", [8, 16])
def test_random_references_are_of_all_sizes_and_the_same_in_all_parts(reference_bits: ReferenceBits) -> None:
    references = []
    for _ in range(300):
        headers = [raw_header(part) for part in split("a" * 400, reference_bits=reference_bits)]
        assert {header[:-1] for header in headers} == {headers[0][:-1]}
        assert [header[-1] for header in headers] == [1, 2, 3]
        references.append(int.from_bytes(headers[0][3:-2], "big"))
    most = 2**reference_bits - 1
    assert len(set(references)) > 100
    assert min(references) < 0.1 * most
    assert max(references) > 0.9 * most


@pytest.mark.parametrize(
    ("drawn", "reference_bits", "header"),
    [(b"\x00", 8, "050003000201"), (b"\xab", 8, "050003ab0201"), (b"\xab\xcd", 16, "060804abcd0201")],
)
def test_a_random_reference_is_as_good_as_those_of_the_system(
    monkeypatch: pytest.MonkeyPatch, drawn: bytes, reference_bits: ReferenceBits, header: str
) -> None:
    n_asked = 0

    def urandom(n_octets: int) -> bytes:
        nonlocal n_asked
        n_asked += 1
        return drawn * (n_octets // len(drawn))

    monkeypatch.setattr("os.urandom", urandom)
    monkeypatch.setattr(sys.modules["septet.split"], "_references", [])
    careful = inspect.unwrap(split)
    assert careful("a" * 161, reference_bits=reference_bits)[0].user_data.hex().startswith(header)
    for _ in range(100):
        careful("a" * 161, reference_bits=reference_bits)
        careful("a" * 160, reference_bits=reference_bits)
    assert n_asked == 1


def test_no_text_of_one_part_takes_a_reference() -> None:
    split("a" * 161)
    n_left = len(references)
    split("a" * 160)
    split("a" * 161, reference=1)
    assert len(references) == n_left
    split("a" * 161)
    split("a" * 161, reference_bits=16)
    assert len(references) in (n_left - 3, n_left + 1021)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_process_and_its_child_draw_other_references() -> None:
    split("a" * 161)
    readable, writable = os.pipe()
    texts = ["a" * 161] * 64
    if (child := os.fork()) == 0:
        os.write(writable, bytes(split(text)[0].user_data[3] for text in texts))
        os._exit(0)
    os.waitpid(child, 0)
    own = bytes(split(text)[0].user_data[3] for text in texts)
    assert os.read(readable, 100) != own
    os.close(readable)
    os.close(writable)


def test_threads_draw_from_one_store() -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: split("a" * 161, reference_bits=16)[0].user_data[3:5], range(4000)))
    assert len(set(drawn)) > 3500


# -- the short cut -----------------------------------------------------------------------------------------------------


class Text(str):
    """A text that is no plain ``str``."""

    def __getitem__(self, index: Any) -> str:
        return "not this"


def result(function: Any, *arguments: Any, **options: Any) -> object:
    """What comes of a call, errors too."""
    try:
        return function(*arguments, **options)
    except Exception as error:
        return type(error), str(error)


@given(text=strategies.texts, reference=st.one_of(st.integers(-1, 256), st.sampled_from([True, 7.0, "7"])))
@example(text="a" * 153 * 255, reference=0)
@example(text="a" * (153 * 255 + 1), reference=0)
@example(text="a" * 153 * 254 + "\u20ac" * 77, reference=0)
@example(text="\u042f" * 67 * 255, reference=0)
@example(text="\u042f" * (67 * 255 + 1), reference=0)
def test_splitting_is_the_same_by_the_short_cut(text: str, reference: Any) -> None:
    careful = inspect.unwrap(split)
    expected = result(careful, text, reference=reference)
    assert result(split, text, reference=reference) == expected
    assert result(split, text=text, reference=reference) == expected
    assert result(split, Text(text), reference=reference) == result(careful, Text(text), reference=reference)
    for part, like in zip(result(split, text), result(careful, text)):  # type: ignore[call-overload]
        if isinstance(part, Part):
            assert (part.text, part.payload, part.udl) == (like.text, like.payload, like.udl)
            assert part.user_data[4:] == like.user_data[4:] if part.udh else part == like


@pytest.mark.parametrize("wrong", [(), (1,), (b"a",), (None,), ("a", 1)])
def test_wrong_arguments_are_the_same_errors_by_the_short_cut(wrong: tuple[Any, ...]) -> None:
    assert result(split, *wrong) == result(inspect.unwrap(split), *wrong)


def test_the_short_cut_is_described_as_split() -> None:
    careful = inspect.unwrap(split)
    assert inspect.signature(split) == inspect.signature(careful)
    assert (split.__module__, split.__qualname__, split.__doc__) == ("septet.split", "split", careful.__doc__)
    assert pickle.loads(pickle.dumps(split)) is copy.deepcopy(split) is split


# -- a part is a value -------------------------------------------------------------------------------------------------

FIELDS = ("text", "udh", "payload", "user_data", "udl", "n_units", "encoding")


@pytest.mark.parametrize("text", ["", "hello", "5 \u20ac " * 60, "\u042f" * 71, "a\U0001f600" * 40])
def test_a_part_reads_and_behaves_as_every_value(text: str) -> None:
    @value
    class Plain:
        text: str
        udh: object
        payload: bytes
        user_data: bytes
        udl: int
        n_units: int
        encoding: Encoding

    for name in FIELDS:
        for part in split(text, reference=1):
            first = getattr(part, name)
            like = Plain(*(getattr(part, each) for each in FIELDS))
            assert getattr(part, name) is first
            assert repr(part) == repr(like).replace(Plain.__qualname__, "Part")
            assert part == Part(*(getattr(like, each) for each in FIELDS))
            assert hash(part) == hash(copy.deepcopy(part))
            assert part.__eq__(like) is part.__eq__(1) is NotImplemented
    assert pickle.loads(pickle.dumps(split(text, reference=1))) == split(text, reference=1)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_part_that_was_not_looked_at_is_pickled(protocol: int) -> None:
    text = "a" * 200 + "\u20ac"
    assert pickle.loads(pickle.dumps(split(text, reference=1), protocol)) == split(text, reference=1)


def test_a_part_cannot_be_changed_and_is_what_it_was_declared() -> None:
    (part,) = split("hello")
    for name in (*FIELDS, "other"):
        with pytest.raises(AttributeError, match=rf"^Part\.{name} cannot be changed: values are frozen$"):
            setattr(part, name, 1)
        with pytest.raises(AttributeError, match=rf"^Part\.{name} cannot be changed: values are frozen$"):
            delattr(part, name)
    assert not hasattr(part, "__dict__")
    assert Part.__match_args__ == FIELDS == tuple(Part.__annotations__) == tuple(inspect.signature(Part).parameters)
    assert (Part.__module__, Part.__qualname__) == ("septet.split", "Part")
    assert part.__replace__(udl=7).udl == 7  # type: ignore[attr-defined]
    match part:
        case Part("hello", None, n_units=5, encoding=Encoding.GSM7):
            pass
        case _:
            pytest.fail("no match")
    with pytest.raises(TypeError):
        Part("hello")  # type: ignore[call-arg]


def test_a_class_made_of_a_part_is_another_value() -> None:
    class Heir(Part):
        __slots__ = ()

    (part,) = split("hello")
    heir = Heir(*(getattr(part, name) for name in FIELDS))
    assert (heir == part, heir == copy.copy(heir), type(copy.copy(heir))) == (False, True, Heir)


# -- what cannot be ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"reference_bits": 7}, "reference_bits"),
        ({"max_parts": 0}, "max_parts"),
        ({"encoding": OCTETS}, "encoding"),
        ({"udh": (InformationElement(1, bytes(140)),)}, "udh"),
        ({"udh": (InformationElement(256, b""),)}, "identifier"),
        ({"udh": (InformationElement(-1, b""),)}, "identifier"),
        ({"udh": (InformationElement(1, bytes(256)),)}, "length of element"),
        *(({"udh": (InformationElement(made_here, b"\x01"),)}, "udh") for made_here in (0x00, 0x08, 0x24, 0x25)),
        ({"reference": -1}, "reference"),
        ({"reference": 256}, "reference"),
        ({"reference": 65536, "reference_bits": 16}, "reference"),
    ],
)
@pytest.mark.parametrize("text", ["a", "\u042f", "a" * 161])
def test_an_option_out_of_its_range_is_refused(text: str, options: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        split(text, **options)
    assert caught.value.field == field


def test_a_character_outside_gsm_7_is_refused_when_that_is_forced() -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        split("abc\u042f", encoding=GSM7)
    assert (caught.value.text, caught.value.position) == ("abc\u042f", 3)


@pytest.mark.parametrize("wrong", [None, 5, b"abc", ["a"]])
def test_a_text_must_be_a_text(wrong: Any) -> None:
    with pytest.raises(TypeError, match="text must be str"):
        split(wrong)


# -- data --------------------------------------------------------------------------------------------------------------

SECURITY = InformationElement(0x70, b"")


def pieces_of(data: bytes, alone: int, first: int, later: int) -> list[bytes]:
    """How data is cut, piece by piece."""
    if len(data) <= alone:
        return [data]
    pieces = [data[:first]]
    while len(b"".join(pieces)) < len(data):
        start = len(b"".join(pieces))
        pieces.append(data[start : start + later])
    return pieces


def n_octets_of(*parts: InformationElement) -> int:
    """Octets of a header."""
    return sum(2 + len(element.data) for element in parts) + 1 if parts else 0


@given(
    data=st.binary(max_size=700),
    reference_bits=st.sampled_from([8, 16]),
    udh=elements,
    first_udh=st.sampled_from([(), (SECURITY,)]),
)
def test_data_is_cut_where_a_part_is_full(
    data: bytes, reference_bits: Any, udh: tuple[InformationElement, ...], first_udh: tuple[InformationElement, ...]
) -> None:
    numbered = Concatenation(9, 1, 1, reference_bits).element()
    alone, first = 140 - n_octets_of(*udh, *first_udh), 140 - n_octets_of(numbered, *udh, *first_udh)
    expected = pieces_of(data, alone, first, 140 - n_octets_of(numbered, *udh))
    options: Any = {"reference": 9, "reference_bits": reference_bits, "udh": udh, "first_udh": first_udh}
    made = split_octets(data, **options)
    assert [part.payload for part in made] == expected
    for number, part in enumerate(made, 1):
        place = [Concatenation(9, len(made), number, reference_bits).element()] if len(made) > 1 else []
        header = (*place, *udh, *(first_udh if number == 1 else ()))
        assert (part.udh.elements if part.udh else ()) == header
        assert part.user_data == raw_header(part) + part.payload
        assert (part.udl, part.n_units) == (len(part.user_data), len(part.payload))
        assert (part.encoding, part.text) == (OCTETS, "")
        assert part.udl <= 140


def test_data_fits_up_to_the_limits() -> None:
    assert [len(split_octets(bytes(n), reference=1)) for n in (0, 140, 141, 268, 269, 255 * 134)] == [
        1,
        1,
        2,
        2,
        3,
        255,
    ]
    with pytest.raises(TooManyPartsError) as caught:
        split_octets(bytes(255 * 134 + 1))
    assert (caught.value.needed, caught.value.limit) == (256, 255)
    with pytest.raises(TooManyPartsError, match="2 parts"):
        split_octets(bytes(141), max_parts=1)


@pytest.mark.parametrize("octets", [bytearray(b"ab"), memoryview(b"ab")])
def test_data_may_be_any_octets(octets: Any) -> None:
    assert split_octets(octets)[0].payload == b"ab"


@pytest.mark.parametrize("wrong", ["ab", None, 5, [1]])
def test_data_is_no_text(wrong: Any) -> None:
    with pytest.raises(TypeError):
        split_octets(wrong)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"udh": [InformationElement(1, bytes(132))]}, "udh"),
        ({"first_udh": [InformationElement(1, bytes(132))]}, "first_udh"),
        ({"udh": [InformationElement(1, bytes(131))], "first_udh": [SECURITY]}, "first_udh"),
        ({"first_udh": [Concatenation(1, 2, 1)]}, "udh"),
        ({"udh": b"\x02\x70\x00"}, "udh"),
        ({"reference_bits": 7}, "reference_bits"),
        ({"max_parts": 0}, "max_parts"),
        ({"reference": 256}, "reference"),
    ],
)
def test_options_of_data_have_limits(options: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        split_octets(bytes(200), **options)
    assert caught.value.field == field


@pytest.mark.parametrize("text", ["a" * 161, "Я" * 71, "hello", "Я"])
def test_a_part_that_is_begun_again_is_what_it_was_begun_as(text: str) -> None:
    other = Part("other", None, b"other", b"octets", 7, 5, OCTETS)
    for is_looked_at in (False, True):
        part = split(text, reference=1)[0]
        if is_looked_at:
            assert part == split(text, reference=1)[0]
        part.__init__("other", None, b"other", b"octets", 7, 5, OCTETS)  # type: ignore[misc]
        assert part == other
        assert hash(part) == hash(other)


def test_parts_may_be_nested_as_deep_as_anything() -> None:
    nested: Any = None
    for _ in range(300_000):
        nested = Part(nested, None, b"", b"", 0, 0, GSM7)
    del nested
    assert split("hello")[0].text == "hello"


def test_heirs_of_parts_come_and_go_as_any_class() -> None:
    ended = []

    class Named(Part):
        name = "no name"

        def __del__(self) -> None:
            ended.append(self.text)

    class Bare(Part):
        __slots__ = ("__weakref__",)

    Part("hello", None, b"", b"", 0, 0, GSM7)  # what makes the first one holds the class until then
    gc.collect()
    before = sys.getrefcount(Part), sys.getrefcount(Named), sys.getrefcount(Bare)
    for _ in range(200):
        made = [kind("hello", None, b"", b"", 0, 0, GSM7) for kind in (Part, Named, Bare)]
        made[1].__dict__["name"] = made
        assert weakref.ref(made[2])() is made[2]
        assert made[0] != made[1]
        del made
    gc.collect()
    assert ended == ["hello"] * 200
    assert (sys.getrefcount(Part), sys.getrefcount(Named), sys.getrefcount(Bare)) == before


def test_parts_are_counted_by_their_class() -> None:
    split("a" * 1000, languages=(1,))
    gc.collect()
    before = sys.getrefcount(Part)
    kept = [split(text) for text in ["a" * 1000, "€" * 200, "Я" * 500, "hello"] for _ in range(50)]
    careful = [split("a" * 1000, languages=(1,)) for _ in range(50)]
    assert sys.getrefcount(Part) >= before
    del kept, careful
    gc.collect()
    assert sys.getrefcount(Part) == before


def test_a_part_lets_go_of_the_whole_text_when_it_has_its_own() -> None:
    text = "a" * 1000
    n_before = sys.getrefcount(text)
    parts = split(text)
    assert "".join(part.text for part in parts) == text
    assert sys.getrefcount(text) == n_before
    assert [len(part.payload) for part in parts] == [153] * 6 + [82]
