"""EAPI, the form API of BulkSMS: one text to many numbers (``sms``), and many texts in a CSV (``batch``).

>>> from septet.dialects import eapi
>>> eapi.sms.parse(b"message=Caf%E9+%DB&msisdn=44123123456").message
'Café Ω'
"""

from septet.dialects.eapi import batch, sms
from septet.dialects.eapi.charset import GREEK, Replacement, decode_text, encode_text
from septet.dialects.eapi.csv import decode_csv, encode_csv
from septet.dialects.eapi.form import decode_form, encode_form
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble
from septet.dialects.eapi.status import (
    Quotation,
    Response,
    Status,
    is_transient,
    read_quotation,
    read_response,
    write_quotation,
    write_response,
)

__all__ = [
    "GREEK",
    "Dca",
    "Quotation",
    "Replacement",
    "Response",
    "Status",
    "Trouble",
    "batch",
    "decode_csv",
    "decode_form",
    "decode_text",
    "encode_csv",
    "encode_form",
    "encode_text",
    "is_transient",
    "read_quotation",
    "read_response",
    "sms",
    "write_quotation",
    "write_response",
]
