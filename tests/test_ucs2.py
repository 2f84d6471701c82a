"""UCS-2: sixteen-bit units, written as they are and read strictly."""

from __future__ import annotations

import codecs
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
import strategies
from septet import ucs2
from septet.errors import DecodeError, MalformedError, TruncatedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from septet._typing import BytesLike

VECTORS = [
    ("", ""),
    ("A", "0041"),
    ("\u042f", "042F"),
    ("\u042f\U0001f600", "042FD83DDE00"),
    ("\U00010000\U0010ffff", "D800DC00DBFFDFFF"),
    ("\ufeffA", "FEFF0041"),
    ("\ufffe\uffff\0", "FFFEFFFF0000"),
]


def is_pair_free(text: str) -> bool:
    """Whether no two lone surrogates stand side by side as a pair: they would be read as the one character."""
    return not any("\ud800" <= a <= "\udbff" and "\udc00" <= b <= "\udfff" for a, b in pairwise(text))


@pytest.mark.parametrize(("text", "digits"), VECTORS)
def test_vectors_go_there_and_back(text: str, digits: str) -> None:
    octets = bytes.fromhex(digits)
    assert ucs2.encode(text) == octets
    assert ucs2.decode(octets) == text
    assert ucs2.to_hex(text) == digits
    assert ucs2.from_hex(digits) == ucs2.from_hex(digits.lower()) == text
    assert 2 * ucs2.count_units(text) == len(octets)


@given(text=strategies.texts)
@example(text="\ud83d\ude00")
@example(text="\ude00\ud83d")
def test_any_text_is_written_unit_by_unit(text: str) -> None:
    units = oracle.utf16_units(text)
    octets = b"".join(unit.to_bytes(2, "big") for unit in units)
    assert ucs2.encode(text) == octets
    assert ucs2.to_hex(text) == octets.hex().upper()
    assert ucs2.count_units(text) == len(units)


@given(text=strategies.texts)
def test_any_text_is_read_back_when_lone_surrogates_may_pass(text: str) -> None:
    again = ucs2.decode(ucs2.encode(text), errors="surrogatepass")
    assert oracle.utf16_units(again) == oracle.utf16_units(text)
    assert (again == text) is is_pair_free(text)


@given(text=st.text())
def test_text_without_lone_surrogates_is_read_back_strictly(text: str) -> None:
    assert ucs2.decode(ucs2.encode(text)) == text
    assert ucs2.from_hex(ucs2.to_hex(text)) == text


def test_two_halves_side_by_side_are_one_character_on_the_wire() -> None:
    assert ucs2.decode(ucs2.encode("\ud83d\ude00")) == "\U0001f600"


@pytest.mark.parametrize("octets", [bytearray(b"\x04\x2f"), memoryview(b"\x04\x2f")])
def test_octets_may_be_of_any_kind(octets: bytearray | memoryview) -> None:
    assert ucs2.decode(octets) == "\u042f"


@pytest.mark.parametrize(("text", "digits"), VECTORS)
def test_octets_that_end_in_the_middle_are_truncated(text: str, digits: str) -> None:
    octets = bytes.fromhex(digits)
    starts = [len(ucs2.encode(text[:index])) for index in range(len(text) + 1)]
    for end in range(len(octets)):
        start = max(start for start in starts if start <= end)
        if start == end:
            assert ucs2.decode(octets[:end]) == text[: starts.index(start)]
            continue
        with pytest.raises(TruncatedError, match="ends in the middle of a character") as caught:
            ucs2.decode(octets[:end])
        assert (caught.value.field, caught.value.offset) == ("octets", start)


@pytest.mark.parametrize(("text", "digits"), VECTORS)
def test_octets_with_half_a_unit_behind_are_truncated(text: str, digits: str) -> None:
    with pytest.raises(TruncatedError) as caught:
        ucs2.decode(bytes.fromhex(digits) + b"\0")
    assert caught.value.offset == len(ucs2.encode(text))


@pytest.mark.parametrize(
    ("digits", "offset"),
    [("DE000041", 0), ("0041D83D0041", 2), ("0041D83DD83DDE00", 2), ("D83DDE00DE000041", 4), ("00410041DBFFE000", 4)],
)
def test_a_surrogate_without_its_other_half_is_malformed(digits: str, offset: int) -> None:
    with pytest.raises(MalformedError, match="surrogate without its other half") as caught:
        ucs2.decode(bytes.fromhex(digits))
    assert (caught.value.field, caught.value.offset) == ("octets", offset)
    with pytest.raises(MalformedError, match="surrogate without its other half") as caught:
        ucs2.from_hex(digits)
    assert (caught.value.field, caught.value.offset) == ("digits", 2 * offset)


@given(octets=st.binary(max_size=12))
def test_reading_fails_where_python_fails(octets: bytes) -> None:
    try:
        expected = octets.decode("utf-16-be")
    except UnicodeDecodeError as error:
        with pytest.raises(DecodeError, match=f"at offset {error.start}$"):
            ucs2.decode(octets)
    else:
        assert ucs2.decode(octets) == expected


def put_question_mark(error: UnicodeError) -> tuple[str, int]:
    """Handles errors."""
    assert isinstance(error, UnicodeDecodeError)
    return "?", error.end


def give_up(error: UnicodeError) -> tuple[str, int]:
    """Handles errors by raising one of another kind."""
    raise LookupError(str(error))


codecs.register_error("septet.test.ucs2.put_question_mark", put_question_mark)
codecs.register_error("septet.test.ucs2.give_up", give_up)


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ("replace", "a\ufffdb\ufffd"),
        ("ignore", "ab"),
        ("backslashreplace", "a\\xde\\x00b\\xd8"),
        ("septet.test.ucs2.put_question_mark", "a?b?"),
    ],
)
def test_error_handlers_are_those_of_python(errors: str, text: str) -> None:
    octets = bytes.fromhex("0061DE000062D8")
    assert ucs2.decode(octets, errors=errors) == octets.decode("utf-16-be", errors) == text


def test_what_a_handler_raises_goes_through() -> None:
    with pytest.raises(LookupError, match="illegal encoding"):
        ucs2.decode(b"\xde\x00\0a", errors="septet.test.ucs2.give_up")
    with pytest.raises(LookupError, match="unknown error handler"):
        ucs2.decode(b"\xde\x00\0a", errors="septet.test.ucs2.unknown")


@pytest.mark.parametrize("wrong", [None, 2, "0041", ["a"]])
def test_what_is_no_octets_raises_type_error(wrong: object) -> None:
    with pytest.raises(TypeError):
        ucs2.decode(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", [ucs2.count_units, ucs2.encode, ucs2.to_hex, ucs2.from_hex])
@pytest.mark.parametrize("wrong", [b"0041", None, 41])
def test_what_is_no_text_raises_type_error(function: Callable[[Any], object], wrong: object) -> None:
    with pytest.raises(TypeError):
        function(wrong)


def test_a_byte_order_mark_is_a_character_like_any_other() -> None:
    assert ucs2.encode("A") == b"\x00A"
    assert (ucs2.decode(b"\xfe\xff\x00A"), ucs2.from_hex("FEFF0041")) == ("\ufeffA", "\ufeffA")
    assert ucs2.count_units("\ufeffA") == 2
    assert ucs2.decode(b"\xff\xfeA\x00") == "\ufffe\u4100"
    assert ucs2.decode_parts([b"\xfe\xff\x00A", b"\xfe\xff\x00B"]) == "\ufeffA\ufeffB"


# -- several parts -----------------------------------------------------------------------------------------------------


def cut(octets: bytes, places: list[int]) -> list[bytes]:
    """The octets in pieces."""
    bounds = [0, *sorted(place % (len(octets) + 1) for place in places), len(octets)]
    return [octets[start:end] for start, end in pairwise(bounds)]


@given(text=st.text(), places=st.lists(st.integers(0, 100), max_size=5))
@example(text="\U0001f600", places=[2])
@example(text="\U0001f600", places=[1, 3, 3])
def test_parts_join_to_the_text_wherever_they_were_cut(text: str, places: list[int]) -> None:
    assert ucs2.decode_parts(cut(ucs2.encode(text), places)) == text


@given(octets=st.binary(max_size=12), places=st.lists(st.integers(0, 100), max_size=5))
@example(octets=bytes.fromhex("0041D83D"), places=[2])
@example(octets=bytes.fromhex("DE000041"), places=[0, 0])
def test_an_error_names_the_part_and_the_offset_in_it(octets: bytes, places: list[int]) -> None:
    parts = cut(octets, places)
    whole: DecodeError | None = None
    try:
        expected = ucs2.decode(octets)
    except DecodeError as error:
        whole = error
    if whole is None:
        assert ucs2.decode_parts(parts) == expected
        return
    with pytest.raises(type(whole)) as caught:
        ucs2.decode_parts(parts)
    assert caught.value.reason == whole.reason
    index = next(index for index in range(len(parts)) if caught.value.field == f"parts[{index}]")
    assert 0 <= caught.value.offset < len(parts[index])
    assert sum(map(len, parts[:index])) + caught.value.offset == whole.offset


def test_half_a_pair_at_the_end_of_a_part_is_told_with_the_part() -> None:
    parts: list[BytesLike] = [bytes.fromhex("0041"), bytearray.fromhex("0042D83D"), memoryview(bytes.fromhex("0043"))]
    with pytest.raises(MalformedError, match=r"^parts\[1\]: surrogate without its other half at offset 2$"):
        ucs2.decode_parts(parts)
    assert ucs2.decode_parts(iter(parts), errors="replace") == "AB\ufffdC"
    assert ucs2.decode_parts(parts, errors="surrogatepass") == "AB\ud83dC"


def test_no_parts_are_no_text() -> None:
    assert ucs2.decode_parts([]) == ucs2.decode_parts([b"", b""]) == ""


@pytest.mark.parametrize(
    ("digits", "character", "offset"),
    [
        ("004G", "'G'", 3),
        ("0041 0042", "' '", 4),
        ("0x41", "'x'", 1),
        ("\n0041", r"'\n'", 0),
        ("004\uff11", r"'\uff11'", 3),
        ("0041\ud83d", r"'\ud83d'", 4),
        ("-041", "'-'", 0),
    ],
)
def test_what_is_no_hexadecimal_digit_is_malformed(digits: str, character: str, offset: int) -> None:
    with pytest.raises(MalformedError) as caught:
        ucs2.from_hex(digits)
    assert caught.value.reason == f"{character} is not a hexadecimal digit"
    assert (caught.value.field, caught.value.offset) == ("digits", offset)


@pytest.mark.parametrize(
    ("digits", "offset"),
    [("00", 0), ("0041D8", 4), ("0041D83D", 4), ("0041D83DDE", 4), ("0", 0), ("0041D83", 6), ("0041D83DD", 8)],
)
def test_digits_that_end_in_the_middle_are_truncated(digits: str, offset: int) -> None:
    with pytest.raises(TruncatedError) as caught:
        ucs2.from_hex(digits)
    assert (caught.value.field, caught.value.offset) == ("digits", offset)
