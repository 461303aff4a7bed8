"""Machine translation through wagtail-localize's own backend and a real server that answers as LibreTranslate does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation

from home.helping import machine
from home.models import User, WorkVersion
from home.translators import review
from library.models import GuidePage, Topic
from library.vocabulary import Provenance
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import act, page_of, send, stored, submitted, url, write
from tests.stories.forms import sent_in

KEY = "a-key-that-nobody-may-read"


@dataclass
class Libre:
    """A LibreTranslate server: it writes texts in capital letters, or does what `answer` says."""

    server: ThreadingHTTPServer
    asked: list[dict[str, Any]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, bytes]] | None = None

    def reply(self, path: str, data: dict[str, Any]) -> tuple[int, bytes]:
        """The status and the body."""
        self.asked.append({"path": path, **data})
        if self.answer:
            return self.answer(data)
        return 200, json.dumps({"translatedText": [f"[{data['target']}] {text}" for text in data["q"]]}).encode()

    @property
    def texts(self) -> list[str]:
        """All that it was sent."""
        return [text for one in self.asked for text in one["q"]]


@pytest.fixture
def libre(settings: Any) -> Iterator[Libre]:
    """The site is set to use it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = made.reply(self.path, data)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Not in the output of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Libre(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": f"http://127.0.0.1:{server.server_port}", "API_KEY": KEY, "TIMEOUT": 2},
    }
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def ask(user: User, translation: Translation) -> list[str]:
    """Press the button; what the admin says then."""
    response = signed_in(user).post(f"{url('wagtail_localize:machine_translate', translation)}?next=/admin/pages/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/pages/")
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def publish(translation: Translation) -> None:
    """As an editor may, at once."""
    version = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    version.save_revision().publish()


def kinds(translation: Translation) -> dict[str, tuple[str, str]]:
    """Who wrote each text: a person or a machine, and which."""
    found = StringTranslation.objects.filter(
        locale=translation.target_locale, context__object_id=translation.source.object_id
    )
    return {one.context.path: (one.translation_type, one.tool_name) for one in found.select_related("context")}


BY_MACHINE, BY_HAND = ("machine", "LibreTranslate"), ("manual", "")


def test_off_by_default(settings: Any, french: Translation, translator: User) -> None:
    assert settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR is None
    address = url("wagtail_localize:machine_translate", french)
    assert signed_in(translator).post(address).status_code == 404


def test_a_machine_fills_what_is_missing(libre: Libre, french: Translation, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    assert ask(translator, french) == ["Successfully translated with LibreTranslate."]
    assert stored(french) == {"title": "Un guide", "summary": "[fr] What it is."}
    assert kinds(french) == {"title": BY_HAND, "summary": BY_MACHINE}
    assert libre.asked == [
        {"path": "/translate", "q": ["What it is."], "source": "en", "target": "fr", "api_key": KEY, "format": "html"}
    ]


def restrict(page: Any, site: SmallSite) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def restrict_above(page: Any, site: SmallSite) -> None:
    PageViewRestriction.objects.create(page=site.sections["library", "en"], restriction_type="login")


def withdraw(page: Any, site: SmallSite) -> None:
    page.unpublish()


@pytest.mark.parametrize("hide", [restrict, restrict_above, withdraw])
def test_what_is_not_public_is_never_sent(
    libre: Libre, site: SmallSite, guide: GuidePage, french: Translation, hide: Callable[[Any, SmallSite], None]
) -> None:
    hide(guide, site)
    administrator = User.objects.create_superuser("root")
    assert ask(administrator, french) == [str(machine.NOT_PUBLIC)]
    assert (libre.asked, stored(french)) == ([], {})


def test_a_draft_is_never_sent(libre: Libre, site: SmallSite) -> None:
    draft = submitted(site.guide(title="Not yet", live=False), "fr")
    assert ask(User.objects.create_superuser("root"), draft) == [str(machine.NOT_PUBLIC)]
    assert libre.asked == []


@pytest.mark.parametrize("is_public", [False, True])
def test_stories_only_when_they_are_public(libre: Libre, site: SmallSite, is_public: bool) -> None:
    story = site.story(title="The march of next week", live=is_public)
    sent_in(story, may_reprint=True, language="en")
    told = submitted(story, "fr")
    said = ask(User.objects.create_superuser("root"), told)
    assert said == (["Successfully translated with LibreTranslate."] if is_public else [str(machine.NOT_PUBLIC)])
    assert ("The march of next week" in libre.texts) is is_public


def test_not_where_the_sender_says_no_later(libre: Libre, site: SmallSite) -> None:
    story = site.story(title="The march of last week")
    told = submitted(story, "fr")
    sent_in(story, translation="none", may_reprint=True, language="en")
    client = signed_in(User.objects.create_superuser("root"))
    response = client.post(url("wagtail_localize:machine_translate", told))
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/"), "nobody works on it any more"
    assert libre.asked == []


def test_words_that_were_taken_out_are_never_sent(libre: Libre, guide: GuidePage, french: Translation) -> None:
    """The text was sent to the translators with a name that the public text does not hold any more."""
    guide.summary = "What it was."
    guide.save()
    assert ask(User.objects.create_superuser("root"), french) == [str(machine.NOT_SENT_ANEW)]
    assert libre.asked == []


def test_terms_are_sent(libre: Libre, guide: GuidePage, site: SmallSite) -> None:
    topic = Topic.objects.create(key="new", name="Rent", summary="What you pay.", locale=site.homes["en"].locale)
    term = submitted(topic, "fr")
    ask(User.objects.create_superuser("root"), term)
    assert stored(term) == {"name": "[fr] Rent", "summary": "[fr] What you pay."}


@pytest.mark.parametrize(
    "answer",
    [
        lambda data: (500, b"broken"),
        lambda data: (403, json.dumps({"error": f"Invalid API key {data['api_key']}"}).encode()),
        lambda data: (200, b"no json"),
        lambda data: (200, b"[]"),
        lambda data: (200, b"{}"),
        lambda data: (200, json.dumps({"translatedText": ["one too few"][:0]}).encode()),
    ],
)
def test_a_server_that_fails(
    libre: Libre, french: Translation, translator: User, caplog: Any, answer: Callable[[Any], tuple[int, bytes]]
) -> None:
    libre.answer = answer
    assert ask(translator, french) == [str(machine.NO_ANSWER)]
    assert stored(french) == {}
    assert [record.message.split(":")[0] for record in caplog.records] == ["LibreTranslate did not translate"]
    assert KEY not in caplog.text


def test_a_server_that_is_gone(libre: Libre, french: Translation, translator: User, caplog: Any, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR["OPTIONS"]["LIBRETRANSLATE_URL"] = "http://127.0.0.1:9"
    assert ask(translator, french) == [str(machine.NO_ANSWER)]
    assert KEY not in caplog.text


def test_what_does_not_fit_is_left_open(libre: Libre, french: Translation, translator: User) -> None:
    libre.answer = lambda data: (200, json.dumps({"translatedText": ["x" * 300 for _text in data["q"]]}).encode())
    ask(translator, french)
    assert stored(french) == {"summary": "x" * 300}  # the title holds 255 letters


def test_what_hides_something_is_left_open(libre: Libre, french: Translation, translator: User) -> None:
    texts = iter(["x\u202ey", "Fine"])
    libre.answer = lambda data: (200, json.dumps({"translatedText": [next(texts) for _text in data["q"]]}).encode())
    signed_in(translator).post(url("wagtail_localize:machine_translate", french))
    assert stored(french) == {"summary": "Fine"}


def test_many_texts_are_sent_by_and_by(libre: Libre, site: SmallSite) -> None:
    body = [{"type": "heading", "id": f"h-{number}", "value": f"Part {number}"} for number in range(90)]
    long = submitted(site.guide(title="Long", body=body), "fr")
    ask(User.objects.create_superuser("root"), long)
    assert [len(one["q"]) for one in libre.asked] == [40, 40, 12]
    assert stored(long)["title"] == "[fr] Long"


def test_a_machine_is_asked_after_an_update(
    libre: Libre,
    guide: GuidePage,
    french: Translation,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    guide.summary = "What it was."
    guide.save()
    client = signed_in(User.objects.create_superuser("root"))
    address = reverse("wagtail_localize:update_translations", args=[french.source_id])
    assert "use_machine_translation" in client.get(address).context["form"].fields
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"use_machine_translation": "on", "publish_translations": "on"})
    assert response.status_code == 302
    assert sorted(libre.texts) == ["A guide", "What it was."]
    public = GuidePage.objects.get(pk=page_of(french).pk)
    assert (public.live, public.summary) == (True, "What it was.")  # what it wrote waits for a person
    restrict(guide, None)  # type: ignore[arg-type]
    assert "use_machine_translation" not in client.get(address).context["form"].fields


def notice(page: Any) -> bool:
    """Whether readers are told of a machine."""
    content = Client().get(page.url).content.decode()
    return "A machine translated this text." in content or "Une machine a traduit ce texte" in content


@pytest.mark.parametrize("kind", ["guide", "article"])
def test_marked_until_a_person_has_approved_it(
    libre: Libre, site: SmallSite, guide: GuidePage, translator: User, reviewer: User, kind: str
) -> None:
    original = getattr(site, kind)(title="A work", summary="What it is.")
    french = submitted(original, "fr")
    ask(translator, french)
    publish(french)
    version = WorkVersion.objects.get(page=page_of(french))
    assert (version.state, version.by_machine, notice(page_of(french))) == ("machine", True, True)
    assert notice(original) is False
    content = signed_in(translator).get(url("translation_help", french)).content.decode()
    assert content.count("By a machine, not reviewed") == 2
    send(signed_in(translator), french)
    assert act(signed_in(reviewer), french, "approve").status_code == 302
    version.refresh_from_db()
    assert (version.state, version.by_machine, notice(page_of(french))) == ("current", False, False)
    assert kinds(french) == {"title": ("manual", "LibreTranslate"), "summary": ("manual", "LibreTranslate")}
    if kind == "guide":
        assert page_of(french).provenance == Provenance.MACHINE_REVIEWED


def test_what_was_written_during_the_review_stays_marked(
    libre: Libre, french: Translation, translator: User, reviewer: User
) -> None:
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    assert ask(translator, french) == ["Successfully translated with LibreTranslate."]
    act(signed_in(reviewer), french, "approve")
    assert kinds(french) == {"title": BY_HAND, "summary": BY_MACHINE}


def test_whoever_asked_the_machine_does_not_approve_it(libre: Libre, french: Translation, coordinator: User) -> None:
    ask(coordinator, french)
    send(signed_in(coordinator), french)
    revision = page_of(french).get_latest_revision()
    assert review.why_not_approved(page_of(french), revision, coordinator) == str(review.OWN)


def test_storing_a_text_makes_it_a_persons(libre: Libre, french: Translation, translator: User) -> None:
    ask(translator, french)
    segment = french.source.stringsegment_set.get(context__path="summary")
    address = url("translation_help_store", french, segment.pk)
    signed_in(translator).post(address, {"value": stored(french)["summary"]})
    assert kinds(french) == {"title": BY_MACHINE, "summary": BY_HAND}


def test_out_of_date_and_by_a_machine(libre: Libre, french: Translation, guide: GuidePage, translator: User) -> None:
    ask(translator, french)
    publish(french)
    guide.summary = "What it was."
    guide.grade = "major"
    guide.save_revision().publish()
    version = WorkVersion.objects.get(page=page_of(french))
    assert (version.state, version.by_machine) == ("outdated", True)
    assert version.since is not None
    assert version.since <= timezone.now()
