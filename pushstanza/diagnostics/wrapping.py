"""Lines to lines that are as wide as a terminal."""


def wrapped(text: str, columns: int | None, indent: str = "    ") -> list[str]:
    """Return a line in lines of some columns, those behind the first one behind *indent*.

    Colours and links go on in the next line. A word that is longer than a line, such as a path or
    an address, is not broken. Without *columns* the line stays as it is.
    """
    if columns is None or (len(text) <= columns and text.isascii()):
        return [text]
    from wcwidth import wrap

    lines = wrap(
        text, columns, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    return lines or [text]
