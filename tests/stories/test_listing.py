"""Stories in lists: which, in which language, in which order, and what must never be there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from home import i18n
from stories import listing
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.helpers import make_private, one, seen, texts, warm_up

TITLES = "//article//h3"


def on(day: int) -> datetime.date:
    """A day in March."""
    return datetime.date(2026, 3, day)


def values(tree: Any, name: str) -> list[str]:
    """The values that a filter offers."""
    return [option.get("value") for option in tree.xpath(f"//select[@name='{name}']/option")]


# ---------------------------------------------------------------- which, and in which language


def test_newest_first(site: SmallSite, client: Client) -> None:
    for title, day in (("Second", 2), ("Third", 1), ("First", 3)):
        site.story(title=title, date=on(day))
    assert texts(seen(client, "/en/stories/"), TITLES) == ["First", "Second", "Third"]


def test_each_work_once_in_the_readers_language_or_the_original(site: SmallSite, client: Client) -> None:
    both = site.story(title="In English", date=on(3))
    site.story("fr", title="En français", of=both, date=on(3))
    site.story("ar", title="بالعربية", date=on(2))
    assert texts(seen(client, "/en/stories/"), TITLES) == ["In English", "بالعربية"]
    assert texts(seen(client, "/fr/stories/"), TITLES) == ["En français", "بالعربية"]


def test_a_card_in_another_language_is_marked(site: SmallSite, client: Client) -> None:
    site.story("ar", title="حكاية", region="me", content_note="تنبيه", topics=("care",))
    card = one(seen(client, "/en/stories/"), "//article")
    assert (card.get("lang"), card.get("dir")) == ("ar", "rtl")
    link = one(card, ".//h3/a")
    assert (link.get("href"), link.get("hreflang")) == (f"/en/stories/{StoryPage.objects.get().slug}/", "ar")
    ours = [
        (word.get("lang"), word.get("dir"), word.text_content()) for word in card.xpath("./p[@class='meta']//*[@dir]")
    ]
    assert ours == [
        ("en", "ltr", "A member of the network"),
        ("en", "ltr", "Middle East and North Africa"),
        ("en", "ltr", "Content note"),
        ("en", "ltr", "in Arabic"),
    ]


def test_a_card_in_the_readers_language_is_not_marked(site: SmallSite, client: Client) -> None:
    site.story(title="Ours")
    card = one(seen(client, "/en/stories/"), "//article")
    assert (card.get("lang"), card.get("dir"), card.xpath(".//*[@lang]")) == (None, None, [])


def test_drafts_and_private_stories_are_nowhere(site: SmallSite, client: Client) -> None:
    site.story(title="Open", topics=("care",), region="ea")
    site.story(title="Draft secret", live=False, topics=("safety",), region="sa")
    make_private(site.story(title="Private secret", topics=("rights",), region="la"))
    draft = site.story(title="Open in English", topics=("care",), region="ea")
    site.story("fr", title="Brouillon secret", of=draft, live=False)
    for path in ("/en/stories/", "/fr/stories/", "/en/stories/?language=fr", "/en/stories/?topic=safety"):
        assert "secret" not in client.get(path).content.decode().lower()
    tree = seen(client, "/en/stories/")
    assert values(tree, "topic") == ["", "care"]
    assert values(tree, "region") == ["", "ea"]
    assert values(tree, "language") == ["", "en"]
    assert listing.count_stories() == 2


# ---------------------------------------------------------------- who tells it


def test_the_project_is_named_in_the_readers_language(site: SmallSite, client: Client) -> None:
    project = site.project(title="Riverbend")
    site.project("fr", title="Le Méandre", of=project)
    site.story(title="One", project=project, teller="Rosa")
    site.story("fr", title="Deux", project=project)
    assert texts(seen(client, "/fr/stories/"), "//p[@class='meta']/span[1]") == ["Le Méandre", "Le Méandre"]


def test_a_project_that_readers_may_not_see_is_not_named(site: SmallSite, client: Client) -> None:
    private, draft = site.project(title="Private project"), site.project(title="Draft project", live=False)
    make_private(private)
    site.story(title="A", project=private, teller="Rosa", date=on(2))
    site.story(title="B", project=draft, date=on(1))
    tree = seen(client, "/en/stories/")
    assert texts(tree, "//p[@class='meta']/span[1]") == ["Rosa", "A member of the network"]


# ---------------------------------------------------------------- filters


@pytest.fixture
def three(site: SmallSite) -> SmallSite:
    """Three stories that differ in everything."""
    chairs = site.story(title="Chairs", topics=("care",), region="ea", date=on(3))
    site.story("fr", title="Les chaises", of=chairs, topics=("care",), region="ea", date=on(3))
    site.story(title="Radio", topics=("safety", "care"), region="la", date=on(2))
    site.story("ar", title="شاي", topics=("rights",), region="ea", date=on(1))
    return site


FOUND: list[tuple[dict[str, str], list[str]]] = [
    ({"region": "ea"}, ["Chairs", "شاي"]),
    ({"topic": "care"}, ["Chairs", "Radio"]),
    ({"topic": "care", "region": "la"}, ["Radio"]),
    ({"language": "en"}, ["Chairs", "Radio"]),
    ({"language": "fr"}, ["Les chaises"]),
    ({"language": "fr", "topic": "care", "region": "ea"}, ["Les chaises"]),
    ({"language": "ar", "region": "la"}, []),
    ({"region": "ap"}, []),
]


def test_filters(three: SmallSite, client: Client) -> None:
    for query, found in FOUND:
        tree = seen(client, "/en/stories/", **query)
        assert texts(tree, TITLES) == found, query
        chosen = {name: one(tree, f"//select[@name='{name}']").value for name in ("region", "topic", "language")}
        assert chosen == {"region": "", "topic": "", "language": "", **query}


def test_a_filter_by_language_leads_to_the_stories_in_it(three: SmallSite, client: Client) -> None:
    chairs = StoryPage.objects.get(title="Les chaises")
    assert one(seen(client, "/en/stories/", language="fr"), f"{TITLES}/a").get("href") == f"/fr/stories/{chairs.slug}/"


def test_a_filter_does_not_change_the_language_of_what_it_finds(site: SmallSite, client: Client) -> None:
    """The English version has the topic, the French one lost it: a reader of French still gets the French one."""
    work = site.story(title="English", topics=("care", "safety"))
    site.story("fr", title="Français", of=work, topics=("care",))
    assert texts(seen(client, "/fr/stories/", topic="safety"), TITLES) == ["Français"]


def test_filters_offer_what_there_is(three: SmallSite, client: Client) -> None:
    tree = seen(client, "/fr/stories/")
    assert values(tree, "region") == ["", "la", "ea"]
    assert values(tree, "topic") == ["", "rights", "safety", "care"]
    assert values(tree, "language") == ["", "en", "fr", "ar"]
    assert texts(tree, "//select[@name='topic']/option")[1:] == [
        "Connaître ses droits",
        "Sécurité",
        "Prendre soin",
    ]
    arabic = one(tree, "//select[@name='language']/option[@value='ar']")
    assert (arabic.get("lang"), arabic.get("dir"), arabic.text_content()) == ("ar", "rtl", "العربية")


def test_a_topic_without_a_name_in_the_readers_language_keeps_its_own(three: SmallSite, client: Client) -> None:
    three.topics["rights", "fr"].delete()
    option = one(seen(client, "/fr/stories/"), "//select[@name='topic']/option[@value='rights']")
    assert (option.get("lang"), option.text_content()) == ("en", "Know your rights")


ODD = ["unknown", "-1", "0", "\x00", "a" * 5000, '"unbalanced', "'", "ea\x00", "%", "١"]


@pytest.mark.parametrize("name", ["region", "topic", "language", "page", "unknown"])
def test_what_we_do_not_know_is_no_filter(three: SmallSite, client: Client, name: str) -> None:
    for value in ODD:
        tree = seen(client, "/en/stories/", **{name: value})
        assert texts(tree, TITLES) == ["Chairs", "Radio", "شاي"], value
        assert texts(tree, "//h2[@id='all']") == ["3 stories, newest first"], value


@pytest.mark.parametrize("page", ["2", "99999999999999999999"])
def test_past_the_end_is_not_found(three: SmallSite, client: Client, page: str) -> None:
    assert client.get("/en/stories/", {"page": page}).status_code == 404


def test_nothing_found_says_so_and_leads_back(three: SmallSite, client: Client) -> None:
    tree = seen(client, "/en/stories/", region="ap")
    assert texts(tree, "//h2[@id='all']") == ["Nobody has told us such a story yet"]
    assert one(tree, "//a[text()='Show all stories']").get("href") == "/en/stories/"


def test_no_stories_at_all(site: SmallSite, client: Client) -> None:
    tree = seen(client, "/en/stories/")
    assert texts(tree, "//h2[@id='all']") == ["No stories yet"]
    assert tree.xpath(TITLES) == []
    assert tree.xpath("//aside//a/@href")[0] == "/en/stories/send/"


# ---------------------------------------------------------------- pages of a list


def test_pages(site: SmallSite, client: Client) -> None:
    for day in range(1, 15):
        site.story(title=f"Day {day}", date=on(day))
    first = seen(client, "/en/stories/", region="ea")
    assert texts(first, TITLES) == [f"Day {day}" for day in range(14, 2, -1)]
    assert texts(first, "//div[@class='lead-story']//h3") == ["Day 14"]
    following = one(first, "//nav[@class='pager']/a[@rel='next']")
    assert (following.get("href"), " ".join(following.text_content().split())) == ("?region=ea&page=2", "Next 2")
    second = seen(client, "/en/stories/", region="ea", page="2")
    assert texts(second, TITLES) == ["Day 2", "Day 1"]
    assert second.xpath("//div[@class='lead-story']") == []
    assert one(second, "//nav[@class='pager']/a").get("href") == "?region=ea"


# ---------------------------------------------------------------- queries


def many(site: SmallSite, count: int) -> None:
    """Stories with everything a card shows."""
    for number in range(count):
        project = site.project(title=f"Project {number}")
        site.story(title=f"Story {number}", project=project, topics=("care", "safety"))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    many(site, count)
    warm_up(client, "/en/stories/")
    with django_assert_num_queries(10):
        client.get("/en/stories/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_newest_stories(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    many(site, count)
    locale = i18n.active_locale()
    with django_assert_num_queries(3):
        shown = listing.newest_stories(4, locale)
        [(card.told_by, card.url, card.page.pattern) for card in shown]
    assert len(shown) == count


# ---------------------------------------------------------------- on other pages


def test_stories_by_project(site: SmallSite) -> None:
    project = site.project(title="Riverbend")
    french = site.project("fr", title="Le Méandre", of=project)
    other = site.project(title="Other")
    work = site.story(title="Ours", project=project)
    site.story("fr", title="La nôtre", of=work, project=project)
    site.story(title="Theirs", project=other)
    site.story(title="Draft", project=project, live=False)
    make_private(site.story(title="Private", project=project))
    row = "{{ card.page.title }} – {{ card.told_by }};"
    code = (
        "{% load story_tags %}{% stories_by_project project as cards %}{% for card in cards %}" + row + "{% endfor %}"
    )
    render = engines["django"].from_string(code).render
    assert render({"project": french}) == "Ours – Riverbend;"
    with translation.override("fr"):
        assert render({"project": project}) == "La nôtre – Le Méandre;"


@pytest.fixture
def home(site: SmallSite) -> SmallSite:
    """Home pages with the sections of stories and of news."""
    for page in site.homes.values():
        page.sections = [
            ("stories", {"heading": "Stories of ours", "count": 2, "invitation": "Tell us yours"}),
            ("calls_and_news", {"calls_heading": "Calls", "news_heading": "What is new", "count": 2}),
        ]
        page.save()
    return site


def test_the_home_page_shows_the_newest_stories(home: SmallSite, client: Client) -> None:
    for day in (1, 2, 3):
        home.story(title=f"Day {day}", date=on(day))
    home.story(title="Draft secret", date=on(9), live=False)
    make_private(home.story(title="Private secret", date=on(8)))
    tree = seen(client, "/en/")
    section = one(tree, "//section[contains(@aria-labelledby, '-stories')]")
    assert texts(section, ".//h3") == ["Day 3", "Day 2"]
    assert [article.get("class") for article in section.xpath(".//article")] == [
        "story story--lead",
        "story story--side",
    ]
    assert texts(section, ".//div[@class='sec']/a") == ["All 3 stories"]
    assert "secret" not in client.get("/en/").content.decode()


def test_the_home_page_without_stories_has_no_section_for_them(home: SmallSite, client: Client) -> None:
    tree = seen(client, "/en/")
    assert tree.xpath("//section[contains(@aria-labelledby, '-stories') or contains(@aria-labelledby, '-news')]") == []


def test_a_topic_that_was_only_prepared_is_not_named(site: SmallSite, client: Client) -> None:
    topic = site.topics["care", "en"]
    topic.name = "Kestrel"
    topic.save()
    site.story(topics=("rights",))
    address = f"/en/stories/?topic={topic.key}"
    assert "Kestrel" not in client.get(address).content.decode()
    site.guide(topics=("care",))
    assert "Kestrel" in client.get(address).content.decode()
