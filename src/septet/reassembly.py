"""The parts of messages put together again, in whatever order they come (3GPP TS 23.040 clause 9.2.3.24.1)."""

from __future__ import annotations

from collections import OrderedDict

from septet.errors import FieldRangeError, ReassemblyError
from septet.received import ReceivedMessage, ReceivedState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from septet._typing import OnConflict, ReferenceBits
    from septet.received import AnyPart

    _Key = tuple[Hashable, ReferenceBits, int, int]
    """Sender, size of the reference number, reference number, total."""

_LEAST_OCTETS = 140  # what a part counts at least, since an empty one takes memory too


class _Collection:
    """The parts of one message that have come."""

    __slots__ = ("n_octets", "parts", "seen")

    def __init__(self) -> None:
        self.parts: dict[int, AnyPart] = {}
        self.n_octets = 0
        self.seen = 0.0


class Reassembler:
    """Collects parts, and gives back each message when its last part comes.

    Parts belong together if their sender, their reference number, its size (8 or 16 bits) and their total are the same.
    A part that says nothing of others, or that it is the only one, is a message at once.

    There is no clock in here: who wants a time-out gives the time along. It counts from the latest part of a message
    that was new, and until it is over the reference number is not expected to be used again. So

    - a part that came before, with the same payload, encoding and header, is a duplicate and ignored, also when its
      message is complete: a complete message is remembered for the time-out, and without one not at all;
    - another part in its place is a *conflict*, which is an error, or begins another message, as you choose; if the
      earlier message is complete, it begins another message in any case.

    Memory is bounded. When there is too much, the complete message that has been remembered for the longest time is
    forgotten first; when there is none, the message is given up that has waited for its next part for the longest time.

    >>> from septet import split
    >>> reassembler = Reassembler()
    >>> for part in reversed(split("Your voucher is worth 20 €. " * 10, reference=7)):
    ...     message = reassembler.add(part, sender="447700900123")
    ...     print(message and message.text[:27])
    None
    Your voucher is worth 20 €.
    """

    def __init__(
        self,
        *,
        timeout: float | None = None,
        most_messages: int = 10_000,
        most_octets: int = 1 << 24,
        on_conflict: OnConflict = "raise",
        on_incomplete: Callable[[ReceivedMessage], object] | None = None,
    ) -> None:
        """Take the limits.

        Args:
            timeout: for how long a message may wait for its next part, in the unit in which the time is given to
                :meth:`add`.
            most_messages: messages of several parts that may be held at the same time, 1 or more: those that wait and
                those that are remembered.
            most_octets: octets of payload in all of them, 140 or more. A part counts as 140 at least.
            on_conflict: ``"raise"``, or ``"restart"`` to give up what has come of the message, and to begin another one
                with the part that does not fit.
            on_incomplete: is called with each message that :meth:`add` gives up: timed out, pushed out or displaced.
                Without it, nobody hears of them.

        Raises:
            FieldRangeError: a limit is out of its range.
        """
        if timeout is not None and not timeout > 0:
            raise FieldRangeError("timeout", timeout, "more than 0, or None")
        if not isinstance(most_messages, int) or most_messages < 1:
            raise FieldRangeError("most_messages", most_messages, "1 or more")
        if not isinstance(most_octets, int) or most_octets < _LEAST_OCTETS:
            raise FieldRangeError("most_octets", most_octets, f"{_LEAST_OCTETS} or more")
        if on_conflict not in ("raise", "restart"):
            raise FieldRangeError("on_conflict", on_conflict, '"raise" or "restart"')
        self._timeout = timeout
        self._most_messages = most_messages
        self._most_octets = most_octets
        self._restarts = on_conflict == "restart"
        self._on_incomplete = on_incomplete
        self._n_octets = 0
        # Both in the order of the latest parts.
        self._waiting: OrderedDict[_Key, _Collection] = OrderedDict()
        self._complete: OrderedDict[_Key, _Collection] = OrderedDict()

    @property
    def n_waiting(self) -> int:
        """The number of messages that wait for parts."""
        return len(self._waiting)

    def add(self, part: AnyPart, *, sender: Hashable = None, now: float | None = None) -> ReceivedMessage | None:
        """Take a part, and return the message that it completes, if it does.

        Args:
            part: a :class:`septet.ReceivedPart`, a :class:`septet.Part`, or anything else with a ``payload``, an
                ``encoding`` and a ``udh``.
            sender: who sent it: all that keeps the messages of one from those of another. It can be a tuple with the
                recipient in it, or with port numbers.
            now: the time, in any unit; needed if there is a time-out. It may go back.

        Raises:
            ReassemblyError: there is a conflict, or the message is larger than ``most_octets``. The part is not taken.
            FieldRangeError: there is a time-out and no time, or one that is not a number.
        """
        if self._timeout is not None and (now is None or now - 0 != now):  # NaN is never over, and a text no number
            raise FieldRangeError("now", now, "a number, since there is a timeout")
        place = part.udh.concatenation if part.udh is not None else None
        if place is None:
            return ReceivedMessage(sender, (part,))
        if place.total == 1:
            return ReceivedMessage(sender, (part,), place.reference, place.bits)
        key = sender, place.bits, place.reference, place.total
        self._forget_stale(key, now)
        if self._is_duplicate(key, place.sequence, part):
            return None
        found = self._put(key, place.sequence, part)
        found.seen = now or 0.0
        if len(found.parts) == place.total:
            return self._completed(key)
        self._make_room()
        return None

    def waiting(self) -> list[ReceivedMessage]:
        """Return the messages that wait for parts, those first to which the longest nothing was added.

        >>> from septet import split
        >>> reassembler = Reassembler()
        >>> reassembler.add(split("a" * 400, reference=7)[1], sender="447700900123")
        >>> [(message.sender, message.missing) for message in reassembler.waiting()]
        [('447700900123', (1, 3))]
        """
        return [_message(key, found, ReceivedState.WAITING) for key, found in self._waiting.items()]

    def expire(self, now: float) -> list[ReceivedMessage]:
        """Give up the messages that have timed out, and return them; without a time-out, none ever does.

        This looks at all that wait, and is for now and then. Whether it was called or not, a part that comes after the
        time-out is never added to what came before.

        Args:
            now: the time, in the unit of the time-out.
        """
        for key in [key for key, found in self._complete.items() if self._is_stale(found, now)]:
            self._take(self._complete, key)
        stale = [key for key, found in self._waiting.items() if self._is_stale(found, now)]
        return [_message(key, self._take(self._waiting, key), ReceivedState.TIMED_OUT) for key in stale]

    def _is_stale(self, found: _Collection, now: float | None) -> bool:
        return self._timeout is not None and now is not None and now - found.seen > self._timeout

    def _forget_stale(self, key: _Key, now: float | None) -> None:
        if key in self._complete and self._is_stale(self._complete[key], now):
            self._take(self._complete, key)
        if key in self._waiting and self._is_stale(self._waiting[key], now):
            self._give_up(key, ReceivedState.TIMED_OUT)

    def _is_duplicate(self, key: _Key, number: int, part: AnyPart) -> bool:
        # Makes way for the part if there is a conflict, and that is no error.
        found = self._waiting.get(key)
        if found is None:
            complete = self._complete.get(key)
            return complete is not None and _is_same(complete.parts[number], part)
        if number not in found.parts:
            return False
        if _is_same(found.parts[number], part):
            return True
        if not self._restarts:
            sender, bits, reference, total = key
            which = f"part {number} of {total} from {sender!r} with the {bits}-bit reference {reference}"
            raise ReassemblyError(f"{which} came before with another content")
        self._give_up(key, ReceivedState.DISPLACED)
        return False

    def _put(self, key: _Key, number: int, part: AnyPart) -> _Collection:
        found = self._waiting.get(key) or _Collection()
        n_octets = max(_LEAST_OCTETS, len(part.payload))
        if found.n_octets + n_octets > self._most_octets:  # it would push out all others, and itself at last
            reason = f"a message of {found.n_octets + n_octets} octets or more, {self._most_octets} may be held"
            raise ReassemblyError(reason)
        found.parts[number] = part
        found.n_octets += n_octets
        self._n_octets += n_octets
        self._waiting[key] = found
        self._waiting.move_to_end(key)
        return found

    def _completed(self, key: _Key) -> ReceivedMessage:
        found = self._take(self._waiting, key)
        if self._timeout is not None:
            if key in self._complete:
                self._take(self._complete, key)
            self._complete[key] = found
            self._n_octets += found.n_octets
            self._make_room()
        return _message(key, found, ReceivedState.COMPLETE)

    def _make_room(self) -> None:
        while len(self._waiting) + len(self._complete) > self._most_messages or self._n_octets > self._most_octets:
            if self._complete:
                self._take(self._complete, next(iter(self._complete)))
            else:
                self._give_up(next(iter(self._waiting)), ReceivedState.PUSHED_OUT)

    def _give_up(self, key: _Key, state: ReceivedState) -> None:
        found = self._take(self._waiting, key)
        if self._on_incomplete is not None:
            self._on_incomplete(_message(key, found, state))

    def _take(self, held: OrderedDict[_Key, _Collection], key: _Key) -> _Collection:
        found = held.pop(key)
        self._n_octets -= found.n_octets
        return found


def _is_same(one: AnyPart, other: AnyPart) -> bool:
    return (one.payload, one.encoding, one.udh) == (other.payload, other.encoding, other.udh)


def _message(key: _Key, found: _Collection, state: ReceivedState) -> ReceivedMessage:
    sender, bits, reference, total = key
    parts = tuple(found.parts.get(number) for number in range(1, total + 1))
    return ReceivedMessage(sender, parts, reference, bits, state)
