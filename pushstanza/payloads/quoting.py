"""How much of a value a sentence or a repr shows."""

from pushstanza.diagnostics.masking import mask

#: The longest value of an option that a sentence quotes; device tokens are longer.
SHOWN = 24


def mask_path(path: str | None) -> str:
    """Return *path* as it may be shown: its last segment is a device token."""
    head, slash, token = (path or "").rpartition("/")
    return f"{head}{slash}{mask(token)}"


def quote(text: str, *, longest: int = SHOWN) -> str:
    """Return *text* for a sentence: in quotes and printable characters, or masked."""
    return repr(text if len(text) <= longest else mask(text))
