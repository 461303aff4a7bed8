"""Pictures that editors add to a story that was sent in: from then on they are kept, hidden and erased as its sender's.

They lie in private storage as soon as a version with them is saved. Art of the whole site stays where it is: what was
there before the story came, and what other pages show as well.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.models import Page, ReferenceIndex

from home.models import Picture
from home.seen import seen_changed
from home.storage import PRIVATE, is_private
from stories.models import StoryPage, Submission
from stories.pictures import pictures_on


def adopt(page: StoryPage) -> None:
    """Make the pictures of a version of a sent story, in whatever language, those of its submission.

    One query where the story was written here, two where it has no picture that is new.
    """
    submission = Submission.objects.filter(page__translation_key=page.translation_key).first()
    if submission is None or submission.received_at is None:
        return
    uploaded_since = Picture.objects.filter(created_at__gte=submission.received_at, submissions=None)
    added = uploaded_since.filter(pk__in=pictures_on(page))
    for picture in added:
        if not _is_used_elsewhere(picture, page):
            with transaction.atomic():
                _hide_file(picture)
                submission.pictures.add(picture)
                submission.added_pictures.add(picture)


def _is_used_elsewhere(picture: Picture, page: StoryPage) -> bool:
    """Whether anything but the versions of this story shows it."""
    versions = StoryPage.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    own = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(pk) for pk in versions]
    )
    return bool(ReferenceIndex.get_references_to(picture).exclude(pk__in=own.values("pk")).exists())


def _hide_file(picture: Picture) -> None:
    """Move it to private storage; its public sizes go, and are made anew where only some may see them.

    The file is copied first and deleted last: whatever comes between leaves one that the row names. In a transaction.
    """
    old = str(picture.file.name)
    if is_private(old) or not default_storage.exists(old):
        return
    with default_storage.open(old) as content:
        # Never the name of the file, which often says who or where.
        new = default_storage.save(f"{PRIVATE}original_images/{picture.pk}{PurePath(old).suffix}", content)
    seen_changed.send(StoryPage, pictures=[picture.pk])  # while the sizes still have the addresses that are kept
    Picture.objects.filter(pk=picture.pk).update(file=new)
    Picture.objects.get(pk=picture.pk).save(update_fields=["file"])  # which takes the public sizes away
    transaction.on_commit(partial(default_storage.delete, old), robust=True)
