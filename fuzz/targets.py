"""The targets by name, and octets to begin with: those of the vectors, and texts behind some options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz import texts, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Target = Callable[[bytes], None]

VECTORS = Path(__file__).parent.parent / "tests" / "vectors"

TARGETS: dict[str, Target] = {
    "codecs": texts.codecs,
    "field": wire.field,
    "header": wire.header,
    "kernel": texts.kernel,
    "reassembly": wire.reassembly,
    "smpp": wire.deliver_sm,
    "text": texts.text,
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


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "codecs": _codecs,
    "field": _fields,
    "header": _headers,
    "kernel": _kernels,
    "reassembly": _parts,
    "smpp": _deliver_sms,
    "text": _texts,
    "tpdu": _tpdus,
}
