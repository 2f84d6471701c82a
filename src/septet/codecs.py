r"""GSM 7-bit text as codecs of Python: ``open(path, encoding="gsm0338")``, ``str.encode``, ``codecs.iterdecode``.

>>> import septet
>>> septet.codecs.register()
>>> "5 €".encode("gsm0338"), b"5 \x1be".decode("gsm0338")
(b'5 \x1be', '5 €')

======================  ================================================================================
``gsm0338``             The default alphabet and its extension; one septet per octet.
``gsm23.038-L-S``       The locking shift table of language L and the single shift table of S: numbers
                        0 to 13, or names. Both 0 is ``gsm0338``.
``...-packed``          Behind either: eight septets in seven octets, zeros in the bits left over.
``...-packed-cr``       Likewise, with the carriage returns of USSD and cell broadcast.
======================  ================================================================================

``gsm7``, ``gsm-7`` and ``gsm03.38`` are other names of ``gsm0338``, alone and before a ``-``. Case does not count, and
``_`` is as good as ``-``.

How many septets are packed is not written anywhere: as many are read as fit. Where seven bits are left over, zeros in
them read as what code 0 means, an ``@`` too many with the default alphabet and an error with a table that has nothing
there (Kannada, Malayalam, Tamil); no rule can tell them from a septet that was meant. ``-packed-cr`` is for data
without that (3GPP TS 23.038 clause 6.1.2.3.1).

Errors are ``UnicodeEncodeError`` and ``UnicodeDecodeError``, as for every codec of Python, and every ``errors=`` works.
Of packed octets a handler is shown the septets, one per octet: ``object``, ``start`` and ``end`` are theirs.
"""

from __future__ import annotations

import codecs
from functools import cache, partial

from septet import _handlers, gsm7
from septet._value import value
from septet.alphabets import ESCAPE, Language

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Buffer

    from septet._kernel import Alphabet
    from septet._typing import Padding

_CARRIAGE_RETURN = b"\r"


def register() -> None:
    """Make the codecs known to Python; to do so again changes nothing."""
    _register_once()


def unregister() -> None:
    """Take the codecs away again, where they were made known."""
    codecs.unregister(_find)
    _register_once.cache_clear()


@cache
def _register_once() -> None:
    codecs.register(_find)


def _find(name: str) -> codecs.CodecInfo | None:
    # Python asks with its own normal form of the name, which is not the same in all versions, and for any codec at all.
    if not name.startswith("gsm"):
        return None
    import re

    language = "|".join(["1[0-3]|[0-9]", *(language.name.lower() for language in Language)])
    found = re.fullmatch(
        rf"gsm_?(?:03_?38|23_?038|7)(?:_(?P<locking>{language})_(?P<single>{language}))?(?P<packed>_packed(?P<cr>_cr)?)?",
        re.sub(r"[^a-z0-9]+", "_", name),
    )
    if found is None:
        return None
    locking, single = _language(found["locking"]), _language(found["single"])
    return _codec(locking, single, packed=bool(found["packed"]), padding="cr" if found["cr"] else "zero")


def _language(named: str | None) -> Language:
    if named is None:
        return Language.DEFAULT
    return Language(int(named)) if named.isdigit() else Language[named.upper()]


@cache
def _codec(locking: Language, single: Language, *, packed: bool, padding: Padding) -> codecs.CodecInfo:
    name = gsm7.codec_name(locking, single) + ("" if not packed else "-packed-cr" if padding == "cr" else "-packed")
    tables, alphabet = gsm7.alphabet(locking, single), gsm7.alphabet_name(locking, single)
    form = _Form(name, tables, alphabet, packed, padding)
    encoder, decoder, reader, writer = (
        (_PackedEncoder, _PackedDecoder, _PackedReader, _PackedWriter)
        if packed
        else (_Encoder, _Decoder, _Reader, _Writer)
    )
    return codecs.CodecInfo(
        name=name,
        encode=form.encode,
        decode=form.decode,
        incrementalencoder=partial(encoder, form),
        incrementaldecoder=partial(decoder, form),
        streamreader=partial(reader, form),
        streamwriter=partial(writer, form),
    )


@value
class _Form:
    """What makes a codec: its name, the tables and their name, whether septets are packed, what pads them then."""

    name: str
    tables: Alphabet
    alphabet: str
    packed: bool
    padding: Padding

    def encode(self, text: str, errors: str = "strict") -> tuple[bytes, int]:
        septets = self.septets_of(text, errors)
        return gsm7.pack(septets, padding=self.padding) if self.packed else septets, len(text)

    def decode(self, octets: Buffer, errors: str = "strict") -> tuple[str, int]:
        given = bytes(memoryview(octets))
        septets = gsm7.unpack(given, padding=self.padding) if self.packed else given
        return self.text_of(septets, errors, final=True)[0], len(given)

    def septets_of(self, text: str, errors: str) -> bytes:
        return _handlers.encode(text, self.tables, errors, codec=self.name, name=self.alphabet, packable=self.packed)

    def text_of(self, septets: bytes, errors: str, *, final: bool) -> tuple[str, bytes]:
        return _handlers.decode(septets, self.tables, errors, codec=self.name, name=self.alphabet, final=final)


# -- one septet per octet ----------------------------------------------------------------------------------------------


class _Encoder(codecs.IncrementalEncoder):
    def __init__(self, form: _Form, errors: str = "strict") -> None:
        super().__init__(errors)
        self._form = form

    def encode(self, text: str, final: bool = False) -> bytes:  # noqa: ARG002 - there is no state
        return self._form.septets_of(text, self.errors)


class _Decoder(codecs.IncrementalDecoder):
    """Keeps an escape at the end until its septet comes."""

    def __init__(self, form: _Form, errors: str = "strict") -> None:
        super().__init__(errors)
        self._form = form
        self._escape = b""

    def decode(self, octets: Buffer, final: bool = False) -> str:
        text, self._escape = self._form.text_of(self._escape + bytes(memoryview(octets)), self.errors, final=final)
        return text

    def reset(self) -> None:
        self._escape = b""

    def getstate(self) -> tuple[bytes, int]:
        return self._escape, 0

    def setstate(self, state: tuple[bytes, int]) -> None:
        self._escape = state[0]


class _Writer(codecs.StreamWriter):
    def __init__(self, form: _Form, stream: Any, errors: str = "strict") -> None:
        super().__init__(stream, errors)
        self._form = form

    def encode(self, text: str, errors: str = "strict") -> tuple[bytes, int]:
        return self._form.encode(text, errors)


class _Reader(codecs.StreamReader):
    """Waits for the septet of an escape: like those of Python, it takes no end of a stream for the last one."""

    def __init__(self, form: _Form, stream: Any, errors: str = "strict") -> None:
        super().__init__(stream, errors)
        self._form = form

    def decode(self, octets: bytes, errors: str = "strict") -> tuple[str, int]:
        text, escape = self._form.text_of(octets, errors, final=False)
        return text, len(octets) - len(escape)


# -- packed ------------------------------------------------------------------------------------------------------------


def _pack(kept: bytes, septets: bytes, padding: Padding, *, final: bool) -> tuple[bytes, bytes]:
    # The octets that are complete, and the septets to keep: those since the last boundary of octets and septets, where
    # the last one may be the carriage return that decides about the padding.
    septets = kept + septets
    n_written = 7 * len(kept) // 8
    if final:
        return gsm7.pack(septets, padding=padding)[n_written:], b""
    return gsm7.pack(septets)[n_written : 7 * len(septets) // 8], septets[(len(septets) - 1) // 8 * 8 :]


def _unpack(kept: bytes, octets: bytes, padding: Padding, *, final: bool) -> tuple[bytes, bytes]:
    # The septets that are complete, and the octets to keep: those since the last boundary, each of which has given one
    # septet; seven of them, if the eighth is a carriage return that may be padding.
    octets = kept + octets
    septets = gsm7.unpack(octets, padding=padding if final else "zero")[len(kept) :]
    if final:
        return septets, b""
    if padding == "cr" and len(octets) % 7 == 0 and septets.endswith(_CARRIAGE_RETURN):
        return septets[:-1], octets[-7:]
    return septets, octets[len(octets) // 7 * 7 :]


class _PackedEncoder(_Encoder):
    _kept = b""  # of the class, since one that could not be made is deleted too

    def encode(self, text: str, final: bool = False) -> bytes:
        septets = self._form.septets_of(text, self.errors)
        octets, self._kept = _pack(self._kept, septets, self._form.padding, final=final)
        return octets

    def reset(self) -> None:
        self._kept = b""

    def getstate(self) -> int:
        return int.from_bytes(b"\x01" + self._kept, "big") if self._kept else 0

    def setstate(self, state: int | str) -> None:
        number = int(state)
        self._kept = number.to_bytes((number.bit_length() + 7) // 8, "big")[1:]

    def __del__(self) -> None:
        # io.TextIOWrapper never says final=True, and so loses the last octet: not without a word.
        if self._kept and _pack(self._kept, b"", self._form.padding, final=True)[0]:
            from warnings import warn

            lost = "the last octet was not written: encode with final=True, or reset() the stream writer"
            warn(f"{self._form.name}: {lost}", RuntimeWarning, stacklevel=2)  # Python hides a ResourceWarning


class _PackedDecoder(_Decoder):
    def __init__(self, form: _Form, errors: str = "strict") -> None:
        super().__init__(form, errors)
        self._kept = b""

    def decode(self, octets: Buffer, final: bool = False) -> str:
        given = bytes(memoryview(octets))
        septets, kept = _unpack(self._kept, given, self._form.padding, final=final)
        text = super().decode(septets, final)
        self._kept = kept
        return text

    def reset(self) -> None:
        super().reset()
        self._kept = b""

    def getstate(self) -> tuple[bytes, int]:
        # All in the number, of 11 bits: a text file can go back to any octet then. Of the octets that are kept, only
        # as many bits have not been read as there are octets.
        n_kept = len(self._kept)
        bits = self._kept[-1] >> (8 - n_kept) if n_kept else 0
        return b"", n_kept | bits << 3 | len(self._escape) << 10

    def setstate(self, state: tuple[bytes, int]) -> None:
        n_kept, bits = state[1] & 7, state[1] >> 3 & 0x7F
        self._kept = (bits << 8 - n_kept).to_bytes(n_kept, "big")
        self._escape = bytes([ESCAPE]) * (state[1] >> 10)


class _PackedWriter(_Writer):
    """Writes the last octet when it is reset, moved or closed."""

    def __init__(self, form: _Form, stream: Any, errors: str = "strict") -> None:
        super().__init__(form, stream, errors)
        self._encoder = _PackedEncoder(form, errors)

    def encode(self, text: str, errors: str = "strict") -> tuple[bytes, int]:
        self._encoder.errors = errors
        return self._encoder.encode(text), len(text)

    def reset(self) -> None:
        self.stream.write(self._encoder.encode("", final=True))

    def seek(self, offset: int, whence: int = 0) -> None:
        self.reset()
        self.stream.seek(offset, whence)

    def close(self) -> None:
        self.reset()
        self.stream.close()

    def __exit__(self, *_: object) -> None:
        self.close()


class _PackedReader(_Reader):
    def __init__(self, form: _Form, stream: Any, errors: str = "strict") -> None:
        self._septets = _SeptetStream(stream, form.padding)
        super().__init__(form, self._septets, errors)

    def reset(self) -> None:
        super().reset()
        self._septets.reset()


class _SeptetStream:
    """A stream of packed octets, read as one septet per octet."""

    def __init__(self, stream: Any, padding: Padding) -> None:
        self._stream = stream
        self._padding = padding
        self._kept = b""

    def read(self, size: int = -1) -> bytes:
        septets, self._kept = _unpack(self._kept, self._stream.read(size), self._padding, final=False)
        return septets

    def seek(self, offset: int, whence: int = 0) -> None:
        self._stream.seek(offset, whence)
        self.reset()

    def reset(self) -> None:
        self._kept = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
