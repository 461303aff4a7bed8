"""What templates show of questions and answers, and what the desk of reviewers offers for them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from home import i18n
from stories.models import Submission

register = template.Library()


@register.simple_tag
def words_attrs(submission: Submission) -> SafeString:
    """`<p{% words_attrs question %}>` – the language of somebody's words, and its direction."""
    if submission.language == Submission.UNDETERMINED:
        return format_html(' lang="" dir="{}"', "auto")
    return format_html(' lang="{}" dir="{}"', submission.language, i18n.direction(submission.language))


@register.inclusion_tag("stories/ways/admin/actions.html", takes_context=True)
def other_ways(context: Any, submission: Submission) -> dict[str, Any]:
    """`{% other_ways submission %}` – what an editor can make of a guide, or of a question with its answers."""
    from stories.ways import rights

    user = context["request"].user
    return {
        "submission": submission,
        "may_make_guide": rights.may_make_guide(user, submission),
        "may_round_up": rights.may_round_up(user, submission),
        "csrf_token": context.get("csrf_token"),
    }
