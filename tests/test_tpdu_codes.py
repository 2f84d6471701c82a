"""TP-ST, TP-FCS and TP-CT: every octet has a meaning, if only that it is reserved."""

from __future__ import annotations

import pytest

from septet.tpdu.codes import StatusOutcome, command_name, failure_cause_name, outcome_of, status_name

OCTETS = range(256)


def reserved(name: object) -> list[tuple[int, int]]:
    """The ranges of octets that are reserved."""
    octets = [octet for octet in OCTETS if name(octet) == "reserved"]  # type: ignore[operator]
    starts = [octet for octet in octets if octet - 1 not in octets]
    return [(start, next(octet for octet in range(start, 257) if octet not in octets) - 1) for start in starts]


def test_the_outcomes() -> None:
    bounds = [octet for octet in OCTETS if octet == 0 or outcome_of(octet) is not outcome_of(octet - 1)]
    assert bounds == [0x00, 0x20, 0x40, 0x60, 0x80]
    assert [outcome_of(octet) for octet in bounds] == list(StatusOutcome)
    assert outcome_of(-1) is outcome_of(256) is StatusOutcome.RESERVED


def test_the_reserved_ones() -> None:
    assert reserved(status_name) == [(0x03, 0x0F), (0x26, 0x2F), (0x4A, 0x4F), (0x66, 0x6F), (0x80, 0xFF)]
    assert reserved(command_name) == [(0x04, 0xDF)]
    assert reserved(failure_cause_name) == [
        (0x00, 0x7F),
        (0x83, 0x8E),
        (0x92, 0x9E),
        (0xA2, 0xAE),
        (0xB1, 0xBF),
        (0xC8, 0xCF),
        (0xD6, 0xDF),
    ]


def test_those_of_the_service_centre() -> None:
    own = "as the service centre says"
    assert [octet for octet in OCTETS if status_name(octet) == own] == [
        *range(0x10, 0x20),
        *range(0x30, 0x40),
        *range(0x50, 0x60),
        *range(0x70, 0x80),
    ]
    assert [octet for octet in OCTETS if command_name(octet) == own] == [*range(0xE0, 0x100)]
    applications = [octet for octet in OCTETS if failure_cause_name(octet) == "as the application says"]
    assert applications == [*range(0xE0, 0xFF)]


@pytest.mark.parametrize(
    ("st", "name"),
    [
        (0x00, "received by the SME"),
        (0x02, "replaced by the service centre"),
        (0x20, "congestion"),
        (0x25, "error in SME"),
        (0x40, "remote procedure error"),
        (0x49, "message does not exist"),
        (0x60, "congestion"),
        (0x63, "service rejected"),
        (0x65, "error in SME"),
    ],
)
def test_statuses(st: int, name: str) -> None:
    assert status_name(st) == name


def test_causes_and_commands() -> None:
    assert failure_cause_name(0xC5) == "rejected, duplicate"
    assert failure_cause_name(0xFF) == "unspecified error"
    assert [command_name(ct) for ct in range(4)] == [
        "enquiry",
        "cancel the status report request",
        "delete the message",
        "request a status report",
    ]
