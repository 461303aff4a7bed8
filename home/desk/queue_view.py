"""The queue of a language in the admin."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.admin.paginator import WagtailPaginator

from home import i18n
from home.desk import queue
from home.models.translators import rules_of
from home.permissions import works_with_pages
from home.translators import rights

A_PAGE = 25


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """What is to be translated into a language, for whoever works with pages."""
    if not works_with_pages(request.user):
        raise PermissionDenied
    locale = i18n.locales().get(code)
    if locale is None:
        raise Http404
    page = WagtailPaginator(queue.needs(locale), A_PAGE).get_page(request.GET.get("p"))
    name = locale.get_display_name()
    context = {
        "locale": locale,
        "tasks": queue.tasks(page.object_list, locale, request.user, request.path),
        "page_obj": page,
        "languages": i18n.locales(),
        "header_title": gettext("To translate into %(language)s") % {"language": name},
        "header_icon": "globe",
        "here": request.path,
        "may_take_along": rights.may_translate(request.user, locale.pk),
        "usual_days": rules_of(locale.pk).claim_days,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": reverse("desk"), "label": gettext("Translation desk")},
            {"url": "", "label": name},
        ],
    }
    return TemplateResponse(request, "home/admin/desk_queue.html", context)
