"""The dialect XMS as a whole: its names, and the way of a request through them."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from septet.dialects import xms
from septet.errors import RequestError


def test_the_names_are_all_there_are() -> None:
    others = {name: item for name, item in vars(xms).items() if name not in {*xms.__all__} and name[0] != "_"}
    assert all(
        isinstance(item, ModuleType) and item.__name__ == f"{xms.__name__}.{name}" for name, item in others.items()
    )
    assert all(hasattr(xms, name) for name in xms.__all__)
    assert len(set(xms.__all__)) == len(xms.__all__)


@pytest.mark.parametrize("name", [name for name in xms.__all__ if callable(getattr(xms, name))])
def test_every_name_says_what_it_is(name: str) -> None:
    assert (getattr(xms, name).__doc__ or "").strip().partition("\n\n")[0].endswith((".", ":"))


def test_every_verb_is_there() -> None:
    for verb in ("parse", "serialize", "dry_run", "to_wire", "read_response", "render"):
        assert callable(getattr(xms, verb))


def answer(method: str, target: str, body: bytes) -> xms.HttpResponse:
    """What a service in a few lines answers to a dry run."""
    try:
        operation = xms.read_request(method, target, body)
        assert isinstance(operation, xms.DryRunBatch)
        run = xms.dry_run(operation, groups={"GRP": ["447700900001"]})
        return xms.to_wire(run, per_recipient=operation.per_recipient)
    except RequestError as error:
        return xms.to_wire(error)


@pytest.mark.parametrize(
    ("members", "query", "status", "expected"),
    [
        ({"to": ["GRP"], "body": "Hi"}, "", 200, {"number_of_recipients": 1, "number_of_messages": 1}),
        ({"to": ["GRP"]}, "", 400, {"code": "syntax_constraint_violation"}),
        ({"to": ["GRP"], "body": "Hi"}, "?per_recipient=tru", 400, {"text": "'tru' is not a valid boolean"}),
        ({"to": ["vip"], "body": "Hi"}, "", 403, {"code": "unknown_group"}),
    ],
)
def test_a_service_in_a_few_lines(members: object, query: str, status: int, expected: dict[str, object]) -> None:
    made = answer("POST", f"/xms/v1/plan/batches/dry_run{query}", json.dumps(members).encode())
    assert made.status == status
    assert json.loads(made.body).items() >= expected.items()


def test_a_client_in_a_few_lines() -> None:
    batch = xms.BatchRequest(("447700900001",), "Hi")
    written = xms.write_request(xms.DryRunBatch(batch, per_recipient=True))
    made = answer(written.method, written.target, written.body)
    response = xms.read_response(made.body, made.status)
    assert response == xms.DryRunResponse(1, 1, (xms.Details("447700900001", 1, "Hi", "text"),))
