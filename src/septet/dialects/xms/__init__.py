"""Batches of XMS, the REST API for SMS of Sinch, which was CLX: requests, dry runs, answers, and what becomes of them.

>>> from septet.dialects import xms
>>> request = xms.parse('{"to": ["+44 7700 900001"], "body": "Hi ${name}", "parameters": {"name": {"default": "you"}}}')
>>> xms.render(request.body, request.parameters, "447700900001")
'Hi you'
>>> xms.serialize(request)
b'{"to":["447700900001"],"body":"Hi ${name}","type":"mt_text","parameters":{"name":{"default":"you"}}}'
"""

from septet.dialects.xms.batch import LIMITS, Batch, BatchRequest, BatchType, DeliveryReport, Limits, Media
from septet.dialects.xms.changes import KEEP, BatchUpdate, Feedback, Keep, parse_feedback, parse_update, serialize
from septet.dialects.xms.codes import Trouble
from septet.dialects.xms.dry_run import POLICY, dry_run
from septet.dialects.xms.lifecycle import canceled, confirmed, created, replaced, updated
from septet.dialects.xms.operations import (
    CancelBatch,
    DryRunBatch,
    GetBatch,
    ListBatches,
    Operation,
    ReplaceBatch,
    SendBatch,
    SendFeedback,
    UpdateBatch,
    parse_dry_run,
    parse_list,
)
from septet.dialects.xms.parameters import Body, render
from septet.dialects.xms.request import parse
from septet.dialects.xms.responses import BatchPage, Details, DryRunResponse, ErrorResponse, read_response
from septet.dialects.xms.routes import HttpRequest, read_request, write_request
from septet.dialects.xms.wire import ACCEPTED, HttpResponse, to_wire

__all__ = [
    "ACCEPTED",
    "KEEP",
    "LIMITS",
    "POLICY",
    "Batch",
    "BatchPage",
    "BatchRequest",
    "BatchType",
    "BatchUpdate",
    "Body",
    "CancelBatch",
    "DeliveryReport",
    "Details",
    "DryRunBatch",
    "DryRunResponse",
    "ErrorResponse",
    "Feedback",
    "GetBatch",
    "HttpRequest",
    "HttpResponse",
    "Keep",
    "Limits",
    "ListBatches",
    "Media",
    "Operation",
    "ReplaceBatch",
    "SendBatch",
    "SendFeedback",
    "Trouble",
    "UpdateBatch",
    "canceled",
    "confirmed",
    "created",
    "dry_run",
    "parse",
    "parse_dry_run",
    "parse_feedback",
    "parse_list",
    "parse_update",
    "read_request",
    "read_response",
    "render",
    "replaced",
    "serialize",
    "to_wire",
    "updated",
    "write_request",
]
