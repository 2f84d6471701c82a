"""What was once wrong and was found by somebody who tried it: campaign files, price lists and the command."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

import pytest

from septet import Rate, Rates, dry_run, gsm7
from septet.cli.app import run
from septet.delimited import DelimitedFile
from septet.errors import FileFormatError
from septet.explain import character_name

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-c", "from septet.cli import main; main()"]
CAMPAIGN = "to,message\n447700900123,hi\n"


def read(octets: bytes, encoding: str | None = None) -> tuple[list[tuple[int, list[str]]], list[int]]:
    malformed: list[int] = []
    table = DelimitedFile(io.BytesIO(octets), name="x", encoding=encoding)
    return list(table.rows(lambda line, _reason: malformed.append(line))), malformed


def septet(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], check=False, capture_output=True, **options)


# -- files -------------------------------------------------------------------------------------------------------------


def test_an_unclosed_quote_costs_its_own_row_only() -> None:
    rows, malformed = read(b'to,message\n1,a\n2,"b\n' + b"3,c\n" * 1000 + b'4,"d"\n5,e\n')
    assert malformed == [3]
    assert len(rows) == 1003
    assert rows[-1] == (1005, ["5", "e"])


def test_the_rest_of_a_line_that_is_too_long_is_no_row() -> None:
    rows, malformed = read(b"to,message\n1,a\n2," + b"y," * (1 << 19) + b"7,phantom\n3,c\n")
    assert (rows, malformed) == ([(2, ["1", "a"]), (4, ["3", "c"])], [3])


def test_lines_behind_one_that_is_too_long_are_numbered_right() -> None:
    rows, _ = read(b"to,message\n1," + b"x" * (3 << 20) + b"\n2,y\n")
    assert rows == [(3, ["2", "y"])]


def test_a_row_ends_after_a_thousand_lines_at_the_latest() -> None:
    assert read(b'to,message\n1,"' + b"a\n" * 999 + b'"\n')[1] == []
    rows, malformed = read(b'to,message\n1,"' + b"a\n" * 1000 + b'"\n2,b\n')
    assert (rows[-1], malformed[0]) == ((1003, ["2", "b"]), 2)


def test_a_row_of_far_too_many_cells_is_not_kept() -> None:
    assert read(b"to,message\n" + b"x," * 5000 + b"\n1,a\n") == ([(3, ["1", "a"])], [2])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "idna", "punycode", "undefined"])
def test_an_encoding_that_cannot_be_used_raises_nothing_undocumented(encoding: str) -> None:
    with contextlib.suppress(FileFormatError):
        read(b"to,message\n1,2\n", encoding=encoding)


@pytest.mark.parametrize("encoding", ["a\0b", "\udcff"])
def test_an_encoding_that_is_no_name_is_refused(encoding: str) -> None:
    with pytest.raises(FileFormatError):
        read(b"to,message\n1,2\n", encoding=encoding)


class Slow(io.RawIOBase):
    """Gives one octet at a time."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._file = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._file.readinto(memoryview(buffer)[:1])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "utf-8"])
def test_a_byte_order_mark_may_come_in_pieces(encoding: str) -> None:
    assert DelimitedFile(Slow("to,message\n".encode(encoding)), name="x").header == ["to", "message"]


def test_a_price_list_with_too_many_cells_is_refused() -> None:
    with pytest.raises(FileFormatError, match="4 cells where the header has 3"):
        Rates.read(io.BytesIO(b"prefix,currency,price\n44,EUR,0,05\n"))


@pytest.mark.parametrize("currency", ["\xdfa", "\ufb01x"])
def test_a_currency_that_grows_in_upper_case_is_refused(currency: str) -> None:
    with pytest.raises(FileFormatError):
        Rates.read(io.BytesIO(f"prefix,price,currency\n44,1,{currency}\n".encode()))


# -- money and names ---------------------------------------------------------------------------------------------------


def test_a_sum_keeps_more_than_28_digits() -> None:
    rates = Rates.read(io.BytesIO(b"prefix,price,currency\n44,123456789012345678,EUR\n1,0.12345678901234567,EUR\n"))
    totals = dry_run([("447700900123", "a"), ("13125550128", "a")], rates=rates).totals
    assert totals.costs == (("EUR", Decimal("123456789012345678.12345678901234567")),)


def test_the_decimal_context_of_the_caller_does_not_matter() -> None:
    rates = Rates([Rate("44", Decimal("0.12345"), "EUR")])
    with localcontext() as context:
        context.prec = 3
        totals = dry_run([("447700900123", "a" * 161)], rates=rates).totals
    assert totals.costs == (("EUR", Decimal("0.24690")),)


@pytest.mark.exhaustive
def test_every_character_has_a_name() -> None:
    assert all(character_name(chr(code)) for code in range(0x110000))


@pytest.mark.parametrize(("character", "label"), [("\uffff", "noncharacter-FFFF"), ("\u0378", "reserved-0378")])
def test_labels_are_those_of_unicode(character: str, label: str) -> None:
    assert character_name(character) == f"<{label}>"


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
def test_standard_input_is_not_written_over(tmp_path: Path, option: str) -> None:
    campaign = tmp_path / "c.csv"
    campaign.write_text(CAMPAIGN)
    with campaign.open("rb") as file:
        ran = septet("dry-run", "-", option, str(campaign), stdin=file)
    assert (ran.returncode, campaign.read_text()) == (2, CAMPAIGN)


@pytest.mark.parametrize("arguments", [("count", "x"), ("count", "--json", "x"), ("encode", "x"), ("-h",)])
def test_a_reader_that_has_gone_is_no_error(arguments: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    ran = subprocess.run([*COMMAND, *arguments], check=False, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_terminal_is_not_steered_by_names(tmp_path: Path) -> None:
    campaign = tmp_path / "\x1b[31mc.csv"
    campaign.write_text(CAMPAIGN)
    rates = tmp_path / "r.csv"
    rates.write_text('prefix,price,currency,name\n44,1,EUR,"\x1b]0;x\x07\n\x1b[2J"\n')
    assert b"\x1b" not in septet("dry-run", str(campaign), "--rates", str(rates)).stdout
    assert b"\x1b" not in septet("dry-run", "\x1b[31mmissing.csv").stderr


def test_what_is_decoded_goes_to_a_pipe_as_it_is() -> None:
    assert septet("decode", "--ucs2", "0061001B005B00330031006D0062").stdout == b"a\x1b[31mb\n"


@pytest.mark.parametrize("arguments", ["count x >&-", "count <&-", "dry-run - <&-", "encode <&-", "count x 2>&-"])
def test_a_closed_stream_gives_no_traceback(arguments: str) -> None:
    line = f"{sys.executable} -c 'from septet.cli import main; main()' {arguments}"
    ran = subprocess.run(["sh", "-c", line], check=False, capture_output=True)
    assert b"Traceback" not in ran.stderr


def test_a_template_argument_that_does_not_decode_is_refused(tmp_path: Path) -> None:
    campaign = tmp_path / "c.csv"
    campaign.write_text("to\n447700900123\n")
    assert septet("dry-run", str(campaign), "--template", os.fsdecode(b"caf\xe9")).returncode == 2


@pytest.mark.parametrize("arguments", [["count"], ["dry-run", "-"]])
def test_a_closed_standard_input_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run(arguments) == 2
    assert capsys.readouterr().err == "septet: standard input: it is closed\n"


def test_a_closed_standard_output_is_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["count", "x"]) == 0
    assert sys.stdout is not None
    sys.stdout.close()


def test_a_handler_of_errors_in_decoding_must_give_text() -> None:
    codecs.register_error("septet.test.gives_octets", lambda _error: (b"x", 1))
    with pytest.raises(TypeError, match=r"must give a tuple \(str, int\), not \(b'x', 1\)"):
        gsm7.decode(b"\x80", errors="septet.test.gives_octets")
