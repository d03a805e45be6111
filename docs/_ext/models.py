"""The pages of the models: one for each specification, made of the declarations.

The examples are taken from the scenarios of the flow, the good examples of the rules, and the
stanzas that the tests hold to the schemas.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from types import FunctionType, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import attrs
from citing import targets
from docutils import nodes
from sources import address_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from written import table_of, write_pages

from pushstanza.binding import Model, Unknown, declared, spec_of
from pushstanza.binding.describe import describe, shape
from pushstanza.documenting.subjects import page_of
from pushstanza.flow.scenario import run, shipped
from pushstanza.jid import Jid
from pushstanza.linting.rules import RULES
from pushstanza.stanzas.parse import parse_many, serialize, validate

CASES = Path(__file__).parents[2] / "tests" / "schema_cases" / "valid"


def documents() -> dict[str, list[type[Model]]]:
    """Return the models by the name of the page of their specification."""
    found: dict[str, list[type[Model]]] = {}
    ours = (cls for cls in declared() if cls.__module__.startswith("pushstanza."))
    for cls in sorted(ours, key=_page):
        found.setdefault(_page(cls), []).append(cls)
    return found


def _page(cls: type[Model]) -> str:
    """Return the name of the page of a model, such as ``xep-0357``."""
    return page_of(cls).removeprefix("models/")


def _source(cls: type[Model]) -> str:
    """Return the specification of a model: its title and version."""
    return (sys.modules[cls.__module__].__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def overview() -> Iterator[str]:
    """Yield a table of the specifications and their models."""
    yield from table_of(
        ("specification", "models"),
        (
            (
                f"[{_title(page)}](../models/{page}.md)",
                ", ".join(f"{{py:class}}`~pushstanza.{cls.__name__}`" for cls in models),
            )
            for page, models in documents().items()
        ),
    )


def _title(page: str) -> str:
    return _source(documents()[page][0]).partition(", ")[0].rstrip(".")


def write_model_pages(app: Sphinx) -> None:
    """Write a page for each specification."""
    pages = {page: "\n".join(document(page)) for page in documents()}
    write_pages(Path(app.srcdir) / "models", pages)


def document(page: str) -> Iterator[str]:
    """Yield the page of a specification."""
    models = documents()[page]
    yield from (f"({page})=", f"# {_title(page)}", "")
    yield from (
        f"[{_source(models[0]).removesuffix('.')}]({address_of(page)})",
        "",
    )
    yield from ("```{py:currentmodule} pushstanza", "```", "")
    for namespace, group in groupby(models, lambda cls: spec_of(cls).namespace):
        yield from (*targets("namespace", namespace), f"## `{namespace}`", "")
        for cls in group:
            yield from model(cls)


def model(cls: type[Model]) -> Iterator[str]:
    """Yield what the page says of a model."""
    spec = spec_of(cls)
    yield from targets("element", *spec.tags)
    yield from (f"### {cls.__name__}", "", f"`````{{py:class}} {signature(cls)}")
    yield from (f":canonical: {cls.__module__}.{cls.__name__}", "")
    yield from (_in_page(spec.meaning), "")
    yield from _code("xml", shape(spec))
    rows = [
        (f"{{field}}`{cls.__name__}.{row.field}`", _xml(row.xml), row.type, row.required, row.doc)
        for row in describe(spec)
    ]
    if rows:
        yield from table_of(("field", "in XML", "type", "required", "meaning"), rows)
    found = example(cls)
    yield from ("An example:", "")
    yield from _code("xml", serialize(found, pretty=True))
    yield from ("The same in Python, after `import pushstanza as ps`:", "")
    yield from _code("python", constructor(found))
    for kind, name in members(cls):
        directive = f".. auto{kind}:: pushstanza.{cls.__name__}.{name}"
        yield from ("````{eval-rst}", directive, "````", "")
    yield from ("`````", "")


def _in_page(text: str) -> str:
    return text.replace("``", "`").replace("<", "&lt;")


def _xml(text: str) -> str:
    return f"`{text}`" if "<" in text else text


def _code(language: str, text: str) -> Iterator[str]:
    yield from (f"````{{code-block}} {language}", *text.rstrip("\n").split("\n"), "````", "")


def signature(cls: type[Model]) -> str:
    """Return the constructor of a model, as Sphinx reads it."""
    arguments = [
        f"{each.name}: {_annotation(each.type)}"
        + ("" if each.default is attrs.NOTHING else f" = {each.default!r}")
        for each in attrs.fields(cls)
    ]
    return f"{cls.__name__}(*, {', '.join(arguments)})"


def _annotation(kind: Any) -> str:
    """Return the annotation of a field as it is written in a program."""
    arguments = get_args(kind)
    if get_origin(kind) is Annotated:
        return _annotation(arguments[0])
    if get_origin(kind) is Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if get_origin(kind) is tuple:
        return f"tuple[{_annotation(arguments[0])}, ...]"
    if arguments:
        return " | ".join(_annotation(each) for each in arguments)
    return "None" if kind is NoneType else kind.__name__


def members(cls: type[Model]) -> Iterator[tuple[str, str]]:
    """Yield the properties and methods that a model has beside its fields."""
    fields = {each.name for each in attrs.fields(cls)}
    for owner in cls.__mro__:
        if owner not in {Model, object}:
            for name, value in vars(owner).items():
                if not name.startswith("_") and name not in fields:
                    if isinstance(value, property):
                        yield "property", name
                    elif isinstance(value, FunctionType):
                        yield "method", name


def example(cls: type[Model]) -> Model:
    """Return the example of a model.

    The best is one of the flow, in which nothing is unknown or empty. Of those, it is the shortest
    that fills as many fields as people usually fill.
    """
    spec = spec_of(cls)

    def rank(found: tuple[int, Model]) -> tuple[bool, int, int, int, int]:
        origin, value = found
        children, filled = (
            sum(getattr(value, each.field) not in _NOTHING for each in places)
            for places in (spec.children, spec.places)
        )
        length = len(constructor(value))
        return (_is_regular(value), -origin, min(children, 2), min(filled, 4), -length)

    _, best = max(_examples()[cls], key=rank)
    return best.evolve(extra=None)


#: What a field holds that says nothing.
_NOTHING = (None, "", (), False)


@cache
def _examples() -> dict[type[Model], list[tuple[int, Model]]]:
    """Return the examples of each model, with the number of the place where each was found."""
    found: dict[type[Model], list[tuple[int, Model]]] = {cls: [] for cls in declared()}
    for origin, texts in enumerate((_of_flows(), _of_rules(), _of_tests())):
        for text in texts:
            for stanza in parse_many(text, comments=True):
                for each in _inside(stanza):
                    found[type(each)].append((origin, each))
    return found


def _of_flows() -> Iterator[str]:
    for name in ("pubsub-full", "pubsub-less"):
        for event in run(shipped()[name].read_text("utf-8")).events:
            if event.kind == "stanza" and event.text is not None:
                yield event.text


def _of_rules() -> Iterator[str]:
    for rule in RULES.values():
        for text in rule.good:
            if text.startswith(("<iq", "<message")) and not validate(text):
                yield text


def _of_tests() -> Iterator[bytes]:
    for path in sorted(CASES.rglob("*.xml")):
        yield path.read_bytes()


def _inside(value: object) -> Iterator[Model]:
    """Yield a model and the models in it."""
    if isinstance(value, Model):
        yield value
        for place in spec_of(type(value)).places:
            yield from _inside(getattr(value, place.field))
    elif isinstance(value, tuple):
        for each in value:
            yield from _inside(each)


def _is_regular(value: object) -> bool:
    """Tell whether a model has nothing in it that is unknown, and no model that is empty."""
    if isinstance(value, tuple):
        return all(map(_is_regular, value))
    if not isinstance(value, Model):
        return not isinstance(value, Unknown)
    fields = [getattr(value, place.field) for place in spec_of(type(value)).places]
    has_any = any(each not in _NOTHING for each in fields)
    return has_any and value.extra is None and all(map(_is_regular, fields))


#: How long a line of code may be.
WIDTH = 72


def constructor(value: object, room: int = WIDTH) -> str:
    """Return the Python that makes a value, no line longer than it has to be."""
    match value:
        case Model():
            arguments = [
                (f"{place.field}=", getattr(value, place.field))
                for place in spec_of(type(value)).places
                if getattr(value, place.field) != place.default
            ]
            return _call(f"ps.{type(value).__name__}(", arguments, ")", room)
        case tuple():
            end = ",)" if len(value) == 1 else ")"
            return _call("(", [("", each) for each in value], end, room)
        case Unknown():
            return f"ps.{value!r}"
        case Jid():
            return f'ps.Jid("{value}")'
        case str():
            return f'"{value}"' if repr(value)[1:-1] == value else repr(value)
        case datetime():
            return f'datetime.fromisoformat("{value.isoformat()}")'
        case _:
            return repr(value)


def _call(start: str, arguments: Iterable[tuple[str, object]], end: str, room: int) -> str:
    """Return a call or a tuple, on one line if there is room, or else one argument a line."""
    arguments = [*arguments]
    line = ", ".join(name + constructor(each, 9999) for name, each in arguments)
    if len(start + line + end) <= room:
        return start + line + end
    lines = [
        f"    {name}{constructor(each, room - 4 - len(name))},".replace("\n", "\n    ")
        for name, each in arguments
    ]
    return "\n".join((start, *lines, end.removeprefix(",")))


class FieldRole(SphinxRole):
    """``{field}`Enable.jid```: the name of a field, which can be cited by ``py:attr``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the name, and make it known."""
        name = f"pushstanza.{self.text}"
        self.env.domains["py"].note_object(name, "attribute", name)  # type: ignore[attr-defined]
        _, _, field = self.text.partition(".")
        return [nodes.literal(field, field, ids=[name])], []


def skip_model(_app: Sphinx, _what: str, _name: str, found: object, *_: object) -> bool | None:
    """Leave the models out of the page of the interface: they have pages of their own."""
    return True if found in declared() else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before they are read."""
    app.add_role("field", FieldRole())
    app.connect("builder-inited", write_model_pages)
    app.connect("autodoc-skip-member", skip_model)
    return {"parallel_read_safe": True}
