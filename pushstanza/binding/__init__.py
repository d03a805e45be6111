"""The language the models are written in: one declaration an element.

.. code-block:: python

    @element("urn:xmpp:push:0", "enable")
    class Enable(Model):
        jid: Jid = attribute(doc="The push service.")
        node: str | None = attribute(default=None, doc="The node on that service.")
        form: Form | None = child(default=None, doc="What to publish with.")

The annotation picks the codec or the model, the field's name is the XML name, a default says that
it may be left out. Reading, writing, comparison, the constructor and its checks, ``repr``, the
tables in the documentation and the Hypothesis strategies are made from it.
"""

from pushstanza.binding.codecs import Codec, LanguageTag, Name, Natural, Positive
from pushstanza.binding.element import Model, WrongTypeError, WrongValueError, element
from pushstanza.binding.faults import Fault, Faults, Passed, ReadError
from pushstanza.binding.places import (
    XML_LANG,
    attribute,
    child,
    children,
    content,
    element_name,
    flag,
    payload,
    payloads,
)
from pushstanza.binding.read import read, read_with_faults
from pushstanza.binding.spec import NAMESPACES, REGISTRY, DeclarationError, Spec, declared, spec_of
from pushstanza.binding.unknown import Extra, ExtraError, Unknown, UnknownElementError
from pushstanza.binding.write import write

__all__ = [
    "NAMESPACES",
    "REGISTRY",
    "XML_LANG",
    "Codec",
    "DeclarationError",
    "Extra",
    "ExtraError",
    "Fault",
    "Faults",
    "LanguageTag",
    "Model",
    "Name",
    "Natural",
    "Passed",
    "Positive",
    "ReadError",
    "Spec",
    "Unknown",
    "UnknownElementError",
    "WrongTypeError",
    "WrongValueError",
    "attribute",
    "child",
    "children",
    "content",
    "declared",
    "element",
    "element_name",
    "flag",
    "payload",
    "payloads",
    "read",
    "read_with_faults",
    "spec_of",
    "write",
]
