"""What documentation refers to: rules, elements, namespaces, form fields and publish-options.

Each has a name, and a place in the documentation of ``pushstanza``.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from pushstanza.binding import Model, declared, spec_of
from pushstanza.diagnostics.diagnostic import DOCS_URL
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.rules import RULES
from pushstanza.reading.names import DRAFTS
from pushstanza.stanzas.forms import VIEWS, PublishOptions

_DOCUMENT = lazy_pattern(r"(XEP|RFC)[- ](\d+)")
_NO_ID = lazy_pattern(r"[^a-z0-9]+")


@frozen(kw_only=True)
class Subject:
    """Something to refer to.

    ``meaning`` is a sentence about it, ``page`` the page of the documentation, without its ending,
    and ``anchor`` the place in it. ``others`` are further names, which other subjects may share.
    """

    kind: str
    name: str
    meaning: str
    page: str
    others: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        if self.kind == "rule":
            return self.name.lower()
        return _NO_ID.sub("-", f"{self.kind}-{self.name}".lower()).strip("-")

    @property
    def url(self) -> str:
        """Its address."""
        return f"{DOCS_URL}/{self.page}.html#{self.anchor}"


def page_of(model: type[Model]) -> str:
    """Return the page of the specification of a model, such as ``models/xep-0357``.

    That of a draft without a number is called by its name.
    """
    about = sys.modules[model.__module__].__doc__ or ""
    first = about.partition("\n\n")[0]
    numbered = _DOCUMENT.match(first)
    name = "-".join(numbered.groups()) if numbered else first.partition(",")[0]
    return f"models/{_NO_ID.sub('-', name.lower())}"


def _rules() -> Iterator[Subject]:
    for each in RULES.values():
        yield Subject(
            kind="rule",
            name=each.code,
            meaning=_first_sentence(each.reason),
            page=f"rules/{each.code.lower()}-{each.name}",
            others=(each.name,),
        )


def _elements() -> Iterator[Subject]:
    for model in _models():
        spec = spec_of(model)
        is_draft = spec.namespace in DRAFTS  # whose names are those of XEP-0357, too
        for tag, name in zip(spec.tags, spec.names, strict=True):
            yield Subject(
                kind="element",
                name=tag,
                meaning=_first_sentence(spec.meaning),
                page=page_of(model),
                others=(model.__name__,) if is_draft else (name, model.__name__),
            )


def _namespaces() -> Iterator[Subject]:
    pages = {spec_of(model).namespace: page_of(model) for model in reversed(_models())}
    for namespace, page in pages.items():
        yield Subject(kind="namespace", name=namespace, meaning="", page=page)


def _fields() -> Iterator[Subject]:
    for view in VIEWS:
        for field in view.FIELDS:
            yield Subject(
                kind="field",
                name=f"{view.CITED_AS} {field.var}",
                meaning=_first_sentence(field.doc),
                page="reference/forms",
                others=(field.var,),
            )


def _options() -> Iterator[Subject]:
    for field in PublishOptions.FIELDS:
        yield Subject(
            kind="option",
            name=field.var,
            meaning=_first_sentence(field.doc),
            page="reference/options",
        )


def _models() -> list[type[Model]]:
    return [each for each in declared() if each.__module__.startswith("pushstanza.")]


def _first_sentence(text: str) -> str:
    sentence = text.partition("\n\n")[0].replace("\n", " ").partition(". ")[0]
    return sentence.replace("``", "").removesuffix(".") + "."


#: The kinds of subjects, each with what yields them.
KINDS: Mapping[str, Callable[[], Iterator[Subject]]] = MappingProxyType(
    {
        "rule": _rules,
        "element": _elements,
        "namespace": _namespaces,
        "field": _fields,
        "option": _options,
    }
)


@cache
def subjects(kind: str) -> Mapping[str, Subject]:
    """Return the subjects of a kind by each of their names that means no other."""
    found = [*KINDS[kind]()]
    counts = Counter(name for each in found for name in each.others)
    others = {name: each for each in found for name in each.others if counts[name] == 1}
    return {**others, **{each.name: each for each in found}}


def find(kind: str, name: str) -> Subject | None:
    """Return a subject by one of its names; those of rules may be written in any case."""
    known = subjects(kind)
    if kind == "rule":
        return known.get(name.upper()) or known.get(name.lower())
    return known.get(name)
