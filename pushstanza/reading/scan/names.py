"""Start tags, entered and left in their order, to what is wrong with their names and namespaces."""

from collections.abc import Iterable
from typing import Final

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.reading.names import STREAMS, XML, XMLNS
from pushstanza.reading.scan.findings import Findings
from pushstanza.reading.scan.found import ScannedAttribute, attributes_in
from pushstanza.reading.scan.grammar import (
    ATTRIBUTE_NAME,
    BLANK_CHARACTERS,
    CURLY,
    clip,
    is_colonless,
    is_qualified,
    local_name,
    quoted,
)
from pushstanza.reading.scan.tag import Tag

# A namespace that looks like this needs not be shown to libxml2.
_PLAIN_URI: Final = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9_.:/#\-]*")
#: The header of a stream, whose declarations hold for all that is sent on it.
_STREAM: Final = lazy_pattern(r"<(?:[\w.-]{1,40}:)?stream(?=\s)(?P<rest>[^<>]*)>")
#: How far above a stanza its stream is looked for.
LONGEST_STREAM: Final = 20_000
_URI_CHARACTERS: Final = lazy_pattern(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]")


class Names:
    """Checks the names in every start tag against the namespaces that are declared there."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._text = text
        self._findings = findings
        # An empty namespace is that of a prefix whose declaration is wrong; it is left out.
        # An excerpt from a stream has the prefix that the stream declares.
        self._namespaces: dict[str, list[str]] = {"xml": [XML], "stream": [STREAMS]}
        self._ids: set[str] = set()
        #: What the stream around an excerpt declares, and where the root ends its name.
        self._of_stream: dict[str, str] = {}
        self._root = 0
        self._declared_at_root: set[str] = set()

    def enter(self, tag: Tag) -> None:
        """Check a start tag; what it declares holds until it is left."""
        if tag.parent is None:
            self._root, self._declared_at_root = tag.name_end, set()
        tag.repaired = tag.name
        if tag.written is None:
            if tag.end - tag.name_end <= 2 and ":" not in tag.name:
                return
            names = ATTRIBUTE_NAME.findall(self._text, tag.name_end, tag.end)
            is_plain = ":" not in tag.name and len(names) == len(set(names))
            if is_plain and not any(":" in name or name == "xmlns" for name in names):
                return
            attributes = tuple(attributes_in(self._text, tag.name_end, tag.end))
        else:
            attributes = tag.written
        self._declare(tag, attributes)
        self._check_attributes(attributes)
        self._check_element(tag)

    def leave(self, tag: Tag) -> None:
        """Forget what a start tag declared."""
        for prefix in tag.prefixes:
            self._namespaces[prefix].pop()

    def _declare(self, tag: Tag, attributes: Iterable[ScannedAttribute]) -> None:
        # Of two declarations of one prefix the first holds; the other is reported as a duplicate.
        prefixes: set[str] = set()
        for attribute in attributes:
            declares, _, prefix = attribute.name.partition(":")
            if attribute.name == "xmlns":
                self._check_declaration(attribute, "")
            elif declares == "xmlns" and is_colonless(prefix):
                namespace = attribute.value if self._check_declaration(attribute, prefix) else ""
                if prefix not in {"xml", "xmlns"} and prefix not in prefixes:
                    self._namespaces.setdefault(prefix, []).append(namespace)
                    prefixes.add(prefix)
        tag.prefixes = prefixes

    def _check_declaration(self, attribute: ScannedAttribute, prefix: str) -> bool:
        """Check a namespace declaration, and return whether its prefix can be used."""
        value = attribute.value
        if prefix == "xml" and value == XML:
            return True
        if prefix in {"xml", "xmlns"} or value in {XML, XMLNS}:
            message = f"{attribute.name} uses a prefix or namespace that XML reserves"
            self._add("reserved-namespace", message, attribute, hint="delete the declaration")
            self._findings.drop(attribute)
            return False
        if not value:
            if prefix:
                message = f"{clip(attribute.name)} declares a prefix without a namespace"
                hint = "name the namespace, or delete the declaration"
                self._add("empty-namespace", message, attribute, hint=hint)
                self._findings.drop(attribute)
            return not prefix
        if not _is_uri(value):
            self._not_a_uri(attribute)
        return True

    def _not_a_uri(self, attribute: ScannedAttribute) -> None:
        value = _likely_uri(attribute.value)
        message = f"the namespace {quoted(clip(attribute.value))} is not a URI"
        hint = f"write {clip(attribute.name)}={quoted(clip(value))}"
        self._add("invalid-namespace", message, attribute, hint=hint)
        self._findings.rewrite(attribute._replace(value=value))

    def _check_attributes(self, attributes: Iterable[ScannedAttribute]) -> None:
        names = {attribute.name for attribute in attributes}
        written: set[str] = set()
        meant: set[tuple[str, str]] = set()
        for attribute in attributes:
            name = attribute.name
            if name in written:
                self._duplicate(attribute, f"the attribute '{clip(name)}' is given twice")
                continue
            written.add(name)
            if ":" in name and not (name.startswith("xmlns:") and is_qualified(name)):
                key = self._check_prefixed(attribute, names)
                if key in meant:
                    message = f"the attribute '{clip(key[1])}' is given twice in one namespace"
                    self._duplicate(attribute, message)
                elif key[0]:
                    meant.add(key)

    def _duplicate(self, attribute: ScannedAttribute, message: str) -> None:
        self._add("duplicate-attribute", message, attribute, hint="keep one of them")
        self._findings.drop(attribute)

    def _check_prefixed(self, attribute: ScannedAttribute, names: set[str]) -> tuple[str, str]:
        """Check an attribute with a prefix, and return its namespace and local name."""
        repaired, namespace = self._resolve(attribute.name, attribute.start)
        local = local_name(repaired)
        if repaired != attribute.name:
            if repaired in names or repaired == "xmlns":
                self._findings.drop(attribute)
            else:
                self._findings.rewrite(attribute, repaired)
                names.add(repaired)
        if namespace == XML and local == "id":
            self._check_id(attribute)
        return namespace, local

    def _check_id(self, attribute: ScannedAttribute) -> None:
        value = attribute.value
        if not is_colonless(value.strip(" ")):
            message = f"{quoted(clip(value))} is not a valid xml:id: it must be a name"
        elif value in self._ids:
            message = f"the xml:id {quoted(clip(value))} is given twice"
        else:
            self._ids.add(value)
            return
        self._add("invalid-xml-id", message, attribute, hint="delete it")
        self._findings.drop(attribute)

    def _check_element(self, tag: Tag) -> None:
        if ":" in tag.name:
            tag.repaired, _ = self._resolve(tag.name, tag.name_start)
            if tag.repaired != tag.name:
                self._findings.edit(tag.name_start, tag.name_end, tag.repaired)

    def _resolve(self, name: str, offset: int) -> tuple[str, str]:
        """Return a name with a colon as it can be repaired, and its namespace."""
        end_offset = offset + len(name)
        if not is_qualified(name):
            message = f"'{clip(name)}' is not a valid name: at most one prefix, and one local part"
            self._findings.add("invalid-name", message, offset, end_offset)
            parts = [part for part in name.split(":") if is_colonless(part)]
            return (parts[-1] if parts else "_"), ""
        prefix, _, local = name.partition(":")
        namespaces = self._namespaces.get(prefix)
        if not namespaces and self._is_of_stream(prefix):
            return name, self._of_stream[prefix]
        if not namespaces:
            message = f"the prefix '{clip(prefix)}' of '{clip(name)}' is not declared"
            hint = f"declare it: xmlns:{clip(prefix)}='…'"
            self._findings.add("undeclared-prefix", message, offset, end_offset, hint=hint)
            return local, ""
        return (name, namespaces[-1]) if namespaces[-1] else (local, "")

    def _is_of_stream(self, prefix: str) -> bool:
        """Tell whether a stream that begins above declares a prefix; if so, the root repeats it."""
        if prefix not in self._of_stream:
            first = max(0, self._root - LONGEST_STREAM)
            for header in _STREAM.finditer(self._text, first, self._root):
                for attribute in attributes_in(self._text, header.start("rest"), header.end()):
                    declares, _, declared = attribute.name.partition(":")
                    if declares == "xmlns" and declared == prefix and _is_uri(attribute.value):
                        self._of_stream[prefix] = attribute.value
        namespace = self._of_stream.setdefault(prefix, "")
        if namespace and prefix not in self._declared_at_root:
            self._declared_at_root.add(prefix)
            self._findings.edit(self._root, self._root, f" xmlns:{prefix}={quoted(namespace)}")
        return bool(namespace)

    def _add(self, kind: str, message: str, attribute: ScannedAttribute, *, hint: str) -> None:
        self._findings.add(kind, message, attribute.start, attribute.end, hint=hint)


def _is_uri(value: str) -> bool:
    """Return whether libxml2 takes *value* for a URI, as it asks of a namespace."""
    if _PLAIN_URI.fullmatch(value):
        return True
    try:
        etree.Element("x", nsmap={"p": value})
    except ValueError:
        return False
    return True


def _likely_uri(value: str) -> str:
    """Return the URI that *value* was probably meant to be."""
    likely = value.strip(f"\"'<>{BLANK_CHARACTERS}{CURLY}")
    if likely and _is_uri(likely):
        return likely
    likely = _URI_CHARACTERS.sub(lambda match: _percent(match[0]), likely)
    return likely if likely and _is_uri(likely) else "urn:x-invalid"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
