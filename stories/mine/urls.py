"""Addresses of what a sender can do, below a language. Changing the story itself is in stories.steps."""

from django.urls import path

from stories.mine import actions, receipts, version, views

urlpatterns = [
    path("stories/mine/", views.mine, name="mine"),
    path("stories/mine/pictures/<slug:key>", views.picture, name="mine_picture"),
    path("stories/mine/answer/", actions.answer, name="mine_answer"),
    path("stories/mine/agree/", version.agree, name="mine_agree"),
    path("stories/mine/name/", actions.name, name="mine_name"),
    path("stories/mine/consent/", actions.consent, name="mine_consent"),
    path("stories/mine/contact/", actions.contact, name="mine_contact"),
    path("stories/mine/receipt/", receipts.receipt, name="mine_receipt"),
    path("stories/mine/receipt/download/", receipts.download, name="mine_receipt_download"),
    path("stories/mine/withdraw/", actions.withdraw, name="mine_withdraw"),
    path("stories/mine/close/", views.close, name="mine_close"),
]
