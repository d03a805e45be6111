"""The declarations that models are made of: one class per element.

.. code-block:: python

    @element("urn:xmpp:push:0", "enable")
    class Enable(Model):
        jid: Jid = attribute(doc="The push service.")
        node: str | None = attribute(default=None, doc="The node on that service.")
        form: Form | None = child(default=None, doc="The publish-options.")

The annotation selects the codec or the model, the name of the field is the XML name, and a default
makes it optional. Reading, writing, comparison, the constructor and its checks, ``repr``, the
tables in the documentation and the Hypothesis strategies are generated from it.
"""

from pushstanza.binding.codecs import Codec, LanguageTag, Name, Natural, Positive
from pushstanza.binding.element import Model, element
from pushstanza.binding.faults import Fault, Faults, ReadError
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
    "Positive",
    "ReadError",
    "Spec",
    "Unknown",
    "UnknownElementError",
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
