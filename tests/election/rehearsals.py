"""Rehearsals from two files, by the command an official would use."""

import csv
import io
import json
import random  # noqa: TID251  where a digit is flipped need not be secret, and has to be repeatable
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

BOARD = {
    "title": "Bücherei-Beirat 図書館",
    "languages": ["en"],
    "trustees": 3,
    "threshold": 2,
    "contests": [
        {"title": "Öffnungszeiten", "options": ["Früh", "Spät; sehr spät", "週末"]},
        {
            "title": "Points = ideas",
            "votes_max": 5,
            "option_max": 3,
            "options": ["Romans", "Карты", "علوم"],
        },
    ],
}
BOARD_ROWS = [
    ["Früh", "Romans=3; علوم=2"],
    ["Spät; sehr spät", ""],
    ["", "Карты"],
    ["Früh", "Romans;Карты=3"],
]
BOARD_COUNTS = {
    "Öffnungszeiten": {"Früh": 2, "Spät; sehr spät": 1, "週末": 0},
    "Points = ideas": {"Romans": 4, "Карты": 4, "علوم": 2},
}


@dataclass(frozen=True)
class Outcome:
    """What the command left behind."""

    status: int
    output: str
    complaints: str
    record: Path


def rehearse(place, manifest, rows):
    """Run the command on a manifest and rows of choices; either may also be ready text."""
    folder = Path(tempfile.mkdtemp(dir=place.folder))
    names = [contest["title"] for contest in BOARD["contests"]]
    if isinstance(manifest, dict):
        names = [contest["title"] for contest in manifest["contests"]]
        manifest = json.dumps(manifest, ensure_ascii=False)
    manifest_file = folder / "manifest.json"
    manifest_file.write_text(manifest, encoding="utf-8")
    choices_file = folder / "choices.csv"
    choices_file.write_text(
        rows if isinstance(rows, str) else csv_text(names, rows), encoding="utf-8"
    )
    record = folder / "record.zip"
    done = place.manage("rehearsal", manifest_file, choices_file, "--record", record, seconds=1500)
    return Outcome(done.returncode, done.stdout, done.stderr, record)


def csv_text(names, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *rows])
    return text.getvalue()


def counts_said(output):
    """The two counts of each option, as the command printed them."""
    found = {}
    for line in output.splitlines():
        counted, by_hand, name = ([*line.split(maxsplit=2), "", "", ""])[:3]
        if counted.isdigit() and by_hand.isdigit():
            found[name] = (int(counted), int(by_hand))
    return found


def flipped_records(record, folder, *, each, seed):
    """Copies of a record, in each of which one hex digit of one member is another one.

    Yields the member's name, the place of the digit, and the copy; `each` copies for every member.
    """
    with zipfile.ZipFile(record) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    places = random.Random(seed)  # noqa: S311
    for name, data in contents.items():
        digits = [match.start() for match in re.finditer(rb"[0-9a-f]", data)]
        for place in places.sample(digits, min(each, len(digits))):
            path = folder / f"{name}-{place}.zip"
            _write(path, contents | {name: _flipped(data, place, places)})
            yield name, place, path
            path.unlink()


def _flipped(data, place, places):
    other = places.choice([digit for digit in b"0123456789abcdef" if digit != data[place]])
    return data[:place] + bytes([other]) + data[place + 1 :]


def _write(path, contents):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
