"""The REST requests of MongoosePush, and what its schema makes of their values.

Source: MongoosePush 2.3.0-dev, ``schemas/request/send_notification``; open_api_spex 3.21.2.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, TypeAlias

import attrs

from pushstanza.diagnostics.masking import LONGEST_OPTION, mask, quoted
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.payloads.wire import Json, to_json, wire

ApiVersion: TypeAlias = Literal["v1", "v2", "v3"]

#: open_api_spex ``cast/integer.ex``: what it takes for int32, which is one short of it.
INT32 = range(-2_147_483_647, 2_147_483_648)

#: Python neither reads nor writes an integer of more digits; Erlang does.
MOST_DIGITS = 4300

#: RFC 3986, pchar without the percent sign: what a segment of a path holds as it is.
SEGMENT = lazy_pattern(r"[A-Za-z0-9._~!$&'()*+,;=:@-]+")


@frozen(kw_only=True)
class Alert:
    """What is shown (MongoosePush ``deep/common/alert.ex``)."""

    title: Annotated[str, wire(doc="The title.")]
    body: Annotated[str, wire(doc="The text.")]
    badge: Annotated[int | None, wire(doc="How many are unread; APNs only.")] = None
    tag: Annotated[str | None, wire(doc="What it replaces in the drawer; FCM only.")] = None
    click_action: Annotated[
        str | None, wire(doc="An activity on Android, a category on iOS.")
    ] = None  # fmt: skip
    sound: Annotated[str | None, wire(doc="What is played.")] = None


@frozen(kw_only=True)
class DeepBody:
    """The body of a v2 or v3 request (MongoosePush ``deep.ex``).

    MongooseIM sends ``time_to_live`` and ``mutable_content`` as strings, which the schema casts.
    """

    service: Annotated[str, wire(doc="`fcm` or `apns`.")] = attrs.field(
        repr=partial(quoted, longest=LONGEST_OPTION)
    )
    mode: Annotated[str | None, wire(doc="`prod` or `dev`: which pool.")] = None
    priority: Annotated[str | None, wire(doc="`normal` or `high`.")] = None
    time_to_live: Annotated[int | str | None, wire(doc="Seconds; FCM only.")] = None
    mutable_content: Annotated[bool | str | None, wire(doc="APNs only.")] = None
    topic: Annotated[str | None, wire(doc="The app; APNs only.")] = None
    tags: Annotated[tuple[str, ...] | None, wire(doc="Which pool; MongooseIM sends none.")] = None
    alert: Annotated[Alert | None, wire(doc="What is shown; without it the push is silent.")] = None
    data: Annotated[Mapping[str, Any] | None, wire(doc="Keys and values for the app.")] = (
        attrs.field(default=None, hash=False)
    )


@frozen(kw_only=True)
class Request(ToJson):
    """What MongooseIM sends to MongoosePush (MongooseIM ``mod_push_service_mongoosepush``)."""

    device_id: str = attrs.field(repr=mask)
    body: DeepBody
    api_version: ApiVersion = "v3"
    method: Literal["POST"] = "POST"

    @property
    def path(self) -> str:
        """The path, into which MongooseIM puts the token as it is."""
        return f"/{self.api_version}/notification/{self.device_id}"

    def to_dict(self) -> Json:
        """Return it as MongoosePush gets it; the device token is in it."""
        return {"method": self.method, "path": self.path, "body": to_json(self.body)}


_INTEGER = lazy_pattern("([+-]?)0*([0-9]+)")


@lru_cache(maxsize=256)
def integer(text: str) -> int | None:
    """Return the integer in *text*, an optional sign and ASCII digits, or ``None``.

    So read Erlang's ``binary_to_integer`` and Elixir's ``Integer.parse``, and at any length;
    here an integer of more than 4300 digits is none.
    """
    found = _INTEGER.fullmatch(text)
    return int("".join(found.groups())) if found and len(found[2]) <= MOST_DIGITS else None


def int32(value: int | str) -> int | None:
    """Return *value* as the schema casts it to int32, or ``None`` (``cast/integer.ex``)."""
    number = integer(value) if isinstance(value, str) else value
    return number if number is not None and number in INT32 else None


def boolean(value: bool | str) -> bool | None:  # noqa: FBT001 - what JSON says
    """Return *value* as the schema casts it to boolean, or ``None`` (``cast/primitive.ex``)."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else value


def is_segment(device_id: str) -> bool:
    """Return whether *device_id* reaches MongoosePush as it is.

    MongooseIM does not escape it: with a slash no route fits, a question mark ends the path, and
    one or two dots are no segment of their own (RFC 3986, section 3.3).
    """
    return SEGMENT.fullmatch(device_id) is not None and device_id not in {".", ".."}
