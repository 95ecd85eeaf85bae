"""The key holders' tool as one HTML file, for a computer without a network."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from crypto.transcript import sha256

LOADER = "js/trustee/single-file.js"
STYLE = "css/tabella.css"


@dataclass(frozen=True, slots=True)
class Module:
    path: str
    source: str


def key_tool_page(paths: Sequence[str]) -> bytes:
    """The page with these modules below /static/. Equal files give equal bytes."""
    style, loader = _text(STYLE), _text(LOADER)
    context = {
        "policy": _policy(style, loader),
        "style": style,
        "loader": loader,
        "modules": [Module(path, _text(path)) for path in sorted(paths) if path != LOADER],
    }
    return render_to_string("voting/key_tool_page.html", context).encode()


def _text(path: str) -> str:
    # A mark of byte order would become a part of the first rule.
    return (Path(settings.BASE_DIR) / "static" / path).read_text(encoding="utf-8-sig")


def _policy(style: str, loader: str) -> str:
    """Only this script, these styles, what the script makes of the modules; no network."""
    rules = (
        "default-src 'none'",
        f"script-src {_source(loader)} blob:",
        "worker-src blob:",
        f"style-src {_source(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types key-holder-worker",
    )
    return "; ".join(rules)


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode())).decode()}'"
