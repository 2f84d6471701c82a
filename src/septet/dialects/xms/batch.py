"""What a batch is: a message for some recipients, as it is asked for and as the service keeps it."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.xms.parameters import MOST_KEY_CHARS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from septet.dialects.xms.parameters import ValuesByKey
    from septet.errors import Problem


class BatchType(Enum):
    """What the messages of a batch are."""

    TEXT = "mt_text"
    BINARY = "mt_binary"
    MEDIA = "mt_media"
    """No SMS: a dry run refuses it."""


class DeliveryReport(Enum):
    """Which reports the service is to send to the callback URL."""

    NONE = "none"
    SUMMARY = "summary"
    FULL = "full"
    PER_RECIPIENT = "per_recipient"
    PER_RECIPIENT_FINAL = "per_recipient_final"


@value
class Media:
    """The body of an ``mt_media`` batch."""

    url: str
    message: str | None = None
    subject: str | None = None


@value
class Limits:
    """How much the API takes. Lengths of texts are in UTF-16 units, as programs in Java and JavaScript count them.

    The service's own limits are the defaults; give others to check for another service, or to work out a dry run that
    is larger than a request may be.
    """

    n_recipients: int = 1000
    """Elements of ``to`` (``to_add``, ``to_remove``), before groups are resolved."""
    n_body_units: int = 2000
    """Of a text, before parameters are filled in. Older pages say 1600."""
    n_key_chars: int = MOST_KEY_CHARS
    """Of the key of a parameter. A placeholder with a longer one is text."""
    n_value_units: int = 160
    """Of the value of a parameter."""
    n_url_units: int = 2048
    """Of a URL."""
    n_reference_units: int = 2048
    """Of ``client_reference``."""
    n_details: int = 1000
    """Recipients that a dry run may be asked to list: ``number_of_recipients``."""
    n_page: int = 100
    """Batches on a page of a list: ``page_size``."""


LIMITS = Limits()
"""The limits of the service."""


@value
class BatchRequest:
    """A batch that is to be sent, dry-run, or put into the place of another.

    What :func:`parse` returns is checked; a value that a program makes itself is as right as the program.
    """

    to: tuple[str, ...]
    """Digits of numbers and ids of groups."""
    body: str | bytes | Media
    """Text (``mt_text``), octets without their header (``mt_binary``), or a :class:`Media` (``mt_media``)."""
    sender: str | None = None
    """``from``, as it is written."""
    udh: bytes = b""
    """The user data header of octets."""
    delivery_report: DeliveryReport = DeliveryReport.NONE
    send_at: datetime | None = None
    """In UTC, like all times here; a naive one that a program gives is taken to be."""
    expire_at: datetime | None = None
    callback_url: str | None = None
    flash_message: bool = False
    parameters: ValuesByKey | None = None
    """For each key the values by digits of a number, and the one called ``default``. None if there are none at all,
    which makes the body plain text; an empty mapping leaves all placeholders without a value."""
    client_reference: str | None = None
    max_number_of_message_parts: int | None = None
    feedback_enabled: bool = False
    truncate_concat: bool = False
    from_ton: int | None = None
    from_npi: int | None = None
    extras: tuple[tuple[str, object], ...] = ()
    """Members of other names with their values, by name; carried and not looked at."""
    problems: tuple[Problem, ...] = ()
    """What is wrong and does not make the API refuse the request."""

    @property
    def type(self) -> BatchType:
        """What the body is."""
        if isinstance(self.body, Media):
            return BatchType.MEDIA
        return BatchType.BINARY if isinstance(self.body, bytes) else BatchType.TEXT


@value
class Batch:
    """A batch that a service has accepted."""

    id: str
    """Empty where a response does not say it."""
    request: BatchRequest
    """What it consists of; ``problems`` is empty."""
    canceled: bool = False
    created_at: datetime | None = None
    modified_at: datetime | None = None
