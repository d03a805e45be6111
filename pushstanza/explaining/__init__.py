"""From an error to its possible causes, their fixes and its effects."""

from collections.abc import Callable, Iterable, Iterator

from pushstanza.diagnostics.arguments import public
from pushstanza.explaining.context import Context, SentRequest
from pushstanza.explaining.counting import Counted
from pushstanza.explaining.explanation import Cause, Effect, Explanation, Sign
from pushstanza.explaining.reading import problems, requests
from pushstanza.jid import AnyJid, Jid
from pushstanza.reading import decoding, source
from pushstanza.reading.errors import XmlError
from pushstanza.reading.extract.blocks import Block
from pushstanza.servers import UnreadableError, find_server
from pushstanza.stanzas.given import Given, text_of

__all__ = ["Cause", "Effect", "Explanation", "Sign", "explain"]


@public
def explain(
    data: Given,
    *,
    request: "Given | None" = None,
    server: str | None = None,
    account: AnyJid | None = None,
    file: str | None = None,
) -> list[Explanation]:
    """Return what is known of the errors in *data*; nothing where there is none.

    An error in a log is explained with the request that it answers, if that is one of the 10,000
    before it.

    Args:
        data: An error stanza as text, bytes, an element or a model; the JSON that APNs, FCM or
            MongoosePush answers with, one of their words, a condition or a status, or a log with
            any of these.
        request: The stanza that the error answers, if neither the error nor the log holds it.
        server: Who answered, as :func:`pushstanza.verdict` calls it.
        account: The full JID of the sender of the request.
        file: The name of the file, which says how its text is read.

    Raises:
        UnknownServerError: there is no such server.
        UnreadableError: there is nothing in *data*, or no request in *request*.
        XmlError: it is not in UTF-8.
        JidError: the account is not a valid JID.
    """
    if server is not None:
        find_server(server)
    whole = Block.whole(_text(data), file)
    found = explanations((whole,), file, request=request, server=server, account=account)
    return [*found]


def explanations(
    blocks: Iterable[Block],
    file: str | None = None,
    *,
    request: "Given | None" = None,
    server: str | None = None,
    account: AnyJid | None = None,
    most: int | None = None,
    cover: Callable[[Explanation], Explanation] | None = None,
) -> Iterator[Explanation]:
    """Yield what :func:`explain` returns for a text of any length, whose blocks are read once.

    Equal explanations are counted, and yielded at the end. A request is remembered until 10,000
    others have followed.

    Args:
        blocks: The blocks of the text, in their order.
        file: The name of its file, which says how it is read.
        request: The stanza that the error answers.
        server: Who answered.
        account: The full JID of the sender of the request.
        most: After so many different errors their explanations are yielded, and counting begins
            anew.
        cover: What each explanation is shown as, asked while the block with the error is read;
            not asked for a text that is whole.

    Raises:
        UnknownServerError, UnreadableError, JidError: as for :func:`explain`.
        XmlError: the text cannot be read to its end; what is known of it was yielded.
    """
    if server is not None:
        find_server(server)
    context = Context(
        server=server,
        account=None if account is None else Jid(account),
        request=None if request is None else _request(_text(request)),
    )
    counted = Counted(context)
    is_empty = True

    def read() -> Iterator[Block]:
        nonlocal is_empty
        for block in blocks:
            is_empty = is_empty and not block.text.strip()
            counted.cover = None if block.is_whole else cover
            yield block

    try:
        for problem in problems(read(), file):
            counted.add(problem)
            if len(counted) == most:
                yield from counted.taken()
    except XmlError:
        yield from counted.taken()  # what is known of the blocks before
        raise
    if is_empty:
        raise UnreadableError("the input is empty")
    yield from counted.taken()


def _text(given: Given) -> str:
    data = given if isinstance(given, str) else text_of(given)
    return data if isinstance(data, str) else decoding.decoded(data, source.Limits(size=len(data)))


def _request(text: str) -> SentRequest:
    found = requests(text)
    if not found:
        raise UnreadableError("the request is missing: it must be an IQ of type get or set")
    return found[0]
