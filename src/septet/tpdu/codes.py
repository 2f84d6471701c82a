"""What the octets TP-ST, TP-FCS and TP-CT mean (3GPP TS 23.040 clauses 9.2.3.15, 9.2.3.22 and 9.2.3.19)."""

from __future__ import annotations

from enum import Enum


class StatusOutcome(Enum):
    """What became of a message, by bits 6 and 5 of TP-ST."""

    COMPLETED = "completed"
    """The service centre is done with it: it was received, or forwarded, or replaced."""
    TRYING = "temporary error, still trying"
    """It has not been received yet, and the service centre goes on."""
    FAILED = "permanent error"
    """It was not received, and the service centre gave up."""
    GAVE_UP = "temporary error, gave up"
    """It was not received, for a reason that may pass, and the service centre gave up."""
    RESERVED = "reserved"
    """Nothing is known; the standard has it read as :attr:`GAVE_UP`."""


def outcome_of(st: int) -> StatusOutcome:
    """Return what became of a message with this TP-ST, 0 to 255.

    >>> outcome_of(0x46)
    <StatusOutcome.FAILED: 'permanent error'>
    """
    return _OUTCOMES[st >> 5] if 0 <= st < 0x80 else StatusOutcome.RESERVED


def status_name(st: int) -> str:
    """Return what TP-ST means, in words.

    >>> status_name(0), status_name(0x46), status_name(0x35)
    ('received by the SME', 'validity period expired', 'as the service centre says')
    """
    if st in _STATUSES:
        return _STATUSES[st]
    return "as the service centre says" if 0 <= st < 0x80 and st & 0x10 else "reserved"


def failure_cause_name(fcs: int) -> str:
    """Return what TP-FCS means, in words.

    >>> failure_cause_name(0xD3), failure_cause_name(0xE0), failure_cause_name(0x12)
    ('memory capacity exceeded', 'as the application says', 'reserved')
    """
    return _CAUSES.get(fcs, "as the application says" if 0xE0 <= fcs <= 0xFE else "reserved")


def command_name(ct: int) -> str:
    """Return what TP-CT means, in words.

    >>> command_name(0), command_name(0xE0), command_name(4)
    ('enquiry', 'as the service centre says', 'reserved')
    """
    return _COMMANDS.get(ct, "as the service centre says" if 0xE0 <= ct <= 0xFF else "reserved")


_OUTCOMES = StatusOutcome.COMPLETED, StatusOutcome.TRYING, StatusOutcome.FAILED, StatusOutcome.GAVE_UP
_TEMPORARY = (
    "congestion",
    "SME busy",
    "no response from SME",
    "service rejected",
    "quality of service not available",
    "error in SME",
)
_STATUSES = {
    0x00: "received by the SME",
    0x01: "forwarded to the SME, delivery not confirmed",
    0x02: "replaced by the service centre",
    **{0x20 + index: name for index, name in enumerate(_TEMPORARY)},
    0x40: "remote procedure error",
    0x41: "incompatible destination",
    0x42: "connection rejected by SME",
    0x43: "not obtainable",
    0x44: "quality of service not available",
    0x45: "no interworking available",
    0x46: "validity period expired",
    0x47: "deleted by originating SME",
    0x48: "deleted by service centre administration",
    0x49: "message does not exist",
    **{0x60 + index: name for index, name in enumerate(_TEMPORARY)},
}
_CAUSES = {
    0x80: "telematic interworking not supported",
    0x81: "type 0 not supported",
    0x82: "cannot replace",
    0x8F: "unspecified TP-PID error",
    0x90: "alphabet not supported",
    0x91: "message class not supported",
    0x9F: "unspecified TP-DCS error",
    0xA0: "command cannot be actioned",
    0xA1: "command unsupported",
    0xAF: "unspecified TP-Command error",
    0xB0: "TPDU not supported",
    0xC0: "service centre busy",
    0xC1: "no service centre subscription",
    0xC2: "service centre system failure",
    0xC3: "invalid SME address",
    0xC4: "destination SME barred",
    0xC5: "rejected, duplicate",
    0xC6: "TP-VPF not supported",
    0xC7: "TP-VP not supported",
    0xD0: "SIM storage full",
    0xD1: "no storage capability in SIM",
    0xD2: "error in phone",
    0xD3: "memory capacity exceeded",
    0xD4: "SIM toolkit busy",
    0xD5: "SIM data download error",
    0xFF: "unspecified error",
}
_COMMANDS = {
    0x00: "enquiry",
    0x01: "cancel the status report request",
    0x02: "delete the message",
    0x03: "request a status report",
}
