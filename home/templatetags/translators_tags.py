"""For the pages of the admin about translations."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail_localize.models import Translation

from home import i18n
from home.translators import editor, views

register = template.Library()


@register.filter
def text_direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return i18n.direction(code)


@register.simple_tag(takes_context=True)
def translation_bar(context: Any, translation: Translation, instance: Any) -> editor.Bar:
    """What stands above the editor of a translation, for the person who asks."""
    return editor.bar(translation, instance, context["request"].user)


@register.simple_tag
def version_url(instance: Any) -> str:
    """Where a version of a page or record is edited."""
    return views.edit_url(instance)
