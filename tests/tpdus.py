"""TPDUs: those of ``vectors/tpdus.json``, and some for hypothesis, of every type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

import oracle
import strategies
from septet import gsm7
from septet.address import Address, NumberingPlan, TypeOfNumber
from septet.dcs import DataCoding
from septet.errors import DecodeError
from septet.pid import ProtocolIdentifier
from septet.timestamp import Timestamp
from septet.tpdu import Command, Deliver, DeliverReport, StatusReport, Submit, SubmitReport
from septet.validity import EnhancedForm, EnhancedValidity, RelativeValidity

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors" / "tpdus.json").read_text("utf-8"))
"""In the form that modems have, so that the service centre stands in front."""


def bare(vector: dict[str, Any]) -> bytes:
    """The octets without the service centre."""
    octets = bytes.fromhex(vector["pdu"])
    return octets[1 + octets[0] :]


def named(*types: str) -> list[Any]:
    """The vectors of these types; of all, if there are none."""
    return [vector for vector in VECTORS if not types or vector["type"] in types]


def assert_as_said(tpdu: Any, vector: dict[str, Any]) -> None:
    """The fields are what the vector says of them."""
    assert type(tpdu).__name__ == vector["type"]
    for name, expected in vector.items():
        if name in ("name", "pdu", "direction", "type"):
            continue
        if name == "concatenation":
            place = tpdu.udh.concatenation
            assert [place.reference, place.total, place.sequence] == expected
        elif name in ("oa", "da"):
            assert str(getattr(tpdu, name)) == expected
        elif name == "scts":
            assert tpdu.scts.to_datetime().isoformat() == expected
        elif name in ("payload", "cd"):
            assert getattr(tpdu, name).hex().upper() == expected
        else:
            assert getattr(tpdu, name) == expected


def assert_only_documented(parse: Callable[..., Any], octets: bytes) -> None:
    """Nothing but a decode error comes of the octets, and what is read strictly is read the same when written."""
    for errors in ("strict", "ignore"):
        try:
            tpdu = parse(octets, errors=errors)
        except DecodeError as error:
            offset = error.offset
        else:
            offset = 0
            assert tpdu.udh is None or tpdu.udhi
            assert len(getattr(tpdu, "payload", b"")) <= 255
            if errors == "strict":
                again = tpdu.serialize()
                assert type(tpdu).parse(again) == tpdu
                assert type(tpdu).parse(again).serialize() == again
        assert 0 <= offset <= len(octets)


octet: SearchStrategy[int] = st.integers(0, 255)
pids = octet.map(ProtocolIdentifier.parse)
dcss = st.one_of(octet, st.sampled_from([0x00, 0x04, 0x08])).map(DataCoding.parse)
numbers = st.builds(
    Address,
    st.text("0123456789*#abc", max_size=20),
    st.sampled_from([ton for ton in TypeOfNumber if ton is not TypeOfNumber.ALPHANUMERIC]),
    st.one_of(st.sampled_from(list(NumberingPlan)), st.sampled_from([2, 7, 11, 12, 13, 14])),
)
names = st.text(st.sampled_from(strategies.ONE_SEPTET), max_size=11).map(
    lambda name: Address(name, TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN)
)
addresses = st.one_of(numbers, names)
timestamps = st.builds(
    Timestamp,
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(-79, 79),
)
periods = st.one_of(
    st.none(),
    octet.map(RelativeValidity),
    timestamps,
    st.builds(EnhancedValidity, st.just(EnhancedForm.SECONDS), st.integers(1, 255), st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.CLOCK), st.integers(0, 359_999), st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.RELATIVE), octet, st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.NONE), st.just(0), st.booleans()),
)
headers = st.one_of(
    st.just(b""),
    st.builds(oracle.concatenation_header, octet, st.just(255), st.integers(1, 255), st.sampled_from([8])),
    st.builds(oracle.concatenation_header, octet, st.just(255), st.integers(1, 255), st.sampled_from([16])),
    st.sampled_from([bytes.fromhex(digits) for digits in ("027000", "03240101", "06240101250106", "0605040B8423F0")]),
)


@st.composite
def user_data(draw: DrawFn, dcs: DataCoding | None, most: int) -> tuple[int, bytes, bool]:
    """TP-UDL, TP-UD and TP-UDHI that belong together."""
    header = draw(headers)
    if dcs is not None and not dcs.in_septets:
        ud = header + draw(st.binary(max_size=most - len(header)))
        return len(ud), ud, bool(header)
    n_header = (8 * len(header) + 6) // 7
    most_septets = min(8 * most // 7, 255) - n_header
    septets = draw(st.binary(max_size=most_septets)).translate(bytes(octet & 0x7F for octet in range(256)))
    ud = header + gsm7.pack(septets, fill_bits=7 * n_header - 8 * len(header))
    return n_header + len(septets), ud, bool(header)


flags = st.booleans()


@st.composite
def submits(draw: DrawFn) -> Submit:
    """SMS-SUBMIT."""
    dcs = draw(dcss)
    udl, ud, udhi = draw(user_data(dcs, 140))
    pid, vp = draw(pids), draw(periods)
    return Submit(draw(addresses), udl, ud, draw(octet), pid, dcs, vp, udhi, *(draw(flags) for _ in range(3)))


@st.composite
def delivers(draw: DrawFn) -> Deliver:
    """SMS-DELIVER."""
    dcs = draw(dcss)
    udl, ud, udhi = draw(user_data(dcs, 140))
    return Deliver(draw(addresses), draw(timestamps), udl, ud, draw(pids), dcs, udhi, *(draw(flags) for _ in range(4)))


@st.composite
def parameters(draw: DrawFn, most: int) -> tuple[Any, ...]:
    """TP-PID, TP-DCS, TP-UDL and TP-UD where they are there, and TP-UDHI."""
    pid, dcs = draw(st.none() | pids), draw(st.none() | dcss)
    if draw(flags):
        return pid, dcs, None, b"", draw(flags)
    return pid, dcs, *draw(user_data(dcs, most))


@st.composite
def status_reports(draw: DrawFn) -> StatusReport:
    """SMS-STATUS-REPORT."""
    moments = draw(timestamps), draw(timestamps)
    more = draw(parameters(143))
    return StatusReport(draw(octet), draw(addresses), *moments, draw(octet), *more, *(draw(flags) for _ in range(3)))


@st.composite
def deliver_reports(draw: DrawFn) -> DeliverReport:
    """SMS-DELIVER-REPORT."""
    return DeliverReport(draw(st.none() | st.integers(0x80, 0xFF)), *draw(parameters(158)))


@st.composite
def submit_reports(draw: DrawFn) -> SubmitReport:
    """SMS-SUBMIT-REPORT."""
    return SubmitReport(draw(timestamps), draw(st.none() | st.integers(0x80, 0xFF)), *draw(parameters(151)))


@st.composite
def commands(draw: DrawFn) -> Command:
    """SMS-COMMAND."""
    header = draw(headers)
    cd = header + draw(st.binary(max_size=157 - len(header)))
    ct, mn, mr = draw(octet), draw(octet), draw(octet)
    return Command(draw(addresses), ct, mn, mr, draw(pids), cd, bool(header), draw(flags))


from_phones: SearchStrategy[Any] = st.one_of(submits(), deliver_reports(), commands())
to_phones: SearchStrategy[Any] = st.one_of(delivers(), submit_reports(), status_reports())
