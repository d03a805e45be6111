"""What ejabberd answers where it is set up wrongly."""

from pushstanza.servers import inputs as given
from pushstanza.servers.answer import error
from pushstanza.servers.case import Table, unseen
from pushstanza.servers.inputs import administration
from pushstanza.servers.known.ejabberd.codec import MODULE, NO_MODULE
from pushstanza.servers.phrases import DELETED
from pushstanza.servers.set_up import fault, publishing

ENABLING = Table(
    "Set-up faults: enable and disable",
    given.is_push,
    (
        fault(
            unseen(
                "`mod_push` is not loaded for this host",
                fix="add mod_push to the modules of ejabberd.yml",
            ),
            error("service-unavailable", text=NO_MODULE),
            MODULE,
        ),
    ),
)

PUBLISHING = publishing(
    fault(
        administration.no_component,
        error("service-unavailable", text=NO_MODULE),
        "gen_iq_handler.erl; processone/ejabberd#3708",
        DELETED,
    )
)

ANY_IQ = Table(
    "Set-up faults: any IQ",
    given.is_iq_request,
    (
        fault(
            unseen(
                "the database of the server failed",
                fix="try again later; the log of the server says more",
            ),
            error("internal-server-error", text="Database failure"),
            MODULE,
        ),
    ),
)
