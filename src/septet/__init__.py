"""Encode, split, count and price SMS messages, exact to the septet.

>>> import septet
>>> septet.count_parts("Price: 5 €"), septet.plan("Цена: 5 €").n_units
(1, 9)
>>> [part.udl for part in septet.split("a" * 161, reference=7)]
[160, 15]
"""

from septet import errors, gsm7, rates, templates, ucs2
from septet._kernel import BACKEND
from septet.alphabets import Encoding, Language
from septet.dry_run import DryRun, Message, dry_run
from septet.errors import (
    DecodeError,
    EncodeError,
    FieldRangeError,
    FileFormatError,
    MalformedError,
    MissingValueError,
    OverlengthError,
    ReassemblyError,
    RequestError,
    SeptetError,
    TemplateError,
    TooManyPartsError,
    TruncatedError,
    UnencodableCharacterError,
)
from septet.explain import Explanation, explain
from septet.plan import Plan, count_parts, count_parts_all, plan
from septet.rates import Rate, Rates
from septet.split import Part, split, split_octets
from septet.templates import Template
from septet.udh import Concatenation, InformationElement, UserDataHeader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import codecs, columns, dialects, smpp, tpdu
    from septet.dcs import DataCoding
    from septet.pid import ProtocolIdentifier
    from septet.reassembly import Reassembler
    from septet.received import ReceivedMessage, ReceivedPart
else:
    # Counting and sending do without these, so that each is imported when it is asked for.
    _ON_DEMAND = {
        "DataCoding": "dcs",
        "ProtocolIdentifier": "pid",
        "Reassembler": "reassembly",
        "ReceivedMessage": "received",
        "ReceivedPart": "received",
        "codecs": "codecs",
        "columns": "columns",
        "dialects": "dialects",
        "smpp": "smpp",
        "tpdu": "tpdu",
    }

    def __getattr__(name):
        if name not in _ON_DEMAND:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module(f"{__name__}.{_ON_DEMAND[name]}")
        return module if name == _ON_DEMAND[name] else getattr(module, name)

    def __dir__():
        return sorted({*globals(), *_ON_DEMAND})


del TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "BACKEND",
    "Concatenation",
    "DataCoding",
    "DecodeError",
    "DryRun",
    "EncodeError",
    "Encoding",
    "Explanation",
    "FieldRangeError",
    "FileFormatError",
    "InformationElement",
    "Language",
    "MalformedError",
    "Message",
    "MissingValueError",
    "OverlengthError",
    "Part",
    "Plan",
    "ProtocolIdentifier",
    "Rate",
    "Rates",
    "Reassembler",
    "ReassemblyError",
    "ReceivedMessage",
    "ReceivedPart",
    "RequestError",
    "SeptetError",
    "Template",
    "TemplateError",
    "TooManyPartsError",
    "TruncatedError",
    "UnencodableCharacterError",
    "UserDataHeader",
    "__version__",
    "codecs",
    "columns",
    "count_parts",
    "count_parts_all",
    "dialects",
    "dry_run",
    "errors",
    "explain",
    "gsm7",
    "plan",
    "rates",
    "smpp",
    "split",
    "split_octets",
    "templates",
    "tpdu",
    "ucs2",
]
