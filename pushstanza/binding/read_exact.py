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
)
from pushstanza.binding.read import (
    HOLDS_MORE,
    executed,
    initial,
    lists_of,
    named_and_rest,
    test_of,
    texts_of,
    twin,
)
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
    return executed(_ExactReader(spec, scope).lines(), spec, scope)


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
    return value if codec.write(value) == text else None


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
            yield from _declined_if("len(element)", "    ")
        yield "    text = element.text"
        if content is not None:
            yield "    if text is None:"
            yield "        text = ''"
            yield from self._value(content, content.codec, "text", "    ")
        else:
            yield from _declined_if(_STRAY_TEXT, "    ")
        for place in self.spec.places:
            if place.required and not isinstance(place, Content):
                yield from _declined_if(f"new.{place.field} is None", "    ")
        yield "    new.extra = None"
        yield "    new.__class__ = Model"
        yield "    return new"

    def _attributes(self) -> Iterator[str]:
        if not self.spec.attributes:
            yield from _declined_if("element.keys()", "    ")
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
            yield from _declined_if(f"{source} not in words_{place.field}", indent)
            yield f"{indent}{name} = {source}"
        elif codec.write is str and codec.type not in {int, str}:
            self.scope[f"read_{place.field}"] = codec.read
            yield f"{indent}{name} = read_{place.field}({source})"
        else:
            self.scope[f"codec_{place.field}"] = codec
            yield f"{indent}{name} = value_of({source}, codec_{place.field})"
            yield from _declined_if(f"{name} is None", indent)

    def _child_elements(self) -> Iterator[str]:
        yield "    children = element[:]"
        texts = texts_of(self.spec)
        yield from self._one_text(texts)
        yield f"    {'elif' if texts else 'if'} children:"
        named, rest = named_and_rest(self.spec)
        named.sort(key=lambda each: not isinstance(each[1], Children))  # there are more of these
        lists = lists_of(self.spec)
        yield from (f"        list_{field} = []" for field in lists)
        yield "        at = 0"
        yield "        for child in children:"
        yield "            tag = child.tag"
        for number, (at, place) in enumerate(named):
            yield f"            {'elif' if number else 'if'} {test_of(place, self.scope)}:"
            yield from _in_order(at, "                ")
            yield from self._taken(place, "                ")
        yield f"            {'else' if named else 'if True'}:"
        yield from self._rest(*rest, "                ")
        yield from _declined_if(_STRAY_TAIL, "            ")
        for field in lists:
            yield f"        new.{field} = tuple(list_{field})"

    def _one_text(self, texts: ChildTexts | None) -> Iterator[str]:
        """Yield the lines for an element with one child, which is such a text."""
        if texts is not None:
            is_text = f"(child := children[0]).tag == {texts.tag!r}"
            yield f"    if len(children) == 1 and {is_text}:"
            yield from _declined_if(f"{HOLDS_MORE} or {_STRAY_TAIL}", "        ")
            yield f"        new.{texts.field} = (child.text or '',)"

    def _taken(self, place: ChildPlace, indent: str) -> Iterator[str]:
        """Yield the lines that store a child in its place."""
        name = f"new.{place.field}"
        match place:
            case Child(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield from _declined_if(f"{name} is not default_{place.field}", indent)
                yield from _read_inside(f"spec_{place.field}", name, indent)
            case Children(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield from _read_inside(f"spec_{place.field}", "inner", indent)
                yield f"{indent}list_{place.field}.append(inner)"
            case ChildText(codec=codec):
                yield from _declined_if(
                    f"{name} is not default_{place.field} or {HOLDS_MORE}", indent
                )
                yield f"{indent}text = child.text or ''"
                yield from self._value(place, codec, "text", indent)
            case ChildTexts():
                yield from _declined_if(HOLDS_MORE, indent)
                yield f"{indent}list_{place.field}.append(child.text or '')"
            case Flag():
                yield from _declined_if(f"{name} or child.text or {HOLDS_MORE}", indent)
                yield f"{indent}{name} = True"

    def _rest(self, at: int, place: ChildPlace | None, indent: str) -> Iterator[str]:
        """Yield the lines for a child that has no place by its name."""
        if place is None:
            yield f"{indent}return None"
            return
        own = f"tag.startswith({'{' + self.spec.namespace + '}'!r})"
        yield from _in_order(at, indent)
        taken = f" or new.{place.field} is not None" if isinstance(place, Payload) else ""
        yield f"{indent}spec = REGISTRY.get(tag)"
        yield from _declined_if(f"spec is None or {own}{taken}", indent)
        if isinstance(place, Payload):
            yield from _read_inside("spec", f"new.{place.field}", indent)
        else:
            yield from _read_inside("spec", "inner", indent)
            yield f"{indent}list_{place.field}.append(inner)"


#: Where there is text that is no blank, or any in an element that should be empty.
_STRAY_TEXT = "text is not None and (is_text(text) or not len(element))"
_STRAY_TAIL = "child.tail is not None and is_text(child.tail)"


def _declined_if(condition: str, indent: str) -> Iterator[str]:
    """Yield the lines that leave an element to the complete reader."""
    yield f"{indent}if {condition}:"
    yield f"{indent}    return None"


def _read_inside(spec: str, name: str, indent: str) -> Iterator[str]:
    """Yield the lines that read a child into the variable or field *name*."""
    yield f"{indent}{name} = {spec}.read_exact(child)"
    yield from _declined_if(f"{name} is None", indent)


def _in_order(index: int, indent: str) -> Iterator[str]:
    yield from _declined_if(f"at > {index}", indent)
    yield f"{indent}at = {index}"
