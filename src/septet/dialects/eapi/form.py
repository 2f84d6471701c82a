"""The form that a submission is: names and values, percent-encoded octets of ISO-8859-1."""

from __future__ import annotations

import re
from binascii import a2b_qp

from septet.dialects.eapi.charset import LATIN_1, charset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from septet._typing import BytesLike
    from septet.dialects.eapi.charset import OnReplacement

    Parameters = Mapping[str, "str | bytes"] | Iterable[tuple[str, "str | bytes"]]

MESSAGE = "message"
"""The one parameter, and the one column, that may have Greek capitals."""

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"  # RFC 3986, clause 2.3
_ESCAPES = [chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in range(256)]
_ESCAPES[ord(" ")] = "+"
_WRONG_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def encode_form(
    parameters: Parameters,
    *,
    greek: bool = True,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> bytes:
    """Return the body of a form, or the query of an address.

    Args:
        parameters: names and values, in a mapping or in pairs. A value that is octets is written as it is, such as
            ``batch_data`` from :func:`encode_csv`.
        greek: whether ``message`` may have the ten Greek capitals; everything else is plain ISO-8859-1.
        euro_octet: the octet of the euro sign in ``message``, if the account has one.
        on_replacement: called with a :class:`Replacement` for each character that becomes ``?``.

    Raises:
        FieldRangeError: the octet of the euro sign is out of its range.

    >>> encode_form({"message": "Café Ω €", "msisdn": "44123123456"}, on_replacement=print)
    Replacement(parameter='message', position=7, character='€')
    b'message=Caf%E9+%DB+%3F&msisdn=44123123456'
    """
    pairs = parameters.items() if hasattr(parameters, "items") else parameters
    message_charset = charset(greek=greek, euro_octet=euro_octet)
    written = []
    for name, text in pairs:
        characters = message_charset if name == MESSAGE else LATIN_1
        octets = characters.encode(text, on_replacement, name) if isinstance(text, str) else text
        written.append(f"{_escaped(LATIN_1.encode(name, on_replacement, name))}={_escaped(octets)}")
    return "&".join(written).encode("ascii")


def _escaped(octets: bytes) -> str:
    return "".join(map(_ESCAPES.__getitem__, octets))


def decode_form(
    octets: BytesLike,
    *,
    greek: bool = True,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a form, in their order, empty ones included.

    ``batch_data`` comes as ISO-8859-1, character by octet: in it only one column is a message, and :func:`decode_csv`
    knows which.

    Args:
        octets: the body of a form, or the query of an address.
        greek: whether ``message`` may have the ten Greek capitals; everything else is plain ISO-8859-1.
        euro_octet: the octet of the euro sign in ``message``, if the account has one.
        on_replacement: called with a :class:`Replacement` for each octet that becomes ``?``.

    Raises:
        FieldRangeError: the octet of the euro sign is out of its range.

    >>> decode_form(b"message=%C2me&msisdn=44123123456%2C44123123457")
    (('message', 'Λme'), ('msisdn', '44123123456,44123123457'))
    """
    message_charset = charset(greek=greek, euro_octet=euro_octet)
    return tuple(
        (name, (message_charset if name == MESSAGE else LATIN_1).decode(text, on_replacement, name))
        for name, text in read_form(octets)
    )


def read_form(octets: BytesLike) -> Iterator[tuple[str, bytes]]:
    """Yield the names and the octets of the values.

    A percent sign without two hexadecimal digits behind it stands for itself; line breaks at the end are no part of
    the form.
    """
    for pair in bytes(octets).rstrip(b"\r\n").replace(b"+", b" ").split(b"&"):
        if pair:
            name, _, text = pair.partition(b"=")
            yield LATIN_1.decode(_unescaped(name)), _unescaped(text)


def _unescaped(octets: bytes) -> bytes:
    if _WRONG_ESCAPE.search(octets):
        from urllib.parse import unquote_to_bytes

        return unquote_to_bytes(octets)
    # Quoted-printable is the same with another sign, and its decoder takes a tenth of the time.
    return a2b_qp(octets.replace(b"=", b"=3D").replace(b"%", b"="))
