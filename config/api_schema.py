"""How an address of the interface is described: by the docstring of its view."""

import re
from inspect import cleandoc

from drf_spectacular.openapi import AutoSchema

# Sections of the description by what the address holds; the first that fits.
_SECTIONS = (
    ("/trustee", "key holders"),
    ("/(ballots|challenges|sign-in|trackers|booth)", "voting"),
    ("/logs/", "public record"),
    ("/(checker|key-tool)$", "programs"),
    ("", "elections"),
)


class SentenceSchema(AutoSchema):
    """The first paragraph is the summary, and what follows it the description."""

    def get_tags(self) -> list[str]:
        return [next(name for place, name in _SECTIONS if re.search(place, self.path))]

    def get_summary(self) -> str:
        return self._paragraphs()[0]

    # The framework's own inspector, further up, is told path and method; this library's is not.
    def get_description(self) -> str:  # type: ignore[override]
        return "\n\n".join(self._paragraphs()[1:])

    def _paragraphs(self) -> list[str]:
        text = cleandoc(type(self.view).__doc__ or "")
        return [" ".join(part.split()) for part in text.split("\n\n")]
