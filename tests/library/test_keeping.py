"""Guides that should be looked at again: who is told and shown, and what a confirmation changes and what not."""

from __future__ import annotations

import datetime
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import registry
from wagtail.models import GroupPagePermission, PageLogEntry, Revision
from wagtail.users.models import UserProfile
from wagtail_localize.models import TranslationSource

from home import roles
from home.freshness import changes_since_translation, states
from home.i18n import locales
from home.models import User
from library.keeping.confirming import confirm, may_confirm
from library.keeping.reminders import send_reminders
from library.models import GuideContributor, GuidePage, ReviewReminder
from tests import factories
from tests.factories import SmallSite
from tests.home.test_purging import purged
from tests.library.helpers import SECRET, make_private, texts, translated, tree
from tests.library.test_admin import form

__all__ = ["purged"]

TODAY = timezone.localdate()
SOON, PAST, LATER = (TODAY + datetime.timedelta(days=days) for days in (10, -10, 300))


def member(name: str, *groups: str, **values: Any) -> User:
    made = factories.user(name, *groups)
    User.objects.filter(pk=made.pk).update(email=f"{name}@example.org", **values)
    made.refresh_from_db()
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def complete(site: SmallSite, **values: Any) -> GuidePage:
    """A guide that has what is needed to be published again."""
    guide = site.guide(risk_level="low", **values)
    guide.contributors = [GuideContributor(name="A pen name", role="wrote")]
    guide.save()
    guide.save_revision().publish()
    guide.refresh_from_db()
    return guide


def dates(guide: GuidePage) -> tuple[Any, Any]:
    return GuidePage.objects.values_list("reviewed", "review_by").get(pk=guide.pk)


# ---------------------------------------------------------------- confirming


def test_a_confirmation_changes_the_dates_in_all_languages_and_nothing_else(site: SmallSite) -> None:
    editor = member("editor", roles.EDITORS)
    guide = complete(site, title="Rules of a square", review_by=PAST)
    french = site.guide("fr", of=guide, review_by=PAST)
    draft = site.guide("ar", of=guide, live=False, review_by=PAST)
    other = site.guide(review_by=PAST)
    translated(guide, "fr")
    before = Revision.objects.count()
    assert changes_since_translation(french, guide, states(french)) is None
    confirm(guide, editor, LATER)
    assert [dates(page) for page in (guide, french, draft)] == [(TODAY, LATER)] * 3
    assert dates(other) == (None, PAST)
    assert Revision.objects.count() == before
    stored = GuidePage.objects.get(pk=guide.pk)
    assert (stored.last_published_at, stored.latest_revision_id, stored.has_unpublished_changes) == (
        guide.last_published_at, guide.latest_revision_id, False,
    )  # fmt: skip
    assert changes_since_translation(GuidePage.objects.get(pk=french.pk), stored, states(french)) is None
    assert GuidePage.objects.get(pk=draft.pk).live is False


def test_the_history_of_the_page_says_who(site: SmallSite) -> None:
    editor = member("editor", roles.EDITORS)
    guide = complete(site, review_by=PAST)
    confirm(guide, editor, LATER)
    entry = PageLogEntry.objects.get(action="library.confirm")
    assert (entry.page_id, entry.user, entry.data) == (guide.pk, editor, {"review_by": LATER.isoformat()})
    formatter = registry.get_formatter(entry)
    assert formatter.format_message(entry) == (
        f"Confirmed as still right; to be looked at again by {LATER.isoformat()}"
    )
    response = signed_in(editor).get(reverse("wagtailadmin_pages:history", args=[guide.pk]))
    assert "Confirmed as still right; to be looked at again by" in response.content.decode()


def test_a_draft_stays_a_draft_and_brings_no_old_date_back(site: SmallSite) -> None:
    editor = member("editor", roles.EDITORS)
    guide = complete(site, title="Public words", reviewed=PAST, review_by=PAST)
    guide.title = "Words of a draft"
    draft = guide.save_revision(user=editor)
    confirm(GuidePage.objects.get(pk=guide.pk), editor, LATER)
    stored = GuidePage.objects.get(pk=guide.pk)
    assert (stored.title, stored.live, stored.has_unpublished_changes) == ("Public words", True, True)
    again = stored.get_latest_revision_as_object()
    assert (again.title, again.reviewed, again.review_by) == ("Words of a draft", TODAY, LATER)
    Revision.objects.get(pk=draft.pk).publish()
    stored.refresh_from_db()
    assert (stored.title, stored.reviewed, stored.review_by) == ("Words of a draft", TODAY, LATER)


def test_an_editor_can_set_other_dates_afterwards(site: SmallSite) -> None:
    """A mistaken confirmation can be corrected in the form."""
    guide = complete(site, review_by=PAST)
    confirm(guide, None, LATER)
    again = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    again.reviewed, again.review_by = PAST, SOON
    again.save_revision().publish()
    assert dates(guide) == (PAST, SOON)


def test_a_form_that_was_open_brings_no_old_date_back(site: SmallSite) -> None:
    editor = member("editor", roles.EDITORS)
    client = signed_in(editor)
    guide = complete(site, reviewed=PAST, review_by=SOON)
    address = reverse("wagtailadmin_pages:edit", args=[guide.pk])

    def save(seen: str, reviewed: Any, review_by: Any, title: str) -> str:
        dates = {"reviewed": reviewed.isoformat(), "review_by": review_by.isoformat(), "confirmations_seen": seen}
        values = {**form(site, title=title, slug=guide.slug, **dates), "action-publish": "1"}
        response = client.post(address, values, follow=True)
        assert response.redirect_chain
        return response.content.decode()

    opened = lxml.html.document_fromstring(client.get(address).content.decode())
    (seen,) = opened.xpath("//input[@name='confirmations_seen' and @type='hidden']/@value")
    confirm(guide, editor, LATER)
    told = "The dates of that confirmation are kept."
    assert told in save(seen, PAST, SOON, "Other words")
    assert (dates(guide), GuidePage.objects.get(pk=guide.pk).title) == ((TODAY, LATER), "Other words")
    again = lxml.html.document_fromstring(client.get(address).content.decode())
    (seen,) = again.xpath("//input[@name='confirmations_seen']/@value")
    assert again.xpath("//input[@name='review_by']/@value") == [LATER.isoformat()]
    assert told not in save(seen, PAST, SOON, "Other words")  # who saw the confirmation may correct it
    assert dates(guide) == (PAST, SOON)


def test_what_was_sent_for_translation_brings_no_old_date_back(site: SmallSite) -> None:
    guide = complete(site, review_by=PAST)
    french = site.guide("fr", of=guide, review_by=PAST, risk_level="low")
    translated(guide, "fr")
    confirm(guide, None, LATER)
    source = TranslationSource.objects.get(object_id=guide.translation_key)
    made, _new = source.create_or_update_translation(locales()["fr"], publish=False, fallback=True)
    assert (made.reviewed, made.review_by) == (TODAY, LATER)
    assert dates(french) == (TODAY, LATER)


def test_the_page_says_when_it_was_confirmed_and_is_purged(
    site: SmallSite, client: Client, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = complete(site)
    french = site.guide("fr", of=guide)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(guide, None, None)
        assert purged == []
    assert f"ggsn.example/en/library/{guide.slug}/" in purged
    assert f"ggsn.example/fr/library/{french.slug}/text" in purged
    said = f"Still right on {TODAY.day} {TODAY:%B} {TODAY.year}."
    assert said in texts(tree(client, f"/en/library/{guide.slug}/"), "//dl[@class='adapt']/dd")
    assert dates(guide) == (TODAY, None)


COORDINATORS = "Translation coordinators: fr"


def test_who_may_confirm(site: SmallSite) -> None:
    roles.ensure_all()
    guide, french_original = complete(site), site.guide("fr")
    french = site.guide("fr", of=guide)
    draft = site.guide(live=False)
    story = site.story()
    editor, reviewer = member("editor", roles.EDITORS), member("reviewer", roles.REVIEWERS)
    translator, coordinator = member("translator", "Translators: fr"), member("coordinator", COORDINATORS)
    pages = [guide, french_original, french, draft, story]
    people = (editor, reviewer, translator, coordinator)
    allowed = {user.username: [may_confirm(user, page) for page in pages] for user in people}
    assert allowed == {
        "editor": [True, True, False, False, False],
        "reviewer": [False] * 5,
        "translator": [False] * 5,
        "coordinator": [False] * 5,
    }


def test_the_form_asks_for_the_next_date(site: SmallSite) -> None:
    guide = complete(site, review_by=PAST)
    client = signed_in(member("editor", roles.EDITORS))
    address = reverse("confirm_guide", args=[guide.pk])
    page = lxml.html.document_fromstring(client.get(address).content.decode())
    assert page.xpath("//input[@name='review_by']/@value") == [(TODAY + datetime.timedelta(days=365)).isoformat()]
    assert dates(guide) == (None, PAST)  # reading the form changes nothing
    for wrong in (TODAY.isoformat(), PAST.isoformat(), "soon"):
        assert client.post(address, {"review_by": wrong}).status_code == 200
    assert dates(guide) == (None, PAST)
    response = client.post(address, {"review_by": LATER.isoformat(), "next": "https://elsewhere.example/"})
    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    assert dates(guide) == (TODAY, LATER)
    response = client.post(address, {"review_by": "", "next": reverse("guides_due")})
    assert response["Location"] == reverse("guides_due")
    assert dates(guide) == (TODAY, None)


def test_nobody_else_gets_the_form(site: SmallSite) -> None:
    guide = complete(site, review_by=PAST)
    address = reverse("confirm_guide", args=[guide.pk])
    reviewer = signed_in(member("reviewer", roles.REVIEWERS))
    for client in (Client(), reviewer):
        for response in (client.get(address), client.post(address, {"review_by": LATER.isoformat()})):
            assert response.status_code == 302  # to the log-in, or to the start page with a sentence
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member("editor", roles.EDITORS))
    assert strict.post(address, {"review_by": LATER.isoformat()}).status_code == 403
    assert dates(guide) == (None, PAST)


def test_the_menu_of_a_guide_leads_there(site: SmallSite) -> None:
    guide, draft = complete(site), site.guide(live=False)
    client = signed_in(member("editor", roles.EDITORS))
    found = [
        f'href="{reverse("confirm_guide", args=[page.pk])}"'
        in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        for page in (guide, draft)
    ]
    assert found == [True, False]


# ---------------------------------------------------------------- report and start page


@pytest.fixture
def dated(site: SmallSite) -> dict[str, GuidePage]:
    """Guides of all kinds; only the first four are due."""
    roles.ensure_all()
    made = {
        "soon": complete(site, title="Soon", review_by=SOON),
        "past": complete(site, title="=Past", review_by=PAST, topics=("care",)),
        "french": site.guide("fr", title="Bientôt", review_by=SOON, topics=("care",)),
        "members": site.guide(title=SECRET, review_by=SOON),
    }
    site.guide("fr", of=made["soon"], title="Traduction", review_by=SOON)
    site.guide(title="Later", review_by=LATER)
    site.guide(title="Never")
    site.guide(title="Not public", review_by=PAST, live=False)
    make_private(made["members"])
    return made


def rows(client: Client, **asked: str) -> list[str]:
    page = lxml.html.document_fromstring(client.get(reverse("guides_due"), asked).content.decode())
    return texts(page, "//td[@class='title']/a/bdi")


def test_the_report_lists_originals_that_are_due(site: SmallSite, dated: dict[str, GuidePage]) -> None:
    editor = signed_in(member("editor", roles.EDITORS))
    assert rows(editor) == ["=Past", "Soon", "Bientôt", SECRET]
    assert rows(editor, overdue="on") == ["=Past"]
    assert rows(editor, topic="care") == ["=Past", "Bientôt"]
    assert rows(editor, locale=str(locales()["fr"].pk)) == ["Bientôt"]
    assert rows(signed_in(member("translator", "Translators: fr"))) == []
    reviewer = signed_in(member("reviewer", roles.REVIEWERS))
    assert reviewer.get(reverse("guides_due")).status_code == 302
    assert SECRET not in reviewer.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("guides_due") not in reviewer.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_leads_to_the_confirmation(site: SmallSite, dated: dict[str, GuidePage]) -> None:
    editor = signed_in(member("editor", roles.EDITORS))
    page = lxml.html.document_fromstring(editor.get(reverse("guides_due")).content.decode())
    places = [f"{reverse('confirm_guide', args=[dated[name].pk])}?next=/admin/reports/guides-due/" for name in (
        "past", "soon", "french", "members",
    )]  # fmt: skip
    assert page.xpath("//tbody//td[4]/a/@href") == places


def test_the_report_as_a_table(site: SmallSite, dated: dict[str, GuidePage]) -> None:
    editor = signed_in(member("editor", roles.EDITORS))
    response = editor.get(reverse("guides_due"), {"export": "csv", "overdue": "on"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    past = dated["past"]
    assert lines[1:] == [f"{past.number},'=Past,English,{PAST},,http://localhost/en/library/{past.slug}/"]
    assert editor.get(reverse("guides_due"), {"export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_report(site: SmallSite, count: int, django_assert_num_queries: Any) -> None:
    editor = signed_in(member("editor", roles.EDITORS))
    for _ in range(count):
        site.guide(review_by=PAST)
    editor.get(reverse("guides_due"))
    with django_assert_num_queries(18):
        editor.get(reverse("guides_due"))


def test_the_start_page_tells_those_who_may_edit(site: SmallSite, dated: dict[str, GuidePage]) -> None:
    def told(user: User) -> list[str]:
        page = lxml.html.document_fromstring(signed_in(user).get(reverse("wagtailadmin_home")).content.decode())
        return texts(page, "//*[contains(@id, 'guides-due')]//td[@class='title']/a")

    assert told(member("editor", roles.EDITORS)) == ["=Past", "Soon", "Bientôt", SECRET]
    assert told(member("translator", "Translators: fr")) == []
    assert told(member("reviewer", roles.REVIEWERS)) == []


# ---------------------------------------------------------------- mail


def test_one_mail_a_person_and_nobody_hears_twice(
    site: SmallSite, dated: dict[str, GuidePage], settings: Any, capsys: Any
) -> None:
    member("editor", roles.EDITORS)
    member("gone", roles.EDITORS, is_active=False)
    User.objects.filter(pk=factories.user("without", roles.EDITORS).pk).update(email="")
    member("reviewer", roles.REVIEWERS)
    member("translator", "Translators: fr")
    authors = Group.objects.create(name="Authors: fr")
    may_add = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    GroupPagePermission.objects.create(group=authors, page=site.homes["fr"], permission=may_add)
    author, former = member("author", authors.name), member("former")
    GuidePage.objects.filter(pk=dated["french"].pk).update(owner=author)
    GuidePage.objects.filter(pk=dated["soon"].pk).update(owner=former)  # may not edit it any more
    mail.outbox.clear()
    call_command("send_review_reminders")
    assert capsys.readouterr().out == "Told 2 people.\n"
    first, second = mail.outbox
    assert [message.to for message in mail.outbox] == [["editor@example.org"], ["author@example.org"]]
    assert first.subject == "Guides to look at again"
    for name in ("past", "soon", "french", "members"):
        assert f"{settings.BASE_URL}/admin/library/confirm/{dated[name].pk}/" in first.body
    assert "Bientôt" in second.body
    assert "Soon" not in second.body
    assert SECRET not in first.message().as_string()
    assert f"Guide {dated['members'].number} (" in first.body
    assert [send_reminders(), send_reminders()] == [0, 0]
    assert ReviewReminder.objects.count() == 5

    # A new date is another matter, and so is a new editor.
    GuidePage.objects.filter(pk=dated["past"].pk).update(review_by=TODAY)
    member("new", roles.EDITORS)
    mail.outbox.clear()
    assert send_reminders() == 2
    assert [("=Past" in message.body, "Soon" in message.body) for message in mail.outbox] == [
        (True, False),
        (True, True),
    ]


def test_mail_in_the_language_that_somebody_chose(site: SmallSite) -> None:
    site.guide(review_by=SOON)
    for name, language in (("one", "fr"), ("two", "ar"), ("three", "")):
        UserProfile.objects.create(user=member(name, roles.EDITORS), preferred_language=language)
    mail.outbox.clear()
    send_reminders()
    expected = []
    for language in ("fr", "ar", "en"):
        with translation.override(language):
            expected.append(translation.gettext("Guides to look at again"))
    assert [message.subject for message in mail.outbox] == expected


def test_a_dead_mail_server_is_asked_again_the_next_day(
    site: SmallSite, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site.guide(title="Told later", review_by=SOON)
    member("editor", roles.EDITORS)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    assert send_reminders() == 0
    assert ReviewReminder.objects.count() == 0
    assert "A reminder was not sent" in caplog.text
    assert "editor@example.org" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_reminders() == 1
