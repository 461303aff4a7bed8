"""The groups of people who work on the site, and what each may do. Made by the site itself, never by hand.

* Editors write, publish and submit pages for translation.
* Reviewers approve stories (stories.workflow gives them their task).
* Of every language, when it is added: translators, who write in it and submit what they wrote; reviewers of
  translations, who approve it; coordinators, who do both and hand work over. None of them ever gets wagtail-localize's
  `submit_translation`: it is global, and with it one can publish in every language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

if TYPE_CHECKING:
    from home.models import HomePage

EDITORS = "Editors"
REVIEWERS = "Reviewers"
TRANSLATORS = "Translators"
TRANSLATION_REVIEWERS = "Translation reviewers"
COORDINATORS = "Translation coordinators"
PAGE_RIGHTS_OF_EDITORS = ("add", "change", "publish", "lock", "unlock", "bulk_delete")
#: What each of a language's groups may do below its home page (home.translators.rights says what follows from it).
PAGE_RIGHTS_IN_A_LANGUAGE = {
    TRANSLATORS: ("change",),
    TRANSLATION_REVIEWERS: ("publish",),
    COORDINATORS: ("change", "publish"),
}


def group_name(kind: str, locale: Locale) -> str:
    """`Translators: fr`; the code, because group names must not change with the interface language."""
    return f"{kind}: {locale.language_code}"


def translators_group_name(locale: Locale) -> str:
    """The group of those who translate into a language."""
    return group_name(TRANSLATORS, locale)


def _allow(group: Group, *permissions: str) -> None:
    """Grant permissions given as `app_label.codename`; those of models that do not exist yet are granted later."""
    for name in permissions:
        app_label, codename = name.split(".")
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename=codename))


def _allow_on_page(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=[f"{codename}_page" for codename in codenames]
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_in_collections(group: Group) -> None:
    """Wagtail asks for the rights on its own models, whatever model of ours stands in for them."""
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=[f"{verb}_{model}" for verb in ("add", "change", "choose") for model in ("image", "document")],
    ):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def ensure_collection(locale: Locale) -> Collection:
    """Where editors put the pictures and files that may stand in for others in a language: `Translations: fr`."""
    root, name = Collection.get_first_root_node(), group_name("Translations", locale)
    return root.get_children().filter(name=name).first() or root.add_child(name=name)


def _allow_to_choose(group: Group, collection: Collection) -> None:
    """Choosing alone: whether a picture may be shown, editors decide who add it."""
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=["choose_image", "choose_document"]
    ):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def ensure_editors() -> Group:
    """Editors may do everything with pages, pictures, files and vocabularies, everywhere."""
    group, _made = Group.objects.get_or_create(name=EDITORS)
    _allow(group, "wagtailadmin.access_admin", "wagtail_localize.submit_translation", "home.change_languagerules")
    group.permissions.add(
        *Permission.objects.filter(
            content_type__app_label__in=("home", "library"),
            content_type__model__in=("sitetexts", "topic", "challenge", "issue"),
        )
    )
    _allow_on_page(group, Page.get_first_root_node(), PAGE_RIGHTS_OF_EDITORS)
    _allow_in_collections(group)
    return group


def ensure_reviewers() -> Group:
    """Reviewers see the admin; what they may approve is in the workflow."""
    group, _made = Group.objects.get_or_create(name=REVIEWERS)
    _allow(group, "wagtailadmin.access_admin")
    return group


def ensure_group(kind: str, locale: Locale) -> Group:
    """One of the groups of a language, with its rights below the home page of that language."""
    from home.models import HomePage

    group, _made = Group.objects.get_or_create(name=group_name(kind, locale))
    _allow(group, "wagtailadmin.access_admin")
    _allow_to_choose(group, ensure_collection(locale))
    for home in HomePage.objects.filter(locale=locale):
        _allow_on_page(group, home, PAGE_RIGHTS_IN_A_LANGUAGE[kind])
    return group


def ensure_language(locale: Locale) -> None:
    """The groups of a language and the rules for translations into it."""
    from home.models import LanguageRules

    for kind in PAGE_RIGHTS_IN_A_LANGUAGE:
        ensure_group(kind, locale)
    LanguageRules.objects.get_or_create(locale=locale)


def ensure_all() -> None:
    """Every group with its rights; safe to run again."""
    ensure_editors()
    ensure_reviewers()
    for locale in Locale.objects.all():
        ensure_language(locale)


def on_locale_saved(instance: Locale, created: bool, **kwargs: Any) -> None:
    """A new language gets its groups."""
    if created and not kwargs.get("raw"):
        ensure_language(instance)


def on_home_page_saved(instance: HomePage, created: bool, **kwargs: Any) -> None:
    """The people of a language may work below its new home page."""
    if created and not kwargs.get("raw"):
        ensure_language(instance.locale)
