"""What the emulator of a server can be set up with: each option is declared once, here.

A server says in ``options`` which of them it has. One that always does what an option asks for
takes the value that says so, and no other.
"""

from typing import get_args

from pushstanza.diagnostics.records import frozen
from pushstanza.payloads.reactions import Mode
from pushstanza.servers.publisher import NotifyOn, Plugin


@frozen
class Option:
    """An option of a server: the types of its values, and the values where there are only a few.

    ``is_positive`` says that a number has to be greater than 0, ``is_sequence`` that several of
    the values are given in an order, ``counts`` that a number is a whole one.
    """

    name: str
    kinds: tuple[type, ...] = (str,)
    values: tuple[object, ...] = ()
    is_positive: bool = False
    is_sequence: bool = False
    counts: bool = False


# ---- MongooseIM ----

MODE = Option("mode", values=get_args(Mode))
PLUGIN = Option("plugin", values=get_args(Plugin))
PUBSUB_PLUGINS = Option("pubsub_plugins", values=("push", "flat", "pep"), is_sequence=True)
DATABASE = Option("database", values=("mnesia", "rdbms"))
INBOX = Option("inbox", (bool,))
API_VERSION = Option("api_version", values=("v2", "v3"))
APNS_DEFAULT_TOPIC = Option("apns_default_topic")

# ---- others ----

INCLUDE_BODY = Option("include_body", (bool,))
INCLUDE_BODY_OR_TEXT = Option("include_body", (bool, str))
INCLUDE_SENDER = Option("include_sender", (bool,))
#: Of servers that publish both in any case.
ALWAYS_INCLUDED = (
    Option("include_body", (bool,), values=(True,)),
    Option("include_sender", (bool,), values=(True,)),
)
#: Of Tigase: the text for encrypted messages, and whether it has its extension ``away``.
ENCRYPTED_MESSAGE_BODY = Option("encrypted_message_body")
AWAY = Option("away", (bool,))
#: Of Prosody: whether it has ``mod_cloud_notify_extensions``.
EXTENSIONS = Option("extensions", (bool,))
TTL = Option("ttl", (int, float), is_positive=True)

# ---- ejabberd and Prosody ----

NOTIFY_ON = Option("notify_on", values=get_args(NotifyOn))
KEEPALIVE = Option("keepalive", (bool,))
WAKE_ON_TIMEOUT = Option("wake_on_timeout", (bool,))
PUSH_RESUME_TIMEOUT = Option("push_resume_timeout", (int, float), is_positive=True)
MAX_ERRORS = Option("max_errors", (int,), counts=True)
MAX_DEVICES = Option("max_devices", (int,), counts=True)
IMPORTANT_BODY = Option("important_body")

#: Of every server, unless it has another of the same name: most publish to push services only.
COMMON = (
    Option("mode", values=("pubsub-full",)),
    Option("resume_timeout", (int, float), is_positive=True),
)
