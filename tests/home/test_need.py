"""Readers ask for translations; translators see what is needed most."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ReferenceIndex

from home import i18n, roles
from home.limits import Limit
from home.models import TranslationClaim, WorkVersion
from home.models.desk import Grade
from library.models import GuidePage
from tests.factories import SmallSite
from tests.home.test_freshness import BODY, client_of, edit, translate
from tests.library.helpers import SECRET, kit_of, make_private, tree
from tests.stories.forms import sent_in

FORM = "//main//form[starts-with(@action, '/fr/ask/')]"


def requests(page: Any, code: str = "fr") -> int:
    found = WorkVersion.objects.filter(work=page.translation_key, locale__language_code=code).first()
    return found.requests if found else 0


def press(page: Any, client: Client | None = None, code: str = "fr", **headers: str) -> Any:
    """What the button does; each time another reader, unless a client is given."""
    made = client or Client(enforce_csrf_checks=True, REMOTE_ADDR=f"203.0.113.{requests(page, code) + 1}")
    return made.post(f"/{code}/ask/{page.pk}/", headers=headers)


# ---------------------------------------------------------------- asking


def test_one_press_without_a_cookie(site: SmallSite) -> None:
    guide = site.guide(title="A guide")
    client = Client(enforce_csrf_checks=True)
    shown = client.get(i18n.url_in(guide, "fr"))
    assert "public" in shown["Cache-Control"]
    form = lxml.html.document_fromstring(shown.content.decode()).xpath(FORM)[0]
    assert (form.get("method"), form.get("action"), form.xpath(".//input")) == ("post", f"/fr/ask/{guide.pk}/", [])
    answer = client.post(form.get("action"), headers={"origin": "null", "sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer["Location"]) == (303, f"/fr/ask/{guide.pk}/")
    thanks = client.get(answer["Location"])
    assert "A guide" in thanks.content.decode() and "noindex" in thanks.content.decode()
    assert (shown.cookies, answer.cookies, thanks.cookies) == ({}, {}, {})
    assert (requests(guide), requests(guide, "ar")) == (1, 0)
    press(guide)
    assert requests(guide) == 2


def test_no_button_where_nothing_is_missing(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    french = site.guide("fr", of=guide)
    assert tree(client, i18n.url_in(french, "fr")).xpath("//main//form[contains(@action, '/ask/')]") == []
    assert press(guide).status_code == 404
    assert press(guide, code="en").status_code == 404
    assert requests(guide) == 0


def test_nobody_asks_for_what_is_not_public(site: SmallSite) -> None:
    draft, closed = site.guide(title=f"{SECRET} 1", live=False), site.guide(title=f"{SECRET} 2")
    make_private(closed)
    refused = site.story(title="A story")
    sent_in(refused, translation="none", language="en")
    for page in (draft, closed, refused):
        assert press(page).status_code == 404
        assert requests(page) == 0
    for page in (draft, closed):
        assert SECRET not in Client().get(f"/fr/ask/{page.pk}/").content.decode()
    assert Client().get(i18n.url_in(refused, "fr")).status_code == 200
    assert tree(Client(), i18n.url_in(refused, "fr")).xpath(FORM) == []
    assert Client().post("/fr/ask/999999/").status_code == 404


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"sec-fetch-site": "cross-site", "origin": "null"}, 0),
        ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, 0),
        ({"origin": "https://elsewhere.example"}, 0),
        ({"origin": "http://testserver"}, 1),
        ({"origin": "null"}, 1),
        ({}, 1),
    ],
)
def test_other_sites_press_nothing(site: SmallSite, headers: dict[str, str], counted: int) -> None:
    guide = site.guide()
    assert press(guide, **headers).status_code == 303
    assert requests(guide) == counted


def test_an_address_counts_once_an_hour_and_is_kept_nowhere(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    guide, other, third = site.guide(), site.guide(), site.guide()
    for _press in range(3):
        assert press(guide, client).status_code == 303
    assert requests(guide) == 1
    monkeypatch.setattr("home.desk.asking.ASKED", Limit("asked", 2))
    press(other, client)
    press(third, client)
    assert (requests(other), requests(third)) == (1, 0)
    assert "203.0.113.77" not in str(cache._cache)  # type: ignore[attr-defined]


def test_a_translation_answers_those_who_asked(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    press(guide)
    assert requests(guide) == 1
    translate(guide, "fr")
    assert requests(guide) == 0


# ---------------------------------------------------------------- the queue

CLAIM, RIGHT = "I translate it", "Still right, no change needed"


def queue(client: Client, code: str = "fr") -> list[list[str]]:
    """The lines of the queue, without what every site has."""
    response = client.get(reverse("desk_queue", args=[code]))
    assert response.status_code == 200
    found = []
    for row in lxml.html.document_fromstring(response.content.decode()).xpath(
        "//table[contains(@class, 'desk')]/tbody/tr"
    ):
        for hidden in row.xpath(".//span[@class='w-sr-only']"):
            hidden.text = ""
        found.append([" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")])
    return found


def test_what_is_needed_most_comes_first(site: SmallSite) -> None:
    editor = client_of("editor", roles.EDITORS)
    old = site.guide(title="Old", body=BODY)
    asked = site.guide(title="Asked for", body=[("text", "<p>" + "word " * 100 + "</p>")], summary="")
    linked = site.guide(title="Linked")
    small = site.guide(title="Small", body=BODY)
    done = site.guide(title="Done", body=BODY)
    for guide in (old, small, done):
        translate(guide, "fr")
    edit(small, 3, "<p>Another.</p>")
    edit(old, 3, "<p>Quite another one.</p>", Grade.MAJOR)
    press(asked)
    link = f'<p><a linktype="page" id="{linked.pk}">a</a></p>'
    for page in (
        site.standard(title="Leads there", body=[("text", link)]),
        kit_of(site, linked, title="A kit"),
        kit_of(site, small, title=SECRET, live=False),
    ):
        ReferenceIndex.create_or_update_for_object(page)  # which is a task for the worker
    lines = queue(editor)
    assert [(line[0], line[2], line[3]) for line in lines] == [
        ("Asked for", "1", "0"), ("Linked", "0", "2"), ("Old", "0", "0"), ("Small", "0", "0"),
        ("Leads there", "0", "0"), ("A kit", "0", "0"),
    ]  # fmt: skip
    assert [line[4] for line in lines[:3]] == ["about 21 minutes", "about 1 minute", "about 1 minute"]
    assert lines[2][1].startswith("Out of date (1 of 6) since ")
    assert [line[5] for line in lines[:4]] == [CLAIM, CLAIM, *[f"{CLAIM}{RIGHT}"] * 2]
    assert SECRET not in str(queue(editor))


def test_who_sees_the_queue(site: SmallSite) -> None:
    guide = site.guide(title="A guide", body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    address = reverse("desk_queue", args=["fr"])
    for client in (Client(), client_of("nobody"), client_of("reviewer", roles.REVIEWERS)):
        assert client.get(address).status_code == 302
    arab = client_of("arab", roles.translators_group_name(i18n.locales()["ar"]))
    assert queue(arab)[0][5] == ""
    french = client_of("french", roles.translators_group_name(i18n.locales()["fr"]))
    assert queue(french)[0][5] == f"{CLAIM}{RIGHT}"
    reviewer = client_of("chloe", roles.group_name(roles.TRANSLATION_REVIEWERS, i18n.locales()["fr"]))
    assert queue(reviewer)[0][5] == ""
    assert french.get(reverse("desk_queue", args=["xx"])).status_code == 404


def test_claimed_from_the_queue(site: SmallSite) -> None:
    guide = site.guide(title="A guide", body=BODY)
    group = roles.translators_group_name(i18n.locales()["fr"])
    amina, bilal = client_of("Amina", group), client_of("Bilal", group)
    address = reverse("desk_queue", args=["fr"])
    form = lxml.html.document_fromstring(amina.get(address).content.decode()).xpath("//td/form")[0]
    answer = amina.post(form.get("action"), dict(form.fields))
    assert answer["Location"] == address
    claim = TranslationClaim.objects.get()
    assert (claim.user.username, claim.translation_key) == ("Amina", guide.translation_key)
    until = date_format(timezone.localdate(claim.expires_at), "DATE_FORMAT")
    for client in (amina, bilal):
        line = queue(client)[0]
        assert (line[1], line[5]) == (f"Missing Amina translates this until {until}.", "")
    assert queue(bilal, "ar")[0][1] == "Missing"
    TranslationClaim.objects.update(expires_at=timezone.now())
    assert (queue(bilal)[0][1], queue(bilal)[0][5]) == ("Missing", CLAIM)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    editor = client_of("editor", roles.EDITORS)
    for _number in range(count):
        guide = site.guide(body=BODY)
        translate(guide, "fr")
        edit(guide, 3, "<p>Another.</p>")
        site.guide()
    queue(editor)
    with django_assert_num_queries(22):
        assert editor.get(reverse("desk_queue", args=["fr"])).status_code == 200
    assert GuidePage.objects.count() == 3 * count
