"""What a sender agreed to stands beside every translation of their story, and nothing of the sender with it."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.urls import reverse
from wagtail_localize.models import Translation

from home import i18n, roles
from home.models import User
from stories import receiving
from stories.filing import SentConsent
from stories.models import Submission
from tests.factories import SmallSite
from tests.home.translators.helpers import submitted
from tests.stories.forms import story
from tests.stories.review import member, publish, signed_in

AGREED = {
    "The people in the story": "I have changed it so that nobody can be recognised",
    "Names": "The names in it are not the real ones",
    "Faces": "No face may be shown",
    "Places": "The country",
}
CONTACT = "signal: +00 555 0100 kestrel"


@pytest.fixture
def french(site: SmallSite, reviewer: User) -> Translation:
    """A public story, submitted into French."""
    consent = SentConsent(people="changed", names="changed", places="country", translation="any")
    page = receiving.submit(story(title="The gate", contact=CONTACT, consent=consent))[0].page
    publish(signed_in(reviewer), page)
    page.refresh_from_db()
    return submitted(page, "fr")


def agreed(response: Any) -> dict[str, str]:
    """What is said of each question of the consent."""
    found = lxml.html.document_fromstring(response.content.decode())
    said = {}
    for name in found.xpath("//dl[contains(@class, 'w-description-list')]/dt"):
        said[name.text_content()] = " ".join(name.getnext().text_content().split())
    return {name: said[name] for name in AGREED if name in said}


def translator() -> User:
    known = User.objects.filter(username="translator").first()
    return known or member("translator", roles.group_name(roles.TRANSLATORS, i18n.locales()["fr"]))


def test_above_the_editor_and_the_comparison(french: Translation) -> None:
    version = french.get_target_instance()
    sent = Submission.objects.get()
    for address in (
        reverse("wagtailadmin_pages:edit", args=[version.pk]),
        reverse("translation_review", args=[french.pk]),
    ):
        page = signed_in(translator()).get(address)
        assert agreed(page) == AGREED, address
        for secret in (CONTACT, sent.reference):
            assert secret not in page.content.decode(), address


def test_in_the_editor_of_a_translation_that_was_stopped(french: Translation, editor: User) -> None:
    Translation.objects.update(enabled=False)
    version = french.get_target_instance()
    page = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[version.pk]))
    assert agreed(page) == AGREED
    assert CONTACT not in page.content.decode()


def test_what_was_written_here_has_none(site: SmallSite) -> None:
    made = submitted(site.story(), "fr")
    page = signed_in(translator()).get(reverse("wagtailadmin_pages:edit", args=[made.get_target_instance().pk]))
    assert page.status_code == 200
    assert agreed(page) == {}
    assert "What the sender agreed to" not in page.content.decode()
