"""Where the rules that were first collected ended up: the code that tells each, or why none does.

X are about forms, A about APNs, F about FCM; the others are about what MongooseIM, MongoosePush and
the providers make of an ``enable`` or a publish.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Collected(NamedTuple):
    """A rule as it was collected: what it is about, and what became of it.

    ``codes`` are those of the rules that tell of it; without any, ``reason`` says why.
    """

    about: str
    codes: tuple[str, ...] = ()
    reason: str = ""


_RATE = "it is a matter of how many pushes there are in an hour"
_APP = "which names an app knows cannot be seen"

# fmt: off
#: Every collected rule, by the name it had.
MERGED: Mapping[str, Collected] = {
    "X01": Collected("a publish-options form without type='submit'", ("PS201", "PS202", "PS601")),
    "X02": Collected("a summary form without type='submit'", ("PS201", "PS202", "PS606")),
    "X03": Collected("an option with no value or several", ("PS208", "PS209")),
    "X04": Collected("no device_id", ("PS601",)),
    "X05": Collected("no service", ("PS601",)),
    "X06": Collected("a service that is neither apns nor fcm", ("PS701",)),
    "X07": Collected("a mode that is neither prod nor dev", ("PS702",)),
    "X08": Collected("a priority that is neither normal nor high", ("PS702",)),
    "X09": Collected("an unknown option", ("PS603", "PS009")),
    "X10": Collected("the option tags", ("PS603",)),
    "X11": Collected("a silent that looks true and is not", ("PS704",)),
    "X12": Collected("a message-count that is missing or no integer", ("PS510", "PS606")),
    "X13": Collected("no body or no sender in the summary of an alert", ("PS606",)),
    "X14": Collected("a device_id that leads elsewhere in a path", ("PS710",)),
    "X15": Collected("no priority, which is not the same as normal", ("PS715",)),
    "X16": Collected("version 2 of MongoosePush's interface", ("PS720",)),
    "X17": Collected("a topic that is nil, null, undefined or empty", ("PS706",)),
    "A01": Collected("a silent push of priority high", ("PS705", "PS713")),
    "A02": Collected("a silent push without a priority", ("PS705", "PS713")),
    "A03": Collected("a silent push with mutable_content", ("PS705",)),
    "A04": Collected("a silent push without a topic", ("PS705",)),
    "A05": Collected("an alert without a topic", ("PS706",)),
    "A06": Collected("an alert without apns-push-type", ("PS713",)),
    "A07": Collected("a topic of another push type", ("PS714",)),
    "A08": Collected("time_to_live with APNs", ("PS707",)),
    "A09": Collected("an expiration that is a duration", ("PS713",)),
    "A10": Collected("click_action with APNs", ("PS707",)),
    "A11": Collected("a sound or an action of a silent push", ("PS705",)),
    "A12": Collected("an empty sound", ("PS719", "PS727")),
    "A13": Collected("mutable_content in an alert", reason="it is right"),
    "A14": Collected("a mutable_content that is neither true nor false", ("PS702",)),
    "A15": Collected("a payload of more than 4096 bytes", ("PS712",)),
    "A16": Collected("the count as a badge",
                     reason="without an inbox MongooseIM always counts 1, which one stanza does not show"),
    "A17": Collected("a badge of more than 32 bits, or negative", ("PS717", "PS510")),
    "A18": Collected("a silent push that carries the text of the message", ("PS721",)),
    "A19": Collected("a device token that is not hexadecimal", ("PS709",)),
    "A20": Collected("a device token of FCM with APNs", ("PS709",)),
    "A21": Collected("a token of the other environment",
                     reason="a token does not show which environment it is of"),
    "A22": Collected("a key aps in the data", ("PS713",)),
    "A23": Collected("more than three silent pushes an hour", reason=_RATE),
    "A24": Collected("several pushes to a device that is off, of which one is kept",
                     reason="MongoosePush can send neither a collapse nor a thread ID, whatever a stanza says"),
    "A25": Collected("an alert of priority normal", reason="it is right, and may come a little later"),
    "A26": Collected("the tag with APNs", ("PS716",)),
    "F01": Collected("a topic with FCM", ("PS707", "PS727")),
    "F02": Collected("mutable_content with FCM", ("PS707",)),
    "F03": Collected("mode with FCM", ("PS703", "PS707")),
    "F04": Collected("the count with FCM", ("PS716",)),
    "F05": Collected("data that are no texts", ("PS711",)),
    "F06": Collected("data under a key that FCM refuses", ("PS711",)),
    "F07": Collected("data under a key that begins with google or gcm", ("PS711",)),
    "F08": Collected("data under the key collapse_key", ("PS711",)),
    "F09": Collected("a time to live of more than four weeks, or negative", ("PS702",)),
    "F10": Collected("a time to live that is no integer", ("PS702",)),
    "F11": Collected("a time to live of 0", ("PS718",)),
    "F12": Collected("a silent push of priority normal, or of none", ("PS722",)),
    "F13": Collected("a silent push of priority high", ("PS722",)),
    "F14": Collected("an alert without a priority", ("PS715",)),
    "F15": Collected("alerts that replace each other while a device is off",
                     reason="all notification messages do, whatever a stanza says"),
    "F16": Collected("click_action with FCM", reason=_APP),
    "F17": Collected("a sound that is no file of the app", reason=_APP),
    "F18": Collected("a message of more than 4096 bytes", ("PS712",)),
    "F19": Collected("a device token of APNs with FCM", ("PS708",)),
    "F20": Collected("an empty notification", ("PS723",)),
    "F21": Collected("data alone with priority 10 for Apple's devices", ("PS713",)),
    "F22": Collected("token, which is deprecated", ("PS730",)),
    "F23": Collected("android beside android_v2", ("PS727",)),
    "F24": Collected("arguments without their key", ("PS729",)),
    "F25": Collected("the fields title_loc_args[] and body_loc_args[]", ("PS727",)),
    "F26": Collected("more than 240 pushes a minute", reason=_RATE),
}
# fmt: on
