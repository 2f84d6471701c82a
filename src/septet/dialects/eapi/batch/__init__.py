r"""``send_batch`` 1/1.0: many messages in a CSV, each to a number of its own.

The call is lenient. A line that is wrong is left out, a value that is wrong is dropped or cut, and everything else is
sent; only a batch without any line that can be sent is refused.

>>> from septet.dialects.eapi import batch
>>> run = batch.dry_run(batch.parse_csv(b'msisdn,message\n111111111,Hi there\nabc,Hi\n'))
>>> [item.problem and item.problem.code for item in run.per_recipient], batch.to_wire(run)
([None, 'invalid_number'], b'0|IN_PROGRESS')
"""

from septet.dialects.eapi.answers import quote, to_wire
from septet.dialects.eapi.batch.dry_run import POLICY, dry_run
from septet.dialects.eapi.batch.line_reader import LineReader
from septet.dialects.eapi.batch.lines import Line, LineStatus
from septet.dialects.eapi.batch.profiles import CURRENT, PROFILE_2007, Profile
from septet.dialects.eapi.batch.request import Request, parse, parse_csv, serialize, serialize_csv
from septet.dialects.eapi.status import read_response

__all__ = [
    "CURRENT",
    "POLICY",
    "PROFILE_2007",
    "Line",
    "LineReader",
    "LineStatus",
    "Profile",
    "Request",
    "dry_run",
    "parse",
    "parse_csv",
    "quote",
    "read_response",
    "serialize",
    "serialize_csv",
    "to_wire",
]
