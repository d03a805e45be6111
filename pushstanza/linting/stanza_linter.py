"""One stanza to findings: of the rules, of the schemas, and in what can be made of damaged text."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pushstanza.binding import REGISTRY, Faults, Model, Spec
from pushstanza.diagnostics import Diagnostic
from pushstanza.linting.checks import Share, Table, table
from pushstanza.linting.context import Context
from pushstanza.linting.placing import Place, RuleFinding
from pushstanza.linting.rules import RULES, Finding, Rule, Scope, Tree
from pushstanza.linting.rules.left_out import LeftOut
from pushstanza.linting.rules.unknown import Unknown
from pushstanza.linting.rules.usual import is_usual
from pushstanza.reading import parsing, source, stanza_trees, xsd
from pushstanza.reading.recent import LIMIT

if TYPE_CHECKING:
    from pushstanza.linting.exact import Exact, ExactRequests
    from pushstanza.linting.repeats import SoundPublishes
    from pushstanza.linting.rules.done import Done
    from pushstanza.linting.steps import Step

#: How many characters a text has where it is worth loading another parser, and readers for it.
MANY: Final = 100_000


class StanzaLinter:
    """Looks at stanzas, each in its place, in the order of the text; ``context`` says where.

    ``outside`` counts those that have nothing to do with push, where only such are looked at.
    ``requests`` reads those in which there may be nothing to find, where it is worth it.
    ``steps`` are those that may matter to others, where each is looked at by itself.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.outside: int = 0
        self._waiting: list[tuple[Callable[[], bool], Diagnostic]] = []
        self._share = context.share
        self._tables: dict[tuple[Share, bool, bool], Table] = {}
        self.steps: list[Step] = []
        self._follows = context.share is Share.STANZAS and not context.is_trial
        self._publishes: SoundPublishes | None = None
        if context.kind == "log":  # only logs hold the same over and over
            from pushstanza.linting import repeats

            self._publishes = repeats.SoundPublishes(context.history, context.share)
        self.requests: ExactRequests | None = None

    def begin(self, text: str) -> None:
        """Get ready for the stanzas of a text."""
        if self.requests is None and len(text) >= MANY:
            from pushstanza.linting.exact import ExactRequests  # few texts are so long

            self.requests = ExactRequests(self._publishes)

    def findings(self, place: Place) -> Iterator[Diagnostic]:
        """Return the findings in one stanza."""
        known: Exact | None = place.found.known
        if known is None or self.requests is None:
            return self._findings(place)
        is_sound = self._is_sound(known, place)
        self.requests.others = 0 if is_sound else self.requests.others + 1
        return iter(()) if is_sound else self._findings(place)

    def _findings(self, place: Place) -> Iterator[Diagnostic]:
        root = place.found.root
        if root is None:
            before = len(self.steps)
            yield from self._in_damaged(place)
            if self._follows:
                self._step(place, None, before)
            return
        publish = self._publishes and self._publishes.read(place.written(root))
        if self._publishes and publish and self._publishes.is_sound(publish):
            if self._follows:
                from pushstanza.linting.rules.done import Published  # few logs are shared out

                self._step(place, Published(self._publishes.place(publish)), len(self.steps))
            return
        before = len(self.steps)
        found = [*self._in_stanzas(root, place)]
        if len(self.steps) > before + 1:  # several stanzas in one place
            self._step(place, None, before)
        if found:  # places cost more than all the rest, and are looked up only now
            yield from place.diagnostics([each for each in found if each[1].lasts is None], root)
            for each in found:
                if (lasts := each[1].lasts) is not None and len(self._waiting) < LIMIT:
                    self._waiting += ((lasts, made) for made in place.diagnostics([each], root))
        elif self._publishes and publish:
            self._publishes.remember(publish, place.models)

    def _step(self, place: Place, done: "Done | None", before: int) -> None:
        """Note what a stanza does, in place of what was noted since there were so many steps."""
        from pushstanza.linting.steps import Step

        self.steps[before:] = [Step(place.start, done)]

    def closing(self) -> list[Diagnostic]:
        """Return the findings that depend on what comes later, once nothing does."""
        return [found for lasts, found in self._waiting if lasts()]

    def _in_damaged(self, place: Place) -> Iterator[Diagnostic]:
        """Yield the damages, and the findings in what can be made of the rest."""
        from pushstanza.linting.cuts import Cuts  # most stanzas are sound
        from pushstanza.linting.damage import damages_in
        from pushstanza.reading import scan as scanning

        scan = place.scan
        cuts = Cuts(scan, is_explained=self.context.is_explained)
        if self._share is not Share.SEQUENCE:
            yield from damages_in(place, cuts, self.context)
        for scanned in scan.roots:
            try:
                root = parsing.in_stream(scanning.repair(scanned))
            except (source.XmlError, ValueError) as error:
                if not scan.damages and self._share is not Share.SEQUENCE:
                    finding = Finding(getattr(error, "reason", str(error)))
                    yield from place.at(RULES["PS001"], finding, scanned.start, scanned.name_end)
                continue
            inside = [each for each in scan.elements if scanned.start <= each.start < scanned.end]
            places = dict(zip(root.iter("*"), inside, strict=True))
            place.note_left_out(places)
            cut = {id(each) for each in cuts.elements}
            shortened = {found for found, each in places.items() if id(each) in cut}
            place.left_out = shortened.union(place.left_out)
            found = [each for each in self._in_stanzas(root, place) if each[1].lasts is None]
            yield from place.placed(found, places)

    def _in_stanzas(self, root: etree._Element, place: Place) -> Iterator[RuleFinding]:
        for stanza in stanza_trees.stanzas_in((root,)):
            yield from self._in_tree(stanza, place)

    def _in_tree(self, root: etree._Element, place: Place) -> Iterator[RuleFinding]:
        """Yield what the rules find in a tree, then what only the schemas do."""
        is_outside = not self.context.covers(root)
        # That a stanza is an answer is known only where the sequence is, which does all of it.
        is_answer = is_outside and self.context.answers(root)
        is_outside &= not is_answer
        self.outside += is_outside
        in_sequence = self._share is Share.SEQUENCE and not is_answer
        # What the schemas say is of no interest to the checks of sequences.
        valid = is_outside or in_sequence or xsd.is_valid(root)
        models, is_declared = _models_in(root, valid=valid)
        place.models += models
        stanza = models[-1][1] if is_declared else None
        scope = self.context.scope(
            stanza=stanza,
            root=root,
            written=place.written(root),
            in_code=place.in_code,
            is_outside=is_outside,
            is_modelled=not any([model.extra for _, model in models]),  # noqa: C419 - takes half
        )
        share = Share.ALL if is_answer else self._share
        usual = valid and not (is_outside or in_sequence) and is_usual(scope, root)
        share = share.without_stanzas if usual else share
        sound = usual or in_sequence or (valid and _are_known(scope.tags))
        checks = self._table(share, sound=sound, outside=is_outside)
        found = [*self._by_rules(root, models, scope, checks)]
        if not valid:
            from pushstanza.linting.schema_findings import schema_findings  # most are valid

            found += schema_findings(root, found, scope)
        if found:
            yield from _reported(found, root, place)
        self._remember(stanza, [each for _, each in models], place)

    def _remember(self, stanza: Model | None, models: Sequence[Model], place: Place) -> None:
        """Note what a stanza is to those after it."""
        if self._follows:
            from pushstanza.linting.steps import step_of

            asked = self._table(Share.SEQUENCE, sound=False, outside=False)
            step = step_of(stanza, models, asked, place.start, place.line)
            if step is not None:
                self.steps.append(step)
        is_remembered = self._share is not Share.STANZAS and not self.context.is_trial
        if stanza is not None and is_remembered and not place.is_interpolated:
            self.context.history.record(stanza, place.line)

    def _is_sound(self, known: "Exact", place: Place) -> bool:
        """Tell whether nothing is found in a request, which is remembered then."""
        scope = self.context.scope(stanza=known.iq, written=place.text, is_modelled=True)
        if not is_usual(scope, known.element):
            return False
        checks = self._table(self._share.without_stanzas, sound=True, outside=False)
        for model in known.models:
            for _, check in checks[type(model), False].of(model, scope):
                if next(iter(check(model, scope)), None) is not None:
                    return False
        self._remember(known.iq, known.models, place)
        return True

    def _table(self, share: Share, *, sound: bool, outside: bool) -> Table:
        key = share, sound, outside
        found = self._tables.get(key)
        if found is None:
            wanted = self.context.settings.wanted
            found = self._tables[key] = table(wanted, share, sound=sound, outside=outside)
        return found

    def _by_rules(
        self,
        root: etree._Element,
        models: Sequence[tuple[etree._Element, Model]],
        scope: Scope,
        checks: Table,
    ) -> Iterator[RuleFinding]:
        for rule, check in checks[Tree, False].of(root, scope):
            for finding in check(root, scope):
                at: Any = finding.at  # of a tree it is an element
                yield rule, self._answered(rule, finding, scope), root if at is None else at
        elements: dict[int, etree._Element] | None = None
        for element, model in models:
            known = checks[type(model), model.extra is not None]
            if known.is_empty:
                continue
            for rule, check in known.of(model, scope):
                for finding in check(model, scope):
                    at = finding.at
                    if isinstance(at, Model):
                        elements = elements or {id(each): found for found, each in models}
                        at = elements.get(id(at), element)
                    yield rule, self._answered(rule, finding, scope), element if at is None else at

    def _answered(self, rule: Rule, finding: Finding, scope: Scope) -> Finding:
        from pushstanza.linting.answers import answered  # most stanzas have no findings

        # Of a text that is only tried, nobody reads the sentences.
        is_counted = self.context.is_trial and not (scope.targets or scope.app_servers)
        return finding if is_counted else answered(rule, finding, scope)


def _reported(
    found: Sequence[RuleFinding], root: etree._Element, place: Place
) -> Iterator[RuleFinding]:
    """Yield the findings that no ellipsis and no interpolated value excuses."""
    left_out = LeftOut(root, place.left_out)
    unknown = Unknown(root) if place.is_interpolated else None
    for rule, finding, element in found:
        if left_out.excuses(finding, element):
            continue
        if unknown is None or not unknown.excuses(rule, finding, element):
            yield rule, finding, element


@lru_cache(maxsize=1024)
def _are_known(tags: frozenset[str]) -> bool:
    """Tell whether all elements are known by their names."""
    from pushstanza.linting.rules.xml.near_names import is_known  # usual stanzas need not ask

    return all(map(is_known, tags))


def _models_in(
    root: etree._Element, *, valid: bool
) -> tuple[list[tuple[etree._Element, Model]], bool]:
    """Return each model in a tree with its element, the root's last, and whether that is one."""
    spec = REGISTRY.get(str(root.tag))
    if spec is not None:
        return _read(root, spec, valid=valid), True
    models: list[tuple[etree._Element, Model]] = []
    for element in root.iter("*"):
        inner = REGISTRY.get(str(element.tag))
        parent = element.getparent()
        if inner is not None and (parent is None or str(parent.tag) not in REGISTRY):
            models += _read(element, inner, valid=valid)
    return models, False


def _read(
    element: etree._Element, spec: Spec, *, valid: bool
) -> list[tuple[etree._Element, Model]]:
    if valid:
        found: list[tuple[etree._Element, Model]] = []
        spec.read_valid(element, found)
        return found
    faults = Faults()
    spec.read(element, faults)
    return faults.read
