"""XEP-0004: Data Forms, version 2.13.2 (2024-08-30)."""

from typing import Literal, TypeAlias

from pushstanza.binding import Model, attribute, child, children, element, flag
from pushstanza.diagnostics.masking import is_secret
from pushstanza.reading import names

NS = names.DATA_FORMS

#: XEP-0004, section 3.2.
FormKind: TypeAlias = Literal["cancel", "form", "result", "submit"]

#: XEP-0004, section 3.3.
FieldKind: TypeAlias = Literal[
    "boolean",
    "fixed",
    "hidden",
    "jid-multi",
    "jid-single",
    "list-multi",
    "list-single",
    "text-multi",
    "text-private",
    "text-single",
]


@element(NS, "option")
class Option(Model):
    """An option of a list field."""

    label: str | None = attribute(default=None, doc="The label for people.")
    value: str = child(doc="The value that is submitted.")


@element(NS, "field")
class Field(Model):
    """A field of a form: a name and values.

    Elements of XEP-0122 (validation) and XEP-0221 (media) are kept in ``extra``.
    """

    var: str | None = attribute(default=None, doc="The name of the field.")
    type: FieldKind | None = attribute(default=None, doc="The type of its values.")
    label: str | None = attribute(default=None, doc="The label for people.")
    desc: str | None = child(default=None, doc="A description for people.")
    required: bool = flag(default=False, doc="Whether it has to be filled in.")
    values: tuple[str, ...] = children(
        default=(),
        name="value",
        doc="The values; a field may have none.",
        secret=lambda field: is_secret(field.var),
    )
    options: tuple[Option, ...] = children(default=(), doc="The options of a list.")

    @property
    def value(self) -> str | None:
        """Its value if it has exactly one."""
        return self.values[0] if len(self.values) == 1 else None


@element(NS, "reported")
class Reported(Model):
    """The columns of a table of results."""

    fields: tuple[Field, ...] = children(default=(), doc="A field for each column.")


@element(NS, "item")
class FormItem(Model):
    """A row of a table of results."""

    fields: tuple[Field, ...] = children(default=(), doc="A field for each column.")


@element(NS, "x")
class Form(Model):
    """A data form: a set of fields to fill in, or that are filled in."""

    type: FormKind | None = attribute(doc="The type; required by XEP-0004, but omitted by Tigase.")
    title: str | None = child(default=None, doc="A title for people.")
    instructions: tuple[str, ...] = children(default=(), doc="Instructions for people.")
    fields: tuple[Field, ...] = children(default=(), doc="The fields, in order.")
    reported: Reported | None = child(default=None, doc="The columns of a table.")
    items: tuple[FormItem, ...] = children(default=(), doc="The rows of a table.")

    def field(self, var: str) -> Field | None:
        """Return the first field called *var*."""
        for field in self.fields:
            if field.var == var:
                return field
        return None

    def value(self, var: str) -> str | None:
        """Return the value of the field *var*, if it has exactly one."""
        field = self.field(var)
        return None if field is None else field.value

    @property
    def form_type(self) -> str | None:
        """The ``FORM_TYPE``, which defines the meaning of the fields (XEP-0068)."""
        return self.value("FORM_TYPE")
