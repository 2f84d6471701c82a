"""From a text to TPDUs, and back from those to the text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from septet import Encoding, InformationElement, Language, Reassembler, split
from septet.address import Address
from septet.dcs import MessageClass
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.timestamp import Timestamp
from septet.tpdu import parse
from septet.tpdu.texts import deliver, submit
from septet.validity import EnhancedForm, EnhancedValidity, RelativeValidity

TO = "+447700900123"
MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)


@given(strategies.texts, st.sampled_from([8, 16]))
def test_the_parts_are_those_of_split(text: str, reference_bits: Any) -> None:
    parts = split(text, reference=7, reference_bits=reference_bits)
    made = submit(text, to=TO, reference=7, reference_bits=reference_bits)
    assert [(each.ud, each.udl, each.udh, each.payload, each.encoding) for each in made] == [
        (part.user_data, part.udl, part.udh, part.payload, part.encoding) for part in parts
    ]
    assert [each.mr for each in made] == [number % 256 for number in range(len(parts))]
    assert [each.ud for each in deliver(text, sender=TO, scts=MOMENT, reference=7, reference_bits=reference_bits)] == [
        part.user_data for part in parts
    ]


@given(strategies.national_texts)
def test_the_text_comes_back(text: str) -> None:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    reassembler = Reassembler()
    messages = [
        reassembler.add(parse(each.serialize(), direction="mt").part, sender="MyBrand")  # type: ignore[union-attr]
        for each in reversed(deliver(whole, sender="MyBrand", scts=MOMENT, languages="all"))
    ]
    *others, message = messages
    assert others == [None] * len(others)
    assert message is not None
    assert message.text == whole


def test_the_options_of_a_submit() -> None:
    (made,) = submit(
        "Hi", to="1234", mr=9, srr=True, rd=True, rp=True, message_class=MessageClass.FLASH, replace_msg_id=3
    )
    assert (str(made.da), made.mr, made.srr, made.rd, made.rp) == ("1234", 9, True, True, True)
    assert (made.dcs.octet, made.pid.octet, made.vp, made.udhi) == (0x10, 0x43, None, False)
    (plain,) = submit("Hi", to=Address.of("MyBrand"), protocol_id=0x7F)
    assert (plain.srr, plain.rd, plain.rp, plain.pid.octet, plain.dcs.octet) == (False, False, False, 0x7F, 0)
    assert str(plain.da) == "MyBrand"


def test_the_options_of_a_deliver() -> None:
    moment = datetime(2026, 1, 21, 15, 40, tzinfo=timezone(timedelta(hours=2)))
    (made,) = deliver("Я", sender="1234", scts=moment, sri=True, rp=True, lp=True, message_class=1, replace_msg_id=7)
    assert (made.scts, made.sri, made.rp, made.lp, made.mms) == (MOMENT, True, True, True, False)
    assert (made.dcs.octet, made.pid.octet) == (0x19, 0x47)
    (plain,) = deliver("Hi", sender=Address.of("1234"), scts=MOMENT, protocol_id=5)
    assert (plain.sri, plain.rp, plain.lp, plain.pid.octet) == (False, False, False, 5)


def test_all_but_the_last_say_that_more_wait() -> None:
    assert [each.mms for each in deliver("a" * 400, sender="1234", scts=MOMENT)] == [True, True, False]


@pytest.mark.parametrize(
    ("vp", "expected"),
    [
        (None, None),
        (timedelta(days=2), RelativeValidity(0xA8)),
        (RelativeValidity(0), RelativeValidity(0)),
        (MOMENT, MOMENT),
        (EnhancedValidity(EnhancedForm.SECONDS, 9), EnhancedValidity(EnhancedForm.SECONDS, 9)),
    ],
)
def test_the_period(vp: Any, expected: Any) -> None:
    (made,) = submit("Hi", to=TO, vp=vp)
    assert made.vp == expected
    assert parse(made.serialize(), direction="mo") == made


def test_message_references_go_round() -> None:
    assert [each.mr for each in submit("a" * 400, to=TO, mr=254)] == [254, 255, 0]


@pytest.mark.parametrize("make", [partial(submit, to=TO), partial(deliver, sender=TO, scts=MOMENT)])
def test_the_options_of_split(make: Any) -> None:
    element = InformationElement(0x70, b"")
    (made,) = make("ğ", languages=[Language.TURKISH], udh=[element])
    assert (made.encoding, made.text, made.udh.elements[-1]) == (Encoding.GSM7, "ğ", element)
    with pytest.raises(UnencodableCharacterError):
        make("ğ", encoding=Encoding.GSM7)
    with pytest.raises(TooManyPartsError):
        make("a" * 161, max_parts=1)


@pytest.mark.parametrize(
    "options",
    [
        {"to": ""},
        {"to": "+44x"},
        {"to": "123456789012345678901"},
        {"to": "a name too long"},
        {"mr": 256},
        {"mr": -1},
        {"message_class": 4},
        {"protocol_id": 256},
        {"protocol_id": 1, "replace_msg_id": 1},
        {"replace_msg_id": 8},
        {"vp": timedelta(0)},
    ],
)
def test_what_is_out_of_range(options: dict[str, Any]) -> None:
    with pytest.raises(FieldRangeError):
        submit("Hi", **{"to": TO, **options})


@pytest.mark.parametrize(
    "make", [partial(submit, "Hi", to=TO), partial(deliver, "Hi", sender=TO, scts=MOMENT)], ids=["submit", "deliver"]
)
def test_a_conflict_between_the_two_ways_to_say_a_protocol_identifier_names_both(make: Any) -> None:
    assert make(protocol_id=0x43, replace_msg_id=3)[0].pid.octet == 0x43
    with pytest.raises(FieldRangeError) as caught:
        make(protocol_id=0x7F, replace_msg_id=3)
    assert str(caught.value) == "protocol_id must be 67, as replace_msg_id 3 says, not 127"


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(FieldRangeError, match="time zone"):
        deliver("Hi", sender=TO, scts=datetime(2026, 1, 21))  # noqa: DTZ001 - that is the point
    with pytest.raises(FieldRangeError):
        deliver("Hi", sender="a name too long", scts=MOMENT)
