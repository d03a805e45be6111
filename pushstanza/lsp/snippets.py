"""Elements and attributes as completions put them in: with places where a person goes on."""

from lxml import etree

from pushstanza.binding import Spec, write
from pushstanza.binding.places import Content
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.rules.forms.holders import FORM_TAG
from pushstanza.lsp import declared
from pushstanza.lsp.cursor import Opened
from pushstanza.lsp.declared import FIELD_TAG, Allowed
from pushstanza.reading import tags
from pushstanza.reading.names import STANZA_TAGS

#: Where a person goes on at the end.
_LAST = "$0"


@frozen
class Writer:
    """Writes what is put in.

    ``quote`` is put around values; without ``snippets`` the client knows no places to go on.
    """

    quote: str
    snippets: bool

    def element(self, allowed: Allowed, parent: Opened | None) -> str:
        """Return an element behind its ``<``: with what it has to have, or its name alone."""
        root = _empty(allowed, parent)
        if not self.snippets:
            return self._written(root).removesuffix("/>")
        for number, place in enumerate(declared.required_attributes(allowed.tag), 1):
            words = place.codec.few
            root.set(declared.attribute_name(place), _stop(number, words))
        _fill(root, allowed, parent)
        written = self._written(root)
        return written if _LAST in written else written + _LAST

    def attribute(self, name: str, words: tuple[str, ...] = (), value: str = "") -> str:
        """Return an attribute with its quotes: with a value, or with words to choose from."""
        value = value or (_stop(1, words) if self.snippets else "")
        return f"{name}={self.quote}{value}{self.quote}"

    def _written(self, root: etree._Element) -> str:
        written = etree.tostring(root, encoding="unicode")
        return written.removeprefix("<").replace('"', self.quote)


def _empty(allowed: Allowed, parent: Opened | None) -> etree._Element:
    """Return an element in the namespace that it has to declare there, or in none."""
    namespace, name = tags.split(allowed.tag)
    is_declared = parent is not None and parent.default == namespace
    if is_declared or not namespace or (parent is None and allowed.tag in STANZA_TAGS):
        return etree.Element(name)
    return etree.Element(allowed.tag, nsmap={None: namespace})


def _fill(root: etree._Element, allowed: Allowed, parent: Opened | None) -> None:
    """Put into an element what it has to hold, and the place to go on."""
    namespace = tags.namespace(root)
    if allowed.tag == FORM_TAG and (form := _form(parent)) is not None:
        root.set("type", form.get("type", ""))
        root.extend(_moved(each, namespace) for each in form)
        root[-1].tail = _LAST
    elif allowed.tag == FIELD_TAG:
        root.set("var", _stop(1, ()))
        value = etree.SubElement(root, f"{{{namespace}}}value" if namespace else "value")
        value.text, value.tail = _stop(2, ()), _LAST
    elif allowed.spec is None or allowed.spec.children or _has_text(allowed.spec):
        root.text = _LAST


def _form(parent: Opened | None) -> etree._Element | None:
    """Return the form with nothing but its type that an element calls for."""
    view = None if parent is None else declared.view_of(None, parent.tag)
    return None if view is None else etree.fromstring(write(view().form()))


def _moved(element: etree._Element, namespace: str) -> etree._Element:
    """Return an element with all in it put into another namespace."""
    for each in element.iter("*"):
        name = tags.local(each)
        each.tag = f"{{{namespace}}}{name}" if namespace else name
    etree.cleanup_namespaces(element)
    return element


def _has_text(spec: Spec) -> bool:
    return any(isinstance(each, Content) for each in spec.places)


def _stop(number: int, words: tuple[str, ...]) -> str:
    """Return the place in a snippet where a person goes on, with the words to choose from."""
    return f"${{{number}|{','.join(words)}|}}" if words else f"${number}"
