"""Addresses of the other ways in, below a language."""

from django.urls import path

from stories.ways import questions, views

urlpatterns = [
    path("stories/suggest/", views.suggest, name="suggest_guide"),
    path("stories/ask/", views.ask, name="ask_question"),
    path("stories/questions/", questions.listing, name="questions"),
    path("stories/questions/<slug:slug>/", questions.question, name="question"),
    path("stories/questions/<slug:slug>/answer/", views.answer, name="answer_question"),
    path("stories/mine/text/", views.change, name="change_text"),
]
