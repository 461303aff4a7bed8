"""Kits in the feed, the API and OAI-PMH: what they hold in its order, kept up to date, and nothing that is hidden."""

from __future__ import annotations

import datetime
from typing import Any

import lxml.etree
import pytest
from django.test import Client
from django.utils import timezone

from home import i18n
from library.models import GuidePage, KitPage, RecordStatus
from library.oai import repository
from tests.factories import SmallSite
from tests.home.test_api import PAGES
from tests.home.test_api import ask as ask_api
from tests.library.helpers import SECRET, kit_of, make_private, warm_up
from tests.library.oai import BASE, LIST, N, ask, error, gone, name, titles
from tests.library.test_term_feeds import ATOM, fetch
from tests.library.test_term_feeds import titles as entries

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = settings.WAGTAILAPI_BASE_URL = BASE


def hidden_guides(site: SmallSite) -> list[GuidePage]:
    """Guides that nobody may read, for whatever reason."""
    draft, private, withdrawn = site.guide(title=SECRET, live=False), site.guide(title=SECRET), site.guide(title=SECRET)
    make_private(private)
    withdrawn.unpublish()
    members = site.guide(title=SECRET)
    members.visibility = "members"
    members.save()
    expired = site.guide(title=SECRET)
    GuidePage.objects.filter(pk=expired.pk).update(live=False, expired=True)
    return [draft, private, withdrawn, members, expired]


def hidden_kits(site: SmallSite, *guides: GuidePage) -> list[KitPage]:
    """Kits that nobody may read."""
    draft, private, withdrawn = (
        kit_of(site, *guides, title=SECRET, live=live, slug=f"kestrel-kit-{place}")
        for place, live in enumerate((False, True, True))
    )
    make_private(private)
    withdrawn.unpublish()
    return [draft, private, withdrawn]


def core(client: Client, kit: KitPage, code: str = "en") -> list[tuple[str, str, str]]:
    """The record of a kit: element, value, language."""
    tree = ask(client, verb="GetRecord", identifier=name(kit, code), metadataPrefix="oai_dc")
    (found,) = tree.find(".//o:metadata", N)
    return [(lxml.etree.QName(said).localname, said.text, said.get(LANG, "")) for said in found]


def relations(client: Client, kit: KitPage) -> list[str]:
    """What it holds, without the beginning of the addresses."""
    return [value.removeprefix(BASE) for element, value, _language in core(client, kit) if element == "relation"]


def last_seen(*kits: KitPage) -> None:
    """Let all harvesters have seen these kits long ago."""
    KitPage.objects.filter(pk__in=[kit.pk for kit in kits]).update(
        last_published_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    )
    RecordStatus.objects.all().delete()


def changed(client: Client) -> list[str]:
    """Titles of the kits that a harvester is told of who asks for what changed since."""
    tree = ask(client, **LIST, from_="2024-06-01", set="kind:kit", is_valid=False)
    return titles(tree)


# ---------------------------------------------------------------- OAI-PMH


def test_dublin_core(site: SmallSite, client: Client) -> None:
    first, second = site.guide(title="First"), site.guide(title="Second")
    french = site.guide("fr", of=first, slug="premier")
    kit = kit_of(site, second, first, *hidden_guides(site), second, title="A kit", slug="kit", summary="For you.")
    kit_of(site, second, first, code="fr", of=kit, title="Une trousse")
    today = timezone.now().date().isoformat()
    assert core(client, kit) == [
        ("title", "A kit", "en"),
        ("description", "For you.", "en"),
        ("publisher", "Global Grassroots Support Network", "en"),
        ("date", today, ""),
        ("type", "Collection", ""),
        ("type", "kit", ""),
        ("format", "text/html", ""),
        ("identifier", f"{BASE}/en/library/kit/", ""),
        ("identifier", f"urn:uuid:{kit.translation_key}", ""),
        ("language", "en", ""),
        ("relation", f"{BASE}{i18n.address(second)}", ""),
        ("relation", f"{BASE}{i18n.address(first)}", ""),
        ("relation", f"{BASE}/fr/library/kit/", ""),
        ("rights", "https://creativecommons.org/licenses/by-sa/4.0/", ""),
        ("rights", "Creative Commons BY-SA 4.0", "en"),
    ]
    told = core(client, kit, "fr")
    assert ("source", f"{BASE}/en/library/kit/", "") in told
    assert [value for element, value, _code in told if element == "relation"] == [
        f"{BASE}{i18n.address(second)}",
        f"{BASE}{i18n.address(french)}",
        f"{BASE}/en/library/kit/",
    ]


def test_sets(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="A guide")
    assert "kind:kit" not in [one.text for one in ask(client, verb="ListSets").findall(".//o:setSpec", N)]
    kit = kit_of(site, guide, title="A kit")
    found = ask(client, verb="ListSets").findall(".//o:set", N)
    named = {one.findtext("o:setSpec", namespaces=N): one.findtext("o:setName", namespaces=N) for one in found}
    assert named["kind:kit"] == "Kit"
    for spec, expected in {
        "kind": ["A guide", "A kit"],
        "kind:kit": ["A kit"],
        "kind:guide": ["A guide"],
        "language:en": ["A guide", "A kit"],
        "topic": ["A guide"],
    }.items():
        assert titles(ask(client, **LIST, set=spec)) == expected, spec
    kit.unpublish()
    for spec in ("kind:kit", "kind", "language:en"):
        assert gone(ask(client, **LIST, set=spec)) == [name(kit)], spec
    assert gone(ask(client, **LIST, set="topic")) == []


def test_a_list_in_parts(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "A_PAGE", 2)
    guides = [site.guide(title=f"Guide {number}") for number in range(3)]
    kits = [kit_of(site, guides[0], title=f"Kit {number}") for number in range(3)]
    tree, found, lost = ask(client, **LIST), [], []
    for _round in range(9):
        found += titles(tree)
        lost += gone(tree)
        token = tree.findtext(".//o:resumptionToken", namespaces=N)
        if not token:
            break
        if len(found) == 2:  # withdrawn while somebody is harvesting
            kits[1].unpublish()
        tree = ask(client, verb="ListRecords", resumptionToken=token)
    assert (found, lost) == (["Guide 0", "Guide 1", "Guide 2", "Kit 0", "Kit 2"], [name(kits[1])])
    assert tree.find(".//o:resumptionToken", N).get("completeListSize") == "6"


def test_withdrawn_restricted_and_deleted(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="A guide")
    kits = [kit_of(site, guide, title=SECRET) for _number in range(3)]
    kits[0].unpublish()
    make_private(kits[1])
    kits[2].delete()
    tree = ask(client, **LIST)
    assert (titles(tree), gone(tree)) == (["A guide"], [name(kit) for kit in kits])
    assert SECRET not in lxml.etree.tostring(tree, encoding="unicode")
    kits[1].view_restrictions.all().delete()
    kits[0].refresh_from_db()
    kits[0].save_revision().publish()
    tree = ask(client, **LIST)
    assert (titles(tree), gone(tree)) == (["A guide", SECRET, SECRET], [name(kits[2])])


def test_a_library_deleted_with_its_kits(site: SmallSite, client: Client) -> None:
    section = site.sections["library", "fr"]
    guide = site.guide("fr")
    kits = [kit_of(site, guide, code="fr")]
    kits.append(kit_of(site, site.guide("fr"), guide, code="fr"))
    section.refresh_from_db()
    section.delete()
    tree = ask(client, **LIST)
    assert (titles(tree), set(gone(tree)) >= {name(kit, "fr") for kit in kits}) == ([], True)


def test_what_was_never_public_is_not_told(site: SmallSite, client: Client) -> None:
    section = site.sections["library", "fr"]
    make_private(section)
    guide = site.guide("fr", title=SECRET)
    hidden = [kit_of(site, guide, code="fr", title=SECRET), kit_of(site, guide, title=SECRET, live=False)]
    hidden[0].unpublish()
    kit_of(site, guide, code="fr", title=SECRET).delete()
    hidden[1].delete()
    assert RecordStatus.objects.count() == 0
    assert error(ask(client, **LIST)) == "noRecordsMatch"
    refused = ask(client, verb="GetRecord", identifier=name(hidden[0], "fr"), metadataPrefix="oai_dc")
    assert error(refused) == "idDoesNotExist"


def test_harvesters_learn_that_a_kit_holds_other_guides(site: SmallSite, client: Client) -> None:
    """The kit itself was not published again: its record says something else all the same."""
    kept, closed, withdrawn, deleted = (site.guide(title=f"Guide {number}") for number in range(4))
    draft = site.guide(title="Draft", live=False)
    kit = kit_of(site, kept, closed, withdrawn, deleted, draft, title="A kit")
    other = kit_of(site, kept, title="Another")
    held = [i18n.address(guide) for guide in (kept, closed, withdrawn, deleted)]
    assert relations(client, kit) == held

    def step(expected: list[str], *, is_told: bool = True) -> None:
        assert relations(client, kit) == expected
        assert changed(client) == (["A kit"] if is_told else [])
        last_seen(kit, other)

    last_seen(kit, other)
    step(held, is_told=False)
    make_private(closed)
    step([held[0], held[2], held[3]])
    closed.view_restrictions.all().delete()
    step(held)
    GuidePage.objects.get(pk=withdrawn.pk).unpublish()
    step([held[0], held[1], held[3]])
    GuidePage.objects.get(pk=deleted.pk).delete()
    step(held[:2])
    GuidePage.objects.filter(pk=draft.pk).update(live=True)  # as what is published is, by then
    GuidePage.objects.get(pk=draft.pk).save_revision().publish()
    step([*held[:2], i18n.address(draft)])


# ---------------------------------------------------------------- the API


def test_the_api(site: SmallSite, client: Client) -> None:
    first, second = site.guide(title="First", licence="by-nc"), site.guide(title="Second")
    french = site.guide("fr", of=first, title="Premier", slug="premier", licence="by-nc")
    there = site.standard(title="There")
    draft = site.standard(title=SECRET, slug="kestrel", live=False)
    introduction = "".join(f'<p>Go <a linktype="page" id="{page.pk}">there</a>.</p>' for page in (there, draft))
    kit = kit_of(
        site, second, first, *hidden_guides(site), title="A kit", summary="For you.", introduction=introduction
    )
    translated = kit_of(site, second, first, code="fr", of=kit, title="Une trousse")
    told = ask_api(client, f"{PAGES}{kit.pk}/")
    assert told.pop("meta")["type"] == "library.KitPage"
    assert told == {
        "id": kit.pk,
        "title": "A kit",
        "summary": "For you.",
        "licence_uri": "https://creativecommons.org/licenses/by-sa/4.0/",
        "introduction": f"Go there ({BASE}{i18n.address(there)}).\n\nGo there.",
        "guides": [
            {
                "work": f"urn:uuid:{guide.translation_key}",
                "number": guide.number,
                "title": guide.title,
                "locale": "en",
                "html_url": f"{BASE}{i18n.address(guide)}",
                "licence_uri": f"https://creativecommons.org/licenses/{licence}/4.0/",
                "note": note,
            }
            for guide, licence, note in ((second, "by-sa", "Note 1."), (first, "by-nc", "Note 2."))
        ],
    }
    in_french = ask_api(client, f"{PAGES}{translated.pk}/")["guides"]
    assert [(part["title"], part["locale"], part["html_url"]) for part in in_french] == [
        ("Second", "en", f"{BASE}{i18n.address(second)}"),
        ("Premier", "fr", f"{BASE}{i18n.address(french)}"),
    ]


def test_the_list_of_the_api(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="A guide")
    kit = kit_of(site, guide, title="A kit", summary="For you.")
    hidden = hidden_kits(site, guide)
    listed = ask_api(client, type="library.KitPage", fields="*")
    assert [(item["id"], sorted(item)) for item in listed["items"]] == [
        (kit.pk, ["id", "licence_uri", "meta", "summary", "title"])
    ]
    assert ask_api(client, type="library.KitPage", search="kit")["meta"]["total_count"] == 1
    for one in hidden:
        assert client.get(f"{PAGES}{one.pk}/").status_code == 404
    for query in ("fields=guides", "fields=parts", "fields=licence", "guides=1"):
        assert client.get(f"{PAGES}?type=library.KitPage&{query}").status_code == 400, query


# ---------------------------------------------------------------- the feed


def test_the_feed_of_all_new(site: SmallSite, client: Client) -> None:
    first = site.guide(title="First", topics=("care",))
    kit = kit_of(site, first, *hidden_guides(site), title="A & <b>kit</b>", summary="For you.")
    site.guide(title="Second")
    hidden_kits(site, first)
    kit_of(site, first, code="fr", of=kit, title="Une trousse")
    feed = fetch(client, "/en/library/feed/")
    assert feed.findtext("a:title", namespaces=ATOM) == "GGSN: New in the library"
    assert entries(feed) == ["Second", "A & <b>kit</b>", "First"]
    entry = feed.findall("a:entry", ATOM)[1]
    assert entry.find("a:link", ATOM).get("href") == f"{BASE}{i18n.address(kit)}"
    assert entry.findtext("a:summary", namespaces=ATOM) == "<p>For you.</p>"
    assert [one.get("term") for one in entry.findall("a:category", ATOM)] == ["Kit"]
    assert entry.findtext("a:rights", namespaces=ATOM) == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert entries(fetch(client, "/fr/library/feed/")) == ["Une trousse"]
    assert entries(fetch(client, "/en/library/feed/topic/care/")) == ["First"]


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    guides = [site.guide() for _number in range(count)]
    kits = [kit_of(site, *guides) for _number in range(count)]
    paths = {
        "/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=kind:kit": 9,
        f"/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier={name(kits[0])}": 5,
        "/en/library/feed/": 4,
        f"/api/v2/pages/{kits[0].pk}/": 5,
        "/api/v2/pages/?type=library.KitPage&fields=*": 2,
    }
    warm_up(client, *paths)
    for path, expected in paths.items():
        with django_assert_num_queries(expected):
            assert client.get(path).status_code == 200, path
