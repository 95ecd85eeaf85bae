"""What observers hold in their hands, and where they drop it."""

import io
import zipfile
from dataclasses import replace

from tests.simulator import CHAIR, Plan, Simulation, Style, Vote, Voter
from tests.verifier.defects import rezip

INSIDE = ("file:", "blob:", "data:")


def long_record(ballots: int = 40) -> Simulation:
    """An election whose check takes a browser some seconds."""
    return Simulation.honest(
        Plan(
            contests=(CHAIR, replace(CHAIR, votes_max=2)),
            styles=(Style("All", (1, 2)),),
            voters=tuple(Voter() for _ in range(ballots)),
            votes=tuple(Vote(voter, ((1, 0), (1, 1))) for voter in range(ballots)),
        )
    )


def with_one_digit_changed(record: bytes) -> tuple[bytes, int]:
    """A record whose last ballot has another number than its voter sent, and its entry."""
    with zipfile.ZipFile(io.BytesIO(record)) as container:
        members = {name: container.read(name) for name in container.namelist()}
    lines = members["payloads.jsonl"].split(b"\n")
    index = max(i for i, line in enumerate(lines) if b'"salt":' in line)
    start = lines[index].index(b'"beta":"') + len(b'"beta":"') + 100
    digit = lines[index][start : start + 1]
    lines[index] = (
        lines[index][:start] + (b"0" if digit != b"0" else b"1") + lines[index][start + 1 :]
    )
    members["payloads.jsonl"] = b"\n".join(lines)
    return rezip(members), index


def drop(page, name: str, data: bytes) -> None:
    """Let go of a file over the page."""
    transfer = page.evaluate_handle(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        [name, list(data)],
    )
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
