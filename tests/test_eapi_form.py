"""Forms: octets percent-encoded, the message in its own characters, whatever is sent."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eapi_strategies import unexpected
from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.form import decode_form, encode_form, read_form
from septet.errors import FieldRangeError
from strategies import texts

names = st.text(st.characters(max_codepoint=0xFF), min_size=1).filter(lambda name: name != "message")
latin_1_texts = st.text(st.characters(max_codepoint=0xFF))
messages = st.text(st.sampled_from("aé ΔΦΓΛΩΠΨΣΘΞ&=+%?\n\\^"))


def test_e1_the_example_of_the_document() -> None:
    body = b"message=Hi+Mom+%26+Dad&msisdn=44123123456%2C44123123457"
    parameters = (("message", "Hi Mom & Dad"), ("msisdn", "44123123456,44123123457"))
    assert decode_form(body) == parameters
    assert encode_form(parameters) == body


def test_e5_a_message_with_what_cannot_be_sent() -> None:
    replaced: list[Replacement] = []
    assert encode_form({"message": "Café Ω €"}, on_replacement=replaced.append) == b"message=Caf%E9+%DB+%3F"
    assert replaced == [Replacement("message", 7, "€")]


@pytest.mark.parametrize("octet", range(256))
def test_every_octet_is_escaped_as_forms_have_it(octet: int) -> None:
    written = encode_form([("x", bytes([octet]))])
    assert written == b"x=" + quote_plus(bytes([octet])).encode()
    assert list(read_form(written)) == [("x", bytes([octet]))]


@given(st.lists(st.tuples(names, latin_1_texts)), messages)
def test_parameters_come_back(others: list[tuple[str, str]], message: str) -> None:
    parameters = (*others, ("message", message))
    body = encode_form(parameters, on_replacement=unexpected)
    assert body.isascii()
    assert decode_form(body, on_replacement=unexpected) == parameters


@given(texts)
def test_what_is_replaced_is_reported_with_its_parameter(text: str) -> None:
    replaced: list[Replacement] = []
    encode_form({"sender": text}, on_replacement=replaced.append)
    assert replaced == [Replacement("sender", i, c) for i, c in enumerate(text) if ord(c) > 0xFF]


@given(st.one_of(st.binary(), st.text("%+&=aF0\n ?").map(str.encode)))
@example(b"a=%4%31%")
@example(b"a==%3D=\n")
@example(b"a=%\n&b=%=\n&c==41")
def test_octets_are_read_as_the_standard_library_reads_them(octets: bytes) -> None:
    expected = [
        tuple(unquote_to_bytes(half) for half in pair.partition(b"=")[::2])
        for pair in octets.rstrip(b"\r\n").replace(b"+", b" ").split(b"&")
        if pair
    ]
    assert [(name.encode("latin-1"), text) for name, text in read_form(octets)] == expected


@pytest.mark.parametrize(
    ("octets", "parameters"),
    [
        (b"", ()),
        (b"&&", ()),
        (b"a", (("a", ""),)),
        (b"a=", (("a", ""),)),
        (b"a=1&a=2", (("a", "1"), ("a", "2"))),
        (b"a=1=2", (("a", "1=2"),)),
        (b"a=%e9%E9", (("a", "éé"),)),
        (b"a=+%2B", (("a", " +"),)),
        (b"a=1\r\n", (("a", "1"),)),
        (b"a=1%0A\n", (("a", "1\n"),)),
        (b"a=100%", (("a", "100%"),)),
        (b"a=%zz%41", (("a", "%zzA"),)),
        (b"\xe9=\xe9", (("é", "é"),)),
    ],
)
def test_how_forms_are_written_by_others(octets: bytes, parameters: tuple[tuple[str, str], ...]) -> None:
    assert decode_form(octets) == parameters


def test_only_the_message_has_greek_capitals() -> None:
    body = b"message=%C2&sender=%C2&batch_data=%C2"
    assert decode_form(body) == (("message", "Λ"), ("sender", "Â"), ("batch_data", "Â"))
    assert decode_form(body, greek=False) == (("message", "Â"), ("sender", "Â"), ("batch_data", "Â"))
    assert encode_form({"message": "Â", "sender": "Â"}) == b"message=%3F&sender=%C2"
    assert encode_form({"message": "Â", "sender": "Ω"}, greek=False) == b"message=%C2&sender=%3F"


def test_what_is_no_character_is_reported_when_it_is_read() -> None:
    replaced: list[Replacement] = []
    assert decode_form(b"message=a%80&sender=%80", on_replacement=replaced.append)[0] == ("message", "a?")
    assert replaced == [Replacement("message", 1, "\x80")]


def test_a_name_can_be_replaced_in_too() -> None:
    replaced: list[Replacement] = []
    assert encode_form({"€": ""}, on_replacement=replaced.append) == b"%3F="
    assert replaced == [Replacement("€", 0, "€")]


def test_the_octet_of_the_euro_sign() -> None:
    assert encode_form({"message": "€"}, euro_octet=0x80) == b"message=%80"
    assert decode_form(b"message=%80", euro_octet=0x80) == (("message", "€"),)
    with pytest.raises(FieldRangeError):
        encode_form({}, euro_octet=0)
    with pytest.raises(FieldRangeError):
        decode_form(b"", euro_octet=0)


def test_octets_are_written_as_they_are() -> None:
    assert encode_form({"message": b"\xc2\x80", "batch_data": b'"a"\n'}) == b"message=%C2%80&batch_data=%22a%22%0A"
