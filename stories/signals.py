"""What happens by itself when a list of stories is made."""

from django.db.models.signals import post_save

from stories.workflow import on_story_index_saved

post_save.connect(on_story_index_saved, sender="stories.StoryIndexPage", dispatch_uid="stories.review_workflow")
