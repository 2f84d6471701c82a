"""The kernel in Python: the reference, and what runs where there is no compiled one.

These few pure functions are the hot paths. They know no policy: they return numbers and positions, raise nothing but
``TypeError``, and leave every decision to the modules above. ``_kernel_c`` has the same functions in Cython; both are
tested against each other over all of Unicode.

A ``stop`` in a result is the index at which the work ended: the length of the input means that all of it was done.
"""

from __future__ import annotations

from codecs import charmap_decode, charmap_encode
from collections import Counter
from functools import reduce
from operator import and_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    C = TypeVar("C", bound=type[Any])
    F = TypeVar("F", bound=Callable[..., object])

_ESCAPE = b"\x1b"
_SMALLEST_CAPACITY = 2  # an escape pair or a surrogate pair
_UNDEFINED = "\ufffe"  # what charmap_decode takes for a hole in the table
_CHUNK = 256
# Septets in octets and septets in a row are turned into each other by halving: lanes of 8, 16 ... 1024 bits, of which
# 7, 14 ... 896 are used, two and two. A whole chunk is one integer, so that each step is five operations on it.
_FOLDS = tuple(
    (8 << k, 7 << k, ((1 << (7 << k)) - 1) * (((1 << 8 * _CHUNK) - 1) // ((1 << (16 << k)) - 1)))
    for k in range(_CHUNK.bit_length() - 1)
)


class Alphabet:
    """A locking and a single shift table of 128 cells each (U+001B marks an empty cell), ready for use."""

    __slots__ = ("_codes", "_escaped", "_locked", "locking", "single")

    def __init__(self, locking: str, single: str) -> None:
        for table in (locking, single):
            if len(table) != 128:
                raise ValueError(f"a table has 128 cells, this one {len(table)}")
            if max(table) > "\uffff":
                raise ValueError("a table holds characters of the Basic Multilingual Plane only")
        self.locking = locking
        self.single = single
        # Later entries win: the locking table over the single one, the lower code over the higher.
        shifted = {ord(c): _ESCAPE + bytes([code]) for code, c in reversed(list(enumerate(single)))}
        locked = {ord(c): bytes([code]) for code, c in reversed(list(enumerate(locking)))}
        self._codes = shifted | locked
        self._codes.pop(_ESCAPE[0], None)
        self._locked = locking.replace("\x1b", _UNDEFINED)
        # What follows an escape: nothing and a second escape make a space, an empty cell falls back on the other table.
        escaped = (lock if shift == "\x1b" else shift for shift, lock in zip(single, locking))
        self._escaped = {bytes([code]): c for code, c in enumerate(escaped) if c != "\x1b"} | {b"": " ", _ESCAPE: " "}

    def __reduce__(self) -> tuple[type[Alphabet], tuple[str, str]]:
        return Alphabet, (self.locking, self.single)


class Chart:
    """Which of several locking and single shift tables hold a character, ready for ``survey``."""

    __slots__ = ("_holders", "lockings", "singles")

    def __init__(self, lockings: tuple[str, ...], singles: tuple[str, ...]) -> None:
        if max(len(lockings), len(singles)) > 32:
            raise ValueError("a chart has 32 tables of each kind at most")
        self.lockings = lockings
        self.singles = singles
        everything = set("".join(lockings + singles)) - {"\x1b"}
        if max(everything, default="") > "\uffff":
            raise ValueError("a table holds characters of the Basic Multilingual Plane only")
        self._holders = {c: (_holding(c, lockings), _holding(c, singles)) for c in everything}

    def __reduce__(self) -> tuple[type[Chart], tuple[tuple[str, ...], tuple[str, ...]]]:
        return Chart, (self.lockings, self.singles)


class PartFields:
    """Where the fields of ``split.Part`` are kept."""

    __slots__ = ("encoding", "n_units", "payload", "text", "udh", "udl", "user_data")


def _holding(character: str, tables: tuple[str, ...]) -> int:
    return sum(1 << i for i, table in enumerate(tables) if character in table)


def _check_text(text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}")


def _check_bytes(octets: bytes) -> None:
    if not isinstance(octets, bytes):
        raise TypeError(f"septets and octets must be bytes, not {type(octets).__name__}")


def paths() -> tuple[str, ...]:
    """Return the names of the ways in which the work can be done on this machine, the fastest first.

    Those of the compiled kernel are called after the vector instructions that they use.
    """
    return ("python",)


def take_path(name: str) -> None:
    """Do the work in that way from now on, in all threads: for the tests, which try all of them."""
    if name not in paths():
        raise ValueError(f"there is no path {name!r} on this machine")


def measure(text: str, alphabet: Alphabet) -> tuple[int, int]:
    """Return (number of septets up to ``stop``, ``stop``), which is at the first character not in the alphabet."""
    septets, stop = to_septets(text, alphabet)
    return len(septets), stop


def to_septets(text: str, alphabet: Alphabet) -> tuple[bytes, int]:
    """Return (septets up to ``stop``, one per octet, ``stop``), which is at the first character not in the alphabet."""
    _check_text(text)
    try:
        return charmap_encode(text, "strict", alphabet._codes)
    except UnicodeEncodeError as error:
        return charmap_encode(text[: error.start], "strict", alphabet._codes)[0], error.start


def find_unencodable(text: str, alphabet: Alphabet) -> list[int]:
    """Return the index of each character that is not in the alphabet."""
    _check_text(text)
    return [i for i, character in enumerate(text) if ord(character) not in alphabet._codes]


def survey(text: str, chart: Chart) -> tuple[tuple[int, int], ...]:
    """Return for each locking table (characters of the text that it lacks, single shift tables that have all of them).

    The tables are given as bits, the first table in the lowest. Empty if a character is in no table at all.
    """
    _check_text(text)
    census: dict[tuple[int, int], int] = {}
    for character, n in Counter(text).items():
        if (holders := chart._holders.get(character)) is None:
            return ()
        census[holders] = census.get(holders, 0) + n
    found = []
    for i in range(len(chart.lockings)):
        lacking = [(n, singles) for (lockings, singles), n in census.items() if not lockings >> i & 1]
        every = (1 << len(chart.singles)) - 1
        found.append((sum(n for n, _ in lacking), reduce(and_, (singles for _, singles in lacking), every)))
    return tuple(found)


def from_septets(septets: bytes, alphabet: Alphabet) -> tuple[str, int]:
    """Return (text of the septets up to ``stop``, ``stop``), which is at the first one that means nothing.

    An escape takes the next septet with it: as a character of the single shift table, else of the locking table; a
    second escape, or nothing, makes a space.
    """
    _check_bytes(septets)
    decoded = []
    start = 0
    while True:
        escape = septets.find(_ESCAPE, start)
        end = len(septets) if escape < 0 else escape
        try:
            decoded.append(charmap_decode(septets[start:end], "strict", alphabet._locked)[0])
        except UnicodeDecodeError as error:
            stop = start + error.start
            decoded.append(charmap_decode(septets[start:stop], "strict", alphabet._locked)[0])
            return "".join(decoded), stop
        code = septets[end + 1 : end + 2]
        if escape < 0 or code not in alphabet._escaped:
            return "".join(decoded), end
        decoded.append(alphabet._escaped[code])
        start = end + 1 + len(code)


def pack(septets: bytes, fill_bits: int) -> tuple[bytes, int]:
    """Return (octets of the fill bits and the septets up to ``stop``, ``stop``), which is at the first over 127.

    Of the fill bits the three lowest bits count: 0 to 7 of them.
    """
    _check_bytes(septets)
    stop = len(septets) if septets.isascii() else next(i for i, septet in enumerate(septets) if septet > 127)
    chunks = (_pack_chunk(septets[i : min(i + _CHUNK, stop)]) for i in range(0, stop, _CHUNK))
    fill_bits &= 7
    bits = int.from_bytes(b"".join(chunks), "little") << fill_bits
    return bits.to_bytes((fill_bits + 7 * stop + 7) // 8, "little"), stop


def _pack_chunk(septets: bytes) -> bytes:
    bits = int.from_bytes(septets, "little")
    for width, used, mask in _FOLDS:
        bits = bits & mask | (bits >> width & mask) << used
    return bits.to_bytes((7 * len(septets) + 7) // 8, "little")


def unpack(octets: bytes, n_septets: int, fill_bits: int) -> bytes:
    """Return ``n_septets`` septets, one per octet, that stand behind the fill bits, or as many as there are."""
    _check_bytes(octets)
    fill_bits &= 7
    n_septets = max(0, min(n_septets, (8 * len(octets) - fill_bits) // 7))
    shifted = (int.from_bytes(octets, "little") >> fill_bits).to_bytes(len(octets), "little")
    n_octets = _CHUNK * 7 // 8
    return b"".join(_unpack_chunk(shifted[i : i + n_octets]) for i in range(0, len(shifted), n_octets))[:n_septets]


def _unpack_chunk(octets: bytes) -> bytes:
    bits = int.from_bytes(octets, "little")
    for width, used, mask in reversed(_FOLDS):
        bits = bits & mask | (bits >> used & mask) << width
    return bits.to_bytes(_CHUNK, "little")


def count_units(text: str) -> int:
    """Return the number of UTF-16 units, a lone surrogate being one."""
    _check_text(text)
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def break_septets(text: str, alphabet: Alphabet, capacity: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (where in the text each part but the first begins, septets of each part), no escape pair being cut.

    All of the text must be in the alphabet. A capacity under 2 septets counts as 2.
    """
    septets, _ = to_septets(text, alphabet)
    capacity = max(capacity, _SMALLEST_CAPACITY)
    breaks, part_septets = [], []
    start = n_chars = 0
    while len(septets) - start > capacity:
        end = start + capacity
        end -= septets[end - 1 : end] == _ESCAPE
        n_chars += end - start - septets.count(_ESCAPE, start, end)
        breaks.append(n_chars)
        part_septets.append(end - start)
        start = end
    return tuple(breaks), (*part_septets, len(septets) - start)


def break_units(text: str, capacity: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (where in the text each part but the first begins, units of each part), no surrogate pair being cut.

    A capacity under 2 units counts as 2.
    """
    capacity = max(capacity, _SMALLEST_CAPACITY)
    breaks, part_units = [], []
    start, left = 0, count_units(text)
    while left > capacity:
        end = start + capacity
        # As many characters must go as there are units too many, or half of that where each has two.
        while (excess := count_units(text[start:end]) - capacity) > 0:
            end -= max(1, excess // 2)
        # Two lone surrogates side by side are a pair on the wire.
        end -= "\ud800" <= text[end - 1] <= "\udbff" and "\udc00" <= text[end] <= "\udfff"
        breaks.append(end)
        part_units.append(count_units(text[start:end]))
        left -= part_units[-1]
        start = end
    return tuple(breaks), (*part_units, left)


def count(text: str, alphabet: Alphabet, limits: tuple[int, int, int, int]) -> tuple[bool, int, int]:
    """Return (whether all of the text is in the alphabet, septets or else UTF-16 units, parts).

    ``limits`` are the septets that one part takes alone and as one of several, then the UTF-16 units likewise.
    """
    n_units, stop = measure(text, alphabet)
    in_septets = stop == len(text)
    alone, joined = limits[:2] if in_septets else limits[2:]
    if not in_septets:
        n_units = count_units(text)
    if n_units <= alone:
        return in_septets, n_units, 1
    _, part_units = break_septets(text, alphabet, joined) if in_septets else break_units(text, joined)
    return in_septets, n_units, len(part_units)


def count_all(
    texts: Iterable[str], alphabet: Alphabet, limits: tuple[int, int, int, int]
) -> list[tuple[bool, int, int]]:
    """Return what ``count`` gives for each of the texts."""
    return [count(text, alphabet, limits) for text in texts]


def count_parts_all(
    texts: Iterable[str], alphabet: Alphabet, limits: tuple[int, int, int, int]
) -> tuple[list[int], int]:
    """Return (the parts that ``count`` gives for each of the texts, the largest of these numbers, or 0)."""
    found = [count(text, alphabet, limits)[2] for text in texts]
    return found, max(found, default=0)


def find_outside(text: str, alphabet: Alphabet, limits: tuple[int, int, int, int]) -> tuple[str, int]:
    """Return (the characters not in the alphabet, each once, in the order they come; parts with others for them).

    The parts are what the text would take with a character of one septet in each such place.
    """
    outside = "".join(dict.fromkeys(text[i] for i in find_unencodable(text, alphabet)))
    one_septet = next(c for c in alphabet.locking if c != "\x1b")
    return outside, count(text.translate(dict.fromkeys(map(ord, outside), one_septet)), alphabet, limits)[2]


def fast_encode(alphabet: Alphabet) -> Callable[[F], F]:
    """Decorate ``gsm7.encode``: compiled, a plain call on a text that is all in the alphabet never enters Python."""
    return lambda careful: careful


def fast_decode(alphabet: Alphabet) -> Callable[[F], F]:
    """Decorate ``gsm7.decode``: compiled, a plain call on septets that all have a meaning never enters Python."""
    return lambda careful: careful


def fast_pack(careful: F) -> F:
    """Decorate ``gsm7.pack``: compiled, a plain call on septets that all are such never enters Python."""
    return careful


def fast_unpack(careful: F) -> F:
    """Decorate ``gsm7.unpack``: compiled, a plain call on as many octets as the septets take never enters Python."""
    return careful


def fast_encode_packed(alphabet: Alphabet) -> Callable[[F], F]:
    """Decorate ``gsm7.encode_packed``: compiled, what holds for ``encode`` holds for it."""
    return lambda careful: careful


def fast_decode_packed(alphabet: Alphabet) -> Callable[[F], F]:
    """Decorate ``gsm7.decode_packed``: compiled, what holds for ``unpack`` and ``decode`` holds for it."""
    return lambda careful: careful


def fast_count_parts(alphabet: Alphabet, limits: tuple[int, int, int, int], most_parts: int) -> Callable[[F], F]:
    """Decorate ``plan.count_parts``: compiled, a plain call on a text of few enough parts never enters Python."""
    return lambda careful: careful


def fast_split(
    alphabet: Alphabet,
    limits: tuple[int, int, int, int],
    parts: tuple[type[PartFields], object, object],
    headers: tuple[bytes, list[int], Callable[[bytes], object]],
) -> Callable[[F], F]:
    """Decorate ``split.split``: compiled, a plain call, or one with a reference, never enters Python.

    Args:
        alphabet: the default one.
        limits: as in ``count``.
        parts: the class of the parts; what a part says that it is written in, septets or UTF-16 units.
        headers: the three octets of a header in front of the reference, the total and the sequence; random octets for
            references, of which the function that is decorated draws new ones when there are none left; what makes
            a header of its octets, when somebody asks for it.
    """
    return lambda careful: careful


def fast_address(alphabet: Alphabet, types: tuple[tuple[int, int], ...]) -> Callable[[C], C]:
    """Decorate ``Address``, which has the type and the plan that ``types`` says by seven bits.

    Compiled, ``parse`` of octets that are right and ``serialize`` of a number never enter Python.
    """
    return lambda cls: cls


def fast_moment(first_year: int) -> Callable[[C], C]:
    """Decorate ``Timestamp``.

    Compiled, ``parse``, ``to_datetime`` and ``serialize`` of what is right never enter Python. ``first_year`` is what
    ``to_datetime`` has where it is not told otherwise; it can be divided by 400.
    """
    return lambda cls: cls


def fast_message(
    alphabet: Alphabet,
    codings: bytes,
    numbers: dict[str, tuple[str, tuple[object, ...]]],
    places: dict[str, tuple[str, type[Any]]],
) -> Callable[[C], C]:
    """Decorate ``Submit`` or ``Deliver``: compiled, ``parse`` of what is usual, and its views, never enter Python.

    ``codings`` say by TP-DCS whether user data is a text of septets (1), of UTF-16 units (2) or something else (0).
    ``numbers`` say of fields which number of the TPDU they are made of (``first``, ``mr``, ``pid``, ``dcs``, ``vp``,
    which is 256 where there is none, or ``udl``) and what is made of each; ``places`` of the others where they stand
    (``address``, ``moment`` or ``user_data``) and what they are: ``bytes``, or a class that the kernel decorates too.
    """
    return lambda cls: cls


def fast_parse(classes: dict[str, type[Any]]) -> Callable[[F], F]:
    """Decorate ``tpdu.parse`` with the short cuts of the classes, which are given by direction."""
    return lambda careful: careful


def fast_value(cls: type[Any], defaults: dict[str, Any]) -> None:
    """Let calls of a class made by ``_value.value`` never enter Python, compiled; ``defaults`` are those of fields."""
