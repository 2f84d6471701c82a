"""Two matters of docstrings: short names in them find their object, and napoleon sees no types where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.TextElement
) -> nodes.reference | None:
    """Resolve ``FieldRangeError``, as the module that uses it says, to ``septet.FieldRangeError``, as the pages do."""
    if node.get("refdomain") != "py":
        return None
    node["refspecific"] = True
    domain = env.domains.python_domain
    found: nodes.reference | None = domain.resolve_xref(
        env, node["refdoc"], app.builder, node["reftype"], node["reftarget"], node, contnode
    )
    return found


def keep_first_line(_app: Sphinx, what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Keep ``TP-UD: header, fill bits and payload`` from being read as a type and a description."""
    if what in ("attribute", "data", "property"):
        lines[:0] = ["..", ""]  # an empty comment


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register both."""
    app.connect("missing-reference", find_by_last_name)
    app.connect("autodoc-process-docstring", keep_first_line, priority=400)  # before napoleon
    return {"version": "1", "parallel_read_safe": True}
