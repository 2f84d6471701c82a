"""UCS-2 text (3GPP TS 23.038 clause 6.2.3): 16-bit units, big endian, no byte order mark.

The standard says UCS-2; phones and networks send UTF-16, so that a character above U+FFFF takes two units, a surrogate
pair. A lone surrogate, as half an emoji cut off by some other program leaves it, is one unit like any other: it counts
as one and is written as it is, because that is what goes on the wire everywhere else too. Reading is strict unless
asked otherwise.

A byte order mark is a character like any other (U+FEFF, one unit) in both directions: none is written, none is taken
off, and octets that begin with FF FE are not swapped. The standard knows no other order than the big endian one.
"""

from __future__ import annotations

from septet import _kernel
from septet.errors import MalformedError, TruncatedError
from septet.hexadecimal import octets_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from septet._typing import BytesLike


def encode(text: str) -> bytes:
    """Return the octets, two for each UTF-16 unit.

    >>> encode("Я😀").hex(" ", 2)
    '042f d83d de00'
    """
    return str.encode(text, "utf-16-be", "surrogatepass")


def decode(octets: BytesLike, *, errors: str = "strict") -> str:
    """Return the text of the octets.

    Args:
        octets: two for each unit.
        errors: ``"strict"``, or the name of any error handler of ``codecs``: ``"surrogatepass"`` keeps lone
            surrogates, ``"replace"`` puts U+FFFD in the place of what is wrong.

    Raises:
        TruncatedError: the octets end in the middle of a unit or of a pair.
        MalformedError: a surrogate stands alone.

    >>> decode(bytes.fromhex("042fd83dde00"))
    'Я😀'
    """
    try:
        return str(bytes(memoryview(octets)), "utf-16-be", errors)
    except UnicodeDecodeError as error:
        wrong = error.object[error.start :]
        # One octet, or a high surrogate, with nothing behind it.
        if len(wrong) == 1 or (len(wrong) < 4 and wrong[0] & 0xFC == 0xD8):
            raise TruncatedError("ends in the middle of a character", "octets", error.start) from None
        raise MalformedError("surrogate without its other half", "octets", error.start) from None


def decode_parts(parts: Iterable[BytesLike], *, errors: str = "strict") -> str:
    """Return the text of several parts, each without its header, that were cut with no regard to what they hold.

    A surrogate pair must not be cut (3GPP TS 23.040 clause 9.2.3.24.1 says so of any character), but some senders do,
    and some cut a unit in two. So the octets are joined first, and then read. The field of an error, such as
    ``parts[1]``, names the part in which the trouble begins, counted from 0; the offset is counted from its start.

    Args:
        parts: octets, in the order of the parts.
        errors: as in :func:`decode`.

    Raises:
        TruncatedError: the last part ends in the middle of a unit or of a pair.
        MalformedError: a surrogate stands alone.

    >>> decode_parts([bytes.fromhex("042fd83d"), bytes.fromhex("de00")])
    'Я😀'
    """
    pieces = [bytes(memoryview(part)) for part in parts]
    try:
        return decode(b"".join(pieces), errors=errors)
    except (MalformedError, TruncatedError) as error:
        index, offset = 0, error.offset
        while offset >= len(pieces[index]):
            offset -= len(pieces[index])
            index += 1
        raise type(error)(error.reason, f"parts[{index}]", offset) from None


def count_units(text: str) -> int:
    """Return the number of UTF-16 units: two for a character above U+FFFF, one for any other.

    >>> count_units("Я😀")
    3
    """
    return _kernel.count_units(text)


def to_hex(text: str) -> str:
    """Return the octets as upper-case hexadecimal digits, four for each unit.

    >>> to_hex("Я😀")
    '042FD83DDE00'
    """
    return encode(text).hex().upper()


def from_hex(digits: str) -> str:
    """Return the text that the hexadecimal digits stand for.

    Raises:
        MalformedError: there is something else than a digit, or a surrogate stands alone; the offset is in digits.
        TruncatedError: the digits end in the middle of a unit or of a pair.

    >>> from_hex("042fD83DDE00")
    'Я😀'
    """
    octets = octets_of(digits)
    try:
        return decode(octets)
    except (MalformedError, TruncatedError) as error:
        raise type(error)(error.reason, "digits", 2 * error.offset) from None
