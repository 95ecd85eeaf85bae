"""Apps of our own as one HTML file each, for a computer without a network."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from crypto.transcript import sha256

LOADER = "js/ui/single-file.js"
STYLE = "css/tabella.css"
RTL_STYLE = "css/tabella.rtl.css"


@dataclass(frozen=True, slots=True)
class Module:
    path: str
    source: str


@dataclass(frozen=True, slots=True)
class SinglePage:
    """What is put into one file: template, module that starts, and policy of its workers."""

    template: str
    entry: str
    worker_policy: str


def single_page(page: SinglePage, paths: Sequence[str]) -> bytes:
    """The page with these modules below /static/. Equal files give equal bytes."""
    style, rtl_style, loader = _text(STYLE), _text(RTL_STYLE), _text(LOADER)
    modules = [Module(path, _text(path)) for path in sorted(paths) if path != LOADER]
    context = {
        "policy": _policy((style, rtl_style), loader, page.worker_policy),
        "style": style,
        "rtl_style": rtl_style,
        "loader": loader,
        "entry": page.entry,
        "modules": modules,
        "version": sha256("\0".join(each.source for each in modules).encode()).hex(),
    }
    return render_to_string(page.template, context).encode()


def _text(path: str) -> str:
    # A mark of byte order would become a part of the first rule.
    return (Path(settings.BASE_DIR) / "static" / path).read_text(encoding="utf-8-sig")


def _policy(styles: Sequence[str], loader: str, worker_policy: str) -> str:
    """Only this script, these styles, what the script makes of the modules; no network."""
    rules = (
        "default-src 'none'",
        f"script-src {_source(loader)} blob:",
        "worker-src blob:",
        f"style-src {' '.join(map(_source, styles))}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        f"trusted-types {worker_policy}",
    )
    return "; ".join(rules)


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode())).decode()}'"
