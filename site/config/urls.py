"""Addresses: the admin and files without a language, everything readers see under /<language>/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from home import files, views

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("", include("home.urls_plain")),
    path("", include("stories.urls_plain")),
    path("", include("library.urls_plain")),
    path("admin/", include(wagtailadmin_urls)),
    # The admin answers here. Wagtail looks the name up for every private page, whatever the setting says.
    path("admin/login/", views.front_door, name="wagtailcore_login"),
    # In place of Wagtail's own view of the same name, which follows.
    path("documents/<int:document_id>/<path:document_filename>", files.serve, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("", include("home.urls")),
    path("", include("library.urls")),
    path("", include("network.urls")),
    path("", include("stories.urls")),
    path("", include("stories.feed_urls")),
    # Readers' pages alone: no log-in form and no shared passwords on the public side.
    re_path(serve_pattern, views.page, name="wagtail_serve"),
)

handler400 = views.bad_request
handler404 = views.not_found
handler500 = views.server_error
