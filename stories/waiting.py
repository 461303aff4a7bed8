"""Stories that were sent in and are not public: who may know of them at all, their titles included.

Those who may add stories, and the reviewers. For everybody else they are missing in every list of the admin, and cannot
be asked for by number: a title such as “The march of next week” can endanger people. What was declined is for reviewers
alone until it is erased; what was taken back, or has expired, nobody sees any more.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from home.models import Picture
from stories.models import Submission
from stories.reviewing.rights import is_reviewer
from stories.states import ENDED, GONE

Pages = TypeVar("Pages", bound=QuerySet[Any])


def waits(translation_key: Any) -> QuerySet[Submission]:
    """The sent story with this key, if it is not public; its translations have the same key."""
    return Submission.objects.filter(page__translation_key=translation_key, page__live=False)


def over(translation_key: Any, states: tuple[str, ...] = ENDED) -> QuerySet[Submission]:
    """The sent story with this key, if it has come to such an end."""
    return Submission.objects.filter(page__translation_key=translation_key, state__in=states)


def hidden_from(user: Any) -> QuerySet[Page]:
    """The pages that this person may not know of."""
    key = OuterRef("translation_key")
    if is_reviewer(user):
        return Page.objects.filter(Exists(over(key, GONE)))
    hidden = Q(Exists(waits(key)))
    for granted in _policy.get_cached_permissions_for_user(user):
        if granted.permission.codename == Page.PERMISSION_CODENAMES.ADD:
            hidden &= ~Q(path__startswith=granted.page.path)
    return Page.objects.filter(hidden | Q(Exists(over(key))))


def without_versions(pages: list[Page]) -> list[Page]:
    """Those of pages that are to be deleted which do not go by themselves with a sent story among them."""
    keys = Submission.objects.filter(page__in=[page.pk for page in pages]).values_list("page", "page__translation_key")
    originals = {key: pk for pk, key in keys}
    return [page for page in pages if originals.get(page.translation_key, page.pk) == page.pk]


def pictures_hidden_from(user: Any) -> QuerySet[Picture]:
    """The pictures of those pages: their titles and alternative texts tell what a story is about."""
    return Picture.objects.filter(submissions__page__in=hidden_from(user).values("pk"))


def without_hidden(pages: Pages, user: Any) -> Pages:
    """Those of the pages that this person may know of."""
    return pages.exclude(pk__in=hidden_from(user).values("pk"))


class StoryAwarePolicy(PagePermissionPolicy):
    """Wagtail's policy for pages, which its lists, its search, its reports and its API ask, without hidden stories."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Those that this person may do something with."""
        return without_hidden(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user: Any) -> Any:
        """Those that this person finds in the tree."""
        return without_hidden(super().explorable_instances(user), user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether this person may do one of these things with a page."""
        may: bool = super().user_has_any_permission_for_instance(user, actions, instance)
        return may and not hidden_from(user).filter(pk=instance.pk).exists()


class StoryAwarePicturePolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for pictures, which its lists, its chooser and its API ask, without those of hidden stories."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Those that this person may do something with."""
        hidden = pictures_hidden_from(user).values("pk")
        return super().instances_user_has_any_permission_for(user, actions).exclude(pk__in=hidden)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whether this person may do one of these things with a picture."""
        may: bool = super().user_has_any_permission_for_instance(user, actions, instance)
        return may and not pictures_hidden_from(user).filter(pk=instance.pk).exists()


_policy = StoryAwarePolicy()


def register() -> None:
    """Make them the policies for all pages and all pictures.

    `exact_class`, because Wagtail's app for pictures is ready after ours and then registers its own policy.
    """
    register_permission_policy(Page, _policy)
    pictures = StoryAwarePicturePolicy(Picture, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user")
    register_permission_policy(Picture, pictures, exact_class=True)
