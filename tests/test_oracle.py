"""The oracle against the vectors and against facts worked out by hand.

The oracle is the measure for everything else, so nothing here imports the library.
"""

from __future__ import annotations

import ast
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

import oracle

HERE = Path(__file__).parent

# Cells that hold a character: 128 less the escape and the undefined ones.
ROWS = {
    "default locking": 127,
    "turkish locking": 127,
    "portuguese locking": 127,
    "bengali locking": 114,
    "gujarati locking": 120,
    "hindi locking": 127,
    "kannada locking": 120,
    "malayalam locking": 120,
    "oriya locking": 116,
    "punjabi locking": 110,
    "tamil locking": 102,
    "telugu locking": 120,
    "urdu locking": 127,
    "default single": 10,
    "turkish single": 17,
    "spanish single": 19,
    "portuguese single": 37,
    "bengali single": 82,
    "gujarati single": 70,
    "hindi single": 88,
    "kannada single": 73,
    "malayalam single": 82,
    "oriya single": 75,
    "punjabi single": 76,
    "tamil single": 77,
    "telugu single": 77,
    "urdu single": 90,
}
INDIC_AND_URDU = range(4, 14)
PAIRS = [(locking, single) for locking in range(14) if locking != 2 for single in range(14)]


def vectors(name: str) -> list[dict[str, Any]]:
    """The rows of a vector file."""
    rows: list[dict[str, Any]] = json.loads((HERE / "vectors" / name).read_text(encoding="utf-8"))
    return rows


def hexed(data: bytes | list[int]) -> str:
    """Octets or septets as capital hexadecimal digits."""
    return bytes(data).hex().upper()


def label(row: dict[str, Any]) -> str:
    """A readable test id."""
    return str(row.get("name") or row.get("text") or row.get("septets")).encode("unicode_escape").decode()


# -- the oracle itself -------------------------------------------------------------------------------------------------


def test_oracle_imports_only_the_standard_library() -> None:
    imported = set()
    for node in ast.walk(ast.parse((HERE / "oracle.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).split(".")[0])
    assert imported <= sys.stdlib_module_names


# -- alphabets ---------------------------------------------------------------------------------------------------------


def test_alphabets_have_the_right_numbers_of_rows() -> None:
    rows = vectors("alphabets.json")
    assert len(rows) == sum(ROWS.values())
    assert {table: sum(row["table"] == table for row in rows) for table in ROWS} == ROWS


def test_alphabet_rows_are_well_formed_and_name_their_characters() -> None:
    rows = vectors("alphabets.json")
    for row in rows:
        assert list(row) == ["table", "code", "codepoint", "name"]
        assert row["code"] == f"0x{int(row['code'], 16):02X}"
        assert row["codepoint"] == f"U+{ord(unicodedata.lookup(row['name'])):04X}"
    assert len({(row["table"], row["code"]) for row in rows}) == len(rows)


def test_no_table_defines_the_escape_and_every_table_ends_lines() -> None:
    for name, table in oracle.TABLES.items():
        assert oracle.ESCAPE not in table
        assert "\x1b" not in table.values()
        if name.endswith("locking"):
            assert (table[0x0A], table[0x0D], table[0x20]) == ("\n", "\r", " ")
        else:
            assert table[0x0A] == "\f"
            assert 0x0D not in table


def test_only_asterisk_and_inverted_exclamation_mark_stand_twice() -> None:
    for identifier, language in enumerate(oracle.LANGUAGES):
        for kind in ("locking", "single"):
            table = oracle.TABLES.get(f"{language} {kind}", {})
            twice = {char for char in table.values() if list(table.values()).count(char) > 1}
            assert twice == ({"*", "\xa1"} if kind == "single" and identifier in INDIC_AND_URDU else set())


@pytest.mark.parametrize("single", INDIC_AND_URDU)
def test_lowest_code_wins(single: int) -> None:
    assert oracle.septets_of("\xa1", locking=single, single=single) == [0x1B, 0x13]
    assert oracle.septets_of("*", locking=single, single=single) == [0x1B, 0x0B]


def test_basic_table_differs_from_ascii_where_it_should() -> None:
    assert oracle.septets_of("@$_") == [0x00, 0x02, 0x11]
    assert oracle.first_unencodable("$`") == 1
    ascii_printable = "".join(map(chr, range(0x20, 0x7F)))
    lengths = [len(oracle.septets_of(char) or []) for char in ascii_printable]
    assert [lengths.count(n) for n in (0, 1, 2)] == [1, 86, 8]
    latin_1 = ascii_printable + "".join(map(chr, range(0xA0, 0x100)))
    lengths = [len(oracle.septets_of(char) or []) for char in latin_1]
    assert [lengths.count(n) for n in (0, 1, 2)] == [68, 115, 8]


def test_euro_sign_is_in_every_single_shift_table_but_telugu() -> None:
    without = [single for single in range(14) if oracle.TABLES[oracle.single_name(single)].get(0x65) != "\u20ac"]
    assert without == [12]


@pytest.mark.parametrize(
    ("table", "code", "char"),
    [
        ("kannada locking", 0x24, "\u0ca1"),
        ("kannada locking", 0x3D, "\u0caa"),
        ("tamil single", 0x24, "\u0bee"),
        ("telugu single", 0x22, "\u0c6c"),
        ("telugu single", 0x23, "\u0c6d"),
        ("punjabi single", 0x23, "\u0a6d"),
        ("oriya locking", 0x47, "\u0b33"),
        ("default locking", 0x09, "\u00c7"),
    ],
)
def test_misprinted_and_disputed_cells(table: str, code: int, char: str) -> None:
    assert oracle.TABLES[table][code] == char


# -- text and septets --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", vectors("packing.json"), ids=label)
def test_packing_vectors(row: dict[str, Any]) -> None:
    septets = oracle.septets_of(row["text"], row["locking"], row["single"])
    assert septets is not None
    assert hexed(septets) == row["septets"]
    assert len(septets) == row["count"]
    assert oracle.decode_septets(septets, row["locking"], row["single"]) == row["text"]
    assert oracle.first_unencodable(row["text"], row["locking"], row["single"]) is None


@pytest.mark.parametrize(("key", "fill_bits"), [("packed", 0), ("packed_fill_1", 1)])
@pytest.mark.parametrize("row", vectors("packing.json"), ids=label)
def test_packing_vectors_as_octets(row: dict[str, Any], key: str, fill_bits: int) -> None:
    septets = list(bytes.fromhex(row["septets"]))
    assert hexed(oracle.pack(septets, fill_bits)) == row[key]
    assert oracle.unpack(bytes.fromhex(row[key]), row["count"], fill_bits) == septets


@pytest.mark.parametrize("row", vectors("decoding.json"), ids=label)
def test_decoding_vectors(row: dict[str, Any]) -> None:
    assert oracle.decode_septets(list(bytes.fromhex(row["septets"])), row["locking"], row["single"]) == row["text"]


@pytest.mark.parametrize(
    ("septets", "locking", "single", "text"),
    [
        ([], 0, 0, ""),
        ([0x1B], 0, 0, " "),
        ([0x1B, 0x1B], 0, 0, " "),
        ([0x1B, 0x1B, 0x1B], 0, 0, "  "),
        ([0x1B, 0x1B, 0x1B, 0x65], 0, 0, " \u20ac"),
        ([0x1B, 0x65], 0, 12, "e"),
        ([0x1B, 0x0D], 6, 6, "\r"),
        ([0x1B, 0x0A], 6, 6, "\f"),
        ([0x41], 2, 2, "A"),
        ([0x0E], 4, 0, None),
        ([0x41, 0x0E], 4, 4, None),
        ([0x1B, 0x0E], 4, 4, "-"),
        ([0x1B, 0x0E], 4, 0, None),
        ([0x80], 0, 0, None),
        ([0x1B, 0x80], 0, 0, None),
        ([-1], 0, 0, None),
    ],
)
def test_decoding_by_the_rules(septets: list[int], locking: int, single: int, text: str | None) -> None:
    assert oracle.decode_septets(septets, locking, single) == text


@pytest.mark.parametrize(("locking", "single"), PAIRS)
def test_every_cell_decodes_and_encodes_back(locking: int, single: int) -> None:
    for char in oracle.TABLES[oracle.locking_name(locking)].values():
        septets = oracle.septets_of(char, locking, single)
        assert septets is not None
        assert len(septets) == 1
        assert oracle.decode_septets(septets, locking, single) == char
    for code, char in oracle.TABLES[oracle.single_name(single)].items():
        assert oracle.decode_septets([oracle.ESCAPE, code], locking, single) == char
        septets = oracle.septets_of(char, locking, single)
        assert septets is not None
        assert oracle.decode_septets(septets, locking, single) == char


def test_unencodable_characters() -> None:
    assert oracle.septets_of("") == []
    assert oracle.septets_of("ab\u4e2d") is None
    assert oracle.first_unencodable("") is None
    assert oracle.first_unencodable("ab\u4e2dc\u4e2d") == 2
    for char in ("\x1b", "\xa0", "\ud83d", "\ude00", "\U0001f600", "`", "\xe7"):
        assert oracle.first_unencodable("a" + char) == 1
        assert oracle.septets_of("a" + char) is None
    assert oracle.septets_of("\xe7", locking=2, single=2) == [0x1B, 0x09]


@pytest.mark.parametrize("identifier", [-1, 14, 255])
def test_unknown_languages_are_refused(identifier: int) -> None:
    with pytest.raises(ValueError, match="no national language"):
        oracle.septets_of("a", locking=identifier)
    with pytest.raises(ValueError, match="no national language"):
        oracle.decode_septets([0x1B, 0x41], single=identifier)


# -- bits --------------------------------------------------------------------------------------------------------------


def test_packing_hellohello_by_hand() -> None:
    # h = 1101000, e = 1100101: the first octet is the lowest bit of e before h, 1 1101000.
    assert oracle.pack([0x68, 0x65])[0] == 0b1_1101000
    assert oracle.pack([0x68, 0x65])[1] == 0b00_110010
    assert hexed(oracle.pack(list(b"hellohello"))) == "E8329BFD4697D9EC37"


@pytest.mark.parametrize("fill_bits", range(7))
@pytest.mark.parametrize("n", range(25))
def test_packing_is_a_little_endian_number(n: int, fill_bits: int) -> None:
    septets = [(37 * index + 11 * fill_bits + 5) % 128 for index in range(n)]
    number = sum(septet << (7 * index + fill_bits) for index, septet in enumerate(septets))
    packed = oracle.pack(septets, fill_bits)
    assert packed == number.to_bytes((7 * n + fill_bits + 7) // 8, "little")
    assert oracle.unpack(packed, n, fill_bits) == septets


def test_unpacking_counts_septets_not_octets() -> None:
    octets = bytes.fromhex("31D98C56B3DD00")
    assert oracle.unpack(octets, 7) == list(b"1234567")
    assert oracle.unpack(octets, 8) == [*b"1234567", 0]
    assert oracle.unpack(bytes([0xFF]), 1, 1) == [0x7F]
    with pytest.raises(ValueError, match="hold no 9 septets"):
        oracle.unpack(octets, 9)


@pytest.mark.parametrize(("septets", "fill_bits"), [([128], 0), ([-1], 0), ([1], 7), ([1], -1)])
def test_what_is_no_septet_or_fill_is_refused(septets: list[int], fill_bits: int) -> None:
    with pytest.raises(ValueError, match=r"does not fit|fill bits"):
        oracle.pack(septets, fill_bits)


def test_utf16_units() -> None:
    assert oracle.utf16_units("") == []
    assert oracle.utf16_units("A\uffff") == [0x0041, 0xFFFF]
    assert oracle.utf16_units("\U0001f600") == [0xD83D, 0xDE00]
    assert oracle.utf16_units("\U00010000\U0010ffff") == [0xD800, 0xDC00, 0xDBFF, 0xDFFF]
    assert oracle.utf16_units("\ude00\ud83d") == [0xDE00, 0xD83D]
    for first in range(0, 0x110000, 0x1111):
        text = chr(first) + "x"
        units = b"".join(unit.to_bytes(2, "big") for unit in oracle.utf16_units(text))
        assert units == text.encode("utf-16-be", "surrogatepass")


# -- user data ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", vectors("user_data.json"), ids=label)
def test_user_data_vectors(row: dict[str, Any]) -> None:
    header = bytes.fromhex(row["header"])
    udl, octets = oracle.user_data(row["text"], row["encoding"], header, row["locking"], row["single"])
    assert udl == row["udl"]
    assert hexed(octets) == row["user_data"]


@pytest.mark.parametrize("row", vectors("capacity.json"), ids=lambda row: str(row["header_octets"]))
def test_capacity_vectors(row: dict[str, Any]) -> None:
    n_octets = row["header_octets"]
    header = bytes([n_octets - 1, *range(n_octets - 1)]) if n_octets else b""
    assert oracle.capacity("gsm7", n_octets) == row["septets"]
    assert oracle.capacity("ucs2", n_octets) == row["ucs2_units"]
    assert oracle.user_data("", "gsm7", header)[0] == row["header_septets"]
    assert row["header_septets"] * 7 - n_octets * 8 == row["fill"]
    assert n_octets + row["octets"] == oracle.USER_DATA_OCTETS


@pytest.mark.parametrize("n_octets", [0, *range(4, 141)])
def test_capacity_is_what_fits_and_no_more(n_octets: int) -> None:
    header = bytes([n_octets - 1]) + bytes(n_octets - 1) if n_octets else b""
    for encoding in ("gsm7", "ucs2"):
        n = oracle.capacity(encoding, n_octets)
        assert len(oracle.user_data("a" * n, encoding, header)[1]) <= oracle.USER_DATA_OCTETS
        with pytest.raises(ValueError, match="octets of user data"):
            oracle.user_data("a" * (n + 1), encoding, header)
    assert oracle.capacity("gsm7", n_octets) == 160 - -(-8 * n_octets // 7)


def test_user_data_length_example_of_the_standard() -> None:
    # 23.040 9.2.3.24.2: two message indication elements before 19 septets make TP-UDL 30; 210 bits, 27 octets.
    header = bytes.fromhex("080102000401028102")
    udl, octets = oracle.user_data("a" * 19, "gsm7", header)
    assert (udl, len(octets)) == (30, 27)
    assert octets == header + oracle.pack(list(b"a" * 19), fill_bits=5)


def test_full_parts_of_a_concatenated_message() -> None:
    header = oracle.concatenation_header(0xCC, 2, 1, 8)
    udl, octets = oracle.user_data("a" * 153, "gsm7", header)
    assert (udl, len(octets)) == (160, 140)
    assert octets == header + oracle.pack(list(b"a" * 153), fill_bits=1)
    header = oracle.concatenation_header(0x1A2B, 2, 1, 16)
    udl, octets = oracle.user_data("a" * 152, "gsm7", header)
    assert (udl, len(octets)) == (160, 140)
    assert octets == header + oracle.pack(list(b"a" * 152))
    assert oracle.user_data("\u4e2d" * 66, "ucs2", header) == (139, header + b"\x4e\x2d" * 66)


def test_concatenation_header() -> None:
    assert hexed(oracle.concatenation_header(0xCC, 2, 1, 8)) == "050003CC0201"
    assert hexed(oracle.concatenation_header(6699, 2, 2, 16)) == "0608041A2B0202"
    assert hexed(oracle.concatenation_header(65535, 255, 255, 16)) == "060804FFFFFFFF"


@pytest.mark.parametrize(
    ("reference", "total", "sequence", "bits"),
    [(256, 2, 1, 8), (65536, 2, 1, 16), (-1, 2, 1, 8), (0, 256, 1, 8), (0, 2, 0, 8), (0, 2, 3, 8), (0, 2, 1, 7)],
)
def test_concatenation_header_refuses(reference: int, total: int, sequence: int, bits: int) -> None:
    with pytest.raises(ValueError, match="no concatenation header"):
        oracle.concatenation_header(reference, total, sequence, bits)


def test_user_data_refuses_what_means_nothing() -> None:
    with pytest.raises(ValueError, match="does not count the others"):
        oracle.user_data("a", "gsm7", b"\x05\x00\x03")
    with pytest.raises(ValueError, match="in neither table"):
        oracle.user_data("\u4e2d", "gsm7", b"")
    with pytest.raises(ValueError, match="no encoding"):
        oracle.user_data("a", "utf8", b"")
    with pytest.raises(ValueError, match="no encoding"):
        oracle.capacity("utf8", 0)
    with pytest.raises(ValueError, match="no header of"):
        oracle.capacity("gsm7", 141)


# -- parts -------------------------------------------------------------------------------------------------------------


def sizes(text: str, reference_bits: int = 8) -> tuple[str, list[int]]:
    """Encoding and code points of each part; the parts must rejoin to the text."""
    encoding, texts = oracle.parts(text, reference_bits)
    assert "".join(texts) == text
    return encoding, [len(part) for part in texts]


@pytest.mark.parametrize(
    ("text", "reference_bits", "encoding", "lengths"),
    [
        ("", 8, "gsm7", [0]),
        ("a" * 160, 8, "gsm7", [160]),
        ("a" * 161, 8, "gsm7", [153, 8]),
        ("a" * 161, 16, "gsm7", [152, 9]),
        ("a" * 306, 8, "gsm7", [153, 153]),
        ("a" * 307, 8, "gsm7", [153, 153, 1]),
        ("\u20ac" * 80, 8, "gsm7", [80]),
        ("\u20ac" * 81, 8, "gsm7", [76, 5]),
        ("\u20ac" * 81, 16, "gsm7", [76, 5]),
        ("a" * 152 + "\u20ac" + "b" * 7, 8, "gsm7", [152, 8]),
        ("a" * 151 + "\u20ac" + "b" * 8, 8, "gsm7", [152, 8]),
        ("a" * 159 + "\u20ac", 8, "gsm7", [153, 7]),
        ("\u4e2d" * 70, 8, "ucs2", [70]),
        ("\u4e2d" * 71, 8, "ucs2", [67, 4]),
        ("\u4e2d" * 71, 16, "ucs2", [66, 5]),
        ("\U0001f600" * 35, 8, "ucs2", [35]),
        ("\U0001f600" * 36, 8, "ucs2", [33, 3]),
        ("a" * 66 + "\U0001f600" + "b" * 3, 8, "ucs2", [66, 4]),
        ("a" * 66 + "\ud83d\ude00" + "b" * 3, 8, "ucs2", [66, 5]),
        ("a" * 66 + "\ude00\ud83d" + "b" * 3, 8, "ucs2", [67, 4]),
        ("a" * 66 + "\ud83d" + "b" * 4, 8, "ucs2", [67, 4]),
        ("a" * 65 + "\ud83d\ud83d\ude00" + "b" * 3, 8, "ucs2", [66, 5]),
        ("a" * 65 + "\ud83d\ude00\ude00" + "b" * 3, 8, "ucs2", [67, 4]),
        ("a" * 66 + "\ud83d\U0001f600" + "b" * 2, 8, "ucs2", [67, 3]),
        ("a" * 65 + "\U0001f600\ude00" + "b" * 3, 8, "ucs2", [66, 4]),
    ],
)
def test_parts(text: str, reference_bits: int, encoding: str, lengths: list[int]) -> None:
    assert sizes(text, reference_bits) == (encoding, lengths)


def test_splitting_with_national_tables() -> None:
    assert oracle.split_gsm7("\u011f" * 81, 155, 149, single=1) == ["\u011f" * 74, "\u011f" * 7]
    assert oracle.split_gsm7("\u011f" * 152, 152, 146, locking=1, single=1) == ["\u011f" * 152]
    assert oracle.split_gsm7("\u011f" * 153, 152, 146, locking=1, single=1) == ["\u011f" * 146, "\u011f" * 7]
    with pytest.raises(ValueError, match="in neither table"):
        oracle.split_gsm7("\u011f", 160, 153)


def test_a_piece_wider_than_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        oracle.split_gsm7("\u20ac\u20ac", 3, 1)
    with pytest.raises(ValueError, match="cannot hold"):
        oracle.split_ucs2("\U0001f600\U0001f600", 3, 1)


# -- the cheapest tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pairs", "best"),
    [
        ("", [(1, 1)], (1, "gsm7", 0, 0, 0)),
        ("hello", [(1, 0), (0, 1), (1, 1)], (1, "gsm7", 0, 0, 5)),
        ("\u011f", [], (1, "ucs2", 0, 0, 1)),
        ("\u011f", [(0, 1)], (1, "gsm7", 0, 1, 2)),
        # one table beats two, the fewer septets of the locking table beat the pair of the single shift table
        ("\u011f", [(1, 1), (0, 1), (1, 0)], (1, "gsm7", 1, 0, 1)),
        # a single part under one national element holds 155 septets, two parts hold 149 each
        ("a" * 155 + "\u011f", [(0, 1)], (2, "gsm7", 0, 1, 157)),
        ("a" * 153 + "\u011f", [(0, 1)], (1, "gsm7", 0, 1, 155)),
        ("a" * 154 + "\u011f", [(1, 0)], (1, "gsm7", 1, 0, 155)),
        ("a" * 154 + "\u011f", [(0, 1), (1, 0)], (1, "gsm7", 1, 0, 155)),
        ("a" * 297 + "\u011f", [(1, 0)], (2, "gsm7", 1, 0, 298)),
        ("a" * 298 + "\u011f", [(1, 0)], (3, "gsm7", 1, 0, 299)),
        # under both elements 152 and 146
        ("a" * 150 + "\u0130\xe7", [(1, 3)], (1, "gsm7", 1, 3, 152)),
        ("a" * 151 + "\u0130\xe3", [(1, 3)], (2, "gsm7", 1, 3, 154)),
        # the default tables win a tie in parts whatever the septets
        ("\u20ac" * 5, [(1, 0)], (1, "gsm7", 0, 0, 10)),
        ("\u20ac" * 81, [(1, 0)], (1, "gsm7", 1, 0, 81)),
        # UCS-2 comes last in a tie and wins only with fewer parts
        ("\u0130" * 68, [(0, 1)], (1, "gsm7", 0, 1, 136)),
        ("\u0130" * 70 + "\u4e2d", [(0, 1), (1, 1)], (2, "ucs2", 0, 0, 71)),
        ("\u0101", PAIRS, (1, "ucs2", 0, 0, 1)),
        # equal in all: the lower pair; a locking table that does not exist is passed over
        ("\xe7", [(0, 3), (0, 2), (0, 1)], (1, "gsm7", 0, 1, 2)),
        ("\xe7", [(2, 2)], (1, "ucs2", 0, 0, 1)),
    ],
)
def test_cheapest(text: str, pairs: list[tuple[int, int]], best: tuple[int, str, int, int, int]) -> None:
    assert oracle.cheapest(text, pairs) == best


def test_cheapest_agrees_with_parts_when_no_pair_is_given() -> None:
    for text in ("", "a" * 160, "a" * 161, "\u20ac" * 400, "\u4e2d" * 70, "\u4e2d" * 71, "\U0001f600" * 99):
        encoding, texts = oracle.parts(text)
        assert oracle.cheapest(text, [])[:2] == (len(texts), encoding)
