"""The standard as bit strings: the slow and obvious twin that the tests compare the library with.

Nothing here is fast and nothing is shared with the library. Alphabets come from ``vectors/alphabets.json``, one cell
per row; septets, headers and fill bits are written out as strings of "0" and "1" and cut into octets at the end.
Clause numbers are those of 3GPP TS 23.038 and TS 23.040.

Texts are ``str`` and may hold lone surrogates. ``locking`` and ``single`` are national language identifiers,
0 to 13, 0 being the default table. Spanish (2) has no locking table: the default alphabet stays in force.
Arguments that mean nothing raise ``ValueError``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ESCAPE = 0x1B
USER_DATA_OCTETS = 140
LANGUAGES = (
    "default",
    "turkish",
    "spanish",
    "portuguese",
    "bengali",
    "gujarati",
    "hindi",
    "kannada",
    "malayalam",
    "oriya",
    "punjabi",
    "tamil",
    "telugu",
    "urdu",
)


# -- alphabets ---------------------------------------------------------------------------------------------------------


def load_tables() -> dict[str, dict[int, str]]:
    """The 27 tables by name, each from code to character (23.038 6.2.1, 6.2.1.1, A.2, A.3)."""
    tables: dict[str, dict[int, str]] = {}
    rows = json.loads((Path(__file__).parent / "vectors" / "alphabets.json").read_text(encoding="utf-8"))
    for row in rows:
        tables.setdefault(row["table"], {})[int(row["code"], 16)] = chr(int(row["codepoint"].removeprefix("U+"), 16))
    return tables


def lowest_codes(table: dict[int, str]) -> dict[str, int]:
    """From character to code; of a character that stands twice in the table, the lower code."""
    codes: dict[str, int] = {}
    for code in sorted(table):
        if table[code] not in codes:
            codes[table[code]] = code
    return codes


TABLES = load_tables()
CODES = {name: lowest_codes(table) for name, table in TABLES.items()}


def language_name(identifier: int) -> str:
    """The language of a national language identifier (23.038 table 6.2.1.2.4.1)."""
    if not 0 <= identifier < len(LANGUAGES):
        raise ValueError(f"no national language {identifier}")
    return LANGUAGES[identifier]


def has_locking_table(identifier: int) -> bool:
    """Whether the language has a locking shift table: all but Spanish (23.038 A.3)."""
    return f"{language_name(identifier)} locking" in TABLES


def locking_name(identifier: int) -> str:
    """Name of the locking table in force: the default alphabet when the language has none (23.040 9.2.3.24.16)."""
    return f"{language_name(identifier if has_locking_table(identifier) else 0)} locking"


def single_name(identifier: int) -> str:
    """Name of the single shift table in force (23.040 9.2.3.24.15)."""
    return f"{language_name(identifier)} single"


# -- text to septets and back ------------------------------------------------------------------------------------------


def septets_of_char(char: str, locking: int, single: int) -> list[int] | None:
    """One septet, or an escape and one septet, or None; the locking table goes first (23.038 6.2.1, 6.2.1.1)."""
    one = CODES[locking_name(locking)].get(char)
    if one is not None:
        return [one]
    two = CODES[single_name(single)].get(char)
    if two is not None:
        return [ESCAPE, two]
    return None


def septets_of(text: str, locking: int = 0, single: int = 0) -> list[int] | None:
    """The septets of the text, or None if some character is in neither table (23.038 6.2.1)."""
    septets: list[int] = []
    for char in text:
        codes = septets_of_char(char, locking, single)
        if codes is None:
            return None
        septets += codes
    return septets


def first_unencodable(text: str, locking: int = 0, single: int = 0) -> int | None:
    """Index in the text of the first character that is in neither table, or None (23.038 6.2.1)."""
    for index, char in enumerate(text):
        if septets_of_char(char, locking, single) is None:
            return index
    return None


def escaped_char(following: list[int], locking: int, single: int) -> str | None:
    """The character of an escape and the one septet, or none, that follows it (23.038 6.2.1.1)."""
    if not following or following[0] == ESCAPE:
        return " "
    code = following[0]
    return TABLES[single_name(single)].get(code) or TABLES[locking_name(locking)].get(code)


def decode_septets(septets: list[int], locking: int = 0, single: int = 0) -> str | None:
    """The text of the septets, or None at an undefined cell or a value that is no septet (23.038 6.2.1, 6.2.1.1)."""
    text = ""
    position = 0
    while position < len(septets):
        if septets[position] == ESCAPE:
            char = escaped_char(septets[position + 1 : position + 2], locking, single)
            position += 2
        else:
            char = TABLES[locking_name(locking)].get(septets[position])
            position += 1
        if char is None:
            return None
        text += char
    return text


# -- bits and octets ---------------------------------------------------------------------------------------------------


def bits_of(value: int, width: int) -> str:
    """The value as '0' and '1', bit 0 first (23.038 6.1.2.1.1)."""
    if not 0 <= value < 2**width:
        raise ValueError(f"{value} does not fit into {width} bits")
    return f"{value:0{width}b}"[::-1]


def value_of(bits: str) -> int:
    """The value of a string of '0' and '1', bit 0 first (23.038 6.1.2.1.1)."""
    return int(bits[::-1], 2)


def octets_of(bits: str) -> bytes:
    """The bits eight by eight, zeros after the last one (23.038 6.1.2.1.1)."""
    while len(bits) % 8 != 0:
        bits += "0"
    return bytes(value_of(bits[start : start + 8]) for start in range(0, len(bits), 8))


def fill_of(fill_bits: int) -> str:
    """So many zero bits, 0 to 6 (23.040 9.2.3.24)."""
    if not 0 <= fill_bits <= 6:
        raise ValueError(f"{fill_bits} fill bits")
    return "0" * fill_bits


def pack(septets: list[int], fill_bits: int = 0) -> bytes:
    """Fill bits and septets as octets (23.038 6.1.2.1.1, 23.040 9.2.3.24)."""
    bits = fill_of(fill_bits)
    for septet in septets:
        bits += bits_of(septet, 7)
    return octets_of(bits)


def unpack(octets: bytes, n: int, fill_bits: int = 0) -> list[int]:
    """The n septets after the fill bits, whatever those are (23.038 6.1.2.1.1, 23.040 9.2.3.24)."""
    bits = ""
    for octet in octets:
        bits += bits_of(octet, 8)
    bits = bits[len(fill_of(fill_bits)) :]
    if len(bits) < 7 * n:
        raise ValueError(f"{len(octets)} octets hold no {n} septets after {fill_bits} fill bits")
    return [value_of(bits[7 * index : 7 * index + 7]) for index in range(n)]


def utf16_units(text: str) -> list[int]:
    """The 16-bit units: one for a lone surrogate, two for a character above U+FFFF (23.038 6.2.3)."""
    units: list[int] = []
    for char in text:
        if ord(char) <= 0xFFFF:
            units.append(ord(char))
        else:
            above = f"{ord(char) - 0x10000:020b}"
            units += [int("110110" + above[:10], 2), int("110111" + above[10:], 2)]
    return units


# -- user data ---------------------------------------------------------------------------------------------------------


def concatenation_header(reference: int, total: int, sequence: int, bits: int) -> bytes:
    """The whole header with one concatenation element (23.040 9.2.3.24.1, 9.2.3.24.8)."""
    if bits not in (8, 16) or not 0 <= reference < 2**bits or not 1 <= sequence <= total <= 255:
        raise ValueError(f"no concatenation header: {reference=} {total=} {sequence=} {bits=}")
    if bits == 8:
        return bytes([5, 0x00, 3, reference, total, sequence])
    return bytes([6, 0x08, 4, reference // 256, reference % 256, total, sequence])


def gsm7_user_data(text_part: str, header: bytes, locking: int, single: int) -> tuple[int, bytes]:
    """Header, fill bits up to a septet boundary, septets; TP-UDL counts septets (23.040 9.2.3.16, 9.2.3.24)."""
    septets = septets_of(text_part, locking, single)
    if septets is None:
        raise ValueError("a character is in neither table")
    bits = ""
    for octet in header:
        bits += bits_of(octet, 8)
    while len(bits) % 7 != 0:
        bits += "0"
    for septet in septets:
        bits += bits_of(septet, 7)
    return len(bits) // 7, octets_of(bits)


def ucs2_user_data(text_part: str, header: bytes) -> tuple[int, bytes]:
    """Header, then units with the high octet first; TP-UDL counts octets (23.040 9.2.3.16, 23.038 6.2.3)."""
    octets = list(header)
    for unit in utf16_units(text_part):
        octets += [unit // 256, unit % 256]
    return len(octets), bytes(octets)


def user_data(text_part: str, encoding: str, header: bytes, locking: int = 0, single: int = 0) -> tuple[int, bytes]:
    """TP-UDL and TP-UD of one part under a complete header, or b"" for none (23.040 9.2.3.16, 9.2.3.24)."""
    if header and header[0] != len(header) - 1:
        raise ValueError("the first octet of the header does not count the others")
    if encoding == "gsm7":
        udl, octets = gsm7_user_data(text_part, header, locking, single)
    elif encoding == "ucs2":
        udl, octets = ucs2_user_data(text_part, header)
    else:
        raise ValueError(f"no encoding {encoding!r}")
    if len(octets) > USER_DATA_OCTETS:
        raise ValueError(f"{len(octets)} octets of user data")
    return udl, octets


def capacity(encoding: str, header_octets: int) -> int:
    """Septets or UCS-2 units that fit beside a header of so many octets, length octet included (23.040 9.2.3.24.1)."""
    if not 0 <= header_octets <= USER_DATA_OCTETS:
        raise ValueError(f"no header of {header_octets} octets")
    if encoding == "gsm7":
        septet_starts = range(0, 8 * USER_DATA_OCTETS, 7)
        return sum(1 for start in septet_starts if start >= 8 * header_octets)
    if encoding == "ucs2":
        return (USER_DATA_OCTETS - header_octets) // 2
    raise ValueError(f"no encoding {encoding!r}")


# -- parts -------------------------------------------------------------------------------------------------------------


def fill_parts(pieces: list[tuple[str, int]], alone: int, joined: int) -> list[str]:
    """Pieces of so many units each, put into parts in order; a piece is never cut (23.040 9.2.3.24.1)."""
    if sum(units for _, units in pieces) <= alone:
        return ["".join(piece for piece, _ in pieces)]
    parts = [""]
    used = 0
    for piece, units in pieces:
        if units > joined:
            raise ValueError(f"a part of {joined} units cannot hold {piece!r}")
        if used + units > joined:
            parts.append("")
            used = 0
        parts[-1] += piece
        used += units
    return parts


def split_gsm7(text: str, alone: int, joined: int, locking: int = 0, single: int = 0) -> list[str]:
    """Texts of the parts; an escape and its septet stay together (23.040 9.2.3.24.1)."""
    pieces: list[tuple[str, int]] = []
    for char in text:
        codes = septets_of_char(char, locking, single)
        if codes is None:
            raise ValueError("a character is in neither table")
        pieces.append((char, len(codes)))
    return fill_parts(pieces, alone, joined)


def is_high_surrogate(piece: str) -> bool:
    """Whether the piece is one lone high surrogate."""
    return len(piece) == 1 and 0xD800 <= ord(piece) <= 0xDBFF


def is_low_surrogate(char: str) -> bool:
    """Whether the character is a lone low surrogate."""
    return 0xDC00 <= ord(char) <= 0xDFFF


def split_ucs2(text: str, alone: int, joined: int) -> list[str]:
    """Texts of the parts; a high surrogate unit and the low one after it stay together (23.040 9.2.3.24.1)."""
    pieces: list[str] = []
    for char in text:
        if pieces and is_high_surrogate(pieces[-1]) and is_low_surrogate(char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return fill_parts([(piece, len(utf16_units(piece))) for piece in pieces], alone, joined)


def parts(text: str, reference_bits: int = 8) -> tuple[str, list[str]]:
    """Encoding and texts of the parts with the default tables, else UCS-2; no limit of 255 (23.040 9.2.3.24.1)."""
    header = len(concatenation_header(0, 1, 1, reference_bits))
    if septets_of(text) is not None:
        return "gsm7", split_gsm7(text, capacity("gsm7", 0), capacity("gsm7", header))
    return "ucs2", split_ucs2(text, capacity("ucs2", 0), capacity("ucs2", header))


def header_cost(n_national: int, concatenated: bool) -> int:
    """Octets of a header with so many national elements and an 8-bit reference or none (23.040 9.2.3.24)."""
    elements = 3 * n_national + (5 if concatenated else 0)
    return 1 + elements if elements else 0


def cheapest(text: str, pairs: Iterable[tuple[int, int]]) -> tuple[int, str, int, int, int]:
    """Fewest parts over (locking, single) pairs, the default and UCS-2 (23.040 9.2.3.24.1, .15, .16).

    Returns (n_parts, encoding, locking, single, n_units). Ties: default tables, one national table, two, UCS-2; then
    fewer units; then lower (locking, single). A pair pays for each table it names, used or not; a pair with a locking
    table that does not exist is passed over.
    """
    found: list[tuple[int, int, int, int, int, str]] = []
    for locking, single in [(0, 0), *pairs]:
        septets = septets_of(text, locking, single)
        if septets is None or not has_locking_table(locking):
            continue
        n_national = (1 if locking else 0) + (1 if single else 0)
        alone = capacity("gsm7", header_cost(n_national, concatenated=False))
        joined = capacity("gsm7", header_cost(n_national, concatenated=True))
        n_parts = len(split_gsm7(text, alone, joined, locking, single))
        found.append((n_parts, n_national, len(septets), locking, single, "gsm7"))
    ucs2_parts = split_ucs2(text, capacity("ucs2", 0), capacity("ucs2", header_cost(0, concatenated=True)))
    found.append((len(ucs2_parts), 3, len(utf16_units(text)), 0, 0, "ucs2"))
    n_parts, _, n_units, locking, single, encoding = min(found)
    return n_parts, encoding, locking, single, n_units
