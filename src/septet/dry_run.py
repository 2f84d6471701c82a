"""What sending would amount to, message by message and in total, without sending anything.

This is the one model of a dry run: requests to SMS APIs are turned into messages and a policy, and end here too.
"""

from __future__ import annotations

from itertools import islice, repeat, starmap

from septet._value import value
from septet.address import normalize_msisdn, normalize_msisdns
from septet.errors import FieldRangeError, Problem, RequestError, Severity, TooManyPartsError
from septet.policy import REPLACEMENT, Policy, Treatment
from septet.rules import rules
from septet.tally import ENCODINGS, Tally
from septet.udh import MOST_OCTETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from septet._typing import Languages, ReferenceBits
    from septet.alphabets import Encoding
    from septet.elements import Carried
    from septet.policy import Treated
    from septet.rates import Rate, Rates
    from septet.rules import Rules
    from septet.tally import Count, Totals
    from septet.udh import UserDataHeader

    _Seen = tuple[tuple[bool, int, int], Treated | None]
    _Looked = tuple[str, str | bytes, Count, Problem | None, tuple[Problem, ...], "Message"]

_BATCH = 256
"""Messages that are taken at once."""
_MOST_PLACES = 8

INVALID_NUMBER = "invalid_number"
"""No number that a message can be sent to."""
DUPLICATE_RECIPIENT = "duplicate_recipient"
"""A number that is there already."""
UNENCODABLE_CHARACTER = "unencodable_character"
"""A character outside the only alphabet that is allowed."""
TOO_MANY_PARTS = "too_many_parts"
"""More parts than are allowed."""
TOO_MANY_OCTETS = "too_many_octets"
"""More octets than fit one part."""
REPLACED_CHARACTERS = "replaced_characters"
"""Corrected: something else stands for the characters outside the alphabet."""
CUT_TEXT = "cut_text"
"""Corrected: the text is cut to fit one part."""

_LENGTH_AND_ENCODING = (UNENCODABLE_CHARACTER, TOO_MANY_PARTS, TOO_MANY_OCTETS)


@value
class Message:
    """Something for somebody."""

    recipient: str
    """An international number, as people write it."""
    body: str | bytes
    """The text; or the octets of the user data, their header included."""
    encoding: Encoding | None = None
    """The only one that is allowed for the text."""
    msg_class: int | None = None
    """Message class, 0 to 3, or None."""
    pid: int = 0
    """TP-PID."""
    sender: str | None = None
    client_ref: str | float | None = None
    """What the sender of the request calls this message."""
    source: str = ""
    """Where it stands in what it was read from: ``line 3``, ``to[0]``."""
    notes: tuple[Problem, ...] = ()
    """What was corrected, or is worth a warning."""
    problem: Problem | None = None
    """Why it cannot be sent, if that is known beforehand."""


@value
class Item:
    """What becomes of one message."""

    recipient: str
    """The digits of the number, or what was given where that is no number."""
    number_of_parts: int
    """The true number, even if it is too large."""
    body: str | bytes
    """As it is sent."""
    encoding: Encoding
    n_units: int
    """Septets, UTF-16 units or octets."""
    rate: Rate | None
    problem: Problem | None
    """Why it would not be sent, or None."""
    notes: tuple[Problem, ...]
    """What was corrected, or is worth a warning."""
    message: Message
    """What was asked for."""

    @property
    def cost(self) -> Decimal | None:
        """Parts times price, exact; None where there is no rate, or where it would not be sent."""
        if self.rate is None or self.problem is not None:
            return None
        return self.rate.cost(self.number_of_parts)


@value
class DryRun:
    """The result of a dry run, with the field names that the XMS API uses for its own."""

    number_of_recipients: int
    """Different numbers that would get a message."""
    number_of_messages: int
    """Parts that would be sent, over all recipients."""
    per_recipient: tuple[Item, ...]
    """One item for each message, in the order given."""
    totals: Totals
    """The sums over those that would be sent."""
    problems: tuple[Problem, ...] = ()
    """What concerns the whole: warnings, and what was left out on purpose."""


def dry_run(
    messages: Iterable[Message | tuple[str, str | bytes]],
    *,
    rates: Rates | None = None,
    policy: Policy | None = None,
    codes: Mapping[str, int | str] | None = None,
    keep_items: bool = True,
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
        policy: what to do with messages that do not go as they are; unless stated, each is split or fails alone.
        codes: what a service answers, by the code of a problem.
        keep_items: whether there is an item for each message; without them there are only totals.
        languages: national tables that may be used, as in :func:`septet.plan`; so are the other options.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable for each message.
        udh: further information elements that every part carries.

    Raises:
        FieldRangeError: an option is out of its range.
        TypeError: there is something else than messages; its index is told.
        RequestError: the policy refuses the whole for one bad message.

    >>> run = dry_run([("+44 7700 900123", "Price: 5 €"), ("33639980123", "a" * 161)])
    >>> run.number_of_recipients, run.number_of_messages
    (2, 3)
    >>> [(item.recipient, item.number_of_parts, str(item.encoding)) for item in run.per_recipient]
    [('447700900123', 1, 'GSM-7'), ('33639980123', 2, 'GSM-7')]
    """
    by = rules(languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    tally = Tally(rates)
    try:
        run = _Run(tally, policy or Policy(), by, codes or {})
        waiting = starmap(_message, enumerate(messages))
        items: list[Item] = []
        while batch := list(islice(waiting, _BATCH)):
            items += run.add(batch, keep_items=keep_items)
        run.finish()
        totals = tally.totals()
    finally:
        tally.close()
    return DryRun(totals.n_recipients, totals.n_parts, tuple(items), totals, tuple(run.problems))


def _message(index: int, given: Message | tuple[str, str | bytes]) -> Message:
    try:
        message = given if isinstance(given, Message) else Message(*_pair(given))
    except (TypeError, ValueError):
        raise TypeError(f"message {index} must be a Message or (recipient, body), not {given!r}") from None
    if not isinstance(message.recipient, str):
        raise TypeError(f"message {index}: the recipient must be str, not {type(message.recipient).__name__}")
    if not isinstance(message.body, (str, bytes)):
        raise TypeError(f"message {index}: the body must be str or bytes, not {type(message.body).__name__}")
    return message


def _pair(given: tuple[str, str | bytes]) -> tuple[str, str | bytes]:
    recipient, body = given
    return recipient, body


class _Run:
    """A dry run on its way."""

    def __init__(self, tally: Tally, policy: Policy, rules: Rules, codes: Mapping[str, int | str]) -> None:
        self.problems: list[Problem] = []
        self._refused: list[Problem] = []
        self._tally = tally
        self._policy = policy
        self._rules = rules
        self._treatments: dict[Encoding | None, Treatment] = {}
        self._codes = codes
        self._seen: set[str] = set()

    def add(self, messages: Sequence[Message], *, keep_items: bool) -> list[Item]:
        """Add the messages that can be sent, and return an item for each of all."""
        looked_at = [
            looked
            for message, digits, seen in zip(messages, _all_digits(messages), self._see(messages))
            if (looked := self._look(message, digits, seen)) is not None
        ]
        sent = [looked for looked in looked_at if looked[3] is None]
        rates = self._tally.add_counted(
            [digits for digits, _, _, _, _, _ in sent],
            [counted for _, _, counted, _, _, _ in sent],
            [body for _, body, _, _, _, _ in sent],
        )
        return list(_items(looked_at, iter(rates))) if keep_items else []

    def finish(self) -> None:
        """Refuse the whole if the policy does so for what was found."""
        if self._refused:
            raise RequestError(*sorted(self._refused, key=lambda problem: problem.code in _LENGTH_AND_ENCODING))

    def _see(self, messages: Sequence[Message]) -> Iterable[_Seen | None]:
        # How each text counts, where that can be told of all at once: texts of one encoding, as most are.
        texts = [message.body for message in messages if isinstance(message.body, str)]
        encodings = {message.encoding for message in messages}
        if len(texts) == len(messages) and len(encodings) == 1:
            return self._treatment(*encodings).look_all(texts)
        return repeat(None)

    def _look(self, message: Message, digits: str | FieldRangeError, seen: _Seen | None) -> _Looked | None:
        problem = message.problem
        if not isinstance(digits, str):
            problem = problem or self._problem(message, INVALID_NUMBER, str(digits))
            digits = message.recipient
        if problem is None and digits in self._seen:
            if self._policy.duplicates != "error":
                self._leave_out(message, digits)
                return None
            problem = self._problem(message, DUPLICATE_RECIPIENT, f"{digits} is there already")
        if problem is not None and self._policy.on_bad_message == "error":
            self._refused.append(problem)
        body, counted, notes, refusal = self._count(message, seen)
        if refusal is not None and problem is None:
            problem = refusal
            if self._policy.on_excess == "error":
                self._refused.append(problem)
        if message.problem is not None:
            notes = message.notes  # nothing is corrected in what is not sent
        if problem is None and self._policy.duplicates != "keep":
            self._seen.add(digits)
        return digits, body, counted, problem, notes, message

    def _leave_out(self, message: Message, digits: str) -> None:
        if self._policy.duplicates == "strip":
            again = f"{digits} is there already, it gets one message"
            self.problems.append(Problem(DUPLICATE_RECIPIENT, None, message.source, again, Severity.CORRECTED))

    def _count(
        self, message: Message, seen: _Seen | None
    ) -> tuple[str | bytes, Count, tuple[Problem, ...], Problem | None]:
        body, notes = message.body, message.notes
        if isinstance(body, bytes):
            n_octets = len(body)
            too_long = f"{n_octets} octets of user data, {MOST_OCTETS} at most fit one part"
            refusal = self._problem(message, TOO_MANY_OCTETS, too_long) if n_octets > MOST_OCTETS else None
            return body, (None, n_octets, 1), notes, refusal
        counted, treated = seen or self._treatment(message.encoding).look(body)
        if treated is None:
            return body, counted, notes, None
        refusal = None
        if treated.refusal is not None:
            code = TOO_MANY_PARTS if isinstance(treated.refusal, TooManyPartsError) else UNENCODABLE_CHARACTER
            refusal = self._problem(message, code, str(treated.refusal))
        return treated.body, counted, (*notes, *corrections(treated, message.source)), refusal

    def _treatment(self, encoding: Encoding | None) -> Treatment:
        if encoding not in self._treatments:
            by = self._rules if encoding is None else self._rules.limited_to(encoding)
            self._treatments[encoding] = Treatment(self._policy, by)
        return self._treatments[encoding]

    def _problem(self, message: Message, code: str, reason: str) -> Problem:
        ignored = self._policy.on_bad_message == "ignore"
        severity = Severity.IGNORED if ignored else Severity.ERROR
        return Problem(code, self._codes.get(code), message.source, reason, severity)


def corrections(treated: Treated, source: str) -> Iterator[Problem]:
    """Yield what was done to a text that stands at ``source``."""
    if treated.replaced:
        places = ", ".join(map(str, treated.replaced[:_MOST_PLACES])) + (
            " ..." if len(treated.replaced) > _MOST_PLACES else ""
        )
        replaced = f"{REPLACEMENT} stands for the characters outside GSM-7 at {places}"
        yield Problem(REPLACED_CHARACTERS, None, source, replaced, Severity.CORRECTED)
    if treated.cut_at is not None:
        cut = f"the text is cut at position {treated.cut_at} to fit one part"
        yield Problem(CUT_TEXT, None, source, cut, Severity.CORRECTED)


def _all_digits(messages: Sequence[Message]) -> Sequence[str | FieldRangeError]:
    # Of each recipient, or why it has none.
    numbers = [message.recipient for message in messages]
    try:
        return normalize_msisdns(numbers)
    except FieldRangeError:
        return list(map(_digits, numbers))


def _digits(number: str) -> str | FieldRangeError:
    try:
        return normalize_msisdn(number)
    except FieldRangeError as error:
        return error


def _items(looked_at: Iterable[_Looked], rates: Iterator[Rate | None]) -> Iterator[Item]:
    for digits, body, (in_septets, n_units, n_parts), problem, notes, message in looked_at:
        rate = next(rates) if problem is None else None
        yield Item(digits, n_parts, body, ENCODINGS[in_septets], n_units, rate, problem, notes, message)
