"""What happens by itself: to lists of stories, in reviews, and when a story is translated, taken back or deleted."""

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from stories import elsewhere, followed, notifications, pictures, translating
from stories.models import StoryPage
from stories.ways import questions
from stories.workflow import on_story_index_saved

post_save.connect(on_story_index_saved, sender="stories.StoryIndexPage", dispatch_uid="stories.review_workflow")
pre_save.connect(translating.on_source, sender="wagtail_localize.TranslationSource", dispatch_uid="stories.source")
pre_save.connect(translating.on_version, sender="stories.StoryPage", dispatch_uid="stories.version")
for happened in (page_published, page_unpublished):
    happened.connect(pictures.on_changed, sender=StoryPage, dispatch_uid="stories.pictures_elsewhere")
# Of the page below: when the row of the story has gone, that one is still there.
post_delete.connect(pictures.on_changed, sender=Page, dispatch_uid="stories.pictures_of_a_deleted_version")
# After the others were told, who ask where the sizes are.
page_unpublished.connect(pictures.on_unpublished, sender=StoryPage, dispatch_uid="stories.pictures")
post_page_move.connect(pictures.on_moved, dispatch_uid="stories.pictures_moved")
for happened in (post_save, post_delete):
    happened.connect(
        pictures.on_restriction_changed, sender=PageViewRestriction, dispatch_uid="stories.pictures_elsewhere"
    )
# After Wagtail's own, whose app stands before this one in INSTALLED_APPS.
page_slug_changed.connect(elsewhere.lead_nowhere, sender=StoryPage, dispatch_uid="stories.former_addresses")
# Last, when the page is as it will be.
for changed in (task_submitted, workflow_rejected, workflow_approved, workflow_cancelled):
    changed.connect(followed.on_review, dispatch_uid="stories.review_followed")
for happened in (page_published, page_unpublished):
    happened.connect(followed.on_page, sender=StoryPage, dispatch_uid="stories.page_followed")
pre_delete.connect(followed.on_deleted, sender=StoryPage, dispatch_uid="stories.deletion_followed")
post_save.connect(questions.on_step, sender="stories.Step", dispatch_uid="stories.questions_purged")
notifications.connect()
