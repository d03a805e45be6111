"""What the stream and an IQ may look like."""

from pushstanza.servers.case import Input, looks
from pushstanza.servers.request import Addressee, Request, jid_of

# ---- the stream ----


@looks("the XML is not well-formed")
def not_well_formed(request: Request) -> bool:
    return request.damage is not None and request.damage not in _OTHER_DAMAGE


_OTHER_DAMAGE = frozenset({"comment", "incomplete", "undeclared-prefix"})


@looks("the stanza does not end")
def incomplete(request: Request) -> bool:
    return request.damage == "incomplete"


@looks("a prefix is not declared")
def undeclared_prefix(request: Request) -> bool:
    return request.damage == "undeclared-prefix"


@looks("a comment or a processing instruction")
def comment(request: Request) -> bool:
    return request.damage == "comment"


@looks("another element than `iq`, `message` or `presence`")
def no_stanza(request: Request) -> bool:
    return not request.is_stanza


# ---- the IQ ----


def sent_to(addressee: Addressee, title: str) -> Input:
    """Return the input of a stanza that reaches *addressee*."""
    return Input(title, lambda request: request.addressee is addressee)


to_self = sent_to(Addressee.SELF, "`to` is the sender's own full JID")
to_host = sent_to(Addressee.HOST, "`to` is the sender's own server")
to_service = sent_to(Addressee.SERVICE, "`to` is the push service")
to_neighbour = sent_to(Addressee.NEIGHBOUR, "`to` is another user of the server")
to_neighbour_client = sent_to(Addressee.NEIGHBOUR_CLIENT, "`to` is another client")
to_elsewhere = sent_to(Addressee.ELSEWHERE, "`to` is at another server")
to_nobody = sent_to(Addressee.NOBODY, "`to` is no JID")
to_account = sent_to(Addressee.ACCOUNT, "`to` is absent, or the sender's own bare JID")


@looks("`from` is somebody else")
def from_another(request: Request) -> bool:
    said = jid_of(request.root.get("from"))
    return said is not None and said.local is not None and said.bare != request.sender.bare


@looks("to the push service, which is elsewhere")
def to_foreign_service(request: Request) -> bool:
    return request.addressee is Addressee.SERVICE and not request.has_own_pubsub


@looks("the IQ has no type")
def no_type(request: Request) -> bool:
    return request.type is None


@looks("the IQ has type `set`")
def type_set(request: Request) -> bool:
    return request.type == "set"


@looks("the IQ has type `get`")
def type_get(request: Request) -> bool:
    return request.type == "get"


@looks("the IQ has no type, or an unknown one")
def type_unknown(request: Request) -> bool:
    return request.type not in {"get", "set", "result", "error"}


@looks("the IQ has no `id`")
def no_id(request: Request) -> bool:
    return request.id is None


@looks("the `id` of the IQ is empty")
def empty_id(request: Request) -> bool:
    return request.id == ""


@looks("the IQ has no child element")
def no_child(request: Request) -> bool:
    return not request.children


@looks("the IQ has several child elements")
def several_children(request: Request) -> bool:
    return len(request.children) > 1
