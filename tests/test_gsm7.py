"""The GSM 7-bit alphabets: text to septets to octets and back, and what happens to what does not fit."""

from __future__ import annotations

import codecs
import inspect
import json
import pickle
import pydoc
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
import strategies
from septet import gsm7
from septet._kernel import Alphabet
from septet.alphabets import LOCKING, SINGLE, Language
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError, UnencodableCharacterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from septet._typing import Padding

ESC = "\x1b"
CR = 0x0D


def vectors(name: str) -> list[dict[str, Any]]:
    """The rows of a vector file."""
    rows: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors" / name).read_text(encoding="utf-8"))
    return rows


PACKING = vectors("packing.json")
DECODING = vectors("decoding.json")

padded_septets = st.one_of(
    strategies.septets,
    st.builds(
        lambda n, tail: b"a" * n + bytes(tail), st.integers(0, 40), st.lists(st.sampled_from([CR, 0]), max_size=3)
    ),
)


# -- alphabets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locking", Language)
@pytest.mark.parametrize("single", Language)
def test_an_alphabet_has_the_tables_of_its_languages(locking: Language, single: Language) -> None:
    made = gsm7.alphabet(locking, single)
    assert isinstance(made, Alphabet)
    assert (made.locking, made.single) == (LOCKING[locking], SINGLE[single])
    assert gsm7.alphabet(int(locking), int(single)) is made


def test_the_default_alphabet_needs_no_name() -> None:
    assert gsm7.alphabet() is gsm7.alphabet(Language.DEFAULT, Language.DEFAULT)


@pytest.mark.parametrize("field", ["locking", "single"])
@pytest.mark.parametrize("language", [-1, 14, 255])
def test_a_language_that_does_not_exist_is_refused(field: str, language: int) -> None:
    calls: list[tuple[Any, object]] = [(gsm7.encode, "a"), (gsm7.decode, b"a"), (gsm7.encode, "\u4e2d")]
    for function, argument in calls:
        with pytest.raises(FieldRangeError) as caught:
            function(argument, **{field: language})
        assert caught.value.args == (field, language, "a language from 0 to 13")
    options: Any = {field: language}
    with pytest.raises(FieldRangeError, match=f"^{field} must be a language from 0 to 13, not {language}$"):
        gsm7.alphabet(**options)


@pytest.mark.parametrize(
    ("locking", "single", "name"),
    [
        (0, 0, "the GSM 7-bit default alphabet"),
        (1, 0, "the GSM 7-bit alphabet with Turkish locking shift"),
        (0, 2, "the GSM 7-bit alphabet with Spanish single shift"),
        (13, 3, "the GSM 7-bit alphabet with Urdu locking shift and Portuguese single shift"),
    ],
)
def test_an_alphabet_is_named_by_its_shifts(locking: int, single: int, name: str) -> None:
    assert gsm7.alphabet_name(locking, single) == name
    with pytest.raises(UnencodableCharacterError) as caught:
        gsm7.encode("a\u4e2d", locking=locking, single=single)
    assert caught.value.args == ("a\u4e2d", 1, name)


@pytest.mark.parametrize("field", ["locking", "single"])
@pytest.mark.parametrize("language", [-1, 14, 99])
def test_a_language_that_does_not_exist_has_no_name(field: str, language: int) -> None:
    with pytest.raises(FieldRangeError, match=f"^{field} must be a language from 0 to 13, not {language}$"):
        gsm7.alphabet_name(**{field: language})


@pytest.mark.parametrize(
    ("locking", "single", "name"),
    [(0, 0, "gsm0338"), (1, 0, "gsm23.038-1-0"), (Language.DEFAULT, Language.SPANISH, "gsm23.038-0-2")],
)
def test_a_pair_of_tables_has_the_name_of_its_codec(locking: int, single: int, name: str) -> None:
    assert gsm7.codec_name(locking, single) == name


# -- text to septets and back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", PACKING, ids=lambda row: str(row["text"]).encode("unicode_escape").decode())
def test_packing_vectors_hold_in_every_step(row: dict[str, Any]) -> None:
    tables = {"locking": row["locking"], "single": row["single"]}
    septets = bytes.fromhex(row["septets"])
    assert gsm7.encode(row["text"], **tables) == septets
    assert gsm7.decode(septets, **tables) == row["text"]
    for key, fill_bits in (("packed", 0), ("packed_fill_1", 1)):
        packed = bytes.fromhex(row[key])
        assert gsm7.pack(septets, fill_bits=fill_bits) == packed
        assert gsm7.unpack(packed, row["count"], fill_bits=fill_bits) == septets


@pytest.mark.parametrize("row", DECODING, ids=lambda row: f"{row['septets']}-{row['locking']}-{row['single']}")
def test_decoding_vectors_hold(row: dict[str, Any]) -> None:
    assert gsm7.decode(bytes.fromhex(row["septets"]), locking=row["locking"], single=row["single"]) == row["text"]


@given(text=strategies.texts, locking=strategies.languages, single=strategies.languages)
@example(text="\u20ac", locking=0, single=12)
@example(text="\xc7\xe7", locking=0, single=0)
def test_text_is_encoded_as_the_standard_says_or_refused(text: str, locking: int, single: int) -> None:
    position = oracle.first_unencodable(text, locking, single)
    if position is None:
        septets = gsm7.encode(text, locking=locking, single=single)
        assert list(septets) == oracle.septets_of(text, locking, single)
        assert gsm7.decode(septets, locking=locking, single=single) == text
    else:
        with pytest.raises(UnencodableCharacterError) as caught:
            gsm7.encode(text, locking=locking, single=single)
        assert caught.value.args == (text, position, gsm7.alphabet_name(locking, single))


def first_meaningless(octets: bytes, locking: int, single: int) -> int | None:
    """Where the first octet stands that means nothing, or the escape before it."""
    position = 0
    while position < len(octets):
        step = octets[position : position + (2 if octets[position] == oracle.ESCAPE else 1)]
        if oracle.decode_septets(list(step), locking, single) is None:
            return position
        position += len(step)
    return None


@given(octets=strategies.octets, locking=strategies.languages, single=strategies.languages)
def test_septets_are_decoded_as_the_standard_says_or_refused(octets: bytes, locking: int, single: int) -> None:
    text = oracle.decode_septets(list(octets), locking, single)
    if text is not None:
        for given_octets in (octets, bytearray(octets), memoryview(octets), memoryview(octets[::-1])[::-1]):
            assert gsm7.decode(given_octets, locking=locking, single=single) == text
    else:
        with pytest.raises(MalformedError, match=r"^septets: 0x(1b)?.. has no meaning in the GSM 7-bit") as caught:
            gsm7.decode(octets, locking=locking, single=single)
        assert caught.value.field == "septets"
        assert caught.value.offset == first_meaningless(octets, locking, single)


@pytest.mark.parametrize("wrong", [None, 5, "abc", ["a"], object()])
def test_septets_and_octets_must_be_octets(wrong: Any) -> None:
    for function in (gsm7.decode, gsm7.pack, gsm7.unpack):
        with pytest.raises(TypeError):
            function(wrong)


@pytest.mark.parametrize("wrong", [None, 5, b"abc", ["a"], object()])
def test_a_text_must_be_a_text(wrong: Any) -> None:
    with pytest.raises(TypeError, match="text must be str"):
        gsm7.encode(wrong)


@given(octets=strategies.septets, locking=strategies.languages, single=strategies.languages)
@example(octets=b"\x1be\x1b\x1be", locking=12, single=12)
def test_decoding_is_lenient_about_the_euro_sign_in_telugu_and_nothing_else(
    octets: bytes, locking: int, single: int
) -> None:
    strict = gsm7.decode(octets, errors="replace", locking=locking, single=single)
    lenient = gsm7.decode(octets, errors="replace", locking=locking, single=single, lenient=True)
    if single == 12:
        pairs = [(a, b) for a, b in zip(strict, lenient) if a != b]
        assert len(strict) == len(lenient)
        assert set(pairs) <= {("e", "\u20ac")}
        assert gsm7.decode(b"e\x1be", locking=locking, single=12, lenient=True) == "e\u20ac"
        assert gsm7.decode(b"e\x1be", locking=locking, single=12) == "ee"
    else:
        assert lenient == strict


# -- error handlers on the way to septets ------------------------------------------------------------------------------


def handler(name: str) -> Callable[[Callable[[Any], Any]], str]:
    """Register the function under a name of its own, and leave the name in its place."""

    def register(handle: Callable[[Any], Any]) -> str:
        codecs.register_error(f"septet.test.{name}", handle)
        return f"septet.test.{name}"

    return register


def replaced_by(replacement: object, *, move: Callable[[Any], int] = lambda error: int(error.end)) -> Any:
    """A handler that always gives the same and goes on at the end, or wherever it is told to."""
    return lambda error: (replacement, move(error))


TEXT = handler("text")(replaced_by("[x\u20ac]"))
NOTHING = handler("nothing")(replaced_by(""))
OCTETS = handler("octets")(replaced_by(b"\x00\x1b\x65"))
ONE_BY_ONE = handler("one_by_one")(replaced_by("-", move=lambda error: error.start + 1))
FROM_THE_END = handler("from_the_end")(replaced_by("-", move=lambda error: error.end - len(error.object) or error.end))
TO_THE_END = handler("to_the_end")(replaced_by("-", move=lambda error: len(error.object)))
SKIPS_ONE = handler("skips_one")(replaced_by("-", move=lambda error: min(error.end + 1, len(error.object))))
NOT_IN_THE_ALPHABET = handler("not_in_the_alphabet")(replaced_by("a\u4e2d"))
TOO_FAR = handler("too_far")(replaced_by("-", move=lambda error: len(error.object) + 1))
TOO_FAR_BACK = handler("too_far_back")(replaced_by("-", move=lambda error: -len(error.object) - 1))
SAME_AGAIN = handler("same_again")(lambda error: (str(error.end - error.start), error.end))

BUILT_IN = ["strict", "replace", "ignore", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape"]
WELL_BEHAVED = [TEXT, NOTHING, OCTETS, ONE_BY_ONE, FROM_THE_END, TO_THE_END, SKIPS_ONE, SAME_AGAIN]
ILL_BEHAVED = [NOT_IN_THE_ALPHABET, TOO_FAR, TOO_FAR_BACK]


@cache
def charmap(locking: int, single: int) -> dict[int, bytes]:
    """The pair of tables as a mapping for Python's charmap codec."""
    characters = {*oracle.CODES[oracle.locking_name(locking)], *oracle.CODES[oracle.single_name(single)]}
    return {ord(c): bytes(oracle.septets_of_char(c, locking, single) or ()) for c in characters}


def outcome(function: Callable[[], object]) -> object:
    """What comes out: a value, or the kind of error."""
    try:
        return function()
    except IndexError:
        return IndexError
    except ValueError:
        return ValueError


def compare_encoding(errors: str, text: str, locking: int, single: int) -> None:
    """Compare with the charmap codec of Python, for the same tables and the same handler."""
    ours = outcome(lambda: gsm7.encode(text, errors=errors, locking=locking, single=single))
    assert ours == outcome(lambda: codecs.charmap_encode(text, errors, charmap(locking, single))[0])


HANDLERS = [*BUILT_IN, *WELL_BEHAVED, *ILL_BEHAVED]
PAIRS = [(0, 0), (1, 3), (4, 4), (13, 0)]


@pytest.mark.parametrize(
    "text", ["", "a", "\u042f", "a\u042f\u4e2d\ud83db\U0001f600", "a\udcffb\udc80", "`{}`\u20ac`\xa0"]
)
@pytest.mark.parametrize("errors", HANDLERS)
def test_a_handler_does_what_it_does_in_a_charmap_codec_of_python(errors: str, text: str) -> None:
    for locking, single in PAIRS:
        compare_encoding(errors, text, locking, single)


@given(errors=st.sampled_from(HANDLERS), text=strategies.texts, pair=st.sampled_from(PAIRS))
def test_handlers_do_what_they_do_in_a_charmap_codec_of_python(errors: str, text: str, pair: tuple[int, int]) -> None:
    compare_encoding(errors, text, *pair)


@pytest.mark.parametrize(
    ("errors", "septets"),
    [
        ("replace", b"a??b?"),
        ("ignore", b"ab"),
        ("backslashreplace", b"a\x1b/u042f\x1b/u042fb\x1b/U0001f600"),
        ("xmlcharrefreplace", b"a&#1071;&#1071;b&#128512;"),
        ("namereplace", b"a" + b"\x1b/N\x1b(CYRILLIC CAPITAL LETTER YA\x1b)" * 2 + b"b\x1b/N\x1b(GRINNING FACE\x1b)"),
        (TEXT, b"a\x1b<x\x1be\x1b>b\x1b<x\x1be\x1b>"),
        (OCTETS, b"a\x00\x1beb\x00\x1be"),
        (ONE_BY_ONE, b"a--b-"),
        (SAME_AGAIN, b"a2b1"),
        (TO_THE_END, b"a-"),
    ],
)
def test_replacements_are_encoded_like_any_text(errors: str, septets: bytes) -> None:
    assert gsm7.encode("a\u042f\u042fb\U0001f600", errors=errors) == septets


def test_a_handler_is_told_what_is_wrong_and_where() -> None:
    told = []

    def listen(error: UnicodeEncodeError) -> tuple[str, int]:
        told.append(error.args)
        return "", error.end

    handler("listen")(listen)
    assert gsm7.encode("a\u042f\ud83db\U0001f600", errors="septet.test.listen", single=1) == b"ab"
    reason = "not in the GSM 7-bit alphabet with Turkish single shift"
    assert told == [
        ("gsm23.038-0-1", "a\u042f\ud83db\U0001f600", 1, 3, reason),
        ("gsm23.038-0-1", "a\u042f\ud83db\U0001f600", 4, 5, reason),
    ]


@pytest.mark.parametrize("replacement", ["[\u4e2d", "a\u4e2d", "\u4e2d", "\u4e2da"])
def test_a_replacement_that_the_alphabet_lacks_is_an_error_in_the_text(replacement: str) -> None:
    errors = handler("lacking")(replaced_by(replacement))
    with pytest.raises(UnencodableCharacterError) as caught:
        gsm7.encode("a\u042f", errors=errors)
    assert (caught.value.text, caught.value.position) == ("a\u042f", 1)


@pytest.mark.parametrize("errors", [TOO_FAR, TOO_FAR_BACK])
def test_a_handler_must_stay_inside_the_text(errors: str) -> None:
    with pytest.raises(IndexError, match="from error handler out of bounds"):
        gsm7.encode("a\u042fb", errors=errors)


def test_a_handler_may_step_back() -> None:
    turns = iter([("1", 0), ("2", -1), ("3", 3)])
    handler("steps_back")(lambda _: next(turns))
    assert gsm7.encode("a\u042fb", errors="septet.test.steps_back") == b"a1a2b"
    assert next(turns) == ("3", 3)


@pytest.mark.parametrize("name", ["septet.test.unknown", "", "Strict"])
def test_an_unknown_handler_is_an_error_when_it_is_needed(name: str) -> None:
    assert gsm7.encode("a", errors=name) == b"a"
    assert gsm7.decode(b"a", errors=name) == "a"
    with pytest.raises(LookupError):
        gsm7.encode("\u042f", errors=name)
    with pytest.raises(LookupError):
        gsm7.decode(b"\x80", errors=name)


def test_what_a_handler_raises_goes_through() -> None:
    def give_up(error: UnicodeError) -> tuple[str, int]:
        raise RuntimeError(type(error).__name__)

    handler("gives_up")(give_up)
    with pytest.raises(RuntimeError, match="UnicodeEncodeError"):
        gsm7.encode("\u042f", errors="septet.test.gives_up")
    with pytest.raises(RuntimeError, match="UnicodeDecodeError"):
        gsm7.decode(b"\x80", errors="septet.test.gives_up")


@pytest.mark.parametrize("errors", ["surrogateescape", "surrogatepass", handler("declines")(codecs.strict_errors)])
def test_a_handler_that_declines_leaves_the_same_error_as_strict(errors: str) -> None:
    with pytest.raises(UnencodableCharacterError) as unencodable:
        gsm7.encode("a\u042f", errors=errors, single=1)
    assert unencodable.value.args == ("a\u042f", 1, gsm7.alphabet_name(single=1))
    with pytest.raises(MalformedError) as malformed:
        gsm7.decode(b"a\x0e", errors=errors, locking=4)
    assert malformed.value.args == (f"0x0e has no meaning in {gsm7.alphabet_name(locking=4)}", "septets", 1)


def test_a_handler_may_raise_an_error_about_something_else() -> None:
    handler("fails")(lambda _: ("\u042f".encode("ascii"), 0))
    with pytest.raises(UnicodeEncodeError, match="'ascii' codec"):
        gsm7.encode("\u042f", errors="septet.test.fails")
    handler("fails")(lambda _: (b"\xff".decode("ascii"), 0))
    with pytest.raises(UnicodeDecodeError, match="'ascii' codec"):
        gsm7.decode(b"\x80", errors="septet.test.fails")


@pytest.mark.parametrize("answer", [None, 1, ("a", "b"), (1, 1), (None, 1), ("a", None)])
def test_a_handler_must_answer_with_a_replacement_and_a_position(answer: object) -> None:
    handler("answers_wrongly")(lambda _: answer)
    with pytest.raises(TypeError):
        gsm7.encode("\u042f", errors="septet.test.answers_wrongly")


# -- error handlers on the way to text ---------------------------------------------------------------------------------


def compare_decoding(errors: str, octets: bytes, locking: int) -> None:
    """Compare with the charmap codec of Python, which knows no escapes."""
    table = "".join(oracle.TABLES[oracle.locking_name(locking)].get(code, "\ufffe") for code in range(128))
    ours = outcome(lambda: gsm7.decode(octets, errors=errors, locking=locking))
    assert ours == outcome(lambda: codecs.charmap_decode(octets, errors, table)[0])


HANDLERS_OF_SEPTETS = [
    "strict",
    "replace",
    "ignore",
    "backslashreplace",
    "surrogateescape",
    *(handler for handler in WELL_BEHAVED if handler not in (OCTETS, ONE_BY_ONE)),
    TOO_FAR,
    TOO_FAR_BACK,
]


@pytest.mark.parametrize("octets", [b"", b"a", b"\x80", b"a\x80\xffb\x0e\x11c", b"\x0e\x0e"])
@pytest.mark.parametrize("errors", HANDLERS_OF_SEPTETS)
def test_a_handler_of_septets_does_what_it_does_in_a_charmap_codec_of_python(errors: str, octets: bytes) -> None:
    for locking in (0, 4, 13):
        compare_decoding(errors, octets, locking)


@given(
    errors=st.sampled_from(HANDLERS_OF_SEPTETS),
    octets=strategies.octets.map(lambda octets: octets.replace(b"\x1b", b"")),
    locking=strategies.languages,
)
def test_handlers_of_septets_do_what_they_do_in_a_charmap_codec_of_python(
    errors: str, octets: bytes, locking: int
) -> None:
    compare_decoding(errors, octets, locking)


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ("replace", "a\ufffdb\ufffd\ufffdc"),
        ("ignore", "abc"),
        ("backslashreplace", "a\\x80b\\x1b\\x80\\xffc"),
        (TEXT, "a[x\u20ac]b[x\u20ac][x\u20ac]c"),
        (SAME_AGAIN, "a1b21c"),
        (TO_THE_END, "a-"),
    ],
)
def test_an_escape_and_what_is_no_septet_are_replaced_together(errors: str, text: str) -> None:
    assert gsm7.decode(b"a\x80b\x1b\x80\xffc", errors=errors) == text


def test_an_empty_cell_is_replaced_like_what_is_no_septet() -> None:
    assert gsm7.decode(b"a\x0eb\x1b\x0ec\x1b\x12d", errors="replace", locking=4) == "a\ufffdb\ufffdc\ufffdd"
    assert gsm7.decode(b"\x1b\x0e\x0e", errors="ignore", locking=4, single=4) == "-"


def test_a_handler_of_septets_is_told_where() -> None:
    told = []

    def listen(error: UnicodeDecodeError) -> tuple[str, int]:
        told.append((error.encoding, error.object, error.start, error.end))
        return "", error.end

    handler("listen_too")(listen)
    octets = b"a\x80\x1b\xffb"
    assert gsm7.decode(octets, errors="septet.test.listen_too") == "ab"
    assert told == [("gsm0338", octets, 1, 2), ("gsm0338", octets, 2, 4)]


def test_a_handler_may_go_on_between_an_escape_and_its_code() -> None:
    handler("one_octet_on")(replaced_by("-", move=lambda error: error.start + 1))
    assert gsm7.decode(b"\x1b\x80a", errors="septet.test.one_octet_on") == "--a"


def test_a_handler_of_septets_may_step_back() -> None:
    turns = iter([("1", 0), ("2", -1), ("3", 3)])
    handler("steps_back_too")(lambda _: next(turns))
    assert gsm7.decode(b"a\x80b", errors="septet.test.steps_back_too") == "a1a2b"
    assert next(turns) == ("3", 3)


@pytest.mark.parametrize("answer", [None, 1, ("a", "b"), ("a", None)])
def test_a_handler_of_septets_must_answer_with_a_position(answer: object) -> None:
    handler("answers_wrongly_too")(lambda _: answer)
    with pytest.raises(TypeError):
        gsm7.decode(b"\x80", errors="septet.test.answers_wrongly_too")


# -- septets and octets ------------------------------------------------------------------------------------------------


@given(septets=padded_septets, fill_bits=st.integers(0, 6))
def test_packing_and_unpacking_are_as_the_standard_says(septets: bytes, fill_bits: int) -> None:
    octets = oracle.pack(list(septets), fill_bits)
    for given_septets in (septets, bytearray(septets), memoryview(septets), memoryview(septets[::-1])[::-1]):
        assert gsm7.pack(given_septets, fill_bits=fill_bits) == octets
    for given_octets in (octets, bytearray(octets), memoryview(octets), memoryview(octets[::-1])[::-1]):
        assert gsm7.unpack(given_octets, len(septets), fill_bits=fill_bits) == septets


@given(octets=st.binary(max_size=40), fill_bits=st.integers(0, 6))
def test_without_a_number_there_are_as_many_septets_as_there_is_room_for(octets: bytes, fill_bits: int) -> None:
    octets += b"\0"
    n_septets = (8 * len(octets) - fill_bits) // 7
    assert gsm7.unpack(octets, fill_bits=fill_bits) == bytes(oracle.unpack(octets, n_septets, fill_bits))
    assert gsm7.unpack(octets, n_septets, fill_bits=fill_bits) == gsm7.unpack(octets, fill_bits=fill_bits)


@pytest.mark.parametrize("padding", ["zero", "cr"])
def test_nothing_packs_to_nothing(padding: Padding) -> None:
    assert gsm7.pack(b"", padding=padding) == b""
    assert gsm7.unpack(b"", padding=padding) == b""
    assert gsm7.unpack(b"", 0, padding=padding) == b""


@pytest.mark.parametrize("fill_bits", range(1, 7))
def test_fill_bits_alone_take_an_octet(fill_bits: int) -> None:
    assert gsm7.pack(b"", fill_bits=fill_bits) == b"\0"
    assert gsm7.unpack(b"\0", 0, fill_bits=fill_bits) == b""


@given(septets=strategies.septets, position=st.integers(0, 70), wrong=st.integers(128, 255))
def test_what_is_no_septet_is_not_packed(septets: bytes, position: int, wrong: int) -> None:
    position = min(position, len(septets))
    rows: list[dict[str, Any]] = [{}, {"fill_bits": 3}, {"padding": "cr"}]
    for options in rows:
        with pytest.raises(FieldRangeError) as caught:
            gsm7.pack(septets[:position] + bytes([wrong]) + septets[position:], **options)
        assert caught.value.args == (f"septets[{position}]", wrong, "0 to 127")


@pytest.mark.parametrize("fill_bits", [-1, 7, 8])
def test_there_are_0_to_6_fill_bits(fill_bits: int) -> None:
    calls: list[Callable[[], object]] = [
        lambda: gsm7.pack(b"a", fill_bits=fill_bits),
        lambda: gsm7.unpack(b"aa", 1, fill_bits=fill_bits),
    ]
    for call in calls:
        with pytest.raises(FieldRangeError) as caught:
            call()
        assert caught.value.args == ("fill_bits", fill_bits, "0 to 6")


@pytest.mark.parametrize("padding", ["", "CR", "zeros", b"cr"])
def test_padding_is_zero_or_cr(padding: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: gsm7.pack(b"a", padding=padding),
        lambda: gsm7.unpack(b"a", 1, padding=padding),
    ]
    for call in calls:
        with pytest.raises(FieldRangeError, match='padding must be "zero" or "cr"') as caught:
            call()
        assert caught.value.field == "padding"


@pytest.mark.parametrize("row", PACKING, ids=lambda row: str(row["text"]).encode("unicode_escape").decode())
def test_unpacking_wants_just_as_many_octets_as_the_septets_take(row: dict[str, Any]) -> None:
    for key, fill_bits in (("packed", 0), ("packed_fill_1", 1)):
        packed = bytes.fromhex(row[key])
        for end in range(len(packed)):
            with pytest.raises(TruncatedError) as truncated:
                gsm7.unpack(packed[:end], row["count"], fill_bits=fill_bits)
            assert truncated.value.reason == f"{row['count']} septets take {len(packed)} octets, here the data ends"
            assert (truncated.value.field, truncated.value.offset) == ("octets", end)
        for tail in (b"\0", b"tail"):
            with pytest.raises(OverlengthError) as overlong:
                gsm7.unpack(packed + tail, row["count"], fill_bits=fill_bits)
            assert overlong.value.reason == f"{row['count']} septets take {len(packed)} octets, there are more"
            assert (overlong.value.field, overlong.value.offset) == ("octets", len(packed))


@pytest.mark.parametrize("n_septets", [-1, -100])
def test_a_number_of_septets_is_not_negative(n_septets: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        gsm7.unpack(b"", n_septets)
    assert caught.value.args == ("n_septets", n_septets, "0 or more")


# -- seven spare bits --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("*100#", "AA180C3602"),
        ("*100*#", "AA180CA61A01"),  # the last octet looks empty and is not
        ("*115*5#", "AA58ACA6AA8D1A"),
        ("*100*1#", "AA180CA68A8D1A"),
        ("*100*12#", "AA180CA68AC946"),
        ("1234567", "31D98C56B3DD1A"),
        ("12345678", "31D98C56B3DD70"),
        ("123456@", "31D98C56B3011A"),  # a commercial at in the last place is kept
        ("1234567@", "31D98C56B3DD00"),
        ("123456\r", "31D98C56B3351A"),
        ("12345\r", "31D98C566B00"),
        ("@", "00"),
        ("\r", "0D"),
        ("", ""),
    ],
)
def test_carriage_returns_fill_seven_spare_bits(text: str, octets: str) -> None:
    packed = bytes.fromhex(octets)
    assert gsm7.pack(gsm7.encode(text), padding="cr") == packed
    assert gsm7.decode(gsm7.unpack(packed, padding="cr")) == text


def test_a_carriage_return_on_the_boundary_is_doubled_and_read_as_two() -> None:
    # The standard means that: a second carriage return goes to the beginning of the line where the first one went.
    packed = gsm7.pack(gsm7.encode("1234567\r"), padding="cr")
    assert packed == bytes.fromhex("31D98C56B3DD1A0D")
    assert gsm7.decode(gsm7.unpack(packed, padding="cr")) == "1234567\r\r"


def test_zeros_in_seven_spare_bits_read_as_a_commercial_at() -> None:
    packed = gsm7.pack(gsm7.encode("1234567"))
    assert packed == gsm7.pack(gsm7.encode("1234567@")) == bytes.fromhex("31D98C56B3DD00")
    assert gsm7.decode(gsm7.unpack(packed)) == "1234567@"
    assert gsm7.decode(gsm7.unpack(packed, 7)) == "1234567"


@given(septets=padded_septets, fill_bits=st.integers(0, 6))
@example(septets=b"a" * 7, fill_bits=0)
@example(septets=b"a" * 7 + b"\r", fill_bits=0)
@example(septets=b"a" * 7 + b"\r\r", fill_bits=0)
@example(septets=b"a" * 6 + b"\0", fill_bits=0)
@example(septets=b"a\r", fill_bits=2)
@example(septets=b"", fill_bits=1)
def test_padding_goes_by_the_length_and_septets_come_back_without_their_number(septets: bytes, fill_bits: int) -> None:
    n_bits = fill_bits + 7 * len(septets)
    doubled = n_bits % 8 == 0 and septets[-1:] == b"\r"
    padded = list(septets) + [CR] * (n_bits % 8 == 1 or doubled)
    packed = gsm7.pack(septets, fill_bits=fill_bits, padding="cr")
    assert packed == oracle.pack(padded, fill_bits)
    assert gsm7.unpack(packed, fill_bits=fill_bits, padding="cr") == septets + b"\r" * doubled


@given(septets=padded_septets, fill_bits=st.integers(0, 6))
def test_a_carriage_return_is_taken_away_only_where_it_ends_an_octet(septets: bytes, fill_bits: int) -> None:
    packed = oracle.pack(list(septets), fill_bits)
    on_boundary = (fill_bits + 7 * len(septets)) % 8 == 0 and septets.endswith(b"\r")
    unpacked = gsm7.unpack(packed, len(septets), fill_bits=fill_bits, padding="cr")
    assert unpacked == (septets[:-1] if on_boundary else septets)


def test_a_ussd_string_of_182_characters_fills_160_octets() -> None:
    text = "*" + "1" * 180 + "#"
    packed = gsm7.pack(gsm7.encode(text), padding="cr")
    assert len(packed) == 160
    assert gsm7.decode(gsm7.unpack(packed, padding="cr")) == text


# -- the short cuts ----------------------------------------------------------------------------------------------------

careful_encode: Any = inspect.unwrap(gsm7.encode)
careful_pack: Any = inspect.unwrap(gsm7.pack)


@pytest.fixture(scope="module")
def shortened(compiled: ModuleType) -> tuple[Any, Any]:
    """The two functions with the short cut of the compiled kernel, live or not."""
    tables = compiled.Alphabet(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT])
    return compiled.fast_encode(tables)(careful_encode), compiled.fast_pack(careful_pack)


def result(function: Any, value: object, options: dict[str, object]) -> tuple[object, ...]:
    """What comes out, with its type; of an error, what it is made of."""
    try:
        made = function(value, **options)
    except (ValueError, TypeError, LookupError) as error:
        return type(error), error.args
    return type(made), made


@given(
    text=strategies.texts,
    options=st.fixed_dictionaries(
        {},
        optional={
            "errors": st.sampled_from(
                ["strict", "replace", "ignore", "namereplace", ONE_BY_ONE, "septet.test.unknown"]
            ),
            "locking": st.integers(-1, 14),
            "single": st.integers(-1, 14),
        },
    ),
)
def test_encoding_is_the_same_by_the_short_cut(
    shortened: tuple[Any, Any], text: str, options: dict[str, object]
) -> None:
    expected = result(careful_encode, text, options)
    assert result(gsm7.encode, text, options) == expected
    assert result(shortened[0], text, options) == expected


@given(
    septets=st.one_of(
        strategies.octets,
        strategies.octets.map(bytearray),
        strategies.octets.map(lambda octets: memoryview(octets)[:]),
        st.text(),
    ),
    options=st.fixed_dictionaries(
        {}, optional={"fill_bits": st.integers(-1, 7), "padding": st.sampled_from(["zero", "cr", "other"])}
    ),
)
def test_packing_is_the_same_by_the_short_cut(
    shortened: tuple[Any, Any], septets: object, options: dict[str, object]
) -> None:
    expected = result(careful_pack, septets, options)
    assert result(gsm7.pack, septets, options) == expected
    assert result(shortened[1], septets, options) == expected


@pytest.mark.parametrize(
    ("function", "signature"),
    [
        (
            gsm7.encode,
            (
                "(text: 'str', *, errors: 'str' = 'strict', locking: 'int' = <Language.DEFAULT: 0>, "
                "single: 'int' = <Language.DEFAULT: 0>) -> 'bytes'"
            ),
        ),
        (gsm7.pack, "(septets: 'BytesLike', *, fill_bits: 'int' = 0, padding: 'Padding' = 'zero') -> 'bytes'"),
    ],
)
def test_a_short_cut_is_described_as_what_it_stands_for(function: Any, signature: str) -> None:
    careful = inspect.unwrap(function)
    assert inspect.isfunction(careful)
    assert str(inspect.signature(function)) == signature
    assert (function.__name__, function.__qualname__) == (careful.__name__, careful.__qualname__)
    assert (function.__module__, function.__doc__) == ("septet.gsm7", careful.__doc__)
    assert "Return the " in pydoc.plain(pydoc.render_doc(function))
    assert pickle.loads(pickle.dumps(function)) is function


def test_the_short_cut_wants_its_arguments_like_the_careful_function() -> None:
    for function, value in ((gsm7.encode, "a"), (gsm7.pack, b"a")):
        call: Any = function
        with pytest.raises(TypeError):
            call()
        with pytest.raises(TypeError):
            call(value, 0)
        with pytest.raises(TypeError):
            call(value, unknown=0)
    assert gsm7.encode(text="a") == gsm7.pack(septets=b"a") == b"a"


# -- text and packed octets in one -------------------------------------------------------------------------------------

packed_options = st.fixed_dictionaries(
    {},
    optional={
        "errors": st.sampled_from(["strict", "replace", "ignore"]),
        "locking": strategies.languages,
        "single": strategies.languages,
        "fill_bits": st.integers(0, 7),
        "padding": st.sampled_from(["zero", "cr"]),
    },
)


def result_of(work: Callable[[], object]) -> object:
    """What comes of it, or what kind of error with which words."""
    try:
        return work()
    except ValueError as error:
        return type(error), str(error)


@given(text=strategies.texts, options=packed_options)
def test_text_is_encoded_and_packed_in_one_as_in_two_steps(text: str, options: dict[str, Any]) -> None:
    packing = {name: options[name] for name in ("fill_bits", "padding") if name in options}
    encoding = {name: option for name, option in options.items() if name not in packing}
    expected = result_of(lambda: gsm7.pack(gsm7.encode(text, **encoding), **packing))
    assert result_of(lambda: gsm7.encode_packed(text, **options)) == expected


@given(octets=strategies.octets, n_surplus=st.sampled_from([None, 0, 0, 0, 1, -1, -100]), options=packed_options)
def test_octets_are_unpacked_and_decoded_in_one_as_in_two_steps(
    octets: bytes, n_surplus: int | None, options: dict[str, Any]
) -> None:
    n_septets = None if n_surplus is None else 8 * len(octets) // 7 + n_surplus
    packing = {name: options[name] for name in ("fill_bits", "padding") if name in options}
    encoding = {name: option for name, option in options.items() if name not in packing}
    expected = result_of(lambda: gsm7.decode(gsm7.unpack(octets, n_septets, **packing), **encoding))
    assert result_of(lambda: gsm7.decode_packed(octets, n_septets, **options)) == expected
    assert result_of(lambda: gsm7.decode_packed(bytearray(octets), n_septets, **options)) == expected


def test_the_euro_sign_in_telugu_is_read_leniently_from_packed_octets_too() -> None:
    octets = gsm7.pack(b"\x1be")
    assert gsm7.decode_packed(octets, 2, single=Language.TELUGU) == "e"
    assert gsm7.decode_packed(octets, 2, single=Language.TELUGU, lenient=True) == "\u20ac"


@given(text=strategies.texts)
def test_without_options_packed_text_is_that_of_the_standard(text: str) -> None:
    septets = oracle.septets_of(text)
    if septets is None:
        with pytest.raises(UnencodableCharacterError):
            gsm7.encode_packed(text)
    else:
        octets = oracle.pack(septets)
        assert gsm7.encode_packed(text) == octets
        assert gsm7.decode_packed(octets, len(septets)) == text
