"""Programs written for XMS, talking to a service that is built on this dialect.

The clients are two packages that are not needed for anything else: the official ``sinch``, and ``clx-sdk-xms``, which
is of 2017. ``make clients`` installs them and runs this module; where they are missing it is skipped. Everything that
they send has to be understood here, and everything that is answered has to become one of their own values.
"""

from __future__ import annotations

import itertools
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from functools import singledispatchmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from septet.dialects import xms
from septet.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

sinch = pytest.importorskip("sinch", reason="make clients installs it")
clx = pytest.importorskip("clx.xms", reason="make clients installs it")
sinch_errors = pytest.importorskip("sinch.domains.sms.api.v1.exceptions")

A, B, C = "447700900001", "447700900002", "447700900003"
NOON = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
UDH, OCTETS = bytes.fromhex("06050423f40000"), bytes(range(100))
NAMES = {"name": {f"+{A}": "John", "default": "there"}}


class Service:
    """What the API is, as far as these functions make it: batches in memory, at noon of one day for ever."""

    def __init__(self) -> None:
        self.batches: dict[str, xms.Batch] = {}
        self.asked: list[xms.Operation] = []
        self._numbers = itertools.count(1)

    def answer(self, method: str, target: str, body: bytes) -> xms.HttpResponse:
        """Answer to a request."""
        try:
            operation = xms.read_request(method, target, body, now=NOON)
            self.asked.append(operation)
            return self.do(operation)
        except RequestError as error:
            return xms.to_wire(error)
        except KeyError:  # there is no such batch
            return xms.HttpResponse(404, b"")

    @singledispatchmethod
    def do(self, operation: Any) -> xms.HttpResponse:
        """Do what is asked for."""
        raise NotImplementedError(operation)

    @do.register
    def _(self, operation: xms.DryRunBatch) -> xms.HttpResponse:
        run = xms.dry_run(operation, groups={"GRP": [B, C]})
        return xms.to_wire(run, per_recipient=operation.per_recipient)

    @do.register
    def _(self, operation: xms.SendBatch) -> xms.HttpResponse:
        batch_id = f"ID{next(self._numbers)}"
        return self._keep(xms.created(operation.batch, batch_id, NOON, groups={"GRP"}), status=201)

    @do.register
    def _(self, operation: xms.GetBatch) -> xms.HttpResponse:
        return xms.to_wire(self.batches[operation.batch_id])

    @do.register
    def _(self, operation: xms.ListBatches) -> xms.HttpResponse:
        found = tuple(self.batches.values())
        first = operation.page * operation.page_size
        batches = found[first : first + operation.page_size]
        return xms.to_wire(xms.BatchPage(operation.page, len(batches), len(found), batches))

    @do.register
    def _(self, operation: xms.UpdateBatch) -> xms.HttpResponse:
        return self._keep(xms.updated(self.batches[operation.batch_id], operation.update, NOON))

    @do.register
    def _(self, operation: xms.ReplaceBatch) -> xms.HttpResponse:
        return self._keep(xms.replaced(self.batches[operation.batch_id], operation.batch, NOON))

    @do.register
    def _(self, operation: xms.CancelBatch) -> xms.HttpResponse:
        return self._keep(xms.canceled(self.batches[operation.batch_id], NOON))

    @do.register
    def _(self, operation: xms.SendFeedback) -> xms.HttpResponse:
        assert xms.confirmed(self.batches[operation.batch_id], operation.feedback)
        return xms.ACCEPTED

    def _keep(self, batch: xms.Batch, *, status: int = 200) -> xms.HttpResponse:
        self.batches[batch.id] = batch
        return xms.to_wire(batch, status=status)


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the service."""

    service: Service

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.service.answer(self.command, self.path, body)
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the standard library looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def address(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "*")
    handler = type("Bound", (Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# -- the official client -----------------------------------------------------------------------------------------------


@pytest.fixture
def batches(address: str) -> Iterator[Any]:
    client = sinch.SinchClient(service_plan_id="my_plan", sms_api_token="token", sms_region="eu")
    client.configuration.sms_origin_with_service_plan_id = address
    yield client.sms.batches
    client.configuration.transport.http_session.close()


def refusal(call: Any, *args: Any, **options: Any) -> tuple[int, Any]:
    """The status and the body of an answer that the official client raises."""
    with pytest.raises(sinch_errors.SmsException) as caught:
        call(*args, **options)
    return caught.value.response_status_code, caught.value.http_response.body


def test_sinch_dry_runs_a_text(batches: Any) -> None:
    run = batches.dry_run_sms([f"+{A}", B], "SHOP", "Hello ${name}!", per_recipient=True, parameters=NAMES)
    assert (run.number_of_recipients, run.number_of_messages) == (2, 2)
    assert [entry.model_dump() for entry in run.per_recipient] == [
        {"recipient": A, "number_of_parts": 1, "body": "Hello John!", "encoding": "text"},
        {"recipient": B, "number_of_parts": 1, "body": "Hello there!", "encoding": "text"},
    ]


def test_sinch_dry_runs_for_some_recipients_or_none(batches: Any) -> None:
    run = batches.dry_run_sms([A, "GRP"], "SHOP", "я" * 71, per_recipient=True, number_of_recipients=2)
    assert (run.number_of_recipients, run.number_of_messages) == (3, 6)
    assert [(entry.number_of_parts, entry.encoding) for entry in run.per_recipient] == [(2, "unicode")] * 2
    assert batches.dry_run_sms([A], "SHOP", "Hi", per_recipient=False).per_recipient is None


def test_sinch_sends_every_option(batches: Any, service: Service) -> None:
    run = batches.dry_run_sms(
        [A],
        "SHOP",
        "a" * 161,
        per_recipient=True,
        delivery_report="full",
        send_at=NOON + timedelta(hours=1),
        expire_at=NOON + timedelta(hours=2, microseconds=1),
        event_destination_target="https://example.com/",
        client_reference="ref",
        feedback_enabled=True,
        flash_message=True,
        max_number_of_message_parts=1,
        truncate_concat=True,
        from_ton=5,
        from_npi=0,
    )
    assert run.per_recipient[0].body == "a" * 160
    asked = service.asked[-1]
    assert isinstance(asked, xms.DryRunBatch)
    assert asked.batch == xms.BatchRequest(
        (A,),
        "a" * 161,
        sender="SHOP",
        delivery_report=xms.DeliveryReport.FULL,
        send_at=NOON + timedelta(hours=1),
        expire_at=NOON + timedelta(hours=2),
        callback_url="https://example.com/",
        client_reference="ref",
        feedback_enabled=True,
        flash_message=True,
        max_number_of_message_parts=1,
        truncate_concat=True,
        from_ton=5,
        from_npi=0,
    )


def test_sinch_dry_runs_octets(batches: Any, service: Service) -> None:
    body = b64encode(OCTETS).decode("ascii")
    run = batches.dry_run_binary([A, B], "SHOP", body, UDH.hex(), per_recipient=True)
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (2, 2, None)
    asked = service.asked[-1]
    assert isinstance(asked, xms.DryRunBatch)
    assert (asked.batch.body, asked.batch.udh) == (OCTETS, UDH)


def test_sinch_is_told_what_is_wrong(batches: Any) -> None:
    text = "The format of parameter 'to[0]' is invalid; value '+1' is not a valid MSISDN or group ID."
    expected = (400, {"code": "syntax_invalid_parameter_format", "text": text})
    assert refusal(batches.dry_run_sms, ["+1"], "SHOP", "Hi") == expected
    assert refusal(batches.send_sms, ["+1"], "SHOP", "Hi") == expected
    status, body = refusal(batches.dry_run_sms, [], "SHOP", "Hi")
    assert (status, body["code"]) == (400, "syntax_constraint_violation")
    expected = (403, {"code": "unknown_group", "text": "Group 'vip' is unknown or deleted"})
    assert refusal(batches.dry_run_sms, ["vip"], "SHOP", "Hi") == expected
    assert refusal(batches.get, "nobody")[0] == 404


def test_sinch_is_told_that_media_are_no_sms(batches: Any, service: Service) -> None:
    media = {"url": "https://example.com/a.png", "message": "Hi"}
    status, body = refusal(batches.dry_run_mms, [A], "SHOP", media)
    assert (status, body["code"]) == (400, "syntax_constraint_violation")
    assert "mt_media sends no SMS" in body["text"]
    assert isinstance(service.asked[-1], xms.DryRunBatch)
    assert service.asked[-1].batch.body == xms.Media("https://example.com/a.png", "Hi")


def test_sinch_sends_fetches_changes_and_cancels_a_batch(batches: Any, service: Service) -> None:
    sent = batches.send_sms([f"+{A}"], "SHOP", "Hello ${name}!", parameters=NAMES, send_at=NOON + timedelta(hours=1))
    assert (sent.id, sent.to, sent.from_, sent.type, sent.canceled) == ("ID1", [A], "SHOP", "mt_text", False)
    assert (sent.body, sent.parameters) == ("Hello ${name}!", {"name": {A: "John", "default": "there"}})
    assert (sent.send_at, sent.created_at, sent.delivery_report) == (NOON + timedelta(hours=1), NOON, "none")
    assert batches.get("ID1") == sent
    changed = batches.update_sms("ID1", to_add=[B], to_remove=[A], body="Hi", max_number_of_message_parts=2)
    assert (changed.to, changed.body, changed.max_number_of_message_parts) == ([B], "Hi", 2)
    replaced = batches.replace_sms("ID1", [C], "12345", "Bye")
    assert (replaced.id, replaced.to, replaced.from_, replaced.parameters) == ("ID1", [C], "12345", None)
    assert batches.cancel("ID1").canceled
    assert service.batches["ID1"] == xms.Batch("ID1", xms.BatchRequest((C,), "Bye", sender="12345"), True, NOON, NOON)


def test_sinch_sends_octets_and_media(batches: Any) -> None:
    binary = batches.send_binary([A], "SHOP", "AAE=", "00")
    assert (binary.type, binary.body, binary.udh) == ("mt_binary", "AAE=", "00")
    assert batches.update_binary(binary.id, "0100", body="AQ==").udh == "0100"
    assert batches.replace_binary(binary.id, [B], "SHOP", "AA==", "00").to == [B]
    media = batches.send_mms([A], "SHOP", {"url": "https://example.com/a.png", "subject": "A"})
    assert (media.type, media.body.url, media.body.subject) == ("mt_media", "https://example.com/a.png", "A")


def test_sinch_goes_through_all_pages(batches: Any) -> None:
    for number in (A, B, C):
        batches.send_sms([number], "SHOP", "Hi")
    listed = batches.list(page_size=2, from_=["SHOP", "12345"], start_date=NOON, client_reference="x")
    assert [batch.to for batch in listed.iterator()] == [[A], [B], [C]]


def test_sinch_sends_feedback(batches: Any) -> None:
    sent = batches.send_sms([A], "SHOP", "Hi", feedback_enabled=True)
    assert batches.send_delivery_feedback(sent.id, [f"+{A}"]) is None
    assert batches.send_delivery_feedback(sent.id, []) is None
    other = batches.send_sms([A], "SHOP", "Hi")
    assert refusal(batches.send_delivery_feedback, other.id, [A])[0] == 400


# -- the older client --------------------------------------------------------------------------------------------------


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    client = clx.client.Client("my_plan", "token", endpoint=f"{address}/xms")
    yield client
    client._session.close()


def text_batch(*recipients: str, **fields: Any) -> Any:
    """A text for the older client to send."""
    batch = clx.api.MtBatchTextSmsCreate()
    batch.sender, batch.recipients, batch.body = "12345", set(recipients), "Hello ${name}!"
    batch.parameters = NAMES
    for name, value in fields.items():
        setattr(batch, name, value)
    return batch


def test_clx_dry_runs_a_text(client: Any) -> None:
    run = client.create_batch_dry_run(text_batch(f"+{A}", B, tags={"b", "a"}, send_at=NOON + timedelta(days=1)), 5)
    assert (run.number_of_recipients, run.number_of_messages) == (2, 2)
    assert {(entry.recipient, entry.number_of_parts, entry.body, entry.encoding) for entry in run.per_recipient} == {
        (A, 1, "Hello John!", "text"),
        (B, 1, "Hello there!", "text"),
    }
    assert client.create_batch_dry_run(text_batch(A)).per_recipient == []


def test_clx_dry_runs_and_sends_octets(client: Any) -> None:
    batch = clx.api.MtBatchBinarySmsCreate()
    batch.sender, batch.recipients, batch.udh, batch.body = "12345", {A, B}, UDH, OCTETS
    run = client.create_batch_dry_run(batch, 5)
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (2, 2, [])
    sent = client.create_batch(batch)
    assert (sent.udh, sent.body, sent.recipients) == (UDH, OCTETS, {A, B})
    update = clx.api.MtBatchBinarySmsUpdate()
    update.udh, update.body = b"\0", b"\1"
    assert client.update_batch(sent.batch_id, update).body == b"\1"


def test_clx_is_told_what_is_wrong(client: Any) -> None:
    with pytest.raises(clx.exceptions.ErrorResponseException, match=r"Group 'vip' is unknown") as caught:
        client.create_batch_dry_run(text_batch("vip"))
    assert caught.value.error_code == "unknown_group"
    with pytest.raises(clx.exceptions.ErrorResponseException) as caught:
        client.create_text_message("12345", "+1", "Hi")
    assert caught.value.error_code == "syntax_invalid_parameter_format"
    with pytest.raises(clx.exceptions.NotFoundException):
        client.fetch_batch("nobody")


def test_clx_sends_fetches_changes_and_cancels_a_batch(client: Any, service: Service) -> None:
    batch = text_batch(A, delivery_report="summary", send_at=NOON, callback_url="https://example.com/")
    sent = client.create_batch(batch)
    assert (sent.batch_id, sent.recipients, sent.sender, sent.canceled) == ("ID1", {A}, "12345", False)
    assert (sent.send_at, sent.created_at, sent.delivery_report) == (NOON, NOON, "summary")
    update = clx.api.MtBatchTextSmsUpdate()
    update.recipient_insertions, update.recipient_removals = {B}, {A}
    update.delivery_report = update.send_at = update.callback_url = update.parameters = clx.api.RESET
    changed = client.update_batch("ID1", update)
    assert (changed.recipients, changed.delivery_report, changed.send_at, changed.body) == (
        {B},
        "none",
        None,
        "Hello ${name}!",
    )
    assert service.batches["ID1"].request == xms.BatchRequest((B,), "Hello ${name}!", sender="12345")
    assert client.replace_batch("ID1", text_batch(C)).recipients == {C}
    assert client.cancel_batch("ID1") is None
    assert client.fetch_batch("ID1").canceled


def test_clx_goes_through_all_pages(client: Any) -> None:
    for number in (A, B, C):
        client.create_text_message("12345", number, "Hi")
    pages = client.fetch_batches(
        page_size=2, senders={"12345"}, tags={"a"}, start_date=NOON.date(), end_date=NOON.date()
    )
    assert [[batch.recipients for batch in page.content] for page in pages] == [[{A}, {B}], [{C}]]
