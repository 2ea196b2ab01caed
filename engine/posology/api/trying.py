"""The laws of a protocol, loaded by its name, tried on generated patients."""

from __future__ import annotations

from typing import TypeAlias

from posology.api.cases import CASES, cases_of
from posology.api.finding import folder_of
from posology.api.loading import load, load_knowledge
from posology.results.verification import PropertyOutcome
from posology.verify.judge import Judge
from posology.verify.properties.running import DEFAULT_EXAMPLES, DEFAULT_SEED, run_properties

SiteFile: TypeAlias = tuple[str, bytes] | None


def try_laws(
    protocol: str, site: SiteFile, examples: int | None, seed: int | None
) -> tuple[tuple[PropertyOutcome, ...], int]:
    """What the laws come to on generated patients, and the seed of these.

    Raises:
        Refused: where the protocol, its file of cases or the site file has a fault.
    """
    knowledge = load_knowledge()
    judge = Judge(load(protocol, knowledge, site=site), knowledge.drugs)
    path = folder_of(protocol) / CASES
    cases = cases_of(path, protocol) if path.is_file() else ()
    asked = DEFAULT_EXAMPLES if examples is None else examples
    chosen = DEFAULT_SEED if seed is None else seed
    return run_properties(judge, cases, examples=asked, seed=chosen), chosen
