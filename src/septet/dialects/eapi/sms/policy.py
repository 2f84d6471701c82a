"""How ``send_sms`` treats a message: what it does where nothing is asked for, and what a request can ask for."""

from __future__ import annotations

from septet.alphabets import Encoding
from septet.dialects.eapi.form import MESSAGE
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, error
from septet.policy import Policy, Treatment
from septet.rules import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from septet._typing import ReferenceBits
    from septet.dialects.eapi.sms.request import Request
    from septet.errors import Problem

POLICY = Policy(
    on_unencodable="replace",
    on_oversize="error",
    max_parts=1,
    on_excess="error",
    on_bad_message="error",
    duplicates="error",
)
"""What is done where a request asks for nothing else: ``?`` for what cannot be sent, an error for all the rest."""


def policy_of(request: Request) -> Policy:
    """Return the policy of the service with what a request asks for.

    >>> from septet.dialects.eapi.sms import Request
    >>> policy_of(Request("Hi", allow_concat_text_sms=True)).max_parts
    2
    """
    may_split = request.allow_concat_text_sms and request.dca is Dca.GSM7
    return Policy(
        on_unencodable=POLICY.on_unencodable,
        on_oversize="split" if may_split else POLICY.on_oversize,
        max_parts=request.concat_text_sms_max_parts if may_split else POLICY.max_parts,
        on_excess=POLICY.on_excess,
        on_bad_message=POLICY.on_bad_message,
        duplicates="strip" if request.strip_dup_recipients else POLICY.duplicates,
    )


def too_long(request: Request, *, reference_bits: ReferenceBits = 8) -> Iterator[Problem]:
    """Yield the problem of a text that takes more parts than the request allows.

    Raises:
        FieldRangeError: the reference has another number of bits than 8 or 16.
    """
    if isinstance(request.message, bytes):
        return
    by = rules(encoding=Encoding.UCS2 if request.dca is Dca.UCS2 else None, reference_bits=reference_bits)
    _, treated = Treatment(policy_of(request), by).look(request.message)
    if treated is not None and treated.refusal is not None:
        advice = "there is none of 16bit" if request.dca is Dca.UCS2 else "see allow_concat_text_sms"
        if request.allow_concat_text_sms and request.dca is Dca.GSM7:
            advice = "see concat_text_sms_max_parts"
        yield error(Trouble.TOO_MANY_PARTS, MESSAGE, f"{treated.refusal}: {advice}")
