"""Messages in the three alphabets: what they mean, what is odd about them, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi.charset import Replacement, charset
from septet.dialects.eapi.messages import read_message, trouble_of, write_message
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble
from septet.errors import DecodeError, MalformedError, OverlengthError, TruncatedError
from strategies import texts

CHARSET = charset()
WAP_PUSH = (
    "0605040B8423F0DC0601AE02056a0045c60d0362756c6b736d732e636f6d000103"
    "56697369742042756c6b534d532e636f6d20686f6d6570616765000101"
)


def read(written: bytes, dca: Dca) -> tuple[str | bytes, list[str]]:
    message, problems = read_message(written, dca, CHARSET, "message")
    assert all(problem.path == "message" for problem in problems)
    return message, [problem.code for problem in problems]


def test_text() -> None:
    assert read(b"Caf\xe9 \xdb", Dca.GSM7) == ("Café Ω", [])
    assert read(b"a\x80b`", Dca.GSM7) == ("a?b?", ["replaced_characters"])


def test_hexadecimal_digits_of_a_text_are_text() -> None:
    assert read(b"0041", Dca.GSM7) == ("0041", [])


def test_e8_the_providers_sample_of_octets() -> None:
    assert len(WAP_PUSH) == 124
    octets, problems = read(WAP_PUSH.encode(), Dca.OCTETS)
    assert (octets, problems) == (bytes.fromhex(WAP_PUSH), [])
    assert len(octets) == 62
    assert octets[0] == 6


@pytest.mark.parametrize(
    ("octets", "codes"),
    [
        ("00", []),
        ("0041", []),
        ("0100", []),
        ("01", ["udh_malformed"]),
        ("0200", ["udh_malformed"]),
        ("", []),
        ("050003cc0201", []),
        ("050003cc02", ["udh_malformed"]),
        ("ff" * 140, ["udh_malformed"]),
        ("8b" + "00" * 139, []),
        ("8c" + "00" * 139, ["udh_malformed"]),
    ],
)
def test_headers_that_claim_more_than_there_is(octets: str, codes: list[str]) -> None:
    assert read(octets.encode(), Dca.OCTETS) == (bytes.fromhex(octets), codes)


@pytest.mark.parametrize(("n_octets", "fits"), [(139, True), (140, True), (141, False)])
def test_e8_as_many_octets_as_fit(n_octets: int, fits: bool) -> None:
    digits = b"00" * n_octets
    if fits:
        assert read(digits, Dca.OCTETS)[0] == bytes(n_octets)
    else:
        with pytest.raises(OverlengthError, match=r"^message: 141 octets, where 140 fit at offset 280$") as caught:
            read(digits, Dca.OCTETS)
        assert trouble_of(caught.value) is Trouble.TOO_MANY_OCTETS


@pytest.mark.parametrize("dca", [Dca.OCTETS, Dca.UCS2])
@pytest.mark.parametrize(
    ("digits", "kind", "offset"),
    [
        (b"0G", MalformedError, 1),
        (b"00 41", MalformedError, 2),
        (b"00\n", MalformedError, 2),
        (b"0x00", MalformedError, 1),
        (b"\xb2\xb2", MalformedError, 0),
        (b"000", TruncatedError, 2),
        (b"0" * 281, TruncatedError, 280),
    ],
)
def test_e8_what_are_no_digits(digits: bytes, dca: Dca, kind: type[DecodeError], offset: int) -> None:
    with pytest.raises(kind) as caught:
        read(digits, dca)
    assert (caught.value.field, caught.value.offset) == ("message", offset)
    assert trouble_of(caught.value) is Trouble.INVALID_HEX


def test_unicode() -> None:
    assert read(b"042fd83DDE00", Dca.UCS2) == ("Я😀", [])


@pytest.mark.parametrize("digits", [b"00", b"004100"])
def test_half_a_unit(digits: bytes) -> None:
    with pytest.raises(TruncatedError, match=rf"^message: half a UTF-16 unit at offset {len(digits) - 2}$"):
        read(digits, Dca.UCS2)


@pytest.mark.parametrize(
    ("digits", "codes"),
    [
        (b"FEFF0041", ["byte_order_mark"]),
        (b"0041FEFF", []),
        (b"FFFE4100", []),
        (b"0041D83D", ["lone_surrogate"]),
        (b"DE00", ["lone_surrogate"]),
        (b"FEFFDE00", ["byte_order_mark", "lone_surrogate"]),
        (b"D83DDE00", []),
    ],
)
def test_oddities_of_unicode_are_said(digits: bytes, codes: list[str]) -> None:
    message, problems = read(digits, Dca.UCS2)
    assert problems == codes
    assert write_message(message, Dca.UCS2, CHARSET) == digits


def test_how_long_a_text_may_be_is_not_decided_here() -> None:
    assert read(b"0041" * 1000, Dca.UCS2)[0] == "A" * 1000
    assert read(b"A" * 1000, Dca.GSM7)[0] == "A" * 1000


@given(texts)
def test_unicode_comes_back(text: str) -> None:
    message, _ = read(write_message(text, Dca.UCS2, CHARSET), Dca.UCS2)
    assert isinstance(message, str)
    assert message.encode("utf-16-be", "surrogatepass") == text.encode("utf-16-be", "surrogatepass")


@given(st.binary(max_size=140))
def test_octets_come_back(octets: bytes) -> None:
    assert read(write_message(octets, Dca.OCTETS, CHARSET), Dca.OCTETS)[0] == octets


@given(texts)
def test_text_comes_back_but_for_what_is_replaced(text: str) -> None:
    replaced: list[Replacement] = []
    written = write_message(text, Dca.GSM7, CHARSET, replaced.append, "message")
    expected = list(text)
    for replacement in replaced:
        assert (replacement.parameter, text[replacement.position]) == ("message", replacement.character)
        expected[replacement.position] = "?"
    assert read(written, Dca.GSM7) == ("".join(expected), [])


def outcome(written: bytes, dca: Dca) -> str | bytes | DecodeError:
    try:
        return read(written, dca)[0]
    except DecodeError as error:
        return error


@given(st.binary(max_size=300), st.sampled_from(Dca))
def test_octets_are_a_message_or_a_documented_error(written: bytes, dca: Dca) -> None:
    found = outcome(written, dca)
    if isinstance(found, DecodeError):
        assert dca is not Dca.GSM7
        assert found.field == "message"
    else:
        assert outcome(write_message(found, dca, CHARSET), dca) == found


@pytest.mark.parametrize(
    ("message", "dca", "kinds"),
    [
        (b"A", Dca.GSM7, "text, not bytes"),
        (b"A", Dca.UCS2, "text, not bytes"),
        ("A", Dca.OCTETS, "bytes, not str"),
    ],
)
def test_a_message_of_the_wrong_kind_is_not_written(message: str | bytes, dca: Dca, kinds: str) -> None:
    with pytest.raises(TypeError, match=f"^message: with dca={dca.value} the message must be {kinds}$"):
        write_message(message, dca, CHARSET, None, "message")
