"""What ``data_coding`` says of the octets of a text (SMPP 3.4, clause 5.2.19)."""

from __future__ import annotations

from enum import Enum

from septet.alphabets import Encoding
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

UDHI = 0x40
"""The bit of ``esm_class`` (clause 5.2.12) which says that a user data header stands in front of the text."""

DEFAULT_CODING = 0x00
"""The ``data_coding`` of the alphabet that the server calls its default."""

DATA_CODING = 0x04
"""8-bit data."""

UCS2_CODING = 0x08


class Coding(Enum):
    """What a ``data_coding`` can mean."""

    GSM7 = "GSM-7"
    """One septet in each octet, as most servers have it."""
    GSM7_PACKED = "GSM-7, packed"
    """As on the air, fill bits included. The number of septets is not told; see ``padding``."""
    ASCII = "US-ASCII"
    LATIN1 = "ISO-8859-1"
    CYRILLIC = "ISO-8859-5"
    HEBREW = "ISO-8859-8"
    UCS2 = "UCS-2"
    OCTETS = "8-bit"
    """Data, or text that is not read here."""


CODINGS: dict[int, Coding] = {
    0x01: Coding.ASCII,
    0x02: Coding.OCTETS,
    0x03: Coding.LATIN1,
    0x04: Coding.OCTETS,
    0x06: Coding.CYRILLIC,
    0x07: Coding.HEBREW,
    0x08: Coding.UCS2,
    **dict.fromkeys(range(0xC0, 0xE0), Coding.GSM7),
    **{each: Coding.OCTETS if each & 4 else Coding.GSM7 for each in range(0xF0, 0x100)},
}
"""What ``data_coding`` means by the specification (3.4, clause 5.2.19); nothing is said of 0, nor read of what is left
out here."""

CHARSETS = frozenset({Coding.ASCII, Coding.LATIN1, Coding.CYRILLIC, Coding.HEBREW})
"""Those with one octet for each character. Their values are names that the codecs of Python have too."""

ENCODINGS = {Coding.GSM7: Encoding.GSM7, Coding.GSM7_PACKED: Encoding.GSM7, Coding.UCS2: Encoding.UCS2}
"""What the air interface has too."""


def codings_of(default: Coding, codings: Mapping[int, Coding] | None) -> dict[int, Coding]:
    """Return what each ``data_coding`` means on a link.

    Raises:
        FieldRangeError: one of them should mean something that is no :class:`Coding`.
    """
    for name, meanings in (("default", (default,)), ("codings", (codings or {}).values())):
        for meaning in meanings:
            if not isinstance(meaning, Coding):
                raise FieldRangeError(name, meaning, "a Coding, such as Coding.GSM7")
    return {**CODINGS, DEFAULT_CODING: default, **(codings or {})}
