"""What became out of date, and what readers ask for, in my languages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from home import i18n
from home.models import User, Work, WorkVersion
from home.models.desk import Grade
from home.translators import claims
from tests.factories import SmallSite
from tests.home.telling.conftest import DAY, body, choose, listening, mails, reached
from tests.home.test_freshness import BODY, edit, translate
from tests.home.translators.conftest import member
from tests.library.helpers import SECRET, make_private

BEHIND = "1 translation is out of date"
ASKED = "Readers ask for 1 translation"
WEEK = 7 * DAY


def old(site: SmallSite, grade: str = Grade.MAJOR, code: str = "fr", **values: Any) -> Any:
    """A guide whose translation is older than it."""
    guide = site.guide(**{"title": "A guide", "body": BODY, **values})
    translate(guide, code)
    edit(guide, 3, "<p>Four.</p>", grade)
    return guide


def asked(work: Any, times: int, code: str = "fr") -> WorkVersion:
    """Readers asked for it so often."""
    known = Work.objects.get(pk=work.translation_key)
    made, _new = WorkVersion.objects.update_or_create(
        work=known, locale=i18n.locales()[code], defaults={"requests": times}
    )
    return made


# ---------------------------------------------------------------- out of date


def test_translators_are_told_once_what_is_behind(
    site: SmallSite, translator: User, reviewer: User, coordinator: User, arab: User, editor: User, settings: Any
) -> None:
    guide = old(site)
    assert mails() == [("amina", BEHIND), ("dalia", BEHIND)]
    since = WorkVersion.objects.get(work=guide.translation_key, locale__language_code="fr").since
    date = date_format(timezone.localdate(since), "DATE_FORMAT")
    address = reverse("desk_version", args=[guide.translation_key, "fr"])
    said = f"The original has changed:\n\n* A guide (Français), since {date}\n  {settings.BASE_URL}{address}\n\n"
    assert body().startswith(said)
    assert mails(timezone.now() + WEEK) == []
    edit(guide, 1, "<p>Five.</p>", Grade.MAJOR)  # it is behind already
    assert mails(timezone.now() + 2 * WEEK) == []
    translate(guide, "fr", "… …")
    edit(guide, 3, "<p>Six.</p>", Grade.MINOR)
    assert mails(timezone.now() + 3 * WEEK) == [("amina", BEHIND), ("dalia", BEHIND)]


def test_nothing_of_typing_errors(site: SmallSite, translator: User) -> None:
    old(site, Grade.TYPING)
    assert mails() == []


def test_a_graver_change_is_news(site: SmallSite, translator: User) -> None:
    guide = old(site, Grade.MINOR)
    assert mails() == [("amina", BEHIND)]
    edit(guide, 3, "<p>Five.</p>", Grade.MAJOR)
    assert mails(timezone.now() + WEEK) == [("amina", BEHIND)]


@pytest.mark.parametrize("how", ["private", "withdrawn", "translation withdrawn", "claimed by another"])
def test_not_of_what_is_not_public_or_not_free(
    site: SmallSite, translator: User, reviewer: User, how: str, coordinator: User
) -> None:
    guide = old(site, title=SECRET)
    asked(site.guide(title="Wanted", live=False), 3)
    if how == "private":
        make_private(guide)
    elif how == "withdrawn":
        guide.unpublish()
    elif how == "translation withdrawn":
        guide.get_translation(i18n.locales()["fr"]).unpublish()
    else:
        claims.claim(guide.translation_key, i18n.locales()["fr"], coordinator)
        choose(coordinator, outdated="never")
    assert mails() == []


def test_plural_forms_and_the_gravest_first(site: SmallSite, translator: User, settings: Any) -> None:
    old(site, Grade.MINOR, title="Small")
    old(site, Grade.MAJOR, title="Great")
    assert mails() == [("amina", "2 translations are out of date")]
    assert body().index("* Great (") < body().index("* Small (")


def test_a_long_list_is_cut(site: SmallSite, translator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("home.telling.sending.LISTED", 1)
    for title in ("One", "Two", "Three"):
        old(site, title=title)
    assert mails() == [("amina", "3 translations are out of date")]
    assert body().count("* ") == 1
    assert "2 more stand on the translation desk:" in body()
    assert mails(timezone.now() + WEEK) == []


# ---------------------------------------------------------------- asked for


def test_what_readers_ask_for_most_comes_first(site: SmallSite, translator: User, arab: User, settings: Any) -> None:
    asked(site.guide(title="Little"), 1)
    asked(site.guide(title="Much"), 5)
    story = site.story(title=SECRET)
    asked(story, 2)
    assert mails() == [("amina", "Readers ask for 3 translations")]
    address = f"  {settings.BASE_URL}{reverse('desk_queue', args=['fr'])}\n\n"
    assert body().startswith(
        f"Readers ask for it:\n\n* Much (Français), 5 readers\n{address}* Story (Français), 2 readers\n{address}"
        f"* Little (Français), 1 reader\n{address}"
    )
    assert SECRET not in mail.outbox[0].message().as_string()


def test_told_again_when_twice_as_many_have_asked(site: SmallSite, translator: User) -> None:
    guide = site.guide()
    told = []
    for week, times in enumerate((1, 1, 2, 3, 4, 7, 8)):
        asked(guide, times)
        told.append(len(mails(timezone.now() + week * WEEK)))
    assert told == [1, 0, 1, 0, 1, 0, 1]


def test_not_of_what_is_there_or_hidden(site: SmallSite, translator: User) -> None:
    there, hidden = site.guide(), site.guide(title=SECRET)
    site.guide("fr", of=there)
    asked(there, 3)
    asked(hidden, 3)
    make_private(hidden)
    assert mails() == []


# ---------------------------------------------------------------- when, in which language, to whom


MONDAY = datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("frequency", "zone", "looked", "hours"),
    [
        ("at_once", "UTC", 0, {0}),
        ("daily", "UTC", 0, {6}),
        ("daily", "Asia/Tokyo", 0, {21}),
        ("daily", "Nowhere/Unknown", 0, {6}),
        ("weekly", "UTC", 0, {6}),
        ("weekly", "UTC", 7, {6 + 7 * 24}),
        ("weekly", "America/Bogota", 0, {11}),
        ("never", "UTC", 0, set()),
    ],
)
def test_when_it_is_time(
    site: SmallSite, translator: User, frequency: str, zone: str, looked: int, hours: set[int]
) -> None:
    """The first hour after Monday, 1 March 2027, 00:00 UTC, at which there is a mail."""
    asked(site.guide(), 1)
    reached(translator, current_time_zone=zone)
    choose(translator, wanted=frequency)
    translator.news_choices.update(looked_at=MONDAY + datetime.timedelta(hours=looked))
    times = (MONDAY + datetime.timedelta(hours=hour) for hour in range(15 * 24))
    found = {int((now - MONDAY).total_seconds() // 3600) for now in times if mails(now)}
    assert found == hours


def test_nothing_but_what_is_new_after_a_long_time_off(site: SmallSite, translator: User) -> None:
    """A server that was down on Monday makes up for it, once."""
    choose(translator, wanted="weekly")
    translator.news_choices.update(looked_at=MONDAY - WEEK)
    asked(site.guide(), 1)
    assert mails(MONDAY + 3 * DAY) == [("amina", ASKED)]
    asked(site.guide(), 1)
    assert mails(MONDAY + 4 * DAY) == []
    assert mails(MONDAY + 8 * DAY) == [("amina", ASKED)]


def test_who_is_new_is_not_told_of_everything_at_once(site: SmallSite) -> None:
    asked(site.guide(), 1)
    reached(member("translator", "fr", "Neu"))
    assert mails() == []
    assert mails(timezone.now() + WEEK) == [("neu", ASKED)]


def test_editors_hear_of_all_languages_when_they_ask_for_it(site: SmallSite, editor: User) -> None:
    asked(site.guide(), 1, "fr")
    asked(site.guide(), 1, "ar")
    assert mails() == []
    choose(editor, wanted="at_once")
    assert mails() == [("editor", "Readers ask for 2 translations")]


def test_in_the_language_and_by_the_clock_of_the_reader(site: SmallSite) -> None:
    expected = []
    for name, code in (("one", "fr"), ("two", "ar"), ("three", "")):
        listening(reached(member("translator", "fr", name), code, current_time_zone="Pacific/Auckland"))
        expected.append((name, code or "en"))
    guide = old(site)
    WorkVersion.objects.filter(work=guide.translation_key, locale__language_code="fr").update(
        since=datetime.datetime(2026, 1, 31, 13, 0, tzinfo=datetime.UTC)  # 1 February in Auckland
    )
    mails()
    for message, (name, code) in zip(mail.outbox, expected, strict=True):
        with translation.override(code):
            date = date_format(datetime.date(2026, 2, 1), "DATE_FORMAT")
            assert message.subject == translation.ngettext(
                "%(count)s translation is out of date", "%(count)s translations are out of date", 1
            ) % {"count": 1}
            assert translation.gettext("since %(date)s") % {"date": date} in message.body
        assert (message.to, f"/{code}/mail/stop/" in message.body) == ([f"{name}@example.org"], True)
