"""What functions take that look at a stanza: its text, its bytes, an element, or a model."""

from typing import TypeAlias

from lxml import etree

from pushstanza.binding import Model, write
from pushstanza.reading import source
from pushstanza.reading.errors import UnsupportedDataError, name_of_file

#: A stanza in any of its forms.
Given: TypeAlias = source.Data | Model


def xml_of(given: Given) -> source.Data:
    """Return what is given, but the text of a model."""
    return write(given, "") if isinstance(given, Model) else given


def data_of(given: Given) -> source.Data:
    """Return what can be read as XML: a model is written.

    Raises:
        UnsupportedDataError: *given* seems to be the name of a file.
    """
    hint = name_of_file(given) if isinstance(given, str) else None
    if hint is not None:
        raise UnsupportedDataError.of(given, hint)
    return xml_of(given)


def text_of(given: Given) -> str | bytes:
    """Return the text of what is given: a model or an element is written.

    Raises:
        UnsupportedDataError: *given* is nothing of these, or seems to be the name of a file.
    """
    data = data_of(given)
    if isinstance(data, str | bytes):
        return data
    if isinstance(data, bytearray):
        return bytes(data)
    (root, *_) = source.read(data).roots
    return etree.tostring(root, encoding="unicode", with_tail=False)
