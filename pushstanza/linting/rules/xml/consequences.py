"""What is lost with an element that servers do not recognise by its name or its namespace."""

from typing import NamedTuple

from lxml import etree

from pushstanza.linting.rules.xml.tree import is_in_enable, parent_name
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.servers.case import Input
from pushstanza.stanzas import xep0060


class Consequence(NamedTuple):
    """What is lost (empty where the answers of servers say it all), and the inputs of their tables."""

    effect: str
    inputs: tuple[Input, ...] = ()

    def after(self, message: str) -> str:
        """Return a message followed by what is lost."""
        return f"{message}: {self.effect}" if self.effect else message


_OPTIONS = "the options are lost"
_DEFAULTS = "the node is created with the default configuration"
_NO_VALUE = "the field has no value"
_NO_AFFILIATION = "no affiliation is changed"

#: The consequences for a form, by what it stands in.
_FORMS = {
    "enable": Consequence(
        "the enable takes effect, but its options are lost", (given.form_unseen,)
    ),
    "publish-options": Consequence(_OPTIONS, (given.options_malformed,)),
    "notification": Consequence("the summary is lost", (given.summary_not_submitted,)),
    "configure": Consequence(_DEFAULTS),
}

#: The consequences for other elements, by the name that was meant.
_ELEMENTS = {
    "affiliation": Consequence(_NO_AFFILIATION),
    "affiliations": Consequence(_NO_AFFILIATION),
    "configure": Consequence(_DEFAULTS),
    "create": Consequence("no node is created"),
    "field": Consequence("the field is lost"),
    "item": Consequence("nothing is published", (given.not_one_item,)),
    "notification": Consequence("the notification is lost", (given.not_a_notification,)),
    "publish": Consequence("nothing is published"),
    "publish-options": Consequence(_OPTIONS, (given.no_options,)),
}

_IGNORED = Consequence("it is ignored")


def consequence(element: etree._Element, meant: str, fault: Input) -> Consequence:
    """Return the consequence for an element that was meant to be called *meant*.

    *fault* is what is wrong where the element is the request itself.
    """
    if meant in {"enable", "disable"}:
        return Consequence("", (fault,))
    if meant == "pubsub":
        return Consequence("the service finds no request in the stanza", (fault,))
    if meant == "value":
        return without_value(element)
    if meant == "x":
        return of_form(element)
    return _configured_later(element) or _ELEMENTS.get(meant, _IGNORED)


def of_form(element: etree._Element) -> Consequence:
    """Return the consequence for a form, by what it stands in."""
    holder = element.getparent()
    return _configured_later(holder) or _FORMS.get(parent_name(element), _IGNORED)


def _configured_later(configure: etree._Element | None) -> Consequence | None:
    """Return the consequence for the ``configure`` of a node that exists, if it is that."""
    if configure is None or tags.namespace(configure) != xep0060.OWNER:
        return None
    is_one = tags.local(configure).lower() == "configure"
    return Consequence("the configuration of the node is not changed") if is_one else None


def without_value(element: etree._Element) -> Consequence:
    """Return the consequence for a field that has no value."""
    return Consequence(_NO_VALUE, (given.field_without_one_value,) if is_in_enable(element) else ())
