"""The targets by name, and octets to begin with: those of the vectors, and texts behind some options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz import columns, requests, short_cuts, texts, wire
from septet.dialects import eapi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Target = Callable[[bytes], None]

VECTORS = Path(__file__).parent.parent / "tests" / "vectors"

TARGETS: dict[str, Target] = {
    "answers": requests.answers,
    "campaign": requests.campaign,
    "codecs": texts.codecs,
    "columns": columns.columns,
    "convert": requests.conversions,
    "delimited": requests.delimited,
    "eapi_batch": requests.eapi_batch,
    "eapi_sms": requests.eapi_sms,
    "field": wire.field,
    "header": wire.header,
    "kernel": texts.kernel,
    "reassembly": wire.reassembly,
    "short_cuts": short_cuts.short_cuts,
    "smpp": wire.deliver_sm,
    "smslist": requests.smslist_bodies,
    "text": texts.text,
    "xms": requests.xms_bodies,
    "xms_targets": requests.xms_targets,
}
MISSING: list[str] = []
"""Targets for which there is no module."""

if wire.tpdu is None:
    MISSING.append("tpdu")
else:
    TARGETS["tpdu"] = wire.message


def seeds(target: str) -> list[bytes]:
    """What a fuzzer of the target begins with."""
    found = set(_SEEDS[target]())
    return sorted(found)


def rows(pattern: str) -> Iterator[dict[str, Any]]:
    """The vectors of the files with such names."""
    for path in sorted(VECTORS.glob(pattern)):
        yield from json.loads(path.read_text(encoding="utf-8"))


def octets_of(pattern: str, *keys: str) -> Iterator[bytes]:
    """What stands in hexadecimal digits under one of these keys."""
    for row in rows(pattern):
        for key in keys:
            if isinstance(row.get(key), str):
                yield bytes.fromhex(row[key])


def _headers() -> Iterator[bytes]:
    yield from octets_of("*headers.json", "octets")
    yield from octets_of("user_data.json", "user_data")


def _fields() -> Iterator[bytes]:
    for pattern in ("addresses.json", "service_centres.json", "*timestamps.json", "*enhanced_validity.json"):
        yield from octets_of(pattern, "octets")
    yield from (bytes([row["octet"]]) for row in rows("relative_validity.json"))


def _texts() -> Iterator[bytes]:
    for row in [*rows("packing.json"), *rows("decoding.json")]:
        yield bytes([row["locking"], row["single"], 0, 1]) + bytes.fromhex(row["septets"])
    for row in rows("user_data.json"):
        yield bytes([row["locking"], row["single"], 0, 0]) + row["text"].encode("utf-16-be")


def _kernels() -> Iterator[bytes]:
    for width, codec in enumerate(("latin-1", "utf-8", "utf-16-le", "utf-32-le")):
        for row in [*rows("packing.json"), *rows("user_data.json")]:
            octets = (3 * row["text"]).encode(codec, "replace")
            yield bytes([row["locking"], row["single"], 0, 20, 1, width]) + octets


def _codecs() -> Iterator[bytes]:
    for form in range(3):
        for row in rows("packing.json"):
            octets = bytes.fromhex(row["packed" if form else "septets"])
            yield bytes([form, row["locking"], row["single"], 0, 2]) + octets
            yield bytes([form, row["locking"], row["single"], 1, 2]) + row["text"].encode()


def _columns() -> Iterator[bytes]:
    for row in [*rows("packing.json"), *rows("user_data.json")]:
        text = row["text"].encode("utf-8", "surrogatepass")
        yield bytes([0, 0, 0, len(text), 1]) + text + text
        yield bytes([1, 1, 40, 200, 7]) + 9 * text


def _deliver_sms() -> Iterator[bytes]:
    nothing, header = b"\0\0\0", b"\x40"
    for octets in octets_of("*headers.json", "octets"):
        yield nothing + b"\0\0" + header + b"\0\0" + octets + b"Hello"
        yield b"\1\0\x0d\1\0\3\1\0\2" + b"\0\0\0\0" + bytes([128 + len(octets)]) + octets
    for row in rows("user_data.json"):
        octets = bytes.fromhex(row["user_data"])
        coding = b"\6\x08" if row["encoding"] == "ucs2" else b"\1\0"
        yield nothing + coding + (header if row["header"] else b"\0") + b"\0\0" + octets


def _parts() -> Iterator[bytes]:
    for total in (1, 2, 3):
        for bits in (b"\0\3\7", b"\x08\4\7\7"):
            yield b"\5\0" + b"".join(
                b"\2\0" + bytes([len(bits) + 3, len(bits) + 2]) + bits + bytes([total, sequence]) + b"\5Hello\1\0"
                for sequence in range(total, 0, -1)
            )


def _tpdus() -> Iterator[bytes]:
    for octets in octets_of("tpdus.json", "pdu"):
        yield octets
        yield octets[1 + octets[0] :]  # without the service centre


def _forms() -> Iterator[bytes]:
    yield b"message=Caf%E9+%DB&msisdn=44123123456,+44+123+123457&msg_class=0&sender=Ann&want_report=1&x=y"
    yield b"message=0041d83dde00&dca=16bit&msisdn=447700900001&repliable=1&send_time=2026-01-21+15:40:00"
    yield b"message=050003cc0201c834&dca=8bit&dest_group_id=1,2&protocol_id=65&replace_msg_id=1&routing_group=2"
    yield b"message=" + b"a" * 161 + b"&msisdn=447700900001&allow_concat_text_sms=1&concat_text_sms_max_parts=3"


def _csvs() -> Iterator[bytes]:
    for end in (b"\n", b"\r\n", b"\r"):
        yield end.join(
            [b'"msisdn",message,sender', b'111111111,"Hi \\"there\\" ""you""",Ann', b"abc,Hi", b"222222222,\xdb"]
        )
    yield b"msisdn,message,dca,msg_class,repliable\n111111111,0041,16bit,0,1\n222222222,050003cc0201c8,8bit,2,0\n,,,"
    yield b'msisdn,message\n111111111,"Hi\nthere\\\nyou"\n222222222,"open'


def _batches() -> Iterator[bytes]:
    for csv in _csvs():
        yield csv
        yield eapi.encode_form([("sender", "Ann"), ("batch_data", csv), ("msg_class", "2"), ("dca", "7bit")])


def _xms() -> Iterator[bytes]:
    parameters = b'{"x":{"447700900001":"you","default":"all"}}'
    yield b'{"to":["+44 7700 900001","GRP"],"body":"Hi ${x}","parameters":' + parameters + b"}"
    yield b'{"to":["447700900001"],"type":"mt_binary","body":"SGk=","udh":"050003cc0201","send_at":"2026-01-21T15:40Z"}'
    yield b'{"to":["447700900001"],"type":"mt_media","body":{"url":"https://example.com/a.jpg","message":"Hi"}}'
    yield b'{"to_add":["447700900002"],"to_remove":["GRP"],"from":null,"client_reference":"\\ud83d"}'
    yield b'{"recipients":["+447700900002"]}'
    yield b"\6\7\0\5\1\1\x08\1\1\x0a\2\1\x0b\7\6\0\1\1\1\2\3\4\5\6\7\x08"


def _smslists() -> Iterator[bytes]:
    one = b'{"partnerID":"7","apikey":"key","shortcode":"SHOP","mobile":"0712345678","message":"Hi","clientsmsid":1}'
    yield b'{"count":1,"smslist":[' + one + b"]}"
    two = b'{"partnerID":7,"apikey":"key","shortcode":"SHOP","mobile":"x","message":"SGk=","pass_type":"bm5"}'
    yield b'{"count":"2","smslist":[' + two + b"," + one[:-1] + b',"timeToSend":"2019-09-01 18:00"}]}'


def _requests() -> Iterator[bytes]:
    for seeds in (_forms, _csvs, _batches, _xms, _smslists):
        yield from seeds()


def _answers() -> Iterator[bytes]:
    yield from (b"0|IN_PROGRESS|30430\n", b"24|Data validation failed|", b"1000|Quotation issued|2.00\n")
    details = b'[{"recipient":"1","number_of_parts":1,"body":"a","encoding":"text"}]'
    yield b'{"number_of_recipients":2,"number_of_messages":4,"per_recipient":' + details + b"}"
    yield b'{"id":"01F","to":[447700900001],"body":"Hi","canceled":false,"created_at":"2026-01-21T15:40:00.000Z"}'
    yield b'{"page":0,"page_size":1,"count":1,"batches":[{"id":"01F"}]}'
    yield b'{"code":"unknown_group","text":"Group is unknown or deleted"}'
    yield b'{"responses":[{"respose-code":"200","mobile":254712345678,"messageid":8290842,"networkid":"1"},{}]}'
    yield b'{"response-code":1006,"response-description":"Invalid credentials"}'


def _targets() -> Iterator[bytes]:
    for method, target in enumerate((b"?page=1&from=44345", b"/dry_run?per_recipient=true", b"/01F", b"/a%20b/")):
        yield bytes([method, len(target)]) + target + b"\1" + b'{"to":["447700900001"],"body":"Hi"}'
    feedback = b"/01F/delivery_feedback"
    yield bytes([1, len(feedback)]) + feedback + b'\1{"recipients":["+447700900002"]}'


def _files() -> Iterator[bytes]:
    for row in (b"+44 7700 900001,Hi", b'447700900002,"Hi\nyou"', b'x,"Hi', b'1,"a"b\n2,c', b"00447700900001,\xff,,"):
        yield b"\0\0to,message\n" + row + b"\n447700900003,last"
        yield b"\1\1to,message\r\n" + row + b"\r\n\r\n"
    yield b"\4\0" + "to;message\n447700900001;Grüße".encode("utf-16")


def _short_cuts() -> Iterator[bytes]:
    yield from _fields()
    yield from _tpdus()


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "answers": _answers,
    "campaign": _files,
    "codecs": _codecs,
    "columns": _columns,
    "convert": _requests,
    "delimited": _files,
    "eapi_batch": _batches,
    "eapi_sms": _forms,
    "field": _fields,
    "header": _headers,
    "kernel": _kernels,
    "reassembly": _parts,
    "short_cuts": _short_cuts,
    "smpp": _deliver_sms,
    "smslist": _smslists,
    "text": _texts,
    "tpdu": _tpdus,
    "xms": _xms,
    "xms_targets": _targets,
}
