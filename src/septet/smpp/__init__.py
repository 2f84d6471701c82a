"""Texts and data in SMPP (versions 3.4 and 5.0): the parameters of ``submit_sm`` and ``deliver_sm`` that carry them.

These are the parameters by the names that the specification gives them, for whatever library makes the PDUs; the octets
of PDUs are not made here. Two things are easily taken for what they are not:

- ``data_coding`` is no TP-DCS: 3 is Latin-1. And 0 is what the server says it is: GSM-7 as a rule, sometimes Latin-1 or
  ASCII. The octets do not tell, so that a reader has to be told.
- GSM-7 is not packed: each octet is a septet, and between a header and the text there are no fill bits. The server
  packs. Some want it packed all the same.
"""

from septet.smpp.codings import CODINGS, Coding
from septet.smpp.receiving import parse
from septet.smpp.sending import Part, make_parts, parts, parts_of_octets

__all__ = ["CODINGS", "Coding", "Part", "make_parts", "parse", "parts", "parts_of_octets"]
