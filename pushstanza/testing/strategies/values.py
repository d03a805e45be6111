"""Strategies for the values in stanzas: texts and JIDs."""

from base64 import urlsafe_b64encode
from string import ascii_lowercase

from hypothesis import strategies as st

from pushstanza.jid import Jid


def _fcm_token(data: bytes) -> str:
    """Return a token of two parts of base64, as FCM makes them."""
    written = urlsafe_b64encode(data).decode()
    return f"{written[:22]}:{written[22:]}"


#: A word that may stand in a name, in lower case.
LABELS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)

#: The same, drawn faster.
WORDS = st.text(ascii_lowercase, min_size=1, max_size=8)

#: The device tokens of the providers, and the topic of an app.
APNS_TOKENS = st.binary(min_size=32, max_size=32).map(bytes.hex)
FCM_TOKENS = st.binary(min_size=36, max_size=36).map(_fcm_token)
TOPICS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)


def texts() -> st.SearchStrategy[str]:
    """Return a strategy for text that XML allows."""
    characters = st.characters(
        exclude_categories=("Cs", "Cc"),
        include_characters="\t\n\r",
        exclude_characters="\ufffe\uffff",
    )
    return st.text(characters, max_size=12)


def jids() -> st.SearchStrategy[Jid]:
    """Return a strategy for valid JIDs."""
    domain = st.lists(LABELS, min_size=1, max_size=3).map(".".join)
    return st.builds(Jid.of, st.none() | LABELS, domain, st.none() | LABELS)
