"""Texts for search engines: a story has none, because its sender and its reviewers would not see them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from home.models import User
from stories.models import Consent, StoryPage
from tests.stories.page_form import save
from tests.stories.review import make_public, signed_in

SECRET = "Maria of Mill Street"
TEXTS = {"seo_title": SECRET, "search_description": f"How {SECRET} did it."}


def seen(page: StoryPage) -> str:
    """What readers, search engines and messengers get."""
    text = Client().get(f"/en/stories/{page.slug}/").content.decode()
    assert "<title>" in text
    assert "og:title" in text
    assert "ld+json" in text
    return text


def test_the_form_does_not_take_them(sent: StoryPage, second: User, reviewer: User) -> None:
    shown = signed_in(second).get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).content.decode()
    assert ('name="slug"' in shown, 'name="seo_title"' in shown, 'name="search_description"' in shown) == (
        True,
        False,
        False,
    )
    assert save(signed_in(second), sent, summary="How it began.", **TEXTS).status_code == 302
    page = StoryPage.objects.get(pk=sent.pk).get_latest_revision_as_object()
    assert (page.summary, page.seo_title, page.search_description) == ("How it began.", "", "")


def test_what_something_else_writes_is_not_shown(sent: StoryPage) -> None:
    """Not from the row, and not from a version."""
    revision = StoryPage.objects.get(pk=sent.pk).get_latest_revision()
    assert revision is not None
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **TEXTS})
    Consent.objects.filter(submission__page=sent).update(may_share=True)
    page = make_public(sent)
    assert SECRET not in seen(page)
    StoryPage.objects.filter(pk=sent.pk).update(**TEXTS)
    assert SECRET not in seen(page)


@pytest.mark.parametrize("name", TEXTS)
def test_no_version_keeps_them(sent: StoryPage, name: str) -> None:
    page = StoryPage.objects.get(pk=sent.pk)
    setattr(page, name, SECRET)
    assert page.save_revision().content[name] == ""
    setattr(page, name, SECRET)
    page.save()
    assert StoryPage.objects.filter(**{name: ""}).count() == 1
