"""A plugin of MkDocs: it adds the extension and its style sheet, and checks whole pages."""

import os
from pathlib import Path
from typing import Any

from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.pages import Page

from pushstanza.diagnostics import PushStanzaError
from pushstanza.documenting import problems_of, settings_for
from pushstanza.documenting.html import STYLE, style
from pushstanza.linting.engine import check
from pushstanza.markdown.blocks import block_of
from pushstanza.markdown.fences import fences
from pushstanza.markdown.report import Report

#: What the extension may be called in a configuration.
_EXTENSIONS = ("pushstanza.markdown", "pushstanza")
#: ``mkdocs build --strict`` counts the warnings of loggers below ``mkdocs``.
_LOGGER = "mkdocs.plugins.pushstanza"
_STYLE = f"assets/{STYLE}"


class PluginConfig(base.Config):
    """What the configuration of the plugin may say."""

    check_pages: config_options.Type[bool] = config_options.Type(bool, default=False)
    base_path: config_options.ListOfItems[str] = config_options.ListOfItems(
        config_options.Type(str), default=[]
    )


class PushStanzaPlugin(BasePlugin[PluginConfig]):
    """Shows stanzas, payloads, flows and previews in the pages of MkDocs, checked."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the extension and the style sheet."""
        name = _name(config)
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        given = config.mdx_configs.get(name) or {}
        config.mdx_configs[name] = {
            "base_path": [*self.config.base_path, config.docs_dir],
            "logger": _LOGGER,
            "style": False,
            **given,
        }
        if _STYLE not in config.extra_css:
            config.extra_css.append(_STYLE)
        return config

    @event_priority(-100)  # the text is what other plugins have made of it
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, **_others: object
    ) -> str:
        """Tell the extension which page is read, and check the page."""
        path = page.file.abs_src_path
        source = _source(page)
        at = source.rfind(markdown) if markdown.strip() else -1
        options: dict[str, Any] = config.mdx_configs[_name(config)]
        options["page"] = page.file.src_uri if path is None else os.path.relpath(path)
        options["first_line"] = source.count("\n", 0, at) + 1 if at >= 0 else 0
        if self.config.check_pages and path is not None:
            _check(source, options["page"])
        return markdown

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the style sheet."""
        path = Path(config.site_dir, _STYLE)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(style(), "utf-8")


def _name(config: MkDocsConfig) -> str:
    """Return what the extension is called in a configuration."""
    listed = (each for each in _EXTENSIONS if each in config.markdown_extensions)
    return next(listed, _EXTENSIONS[0])


def _source(page: Page) -> str:
    """Return the text of the file of a page, with ends of lines as MkDocs makes them."""
    try:
        return page.file.content_string
    except (OSError, ValueError):
        return ""


def _check(source: str, path: str) -> None:
    """Warn of what is wrong with the stanzas and payloads of a page outside of its blocks."""
    report = Report(page=path, logger=_LOGGER)
    try:
        found = check(source, file=path, settings=settings_for(Path(path))).diagnostics
    except PushStanzaError as error:
        report.warn(f"the page is not checked: {error}", path, None)
        return
    shown = [each for each in fences(source.expandtabs(4).split("\n")) if block_of(each)]
    checked = {line + 1 for each in shown for line in range(each.first, each.last + 1)}
    for problem in problems_of(each for each in found if each.line not in checked):
        report.warn(problem.message, path, problem.line)
