"""What no stanza shows: how servers are set up and connected, and what happened at a provider."""

from pushstanza.servers.case import Input, unseen

host_unknown: Input = unseen(
    "the domain of the push service has no DNS record, or is misspelt, or servers may not reach it",
    fix="check the domain in jid, its SRV records, and the s2s settings of the server",
    rules=("PS607", "PS806"),
)
host_silent: Input = unseen(
    "the server of the push service does not answer: s2s is slow, or blocked by TLS or a firewall",
    fix="look for s2s errors in the log of the server",
)
no_component: Input = unseen(
    "the `jid` of the enable is no running component, and the user's own server answers in its"
    " place",
    fix="check that the push service is connected to the server, and that jid names its host",
    rules=("PS502", "PS503", "PS607"),
)
no_pubsub: Input = unseen(
    "there is no pubsub service at that host: no module or component serves it",
    fix="load the pubsub module of the server, and take its host from disco#items of the server",
    rules=("PS401",),
)
no_pubsub_there: Input = unseen(
    "there is no pubsub service where the `jid` of the enable points",
    fix="name the push service in the enable, not the server or the user",
    rules=("PS401", "PS502", "PS503", "PS607"),
)
takes_no_publishes: Input = unseen(
    "the push service accepts no publishes, or accepts them in another form",
    fix="check the jid of the enable; a push service of your own should answer wait to errors that"
    " pass",
    rules=("PS502", "PS503"),
)
service_moved: Input = unseen(
    "the push service has moved or lost its registrations, and an old jid and node are still"
    " enabled",
    fix="register and enable again; disable the old node",
    rules=("PS517",),
)
not_accepted_by_provider: Input = unseen(
    "the provider did not accept the notification",
    fix="try again later; the log of the push service says more",
)
option_not_accepted: Input = unseen(
    "an option has a value that MongoosePush does not accept: service, mode, priority,"
    " mutable_content or time_to_live",
    fix="use fcm or apns, prod or dev, normal or high, true or false, or a number of seconds",
    rules=("PS701", "PS702", "PS718", "PS719"),
)
wrong_secret: Input = unseen(
    "the `secret` is not the one that belongs to the node",
    fix="enable with the node and the secret that the registration returned",
)
