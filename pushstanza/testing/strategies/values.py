"""Strategies for the values in stanzas: texts and JIDs."""

from hypothesis import strategies as st

from pushstanza.jid import Jid

#: A word that may stand in a name, in lower case.
LABELS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)

#: The device tokens of the providers, and the topic of an app.
APNS_TOKENS = st.text("0123456789abcdef", min_size=64, max_size=64)
FCM_TOKENS = st.from_regex(r"[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{30}", fullmatch=True)
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
