"""The pictures drawn from words: their bytes never change, and nothing foreign gets into them.

The digests were taken from the generator of the design's mock-ups. A test that fails here means that readers see other
covers than yesterday: mend the code, not the digest.
"""

import gzip
import hashlib
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from home.patchwork import covers, icons, tiles, world
from home.patchwork.sprite import sprite
from home.regions import Region
from home.templatetags import patchwork as tags

NASTY = '"><script>alert(1)</script>'
COVERS = {  # guide 42 as on its page, and a story's head
    "rights": ("e45c99f05c48b512", "43d580ba4835e663"),
    "safety": ("4316d198656b24da", "116547e5f86943e0"),
    "facilitation": ("fc971ba880dab164", "c95ef15124c0610d"),
    "strategy": ("c5b40eee7457579a", "15bb5a90e589ad91"),
    "action": ("32260084a7d4678d", "5383ff3c0a1ba915"),
    "deescalation": ("a849c53a1a10699f", "5acad2ccb2b353cc"),
    "care": ("54fb128506830422", "0bd98b48d1f48715"),
    "money": ("a181ddfab2cf2279", "688f444a3616dff2"),
    "media": ("2e227469ecff94a4", "3daa3a567b5fad1b"),
    "land": ("9dcd293e45f390d1", "992600b8483b02f0"),
    "language": ("4fb615c847b82abb", "b093f7f63c0ca5d0"),
    "organising": ("46594eb76c41a638", "5d0c11af652ae04b"),
}
BLOCKS = {
    "riverbend": "246a2659ef0958df",
    "bridge-x": "c167dbefa69fc75f",
    "lantern5": "d81eaeddba7a0cb3",
    "nightbus": "3f34e5f725149985",
}
COUNTS = {"la": 8, "ea": 7, "eu": 6, "wa": 5, "me": 4, "sa": 4, "na": 3, "se": 3, "ap": 1}
MAP_TITLE = "Member projects by region, drawn without borders. The same numbers are in the list."


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def render(source: str, **context: Any) -> str:
    engine = Engine(builtins=["home.templatetags.patchwork"])
    return engine.from_string(source).render(Context(context))


class TestBytes:
    def test_every_topic_has_its_covers(self) -> None:
        drawn = {
            topic: (digest(covers.cover(topic, 42, 5, 6)), digest(covers.cover(topic, "chairs-in-a-circle", 18, 4)))
            for topic in tiles.TOPICS
        }
        assert drawn == COVERS

    def test_the_drawings_themselves(self) -> None:
        drawings = "".join(drawing for family in tiles.TILES.values() for drawing in family.values())
        assert digest(drawings) == "9520ac7081310bed"
        assert digest("".join(name + drawing for name, drawing in icons.ICONS.items())) == "3e690e3c686d19ca"

    def test_mirrored_cover(self) -> None:
        assert covers.cover("strategy", "63", 2, 1) == (
            '<svg class="pat t-strategy" viewBox="0 0 80 40" width="80" height="40" '
            'preserveAspectRatio="xMidYMin slice" aria-hidden="true">'
            '<use href="#t-strategy-a" x="0" y="0" width="40.3" height="40.3"/>'
            '<use href="#t-strategy-c" x="40" y="0" width="40.3" height="40.3" transform="matrix(-1 0 0 1 120 0)"/>'
            "</svg>"
        )

    def test_cover_with_all_options(self) -> None:
        assert covers.cover("care", 31, 1, 1, cls="wide", px=100, inv=True) == (
            '<svg class="pat t-care pat--inv wide" viewBox="0 0 40 40" width="100" height="100" '
            'preserveAspectRatio="xMidYMin slice" aria-hidden="true">'
            '<use href="#t-care-b" x="0" y="0" width="40.3" height="40.3" transform="rotate(90 20 20)"/></svg>'
        )

    def test_a_number_and_its_digits_are_the_same_key(self) -> None:
        assert covers.cover("rights", 42) == covers.cover("rights", "42")

    def test_tile(self) -> None:
        assert covers.tile("facilitation", "b", 64, "x") == (
            '<svg class="pat t-facilitation x" viewBox="-4 -4 48 48" width="64" height="64" aria-hidden="true">'
            '<use href="#t-facilitation-b" x="0" y="0" width="40.3" height="40.3"/></svg>'
        )

    def test_quilts(self) -> None:
        assert digest(covers.quilt(6, 6, "home")) == "25623b25418a0c48"
        assert digest(covers.quilt(15, 1, "foot", per=1, stitch=False)) == "cd3bbaa5fa892476"
        assert digest(covers.quilt(5, 6, "lost", missing=[(2, 2)])) == "18fc93e60c388a9b"

    def test_quilt_with_a_hole(self) -> None:
        assert covers.quilt(2, 1, "ab", per=1, missing=[(0, 1)]) == (
            '<svg class="quilt" viewBox="0 0 80 40" width="80" height="40" '
            'preserveAspectRatio="xMinYMin slice" aria-hidden="true">'
            '<g class="t-media"><rect class="pg" x="0" y="0" width="40" height="40"/>'
            '<use href="#t-media-a" x="0" y="0" width="40.3" height="40.3"/></g>'
            '<rect class="hole" x="45" y="5" width="30" height="30"/>'
            '<path class="seam" d="M40 0v40"/><path class="stitch" d="M40 0v40"/></svg>'
        )

    def test_no_two_neighbours_of_a_quilt_are_alike(self) -> None:
        cols, rows = 9, 9
        topics = re.findall(r'<g class="t-(\w+)">', covers.quilt(cols, rows, "neighbours"))
        assert len(topics) == cols * rows
        assert all(topics[i] != topics[i + 1] for i in range(len(topics) - 1) if (i + 1) % cols)
        assert all(topics[i] != topics[i + cols] for i in range(len(topics) - cols))

    def test_blocks(self) -> None:
        assert {slug: digest(covers.block(slug, "la")) for slug in BLOCKS} == BLOCKS

    def test_block_differs_by_region_only_in_its_inks(self) -> None:
        assert covers.block("riverbend", "ap") == covers.block("riverbend", "la").replace("r-la", "r-ap")

    def test_icon(self) -> None:
        assert icons.icon("arrow", "big") == (
            '<svg class="i i--dir big" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
            'stroke-width="2" aria-hidden="true"><use href="#i-arrow"/></svg>'
        )

    def test_icons_that_mirror_exist_and_clocks_do_not_turn(self) -> None:
        assert not icons.MIRRORED - icons.ICONS.keys()
        assert "i--dir" not in icons.icon("clock") + icons.icon("check") + icons.icon("play")

    def test_mark(self) -> None:
        assert (digest(icons.mark()), digest(icons.mark(36))) == ("0b4a981d9bee91b8", "1f475e160799a2f8")

    def test_world(self) -> None:
        assert digest(world.world(COUNTS, MAP_TITLE)) == "2e700a27ec575b08"
        assert digest(world.world({}, MAP_TITLE)) == "ebc56c75edebd22c"


class TestWorld:
    def test_the_map_shows_exactly_the_regions_of_the_network(self) -> None:
        assert set(world.NUMBERS) == set(world.LETTERS.values()) == set(Region.values)

    def test_order_of_the_counts_does_not_matter(self) -> None:
        assert world.world(dict(reversed(COUNTS.items())), "t") == world.world(COUNTS, "t")

    def test_no_circle_without_projects(self) -> None:
        drawn = world.world({"sa": 2, "ap": 0, "atlantis": 9}, "t")
        assert re.findall(r"<circle.*?</text>", drawn) == [
            '<circle cx="315" cy="80" r="12.5"/><text x="315" y="79">2</text>'
        ]

    def test_members_of_the_enumeration_are_keys(self) -> None:
        assert world.world({Region.SOUTH_ASIA: 2}, "t") == world.world({"sa": 2}, "t")

    def test_title_is_escaped(self) -> None:
        assert '<title id="map-t">R &amp; &lt;b&gt;</title>' in world.world({}, "R & <b>")


class TestForeignNames:
    def test_unknown_topic_becomes_organising(self) -> None:
        assert covers.cover(NASTY, 42) == covers.cover("organising", 42)
        assert covers.tile(NASTY, "b") == covers.tile("organising", "b")
        assert covers.cover("", 42) == covers.cover("organising", 42)

    def test_unknown_variant_becomes_the_first(self) -> None:
        assert covers.tile("rights", NASTY) == covers.tile("rights", "a")

    def test_unknown_region_becomes_east_africa(self) -> None:
        assert covers.block("riverbend", NASTY) == covers.block("riverbend", "ea")

    def test_unknown_icon_is_left_out(self) -> None:
        assert icons.icon(NASTY) == ""

    @pytest.mark.parametrize(
        "drawn",
        [
            covers.cover("rights", NASTY, cls=NASTY),
            covers.tile("rights", cls=NASTY),
            covers.quilt(3, 3, NASTY, cls=NASTY),
            covers.block(NASTY, "ea", cls=NASTY),
            icons.icon("clock", NASTY),
            world.world({"ea": NASTY}, NASTY),  # type: ignore[dict-item]
        ],
        ids=["cover", "tile", "quilt", "block", "icon", "world"],
    )
    def test_everything_written_is_escaped_and_safe(self, drawn: str) -> None:
        assert isinstance(drawn, SafeString)
        assert "&quot;&gt;&lt;script&gt;" in drawn
        assert "<script" not in drawn

    def test_keys_are_never_written(self) -> None:
        assert "riverbend" not in covers.cover("rights", "riverbend") + covers.block("riverbend", "ea")


class TestSprite:
    def test_only_what_is_used(self) -> None:
        html = covers.tile("strategy", "a") + icons.icon("chev") + icons.icon("chev")
        assert sprite(html) == (
            '<svg class="vh" width="0" height="0" aria-hidden="true">'
            '<symbol id="t-strategy-a" viewBox="0 0 40 40">'
            '<path class="pm" d="M0 40V30h10V20h10V10h10V0h10v40z"/></symbol>'
            '<symbol id="i-chev" viewBox="0 0 24 24"><path d="m5 9 7 7 7-7"/></symbol></svg>'
        )

    def test_nested_symbols_come_along(self) -> None:
        found = re.findall(r'<symbol id="([^"]+)"', sprite(covers.tile("facilitation", "b")))
        assert found == ["t-facilitation-a", "t-facilitation-b"]

    def test_order_is_fixed(self) -> None:
        html = icons.icon("x") + icons.icon("back") + covers.tile("rights", "b") + covers.tile("action", "c")
        found = re.findall(r'<symbol id="([^"]+)"', sprite(html))
        assert found == ["t-action-c", "t-rights-b", "i-back", "i-x"]

    def test_every_cover_finds_its_symbols(self) -> None:
        html = "".join(covers.cover(topic, 42, 9, 9) for topic in tiles.TOPICS) + "".join(map(icons.icon, icons.ICONS))
        used = set(re.findall(r'href="#([^"]+)"', html))
        assert len(used) == sum(map(len, tiles.TILES.values())) + len(icons.ICONS)
        assert set(re.findall(r'<symbol id="([^"]+)"', sprite(html))) == used

    @pytest.mark.parametrize("html", ["", "<p>text</p>", '<a href="#t-rights-z">', '<a href="#i-nothing">', "#i-chev"])
    def test_empty_when_nothing_is_used(self, html: str) -> None:
        assert sprite(html) == ""


class TestKeep:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("A know-your-rights day", 'A <span class="keep">know-your-rights</span> day'),
            ("Nothing to keep – or - not", "Nothing to keep – or - not"),
            ("Tom & Ann's <b> co-op", 'Tom &amp; Ann&#x27;s &lt;b&gt; <span class="keep">co-op</span>'),
            ("don't-know", 'don&#x27;<span class="keep">t-know</span>'),
            ("A-&-B", "A-&amp;-B"),
            ("जन-आंदोलन आज", '<span class="keep">जन-आंदोलन</span> आज'),
            (mark_safe('<a href="a-b">c-d</a>'), '<a href="a-b"><span class="keep">c-d</span></a>'),
        ],
        ids=["compound", "dashes", "escaped", "entity", "signs", "combining signs", "markup"],
    )
    def test_keep(self, text: str, kept: str) -> None:
        assert tags.keep(text) == kept
        assert render("{{ text|keep }}", text=text) == kept


class TestTags:
    def test_tags_draw_what_the_functions_draw(self) -> None:
        pairs = {
            "{% cover topic 42 5 6 cls='a b' px=99 inv=True %}": covers.cover("land", 42, 5, 6, "a b", 99, True),
            "{% tile topic 'b' 64 'c' %}": covers.tile("land", "b", 64, "c"),
            "{% quilt 5 5 'join' %}": covers.quilt(5, 5, "join"),
            "{% quilt 9 1 'foot' per=1 stitch=False cls='c' %}": covers.quilt(9, 1, "foot", 1, (), "c", False),
            "{% quilt 5 6 'lost' missing='2,2' %}": covers.quilt(5, 6, "lost", missing=[(2, 2)]),
            "{% quilt 5 6 'lost' missing='0,1 2,2' %}": covers.quilt(5, 6, "lost", missing=[(0, 1), (2, 2)]),
            "{% quilt_block 'riverbend' 'ea' 88 'c' %}": covers.block("riverbend", "ea", 88, "c"),
            "{% icon 'chev' 'i--chev' %}": icons.icon("chev", "i--chev"),
            "{% mark %}{% mark 36 %}": icons.mark() + icons.mark(36),
            "{% world counts title %}": world.world(COUNTS, MAP_TITLE),
        }
        drawn = {source: render(source, topic="land", counts=COUNTS, title=MAP_TITLE) for source in pairs}
        assert drawn == pairs

    def test_values_of_a_template_are_escaped(self) -> None:
        assert "<script" not in render(
            "{% cover bad bad cls=bad %}{% icon 'x' bad %}{% world c bad %}", bad=NASTY, c={}
        )


class TestPage:
    @pytest.fixture(autouse=True)
    def _known_weight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tags, "first_visit_weight", lambda: 30 * 1024)

    def test_sprite_is_put_in_once(self) -> None:
        page = render("{% patchwork %}<!--sprite-->{% icon 'chev' %}<!--sprite-->{% endpatchwork %}")
        assert page == sprite(icons.icon("chev")) + icons.icon("chev") + "<!--sprite-->"

    def test_nothing_is_put_where_nothing_is_asked(self) -> None:
        assert render("{% patchwork %}{% icon 'chev' %}{% endpatchwork %}") == icons.icon("chev")

    def test_text_of_readers_is_no_placeholder(self) -> None:
        page = render("{% patchwork %}{{ text }}{% icon 'x' %}{% endpatchwork %}", text="<!--sprite--><!--weight-->")
        assert page == "&lt;!--sprite--&gt;&lt;!--weight--&gt;" + icons.icon("x")

    def test_weight_is_that_of_the_page_and_of_the_files(self) -> None:
        noise = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(160))
        source = "{% patchwork %}{{ noise }}<!--sprite-->{% icon 'x' %} <!--weight--> KB{% endpatchwork %}"
        sent = gzip.compress((noise + sprite(icons.icon("x")) + icons.icon("x") + " <!--weight--> KB").encode(), 6)
        assert render(source, noise=noise).endswith(f" {len(sent) / 1024 + 30:.0f} KB")
        assert 35 * 1024 < len(sent) + 30 * 1024 < 37 * 1024

    def test_it_may_surround_the_blocks_of_a_base_template(self) -> None:
        base = "{% patchwork %}<!--sprite-->{% block main %}{% endblock %}{% endpatchwork %}"
        page = "{% extends 'base.html' %}{% block main %}{% icon 'x' %}{% endblock %}"
        loader = ("django.template.loaders.locmem.Loader", {"base.html": base, "page.html": page})
        engine = Engine(builtins=["home.templatetags.patchwork"], loaders=[loader])
        assert engine.get_template("page.html").render(Context()) == sprite(icons.icon("x")) + icons.icon("x")


class TestFirstVisit:
    def test_the_files_exist(self) -> None:
        assert [name for name in tags.FIRST_VISIT if not isinstance(finders.find(name), str)] == []

    def test_they_fit_the_budget(self) -> None:
        """14 KB of styles, 30 KB of type and a favicon (DESIGN.md, section 11)."""
        assert 17_196 < tags.first_visit_weight() < 45 * 1024
