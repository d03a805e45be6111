"""What a mutant changes: the operators of mutmut, and those that it has not.

mutmut itself changes the bodies of functions alone; half of this package is tables.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators

#: Arguments that are documentation or an assertion, and names that say what there is.
NO_CODE_ARGUMENTS = {"doc", "description", "strict"}
NO_CODE_NAMES = {"__all__", "__slots__", "__version__"}

Changed = Iterable[tuple[cst.CSTNode, cst.CSTNode]]  # where it is, and what stands there instead


def _formatted_text(node: cst.FormattedStringText) -> Changed:
    if node.value.strip():
        yield node, node.with_changes(value=f"XX{node.value}XX")


def _less(node: cst.Integer) -> Changed:
    value = node.evaluated_value - 1
    yield node, node.with_changes(value=str(value)) if value >= 0 else cst.parse_expression("(-1)")


def _rows(node: cst.Tuple | cst.List | cst.Set | cst.Dict) -> Changed:
    if len(node.elements) > 1:
        for i, element in enumerate(node.elements):
            kept = [*node.elements[:i], *node.elements[i + 1 :]]
            if i == len(node.elements) - 1 and len(kept) > 1:
                kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            elif len(kept) == 1 and isinstance(node, cst.Tuple):
                kept[0] = kept[0].with_changes(comma=cst.Comma())
            yield element, node.with_changes(elements=kept)


def _condition(node: cst.If | cst.While | cst.CompIf | cst.Assert) -> Changed:
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.test, node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def _one_side(node: cst.BooleanOperation) -> Changed:
    yield node.left, node.left
    yield node.right, node.right


def _returned(node: cst.Return) -> Changed:
    if node.value is not None and not (
        isinstance(node.value, cst.Name) and node.value.value == "None"
    ):
        yield node, node.with_changes(value=cst.Name("None"))


def _statement(node: cst.Expr | cst.Raise | cst.Continue | cst.Break) -> Changed:
    if not isinstance(getattr(node, "value", None), cst.BaseString | cst.Ellipsis):
        yield node, cst.Pass()


#: What declares a place whose default is the same where it is left out; checkers of types need it.
DEFAULTS = {"children": "()", "field": "None", "flag": "False", "kept": "()", "payloads": "()"}


def _is_no_code_argument(call: cst.Call, argument: cst.Arg) -> bool:
    """Return whether an argument of a call is documentation, or is so anyway."""
    name = argument.keyword.value if argument.keyword is not None else ""
    if name != "default" or not isinstance(call.func, cst.Name):
        return name in NO_CODE_ARGUMENTS
    return cst.Module([]).code_for_node(argument.value) == DEFAULTS.get(call.func.value)


def _named_argument(node: cst.Call) -> Changed:
    for i, argument in enumerate(node.args):
        if argument.keyword is not None and not _is_no_code_argument(node, argument):
            kept = [*node.args[:i], *node.args[i + 1 :]]
            if kept and i == len(node.args) - 1:
                kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield argument, node.with_changes(args=kept)


def _of_mutmut(change: Callable[[Any], Iterable[cst.CSTNode]]) -> Callable[[Any], Changed]:
    def changed(node: cst.CSTNode) -> Changed:
        return ((node, other) for other in change(node))

    return changed


#: Those of mutmut that mostly break what calls or imports the code at once are left out.
_LEFT_OUT = {mutators.operator_arg_removal, mutators.operator_assignment}

OPERATORS: list[tuple[Any, Callable[[Any], Changed]]] = [
    *(
        (kind, _of_mutmut(change))
        for kind, change in mutators.mutation_operators
        if change not in _LEFT_OUT
    ),
    (cst.FormattedStringText, _formatted_text),
    (cst.Integer, _less),
    ((cst.Tuple, cst.List, cst.Set, cst.Dict), _rows),
    ((cst.If, cst.While, cst.CompIf, cst.Assert), _condition),
    (cst.BooleanOperation, _one_side),
    (cst.Return, _returned),
    ((cst.Expr, cst.Raise, cst.Continue, cst.Break), _statement),
    (cst.Call, _named_argument),
]


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    path: str
    line: int
    before: cst.CSTNode
    after: cst.CSTNode


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[list[Mutant]] = []  # by place and operator

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_no_code(node):
            return False
        for kind, change in OPERATORS:
            if isinstance(node, kind):
                self._add(node, change)
        return True

    def _add(self, node: cst.CSTNode, change: Callable[[Any], Changed]) -> None:
        by_line: dict[int, list[Mutant]] = {}
        for place, after in change(node):
            position = self.get_metadata(PositionProvider, place, None)
            if position is not None:
                line = position.start.line
                by_line.setdefault(line, []).append(Mutant(self.path, line, node, after))
        self.found.extend(by_line.values())

    def _is_no_code(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _NO_CODE) or _is_named_no_code(node):
            return True
        parent = self.get_metadata(ParentNodeProvider, node, None)
        match node:
            case cst.SimpleString(value=value) if value.endswith(('"""', "'''")):
                return True
            case cst.SimpleString() | cst.ConcatenatedString():  # a docstring
                return isinstance(parent, cst.Expr)
            case cst.Subscript():  # the parameters of a generic class are no tuple of values
                return isinstance(parent, cst.Arg | cst.Assign)
            case cst.Tuple():  # the names that a loop over pairs gives
                return isinstance(parent, cst.For | cst.CompFor) and parent.target is node
        return False


_NO_CODE = (cst.Annotation, cst.Import, cst.ImportFrom, cst.TypeAlias, cst.AssignTarget)


def _is_named_no_code(node: cst.CSTNode) -> bool:
    match node:
        case cst.Arg(keyword=cst.Name(value=name)):
            return name in NO_CODE_ARGUMENTS
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name in NO_CODE_NAMES
        case cst.AnnAssign(annotation=cst.Annotation(annotation=cst.Name(value="TypeAlias"))):
            return not _is_read_by_programs(node.value)
        case cst.AnnAssign(target=cst.Name(value=name)):
            return name in NO_CODE_NAMES
        case cst.If(test=cst.Name(value=name)):
            return name == "TYPE_CHECKING"
        case cst.Call(func=cst.Name(value=name)):
            return name in {"assert_never", "cast", "dataclass_transform", "isinstance", "TypeVar"}
        case cst.FunctionDef(decorators=[cst.Decorator(decorator=cst.Name(value=name))]):
            return name == "overload"
    return False


def _is_read_by_programs(value: cst.BaseExpression | None) -> bool:
    """Return whether an alias of a type holds values: words, or what reads and writes it."""
    match value:
        case cst.Subscript(value=cst.Name(value="Annotated" | "Literal")):
            return True
    return False


@cache
def module_of(root: Path, path: str) -> tuple[cst.Module, list[list[Mutant]]]:
    """Return the tree of a file, and its mutants, those of one operator at one place together."""
    wrapper = MetadataWrapper(cst.parse_module((root / path).read_text()), unsafe_skip_copy=True)
    finder = _Finder(path)
    wrapper.visit(finder)
    return wrapper.module, finder.found


def mutated(root: Path, mutant: Mutant) -> str | None:
    """Return the text of the file with the change; None where it changes nothing that runs."""
    module, _ = module_of(root, mutant.path)
    changed = module.deep_replace(mutant.before, mutant.after)
    assert isinstance(changed, cst.Module)
    try:
        tree = ast.parse(changed.code)
        compile(tree, mutant.path, "exec")
    except (SyntaxError, ValueError):
        return None
    return None if ast.dump(tree) == ast.dump(ast.parse(module.code)) else changed.code


def lines_of_code(source: str) -> list[int]:
    """Return the lines on which an expression or a statement of *source* begins."""
    return sorted({node.lineno for node in _code(ast.parse(source))})


def _code(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt) and not isinstance(
            node, ast.Import | ast.ImportFrom
        ):
            yield node
