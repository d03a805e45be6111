"""What differs between two elements, and where: attributes, text, and children that come and go."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from pushstanza.binding import REGISTRY, XML_LANG, Model, ReadError, Unknown, read
from pushstanza.diagnostics.masking import is_secret, masked_xml
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.reading import source, tags
from pushstanza.stanzas.given import Given, data_of
from pushstanza.stanzas.parse import only_stanza, to_lxml
from pushstanza.testing.showing import Difference, Ignored, Shown, clipped, masked

#: What tells an element from its siblings.
_IDENTITY = ("var", "id", "jid", "node", XML_LANG)

_DECLARATION = lazy_pattern(r'\sxmlns="[^"]*"')

_Children = Sequence[etree._Element]
_Pair = tuple[etree._Element | None, etree._Element | None]


def tree_of(given: "Given | Unknown") -> etree._Element:
    """Return the one element in what is given, written as its model writes it if it has one.

    Raises:
        XmlError: it is not well-formed.
        ParseError: there is no element in it, or more than one.
        UnsupportedDataError: it is nothing that holds a stanza.
    """
    if isinstance(given, Model):
        return to_lxml(given)
    if isinstance(given, Unknown):
        return given.element()
    found = only_stanza(source.read(data_of(given)))
    spec = REGISTRY.get(str(found.tag))
    try:
        return found if spec is None else to_lxml(read(found, spec))
    except ReadError:
        return found


@frozen
class Trees:
    """Compares elements.

    ``ordered`` says whether the order of children counts; ``shown`` covers secrets.
    """

    shown: Shown
    ignored: Ignored
    ordered: bool = True

    def differences(
        self, actual: etree._Element, expected: etree._Element, path: str | None = None
    ) -> Iterator[Difference]:
        """Yield the differences between two elements, the first of which stands at *path*."""
        where = path or tags.local(expected)
        if actual.tag != expected.tag:
            message = f"{self._element(actual)}, expected {self._element(expected)}"
            yield Difference(where, message)
            return
        yield from self._attributes(actual, expected, where)
        yield from self._texts(actual, expected, where)
        yield from self._children(actual, expected, where)

    def _attributes(
        self, actual: etree._Element, expected: etree._Element, path: str
    ) -> Iterator[Difference]:
        for name in dict.fromkeys([*expected.keys(), *actual.keys()]):
            ours, theirs = actual.get(name), expected.get(name)
            where = f"{path}/@{_attribute_name(name)}"
            if ours == theirs or where in self.ignored or _is_same_jid(actual, name, ours, theirs):
                continue
            show = masked if is_secret(tags.split(name)[1]) else None
            yield self.shown.texts(where, ours, theirs, show)

    def _texts(
        self, actual: etree._Element, expected: etree._Element, path: str
    ) -> Iterator[Difference]:
        ours, theirs = _text(actual), _text(expected)
        if ours != theirs:
            show = masked if _is_secret_element(expected) else None
            yield self.shown.texts(path, ours or None, theirs or None, show)

    def _children(
        self, actual: etree._Element, expected: etree._Element, path: str
    ) -> Iterator[Difference]:
        ours, theirs = _elements(actual), _elements(expected)
        steps = self._steps(ours) | self._steps(theirs)
        pairs = [*_paired(ours, theirs)]
        for mine, other in pairs:
            named = other if other is not None else mine
            where = f"{path}/{steps[named]}" if named is not None else path
            if where in self.ignored:
                continue
            if mine is None and other is not None:
                yield Difference(where, f"missing, expected {self._element(other)}")
            elif other is None and mine is not None:
                yield Difference(where, f"{self._element(mine)}, not expected")
            elif mine is not None and other is not None:
                yield from self.differences(mine, other, where)
        if self.ordered:
            yield from _moved(ours, pairs, steps, path)

    def _steps(self, children: _Children) -> dict[etree._Element, str]:
        """Return the step of a path to each child, with what tells it from others of its name."""
        count = Counter(each.tag for each in children)
        seen: Counter[object] = Counter()
        steps = {}
        for each in children:
            seen[each.tag] += 1
            name = tags.local(each)
            known = ("var",) if count[each.tag] == 1 else _IDENTITY
            attribute = next((one for one in known if each.get(one)), None)
            if attribute is not None:
                value = clipped(self.shown.secrets.cover(each.get(attribute, "")))
                name = f"{name}[{_attribute_name(attribute)}={value!r}]"
            elif count[each.tag] > 1:
                name = f"{name}[{seen[each.tag]}]"
            steps[each] = name
        return steps

    def _element(self, element: etree._Element) -> str:
        """Return the XML of an element, secrets covered, without the namespace of its parent."""
        written = etree.tostring(element, encoding="unicode", with_tail=False)
        parent = element.getparent()
        is_inherited = parent is not None and tags.namespace(parent) == tags.namespace(element)
        if is_inherited and element.prefix is None:
            written = _DECLARATION.sub("", written, count=1)
        return clipped(self.shown.secrets.cover(masked_xml(written)))


def _elements(parent: etree._Element) -> _Children:
    return [each for each in parent if isinstance(each.tag, str)]


def _text(element: etree._Element) -> str:
    """Return the text of an element; between children blanks have no meaning."""
    if len(element) == 0:
        return element.text or ""
    parts = (element.text, *(each.tail for each in element))
    return " ".join(part.strip() for part in parts if part and part.strip())


def _is_secret_element(element: etree._Element) -> bool:
    parent = element.getparent()
    name = tags.local(element)
    var = parent.get("var") if parent is not None and name == "value" else None
    return is_secret(var) or is_secret(name)


def _is_same_jid(
    element: etree._Element, name: str, actual: str | None, expected: str | None
) -> bool:
    spec = REGISTRY.get(str(element.tag))
    if spec is None or actual is None or expected is None:
        return False
    is_jid = any(each.name == name and each.codec.type is Jid for each in spec.attributes)
    return is_jid and Jid.unchecked(actual) == Jid.unchecked(expected)


def _attribute_name(name: str) -> str:
    return "xml:lang" if name == XML_LANG else name


def _paired(actual: _Children, expected: _Children) -> Iterator[_Pair]:
    """Yield which children are compared with each other, and those that have no counterpart.

    They are paired by what identifies them; what is left, apart from fields, by its name.
    """
    found = _matched(actual, expected, _identity)
    left = [each for each in expected if each not in found and each.get("var") is None]
    taken = set(found.values())
    others = [each for each in actual if each not in taken and each.get("var") is None]
    found |= _matched(others, left, lambda each: each.tag)
    for each in expected:
        yield found.get(each), each
    taken = set(found.values())
    yield from ((each, None) for each in actual if each not in taken)


def _matched(
    actual: _Children, expected: _Children, key: Callable[[etree._Element], object]
) -> dict[etree._Element, etree._Element]:
    """Return the counterpart of each expected child that has one with the same key."""
    waiting: dict[object, deque[etree._Element]] = defaultdict(deque)
    for each in actual:
        waiting[key(each)].append(each)
    return {each: waiting[key(each)].popleft() for each in expected if waiting[key(each)]}


def _identity(element: etree._Element) -> object:
    return element.tag, *(element.get(name) for name in _IDENTITY)


def _moved(
    actual: _Children, pairs: Sequence[_Pair], steps: Mapping[etree._Element, str], path: str
) -> Iterator[Difference]:
    """Yield that children that are on both sides stand in another order."""
    place = {each: number for number, each in enumerate(actual)}
    both = [(mine, other) for mine, other in pairs if mine is not None and other is not None]
    found = sorted(both, key=lambda pair: place[pair[0]])
    if found != both:
        ours, theirs = (", ".join(steps[other] for _, other in each) for each in (found, both))
        yield Difference(path, f"in the order {clipped(ours)}, expected {clipped(theirs)}")
