"""The number of a work: one for all its languages, never used again, also where many publish at the same moment."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home import i18n
from library.models import GuideContributor, GuidePage, WorkNumber
from tests.factories import SmallSite
from tests.library.helpers import SECRET, make_private
from tests.stories.forms import in_threads


def publish(guide: GuidePage) -> int | None:
    """Publish the last draft, as the editor's button does; its number."""
    guide.get_latest_revision().publish()
    return GuidePage.objects.get(pk=guide.pk).number


def ready(site: SmallSite, code: str = "en", **values: Any) -> GuidePage:
    """A draft that lacks nothing."""
    draft = site.guide(code, live=False, risk_level="low", **values)
    draft.contributors = [GuideContributor(name="Night Shift", locale=draft.locale)]
    draft.save()
    draft.save_revision()
    return draft


@pytest.mark.django_db(transaction=True)
def test_numbers_of_works_that_are_published_at_the_same_moment(site: SmallSite) -> None:
    drafts = [ready(site) for _ in range(8)]
    numbers = in_threads(8, lambda place: publish(drafts[place]))
    assert all(isinstance(number, int) for number in numbers), numbers
    assert len(set(numbers)) == 8
    assert {row.pk: row.translation_key for row in WorkNumber.objects.all()} == {
        number: draft.translation_key for number, draft in zip(numbers, drafts, strict=True)
    }


@pytest.mark.django_db(transaction=True)
def test_languages_that_are_published_at_the_same_moment_share_one_number(site: SmallSite) -> None:
    original = ready(site)
    drafts = [original, *(ready(site, code, of=original) for code in ("fr", "ar"))]
    numbers = in_threads(3, lambda place: publish(drafts[place]))
    assert numbers == [WorkNumber.objects.get().pk] * 3


@pytest.mark.django_db(transaction=True)
def test_a_number_is_never_used_again(site: SmallSite) -> None:
    first, last = site.guide(), site.guide()
    assert last.number == first.number + 1
    last.delete()
    again = site.guide()
    assert again.number == first.number + 2
    assert list(WorkNumber.objects.order_by("pk").values_list("pk", flat=True)) == [
        first.number,
        first.number + 1,
        first.number + 2,
    ]


def test_drafts_use_no_number_up(site: SmallSite) -> None:
    draft = site.guide(live=False)
    assert (draft.number, WorkNumber.objects.count()) == (None, 0)


def test_a_copy_is_another_work(site: SmallSite) -> None:
    guide = ready(site)
    publish(guide)
    guide.refresh_from_db()
    copy = guide.copy(update_attrs={"slug": "a-copy", "title": "A copy"}, keep_live=True)
    assert copy.number == guide.number + 1
    draft = guide.copy(update_attrs={"slug": "a-draft", "title": "A draft"}, keep_live=False)
    assert draft.number is None
    assert publish(draft) == guide.number + 2


def test_a_translation_has_the_number_of_its_original(site: SmallSite) -> None:
    guide = site.guide()
    french = guide.copy_for_translation(i18n.locales()["fr"])
    assert publish(french) == guide.number


#: 42 in Arabic-Indic, Persian, Devanagari, Bengali, Burmese, Khmer, Thai, N'Ko and full-width digits.
FORTY_TWO = ["42", "٤٢", "۴۲", "४२", "৪২", "၄၂", "៤២", "๔๒", "߄߂", "４２"]


@pytest.fixture
def guide_42(site: SmallSite) -> GuidePage:
    """Guide 42, in English and French."""
    guide = ready(site)
    WorkNumber.objects.create(pk=42, translation_key=guide.translation_key)
    assert publish(guide) == 42
    french = site.guide("fr", of=guide, slug="le-guide")
    assert french.number == 42
    return guide


@pytest.mark.parametrize("digits", FORTY_TWO)
def test_the_number_in_every_script_leads_to_the_guide(guide_42: GuidePage, client: Client, digits: str) -> None:
    for path in (f"/{digits}/", f"/{digits}"):
        response = client.get(path, headers={"Accept-Language": "fr"})
        assert (response.status_code, response.headers["Location"]) == (302, "/fr/42/")
    for language, slug in (("fr", "le-guide"), ("en", guide_42.slug), ("ar", guide_42.slug)):
        response = client.get(f"/{language}/{digits}/")
        assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/library/{slug}/")


@pytest.mark.parametrize("digits", ["43", "٤٣", "1234567890", "²", "Ⅷ", "4x", "-42"])
def test_what_is_no_number_of_a_guide(guide_42: GuidePage, client: Client, digits: str) -> None:
    assert client.get(f"/en/{digits}/").status_code == 404


def test_the_number_of_what_is_not_public_leads_nowhere(site: SmallSite, client: Client) -> None:
    withdrawn, private = site.guide(title=SECRET, slug="kestrel-a"), site.guide(title=SECRET, slug="kestrel-b")
    withdrawn.unpublish()
    make_private(private)
    for number in (withdrawn.number, private.number):
        response = client.get(f"/en/{number}/")
        assert response.status_code == 404
        assert "kestrel" not in response.content.decode().lower()
