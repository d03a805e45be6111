"""Did you mean …?"""

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.7) -> str | None:
    """Return the one of *words* that *word* was probably meant to be."""
    from difflib import get_close_matches

    known = {each.lower().replace("_", "-"): each for each in words}
    found = get_close_matches(word.lower().replace("_", "-").strip(), known, n=1, cutoff=cutoff)
    return known[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return the question, or ``None`` where nothing is near."""
    found = nearest(word, words)
    return None if found is None else f"did you mean {found!r}?"
