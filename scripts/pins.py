"""Write beside every pinned package the hashes of the files it may be installed from.

Run as `python -m scripts.pins`, or `make pins` for this and the lists made from it. Packages that
have hashes keep them, since a release's files never change; `--again` asks for all of them. pip
then refuses every file that is not one of these, wherever it comes from: the files are those of the
machine's own package index, so nothing here names one.

What to install stays in the hands of people: only lines that begin with `--hash` are ours.
"""

import argparse
import contextlib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from crypto.transcript import sha256

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
PYTHON = "3.11"
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^ \\;]+)")
_MISSING = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==")
_HASH = "    --hash=sha256:"


def _linux(machine: str, newest: int) -> tuple[str, ...]:
    """Tags that a Linux with this C library takes, the best first, as pip would choose."""
    older = ("manylinux2014", "manylinux2010", "manylinux1")
    newer = tuple(f"manylinux_2_{minor}" for minor in range(newest, 4, -1))
    return tuple(f"{tag}_{machine}" for tag in (*newer, *older))


def _macos(machine: str, newest: int) -> tuple[str, ...]:
    """Tags that a macOS of this version takes."""
    versions = [f"{major}_0" for major in range(newest, 10, -1)]
    versions += [f"10_{minor}" for minor in range(16, 8, -1)] if machine == "x86_64" else []
    return tuple(
        f"macosx_{version}_{kind}" for version in versions for kind in (machine, "universal2")
    )


PLATFORMS = (
    _linux("x86_64", 41),
    _linux("x86_64", 17),  # an older library takes another file of the same release
    _linux("aarch64", 41),
    _linux("aarch64", 17),
    _macos("arm64", 15),
    _macos("x86_64", 15),
)


class PinsError(Exception):
    """A package cannot be had; the message is pip's."""


def pins_read(text: str) -> dict[str, str]:
    """Packages that a file pins, as pip is asked for them, each with its version."""
    found = (_PIN.match(line) for line in text.splitlines())
    return {match["name"]: match["version"] for match in found if match}


def hashes_read(text: str) -> dict[str, list[str]]:
    """The hashes that a file has for each `name==version`."""
    hashes: dict[str, list[str]] = defaultdict(list)
    pin = ""
    for line in text.splitlines():
        if match := _PIN.match(line):
            pin = f"{match['name']}=={match['version']}"
        elif line.startswith(_HASH):
            hashes[pin].append(line.removeprefix(_HASH).rstrip(" \\"))
    return dict(hashes)


def hashes_written(text: str, hashes: Mapping[str, Sequence[str]]) -> str:
    """The file with these hashes and no others; everything else stays as people wrote it."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_HASH):
            continue
        lines += _with_hashes(line.removesuffix("\\").rstrip(), hashes)
    return "\n".join(lines) + "\n"


def _with_hashes(line: str, hashes: Mapping[str, Sequence[str]]) -> list[str]:
    match = _PIN.match(line)
    if match is None:
        return [line]
    values = [_HASH + value for value in sorted(hashes[f"{match['name']}=={match['version']}"])]
    return " \\\n".join([line, *values]).splitlines()


def hashes_fetched(pins: Iterable[str]) -> dict[str, list[str]]:
    """Hashes of the files that pip would take on each of the platforms.

    Raises:
        PinsError: a package cannot be had at all.
    """
    wanted = sorted(pins)
    hashes: dict[str, set[str]] = {pin: set() for pin in wanted}
    with tempfile.TemporaryDirectory(prefix="tabella-pins-") as folder:
        sources: set[str] = set()
        for number, tags in enumerate(PLATFORMS):
            sources |= _binaries_fetch(wanted, tags, Path(folder) / str(number))
        for pin in sorted(sources):
            _source_fetch(pin, Path(folder) / "sources")
        for file in Path(folder).rglob("*.*"):
            hashes[_pin_of(file.name, wanted)].add(sha256(file.read_bytes()).hex())
    if without := [pin for pin, values in hashes.items() if not values]:
        raise PinsError(f"no file of {', '.join(without)}")
    return {pin: sorted(values) for pin, values in hashes.items()}


def _source_fetch(pin: str, folder: Path) -> None:
    """Fetch the sources of what is not built for every platform; some packages have none."""
    with contextlib.suppress(PinsError):
        _fetch(["--no-binary", ":all:", pin], folder)


def _binaries_fetch(pins: Sequence[str], tags: Sequence[str], folder: Path) -> set[str]:
    """Fetch built files for one platform; those that have none are named, to be built there."""
    platform = [word for tag in tags for word in ("--platform", tag)]
    command = ["--only-binary", ":all:", "--python-version", PYTHON, *platform]
    unbuilt: set[str] = set()
    while rest := [pin for pin in pins if pin not in unbuilt]:
        try:
            _fetch([*command, *rest], folder)
        except PinsError as error:
            missing = _MISSING.search(str(error))
            if missing is None:
                raise
            unbuilt |= {pin for pin in rest if pin.startswith(f"{missing[1]}==")}
        else:
            break
    return unbuilt


def _fetch(arguments: Sequence[str], folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    ended = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise PinsError(ended.stderr)


def _pin_of(file: str, pins: Iterable[str]) -> str:
    """Which package a file is of: names are spelled in more than one way."""
    name = file.rpartition(".")[0]
    for pin in pins:
        package, _, version = pin.partition("==")
        if _plain(name).startswith(f"{_plain(package)}-{_plain(version)}"):
            return pin
    raise PinsError(f"no package asked for {file}")


def _plain(name: str) -> str:
    """One spelling of a name; the version begins after the one hyphen that files have there."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts.pins", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--again", action="store_true", help="fetch also what has hashes")
    again = parser.parse_args(arguments).again
    for name in FILES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        pins = [f"{package}=={version}" for package, version in pins_read(text).items()]
        known = {} if again else hashes_read(text)
        known |= hashes_fetched([pin for pin in pins if not known.get(pin)])
        path.write_text(hashes_written(text, known), encoding="utf-8")
        print(f"{name}: {len(pins)} packages, {sum(len(known[pin]) for pin in pins)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
