"""The templates of the pictures."""

from collections.abc import Callable

from jinja2 import Template

from pushstanza.flow.pictures import words
from pushstanza.pages.templates import Templates

_TEMPLATES = Templates("pushstanza.flow.pictures", words=words)

part: Callable[[str], str] = _TEMPLATES.part
template: Callable[[str], Template] = _TEMPLATES.template
