"""The catalogue as CSV: every public version once, labels for the reader, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from django.test import Client

from library.exports import catalogue
from library.models import GuideContributor, GuideCountry, GuidePage, GuideRegion
from tests.factories import SmallSite
from tests.library.helpers import challenge, make_private, tree, warm_up


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"


def fetch(client: Client, code: str = "en") -> list[dict[str, str]]:
    """The rows of the table."""
    response = client.get(f"/{code}/library/catalogue.csv")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8; header=present")
    assert response["Content-Disposition"] == f'attachment; filename="ggsn-library-{code}.csv"'
    assert (response["Cache-Control"].startswith("public, "), response.cookies) == (True, {})
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbfidentifier,number,")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row(site: SmallSite, client: Client) -> None:
    terms = challenge(site, "raids", "rights", en="They raid us", fr="On nous perquisitionne")
    guide = site.guide(
        title='Tea, "bread"\nand more', slug="tea", summary="How.", kind="toolkit", topics=("rights", "care"),
        challenge=terms["en"], level="trainer", risk_level="some", time_required=90, group_min=2, version=2,
        version_date=datetime.date(2026, 3, 9),
    )  # fmt: skip
    guide.contributors = [
        GuideContributor(project=site.project(title="Open Door"), role="wrote", locale=guide.locale),
        GuideContributor(name="Rosa", role="wrote", locale=guide.locale),
    ]
    guide.regions = [GuideRegion(region="ea"), GuideRegion(region="la")]
    guide.countries = [
        GuideCountry(country="KE"), GuideCountry(country="EG"), GuideCountry(country="NG", place="law"),
    ]  # fmt: skip
    guide.save()
    (row,) = fetch(client, "fr")
    assert row == {
        "identifier": f"urn:uuid:{guide.translation_key}",
        "number": str(guide.number),
        "language": "en",
        "original_language": "en",
        "title": 'Tea, "bread" and more',
        "summary": "How.",
        "kind": "toolkit",
        "kind_label": "Boîte à outils",
        "topics": "rights;care",
        "topic_labels": "Connaître ses droits, Prendre soin",
        "challenge": "raids",
        "challenge_label": "On nous perquisitionne",
        "level": "trainer",
        "level_label": row["level_label"],
        "risk_level": "some",
        "risk_label": row["risk_label"],
        "time_required": "90",
        "preparation_time": "",
        "group_min": "2",
        "group_max": "",
        "regions": "ea;la",
        "region_labels": row["region_labels"],
        "countries": "KE;EG",
        "country_labels": "Kenya, Égypte",
        "licence": "https://creativecommons.org/licenses/by-sa/4.0/",
        "authors": "Open Door, Rosa",
        "version": "2",
        "version_date": "2026-03-09",
        "first_published": f"{guide.first_published_at:%Y-%m-%dT%H:%M:%SZ}",
        "last_published": f"{guide.last_published_at:%Y-%m-%dT%H:%M:%SZ}",
        "address": "https://ggsn.example/en/library/tea/",
    }
    assert fetch(client, "en")[0]["kind_label"] == "Toolkit"


def test_one_row_a_version(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = site.guide(title="One")
    site.guide("fr", of=guide, title="Un")
    site.guide("ar", title="ثلاثة")
    site.guide(title="Draft", live=False)
    make_private(site.guide(title="Private"))
    for batch in (1, 2, 3, 500):
        monkeypatch.setattr(catalogue, "A_BATCH", batch)
        assert [(row["title"], row["language"], row["original_language"]) for row in fetch(client)] == [
            ("One", "en", "en"), ("Un", "fr", "en"), ("ثلاثة", "ar", "ar"),
        ], batch  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_no_formula(site: SmallSite, client: Client, start: str) -> None:
    evil = f'{start}HYPERLINK("https://evil.example")'
    guide = site.guide(title=f"T{evil}", summary=evil)
    GuidePage.objects.filter(pk=guide.pk).update(title=evil)
    guide.contributors = [GuideContributor(name=evil, role="wrote", locale=guide.locale)]
    guide.save()
    GuidePage.objects.filter(pk=guide.pk).update(title=evil)
    (row,) = fetch(client)
    for cell in (row["title"], row["summary"], row["authors"]):
        assert cell.lstrip()[0] in "'H", cell
        assert not any(cell.strip().startswith(sign) for sign in catalogue.FORMULA)


def test_an_empty_library_and_other_languages(site: SmallSite, client: Client) -> None:
    assert fetch(client) == []
    assert client.get("/sw/library/catalogue.csv").status_code == 404
    assert client.post("/en/library/catalogue.csv").status_code == 405
    assert tree(client, "/fr/library/").xpath("//link[@type='text/csv']/@href") == ["/fr/library/catalogue.csv"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        guide = site.guide(topics=("rights", "safety", "care")[:count])
        guide.contributors = [GuideContributor(project=site.project(), role="wrote", locale=guide.locale)]
        guide.save()
    warm_up(client, "/en/library/")
    with django_assert_num_queries(10):
        assert len(fetch(client)) == count


def test_who_has_it_already_is_sent_nothing(site: SmallSite, client: Client, django_assert_num_queries: Any) -> None:
    guide, path = site.guide(title="Tea"), "/en/library/catalogue.csv"
    known = {"If-None-Match": client.get(path)["ETag"]}
    with django_assert_num_queries(1):
        again = client.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"].startswith("public, ")
    assert client.get("/fr/library/catalogue.csv", headers=known).status_code == 200
    guide.title = "Coffee"
    guide.save_revision().publish()
    assert client.get(path, headers=known).status_code == 200
