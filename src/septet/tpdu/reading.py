"""The octets of a TPDU read from left to right, each field with its name and its place."""

from __future__ import annotations

from functools import partial

from septet.address import Address
from septet.dcs import DATA_CODINGS, DataCoding
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.pid import PROTOCOL_IDENTIFIERS, ProtocolIdentifier
from septet.timestamp import N_OCTETS, Timestamp
from septet.udh import UserDataHeader, header_septets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from septet._typing import BytesLike, Strictness

    T = TypeVar("T")

UDHI = 0x40
"""The bit of the first octet that tells of a header, in every type."""


class Reader:
    """Where reading has come to, and what stood where."""

    __slots__ = ("errors", "failed", "marks", "octets", "position")

    def __init__(self, octets: BytesLike, errors: Strictness = "strict", *, failed: bool | None = None) -> None:
        """Begin with the first octet; ``failed`` is what is known of a report."""
        if errors not in ("strict", "ignore"):
            raise FieldRangeError("errors", errors, '"strict" or "ignore"')
        self.octets = octets if type(octets) is bytes else bytes(memoryview(octets))
        self.errors = errors
        self.failed = failed
        self.position = 0
        self.marks: list[tuple[str, int]] = []

    @property
    def is_at_end(self) -> bool:
        """Whether there is nothing left."""
        return self.position >= len(self.octets)

    def first(self, mti: int, kind: str) -> int:
        """Return the first octet, which says of what type the TPDU is."""
        octet = self.octet("first")
        if octet & 0x03 != mti:
            raise MalformedError(f"it is {octet & 0x03}, that of {kind} is {mti}", "mti", 0)
        return octet

    def octet(self, field: str) -> int:
        """Return the next octet."""
        position = self.position
        if position >= len(self.octets):
            raise TruncatedError("here the octets end", field, position)
        self.marks.append((field, position))
        self.position = position + 1
        return self.octets[position]

    def take(self, n_octets: int, field: str) -> bytes:
        """Return the next octets."""
        start = self.position
        stop = start + n_octets
        if stop > len(self.octets):
            reason = f"{n_octets} octets are announced, {len(self.octets) - start} are there"
            raise TruncatedError(reason, field, len(self.octets))
        self.marks.append((field, start))
        self.position = stop
        return self.octets[start:stop]

    def value(self, field: str, n_octets: int, parse: Callable[[bytes], T]) -> T:
        """Return what the next octets are; ``parse`` is to say so when they are too few."""
        start = self.position
        try:
            made = parse(self.octets[start : start + n_octets])
        except DecodeError as error:
            raise error.within(field, start) from None
        self.marks.append((field, start))
        self.position = start + n_octets
        return made

    def address(self, field: str) -> Address:
        """Return the address that is next."""
        n_digits = 0 if self.is_at_end else self.octets[self.position]
        return self.value(field, 2 + (n_digits + 1) // 2, Address.parse)

    def timestamp(self, field: str) -> Timestamp:
        """Return the time stamp that is next."""
        return self.value(field, N_OCTETS, partial(Timestamp.parse, errors=self.errors))

    def pid(self) -> ProtocolIdentifier:
        """Return the protocol identifier that is next."""
        return PROTOCOL_IDENTIFIERS[self.octet("pid")]

    def dcs(self) -> DataCoding:
        """Return the data coding scheme that is next."""
        return DATA_CODINGS[self.octet("dcs")]

    def user_data(self, dcs: DataCoding | None, udhi: bool, most: int) -> tuple[int, bytes]:
        """Return TP-UDL and the octets of TP-UD, which has to be so many at most; of what is cut off, what is there."""
        udl = self.octet("udl")
        n_octets = octets_for(udl, dcs)
        if n_octets > most:
            raise OverlengthError(f"{n_octets} octets announced, {most} at most can be", "udl", self.position - 1)
        n_there = len(self.octets) - self.position
        if n_octets > n_there and self.errors == "ignore":
            udl, n_octets = 8 * n_there // 7 if in_septets(dcs) else n_there, n_there
        ud = self.take(n_octets, "user_data")
        if udhi:
            self.check_header("user_data", ud, udl if in_septets(dcs) else None)
        return udl, ud

    def check_header(self, field: str, data: bytes, n_septets: int | None = None) -> None:
        """Raise an error unless the field, just read, begins with a header that is right, or anything is."""
        if self.errors == "ignore":
            return
        start = self.position - len(data)
        try:
            UserDataHeader.parse(data)
        except DecodeError as error:
            raise error.within("udh", 0).within(field, start) from None
        needed = header_septets(1 + data[0])
        if n_septets is not None and needed > n_septets:
            raise MalformedError(f"it takes {needed} septets, TP-UDL is {n_septets}", f"{field}.udh", start)

    def end(self) -> None:
        """Raise an error if there is more, and that matters."""
        if self.errors == "strict" and not self.is_at_end:
            n_octets = len(self.octets) - self.position
            raise OverlengthError(f"{n_octets} octets behind the end", "rest", self.position)


def in_septets(dcs: DataCoding | None) -> bool:
    """Return whether TP-UDL counts septets; without TP-DCS it does."""
    return dcs is None or dcs.in_septets


def octets_for(udl: int, dcs: DataCoding | None) -> int:
    """Return the octets of user data for which TP-UDL stands (clause 9.2.3.16)."""
    return (7 * udl + 7) // 8 if in_septets(dcs) else udl
