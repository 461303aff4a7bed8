"""Corrections by editors while a story is under review, and none once it has ended: through the editor's form."""

from __future__ import annotations

import pytest
from django.urls import reverse

from home import i18n, roles
from home.models import User
from stories import waiting
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.mine.senders import in_state
from tests.stories.page_form import save
from tests.stories.review import SECRET_TITLE, approve, member, published_title, signed_in, state_of
from tests.stories.test_waiting import by_number, index_of, lists

CORRECTED = "The march, corrected"


def newest(page: StoryPage) -> tuple[str, int]:
    """The title of the newest version, and how many there are."""
    fresh = StoryPage.objects.get(pk=page.pk)
    return fresh.get_latest_revision_as_object().title, fresh.revisions.count()


@pytest.mark.parametrize("state", ["received", "in_review", "changes_requested", "approved", "published"])
def test_an_editor_corrects_a_story(site: SmallSite, state: str) -> None:
    page = in_state(state, title=SECRET_TITLE).page
    client = signed_in(User.objects.filter(username="editor").first() or member("editor", roles.EDITORS))
    before, versions = newest(page)
    assert before != CORRECTED
    assert "is locked" not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    response = save(client, page, title=CORRECTED)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    # An editor who saves again what they have saved, and nobody has read, saves it into the same version.
    assert newest(page)[0] == CORRECTED
    assert newest(page)[1] in (versions, versions + 1)


def test_its_sender_is_asked_after_the_review(sent: StoryPage, editor: User, reviewer: User) -> None:
    save(signed_in(editor), sent, title=CORRECTED)
    for _task in range(3):  # the first one began before the correction, so it begins again
        approve(signed_in(reviewer), sent)
    assert state_of(sent).task.specific.__class__.__name__ == "SenderAgreementTask"
    assert (published_title(sent), newest(sent)[0]) == (None, CORRECTED)


def test_an_editor_reviews_nothing(sent: StoryPage, editor: User) -> None:
    """What they may save they still may not approve."""
    before = state_of(sent)
    approve(signed_in(editor), sent)
    assert state_of(sent).pk == before.pk
    assert published_title(sent) is None


def test_a_translator_corrects_nothing(sent: StoryPage) -> None:
    translator = member("translator", roles.translators_group_name(i18n.locales()["en"]))
    response = save(signed_in(translator), sent, title=CORRECTED)
    assert (response.status_code, newest(sent)) == (302, (SECRET_TITLE, 1))
    assert response["Location"] == reverse("wagtailadmin_home")


# ---------------------------------------------------------------- what has ended


def people() -> dict[str, User]:
    """Everybody who may know of a story that waits."""
    known = {user.username: user for user in User.objects.filter(username__in=("editor", "reviewer"))}
    groups = {"editor": roles.EDITORS, "reviewer": roles.REVIEWERS}
    made = {name: known.get(name) or member(name, group) for name, group in groups.items()}
    administrator = User.objects.filter(username="administrator").first()
    return made | {"administrator": administrator or member("administrator", is_superuser=True)}


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_nobody_sees_any_more_what_is_gone(site: SmallSite, state: str) -> None:
    page = in_state(state, title=SECRET_TITLE).page
    before = newest(page)
    assert before[0] == SECRET_TITLE
    for name, user in people().items():
        client = signed_in(user)
        for place in ("edit", "history", "view_draft", "workflow_history", "delete"):
            shown = client.get(reverse(f"wagtailadmin_pages:{place}", args=[page.pk]), follow=True)
            assert SECRET_TITLE not in shown.content.decode(), (name, place)
        response = save(client, page, title=CORRECTED)
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home")), name
        assert [hidden.pk for hidden in waiting.hidden_from(user)] == [page.pk], name
        assert not page.permissions_for_user(user).can_edit()
    assert newest(page) == before


def test_no_address_and_no_list_names_it_to_an_editor(site: SmallSite) -> None:
    page = in_state("withdrawn", title=SECRET_TITLE).page
    editor = people()["editor"]
    client = signed_in(editor)
    for address, query in [*by_number(page), *lists(index_of(editor, site))]:
        response = client.get(address, query, follow=True)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert SECRET_TITLE not in content.decode(), (address, query)


def test_what_was_declined_is_for_reviewers_to_read_and_for_nobody_to_change(site: SmallSite) -> None:
    page = in_state("declined", title=SECRET_TITLE).page
    before = newest(page)
    known = {name: not waiting.hidden_from(user).exists() for name, user in people().items()}
    assert known == {"editor": False, "reviewer": True, "administrator": True}
    for user in people().values():
        shown = signed_in(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk]), follow=True)
        assert SECRET_TITLE not in shown.content.decode()
        assert save(signed_in(user), page, title=CORRECTED)["Location"] == reverse("wagtailadmin_home")
    assert newest(page) == before
