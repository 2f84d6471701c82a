"""Campaigns: which rows are left out and why, and that a row that is left out changes nothing for the others."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet import Encoding, Rate, Rates, Template, delimited, dry_run
from septet.campaign import MESSAGE_COLUMN, RECIPIENT_COLUMNS, Campaign, Reason, RowError
from septet.delimited import UNDECODABLE, DelimitedFile
from septet.errors import FileFormatError, SeptetError
from septet.tally import Counted, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from septet.tally import Totals

LINE_END = re.compile("\r\n|\r|\n")
NUMBER = "447700900123"
NO_NUMBER_AT_ALL = "is not an international number (E.164: optional + or 00, then 7 to 15 digits, the first one not 0)"
RATES = Rates([Rate("44", Decimal("0.04"), "EUR"), Rate("1", Decimal("0.01"), "USD")])


class Octets(io.RawIOBase):
    """A file of these octets, unbuffered."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._octets = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._octets.readinto(buffer)


class Outcome(NamedTuple):
    """What became of the rows of a campaign."""

    totals: Totals
    messages: list[tuple[int, Counted]]
    rejects: list[tuple[int, Reason, str, Sequence[str]]]
    texts: list[str]


def campaign(octets: bytes, *, template: str | None = None, recipient_column: str | None = None) -> Campaign:
    """The campaign in the octets."""
    table = DelimitedFile(Octets(octets), name="x.csv")
    return Campaign(table, template=None if template is None else Template(template), recipient_column=recipient_column)


def outcome(
    octets: bytes, *, template: str | None = None, recipient_column: str | None = None, max_parts: int | None = None
) -> Outcome:
    """What becomes of the campaign in the octets."""
    tally = Tally(RATES, max_parts=max_parts)
    messages: list[tuple[int, Counted]] = []
    rejects: list[tuple[int, Reason, str, Sequence[str]]] = []
    texts: list[str] = []

    def on_messages(lines: Sequence[int], counted: Iterable[Counted], bodies: Sequence[str]) -> None:
        messages.extend(zip(lines, counted, strict=True))
        texts.extend(bodies)

    def on_reject(line: int, error: RowError, cells: Sequence[str]) -> None:
        rejects.append((line, error.reason, error.detail, cells))

    campaign(octets, template=template, recipient_column=recipient_column).run(
        tally, on_messages=on_messages, on_reject=on_reject
    )
    totals = tally.totals()
    tally.close()
    assert totals.n_messages == len(messages) == len(texts)
    for told in (messages, rejects):
        lines = [line for line, *_ in told]
        assert lines == sorted(lines)
    return Outcome(totals, messages, rejects, texts)


def unusable(octets: bytes, *, template: str | None = None, recipient_column: str | None = None) -> str:
    """Why the file is no campaign."""
    with pytest.raises(FileFormatError) as caught:
        campaign(octets, template=template, recipient_column=recipient_column)
    assert (caught.value.file, caught.value.line) == ("x.csv", 1)
    return caught.value.reason


# -- columns -----------------------------------------------------------------------------------------------------------


def test_the_columns_that_are_known_by_name() -> None:
    assert RECIPIENT_COLUMNS == ("to", "recipient", "msisdn", "mobile", "phone")
    assert MESSAGE_COLUMN == "message"


@pytest.mark.parametrize("first", range(5))
def test_the_first_recipient_column_by_name_is_taken_wherever_it_stands(first: int) -> None:
    columns = [*RECIPIENT_COLUMNS[:first:-1], "message", RECIPIENT_COLUMNS[first]]
    row = [*(["nobody"] * (len(columns) - 2)), "hello", NUMBER]
    found = outcome(f"{','.join(columns)}\n{','.join(row)}\n".encode())
    assert [message.recipient for _, message in found.messages] == [NUMBER]


@pytest.mark.parametrize("header", ["To,Message", "MSISDN,MESSAGE", " phone , message ", '"mobile","message"'])
def test_columns_are_found_in_any_case_and_with_blanks(header: str) -> None:
    assert [line for line, _ in outcome(f"{header}\n{NUMBER},hello\n".encode()).messages] == [2]


def test_columns_that_nobody_asked_for_do_not_matter() -> None:
    octets = f"x,x,message,,to\n{UNDECODABLE},,hello,,{NUMBER}\n".encode("utf-8", "surrogateescape")
    assert [message.recipient for _, message in outcome(octets).messages] == [NUMBER]


@pytest.mark.parametrize("name", ["who", "WHO", "Who"])
def test_a_recipient_column_that_is_named_is_taken(name: str) -> None:
    octets = f"to,who,message\n1,{NUMBER},hello\n".encode()
    assert [message.recipient for _, message in outcome(octets, recipient_column=name).messages] == [NUMBER]


@pytest.mark.parametrize("header", [b"message", b"number,message", b"to;message,x,y", b"t o,message"])
def test_a_file_without_a_recipient_column_is_no_campaign(header: bytes) -> None:
    reason = unusable(header + b"\n1,2\n")
    assert reason.startswith(
        "no column 'to' or 'recipient' or 'msisdn' or 'mobile' or 'phone' for the numbers; it has "
    )
    assert reason.endswith(": name it with --recipient-column")


def test_a_recipient_column_that_is_named_must_be_there() -> None:
    assert unusable(b"to, message\n", recipient_column="who") == (
        "no column 'who' for the numbers; it has 'to', 'message': check the spelling"
    )


def test_a_file_without_a_message_column_needs_a_template() -> None:
    assert (
        unusable(b"to,text\n")
        == "no column 'message' for the texts; it has 'to', 'text': name it with --message-column, or give a --template"
    )
    assert outcome(f"to,text\n{NUMBER},hello\n".encode(), template="${text}").rejects == []


def test_a_template_needs_a_column_for_each_name() -> None:
    reason = "no column 'nmae' for ${nmae} in the template; it has 'to', 'name': check the spelling"
    assert unusable(b"to,name\n", template="${name} ${nmae} ${x}") == reason


def test_a_header_that_is_no_text_is_told_in_few_words() -> None:
    advice = "it may be in another encoding (--encoding) or format (--format), or compressed"
    assert unusable(b"t\xf3,message\n") == (
        "no column 'to' or 'recipient' or 'msisdn' or 'mobile' or 'phone' for the numbers; "
        f"it has 't\ufffd', 'message': {advice}"
    )
    columns = ", ".join(["'x'"] * 20)
    assert unusable(b"to" + b",x" * 19 + b"\n") == (
        f"no column 'message' for the texts; it has 'to', {columns[5:]}: "
        "name it with --message-column, or give a --template"
    )
    assert unusable(b"x" + b",x" * 20 + b"\n", recipient_column="y") == (
        f"no column 'y' for the numbers; it has {columns}, ...: check the spelling"
    )
    assert unusable(b"to," + b"x" * 60 + b"," + b"y" * 61 + b"\n").startswith(
        f"no column 'message' for the texts; it has 'to', '{'x' * 60}', '{'y' * 60}...': name it"
    )


@pytest.mark.parametrize("header", [b"to,to,message", b"to,message,To", b"to,message,message", b"to,message,MESSAGE"])
def test_a_column_that_is_needed_must_not_be_there_twice(header: bytes) -> None:
    assert "2 columns are called " in unusable(header)


# -- messages ----------------------------------------------------------------------------------------------------------


def test_a_row_is_a_number_and_a_text() -> None:
    plan = campaign(b"id,to,message\n")
    assert plan.message(["1", "+44 7700 900123", " Hi! "]) == (NUMBER, " Hi! ")
    assert plan.message(("1", "0044 7700 900123", "Zo\xeb\n")) == (NUMBER, "Zo\xeb\n")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi ${name}, your code is ${code}.", "Hi Zoë, your code is 007."),
        ("${ NAME }${Name}", "ZoëZoë"),
        ("to ${to}", "to +447700900123"),
        ("no places", "no places"),
        ("${message}", "${code}"),
        ("${$}{ $${code} ${$}", "${ $007 $"),
    ],
)
def test_a_template_is_filled_from_the_columns(template: str, text: str) -> None:
    plan = campaign(b"to,name,code,message\n", template=template)
    assert plan.message(["+447700900123", "Zoë", "007", "${code}"]) == (NUMBER, text)


def test_each_message_is_told_with_its_line_and_what_it_counts() -> None:
    found = outcome(f'to,message\n{NUMBER},hello\n\n+1 312 555 0128,"Я\nЯ"\n33639980123,{"a" * 161}\n'.encode())
    assert found.messages == [
        (2, Counted(NUMBER, Encoding.GSM7, 5, 1, Rate("44", Decimal("0.04"), "EUR"))),
        (4, Counted("13125550128", Encoding.UCS2, 3, 1, Rate("1", Decimal("0.01"), "USD"))),
        (6, Counted("33639980123", Encoding.GSM7, 161, 2, None)),
    ]
    assert found.texts == ["hello", "Я\nЯ", "a" * 161]
    assert (
        found.totals
        == dry_run([(NUMBER, "hello"), ("13125550128", "Я\nЯ"), ("33639980123", "a" * 161)], rates=RATES).totals
    )


@pytest.mark.parametrize("rejected", [b"", b"12345,hello\n"])
def test_nobody_has_to_listen_to_messages(rejected: bytes) -> None:
    tally = Tally()
    lines: list[int] = []
    plan = campaign(f"to,message\n{NUMBER},hello\n{NUMBER},hello\n".encode() + rejected)
    plan.run(tally, on_reject=lambda line, *_: lines.append(line))
    assert (tally.n_messages, lines) == (2, [4] if rejected else [])


# -- reasons -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        (",x,hello", Reason.NO_NUMBER, "the cell is empty"),
        ('" \t\xa0",x,hello', Reason.NO_NUMBER, "the cell is empty"),
        ("123456,x,hello", Reason.INVALID_NUMBER, f"'123456' {NO_NUMBER_AT_ALL}"),
        ("07700900123,x,hello", Reason.INVALID_NUMBER, f"'07700900123' {NO_NUMBER_AT_ALL}"),
        ("n/a,x,hello", Reason.INVALID_NUMBER, f"'n/a' {NO_NUMBER_AT_ALL}"),
        ("4.47701E+11,x,hello", Reason.INVALID_NUMBER, f"'4.47701E+11' {NO_NUMBER_AT_ALL}"),
        ("\x1b[31m,x,hello", Reason.INVALID_NUMBER, f"'\\x1b[31m' {NO_NUMBER_AT_ALL}"),
        (f"{NUMBER},x,", Reason.NO_MESSAGE, "the message is empty or blank"),
        (f'{NUMBER},x," \xa0\t"', Reason.NO_MESSAGE, "the message is empty or blank"),
        (f"{NUMBER},x,caf\udce9", Reason.UNDECODABLE, "in the message"),
        (f"{NUMBER},x,\udcff", Reason.UNDECODABLE, "in the message"),
        (f"{NUMBER}\udcff,x,hello", Reason.UNDECODABLE, "in the number"),
        ("\udcff,x,\udcff", Reason.UNDECODABLE, "in the number"),
        (f"{NUMBER},x,{'a' * 460}", Reason.TOO_MANY_PARTS, "the text needs 4 parts, 3 at most are allowed"),
        (f"{NUMBER},x", Reason.WRONG_CELLS, "2 where the header has 3"),
        (NUMBER, Reason.WRONG_CELLS, "1 where the header has 3"),
        (" ", Reason.WRONG_CELLS, "1 where the header has 3"),
        (f"{NUMBER},x,hello,you", Reason.WRONG_CELLS, "4 where the header has 3"),
        (f"{NUMBER},x,hello, ", Reason.WRONG_CELLS, "4 where the header has 3"),
        (f"{NUMBER},x,hello,,,0", Reason.WRONG_CELLS, "6 where the header has 3"),
        (",x", Reason.WRONG_CELLS, "2 where the header has 3"),
        (",x,", Reason.NO_NUMBER, "the cell is empty"),
    ],
)
def test_a_row_is_left_out_for_a_reason(row: str, reason: Reason, detail: str) -> None:
    octets = f"to,x,message\n{row}\n{NUMBER},y,hello\n".encode("utf-8", "surrogateescape")
    found = outcome(octets, max_parts=3)
    cells = row.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\ufffd", UNDECODABLE)
    assert found.rejects == [(2, reason, detail, next(csv.reader([cells])))]
    assert [line for line, _ in found.messages] == [3]


@pytest.mark.parametrize(
    "row",
    [
        "1234567,x,hello",
        "123456789012345,x,hello",
        "(44) 7700-900123,x,hello",
        f"{NUMBER},x,.",
        f"{NUMBER}, \udcff,hello",
        f"{NUMBER},,hello",
        f"{NUMBER},x,{'a' * 459}",
        f"{NUMBER},x,hello,",
        f"{NUMBER},x,hello,,,",
        f'{NUMBER},x,hello,""',
    ],
)
def test_a_row_that_only_just_can_be_used_is_used(row: str) -> None:
    found = outcome(f"to,x,message\n{row}\n".encode("utf-8", "surrogateescape"), max_parts=3)
    assert found.rejects == []
    assert found.totals.n_messages == 1


@pytest.mark.parametrize(
    "row", [f'{NUMBER},x,"hello"you', f'{NUMBER},x,"hello', f"{NUMBER},x,{'a' * (csv.field_size_limit() + 1)}"]
)
def test_what_is_no_row_is_left_out_with_its_line_as_it_stands(row: str) -> None:
    found = outcome(f"to,x,message\n{NUMBER},y,hello\n{row}\r\n".encode())
    ((line, reason, detail, cells),) = found.rejects
    assert (line, reason, cells) == (3, Reason.MALFORMED, (row,))
    assert detail
    assert [line for line, _ in found.messages] == [2]


@pytest.mark.parametrize(
    ("row", "reason", "detail"),
    [
        (f"{NUMBER},,007", Reason.MISSING_VALUE, "no value for ${name}"),
        (f"{NUMBER}, ,007", Reason.MISSING_VALUE, "no value for ${name}"),
        (f"{NUMBER},Zoë,\xa0", Reason.MISSING_VALUE, "no value for ${code}"),
        (f"{NUMBER},,", Reason.MISSING_VALUE, "no value for ${name}"),
        (",,", Reason.NO_NUMBER, "the cell is empty"),
        (f"{NUMBER},\udcff,007", Reason.UNDECODABLE, "in the message"),
        (f"{NUMBER},Zoe,{'7' * 200}", Reason.TOO_MANY_PARTS, "the text needs 2 parts, 1 at most are allowed"),
    ],
)
def test_a_row_without_what_the_template_needs_is_left_out(row: str, reason: Reason, detail: str) -> None:
    octets = f"to,name,code\n{row}\n{NUMBER},x,y\n".encode("utf-8", "surrogateescape")
    found = outcome(octets, template="Hi ${name}, ${code}", max_parts=1)
    assert [reject[:3] for reject in found.rejects] == [(2, reason, detail)]
    assert [line for line, _ in found.messages] == [3]


def test_a_value_that_the_template_does_not_need_may_be_missing() -> None:
    found = outcome(f"to,name,message\n{NUMBER},,\n".encode(), template="Hi!")
    assert (found.rejects, found.totals.n_messages) == ([], 1)


def test_a_reason_reads_as_words() -> None:
    assert [str(reason) for reason in Reason] == [reason.value for reason in Reason]
    error = RowError(Reason.NO_NUMBER, "the cell is empty")
    assert str(error) == "no number: the cell is empty"
    assert (error.reason, error.detail, error.args) == (error.args[0], error.args[1], (Reason.NO_NUMBER, error.detail))
    assert isinstance(error, SeptetError)
    assert isinstance(error, ValueError)


# -- broken rows among others ------------------------------------------------------------------------------------------

bodies = st.text(
    st.one_of(
        st.sampled_from('ab ,;"\n\r€Я😀'), st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd")
    ),
    max_size=90,
)
recipients = st.sampled_from(["+447700900123", "0044 7700 900124", "13125550128", "33639980123", "447700900123"])
good_rows = st.lists(st.tuples(recipients, bodies.filter(str.strip)), max_size=8)
broken_rows = st.sampled_from(
    [
        (b",x,hello", Reason.NO_NUMBER),
        (b'"\n",x,hello', Reason.NO_NUMBER),
        (b"12345,x,hello", Reason.INVALID_NUMBER),
        (b'"447700900123\n",x', Reason.WRONG_CELLS),
        (b"0800 FLOWERS,x,hello", Reason.INVALID_NUMBER),
        (b"447700900123,x,", Reason.NO_MESSAGE),
        (b'447700900123,x,"\r\n \r"', Reason.NO_MESSAGE),
        (b"447700900123,x,caf\xe9", Reason.UNDECODABLE),
        (b'447700900123,x,"\xff\n\xc3"', Reason.UNDECODABLE),
        (b"44770090012\xb3,x,hello", Reason.UNDECODABLE),
        (b"447700900123,hello", Reason.WRONG_CELLS),
        (b"447700900123,x,hello, you", Reason.WRONG_CELLS),
        (b"\xff", Reason.WRONG_CELLS),
        (b'447700900123,x,"hello"you', Reason.MALFORMED),
        (b'447700900123,x,"hello"!', Reason.MALFORMED),
        (b"447700900123,x," + b"a" * (csv.field_size_limit() + 1), Reason.MALFORMED),
        (b"447700900123,x," + b"a" * 1000, Reason.TOO_MANY_PARTS),
        (b'447700900123,x,"' + "Я\n".encode() * 150 + b'"', Reason.TOO_MANY_PARTS),
    ]
)


@given(
    good=good_rows,
    broken=st.lists(broken_rows, max_size=6),
    end=st.sampled_from([b"\n", b"\r\n"]),
    unclosed=st.booleans(),
    batch=st.sampled_from([1, 2, 3, 256]),
    data=st.data(),
)
def test_rows_that_are_left_out_change_nothing_for_the_others(
    good: list[tuple[str, str]],
    broken: list[tuple[bytes, Reason]],
    end: bytes,
    unclosed: bool,
    batch: int,
    data: st.DataObject,
) -> None:
    rows: list[tuple[bytes, Reason | None]] = [*broken]
    rows += [(f'{recipient},x,"{body.replace(chr(34), chr(34) * 2)}"'.encode(), None) for recipient, body in good]
    if unclosed:
        rows.append((b'447700900123,x,"hello', Reason.MALFORMED))
    order = data.draw(st.permutations(range(len(rows) - unclosed)))
    octets = b"to,name,message" + end
    accepted: list[int] = []
    rejected: list[tuple[int, Reason]] = []
    for row, reason in [rows[i] for i in order] + rows[len(order) :]:
        line = octets.count(b"\n") + octets.replace(b"\r\n", b"").count(b"\r") + 1
        if reason is None:
            accepted.append(line)
        else:
            rejected.append((line, reason))
        octets += row + end

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delimited, "_BATCH", batch)
        found = outcome(octets, max_parts=3)
    assert [line for line, _ in found.messages] == accepted
    assert [(line, reason) for line, reason, _, _ in found.rejects] == rejected
    assert sorted(found.texts) == sorted(body for _, body in good)
    assert found.totals == dry_run(good, rates=RATES, max_parts=3).totals
    assert found.totals.n_messages == len(good)


# -- groups ------------------------------------------------------------------------------------------------------------


def test_only_what_cannot_be_used_has_a_refusal() -> None:
    found = campaign(b"to,message\n")
    assert found.refusal(["12", "hello"]).reason is Reason.INVALID_NUMBER
    with pytest.raises(AssertionError):
        found.refusal([NUMBER, "hello"])


def test_a_header_alone_has_no_rows() -> None:
    header = delimited.Header("x", [" to ", "message"])
    assert (header.header, header.column("TO"), list(header.batches())) == (["to", "message"], 0, [])
