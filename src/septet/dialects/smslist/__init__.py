"""SEND BULK: messages in a JSON ``smslist``, as several providers of one software take them.

>>> element = '{"partnerID": "7", "apikey": "key", "shortcode": "SHOP", "mobile": "0712345678", "message": "Hi"}'
>>> request = parse('{"count": 1, "smslist": [' + element + ']}')
>>> request.rows[0].mobile
'254712345678'
"""

from septet.dialects.smslist.codes import Code, Trouble
from septet.dialects.smslist.dry_run import POLICY, dry_run, messages_of, to_wire
from septet.dialects.smslist.mobile import COUNTRY, normalize_mobile
from septet.dialects.smslist.reading import MAX_MESSAGES, parse
from septet.dialects.smslist.request import PassType, Refused, Request, Sms, serialize
from septet.dialects.smslist.response import Answer, Outcome, Response, read_response, write_response

__all__ = [
    "COUNTRY",
    "MAX_MESSAGES",
    "POLICY",
    "Answer",
    "Code",
    "Outcome",
    "PassType",
    "Refused",
    "Request",
    "Response",
    "Sms",
    "Trouble",
    "dry_run",
    "messages_of",
    "normalize_mobile",
    "parse",
    "read_response",
    "serialize",
    "to_wire",
    "write_response",
]
