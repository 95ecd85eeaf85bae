"""Why some weakened checks may go unnoticed, by module and name of the mutant."""

_SPARES = "Only spares work: what follows refuses the same."
_NOT_ONE = "0 and p to the power q are 0 and not 1, so the next condition refuses them."

REASONS: dict[tuple[str, str], str] = {
    ("crypto/ballot.py", "parse_tracker: never `if len(text) > 100`"): _SPARES,
    ("crypto/ballot.py", "parse_tracker: `len(text) > 100` off by one"): _SPARES,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one"): _NOT_ONE,
    ("crypto/group.py", "Group.is_member: `0 < x < self.p` off by one (2)"): _NOT_ONE,
    ("crypto/merkle.py", "stored_leaves: `len(levels[-1]) > 1` off by one"): (
        "Puts an empty level above the root, which nothing looks at."
    ),
    ("crypto/notes.py", "decode_tlog_proof: `len(text) > MAX_PROOF` off by one"): (
        "No receipt of an entry of 1,024 bytes comes near this length."
    ),
}
