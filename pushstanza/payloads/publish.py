"""What a publish asks for: its summary and its options, read the way both profiles read them."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.mongoosepush import ApiVersion, integer

COUNT = "message-count"
SENDER = "last-message-sender"
BODY = "last-message-body"

#: What a form is about, which is no field of it (XEP-0068).
FORM_TYPE = "FORM_TYPE"


def _fields(form: Mapping[str, str]) -> Mapping[str, str]:
    if FORM_TYPE not in form:
        return form
    return {var: value for var, value in form.items() if var != FORM_TYPE}


def _read(read: Callable[["Publish"], Any]) -> Any:
    """Return how a field is made of the forms, once: every check of a publish asks for it."""
    return attrs.Factory(read, takes_self=True)


@frozen(kw_only=True)
class Publish:
    """A summary and its options, with what surrounds them; its repr holds no secret."""

    summary: Mapping[str, str] = attrs.field(converter=_fields, repr=False, hash=False)
    options: Mapping[str, str] = attrs.field(converter=_fields, repr=False, hash=False)
    default_topic: str | None = None
    api_version: ApiVersion = "v3"
    service: str | None = attrs.field(
        default=_read(lambda self: self.options.get("service")), init=False, eq=False, repr=False
    )
    """The provider, as it is written."""
    device_id: str = attrs.field(
        default=_read(lambda self: self.options.get("device_id", "")),
        init=False,
        eq=False,
        repr=False,
    )
    """The device token, empty where there is none."""
    silent: bool = attrs.field(
        default=_read(lambda self: self.options.get("silent") == "true"),
        init=False, eq=False, repr=False,
    )  # fmt: skip
    """Whether only data goes out: MongooseIM compares with ``true``, letter for letter."""
    count: int | None = attrs.field(
        default=_read(lambda self: integer(self.summary.get(COUNT, ""))),
        init=False, eq=False, repr=False,
    )  # fmt: skip
    """How many messages wait, where the summary says it with an integer."""

    @property
    def count_is_no_integer(self) -> bool:
        """Whether the summary holds a count that MongooseIM cannot read."""
        return COUNT in self.summary and self.count is None

    @property
    def data(self) -> dict[str, str | int]:
        """Every field of the summary, the count as an integer: what a silent push carries."""
        count = {} if self.count is None else {COUNT: self.count}
        return {**self.summary, **count}
