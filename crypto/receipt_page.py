"""Receipts as pages: one HTML file that shows a receipt, carries it, and can do nothing else.

A saved file has no server that gives it a policy, so its form is held narrow: what stands in angle
brackets is one of a few tags, and none of them runs or fetches anything.
Source: docs/spec/board.md section 5.1.
"""

import re
from dataclasses import dataclass

from crypto.errors import DecodeError

MAX_PAGE = 256 * 1024
"""Bytes of the largest page read."""

HEAD = "<!DOCTYPE html>\n"
"""What a page begins with."""

_PLACE = "receipt page"
_PROOF = "c2sp.org/tlog-proof@"
_ATTRIBUTE = r'[ \n]+([a-zA-Z-]+)="([^"<>]*)"'
_TAG = re.compile(rf"</?([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*)[ \n]*/?>")
_NAMED = re.compile(_ATTRIBUTE)
_TAGS = re.compile(
    r"a|bdi|body|code|dd|div|dl|dt|footer|h1|h2|head|header|html|li|main|meta|p|path|pre|section"
    r"|strong|style|svg|title|ul"
)
_TEXT = re.compile(r".*", re.DOTALL)
_WORDS = re.compile(r"[a-z0-9 #.=-]*")
_ATTRIBUTES = {
    "aria-label": _TEXT,
    "charset": _WORDS,
    "class": _WORDS,
    "content": _TEXT,
    "d": _TEXT,
    "dir": _WORDS,
    "fill": _WORDS,
    "href": re.compile(r"https?://[!-~]+"),
    "http-equiv": re.compile(r"Content-Security-Policy"),
    "id": _WORDS,
    "lang": re.compile(r"[a-zA-Z-]+"),
    "name": _WORDS,
    "role": _WORDS,
    "stroke": _WORDS,
    "viewBox": _WORDS,
}
_STYLE = re.compile(r"<style>([^<>]*)</style>")
# A style fetches something through url() or a quoted address, and hides either behind a backslash.
_FETCHES = re.compile(r"[\"'\\]|url\(", re.IGNORECASE)
_REFERENCES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'"}
_REFERENCE = re.compile(r"&(?:[a-z]+;|#x27;)?")


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What a page carries; nothing of it is proved.

    Attributes:
        proof: text of the receipt.
        code: the ballot code that the page shows.
    """

    proof: str
    code: str


def decode_receipt_page(text: str) -> ReceiptPage:
    """Return what a page carries in its marked places.

    Raises:
        DecodeError: it is not exactly one receipt in its place, or the page could do something.
    """
    if len(text.encode(errors="surrogatepass")) > MAX_PAGE:
        raise DecodeError(f"{_PLACE}: longer than {MAX_PAGE} bytes")
    if not text.startswith(HEAD) or not text.endswith("</html>\n"):
        raise DecodeError(f"{_PLACE}: cut short, or changed at its start or end")
    _verify_harmless(text.removeprefix(HEAD))
    if text.count(_PROOF) != 1:
        raise DecodeError(f"{_PLACE}: expected one receipt, got {text.count(_PROOF)}")
    return ReceiptPage(
        proof=_marked(text, "pre", "tlog-proof"), code=_marked(text, "strong", "ballot-code")
    )


def _verify_harmless(text: str) -> None:
    for tag in _TAG.finditer(text):
        if not _TAGS.fullmatch(tag[1]):
            raise DecodeError(f"{_PLACE}: holds the tag {tag[1][:40]}")
        for name, value in _NAMED.findall(tag[2]):
            if name not in _ATTRIBUTES or not _ATTRIBUTES[name].fullmatch(value):
                raise DecodeError(f"{_PLACE}: holds the attribute {name[:40]}")
    if re.search("[<>]", _TAG.sub("", text)):
        raise DecodeError(f"{_PLACE}: holds something else than text and plain tags")
    styles = _STYLE.findall(text)
    if len(styles) != text.count("<style") or any(_FETCHES.search(style) for style in styles):
        raise DecodeError(f"{_PLACE}: holds a style that may fetch something")


def _marked(text: str, tag: str, mark: str) -> str:
    found = re.findall(rf'<{tag} id="{mark}">([^<>]*)</{tag}>', text)
    if len(found) != 1 or text.count(f'id="{mark}"') != 1:
        raise DecodeError(f"{_PLACE}: expected one place marked {mark}")
    return _REFERENCE.sub(lambda reference: _character(reference[0]), found[0])


def _character(reference: str) -> str:
    if reference not in _REFERENCES:
        raise DecodeError(f"{_PLACE}: malformed reference")
    return _REFERENCES[reference]
