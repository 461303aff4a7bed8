"""Everything that somebody can do with a French translation, each as one request, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Comment, Page, PageViewRestriction, TaskState
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)

from home import i18n
from home.models import GlossaryTerm, LanguageRules, Picture, TranslationClaim, TranslationExport, TranslationOrder
from home.models.desk import WorkVersion
from library.models import Topic
from tests.home.translators.helpers import act, exported, last_change, page_of, put, segment, send, upload, url

#: Who there is. The first three are people of a language, in theirs (`fr`) and in another one (`ar`).
OF_A_LANGUAGE = ("translator", "reviewer", "coordinator")
OTHERS = ("editor", "administrator", "story reviewer", "nobody", "anonymous")
SITE = frozenset({"editor", "administrator"})
WRITE = SITE | {"translator", "coordinator"}
REVIEW = SITE | {"reviewer", "coordinator"}
SEE = WRITE | REVIEW
STEER = SITE | {"coordinator"}


@dataclass
class World:
    """What the requests are about; keys, because every test is undone."""

    #: In French, half translated.
    draft: int
    #: In French, sent to review by somebody who is none of the roles.
    waiting: int
    #: In French, public, and older than its original.
    old: int
    #: A topic, in French.
    term: int
    #: Written in French: one that is public and changed since, and one that is not.
    original: int
    unfinished: int
    #: In English, public, not submitted yet; and one that is not public.
    new: int
    hidden: int
    #: A public copy in French of one in English.
    copy: int
    picture: int
    #: English to French.
    agreed: int
    #: What somebody who is none of the roles asked for.
    order: int

    @property
    def translation(self) -> Translation:
        """The one that is half translated."""
        found: Translation = Translation.objects.get(pk=self.draft)
        return found

    @property
    def reviewed(self) -> Translation:
        """The one in review."""
        found: Translation = Translation.objects.get(pk=self.waiting)
        return found

    @property
    def outdated(self) -> Translation:
        """The one whose original has changed."""
        found: Translation = Translation.objects.get(pk=self.old)
        return found

    @property
    def topic(self) -> Translation:
        """The one of a term."""
        found: Translation = Translation.objects.get(pk=self.term)
        return found


def everything() -> dict[str, Any]:
    """What must not change where somebody is refused."""
    pages = Page.objects.order_by("pk").values_list(
        "pk", "title", "draft_title", "live", "latest_revision", "live_revision", "alias_of", "locked", "path", "slug"
    )
    return {
        "pages": list(pages),
        "topics": list(Topic.objects.order_by("pk").values_list("pk", "name", "locale")),
        "texts": list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "last_translated_by")),
        "overrides": list(SegmentOverride.objects.order_by("pk").values_list("pk", "data_json")),
        "translations": list(Translation.objects.order_by("pk").values_list("pk", "enabled", "target_locale")),
        "sources": list(TranslationSource.objects.order_by("pk").values_list("pk", "content_json", "last_updated_at")),
        "reviews": list(TaskState.objects.order_by("pk").values_list("pk", "status", "revision")),
        "versions": list(WorkVersion.objects.order_by("pk").values_list("pk", "state", "behind", "requests")),
        "archives": list(TranslationExport.objects.order_by("pk").values_list("pk", "user", "locale", "items")),
        "orders": list(TranslationOrder.objects.order_by("pk").values_list("pk", "steps_done", "is_finished")),
        "claims": list(TranslationClaim.objects.order_by("pk").values_list("pk", "user", "locale", "expires_at")),
        "comments": list(Comment.objects.order_by("pk").values_list("pk", "text", "resolved_at")),
        "restrictions": list(PageViewRestriction.objects.order_by("pk").values_list("pk", "page")),
        "glossary": list(GlossaryTerm.objects.order_by("pk").values_list("pk", "translation", "target_locale")),
        "rules": list(LanguageRules.objects.order_by("pk").values_list("pk", "second_person", "claim_days")),
        "pictures": list(Picture.objects.order_by("pk").values_list("pk", "title", "description")),
    }


#: Where a button leads that did what it should.
NEXT = "/admin/pages/"
Request = Callable[[Client, World], Any]


@dataclass(frozen=True)
class Action:
    """One request, who may make it, what it answers them, whether it changes anything, what it answers the others."""

    request: Request
    allowed: frozenset[str]
    status: int = 302
    changes: bool = True
    refused: int = 302
    #: What it answers people of other languages and of none, where that differs: they cannot even see it.
    strangers: int | None = None
    #: What it answers those who translate into another language, where that is a form without this one.
    translators_elsewhere: int | None = None
    #: The same for those who approve translations into another language.
    reviewers_elsewhere: int | None = None


def reading(request: Request, allowed: frozenset[str], refused: int = 302, status: int = 200) -> Action:
    """Something that is only looked at."""
    return Action(request, allowed, status, changes=False, refused=refused)


def edit(translation: Translation) -> str:
    """The address of the editor."""
    return reverse("wagtailadmin_pages:edit", args=[page_of(translation).pk])


def term_edit(world: World) -> str:
    return reverse("wagtailsnippets_library_topic:edit", args=[world.topic.get_target_instance().pk])


def delete_text(client: Client, world: World) -> Any:
    found = segment(world.translation, "title")
    return client.delete(url("wagtail_localize:edit_string_translation", world.translation, found.pk))


def override(client: Client, world: World) -> Any:
    found = OverridableSegment.objects.get(source=world.translation.source, context__path="slug")
    address = url("wagtail_localize:edit_override", world.translation, found.pk)
    return client.put(address, encode_multipart(BOUNDARY, {"value": "un-guide"}), content_type=MULTIPART_CONTENT)


def replace_picture(client: Client, world: World) -> Any:
    """With the one that editors put where people who translate into French may choose it."""
    found = OverridableSegment.objects.get(source=world.translation.source, context__path__endswith=".image.image")
    address = url("wagtail_localize:edit_override", world.translation, found.pk)
    value = {"value": str(Picture.objects.get(title="Chaises").pk)}
    return client.put(address, encode_multipart(BOUNDARY, value), content_type=MULTIPART_CONTENT)


def alt_text(client: Client, world: World) -> Any:
    path = StringTranslationPath.of(world.translation)
    return put(client, world.translation, path, "Des chaises")


class StringTranslationPath:
    """Where the alternative text of the guide's picture is."""

    @staticmethod
    def of(translation: Translation) -> str:
        paths = translation.source.stringsegment_set.filter(context__path__endswith=".alt_text")
        return str(paths.get().context.path)


def po_file(translation: Translation) -> str:
    made = translation.export_po()
    for entry in made:
        entry.msgstr = "Ce que c’est." if entry.msgctxt == "summary" else entry.msgstr
    return str(made)


def term_po(translation: Translation) -> str:
    made = exported(translation)
    for entry in made:
        entry.msgstr = "Droits" if entry.msgctxt == "name" else entry.msgstr
    return str(made)


def take_along(client: Client, **data: Any) -> Any:
    """Texts into French, on the page of files."""
    return client.post(reverse("exchange"), {"into": "fr", "format": "po", "page": "", **data})


def bring_back(client: Client, translation: Translation) -> Any:
    """The look at a file, and the taking of it, as the page does both."""
    file = exported(translation)
    for entry in file:
        entry.msgstr = "Ce que c’est." if entry.msgctxt == "summary" else entry.msgstr
    content = SimpleUploadedFile("guide.po", str(file).encode())
    looked = client.post(reverse("exchange_import"), {"file": content})
    if looked.status_code != 200:
        return looked
    given = {"token": looked.context["token"], "name": "guide.po", "what": "take"}
    return client.post(reverse("exchange_import"), given)


def bulk(client: Client, world: World, action: str, page: Page) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{address}?id={page.pk}&next={NEXT}", {"include_descendants": "on"})


def post(name: str, translation: Translation) -> Callable[[Client], Any]:
    """A button of the editor, which says where to go on."""
    return lambda client: client.post(f"{url(name, translation)}?next={NEXT}")


def by_program(client: Client, world: World, action: str, page: Page | None = None) -> Any:
    address = reverse("wagtailadmin_api:pages:action", args=[(page or page_of(world.translation)).pk, action])
    return client.post(address, {"slug": "copy", "recursive": "true"})


def update(client: Client, world: World, **data: str) -> Any:
    Page.objects.filter(translation_key=world.translation.source.object_id, locale__language_code="en").update(
        title="A better guide"
    )
    return client.post(reverse("wagtail_localize:update_translations", args=[world.translation.source_id]), data)


def claim(client: Client, world: World, what: str, **more: Any) -> Any:
    work = world.reviewed if what != "claim" else world.translation
    address = reverse("translation_claim", args=[work.source.object_id, work.target_locale_id])
    return client.post(address, {"what": what, "days": "3", **more})


def handed_over(client: Client, world: World) -> Any:
    taker = TranslationClaim.objects.get().user
    return claim(client, world, "hand_over", to=str(taker.pk))


def on_the_desk(name: str, world: World) -> str:
    """The address of the public translation that is behind."""
    return reverse(name, args=[world.outdated.source.object_id, "fr"])


def submit_page(client: Client, world: World, key: int, code: str = "fr") -> Any:
    address = reverse("wagtail_localize:submit_page_translation", args=[key])
    return client.post(address, {"locales": [str(i18n.locales()[code].pk)], "include_subtree": "on"})


def order(world: World) -> str:
    """Where one sees how far it is."""
    return reverse("translation_order", args=[world.order])


def submit_term(client: Client, world: World) -> Any:
    english = Topic.objects.get(key="new-one")
    address = reverse("wagtail_localize:submit_snippet_translation", args=["library", "topic", str(english.pk)])
    return client.post(address, {"locales": [str(i18n.locales()["fr"].pk)]})


def rules(client: Client, world: World) -> Any:
    found = LanguageRules.objects.get(locale__language_code="fr")
    data = {"claim_days": "5", "workflow": found.workflow_id or ""}
    return client.post(reverse("language_rules:edit", args=[found.pk]), data)


def help_store(client: Client, world: World, **data: str) -> Any:
    found = segment(world.translation, "summary")
    return client.post(url("translation_help_store", world.translation, found.pk), data)


def glossary(client: Client, world: World, view: str, **data: str) -> Any:
    """A form of the glossary, filled for English to French."""
    codes = {"source_locale": "en", "target_locale": "fr"}
    keys = {name: str(i18n.locales()[code].pk) for name, code in codes.items()}
    address = reverse(f"glossary:{view}", args=[] if view == "add" else [world.agreed])
    return client.post(
        address, {**keys, "term": "landlord", "translation": "bailleur", "avoid": "", "note": "", **data}
    )


PAGES = {
    # wagtail-localize's editor
    "open the editor": reading(lambda c, w: c.get(edit(w.translation)), WRITE),
    "preview": reading(lambda c, w: c.get(url("wagtail_localize:preview_translation", w.translation)), SEE),
    "download a file": reading(lambda c, w: c.get(url("wagtail_localize:download_pofile", w.translation)), SEE),
    "upload a file": Action(lambda c, w: upload(c, w.translation, po_file(w.translation)), WRITE),
    "store a text": Action(lambda c, w: put(c, w.translation, "summary", "Voilà."), WRITE, 201, refused=403),
    "delete a text": Action(delete_text, frozenset(), 409, refused=403),
    "store an alternative text": Action(alt_text, WRITE, 201, refused=403),
    "override a value": Action(override, WRITE, 201, refused=403),
    "translate by machine": Action(lambda c, w: post("wagtail_localize:machine_translate", w.translation)(c), WRITE),
    "publish in the editor": Action(lambda c, w: c.post(edit(w.translation), {"action": "publish"}), SITE),
    "stop": Action(lambda c, w: post("wagtail_localize:stop_translation", w.translation)(c), STEER),
    "convert to an alias": Action(
        lambda c, w: c.post(reverse("wagtail_localize:convert_to_alias", args=[page_of(w.translation).pk])), SITE
    ),
    "update the source": Action(update, WRITE),
    "update the source and publish": Action(lambda c, w: update(c, w, publish_translations="on"), WRITE),
    "look at the order of somebody": Action(lambda c, w: c.get(order(w)), frozenset(), refused=404),
    "go on with the order of somebody": Action(lambda c, w: c.post(order(w)), frozenset(), refused=404),
    "submit a work": Action(lambda c, w: submit_page(c, w, w.new), WRITE, translators_elsewhere=200),
    "submit a work that is not public": Action(lambda c, w: submit_page(c, w, w.hidden), SITE),
    # the page tree and its API
    "publish in the list": Action(lambda c, w: bulk(c, w, "publish", page_of(w.translation)), SITE),
    "publish by program": Action(lambda c, w: by_program(c, w, "publish"), SITE, 200, refused=403, strangers=404),
    "copy by program": Action(lambda c, w: by_program(c, w, "copy"), SITE, 201, refused=403, strangers=404),
    "delete": Action(lambda c, w: c.post(reverse("wagtailadmin_pages:delete", args=[page_of(w.translation).pk])), SITE),
    "restrict": Action(
        lambda c, w: c.post(
            reverse("wagtailadmin_pages:set_privacy", args=[page_of(w.translation).pk]),
            {"restriction_type": "login", "password": "", "groups": []},
        ),
        SITE,
        200,
    ),
    # the review
    "send to review": Action(lambda c, w: send(c, w.translation), WRITE),
    "see both sides": reading(lambda c, w: c.get(url("translation_review", w.translation)), SEE),
    "comment": Action(
        lambda c, w: c.post(url("translation_comment", w.translation), {"path": "title", "text": "Why?"}), SEE
    ),
    "approve": Action(
        lambda c, w: act(c, w.reviewed, "approve"), frozenset({"reviewer", "coordinator", "administrator"})
    ),
    "send back": Action(
        lambda c, w: act(c, w.reviewed, "reject", "No"), frozenset({"reviewer", "coordinator", "administrator"})
    ),
    # claims
    "claim": Action(lambda c, w: claim(c, w, "claim"), WRITE),
    "hand over what another claimed": Action(handed_over, STEER),
    "give back what another claimed": Action(lambda c, w: claim(c, w, "release"), STEER),
    "change the rules": Action(rules, SITE),
    # help while translating
    "open the help": reading(lambda c, w: c.get(url("translation_help", w.translation)), SEE),
    "fetch the help beside the editor": reading(
        lambda c, w: c.get(url("translation_help_panels", w.translation)), WRITE
    ),
    "store a text on the page of help": Action(lambda c, w: help_store(c, w, value="Voilà."), WRITE),
    "use a suggestion": Action(lambda c, w: help_store(c, w, use="Voilà."), WRITE),
    # the translation desk
    "open the desk": reading(lambda c, w: c.get(reverse("desk")), SEE | {"other language"}),
    "open the queue": reading(lambda c, w: c.get(reverse("desk_queue", args=["fr"])), SEE | {"other language"}),
    # working elsewhere
    "open the page of files": reading(lambda c, w: c.get(reverse("exchange")), WRITE | {"translator elsewhere"}),
    "take a page along": Action(
        lambda c, w: take_along(c, what="page", page=page_of(w.translation).pk),
        WRITE,
        200,
        changes=False,
        translators_elsewhere=404,
    ),
    "take what is missing along": Action(lambda c, w: take_along(c, what="missing"), WRITE, translators_elsewhere=200),
    "take a memory along": Action(
        lambda c, w: c.post(reverse("exchange"), {"source": "en", "into": "fr"}), WRITE, translators_elsewhere=200
    ),
    "bring a file back": Action(lambda c, w: bring_back(c, w.translation), WRITE, 200, translators_elsewhere=200),
    "see what changed": reading(lambda c, w: c.get(on_the_desk("desk_version", w)), SEE),
    "say that it is still right": Action(
        lambda c, w: c.post(on_the_desk("desk_still_right", w), {"seen": last_change(w.outdated)}), WRITE
    ),
}

RECORDS = {
    "open the editor of a term": reading(lambda c, w: c.get(term_edit(w)), WRITE),
    "download the file of a term": reading(lambda c, w: c.get(url("wagtail_localize:download_pofile", w.topic)), SEE),
    "upload the file of a term": Action(lambda c, w: upload(c, w.topic, term_po(w.topic)), WRITE),
    "store the text of a term": Action(lambda c, w: put(c, w.topic, "summary", "Vos droits."), WRITE, 201, refused=403),
    "publish a term": Action(lambda c, w: c.post(term_edit(w), {"action": "publish"}), REVIEW),
    "stop a term": Action(lambda c, w: post("wagtail_localize:stop_translation", w.topic)(c), STEER),
    "submit a term": Action(submit_term, WRITE, translators_elsewhere=200),
    "delete a term": Action(
        lambda c, w: c.post(reverse("wagtailsnippets_library_topic:delete", args=[w.topic.get_target_instance().pk])),
        SITE,
    ),
    "list terms by program": reading(
        lambda c, w: c.get(reverse("wagtail_localize:snippets_api_listing", args=["library", "topic"])),
        SEE | {"other language"},
    ),
    "list the glossary": reading(lambda c, w: c.get(reverse("glossary:index")), SEE | {"other language"}),
    "add an agreed term": Action(lambda c, w: glossary(c, w, "add"), REVIEW, reviewers_elsewhere=200),
    "change an agreed term": Action(lambda c, w: glossary(c, w, "edit", term="eviction"), REVIEW),
    "delete an agreed term": Action(lambda c, w: c.post(reverse("glossary:delete", args=[w.agreed])), REVIEW),
    "see who changed an agreed term": reading(lambda c, w: c.get(reverse("glossary:history", args=[w.agreed])), REVIEW),
    "see where an agreed term is used": reading(lambda c, w: c.get(reverse("glossary:usage", args=[w.agreed])), REVIEW),
    "edit the picture": reading(lambda c, w: c.get(reverse("wagtailimages:edit", args=[w.picture])), SITE),
    "list pictures by program": reading(
        lambda c, w: c.get(reverse("wagtailadmin_api:images:listing")), SEE | {"other language"}, refused=403
    ),
    "replace a picture": Action(replace_picture, WRITE, 201, refused=403),
}
