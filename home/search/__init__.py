"""Search: `find` for any list of pages, `home.search.results` for the search of the whole site.

Ranking is the backend's (home.search.backend) and is kept: results are never fetched by key in another order.
"""

from home.search.finding import Finder, bearing, find, register_numbers

__all__ = ["Finder", "bearing", "find", "register_numbers"]
