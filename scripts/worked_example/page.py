"""The page docs/spec/example.md: words written by hand, values put in between them."""

import re
from collections.abc import Callable

from scripts.worked_example.ceremony_blocks import ceremony_blocks
from scripts.worked_example.log_blocks import Values, log_blocks
from scripts.worked_example.vote_blocks import vote_blocks
from tests.simulator import Simulation

_BLOCK = re.compile(r"<!-- values: (?P<name>[A-Za-z ]+) -->\n.*?<!-- end -->\n", re.DOTALL)


def filled_page(page: str, values: Values, election: Simulation) -> str:
    """Return the page with the values of this election in all of its blocks.

    Raises:
        ValueError: the page does not have every block, each once.
    """
    makers = (log_blocks, ceremony_blocks, vote_blocks)
    blocks = dict(block for maker in makers for block in maker(values, election))
    places = [match["name"] for match in _BLOCK.finditer(page)]
    if sorted(places) != sorted(blocks):
        raise ValueError(f"blocks of the page: {sorted(set(places) ^ set(blocks))}")
    return _BLOCK.sub(_filling(blocks), page)


def _filling(blocks: dict[str, list[str]]) -> Callable[[re.Match[str]], str]:
    def fill(match: re.Match[str]) -> str:
        lines = "\n".join(blocks[match["name"]])
        return f"<!-- values: {match['name']} -->\n```text\n{lines}\n```\n<!-- end -->\n"

    return fill
