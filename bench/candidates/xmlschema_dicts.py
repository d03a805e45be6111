"""Dictionaries of xmlschema, validated by the same schemas."""

import xmlschema
from inputs import XSD

from candidates.candidate import Candidate

SCHEMA = xmlschema.XMLSchema(XSD)

CANDIDATE = Candidate(
    "xmlschema to_dict",
    "objects: it makes dictionaries",
    dict.fromkeys(("publish", "enable", "message"), SCHEMA.to_dict),
)
