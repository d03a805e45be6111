"""The domain ``ps``: rules, elements, namespaces, form fields and publish-options.

Its roles lead to the entries of the project, or else to the documentation of ``pushstanza``.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.documenting.subjects import KINDS, Subject, find, subjects

_LOGGER = logging.getLogger(__name__)


class Entry(SphinxDirective):
    """Says that what follows is the entry of a subject, which its role then leads to."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the place of the entry."""
        kind, name = self.name.removeprefix("ps:"), self.arguments[0]
        subject = find(kind, name)
        if subject is None:
            raise self.error(unknown(kind, name))
        target = nodes.target("", "", ids=[subject.anchor])
        self.set_source_info(target)
        self.state.document.note_explicit_target(target)
        domain = self.env.domains["ps"]
        assert isinstance(domain, PushDomain)  # noqa: S101 - the name is that of the class
        domain.note(subject, self.env.docname)
        return [target]


class PushDomain(Domain):
    """What documentation about push notifications refers to."""

    name = "ps"
    label = "pushstanza"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    roles: ClassVar[dict[str, Any]] = {kind: XRefRole(warn_dangling=True) for kind in KINDS}
    directives: ClassVar[dict[str, type[Directive]]] = dict.fromkeys(KINDS, Entry)
    initial_data: ClassVar[dict[str, Any]] = {"entries": {}}
    data_version = 1

    @property
    def _entries(self) -> dict[tuple[str, str], str]:
        """The pages with the entries of subjects, which have a kind and a name."""
        entries: dict[tuple[str, str], str] = self.data["entries"]
        return entries

    def note(self, subject: Subject, page: str) -> None:
        """Take note that the entry of a subject is in a page."""
        self._entries[subject.kind, subject.name] = page

    def clear_doc(self, docname: str) -> None:
        """Forget the entries in a page that is read again."""
        for key, page in [*self._entries.items()]:
            if page == docname:
                del self._entries[key]

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the entries in pages that another process has read."""
        for key, page in otherdata["entries"].items():
            if page in docnames:
                self._entries[key] = page

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Return a link to a subject, ``None`` where there is none."""
        subject = find(typ, target)
        if subject is None:
            return None
        return self._link(subject, fromdocname, builder, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return links to the subjects of any kind that have a name."""
        found = [subject for kind in KINDS if (subject := find(kind, target)) is not None]
        return [
            (f"ps:{each.kind}", self._link(each, fromdocname, builder, contnode)) for each in found
        ]

    def _link(
        self, subject: Subject, fromdocname: str, builder: Builder, contnode: nodes.Element
    ) -> nodes.reference:
        page = self._entries.get((subject.kind, subject.name))
        if page is not None:
            return make_refnode(
                builder, fromdocname, page, subject.anchor, [contnode], subject.meaning
            )
        return nodes.reference(
            "", "", contnode, internal=False, refuri=subject.url, reftitle=subject.meaning
        )

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield the entries, for the index and for ``objects.inv``."""
        for (kind, name), page in self._entries.items():
            subject = find(kind, name)
            if subject is not None:
                yield name, name, kind, page, subject.anchor, 1


def warn_of_unknown(_app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a reference to what is no subject; return whether it was one of this domain."""
    if domain is None or domain.name != PushDomain.name:
        return None
    reason = unknown(node["reftype"], node["reftarget"])
    _LOGGER.warning(reason, location=node, type="pushstanza", subtype="ref")
    return True


def unknown(kind: str, name: str) -> str:
    """Return that there is no such subject, with what may have been meant."""
    known = sorted(subjects(kind))  # the last of equals is chosen: elements, not classes of models
    hint = _ambiguous(kind, name) or did_you_mean(name, known)
    return f"unknown {kind} {quoted(name)}" + (f"; {hint}" if hint else "")


def _ambiguous(kind: str, name: str) -> str:
    """Return which subjects share a name."""
    shared = (each.name for each in KINDS[kind]() if name in each.others)
    names = " or ".join(map(repr, shared))
    return f"write {names}" if names else ""
