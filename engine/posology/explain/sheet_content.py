"""What a sheet is made of, as one hash: another input or another result gives another sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from posology.ir.site import SiteDecisions
from posology.results.check import Check
from posology.results.supply import Supply

ID_GROUPS = 5
ID_GROUP_DIGITS = 4
ID_DIGITS = ID_GROUPS * ID_GROUP_DIGITS
"""An id is read over the telephone: twenty decimal digits, since letters among them make `1e33` or `5M` of it."""


def content_sha256(check: Check, site: SiteDecisions, supply: Supply) -> str:
    """The same for the same record, protocol, site file, dates, engine and knowledge, and for nothing else.

    The inputs are in it by their hashes. Knowledge has none in a result, so what came of it is in it line by line.
    """
    content = {
        "engine": check.engine_version,
        "protocol": check.protocol.sha256,
        "record": check.record_sha256,
        "site": site.sha256,
        "as_of": check.as_of.isoformat(),
        "procedure_date": None if check.procedure_date is None else check.procedure_date.isoformat(),
        "readings": [[each.id, each.chosen, each.approved_by] for each in check.readings],
        "verdict": check.verdict.value,
        "criteria": [[each.id, each.status.value, each.explanation] for each in check.criteria],
        "washout": [
            [each.drug, each.rule, each.status.value, each.drug_free_days, each.instruction] for each in check.washout
        ],
        "plan": [
            [each.step, each.joint, each.side, each.cells.minimum, each.cells.maximum, each.cells.planned]
            for each in check.plan
        ],
        "volumes": [
            [str(end) for end in (each.volume.minimum, each.volume.maximum)] for each in check.plan if each.volume
        ],
        "supply": list(_said(supply)),
    }
    return sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()


def id_of(digest: str) -> str:
    """The id that stands for a content on paper, in groups of four digits."""
    digits = f"{int(digest, 16) % 10**ID_DIGITS:0{ID_DIGITS}d}"
    return "-".join(digits[start : start + ID_GROUP_DIGITS] for start in range(0, ID_DIGITS, ID_GROUP_DIGITS))


def _said(supply: Supply) -> Iterator[str]:
    yield from (each.says for each in supply.vials)
    yield from (says for each in supply.volumes for says in each.says)
    yield from (each.why for each in supply.blocked)
    yield from supply.missing
    if supply.cryoprotectant is not None:
        yield supply.cryoprotectant.says
