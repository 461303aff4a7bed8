"""Addresses of the steps, below a language."""

from django.urls import path

from stories.steps import receipts, views
from stories.steps.way import CHANGING, SENDING, STEPS

urlpatterns = [
    path("stories/send/receipt/", receipts.receipt, name="story_receipt"),
    path("stories/send/receipt/download/", receipts.download, name="story_receipt_download"),
    path("stories/send/later/", receipts.later, name="story_later"),
    path("stories/send/thanks/", receipts.thanks, name="story_sent"),
]
for _way, _root in ((SENDING, "stories/send/"), (CHANGING, "stories/mine/story/")):
    for _step in STEPS:
        _rest = "" if _step == "story" else f"{_step}/"
        urlpatterns.append(path(_root + _rest, views.step, {"way": _way, "step": _step}, name=f"{_way.name}_{_step}"))
