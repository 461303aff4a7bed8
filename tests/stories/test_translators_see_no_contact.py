"""The people of a language see the text of a story, and never how its sender can be reached."""

from __future__ import annotations

import zipfile

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation

from home import i18n, roles
from home.models import TranslationExport, User
from stories import receiving
from stories.models import Submission
from stories.panels import VIEW_CONTACT
from tests.factories import SmallSite
from tests.home.translators.helpers import submitted
from tests.stories.forms import story
from tests.stories.review import member, publish, signed_in

CONTACT = "signal: +00 555 0100 kestrel"


@pytest.fixture
def french(site: SmallSite, reviewer: User) -> Translation:
    """A story that was sent with a contact, is public and was submitted into French."""
    page = receiving.submit(story(title="The gate", contact=CONTACT))[0].page
    publish(signed_in(reviewer), page)
    page.refresh_from_db()
    assert Submission.objects.get(page=page).contact.address == CONTACT
    return submitted(page, "fr")


@pytest.mark.parametrize("kind", [roles.TRANSLATORS, roles.TRANSLATION_REVIEWERS, roles.COORDINATORS])
@pytest.mark.parametrize("code", ["en", "fr"])
def test_no_contact(french: Translation, reviewer: User, kind: str, code: str) -> None:
    user = member("somebody", roles.group_name(kind, i18n.locales()[code]))
    assert not user.has_perm(VIEW_CONTACT)
    original, version = french.source.get_source_instance(), french.get_target_instance()
    addresses = [
        *(reverse(f"wagtail_localize:{name}", args=[french.pk]) for name in ("preview_translation", "download_pofile")),
        reverse("translation_review", args=[french.pk]),
        reverse("translation_claim", args=[version.translation_key, version.locale_id]),
        reverse("wagtail_localize:submit_page_translation", args=[original.pk]),
        *(
            reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
            for name in ("edit", "history", "view_draft", "usage")
            for page in (original, version)
        ),
        *(reverse("wagtailadmin_api:pages:detail", args=[page.pk]) for page in (original, version)),
    ]
    client = signed_in(user)
    for what in ("page", "missing", "tree"):
        data = {"what": what, "into": "fr", "format": "po", "page": original.pk}
        found = client.post(reverse("exchange"), data)
        assert b"kestrel" not in found.content
        for made in TranslationExport.objects.filter(user=user):
            with made.file.open() as opened, zipfile.ZipFile(opened) as archive:
                assert not any(b"kestrel" in archive.read(name) for name in archive.namelist())
    for address in addresses:
        assert "kestrel" not in client.get(address, follow=True).content.decode(), address
