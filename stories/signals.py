"""What happens by itself when a list of stories is made, a story's review goes on, or one is to be translated."""

from django.db.models.signals import post_save, pre_save

from stories import notifications, translating
from stories.workflow import on_story_index_saved

post_save.connect(on_story_index_saved, sender="stories.StoryIndexPage", dispatch_uid="stories.review_workflow")
pre_save.connect(translating.on_source, sender="wagtail_localize.TranslationSource", dispatch_uid="stories.source")
pre_save.connect(translating.on_version, sender="stories.StoryPage", dispatch_uid="stories.version")
notifications.connect()
