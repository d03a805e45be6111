"""Did you mean …?"""

from collections.abc import Iterable

from pushstanza.diagnostics.patterns import lazy_pattern


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.7) -> str | None:
    """Return the one of *words* that *word* was probably meant to be."""
    in_order = (
        sorted(words) if isinstance(words, set | frozenset) else words
    )  # the same in every run
    known = {each.lower().replace("_", "-"): each for each in in_order}
    meant = word.lower().replace("_", "-").strip()
    if not any(_may_be_near(len(meant), len(each), cutoff) for each in known):
        return None
    from difflib import get_close_matches

    found = get_close_matches(meant, known, n=1, cutoff=cutoff)
    return known[found[0]] if found else None


def _may_be_near(length: int, other: int, cutoff: float) -> bool:
    """Tell whether words of two lengths may be alike: if one is all in the other, they are most."""
    return 2 * min(length, other) >= cutoff * (length + other)


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return the question, or ``None`` where nothing is near."""
    found = nearest(word, words)
    return None if found is None else f"did you mean {found!r}?"


def nearest_namespace(namespace: str, known: Iterable[str]) -> str | None:
    """Return the one of the *known* namespaces that *namespace* was probably meant to be.

    Namespaces that differ in a whole word, such as ``ping`` and ``push``, are two protocols.
    """
    found = nearest(namespace, known, cutoff=0.88)
    return None if found is None or _has_another_word(namespace, found) else found


def _has_another_word(namespace: str, known: str) -> bool:
    words, others = (_WORDS.findall(each.lower()) for each in (namespace, known))
    return len(words) == len(others) and any(
        nearest(word, (other,), cutoff=0.6) is None
        for word, other in zip(words, others, strict=True)
    )


_WORDS = lazy_pattern(r"[^:/#.\d]{2,}")
