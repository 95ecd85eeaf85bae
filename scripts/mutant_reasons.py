"""Why some weakened checks may go unnoticed, by module and name of the mutant."""

_SPARES = "Only spares work: what follows refuses the same."

REASONS: dict[tuple[str, str], str] = {
    ("crypto/ballot.py", "parse_tracker: never `if len(text) > 100`"): _SPARES,
    ("crypto/ballot.py", "parse_tracker: `len(text) > 100` off by one"): _SPARES,
    ("crypto/merkle.py", "stored_leaves: `len(levels[-1]) > 1` off by one"): (
        "Puts an empty level above the root, which nothing looks at."
    ),
}
