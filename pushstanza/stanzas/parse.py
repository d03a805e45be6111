"""Parses, validates and serializes stanzas."""

from collections.abc import Iterator
from typing import Any, TypeVar

from lxml import etree

from pushstanza.binding import REGISTRY, Model, Spec, read, read_with_faults, spec_of, write
from pushstanza.binding.codecs import illegal_character
from pushstanza.binding.places import Content
from pushstanza.binding.write import escaped_attribute
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity, Span
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.reading import parsing, source, standard, tags, xsd
from pushstanza.reading.decoding import decoded
from pushstanza.reading.names import STANZA_TAGS
from pushstanza.stanzas.given import Given, data_of, xml_of
from pushstanza.stanzas.rfc6120 import Iq, Message, Stanza

_M = TypeVar("_M", bound=Model)


class ParseError(PushStanzaError, ValueError):
    """Well-formed XML is not the one stanza that was expected."""


class ValidationError(PushStanzaError, ValueError):
    """A stanza is not valid by its schema; ``violations`` lists all violations."""

    def __init__(self, violations: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(_located(each) for each in violations))
        self.violations = violations


@public
def parse(
    data: Given,
    *,
    validate: bool = True,
    comments: bool = False,
    limits: source.Limits = source.DEFAULT_LIMITS,
) -> Stanza:
    """Return the one stanza in *data*.

    Args:
        data: Text, bytes in UTF-8, an element of lxml or ``xml.etree``, or a model. A stanza
            without ``xmlns`` is in ``jabber:client``; it may be inside a ``<stream:stream>``. A
            stanza in ``jabber:server`` or in the namespace of components is read as one in
            ``jabber:client`` (RFC 6120, section 4.8.3).
        validate: Whether the stanza is validated by the schemas.
        comments: Whether comments and processing instructions are dropped; by default they are an
            error (RFC 6120, section 11.1).
        limits: The maximum size and depth.

    Raises:
        XmlError: *data* is not well-formed, or contains what XMPP forbids.
        ValidationError: The stanza is not valid by the schemas.
        ReadError: The stanza was not validated, and does not fit its model.
        ParseError: There is no stanza in *data*, or more than one.
    """
    return _stanza(data, validate=validate, comments=comments, limits=limits)


def _stanza(data: Given, *, validate: bool, comments: bool, limits: source.Limits) -> Stanza:
    if isinstance(exact := _exact(data, limits), (Iq, Message)):
        return exact
    read_source = source.read(xml_of(data), limits=limits, comments=comments)
    found = only_stanza(read_source)
    stanza = _model(found, read_source, validate=validate)
    if not isinstance(stanza, (Iq, Message)):
        raise ParseError(f"<{tags.local(found)}> is not an iq or message")
    return stanza


def _exact(data: Given, limits: source.Limits = source.DEFAULT_LIMITS) -> Any:
    """Return the stanza that is given, if it is written just as its model would be.

    ``None`` where it is anything else, or where something may be wrong with it.

    Raises:
        XmlError: bytes are not in UTF-8.
        LimitError: there are too many bytes.
    """
    text = decoded(bytes(data), limits) if isinstance(data, bytes | bytearray) else data
    root = standard.stanza(text, limits) if isinstance(text, str) else _standard(text, limits)
    spec = None if root is None else REGISTRY.get(root.tag)
    return None if spec is None else spec.read_exact(root)


def _standard(data: Given, limits: source.Limits) -> "source.StandardElement | None":
    """Return the stanza that an element of ``xml.etree`` is, if it could be written as text."""
    root = source.standard_tree(data)
    tag = getattr(root, "tag", None)
    if not isinstance(tag, str) or tag not in STANZA_TAGS:
        return None
    texts = standard.texts_in(root, limits)
    return None if texts is None or illegal_character(texts) is not None else root


def only_stanza(read_source: source.Source) -> etree._Element:
    """Return the one element in what was read.

    Raises:
        ParseError: there is none, or more than one.
    """
    found = read_source.stanzas
    if len(found) != 1:
        raise ParseError(f"expected one stanza, found {len(found) or 'none'}")
    return found[0]


@public
def parse_iq(
    data: Given,
    *,
    validate: bool = True,
    comments: bool = False,
    limits: source.Limits = source.DEFAULT_LIMITS,
) -> Iq:
    """Return the one ``iq`` in *data*.

    The arguments and exceptions are those of :func:`parse`; a ``message`` is a :class:`ParseError`.
    """
    return _of(Iq, _stanza(data, validate=validate, comments=comments, limits=limits))


@public
def parse_message(
    data: Given,
    *,
    validate: bool = True,
    comments: bool = False,
    limits: source.Limits = source.DEFAULT_LIMITS,
) -> Message:
    """Return the one ``message`` in *data*.

    The arguments and exceptions are those of :func:`parse`; an ``iq`` is a :class:`ParseError`.
    """
    return _of(Message, _stanza(data, validate=validate, comments=comments, limits=limits))


def _of(cls: type[_M], stanza: Stanza) -> _M:
    if not isinstance(stanza, cls):
        (expected,), (found,) = spec_of(cls).names, spec_of(type(stanza)).names
        raise ParseError(f"expected <{expected}>, found <{found}>")
    return stanza


@public
def parse_many(
    data: Given,
    *,
    validate: bool = True,
    comments: bool = False,
    limits: source.Limits = source.DEFAULT_LIMITS,
) -> Iterator[Stanza]:
    """Return each ``iq`` and ``message`` in *data*, in order; other elements are skipped.

    The arguments and exceptions are those of :func:`parse`, but any number of stanzas is allowed.
    """
    read_source = source.read(xml_of(data), limits=limits, comments=comments)
    return (
        _model(element, read_source, validate=validate)
        for element in read_source.stanzas
        if element.tag in _STANZAS
    )


@public
def parse_as(cls: type[_M], data: Given, *, validate: bool = True) -> _M:
    """Return the one element in *data* as a model of *cls*, such as a ``notification`` alone.

    With ``Model`` as *cls*, the element may be any that has a model.
    Raises the exceptions of :func:`parse`.
    """
    spec = None if cls is Model else spec_of(cls)
    if isinstance(exact := _exact(data), cls):
        return exact
    read_source = source.read(xml_of(data))
    (element, *more) = read_source.stanzas
    names = " or ".join(f"<{name}>" for name in spec.names) if spec else "element"
    if more:
        raise ParseError(f"expected one {names}, found {1 + len(more)} elements")
    if spec and element.tag not in spec.tags:
        raise ParseError(f"expected {names}, found {_found(element, spec)}")
    found: _M = _model(element, read_source, validate=validate)
    return found


def _found(element: etree._Element, expected: Spec) -> str:
    namespace, name = tags.split(str(element.tag))
    is_only_elsewhere = name in expected.names
    return f"<{name}>" + (f" in the namespace {namespace!r}" if is_only_elsewhere else "")


def model_of(given: Given) -> Model:
    """Return the one stanza or payload that is given, such as a ``notification`` alone.

    A model is returned as it is. Raises the exceptions of :func:`parse`.
    """
    if isinstance(given, Model):
        return given
    if isinstance(exact := _exact(given), Model):
        return exact
    read_source = source.read(data_of(given))
    found: Model = _model(only_stanza(read_source), read_source, validate=True)
    return found


_STANZAS = {spec_of(Iq).tags[0], spec_of(Message).tags[0]}


def _model(element: etree._Element, read_source: source.Source, *, validate: bool) -> Any:
    spec = REGISTRY.get(str(element.tag))
    if spec is None:
        raise ParseError(f"<{tags.local(element)}> is not an element of the flow")
    if not validate:
        return read(element, spec)
    if not xsd.is_valid(element):
        raise ValidationError(tuple(_diagnostics(element, read_source)))
    return spec.read_valid(element, None)


@public
def serialize(stanza: Given, *, pretty: bool = False, namespace: str = "") -> str:
    """Return the XML of a stanza, or of any other model.

    Args:
        stanza: The model to write; or an element or text, which is parsed and written anew.
        pretty: Whether to format it over several lines.
        namespace: The default namespace of the context: with ``jabber:client``, as in a stream, a
            stanza has no namespace declaration.

    Raises:
        WrongValueError: *namespace* has a character that XML does not allow.
    """
    if (illegal := illegal_character(namespace)) is not None:
        reason = f"contains {illegal!r}, a character that XML does not allow"
        raise Argument("serialize()", "namespace").wrong_value(reason, namespace)
    text = write(model_of(stanza), namespace)
    return prettified(text, namespace) if pretty else text


@public
def to_lxml(stanza: Given) -> etree._Element:
    """Return a stanza, or any other model, as an element of lxml."""
    return parsing.reread(write(model_of(stanza), ""))


@public
def to_etree(stanza: Given) -> source.StandardElement:
    """Return a stanza, or any other model, as an element of ``xml.etree.ElementTree``."""
    import xml.etree.ElementTree as ET  # few programs need it

    return ET.fromstring(write(model_of(stanza), ""))  # noqa: S314 - it was written here


def prettified(text: str, namespace: str = "", margin: str = "") -> str:
    """Return one element formatted over several lines, with two blanks for each level.

    An element that has a model gets its attributes in the order of the model, and a line for each
    child. Everything else is not changed: texts, namespace declarations and prefixes, and the
    blanks in elements without a model. All lines but the first begin with *margin*.
    """
    opened = (
        f'<x xmlns="{escaped_attribute(namespace)}">{text}</x>' if namespace else f"<x>{text}</x>"
    )
    (element,) = parsing.reread(opened)
    _lay_out(element, f"\n{margin}")
    element.tail = None
    out = etree.tostring(element, encoding="unicode")
    if not namespace or not str(element.tag).startswith(f"{{{namespace}}}"):
        return out
    return out.replace(f' xmlns="{escaped_attribute(namespace)}"', "", 1)


def _lay_out(root: etree._Element, line: str) -> None:
    spec = REGISTRY.get(str(root.tag))
    if spec is None:
        return
    for each in root.iter():
        if not each.text and not len(each):
            each.text = None  # written as <a/>
    read_models = read_with_faults(root, spec)[1].read
    models = {element: spec_of(type(model)) for element, model in read_models}
    stack = [(root, line)]
    while stack:
        element, start = stack.pop()
        _order_attributes(element, models[element])
        children = element[:]
        if not _may_be_indented(element, children, models[element]):
            continue
        element.text = start + "  " if children else None
        for child in children:
            child.tail = start + "  "
            if child in models:
                stack.append((child, start + "  "))
        if children:
            children[-1].tail = start


def _order_attributes(element: etree._Element, spec: Spec) -> None:
    """Move the attributes that have a place in the model before the others."""
    keys = element.keys()
    named = [each.name for each in spec.attributes if each.name in element.attrib]
    ordered = [*named, *(key for key in keys if key not in {*named})]
    if ordered != keys:
        values = [(key, element.attrib.pop(key)) for key in ordered]
        element.attrib.update(values)


def _may_be_indented(parent: etree._Element, children: list[etree._Element], spec: Spec) -> bool:
    """Tell whether blanks between the children have no meaning."""
    if any(isinstance(place, Content) for place in spec.places):
        return False
    return not any(map(_is_text, (parent.text, *(child.tail for child in children))))


def _is_text(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()


@public
def validate(data: Given, *, engine: xsd.Engine = "libxml2") -> list[Diagnostic]:
    """Return the violations in the XML of the stanzas in *data*; empty if it is valid.

    XML that is not well-formed is reported as a violation, and never raises.

    Args:
        data: Text, bytes, an element or a model, as for :func:`parse`.
        engine: The validator; both agree. libxml2 is 50 times as fast, xmlschema explains more.
    """
    try:
        read_source = source.read(xml_of(data))
    except source.XmlError as error:
        return [_not_well_formed(error)]
    found = [
        each
        for element in read_source.stanzas
        for each in _diagnostics(element, read_source, engine)
    ]
    return sorted(found, key=lambda each: each.span.offset if each.span else 0)


def _not_well_formed(error: source.XmlError) -> Diagnostic:
    return Diagnostic(
        code="PS001",
        name="not-well-formed",
        severity=Severity.ERROR,
        message=error.reason,
        span=error.span,
    )


def _diagnostics(
    element: etree._Element, read_source: source.Source, engine: xsd.Engine = "libxml2"
) -> list[Diagnostic]:
    return [
        Diagnostic(
            code="PS011",
            name="schema-violation",
            severity=Severity.ERROR,
            message=each.message,
            span=_place(each, read_source),
            hint=each.hint,
        )
        for each in xsd.violations_by(engine, element)
    ]


def _place(violation: xsd.Violation, read_source: source.Source) -> Span | None:
    if violation.attribute is not None:
        found = read_source.attribute_span(violation.element, violation.attribute)
        if found is not None:
            return found
    return read_source.name_span(violation.element)


def _located(violation: Diagnostic) -> str:
    if violation.span is None:
        return violation.message
    return f"line {violation.line}, column {violation.column}: {violation.message}"
