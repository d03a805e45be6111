"""What integrations check whole pages with: the settings near a page, and what authors are told."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pushstanza.diagnostics import Diagnostic, Severity
from pushstanza.documenting.example import Problem
from pushstanza.linting.config_files import Configs
from pushstanza.linting.settings import Settings


def settings_for(path: Path) -> Settings:
    """Return the settings for a page, from the configuration near it.

    Raises:
        ConfigError: that cannot be read.
    """
    return Configs().near(path).settings(path)


def problems_of(found: Iterable[Diagnostic]) -> Iterator[Problem]:
    """Yield the findings that an author is warned of: all but notes."""
    return (Problem.of(each) for each in found if each.severity is not Severity.INFO)
