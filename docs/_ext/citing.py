"""What other documentation can cite: elements, namespaces, form fields, options.

Each has a label, such as ``option-time-to-live``, which is in ``objects.inv``.
``{entry}`option time_to_live```: the name of one, which gets its label there.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole


def label(kind: str, name: str) -> str:
    """Return the label of an entry, such as ``namespace-urn-xmpp-push-0``."""
    return nodes.make_id(f"{kind}-{name}")


def targets(kind: str, *names: str) -> Iterator[str]:
    """Yield the lines before a heading that is cited as these entries."""
    yield from (f"({label(kind, each)})=" for each in names)


class EntryRole(SphinxRole):
    """The last word is the name that is shown; all words are the label."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the name, and make its label known."""
        kind, _, name = self.text.partition(" ")
        shown, found = name.rpartition(" ")[2], label(kind, name)
        standard = self.env.domains.standard_domain
        standard.labels[found] = (self.env.docname, found, shown)
        standard.anonlabels[found] = (self.env.docname, found)
        return [nodes.literal(shown, shown, ids=[found])], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the role."""
    app.add_role("entry", EntryRole())
    return {"parallel_read_safe": True}
