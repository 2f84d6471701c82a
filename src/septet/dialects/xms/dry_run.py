"""What a batch would amount to, and what the service would answer.

The texts of a batch are few or much alike, and its recipients many: each different text is looked at once.
"""

from __future__ import annotations

from itertools import compress

from septet.dialects.xms.batch import LIMITS, BatchRequest, BatchType
from septet.dialects.xms.codes import Findings, Trouble, shown
from septet.dialects.xms.constraints import octets
from septet.dialects.xms.parameters import Body
from septet.dialects.xms.recipients import normalize_number, normalize_numbers
from septet.dry_run import DryRun, Item, Message, corrections
from septet.errors import FieldRangeError
from septet.policy import Policy, Treatment
from septet.tally import ENCODINGS, Tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from septet.dialects.xms.batch import Limits
    from septet.dialects.xms.operations import DryRunBatch
    from septet.errors import Problem
    from septet.policy import Treated
    from septet.rates import Rate, Rates
    from septet.tally import Count

    _Looked = tuple[Count, Treated | None]
    """(whether GSM-7, or None for octets; units; parts), and what was done to the text, if anything."""

POLICY = Policy(on_bad_message="error", duplicates="collapse")
"""A text outside GSM-7 goes as UCS-2, a long one is split; a bad recipient makes the whole request fail, a message of
too many parts fails alone; a number that comes twice gets one message."""


_NOTHING: _Looked = ((True, 0, 0), None)
"""What there is to see of a text that cannot be made."""


def dry_run(
    request: BatchRequest | DryRunBatch,
    *,
    groups: Mapping[str, Iterable[str]] | None = None,
    rates: Rates | None = None,
    limits: Limits = LIMITS,
) -> DryRun:
    """Return what sending a batch would amount to.

    A recipient without a value for a placeholder, or whose text takes too many parts, gets no message. That takes
    nothing else down: the item of the recipient says so, and so do the ``problems`` of the whole, with the delivery
    code that the service would report.

    Args:
        request: a batch, whose recipients get an item each; or a dry run with its query, which says whether there are
            to be items and for how many recipients. Totals are always over all.
        groups: the numbers of each group, by its id.
        rates: the price list.
        limits: those that the request was parsed with, if not the service's.

    Raises:
        RequestError: the API would refuse the request: a group is not known (status 403), or the type is ``mt_media``.
        FieldRangeError: a member of a group is no number, or a batch that a program made allows no part.

    >>> from septet.dialects.xms.request import parse
    >>> request = parse('{"to": ["+447700900001", "+447700900002"], "body": "Hi ${name}!", '
    ...                 '"parameters": {"name": {"447700900001": "Zoë"}}}')
    >>> run = dry_run(request)
    >>> run.number_of_recipients, run.number_of_messages
    (1, 1)
    >>> [(item.recipient, item.problem and item.problem.wire_code) for item in run.per_recipient]
    [('447700900001', None), ('447700900002', 405)]
    """
    batch, n_items = (request, None) if isinstance(request, BatchRequest) else (request.batch, _n_items(request))
    found = Findings()
    if batch.type is BatchType.MEDIA:
        reason = "A dry run is for mt_text and mt_binary: mt_media sends no SMS, and has no parts."
        found.add(Trouble.UNSUPPORTED_TYPE, "type", reason)
    found.add_unless_failed(octets(batch))
    places = _resolve(batch.to, groups or {}, found)
    found.settle()
    messages = _Messages(batch, places, limits)
    tally = Tally(rates)
    try:
        found_rates = messages.add_to(tally)
        totals = tally.totals()
    finally:
        tally.close()
    return DryRun(
        totals.n_recipients,
        totals.n_parts,
        tuple(messages.items(found_rates, len(places) if n_items is None else n_items)),
        totals,
        (*batch.problems, *messages.refusals.values()),
    )


def policy_of(batch: BatchRequest) -> Policy:
    """Return the policy of the service with what a batch asks for.

    >>> policy_of(BatchRequest((), "", max_number_of_message_parts=3)).max_parts
    3
    """
    return Policy(
        on_unencodable=POLICY.on_unencodable,
        on_oversize="truncate" if batch.truncate_concat else POLICY.on_oversize,
        max_parts=batch.max_number_of_message_parts,
        on_excess=POLICY.on_excess,
        on_bad_message=POLICY.on_bad_message,
        duplicates=POLICY.duplicates,
    )


def _n_items(request: DryRunBatch) -> int:
    return request.number_of_recipients if request.per_recipient and request.batch.type is BatchType.TEXT else 0


def _resolve(to: Sequence[str], groups: Mapping[str, Iterable[str]], found: Findings) -> dict[str, int]:
    # The different numbers, and for each the element of ``to`` in which it is met first.
    numbers = normalize_numbers(to)
    met = {number: place for place, number in enumerate(numbers) if number is not None}
    if len(met) == len(numbers):
        return met
    met.clear()
    for place, number in enumerate(numbers):
        members = (number,) if number is not None else _members(to[place], place, groups, found)
        for member in members:
            met.setdefault(member, place)
    return met


def _members(group: str, place: int, groups: Mapping[str, Iterable[str]], found: Findings) -> Iterator[str]:
    if group not in groups:
        found.add(Trouble.UNKNOWN_GROUP, f"to[{place}]", f"Group '{shown(group)}' is unknown or deleted")
        return
    for i, member in enumerate(groups[group]):
        number = normalize_number(member)
        if number is None:
            raise FieldRangeError(f"groups[{group!r}][{i}]", member, "an international number")
        yield number


class _Messages:
    """The messages of a batch, each different text looked at once."""

    def __init__(self, batch: BatchRequest, places: Mapping[str, int], limits: Limits) -> None:
        self._batch = batch
        self._places = places
        self._numbers = list(places)
        template = "" if isinstance(batch.body, bytes) else str(batch.body)
        self._template = Body(template, batch.parameters, n_most=limits.n_key_chars)
        self._texts = self._fill()
        self._looked = _look(batch, self._texts)
        self._treated = {text: treated for text, (_, treated) in self._looked.items() if treated is not None}
        self.refusals = dict(self._refuse())
        """Why a message is not sent, by its index."""

    def _fill(self) -> Sequence[Any]:
        # A text for each recipient, or None where it cannot be made; or the same octets for all.
        if isinstance(self._batch.body, bytes):
            return [_asked(self._batch)] * len(self._numbers)
        return self._template.render_all(self._numbers)

    def _refuse(self) -> Iterator[tuple[int, Problem]]:
        refused = {text: treated.refusal for text, treated in self._treated.items() if treated.refusal is not None}
        if not refused and None not in self._looked:
            return
        for i, (number, place) in enumerate(self._places.items()):
            text = self._texts[i]
            if text is None:
                key = self._template.missing(number)
                reason = f"The parameter '{key}' has no value for {number}, and no default."
                yield i, Trouble.UNMATCHED_PARAMETER.at(f"to[{place}]", reason)
            elif text in refused:
                yield i, Trouble.TOO_MANY_PARTS.at(f"to[{place}]", f"For {number} {refused[text]}.")

    def add_to(self, tally: Tally) -> list[Rate | None]:
        """Add those that are sent, and return their rates."""
        numbers, texts = self._numbers, self._texts
        if self.refusals:
            sent = [i not in self.refusals for i in range(len(numbers))]
            numbers, texts = list(compress(numbers, sent)), list(compress(texts, sent))
        looked = self._looked
        counts = [looked[text][0] for text in texts]
        if self._treated:
            texts = [self._body(text) for text in texts]
        return tally.add_counted(numbers, counts, texts)

    def _body(self, text: str | bytes) -> str | bytes:
        treated = self._treated.get(text)
        return text if treated is None else treated.body

    def items(self, rates: Iterable[Rate | None], n_sent: int) -> Iterator[Item]:
        """Yield an item for each message, until so many that are sent are among them."""
        rate = iter(rates)
        batch, texts, looked, refusals = self._batch, self._texts, self._looked, self.refusals
        sender, client_ref = batch.sender, batch.client_reference
        msg_class = 0 if batch.flash_message else None
        for i, (number, place) in enumerate(self._places.items()):
            if n_sent == 0:
                return
            problem, text, source = refusals.get(i), texts[i], f"to[{place}]"
            (in_septets, n_units, n_parts), treated = looked[text]
            known = None
            if text is None:
                text, known = _asked(batch), problem
            message = Message(number, text, None, msg_class, 0, sender, client_ref, source, (), known)
            body, notes = (text, ()) if treated is None else (treated.body, tuple(corrections(treated, source)))
            its_rate = None
            if problem is None:
                its_rate = next(rate)
                n_sent -= 1
            yield Item(number, n_parts, body, ENCODINGS[in_septets], n_units, its_rate, problem, notes, message)


def _asked(batch: BatchRequest) -> str | bytes:
    return batch.udh + batch.body if isinstance(batch.body, bytes) else str(batch.body)


def _look(batch: BatchRequest, texts: Iterable[Any]) -> Mapping[Any, _Looked]:
    different = dict.fromkeys(texts)
    if batch.type is BatchType.BINARY:
        return {body: ((None, len(body), 1), None) for body in different}
    is_missing = None in different
    different.pop(None, None)
    treatment = Treatment(policy_of(batch))
    looked: dict[Any, _Looked] = dict(zip(different, treatment.look_all(tuple(different))))
    return looked | {None: _NOTHING} if is_missing else looked
