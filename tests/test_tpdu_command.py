"""SMS-COMMAND."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tpdus
from septet.address import Address, NumberingPlan, TypeOfNumber
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.pid import ProtocolIdentifier
from septet.tpdu.command import Command
from spoiling import bit_flips, truncations

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in tpdus.named("Command")]
TO = Address.of("1234")
HEAD = "020100022A04812143"
"""A command up to TP-CDL."""


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_both_ways(vector: dict[str, Any]) -> None:
    octets = tpdus.bare(vector)
    command = Command.parse(octets)
    tpdus.assert_as_said(command, vector)
    assert command.serialize() == octets


@pytest.mark.parametrize("vector", VECTORS)
def test_spoiled_octets_do_no_harm(vector: dict[str, Any]) -> None:
    for beginning in truncations(tpdus.bare(vector)):
        with pytest.raises(TruncatedError) as caught:
            Command.parse(beginning)
        assert caught.value.offset == len(beginning)
    for octets in bit_flips(tpdus.bare(vector)):
        tpdus.assert_only_documented(Command.parse, octets)


@given(st.binary(max_size=180), st.integers(0, 63))
def test_random_octets_do_no_harm(octets: bytes, octet: int) -> None:
    tpdus.assert_only_documented(Command.parse, bytes([octet << 2 | Command.mti]) + octets)


@given(tpdus.commands())
def test_what_is_written_is_read(command: Command) -> None:
    assert Command.parse(command.serialize()) == command


def test_a_command_without_a_destination() -> None:
    nobody = Address("", TypeOfNumber.UNKNOWN, NumberingPlan.UNKNOWN)
    for octets in ("0201000000000000", "0201000000008000"):
        command = Command.parse(bytes.fromhex(octets))
        assert command.da == nobody
        assert command.serialize().hex() == "0201000000008000"


def test_the_header() -> None:
    assert Command(TO).udh is None
    command = Command.parse(bytes.fromhex("42" + HEAD[2:] + "03 027000"))
    assert command.udh is not None
    assert command.udh.elements[0].identifier == 0x70


def test_as_much_data_as_can_be() -> None:
    command = Command(TO, cd=bytes(157))
    assert Command.parse(command.serialize()) == command
    with pytest.raises(FieldRangeError, match="157 at most"):
        Command(TO, cd=bytes(158)).serialize()
    with pytest.raises(OverlengthError, match=r"^cdl: 158 octets announced, 157 at most can be at offset 9$"):
        Command.parse(bytes.fromhex(HEAD + "9E") + bytes(158))


def test_what_is_wrong_has_a_place() -> None:
    with pytest.raises(MalformedError, match=r"^mti: it is 1, that of SMS-COMMAND is 2 at offset 0$"):
        Command.parse(b"\x01")
    with pytest.raises(TruncatedError, match=r"^cd\.udh\.length.*at offset 10$"):
        Command.parse(bytes.fromhex("42" + HEAD[2:] + "00"))
    with pytest.raises(OverlengthError, match=r"^rest"):
        Command.parse(bytes.fromhex(HEAD + "0000"))


@pytest.mark.parametrize("changes", [{"ct": 256}, {"mn": -1}, {"mr": 256}, {"pid": ProtocolIdentifier(256)}])
def test_what_cannot_be_written(changes: dict[str, Any]) -> None:
    with pytest.raises(FieldRangeError):
        Command(TO, **changes).serialize()
