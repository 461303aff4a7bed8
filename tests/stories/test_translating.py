"""A story whose sender said no to translations is not translated, by whomever and in whatever way it is tried."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object, translate_page_subtree

from home import i18n, memory, roles
from home.models import TranslationExport, User
from stories import receiving
from stories.models import Consent, StoryPage
from stories.workflow import review_of
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import agree, edit, member, publish, signed_in

REFUSED = "The sender of this story did not agree to translations."
ADDRESS = "wagtail_localize:submit_page_translation"


def published(reviewer: User, **values: Any) -> StoryPage:
    """A sent story that is public."""
    page = receiving.submit(story(**values))[0].page
    publish(signed_in(reviewer), page)
    page.refresh_from_db()
    return page


@pytest.fixture
def refused(site: SmallSite, reviewer: User) -> StoryPage:
    """Its sender said no."""
    return published(reviewer, title="Only here", translation="none")


@pytest.fixture
def agreed(site: SmallSite, reviewer: User) -> StoryPage:
    """Its sender said yes."""
    return published(reviewer, title="For all")


@pytest.fixture(params=["editor", "administrator"])
def anyone(request: pytest.FixtureRequest, site: SmallSite) -> User:
    """Whoever may submit pages for translation."""
    if request.param == "administrator":
        return factories.user("administrator", superuser=True)
    editor: User = request.getfixturevalue("editor")
    return editor


def test_it_is_not_taken_along(refused: StoryPage, agreed: StoryPage, anyone: User) -> None:
    receiving.submit(story(title="Not read yet", contact="kestrel"))
    client, fr = signed_in(anyone), i18n.locales()["fr"]
    for what in ("missing", "tree"):
        data = {"what": what, "into": "fr", "format": "po", "page": agreed.get_parent().pk}
        assert client.post(reverse("exchange"), data).status_code == 302
        with TranslationExport.objects.latest("pk").file.open() as opened, zipfile.ZipFile(opened) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        assert (b"For all" in everything, b"Only here" in everything, b"kestrel" in everything) == (True, False, False)
    page = client.post(reverse("exchange"), {"what": "page", "into": "fr", "format": "po", "page": refused.pk})
    assert "You cannot translate this page into this language." in page.content.decode()
    assert not refused.get_translations().filter(locale=fr).exists()


def versions(page: Page) -> list[str]:
    """The languages that a work exists in."""
    found = Page.objects.filter(translation_key=page.translation_key)
    return sorted(found.values_list("locale__language_code", flat=True))


def sources() -> set[str]:
    """What was handed to the translators."""
    return set(TranslationSource.objects.values_list("object_repr", flat=True))


def locale(code: str) -> Locale:
    return i18n.locales()[code]


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_cannot_be_submitted(refused: StoryPage, anyone: User, method: str) -> None:
    client = signed_in(anyone)
    response = getattr(client, method)(reverse(ADDRESS, args=[refused.pk]), {"locales": [locale("fr").pk]}, follow=True)
    assert response.redirect_chain == [(reverse("wagtailadmin_explore", args=[refused.get_parent().pk]), 302)]
    assert REFUSED in response.content.decode()
    assert (versions(refused), sources(), Translation.objects.count()) == (["en"], set(), 0)


def test_another_one_can(refused: StoryPage, agreed: StoryPage, anyone: User) -> None:
    response = signed_in(anyone).post(reverse(ADDRESS, args=[agreed.pk]), {"locales": [locale("fr").pk]}, follow=True)
    assert REFUSED not in response.content.decode()
    assert (versions(agreed), sources()) == (["en", "fr"], {"For all"})


def test_stories_that_were_written_here_can(site: SmallSite, editor: User) -> None:
    page = site.story(title="Ours")
    signed_in(editor).post(reverse(ADDRESS, args=[page.pk]), {"locales": [locale("fr").pk]})
    assert versions(page) == ["en", "fr"]


def test_with_the_pages_above_it_is_left_out(
    site: SmallSite, refused: StoryPage, agreed: StoryPage, anyone: User
) -> None:
    ours = site.story(title="Ours")
    spanish = Locale.objects.create(language_code="es")
    memory.forget_all()
    home = site.homes["en"]
    form = {"locales": [spanish.pk], "include_subtree": "on"}
    response = signed_in(anyone).post(reverse(ADDRESS, args=[home.pk]), form, follow=True)
    said = response.content.decode()
    assert "Left out, because their senders did not agree to translations: Only here" in said
    assert (versions(refused), versions(agreed), versions(ours)) == (["en"], ["en", "es"], ["en", "es"])
    assert versions(site.sections["calls", "en"]) == ["ar", "en", "es", "fr"]
    assert not {"Only here"} & sources()
    assert {"For all", "Ours", "Calls"} <= sources()


def test_nothing_is_said_of_stories_elsewhere(site: SmallSite, refused: StoryPage, editor: User) -> None:
    guide = site.guide(title="A guide")
    Locale.objects.create(language_code="es")
    memory.forget_all()
    form = {"locales": [locale("es").pk], "include_subtree": "on"}
    address = reverse(ADDRESS, args=[site.sections["library", "en"].pk])
    response = signed_in(editor).post(address, form, follow=True)
    assert "Left out" not in response.content.decode()
    assert versions(guide) == ["en", "es"]


# ---------------------------------------------------------------- changed after it was submitted


def change(page: StoryPage, user: User) -> None:
    """Another version, that was reviewed and agreed to."""
    edit(page, user, "Changed since")
    fresh = StoryPage.objects.get(pk=page.pk)
    review_of(fresh).start(fresh, None)
    publish(signed_in(member("third", roles.REVIEWERS)), page)
    agree(page)


@pytest.fixture
def withdrawn(agreed: StoryPage, reviewer: User, editor: User) -> TranslationSource:
    """A story that was submitted; later its sender said no, and an editor changed it."""
    translate_object(agreed, [locale("fr")])
    Consent.objects.filter(submission__page=agreed).update(translation="none")
    change(agreed, editor)
    return TranslationSource.objects.get(object_id=agreed.translation_key)


@pytest.mark.parametrize("method", ["get", "post"])
def test_its_new_text_is_not_handed_on(withdrawn: TranslationSource, anyone: User, method: str) -> None:
    before = withdrawn.content_json
    address = reverse("wagtail_localize:update_translations", args=[withdrawn.pk])
    response = getattr(signed_in(anyone), method)(address, follow=True)
    assert REFUSED in response.content.decode()
    withdrawn.refresh_from_db()
    assert (withdrawn.content_json, withdrawn.object_repr) == (before, "For all")


def test_the_new_text_of_another_one_is(agreed: StoryPage, editor: User) -> None:
    translate_object(agreed, [locale("fr")])
    change(agreed, editor)
    source = TranslationSource.objects.get(object_id=agreed.translation_key)
    signed_in(editor).post(reverse("wagtail_localize:update_translations", args=[source.pk]))
    source.refresh_from_db()
    assert StoryPage.objects.get(pk=agreed.pk).title == "Changed since"
    assert source.object_repr == "Changed since"


# ---------------------------------------------------------------- in other ways


@pytest.mark.parametrize(
    "attempt",
    [
        lambda page, fr: translate_object(page, [fr]),
        lambda page, fr: translate_page_subtree(page.get_parent().pk, [fr], None, None),
        lambda page, fr: page.copy_for_translation(fr),
        lambda page, fr: page.copy_for_translation(fr, alias=True),
        lambda page, fr: page.copy(update_attrs={"locale": fr, "slug": "copy"}, reset_translation_key=False),
        lambda page, fr: TranslationSource.get_or_create_from_instance(page),
        lambda page, fr: TranslationSource.update_or_create_from_instance(page),
    ],
    ids=["one", "tree", "copy", "alias", "plain copy", "source", "source anew"],
)
def test_no_program_can_either(refused: StoryPage, attempt: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(PermissionDenied, match=REFUSED):
        attempt(refused, locale("fr"))
    assert (versions(refused), sources()) == (["en"], set())


def test_nor_the_admins_interface_for_programs(refused: StoryPage) -> None:
    administrator = factories.user("administrator", superuser=True)
    address = reverse("wagtailadmin_api:pages:action", args=[refused.pk, "copy_for_translation"])
    response = signed_in(administrator).post(address, {"locale": "fr"})
    assert (response.status_code, versions(refused)) == (403, ["en"])


def test_a_copy_in_the_same_language_is_another_work(refused: StoryPage) -> None:
    copy = refused.copy(update_attrs={"slug": "copy"})
    assert copy.translation_key != refused.translation_key


# ---------------------------------------------------------------- the buttons


@pytest.mark.parametrize("where", ["edit", "list"])
def test_the_button_is_hidden(refused: StoryPage, agreed: StoryPage, anyone: User, where: str) -> None:
    client = signed_in(anyone)
    addresses = {page: reverse(ADDRESS, args=[page.pk]) for page in (refused, agreed)}

    def shown(page: StoryPage) -> bool:
        name, key = (
            ("wagtailadmin_pages:edit", page.pk)
            if where == "edit"
            else ("wagtailadmin_explore", agreed.get_parent().pk)
        )
        return addresses[page] in client.get(reverse(name, args=[key])).content.decode()

    assert (shown(refused), shown(agreed)) == (False, True)


def test_so_is_the_one_for_a_new_text(withdrawn: TranslationSource, editor: User) -> None:
    page = withdrawn.get_source_instance()
    seen = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "localize/update" not in seen
    Consent.objects.update(translation="any")
    seen = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "localize/update" in seen
