"""Information elements (3GPP TS 23.040 clause 9.2.3.24): as they stand in a header, and what some of them say.

An :class:`InformationElement` is an identifier and octets. Those that change how a message is read have a class of
their own; each makes its element with ``element()``, and :meth:`InformationElement.interpret` goes the other way. The
content of all others (sounds, pictures, what operators agree on) stays as it is, octet for octet.
"""

from __future__ import annotations

from enum import IntEnum

from septet._value import value
from septet.alphabets import Language
from septet.element_kinds import ELEMENT_KINDS
from septet.errors import FieldRangeError, MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Union

    from septet._typing import ReferenceBits
    from septet.element_kinds import ElementKind

    Meaning = Union["Concatenation", "MessageIndication", "PortAddressing", "SingleShift", "LockingShift"]
    Carried = Union["InformationElement", Meaning]


@value
class InformationElement:
    """One element of a header, as it stands there."""

    identifier: int
    """0 to 255 (clause 9.2.3.24)."""
    data: bytes
    """What follows the length octet."""

    @property
    def kind(self) -> ElementKind:
        """What the standard says of elements with this identifier: their name, and how long they are.

        Raises:
            FieldRangeError: the identifier does not fit an octet.

        >>> InformationElement(0x22, bytes.fromhex("04911032")).kind.name
        'Reply address element'
        """
        _check("identifier", self.identifier, 0, 0xFF)
        return ELEMENT_KINDS[self.identifier]

    def interpret(self) -> Meaning | None:
        """Return what the element says, or None where this package does not read it.

        Raises:
            MalformedError: it has not the length that the standard gives it, its numbers make no part of a message, or
                there is no such language. A receiver then takes the element as absent.

        >>> InformationElement(0x05, bytes.fromhex("0b8423f0")).interpret()
        PortAddressing(destination=2948, originator=9200, bits=16)
        """
        kind = self.kind
        if not kind.least_octets <= len(self.data) <= kind.most_octets:
            raise MalformedError(f"{kind.name} has {kind.lengths} octets of data, here {len(self.data)}", "length", 1)
        read = _READERS.get(self.identifier)
        return read(self.data) if read else None

    def serialize(self) -> bytes:
        """Return the octets: identifier, length, data.

        Raises:
            FieldRangeError: the identifier or the length does not fit an octet.
        """
        _check("identifier", self.identifier, 0, 0xFF)
        _check("length of element", len(self.data), 0, 0xFF)
        return bytes([self.identifier, len(self.data)]) + self.data


@value
class Concatenation:
    """Which part of which message this is (clauses 9.2.3.24.1 and 9.2.3.24.8)."""

    reference: int
    """The same in all parts of a message."""
    total: int
    """Number of parts, 1 to 255."""
    sequence: int
    """Number of this part, 1 to ``total``."""
    bits: ReferenceBits = 8
    """Size of the reference number: 8 (element 0x00) or 16 (element 0x08)."""

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: a number is out of its range.
        """
        check_reference_bits(self.bits)
        _check("reference", self.reference, 0, (1 << self.bits) - 1)
        _check("total", self.total, 1, 0xFF)
        _check("sequence", self.sequence, 1, self.total)
        reference = self.reference.to_bytes(self.bits // 8, "big")
        return InformationElement(0x00 if self.bits == 8 else 0x08, reference + bytes([self.total, self.sequence]))


@value
class PortAddressing:
    """To which program on the phone the message goes, and from which (clauses 9.2.3.24.3 and 9.2.3.24.4)."""

    destination: int
    originator: int = 0
    bits: ReferenceBits = 16
    """Size of a port number: 8 (element 0x04) or 16 (element 0x05)."""

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: a number is out of its range.

        >>> PortAddressing(2948, 9200).element().data.hex()
        '0b8423f0'
        """
        _check_bits("bits", self.bits)
        _check("destination", self.destination, 0, (1 << self.bits) - 1)
        _check("originator", self.originator, 0, (1 << self.bits) - 1)
        n_octets = self.bits // 8
        ports = self.destination.to_bytes(n_octets, "big") + self.originator.to_bytes(n_octets, "big")
        return InformationElement(0x04 if self.bits == 8 else 0x05, ports)


@value
class SingleShift:
    """The language whose table of two-septet characters the text uses (clause 9.2.3.24.15)."""

    language: Language

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: the default alphabet needs no element, and can have none.
        """
        return _shift(0x24, self.language)


@value
class LockingShift:
    """The language whose table of one-septet characters the text uses (clause 9.2.3.24.16)."""

    language: Language

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: the default alphabet needs no element, and can have none.
        """
        return _shift(0x25, self.language)


class Waiting(IntEnum):
    """What waits for the subscriber (clause 9.2.3.24.2; the first four also 3GPP TS 23.038 clause 4)."""

    VOICEMAIL = 0
    FAX = 1
    EMAIL = 2
    OTHER = 3
    VIDEO = 7


@value
class MessageIndication:
    """How many messages wait somewhere else: special SMS message indication (clause 9.2.3.24.2)."""

    waiting: Waiting
    n_messages: int
    """0 to 255; 255 means that many or more, 0 takes the indication away."""
    store: bool = False
    """Whether this message is to be stored when the indication has been updated."""
    profile: int = 1
    """Of a subscriber with several profiles, the one that is meant: 1 to 4."""

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: a number is out of its range, or nothing of the kind can wait.
        """
        if self.waiting not in set(Waiting):
            raise FieldRangeError("waiting", self.waiting, "a Waiting")
        _check("n_messages", self.n_messages, 0, 0xFF)
        _check("profile", self.profile, 1, 4)
        return InformationElement(
            0x01, bytes([self.store << 7 | (self.profile - 1) << 5 | Waiting(self.waiting), self.n_messages])
        )


def check_reference_bits(bits: int) -> None:
    """Raise ``FieldRangeError`` unless a reference number can have so many bits."""
    _check_bits("reference_bits", bits)


def _check_bits(field: str, bits: int) -> None:
    if bits not in (8, 16):
        raise FieldRangeError(field, bits, "8 or 16")


def _check(field: str, number: int, least: int, most: int) -> None:
    if not (isinstance(number, int) and least <= number <= most):
        raise FieldRangeError(field, number, f"{least} to {most}")


def _shift(identifier: int, language: Language) -> InformationElement:
    _check("language", language, min(_LANGUAGES), max(_LANGUAGES))
    return InformationElement(identifier, bytes([language]))


# -- from the data of an element, whose length has been checked, to what it says ---------------------------------------

_LANGUAGES = {int(language): language for language in Language if language != Language.DEFAULT}


def _read_concatenation(data: bytes) -> Concatenation:
    reference, total, sequence = data[:-2], data[-2], data[-1]
    if not 1 <= sequence <= total:
        raise MalformedError(f"this would be part {sequence} of {total}", "sequence", 1 + len(data))
    return Concatenation(int.from_bytes(reference, "big"), total, sequence, 8 if len(reference) == 1 else 16)


def _read_ports(data: bytes) -> PortAddressing:
    n_octets = len(data) // 2
    destination, originator = data[:n_octets], data[n_octets:]
    bits: ReferenceBits = 8 if n_octets == 1 else 16
    return PortAddressing(int.from_bytes(destination, "big"), int.from_bytes(originator, "big"), bits)


def _read_language(data: bytes) -> Language:
    if data[0] not in _LANGUAGES:
        raise MalformedError(f"no language has the identifier {data[0]}", "language", 2)
    return _LANGUAGES[data[0]]


def _read_indication(data: bytes) -> MessageIndication:
    # An extended type is read with "other" only; a reserved one is left out, and the basic type counts.
    kind = data[0] & 0x1F
    waiting = Waiting.VIDEO if kind == Waiting.VIDEO else Waiting(kind & 3)
    return MessageIndication(waiting, data[1], store=data[0] >= 0x80, profile=(data[0] >> 5 & 3) + 1)


IDENTIFIERS: dict[type, tuple[int, ...]] = {
    Concatenation: (0x00, 0x08),
    MessageIndication: (0x01,),
    PortAddressing: (0x04, 0x05),
    SingleShift: (0x24,),
    LockingShift: (0x25,),
}
"""The identifiers of the elements that a class stands for."""

_READERS: dict[int, Callable[[bytes], Meaning]] = {
    0x00: _read_concatenation,
    0x01: _read_indication,
    0x04: _read_ports,
    0x05: _read_ports,
    0x08: _read_concatenation,
    0x24: lambda data: SingleShift(_read_language(data)),
    0x25: lambda data: LockingShift(_read_language(data)),
}
