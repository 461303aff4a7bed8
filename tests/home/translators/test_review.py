"""The review of a translation: a second person, in Wagtail's own workflow, of exactly what becomes public."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Comment, Locale, Page, Revision, TaskState, Workflow
from wagtail_localize.models import Translation

from home import i18n, memory, roles
from home.models import LanguageRules, TranslationReviewTask, User
from home.translators import comparing, review
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import act, edit_url, page_of, put, send, submitted, task_state, url, write


def readers_see(translation: Translation) -> str | None:
    """The public title."""
    page = page_of(translation)
    return page.title if page.live else None


def let_one_person_do(code: str) -> None:
    """The language asks for no second person."""
    LanguageRules.objects.filter(locale__language_code=code).update(second_person=False)
    memory.forget_all()


def test_a_second_person_approves(french: Translation, translator: User, reviewer: User) -> None:
    write(french, "title", "Un guide", translator)
    assert send(signed_in(translator), french).status_code == 302
    state = task_state(french)
    assert (state.status, state.task.specific.__class__) == (TaskState.STATUS_IN_PROGRESS, TranslationReviewTask)
    assert sorted(state.task.specific.groups.values_list("name", flat=True)) == [
        "Translation coordinators: fr",
        "Translation reviewers: fr",
    ]
    assert readers_see(french) is None
    act(signed_in(reviewer), french, "approve", state=state)
    assert readers_see(french) == "Un guide"
    assert page_of(french).specific.summary == "What it is."


def test_nobody_approves_their_own(french: Translation, translator: User, coordinator: User, reviewer: User) -> None:
    """Neither what they wrote, whoever submits it, nor what they submitted, whoever wrote it."""
    administrator = factories.user("administrator", superuser=True)
    for author, submitter in ((coordinator, translator), (translator, coordinator), (administrator, translator)):
        write(french, "title", f"Un guide de {author}", author)
        send(signed_in(submitter), french)
        state = task_state(french)
        own = coordinator if coordinator in (author, submitter) else administrator
        assert "approve" not in [name for name, *_ in state.task.specific.get_actions(page_of(french), own)]
        act(signed_in(own), french, "approve", state=state)
        assert readers_see(french) is None, (author, submitter)
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "Un guide de administrator"


def test_what_was_public_before_is_nobodys_own(french: Translation, translator: User, coordinator: User) -> None:
    write(french, "title", "Un guide", coordinator)
    write(french, "summary", "Ce que c’est.", translator)
    send(signed_in(translator), french)
    reviewer = member("reviewer", "fr", "first")
    act(signed_in(reviewer), french, "approve")
    write(french, "summary", "Ce que c’est vraiment.", translator)
    send(signed_in(translator), french)
    act(signed_in(coordinator), french, "approve")
    assert page_of(french).specific.summary == "Ce que c’est vraiment."


def test_a_language_may_do_without(french: Translation, translator: User, coordinator: User) -> None:
    let_one_person_do("fr")
    write(french, "title", "Un guide", coordinator)
    send(signed_in(coordinator), french)
    act(signed_in(coordinator), french, "approve")
    assert readers_see(french) == "Un guide"
    assert page_of(french).permissions_for_user(translator).can_publish() is False
    assert page_of(french).permissions_for_user(coordinator).can_publish() is True


def test_the_rule_of_one_language_is_not_that_of_another(guide: Any, coordinator: User) -> None:
    arabic, french = submitted(guide, "ar"), submitted(guide, "fr")
    let_one_person_do("ar")
    amal = member("coordinator", "ar")
    assert page_of(arabic).permissions_for_user(amal).can_publish() is True
    assert page_of(french).permissions_for_user(coordinator).can_publish() is False
    assert page_of(french).permissions_for_user(amal).can_publish() is False


def test_what_is_written_during_the_review_is_not_approved_with_it(
    french: Translation, translator: User, reviewer: User
) -> None:
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    put(signed_in(translator), french, "title", "Autre chose")
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "Un guide"


def test_an_older_version_is_not_approved(french: Translation, translator: User, reviewer: User) -> None:
    """The page of the reviewer was open while another version was sent."""
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    old = task_state(french)
    write(french, "title", "Un meilleur guide", translator)
    send(signed_in(translator), french)
    act(signed_in(reviewer), french, "approve", state=old)
    assert readers_see(french) is None
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "Un meilleur guide"


def test_a_public_translation_stays_as_it_is_until_then(french: Translation, translator: User, reviewer: User) -> None:
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    act(signed_in(reviewer), french, "approve")
    write(french, "title", "Un meilleur guide", translator)
    send(signed_in(translator), french)
    assert readers_see(french) == "Un guide"
    act(signed_in(reviewer), french, "reject", "Non")
    assert readers_see(french) == "Un guide"
    send(signed_in(translator), french)
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "Un meilleur guide"


def test_sent_back_with_a_comment_on_a_part(french: Translation, translator: User, reviewer: User) -> None:
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    address = url("translation_comment", french)
    signed_in(reviewer).post(address, {"path": "summary", "text": "Traduis aussi ceci."})
    act(signed_in(reviewer), french, "reject", "Encore un effort")
    shown = signed_in(translator).get(edit_url(french)).content.decode()
    for said in ("A reviewer asks for changes.", "Encore un effort", "Traduis aussi ceci.", "Summary"):
        assert said in shown, said
    made = Comment.objects.get()
    assert (made.contentpath, made.user, made.page_id) == ("summary", reviewer, page_of(french).pk)
    assert signed_in(translator).post(url("translation_resolve", french, made.pk)).status_code == 302
    made.refresh_from_db()
    assert (made.resolved_by, made.resolved_at is None) == (translator, False)
    assert "Traduis aussi ceci." not in signed_in(translator).get(edit_url(french)).content.decode()


@pytest.mark.parametrize("data", [{"path": "summary", "text": "  "}, {"path": "no.such.part", "text": "What?"}, {}])
def test_a_comment_on_nothing_is_refused(french: Translation, reviewer: User, data: dict[str, str]) -> None:
    signed_in(reviewer).post(url("translation_comment", french), data)
    assert not Comment.objects.exists()


def test_side_by_side(french: Translation, translator: User, reviewer: User) -> None:
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    act(signed_in(reviewer), french, "approve")
    write(french, "title", "Un meilleur guide", translator)
    send(signed_in(translator), french)
    write(french, "title", "Pas encore envoyé", translator)
    revision = task_state(french).revision
    found = {part.path: part for part in comparing.parts(french, revision)}
    title, summary = found["title"], found["summary"]
    assert (title.label, title.source, title.translation, title.before) == (
        "Title",
        "A guide",
        "Un meilleur guide",
        "Un guide",
    )
    assert (title.is_changed, title.is_untranslated, summary.is_changed, summary.is_untranslated) == (
        True,
        False,
        False,
        True,
    )
    shown = signed_in(reviewer).get(url("translation_review", french)).content.decode()
    for said in ("A guide", "Un meilleur guide", "Un guide", "Approve and publish", "1 part changed since"):
        assert said in shown, said
    assert "Pas encore envoyé" not in shown


def test_the_reviewer_of_a_task_is_led_to_both_sides(french: Translation, translator: User, reviewer: User) -> None:
    send(signed_in(translator), french)
    response = signed_in(reviewer).get(edit_url(french))
    assert (response.status_code, response.headers["Location"]) == (302, url("translation_review", french))
    home = signed_in(reviewer).get(reverse("wagtailadmin_home")).content.decode()
    assert edit_url(french) in home


def test_a_comparison_costs_the_same_for_long_texts(site: SmallSite, guide: Any) -> None:
    parts = [{"type": "heading", "id": f"h-{n}", "value": f"Part {n}"} for n in range(9)]
    longer, asked = site.guide(title="Long", summary="Longer.", body=parts), []
    for work, length in ((guide, 2), (longer, 11), (guide, 2), (longer, 11)):
        translation = Translation.objects.filter(source__object_id=work.translation_key).first() or submitted(
            work, "fr"
        )
        translation = Translation.objects.select_related("source", "target_locale").get(pk=translation.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(list(comparing.parts(translation))) == length
        asked.append(len(queries))
    assert asked[2] == asked[3]


# ---------------------------------------------------------------- the original


def test_the_translation_of_what_is_not_public_is_not_approved(
    guide: Any, french: Translation, translator: User, reviewer: User
) -> None:
    send(signed_in(translator), french)
    guide.unpublish()
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) is None
    shown = signed_in(reviewer).get(url("translation_review", french)).content.decode()
    assert "The original is not public, so its translation cannot be." in shown
    Page.objects.filter(pk=guide.pk).update(live=True)
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "A guide"


def test_originals_in_any_language_are_not_reviewed(site: SmallSite, guide: Any, coordinator: User) -> None:
    own = site.guide("fr", title="Écrit ici", live=False)
    assert own.get_workflow() != review.workflow_of(own.locale_id)
    assert own.permissions_for_user(coordinator).can_publish() is False


def test_edited_by_hand_it_goes_the_same_way(
    french: Translation, translator: User, coordinator: User, reviewer: User
) -> None:
    """Where wagtail-localize was stopped, Wagtail's own editor offers the workflow of the language, not another one."""
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    page = page_of(french).specific
    assert page.get_workflow() == review.workflow_of(french.target_locale_id)
    page.title = "À la main"
    page.save_revision(user=translator)
    review.start(page_of(french).specific, translator)
    assert page_of(french).permissions_for_user(translator).can_publish() is False
    act(signed_in(reviewer), french, "approve")
    assert readers_see(french) == "À la main"


# ---------------------------------------------------------------- workflows and groups


def test_every_language_has_its_own(site: SmallSite, guide: Any) -> None:
    made = {code: review.workflow_of(i18n.locales()[code].pk) for code in ("fr", "ar")}
    assert [made["fr"].name, made["ar"].name] == ["Translations: fr", "Translations: ar"]
    assert review.workflow_of(i18n.locales()["fr"].pk) == made["fr"]
    assert Workflow.objects.filter(name__startswith="Translations").count() == 2


def test_one_that_is_out_of_use_is_replaced(guide: Any) -> None:
    locale = i18n.locales()["fr"]
    first = review.workflow_of(locale.pk)
    first.deactivate()
    memory.forget_all()
    second = review.workflow_of(locale.pk)
    assert (second.pk != first.pk, second.active) == (True, True)
    assert second.tasks.filter(active=True).count() == 1


def test_only_reviews_of_translations_can_be_chosen(guide: Any) -> None:
    other = Workflow.objects.create(name="Other")
    client = signed_in(factories.user("editor", roles.EDITORS))
    rules = LanguageRules.objects.get(locale__language_code="fr")
    address = reverse("language_rules:edit", args=[rules.pk])
    response = client.post(address, {"claim_days": "7", "workflow": other.pk})
    assert "Choose a workflow whose tasks are all reviews of translations." in response.content.decode()
    good = review.workflow_of(rules.locale_id)
    assert client.post(address, {"claim_days": "7", "workflow": good.pk}).status_code == 302
    rules.refresh_from_db()
    assert (rules.claim_days, rules.second_person, rules.workflow) == (7, False, good)


@pytest.mark.parametrize("name", ["add", "delete"])
def test_rules_are_not_added_or_deleted(guide: Any, name: str) -> None:
    """Not even by an administrator; they come and go with the language."""
    client = signed_in(factories.user("administrator", superuser=True))
    key = LanguageRules.objects.get(locale__language_code="fr").pk
    address = reverse(f"language_rules:{name}", args=[] if name == "add" else [key])
    spanish, before = Locale.objects.create(language_code="es"), LanguageRules.objects.count()
    for response in (client.get(address), client.post(address, {"claim_days": "3"})):
        assert (response.status_code, response.headers["Location"]) == (302, reverse("wagtailadmin_home"))
    assert LanguageRules.objects.count() == before
    spanish.delete()
    assert LanguageRules.objects.count() == before - 1


def test_groups_come_with_the_language(site: SmallSite) -> None:
    from django.contrib.auth.models import Group

    spanish = Locale.objects.create(language_code="es")
    names = ["Translation coordinators: es", "Translation reviewers: es", "Translators: es"]
    assert sorted(Group.objects.filter(name__endswith=": es").values_list("name", flat=True)) == names
    home = site.homes["en"].copy_for_translation(spanish)
    rights = {
        group.name: sorted(group.page_permissions.filter(page=home).values_list("permission__codename", flat=True))
        for group in Group.objects.filter(name__endswith=": es")
    }
    assert rights == {
        "Translators: es": ["change_page"],
        "Translation reviewers: es": ["publish_page"],
        "Translation coordinators: es": ["change_page", "publish_page"],
    }
    assert LanguageRules.objects.get(locale=spanish).second_person is True
    before = Revision.objects.count(), Group.objects.count()
    roles.ensure_all()
    roles.ensure_all()
    assert (Revision.objects.count(), Group.objects.count()) == before
