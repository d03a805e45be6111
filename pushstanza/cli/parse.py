"""``parse``: stanzas as JSON."""

from pushstanza.cli import common
from pushstanza.cli.common import OnePath, ShowSecrets
from pushstanza.diagnostics import PushStanzaError


def parse(path: OnePath, *, show_secrets: ShowSecrets = False, validate: bool = True) -> None:
    """Print the stanzas in a file as JSON."""
    from pushstanza.binding.dump import to_dict
    from pushstanza.stanzas.parse import parse_many

    with common.reporting(common.name(path)):
        found = [
            to_dict(stanza, show_secrets=show_secrets)
            for stanza in parse_many(common.read(path), validate=validate, comments=True)
        ]
        if not found:
            raise PushStanzaError("no stanza found")
    common.print_json(common.shown(found[0] if len(found) == 1 else found))
