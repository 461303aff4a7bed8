"""What happens by itself when a list of stories is made and when a story's review goes on."""

from django.db.models.signals import post_save

from stories import notifications
from stories.workflow import on_story_index_saved

post_save.connect(on_story_index_saved, sender="stories.StoryIndexPage", dispatch_uid="stories.review_workflow")
notifications.connect()
