"""The directive ``septet-help``: what ``septet COMMAND --help`` prints, asked of the program while the pages are made.

::

    ```{septet-help} dry-run
    ```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from septet.cli.app import app

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_WIDTH = 84


class SeptetHelp(SphinxDirective):
    """Shows the help of a command, or of the group where none is named."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return one block of console output."""
        arguments = [*self.arguments, "--help"]
        result = CliRunner().invoke(app, arguments, prog_name="septet", terminal_width=_WIDTH)
        if result.exit_code != 0:
            raise self.error(result.output)
        shown = f"$ septet {' '.join(arguments)}\n{result.output}"
        return [nodes.literal_block(shown, shown, language="console")]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("septet-help", SeptetHelp)
    return {"version": "1", "parallel_read_safe": True}
