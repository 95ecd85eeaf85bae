"""Totals as text, for the rows of chunks."""

import json

from crypto.group import Group
from crypto.tally_payloads import Grid, TallyItem


def totals_text(totals: Grid[TallyItem], group: Group) -> str:
    return json.dumps(
        [
            [[group.element_hex(item.alpha), group.element_hex(item.beta)] for item in contest]
            for contest in totals
        ]
    )


def totals_of(text: str, group: Group) -> Grid[TallyItem]:
    return tuple(
        tuple(
            TallyItem(group.decode_residue(alpha, "chunk"), group.decode_residue(beta, "chunk"))
            for alpha, beta in contest
        )
        for contest in json.loads(text)
    )
