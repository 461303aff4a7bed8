"""Pictures that came with a story: in private storage for good, and shown while they stand on a public story.

Nothing is moved when a story is published or taken back: whether a picture may be seen is asked each time it is.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageViewRestriction
from wagtail.permissions import policy_registry

from home import purging
from home.models import Picture, Rendition
from home.renditions import pixels_of
from home.seen import seen_changed
from home.storage import PRIVATE, is_private
from stories.models import StoryPage, Submission
from stories.reviewing.rights import is_reviewer
from stories.states import OPEN, State

#: Seconds that a reader's browser keeps one before it asks again (an answer of 200 bytes), and any cache on the way.
KEPT_FOR = 60
#: Seconds that our own cache keeps one: it is told of stories taken back.
SHARED_FOR = 300


@require_safe
def private_picture(request: HttpRequest, name: str) -> HttpResponse:
    """A size of a picture, or the picture itself, for those who may see it. Three queries for a reader."""
    file = f"{PRIVATE}{name}"
    if "\0" in name:
        raise Http404
    is_public = is_on_a_public_story(file)
    if not (is_public or may_preview(request.user, file)):
        raise Http404
    response = pixels_of(file)
    if is_public:
        shared_for = SHARED_FOR if purging.is_on() else KEPT_FOR
        patch_cache_control(response, public=True, max_age=KEPT_FOR, s_maxage=shared_for)
    return response


def is_on_a_public_story(file: str) -> bool:
    """Whether this is a size of a picture that readers are shown: on a story that is public, and agreed to.

    An editor may have taken the picture out of the story; then its sizes that reviewers saw stay hidden.
    """
    picture = Picture.objects.filter(renditions__file=file).first()
    if picture is None or not (picture.may_be_shown and is_private(picture.file.name)):
        return False
    return not hidden_among([picture])


def hidden_among(pictures: list[Picture]) -> set[int]:
    """The keys of those that lie in private storage and are on no public story that they came with (home.seen).

    No query where none is private, else two.
    """
    private = {picture.pk for picture in pictures if is_private(picture.file.name)}
    if not private:
        return set()
    rows = Submission.pictures.through.objects.filter(picture__in=private)
    came_with = list(rows.values_list("picture", "submission__page__translation_key"))
    public = StoryPage.objects.published().filter(translation_key__in={work for _picture, work in came_with})
    shown = {(picture, story.translation_key) for story in public for picture in pictures_on(story)}
    return private - {picture for picture, work in came_with if (picture, work) in shown}


def pictures_on(story: StoryPage) -> set[int]:
    """The keys of the pictures in the text of a story."""
    figures = (block["value"]["image"] for block in story.body.raw_data if block["type"] == "figure")
    return {image["image"] for image in figures if image}


def may_preview(user: Any, file: str) -> bool:
    """Whether this person works with the picture's story, or with pictures."""
    if not user.is_authenticated:
        return False
    picture = Picture.objects.filter(file=file).first() or Picture.objects.filter(renditions__file=file).first()
    if picture is None:
        return False
    if policy_registry.get(picture).user_has_any_permission_for_instance(user, ["choose", "change"], picture):
        return True
    if is_reviewer(user) and picture.submissions.filter(state__in=(*OPEN, State.DECLINED)).exists():
        return True
    stories = StoryPage.objects.filter(submission__pictures=picture)
    return any(story.permissions_for_user(user).can_edit() for story in stories)


def on_unpublished(instance: StoryPage, **kwargs: Any) -> None:
    """When a story is taken back in all languages, the sizes that readers were shown go; previews make new ones."""
    versions = StoryPage.objects.filter(translation_key=instance.translation_key)
    if not versions.live().exists():
        Rendition.objects.filter(image__submissions__page__in=versions).delete()


def on_changed(instance: Page, **kwargs: Any) -> None:
    """A story was published or taken back, or one of its versions is gone: what holds its pictures is told."""
    _tell(StoryPage.objects.filter(translation_key=instance.translation_key))


def on_restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Stories were closed, or opened again."""
    _tell(StoryPage.objects.filter(path__startswith=instance.page.path))


def on_moved(instance: Page, **kwargs: Any) -> None:
    """Stories may be closed where they are now, or were closed where they came from."""
    path = Page.objects.filter(pk=instance.pk).values_list("path", flat=True).get()
    _tell(StoryPage.objects.filter(path__startswith=path))


def _tell(stories: QuerySet[StoryPage]) -> None:
    works = stories.order_by().values("translation_key")
    pictures = Picture.objects.filter(submissions__page__translation_key__in=works).values_list("pk", flat=True)
    told = list(pictures.order_by().distinct())
    if told:
        seen_changed.send(StoryPage, pictures=told)
