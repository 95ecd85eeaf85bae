"""D15. Packages and scripts of others: one version each, and nothing that came from elsewhere."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([0-9A-Za-z.+-]+)")


def pins(name: str) -> dict[str, str]:
    """What a file of requirements asks for, hashes and remarks aside."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        words = line.partition(" #")[0].removesuffix("\\").strip()
        if words and not words.startswith(("#", "-")):
            match = PIN.fullmatch(words.partition(" ")[0])
            assert match, f"{name}: {line} is no single version"
            found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_one_version_and_that_one_is_installed(name):
    for package, pinned in pins(name).items():
        assert version(package) == pinned, package


def test_pages_load_no_package_of_a_registry():
    """Scripts of others lie in the repository; where they come from stands beside them."""
    assert not list(ROOT.glob("package*.json"))
    for folder in (ROOT / "static/vendor").iterdir():
        names = {path.name.lower() for path in folder.iterdir()}
        assert {"licence", "license"} & names, folder.name
        assert "version" in names, folder.name
