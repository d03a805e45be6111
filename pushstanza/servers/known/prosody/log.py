"""What Prosody writes to its log when a push fails.

Source: Prosody 0.12 ``mod_cloud_notify.lua``.
"""

import re

from pushstanza.servers.case import unseen
from pushstanza.servers.log_line import Fault, LogLine

#: How the line of an error ends, in the newer words and in the older ones.
_COUNTED = r" for identifier.{0,1000}?now at \d+"

LOG_LINES = (
    LogLine(
        words=("Got error ",),
        pattern=re.compile(
            r"Got error <(?P<type>[\w-]{0,64}):(?P<condition>[\w-]{0,64}):(?P<text>[^>]{0,1000})>"
            + _COUNTED
        ),
    ),
    LogLine(
        words=("Got error ",),
        pattern=re.compile(
            r"Got error of type '(?P<type>[\w-]*)' \((?P<condition>[\w-]*)\)" + _COUNTED
        ),
    ),
    LogLine(
        words=("Disabling push notifications for identifier",),
        pattern=re.compile(r"Disabling push notifications for identifier"),
        subject="Disabling push notifications",
        meaning="the push service has answered with as many errors in a row as Prosody takes",
        effect="The registration is dropped; the client has to enable again.",
        faults=(
            Fault(
                unseen(
                    "the push service answered with errors, each of which has a line of its own"
                    " before",
                    fix="explain those errors; push_max_errors says how many are taken",
                ),
                "Prosody mod_cloud_notify.lua, handle_push_error",
            ),
        ),
    ),
)
