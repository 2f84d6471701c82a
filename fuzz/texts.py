"""What holds for any octets that are read as text: alphabets, packing, codecs, and the two kernels side by side."""

from __future__ import annotations

import codecs as python_codecs
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import septet.codecs
from fuzz.source import Source
from septet import _kernel_py, gsm7, ucs2
from septet.alphabets import LOCKING, SINGLE, Language
from septet.errors import DecodeError

try:
    from septet import _kernel_c
except ImportError:  # there is one kernel, and nothing to compare
    PATHS: tuple[str, ...] = ()
else:
    PATHS = _kernel_c.paths()

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HANDLERS = "strict", "replace", "ignore", "backslashreplace", "surrogateescape"


def language(source: Source) -> Language:
    """One of all languages."""
    return Language(source.octet() % len(Language))


# -- gsm7 and ucs2 -----------------------------------------------------------------------------------------------------


def text(octets: bytes) -> None:
    """GSM-7 in all alphabets and packed, UCS-2, hexadecimal digits; with the usual error handlers."""
    source = Source(octets)
    tables: dict[str, Any] = {"locking": language(source), "single": language(source)}
    lenient, fill_bits = source.octet() & 1 == 1, source.octet() % 7
    payload = source.rest()
    for errors in HANDLERS:
        check_gsm7(payload, errors, tables, lenient=lenient)
        check_ucs2(payload, errors)
    if payload:  # nothing has no room for fill bits
        check_packing(payload, fill_bits)
    check_digits(payload)


def check_gsm7(septets: bytes, errors: str, tables: dict[str, Any], *, lenient: bool) -> None:
    """What septets mean can be written with the same tables, and means the same again."""
    try:
        found = gsm7.decode(septets, errors=errors, lenient=lenient, **tables)
    except DecodeError as error:
        assert errors in {"strict", "surrogateescape"}
        assert 0 <= error.offset < len(septets)
        return
    if errors == "strict" and not lenient:
        assert gsm7.decode(gsm7.encode(found, **tables), **tables) == found


def check_ucs2(octets: bytes, errors: str) -> None:
    """What octets mean is written as the same octets."""
    try:
        found = ucs2.decode(octets, errors=errors)
        whole = ucs2.decode_parts([octets[:3], octets[3:]], errors=errors)
    except DecodeError as error:
        assert errors in {"strict", "surrogateescape"}
        assert 0 <= error.offset < len(octets)
        return
    assert whole == found
    if errors == "strict":
        assert ucs2.encode(found) == octets
        assert ucs2.from_hex(ucs2.to_hex(found)) == found


def check_packing(octets: bytes, fill_bits: int) -> None:
    """All bits of the septets are there again when they are packed, and no others."""
    septets = gsm7.unpack(octets, fill_bits=fill_bits)
    packed = gsm7.pack(septets, fill_bits=fill_bits)
    bits = ((1 << 7 * len(septets)) - 1) << fill_bits
    assert int.from_bytes(packed, "little") == int.from_bytes(octets, "little") & bits
    assert gsm7.unpack(packed, len(septets), fill_bits=fill_bits) == septets
    shorter = gsm7.unpack(octets, fill_bits=fill_bits, padding="cr")
    assert shorter in {septets, septets[:-1]}
    padded = gsm7.pack(shorter, fill_bits=fill_bits, padding="cr")
    assert gsm7.unpack(padded, fill_bits=fill_bits, padding="cr") in {shorter, shorter + b"\r"}


def check_digits(octets: bytes) -> None:
    """Hexadecimal digits are read, or the error says where there is none."""
    try:
        ucs2.from_hex(octets.decode("latin-1"))
    except DecodeError as error:
        assert 0 <= error.offset < len(octets)


# -- the kernels -------------------------------------------------------------------------------------------------------


def kernel(octets: bytes) -> None:
    """Both kernels give the same, whatever they are given; the compiled one with vector instructions and without."""
    source = Source(octets)
    locking, single = language(source), language(source)
    number, fill_bits, width = source.number(), source.octet(), source.octet() % len(CHARACTERS)
    payload = source.rest()
    given = payload, CHARACTERS[width](payload), number, fill_bits
    expected = results(_kernel_py, alphabet(_kernel_py, locking, single), *given)
    for path in reversed(PATHS):
        _kernel_c.take_path(path)
        assert results(_kernel_c, alphabet(_kernel_c, locking, single), *given) == expected, path


CHARACTERS: list[Callable[[bytes], str]] = [
    lambda octets: octets.decode("latin-1"),
    lambda octets: octets.decode("utf-8", "ignore"),
    lambda octets: "".join(map(chr, memoryview(octets[: len(octets) // 2 * 2]).cast("H"))),
    lambda octets: "".join(chr(c % 0x110000) for c in memoryview(octets[: len(octets) // 4 * 4]).cast("I")),
]
"""Texts of characters that take one, two and four octets, lone surrogates among them."""


@cache
def alphabet(kernel: ModuleType, locking: Language, single: Language) -> object:
    """A pair of tables as a kernel has it."""
    return kernel.Alphabet(LOCKING[locking], SINGLE[single])


@cache
def chart(kernel: ModuleType) -> object:
    """All tables as a kernel has them."""
    return kernel.Chart(tuple(LOCKING.values()), tuple(SINGLE.values()))


def results(
    kernel: ModuleType, alphabet: object, octets: bytes, text: str, number: int, fill_bits: int
) -> list[object]:
    """What all functions of a kernel say."""
    limits = number, number - 7, number // 2, number // 2 - 3
    return [
        kernel.from_septets(octets, alphabet),
        kernel.pack(octets, fill_bits % 7),
        kernel.unpack(octets, number, fill_bits % 7),
        kernel.unpack(octets, 8 * len(octets), fill_bits % 7),
        kernel.measure(text, alphabet),
        kernel.to_septets(text, alphabet),
        kernel.find_unencodable(text, alphabet),
        kernel.survey(text, chart(kernel)),
        kernel.count_units(text),
        kernel.count(text, alphabet, limits),
        kernel.find_outside(text, alphabet, limits),
        kernel.break_septets(text[: kernel.measure(text, alphabet)[1]], alphabet, number),
        kernel.break_units(text, number),
    ]


# -- codecs ------------------------------------------------------------------------------------------------------------


def codecs(octets: bytes) -> None:
    """A codec gives the same for a whole and for its pieces, in both directions."""
    septet.codecs.register()
    source = Source(octets)
    form = ("", "-packed", "-packed-cr")[source.octet() % 3]
    name = f"gsm23.038-{language(source):d}-{language(source):d}{form}"
    errors, step = HANDLERS[source.octet() % len(HANDLERS)], 1 + source.octet() % 9
    payload = source.rest()
    check_decoding(python_codecs.lookup(name), payload, errors, step)
    check_encoding(python_codecs.lookup(name), payload.decode("utf-8", "replace"), errors, step)


def check_decoding(codec: python_codecs.CodecInfo, octets: bytes, errors: str, step: int) -> None:
    """Octets are the same text in one piece, in several, in any state put back, and in a file."""
    try:
        whole = octets.decode(codec.name, errors)
    except UnicodeDecodeError:
        whole = None
    decoder = codec.incrementaldecoder(errors)
    pieces = ""
    try:
        for position in range(0, len(octets) + 1, step):
            pieces += decoder.decode(octets[position : position + step], position + step > len(octets))
            decoder.setstate(decoder.getstate())
        file = io.TextIOWrapper(io.BytesIO(octets), codec.name, errors, newline="").read()
    except UnicodeDecodeError:
        assert whole is None
        return
    assert pieces == file == whole


def check_encoding(codec: python_codecs.CodecInfo, text: str, errors: str, step: int) -> None:
    """Text is the same octets in one piece and in several."""
    encoder = codec.incrementalencoder(errors)
    pieces = b""
    try:
        whole = text.encode(codec.name, errors)
        for position in range(0, len(text) + 1, step):
            pieces += encoder.encode(text[position : position + step], position + step > len(text))
            encoder.setstate(encoder.getstate())
    except UnicodeEncodeError as error:
        # Indic tables have no capital letters, which a backslash replacement may need.
        assert errors in {"strict", "surrogateescape"} or error.reason.endswith("nor is what the handler gives")
        assert error.encoding == codec.name
        encoder.reset()
        return
    assert pieces == whole
