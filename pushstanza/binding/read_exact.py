"""Reads elements that are written just as their models are: a second reader for each class.

Such an element has everything in a place of its own, in the order of the places, spelled as the
model would be written; nothing required is missing. So it is valid by the schemas, which are not
asked then, and there is nothing to keep in ``extra``. Most stanzas that are sent are of this kind,
and reading them so takes half the time. What is different in anything is ``None`` here, and left to
the schemas and to :mod:`pushstanza.binding.read`.

It reads elements of ``xml.etree``, whose names and texts are Python's already. The readers are
compiled from the places, like those in :mod:`pushstanza.binding.read`.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pushstanza.binding.codecs import Codec
from pushstanza.binding.places import (
    AnyPlace,
    Child,
    ChildPlace,
    Children,
    ChildText,
    ChildTexts,
    Content,
    Flag,
    Payload,
    Payloads,
)
from pushstanza.binding.read import HOLDS_MORE, initial, test_of, texts_of, twin
from pushstanza.binding.spec import REGISTRY, Spec

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET


def compile_reader_of_exact(spec: Spec) -> "Callable[[ET.Element], Any]":
    """Return the function that reads elements of *spec*, or returns ``None``.

    The schemas know nothing of what others declare, whose places may take what they refuse. And
    of the elements of one class some need, or may have, what others may not.
    """
    if REGISTRY.module_of(spec.namespace) != spec.cls.__module__ or len(spec.names) > 1:
        return _refuse
    scope: dict[str, Any] = {
        "Model": spec.cls,
        "REGISTRY": REGISTRY,
        "Twin": twin(spec.cls),
        "is_text": is_text,
        "value_of": _value_of,
    }
    lines = [*_ExactReader(spec, scope).lines()]
    exec(compile("\n".join(lines), f"<exact reader of {spec.cls.__name__}>", "exec"), scope)  # noqa: S102
    reader: Callable[[ET.Element], Any] = scope["read"]
    return reader


def _refuse(_element: "ET.Element") -> None:
    return None


def is_text(between: str) -> bool:
    """Tell whether what stands between elements is more than the blanks that XML knows."""
    return bool(between.strip(" \t\r\n"))


def _value_of(text: str, codec: Any) -> Any:
    try:
        value = codec.read(text)
    except ValueError:
        return None
    if codec.write(value) != text:
        return None
    return value


class _ExactReader:
    """The lines of a reader, and in *scope* what they use."""

    def __init__(self, spec: Spec, scope: dict[str, Any]) -> None:
        self.spec = spec
        self.scope = scope

    def lines(self) -> Iterator[str]:
        """Yield the lines."""
        yield "def read(element):"
        yield "    new = Twin()"
        for place in self.spec.places:
            self.scope[f"default_{place.field}"] = initial(place)
            yield f"    new.{place.field} = default_{place.field}"
        yield from self._attributes()
        content = next((each for each in self.spec.places if isinstance(each, Content)), None)
        if self.spec.children:
            yield from self._child_elements()
        else:
            yield "    if len(element):"
            yield "        return None"
        yield "    text = element.text"
        if content is not None:
            yield "    if text is None:"
            yield "        text = ''"
            yield from self._value(content, content.codec, "text", "    ")
        else:
            yield "    if text is not None and (is_text(text) or not len(element)):"
            yield "        return None"
        for place in self.spec.places:
            if place.required and not isinstance(place, Content):
                yield f"    if new.{place.field} is None:"
                yield "        return None"
        yield "    new.extra = None"
        yield "    new.__class__ = Model"
        yield "    return new"

    def _attributes(self) -> Iterator[str]:
        if not self.spec.attributes:
            yield "    if element.keys():"
            yield "        return None"
            return
        yield "    for key, text in element.items():"
        for number, place in enumerate(self.spec.attributes):
            yield f"        {'elif' if number else 'if'} key == {place.name!r}:"
            yield from self._value(place, place.codec, "text", "            ")
        yield "        else:"
        yield "            return None"

    def _value(self, place: AnyPlace, codec: Codec, source: str, indent: str) -> Iterator[str]:
        """Yield the lines that store the text in the variable *source* in a place."""
        name = f"new.{place.field}"
        if codec.read is None and codec.words is None:
            yield f"{indent}{name} = {source}"
        elif codec.read is None:
            self.scope[f"words_{place.field}"] = frozenset(codec.words or ())
            yield f"{indent}if {source} not in words_{place.field}:"
            yield f"{indent}    return None"
            yield f"{indent}{name} = {source}"
        elif codec.write is str and codec.type not in {int, str}:
            self.scope[f"read_{place.field}"] = codec.read
            yield f"{indent}{name} = read_{place.field}({source})"
        else:
            self.scope[f"codec_{place.field}"] = codec
            yield f"{indent}{name} = value_of({source}, codec_{place.field})"
            yield f"{indent}if {name} is None:"
            yield f"{indent}    return None"

    def _child_elements(self) -> Iterator[str]:
        yield "    children = element[:]"
        texts = texts_of(self.spec)
        yield from self._one_text(texts)
        yield f"    {'elif' if texts else 'if'} children:"
        lists = [
            place.field
            for place in self.spec.children
            if isinstance(place, Children | ChildTexts | Payloads)
        ]
        yield from (f"        list_{field} = []" for field in lists)
        yield "        at = 0"
        yield "        for child in children:"
        yield "            tag = child.tag"
        found = [*enumerate(self.spec.children)]
        named = [(at, place) for at, place in found if not isinstance(place, Payload | Payloads)]
        for number, (at, place) in enumerate(named):
            yield f"            {'elif' if number else 'if'} {test_of(place, self.scope)}:"
            yield from _in_order(at, "                ")
            yield from self._taken(place, "                ")
        rest = next((each for each in found if each not in named), None)
        yield f"            {'else' if named else 'if True'}:"
        yield from self._rest(rest, "                ")
        yield "            if child.tail is not None and is_text(child.tail):"
        yield "                return None"
        for field in lists:
            yield f"        new.{field} = tuple(list_{field})"

    def _one_text(self, texts: ChildTexts | None) -> Iterator[str]:
        """Yield the lines for an element with one child, which is such a text."""
        if texts is not None:
            is_text = f"(child := children[0]).tag == {texts.tag!r}"
            yield f"    if len(children) == 1 and {is_text}:"
            yield f"        if {HOLDS_MORE} or child.tail is not None and is_text(child.tail):"
            yield "            return None"
            yield f"        new.{texts.field} = (child.text or '',)"

    def _taken(self, place: ChildPlace, indent: str) -> Iterator[str]:
        """Yield the lines that store a child in its place."""
        name = f"new.{place.field}"
        deeper = indent + "    "
        match place:
            case Child(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield f"{indent}if {name} is not default_{place.field}:"
                yield f"{deeper}return None"
                yield f"{indent}{name} = spec_{place.field}.read_exact(child)"
                yield f"{indent}if {name} is None:"
                yield f"{deeper}return None"
            case Children(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield f"{indent}inner = spec_{place.field}.read_exact(child)"
                yield f"{indent}if inner is None:"
                yield f"{deeper}return None"
                yield f"{indent}list_{place.field}.append(inner)"
            case ChildText(codec=codec):
                yield f"{indent}if {name} is not default_{place.field} or {HOLDS_MORE}:"
                yield f"{deeper}return None"
                yield f"{indent}text = child.text or ''"
                yield from self._value(place, codec, "text", indent)
            case ChildTexts():
                yield f"{indent}if {HOLDS_MORE}:"
                yield f"{deeper}return None"
                yield f"{indent}list_{place.field}.append(child.text or '')"
            case Flag():
                yield f"{indent}if {name} or child.text or {HOLDS_MORE}:"
                yield f"{deeper}return None"
                yield f"{indent}{name} = True"

    def _rest(self, found: tuple[int, ChildPlace] | None, indent: str) -> Iterator[str]:
        """Yield the lines for a child that has no place by its name."""
        if found is None:
            yield f"{indent}return None"
            return
        at, place = found
        own = f"tag.startswith({'{' + self.spec.namespace + '}'!r})"
        yield from _in_order(at, indent)
        taken = f" or new.{place.field} is not None" if isinstance(place, Payload) else ""
        yield f"{indent}spec = REGISTRY.get(tag)"
        yield f"{indent}if spec is None or {own}{taken}:"
        yield f"{indent}    return None"
        yield f"{indent}inner = spec.read_exact(child)"
        yield f"{indent}if inner is None:"
        yield f"{indent}    return None"
        if isinstance(place, Payload):
            yield f"{indent}new.{place.field} = inner"
        else:
            yield f"{indent}list_{place.field}.append(inner)"


def _in_order(index: int, indent: str) -> Iterator[str]:
    yield f"{indent}if at > {index}:"
    yield f"{indent}    return None"
    yield f"{indent}at = {index}"
