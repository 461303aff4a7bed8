"""The public JSON API (/api/v2/pages/): Wagtail's own, cut down to a list of page types and fields.

Nothing is told because a model has it: an app names its page types and their fields with `expose`. Pictures, files and
people have no address. It answers the same to everyone, cookies or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.urls import reverse
from rest_framework.fields import Field
from rest_framework.filters import BaseFilterBackend
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import (
    ChildOfFilter,
    DescendantOfFilter,
    FieldsFilter,
    LocaleFilter,
    OrderingFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import BadRequestError, page_models_from_string
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page

from home import i18n
from home.models import BasePage
from home.search import find
from home.visibility import is_private

#: Gives the value of a field; None reads the column of that name.
Tell = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Exposed:
    """What the API tells of a page type."""

    fields: Mapping[str, Tell]
    #: Fields that only the address of one page tells, because they cost queries.
    of_one: Mapping[str, Tell] = field(default_factory=dict)
    prefetch: tuple[str, ...] = ()


_exposed: dict[type[Page], Exposed] = {}


def expose(model: type[BasePage], exposed: Exposed) -> None:
    """Let an app say which of its pages are told, and what of them."""
    _exposed[model] = exposed
    PublicPagesViewSet.detail_only_fields.extend(exposed.of_one)


class Told(Field):
    """A field whose value a function gives."""

    def __init__(self, tell: Callable[[Any], Any]) -> None:
        self.tell = tell
        super().__init__(read_only=True)

    def get_attribute(self, instance: Any) -> Any:
        """What is told of this page."""
        return self.tell(instance)

    def to_representation(self, value: Any) -> Any:
        """As it is."""
        return value


def _language(page: Page) -> str | None:
    locale = i18n.locale_by_id(page.locale_id)
    return locale.language_code if locale else None


class PublicPageSerializer(PageSerializer):
    """Addresses are absolute and made from the configured base address; no query for each page."""

    locale = Told(_language)
    html_url = Told(lambda page: i18n.absolute(i18n.address(page)))
    detail_url = Told(lambda page: i18n.absolute(reverse("api:pages:detail", args=(page.pk,))))
    work = Told(lambda page: page.translation_key.urn)


class WordsFilter(BaseFilterBackend):
    """`?search=`: the site's own search, in which nothing is an operator and nothing an error."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Best match first, unless an order is asked for."""
        if "search" not in request.GET:
            return queryset
        words = request.GET["search"]
        found = find(words, queryset, any_word=request.GET.get("search_operator") == "or")
        return found.order_by(*queryset.query.order_by) if "order" in request.GET else found


class PublicPagesViewSet(PagesAPIViewSet):
    """Public pages of the exposed types, in all languages."""

    base_serializer_class = PublicPageSerializer
    authentication_classes = ()
    permission_classes = ()
    http_method_names = ("get", "head", "options")
    filter_backends = (
        FieldsFilter,
        ChildOfFilter,
        DescendantOfFilter,
        OrderingFilter,
        TranslationOfFilter,
        LocaleFilter,
        WordsFilter,
    )
    known_query_parameters = PagesAPIViewSet.known_query_parameters - {"site", "ancestor_of", "rich_text_format"}
    body_fields = ("id", "title")
    meta_fields = (
        "type", "detail_url", "html_url", "slug", "locale", "work", "first_published_at", "last_published_at",
    )  # fmt: skip
    listing_default_fields = (
        "id", "type", "detail_url", "title", "html_url", "slug", "work", "first_published_at", "last_published_at",
    )  # fmt: skip
    nested_default_fields = ("id",)
    #: Left out of lists; filled by `expose`.
    detail_only_fields: ClassVar[list[str]] = []

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse what PostgreSQL cannot hold in a text, whichever parameter it is in."""
        super().initial(request, *args, **kwargs)
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequestError("a parameter holds a character that no text has")

    @classmethod
    def get_body_fields(cls, model: type[Page]) -> list[APIField]:
        """What every page tells, and what was exposed of this type."""
        exposed = _exposed.get(model)
        more = {**exposed.fields, **exposed.of_one} if exposed else {}
        return [
            *(APIField(name) for name in cls.body_fields),
            *(APIField(name, serializer=Told(tell) if tell else None) for name, tell in more.items()),
        ]

    @classmethod
    def get_meta_fields(cls, model: type[Page]) -> list[APIField]:
        """The same of every page, whatever the model says."""
        return [APIField(name) for name in cls.meta_fields]

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """A short list; `?fields=*` tells more."""
        return [*cls.listing_default_fields, "locale"]

    def get_base_queryset(self) -> Any:
        """All pages that anyone may read; those that pages are looked for below."""
        languages = [locale.pk for locale in i18n.locales().values()]
        return Page.objects.live().filter(~is_private(), locale__in=languages, alias_of=None)

    def get_queryset(self) -> Any:
        """The exposed pages, of one type or of all, by their key."""
        models: tuple[type[Page], ...] = tuple(_exposed)
        if asked := self.request.GET.get("type"):
            try:
                models = page_models_from_string(asked)
            except (LookupError, ValueError) as error:
                raise BadRequestError("type doesn't exist") from error
            if not set(models) <= set(_exposed):
                raise BadRequestError("type doesn't exist")
        pages = self.get_base_queryset().type(*models)
        if len(models) > 1 or not asked:
            return pages.order_by("pk")
        (model,) = models
        rows = model._default_manager.filter(pk__in=pages.values("pk")).defer_streamfields()
        return rows.prefetch_related(*_exposed[model].prefetch).order_by("pk")

    def get_object(self) -> Page:
        """The specific page, with what its fields need."""
        page: Page = super().get_object()
        if exposed := _exposed.get(type(page)):
            prefetch_related_objects([page], *exposed.prefetch)
        return page

    def find_object(self, queryset: Any, request: Any) -> Page | None:
        """By `?html_path=/en/library/…/` or `?id=`."""
        if "html_path" not in request.GET:
            found: Page | None = super().find_object(queryset, request)
            return found
        code, _slash, below = request.GET["html_path"].strip("/").partition("/")
        home = i18n.homes().get(i18n.locales()[code].pk) if code in i18n.locales() else None
        return queryset.filter(url_path=f"{home.url_path}{below}/").first() if home and below else None

    def handle_exception(self, exc: Exception) -> Response:
        """A value that no column takes is the caller's mistake."""
        if isinstance(exc, (ValidationError, ValueError, OverflowError)):
            exc = BadRequestError("a value cannot be read")
        answer: Response = super().handle_exception(exc)
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The same for everyone."""
        response.is_public = response.status_code in (200, 302, 404)
        return super().finalize_response(request, response, *args, **kwargs)


router = WagtailAPIRouter("api")
router.register_endpoint("pages", PublicPagesViewSet)
