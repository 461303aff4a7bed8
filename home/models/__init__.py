"""The base layer's models, one module a subject."""

from home.models.accounts import User
from home.models.base import BasePage, BasePageQuerySet
from home.models.desk import GradedEdit, Work, WorkVersion
from home.models.exchange import TranslationExport
from home.models.glossary import GlossaryTerm
from home.models.lists import ListPage
from home.models.media import File, Picture, Rendition
from home.models.outside import OutsideLink
from home.models.pages import HomePage, StandardPage
from home.models.search import Change, SearchEntry
from home.models.settings import SiteTexts
from home.models.telling import Frequency, News, NewsChoice, NewsTold
from home.models.translators import (
    CopiedRestriction,
    LanguageRules,
    TranslationClaim,
    TranslationOrder,
    TranslationReviewTask,
    VersionAuthor,
)

__all__ = [
    "BasePage",
    "BasePageQuerySet",
    "Change",
    "CopiedRestriction",
    "File",
    "Frequency",
    "GlossaryTerm",
    "GradedEdit",
    "HomePage",
    "LanguageRules",
    "ListPage",
    "News",
    "NewsChoice",
    "NewsTold",
    "OutsideLink",
    "Picture",
    "Rendition",
    "SearchEntry",
    "SiteTexts",
    "StandardPage",
    "TranslationClaim",
    "TranslationExport",
    "TranslationOrder",
    "TranslationReviewTask",
    "User",
    "VersionAuthor",
    "Work",
    "WorkVersion",
]
