"""Requests of SEND BULK for hypothesis: some that are in order, and some with anything at all in them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import strategies
from septet.dialects.smslist import PassType, Request, Sms

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from septet.dialects.smslist.request import ClientId

MEMBERS = ("partnerID", "apikey", "shortcode", "mobile", "message", "pass_type", "clientsmsid", "timeToSend")


def element(**members: Any) -> dict[str, Any]:
    """An element that is in order but for these members; those that are None are left out."""
    plain = {"partnerID": "7", "apikey": "key", "shortcode": "SHOP", "mobile": "0712345678", "message": "Hi"}
    return {name: member for name, member in {**plain, **members}.items() if member is not None}


def is_on_the_wire_as_it_is(text: str) -> bool:
    """Whether JSON gives the text back: two halves of a surrogate pair side by side come back as one character."""
    return text == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


mobiles: SearchStrategy[str] = st.one_of(
    st.from_regex(r"2547[0-9]{8}", fullmatch=True), st.just("254712345678"), st.just("254722000000")
)
client_sms_ids: SearchStrategy[ClientId] = st.one_of(
    st.none(), st.integers(), st.text(), st.floats(allow_nan=False, allow_infinity=False)
)
moments = st.one_of(
    st.integers(100_000_000, 253_402_300_799).map(lambda seconds: datetime.fromtimestamp(seconds, timezone.utc)),
    st.datetimes().map(lambda time: time.replace(microsecond=0)),
)
texts: SearchStrategy[str] = strategies.texts.filter(bool).filter(is_on_the_wire_as_it_is)


@st.composite
def _sms(draw: st.DrawFn) -> Sms:
    message = draw(texts)
    whole = message.encode("utf-8", "replace").decode() == message
    return Sms(
        draw(mobiles),
        message,
        draw(client_sms_ids),
        draw(st.sampled_from(PassType)) if whole else PassType.PLAIN,
        draw(st.one_of(st.none(), moments)),
    )


def _differ(rows: list[Sms]) -> bool:
    names = [str(sms.client_sms_id) for sms in rows if sms.client_sms_id is not None]
    return len(names) == len(set(names))


names = st.text(min_size=1).filter(lambda text: bool(text.strip())).filter(is_on_the_wire_as_it_is)
requests: SearchStrategy[Request] = st.builds(
    Request, names, names, names, st.lists(_sms(), min_size=1, max_size=5).filter(_differ).map(tuple)
)
"""Requests with which nothing is wrong."""

anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(["plain", "bm5", "SGk=", "0712345678", "12345", "2019-09-01 18:00", "1567350000", "", " "]),
        strategies.texts,
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)
wild_elements = st.one_of(
    st.fixed_dictionaries({}, optional=dict.fromkeys((*MEMBERS, "other"), anything)).map(
        lambda members: {**element(), **members}
    ),
    st.dictionaries(st.sampled_from(MEMBERS), anything),
    anything,
)
documents: SearchStrategy[Any] = st.one_of(
    st.fixed_dictionaries(
        {"smslist": st.lists(wild_elements, max_size=4)}, optional={"count": anything, "other": anything}
    ),
    st.fixed_dictionaries({}, optional={"smslist": anything, "count": anything}),
    anything,
)
"""JSON documents that look like requests, more or less."""
