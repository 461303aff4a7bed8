"""Comments that editors and reviewers write on a story: what Wagtail's mail says of them."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Comment, Page

from home.models import User
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.page_form import save
from tests.stories.review import SECRET_TITLE, signed_in

ASKED, ANSWERED = "Is Maria of Mill Street her name?", "Yes, it is Maria."


def comment(**values: str) -> dict[str, str]:
    """The part of the form with one comment."""
    usual = {"id": "", "contentpath": "title", "text": ASKED, "position": "", "DELETE": "", "resolved": ""}
    replies = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    given = usual | {f"replies-{name}": value for name, value in replies.items()} | values
    return {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1" if given["id"] else "0"} | {
        f"comments-0-{name}": value for name, value in given.items()
    }


def answer(asked: Comment) -> dict[str, str]:
    reply = {"replies-0-id": "", "replies-0-text": ANSWERED, "replies-0-DELETE": ""}
    return comment(id=str(asked.pk), **{"replies-TOTAL_FORMS": "1"}, **reply)


@pytest.mark.parametrize("resolved", ["", "on"])
def test_the_mail_about_comments_says_nothing_but_where(
    sent: StoryPage, reviewer: User, second: User, mailoutbox: Any, settings: Any, resolved: str
) -> None:
    save(signed_in(reviewer), sent, **comment())
    asked = Comment.objects.get()
    mailoutbox.clear()
    form = comment(id=str(asked.pk), resolved=resolved) if resolved else answer(asked)
    save(signed_in(second), sent, **form)
    assert (asked.replies.count(), Comment.objects.filter(resolved_at=None).count()) == ((0, 0) if resolved else (1, 1))
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["reviewer@example.org"], "There are new comments")
    assert "There are new comments on a story:" in mail.body
    assert f"/admin/pages/{sent.pk}/edit/" in mail.body
    whole = mail.message().as_string()
    for secret in (SECRET_TITLE, "Maria", sent.slug, "second"):
        assert secret not in whole


def test_comments_on_other_pages_are_told_as_before(site: SmallSite, reviewer: User, mailoutbox: Any) -> None:
    from django.template.loader import render_to_string

    guide = Page.objects.get(pk=site.guide(title="Safer meetings").pk).specific
    context = {"page": guide, "editor": reviewer, "user": reviewer, "new_comments": [Comment(text=ASKED)]}
    text = render_to_string("wagtailadmin/notifications/updated_comments.txt", context)
    assert "Safer meetings" in text
    assert "Maria of Mill Street" in text
    assert f"/admin/pages/{guide.pk}/edit/" in text
