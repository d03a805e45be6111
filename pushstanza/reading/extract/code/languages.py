"""The languages whose source code is read: their comments, string literals and interpolation."""

import re
from collections.abc import Mapping
from typing import Final

from pushstanza.reading.extract.code.forms import (
    Comment,
    Escapes,
    Interpolation,
    Language,
    Literal,
)

# ---- interpolation ----


def _braces(mark: str) -> Interpolation:
    return Interpolation(f"{mark}{{x}}", lambda _: re.escape(mark) + r"\{", lambda _: "}")


_DOLLAR_BRACES: Final = _braces("$")
_HASH_BRACES: Final = _braces("#")
_DOLLAR_NAME: Final = Interpolation("$x", lambda _: r"\$[A-Za-z_]\w*")
_DOLLAR_PATH: Final = Interpolation(
    "$x->{y}",
    lambda _: r"[$@][A-Za-z_]\w*(?:->\w+|(?:->)?\[[^\]\n]{0,80}\]|(?:->)?\{[^}\n]{0,80}\})*",
)
_DOLLARS: Final = (_DOLLAR_BRACES, _DOLLAR_NAME)
_FORMATTED: Final = Interpolation("{x}", lambda _: r"\{(?!\{)", lambda _: "}")

_TEMPLATE_OF_JAVA: Final = Interpolation(r"\{x}", lambda _: r"\\\{", lambda _: "}")
_DOLLAR_PARENTHESES: Final = Interpolation("$(x)", lambda _: r"\$\(", lambda _: ")")

# ---- comments ----

_SLASHES: Final = Comment(r"(?<!:)//", r"[^\n]*")
_STARS: Final = Comment(r"/\*", r"(?s:.*?)\*/")
_HASH: Final = Comment(r"(?<![^\s;])#(?![\[{])", r"[^\n]*")
_DASHES: Final = Comment("--", r"[^\n]*")
_C_COMMENTS: Final = (_SLASHES, _STARS)
#: A character; where there is none, the mark has another meaning, as in Rust.
_CHARACTER: Final = Comment(r"'", r"(?:(?:[^'\\\n]|\\[^\n][^'\\\n]{0,8})')?", is_prose=False)
_BEFORE_OPERAND: Final = "|".join(
    rf"(?<=\b{each})"
    for each in ("return", "case", "when", "if", "unless", "and", "or", "split", "grep")
)
#: A regular expression, where an operand may stand.
_REGULAR: Final = Comment(
    rf"(?:(?<=[=(,:!&|?{{}};~\n])|{_BEFORE_OPERAND})[ \t]*/(?![*/])",
    r"(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/",
    is_prose=False,
)
#: A name with blanks in it, as of tests in Kotlin.
_GRAVE_NAME: Final = Comment("`", r"[^`\n]*`", is_prose=False)
#: What stands in a page around the code: before its first part, and between two.
_PAGES: Final = (
    Comment(r"\A(?!<\?)(?=(?s:.*?)<\?(?:php|=))(?s:.)", r"(?s:.*?)<\?(?:php|=)", is_prose=False),
    Comment(r"\?>", r"(?s:.*?)(?:<\?(?:php|=)|\Z)", is_prose=False),
)

# ---- literals ----

_DOUBLE: Final = Literal('"', '"')
_SINGLE: Final = Literal("'", "'")
_DOUBLE_LINES: Final = Literal('"', '"', lines=True)
_TRIPLE: Final = Literal('"""', '"""', lines=True)
_TRIPLE_RAW: Final = Literal('"""', '"""', escapes=Escapes.NONE, lines=True)
_GRAVE_RAW: Final = Literal("`", "`", escapes=Escapes.NONE, lines=True)
_TEMPLATE: Final = Literal("`", "`", holes=(_DOLLAR_BRACES,), lines=True)
_C_DOUBLE: Final = Literal(r'(?:\b(?:u8|[uUL]))?"', '"')

_RUBY_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}


def _of_marks(
    begin: str,
    marks: str,
    holes: tuple[Interpolation, ...] = (),
    escapes: Escapes = Escapes.BACKSLASH,
    *,
    nests: bool = False,
) -> tuple[Literal, ...]:
    """Return literals between marks that the author chooses, such as ``%q(…)``."""
    return tuple(
        Literal(
            begin + re.escape(mark), _RUBY_CLOSING.get(mark, mark), escapes=escapes, holes=holes,
            lines=True, nests=mark if nests and mark in _RUBY_CLOSING else "",
        )
        for mark in marks
    )  # fmt: skip


def _heredoc(
    begin: str, holes: tuple[Interpolation, ...] = (), escapes: Escapes = Escapes.BACKSLASH
) -> Literal:
    return Literal(begin + r"[^\n]*\n", escapes=escapes, holes=holes, lines=True, heredoc=True)


_PYTHON: Final = tuple(
    Literal(
        prefix + mark, mark,
        escapes=Escapes.RAW if "R" in prefix else Escapes.BACKSLASH,
        holes=(_FORMATTED,) if "F" in prefix else (),
        lines=len(mark) == 3,
    )
    for mark in ('"""', "'''", '"', "'")
    for prefix in (
        r"(?i:\b(?:[FT]R|R[FT]))", r"(?i:\b(?:BR|RB|R))", r"(?i:\b[FT])", r"(?i:(?:\b[BU])?)",
    )
)  # fmt: skip

_SWIFT: Final = tuple(
    Literal(
        rf"(?P<fence>(?P<level>\#*)){mark}", before=mark, escapes=Escapes.BACKSLASH,
        holes=(Interpolation(r"\(x)", lambda level: rf"\\{re.escape(level)}\(", lambda _: ")"),),
        lines=len(mark) == 3,
    )
    for mark in ('"""', '"')
)  # fmt: skip

_SHARP_HOLE: Final = Interpolation(
    "{x}", lambda level: r"\{" * len(level) + r"(?!\{)", lambda level: "}" * len(level)
)
_SHARP: Final = (
    Literal(
        r'(?P<level>\$+)(?P<fence>"{3,})', escapes=Escapes.NONE, holes=(_SHARP_HOLE,), lines=True
    ),
    Literal(r'(?P<fence>"{3,})', escapes=Escapes.NONE, lines=True),
    Literal(r'(?:\$@|@\$)"', '"', escapes=Escapes.DOUBLED, holes=(_FORMATTED,), lines=True),
    Literal('@"', '"', escapes=Escapes.DOUBLED, lines=True),
    Literal(r'\$"', '"', holes=(_FORMATTED,)),
    _DOUBLE,
)

_KOTLIN_HOLES: Final = (
    Interpolation("${x}", lambda level: re.escape(level or "$") + r"\{", lambda _: "}"),
    Interpolation("$x", lambda level: re.escape(level or "$") + r"[A-Za-z_]\w*"),
)
_SCALA: Final = (
    Literal(r'\b[a-z]\w*"""', '"""', escapes=Escapes.NONE, holes=_DOLLARS, lines=True),
    _TRIPLE_RAW,
    Literal(r'\b[a-z]\w*"', '"', holes=_DOLLARS),
    _DOUBLE,
)
_DART: Final = tuple(
    Literal(
        prefix + mark, mark,
        escapes=Escapes.NONE if prefix else Escapes.BACKSLASH,
        holes=() if prefix else _DOLLARS,
        lines=len(mark) == 3,
    )
    for mark in ('"""', "'''", '"', "'")
    for prefix in (r"\br", "")
)  # fmt: skip
_GROOVY: Final = (
    Literal(r"\$/", "/$", escapes=Escapes.NONE, holes=_DOLLARS, lines=True),
    Literal('"""', '"""', holes=_DOLLARS, lines=True),
    Literal("'''", "'''", lines=True),
    Literal('"', '"', holes=_DOLLARS),
    _SINGLE,
)
#: What else a literal may stand between that is marked by a letter, twice the same.
_ANY_MARK: Final = r"(?P<fence>[!|/~^#%@:;.'\"])"
_RUBY: Final = (
    _heredoc(r"<<[~-]?'(?P<fence>[A-Za-z_]\w*)'", escapes=Escapes.NONE),
    _heredoc(r'<<(?:[~-]|(?=["A-Z_]))"?(?P<fence>[A-Za-z_]\w*)"?', (_HASH_BRACES,)),
    *_of_marks("%[qw]", "([{<", escapes=Escapes.QUOTES, nests=True),
    *_of_marks("%[QW]?", "([{<", (_HASH_BRACES,), nests=True),
    Literal(rf"%q{_ANY_MARK}", escapes=Escapes.QUOTES, lines=True),
    Literal(rf"%Q{_ANY_MARK}", holes=(_HASH_BRACES,), lines=True),
    Literal(r"%(?P<fence>[|!])", holes=(_HASH_BRACES,), lines=True),
    Literal('"', '"', holes=(_HASH_BRACES,), lines=True),
    Literal("'", "'", escapes=Escapes.QUOTES, lines=True),
)
_PERL_HOLES: Final = (
    Interpolation("@{[x]}", lambda _: r"@\{", lambda _: "}"), _DOLLAR_BRACES, _DOLLAR_PATH,
)  # fmt: skip
#: What a text is matched with: between slashes, or other marks.
_PERL_MATCH: Final = Comment(
    r"=~\s*(?:m|s|tr|y)(?=[{(\[|!,#])",
    r"(?:\{[^{}\n]*\}|\([^()\n]*\)|\[[^\[\]\n]*\]|(?P<match>[|!,#])[^\n]*?(?P=match))",
    is_prose=False,
)
_PERL_REPLACE: Final = Comment(
    r"=~\s*(?:s|tr|y)/", r"(?:[^/\\\n]|\\.)*/(?:[^/\\\n]|\\.)*/", is_prose=False
)
_PERL: Final = (
    _heredoc(r"<<~?\s*'(?P<fence>[A-Za-z_]\w*)'", escapes=Escapes.NONE),
    _heredoc(r'<<~?(?:\s*(?="))?(?=["A-Z_])"?(?P<fence>[A-Za-z_]\w*)"?', _PERL_HOLES),
    *_of_marks(r"(?<![\w$@%&>])q[wr]?\s?", "([{<", escapes=Escapes.QUOTES, nests=True),
    *_of_marks(r"(?<![\w$@%&>])qq\s?", "([{<", _PERL_HOLES, nests=True),
    Literal(r"(?<![\w$@%&>])q[wr]?(?P<fence>[!|/~^#%'\"])", escapes=Escapes.QUOTES, lines=True),
    Literal(r"(?<![\w$@%&>])qq(?P<fence>[!|/~^#%'\"])", holes=_PERL_HOLES, lines=True),
    Literal('"', '"', holes=_PERL_HOLES, lines=True),
    Literal("'", "'", escapes=Escapes.QUOTES, lines=True),
)
_PHP_HOLES: Final = (
    _DOLLAR_BRACES,
    Interpolation("{$x}", lambda _: r"\{(?=\$)", lambda _: "}"),
    Interpolation("$x->y", lambda _: r"\$[A-Za-z_]\w*(?:->\w+|\[[^\]\n]{0,80}\])?"),
)
_PHP: Final = (
    _heredoc(r"<<<[ \t]*'(?P<fence>[A-Za-z_]\w*)'", escapes=Escapes.NONE),
    _heredoc(r'<<<[ \t]*"?(?P<fence>[A-Za-z_]\w*)"?', _PHP_HOLES),
    Literal('"', '"', holes=_PHP_HOLES, lines=True),
    Literal("'", "'", escapes=Escapes.QUOTES, lines=True),
)
_THREE: Final = ('"""', "'''")
_ELIXIR: Final = (
    *(Literal(f"~[A-Z]+{mark}", mark, escapes=Escapes.NONE, lines=True) for mark in _THREE),
    *(Literal(f"(?:~[a-z])?{mark}", mark, holes=(_HASH_BRACES,), lines=True) for mark in _THREE),
    *_of_marks("~[A-Z]+", "([{<|/'\"", escapes=Escapes.NONE),
    *_of_marks("~[a-z]", "([{<|/'\"", (_HASH_BRACES,)),
    Literal('"', '"', holes=(_HASH_BRACES,), lines=True),
    Literal("'", "'", holes=(_HASH_BRACES,)),
)
_ERLANG: Final = (
    Literal(r'(?:~[sSbB]?)?(?P<fence>"{3,})', escapes=Escapes.NONE, lines=True),
    Literal(r'(?:~[sb])?"', '"', lines=True),
)
_ERLANG_REST: Final = (
    Comment("%", r"[^\n]*"),
    Comment(r"\$\\?.", "", is_prose=False),
    Comment("'", r"[^'\\\n]*(?:\\.[^'\\\n]*)*'", is_prose=False),
)
_LUA: Final = (
    Literal(r"\[(?P<fence>=*)\[", before="]", after="]", escapes=Escapes.NONE, lines=True),
)
_RUST: Final = (
    Literal(r'\b[bc]?r(?P<fence>\#*)"', before='"', escapes=Escapes.NONE, lines=True),
    Literal(r'(?:\b[bc])?"', '"', lines=True),
)
_CPP_RAW: Final = Literal(
    r'\b(?:u8|[uUL])?R"(?P<fence>[^()\\\s"]{0,16})\(', before=")", after='"',
    escapes=Escapes.NONE, lines=True,
)  # fmt: skip
_CPP_RAW_PLAIN: Final = _CPP_RAW

#: All languages; the last is for what is not known.
LANGUAGES: Final = (
    Language(
        title="C", names=("c", "h"), endings=("c", "h"), literals=(_C_DOUBLE,),
        comments=(*_C_COMMENTS, _CHARACTER), adjacent=True, macros=True,
    ),
    Language(
        title="C++", names=("c++", "cpp"), endings=("cc", "cpp", "cxx", "hpp", "hh", "hxx"),
        literals=(_CPP_RAW, _C_DOUBLE), comments=(*_C_COMMENTS, _CHARACTER), joins=r"\+|<<",
        adjacent=True, macros=True,
    ),
    Language(
        title="C#", names=("c#", "cs", "csharp"), endings=("cs",), literals=(*_SHARP, _SINGLE),
        comments=_C_COMMENTS,
    ),
    Language(
        title="Dart", names=("dart",), endings=("dart",), literals=_DART, comments=_C_COMMENTS,
        adjacent=True,
    ),
    Language(
        title="Elixir", names=("elixir", "ex"), endings=("ex", "exs"), literals=_ELIXIR,
        comments=(_HASH, Comment(r"\?\\?[\"']", "", is_prose=False)), joins="<>",
    ),
    Language(
        title="Erlang", names=("erl", "erlang"), endings=("erl", "hrl"), literals=_ERLANG,
        comments=_ERLANG_REST, joins=r"\+\+|<<|>>", adjacent=True, macros=True,
    ),
    Language(
        title="F#", names=("f#", "fsharp"), endings=("fs", "fsx"),
        literals=(
            Literal(
                r'(?P<level>\$+)"""', '"""', escapes=Escapes.NONE, holes=(_SHARP_HOLE,), lines=True
            ),
            _TRIPLE_RAW,
            Literal('@"', '"', escapes=Escapes.DOUBLED, lines=True),
            Literal(r'\$"', '"', holes=(_FORMATTED,), lines=True),
            _DOUBLE_LINES,
        ),
        comments=(
            _SLASHES, Comment(r"\(\*(?!\))", r"(?s:.*?)\*\)"), _CHARACTER,
            Comment("``", r"[^`\n]*``", is_prose=False),
        ),
        joins=r"\+|\^",
    ),
    Language(
        title="Go", names=("go", "golang"), endings=("go",), literals=(_GRAVE_RAW, _DOUBLE),
        comments=(*_C_COMMENTS, _CHARACTER),
    ),
    Language(
        title="Groovy", names=("groovy",), endings=("groovy", "gradle"), literals=_GROOVY,
        comments=_C_COMMENTS,
    ),
    Language(
        title="Haskell", names=("haskell", "hs"), endings=("hs",),
        literals=(
            Literal(
                r"\[[a-zA-Z_]\w{0,20}\|(?=\s*[<{])", "|]", escapes=Escapes.NONE,
                holes=(_HASH_BRACES,), lines=True,
            ),
            _DOUBLE_LINES,
        ),
        comments=(Comment(r"\{-", r"(?s:.*?)-\}"), _DASHES, _CHARACTER), joins=r"\+\+|<>",
        applies=True,
    ),
    Language(
        title="Java", names=("java",), endings=("java",),
        literals=(
            Literal('"""', '"""', holes=(_TEMPLATE_OF_JAVA,), lines=True),
            Literal('"', '"', holes=(_TEMPLATE_OF_JAVA,)),
            _SINGLE,
        ),
        comments=_C_COMMENTS,
    ),
    Language(
        title="JavaScript and TypeScript",
        names=("javascript", "js", "jsx", "mjs", "ts", "tsx", "typescript"),
        endings=("js", "jsx", "cjs", "mjs", "ts", "tsx", "mts", "cts"),
        literals=(_TEMPLATE, _DOUBLE, _SINGLE), comments=(*_C_COMMENTS, _REGULAR), elements=True,
    ),
    Language(
        title="Kotlin", names=("kotlin", "kt", "kts"), endings=("kt", "kts"),
        literals=(
            Literal(
                r'(?P<level>\$*)"""', '"""', escapes=Escapes.NONE, holes=_KOTLIN_HOLES, lines=True
            ),
            Literal(r'(?P<level>\$*)"', '"', holes=_KOTLIN_HOLES),
            _SINGLE,
        ),
        comments=(*_C_COMMENTS, _GRAVE_NAME),
    ),
    Language(
        title="Lua", names=("lua",), endings=("lua",), literals=(*_LUA, _DOUBLE, _SINGLE),
        comments=(Comment(r"--\[(?P<lua>=*)\[", r"(?s:.*?)\](?P=lua)\]"), _DASHES),
        joins=r"\.\.",
    ),
    Language(
        title="Objective-C", names=("objc", "objective-c"), endings=("m", "mm"),
        literals=(_CPP_RAW_PLAIN, Literal(r'@?"', '"')), comments=(*_C_COMMENTS, _CHARACTER),
        adjacent=True,
    ),
    Language(
        title="Perl", names=("perl", "pl"), endings=("pl", "pm", "t"), literals=_PERL,
        comments=(
            _HASH, Comment(r"(?m:^)=[a-z]\w*", r"(?s:.*?)\n=cut\b"), _PERL_MATCH, _PERL_REPLACE,
            _REGULAR,
        ),
        joins=r"\.(?!\d)",
    ),
    Language(
        title="PHP", names=("php",), endings=("php",), literals=_PHP,
        comments=(*_C_COMMENTS, _HASH, *_PAGES), joins=r"\.(?!\d)",
    ),
    Language(
        title="Python", names=("py", "pycon", "python", "python3"), endings=("py", "pyi", "pyw"),
        literals=_PYTHON, comments=(Comment("#", r"[^\n]*"),), adjacent=True,
    ),
    Language(
        title="Ruby", names=("rb", "ruby"), endings=("rb", "rake"), literals=_RUBY,
        comments=(_HASH, Comment(r"(?m:^)=begin\b", r"(?s:.*?)\n=end\b"), _REGULAR),
        joins=r"\+|<<",
        adjacent=True,
    ),
    Language(
        title="Rust", names=("rs", "rust"), endings=("rs",), literals=_RUST,
        comments=(*_C_COMMENTS, _CHARACTER),
    ),
    Language(
        title="Scala", names=("scala",), endings=("scala", "sc"), literals=_SCALA,
        comments=(*_C_COMMENTS, _CHARACTER, _GRAVE_NAME), elements=True,
    ),
    Language(
        title="Swift", names=("swift",), endings=("swift",), literals=_SWIFT,
        comments=(*_C_COMMENTS, _GRAVE_NAME, _REGULAR),
    ),
    Language(
        title="Vala", names=("vala",), endings=("vala",),
        literals=(
            _TRIPLE_RAW,
            Literal('@"', '"', holes=(_DOLLAR_PARENTHESES, _DOLLAR_NAME)),
            _DOUBLE,
        ),
        comments=(*_C_COMMENTS, _CHARACTER),
    ),
    Language(
        title="Visual Basic", names=("vb", "vbnet"), endings=("vb",),
        literals=(
            Literal(r'\$"', '"', escapes=Escapes.DOUBLED, holes=(_FORMATTED,)),
            Literal('"', '"', escapes=Escapes.DOUBLED),
        ),
        comments=(Comment("'", r"[^\n]*"),), joins=r"&|\+",
    ),
    Language(
        title="Clojure", names=("clojure", "clj"), endings=("clj", "cljs", "cljc"),
        literals=(_DOUBLE_LINES,), comments=(Comment(";", r"[^\n]*"),),
        joins_lists=r"\(\s*(?:str|concat)",
    ),
    Language(
        title="", names=("",), endings=(),
        literals=(
            _TRIPLE, Literal("'''", "'''", lines=True), _CPP_RAW, *_LUA,
            Literal(r'\br(?P<fence>\#*)"', before='"', escapes=Escapes.NONE, lines=True),
            *_of_marks("~[sS]", "([{|"), _TEMPLATE, Literal(r'(?:@|\b[fF])?"', '"'),
            Literal(r"(?:\b[fF])?'", "'"),
        ),
        comments=(
            *_C_COMMENTS, Comment(r"(?m:^)[ \t]*(?:#(?![\w\[{])|--|%)", r"[^\n]*"),
        ),
        joins=r"\+\+?|\.\.?(?=[\s\"'])|<>|&", adjacent=True,
    ),
)  # fmt: skip

_BY_NAME: Final[Mapping[str, Language]] = {
    name: each for each in LANGUAGES for name in (*each.endings, *each.names)
}

#: The names of code blocks in documents whose code has string literals.
NAMES: Final = frozenset(name for each in LANGUAGES for name in each.names if name)
#: The endings of files with source code.
ENDINGS: Final = frozenset(ending for each in LANGUAGES for ending in each.endings)


def language_of(name: str) -> Language:
    """Return the language of that name, or the ending of its files."""
    return _BY_NAME.get(name.lower(), LANGUAGES[-1])
