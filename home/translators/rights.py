"""Who may do what in a language.

A right in a language is the right on its home page, as Wagtail keeps it for groups: nothing else has to be granted and
nothing can disagree with the page tree. `change` is translating, `publish` is reviewing, both together are
coordinating; editors also have `add`. Terms and other records, which are not in the tree, follow the same rights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, Locale, Page, PageViewRestriction
from wagtail.permissions import policy_registry
from wagtail.snippets.permissions import user_can_edit_snippet_type

from home.desk import facets
from home.memory import Remembered
from home.models import HomePage, User
from home.permissions import BasePagePermissionTester

ALL = frozenset({"add", "change", "publish"})


def _paths() -> dict[int, str]:
    """Where each language is in the page tree; one without a home page is where only rights on the root hold."""
    root = Page.get_first_root_node()
    homes = dict(HomePage.objects.order_by("-path").values_list("locale_id", "path"))
    return {pk: homes.get(pk, root.path if root else "") for pk in Locale.objects.values_list("pk", flat=True)}


_home_paths = Remembered(_paths)


def in_language(user: Any, locale_id: int) -> frozenset[str]:
    """What somebody may do in a language: some of `add`, `change`, `publish`."""
    if not user.is_active:
        return frozenset()
    if user.is_superuser:
        return ALL
    path = _home_paths().get(locale_id, "")
    granted = policy_registry.get_by_type(Page).get_cached_permissions_for_user(user)
    names = {
        one.permission.codename.rsplit("_", maxsplit=1)[0] for one in granted if path and path.startswith(one.page.path)
    }
    return frozenset(names) & ALL


def languages(user: Any, *rights: str) -> set[int]:
    """The keys of the languages in which somebody has one of these rights."""
    return {pk for pk in _home_paths() if in_language(user, pk) & set(rights)}


def fetch_for(users: Iterable[User]) -> None:
    """Fetch the rights of many people at once, where they would be asked for one by one. One query.

    Their groups must have been fetched.
    """
    users = list(users)
    groups = {group.pk for user in users for group in user.groups.all()}
    granted = defaultdict(list)
    for one in GroupPagePermission.objects.filter(group__in=groups).select_related("page", "permission"):
        granted[one.group_id].append(one)
    name = policy_registry.get_by_type(Page).permission_cache_name
    for user in users:
        setattr(user, name, [one for group in user.groups.all() for one in granted[group.pk]])


def may_translate(user: Any, locale_id: int) -> bool:
    """Write and submit translations into a language."""
    return "change" in in_language(user, locale_id)


def may_review(user: Any, locale_id: int) -> bool:
    """Approve translations into a language."""
    return "publish" in in_language(user, locale_id)


def may_coordinate(user: Any, locale_id: int) -> bool:
    """Hand over what others have claimed, stop and restart translations."""
    return {"change", "publish"} <= in_language(user, locale_id)


def translators_of(locale: Locale) -> QuerySet[User]:
    """Everybody who may translate into a language, editors included, administrators not."""
    path = _home_paths().get(locale.pk, "")
    above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    changing = Permission.objects.filter(content_type__app_label="wagtailcore", codename="change_page")
    groups = GroupPagePermission.objects.filter(page__path__in=above, permission__in=changing).values("group")
    return User.objects.filter(is_active=True, groups__in=groups).distinct().order_by("username")


# ---------------------------------------------------------------- one page, one record


def _tester(user: Any, page: Page) -> BasePagePermissionTester:
    tester: BasePagePermissionTester = page.specific_deferred.permissions_for_user(user)
    return tester


def may_write(user: Any, instance: Any) -> bool:
    """Change what stands in a version of a page or record."""
    if isinstance(instance, Page):
        return _tester(user, instance).may_translate
    return user_can_edit_snippet_type(user, type(instance)) or may_translate(user, instance.locale_id)


def may_see(user: Any, instance: Any) -> bool:
    """Read a version that is not public: write it, or review it."""
    if isinstance(instance, Page):
        tester = _tester(user, instance)
        return tester.may_translate or tester.may_review
    return may_write(user, instance) or may_review(user, instance.locale_id)


def may_steer(user: Any, instance: Any) -> bool:
    """Stop the translation of a page or record, so that it is edited by hand, and start it again."""
    if isinstance(instance, Page):
        tester = _tester(user, instance)
        return tester.may_translate and (tester.may_review or tester.may_add)
    return user_can_edit_snippet_type(user, type(instance)) or may_coordinate(user, instance.locale_id)


def may_publish_at_once(user: Any, instance: Any) -> bool:
    """Publish a version without anybody's approval."""
    if isinstance(instance, Page):
        return bool(_tester(user, instance).can_publish())
    from home.translators import review

    if user_can_edit_snippet_type(user, type(instance)):
        return True
    return may_review(user, instance.locale_id) and not review.is_own_record(instance, user)


# ---------------------------------------------------------------- originals


def may_read(user: Any, original: Any) -> bool:
    """Translate from this: what is public, what is restricted to people like this one, what they may edit anyway."""
    if not isinstance(original, Page):
        return True
    page = original.specific
    if page.permissions_for_user(user).can_edit():
        return True
    return bool(page.live) and all(_accepts(restriction, user) for restriction in page.get_view_restrictions())


def _accepts(restriction: PageViewRestriction, user: Any) -> bool:
    if user.is_superuser or restriction.restriction_type == PageViewRestriction.LOGIN:
        return True
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return bool(restriction.groups.filter(pk__in=user.groups.all()).exists())
    return False


def may_submit_into(user: Any, original: Any) -> set[int]:
    """The keys of the languages into which somebody may submit a work for translation."""
    mine = languages(user, "change")
    return facets.allowed(original, mine) if mine and may_read(user, original) else set()


def knows_of_vocabulary(user: Any, model: Any) -> bool:
    """Whether somebody works with a kind of record at all."""
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, ["add", "change", "delete", "view"]))
