"""Reads elements as models: a reader is compiled for each class, from its places.

The reader of ``<enable/>`` is straight-line code that visits each attribute and child once. Where
the schemas have accepted it, it looks for no faults::

    def read(element, found):
        new = Twin()
        new.jid = None
        ...
        for key, text in element.items():
            if key == "jid":
                new.jid = read_jid(text)
            ...
        new.__class__ = Enable
        return new

It fills an unfrozen twin of the class, which has the same slots, and turns it into the frozen class
at the end: the ``__init__`` of a frozen class of attrs takes five times as long.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import attrs
from lxml import etree

from pushstanza.binding.codecs import Codec
from pushstanza.binding.faults import Faults, ReadError
from pushstanza.binding.places import (
    AnyPlace,
    Child,
    ChildPlace,
    Children,
    ChildText,
    ChildTexts,
    Content,
    Flag,
    Name,
    Payload,
    Payloads,
)
from pushstanza.binding.spec import REGISTRY, ModelsRead, Spec
from pushstanza.binding.unknown import Extra, Unknown


def read(element: etree._Element, spec: Spec) -> Any:
    """Return the model of *element*, which was not validated.

    Raises:
        ReadError: It cannot be read; all faults are listed.
    """
    model, faults = read_with_faults(element, spec)
    if faults:
        raise ReadError(tuple(faults))
    return model


def read_with_faults(element: etree._Element, spec: Spec) -> tuple[Any, Faults]:
    """Return the model of *element* as far as it can be read, and its faults.

    A value of the wrong type stays text, and a missing required value is ``None``.
    """
    faults = Faults()
    return spec.read(element, faults), faults


def compile_reader(spec: Spec) -> Callable[[etree._Element, Faults], Any]:
    """Return the function that reads elements of *spec*, and collects their faults."""
    return _compiled(spec, of_valid=False)


def compile_reader_of_valid(spec: Spec) -> Callable[[etree._Element, ModelsRead | None], Any]:
    """Return the function that reads elements of *spec* that the schemas have accepted."""
    return _compiled(spec, of_valid=True)


def _compiled(spec: Spec, *, of_valid: bool) -> Callable[[etree._Element, Any], Any]:
    scope: dict[str, Any] = {
        "Extra": Extra,
        "Model": spec.cls,
        "REGISTRY": REGISTRY,
        "Twin": twin(spec.cls),
        "Unknown": Unknown,
        "order_of": _order_of,
        "spec": spec,
        "value_of": _value_of,
    }
    return executed(_Reader(spec, scope, of_valid=of_valid).lines(), spec, scope)


def executed(lines: Iterable[str], spec: Spec, scope: dict[str, Any]) -> Callable[..., Any]:
    """Return the function ``read`` that *lines* define, which use what is in *scope*."""
    exec(compile("\n".join(lines), f"<reader of {spec.cls.__name__}>", "exec"), scope)  # noqa: S102
    reader: Callable[..., Any] = scope["read"]
    return reader


def twin(cls: type[Any]) -> type[Any]:
    """Return an unfrozen class with the same slots, of which objects become those of *cls*."""
    # Without the __init__ of object it would inherit the one that attrs made for the base.
    body = {"__slots__": cls.__dict__["__slots__"], "__init__": object.__init__}
    return type(f"_{cls.__name__}", cls.__bases__, body)


#: A place of children, and its position among them.
_Numbered: TypeAlias = tuple[int, ChildPlace]


def initial(place: AnyPlace) -> Any:
    """Return what a field is before anything is read into it."""
    return None if place.default is attrs.NOTHING else place.default


def named_and_rest(spec: Spec) -> tuple[list[_Numbered], tuple[int, ChildPlace | None]]:
    """Return the places of children by name, and that of all others, each with its position."""
    named: list[_Numbered] = []
    rest: list[_Numbered] = []
    for each in enumerate(spec.children):
        (rest if isinstance(each[1], Payload | Payloads) else named).append(each)
    return named, rest[0] if rest else (len(spec.children), None)


def lists_of(spec: Spec) -> list[str]:
    """Return the fields that hold several children."""
    several = Children | ChildTexts | Payloads
    return [place.field for place in spec.children if isinstance(place, several)]


def texts_of(spec: Spec) -> ChildTexts | None:
    """Return the place of several texts, if there is one: most elements have one text there."""
    return next((each for each in spec.children if isinstance(each, ChildTexts)), None)


def test_of(place: ChildPlace, scope: dict[str, Any]) -> str:
    """Return the condition on the variable *tag* under which a child is in a place by its name."""
    match place:
        case Child(spec=spec) | Children(spec=spec) if len(spec.tags) > 1:
            scope[f"tags_{place.field}"] = frozenset(spec.tags)
            return f"tag in tags_{place.field}"
        case Child(spec=spec) | Children(spec=spec):
            return f"tag == {spec.tags[0]!r}"
        case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
            return f"tag == {tag!r}"
        case _:
            raise AssertionError(place)


class _Reader:
    """The lines of a reader, and in *scope* what they use; that of valid ones finds no faults."""

    def __init__(self, spec: Spec, scope: dict[str, Any], *, of_valid: bool) -> None:
        self.spec = spec
        self.scope = scope
        self.of_valid = of_valid

    def lines(self) -> Iterator[str]:
        """Yield the lines."""
        yield "def read(element, found):" if self.of_valid else "def read(element, faults):"
        yield "    new = Twin()"
        yield "    spellings = attributes = kept = order = ()"
        for place in self.spec.places:
            self.scope[f"default_{place.field}"] = initial(place)
            yield f"    new.{place.field} = default_{place.field}"
        yield from self._attributes()
        yield from self._own_text()
        yield from self._child_elements()
        for place in self.spec.places:
            if self.of_valid or not place.required or isinstance(place, Name | Content):
                continue
            self.scope[f"place_{place.field}"] = place
            yield f"    if new.{place.field} is None:"
            yield f"        faults.missing(element, place_{place.field})"
        yield "    if attributes or kept or order or spellings:"
        yield "        new.extra = Extra.of("
        yield "            attributes=attributes, children=kept, order=order, spellings=spellings"
        yield "        )"
        yield "    else:"
        yield "        new.extra = None"
        yield "    new.__class__ = Model"
        if self.of_valid:
            yield "    if found is not None:"
            yield "        found.append((element, new))"
        else:
            yield "    faults.read.append((element, new))"
        yield "    return new"

    def _attributes(self) -> Iterator[str]:
        yield "    for key, text in element.items():"
        word = "if"
        for place in self.spec.attributes:
            yield f"        {word} key == {place.name!r}:"
            yield from self._value(place, place.codec, "text", "            ")
            word = "elif"
        if word == "if":
            yield "        attributes += ((key, text),)"
        else:
            yield "        else:"
            yield "            attributes += ((key, text),)"

    def _own_text(self) -> Iterator[str]:
        for place in self.spec.places:
            if isinstance(place, Content):
                yield "    text = element.text or ''"
                yield from self._value(place, place.codec, "text", "    ")
            elif isinstance(place, Name):
                self.scope["names"] = dict(zip(self.spec.tags, self.spec.names, strict=True))
                yield f"    new.{place.field} = names[element.tag]"
        if not self.of_valid:
            has_text = any(isinstance(place, Content) for place in self.spec.places)
            yield f"    faults.{'stray_tail' if has_text else 'stray_text'}(element)"

    def _value(self, place: AnyPlace, codec: Codec, source: str, indent: str) -> Iterator[str]:
        """Yield the lines that store the text in the variable *source* in a place."""
        name = f"new.{place.field}"
        self.scope[f"place_{place.field}"] = place
        if codec.words is not None and codec.read is None:
            if not self.of_valid:
                self.scope[f"words_{place.field}"] = frozenset(codec.words)
                yield f"{indent}if {source} not in words_{place.field}:"
                yield f"{indent}    faults.not_listed(element, place_{place.field}, {source})"
            yield f"{indent}{name} = {source}"
        elif codec.read is None:
            yield f"{indent}{name} = {source}"
        elif codec.write is str and codec.type not in {int, str}:
            self.scope[f"read_{place.field}"] = codec.read
            yield f"{indent}{name} = read_{place.field}({source})"
        else:
            faults = None if self.of_valid else "faults"
            given = f"{source}, element, place_{place.field}, {faults}"
            yield f"{indent}{name}, spelling = value_of({given})"
            yield f"{indent}if spelling:"
            yield f"{indent}    spellings += (({place.field!r}, spelling),)"

    def _child_elements(self) -> Iterator[str]:
        named, (at_rest, rest) = named_and_rest(self.spec)
        lists = lists_of(self.spec)
        # A slice of an element takes a quarter of the time of iterating over it.
        yield "    children = element[:]"
        texts = texts_of(self.spec)
        yield from self._one_text(texts)
        yield f"    {'elif' if texts else 'if'} children:"
        yield from (f"        list_{field} = None" for field in lists)
        yield "        at = 0"
        yield "        mixed = False"
        yield "        for child in children:"
        yield "            tag = child.tag"
        for number, (at, place) in enumerate(named):
            yield f"            {'elif' if number else 'if'} {test_of(place, self.scope)}:"
            yield from _position(at, "                ")
            yield from self._taken(place, "                ")
        yield f"            {'else' if named else 'if True'}:"
        yield from self._rest(at_rest, rest, "                ")
        for field in lists:
            yield f"        new.{field} = () if list_{field} is None else tuple(list_{field})"
        yield "        if mixed:"
        yield "            order = order_of(element, spec)"

    def _one_text(self, texts: ChildTexts | None) -> Iterator[str]:
        """Yield the lines for an element with one child, which is such a text."""
        if texts is not None:
            is_text = f"(child := children[0]).tag == {texts.tag!r} and not {HOLDS_MORE}"
            yield f"    if len(children) == 1 and {is_text}:"
            yield f"        new.{texts.field} = (child.text or '',)"

    def _taken(self, place: ChildPlace, indent: str) -> Iterator[str]:
        """Yield the lines that store a child in its place, or keep it if it does not fit there."""
        name = f"new.{place.field}"
        deeper = indent + "    "
        self.scope[f"place_{place.field}"] = place
        match place:
            case Child(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield f"{indent}if {name} is default_{place.field}:"
                yield f"{deeper}{name} = {self._read(f'spec_{place.field}')}"
            case Children(spec=spec):
                self.scope[f"spec_{place.field}"] = spec
                yield from _added(place, self._read(f"spec_{place.field}"), indent)
                return
            case ChildText(codec=codec):
                yield f"{indent}if {name} is default_{place.field} and not {HOLDS_MORE}:"
                yield f"{deeper}text = child.text or ''"
                yield from self._value(place, codec, "text", deeper)
            case ChildTexts():
                yield f"{indent}if not {HOLDS_MORE}:"
                yield from _added(place, "child.text or ''", deeper)
            case Flag():
                yield f"{indent}if not {name} and not child.text and not {HOLDS_MORE}:"
                yield f"{deeper}{name} = True"
        yield f"{indent}else:"
        yield f"{deeper}mixed = True"
        yield f"{deeper}kept += (Unknown.of(child),)"

    def _read(self, spec: str) -> str:
        """Return the call that reads a child as an element of a spec."""
        return (
            f"{spec}.read_valid(child, found)" if self.of_valid else f"{spec}.read(child, faults)"
        )

    def _rest(self, at: int, place: ChildPlace | None, indent: str) -> Iterator[str]:
        """Yield the lines for a child that has no place by its name."""
        own = f"tag.startswith({'{' + self.spec.namespace + '}'!r})"
        read_it = f"{self._read('inner')} if (inner := REGISTRY.get(tag)) else Unknown.of(child)"
        deeper = indent + "    "
        match place:
            case Payload():
                yield f"{indent}if new.{place.field} is None and not {own}:"
                yield from _position(at, deeper)
                yield f"{deeper}new.{place.field} = {read_it}"
                yield f"{indent}else:"
            case Payloads():
                yield f"{indent}if not {own}:"
                yield from _position(at, deeper)
                yield from _added(place, read_it, deeper)
                yield f"{indent}else:"
            case _:
                yield f"{indent}if True:"
        yield from _position(len(self.spec.children), deeper)
        yield f"{deeper}kept += (Unknown.of(child),)"


def _value_of(
    text: str, element: etree._Element, place: Any, faults: Faults | None
) -> tuple[Any, str | None]:
    """Return the value of *text*, and *text* itself if the value is written differently."""
    try:
        value = place.codec.read(text)
    except ValueError as error:
        # A schema may accept what Python cannot represent, such as the year 10000.
        if faults is not None:
            faults.unreadable(element, place, text, str(error))
        return text, None
    return value, text if place.codec.write(value) != text else None


def _position(index: int, indent: str) -> Iterator[str]:
    yield f"{indent}if at > {index}:"
    yield f"{indent}    mixed = True"
    yield f"{indent}at = {index}"


def _added(place: ChildPlace, value: str, indent: str) -> Iterator[str]:
    """Yield the lines that add a value to those of a place; most places have one, or none."""
    yield f"{indent}if list_{place.field} is None:"
    yield f"{indent}    list_{place.field} = [{value}]"
    yield f"{indent}else:"
    yield f"{indent}    list_{place.field}.append({value})"


#: Whether a child that should have nothing but text has elements or attributes.
HOLDS_MORE = "(len(child) or child.keys())"


def _order_of(element: etree._Element, spec: Spec) -> tuple[int, ...]:
    """Return the index of the place of each child; one after the last for those without."""
    by_tag: dict[str, int] = {}
    rest = many = len(spec.children)
    for index, place in enumerate(spec.children):
        match place:
            case Child(spec=inner) | Children(spec=inner):
                by_tag.update(dict.fromkeys(inner.tags, index))
            case ChildText(tag=tag) | ChildTexts(tag=tag) | Flag(tag=tag):
                by_tag[tag] = index
            case Payload() | Payloads():
                rest = index
    own = f"{{{spec.namespace}}}"
    order: list[int] = []
    seen: set[int] = set()
    for child in element:
        tag = str(child.tag)
        index = by_tag.get(tag, many if tag.startswith(own) else rest)
        if index < many and not _fits(child, spec.children[index], taken=index in seen):
            index = many
        seen.add(index)
        order.append(index)
    return tuple(order)


def _fits(child: etree._Element, place: ChildPlace, *, taken: bool) -> bool:
    """Tell whether a child was stored in its place, by the rules of the reader."""
    holds_more = bool(len(child) or child.keys())
    match place:
        case Child() | Payload():
            return not taken
        case ChildText():
            return not taken and not holds_more
        case ChildTexts():
            return not holds_more
        case Flag():
            return not taken and not child.text and not holds_more
        case _:
            return True
