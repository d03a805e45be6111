"""Manual pages, made from the declarations of the command line: ``python manpages.py FOLDER``."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from inspect import cleandoc
from pathlib import Path
from typing import Any

import typer
from docutils import nodes
from docutils.core import publish_from_doctree
from docutils.utils import new_document
from docutils.writers.manpage import Writer
from sphinx.application import Sphinx

from pushstanza.cli.commands import app
from pushstanza.linting.cache import FOLDER
from pushstanza.linting.config import BASELINE
from pushstanza.linting.reports import tool_version

NAME = "pushstanza"
SITE = "https://pushstanza.readthedocs.io"

STATUS = {
    "0": "Nothing was found, or rejected.",
    "1": "Something was found: a problem, or a stanza that is rejected.",
    "2": "The command could not do its job.",
    "130": "The command was interrupted.",
}
ENVIRONMENT = {
    "NO_COLOR": "If it is set, output is not coloured.",
    "FORCE_COLOR": "If it is set, output is coloured even if it does not go to a terminal.",
    "PUSHSTANZA_DEBUG": "If it is set, an internal error shows its traceback.",
}
FILES = {
    "pyproject.toml, pushstanza.toml, .pushstanza.toml": "The configuration of a project.",
    BASELINE: "The known findings of a project.",
    FOLDER: "The cache; it can be deleted at any time.",
}


def pages() -> dict[str, str]:
    """Return the manual pages by the names of their files."""
    group: Any = typer.main.get_command(app)
    context = group.make_context(NAME, [], resilient_parsing=True)
    commands = {name: group.get_command(context, name) for name in group.list_commands(context)}
    made = {f"{NAME}.1": _written(_main_page(group, context, commands))}
    for name, command in commands.items():
        page = _command_page(f"{NAME} {name}", command, context, [*commands])
        made[f"{NAME}-{name}.1"] = _written(page)
    return made


def _main_page(group: Any, context: Any, commands: dict[str, Any]) -> nodes.document:
    page = _page(NAME, group.help.rstrip("."))
    page += _section(
        "Synopsis", nodes.paragraph("", "", nodes.strong("", NAME), *_text(" COMMAND …"))
    )
    page += _section("Description", *_paragraphs(group.help))
    rows = {
        f"{NAME}-{name}(1)": command.get_short_help_str(limit=400)
        for name, command in commands.items()
    }
    page += _section("Commands", _definitions(rows))
    page += _section("Options", _options(group, context))
    page += _common_sections()
    page += _see_also([*commands])
    return page


def _command_page(path: str, command: Any, parent: Any, names: Iterable[str]) -> nodes.document:
    context = typer.Context(command, info_name=command.name, parent=parent)
    page = _page(path.replace(" ", "-"), command.get_short_help_str(limit=400).rstrip("."))
    page += _sections(path, command, context)
    if isinstance(command, typer.core.TyperGroup):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            inner_context = typer.Context(inner, info_name=name, parent=context)
            section = nodes.section("", nodes.title("", f"{path} {name}"))
            section += _sections(f"{path} {name}", inner, inner_context)
            page += section
    page += _common_sections()
    page += _see_also(each for each in names if each != command.name)
    return page


def _sections(path: str, command: Any, context: Any) -> Iterator[nodes.section]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield _section("Synopsis", nodes.paragraph("", "", nodes.strong("", path), *_text(f" {usage}")))
    yield _section("Description", *_paragraphs(command.help))
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    if arguments:
        rows = {each.make_metavar(context): each.help or "" for each in arguments}
        yield _section("Arguments", _definitions(rows))
    options = _options(command, context)
    if options.children:
        yield _section("Options", options)


def _common_sections() -> Iterator[nodes.section]:
    yield _section("Exit status", _definitions(STATUS))
    yield _section("Environment", _definitions(ENVIRONMENT))
    yield _section("Files", _definitions(FILES))


def _see_also(names: Iterable[str]) -> nodes.section:
    others = ", ".join(f"{NAME}-{name}(1)" for name in names)
    return _section("See also", *_paragraphs(f"{others}\n\n{SITE}"))


def _options(command: Any, context: Any) -> nodes.option_list:
    listed = nodes.option_list()
    for each in command.get_params(context):
        if each.param_type_name == "option" and not each.hidden:
            listed += _option(each, context)
    return listed


def _option(declared: Any, context: Any) -> nodes.option_list_item:
    metavar = "" if declared.is_flag else declared.make_metavar(context)
    group = nodes.option_group()
    for name in (*declared.opts, *declared.secondary_opts):
        one = nodes.option("", nodes.option_string("", name))
        if metavar:
            one += nodes.option_argument("", metavar, delimiter=" ")
        group += one
    described = nodes.description("", *_paragraphs(declared.help or ""))
    return nodes.option_list_item("", group, described)


# ---- what pages consist of ----


def _page(name: str, summary: str) -> nodes.document:
    page: nodes.document = new_document(name)
    page.settings.language_code = "en"
    page += nodes.title("", name)
    page += nodes.subtitle("", summary)
    fields = {"Manual section": "1", "Manual group": NAME, "Version": tool_version()}
    info = nodes.docinfo()
    for title, value in fields.items():
        body = nodes.field_body("", *_paragraphs(value))
        info += nodes.field("", nodes.field_name("", title), body)
    info += nodes.date("", "", *_text(_today().isoformat()))
    page += info
    page += nodes.raw("", _LEFT, format="manpage")
    return page


#: Lines are neither stretched nor are words broken: some choices of an option are long.
_LEFT = ".ad l\n.nh\n"


def _today() -> date:
    """Return the day of the build, which those who build again what was built can set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    return (
        datetime.fromtimestamp(float(seconds), UTC).date() if seconds else datetime.now(UTC).date()
    )


def _section(title: str, *children: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title.upper()), *children)


def _paragraphs(text: str | None) -> list[nodes.paragraph]:
    whole = cleandoc((text or "").replace("``", ""))
    return [nodes.paragraph("", "", *_text(" ".join(each.split()))) for each in whole.split("\n\n")]


def _text(text: str) -> list[nodes.Node]:
    return [nodes.Text(text)]


def _definitions(rows: dict[str, str]) -> nodes.definition_list:
    listed = nodes.definition_list()
    for term, text in rows.items():
        definition = nodes.definition("", *_paragraphs(text))
        listed += nodes.definition_list_item("", nodes.term("", "", *_text(term)), definition)
    return listed


def _written(page: nodes.document) -> str:
    settings = {"output_encoding": "unicode"}
    text = str(publish_from_doctree(page, writer=Writer(), settings_overrides=settings))
    # Choices may be on several lines; and docutils writes this one title as it likes.
    return text.replace("|", r"|\:").replace(".SH Name\n", ".SH NAME\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages beside those of the site."""
    app.connect("build-finished", _add_to_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_to_site(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        write(Path(app.outdir) / "man")


def write(folder: Path) -> None:
    """Write all pages to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
