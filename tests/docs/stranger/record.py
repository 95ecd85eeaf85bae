"""record.md: the container, its documents, and C01."""

import hashlib
import io
import json
from base64 import b64decode
from dataclasses import dataclass
from functools import cached_property
from zipfile import ZipFile

from tests.docs.stranger.arithmetic import Q, group_named, insist, scalar_bytes

MEMBERS = [
    "README.txt", "manifest.json", "checkpoint", "witness-policy.json",
    "entries.jsonl", "payloads.jsonl", "commitments.jsonl",
]  # fmt: skip
README_SHA256 = "6d6abfa852a19a56276fa5009e07bc28bfe444b1feaaf7125ceb3c4684f692ed"


def sha256(data):
    return hashlib.sha256(data)


def canonical(document):
    """RFC 8785 for the documents of record.md section 1."""
    text = json.dumps(_sorted(document), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _sorted(value):
    """Names in the order of their UTF-16, which json keeps as it gets them."""
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return {name: _sorted(value[name]) for name in names}
    return value


def read(data, sentence):
    document = json.loads(data)
    insist(canonical(document) == data, sentence)
    return document


@dataclass
class Entry:
    index: int
    data: bytes
    payload_data: bytes
    document: dict
    payload: dict

    @property
    def kind(self):
        return self.document["type"]

    def signed(self):
        covered = self.document.get("ballot", self.document["payload"])
        return b"tabella/v1/" + self.kind.encode() + bytes.fromhex(covered)


class Record:
    def __init__(self, data):
        self.data = data
        with ZipFile(io.BytesIO(data)) as container:
            self.infos = container.infolist()
            insist([info.filename for info in self.infos] == MEMBERS, "C01.1")
            self.members = {info.filename: container.read(info) for info in self.infos}

    def of(self, kind):
        return [entry for entry in self.entries if entry.kind == kind]

    def one(self, kind):
        return self.of(kind)[0]

    @cached_property
    def entries(self):
        lines = [self.members[name].split(b"\n") for name in ("entries.jsonl", "payloads.jsonl")]
        insist(all(part.pop() == b"" for part in lines), "C01.3")
        insist(len(lines[0]) == len(lines[1]) > 0, "C01.3")
        entries = [
            Entry(i, entry, payload, read(entry, "C03.1"), read(payload, "C03.1"))
            for i, (entry, payload) in enumerate(zip(*lines, strict=True))
        ]
        for entry in entries:
            insist(entry.document["v"] == entry.payload["v"] == 1, "C01.4")
            insist(len(entry.payload_data) == entry.document["size"], "C03.2")
            insist(sha256(entry.payload_data).hexdigest() == entry.document["payload"], "C03.2")
        return entries

    @cached_property
    def manifest(self):
        return self.one("election").payload

    @cached_property
    def ceremony(self):
        return self.of("ceremony")[-1].payload

    @cached_property
    def group(self):
        insist(self.ceremony["parameters"] == self.manifest["parameters"], "C01.6")
        return group_named(self.manifest["parameters"])

    @cached_property
    def roll(self):
        """Style and weight of every credential that is on the roll at any time."""
        roll = {c: (style, weight) for c, style, weight in self.one("roll").payload["voters"]}
        for _, old, new in self.changes:
            insist(old in roll, "C06.7")
            if new:
                roll[new] = roll[old]
        return roll

    @cached_property
    def changes(self):
        """record.md 4.20: number of the entry, old and new credential, in order."""
        return [
            (entry.index, old, new)
            for entry in self.of("roll-change")
            for old, new in entry.payload["changes"]
        ]

    def voter(self, credential):
        """The first credential of whoever has this one; nothing if taken off the roll."""
        before = {new: old for _, old, new in self.changes if new}
        after = {old: new for _, old, new in self.changes}
        newest = credential
        while newest in after:
            newest = after[newest]
        while credential in before:
            credential = before[credential]
        return credential if newest else None

    def stands(self, credential, index):
        """Whether a credential is on the roll where an entry stands."""
        began = [entry for entry, _, new in self.changes if new == credential]
        ended = [entry for entry, old, _ in self.changes if old == credential]
        return all(entry < index for entry in began) and all(entry > index for entry in ended)


def record_values(record):
    """C01."""
    insist(sha256(record.members["README.txt"]).hexdigest() == README_SHA256, "C01.2")
    group = record.group
    ceremonies = [entry.payload for entry in record.of("ceremony")]
    for ceremony in ceremonies:
        insist(ceremony["demonstration"] == record.manifest["demonstration"], "C01.7")
    return {
        "size": len(record.data),
        "sha256": sha256(record.data).hexdigest(),
        "members": [
            {
                "name": info.filename,
                "offset": info.header_offset,
                "size": info.file_size,
                "crc32": f"{info.CRC:08x}",
                "sha256": sha256(record.members[info.filename]).hexdigest(),
            }
            for info in record.infos
        ],
        "parameters": group.name,
        "p": group.hex(group.p),
        "q": scalar_bytes(Q).hex(),
        "g": group.hex(group.g),
    }


def base64_bytes(words):
    return b64decode(words, validate=True)
