"""Submitting a page submits the pages above it: not those that somebody may not read, nor what it is related to."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from home import i18n, memory
from home.models import TranslationOrder, User
from home.translators import orders, submitting
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in


def in_french() -> set[str]:
    """The titles of all French pages."""
    return set(Page.objects.filter(locale=i18n.locales()["fr"]).values_list("title", flat=True))


@pytest.fixture
def secret(site: SmallSite, guide: Any) -> Page:
    """The list above the guide; it is not public, and not in French."""
    for code in ("fr", "ar"):
        Page.objects.get(pk=site.sections["library", code].pk).delete()
    above = site.sections["library", "en"]
    Page.objects.filter(pk=above.pk).update(title="Secret", draft_title="Secret", live=False)
    memory.forget_all()
    return above


@pytest.mark.usefixtures("secret")
def test_it_is_refused_with_the_reason(guide: Any, translator: User) -> None:
    before = in_french()
    address, client = reverse("wagtail_localize:submit_page_translation", args=[guide.pk]), signed_in(translator)
    response = client.post(address, {"locales": [str(i18n.locales()["fr"].pk)]}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    said = [str(message) for message in response.context["messages"]]
    assert said == ["This cannot be submitted: a page above it is not public."]
    assert in_french() == before


@pytest.mark.usefixtures("secret")
def test_a_step_of_an_order_is_not_done(guide: Any, translator: User) -> None:
    before = in_french()
    order = orders.place(translator, TranslationOrder.What.MAKE, guide, [i18n.locales()["fr"]])
    assert (order.is_finished, order.failed) == (True, [0])
    assert in_french() == before


def test_a_restricted_one(guide: Any, secret: Page, translator: User) -> None:
    """What is below is restricted as well, unless somebody may read it anyway."""
    Page.objects.filter(pk=secret.pk).update(live=True)
    PageViewRestriction.objects.create(page=secret, restriction_type="groups")
    with pytest.raises(submitting.HiddenAboveError):
        submitting.submit(guide, [i18n.locales()["fr"]], None, translator)


@pytest.mark.usefixtures("secret")
def test_editors_read_drafts(guide: Any, editor: User) -> None:
    submitting.submit(guide, [i18n.locales()["fr"]], None, editor)
    assert {"Secret", "A guide"} <= in_french()


def test_one_that_is_there_already_does_not_matter(site: SmallSite, guide: Any, translator: User) -> None:
    Page.objects.filter(pk=site.sections["library", "en"].pk).update(live=False)
    submitting.submit(guide, [i18n.locales()["fr"]], None, translator)
    assert "A guide" in in_french()


@pytest.mark.parametrize("which", ["draft", "below a draft"])
def test_what_it_leads_to_is_left_out(site: SmallSite, guide: Any, translator: User, which: str) -> None:
    spanish = Locale.objects.create(language_code="es")
    above = site.sections["library", "en"]
    Page.objects.filter(pk=guide.pk if which == "draft" else above.pk).update(live=False)
    home = site.homes["en"]
    words = {"heading": "Read this", "text": "It helps.", "button": "Read"}
    home.sections = [("invitation", {**words, "page": Page.objects.get(pk=guide.pk)})]
    home.save_revision().publish()
    memory.forget_all()
    submitting.submit(home, [spanish], None, translator)
    assert list(Page.objects.filter(locale=spanish).values_list("translation_key", flat=True)) == [home.translation_key]
