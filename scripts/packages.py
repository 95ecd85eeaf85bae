"""Write docs/sbom.json and docs/licences.md: all that others made and this repository uses.

Run as `python -m scripts.packages`, or `make pins`. Both come from the pins with their hashes, from
what the installed packages say of themselves, and from the files under static/vendor; the same
input gives the same bytes. A licence that nobody has looked at yet ends it with a message: look
whether the package may be used, then add its name to LICENCES below.

The list for programs is a CycloneDX document, version 1.6.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from crypto.transcript import sha256
from scripts.pins import hashes_read, pins_read

ROOT = Path(__file__).resolve().parent.parent
SBOM = "docs/sbom.json"
TABLE = "docs/licences.md"
USES = {
    "requirements.txt": "the product",
    "requirements-dev.txt": "tests and checks",
}
IN_BROWSERS = "browsers"
VENDORED = {
    "govuk-frontend": ("govuk-frontend", "MIT"),
    "noble-ed25519": ("@noble/ed25519", "MIT"),
    "qrcode-generator": ("qrcode-generator", "MIT"),
}
"""Folders under static/vendor, with the package's name where it comes from and its licence."""

LICENCES = {
    "Apache-2.0": r"Apache[- ]2\.0|Apache Software License( 2\.0)?|Apache License.* 2\.0",
    "BSD-2-Clause": r"BSD-2-Clause|Simplified BSD",
    "BSD-3-Clause": r"BSD[- ]3-Clause|BSD|BSD License|3-Clause BSD License|New BSD|Modified BSD.*",
    "CC0-1.0": r"CC0.*",
    "CNRI-Python": r"CNRI-Python",
    "GPL-3.0-or-later": r"GPL-3\.0-or-later|GPLv3\+?",
    "ISC": r"ISC|ISC License.*",
    "LGPL-3.0-only": r"LGPL-3\.0-only|.*Lesser General Public License v3 .*",
    "LGPL-3.0-or-later": r"LGPL-3\.0-or-later|LGPL-3\.0\+|.*Lesser .*Public License v3 or later.*",
    "MIT": r"MIT|MIT License|The MIT License.*|MIT-0|Expat license",
    "MPL-2.0": r"MPL-2\.0|Mozilla Public License 2\.0.*",
    "PSF-2.0": r"PSF-2\.0|Python Software Foundation License",
    "Unlicense": r"Unlicense|The Unlicense.*",
    "ZPL-2.1": r"ZPL-2\.1|ZPL 2\.1",
}
"""Licences under which something may be used here, by their SPDX names, as packages spell them."""

LOOKED_UP = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
}
"""Packages that do not say it where programs look, or not in so many words; their files do."""


class LicenceError(Exception):
    """A package whose licence nobody has looked at, or that is not installed."""


@dataclass(frozen=True, slots=True)
class Used:
    """Something that others made: `hashes` are of the files it may be installed from."""

    name: str
    version: str
    licence: str
    use: str
    kind: str
    hashes: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its package URL, a name that says nothing about where to get it."""
        name = self.name.replace("@", "%40") if self.kind == "npm" else self.name.lower()
        return f"pkg:{self.kind}/{name.replace('_', '-')}@{self.version}"

    def component(self) -> dict[str, object]:
        return {
            "bom-ref": self.address,
            "type": "library",
            "name": self.name,
            "version": self.version,
            "purl": self.address,
            "licenses": [{"expression": self.licence}],
            "scope": "excluded" if self.use == USES["requirements-dev.txt"] else "required",
            "hashes": [{"alg": "SHA-256", "content": value} for value in self.hashes],
        }


def all_used() -> list[Used]:
    """Everything, by name within what it is used for.

    Raises:
        LicenceError: a package is not installed, or its licence is not among LICENCES.
    """
    return [*_packages(), *_vendored()]


def _packages() -> Iterator[Used]:
    for file, use in USES.items():
        text = (ROOT / file).read_text(encoding="utf-8")
        hashes = hashes_read(text)
        for name, version in sorted(pins_read(text).items(), key=lambda pin: pin[0].lower()):
            found = tuple(sorted(hashes.get(f"{name}=={version}", ())))
            yield Used(name, version, licence_of(name, version), use, "pypi", found)


def licence_of(name: str, version: str) -> str:
    """The SPDX name of an installed package's licence."""
    try:
        package = distribution(name)
    except PackageNotFoundError as error:
        raise LicenceError(f"{name}: is not installed; run make setup") from error
    if package.version != version:
        raise LicenceError(f"{name}: {version} is pinned, {package.version} is installed")
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    said = list(_said(package))
    for words in said:
        if known := licence_known(words):
            return known
    raise LicenceError(f"{name}: nobody has looked at its licence: {said}")


def licence_known(words: str) -> str:
    """Its SPDX name; an expression of several names stays as it is. Empty where one is unknown."""
    parts = [part.strip("() ") for part in re.split(r" (?:AND|OR|WITH) ", words.strip())]
    names = [_name(part) for part in parts]
    if not all(names):
        return ""
    return names[0] if len(names) == 1 else words.strip()


def _name(words: str) -> str:
    found = (name for name, form in LICENCES.items() if re.fullmatch(form, words, re.IGNORECASE))
    return next(found, "")


def _said(package: Distribution) -> Iterator[str]:
    """What a package says of its licence: the newer field, the trove classifiers, the older one."""
    metadata = package.metadata
    yield from metadata.get_all("License-Expression") or ()
    for line in metadata.get_all("Classifier") or ():
        if line.startswith("License :: OSI Approved :: "):
            yield re.sub(r" \([^)]*\)$", "", line.rpartition(" :: ")[2])
    yield from (metadata.get("License") or "").strip().splitlines()[:1]


def _vendored() -> Iterator[Used]:
    folder = ROOT / "static/vendor"
    for path in sorted(folder.iterdir()):
        name, licence = VENDORED[path.name]
        version = (path / "VERSION").read_text(encoding="utf-8").strip()
        scripts = sorted(path.rglob("*.js"))
        hashes = tuple(sha256(script.read_bytes()).hex() for script in scripts)
        yield Used(name, version, licence, IN_BROWSERS, "npm", hashes)


def sbom(used: Sequence[Used]) -> str:
    """The list for programs. It bears no time and no number of its own: two can be compared."""
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "tabella", "bom-ref": "tabella"}},
        "components": [each.component() for each in used],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def table(used: Sequence[Used]) -> str:
    """The list for people."""
    lines = [
        "# Licences of what others made",
        "",
        "Made by `make pins` from what the packages say of themselves. None is changed; those for "
        "browsers are copied into `static/vendor` with their licences, everything else is "
        "installed. A package under a licence that nobody has looked at cannot be added: "
        "`scripts/packages.py` refuses it, and a test with it.",
    ]
    for use in (*USES.values(), IN_BROWSERS):
        lines += ["", f"## For {use}", "", "| package | version | licence |", "|---|---|---|"]
        lines += [
            f"| {each.name} | {each.version} | {each.licence} |" for each in used if each.use == use
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    try:
        used = all_used()
    except LicenceError as error:
        print(error, file=sys.stderr)
        return 1
    for name, text in ((SBOM, sbom(used)), (TABLE, table(used))):
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(used)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
