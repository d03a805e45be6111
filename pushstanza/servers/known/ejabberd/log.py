"""What ejabberd writes to its log when a push fails.

Source: ejabberd ``mod_push.erl``.
"""

import re

from pushstanza.servers import inputs as given
from pushstanza.servers.case import unseen
from pushstanza.servers.log_line import Fault, LogLine

LOG_LINES = (
    LogLine(
        words=("ejected notification for ",),
        pattern=re.compile(r"rejected notification for .{0,3000}?disabling push", re.IGNORECASE),
        subject="rejected notification, disabling push",
        meaning="the push service answered a publish with an error of another type than wait",
        effect="The registration is deleted; the client has to enable again.",
        faults=(
            Fault(
                unseen(
                    "the push service answered with an error, which is in the line or in the stanza"
                    " before",
                    fix="explain that error; a push service answers wait to errors that pass",
                    rules=("PS108",),
                ),
                "ejabberd mod_push.erl, notify/5; processone/ejabberd#2802",
            ),
        ),
    ),
    LogLine(
        words=("Push record not found",),
        pattern=re.compile(r"Push record not found"),
        subject="Push record not found",
        meaning="what was to be disabled is not enabled",
        effect="Nothing changes.",
        faults=(Fault(given.not_enabled, "ejabberd mod_push.erl"),),
    ),
)
