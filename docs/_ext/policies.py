"""The directive ``septet-policies``: what each dialect does, read from their policies while the pages are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from septet.dialects import eapi, smslist, xms

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from septet.policy import Policy

_POLICIES = {
    "eapi.sms": eapi.sms.POLICY,
    "eapi.batch": eapi.batch.POLICY,
    "xms": xms.POLICY,
    "smslist": smslist.POLICY,
}
_CASES: dict[str, tuple[str, dict[object, str]]] = {
    "on_unencodable": (
        "A character outside GSM-7",
        {"ucs2": "the message goes as UCS-2", "replace": "? stands for it", "error": "the message is refused"},
    ),
    "on_oversize": (
        "A text longer than one part",
        {"split": "it is split", "truncate": "it is cut to one part", "error": "an error"},
    ),
    "max_parts": ("Parts of a message, at most", {None: "255"}),
    "on_excess": (
        "More parts than that",
        {"abort": "this message fails", "error": "the whole request fails"},
    ),
    "on_bad_message": (
        "A recipient that is none",
        {"row": "this message fails", "ignore": "this line is left out", "error": "the whole request fails"},
    ),
    "duplicates": (
        "The same recipient twice",
        {"keep": "two messages", "strip": "one message", "collapse": "one message", "error": "an error"},
    ),
}


class Policies(SphinxDirective):
    """Shows a row for each case and a column for each dialect."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        group = nodes.tgroup("", *(nodes.colspec() for _ in range(1 + len(_POLICIES))), cols=1 + len(_POLICIES))
        group += nodes.thead("", _row(["", *_POLICIES]))
        group += nodes.tbody(
            "",
            *(
                _row([case, *(_said(words, field, policy) for policy in _POLICIES.values())])
                for field, (case, words) in _CASES.items()
            ),
        )
        return [nodes.table("", group)]


def _said(words: dict[object, str], field: str, policy: Policy) -> str:
    if field == "on_excess" and policy.on_oversize == "truncate":
        return "there are none: it is cut"
    value = getattr(policy, field)
    return words.get(value) or str(value)


def _row(cells: list[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("septet-policies", Policies)
    return {"version": "1", "parallel_read_safe": True}
