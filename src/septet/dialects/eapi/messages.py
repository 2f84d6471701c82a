"""The message of a submission, in each of the three alphabets: characters, or hexadecimal digits."""

from __future__ import annotations

from septet import ucs2
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, replaced_characters, warning
from septet.errors import DecodeError, OverlengthError, TruncatedError
from septet.hexadecimal import octets_of
from septet.udh import MOST_OCTETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet.dialects.eapi.charset import Charset, OnReplacement, Replacement
    from septet.errors import Problem

_BYTE_ORDER_MARK = "\ufeff"
_FIELD = "message"
_OCTETS_OF_A_UNIT = 2


def read_message(written: bytes, dca: Dca, charset: Charset, path: str) -> tuple[str | bytes, list[Problem]]:
    """Return the message, octets for ``8bit`` and text for the others, and warnings about it.

    Args:
        written: what was sent.
        dca: what it is written in.
        charset: the characters of ``7bit``.
        path: where it stands, for the warnings.

    Raises:
        DecodeError: there are no hexadecimal digits where they should be, or they end within an octet or a unit, or
            there are too many octets. The offset is in digits. How long a text may be is for the planner to say.
    """
    if dca is Dca.GSM7:
        replaced: list[Replacement] = []
        text = charset.decode(written, replaced.append, path)
        return text, replaced_characters(replaced)
    octets = octets_of(written.decode("latin-1"), _FIELD)
    if dca is Dca.UCS2:
        if len(octets) % _OCTETS_OF_A_UNIT:
            raise TruncatedError("half a UTF-16 unit", _FIELD, 2 * len(octets) - 2)
        text = ucs2.decode(octets, errors="surrogatepass")
        return text, _oddities_of_text(text, path)
    if len(octets) > MOST_OCTETS:
        raise OverlengthError(f"{len(octets)} octets, where {MOST_OCTETS} fit", _FIELD, 2 * MOST_OCTETS)
    return octets, _oddities_of_octets(octets, path)


def _oddities_of_text(text: str, path: str) -> list[Problem]:
    found = []
    if text.startswith(_BYTE_ORDER_MARK):
        found.append(warning(Trouble.BYTE_ORDER_MARK, path, "it is sent, and counts: leave it out"))
    try:
        text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        found.append(
            warning(
                Trouble.LONE_SURROGATE, path, f"half of a surrogate pair at position {error.start} counts as a unit"
            )
        )
    return found


def _oddities_of_octets(octets: bytes, path: str) -> list[Problem]:
    if not octets or octets[0] < len(octets):
        return []
    reason = f"a header of {octets[0]} octets is announced, and {len(octets) - 1} follow"
    return [warning(Trouble.UDH_MALFORMED, path, reason)]


def trouble_of(error: DecodeError) -> Trouble:
    """Return the kind of problem that an error is."""
    return Trouble.TOO_MANY_OCTETS if isinstance(error, OverlengthError) else Trouble.INVALID_HEX


def write_message(
    message: str | bytes, dca: Dca, charset: Charset, on_replacement: OnReplacement | None = None, path: str = ""
) -> bytes:
    """Return the message as it is sent.

    Raises:
        TypeError: it is octets and should be text, or the opposite.
    """
    if isinstance(message, bytes) is not (dca is Dca.OCTETS):
        kind = "bytes" if dca is Dca.OCTETS else "text"
        raise TypeError(f"{path}: with dca={dca.value} the message must be {kind}, not {type(message).__name__}")
    if isinstance(message, bytes):
        return message.hex().upper().encode("ascii")
    if dca is Dca.UCS2:
        return ucs2.to_hex(message).encode("ascii")
    return charset.encode(message, on_replacement, path)
