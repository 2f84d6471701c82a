"""What the API answers, and everything that can be wrong with a request, each in one place."""

from __future__ import annotations

from enum import Enum, IntEnum

from septet.errors import Problem, Severity


class Code(IntEnum):
    """A response code, of a row or of a whole request."""

    SUCCESS = 200
    INVALID_SENDER_ID = 1001
    NETWORK_NOT_ALLOWED = 1002
    INVALID_MOBILE_NUMBER = 1003
    LOW_BULK_CREDITS = 1004
    FAILED = 1005
    INVALID_CREDENTIALS = 1006
    SYSTEM_ERROR = 1007
    NO_DELIVERY_REPORT = 1008
    UNSUPPORTED_DATA_TYPE = 1009
    UNSUPPORTED_REQUEST_TYPE = 1010
    TOO_MANY_MESSAGES = 1012
    TOO_MANY_CONTACTS = 1104
    INTERNAL_ERROR = 4090
    NO_PARTNER_ID = 4091
    NO_API_KEY = 4092
    DETAILS_NOT_FOUND = 4093

    @property
    def description(self) -> str:
        """The ``response-description`` that goes with it. Programs go by the code."""
        return _DESCRIPTIONS[self]


_DESCRIPTIONS = {
    Code.SUCCESS: "Success",
    Code.INVALID_SENDER_ID: "Invalid sender id",
    Code.NETWORK_NOT_ALLOWED: "Network not allowed",
    Code.INVALID_MOBILE_NUMBER: "Invalid mobile number",
    Code.LOW_BULK_CREDITS: "Low bulk credits",
    Code.FAILED: "Failed. System error",
    Code.INVALID_CREDENTIALS: "Invalid credentials",
    Code.SYSTEM_ERROR: "Failed. System error",
    Code.NO_DELIVERY_REPORT: "No delivery report",
    Code.UNSUPPORTED_DATA_TYPE: "Unsupported data type",
    Code.UNSUPPORTED_REQUEST_TYPE: "Unsupported request type",
    Code.TOO_MANY_MESSAGES: "Too many messages on SMS list",
    Code.TOO_MANY_CONTACTS: "Too many comma separated contacts",
    Code.INTERNAL_ERROR: "Internal error. Try again after 5 minutes",
    Code.NO_PARTNER_ID: "No partner ID is set",
    Code.NO_API_KEY: "No API key provided",
    Code.DETAILS_NOT_FOUND: "Details not found",
}


class Trouble(Enum):
    """A kind of problem: its code, what the API answers, and how bad it is."""

    NOT_JSON = ("not_json", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """The body is no JSON."""
    WRONG_TYPE = ("wrong_type", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """The body is no object, ``smslist`` no array, or one of its elements no object."""
    NO_MESSAGES = ("no_messages", Code.DETAILS_NOT_FOUND, Severity.ERROR)
    """``smslist`` is missing or empty."""
    TOO_MANY_MESSAGES = ("too_many_messages", Code.TOO_MANY_MESSAGES, Severity.ERROR)
    """``smslist`` has more elements than the service takes."""
    NO_PARTNER_ID = ("no_partner_id", Code.NO_PARTNER_ID, Severity.ERROR)
    """The first element has no ``partnerID``."""
    NO_API_KEY = ("no_api_key", Code.NO_API_KEY, Severity.ERROR)
    """The first element has no ``apikey``."""

    NO_SHORTCODE = ("no_shortcode", Code.INVALID_SENDER_ID, Severity.ERROR)
    """The first element has no ``shortcode``: no row is sent."""
    INVALID_MOBILE = ("invalid_mobile", Code.INVALID_MOBILE_NUMBER, Severity.ERROR)
    """``mobile`` is no number; the row is not sent, and so for those below."""
    INVALID_MESSAGE = ("invalid_message", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """``message`` is missing, empty, no string, or not the base64 of a text that ``bm5`` promises."""
    INVALID_PASS_TYPE = ("invalid_pass_type", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """``pass_type`` is neither ``plain`` nor ``bm5``."""
    INVALID_CLIENT_SMS_ID = ("invalid_client_sms_id", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """``clientsmsid`` is neither a number nor a string."""
    INVALID_TIME = ("invalid_time", Code.UNSUPPORTED_DATA_TYPE, Severity.ERROR)
    """``timeToSend`` is neither a date and time nor a timestamp."""
    LOW_CREDITS = ("low_credits", Code.LOW_BULK_CREDITS, Severity.ERROR)
    """In a dry run with a balance: fewer units are left than the message has parts."""

    COUNT_MISMATCH = ("count_mismatch", None, Severity.WARNING)
    """``count`` is missing or is not the number of elements."""
    CREDENTIAL_MISMATCH = ("credential_mismatch", None, Severity.WARNING)
    """``partnerID``, ``apikey`` or ``shortcode`` is not that of the first element, which is the one that counts."""
    FOREIGN_MOBILE = ("foreign_mobile", None, Severity.WARNING)
    """``mobile`` is a number of another country; providers want to be asked before."""
    DUPLICATE_CLIENT_SMS_ID = ("duplicate_client_sms_id", None, Severity.WARNING)
    """An element before has the same ``clientsmsid``: the answers cannot be told apart by it."""
    NON_GSM7 = ("non_gsm7", None, Severity.WARNING)
    """In a dry run: the documents ask for GSM-7; the message is counted as UCS-2, which takes more parts."""
    UNKNOWN_MEMBER = ("unknown_member", None, Severity.WARNING)
    """A member has a name that the API does not know, and nothing comes of it."""

    def at(self, path: str, message: str) -> Problem:
        """Return a problem of this kind."""
        code, wire_code, severity = self.value
        return Problem(code, wire_code, path, message, severity)
