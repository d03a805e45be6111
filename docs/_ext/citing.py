"""What other documentation can cite: elements, namespaces, form fields, options.

Each has a label, such as ``option-time-to-live``, which is in ``objects.inv``.
``{entry}`option time_to_live```: the name of one, which gets its label there.
"""

from collections.abc import Iterator
from typing import cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from pushstanza.documenting.subjects import KINDS
from pushstanza.sphinx.domain import PushDomain

_LOGGER = logging.getLogger(__name__)


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
        standard = self.env.domains["std"]
        standard.labels[found] = (self.env.docname, found, shown)
        standard.anonlabels[found] = (self.env.docname, found)
        return [nodes.literal(shown, shown, ids=[found])], []


def note_subjects(_app: Sphinx, env: BuildEnvironment) -> None:
    """Take note of where the subjects of the domain ``ps`` have their labels."""
    domain = cast("PushDomain", env.domains[PushDomain.name])
    for subject in (each for kind in KINDS.values() for each in kind()):
        place = env.domains.standard_domain.anonlabels.get(subject.anchor)
        if place == (subject.page, subject.anchor):
            domain.note(subject, subject.page)
        else:
            _LOGGER.warning(
                f"{subject.kind} {subject.name} is not at {subject.url}, but at {place}"
            )


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the role."""
    app.add_role("entry", EntryRole())
    app.connect("env-updated", note_subjects)
    return {"parallel_read_safe": True}
