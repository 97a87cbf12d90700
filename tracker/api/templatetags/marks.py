from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """The catalogue marks what is typed by backticks, as its page in docs/ does."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in parts))
