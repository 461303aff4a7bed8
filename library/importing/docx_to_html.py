"""A program of its own: DOCX in, HTML and pictures out as JSON. Run by library.importing.documents, and by nobody else.

It knows nothing of the site. A file that makes it slow or greedy ends it, and only it.
"""

import base64
import json
import resource
import sys
from typing import Any

import mammoth


def main(path: str, memory: int, seconds: int) -> None:
    """Print the document. `memory` in bytes, `seconds` of computing time; no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pictures: dict[str, str] = {}

    def keep(image: Any) -> dict[str, str]:
        with image.open() as opened:
            name = f"docx:{len(pictures)}"
            pictures[name] = base64.b64encode(opened.read()).decode()
        return {"src": name}

    with open(path, "rb") as file:  # noqa: PTH123 – no more imports than needed
        result = mammoth.convert_to_html(
            file, convert_image=mammoth.images.img_element(keep), include_embedded_style_map=False,
            style_map="p[style-name='Title'] => h1:fresh", external_file_access=False,
        )  # fmt: skip
    json.dump({"html": result.value, "pictures": pictures}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
