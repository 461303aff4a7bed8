"""Where a step leads when it is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from stories import way_in
from stories.models import Submission
from stories.steps import drafts, page, receipts
from stories.steps.filled import Filled
from stories.steps.posted import Posted
from stories.steps.way import Way


def onwards(
    request: HttpRequest,
    way: Way,
    submission: Submission,
    step: str,
    posted: Posted,
    problems: dict[str, Any] | None = None,
    *,
    has_new_words: bool = False,
) -> HttpResponse:
    """To the receipt while its words were not kept, else to the next step; or the same step, with what is wrong."""
    has_words = has_new_words or (not way.is_change and receipts.is_waiting(request, submission))
    if "later" in posted.data:
        response = page.go(reverse("story_receipt" if has_words else "story_later"))
        if not has_words:
            way_in.close(response)
            way_in.forget_copy(response)
        return response
    filled = Filled(way, submission, drafts.typed_of(submission), step=step, judged=True, problems=problems)
    if filled.faults:
        return page.form(request, filled)
    return page.go(reverse("story_receipt") if has_words else way.address(way.after(step)))
