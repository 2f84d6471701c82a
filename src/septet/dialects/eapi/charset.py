"""The characters of an EAPI message: those of GSM 03.38, most of them under their octet of ISO-8859-1.

Ten octets stand for Greek capitals that ISO-8859-1 lacks, so that ten letters of ISO-8859-1 cannot be sent under
their own: who sends ``Â`` as it is delivers ``Λ``. What has no octet becomes ``?``, as it does at the service, and is
reported to whoever asks. After the ten Greek capitals the euro sign is the only character of GSM 03.38 without an
octet; an account for which there is one says so with ``euro_octet``.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

from septet._value import value
from septet.alphabets import ESCAPE, LOCKING, SINGLE, Language
from septet.errors import FieldRangeError
from septet.policy import REPLACEMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from septet._typing import BytesLike

    OnReplacement = Callable[["Replacement"], object]

GREEK = {
    0xD0: "Δ",
    0xDE: "Φ",
    0xAC: "Γ",
    0xC2: "Λ",
    0xDB: "Ω",
    0xBA: "Π",
    0xDD: "Ψ",
    0xCA: "Σ",
    0xD4: "Θ",
    0xB1: "Ξ",
}
"""The octets that stand for Greek capitals."""

EURO = "€"

_LATIN_1 = "".join(map(chr, range(256)))
_NOTHING = "\ufffe"  # what the codec machinery of Python takes for an octet without a character
_GSM_CHARACTERS = {*LOCKING[Language.DEFAULT], *SINGLE[Language.DEFAULT]} - {chr(ESCAPE)}


@value
class Replacement:
    """A character that was replaced by ``?``."""

    parameter: str
    """Where: the name of a parameter, ``line 3.message`` or the like; empty where there is a text only."""
    position: int
    """Index in its text."""
    character: str
    """What was there; of an octet without a meaning, what it is in ISO-8859-1."""


class Charset:
    """What octets stand for.

    Attributes:
        gaps: the characters of GSM 03.38 that have no octet.
    """

    def __init__(self, characters: str) -> None:
        """Take the 256 characters; U+FFFE stands for none."""
        self._characters = frozenset(characters) - {_NOTHING}
        self._strict_decoding = characters
        self._decoding = characters.replace(_NOTHING, REPLACEMENT)
        self._encoding = codecs.charmap_build(characters)
        self.gaps = "".join(sorted(_GSM_CHARACTERS - self._characters))
        self._meaningful = bytes(octet for octet, character in enumerate(characters) if character != _NOTHING)

    def encode(self, text: str, on_replacement: OnReplacement | None = None, parameter: str = "") -> bytes:
        """Return the octets of the text; each character that has none is reported."""
        octets, _ = codecs.charmap_encode(text.replace(_NOTHING, REPLACEMENT), "replace", self._encoding)
        if on_replacement is not None and not self._characters.issuperset(text):
            for position, character in enumerate(text):
                if character not in self._characters:
                    on_replacement(Replacement(parameter, position, character))
        return octets

    def decode(self, octets: bytes, on_replacement: OnReplacement | None = None, parameter: str = "") -> str:
        """Return the text of the octets; each octet that stands for nothing is reported."""
        text, _ = codecs.charmap_decode(octets, "strict", self._decoding)
        if on_replacement is not None and octets.translate(None, self._meaningful):
            for position, octet in enumerate(octets):
                if octet not in self._meaningful:
                    on_replacement(Replacement(parameter, position, chr(octet)))
        return text

    def decode_all(self, octets: bytes) -> str | None:
        """Return the text of the octets, or None where one of them stands for nothing."""
        try:
            return codecs.charmap_decode(octets, "strict", self._strict_decoding)[0]
        except UnicodeDecodeError:
            return None

    def has_gap(self, text: str) -> bool:
        """Whether a character of GSM 03.38 that has no octet is in the text."""
        return not text.isascii() and any(map(text.__contains__, self.gaps))


LATIN_1 = Charset(_LATIN_1)
"""Plain ISO-8859-1, in which everything but messages is written."""


@lru_cache
def charset(*, greek: bool = True, euro_octet: int | None = None) -> Charset:
    """Return the characters of messages, or with ``greek=False`` those of everything else.

    Args:
        greek: whether this is a message: GSM 03.38, ten octets being Greek capitals.
        euro_octet: the octet, from 128 on, that stands for the euro sign; there is none that is documented.

    Raises:
        FieldRangeError: the octet of the euro sign is out of its range.
    """
    characters = [GREEK.get(octet, chr(octet)) for octet in range(256)] if greek else list(_LATIN_1)
    if greek:
        characters = [character if character in _GSM_CHARACTERS else _NOTHING for character in characters]
    if euro_octet is not None:
        if not 0x80 <= euro_octet <= 0xFF:
            raise FieldRangeError("euro_octet", euro_octet, "an octet from 128 to 255")
        characters[euro_octet] = EURO
    return Charset("".join(characters))


def encode_text(
    text: str, *, greek: bool = True, euro_octet: int | None = None, on_replacement: OnReplacement | None = None
) -> bytes:
    r"""Return the octets in which a message is written.

    Args:
        text: any text.
        greek: whether it is a message, in which ten octets are Greek capitals; else it is plain ISO-8859-1.
        euro_octet: the octet of the euro sign, if the account has one.
        on_replacement: called with a :class:`Replacement` for each character that becomes ``?``.

    Raises:
        FieldRangeError: the octet of the euro sign is out of its range.

    >>> encode_text("Ωmega"), encode_text("Âme", on_replacement=print)
    Replacement(parameter='', position=0, character='Â')
    (b'\xdbmega', b'?me')
    """
    return charset(greek=greek, euro_octet=euro_octet).encode(text, on_replacement)


def decode_text(
    octets: BytesLike,
    *,
    greek: bool = True,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> str:
    r"""Return the text of a message as the service reads it.

    Args:
        octets: any octets.
        greek: whether it is a message, in which ten octets are Greek capitals; else it is plain ISO-8859-1.
        euro_octet: the octet of the euro sign, if the account has one.
        on_replacement: called with a :class:`Replacement` for each octet that becomes ``?``.

    Raises:
        FieldRangeError: the octet of the euro sign is out of its range.

    >>> decode_text(b"\xc2me"), decode_text(b"\xc2me", greek=False)
    ('Λme', 'Âme')
    """
    return charset(greek=greek, euro_octet=euro_octet).decode(bytes(octets), on_replacement)
