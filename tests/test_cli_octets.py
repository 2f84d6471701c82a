"""``septet encode`` and ``septet decode``: every form of the octets, and what they cannot say."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable

FEWER = settings(max_examples=settings().max_examples // 2)
"""For what is slow."""


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """Says that somebody is looking on."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command line in this process, with these octets as standard input."""

    def run_it(*arguments: str, given: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        return Ran(run(arguments), *capsys.readouterr())

    return run_it


def output_of(*arguments: str) -> str:
    """What a command prints, without the end of the line."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")) as stdout:
        assert run(arguments) == 0
        stdout.seek(0)
        return stdout.read().removesuffix("\n")


def hexadecimal(octets: bytes | list[int]) -> str:
    """Octets as the command writes them."""
    return "".join(f"{octet:02X}" for octet in octets)


def assert_unusable(ran: Ran, *reasons: str) -> None:
    """The command said in one line why it cannot work, and nothing else."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("septet: ")
    assert all(reason in line for reason in reasons)


# -- encode ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "digits"),
    [
        (("1 €",), "31201B65"),
        (("",), ""),
        (("hellohello", "--packed"), "E8329BFD4697D9EC37"),
        (("hellohello", "--packed", "--fill-bits", "1"), "D06536FB8D2EB3D96F"),
        (("1234567", "--packed"), "31D98C56B3DD00"),
        (("1234567", "--packed", "--padding", "zero"), "31D98C56B3DD00"),
        (("1234567", "--packed", "--padding", "cr"), "31D98C56B3DD1A"),
        (("Я😀", "--ucs2"), "042FD83DDE00"),
        (("", "--ucs2"), ""),
        (("ğ", "--locking", "turkish"), "0C"),
        (("ğ", "--single", "turkish"), "1B67"),
        (("ğ", "--single", "TURKISH", "--packed"), "9B33"),
        (("ç", "--single", "Spanish"), "1B09"),
        (("ãç", "--locking", "portuguese", "--single", "portuguese"), "7B09"),
        (("a’b", "--errors", "replace"), "613F62"),
        (("a’b", "--errors", "ignore"), "6162"),
        (("ab", "--errors", "strict"), "6162"),
        (("--", "--packed"), "2D2D7061636B6564"),
    ],
)
def test_a_text_is_encoded(command: Callable[..., Ran], arguments: tuple[str, ...], digits: str) -> None:
    assert command("encode", *arguments) == Ran(0, f"{digits}\n", "")


@pytest.mark.parametrize("option", ["--packed", "--ucs2", "--errors=replace"])
def test_standard_input_is_encoded(command: Callable[..., Ran], option: str) -> None:
    assert command("encode", option, given="Zoé\r\n".encode()) == command("encode", option, "Zoé")
    assert command("encode", option, given=b"two\nlines\n") == command("encode", option, "two\nlines")


def test_a_character_outside_the_alphabet_is_an_error(command: Callable[..., Ran]) -> None:
    for options in ((), ("--packed",), ("--errors", "strict")):
        ran = command("encode", *options, "We’re")
        assert_unusable(ran, "'\\u2019' (U+2019) at position 2 is not in the GSM 7-bit default alphabet")
    assert_unusable(command("encode", "--locking", "turkish", "α"), "Turkish locking shift")


@FEWER
@given(strategies.languages, strategies.languages, st.integers(0, 6), st.data())
def test_the_octets_are_those_of_the_oracle(locking: int, single: int, fill_bits: int, data: st.DataObject) -> None:
    tables = oracle.CODES[oracle.locking_name(locking)].keys() | oracle.CODES[oracle.single_name(single)].keys()
    text = data.draw(st.text(st.sampled_from(sorted(tables)), max_size=30))
    septets = oracle.septets_of(text, locking, single)
    assert septets is not None
    options = ["--locking", oracle.LANGUAGES[locking], "--single", oracle.LANGUAGES[single]]
    packed = ["--packed", "--fill-bits", str(fill_bits)]
    assert output_of("encode", *options, "--", text) == hexadecimal(septets)
    assert output_of("encode", *options, *packed, "--", text) == hexadecimal(oracle.pack(septets, fill_bits))
    assert output_of("decode", *options, hexadecimal(septets)) == text
    digits = hexadecimal(oracle.pack(septets, fill_bits))
    assert output_of("decode", *options, *packed, "--septets", str(len(septets)), digits) == text


@FEWER
@given(strategies.texts.filter(lambda text: text == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
def test_a_text_comes_back_from_ucs_2(text: str) -> None:
    digits = output_of("encode", "--ucs2", "--", text)
    assert digits == "".join(f"{unit:04X}" for unit in oracle.utf16_units(text))
    assert output_of("decode", "--ucs2", digits) == text


# -- decode ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("31201B65",), "1 €"),
        (("31201b65",), "1 €"),
        ((" 31 20\n1b\t65 ",), "1 €"),
        (("3 1",), "1"),
        (("",), ""),
        (("E8329BFD4697D9EC37", "--packed"), "hellohello"),
        (("E8329BFD4697D9EC37", "--packed", "--septets", "10"), "hellohello"),
        (("31D98C56B3DD00", "--packed"), "1234567@"),
        (("31D98C56B3DD00", "--packed", "--septets", "7"), "1234567"),
        (("31D98C56B3DD1A", "--packed", "--padding", "cr"), "1234567"),
        (("D06536FB8D2EB3D96F", "--packed", "--fill-bits", "1"), "hellohello"),
        (("", "--packed"), ""),
        (("", "--packed", "--septets", "0"), ""),
        (("042FD83DDE00", "--ucs2"), "Я😀"),
        (("", "--ucs2"), ""),
        (("0C", "--locking", "turkish"), "ğ"),
        (("1B67", "--single", "turkish"), "ğ"),
        (("61FF62", "--errors", "replace"), "a\ufffdb"),
        (("61FF62", "--errors", "ignore"), "ab"),
        (("0061D83D0062", "--ucs2", "--errors", "replace"), "a\ufffdb"),
        (("0061D83D0062", "--ucs2", "--errors", "ignore"), "ab"),
    ],
)
def test_octets_are_decoded(command: Callable[..., Ran], arguments: tuple[str, ...], text: str) -> None:
    assert command("decode", *arguments) == Ran(0, f"{text}\n", "")


def test_standard_input_is_decoded(command: Callable[..., Ran]) -> None:
    assert command("decode", given=b"31 20\r\n1b 65\n") == Ran(0, "1 €\n", "")
    assert command("decode", "--packed", given=b"E8 32 9B FD 46 97 D9 EC 37") == Ran(0, "hellohello\n", "")


@pytest.mark.parametrize(
    ("arguments", "reasons"),
    [
        (("3x",), ["HEX: 'x' is not a hexadecimal digit at offset 1"]),
        (("0x31",), ["HEX: 'x' is not a hexadecimal digit at offset 1"]),
        (("313",), ["HEX: half an octet at offset 2"]),
        (("6180",), ["0x80 has no meaning in the GSM 7-bit default alphabet at offset 1"]),
        (("--packed", "--septets", "9", "E8329BFD4697D9"), ["9 septets take 8 octets", "at offset 7"]),
        (("--packed", "--septets", "7", "E8329BFD4697D9EC37"), ["there are more at offset 7"]),
        (("--ucs2", "004"), ["half an octet"]),
        (("--ucs2", "00410"), ["half an octet"]),
        (("--ucs2", "004100"), ["ends in the middle of a character at offset 2"]),
        (("--ucs2", "0041DE000041"), ["surrogate without its other half at offset 2"]),
        (("--septets", "-1", "00"), ["--septets"]),
        (("--fill-bits", "7", "00"), ["--fill-bits"]),
        (("--locking", "klingon", "00"), ["--locking", "klingon"]),
        (("--single", "klingon", "00"), ["--single", "klingon"]),
        (("--padding", "lf", "00"), ["--padding", "lf"]),
        (("--errors", "xmlcharrefreplace", "00"), ["--errors"]),
    ],
)
def test_octets_that_say_nothing_are_told_in_one_line(
    command: Callable[..., Ran], arguments: tuple[str, ...], reasons: list[str]
) -> None:
    assert_unusable(command("decode", *arguments), *reasons)


@pytest.mark.parametrize("name", ["encode", "decode"])
def test_two_forms_at_once_are_none(command: Callable[..., Ran], name: str) -> None:
    assert_unusable(command(name, "--packed", "--ucs2", "00"), "--packed and --ucs2 exclude each other")


@pytest.mark.parametrize("form", [(), ("--ucs2",)])
@pytest.mark.parametrize("name", ["encode", "decode"])
@pytest.mark.parametrize("option", ["--fill-bits=1", "--fill-bits=0", "--padding=zero", "--padding=cr", "--septets=1"])
def test_what_only_packing_has_is_refused_without_it(
    command: Callable[..., Ran], name: str, form: tuple[str, ...], option: str
) -> None:
    if name == "decode" or option != "--septets=1":
        refused = option.partition("=")[0]
        assert_unusable(command(name, *form, option, "0031"), f"{refused} has no effect without --packed")


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("encode", "--errors=strict"),
        ("encode", "--locking=turkish"),
        ("encode", "--single=default"),
        ("decode", "--locking=turkish"),
        ("decode", "--single=default"),
        ("decode", "--lenient"),
    ],
)
def test_what_only_gsm_7_has_is_refused_with_ucs_2(command: Callable[..., Ran], name: str, option: str) -> None:
    refused = option.partition("=")[0]
    assert_unusable(command(name, "--ucs2", option, "0031"), f"{refused} has no effect with --ucs2")
    if option != "--lenient":
        assert command(name, option, "31").status == 0


def test_octets_are_read_leniently_where_senders_differ(command: Callable[..., Ran]) -> None:
    assert command("decode", "--single", "telugu", "1b65") == Ran(0, "e\n", "")
    assert command("decode", "--single", "telugu", "--lenient", "1b65") == Ran(0, "\u20ac\n", "")
    assert command("decode", "--single", "telugu", "--lenient", "--packed", "9b32") == Ran(0, "\u20ac\n", "")


@pytest.mark.parametrize(
    ("options", "when"),
    [
        ((), "without --single telugu"),
        (("--single", "hindi"), "without --single telugu"),
        (("--locking", "telugu"), "without --single telugu"),
        (("--ucs2",), "with --ucs2"),
        (("--pdu",), "with --pdu"),
    ],
)
def test_leniency_that_has_no_effect_is_refused(
    command: Callable[..., Ran], options: tuple[str, ...], when: str
) -> None:
    assert_unusable(command("decode", "--lenient", *options, "1b65"), f"--lenient has no effect {when}")


@pytest.mark.parametrize("name", ["encode", "decode"])
def test_every_language_is_known_by_name(command: Callable[..., Ran], name: str) -> None:
    for language in oracle.LANGUAGES:
        for option in ("--locking", "--single"):
            assert command(name, option, language, "").status == 0
            assert language in command(name, "--help").out


def test_a_text_is_shown_as_it_is_unless_a_terminal_would_obey_it(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = hexadecimal("a\x07\x9b31m\n€\x1b".encode("utf-16-be"))
    assert command("decode", "--ucs2", digits) == Ran(0, "a\x07\x9b31m\n€\x1b\n", "")
    with Terminal(io.BytesIO(), encoding="utf-8", newline="\n") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        assert command("decode", "--ucs2", digits) == Ran(0, "", "")
        terminal.seek(0)
        assert terminal.read() == "a\\x07\\x9b31m\\n€\\x1b\n"


def test_a_whole_pdu_is_shown_field_by_field(command: Callable[..., Ran]) -> None:
    ran = command("decode", "--pdu", "--bare", "0100 04812143 0000 02C834")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].split() == ["9", "user_data", "C8", "34", "Hi"]


@pytest.mark.parametrize("option", ["--packed", "--ucs2", "--septets=1", "--locking=turkish"])
def test_what_a_pdu_says_itself_is_refused_with_it(command: Callable[..., Ran], option: str) -> None:
    refused = option.partition("=")[0]
    assert_unusable(command("decode", "--pdu", option, "00"), f"{refused} has no effect with --pdu")


@pytest.mark.parametrize("option", ["--bare", "--json", "--direction=mo"])
def test_what_only_a_pdu_has_is_refused_without_it(command: Callable[..., Ran], option: str) -> None:
    refused = option.partition("=")[0]
    assert_unusable(command("decode", option, "00"), f"{refused} has no effect without --pdu")
