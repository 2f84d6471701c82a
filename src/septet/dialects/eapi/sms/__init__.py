"""``send_sms`` 2/2.0 (and ``quote_sms``): one message to a list of numbers, or to groups.

The call is strict. Whatever is wrong refuses all of the request, with status 24.

>>> from septet.dialects.eapi import sms
>>> run = sms.dry_run(sms.parse(b"message=Hi+Mom+%26+Dad&msisdn=44123123456,44123123457"))
>>> run.number_of_recipients, run.number_of_messages, sms.to_wire(run, batch_id=30430)
(2, 2, b'0|IN_PROGRESS|30430')
"""

from septet.dialects.eapi.answers import quote, to_wire
from septet.dialects.eapi.sms.dry_run import dry_run
from septet.dialects.eapi.sms.policy import POLICY, policy_of
from septet.dialects.eapi.sms.request import MANY_RECIPIENTS, Request, parse, serialize
from septet.dialects.eapi.status import read_quotation, read_response

__all__ = [
    "MANY_RECIPIENTS",
    "POLICY",
    "Request",
    "dry_run",
    "parse",
    "policy_of",
    "quote",
    "read_quotation",
    "read_response",
    "serialize",
    "to_wire",
]
