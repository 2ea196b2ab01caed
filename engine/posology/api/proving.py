"""What is proved of a protocol, loaded by its name: as it is chosen, and with another option of one reading."""

from __future__ import annotations

import json
from typing import TypeAlias

from posology.api.loading import load, load_knowledge
from posology.results.verification import Proof
from posology.verify.each_option import proofs_under
from posology.verify.proving import prove

SiteFile: TypeAlias = tuple[str, bytes] | None
Option: TypeAlias = tuple[str, str]


def prove_under(protocol: str, site: SiteFile, option: Option) -> tuple[Proof, ...]:
    """What is proved of the protocol with another option of one reading than the one that is chosen.

    Raises:
        Refused: where the protocol or the site file has a fault.
    """
    knowledge = load_knowledge()
    rules = load(protocol, knowledge, site=site)
    chosen = {each.id: each.chosen for each in rules.protocol.readings} | dict((option,))
    decided = {
        "site": "each option",
        "protocol": rules.protocol.id,
        "readings": {name: {"chosen": each} for name, each in chosen.items()},
    }
    other = load(protocol, knowledge, site=("site.yaml", json.dumps(decided).encode()))
    return tuple(proofs_under(rules, other, knowledge.drugs, ": ".join(option)))


def prove_chosen(protocol: str, site: SiteFile) -> tuple[Proof, ...]:
    """What is proved of the protocol as it is chosen.

    Raises:
        Refused: where the protocol or the site file has a fault.
    """
    knowledge = load_knowledge()
    return prove(load(protocol, knowledge, site=site), knowledge.drugs)
