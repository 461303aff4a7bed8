"""The network's part of the demo site."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import Any

from wagtail.models import Locale

from home.demo import works
from home.demo.markup import Blocks, key
from home.demo.registry import Progress, step
from network.models import CallPage, ProjectLanguage, ProjectPage
from network.models.call import CallLanguage, CallZone

FOLDER = Path(__file__).parent


@step(50, "Member projects", is_example=True)
def load_projects() -> Progress:
    """Nine projects in seven regions."""
    return works.fill(works.works("project", FOLDER / "projects"), _project)


@step(47, "Outlines of projects", is_example=True)
def sketch_projects() -> Progress:
    """Drafts, so that others can link to them."""
    return works.sketch(
        works.works("project", FOLDER / "projects"), ("index", "network"), partial(works.draft, ProjectPage)
    )


def _project(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> ProjectPage:
    blocks = Blocks(work.key)
    page = works.draft(ProjectPage, work, locale)
    page.title = texts["title"]
    page.summary = texts["summary"]
    page.region = facts["region"]
    page.people = texts.get("people", "")
    page.offers = _items(work, "offers", texts["offers"])
    page.asks = _items(work, "asks", texts["asks"])
    page.body = blocks.stream(texts["body"])
    page.member_since = facts.get("member_since")
    page.last_confirmed = facts.get("last_confirmed")
    page.languages = [ProjectLanguage(code=code, sort_order=place) for place, code in enumerate(facts["languages"])]
    return page


def _items(work: works.Work, name: str, items: list[str]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": item, "id": str(key(work.key, name, place))} for place, item in enumerate(items)]


@step(70, "Calls", is_example=True)
def load_calls() -> Progress:
    """Four calls in the weeks to come."""
    return works.fill(works.works("call", FOLDER / "calls"), _call)


@step(48, "Outlines of calls", is_example=True)
def sketch_calls() -> Progress:
    """Drafts, so that others can link to them."""
    return works.sketch(works.works("call", FOLDER / "calls"), ("index", "calls"), _call_stub)


def _call_stub(work: works.Work, locale: Locale) -> CallPage:
    return works.draft(CallPage, work, locale, starts=_moment(work.languages[work.original]["starts"]))


def _moment(value: Any) -> datetime.datetime:
    """YAML reads a full timestamp as a date and time, and one without seconds as text."""
    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _call(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> CallPage:
    page = _call_stub(work, locale)
    page.title = texts["title"]
    page.summary = texts["summary"]
    page.minutes = facts["minutes"]
    page.body = Blocks(work.key).stream(texts["body"])
    page.zones = [CallZone(zone=zone, sort_order=place) for place, zone in enumerate(facts["zones"])]
    page.languages = [CallLanguage(code=code, sort_order=place) for place, code in enumerate(facts["languages"])]
    return page
