"""wagtail-localize's report of translations names only works that its reader may know of."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import Translation

from home import i18n, roles
from home.models import User
from library.models import Topic
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import submitted

VIEWS = ("translations_report", "translations_report_results")


@pytest.fixture
def works(site: SmallSite, french: Translation) -> None:
    """What everybody may read, some people, nobody yet: submitted into two languages; and a term."""
    restricted = site.guide(title="For some people")
    PageViewRestriction.objects.create(page=restricted, restriction_type="groups").groups.add(
        Group.objects.create(name="Some")
    )
    for work in (restricted, site.guide(title="A draft", live=False)):
        submitted(work, "ar")
    term = Topic.objects.create(key="sleep", name="Sleep", locale=i18n.locales()["en"])
    for code in ("fr", "ar"):
        submitted(term, code)


def reported(user: User, view: str) -> list[tuple[str, str]]:
    """Title and language of each row, in alphabetical order."""
    response = signed_in(user).get(reverse(f"wagtail_localize:{view}"))
    assert response.status_code == 200
    rows = response.context["object_list"]
    body = response.content.decode()
    found = sorted((row.source.object_repr, row.target_locale.language_code) for row in rows)
    assert all(title in body for title, _code in found)
    return found


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_in_ones_own_language(site: SmallSite, french: Translation, view: str) -> None:
    in_french = sorted([("A guide", "fr"), ("Sleep", "fr")])
    for kind in ("translator", "reviewer", "coordinator"):
        assert reported(member(kind, "fr"), view) == in_french
    # The title is that of the text which was translated from, as it was sent last.
    assert reported(member("translator", "ar"), view) == [("Sleep", "ar")]
    in_arabic = sorted([("For some people", "ar"), ("A draft", "ar"), ("Sleep", "ar")])
    assert reported(factories.user("editor", roles.EDITORS), view) == sorted(in_french + in_arabic)
    assert reported(factories.user("stories", roles.REVIEWERS), view) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_translation_that_others_are_made_from(site: SmallSite, translator: User, editor: User, view: str) -> None:
    """It is a draft or for some people, and its original is public."""
    public, draft, restricted = (site.guide("ar", title=title) for title in ("One", "Two", "Three"))
    submitted(site.guide(of=public, title="Public"), "fr")
    submitted(site.guide(of=draft, title="Secret draft", live=False), "fr")
    secret = site.guide(of=restricted, title="Secret for some")
    submitted(secret, "fr")
    PageViewRestriction.objects.create(page=secret, restriction_type="groups")
    assert reported(translator, view) == [("Public", "fr")]
    assert reported(editor, view) == [("Public", "fr"), ("Secret draft", "fr"), ("Secret for some", "fr")]


@pytest.mark.usefixtures("works")
def test_the_spreadsheet(site: SmallSite, translator: User) -> None:
    response = signed_in(translator).get(reverse("wagtail_localize:translations_report"), {"export": "csv"})
    said: Any = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    assert b"For some people" not in said
    assert b"A draft" not in said
