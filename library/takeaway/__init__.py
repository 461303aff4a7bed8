"""Guides to take away: PDF, EPUB and the whole kit as a ZIP, made in the background (docs/decisions/0013).

* `markup` makes a small tree of the HTML that the page's own templates give; nothing else of the HTML is kept.
* `handout` gathers everything that a file says about one guide in its language.
* `pdf`, `epub` and `kit` write a file from a handout.
* `content_key` says which content a file was made of; `making` makes, stores and removes; `tasks` and `receivers` say
  when.
"""
