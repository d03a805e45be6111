"""What comes of a fault in a form, by what holds it."""

import attrs

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules.rule import Where
from pushstanza.linting.rules.scope import Scope
from pushstanza.stanzas.xep0060 import Configure, OwnerConfigure
from pushstanza.stanzas.xep0060 import PublishOptions as PublishOptionsElement
from pushstanza.stanzas.xep0357 import Enable, Notification

E, W = Severity.ERROR, Severity.WARNING


@attrs.frozen
class Outcome:
    """What comes of a fault in the form of one kind of holder, and how bad that is for whom."""

    sentence: str
    severity: Severity | None = None
    servers: Where | None = None
    services: Where | None = None

    def where(self, scope: Scope) -> Where | None:
        """Return whom it matters to: the push service that is meant, or else the servers."""
        return minded_by(self.servers, self.services, scope)


def minded_by(servers: Where | None, services: Where | None, scope: Scope) -> Where | None:
    """Return whom a fault matters to: the push services that are meant, or else the servers."""
    return services if services is not None and scope.app_servers else servers


CLIENT_SIDE: Where = {
    "xep": E, "mongooseim": E, "mongooseim-virtual": E,
    "ejabberd": W, "prosody": W, "tigase": W,
}  # fmt: skip
EVERY_CODEC: Where = {**CLIENT_SIDE, "ejabberd": E}
PUSH_OFF = "MongooseIM's push node answers conflict, and MongooseIM or ejabberd turns push off"

#: What comes of a form whose FORM_TYPE is wrong or missing, by its holder.
MISNAMED = {
    Enable: Outcome("MongooseIM answers bad-request", E, servers=CLIENT_SIDE),
    PublishOptionsElement: Outcome(
        PUSH_OFF, E, servers={"xep": E, "mongooseim": E}, services={"node_push": E, "fpush": W}
    ),
    Notification: Outcome("a push service need not take it for a summary", E),
    Configure: Outcome(
        "only MongooseIM still takes it for the configuration",
        W,
        servers={"xep": E, "ejabberd": W, "prosody": W, "tigase": W},
    ),
}
MISNAMED[OwnerConfigure] = MISNAMED[Configure]
