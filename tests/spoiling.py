"""Octets with something wrong: cut short, or with one bit turned over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def truncations(octets: bytes) -> Iterator[bytes]:
    """All beginnings of the octets but the whole."""
    return (octets[:n_octets] for n_octets in range(len(octets)))


def bit_flips(octets: bytes) -> Iterator[bytes]:
    """The octets with each of their bits turned over in its turn."""
    for position in range(len(octets)):
        for bit in range(8):
            spoiled = bytearray(octets)
            spoiled[position] ^= 1 << bit
            yield bytes(spoiled)
