"""For the pages of a sender."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home import i18n

register = template.Library()


@register.simple_tag
def language_attrs() -> SafeString:
    """` lang="en" dir="ltr"` of the reader, for our own words within what somebody wrote in another language."""
    code = i18n.active_locale().language_code
    return format_html(' lang="{}" dir="{}"', code, i18n.direction(code))
