"""Protocol identifiers: all 256 octets, and what is asked for."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from septet.errors import FieldRangeError
from septet.pid import PROTOCOL_IDENTIFIERS, ProtocolIdentifier, Service, TelematicDevice

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "protocol_identifiers.json").read_text(encoding="utf-8")
)
OCTETS = range(256)


def row_of(octet: int) -> dict[str, Any]:
    """The only row that is about the octet."""
    rows = [row for row in ROWS if int(row["first"], 16) <= octet <= int(row["last"], 16)]
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("octet", OCTETS, ids=hex)
def test_an_octet_means_what_the_standard_says(octet: int) -> None:
    pid = ProtocolIdentifier.parse(octet)
    row = row_of(octet)
    assert pid.octet == octet
    assert pid.replace_msg_id == row.get("replaces")
    assert pid.device is (TelematicDevice[row["device"]] if "device" in row else None)
    assert pid.service is (Service[row["service"]] if "service" in row else None)
    assert pid.is_reserved is row.get("reserved", False)
    text, star, _ = row["text"].partition("*")
    assert str(pid).startswith(text)
    assert star or str(pid) == text


@pytest.mark.parametrize(
    ("octet", "text"),
    [
        (0x01, "between short message entities, protocol 1"),
        (0x1F, "between short message entities, protocol 31"),
        (0xC0, "as the service centre says: 0x00"),
        (0xFF, "as the service centre says: 0x3f"),
    ],
)
def test_what_has_no_name_has_a_number(octet: int, text: str) -> None:
    assert str(ProtocolIdentifier(octet)) == text


@pytest.mark.parametrize("octet", OCTETS)
def test_an_octet_has_one_object(octet: int) -> None:
    assert ProtocolIdentifier.parse(octet) is PROTOCOL_IDENTIFIERS[octet] is ProtocolIdentifier.of(octet)
    assert pickle.loads(pickle.dumps(PROTOCOL_IDENTIFIERS[octet])) == ProtocolIdentifier(octet)
    assert eval(repr(ProtocolIdentifier(octet))) == ProtocolIdentifier(octet)
    assert repr(ProtocolIdentifier(octet)) == f"ProtocolIdentifier(0x{octet:02x})"


@pytest.mark.parametrize("octet", [-1, 256])
def test_what_is_no_octet_is_refused(octet: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.parse(octet)
    assert caught.value.args == ("pid", octet, "0 to 255")
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.of(octet)
    assert caught.value.args == ("protocol_id", octet, "0 to 255")


def test_nothing_special_is_0() -> None:
    assert ProtocolIdentifier.of() == ProtocolIdentifier(0x00)


@pytest.mark.parametrize("number", range(1, 8))
def test_a_message_can_replace_one_of_seven(number: int) -> None:
    pid = ProtocolIdentifier.of(replace_msg_id=number)
    assert pid.octet == 0x40 + number
    assert pid.replace_msg_id == number
    assert ProtocolIdentifier.of(0x40 + number, replace_msg_id=number) is pid


@pytest.mark.parametrize("number", [-1, 0, 8])
def test_there_are_no_other_numbers_to_replace(number: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.of(replace_msg_id=number)
    assert caught.value.args == ("replace_msg_id", number, "1 to 7")


@pytest.mark.parametrize("protocol_id", [octet for octet in OCTETS if octet != 0x43] + [300])
def test_a_conflict_names_both(protocol_id: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.of(protocol_id, replace_msg_id=3)
    assert str(caught.value) == f"protocol_id must be 67, as replace_msg_id 3 says, not {protocol_id}"


def test_only_none_means_that_nothing_was_asked_for() -> None:
    nothing: list[Any] = ["", [], b""]
    for wrong in nothing:
        with pytest.raises(TypeError):
            ProtocolIdentifier.of(wrong)
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.of(0, replace_msg_id=3)
    assert str(caught.value) == "protocol_id must be 67, as replace_msg_id 3 says, not 0"


@pytest.mark.parametrize("device", TelematicDevice)
def test_a_device_is_asked_for(device: TelematicDevice) -> None:
    pid = ProtocolIdentifier.telematic(device)
    assert (pid.octet, pid.device) == (0x20 + device, device)


@pytest.mark.parametrize("device", [-1, 0x20])
def test_what_is_no_device_is_refused(device: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        ProtocolIdentifier.telematic(device)
    assert caught.value.args == ("device", device, "0 to 31")


@pytest.mark.parametrize("service", Service)
def test_a_service_is_asked_for(service: Service) -> None:
    assert ProtocolIdentifier.of(service).service is service
    assert ProtocolIdentifier.of(service).octet == service


@pytest.mark.parametrize("member", [*TelematicDevice, *Service])
def test_devices_and_services_are_numbers_with_a_text(member: TelematicDevice | Service) -> None:
    assert str(member) == member.text
    assert type(member)(int(member)) is member  # type: ignore[call-arg]
    assert pickle.loads(pickle.dumps(member)) is member
