"""One address for each kind of public page, below a language."""

PAGES = {
    "home": "",
    "library": "library/",
    "library-filtered": "library/?topic=rights&kind=workshop-plan",
    "guide": "library/know-your-rights-workshop/",
    "guide-complete": "library/phone-check-up/",
    "kit": "library/a-first-meeting/",
    "topic": "library/topic/rights/",
    "stories": "stories/",
    "story": "stories/chairs-in-a-circle/",
    "send-a-story": "stories/send/",
    "news": "news/",
    "article": "news/kiswahili-is-here/",
    "network": "network/",
    "project": "network/bridge-interpreters/",
    "calls": "network/calls/",
    "call": "network/calls/show-and-tell/",
    "about": "about/",
    "privacy": "privacy/",
    "search": "search/?q=phone",
    "not-found": "no-such-page/",
}
LANGUAGES = ("en", "fr", "es", "pt", "ar", "sw")
