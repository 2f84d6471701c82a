"""What holds for any octets that are taken for a request to an API, for an answer of one, or for a campaign file.

A request is read, or refused by the documented error; what was read can be shown, run dry, answered and written, and is
the same when that is read. Of a file every line is a row, malformed or empty, and none is lost.
"""

from __future__ import annotations

import io
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from fuzz.source import Source
from septet.campaign import Campaign
from septet.delimited import DelimitedFile
from septet.dialects import convert, eapi, smslist, xms
from septet.errors import FileFormatError, MalformedError, RequestError, Severity
from septet.tally import Tally
from septet.templates import Template

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBERS = {
    "smslist": (
        *("smslist", "count", "partnerID", "apikey", "shortcode", "mobile", "message", "pass_type", "clientsmsid"),
        *("timeToSend", "responses", "response-code", "respose-code", "response-description", "messageid", "networkid"),
    ),
    "xms": (
        *("to", "body", "from", "type", "udh", "delivery_report", "send_at", "expire_at", "callback_url", "parameters"),
        *("flash_message", "client_reference", "max_number_of_message_parts", "feedback_enabled", "truncate_concat"),
        *("from_ton", "from_npi", "to_add", "to_remove", "recipients", "default", "x", "url", "id", "canceled"),
        *("created_at", "modified_at", "batches", "page", "page_size", "count", "code", "text", "per_recipient"),
        *("number_of_recipients", "number_of_messages", "number_of_parts", "message_part", "recipient", "encoding"),
    ),
}
WORDS = (
    *("mt_text", "mt_binary", "mt_media", "plain", "bm5", "SGk=", "", "447700900001", "+44 7700 900002", "0712345678"),
    *("Hi ${x}", "${x", "a" * 161, "я" * 71, "😀", "2026-01-21T15:40:00Z", "2026-01-21 15:40", "1567350000", "none"),
    *("full", "per_recipient", "https://example.com/", "050003cc0201", "200", "1006", "true", "GRP", "\ud83d", "€"),
)
DEEPEST = 6


def document(octets: bytes, names: tuple[str, ...]) -> bytes:
    """JSON as it stands, or made of what a source says: then most of it is of the right shape."""
    if octets[:1] in (b"", b"{", b"["):
        return octets
    return json.dumps(element(Source(octets[1:]), names, DEEPEST)).encode()


def element(source: Source, names: tuple[str, ...], depth: int) -> object:
    """Some value; nothing is the empty object."""
    kind = source.octet() % 8 if depth else source.octet() % 5
    if kind < 3:
        simple = None, True, False, source.octet() - 10, source.number() / 7, 10**17
        return WORDS[source.octet() % len(WORDS)] if kind else simple[source.octet() % len(simple)]
    if kind == 3:
        return source.take(source.octet() % 40).decode("utf-8", "replace")
    if kind == 4:
        return str(source.number()) * (source.octet() % 6)
    inner = partial(element, source, names, depth - 1)
    if kind == 5:
        return [inner() for _ in range(source.octet() % 4)]
    return {names[source.octet() % len(names)]: inner() for _ in range(source.octet() % 12)}


def refused(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What is returned; None where it is refused, which has to be for a reason."""
    try:
        return call(*arguments, **options)
    except RequestError as error:
        assert error.problems[0].severity is Severity.ERROR, error
        assert str(error)
        return None


def without(value: Any, **changes: object) -> Any:
    """The same without what was wrong with it."""
    fields = {name: getattr(value, name) for name in value.__match_args__}
    return type(value)(**fields | {"problems": ()} | changes)


# -- requests ----------------------------------------------------------------------------------------------------------


def eapi_sms(octets: bytes) -> None:
    """Forms for one message."""
    request = refused(eapi.sms.parse, octets)
    if request is None:
        return
    assert without(eapi.sms.parse(eapi.sms.serialize(request))) == without(request)
    assert str(request)
    run = refused(eapi.sms.dry_run, request, groups={})
    if run is not None:
        assert eapi.read_response(eapi.sms.to_wire(run)).is_accepted


def eapi_batch(octets: bytes) -> None:
    """Forms with a CSV, and a CSV alone, whole and in pieces."""
    alone = refused(eapi.batch.parse_csv, octets)
    middle = len(octets) // 2
    assert refused(eapi.batch.parse_csv, [octets[:middle], b"", octets[middle:]]) == alone
    for request in (alone, refused(eapi.batch.parse, octets)):
        if request is not None:
            check_batch(request)


def check_batch(request: eapi.batch.Request) -> None:
    """What a batch sends is the same when it has been written; lines that are ignored are not."""
    sent = [line for line in request.lines if line.status is not eapi.batch.LineStatus.IGNORED]
    again = eapi.batch.parse(eapi.batch.serialize(request))
    assert without(again, lines=tuple(map(without, again.lines))) == without(request, lines=tuple(map(without, sent)))
    run = refused(eapi.batch.dry_run, request)
    if run is not None:
        assert eapi.read_response(eapi.batch.to_wire(run)).is_accepted


def xms_bodies(octets: bytes) -> None:
    """Batches, updates and feedback."""
    body = document(octets, MEMBERS["xms"])
    for read in (xms.parse, xms.parse_update, xms.parse_feedback):
        request = refused(read, body)
        if request is not None:
            assert without(read(xms.serialize(request))) == without(request)
            assert str(request)
    batch = refused(xms.parse, body)
    if batch is not None:
        run = refused(xms.dry_run, batch, groups={"GRP": ["447700900001"]})
        if run is not None:
            answer = xms.to_wire(run)
            assert isinstance(xms.read_response(answer.body, answer.status), xms.DryRunResponse)


def xms_targets(octets: bytes) -> None:
    """Methods and addresses, with their queries."""
    source = Source(octets)
    method = ("GET", "POST", "PUT", "DELETE")[source.octet() % 4]
    target = source.take(source.octet()).decode("latin-1")
    if source.octet() & 1:
        target = f"/batches{target}"
    asked = refused(xms.read_request, method, target, document(source.rest(), MEMBERS["xms"]))
    if asked is None:
        return
    written = xms.write_request(asked)
    again = xms.read_request(written.method, written.target, written.body)
    assert xms.write_request(again) == written


def smslist_bodies(octets: bytes) -> None:
    """Lists of messages."""
    request = refused(smslist.parse, document(octets, MEMBERS["smslist"]))
    if request is None:
        return
    assert smslist.parse(smslist.serialize(request)).rows == request.rows
    assert str(request)
    run = refused(smslist.dry_run, request)
    if run is not None:
        assert smslist.read_response(smslist.to_wire(run), request).rows


def conversions(octets: bytes) -> None:
    """A request of one API becomes requests of each other."""
    body = document(octets, MEMBERS["xms"] if octets[:1] == b"\1" else MEMBERS["smslist"])
    readers: dict[str, Callable[[bytes], object]] = {
        "eapi-sms": eapi.sms.parse,
        "eapi-batch": eapi.batch.parse,
        "xms": xms.parse,
    }
    for source in convert.APIS:
        for target in convert.APIS:
            made = refused(convert.convert, body, source, target)
            for each in made.requests if made is not None and target in readers else ():
                assert readers[target](each)


# -- answers -----------------------------------------------------------------------------------------------------------


def answers(octets: bytes) -> None:
    """What services answer: lines and JSON."""
    status = 400 if octets[-1:] == b"\1" else 200
    read(partial(xms.read_response, status=status), document(octets, MEMBERS["xms"]))
    answer = read(smslist.read_response, document(octets, MEMBERS["smslist"]))
    if answer is not None and answer.failure is None:
        assert smslist.read_response(smslist.write_response(answer)).rows == answer.rows
    line = read(eapi.read_response, octets)
    if line is not None and not set(line.description) & set("|\r\n"):
        assert eapi.read_response(eapi.write_response(line)) == line
    quotation = read(eapi.read_quotation, octets)
    if quotation is not None and not set(quotation.description) & set("|\r\n"):
        again = eapi.read_quotation(eapi.write_quotation(quotation))
        assert eapi.write_quotation(again) == eapi.write_quotation(quotation)


def read(reader: Callable[[bytes], Any], octets: bytes) -> Any:
    """What is read, or None where that is nothing."""
    try:
        found = reader(octets)
    except MalformedError as error:
        assert error.field
        assert error.reason
        assert error.offset >= 0
        return None
    assert str(found)
    return found


# -- files -------------------------------------------------------------------------------------------------------------

ENCODINGS = None, "utf-8", "latin-1", "ascii", "utf-16", "utf-32-le", "utf-7", "no encoding"
DELIMITERS = None, ",", ";", "\t", "|"


def delimited(octets: bytes) -> None:
    """Files with a header, however they come in pieces."""
    source = Source(octets)
    encoding = ENCODINGS[source.octet() % len(ENCODINGS)]
    delimiter = DELIMITERS[source.octet() % len(DELIMITERS)]
    content = source.rest()
    found = rows_of(io.BytesIO(content), encoding, delimiter)
    assert rows_of(Trickle(content), encoding, delimiter) == found


class Trickle(io.BytesIO):
    """A file that gives an octet at a time."""

    def readinto(self, buffer: Any) -> int:
        """Read one, if there is one."""
        return super().readinto(memoryview(buffer)[:1])


def rows_of(file: io.BytesIO, encoding: str | None, delimiter: str | None) -> object:
    """The header, the rows and what is malformed, with their lines; or the error."""
    malformed: list[tuple[int, str]] = []
    try:
        table = DelimitedFile(file, name="it", encoding=encoding, delimiter=delimiter)
        rows = list(table.rows(lambda line, reason: malformed.append((line, reason))))
    except FileFormatError as error:
        return str(error)
    lines = sorted([line for line, _ in rows] + [line for line, _ in malformed])
    assert len(set(lines)) == len(lines)
    assert lines == [*sorted(line for line in lines if line > 1)]
    assert all(row for _, row in rows)
    return table.header, rows, malformed


def campaign(octets: bytes) -> None:
    """Campaign files, with a template and without: every row counts, or is left out for a reason."""
    text = "Hi ${to}, ${message}!" if octets[:1] == b"\1" else None
    content = octets[2:]
    try:
        rows = dict(DelimitedFile(io.BytesIO(content), name="it").rows(lambda *_: None))
        found = Campaign(
            DelimitedFile(io.BytesIO(content), name="it"), template=None if text is None else Template(text)
        )
    except FileFormatError as error:
        assert str(error)
        return
    used: list[int] = []
    left_out: list[int] = []
    tally = Tally(max_parts=3)
    found.run(tally, on_messages=lambda lines, *_: used.extend(lines), on_reject=lambda line, *_: left_out.append(line))
    assert rows.keys() <= {*used, *left_out}
    assert not {*used} & {*left_out}
    assert tally.totals().n_messages == len(used)
