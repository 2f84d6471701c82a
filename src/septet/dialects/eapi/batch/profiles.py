"""Versions of the documents of ``send_batch``, where they differ."""

from __future__ import annotations

from septet._value import value
from septet.dialects.eapi.schedule import MOST_YEARS_AHEAD


@value
class Profile:
    """What a version of the service allows."""

    most_messages: int | None = 30_000
    """Records in a batch; None for any number. Another copy of the document has 50,000."""
    routing_groups: tuple[int, ...] = (1, 2, 3)
    most_years_ahead: int | None = MOST_YEARS_AHEAD
    """How far in the future a send time may be; None for any time."""


CURRENT = Profile()
"""The document as it is now."""

PROFILE_2007 = Profile(most_messages=None, routing_groups=(2,), most_years_ahead=None)
"""The document of 2007: no limit, no status 201, one routing group, any send time."""
