"""Never run: mypy and pyright must accept this, and refuse each line that is marked.

A marked line that a checker accepts is an error too (unused ignores are reported).
"""

from typing import assert_type

from hypothesis.strategies import SearchStrategy

import pushstanza as ps
from pushstanza import build
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0357 import Disable, Enable
from pushstanza.testing import Difference, Listener, assert_stanza_equal, differences, strategies

service = ps.Jid("pubsub.example.com")

enable = Enable(jid=service, node="n", form=Form(type="submit", fields=(Field(var="a"),)))
assert_type(enable.jid, ps.Jid | None)
assert_type(enable.node, str | None)
assert_type(ps.parse("<iq/>"), Iq | Message)
assert_type(ps.serialize(enable), str)
options = ps.PublishOptions(service="apns", silent=True, time_to_live=60)
assert_type(options.silent, bool | None)
build.enable(service, "n", options)

result = ps.lint_paths(["docs"], target="mongooseim", severity={"PS505": "error"}, fix=True)
assert_type(result, ps.LintResult)
assert_type(result.diagnostics, tuple[ps.Diagnostic, ...])
assert_type(result.files[0].diff, str)
assert_type(result.report("sarif"), str)
ps.lint_paths("docs", selct=["PS1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
ps.lint_paths("docs", fix="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

Enable()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Enable(jid="pubsub.example.com")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Enable(service)  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]
Enable(jid=service, nod="n")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Disable(jid=service, node=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Iq(type="put", id="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Iq(type="set")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Form(type="submit", fields=("a",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Message(payloads=("<a/>",))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
ps.PublishOptions(service="gcm")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
ps.PublishOptions(silent="true")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
ps.PublishOptions(devce_id="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
ps.translate(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
ps.translate(enable, profile="real")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
print(service == ps.Jid("pubsub.example.com"), service in {service: 1})
enable.jid = None  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]

assert_type(differences(enable, "<iq/>"), list[Difference])
assert_stanza_equal(ps.to_etree(enable), ps.serialize(enable).encode(), ignore=["id"], ordered=False)
assert_stanza_equal(1, enable)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(strategies.models(Enable), SearchStrategy[Enable])
assert_type(strategies.forms(ps.PublishOptions), SearchStrategy[ps.PublishOptions])
assert_type(strategies.apns_requests(), SearchStrategy[ps.ApnsRequest])
assert_type(strategies.flows("example.com"), SearchStrategy[list[strategies.Step]])
assert_type(strategies.near_valid("PS5"), SearchStrategy[strategies.NearValid])
strategies.forms(Enable)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]

server = ps.flow.Server("prosody", domain="mychat.com")
listener = Listener(server, accounts={"alice": "s"}, components={"push.mychat.com": "s"}, port=0)
assert_type(listener.call(server.is_online, "alice@mychat.com"), bool)
listener.call(server.connect, "alice@mychat.com/a", available=False)
listener.call(server.is_online, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Listener(server, port="5222")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
