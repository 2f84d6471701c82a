"""What sending would amount to, message by message and in total, without sending anything."""

from __future__ import annotations

from itertools import islice

from septet._value import value
from septet.address import normalize_msisdn
from septet.alphabets import Encoding
from septet.errors import EncodeError, TooManyPartsError
from septet.tally import Tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from septet._typing import ReferenceBits
    from septet.rates import Rate, Rates
    from septet.tally import Counted, Totals
    from septet.udh import InformationElement

_BATCH = 256
"""Messages that are taken at once."""


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
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: Sequence[InformationElement] = (),
) -> DryRun:
    """Return what sending the messages would amount to.

    A message that cannot be sent (no valid number, too many parts) takes nothing else down: its item says why, and it
    is left out of the totals.

    Args:
        messages: :class:`Message` values or (recipient, body) pairs.
        rates: the price list.
        reference_bits: as in :func:`septet.plan`, and so are the other options.
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
    tally = Tally(rates, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    try:
        pairs = map(_recipient_and_body, messages)
        items: list[Item] = []
        while batch := list(islice(pairs, _BATCH)):
            items += _items(tally, batch)
        totals = tally.totals()
    finally:
        tally.close()
    return DryRun(totals.n_recipients, totals.n_parts, tuple(items), totals)


def _recipient_and_body(message: Message | tuple[str, str]) -> tuple[str, str]:
    return (message.recipient, message.body) if isinstance(message, Message) else message


def _items(tally: Tally, messages: list[tuple[str, str]]) -> list[Item]:
    bodies = [body for _, body in messages]
    try:
        counted = tally.add_all([recipient for recipient, _ in messages], bodies)
    except EncodeError as error:
        if len(messages) == 1:
            return [_unsent(tally, *messages[0], error)]
        # It is one of them, and none has been added.
        half = len(messages) // 2
        return _items(tally, messages[:half]) + _items(tally, messages[half:])
    return list(map(_sent, bodies, counted))


def _sent(body: str, counted: Counted) -> Item:
    return Item(
        recipient=counted.recipient,
        number_of_parts=counted.n_parts,
        body=body,
        encoding=counted.encoding,
        n_units=counted.n_units,
        rate=counted.rate,
        problem=None,
    )


def _unsent(tally: Tally, recipient: str, body: str, problem: EncodeError) -> Item:
    in_septets, n_units, n_parts = tally.count(body)
    return Item(
        recipient=normalize_msisdn(recipient) if isinstance(problem, TooManyPartsError) else recipient,
        number_of_parts=n_parts,
        body=body,
        encoding=Encoding.GSM7 if in_septets else Encoding.UCS2,
        n_units=n_units,
        rate=None,
        problem=problem,
    )
