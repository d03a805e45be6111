"""What the stream and an IQ may look like."""

from pushstanza.servers.case import Input, when
from pushstanza.servers.request import Addressee, Request, jid_of

# ---- the stream ----


@when("the XML is not well-formed", fix="correct the XML", rules=("PS001",))
def not_well_formed(request: Request) -> bool:
    return request.damage is not None and request.damage not in _OTHER_DAMAGE


_OTHER_DAMAGE = frozenset({"comment", "incomplete", "undeclared-prefix"})


@when("the stanza does not end", fix="close every element", rules=("PS001",))
def incomplete(request: Request) -> bool:
    return request.damage == "incomplete"


@when("a prefix is not declared", fix="declare the prefix, or leave it out", rules=("PS001",))
def undeclared_prefix(request: Request) -> bool:
    return request.damage == "undeclared-prefix"


@when("a comment or a processing instruction", fix="remove it", rules=("PS002",))
def comment(request: Request) -> bool:
    return request.damage == "comment"


@when(
    "an element other than `iq`, `message` or `presence`",
    fix="send an iq, a message or a presence",
    rules=("PS009", "PS102"),
)
def no_stanza(request: Request) -> bool:
    return not request.is_stanza


_TYPE = "write type='set', or type='get' to ask for something"
_ONE_ELEMENT = "put exactly one element into the IQ"

# ---- the IQ ----


def _sent_to(
    addressee: Addressee, title: str, *, fix: str = "", rules: tuple[str, ...] = ()
) -> Input:
    """Return the input of a stanza that reaches *addressee*."""
    return Input(title, lambda request: request.addressee is addressee, fix=fix, rules=rules)


_NO_TO = "leave to out, or write the user's bare JID"

to_self: Input = _sent_to(
    Addressee.SELF, "`to` is the sender's own full JID", fix=_NO_TO, rules=("PS105",)
)
to_host: Input = _sent_to(
    Addressee.HOST, "`to` is the domain of the user's server", fix=_NO_TO, rules=("PS104", "PS301")
)
to_service: Input = _sent_to(
    Addressee.SERVICE, "`to` is the push service", fix=_NO_TO, rules=("PS105",)
)
to_neighbour: Input = _sent_to(
    Addressee.NEIGHBOUR, "`to` is another user of the server", fix=_NO_TO, rules=("PS105",)
)
to_neighbour_client: Input = _sent_to(
    Addressee.NEIGHBOUR_CLIENT, "`to` is another client", fix=_NO_TO, rules=("PS105",)
)
to_elsewhere: Input = _sent_to(
    Addressee.ELSEWHERE, "`to` is on another server", fix=_NO_TO, rules=("PS105",)
)
to_nobody: Input = _sent_to(
    Addressee.NOBODY, "`to` is not a valid JID", fix="correct the address in to", rules=("PS107",)
)
to_account: Input = _sent_to(Addressee.ACCOUNT, "`to` is absent, or the sender's own bare JID")


@when("`from` is somebody else", fix="leave from out", rules=("PS106",))
def from_another(request: Request) -> bool:
    sender = jid_of(request.root.get("from"))
    return sender is not None and sender.local is not None and sender.bare != request.sender.bare


@when("`to` is the push service, which is on another server")
def to_foreign_service(request: Request) -> bool:
    return request.addressee is Addressee.SERVICE and not request.has_own_pubsub


@when("the IQ has no type", fix=_TYPE, rules=("PS102",))
def no_type(request: Request) -> bool:
    return request.type is None


@when("a discovery request is of type `set`", fix="send it with type='get'", rules=("PS102",))
def type_set(request: Request) -> bool:
    return request.type == "set"


@when("the IQ is of type `get`", fix="send it with type='set'", rules=("PS102",))
def type_get(request: Request) -> bool:
    return request.type == "get"


@when("the IQ has no type, or an unknown one", fix=_TYPE, rules=("PS102",))
def type_unknown(request: Request) -> bool:
    return request.type not in {"get", "set", "result", "error"}


@when("the IQ has no `id`", fix="give each IQ an id of its own", rules=("PS101",))
def no_id(request: Request) -> bool:
    return request.id is None


@when("the `id` of the IQ is empty", fix="give the iq an id", rules=("PS101",))
def empty_id(request: Request) -> bool:
    return request.id == ""


@when("the IQ has no child element", fix=_ONE_ELEMENT, rules=("PS103",))
def no_child(request: Request) -> bool:
    return not request.children


@when("the IQ has several child elements", fix=_ONE_ELEMENT, rules=("PS103",))
def several_children(request: Request) -> bool:
    return len(request.children) > 1
