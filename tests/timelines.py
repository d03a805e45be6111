"""Timelines that the tests of the pictures share, made by hand."""

from pushstanza.flow.timeline import Preview, Timeline
from pushstanza.linting.engine import lint

ALICE, SERVER, PUBSUB = "alice@mychat.com/phone", "mychat.com", "pubsub.mychat.com"
TOKEN = "0a1b2c3d" * 8
SECRET = "s3cr3t-of-alice"

_FORM = "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#{}</value></field>"
CREATE = (
    f"<iq type='set' to='{PUBSUB}' id='c1'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
    "<create node='n1' type='push'/><configure><x xmlns='jabber:x:data' type='submit'>"
    f"{_FORM.format('node_config')}<field var='pubsub#access_model'><value>open</value></field>"
    "</x></configure></pubsub></iq>"
)
ENABLE = (
    f"<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='{PUBSUB}' node='n1'>"
    f"<x xmlns='jabber:x:data' type='submit'>{_FORM.format('publish-options')}"
    f"<field var='service'><value>apns</value></field>"
    f"<field var='device_id'><value>{TOKEN}</value></field>"
    f"<field var='secret'><value>{SECRET}</value></field></x></enable></iq>"
)
RESULT = "<iq type='result' id='e1'/>"
REST = '{"service": "apns", "alert": {"title": "Juliet", "body": "O Romeo"}}'
REQUEST = f'{{"service": "apns", "path": "/3/device/{TOKEN}", "body": {{"aps": {{"badge": 2}}}}}}'


def _flow(title):
    made = Timeline(title=title)
    made.join(ALICE, "client")
    made.join(SERVER, "server")
    return made


def _enabled(made, target=SERVER):
    made.add("stanza", ALICE, target, "enable n1", at=0.3, text=ENABLE, size=len(ENABLE))
    made.add("stanza", target, ALICE, "result", at=0.4, text=RESULT, answers=len(made.events))


def _asked(made, source):
    """Add the requests to MongoosePush and APNs."""
    made.join("MongoosePush", "gateway")
    made.join("APNs", "provider")
    rest = "POST /v3/notification/0a1b…(64 characters)"
    made.add("request", source, "MongoosePush", rest, at=0.6, text=REST)
    made.add("request", "MongoosePush", "APNs", "POST /3/device/0a1b…(64 characters)",
             at=0.7, text=REQUEST, size=93, limit=4096)  # fmt: skip


def pubsub_full():
    """Return a notification that arrives through a push node."""
    made = _flow("PubSub-full")
    made.join(PUBSUB, "push service")
    found = tuple(lint(CREATE))
    assert found
    made.add("stanza", ALICE, PUBSUB, "create n1", at=0.1, text=CREATE, diagnostics=found)
    made.add("stanza", PUBSUB, ALICE, "result", at=0.2, text=RESULT, answers=1,
             effect="The node is there.")  # fmt: skip
    _enabled(made)
    made.add("note", ALICE, ALICE, "goes offline", at=0.45)
    made.add("stanza", "juliet@mychat.com", SERVER, "chat message", at=0.5,
             text="<message type='chat'><body>O Romeo</body></message>")  # fmt: skip
    _asked(made, PUBSUB)
    made.add("response", "APNs", "MongoosePush", "200", at=0.8, answers=8)
    made.join("iPhone", "device")
    preview = Preview(
        platform="ios", title="Juliet", body="O Romeo " * 30, badge=2, sound="default"
    )
    made.add("display", "APNs", "iPhone", "shows the notification", at=0.9, preview=preview)
    return made


def pubsub_less():
    """Return a silent notification that the server hands over itself."""
    made = _flow("PubSub-less")
    _enabled(made)
    _asked(made, SERVER)
    made.join("Android phone", "device")
    made.add("display", "FCM", "Android phone", "wakes the app, and shows nothing", at=0.9,
             preview=Preview(platform="android", silent=True))  # fmt: skip
    made.add("display", "FCM", "Android phone", "shows the notification", at=1.0,
             preview=Preview(platform="android", title="Juliet", body="O Romeo"))  # fmt: skip
    return made


def failing():
    """Return a flow where the provider refuses, and a later notification is lost."""
    made = _flow("A dead token")
    _enabled(made)
    _asked(made, SERVER)
    made.add("response", "APNs", "MongoosePush", "400 BadDeviceToken", at=0.8, outcome="error",
             reason="the token is none of this environment")  # fmt: skip
    made.add("response", "MongoosePush", SERVER, "400", at=0.9, outcome="error")
    made.add("note", SERVER, SERVER, "disables node n1", at=1.0, outcome="error",
             effect="no push is sent any more")  # fmt: skip
    made.add("stanza", SERVER, PUBSUB, "publish to n1", at=1.1, outcome="lost",
             reason="the push service is unreachable")  # fmt: skip
    made.add("request", SERVER, "MongoosePush", "POST /v3/notification/too-large", at=1.2,
             outcome="error", text=REST, size=4200, limit=4096, reason="too large")  # fmt: skip
    return made


def long():
    """Return a flow of forty steps between parties with long JIDs."""
    made = Timeline(title="A long flow " * 12)
    client = "a-very-long-name-of-a-user@a-very-long-host-name.example.chat/a-very-long-resource"
    made.join(client, "client")
    for number in range(20):
        made.add(
            "stanza", client, SERVER, f"enable {'node' * 20}-{number}", at=number * 7.5, text=ENABLE
        )
        made.add("stanza", SERVER, client, "bad-request (modify)", at=number * 7.5 + 1, outcome="error",
                 reason="a reason that is so long that no label can hold it " * 4)  # fmt: skip
    return made


def hostile(text):
    """Return a flow that holds a text wherever it can."""
    made = Timeline(title=text)
    made.join(text, "client")
    made.join(SERVER, "server")
    preview = Preview(platform="ios", title=text, body=text, badge=1, sound=text)
    made.add("stanza", text, SERVER, text, at=0.0, text=text, reason=text, effect=text)
    made.add(
        "display",
        SERVER,
        text,
        text,
        at=1.0,
        text=text,
        preview=preview,
        outcome="error",
        reason=text,
    )
    made.add("note", text, text, text, at=2.0, effect=text, outcome="lost")
    return made


FLOWS = {
    "pubsub-full": pubsub_full,
    "pubsub-less": pubsub_less,
    "failing": failing,
    "long": long,
    "empty": Timeline,
}

HOSTILE = [
    "</script><script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"' onclick=alert(1) x='",
    "{{ 7 * 7 }}{% raw %}",
    "]]><!-- -->&amp;&lt;<?xml?>",
    "a\u2028b\u2029c\u202edesrever\u2066",
    "שלום עולם",
    "\x00\x1b[31m\x7f\ud800\ufffe\uffff",
    "#;59;\n%% comment\r\nend;wrap:``$$x$$",
    "",
]
