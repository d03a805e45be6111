"""What holds for all stanzas of a file that is linted."""

from collections.abc import Callable
from functools import partial

import attrs
from lxml import etree

from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.records import frozen
from pushstanza.linting.checks import Share
from pushstanza.linting.placing import Place
from pushstanza.linting.relevance import concerns_push
from pushstanza.linting.rules import Scope
from pushstanza.linting.rules.history import History
from pushstanza.linting.rules.scope import NewIds
from pushstanza.linting.settings import Settings
from pushstanza.reading import extract
from pushstanza.reading.finder import Found

#: The kinds of text whose stanzas are examples, not what happened one after the other.
PAGES = frozenset({"markdown", "rst", "html", "xep", "code", "template"})

#: The kinds of text in which a comment explains an example.
EXPLAINED = frozenset({"markdown", "rst", "html", "xep", "text", "code", "template"})


def _scope_of(context: "Context") -> Callable[..., Scope]:
    """Return what makes a scope: most of it is the same for all stanzas."""
    settings = context.settings
    return partial(
        Scope,
        targets=settings.targets,
        app_servers=settings.app_servers,
        account=settings.account,
        history=context.history,
        in_log=context.kind == "log",
        in_page=context.kind in PAGES,
        is_traffic=context.kind == "xml" and not context.is_example,
        is_example=context.is_example,
        new_ids=context.new_ids,
        wanted=settings.wanted,
    )


@frozen(kw_only=True)
class Context:
    """What a file is, what is looked for in it, and what has come before.

    ``in_code`` says that it is part of a program, ``is_trial`` that the text is not there but
    made: it gets no fixes, and nothing of it is remembered, ``is_example`` that it is a
    specification or a test.
    """

    settings: Settings
    file: str | None
    share: Share
    kind: str
    in_code: bool
    history: History
    new_ids: NewIds
    is_trial: bool
    is_example: bool = attrs.field(
        init=False,
        default=attrs.Factory(
            lambda context: extract.is_example(context.file, context.kind), takes_self=True
        ),
    )
    #: Makes what rules may know beside the model they are asked about.
    scope: Callable[..., Scope] = attrs.field(
        init=False, default=attrs.Factory(_scope_of, takes_self=True)
    )

    @property
    def is_explained(self) -> bool:
        """Whether comments are for the readers of the text."""
        return self.kind in EXPLAINED

    def covers(self, root: etree._Element) -> bool:
        """Tell whether a stanza is to be looked at, and not only its part in a sequence."""
        return self.settings.scope == "all" or concerns_push(root)

    def answers(self, root: etree._Element) -> bool:
        """Tell whether a stanza answers one that concerns push; examples stand in any order."""
        asked = self.history.is_answered_by
        return self.kind not in PAGES and asked(root.get("type"), root.get("id"))

    def place(self, segment: extract.Segment, lines: Lines, found: Found) -> Place:
        """Return the place of a stanza, from which its findings get theirs."""
        return Place(
            segment,
            lines,
            found,
            self.settings,
            self.file,
            fixable=self.kind != "log" and not self.is_trial,  # what a log says has happened
            in_code=self.in_code,
        )
