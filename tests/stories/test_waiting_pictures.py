"""Pictures of a sent story that is not public, and files: who finds their titles in the admin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from home import i18n, roles
from home.models import File, Picture, User
from stories import receiving
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.forms import picture, story
from tests.stories.review import member, publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures

SECRET = "A board with the place of the march"
SECRET_FILE = "The route of the march"


@pytest.fixture
def waiting(site: SmallSite) -> StoryPage:
    """A story with a picture that waits for its review, and a file that no page offers."""
    File.objects.create(title=SECRET_FILE, file=ContentFile(b"From here to there.", name="route.txt"))
    page = receiving.submit(story(pictures=(picture("nobody", alt=SECRET),)))[0].page
    Picture.objects.update(title=SECRET)
    return page


@pytest.fixture
def painter(site: SmallSite) -> User:
    """Somebody who works with pictures and files, and has nothing to do with stories."""
    group = Group.objects.create(name="Painters")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    codenames = [f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")]
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=codenames):
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    return member("painter", "Painters")


def api(kind: str, pk: int) -> Iterator[str]:
    """All addresses of the admin's API for pictures or files."""
    yield reverse(f"wagtailadmin_api:{kind}:listing")
    yield reverse(f"wagtailadmin_api:{kind}:listing") + "?search=march"
    yield reverse(f"wagtailadmin_api:{kind}:detail", args=[pk])
    yield reverse(f"wagtailadmin_api:{kind}:find") + f"?id={pk}"


def of_pictures(pk: int) -> Iterator[str]:
    """What else names pictures."""
    yield reverse("wagtailimages:index")
    yield reverse("wagtailimages:edit", args=[pk])
    yield reverse("wagtailimages_chooser:choose")
    yield reverse("wagtailimages_chooser:choose_results")
    yield reverse("wagtailimages_chooser:chosen", args=[pk])
    yield reverse("wagtailimages_chooser:chosen_multiple") + f"?id={pk}"


def seen(user: User, address: str) -> tuple[int, str]:
    response = signed_in(user).get(address, follow=True)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("group", "expected"), [("translators", [200, 200, 404, 404]), ("reviewers", [403, 403, 403, 403])]
)
def test_the_api_is_closed_to_those_who_use_no_pictures(waiting: StoryPage, group: str, expected: list[int]) -> None:
    """People of a language find what editors put there for them, and nothing of this."""
    name = roles.REVIEWERS if group == "reviewers" else roles.translators_group_name(i18n.locales()["en"])
    user = member("somebody", name)
    for kind, pk in (("images", Picture.objects.get().pk), ("documents", File.objects.get().pk)):
        answers = [seen(user, address) for address in api(kind, pk)]
        assert ([status for status, _said in answers], any("march" in said for _status, said in answers)) == (
            expected,
            False,
        )


def test_the_editor_of_translations_shows_what_readers_see(waiting: StoryPage, reviewer: User) -> None:
    """It asks for each picture of the page by its number, and shows nothing at all where it is refused one."""
    translator = member("somebody", roles.translators_group_name(i18n.locales()["fr"]))
    listing, _search, detail, find = api("images", Picture.objects.get().pk)
    assert seen(translator, detail)[0] == 404
    publish(signed_in(reviewer), waiting)
    assert (seen(translator, detail)[0], SECRET in seen(translator, detail)[1]) == (200, True)
    assert [SECRET in seen(translator, address)[1] for address in (listing, find)] == [False, False]


def test_editors_find_both(waiting: StoryPage, editor: User) -> None:
    for kind, pk, title in (
        ("images", Picture.objects.get().pk, SECRET),
        ("documents", File.objects.get().pk, SECRET_FILE),
    ):
        for address in api(kind, pk):
            status, said = seen(editor, address)
            assert (status, title in said) == (200, True), address


def test_pictures_are_hidden_with_their_story(waiting: StoryPage, painter: User, editor: User, reviewer: User) -> None:
    pk = Picture.objects.get().pk
    addresses = [*api("images", pk), *of_pictures(pk)]
    for address in addresses:
        assert SECRET not in seen(painter, address)[1], address
        assert SECRET in seen(editor, address)[1], address
    for address in api("documents", File.objects.get().pk):
        assert SECRET_FILE in seen(painter, address)[1], address
    publish(signed_in(reviewer), waiting)
    for address in addresses:
        assert SECRET in seen(painter, address)[1], address
