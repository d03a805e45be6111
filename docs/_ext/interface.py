"""The page of the Python interface: every public name, with its signature and types.

Unions that are written with the name of a type alias are shown by that name.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.typing import stringify_annotation

import pushstanza
from pushstanza.binding import Model

#: The type aliases in signatures: the longest first, since one may contain another.
ALIASES = (
    ("pushstanza.stanzas.given", "Given"),
    ("pushstanza.jid", "AnyJid"),
)
_EXPANDED = tuple(
    (
        stringify_annotation(getattr(import_module(module), name), mode),
        f"~{module}.{name}" if mode == "smart" else f"{module}.{name}",
    )
    for module, name in ALIASES
    for mode in ("smart", "fully-qualified-except-typing")
)
#: How a type with a codec is written; the codec is of no use to who calls.
_CODED = re.compile(r"~?(?:typing\.)?Annotated\[(\w+), [\w.~]*Codec\([^()]*\)\]")

#: What results hold, beside what is a name of the package.
HELD = (
    "pushstanza.batch.archives.JobOptions",
    "pushstanza.diagnostics.Edit",
    "pushstanza.diagnostics.Excerpt",
    "pushstanza.diagnostics.Fix",
    "pushstanza.explaining.explanation.Cause",
    "pushstanza.explaining.explanation.Effect",
    "pushstanza.explaining.explanation.Sign",
    "pushstanza.flow.gateway.Sent",
    "pushstanza.linting.paths.LintOptions",
    "pushstanza.linting.reports.Summary",
    "pushstanza.linting.visit.Outcome",
    "pushstanza.linting.visit.Visit",
    "pushstanza.payloads.reactions.IqError",
    "pushstanza.servers.answer.Answer",
    "pushstanza.servers.delivery.Device",
    "pushstanza.servers.world.Registration",
    "pushstanza.stanzas.forms.view.FormField",
    "pushstanza.jid.ForeignJid",
    "pushstanza.binding.codecs.Codec",
)


def functions() -> Iterator[str]:
    """Yield the functions of the package."""
    yield from _members("pushstanza", _public("pushstanza", inspect.isfunction))


def results() -> Iterator[str]:
    """Yield the classes of the package that are no models and no errors."""
    yield from _members(
        "pushstanza",
        _public(
            "pushstanza",
            lambda value: (
                inspect.isclass(value)
                and (value is Model or not issubclass(value, Model | Exception))
            ),
        ),
    )


def errors() -> Iterator[str]:
    """Yield the errors of the package."""
    yield from _members(
        "pushstanza",
        _public(
            "pushstanza", lambda value: inspect.isclass(value) and issubclass(value, Exception)
        ),
    )


def builders() -> Iterator[str]:
    """Yield the functions that build stanzas."""
    module = pushstanza.build
    names = [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    ]
    yield from _module("pushstanza.build")
    yield from _members("pushstanza", [f"build.{name}" for name in names])


def module_of(name: str) -> Iterator[str]:
    """Yield the public names of a module, but for those that the package has as well."""
    yield from _module(name)
    module = import_module(name)
    yield from _members(name, (each for each in module.__all__ if not _is_of_package(module, each)))


def _is_of_package(module: ModuleType, name: str) -> bool:
    return name in pushstanza.__all__ and getattr(module, name) is getattr(pushstanza, name)


def held() -> Iterator[str]:
    """Yield what results hold, and the type aliases."""
    yield from ("````{py:currentmodule} None", "````", "")
    for module, name in ALIASES:
        doc = ModuleAnalyzer.for_module(module).find_attr_docs()["", name]
        definition = stringify_annotation(getattr(import_module(module), name), "smart")
        yield from ("````{py:type} " + f"{module}.{name}", f":canonical: {definition}", "")
        yield from (*doc, "````", "")
    for path in HELD:
        module, _, name = path.rpartition(".")
        yield from _members(module, [name])


def _public(module: str, kind: Any) -> list[str]:
    names = import_module(module).__all__
    return [name for name in names if kind(getattr(import_module(module), name))]


def _module(name: str) -> Iterator[str]:
    yield from ("````{py:module} " + name, "````", "")


def _members(module: str, names: Iterable[str]) -> Iterator[str]:
    yield "````{eval-rst}"
    for name in names:
        value = import_module(module)
        for part in name.split("."):
            value = getattr(value, part)
        if not inspect.ismodule(value):
            yield from (f".. auto{_kind(value)}:: {module}::{name}", *_options(value), "")
    yield from ("````", "")


def _kind(value: object) -> str:
    if not inspect.isclass(value):
        return "function" if inspect.isroutine(value) else "data"
    return "exception" if issubclass(value, Exception) else "class"


def _options(value: object) -> Iterator[str]:
    if inspect.isclass(value):
        yield from ("   :members:", "   :undoc-members:")


PAGES: Mapping[str, Any] = {
    "interface-functions": functions,
    "interface-results": results,
    "interface-errors": errors,
    "interface-build": builders,
    "interface-flow": lambda: module_of("pushstanza.flow"),
    "interface-batch": lambda: module_of("pushstanza.batch"),
    "interface-testing": lambda: module_of("pushstanza.testing"),
    "interface-strategies": lambda: module_of("pushstanza.testing.strategies"),
    "interface-slixmpp": lambda: module_of("pushstanza.slixmpp"),
    "interface-held": held,
}


def name_aliases(
    _app: Sphinx, _what: str, _name: str, _found: object, _options: object,
    signature: str | None, returned: str | None,
) -> tuple[str | None, str | None]:  # fmt: skip
    """Return a signature in which type aliases have their names."""
    return _named(signature), _named(returned)


def _named(text: str | None) -> str | None:
    if text is None:
        return None
    for expanded, name in _EXPANDED:
        text = text.replace(expanded, name)
    return _CODED.sub(r"\1", text)


#: Short names in overloads, which Sphinx would look for among all names that end like that.
_FULL = {"type": "builtins.type", "Iq": "pushstanza.Iq", "Message": "pushstanza.Message"}


def qualify(_app: Sphinx, page: nodes.document) -> None:
    """Give short names their full names, before they are looked for."""
    for each in page.findall(addnodes.pending_xref):
        if each["refdomain"] == "py":
            each["reftarget"] = _FULL.get(each["reftarget"], each["reftarget"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the aliases."""
    app.connect("autodoc-process-signature", name_aliases)
    app.connect("doctree-read", qualify)
    return {"parallel_read_safe": True}
