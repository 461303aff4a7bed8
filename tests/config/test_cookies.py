"""Only pages with a form set a cookie, whatever the request carried."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from home import roles
from stories.models import Submission
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import complete, notice, post, typed

GOOD = "a1B2" * 8
#: Not what Django writes: too short, too long, other characters, none at all.
FOREIGN = ["bad", "", "x" * 33, "x" * 65, "é" * 32, "a" * 31 + "!", '"quoted"', "x" * 4000]
FORM = "/en/stories/send/"


def asking(**cookies: str) -> Client:
    """A browser with these cookies, which sends the token of a form back only when the page gave it one."""
    client = Client(enforce_csrf_checks=True)
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


@pytest.mark.parametrize("value", [*FOREIGN, GOOD, GOOD * 2])
@pytest.mark.parametrize("name", ["csrftoken", "sessionid", "messages", "django_language"])
def test_reading_sets_no_cookie(site: SmallSite, name: str, value: str) -> None:
    story = site.story()
    for address in (
        "/",
        "/en/",
        "/ar/stories/",
        f"/en/stories/{story.slug}/",
        "/en/search/?q=lease",
        "/en/stories/feed/",
        "/en/nowhere/",
        "/robots.txt",
        "/sitemap.xml",
    ):
        response = asking(**{name: value}).get(address)
        assert (address, response.cookies) == (address, {})


@pytest.mark.parametrize("value", FOREIGN)
def test_a_page_with_a_form_sets_a_good_one(site: SmallSite, value: str) -> None:
    client = asking(csrftoken=value)
    response = client.get(FORM)
    assert list(response.cookies) == ["csrftoken"]
    cookie = response.cookies["csrftoken"].value
    assert (len(cookie), cookie.isalnum(), cookie != value) == (32, True, True)
    assert send(client, response).status_code == 303
    assert Submission.objects.count() == 1


def test_a_good_one_stays(site: SmallSite) -> None:
    client = asking(csrftoken=GOOD)
    response = client.get(FORM)
    assert response.cookies["csrftoken"].value == GOOD
    assert send(client, response).status_code == 303


@pytest.mark.parametrize("value", FOREIGN)
def test_a_foreign_one_protects_nothing(site: SmallSite, value: str) -> None:
    """Sent with the same text as token; the form comes back with everything in it, and with a good cookie."""
    response = post(asking(csrftoken=value), {**complete(), "csrfmiddlewaretoken": value})
    assert (response.status_code, Submission.objects.count()) == (403, 0)
    assert notice(response).startswith("Your browser did not send back the cookie")
    assert typed(response)["title"] == "The last bus is our office"
    assert list(response.cookies) == ["csrftoken"]
    assert len(response.cookies["csrftoken"].value) == 32


def test_a_story_sets_two_more_below_the_stories_alone(site: SmallSite) -> None:
    client = asking()
    response = send(client, client.get(FORM))
    paths = {name: cookie["path"] for name, cookie in response.cookies.items() if name != "csrftoken"}
    codes = [code for code, _name in settings.LANGUAGES]
    assert paths == {f"{name}_{code}": f"/{code}/stories/" for name in ("story", "receipt") for code in codes}


def test_nobody_is_signed_out(site: SmallSite) -> None:
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    assert len(client.cookies[settings.SESSION_COOKIE_NAME].value) == 32
    assert client.get("/admin/").status_code == 200


def send(client: Client, form: Any) -> Any:
    """Send the form as a browser would, with the token in it."""
    return post(client, {**complete(), "csrfmiddlewaretoken": form.context["csrf_token"]})
