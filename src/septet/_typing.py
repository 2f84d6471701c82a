"""Types accepted where the name says so. Imported for type checking only."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO, Literal, Union

BytesLike = Union[bytes, bytearray, memoryview]
"""Octets, wherever they come from."""

BinaryFile = Union[io.RawIOBase, io.BufferedIOBase, BinaryIO]
"""A file opened for reading octets."""

Padding = Literal["zero", "cr"]
"""What goes into seven spare bits: zeros, or a carriage return (USSD and cell broadcast)."""

ReferenceBits = Literal[8, 16]
"""Size of the reference number in a concatenation element."""

Languages = Union[Literal["all"], Iterable[Union[int, tuple[int, int]]]]
"""National languages that may be used: all, some, or (locking, single) pairs of them."""

Strictness = Literal["strict", "ignore"]
"""What to do with what is wrong: to refuse it, or to do with it what the standard tells a receiver to do."""

Joining = Literal["udh", "sar", "message_payload"]
"""How a receiver of SMPP knows that parts belong together."""

OnConflict = Literal["raise", "restart"]
"""What to do with a part in whose place another one came: to raise an error, or to begin another message with it."""

OnRow = Literal["error", "null"]
"""What to do with a row of a column that cannot be counted: to raise an error, or to make it null."""

Direction = Literal["mo", "mt"]
"""Which way a TPDU goes: from the phone to the service centre (mobile originated), or to the phone."""
