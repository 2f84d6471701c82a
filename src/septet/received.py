"""What was received: parts, and messages put together from them, read as text or as data.

A part must be readable by itself (3GPP TS 23.040 clause 9.2.3.24.1 forbids cutting a character), but some senders
encode the whole text first and cut it where a part is full: between an escape and its code, between the two halves of a
surrogate pair, or in the middle of a unit. So what is written alike is joined first and read then.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from septet import gsm7, ucs2
from septet._value import value
from septet.alphabets import ESCAPE, Encoding, Language
from septet.errors import DecodeError, ReassemblyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from typing import Protocol

    from septet._typing import ReferenceBits
    from septet.udh import UserDataHeader

    class AnyPart(Protocol):
        """What can be put together: whatever has these three."""

        @property
        def payload(self) -> bytes:
            """Septets, one per octet, UCS-2 octets, or data; without the header."""

        @property
        def encoding(self) -> Encoding:
            """Which of them."""

        @property
        def udh(self) -> UserDataHeader | None:
            """The header, which says which part of which message this is, and the tables of its text."""

    _Tables = tuple[Encoding, Language, Language]
    """How something is written; locking and single shift language mean something in GSM-7 only."""
    _Pieces = list[tuple[int, int, bytes]]
    """Index of the part, where in its payload this begins, and octets."""


@value
class ReceivedPart:
    """One part as it came, alone or one of several.

    >>> ReceivedPart(bytes.fromhex("35201b65"), Encoding.GSM7).text
    '5 €'
    """

    payload: bytes
    """Septets, one per octet; or UCS-2 octets; or data. Without the header."""
    encoding: Encoding
    """Which of them it is."""
    udh: UserDataHeader | None = None
    """The header, or None where there is none."""

    @property
    def text(self) -> str:
        """The text of this part by itself.

        Raises:
            ReassemblyError: this is data.
            DecodeError: some of it has no meaning.
        """
        return join_text([self])


class ReceivedState(Enum):
    """What became of a message that comes in parts."""

    COMPLETE = "complete"
    """All parts have come."""
    WAITING = "waiting"
    """Some are missing, and may still come."""
    TIMED_OUT = "timed out"
    """Some are missing, and nothing came for too long."""
    PUSHED_OUT = "pushed out"
    """Some were missing when the room was needed for others."""
    DISPLACED = "displaced"
    """Some were missing when another message with the same reference number began."""


@value
class ReceivedMessage:
    """A message put together from its parts, or what there is of it."""

    sender: Hashable
    """Who sent it, as the caller named them."""
    parts: tuple[AnyPart | None, ...]
    """The parts in their order, the very objects that were given; None where one is missing."""
    reference: int | None = None
    """The number that the parts share; None where a part stands alone."""
    reference_bits: ReferenceBits | None = None
    """Size of that number."""
    state: ReceivedState = ReceivedState.COMPLETE

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that are missing, the first part being 1; nothing where all have come."""
        return tuple(number for number, part in enumerate(self.parts, 1) if part is None)

    @property
    def encoding(self) -> Encoding | None:
        """How the parts are written; None where they differ."""
        encodings = {part.encoding for part in self.parts if part is not None}
        return encodings.pop() if len(encodings) == 1 else None

    @property
    def text(self) -> str:
        """The whole text.

        Raises:
            ReassemblyError: a part is missing, or is data.
            DecodeError: some of the text has no meaning; the field, such as ``parts[1]``, is the part counted from 0.
        """
        return self.decode()

    @property
    def octets(self) -> bytes:
        """The whole data, of parts that are no text.

        Raises:
            ReassemblyError: a part is missing, or is text.
        """
        for number, part in enumerate(_all(self.parts), 1):
            if part.encoding is not Encoding.OCTETS:
                raise ReassemblyError(f"part {number} is text, not data")
        return b"".join(part.payload for part in _all(self.parts))

    def decode(self, *, errors: str = "strict", gap: str | None = None) -> str:
        """Return the text.

        Args:
            errors: what to do with what has no meaning: ``"strict"`` raises, ``"replace"`` puts U+FFFD; any other error
                handler of ``codecs`` works too.
            gap: what to put in the place of missing parts, once for each row of them. Without it, they are an error.

        Raises:
            ReassemblyError: a part is missing and there is no ``gap``, or a part is data.
            DecodeError: as for :attr:`text`.

        >>> part = ReceivedPart(b"world", Encoding.GSM7)
        >>> ReceivedMessage("447700900123", (None, part)).decode(gap="[...] ")
        '[...] world'
        """
        return join_text(self.parts if gap is not None else _all(self.parts), errors=errors, gap=gap or "")


def join_text(parts: Iterable[AnyPart | None], *, errors: str = "strict", gap: str = "") -> str:
    """Return the text of the parts, which are in their order.

    Septets under the same tables are joined before they are read, and so are UCS-2 octets. An escape at the end of a
    part whose tables differ from those of the next one goes with the first septet of that one, which the tables of the
    part with the escape give its meaning.

    Args:
        parts: None stands for missing ones.
        errors: as for :meth:`ReceivedMessage.decode`.
        gap: what to put in the place of missing ones.

    Raises:
        ReassemblyError: a part is data.
        DecodeError: some of the text has no meaning; the field, such as ``parts[1]``, is the part counted from 0.

    >>> join_text(ReceivedPart(bytes.fromhex(half), Encoding.UCS2) for half in ("042fd83d", "de00"))
    'Я😀'
    """
    runs = _runs(parts)
    for (tables, pieces), (next_tables, next_pieces) in pairwise(runs):
        if tables and next_tables and next_tables[0] is Encoding.GSM7 and _ends_in_escape(tables, pieces):
            index, start, payload = next_pieces[0]
            pieces.append((index, start, payload[:1]))
            next_pieces[0] = index, start + 1, payload[1:]
    return "".join(_decode(tables, pieces, errors) if tables else gap for tables, pieces in runs)


def _all(parts: tuple[AnyPart | None, ...]) -> list[AnyPart]:
    missing = [str(number) for number, part in enumerate(parts, 1) if part is None]
    if missing:
        raise ReassemblyError(f"of {len(parts)} parts these are missing: {', '.join(missing)}")
    return [part for part in parts if part is not None]


def _runs(parts: Iterable[AnyPart | None]) -> list[tuple[_Tables | None, _Pieces]]:
    # What is written alike, together; without tables, a row of parts that are missing.
    runs: list[tuple[_Tables | None, _Pieces]] = []
    for index, part in enumerate(parts):
        tables = None if part is None else _tables_of(part, index)
        if part is not None and not part.payload:
            continue
        if not runs or runs[-1][0] != tables:
            runs.append((tables, []))
        if part is not None:
            runs[-1][1].append((index, 0, part.payload))
    return runs


def _tables_of(part: AnyPart, index: int) -> _Tables:
    if part.encoding is Encoding.GSM7 and part.udh is not None:
        return Encoding.GSM7, part.udh.locking, part.udh.single
    if part.encoding not in (Encoding.GSM7, Encoding.UCS2):
        raise ReassemblyError(f"part {index + 1} is data, not text")
    return part.encoding, Language.DEFAULT, Language.DEFAULT


def _ends_in_escape(tables: _Tables, pieces: _Pieces) -> bool:
    # Two escapes are a pair, and so are the two before them.
    septets = b"".join(octets for _, _, octets in pieces)
    n_escapes = len(septets) - len(septets.rstrip(bytes([ESCAPE])))
    return tables[0] is Encoding.GSM7 and n_escapes % 2 == 1


def _decode(tables: _Tables, pieces: _Pieces, errors: str) -> str:
    encoding, locking, single = tables
    octets = b"".join(octets for _, _, octets in pieces)
    try:
        if encoding is Encoding.GSM7:
            return gsm7.decode(octets, errors=errors, locking=locking, single=single)
        return ucs2.decode(octets, errors=errors)
    except DecodeError as error:
        offset = error.offset
        places = [(index, start + i) for index, start, piece in pieces for i in range(len(piece))]
        index, place = places[offset]
        raise type(error)(error.reason, f"parts[{index}]", place) from None
