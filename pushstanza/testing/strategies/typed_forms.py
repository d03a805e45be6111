"""Strategies for the typed views of forms, generated from their fields."""

from typing import Any, TypeVar

from hypothesis import strategies as st

from pushstanza.diagnostics.arguments import public
from pushstanza.stanzas.forms import FormField, FormView
from pushstanza.stanzas.xep0004 import Field
from pushstanza.testing.strategies.values import LABELS, texts

_V = TypeVar("_V", bound=FormView)

#: The largest number in a field that declares no maximum: that of an ``int`` in most languages.
_MOST = 2**31 - 1


@public
def forms(view: type[_V]) -> st.SearchStrategy[_V]:
    """Return a strategy for typed views of a form, such as ``forms(PublishOptions)``.

    All values are valid. Fields are left out now and then; there may be fields that the view does
    not know, in ``other``. ``.form()`` makes a :class:`~pushstanza.Form` of a view.

    Raises:
        WrongTypeError: *view* is not the class of a typed view.
    """
    fields = {each.attribute: st.none() | _values(each) for each in view.FIELDS}
    known = {"FORM_TYPE", *(each.var for each in view.FIELDS)}
    names = LABELS.filter(lambda name: name not in known)
    other = st.lists(
        st.builds(Field, var=names, values=st.tuples(texts())),
        max_size=2,
        unique_by=lambda field: field.var,
    )
    return st.builds(view, **fields, other=other)


def _values(field: FormField) -> st.SearchStrategy[Any]:
    if field.codec.words:
        return st.sampled_from(field.codec.words)
    if field.codec.type is bool:
        return st.booleans()
    if field.codec.type is int:
        least = 0 if field.minimum is None else field.minimum
        return st.integers(least, _MOST if field.maximum is None else field.maximum)
    return texts()
