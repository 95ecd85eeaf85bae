"""Registries and their public folders."""

from crypto import canonical_json
from crypto.announcement import REGISTRY_NEXT
from crypto.registry import (
    REGISTRY_FOLLOWS,
    RegistryFollows,
    RegistryNext,
    registry_number,
    registry_origin,
)
from crypto.tiles import encode_bundle, encode_tile, payload_path, tiles_of
from crypto.transcript import sha256

from .logs import HOST, Log


class Registry(Log):
    """A log that announces logs; its public folder is a mapping from paths to bytes."""

    def __init__(self, number=1, seed=b"\2" * 32):
        super().__init__(registry_origin(HOST, number).removeprefix(f"{HOST}/"), seed)
        self.payloads = {}

    def announce(self, log, key=None, kind="log-begun"):
        payload = canonical_json.encode(
            {
                "election": log.origin[-36:],
                "log_key": (key or log.key).text(),
                "origin": log.origin,
                "v": 1,
            }
        )
        return self.say(kind, payload)

    def say(self, kind, payload):
        digest = sha256(payload).hex()
        self.payloads[payload_path(digest)] = payload
        document = {"payload": digest, "size": len(payload), "type": kind, "v": 1}
        return self.append(canonical_json.encode(document))

    def announce_many(self, count):
        for number in range(count):
            self.announce(Log(f"e/00000000-0000-4000-8000-{number:012}"))
        return self

    def folder(self, size=None):
        leaves = self.leaves(size)
        files = dict(self.payloads)
        for tile in tiles_of(len(leaves)):
            if tile.level == 0:
                part = slice(tile.start, tile.start + tile.width)
                files[tile.path] = encode_tile(leaves[part])
                files[tile.bundle_path] = encode_bundle(self.entries[part])
        files["checkpoint"] = self.note(len(leaves)).encode()
        return Files(files)


class Files(dict):
    """A public folder in memory."""

    def read(self, path):
        return self.get(path)


def other_key(log, seed=b"\5" * 32):
    return Log(log.origin.removeprefix(f"{HOST}/"), seed).key


def hand_over(old, *, seed=b"\4" * 32):
    """Let a registry name the next one, which says what it follows; return the next one."""
    number = registry_number(old.origin) + 1
    new = Registry(number, seed)
    old.say(REGISTRY_NEXT, RegistryNext(new.key.text(), new.origin).encode())
    return follow_from(old, new)


def follow_from(old, new):
    """Let a registry say that it follows another one as that one is now."""
    before = RegistryFollows(old.note(), old.key.text(), old.origin)
    new.say(REGISTRY_FOLLOWS, before.encode())
    return new
