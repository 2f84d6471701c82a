"""Adding up what sending would amount to: parts, totals and money, for messages without end.

:func:`septet.dry_run` keeps an item for each message. :class:`Tally` is what it is made of: it keeps totals only, in
memory that does not grow with the number of messages.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter

from septet._value import value
from septet.address import normalize_msisdns
from septet.alphabets import Encoding
from septet.distinct import DistinctNumbers
from septet.errors import FieldRangeError, TooManyPartsError
from septet.plan import count, count_all, outside
from septet.rates import Rates, total_of
from septet.rules import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal
    from typing import Any, TypeVar

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried
    from septet.rates import Rate
    from septet.udh import UserDataHeader

    K = TypeVar("K")
    Count = tuple[bool | None, int, int]
    Group = tuple[str | None, bool | None, int]

_n_parts = itemgetter(2)
_MOST_KINDS = 1 << 12
"""Of messages outside GSM-7, before they are added up: those of one campaign have much the same characters."""


@value
class EncodingTotal:
    """What goes out in one encoding."""

    encoding: Encoding
    n_messages: int
    n_parts: int


@value
class DestinationTotal:
    """What goes to the numbers under one rate, or to those that have none."""

    rate: Rate | None
    n_messages: int
    n_parts: int

    @property
    def cost(self) -> Decimal | None:
        """Parts times price, exact; None (which is not nothing) where there is no rate."""
        return None if self.rate is None else self.rate.cost(self.n_parts)


@value
class CharacterTotal:
    """What a character outside GSM-7 did by pushing messages to UCS-2."""

    character: str
    n_messages: int
    """Messages that have it."""
    n_messages_alone: int
    """Those among them in which it is the only one outside GSM-7."""
    n_extra_parts: int
    """Parts that those messages take beyond what they would with GSM-7 characters in the place of all such."""


@value
class Totals:
    """The sums of a dry run."""

    n_recipients: int
    """Different numbers."""
    n_messages: int
    n_parts: int
    encodings: tuple[EncodingTotal, ...]
    """GSM-7, then UCS-2, and octets if there are any."""
    parts: tuple[tuple[int, int], ...]
    """(parts of a message, how many messages have so many), in ascending order."""
    destinations: tuple[DestinationTotal, ...]
    """The most parts first; the numbers without a rate last."""
    costs: tuple[tuple[str, Decimal], ...]
    """(currency, sum over its destinations), by currency."""
    characters: tuple[CharacterTotal, ...]
    """Those that did it alone in the most messages first."""

    @property
    def unpriced(self) -> DestinationTotal:
        """The messages to numbers without a rate."""
        return next((total for total in self.destinations if total.rate is None), DestinationTotal(None, 0, 0))


@value
class Counted:
    """How one message counts."""

    recipient: str
    """The digits of the number."""
    encoding: Encoding
    n_units: int
    """Septets or UTF-16 units."""
    n_parts: int
    rate: Rate | None

    @property
    def cost(self) -> Decimal | None:
        """Parts times price, exact; None where there is no rate."""
        return None if self.rate is None else self.rate.cost(self.n_parts)


ENCODINGS = {True: Encoding.GSM7, False: Encoding.UCS2, None: Encoding.OCTETS}
"""What stands for an encoding in a count: whether the text is in septets, and None for what is no text."""


def _counted(recipient: str, counted: Count, rate: Rate | None) -> Counted:
    in_septets, n_units, n_parts = counted
    return Counted(recipient, ENCODINGS[in_septets], n_units, n_parts, rate)


class Tally:
    """Adds up messages one by one. The memory it takes does not grow with their number."""

    def __init__(
        self,
        rates: Rates | None = None,
        *,
        languages: Languages = (),
        reference_bits: ReferenceBits = 8,
        max_parts: int | None = None,
        udh: UserDataHeader | Iterable[Carried] | None = None,
    ) -> None:
        """Start from nothing; the options are those of :func:`septet.plan`.

        Raises:
            FieldRangeError: an option is out of its range.
        """
        self._rates = Rates() if rates is None else rates
        self._rules = rules(languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
        self._recipients = DistinctNumbers()
        # Messages by (prefix of the rate, GSM-7 or not, parts): every sum but that of the characters follows from it.
        self._groups: Counter[Group] = Counter()
        # Messages outside GSM-7 by (their characters outside of it, extra parts), until there are too many kinds. Then,
        # of each character: messages, those in which it is the only one, and messages by extra parts.
        self._outside: Counter[tuple[str, int]] = Counter()
        self._having: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._extra: dict[int, Counter[str]] = {}

    def count(self, body: str) -> tuple[bool, int, int]:
        """Return (whether GSM-7, units, parts) of a text, without adding it."""
        return count(body, self._rules)

    def add(self, recipient: str, body: str) -> Counted:
        """Add a message to a number, as people write it, and return how it counts.

        Raises:
            FieldRangeError: it is no international number; the message is not added.
            TooManyPartsError: the message needs more parts than are allowed; it is not added.
        """
        (counted,) = self.add_all((recipient,), (body,))
        return counted

    def add_all(self, recipients: Sequence[str], bodies: Sequence[str]) -> Iterator[Counted]:
        """Add a message to each of the numbers, as people write them, and return how they count.

        Raises:
            FieldRangeError: one is no international number, or there are not as many texts; none is added.
            TooManyPartsError: a message needs more parts than are allowed; none is added.
        """
        if len(recipients) != len(bodies):
            raise FieldRangeError("number of texts", len(bodies), f"that of the recipients, {len(recipients)}")
        return self.add_digits(normalize_msisdns(recipients), bodies)

    def add_digits(self, digits: Sequence[str], bodies: Sequence[str]) -> Iterator[Counted]:
        """Do as :meth:`add_all` does, with numbers that are digits only, as many as there are texts.

        Raises:
            TooManyPartsError: a message needs more parts than are allowed; none is added.
        """
        counted = self.count_all(bodies)
        return map(_counted, digits, counted, self.add_counted(digits, counted, bodies))

    def count_all(self, bodies: Sequence[str]) -> list[tuple[bool, int, int]]:
        """Return (whether GSM-7, units, parts) of each text, without adding them.

        Raises:
            TooManyPartsError: one needs more parts than are allowed.
        """
        counted = count_all(bodies, self._rules)
        most = max(map(_n_parts, counted), default=0)
        if most > self._rules.most_parts:
            raise TooManyPartsError(most, self._rules.most_parts)
        return counted

    def add_counted(
        self, digits: Sequence[str], counted: Sequence[Count], bodies: Sequence[str | bytes]
    ) -> list[Rate | None]:
        """Add messages that were counted beforehand, and return the rate of each.

        Args:
            digits: the number of each, digits only.
            counted: (whether GSM-7, or None for octets; units; parts) of each.
            bodies: the texts, or octets; those in UCS-2 are searched for what made them so.
        """
        rates = self._rates.find_all(digits)
        groups = Counter(
            [
                (rate.prefix if rate else None, in_septets, n_parts)
                for rate, (in_septets, _, n_parts) in zip(rates, counted)
            ]
        )
        self._groups.update(groups)
        self._recipients.add_all(digits)
        if any(in_septets is False for _, in_septets, _ in groups):
            self._blame(
                (body, n_parts) for body, (in_septets, _, n_parts) in zip(bodies, counted) if in_septets is False
            )
        return rates

    def _blame(self, messages: Iterable[tuple[Any, int]]) -> None:
        for body, n_parts in messages:
            characters, n_parts_without = outside(body, self._rules)
            self._outside[characters, n_parts - n_parts_without] += 1
        if len(self._outside) > _MOST_KINDS:
            self._settle()

    def _settle(self) -> None:
        for (characters, n_extra), n_messages in self._outside.items():
            # A text is counted faster than a mapping, but once.
            weights = characters if n_messages == 1 else dict.fromkeys(characters, n_messages)
            self._having.update(weights)
            if len(characters) == 1:
                self._alone[characters] += n_messages
            if n_extra > 0:
                self._extra.setdefault(n_extra, Counter()).update(weights)
        self._outside.clear()

    @property
    def n_messages(self) -> int:
        """Messages so far."""
        return sum(self._groups.values())

    def totals(self) -> Totals:
        """Return the sums over all messages so far."""
        return add_up(self._groups, self._rates, self._recipients.count(), self._character_totals())

    def _character_totals(self) -> tuple[CharacterTotal, ...]:
        self._settle()
        totals = (
            CharacterTotal(
                character,
                n_messages,
                self._alone[character],
                sum(n_extra * having[character] for n_extra, having in self._extra.items()),
            )
            for character, n_messages in self._having.items()
        )
        return worst_first(totals)

    def close(self) -> None:
        """Give back what a long campaign took on disk."""
        self._recipients.close()


def add_up(
    groups: Mapping[Group, int], rates: Rates, n_recipients: int, characters: tuple[CharacterTotal, ...]
) -> Totals:
    """Return the sums over groups of messages.

    Args:
        groups: how many messages there are of each: the prefix of the rate, or None; whether GSM-7, or None for octets;
            the parts of each message.
        rates: the price list.
        n_recipients: different numbers.
        characters: what pushed messages to UCS-2.
    """
    items = groups.items()
    destinations = _destinations(groups, rates)
    costs: dict[str, list[Decimal]] = {}
    for total in destinations:
        if total.rate is not None:
            costs.setdefault(total.rate.currency, []).append(total.rate.cost(total.n_parts))
    return Totals(
        n_recipients=n_recipients,
        n_messages=sum(groups.values()),
        n_parts=sum(n_parts * n for (_, _, n_parts), n in items),
        encodings=tuple(
            EncodingTotal(
                encoding,
                sum(n for (_, each, _), n in items if each is in_septets),
                sum(n_parts * n for (_, each, n_parts), n in items if each is in_septets),
            )
            for in_septets, encoding in ENCODINGS.items()
            if in_septets is not None or any(each is None for (_, each, _), _ in items)
        ),
        parts=tuple(sorted(_sums((n_parts, n) for (_, _, n_parts), n in items).items())),
        destinations=destinations,
        costs=tuple((currency, total_of(amounts)) for currency, amounts in sorted(costs.items())),
        characters=characters,
    )


def worst_first(characters: Iterable[CharacterTotal]) -> tuple[CharacterTotal, ...]:
    """Return them in the order in which :class:`Totals` has them."""
    return tuple(sorted(characters, key=lambda total: (-total.n_messages_alone, -total.n_messages, total.character)))


def _destinations(groups: Mapping[Group, int], rates: Rates) -> tuple[DestinationTotal, ...]:
    messages = _sums((prefix, n) for (prefix, _, _), n in groups.items())
    parts = _sums((prefix, n * n_parts) for (prefix, _, n_parts), n in groups.items())
    totals = (
        DestinationTotal(None if prefix is None else rates.find(prefix), messages[prefix], parts[prefix])
        for prefix in messages
    )
    return tuple(
        sorted(totals, key=lambda total: (total.rate is None, -total.n_parts, total.rate and total.rate.prefix))
    )


def _sums(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    sums: dict[K, int] = {}
    for key, number in pairs:
        sums[key] = sums.get(key, 0) + number
    return sums
