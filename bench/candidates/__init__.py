"""The libraries that are compared: how each of them reads and writes the stanzas.

One that cannot be imported is left out, and the tables say so.
"""

from functools import cache
from importlib import import_module

from candidates.candidate import Candidate

#: The modules of the other libraries, with the package that each needs.
OTHERS = {
    "slixmpp_stanzas": "slixmpp",
    "aioxmpp_stanzas": "aioxmpp",
    "pydantic_lean": "pydantic-xml",
    "pydantic_rich": "pydantic-xml",
    "xsdata_models": "xsdata",
    "xmlschema_dicts": "xmlschema",
}


@cache
def others() -> tuple[list[Candidate], list[str]]:
    """Return the other libraries, and the packages that are left out with the reason."""
    found, left_out = [], {}
    for name, package in OTHERS.items():
        try:
            found.append(import_module(f"candidates.{name}").CANDIDATE)
        except Exception as error:
            left_out[package] = f"{package} ({error})"
    return found, [*left_out.values()]
