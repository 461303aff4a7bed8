"""The network's models, one module a subject."""

from network.models.call import CallIndexPage, CallPage
from network.models.index import NetworkIndexPage
from network.models.project import ProjectLanguage, ProjectPage

__all__ = ["CallIndexPage", "CallPage", "NetworkIndexPage", "ProjectLanguage", "ProjectPage"]
