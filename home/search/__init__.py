"""Search: `find` for any list of pages, `home.search.results` for the search of the whole site.

From the text of a page to a result: `words` reads texts and queries, `stems` inflections, `entries` writes the index,
the databases search it (`engine`), `typos` forgives, `highlight` marks. `backend`, `sqlite` and `postgres` serve the
admin.
"""

from home.search.finding import Finder, Suggestion, bearing, find, register_numbers, register_suggester
from home.search.typos import register_names

__all__ = ["Finder", "Suggestion", "bearing", "find", "register_names", "register_numbers", "register_suggester"]
