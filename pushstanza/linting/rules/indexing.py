"""Writes the index of the rules from what is declared: ``python -m pushstanza.linting.rules.indexing``."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from pushstanza.linting.rules import RULES, index
from pushstanza.linting.rules.catalogue import gate_name, kind_name
from pushstanza.linting.rules.index import Indexed, Look


def indexed() -> dict[str, Indexed]:
    """Return what the index is to hold: every module is imported for it."""
    package = f"{__package__}."
    for each in pkgutil.walk_packages([str(Path(__file__).parent)], package):
        import_module(each.name)
    looks: dict[str, dict[str, tuple[Look, ...]]] = {}
    for (module, code), checks in sorted(RULES.registered().items()):
        found = (
            Look(kind_name(each.on), gate_name(each.gate), each.extra, each.damaged, each.sequence)
            for each in checks
        )
        looks.setdefault(code, {})[module] = tuple(found)
    return {
        code: Indexed(rule.name, rule.module, looks.get(code, {}), rule.default)
        for code, rule in sorted(RULES.declared().items())
    }


def lines(found: dict[str, Indexed]) -> Iterator[str]:
    """Yield the lines of the index as a literal."""
    yield "INDEX: Final[dict[str, Indexed]] = {"
    for code, each in found.items():
        default = "" if each.default else ", default=False"
        looks = ", ".join(
            f"{module!r}: ({' '.join(f'{_shown(look)},' for look in looks)})"
            for module, looks in each.looks.items()
        )
        yield f"    {code!r}: Indexed({each.name!r}, {each.module!r}, {{{looks}}}{default}),"
    yield "}"


def _shown(look: Look) -> str:
    said = [f"{name}={value!r}" for name, value in look._asdict().items() if value][1:]
    return f"Look({', '.join([repr(look.on), *said])})"


def main() -> None:
    """Print the module of the index."""
    beginning = Path(index.__file__).read_text("utf-8").partition("INDEX: Final")[0]
    sys.stdout.write(beginning + "".join(f"{line}\n" for line in lines(indexed())))


if __name__ == "__main__":
    main()
