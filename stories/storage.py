"""Where files are kept that nobody may fetch by an address."""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """The storage named `private`; a function, so that migrations do not depend on a folder."""
    return storages["private"]
