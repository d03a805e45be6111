"""Addresses as MongooseIM takes them: it asks less of a host than RFC 7622 does.

Source: MongooseIM 6.8 with its library ``jid``, measured: blanks, empty labels and any length of a
label pass; what is behind the first slash is the resource.
"""

from encodings.idna import nameprep

from pushstanza.jid import MAX_OCTETS, Jid, JidError


def bare_of(text: str | None) -> str | None:
    """Return the bare JID in its normal form, ``None`` where *text* is taken for none."""
    bare, slash, resource = (text or "").partition("/")
    local, at, host = bare.partition("@")
    if not at:
        local, host = "", bare
    if "@" in host or (slash and not at and "@" in resource) or _is_too_long(resource):
        return None
    prepared = _host(host)
    if prepared is None or (at and not _is_local(local)):
        return None
    return f"{Jid(f'{local}@example.com').local}@{prepared}" if at else prepared


def _is_too_long(part: str) -> bool:
    return len(part) > MAX_OCTETS or len(part.encode("utf-8", "surrogatepass")) > MAX_OCTETS


def _is_local(local: str) -> bool:
    try:
        return Jid(f"{local}@example.com").local is not None
    except JidError:
        return False


def _host(host: str) -> str | None:
    if not host or _is_too_long(host):
        return None
    if host.isascii():  # of which it changes only the case, but takes a microsecond a letter
        return host.lower()
    try:
        return nameprep(host)
    except UnicodeError:
        return None
