"""What we write, tshark reads the same: fields and text of a few thousand TPDUs of every type.

They go into one capture file, whose packets say of themselves in which direction they went, and one run of tshark
dissects them all. Where tshark is known to be wrong or silent, docs/topics/tshark.md says so, and so do the names of
what is left out here.
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import oracle
from septet import Encoding, tpdu
from septet.address import Address, NumberingPlan, TypeOfNumber
from septet.dcs import DataCoding
from septet.pid import ProtocolIdentifier
from septet.timestamp import Timestamp
from septet.udh import InformationElement, PortAddressing
from septet.validity import RelativeValidity

if TYPE_CHECKING:
    from pathlib import Path

    from septet.tpdu.kinds import AnyTpdu

N_TPDUS = 3000
USER_DLT = 147
FIELDS = (
    *("tp-mti", "tp-mr", "tp-oa", "tp-da", "tp-ra", "tp-pid", "tp-dcs", "tp-udhi", "tp-mms", "tp-lp", "tp-sri"),
    *("tp-srr", "tp-srq", "tp-rd", "tp-rp", "tp-vpf", "tp-fcs", "vp.validity_period", "tp.user_data_length"),
    *("tp.command_type", "tp.message_number", "tp.command_data_length", "tp.parameter_indicator"),
    *("scts.year", "scts.month", "scts.day", "scts.hour", "scts.minutes", "scts.seconds"),
    *("udh.mm.msg_id", "udh.mm.msg_parts", "udh.mm.msg_part", "sms_text"),
    *("destination_port", "originator_port", "sms_body"),
)
ALPHABET = sorted(set("".join(oracle.CODES["default locking"])) - set("\n\r\x1b"))
EXTENSION = "^{}\\[~]|€"
WIDE = "абвгдежзийклмнопрстуфхцчшщъыьэюя你好世界ñ😀🎉"


def maker(seed: int) -> random.Random:
    """Numbers that are the same in every run."""
    return random.Random(seed)


def text_of(draw: random.Random) -> str:
    """Of one alphabet or another, up to three parts long."""
    characters = draw.choice([ALPHABET, [*ALPHABET, *EXTENSION], list(WIDE)])
    return "".join(draw.choices(characters, k=draw.choice([0, 1, 7, 8, 20, 69, 70, 71, 153, 160, 161, 400])))


def number_of(draw: random.Random) -> Address:
    """A number of some type."""
    digits = "".join(draw.choices("0123456789", k=draw.randint(1, 15)))
    return Address(digits, draw.choice([TypeOfNumber.UNKNOWN, TypeOfNumber.NATIONAL]), NumberingPlan.ISDN)


def moment_of(draw: random.Random) -> Timestamp:
    """A moment in some zone."""
    day = draw.randint(0, 99), draw.randint(1, 12), draw.randint(1, 28)
    time = draw.randint(0, 23), draw.randint(0, 59), draw.randint(0, 59)
    return Timestamp(*day, *time, draw.randint(-48, 56))


def flag(draw: random.Random) -> bool:
    """One or the other."""
    return draw.random() < 0.5


def submits(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """The parts of a text from a phone."""
    period = draw.choice([None, RelativeValidity(draw.randint(0, 255)), moment_of(draw)])
    return tpdu.submit(
        text_of(draw),
        to=number_of(draw),
        mr=draw.randint(0, 255),
        vp=period,
        srr=flag(draw),
        rd=flag(draw),
        rp=flag(draw),
        message_class=draw.choice([None, 0, 1, 2, 3]),
        protocol_id=draw.randint(0, 255),
        reference=draw.randint(0, 255),
        reference_bits=draw.choice([8, 16]),
    )


def delivers(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """The parts of a text to a phone."""
    return tpdu.deliver(
        text_of(draw),
        sender=draw.choice([number_of(draw), Address.of("MyBrand"), Address.of("Septets@"), Address.of("Eleven chrs")]),
        scts=moment_of(draw),
        sri=flag(draw),
        lp=flag(draw),
        rp=flag(draw),
        message_class=draw.choice([None, 0, 1, 2, 3]),
        protocol_id=draw.randint(0, 255),
        reference=draw.randint(0, 255),
        reference_bits=draw.choice([8, 16]),
    )


def data(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """Data for a program behind a port, or for the SIM, in one or several parts, in either direction."""
    bits: Any = draw.choice([8, 16])
    ports = PortAddressing(draw.randrange(1 << bits), draw.randrange(1 << bits), bits)
    options: dict[str, Any] = {
        "udh": draw.choice([(), (ports,)]),
        "first_udh": draw.choice([(), (InformationElement(0x70, b""),)]),
        "message_class": draw.choice([None, 0, 1, 2, 3]),
        "protocol_id": draw.choice([0, 0x7F]),
        "reference": draw.randint(0, 255),
        "reference_bits": draw.choice([8, 16]),
    }
    octets = draw.randbytes(draw.choice([0, 1, 2, 127, 133, 134, 140, 141, 268, 300]))
    if flag(draw):
        return tpdu.submit_octets(octets, to=number_of(draw), **options)
    return tpdu.deliver_octets(octets, sender=number_of(draw), scts=moment_of(draw), **options)


def parameters(draw: random.Random) -> dict[str, Any]:
    """What TP-PI tells of."""
    found: dict[str, Any] = {}
    if flag(draw):
        found["pid"] = ProtocolIdentifier(draw.randint(0, 255))
    if flag(draw):
        (part,) = tpdu.submit("".join(draw.choices(ALPHABET, k=draw.randint(1, 60))), to="1")
        found.update(dcs=DataCoding(0), udl=part.udl, ud=part.ud)
    return found


def status_reports(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """A status report."""
    return (
        tpdu.StatusReport(
            mr=draw.randint(0, 255),
            ra=number_of(draw),
            scts=moment_of(draw),
            dt=moment_of(draw),
            st=draw.randint(0, 255),
            mms=flag(draw),
            lp=flag(draw),
            srq=flag(draw),
            **parameters(draw),
        ),
    )


def commands(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """A command."""
    ct, mn, mr = draw.randint(0, 255), draw.randint(0, 255), draw.randint(0, 255)
    pid = ProtocolIdentifier(draw.randint(0, 255))
    return (tpdu.Command(number_of(draw), ct, mn, mr, pid, draw.randbytes(draw.randint(0, 20)), srr=flag(draw)),)


def deliver_reports(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """An answer of a phone."""
    return (tpdu.DeliverReport(draw.choice([None, draw.randint(0x80, 0xFF)]), **parameters(draw)),)


def submit_reports(draw: random.Random) -> tuple[AnyTpdu, ...]:
    """An answer of a service centre."""
    return (tpdu.SubmitReport(moment_of(draw), draw.choice([None, draw.randint(0x80, 0xFF)]), **parameters(draw)),)


MAKERS = submits, delivers, submits, delivers, data, status_reports, commands, deliver_reports, submit_reports


def made() -> list[AnyTpdu]:
    """All of them."""
    draw = maker(4)
    found: list[AnyTpdu] = []
    while len(found) < N_TPDUS:
        found += draw.choice(MAKERS)(draw)
    return found


def from_phone(each: AnyTpdu) -> bool:
    """Whether it goes to the service centre."""
    return isinstance(each, (tpdu.Submit, tpdu.Command, tpdu.DeliverReport))


def capture(tpdus: list[AnyTpdu]) -> bytes:
    """A capture file in the pcapng format."""
    blocks = [(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), (1, struct.pack("<HHI", USER_DLT, 0, 0xFFFF))]
    for each in tpdus:
        octets = each.serialize()
        padded = octets + bytes(-len(octets) % 4)
        flags = struct.pack("<HHIHH", 2, 4, 1 if from_phone(each) else 2, 0, 0)  # inbound or outbound
        blocks.append((6, struct.pack("<IIIII", 0, 0, 0, len(octets), len(octets)) + padded + flags))
    lengths = [len(body) + 12 for _, body in blocks]
    return b"".join(
        struct.pack("<II", kind, length) + body + struct.pack("<I", length)
        for (kind, body), length in zip(blocks, lengths)
    )


@pytest.fixture(scope="module")
def dissected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[AnyTpdu, dict[str, str]]]:
    """Each TPDU with what tshark says of it, empty where it says nothing."""
    program = shutil.which("tshark")
    if program is None:
        pytest.skip("there is no tshark to compare with: apt-get install tshark")
    tpdus = made()
    path: Path = tmp_path_factory.mktemp("tshark") / "tpdus.pcapng"
    path.write_bytes(capture(tpdus))
    mapping = f'uat:user_dlts:"User 0 (DLT={USER_DLT})","gsm_sms","0","","0",""'
    wanted = [argument for field in FIELDS for argument in ("-e", f"gsm_sms.{field}")]
    options = [
        "-o",
        mapping,
        "-o",
        "gsm_sms.reassemble:FALSE",
        "-T",
        "fields",
        "-E",
        "separator=/t",
        "-E",
        "occurrence=f",
    ]
    done = subprocess.run(
        [program, "-r", str(path), *options, *wanted, "-e", "_ws.malformed"], capture_output=True, check=True
    )
    lines = done.stdout.decode("utf-8").split("\n")[:-1]
    assert len(lines) == len(tpdus)
    names = [*FIELDS, "malformed"]
    return [(each, dict(zip(names, line.split("\t"), strict=True))) for each, line in zip(tpdus, lines)]


FLAGS = ("udhi", "lp", "sri", "srr", "srq", "rd", "rp", "vpf", "mti", "mr")
NUMBERS = {"ct": "command_type", "mn": "message_number", "cdl": "command_data_length", "udl": "user_data_length"}
FIELDS_OF_A_TIME = ("year", "month", "day", "hour", "minutes", "seconds")


def expected(each: Any) -> dict[str, str]:
    """What tshark is to say."""
    told = {f"tp-{name}": str(int(getattr(each, name))) for name in FLAGS if hasattr(each, name)}
    told |= {f"tp.{theirs}": str(getattr(each, ours, None)) for ours, theirs in NUMBERS.items()}
    told |= {f"tp-{name}": str(getattr(each, name).value) for name in ("oa", "da", "ra") if hasattr(each, name)}
    told |= {f"tp-{name}": str(getattr(getattr(each, name, None), "octet", None)) for name in ("pid", "dcs")}
    if hasattr(each, "mms"):
        told["tp-mms"] = str(int(not each.mms))
    if hasattr(each, "scts"):
        told |= {f"scts.{name}": str(getattr(each.scts, name.rstrip("s"))) for name in FIELDS_OF_A_TIME}
    if getattr(each, "fcs", None) is not None:
        told["tp-fcs"] = hex(each.fcs)
    if hasattr(each, "pi") and not isinstance(each, tpdu.StatusReport):
        told["tp.parameter_indicator"] = f"{each.pi:#04x}"
    if isinstance(getattr(each, "vp", None), RelativeValidity):
        told["vp.validity_period"] = str(each.vp.octet)
    return told | of_user_data(each)


def of_user_data(each: Any) -> dict[str, str]:
    """What it is to say of the text and of the part that this is."""
    told = {}
    if getattr(each, "ud", b"") and each.encoding is not Encoding.OCTETS:
        told["sms_text"] = each.text
    elif getattr(each, "payload", b""):
        told["sms_body"] = each.payload.hex()
    ports = each.udh.ports if each.udh is not None else None
    if ports is not None:
        told |= {f"{name}_port": str(getattr(ports, name)) for name in ("destination", "originator")}
    place = each.udh.concatenation if each.udh is not None else None
    if place is not None:
        told["udh.mm.msg_id"] = str(place.reference)
        told["udh.mm.msg_parts"] = str(place.total)
        told["udh.mm.msg_part"] = str(place.sequence)
    return told


KINDS = [tpdu.Submit, tpdu.Deliver, tpdu.StatusReport, tpdu.Command, tpdu.DeliverReport, tpdu.SubmitReport]


@pytest.mark.parametrize("kind", KINDS)
def test_tshark_reads_the_same(kind: type[AnyTpdu], dissected: list[tuple[AnyTpdu, dict[str, str]]]) -> None:
    mine = [(each, found) for each, found in dissected if type(each) is kind]
    assert len(mine) >= N_TPDUS // 20
    for each, found in mine:
        told = {name: said for name, said in expected(each).items() if said != "None"}
        assert ({name: found[name] for name in told}, found["malformed"]) == (told, ""), each.serialize().hex()


def test_there_is_some_of_everything() -> None:
    tpdus = made()
    texts = [each for each in tpdus if isinstance(each, (tpdu.Submit, tpdu.Deliver))]
    assert {each.encoding for each in texts} == {Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS}
    assert {each.udh.concatenation.bits for each in texts if each.udh and each.udh.concatenation} == {8, 16}
    several = {type(each) for each in texts if each.encoding is Encoding.OCTETS and each.udh and each.udh.concatenation}
    assert several == {tpdu.Submit, tpdu.Deliver}
    assert {each.udh.ports.bits for each in texts if each.udh and each.udh.ports} == {8, 16}
