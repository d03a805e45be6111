"""Writes models as text: a writer is compiled for each class, from its places.

It joins strings, which takes a tenth of the time of building and serializing a tree.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from pushstanza.binding.codecs import Codec
from pushstanza.binding.places import (
    XML_LANG,
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
from pushstanza.binding.spec import Spec, spec_of
from pushstanza.binding.unknown import Extra, Unknown
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading import names, tags

_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_TEXT_TABLE = str.maketrans(_IN_TEXT)
_ATTRIBUTE_TABLE = str.maketrans(_IN_ATTRIBUTE)
_special_in_text = lazy_pattern("[&<>\r]").search
_special_in_attribute = lazy_pattern('[&<>\r"\t\n]').search

Writer = Callable[[Any, list[str], str], None]


def escaped_text(text: str) -> str:
    """Return *text* as character data."""
    return text.translate(_TEXT_TABLE) if _special_in_text(text) else text


def escaped_attribute(text: str) -> str:
    """Return *text* escaped for double quotes."""
    return text.translate(_ATTRIBUTE_TABLE) if _special_in_attribute(text) else text


def write(model: Any, namespace: str = "") -> str:
    """Return the XML of *model* on one line, for a context whose default is *namespace*."""
    out: list[str] = []
    spec_of(model.__class__).write(model, out, namespace)
    return "".join(out)


def compile_writer(spec: Spec) -> Writer:
    """Return the function that writes models of *spec*."""
    scope: dict[str, Any] = {
        "attribute": escaped_attribute,
        "spec_of": spec_of,
        "text": escaped_text,
        "Unknown": Unknown,
        "unknown": _unknown,
        "with_extra": _with_extra,
        "spec": spec,
    }
    lines = [*_writer(spec, scope)]
    exec(compile("\n".join(lines), f"<writer of {spec.cls.__name__}>", "exec"), scope)  # noqa: S102
    writer: Writer = scope["write"]
    return writer


def _writer(spec: Spec, scope: dict[str, Any]) -> Iterator[str]:
    name = repr(spec.names[0])
    yield "def write(model, out, namespace):"
    yield "    if model.extra is not None:"
    yield "        return with_extra(model, out, namespace, spec)"
    for place in spec.places:
        if isinstance(place, Name):
            name = f"model.{place.field}"
    yield f"    start = '<' + {name}"
    yield f"    if namespace != {spec.namespace!r}:"
    yield f"""        start += ' xmlns="{escaped_attribute(spec.namespace)}"'"""
    for attribute in spec.attributes:
        yield f"    value = model.{attribute.field}"
        yield "    if value is not None:"
        shown = _formatted(attribute, attribute.codec, "value", scope)
        yield f"""        start += ' {_prefixed(attribute.name)}="' + attribute({shown}) + '"'"""
    yield "    mark = len(out)"
    yield "    out.append(start)"
    for place in spec.places:
        if isinstance(place, Content):
            yield f"    if (value := model.{place.field}) is not None and value != '':"
            yield f"        out.append(text({_formatted(place, place.codec, 'value', scope)}))"
    for child in spec.children:
        yield from _child(child, spec, scope)
    yield "    if len(out) == mark + 1:"
    yield "        out[mark] = start + '/>'"
    yield "    else:"
    yield "        out[mark] = start + '>'"
    yield f"        out.append('</' + {name} + '>')"


def _formatted(place: AnyPlace, codec: Codec, name: str, scope: dict[str, Any]) -> str:
    if codec.write is None:
        return name
    if codec.write is str:
        return f"str({name})"
    # A value that could not be read is still text.
    scope[f"write_{place.field}"] = codec.write
    return f"({name} if type({name}) is str else write_{place.field}({name}))"


def _child(place: ChildPlace, spec: Spec, scope: dict[str, Any]) -> Iterator[str]:
    match place:
        case Child(spec=inner):
            scope[f"spec_{place.field}"] = inner
            yield f"    if (value := model.{place.field}) is not None:"
            yield f"        spec_{place.field}.write(value, out, {spec.namespace!r})"
        case Children(spec=inner):
            scope[f"spec_{place.field}"] = inner
            yield f"    for value in model.{place.field}:"
            yield f"        spec_{place.field}.write(value, out, {spec.namespace!r})"
        case ChildText(tag=tag, codec=codec):
            yield f"    if (value := model.{place.field}) is not None:"
            shown = _formatted(place, codec, "value", scope)
            yield f"        out.append({_element_of(tag, shown)})"
        case ChildTexts(tag=tag, codec=codec):
            yield f"    for value in model.{place.field}:"
            shown = _formatted(place, codec, "value", scope)
            yield f"        out.append({_element_of(tag, shown)})"
        case Flag(tag=tag):
            yield f"    if model.{place.field}:"
            yield f"        out.append('<{_local(tag)}/>')"
        case Payload():
            yield f"    if (value := model.{place.field}) is not None:"
            yield from _any("        ", spec)
        case Payloads():
            yield f"    for value in model.{place.field}:"
            yield from _any("        ", spec)


def _any(indent: str, spec: Spec) -> Iterator[str]:
    yield f"{indent}if value.__class__ is Unknown:"
    yield f"{indent}    out.append(unknown(value, {spec.namespace!r}))"
    yield f"{indent}else:"
    yield f"{indent}    spec_of(value.__class__).write(value, out, {spec.namespace!r})"


def _element_of(tag: str, value: str) -> str:
    name = _local(tag)
    return f"'<{name}>' + text({value}) + '</{name}>'"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _prefixed(name: str) -> str:
    return "xml:lang" if name == XML_LANG else name


def _unknown(unknown: Unknown, namespace: str) -> str:
    """Return the XML of an element for a context whose default is *namespace*."""
    name = _START.match(unknown.xml)
    declared = f' xmlns="{escaped_attribute(namespace)}"'
    if name is None or not unknown.xml.startswith(declared, name.end()):
        return unknown.xml
    return name[0] + unknown.xml[name.end() + len(declared) :]


#: The beginning of a start tag, up to its attributes.
_START = lazy_pattern(r"<[^\s/>]+")


def _with_extra(model: Any, out: list[str], namespace: str, spec: Spec) -> None:
    """Write a model that has more than its places; rare, and so not compiled."""
    extra: Extra = model.extra
    spellings = dict(extra.spellings)
    name = next(
        (getattr(model, place.field) for place in spec.places if isinstance(place, Name)),
        spec.names[0],
    )
    out.append(f"<{name}")
    if namespace != spec.namespace:
        out.append(f' xmlns="{escaped_attribute(spec.namespace)}"')
    for attribute in spec.attributes:
        value = getattr(model, attribute.field)
        if value is not None:
            text = _spelt(attribute.field, attribute.codec, value, spellings)
            out.append(f' {_prefixed(attribute.name)}="{escaped_attribute(text)}"')
    for index, (key, text) in enumerate(extra.attributes):
        out.append(_foreign_attribute(key, text, index))
    parts = [*_in_order(model, spec, extra, spellings)]
    out.extend((">", *parts, f"</{name}>") if parts else ("/>",))


def _spelt(field: str, codec: Codec, value: Any, spellings: dict[str, str]) -> str:
    """Return the text of a value, in its original spelling if that has the same value."""
    spelling = spellings.get(field)
    if spelling is not None and _means(spelling, codec, value):
        return spelling
    return value if isinstance(value, str) or codec.write is None else codec.write(value)


def _means(spelling: str, codec: Codec, value: Any) -> bool:
    try:
        return codec.read is not None and bool(codec.read(spelling) == value)
    except ValueError:
        return False


def _foreign_attribute(key: str, text: str, index: int) -> str:
    value = escaped_attribute(text)
    if not key.startswith("{"):
        return f' {key}="{value}"'
    namespace, name = tags.split(key)
    if namespace == names.XML:
        return f' xml:{name}="{value}"'
    return f' ns{index}:{name}="{value}" xmlns:ns{index}="{escaped_attribute(namespace)}"'


def _in_order(model: Any, spec: Spec, extra: Extra, spellings: dict[str, str]) -> Iterator[str]:
    """Yield the texts of the content: first in the recorded order, then the rest."""
    for place in spec.places:
        if isinstance(place, Content):
            yield escaped_text(
                _spelt(place.field, place.codec, getattr(model, place.field), spellings)
            )
    queues = [deque(_texts(model, place, spec, spellings)) for place in spec.children]
    queues.append(deque(_unknown(child, spec.namespace) for child in extra.children))
    for index in extra.order:
        if index < len(queues) and queues[index]:
            yield queues[index].popleft()
    for queue in queues:
        yield from queue


def _texts(model: Any, place: ChildPlace, spec: Spec, spellings: dict[str, str]) -> Iterator[str]:
    """Yield the XML of each child in one place."""
    value = getattr(model, place.field)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    for each in values:
        match place:
            case ChildText(tag=tag, codec=codec) | ChildTexts(tag=tag, codec=codec):
                text = escaped_text(_spelt(place.field, codec, each, spellings))
                yield f"<{_local(tag)}>{text}</{_local(tag)}>"
            case Flag(tag=tag):
                yield from (f"<{_local(tag)}/>",) if each else ()
            case _:
                is_known = not isinstance(each, Unknown)
                yield (write if is_known else _unknown)(each, spec.namespace)
