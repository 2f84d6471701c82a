"""The same in each of the four APIs: worked examples of counting, by number, and where the APIs disagree on purpose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from septet import Encoding, explain, plan
from septet.dialects import eapi, smslist, xms
from septet.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from septet.dry_run import Item

GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2
A, B = "254712345678", "254722000000"


class Sent(NamedTuple):
    """What becomes of a text that an API is asked to send."""

    answers: list[object]
    """Its answer, or those for each message where it has one for each."""
    parts: list[int]
    """Of each message that is sent."""
    bodies: list[str | bytes]
    """Those that are sent, as they are sent."""
    warnings: set[str]
    """Codes of what is told besides."""


def _sent(answers: list[object], items: Sequence[Item], warnings: set[str]) -> Sent:
    sent = [item for item in items if item.problem is None]
    codes = {note.code for item in items for note in item.notes} | warnings
    return Sent(answers, [item.number_of_parts for item in sent], [item.body for item in sent], codes)


def _eapi_sms(to: Sequence[str], text: str, **more: str) -> Sent:
    form = eapi.encode_form({"message": text, "msisdn": ",".join(to), **more})
    try:
        run = eapi.sms.dry_run(eapi.sms.parse(form))
    except RequestError as error:
        return Sent([int(eapi.sms.to_wire(error).split(b"|")[0])], [], [], set())
    return _sent([int(eapi.sms.to_wire(run).split(b"|")[0])], run.per_recipient, set())


def _eapi_batch(to: Sequence[str], text: str) -> Sent:
    csv = "msisdn,message\n" + "".join(f'{number},"{text}"\n' for number in to)
    form = eapi.encode_form({"batch_data": csv})
    run = eapi.batch.dry_run(eapi.batch.parse(form))
    return _sent([int(eapi.batch.to_wire(run).split(b"|")[0])], run.per_recipient, set())


def _xms(to: Sequence[str], text: str, **more: object) -> Sent:
    try:
        run = xms.dry_run(xms.parse(json.dumps({"to": to, "body": text, **more})))
    except RequestError as error:
        return Sent([json.loads(xms.to_wire(error).body)["code"]], [], [], set())
    return _sent([xms.to_wire(run).status], run.per_recipient, {problem.code for problem in run.problems})


def _smslist(to: Sequence[str], text: str) -> Sent:
    credentials = {"partnerID": 7, "apikey": "key", "shortcode": "SHOP"}
    rows = [{**credentials, "mobile": number, "message": text} for number in to]
    run = smslist.dry_run(smslist.parse(json.dumps({"count": len(rows), "smslist": rows})))
    answers = [row["response-code"] for row in json.loads(smslist.to_wire(run))["responses"]]
    return _sent(answers, run.per_recipient, set())


APIS: dict[str, Callable[..., Sent]] = {
    "eapi-sms": _eapi_sms,
    "eapi-batch": _eapi_batch,
    "xms": _xms,
    "smslist": _smslist,
}


def each(to: Sequence[str], text: str) -> dict[str, Sent]:
    """What becomes of it in each API."""
    return {name: send(to, text) for name, send in APIS.items()}


# -- the core: C1 to C16 -----------------------------------------------------------------------------------------------

COUNTS: list[tuple[str, str, Encoding, int, list[int]]] = [
    ("C1", "a" * 160, GSM7, 160, [160]),
    ("C1", "a" * 161, GSM7, 161, [153, 8]),
    ("C2", "a" * 306, GSM7, 306, [153] * 2),
    ("C2", "a" * 307, GSM7, 307, [153, 153, 1]),
    ("C3", "a" * 1061, GSM7, 1061, [153] * 6 + [143]),
    ("C3", "a" * 1062, GSM7, 1062, [153] * 6 + [144]),
    ("C3", "a" * 1071, GSM7, 1071, [153] * 7),
    ("C3", "a" * 1072, GSM7, 1072, [153] * 7 + [1]),
    ("C4", "a" * 1600, GSM7, 1600, [153] * 10 + [70]),
    ("C4", "a" * 2000, GSM7, 2000, [153] * 13 + [11]),
    ("C5", "я" * 70, UCS2, 70, [70]),
    ("C5", "я" * 71, UCS2, 71, [67, 4]),
    ("C5", "я" * 134, UCS2, 134, [67] * 2),
    ("C5", "я" * 135, UCS2, 135, [67, 67, 1]),
    ("C6", "я" * 1600, UCS2, 1600, [67] * 23 + [59]),
    ("C6", "я" * 2000, UCS2, 2000, [67] * 29 + [57]),
    ("C7", "a" * 158 + "€", GSM7, 160, [160]),
    ("C7", "a" * 159 + "€", GSM7, 161, [153, 8]),
    ("C9", "a" * 153 + "€" + "a" * 151, GSM7, 306, [153] * 2),
    ("C11", "😀" * 35, UCS2, 70, [70]),
    ("C11", "😀" * 36, UCS2, 72, [66, 6]),
    ("C12", "😀" * 66, UCS2, 132, [66] * 2),
    ("C12", "😀" * 67, UCS2, 134, [66, 66, 2]),
    ("C15", "it's " + "a" * 155, GSM7, 160, [160]),
    ("C15", "it’s " + "a" * 155, UCS2, 160, [67, 67, 26]),
    ("C16", "Ç", GSM7, 1, [1]),
    ("C16", "ç", UCS2, 1, [1]),
    ("C16", "`", UCS2, 1, [1]),
    ("C16", "ë", UCS2, 1, [1]),
]


@pytest.mark.parametrize(
    ("number", "text", "encoding", "n_units", "part_units"), COUNTS, ids=lambda each: str(each)[:8]
)
def test_c_how_a_text_counts(number: str, text: str, encoding: Encoding, n_units: int, part_units: list[int]) -> None:
    made = plan(text)
    assert (made.encoding, made.n_units, list(made.part_units)) == (encoding, n_units, part_units), number
    for run in (
        xms.dry_run(xms.BatchRequest((A,), text)),
        smslist.dry_run(smslist.Request("7", "key", "SHOP", (smslist.Sms(A, text),))),
    ):
        (item,) = run.per_recipient
        assert (item.encoding, item.n_units, item.number_of_parts) == (encoding, n_units, len(part_units)), number


@pytest.mark.parametrize("character", "“”‘’–`\t\x1b")
def test_what_a_damaged_print_of_the_table_has_in_it_is_outside(character: str) -> None:
    # Published tables of XMS show curly quotes in the cells of " and ', and lack the hyphen.
    assert [place.character for place in explain(f"a-b{character}\"'").outside] == [character]
    assert xms.dry_run(xms.BatchRequest((A,), character)).per_recipient[0].encoding is UCS2


# -- where they disagree -----------------------------------------------------------------------------------------------


def test_a_text_longer_than_one_part() -> None:
    sent = each([A], "a" * 161)
    assert {name: (done.answers, done.parts) for name, done in sent.items()} == {
        "eapi-sms": ([24], []),
        "eapi-batch": ([0], [1]),
        "xms": ([200], [2]),
        "smslist": ([200], [2]),
    }
    assert sent["eapi-batch"].bodies == ["a" * 160]
    assert sent["eapi-batch"].warnings == {"cut_text"}
    assert _eapi_sms([A], "a" * 161, allow_concat_text_sms="1")[:2] == ([0], [2])
    assert _xms([A], "a" * 161, truncate_concat=True)[:3] == ([200], [1], ["a" * 160])


def test_too_many_parts() -> None:
    assert _eapi_sms([A, B], "a" * 307, allow_concat_text_sms="1")[:2] == ([24], [])
    parameters = {"x": {A: "a" * 160, "default": "a"}}
    done = _xms([A, B], "${x}${x}", parameters=parameters, max_number_of_message_parts=2)
    assert done[:2] == ([200], [1])
    assert done.warnings == {"too_many_parts"}
    assert _smslist([A], "a" * 153 * 200)[:2] == ([200], [200])


def test_a_character_outside_gsm7() -> None:
    sent = each([A], "я")
    assert {name: (done.answers, done.bodies) for name, done in sent.items()} == {
        "eapi-sms": ([0], ["?"]),
        "eapi-batch": ([0], ["?"]),
        "xms": ([200], ["я"]),
        "smslist": ([200], ["я"]),
    }
    assert sent["smslist"].warnings == {"non_gsm7"}


def test_a_bad_recipient() -> None:
    sent = each([A, "12345"], "Hi")
    assert {name: (done.answers, len(done.parts)) for name, done in sent.items()} == {
        "eapi-sms": ([24], 0),
        "eapi-batch": ([0], 1),
        "xms": (["syntax_invalid_parameter_format"], 0),
        "smslist": ([200, 1003], 1),
    }


def test_a_recipient_twice() -> None:
    sent = each([A, f"+{A}"], "Hi")
    assert {name: (done.answers, len(done.parts)) for name, done in sent.items()} == {
        "eapi-sms": ([24], 0),
        "eapi-batch": ([0], 2),
        "xms": ([200], 1),
        "smslist": ([200, 200], 2),
    }
    assert _eapi_sms([A, A], "Hi", strip_dup_recipients="1")[:2] == ([0], [1])


def test_how_a_text_in_ucs2_is_written() -> None:
    assert _eapi_sms([A], "044f", dca="16bit").bodies == ["я"]
    assert _xms([A], "044f").bodies == _smslist([A], "044f").bodies == ["044f"]


@pytest.mark.parametrize("text", ["ş" * 70, "Sayın müşterimiz ", "¿Está allí?"])
def test_no_api_uses_national_tables(text: str) -> None:
    natural = plan(text)
    for name in ("xms", "smslist"):
        assert APIS[name]([A], text).parts == [natural.n_parts]
    assert natural.encoding is UCS2
