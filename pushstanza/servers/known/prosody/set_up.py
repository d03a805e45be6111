"""What Prosody answers where it is set up wrongly."""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error
from pushstanza.servers.case import Table, unseen
from pushstanza.servers.set_up import fault

ENABLING = Table(
    "Set-up faults: enable and disable",
    given.is_push,
    (
        fault(
            unseen(
                "`mod_cloud_notify` is not loaded for this host",
                fix="add cloud_notify to modules_enabled",
            ),
            error("service-unavailable"),
            "mod_cloud_notify.lua",
        ),
    ),
)
