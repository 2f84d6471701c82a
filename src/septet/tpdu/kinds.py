"""Which type a TPDU is, and which octets are which of its fields."""

from __future__ import annotations

from septet import _kernel
from septet._value import value
from septet.errors import FieldRangeError, MalformedError
from septet.tpdu.command import Command
from septet.tpdu.messages import Deliver, Submit
from septet.tpdu.reading import UDHI, Reader
from septet.tpdu.reports import DeliverReport, StatusReport, SubmitReport
from septet.tpdu.user_data import header_end, header_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Union

    from septet._typing import BytesLike, Direction, Strictness

    AnyTpdu = Union[Submit, Deliver, StatusReport, Command, SubmitReport, DeliverReport]
    AnyKind = type[AnyTpdu]

_KINDS: dict[str, tuple[AnyKind, AnyKind, AnyKind]] = {
    "mo": (DeliverReport, Submit, Command),
    "mt": (Deliver, SubmitReport, StatusReport),
}
_RESERVED = 3


@value
class Field:
    """Some octets of a TPDU."""

    name: str
    """As errors have it: ``da``, ``user_data.udh.element[0]``."""
    offset: int
    """Where it begins."""
    octets: bytes


@_kernel.fast_parse({"mo": Submit, "mt": Deliver})
def parse(
    octets: BytesLike, *, direction: Direction, failed: bool | None = None, errors: Strictness = "strict"
) -> AnyTpdu:
    """Return the TPDU that the octets are: one of the six types.

    Args:
        octets: the TPDU, without the service centre in front; with it, see :class:`septet.tpdu.ModemPdu`.
        direction: ``"mt"`` for what goes to a phone, ``"mo"`` for what comes from one. The octets do not tell.
        failed: of a report to SMS-SUBMIT or SMS-DELIVER: whether it came in an RP-ERROR, so that it has a failure
            cause; without it, whether the second octet is 0x80 or more.
        errors: ``"strict"``, or ``"ignore"`` to take no notice of a broken date, a broken header and what stands behind
            the end, to read user data that is cut off as far as it is there, and the reserved type 3 as SMS-DELIVER, as
            the standard tells a phone to.

    Raises:
        DecodeError: something is wrong; the offset counts from the start of the TPDU.
        FieldRangeError: an option is none.

    >>> parse(bytes.fromhex("040B911346610089F6000020806291731408 0CC8F71D14969741F977FD07"), direction="mt").text
    'How are you?'
    """
    return _read(Reader(octets, errors, failed=failed), direction)


def fields(
    octets: BytesLike, *, direction: Direction, failed: bool | None = None, errors: Strictness = "strict"
) -> tuple[Field, ...]:
    """Return the octets of a TPDU field by field, as :func:`parse` reads them.

    The name of the first octet is ``first``: TP-MTI and the flags are in it. User data is told apart into the length
    of the header, its elements, and the payload with its fill bits.

    Raises:
        DecodeError: as for :func:`parse`.
        FieldRangeError: an option is none.

    >>> for field in fields(bytes.fromhex("010005810180F6000002C834"), direction="mo"):
    ...     print(field.offset, field.name, field.octets.hex())
    0 first 01
    1 mr 00
    2 da 05810180f6
    7 pid 00
    8 dcs 00
    9 udl 02
    10 user_data c834
    """
    reader = Reader(octets, errors, failed=failed)
    _read(reader, direction)
    found = []
    stops = [*(start for _, start in reader.marks[1:]), reader.position]
    for (name, start), stop in zip(reader.marks, stops):
        data = reader.octets[start:stop]
        if name in ("user_data", "cd") and data and reader.octets[0] & UDHI:
            found += [Field(f"{name}.{inner}", start + offset, part) for inner, offset, part in header_fields(data)]
        elif data:
            found.append(Field(name, start, data))
    if not reader.is_at_end:
        found.append(Field("rest", reader.position, reader.octets[reader.position :]))
    return tuple(found)


def header_fields(ud: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Yield name, offset and octets of what is in user data that begins with a header.

    Of a header that is broken the octets are one field.
    """
    end = header_end(ud)
    elements = header_in(ud).elements
    yield "udh.length", 0, ud[:1]
    if sum(2 + len(element.data) for element in elements) == end - 1:
        offset = 1
        for index, element in enumerate(elements):
            octets = element.serialize()
            yield f"udh.element[{index}]", offset, octets
            offset += len(octets)
    elif ud[1:end]:
        yield "udh.elements", 1, ud[1:end]
    if ud[end:]:
        yield "payload", end, ud[end:]


def _read(reader: Reader, direction: Direction) -> AnyTpdu:
    if direction not in _KINDS:
        raise FieldRangeError("direction", direction, '"mo" or "mt"')
    mti = reader.octets[0] & 0x03 if reader.octets else 0
    if mti == _RESERVED:
        if direction == "mo" or reader.errors == "strict":
            raise MalformedError("3 is reserved", "mti", 0)
        return Deliver.read(reader)
    return _KINDS[direction][mti].read(reader)
