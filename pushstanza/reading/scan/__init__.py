"""Text, damaged or not, to its elements in their places, and to everything that is wrong with it.

The parser of `source` is lxml, which is fast, stops at the first damage and knows no columns.
This is its patient companion: it reads on behind every damage, says what each one is and where,
and repairs the text, so that the rules can still look at what was meant.
"""

from pushstanza.reading.scan.damage import KINDS, MOST_DAMAGES, Damage
from pushstanza.reading.scan.found import Markup, Scan, ScannedAttribute, ScannedElement
from pushstanza.reading.scan.grammar import local_name
from pushstanza.reading.scan.reader import prolog_end
from pushstanza.reading.scan.regions import candidates
from pushstanza.reading.scan.repairs import DEEPEST_TREE, repair, tree
from pushstanza.reading.scan.scanner import scan
from pushstanza.reading.scan.sound import start_tag, start_tags, text_within

__all__ = [
    "DEEPEST_TREE",
    "KINDS",
    "MOST_DAMAGES",
    "Damage",
    "Markup",
    "Scan",
    "ScannedAttribute",
    "ScannedElement",
    "candidates",
    "local_name",
    "prolog_end",
    "repair",
    "scan",
    "start_tag",
    "start_tags",
    "text_within",
    "tree",
]
