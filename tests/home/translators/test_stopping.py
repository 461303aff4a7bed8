"""A translation that is stopped is edited by hand, and goes on from there: nothing that was written is lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail_localize.models import Translation

from home import i18n, roles
from home.models import User
from home.translators import review
from library.models import Topic
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import (
    act,
    approved,
    edit_url,
    page_of,
    send,
    stored,
    submitted,
    task_state,
    url,
    write,
)


def test_what_was_written_by_hand_is_taken_over(
    french: Translation, translator: User, coordinator: User, reviewer: User
) -> None:
    write(french, "title", "Un guide", translator)
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    page = page_of(french).specific
    page.title, page.summary = "Un guide", "Écrit à la main."
    page.save_revision(user=translator)
    address = edit_url(french)
    assert signed_in(translator).post(address, {"localize-restart-translation": "on"}).status_code == 302
    french.refresh_from_db()
    assert french.enabled is False
    signed_in(coordinator).post(address, {"localize-restart-translation": "on"})
    french.refresh_from_db()
    assert (french.enabled, stored(french)["summary"]) == (True, "Écrit à la main.")
    send(signed_in(translator), french)
    act(signed_in(reviewer), french, "approve")
    assert page_of(french).specific.summary == "Écrit à la main."


def stop_and_restart(client: Client, translation: Translation) -> None:
    client.post(url("wagtail_localize:stop_translation", translation))
    client.post(edit_url(translation), {"localize-restart-translation": "on"})
    translation.refresh_from_db()
    assert translation.enabled


@pytest.mark.parametrize("is_public", [False, True])
def test_what_is_unfinished_outlives_a_stop(
    french: Translation, translator: User, coordinator: User, reviewer: User, is_public: bool
) -> None:
    """Nobody edited by hand; readers see what was approved, and the editor of pages opens with what was stored."""
    if is_public:
        approved(french, translator, reviewer, "Un guide")
    write(french, "title", "Le nouveau texte, encore inachevé", translator)
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    page = page_of(french)
    assert page.title == ("Un guide" if is_public else "A guide")
    assert page.get_latest_revision_as_object().title == "Le nouveau texte, encore inachevé"
    stop_and_restart(signed_in(coordinator), french)
    assert stored(french) == {"title": "Le nouveau texte, encore inachevé"}
    send(signed_in(translator), french)
    assert review.why_not_approved(page_of(french).specific, task_state(french).revision, coordinator) == ""
    act(signed_in(coordinator), french, "approve")
    assert page_of(french).title == "Le nouveau texte, encore inachevé"


def test_nor_does_a_stop_make_versions_that_say_nothing_new(
    french: Translation, translator: User, coordinator: User, reviewer: User
) -> None:
    approved(french, translator, reviewer, "Un guide")
    before = page_of(french).latest_revision_id
    stop_and_restart(signed_in(coordinator), french)
    assert (page_of(french).latest_revision_id, stored(french)) == (before, {"title": "Un guide"})


def test_the_same_of_a_term(site: SmallSite, translator: User, coordinator: User) -> None:
    """A record has no versions: what was stored and is not public yet stays, what was edited by hand is taken over."""
    term = Topic.objects.create(key="sleep", name="Sleep", locale=i18n.locales()["en"])
    french = submitted(term, "fr")
    write(french, "name", "Sommeil", translator)
    address = reverse("wagtailsnippets_library_topic:edit", args=[french.get_target_instance().pk])
    editor = signed_in(factories.user("editor", roles.EDITORS))
    for name in ("Sleep", "Dormir"):
        editor.post(url("wagtail_localize:stop_translation", french))
        if name == "Dormir":
            target = french.get_target_instance()
            target.name = name
            target.save()
            log(instance=target, action="wagtail.edit", user=coordinator)
        editor.post(address, {"localize-restart-translation": "on"})
        french.refresh_from_db()
        assert (french.enabled, stored(french)["name"]) == (True, {"Sleep": "Sommeil"}.get(name, name))
