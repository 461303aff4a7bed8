"""For the pages of the admin about translations."""

from __future__ import annotations

import json
from typing import Any

from django import template
from wagtail.models import Page
from wagtail_localize.models import Translation

from home import i18n
from home.translators import editor, rights, views

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
def translation_notes(instance: Any) -> list[str]:
    """What apps say to those who translate a work."""
    return editor.notes(instance)


@register.simple_tag(takes_context=True)
def editor_props(context: Any, instance: Any) -> str:
    """What wagtail-localize's editor is told, without the link to put a copy in place, which it offers to everybody."""
    props = json.loads(context["props"])
    permissions = instance.permissions_for_user(context["request"].user) if isinstance(instance, Page) else None
    if not getattr(permissions, "may_add", False):
        props["links"]["convertToAliasUrl"] = None
    return json.dumps(props)


@register.simple_tag(takes_context=True)
def may_stop(context: Any, instance: Any) -> bool:
    """Whether this person may stop the translation, which the editor offers to everybody."""
    return rights.may_steer(context["request"].user, instance)


@register.simple_tag
def version_url(instance: Any) -> str:
    """Where a version of a page or record is edited."""
    return views.edit_url(instance)
