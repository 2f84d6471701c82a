"""What EAPI can say of a message that comes from another API, for both of its calls."""

from __future__ import annotations

from septet import ucs2
from septet.alphabets import Encoding
from septet.dialects.eapi.charset import LATIN_1, charset
from septet.dialects.eapi.parameters import SEND_SMS, Dca
from septet.dialects.outgoing import NOT_CARRIED, TO_FILL_IN, summed
from septet.errors import Problem, Severity
from septet.udh import MOST_OCTETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from septet.dialects.outgoing import Outgoing

MOST_UNITS = MOST_OCTETS // 2
"""UTF-16 units of a message in 16bit, which is never split."""

EXTRAS = {
    "want_report": True,
    "routing_group": None,
    "repliable": None,
    "stop_dup_id": None,
    "send_time_seconds": None,
    "scheduling_description": None,
    "test_always_succeed": False,
    "test_always_fail": False,
}
"""Parameters of both calls that no other API has, and their values where nothing is said."""

CARRIED = ("sender", "message class", "client reference", "time to send", *EXTRAS)
"""What is carried, by the names in ``Outgoing.told``."""

_PARAMETERS = {parameter.name: parameter for parameter in SEND_SMS}


def extras_of(*sources: object) -> tuple[tuple[str, object], ...]:
    """Return what is said in these parameters and does not hold anyway; of several sources the first one counts."""
    found = (
        (name, next((each for source in sources if (each := getattr(source, name, None)) is not None), None))
        for name in EXTRAS
    )
    return tuple((name, given) for name, given in found if given != EXTRAS[name])


def moment_of(send_time: datetime | None, unixtime: int | None) -> datetime | None:
    """Return a send time as other APIs have it: a moment, or a local time of the account."""
    from datetime import datetime, timezone

    return send_time if unixtime is None else datetime.fromtimestamp(unixtime, timezone.utc)


def parameters_of(each: Outgoing) -> dict[str, Any]:
    """Return the parameters that a message needs in either call, those without a value left out."""
    message = each.item.message
    named = {"sender": message.sender, "source_id": _reference(each), **_times(each.send_at), **dict(each.extras)}
    return {name: given for name, given in named.items() if given not in (None, "") and _is_kept(name, given)}


def dca_of(each: Outgoing) -> Dca:
    """Return what a message is to be written in.

    That is what it is sent in, but for texts that have a euro sign, which 7bit lacks: they are Unicode if that takes
    one part.
    """
    body = each.item.message.body
    if isinstance(body, bytes):
        return Dca.OCTETS
    if each.item.encoding is Encoding.UCS2:
        return Dca.UCS2
    has_gaps = any(character in body for character in charset().gaps)
    return Dca.UCS2 if has_gaps and ucs2.count_units(body) <= MOST_UNITS else Dca.GSM7


def lost(outgoing: Sequence[Outgoing]) -> list[Problem]:
    """Return what EAPI has a parameter for and does not take, and what is to be filled in."""
    problems = [Problem(TO_FILL_IN, None, name, "EAPI needs it", Severity.WARNING) for name in ("username", "password")]
    return problems + summed(NOT_CARRIED, Severity.WARNING, _lost(outgoing))


def _lost(outgoing: Sequence[Outgoing]) -> Iterator[tuple[str, str]]:
    for each in outgoing:
        sender, reference = each.item.message.sender, _reference(each)
        if sender and not _is_kept("sender", sender):
            yield each.source, f"EAPI does not take the sender {sender!a}"
        if reference and not _is_kept("source_id", reference):
            yield each.source, "EAPI takes client references of 20 characters of ISO-8859-1 at most"
        if not all(_is_kept(name, given) for name, given in _times(each.send_at).items()):
            yield each.source, "EAPI does not take the time to send: the message would be sent at once"


def _is_kept(name: str, given: object) -> bool:
    parameter = _PARAMETERS.get(name)
    if parameter is None or not parameter.keeps(given):
        return False
    written = parameter.write(given)
    return LATIN_1.decode(LATIN_1.encode(written)) == written


def _reference(each: Outgoing) -> str:
    reference = each.item.message.client_ref
    return "" if reference is None else str(reference)


def _times(send_at: datetime | None) -> dict[str, object]:
    if send_at is None:
        return {}
    if send_at.tzinfo is None:
        return {"send_time": send_at.replace(microsecond=0)}
    return {"send_time_unixtime": int(send_at.timestamp())}
