"""The templates of the pictures."""

from pushstanza.flow.pictures import words
from pushstanza.pages.templates import Templates

_TEMPLATES = Templates("pushstanza.flow.pictures", words=words)

part = _TEMPLATES.part
template = _TEMPLATES.template
