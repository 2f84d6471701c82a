"""Requests to XMS for hypothesis: valid ones, and any JSON at all under the names that the API knows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from septet.dialects.xms.batch import BatchRequest, DeliveryReport, Media
from septet.dialects.xms.codes import DOCUMENT_ORDER
from septet.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

NUMBERS = [f"4477009000{i:02}" for i in range(8)]
GROUPS = ["GRP", "vip-1", "01FC66621XXXXX119Z8PMV1QPQ"]

numbers: SearchStrategy[str] = st.one_of(st.sampled_from(NUMBERS), st.integers(1_000_000, 999_999_999_999_999).map(str))
keys: SearchStrategy[str] = st.text("abcXYZ019._-", min_size=1, max_size=16)

characters = st.characters(exclude_categories=["Cs"])
"""Two halves of a surrogate pair side by side would be one character in JSON: there is no telling them apart."""

texts: SearchStrategy[str] = st.one_of(
    st.text(characters, max_size=20),
    st.sampled_from(["", "a" * 160, "a" * 161, "я" * 71, "€" * 81, "😀" * 36, "it’s ", "a\ud83d"]),
)
placeholders = keys.map(lambda key: f"${{{key}}}")
bodies: SearchStrategy[str] = st.lists(st.one_of(texts, placeholders), max_size=6).map("".join)
parameters: SearchStrategy[dict[str, dict[str, str]]] = st.dictionaries(
    st.one_of(st.sampled_from("abc"), keys),
    st.dictionaries(
        st.one_of(st.just("default"), numbers),
        st.one_of(texts, st.just("a" * 160)).filter(lambda text: len(text.encode("utf-16-le", "surrogatepass")) <= 320),
        max_size=4,
    ),
    max_size=3,
)
moments = st.integers(0, 2 * 86_400_000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=milliseconds)
)
later = moments.map(lambda moment: moment.replace(month=2))
urls = st.sampled_from(["https://example.com/cb?x=1", "http://127.0.0.1:8000/"])
json_values: SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)

udhs: SearchStrategy[bytes] = st.binary(max_size=30).map(lambda data: bytes((len(data), *data)))
pairs = st.one_of(st.just((None, None)), st.tuples(st.integers(0, 6), st.integers(0, 18)))


recipients = st.lists(st.one_of(numbers, st.sampled_from(GROUPS)), min_size=1, max_size=6).map(tuple)


@st.composite
def _requests(draw: st.DrawFn) -> BatchRequest:
    kind = draw(st.sampled_from(["text", "binary", "media"]))
    octets = kind == "binary"
    body: str | bytes | Media
    if kind == "text":
        body = draw(bodies)
    elif octets:
        body = draw(st.binary(max_size=109))
    else:
        body = Media(draw(urls), draw(st.none() | texts), draw(st.none() | texts))
    from_ton, from_npi = draw(pairs)
    extras = draw(st.dictionaries(st.sampled_from(["campaign_id", "tags", "dlt_x", "", "To"]), json_values, max_size=2))
    return BatchRequest(
        to=draw(recipients),
        body=body,
        sender=draw(st.sampled_from([None, "SHOP", "12345", "+46 70 123 45 67"])),
        udh=draw(udhs) if octets else b"",
        delivery_report=draw(st.sampled_from(DeliveryReport)),
        send_at=draw(st.none() | moments),
        expire_at=draw(st.none() | later),
        callback_url=draw(st.none() | urls),
        flash_message=draw(st.booleans()),
        parameters=None if octets else draw(st.none() | parameters),
        client_reference=draw(st.none() | texts),
        max_number_of_message_parts=draw(st.none() | st.integers(1, 3)),
        feedback_enabled=draw(st.booleans()),
        truncate_concat=draw(st.booleans()),
        from_ton=from_ton,
        from_npi=from_npi,
        extras=tuple(sorted(extras.items())),
    )


requests: SearchStrategy[BatchRequest] = _requests()
"""Valid ones of all types."""

text_requests: SearchStrategy[BatchRequest] = st.builds(
    BatchRequest,
    to=recipients,
    body=bodies,
    parameters=st.none() | parameters,
    max_number_of_message_parts=st.none() | st.integers(1, 3),
    truncate_concat=st.booleans(),
)
"""Valid ones with a text, and with all that counts for a dry run of it."""

sms_requests: SearchStrategy[BatchRequest] = st.one_of(
    text_requests, st.builds(BatchRequest, to=recipients, body=st.binary(max_size=109), udh=udhs)
)
"""Those, and some with octets."""

any_members: SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from([*DOCUMENT_ORDER, "to_add", "to_remove", "recipients", "x"]),
    st.one_of(json_values, st.lists(numbers), st.lists(texts), parameters, st.sampled_from(["mt_binary", "mt_media"])),
)
"""Anything under the names that the API knows."""


def attempt(call: Callable[..., T], *args: Any, **options: Any) -> T | RequestError:
    """What is returned, or the refusal that is raised. Nothing else may be."""
    try:
        return call(*args, **options)
    except RequestError as error:
        return error


def without_problems(request: BatchRequest) -> BatchRequest:
    """The same request, whatever there is to say about it."""
    fields = {name: getattr(request, name) for name in BatchRequest.__match_args__}
    return BatchRequest(**fields | {"problems": ()})
