"""What a publish asks for: its summary and its options, read the way both profiles read them."""

from collections.abc import Mapping

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


@frozen(kw_only=True)
class Publish:
    """A summary and its options, with what surrounds them; its repr holds no secret."""

    summary: Mapping[str, str] = attrs.field(converter=_fields, repr=False, hash=False)
    options: Mapping[str, str] = attrs.field(converter=_fields, repr=False, hash=False)
    default_topic: str | None = None
    api_version: ApiVersion = "v3"

    @property
    def service(self) -> str | None:
        """The provider, as it is written."""
        return self.options.get("service")

    @property
    def device_id(self) -> str:
        """The device token, empty where there is none."""
        return self.options.get("device_id", "")

    @property
    def silent(self) -> bool:
        """Whether only data goes out: MongooseIM compares with ``true``, letter for letter."""
        return self.options.get("silent") == "true"

    @property
    def count(self) -> int | None:
        """How many messages wait, where the summary says it with an integer."""
        return integer(self.summary.get(COUNT, ""))

    @property
    def count_is_no_integer(self) -> bool:
        """Whether the summary holds a count that MongooseIM cannot read."""
        return COUNT in self.summary and self.count is None

    @property
    def data(self) -> dict[str, str | int]:
        """Every field of the summary, the count as an integer: what a silent push carries."""
        count = {} if self.count is None else {COUNT: self.count}
        return {**self.summary, **count}
