"""SMS-STATUS-REPORT, SMS-DELIVER-REPORT and SMS-SUBMIT-REPORT: what is there is told by TP-PI, or by nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tpdus
from septet.address import Address
from septet.dcs import DataCoding
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.pid import ProtocolIdentifier
from septet.timestamp import Timestamp
from septet.tpdu.codes import StatusOutcome
from septet.tpdu.reports import DeliverReport, StatusReport, SubmitReport
from spoiling import bit_flips, truncations

KINDS: dict[str, Any] = {kind.__name__: kind for kind in (DeliverReport, StatusReport, SubmitReport)}
VECTORS = [pytest.param(vector, id=vector["name"]) for vector in tpdus.named(*KINDS)]
MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)
TO = Address.of("1234")
STATUS = "0607048121436210125104008062101251145080"
"""A status report up to TP-ST."""


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_both_ways(vector: dict[str, Any]) -> None:
    octets = tpdus.bare(vector)
    for errors in ("strict", "ignore"):
        report = KINDS[vector["type"]].parse(octets, errors=errors)
        tpdus.assert_as_said(report, vector)
        assert report.serialize() == octets


@pytest.mark.parametrize("vector", VECTORS)
def test_a_beginning_is_truncated(vector: dict[str, Any]) -> None:
    # But for a status report, which may end where TP-PI would begin.
    parse = KINDS[vector["type"]].parse
    octets = tpdus.bare(vector)
    end_of_status = 19 + (octets[2] + 1) // 2 if vector["type"] == "StatusReport" else None
    for beginning in truncations(octets):
        if len(beginning) == end_of_status:
            assert parse(beginning).pi == 0
        else:
            with pytest.raises(TruncatedError) as caught:
                parse(beginning)
            assert caught.value.offset == len(beginning)


@pytest.mark.parametrize("vector", VECTORS)
def test_what_follows_the_end_is_too_much(vector: dict[str, Any]) -> None:
    kind, octets = KINDS[vector["type"]], tpdus.bare(vector)
    if octets.endswith(b"\0") and vector["type"] == "StatusReport":
        octets += b"\0"
    with pytest.raises(OverlengthError, match=rf"^rest: 1 octets behind the end at offset {len(octets)}$"):
        kind.parse(octets + b"\0")
    assert kind.parse(octets + b"\0", errors="ignore") == kind.parse(octets)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_bit_turned_over_does_no_harm(vector: dict[str, Any]) -> None:
    for octets in bit_flips(tpdus.bare(vector)):
        tpdus.assert_only_documented(KINDS[vector["type"]].parse, octets)


@given(st.sampled_from(list(KINDS.values())), st.binary(max_size=180), st.integers(0, 63))
def test_random_octets_do_no_harm(kind: Any, octets: bytes, octet: int) -> None:
    tpdus.assert_only_documented(kind.parse, bytes([octet << 2 | kind.mti]) + octets)


@given(tpdus.status_reports())
def test_a_status_report_that_is_written_is_read(report: StatusReport) -> None:
    assert StatusReport.parse(report.serialize()) == report


@given(st.one_of(tpdus.deliver_reports(), tpdus.submit_reports()))
def test_what_is_written_is_read(report: Any) -> None:
    assert type(report).parse(report.serialize()) == report
    assert type(report).parse(report.serialize(), failed=report.fcs is not None) == report


# -- failure causes ----------------------------------------------------------------------------------------------------


def test_whether_there_is_a_failure_cause() -> None:
    assert DeliverReport.parse(bytes.fromhex("007F00"), failed=True).fcs == 0x7F
    assert DeliverReport.parse(bytes.fromhex("008000")).fcs == 0x80
    assert DeliverReport.parse(bytes.fromhex("0000")).fcs is None
    # The highest bit of TP-PI says that another octet of it follows.
    extended = DeliverReport.parse(bytes.fromhex("0081007F"), failed=False)
    assert (extended.fcs, extended.pid) == (None, ProtocolIdentifier(0x7F))
    assert (
        SubmitReport.parse(DeliverReport(1).serialize()[:0] + SubmitReport(MOMENT, 1).serialize(), failed=True).fcs == 1
    )
    for failed in (True, False, None):
        with pytest.raises(TruncatedError) as caught:
            DeliverReport.parse(b"\0", failed=failed)
        assert caught.value.field == ("fcs" if failed else "pi")


@pytest.mark.parametrize("bit", range(8))
def test_a_receiver_takes_no_failure_cause_from_a_report_with_a_bit_set_that_has_no_meaning(bit: int) -> None:
    has_meaning = bit in (0, 1, 6)
    for kind, octets in ((DeliverReport, "00D300"), (SubmitReport, "01D30062101251040080")):
        report = bytearray.fromhex(octets)
        report[0] |= 1 << bit
        if bit in (0, 1):  # those of the type
            report[0] = bytes.fromhex(octets)[0]
        assert kind.parse(report).fcs == 0xD3
        assert kind.parse(report, errors="ignore").fcs == (0xD3 if has_meaning else 0xFF)
        acknowledged = bytes((report[0], 0)) + bytes(report[3:])
        assert kind.parse(acknowledged, errors="ignore").fcs is None


def test_a_failure_cause_takes_an_octet_of_the_user_data() -> None:
    data = DataCoding(4)
    for make, most in (
        (lambda **fields: DeliverReport(dcs=data, **fields), 159),
        (lambda **fields: SubmitReport(MOMENT, dcs=data, **fields), 152),
    ):
        for fcs, n_octets in ((None, most), (0xFF, most - 1)):
            report: Any = make(fcs=fcs, udl=n_octets, ud=bytes(n_octets))
            octets = report.serialize()
            assert type(report).parse(octets) == report
            with pytest.raises(FieldRangeError, match=f"{n_octets} at most"):
                make(fcs=fcs, udl=n_octets + 1, ud=bytes(n_octets + 1)).serialize()
            too_long = octets[: -n_octets - 1] + bytes([n_octets + 1]) + bytes(n_octets + 1)
            with pytest.raises(OverlengthError) as caught:
                type(report).parse(too_long)
            assert caught.value.field == "udl"


# -- what TP-PI announces ----------------------------------------------------------------------------------------------


def test_without_a_coding_the_text_is_gsm7() -> None:
    report = DeliverReport.parse(bytes.fromhex("000402C834"))
    assert (report.text, report.pi, report.dcs) == ("Hi", 4, None)


def test_what_reserved_bits_announce_is_left_out() -> None:
    for octets in ("000C 02C834 FFFF", "0044 02C834 FFFF", "00840002C834 FF"):
        report = DeliverReport.parse(bytes.fromhex(octets), failed=False)
        assert report == DeliverReport(udl=2, ud=bytes.fromhex("C834"))
        assert report.serialize().hex().upper() == "000402C834"


def test_a_status_report_ends_where_nothing_follows() -> None:
    short = bytes.fromhex(STATUS + "00")
    assert StatusReport.parse(short + b"\0") == StatusReport.parse(short)
    assert StatusReport.parse(short + b"\0").serialize() == short


def test_as_much_as_a_status_report_holds() -> None:
    for n_octets in (143, 144):
        report = StatusReport(1, TO, MOMENT, MOMENT, dcs=DataCoding(4), udl=n_octets, ud=bytes(n_octets))
        if n_octets == 143:
            assert StatusReport.parse(report.serialize()) == report
        else:
            with pytest.raises(FieldRangeError):
                report.serialize()


def test_the_outcome() -> None:
    assert StatusReport(1, TO, MOMENT, MOMENT, 0x46).outcome is StatusOutcome.FAILED


# -- what is wrong -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "octets", "error", "field", "offset"),
    [
        (StatusReport, "00", MalformedError, "mti", 0),
        (DeliverReport, "01", MalformedError, "mti", 0),
        (SubmitReport, "02", MalformedError, "mti", 0),
        (StatusReport, "0607048121436213125104008062101251145080", MalformedError, "scts.month", 7),
        (StatusReport, STATUS + "00 04 A5" + 145 * "00", OverlengthError, "udl", 22),
        (SubmitReport, "0100 62131251040080", MalformedError, "scts.month", 3),
        (DeliverReport, "4004 00", TruncatedError, "user_data.udh.length", 3),
    ],
)
def test_what_is_wrong_has_a_place(kind: Any, octets: str, error: type[DecodeError], field: str, offset: int) -> None:
    with pytest.raises(error) as caught:
        kind.parse(bytes.fromhex(octets))
    assert (caught.value.field, caught.value.offset) == (field, offset)


def test_what_stands_in_no_calendar_is_read_on_request() -> None:
    octets = bytes.fromhex(STATUS.replace("62101251145080", 14 * "0") + "40")
    with pytest.raises(MalformedError, match=r"^dt\.month"):
        StatusReport.parse(octets)
    assert StatusReport.parse(octets, errors="ignore").dt.month == 0


@pytest.mark.parametrize(
    "report",
    [
        StatusReport(256, TO, MOMENT, MOMENT),
        StatusReport(1, TO, MOMENT, MOMENT, 256),
        DeliverReport(-1),
        DeliverReport(pid=ProtocolIdentifier(256)),
        DeliverReport(dcs=DataCoding(256)),
        DeliverReport(udl=1),
        DeliverReport(ud=b"a"),
        SubmitReport(MOMENT, 256),
        SubmitReport(Timestamp(0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_what_cannot_be_written(report: Any) -> None:
    with pytest.raises(FieldRangeError):
        report.serialize()
