"""Addresses without a language: pictures that not everybody may see."""

from django.urls import path

from home.storage import PRIVATE
from stories import pictures

urlpatterns = [path(f"media/{PRIVATE}<path:name>", pictures.private_picture, name="private_picture")]
