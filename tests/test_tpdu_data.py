"""From data to the TPDUs of all its parts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet import Encoding, Reassembler, split_octets
from septet.dcs import MessageClass
from septet.errors import FieldRangeError, ReassemblyError, TooManyPartsError
from septet.pid import Service
from septet.timestamp import Timestamp
from septet.tpdu import deliver_octets, parse, submit_octets
from septet.udh import InformationElement, PortAddressing
from septet.validity import RelativeValidity

TO = "+447700900123"
MOMENT = Timestamp.parse(bytes.fromhex("62101251040080"))
PORTS = PortAddressing(2948, 9200)


@given(st.binary(max_size=500), st.sampled_from([8, 16]), st.booleans())
def test_the_parts_are_those_of_split_octets(data: bytes, reference_bits: Any, ports: bool) -> None:
    options: Any = {"reference": 7, "reference_bits": reference_bits, "udh": [PORTS] if ports else None}
    parts = split_octets(data, **options)
    sent, received = submit_octets(data, to=TO, **options), deliver_octets(data, sender=TO, scts=MOMENT, **options)
    for made in (sent, received):
        assert [(each.ud, each.udl, each.udh) for each in made] == [(p.user_data, p.udl, p.udh) for p in parts]
        assert {each.dcs.octet for each in made} == {0x04}
    assert [parse(each.serialize(), direction="mo") for each in sent] == list(sent)
    assert [each.mms for each in received] == [True] * (len(parts) - 1) + [False]


@given(st.binary(max_size=500))
def test_the_data_comes_back(data: bytes) -> None:
    reassembler = Reassembler()
    made = deliver_octets(data, sender="MyBrand", scts=MOMENT, first_udh=[InformationElement(0x70, b"")])
    received: list[Any] = [parse(each.serialize(), direction="mt") for each in reversed(made)]
    *others, message = [reassembler.add(each.part, sender="MyBrand") for each in received]
    assert others == [None] * len(others)
    assert message is not None
    assert (message.octets, message.encoding) == (data, Encoding.OCTETS)
    with pytest.raises(ReassemblyError):
        _ = message.text


def test_a_command_for_the_sim() -> None:
    first, second = submit_octets(
        bytes(200),
        to=TO,
        protocol_id=Service.SIM_DATA_DOWNLOAD,
        message_class=MessageClass.SIM,
        reference=0xCC,
        first_udh=[InformationElement(0x70, b"")],
    )
    assert (first.ud[:8].hex(), second.ud[:6].hex()) == ("070003cc02017000", "050003cc0202")
    assert (first.udl, second.udl) == (140, 6 + 200 - 132)
    assert {(each.pid.octet, each.dcs.octet, each.udhi) for each in (first, second)} == {(0x7F, 0x16, True)}


def test_the_options_of_a_submit() -> None:
    (made,) = submit_octets(b"ab", to=TO, mr=9, vp=timedelta(days=2), srr=True, rd=True, rp=True, replace_msg_id=3)
    assert (str(made.da), made.mr, made.vp, made.srr, made.rd, made.rp) == (
        TO,
        9,
        RelativeValidity(0xA8),
        True,
        True,
        True,
    )
    assert (made.pid.octet, made.dcs.octet, made.udhi, made.ud) == (0x43, 0x04, False, b"ab")
    assert [each.mr for each in submit_octets(bytes(300), to=TO, mr=254)] == [254, 255, 0]


def test_the_options_of_a_deliver() -> None:
    moment = datetime(2026, 1, 21, 15, 40, tzinfo=timezone(timedelta(hours=2)))
    (made,) = deliver_octets(b"ab", sender="1234", scts=moment, sri=True, rp=True, lp=True, message_class=1)
    assert (made.scts, made.sri, made.rp, made.lp, made.dcs.octet) == (MOMENT, True, True, True, 0x15)
    (plain,) = deliver_octets(b"", sender="1234", scts=MOMENT, protocol_id=5)
    assert (plain.sri, plain.rp, plain.lp, plain.pid.octet, plain.udl) == (False, False, False, 5, 0)


@pytest.mark.parametrize("make", [partial(submit_octets, to=TO), partial(deliver_octets, sender=TO, scts=MOMENT)])
def test_what_cannot_be(make: Any) -> None:
    with pytest.raises(TypeError):
        make("text")
    with pytest.raises(TooManyPartsError):
        make(bytes(141), max_parts=1)
    for options in ({"message_class": 4}, {"protocol_id": 1, "replace_msg_id": 1}, {"reference": -1}, {"udh": b"a"}):
        with pytest.raises(FieldRangeError):
            make(b"a", **options)
