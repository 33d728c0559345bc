"""A hook of MkDocs: links that lead out of docs/, to files of the repository, lead to it on the site."""

import re

REPOSITORY = "https://github.com/seqguard/seqguard/blob/main"
OUTSIDE = re.compile(r"\]\((?:\.\./)+((?:examples|benchmarks|tests|seqguard|tools)/[^)\s]+|[A-Z_]+\.md)\)")


def on_page_markdown(markdown: str, **_: object) -> str:
    """Called by MkDocs for each page; a link within docs/, such as `../symptoms.md`, is in small letters and stays."""
    return OUTSIDE.sub(rf"]({REPOSITORY}/\1)", markdown)
