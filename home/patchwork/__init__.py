"""The pictures of the site, drawn from words: covers, quilts, icons, the mark and the map.

Nothing here is uploaded or fetched. Every function returns a piece of SVG that a page carries inline and that
`static/css/site.css` colours. The same arguments give the same bytes for ever: readers know a guide by its cover, and
the tests hold the bytes. Templates use it through `home.templatetags.patchwork`.
"""
