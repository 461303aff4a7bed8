"""What happens with a story, for everybody to read before they send one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from home import i18n
from stories.states import AFTER_DECISION, DUE


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """`/en/stories/what-happens/`, in every language of the site. It needs no query and sets no cookie."""
    context = {
        "story_days": settings.STORY_DAYS,
        "contact_days": settings.CONTACT_DAYS,
        "review_days": DUE.days,
        "declined_days": AFTER_DECISION.days,
        "reading": i18n.ViewReading(request.path, i18n.active_locale().language_code),
        "og_title": gettext("What happens with your story"),
        "section_slug": "stories",
    }
    response = render(request, "stories/explained.html", context)
    response.is_public = True  # type: ignore[attr-defined]
    return response
