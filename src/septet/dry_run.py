"""What sending would amount to: parts, totals and money, without sending anything.

:func:`dry_run` works on messages in memory and keeps an item for each. :class:`Tally` is what it is made of: it takes
one message at a time and keeps totals only, for campaigns of any length.
"""

from __future__ import annotations

from collections import Counter

from septet._value import value
from septet.address import normalize_msisdn
from septet.alphabets import Encoding
from septet.distinct import DistinctNumbers
from septet.errors import EncodeError, TooManyPartsError
from septet.plan import count, outside
from septet.rates import Rates, total_of
from septet.rules import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from typing import TypeVar

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried
    from septet.rates import Rate
    from septet.udh import UserDataHeader

    K = TypeVar("K")


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
    """GSM-7, then UCS-2."""
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


def _counted(recipient: str, counted: tuple[bool, int, int], rate: Rate | None) -> Counted:
    in_septets, n_units, n_parts = counted
    return Counted(recipient, Encoding.GSM7 if in_septets else Encoding.UCS2, n_units, n_parts, rate)


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
        self._groups: Counter[tuple[str | None, bool, int]] = Counter()
        # Of each character outside GSM-7: messages, those in which it is the only one, and messages by extra parts.
        self._having: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._extra: dict[int, Counter[str]] = {}

    def count(self, body: str) -> tuple[bool, int, int]:
        """Return (whether GSM-7, units, parts) of a text, without adding it."""
        return count(body, self._rules)

    def add(self, recipient: str, body: str) -> Counted:
        """Add a message to a number (its digits), and return how it counts.

        Raises:
            TooManyPartsError: the message needs more parts than are allowed; it is not added.
        """
        (counted,) = self.add_all((recipient,), (body,))
        return counted

    def add_all(self, recipients: Sequence[str], bodies: Sequence[str]) -> Iterable[Counted]:
        """Add a message to each of the numbers, and return how they count.

        Raises:
            TooManyPartsError: a message needs more parts than are allowed; none is added.
        """
        counted = [count(body, self._rules) for body in bodies]
        most = max((n_parts for _, _, n_parts in counted), default=0)
        if most > self._rules.most_parts:
            raise TooManyPartsError(most, self._rules.most_parts)
        rates = list(map(self._rates.find, recipients))
        self._groups.update(
            [
                (rate.prefix if rate else None, in_septets, n_parts)
                for rate, (in_septets, _, n_parts) in zip(rates, counted)
            ]
        )
        self._recipients.add_all(recipients)
        for body, (in_septets, _, n_parts) in zip(bodies, counted):
            if not in_septets:
                self._blame(body, n_parts)
        return map(_counted, recipients, counted, rates)

    def _blame(self, body: str, n_parts: int) -> None:
        together, n_parts_without = outside(body, self._rules)
        characters = list(together)
        self._having.update(characters)
        if len(characters) == 1:
            self._alone[together] += 1
        if n_parts > n_parts_without:
            self._extra.setdefault(n_parts - n_parts_without, Counter()).update(characters)

    @property
    def n_messages(self) -> int:
        """Messages so far."""
        return sum(self._groups.values())

    def totals(self) -> Totals:
        """Return the sums over all messages so far."""
        groups = self._groups.items()
        destinations = self._destinations()
        costs: dict[str, list[Decimal]] = {}
        for total in destinations:
            if total.rate is not None:
                costs.setdefault(total.rate.currency, []).append(total.rate.cost(total.n_parts))
        return Totals(
            n_recipients=self._recipients.count(),
            n_messages=self.n_messages,
            n_parts=sum(n_parts * n for (_, _, n_parts), n in groups),
            encodings=tuple(
                EncodingTotal(
                    encoding,
                    sum(n for (_, in_septets, _), n in groups if in_septets is is_gsm7),
                    sum(n_parts * n for (_, in_septets, n_parts), n in groups if in_septets is is_gsm7),
                )
                for encoding, is_gsm7 in ((Encoding.GSM7, True), (Encoding.UCS2, False))
            ),
            parts=tuple(sorted(_sums((n_parts, n) for (_, _, n_parts), n in groups).items())),
            destinations=destinations,
            costs=tuple((currency, total_of(amounts)) for currency, amounts in sorted(costs.items())),
            characters=self._character_totals(),
        )

    def _character_totals(self) -> tuple[CharacterTotal, ...]:
        totals = (
            CharacterTotal(
                character,
                n_messages,
                self._alone[character],
                sum(n_extra * having[character] for n_extra, having in self._extra.items()),
            )
            for character, n_messages in self._having.items()
        )
        return tuple(sorted(totals, key=lambda total: (-total.n_messages_alone, -total.n_messages, total.character)))

    def _destinations(self) -> tuple[DestinationTotal, ...]:
        messages = _sums((prefix, n) for (prefix, _, _), n in self._groups.items())
        parts = _sums((prefix, n * n_parts) for (prefix, _, n_parts), n in self._groups.items())
        totals = (
            DestinationTotal(None if prefix is None else self._rates.find(prefix), messages[prefix], parts[prefix])
            for prefix in messages
        )
        return tuple(
            sorted(totals, key=lambda total: (total.rate is None, -total.n_parts, total.rate and total.rate.prefix))
        )

    def close(self) -> None:
        """Give back what a long campaign took on disk."""
        self._recipients.close()


def _sums(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    sums: dict[K, int] = {}
    for key, number in pairs:
        sums[key] = sums.get(key, 0) + number
    return sums


@value
class Message:
    """A text for somebody."""

    recipient: str
    """An international number, as people write it."""
    body: str


@value
class Item:
    """What becomes of one message."""

    recipient: str
    """The digits of the number, or what was given where that is no number."""
    number_of_parts: int
    """The true number, even if it is too large."""
    body: str
    encoding: Encoding
    n_units: int
    """Septets or UTF-16 units."""
    rate: Rate | None
    problem: EncodeError | None
    """Why it would not be sent, or None."""

    @property
    def cost(self) -> Decimal | None:
        """Parts times price, exact; None where there is no rate, or where it would not be sent."""
        if self.rate is None or self.problem is not None:
            return None
        return self.rate.cost(self.number_of_parts)


@value
class DryRun:
    """The result of :func:`dry_run`, with the field names that the XMS API uses for its own."""

    number_of_recipients: int
    """Different numbers that would get a message."""
    number_of_messages: int
    """Parts that would be sent, over all recipients."""
    per_recipient: tuple[Item, ...]
    """One item for each message, in the order given."""
    totals: Totals
    """The sums over those that would be sent."""


def dry_run(
    messages: Iterable[Message | tuple[str, str]],
    *,
    rates: Rates | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> DryRun:
    """Return what sending the messages would amount to.

    A message that cannot be sent (no valid number, too many parts) takes nothing else down: its item says why, and it
    is left out of the totals.

    Args:
        messages: :class:`Message` values or (recipient, body) pairs.
        rates: the price list.
        languages: national tables that may be used, as in :func:`septet.plan`; so are the other options.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable for each message.
        udh: further information elements that every part carries.

    Raises:
        FieldRangeError: an option is out of its range.

    >>> run = dry_run([("+44 7700 900123", "Price: 5 €"), ("33639980123", "a" * 161)])
    >>> run.number_of_recipients, run.number_of_messages
    (2, 3)
    >>> [(item.recipient, item.number_of_parts, str(item.encoding)) for item in run.per_recipient]
    [('447700900123', 1, 'GSM-7'), ('33639980123', 2, 'GSM-7')]
    """
    tally = Tally(rates, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    try:
        items = tuple(_item(tally, recipient, body) for recipient, body in map(_recipient_and_body, messages))
        totals = tally.totals()
    finally:
        tally.close()
    return DryRun(totals.n_recipients, totals.n_parts, items, totals)


def _recipient_and_body(message: Message | tuple[str, str]) -> tuple[str, str]:
    return (message.recipient, message.body) if isinstance(message, Message) else message


def _item(tally: Tally, recipient: str, body: str) -> Item:
    rate, problem = None, None
    in_septets, n_units, n_parts = tally.count(body)
    try:
        recipient = normalize_msisdn(recipient)
        rate = tally.add(recipient, body).rate
    except EncodeError as error:
        problem = error
    return Item(
        recipient=recipient,
        number_of_parts=n_parts,
        body=body,
        encoding=Encoding.GSM7 if in_septets else Encoding.UCS2,
        n_units=n_units,
        rate=rate,
        problem=problem,
    )
