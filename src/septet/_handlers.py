"""What becomes of characters and septets without a meaning: the error handlers of Python's codecs, applied to them.

``gsm7`` and ``codecs`` both come here, so that a handler sees the same of either. A handler is asked as the codecs of
CPython ask: on the way to septets once for all neighbours that the alphabet lacks, on the way to text once for each
septet, or for an escape with its septet. It may go on at any position, and on the way to text put another object in
the place of the one that is read. What it raises goes through.
"""

from __future__ import annotations

from codecs import lookup_error
from operator import index

from septet import _kernel
from septet.alphabets import ESCAPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    _Handler = Callable[[UnicodeError], object]

_ESCAPE = bytes([ESCAPE])
_WINDOW = 64


def encode(text: str, tables: _kernel.Alphabet, errors: str, *, codec: str, name: str, packable: bool = False) -> bytes:
    """Return the septets of the text, one per octet.

    Args:
        text: any text.
        tables: the alphabet.
        errors: the name of the handler.
        codec: the name of the codec, for the handler.
        name: the name of the alphabet, for the reason.
        packable: whether octets that a handler gives must be septets.

    Raises:
        UnicodeEncodeError: the replacement that the handler gives cannot be encoded, or it is ``"strict"``.
        LookupError: there is no such handler.
        TypeError: the handler gives something else than a replacement and a position.
        IndexError: the handler goes on outside the text.
    """
    from bisect import bisect_right  # few texts have errors, and this takes as long as the module

    septets, stop = _kernel.to_septets(text, tables)
    if stop == len(text):
        return septets
    handle = lookup_error(errors)
    starts, ends = _runs(_kernel.find_unencodable(text, tables))
    pieces: list[bytes] = []
    position = 0
    while (run := bisect_right(ends, position)) < len(ends):
        start = max(starts[run], position)
        pieces.append(_kernel.to_septets(text[position:start], tables)[0])
        problem = UnicodeEncodeError(codec, text, start, ends[run], f"not in {name}")
        replacement, position = _answer(handle, problem, (str, bytes))
        position = _checked(position, len(text))
        if isinstance(replacement, str):
            septets, stop = _kernel.to_septets(replacement, tables)
            encodable = stop == len(replacement)
        else:
            septets, encodable = replacement, replacement.isascii() or not packable
        if not encodable:
            raise UnicodeEncodeError(codec, text, start, ends[run], f"not in {name}, nor is what the handler gives")
        pieces.append(septets)
    pieces.append(_kernel.to_septets(text[position:], tables)[0])
    return b"".join(pieces)


def _runs(positions: list[int]) -> tuple[list[int], list[int]]:
    # Where each run of neighbours begins, and where it ends.
    starts = [here for before, here in zip([-2, *positions], positions) if here > before + 1]
    ends = [here + 1 for here, after in zip(positions, [*positions[1:], -2]) if after != here + 1]
    return starts, ends


def decode(
    octets: bytes, tables: _kernel.Alphabet, errors: str, *, codec: str, name: str, final: bool = True
) -> tuple[str, bytes]:
    """Return the text of the septets, and an escape at the end that waits for its septet, unless that is the end.

    Args:
        octets: septets, one per octet.
        tables: the alphabet.
        errors: the name of the handler.
        codec: the name of the codec, for the handler.
        name: the name of the alphabet, for the reason.
        final: whether nothing more will come.

    Raises:
        UnicodeDecodeError: a septet means nothing, and the handler is ``"strict"``.
        LookupError: there is no such handler.
        TypeError: the handler gives something else than a text and a position.
        IndexError: the handler goes on outside the septets.
    """
    pieces: list[str] = []
    handle = None
    position, window = 0, len(octets)
    while position < len(octets):
        chunk = octets[position : position + window]
        if not final or position + window < len(octets):
            chunk = _without_open_escape(chunk)
        if not chunk:
            break
        text, stop = _kernel.from_septets(chunk, tables)
        pieces.append(text)
        position += stop
        if stop == len(chunk):
            window *= 2
            continue
        # Copies stay small behind an error and grow where all is well: the whole costs its length, and no square of it.
        window = _WINDOW
        end = position + (2 if octets[position] == ESCAPE else 1)
        reason = f"0x{octets[position:end].hex()} has no meaning in {name}"
        problem = UnicodeDecodeError(codec, octets, position, end, reason)
        handle = handle or lookup_error(errors)
        replacement, position = _answer(handle, problem, (str,))
        octets = problem.object
        if not isinstance(octets, bytes):
            raise TypeError(f"an error handler must leave bytes to decode, not {type(octets).__name__}")
        position = _checked(position, len(octets))
        pieces.append(replacement)
    return "".join(pieces), octets[position:]


def _without_open_escape(octets: bytes) -> bytes:
    # Escapes side by side are pairs, so that an odd number of them at the end leaves the last one open.
    if octets.endswith(_ESCAPE) and (len(octets) - len(octets.rstrip(_ESCAPE))) % 2:
        return octets[:-1]
    return octets


def _answer(
    handle: Callable[[UnicodeError], object], problem: UnicodeError, kinds: tuple[type, ...]
) -> tuple[Any, int]:
    answer = handle(problem)
    if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], kinds)):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise TypeError(f"an error handler must give a tuple ({wanted}, int), not {answer!r}")
    return answer[0], index(answer[1])


def _checked(position: int, length: int) -> int:
    absolute = position + length if position < 0 else position
    if not 0 <= absolute <= length:
        raise IndexError(f"position {position} from error handler out of bounds")
    return absolute
