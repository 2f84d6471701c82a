"""The codecs of Python: their names, every chunking of every form, error handlers, files and streams."""

from __future__ import annotations

import codecs
import encodings.aliases
import gc
import io
import itertools
import os
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import oracle
import septet.codecs
import strategies
from septet import gsm7

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

septet.codecs.register()

FEWER = settings(max_examples=settings().max_examples // 2)
PACKINGS = ["", "-packed", "-packed-cr"]
FORMS = ["gsm0338", "gsm0338-packed", "gsm0338-packed-cr", "gsm23.038-4-4", "gsm23.038-4-4-packed", "gsm23.038-1-3"]
ESC = b"\x1b"
TEXT = "1234567{\n@ [€]\r\n\fÇa va?\n\n|x\r|y {~}~\\ end"
BENGALI = "\u0995\u0996{\n\u09e6 [€]\r\n\f0123\n\n|x\r|y."
LONE_OCTET = b"\x00"


def name_of(locking: int, single: int, packing: str = "") -> str:
    """The name of a codec in full."""
    return f"gsm23.038-{locking}-{single}{packing}"


def text_for(name: str) -> str:
    """Some lines, with escapes and every end of a line, that the codec has."""
    return BENGALI if "-4-4" in name else TEXT


names = st.builds(name_of, strategies.languages, strategies.languages, st.sampled_from(PACKINGS)) | st.sampled_from(
    FORMS
)
"""Any codec."""


def texts_in(locking: int, single: int) -> st.SearchStrategy[str]:
    """Texts that the pair of tables has all of."""
    characters = {*oracle.CODES[oracle.locking_name(locking)], *oracle.CODES[oracle.single_name(single)]}
    return st.text(st.sampled_from(sorted(characters)) | st.sampled_from("\n\r"), max_size=30)


def cut(draw: st.DrawFn, whole: Any) -> list[Any]:
    """The whole in pieces, some of which are empty."""
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=len(whole) + 2)))
    return [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)])]


def outcome(function: Callable[[], object]) -> object:
    """What comes out: a value, or the kind of error."""
    try:
        return function()
    except (UnicodeError, LookupError, TypeError) as error:
        return type(error)


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        *((name, "gsm0338") for name in ("gsm0338", "GSM0338", "gsm_0338", "gsm03.38", "GSM 03.38", "gsm-03-38")),
        *((name, "gsm0338") for name in ("gsm7", "gsm-7", "GSM_7", "gsm23.038", "gsm23.038-0-0", "gsm7-0-0")),
        *((name, "gsm0338") for name in ("gsm23.038-default-default", "gsm_23_038_0_0", "gsm0338-DEFAULT-0")),
        *((name, "gsm0338-packed") for name in ("gsm0338-packed", "gsm0338_packed", "gsm7 packed", "gsm03.38-Packed")),
        *((name, "gsm0338-packed-cr") for name in ("gsm0338-packed-cr", "gsm7_packed_cr", "gsm23.038-0-0-packed-cr")),
        *((name, "gsm23.038-1-3") for name in ("gsm23.038-1-3", "gsm0338-turkish-portuguese", "gsm7_1_Portuguese")),
        ("gsm23.038-11-13", "gsm23.038-11-13"),
        ("gsm0338-urdu-tamil-packed-cr", "gsm23.038-13-11-packed-cr"),
        ("gsm0338-default-spanish", "gsm23.038-0-2"),
    ],
)
def test_a_codec_has_these_names(name: str, canonical: str) -> None:
    assert codecs.lookup(name).name == canonical
    assert codecs.lookup(name) is codecs.lookup(canonical)


@pytest.mark.parametrize(
    "name",
    [
        *("gsm", "gsm0339", "gsm77", "gsm7x", "xgsm7", "gsm0338-cr", "gsm0338-packedcr", "gsm0338-packed-cr-1"),
        *("gsm23.038-1", "gsm23.038-turkish", "gsm23.038-14-0", "gsm23.038-0-14", "gsm23.038-01-2", "gsm23.038--1-2"),
        *("gsm23.038-1-2-3", "gsm23.038-1-2-", "gsm0338-turkisch-0", "gsm0338-1-2-packed-zero", "gsm-packed"),
    ],
)
def test_other_names_are_left_to_others(name: str) -> None:
    if name.endswith("-") or "--" in name:  # Python takes these away before it asks
        assert codecs.lookup(name).name == "gsm23.038-1-2"
    else:
        with pytest.raises(LookupError, match="unknown encoding"):
            codecs.lookup(name)


def test_each_pair_of_tables_has_its_codecs() -> None:
    found = set()
    for locking, single, packing in itertools.product(range(14), range(14), PACKINGS):
        name = codecs.lookup(name_of(locking, single, packing)).name
        assert name == gsm7.codec_name(locking, single) + packing
        found.add(name)
    assert len(found) == 14 * 14 * 3


def test_no_codec_of_python_has_such_a_name() -> None:
    known = {*encodings.aliases.aliases, *encodings.aliases.aliases.values()}
    assert not {name for name in known if name.startswith("gsm")}


def test_registering_again_changes_nothing_and_unregistering_takes_all_away() -> None:
    before = codecs.lookup("gsm0338")
    septet.codecs.register()
    septet.codecs.register()
    assert codecs.lookup("gsm0338") is before
    try:
        septet.codecs.unregister()
        with pytest.raises(LookupError):
            codecs.lookup("gsm0338")
        septet.codecs.unregister()
    finally:
        septet.codecs.register()
    assert codecs.lookup("gsm0338") is before


def test_nothing_is_registered_by_importing() -> None:
    code = "import septet, septet.codecs; 'a'.encode('gsm0338')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LookupError: unknown encoding: gsm0338" in done.stderr


# -- all at once -------------------------------------------------------------------------------------------------------


@given(data=st.data(), locking=strategies.languages, single=strategies.languages)
def test_text_goes_there_and_back(data: st.DataObject, locking: int, single: int) -> None:
    text = data.draw(texts_in(locking, single))
    septets = bytes(oracle.septets_of(text, locking, single) or ())
    name = name_of(locking, single)
    assert text.encode(name) == codecs.encode(text, name) == septets
    assert septets.decode(name) == bytearray(septets).decode(name) == codecs.decode(memoryview(septets), name) == text
    packed = gsm7.pack(septets)
    assert text.encode(name + "-packed") == packed
    assert outcome(lambda: packed.decode(name + "-packed")) == with_zeros_left_over(text, len(septets), locking)
    padded = gsm7.pack(septets, padding="cr")
    assert text.encode(name + "-packed-cr") == padded
    doubled = len(septets) % 8 == 0 and septets.endswith(b"\r")
    assert padded.decode(name + "-packed-cr") == text + "\r" * doubled


def with_zeros_left_over(text: str, n_septets: int, locking: int) -> object:
    """What the text reads as when seven zeros may be left over: some tables have nothing for them."""
    if n_septets % 8 != 7:
        return text
    zero = oracle.TABLES[oracle.locking_name(locking)].get(0)
    return UnicodeDecodeError if zero is None else text + zero


@pytest.mark.parametrize("locking", range(14))
@pytest.mark.parametrize("single", range(14))
def test_every_cell_of_every_pair_goes_there_and_back(locking: int, single: int) -> None:
    tables = oracle.CODES[oracle.locking_name(locking)], oracle.CODES[oracle.single_name(single)]
    text = "".join(sorted({*tables[0], *tables[1]})) + "."
    if len(oracle.septets_of(text, locking, single) or ()) % 8 == 7:
        text += "."  # so that no seven bits are left over
    for packing in PACKINGS:
        name = name_of(locking, single, packing)
        assert text.encode(name).decode(name) == text
        assert "".join(codecs.iterdecode(codecs.iterencode(text, name), name)) == text


@pytest.mark.parametrize("name", FORMS)
def test_the_amount_that_was_used_is_all_of_it(name: str) -> None:
    info = codecs.lookup(name)
    text = text_for(name)
    octets, n_chars = info.encode(text)
    assert (type(octets), n_chars) == (bytes, len(text))
    decoded, n_octets = info.decode(octets)
    assert (decoded, n_octets) == (text, len(octets))
    assert info.encode("") == (b"", 0)
    assert info.decode(b"") == ("", 0)


@pytest.mark.parametrize("name", FORMS)
def test_texts_are_encoded_and_octets_decoded_and_nothing_else(name: str) -> None:
    info: Any = codecs.lookup(name)
    for wrong in (b"a", None, 1, ["a"]):
        for encode in (info.encode, info.incrementalencoder().encode):
            with pytest.raises(TypeError):
                encode(wrong)
    for not_octets in ("a", None, 1, ["a"]):
        for decode in (info.decode, info.incrementaldecoder().decode):
            with pytest.raises(TypeError):
                decode(not_octets)
    for octets in (bytearray(b"ab"), memoryview(b"ab"), memoryview(b"a-b-")[::2]):
        assert info.decode(octets) == info.decode(b"ab")
        assert info.incrementaldecoder().decode(octets, True) == info.decode(b"ab")[0]


def test_packed_octets_are_as_many_septets_as_fit() -> None:
    assert "1234567".encode("gsm0338-packed") == "1234567@".encode("gsm0338-packed") == bytes.fromhex("31d98c56b3dd00")
    assert bytes.fromhex("31d98c56b3dd00").decode("gsm0338-packed") == "1234567@"
    assert bytes.fromhex("31d98c56b3dd1a").decode("gsm0338-packed") == "1234567\r"
    assert "1234567".encode("gsm0338-packed-cr") == bytes.fromhex("31d98c56b3dd1a")
    assert bytes.fromhex("31d98c56b3dd1a").decode("gsm0338-packed-cr") == "1234567"
    assert "1234567\r".encode("gsm0338-packed-cr").decode("gsm0338-packed-cr") == "1234567\r\r"


@pytest.mark.parametrize("locking", ["kannada", "malayalam", "tamil"])
def test_zeros_left_over_are_an_error_where_they_mean_nothing(locking: str) -> None:
    name = f"gsm0338-{locking}-0-packed"
    assert "12345678".encode(name).decode(name) == "12345678"
    with pytest.raises(UnicodeDecodeError) as caught:
        "1234567".encode(name).decode(name)
    assert (caught.value.start, caught.value.end) == (7, 8)
    assert "1234567".encode(f"{name}-cr").decode(f"{name}-cr") == "1234567"


# -- in pieces ---------------------------------------------------------------------------------------------------------


def per_piece(problem: UnicodeError) -> tuple[str, int]:
    """A handler that answers in the same way wherever the text or the septets were cut."""
    assert isinstance(problem, (UnicodeEncodeError, UnicodeDecodeError))
    if isinstance(problem, UnicodeEncodeError):
        return f"<{ord(problem.object[problem.start]):x}>", problem.start + 1
    return f"<{problem.object[problem.start : problem.end].hex()}>", problem.end


def in_octets(problem: UnicodeError) -> tuple[bytes | str, int]:
    """A handler that gives septets for characters."""
    assert isinstance(problem, (UnicodeEncodeError, UnicodeDecodeError))
    if isinstance(problem, UnicodeEncodeError):
        return b"\x1be" * (problem.end - problem.start), problem.end
    return "?", problem.end


def not_at_all(problem: UnicodeError) -> tuple[str, int]:
    """A handler that gives what cannot be encoded either."""
    assert isinstance(problem, (UnicodeEncodeError, UnicodeDecodeError))
    return "\u4e2d", problem.end


for handle in (per_piece, in_octets, not_at_all):
    codecs.register_error(f"septet.test.{handle.__name__}", handle)

HANDLERS = [
    *("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace"),
    *("surrogateescape", "surrogatepass", "septet.test.per_piece", "septet.test.in_octets", "septet.test.not_at_all"),
    "septet.test.unknown",
]


def encode_in_pieces(name: str, errors: str, pieces: list[str], *, moving: bool) -> bytes:
    """Encode one piece after the other, every one with an encoder of its own if the state moves."""
    encoder = codecs.getincrementalencoder(name)(errors)
    octets = []
    try:
        for number, piece in enumerate(pieces, 1):
            octets.append(encoder.encode(piece, number == len(pieces)))
            if moving:
                state = encoder.getstate()
                encoder.reset()
                encoder = codecs.getincrementalencoder(name)(errors)
                encoder.setstate(state)
        assert encoder.getstate() == 0
    finally:
        encoder.reset()
    return b"".join(octets)


def decode_in_pieces(name: str, errors: str, pieces: list[bytes], *, moving: bool) -> str:
    """Decode likewise; what a decoder has kept may as well come in front of the next piece, as text files do it."""
    decoder = codecs.getincrementaldecoder(name)(errors)
    text = []
    for number, piece in enumerate(pieces, 1):
        kept, flags = decoder.getstate()
        assert flags < 1 << 30
        if moving:
            decoder = codecs.getincrementaldecoder(name)(errors)
            decoder.setstate((b"", flags))
            text.append(decoder.decode(kept + piece, number == len(pieces)))
        else:
            text.append(decoder.decode(piece, number == len(pieces)))
    assert decoder.getstate() == (b"", 0)
    return "".join(text)


@given(data=st.data(), name=names, errors=st.sampled_from(HANDLERS), text=strategies.texts, moving=st.booleans())
def test_text_in_pieces_is_encoded_like_the_whole(
    data: st.DataObject, name: str, errors: str, text: str, moving: bool
) -> None:
    whole = outcome(lambda: text.encode(name, errors))
    pieces = data.draw(st.composite(cut)(text))
    assert outcome(lambda: encode_in_pieces(name, errors, pieces, moving=moving)) == whole


@given(data=st.data(), name=names, errors=st.sampled_from(HANDLERS), octets=strategies.octets, moving=st.booleans())
def test_octets_in_pieces_are_decoded_like_the_whole(
    data: st.DataObject, name: str, errors: str, octets: bytes, moving: bool
) -> None:
    whole = outcome(lambda: octets.decode(name, errors))
    pieces = data.draw(st.composite(cut)(octets))
    assert outcome(lambda: decode_in_pieces(name, errors, pieces, moving=moving)) == whole


@given(data=st.data(), locking=strategies.languages, single=strategies.languages, packing=st.sampled_from(PACKINGS))
def test_text_comes_back_piece_by_piece(data: st.DataObject, locking: int, single: int, packing: str) -> None:
    name = name_of(locking, single, packing)
    text = data.draw(texts_in(locking, single))
    octets = text.encode(name)
    assert b"".join(codecs.iterencode(data.draw(st.composite(cut)(text)), name)) == octets
    pieces = data.draw(st.composite(cut)(octets))
    whole = outcome(lambda: octets.decode(name))
    assert outcome(lambda: "".join(codecs.iterdecode(pieces, name))) == whole


@pytest.mark.parametrize(
    ("name", "digits", "steps"),
    [
        ("gsm0338", "61 1b 65 1b 1b 1b 41 1b", ["a", "", "€", "", " ", "", "A", "", " "]),
        # a, escape, e, escape, escape, b, and the bits that are left
        ("gsm0338-packed", "e14d d9b1 0b", None),
        ("gsm0338-packed", "31d98c56b3dd00", ["1", "2", "3", "4", "5", "6", "7@", ""]),
        ("gsm0338-packed-cr", "31d98c56b3dd1a", ["1", "2", "3", "4", "5", "6", "7", ""]),
        ("gsm0338-packed-cr", "31d98c56b3dd1a0d", ["1", "2", "3", "4", "5", "6", "7", "\r\r", ""]),
    ],
)
def test_each_octet_gives_what_is_certain(name: str, digits: str, steps: list[str] | None) -> None:
    octets = bytes.fromhex(digits)
    decoder = codecs.getincrementaldecoder(name)()
    given_steps = [*(decoder.decode(bytes([octet])) for octet in octets), decoder.decode(b"", True)]
    assert "".join(given_steps) == octets.decode(name)
    assert steps is None or given_steps == steps


def test_each_character_gives_the_octets_that_are_certain() -> None:
    for name, steps in [
        ("gsm0338", ["31", "1b65", "32", ""]),
        ("gsm0338-packed", ["", "b1 4d", "19", "06"]),
    ]:
        encoder = codecs.getincrementalencoder(name)()
        done = [*(encoder.encode(character) for character in "1€2"), encoder.encode("", True)]
        assert b"".join(done) == "1€2".encode(name)
        if name == "gsm0338":
            assert [octets.hex() for octets in done] == steps
        assert [len(octets) for octets in done] == [len(bytes.fromhex(step)) for step in steps]


@pytest.mark.parametrize("name", FORMS)
def test_a_codec_that_is_reset_begins_anew(name: str) -> None:
    encoder, decoder = codecs.getincrementalencoder(name)(), codecs.getincrementaldecoder(name)()
    encoder.encode("{")
    encoder.reset()
    assert encoder.getstate() == 0
    assert encoder.encode("12", True) == "12".encode(name)
    decoder.decode(ESC + b"\x0d" + ESC)
    decoder.reset()
    assert decoder.getstate() == (b"", 0)
    assert decoder.decode("12".encode(name), True) == "12"


@pytest.mark.parametrize("name", FORMS)
def test_what_goes_wrong_leaves_the_state_as_it_was(name: str) -> None:
    encoder = codecs.getincrementalencoder(name)()
    begun = encoder.encode("123")
    state = encoder.getstate()
    with pytest.raises(UnicodeEncodeError):
        encoder.encode("4\u4e2d")
    assert encoder.getstate() == state
    assert begun + encoder.encode("5", True) == "1235".encode(name)


def test_a_septet_without_a_meaning_leaves_the_state_as_it_was() -> None:
    for name, wrong in [("gsm23.038-4-4", b"\x0e"), ("gsm23.038-4-4-packed", gsm7.pack(b"12\x0e\x0e\x0e")[2:])]:
        decoder = codecs.getincrementaldecoder(name)()
        octets = "12{".encode(name)
        begun = decoder.decode(octets[:2])
        state = decoder.getstate()
        with pytest.raises(UnicodeDecodeError):
            decoder.decode(wrong)
        assert decoder.getstate() == state
        assert begun + decoder.decode(octets[2:], True) == octets.decode(name)


# -- error handlers ----------------------------------------------------------------------------------------------------


def told_of(function: Callable[[str], object]) -> list[tuple[object, ...]]:
    """What a handler is told while the function runs."""
    told: list[tuple[object, ...]] = []

    def listen(problem: UnicodeError) -> tuple[str, int]:
        assert isinstance(problem, (UnicodeEncodeError, UnicodeDecodeError))
        told.append(problem.args)
        return "", problem.end

    codecs.register_error("septet.test.listen", listen)
    function("septet.test.listen")
    return told


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_handler_is_told_of_characters(packing: str) -> None:
    name = f"gsm23.038-0-1{packing}"
    text = "a\u042f\ud83db\U0001f600"
    reason = "not in the GSM 7-bit alphabet with Turkish single shift"
    assert told_of(lambda errors: text.encode(name, errors)) == [(name, text, 1, 3, reason), (name, text, 4, 5, reason)]
    with pytest.raises(UnicodeEncodeError) as caught:
        text.encode(name)
    assert caught.value.args == (name, text, 1, 3, reason)
    assert not isinstance(caught.value, septet.SeptetError)


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_handler_is_told_of_septets_even_where_they_were_packed(packing: str) -> None:
    name = f"gsm23.038-4-4{packing}"
    septets = b"a\x0e" + ESC + b"e\x12" + ESC + b"\x1b" + b"ab"
    octets = gsm7.pack(septets) if packing else septets
    where = "in the GSM 7-bit alphabet with Bengali locking shift and Bengali single shift"
    expected = [
        (name, septets, 1, 2, f"0x0e has no meaning {where}"),
        (name, septets, 4, 5, f"0x12 has no meaning {where}"),
    ]
    assert told_of(lambda errors: octets.decode(name, errors)) == expected
    with pytest.raises(UnicodeDecodeError) as caught:
        octets.decode(name)
    assert caught.value.args == expected[0]
    assert not isinstance(caught.value, septet.SeptetError)


def test_a_handler_is_told_of_an_escape_together_with_its_septet_from_the_next_piece() -> None:
    def decode(errors: str) -> None:
        decoder = codecs.getincrementaldecoder("gsm0338")(errors)
        assert decoder.decode(b"a" + ESC) + decoder.decode(b"\x80b", True) == "ab"

    reason = "0x1b80 has no meaning in the GSM 7-bit default alphabet"
    assert told_of(decode) == [("gsm0338", b"\x1b\x80b", 0, 2, reason)]


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ("replace", "a\ufffdb\ufffd\ufffdc"),
        ("ignore", "abc"),
        ("backslashreplace", "a\\x80b\\x1b\\x80\\xffc"),
        ("septet.test.per_piece", "a<80>b<1b80><ff>c"),
    ],
)
def test_replacements_of_octets(errors: str, text: str) -> None:
    assert b"a\x80b\x1b\x80\xffc".decode("gsm0338", errors) == text


@pytest.mark.parametrize(
    ("errors", "septets"),
    [
        ("replace", b"a??b"),
        ("ignore", b"ab"),
        ("backslashreplace", b"a\x1b/u042f\x1b/U0001f600b"),
        ("xmlcharrefreplace", b"a&#1071;&#128512;b"),
        ("namereplace", b"a\x1b/N\x1b(CYRILLIC CAPITAL LETTER YA\x1b)\x1b/N\x1b(GRINNING FACE\x1b)b"),
        ("septet.test.in_octets", b"a\x1be\x1beb"),
    ],
)
def test_replacements_of_characters(errors: str, septets: bytes) -> None:
    text = "a\u042f\U0001f600b"
    assert text.encode("gsm0338", errors) == septets
    assert text.encode("gsm0338-packed", errors) == gsm7.pack(septets)


def test_a_backslash_replacement_may_need_letters_that_the_alphabet_lacks() -> None:
    name = name_of(10, 2)  # Punjabi letters, and the backslash from the Spanish table
    assert "\ufffd".encode(name, "backslashreplace").decode(name) == "\\ufffd"
    with pytest.raises(UnicodeEncodeError, match="nor is what the handler gives") as caught:
        "a\U000f3000".encode(name, "backslashreplace")
    assert (caught.value.start, caught.value.end) == (1, 2)


def test_octets_escape_as_surrogates_and_come_back() -> None:
    octets = b"a\x80b\xff"
    text = octets.decode("gsm0338", "surrogateescape")
    assert text == "a\udc80b\udcff"
    assert text.encode("gsm0338", "surrogateescape") == octets
    with pytest.raises(UnicodeEncodeError) as caught:
        text.encode("gsm0338-packed", "surrogateescape")  # what has eight bits cannot be packed
    assert (caught.value.start, caught.value.end) == (1, 2)


def test_octets_that_a_handler_puts_in_the_place_of_others_are_the_ones_that_are_kept() -> None:
    def change(problem: UnicodeError) -> tuple[str, int]:
        assert isinstance(problem, UnicodeDecodeError)
        problem.object = b"1" + ESC
        return "-", 0

    codecs.register_error("septet.test.change", change)
    for name, octets in [("gsm0338", b"\x80"), ("gsm23.038-4-4-packed", gsm7.pack(b"\x0e"))]:
        decoder = codecs.getincrementaldecoder(name)("septet.test.change")
        assert decoder.decode(octets) == "-1"
        assert decoder.decode(b"", True) == " "


def test_the_handler_may_be_another_one_for_each_piece() -> None:
    for name in ("gsm0338", "gsm0338-packed"):
        encoder = codecs.getincrementalencoder(name)("ignore")
        begun = encoder.encode("1\u4e2d")
        encoder.errors = "replace"
        assert begun + encoder.encode("\u4e2d", True) == "1?".encode(name)
    decoder = codecs.getincrementaldecoder("gsm0338")("ignore")
    begun_text = decoder.decode(b"1\x80")
    decoder.errors = "replace"
    assert begun_text + decoder.decode(b"\x80", True) == "1\ufffd"


# -- streams -----------------------------------------------------------------------------------------------------------


class Trickle(io.RawIOBase):
    """Gives what was put in, and nothing when that is used up; more may come."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = b""

    def read(self, size: int = -1) -> bytes:
        size = len(self.waiting) if size < 0 else size
        given_octets, self.waiting = self.waiting[:size], self.waiting[size:]
        return given_octets


@pytest.mark.parametrize("name", FORMS)
def test_a_reader_waits_for_what_is_to_come(name: str) -> None:
    stream = Trickle()
    reader = codecs.getreader(name)(stream)
    decoder = codecs.getincrementaldecoder(name)()
    for octet in text_for(name).encode(name):
        stream.waiting = bytes([octet])
        assert reader.read() == decoder.decode(bytes([octet]))
        assert reader.read() == ""
    assert reader.bytebuffer == b""


@given(data=st.data(), name=st.sampled_from(FORMS))
def test_a_stream_is_read_in_pieces_of_any_size(data: st.DataObject, name: str) -> None:
    octets = text_for(name).encode(name)
    reader = codecs.getreader(name)(io.BytesIO(octets))
    text = ""
    while piece := read_somehow(data, reader):
        text += piece
    assert text == octets.decode(name)
    assert reader.read() == reader.read(1) == reader.readline() == ""


def read_somehow(data: st.DataObject, reader: codecs.StreamReader) -> str:
    """Read once, in one of the ways there are; nothing at the end."""
    way = data.draw(st.integers(0, 3))
    if way == 0:
        return reader.read(data.draw(st.integers(1, 9)))
    if way == 1:
        chars = data.draw(st.integers(1, 9))
        text = reader.read(data.draw(st.integers(1, 9)), chars)
        assert len(text) <= chars
        return text
    return reader.readline(data.draw(st.none() | st.integers(1, 9))) if way == 2 else next(reader, "")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("keepends", [True, False])
def test_lines_are_those_of_the_text(name: str, keepends: bool) -> None:
    octets = text_for(name).encode(name)
    lines = octets.decode(name).splitlines(keepends)
    assert codecs.getreader(name)(io.BytesIO(octets)).readlines(keepends=keepends) == lines
    reader = codecs.getreader(name)(io.BytesIO(octets))
    assert [reader.readline(keepends=keepends) for _ in lines] == lines
    assert reader.readline() == ""
    assert list(codecs.getreader(name)(io.BytesIO(octets))) == octets.decode(name).splitlines(True)


@pytest.mark.parametrize("name", FORMS)
def test_long_lines_are_read_whole(name: str) -> None:
    lines = [("{" * n_chars) + "\n" for n_chars in (0, 1, 35, 36, 37, 71, 72, 73, 500, 9000)]
    reader = codecs.getreader(name)(io.BytesIO("".join(lines).encode(name)))
    assert [reader.readline() for _ in lines] == lines


@pytest.mark.parametrize("name", FORMS)
def test_a_reader_goes_back_to_the_beginning(name: str) -> None:
    octets = text_for(name).encode(name)
    reader = codecs.getreader(name)(io.BytesIO(octets))
    for size in (0, 1, 2, 5, 8, 20):
        reader.read(size)
        reader.seek(0)
        assert reader.read() == octets.decode(name)
        reader.seek(0)
    assert reader.tell() == 0  # that of the stream


def test_a_reader_of_packed_octets_goes_to_where_an_octet_and_a_septet_begin() -> None:
    octets = "1234567812345678abcdefg€".encode("gsm0338-packed")
    reader = codecs.getreader("gsm0338-packed")(io.BytesIO(octets))
    for offset, text in [(7, "12345678abcdefg€"), (14, "abcdefg€"), (0, "1234567812345678abcdefg€")]:
        reader.read(3)
        reader.seek(offset)
        assert reader.read() == text


def test_lines_are_read_up_to_an_error() -> None:
    septets = b"12\x1b(\n" * 20 + b"34\x0e5\n"
    for name in ("gsm23.038-4-0", "gsm23.038-4-0-packed"):
        reader = codecs.getreader(name)(io.BytesIO(gsm7.pack(septets) if "packed" in name else septets))
        assert reader.readline() == "12{\n"
        with pytest.raises(UnicodeDecodeError):
            list(reader)


@given(data=st.data(), name=st.sampled_from(FORMS))
def test_a_stream_is_written_in_pieces(data: st.DataObject, name: str) -> None:
    text = text_for(name)
    stream = io.BytesIO()
    writer = codecs.getwriter(name)(stream)
    writer.writelines(data.draw(st.composite(cut)(text)))
    writer.reset()
    assert stream.getvalue() == text.encode(name)
    writer.reset()
    assert stream.getvalue() == text.encode(name)


class Closing(io.BytesIO):
    """Remembers what was in it when it was closed."""

    written = b""

    def close(self) -> None:
        self.written = self.written if self.closed else self.getvalue()
        super().close()


def test_a_writer_of_packed_octets_completes_the_last_one_before_it_is_closed() -> None:
    octets = "123".encode("gsm0338-packed")
    stream = Closing()
    with codecs.getwriter("gsm0338-packed")(stream) as writer:
        writer.write("12")
        writer.write("3")
    assert stream.written == octets
    stream = Closing()
    writer = codecs.getwriter("gsm0338-packed")(stream)
    writer.write("123")
    writer.close()
    assert stream.written == octets


def test_a_writer_of_packed_octets_completes_the_last_one_before_it_moves() -> None:
    stream = io.BytesIO()
    writer = codecs.getwriter("gsm0338-packed")(stream)
    writer.write("123")
    writer.seek(0, 2)
    writer.write("456")
    writer.seek(0)
    assert stream.getvalue() == "123".encode("gsm0338-packed") + "456".encode("gsm0338-packed")


def test_a_writer_takes_the_handler_that_it_has_now() -> None:
    for name in ("gsm0338", "gsm0338-packed"):
        stream = io.BytesIO()
        writer = codecs.getwriter(name)(stream, "ignore")
        writer.write("1\u4e2d")
        writer.errors = "replace"
        writer.write("\u4e2d")
        writer.reset()
        assert stream.getvalue() == "1?".encode(name)


@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_recoded(name: str) -> None:
    text = text_for(name).replace("\r", "")
    octets = text.encode(name)
    inside = codecs.EncodedFile(io.BytesIO(octets), "utf-8", name)
    assert inside.read() == octets.decode(name).encode("utf-8")
    stream = io.BytesIO()
    recoder = codecs.EncodedFile(stream, "utf-8", name)
    for line in text.encode("utf-8").splitlines(True):
        recoder.write(line)
    recoder.reset()
    assert stream.getvalue() == octets
    assert codecs.EncodedFile(io.BytesIO(text.encode("utf-8")), name, "utf-8").read() == octets


@pytest.mark.parametrize("name", FORMS)
def test_a_stream_is_read_and_written(name: str) -> None:
    info = codecs.lookup(name)
    stream = codecs.StreamReaderWriter(io.BytesIO(), info.streamreader, info.streamwriter)
    stream.write(text_for(name))
    stream.reset()
    stream.seek(0)
    assert stream.read() == text_for(name).encode(name).decode(name)


# -- text files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gsm0338", "gsm7", "gsm23.038-1-3"])
def test_a_file_is_written_and_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "text"
    with path.open("w", encoding=name, newline="\n") as file:
        file.write(TEXT[:5])
        file.write(TEXT[5:])
    assert path.read_bytes() == TEXT.encode(name)
    with path.open("a", encoding=name, newline="\n") as file:
        file.write("€")
    with path.open(encoding=name, newline="") as file:
        assert file.read() == TEXT + "€"
    assert path.read_text(encoding=name) == (TEXT + "€").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("newline", [None, "", "\n", "\r", "\r\n"])
@pytest.mark.parametrize("name", FORMS)
def test_ends_of_lines_are_what_they_are_in_any_encoding(name: str, newline: str | None) -> None:
    octets = text_for(name).encode(name)
    as_utf8 = octets.decode(name).encode("utf-8")
    expected = list(io.TextIOWrapper(io.BytesIO(as_utf8), encoding="utf-8", newline=newline))
    assert list(io.TextIOWrapper(io.BytesIO(octets), encoding=name, newline=newline)) == expected


def test_a_lone_escape_at_the_end_of_a_file_is_a_space(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"a" + ESC)
    assert (tmp_path / "text").read_text(encoding="gsm0338") == "a "


def text_file(name: str, octets: bytes, chunk: int, newline: str | None = "") -> io.TextIOWrapper:
    """A text file that reads so many octets at once."""
    file: Any = io.TextIOWrapper(io.BytesIO(octets), encoding=name, newline=newline)
    file._CHUNK_SIZE = chunk
    return file  # type: ignore[no-any-return]


@pytest.mark.parametrize("newline", ["", None])
@pytest.mark.parametrize("chunk", [1, 3, 7, 8192])
@pytest.mark.parametrize("name", FORMS)
def test_a_text_file_goes_back_to_where_it_was(name: str, chunk: int, newline: str | None) -> None:
    octets = text_for(name).encode(name)
    text = io.TextIOWrapper(io.BytesIO(octets), encoding=name, newline=newline).read()
    file = text_file(name, octets, chunk, newline)
    places = [file.tell()]
    while file.read(1):
        places.append(file.tell())
    assert len(places) == len(text) + 1
    for n_chars in [*range(len(places)), *reversed(range(len(places)))]:
        file.seek(places[n_chars])
        assert file.tell() == places[n_chars]
        assert file.read(2) == text[n_chars : n_chars + 2]
        file.seek(places[n_chars])
        assert file.read() == text[n_chars:]


@FEWER
@given(data=st.data(), name=names, octets=strategies.octets, chunk=st.integers(1, 20))
def test_any_file_is_read_and_told_in_any_order(data: st.DataObject, name: str, octets: bytes, chunk: int) -> None:
    file = text_file(name, octets, chunk)
    file.reconfigure(errors="replace")
    file._CHUNK_SIZE = chunk  # type: ignore[attr-defined]
    text = octets.decode(name, "replace")
    known = {0: 0}
    here = 0
    for _ in range(data.draw(st.integers(1, 12))):
        if data.draw(st.booleans()):
            n_chars = data.draw(st.integers(0, 12))
            assert file.read(n_chars) == text[here : here + n_chars]
            here = min(here + n_chars, len(text))
            known[here] = file.tell()
        else:
            here = data.draw(st.sampled_from(sorted(known)))
            file.seek(known[here])


def test_a_text_file_is_written_where_it_was_read() -> None:
    raw = io.BytesIO(b"1\x1be2\n3456\n")
    file = io.TextIOWrapper(raw, encoding="gsm0338", newline="\n")
    assert file.readline() == "1€2\n"
    file.seek(file.tell())
    file.write("{}")
    file.seek(0)
    assert file.read() == "1€2\n{}\n"
    assert raw.getvalue() == b"1\x1be2\n\x1b(\x1b)\n"


# -- the last octet ----------------------------------------------------------------------------------------------------


def unwritten(name: str, text: str) -> list[str]:
    """What is said when nobody asks an encoder for the rest."""
    encoder = codecs.getincrementalencoder(name)()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        encoder.encode(text)
        del encoder
        gc.collect()
    assert all(warning.category is RuntimeWarning for warning in said)
    return [str(warning.message) for warning in said]


@pytest.mark.parametrize(
    ("name", "text", "lost"),
    [
        ("gsm0338", "1", False),
        ("gsm0338-packed", "", False),
        ("gsm0338-packed", "1", True),
        ("gsm0338-packed", "1234567", True),
        ("gsm0338-packed", "12345678", False),
        ("gsm0338-packed", "1234567\r", False),
        ("gsm0338-packed-cr", "12345678", False),
        ("gsm0338-packed-cr", "1234567\r", True),
        ("gsm0338-packed-cr", "1234567", True),
    ],
)
def test_an_octet_that_is_never_written_is_not_lost_without_a_word(name: str, text: str, lost: bool) -> None:
    says = f"{name}: the last octet was not written: encode with final=True, or reset() the stream writer"
    assert unwritten(name, text) == [says] * lost


def test_a_text_file_loses_the_last_octet_and_says_so() -> None:
    # It never says that a text is at its end: https://github.com/python/cpython/issues/79792
    def write() -> bytes:
        raw = io.BytesIO()
        file = io.TextIOWrapper(raw, encoding="gsm0338-packed")
        file.write("123")
        file.detach()
        return raw.getvalue()

    with pytest.warns(RuntimeWarning, match="^gsm0338-packed: the last octet was not written"):
        written = write()
    assert written == "123".encode("gsm0338-packed")[:-1]


def test_python_shows_that_an_octet_was_lost_unless_it_is_told_not_to(tmp_path: Path) -> None:
    code = (
        "import septet, sys; septet.codecs.register()\n"
        "with open(sys.argv[1], 'w', encoding='gsm0338-packed') as file: file.write('123')\n"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "packed")]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    assert "RuntimeWarning: gsm0338-packed: the last octet was not written" in done.stderr


@pytest.mark.filterwarnings("ignore:codecs.open:DeprecationWarning")
def test_a_file_of_codecs_open_is_whole_if_it_is_reset(tmp_path: Path) -> None:
    path = tmp_path / "packed"
    with codecs.open(str(path), "w", encoding="gsm0338-packed") as file:
        file.write("12")
        file.write("3")
        file.reset()
    assert path.read_bytes() == "123".encode("gsm0338-packed")


@pytest.mark.parametrize("name", FORMS)
def test_an_encoder_that_could_not_be_made_is_deleted_without_a_word(name: str) -> None:
    make: Any = codecs.getincrementalencoder(name)
    with pytest.raises(TypeError):
        make("strict", "and more")
    gc.collect()  # an error in deleting would be one of the test


@given(text=strategies.gsm_texts, pieces=st.integers(1, 5))
def test_the_state_of_an_encoder_is_a_number_that_is_0_at_the_beginning(text: str, pieces: int) -> None:
    assume(text)
    for name in FORMS[:3]:
        encoder = codecs.getincrementalencoder(name)()
        assert encoder.getstate() == 0
        encoder.encode(text)
        state = encoder.getstate()
        rest = encoder.encode("1" * pieces, True)
        encoder.setstate(state)
        assert encoder.encode("1" * pieces, True) == rest
        encoder.setstate(0)
        assert encoder.encode(text, True) == text.encode(name)
