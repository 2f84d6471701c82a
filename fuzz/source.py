"""Octets taken one after the other, as numbers and pieces; what is not there is zero."""

from __future__ import annotations


class Source:
    """Where a target takes its options from. It is true as long as something is left."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._position = 0

    def __bool__(self) -> bool:
        return self._position < len(self._octets)

    def take(self, n_octets: int) -> bytes:
        """The next octets, as far as they are there."""
        taken = self._octets[self._position : self._position + n_octets]
        self._position += n_octets
        return taken

    def octet(self) -> int:
        """The next octet."""
        return int.from_bytes(self.take(1), "big")

    def number(self) -> int:
        """The next two octets as a number."""
        return int.from_bytes(self.take(2), "big")

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._octets))
