"""TPDUs: what a phone and its service centre send each other (3GPP TS 23.040 clause 9.2.2).

Six types, told apart by two bits and by the direction: SMS-SUBMIT (:class:`Submit`) and SMS-DELIVER (:class:`Deliver`)
carry messages; the others are reports on them, and commands. Each is a value whose fields have the names of the
standard in lower case, without ``TP-``. Each parses and serializes; :func:`parse` takes any. :func:`submit` and
:func:`deliver` make those of all the parts of a text, :func:`submit_octets` and :func:`deliver_octets` those of data,
and :class:`ModemPdu` is what modems read and write.

Parsing and serializing gives back the same octets where these are canonical. What is not:

- bits of the first octet that the type does not use, or of TP-PI that are reserved, set; what these announce;
- TP-PI at the end of a status report with nothing after it;
- digits, names and time zones that are not the plainest way to write them: see :meth:`septet.address.Address.parse` and
  :meth:`septet.timestamp.Timestamp.parse`;
- whatever is read with ``errors="ignore"`` only.

User data is kept as it is, so that fill bits, spare bits and compressed text come out as they went in.
"""

from septet.tpdu.codes import StatusOutcome, command_name, failure_cause_name, outcome_of, status_name
from septet.tpdu.command import Command
from septet.tpdu.data import deliver_octets, submit_octets
from septet.tpdu.kinds import Field, fields, parse
from septet.tpdu.messages import Deliver, Submit
from septet.tpdu.modem import ModemPdu
from septet.tpdu.reports import DeliverReport, StatusReport, SubmitReport
from septet.tpdu.texts import deliver, submit

__all__ = [
    "Command",
    "Deliver",
    "DeliverReport",
    "Field",
    "ModemPdu",
    "StatusOutcome",
    "StatusReport",
    "Submit",
    "SubmitReport",
    "command_name",
    "deliver",
    "deliver_octets",
    "failure_cause_name",
    "fields",
    "outcome_of",
    "parse",
    "status_name",
    "submit",
    "submit_octets",
]
