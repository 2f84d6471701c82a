"""Which answer is whose: by identifier, then by number, and last by position."""

from __future__ import annotations

from septet.dialects.smslist.mobile import normalize_mobile
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol, TypeVar

    from septet.dialects.smslist.request import ClientId

    class Named(Protocol):
        """What has the two names of a message."""

        @property
        def client_sms_id(self) -> ClientId:
            """The one that the client gave it."""

        @property
        def mobile(self) -> str:
            """The number it goes to."""

    A = TypeVar("A", bound=Named)
    Names = tuple[str, str]


def align(answers: Sequence[A], rows: Sequence[Named], country: str) -> tuple[list[A | None], list[A]]:
    """Return the answer for each row, or None where there is none, and the answers for no row.

    Where several rows have the same identifier or number, their answers are taken in order. By position goes only what
    does not name another row: to believe the wrong answer is worse than to have none.

    Args:
        answers: in the order of the response.
        rows: in the order of the request.
        country: the calling code for national numbers.
    """
    ours = [_names(row, country) for row in rows]
    theirs = [_names(answer, country) for answer in answers]
    answer_of: dict[int, int] = {}
    for key in (_both, _client_sms_id, _mobile):
        _match(list(map(key, ours)), list(map(key, theirs)), answer_of)
    taken = set(answer_of.values())
    known = {(kind, name) for names in ours for kind, name in enumerate(names) if name}
    for i, names in enumerate(theirs[: len(rows)]):
        if i not in answer_of and i not in taken and known.isdisjoint(enumerate(names)):
            answer_of[i] = i
    taken = set(answer_of.values())
    found = [answers[answer_of[i]] if i in answer_of else None for i in range(len(rows))]
    return found, [answer for j, answer in enumerate(answers) if j not in taken]


def _match(ours: Sequence[object], theirs: Sequence[object], answer_of: dict[int, int]) -> None:
    # Adds what has the same key, which is nothing where there is none, to what is known already.
    free: dict[object, list[int]] = {}
    for i in reversed(range(len(ours))):
        if ours[i] and i not in answer_of:
            free.setdefault(ours[i], []).append(i)
    taken = set(answer_of.values())
    for j, key in enumerate(theirs):
        if j not in taken and free.get(key):
            answer_of[free[key].pop()] = j


def _names(named: Named, country: str) -> Names:
    client_sms_id = "" if named.client_sms_id is None else str(named.client_sms_id)
    try:
        return client_sms_id, normalize_mobile(named.mobile, country=country)
    except FieldRangeError:
        return client_sms_id, named.mobile.strip()


def _both(names: Names) -> Names | None:
    return names if all(names) else None


def _client_sms_id(names: Names) -> str:
    return names[0]


def _mobile(names: Names) -> str:
    return names[1]
