"""XML is made by the writer of models and by lxml: nowhere is it put together as text."""

import ast
import re
from pathlib import Path

import pushstanza

SOURCES = Path(pushstanza.__file__).parent

#: Where markup may be text all the same, and why.
ALLOWED = {
    # It is the serializer: what it writes is escaped, and a property test reads it back.
    "binding/write.py": "the writer of models",
    "binding/unknown.py _canonical": "the writer of other elements",
    # A text as it was read is looked at, or parsed, inside of something.
    "reading/parsing.py _several": "a row of stanzas is parsed as the content of a stream",
    "servers/reading.py _parsed": "the text is parsed as the content of a stream",
    "stanzas/parse.py prettified": "XML is parsed where its namespace is the default",
    # A text is mended where it stands: only names that stand in it are written again.
    "reading/scan/builder.py": "end tags that are missing",
    "linting/edits.py _insert": "the end tag of an element that was empty",
    # What is looked for in a text.
    "reading/extract/balance.py": "the end tag that is looked for",
    "reading/extract/code/joining.py _tags_of": "the tags that are looked for",
    "reading/extract/prose.py": "the end tag that is looked for",
    "reading/finder.py": "the end tag that is looked for",
    # Examples are made when a rule is declared, and hold no input. Some are wrong on purpose.
    "linting/rules/examples.py": "examples of rules",
    "linting/rules/disco.py _answer": "examples of rules",
    "linting/rules/privacy.py _create": "examples of rules",
    "linting/rules/push/drafts.py": "examples of rules",
    "linting/rules/push/registration.py": "examples of rules",
    "linting/rules/push/extensions.py _encrypt": "examples of rules",
    "linting/rules/push/extensions.py _muted": "examples of rules",
    "linting/rules/push/extensions.py _room": "examples of rules",
    "linting/rules/push/remote_disable.py _message": "examples of rules",
    "linting/rules/sequence.py _from": "examples of rules",
    # What a message quotes.
    "reading/scan/reader.py _misplaced": "the tag that was meant",
}

_HOLE = "\0"  # stands for what is put in
_NAME = rf"[\w:.{_HOLE}-]+"
_MARKUP = re.compile(rf"</|<{_NAME}[^<>]*\s{_NAME}\s*=\s*[\"']|^\s+{_NAME}=[\"']|^>.*</")
_TAG = re.compile(r"<[^<>]*>?|^\s+[\w:.-]+=[\"'].*")
_PROSE = re.compile(r"[A-Za-z]{2,}")


def _template(node):
    """Return what a text is made of, with holes for what is put in; a hole for what is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_template, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _template(left) + _template(right)
        case (
            ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod())
            | ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"))
        ):
            return text + _HOLE
        case _:
            return _HOLE


def _is_markup(template):
    """Tell whether a text is XML with something put into it, and no sentence about XML."""
    if _HOLE not in template or not _MARKUP.search(template):
        return False
    return not _PROSE.search(_TAG.sub(" ", template).replace("xmlns", ""))


def _made_when_called(tree):
    """Yield each function with the expressions that are worked out when it is called."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for node in ast.walk(statement):
                    yield function.name, node


def _found(path):
    tree = ast.parse(path.read_text("utf-8"))
    name = path.relative_to(SOURCES).as_posix()
    for function, node in _made_when_called(tree):
        if _is_markup(_template(node)):
            yield name, f"{name} {function}", node.lineno, ast.unparse(node)


FOUND = [each for path in sorted(SOURCES.rglob("*.py")) for each in _found(path)]


def test_no_xml_is_made_by_formatting_text():
    wrong = [
        f"{place}, line {line}: {code}"
        for name, place, line, code in FOUND
        if name not in ALLOWED and place not in ALLOWED
    ]

    assert wrong == []


def test_each_place_that_may_still_needs_to():
    used = {each for name, place, _, _ in FOUND for each in (name, place)}

    assert set(ALLOWED) - used == set()


def test_what_is_markup_is_told_from_sentences_about_it():
    def judged(code):
        return _is_markup(_template(ast.parse(code, mode="eval").body))

    assert judged("""f'<pubsub xmlns="{PUBSUB}"><create node="{node}"/></pubsub>'""")
    assert judged("""f' id="{item}"'""")
    assert judged("""f"<item{identified}/></publish>" """)
    assert judged("""'<a b="%s"/>' % value""")
    assert judged("""'<a>{}</a>'.format(value)""")
    assert judged(""""<" + name + " a='b'>" """)
    assert judged("""'<a>' + value + '</a>'""")
    assert not judged("""f"</{name}> stands where <{name}> was meant" """)
    assert not judged("""f"write <{name} xmlns='{namespace}'>" """)
    assert not judged("""f"<{name}/>" """)
    assert not judged("""'<a b="c"/>' """)
