"""One translation on the desk: what changed in the text it was made from, and “still right, no change needed”."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button
from wagtail.fields import StreamField
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail_localize.models import TranslationSource

from home import changes, freshness, purging
from home.desk import tracking, works
from home.models import BasePage
from home.models.desk import Behind, Work, WorkVersion
from home.translators import rights

ACTION = "home.still_right"


@dataclass(frozen=True)
class Part:
    """A part of a text that has changed, as a translator finds it."""

    label: str
    behind: Behind
    #: Its place on the page of the original; empty for what has none.
    anchor: str = ""

    @property
    def grade(self) -> str:
        """“Small change”, “Important change”."""
        is_minor = self.behind.grade == "minor"
        return gettext("Small change") if is_minor else gettext("Important change")


def page_for(user: Any, version: WorkVersion, allowed: Callable[[Any, Any], bool]) -> BasePage:
    """The page of a translation, for those who may do this with it (`rights`). Raises PermissionDenied."""
    if version.page is None or version.state == WorkVersion.State.ORIGINAL:
        raise PermissionDenied
    page: BasePage = version.page.specific
    if not allowed(user, page):
        raise PermissionDenied
    return page


def find(key: uuid.UUID, code: str) -> WorkVersion:
    """The version of a work in a language. Raises Http404."""
    versions = WorkVersion.objects.select_related("work__page", "page", "locale", "source", "work__locale")
    return get_object_or_404(versions, work=key, locale__language_code=code)


def parts_behind(version: WorkVersion, source: BasePage) -> list[Part]:
    """The parts that are behind, in the order of the text they were made from; those that are gone come last."""
    behind = version.older_parts
    places = _places(source)
    order = {part: place for place, part in enumerate(places)}
    found = []
    for part, known in sorted(behind.items(), key=lambda item: order.get(item[0], len(order))):
        label, anchor = places.get(part) or (_field_label(source, part.split(".")[0]), "")
        found.append(Part(label, known, anchor))
    return found


@require_safe
def show(request: HttpRequest, key: uuid.UUID, code: str) -> HttpResponse:
    """What changed, for those who write the translation or review it, and may read what it was made from."""
    version = find(key, code)
    page = page_for(request.user, version, rights.may_see)
    source, original = _source_page(version), _original(version)
    if not rights.may_read(request.user, source):
        raise PermissionDenied
    sent = TranslationSource.objects.filter(object_id=key, locale=source.locale_id).first()
    last = version.last_change
    context = {
        "version": version,
        "parts": parts_behind(version, source),
        "source": source,
        "original": original if source.pk != original.pk and rights.may_read(request.user, original) else None,
        "sent": sent,
        "must_be_sent": bool(last and sent and last > sent.last_updated_at),
        "may_send": version.locale_id in rights.may_submit_into(request.user, source),
        "translation": works.translation_of(key, version.locale_id),
        "may_write": rights.may_write(request.user, page),
        "header_title": f"{page.get_admin_display_title()}: {version.locale.get_display_name()}",
        "header_icon": "globe",
        "next_url": get_valid_next_url_from_request(request),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": reverse("desk"), "label": gettext("Translation desk")},
            {"url": reverse("desk_queue", args=[code]), "label": version.locale.get_display_name()},
            {"url": "", "label": page.get_admin_display_title()},
        ],
    }
    return TemplateResponse(request, "home/admin/desk_version.html", context)


@require_POST
@transaction.atomic
def still_right(request: HttpRequest, key: uuid.UUID, code: str) -> HttpResponse:
    """One press: the translation is right as it is. It stands in the history of its page.

    Not where the original has changed again since this person looked.
    """
    Work.objects.select_for_update().filter(pk=key).first()  # nothing is published meanwhile
    version = find(key, code)
    page = page_for(request.user, version, rights.may_write)
    if version.last_change is None:
        raise Http404
    next_url = get_valid_next_url_from_request(request)
    if request.POST.get("seen") != version.last_change.isoformat():
        messages.warning(
            request, gettext("The original has changed again. Look at what changed, then say it once more.")
        )
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        return redirect(reverse("desk_version", args=[key, code]) + query)
    log(instance=page, action=ACTION, user=request.user, data={"parts": sorted(version.behind)})
    tracking.still_right(version)
    changes.note()
    purging.on_page_changed(page)
    title = page.get_admin_display_title()
    messages.success(request, gettext("“%(title)s” is up to date as it is.") % {"title": title})
    return redirect(next_url or reverse("wagtailadmin_pages:edit", args=[page.pk]))


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    """In the menu at the head of a translation that is behind."""
    version = WorkVersion.objects.filter(page=page.pk).exclude(since=None).select_related("locale").first()
    if version is not None and rights.may_see(user, page) and rights.may_read(user, _source_page(version)):
        address = reverse("desk_version", args=[version.work_id, version.locale.language_code])
        yield Button(_("What changed in the original"), url=address, icon_name="globe", priority=61)


class StillRightFormatter(LogFormatter):
    """How the history of a page tells it."""

    label = _("Still right")

    def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
        """Whatever changed in the original."""
        return gettext("Found still right after the original had changed")


def register_action(actions: LogActionRegistry) -> None:
    """For Wagtail's hook `register_log_actions`."""
    actions.register_action(ACTION)(StillRightFormatter)


def _original(version: WorkVersion) -> BasePage:
    original: BasePage = version.work.page.specific
    return original


def _source_page(version: WorkVersion) -> BasePage:
    """The page that the translation was made from, as it is published; the original where that is not known."""
    page = _original(version)
    if version.source_id and version.source_id != version.work.locale_id:
        other = version.work.versions.filter(locale=version.source_id).exclude(page=None).first()
        page = other.page.specific if other is not None and other.page is not None else page
    return page


def _places(page: BasePage) -> dict[str, tuple[str, str]]:
    """The name and the anchor of each part of a text, in the order of the form."""
    found: dict[str, tuple[str, str]] = {}
    for name in (field.name for field in page._meta.get_fields()):
        field: Any = page._meta.get_field(name)
        if not isinstance(field, StreamField):
            if getattr(field, "concrete", False):
                found[name] = (_field_label(page, name), "")
            continue
        heading, anchor = _field_label(page, name), ""
        for block in getattr(page, name):
            if block.block_type == "heading":
                heading, anchor = str(block.value), freshness.block_anchor(block.id)
            found[f"{name}.{block.id}"] = (heading, anchor)
    return found


def _field_label(page: BasePage, name: str) -> str:
    """“Summary”; of rows, what they are called together."""
    try:
        field: Any = page._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.one_to_many:
        return capfirst(str(field.related_model._meta.verbose_name_plural))
    return capfirst(str(field.verbose_name))
