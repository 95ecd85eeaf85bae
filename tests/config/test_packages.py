"""What others made and is used here: pinned by hash, listed, under licences that are known."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import packages, pins
from scripts.packages import LicenceError, all_used, licence_known, sbom, table

ROOT = Path(__file__).resolve().parents[2]
SETUP = re.compile(r"^PIP_INSTALL = .*--require-hashes$", re.MULTILINE)
AGAIN = "run make pins"


@pytest.fixture(scope="module")
def used():
    return all_used()


@pytest.mark.parametrize("name", pins.FILES)
def test_every_package_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    hashes = pins.hashes_read(text)
    wanted = {f"{package}=={version}" for package, version in pins.pins_read(text).items()}
    assert wanted == {pin for pin, values in hashes.items() if values}, AGAIN
    for values in hashes.values():
        assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in values)
        assert values == sorted(set(values))
    # Nothing but pins, their hashes, comments, and the one list in the other.
    others = [line for line in text.splitlines() if not re.match(r"#|$|    --hash=|[^ ]+==", line)]
    assert others in ([], ["-r requirements.txt"])


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_whatever_a_package_needs_is_pinned_too_with_its_extras():
    """pip refuses to install anything else, but only where it is not there yet."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in pins.FILES)
    pinned = {
        plain(match[1]): set((match[2] or "").split(","))
        for match in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[([a-z,]+)\])?==", text, re.MULTILINE)
    }
    pinned["setuptools"] = set()  # every environment of Python 3.11 begins with one
    missing = [
        f"{name} needs {needed}"
        for name in pinned.keys() - {"setuptools"}
        for needed in map(Requirement, packages.distribution(name).requires or ())
        if _is_needed(needed, pinned[name])
        and not (plain(needed.name) in pinned and needed.extras <= pinned[plain(needed.name)])
    ]
    assert missing == []


def _is_needed(needed, extras):
    """Here, or on the oldest Python that the product runs on."""
    asked = [
        {"extra": extra} | python
        for extra in extras | {""}
        for python in ({}, {"python_full_version": "3.11.0"})
    ]
    return needed.marker is None or any(map(needed.marker.evaluate, asked))


def test_installing_refuses_what_has_no_hash():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert SETUP.search(makefile)
    installs = [
        line for line in makefile.splitlines() if "install -r" in line or "_INSTALL)" in line
    ]
    assert len(installs) == 2
    assert all(line.startswith("\t$(PIP_INSTALL) -r ") for line in installs)


def test_hashes_are_written_beside_pins_and_nothing_else_changes():
    text = "# About.\none==1.0\ntwo[x]==2.0 \\\n    --hash=sha256:00\n\n-r other.txt\n"
    written = pins.hashes_written(text, {"one==1.0": ["22", "11"], "two==2.0": ["33"]})
    assert written == (
        "# About.\none==1.0 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\n"
        "two[x]==2.0 \\\n    --hash=sha256:33\n\n-r other.txt\n"
    )
    hashes = pins.hashes_read(written)
    assert pins.hashes_written(written, hashes) == written
    assert pins.pins_read(written) == {"one": "1.0", "two": "2.0"}


def test_a_file_belongs_to_the_package_of_its_name_however_that_is_spelled():
    wanted = ["types-PyYAML==6.0.1", "PyYAML==6.0", "argon2-cffi==25.1.0"]
    for file, pin in (
        ("types_pyyaml-6.0.1-py3-none-any.whl", wanted[0]),
        ("PyYAML-6.0-cp311-cp311-manylinux_2_17_x86_64.whl", wanted[1]),
        ("argon2_cffi-25.1.0.tar.gz", wanted[2]),
    ):
        assert pins._pin_of(file, wanted) == pin
    with pytest.raises(pins.PinsError):
        pins._pin_of("stranger-1.0-py3-none-any.whl", wanted)


def test_the_lists_are_those_of_the_pins(used):
    assert (ROOT / packages.SBOM).read_text(encoding="utf-8") == sbom(used), AGAIN
    assert (ROOT / packages.TABLE).read_text(encoding="utf-8") == table(used), AGAIN


def test_the_list_for_programs_has_everything_once(used):
    document = json.loads(sbom(used))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    references = [component["bom-ref"] for component in document["components"]]
    assert len(references) == len(set(references)) == len(used)
    assert all(component["hashes"] for component in document["components"])
    vendored = {path.name for path in (ROOT / "static/vendor").iterdir()}
    assert vendored == set(packages.VENDORED)
    assert sum(each.kind == "npm" for each in used) == len(vendored)


def test_what_runs_in_browsers_is_listed_by_the_bytes_that_are_served(used):
    listed = {value for each in used if each.kind == "npm" for value in each.hashes}
    for path in (ROOT / "static/vendor").rglob("*.js"):
        assert packages.sha256(path.read_bytes()).hex() in listed


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("MIT License", "MIT"),
        ("Apache-2.0 OR BSD-3-Clause", "Apache-2.0 OR BSD-3-Clause"),
        ("Server Side Public License", ""),
        ("MIT AND Commercial", ""),
        ("", ""),
    ],
)
def test_only_licences_that_somebody_has_looked_at_are_known(words, known):
    assert licence_known(words) == known


def test_a_package_of_another_licence_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "_said", lambda _: iter(["Server Side Public License"]))
    with pytest.raises(LicenceError, match="django: nobody has looked at its licence"):
        packages.licence_of("django", packages.distribution("django").version)


def test_a_package_of_another_version_is_refused():
    with pytest.raises(LicenceError, match=r"1\.0 is pinned"):
        packages.licence_of("django", "1.0")


def test_no_list_names_where_packages_come_from():
    for name in (*pins.FILES, packages.SBOM, packages.TABLE, "scripts/pins.py", "scripts/audit.py"):
        assert not re.search(r"https?://", (ROOT / name).read_text(encoding="utf-8")), name
