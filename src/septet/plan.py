"""The planner: how a text is encoded, how many units it takes, where its parts break.

This is the one place that counts. Splitting, explaining, dry runs and the command line read a plan or call
:func:`count`. Parts are found by walking from break to break, never by a division alone: an escape pair and a
surrogate pair are not cut (3GPP TS 23.040 clause 9.2.3.24.1), so that a part may have to leave a unit free.

Units are septets in GSM-7 and UTF-16 units (of 16 bits) in UCS-2.
"""

from __future__ import annotations

from septet import _kernel, gsm7
from septet._value import value
from septet.alphabets import Encoding, Language
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.udh import MOST_OCTETS, check_reference_bits, header_octets, header_septets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from septet._typing import ReferenceBits
    from septet.udh import InformationElement

MOST_PARTS = 255
"""Parts that a message can have: the total in the concatenation element is one octet."""

_MOST_SEPTETS = 160
_CONCATENATION_DATA = {8: 3, 16: 4}
_SMALLEST_CAPACITY = 2  # an escape pair or a surrogate pair

_DEFAULT_ALPHABET = gsm7.alphabet()


@value
class Plan:
    """How a text will be sent."""

    encoding: Encoding
    locking: Language
    """Language of the locking shift table."""
    single: Language
    """Language of the single shift table."""
    n_chars: int
    """Characters (code points) of the text."""
    n_units: int
    """Septets or UTF-16 units of the text, headers not counted."""
    capacity: int
    """Units that each part can hold."""
    breaks: tuple[int, ...]
    """Index in the text at which each part but the first begins."""
    part_units: tuple[int, ...]
    """Units in each part."""

    @property
    def n_parts(self) -> int:
        """Number of parts; the empty text takes one."""
        return len(self.part_units)

    @property
    def remaining(self) -> int:
        """Units still free in the last part."""
        return self.capacity - self.part_units[-1]

    def cut(self, text: str) -> Iterator[str]:
        """Yield the text of each part."""
        return (text[start:end] for start, end in zip((0, *self.breaks), (*self.breaks, len(text))))


def capacity(encoding: Encoding, n_header_octets: int) -> int:
    """Return the units that fit one part behind a header of so many octets (its length octet included).

    Raises:
        FieldRangeError: there is no room for text.

    >>> [capacity(Encoding.GSM7, n) for n in (0, 6, 7)], [capacity(Encoding.UCS2, n) for n in (0, 6, 7)]
    ([160, 153, 152], [70, 67, 66])
    """
    if encoding is Encoding.GSM7:
        n_units = _MOST_SEPTETS - header_septets(n_header_octets)
    else:
        n_units = (MOST_OCTETS - n_header_octets) // (2 if encoding is Encoding.UCS2 else 1)
    if n_units < _SMALLEST_CAPACITY:
        raise FieldRangeError("octets of header", n_header_octets, "few enough to leave room for text")
    return n_units


def limits(reference_bits: ReferenceBits = 8, udh: Iterable[InformationElement] = ()) -> tuple[int, int, int, int]:
    """Return the septets that a part takes alone and as one of several, then the UTF-16 units likewise.

    >>> limits(), limits(reference_bits=16)
    ((160, 153, 70, 67), (160, 152, 70, 66))
    """
    check_reference_bits(reference_bits)
    carried = [len(element.data) for element in udh]
    alone, joined = header_octets(carried), header_octets([_CONCATENATION_DATA[reference_bits], *carried])
    return (
        capacity(Encoding.GSM7, alone),
        capacity(Encoding.GSM7, joined),
        capacity(Encoding.UCS2, alone),
        capacity(Encoding.UCS2, joined),
    )


DEFAULT_LIMITS = limits()


def plan(
    text: str,
    *,
    encoding: Encoding | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: Sequence[InformationElement] = (),
) -> Plan:
    """Decide how the text is sent.

    Args:
        text: any text; a lone surrogate counts as one UTF-16 unit.
        encoding: ``Encoding.GSM7`` or ``Encoding.UCS2``; without it, GSM-7 if every character is in the default
            alphabet or its extension, else UCS-2.
        reference_bits: size of the reference number in the header of a part that is one of several: 8 or 16.
        max_parts: the largest number of parts that is acceptable, 255 at most and unless stated.
        udh: further information elements that every part carries, alone or not.

    Raises:
        TooManyPartsError: the text needs more than 255 or ``max_parts`` parts.
        UnencodableCharacterError: GSM-7 was asked for and the text has a character outside it.
        FieldRangeError: an option is out of its range.

    >>> plan("Price: 5 €")
    Plan(encoding=<Encoding.GSM7: 'GSM-7'>, locking=<Language.DEFAULT: 0>, single=<Language.DEFAULT: 0>, n_chars=10, \
n_units=11, capacity=160, breaks=(), part_units=(11,))
    >>> plan("a" * 159 + "€").part_units, plan("a" * 152 + "€" * 5).part_units
    ((153, 8), (152, 10))
    """
    most = most_parts(max_parts)
    bounds = DEFAULT_LIMITS if reference_bits == 8 and not udh else limits(reference_bits, udh)
    in_septets, n_units = _choose(text, encoding)
    alone, joined = bounds[:2] if in_septets else bounds[2:]
    breaks: tuple[int, ...] = ()
    part_units: tuple[int, ...] = (n_units,)
    room = alone
    if n_units > alone:
        room = joined
        if in_septets:
            breaks, part_units = _kernel.break_septets(text, _DEFAULT_ALPHABET, joined)
        else:
            breaks, part_units = _kernel.break_units(text, joined)
        if len(part_units) > most:
            raise TooManyPartsError(len(part_units), most)
    return Plan(
        encoding=Encoding.GSM7 if in_septets else Encoding.UCS2,
        locking=Language.DEFAULT,
        single=Language.DEFAULT,
        n_chars=len(text),
        n_units=n_units,
        capacity=room,
        breaks=breaks,
        part_units=part_units,
    )


def count(text: str, bounds: tuple[int, int, int, int] = DEFAULT_LIMITS) -> tuple[bool, int, int]:
    """Return (whether the text is GSM-7, its units, its parts), without making a plan of it and without a limit.

    This is the short cut for work on many texts; it is the same kernel and tested equal to :func:`plan`.

    >>> count("Price: 5 €"), count("Цена 5 €")
    ((True, 11, 1), (False, 8, 1))
    """
    return _kernel.count(text, _DEFAULT_ALPHABET, bounds)


def outside(text: str, bounds: tuple[int, int, int, int] = DEFAULT_LIMITS) -> tuple[str, int]:
    """Return (the characters of the text that are not GSM-7, each once; the parts it would take without them).

    Without them means with a GSM-7 character of one septet in each of their places.

    >>> outside("We’re here – “here”")
    ('’–“”', 1)
    """
    return _kernel.find_outside(text, _DEFAULT_ALPHABET, bounds)


@_kernel.fast_count_parts(_DEFAULT_ALPHABET, DEFAULT_LIMITS, MOST_PARTS)
def count_parts(
    text: str,
    *,
    encoding: Encoding | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: Sequence[InformationElement] = (),
) -> int:
    """Return the number of parts that :func:`plan` gives, with the same options and errors.

    >>> count_parts("a" * 160), count_parts("a" * 161)
    (1, 2)
    """
    return plan(text, encoding=encoding, reference_bits=reference_bits, max_parts=max_parts, udh=udh).n_parts


def most_parts(max_parts: int | None) -> int:
    """Return the number of parts that is allowed: what was asked for, and 255 at the most.

    Raises:
        FieldRangeError: fewer than one was asked for.
    """
    if max_parts is None:
        return MOST_PARTS
    if max_parts < 1:
        raise FieldRangeError("max_parts", max_parts, "1 or more")
    return min(max_parts, MOST_PARTS)


def _choose(text: str, encoding: Encoding | None) -> tuple[bool, int]:
    n_septets, stop = _kernel.measure(text, _DEFAULT_ALPHABET)
    if encoding is Encoding.UCS2 or (encoding is None and stop < len(text)):
        return False, _kernel.count_units(text)
    if encoding not in (None, Encoding.GSM7):
        raise FieldRangeError("encoding", encoding, "Encoding.GSM7, Encoding.UCS2 or None")
    if stop < len(text):
        raise UnencodableCharacterError(text, stop, gsm7.alphabet_name())
    return True, n_septets
