"""The file of one clinic: what is asked for it, how it is written, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.api.shipped import shipped_protocols
from posology.compile.site_schema import site_schema as schema_of_site
from posology.explain.rules import Rules
from posology.explain.site_questions import site_questions
from posology.explain.site_standing import stand
from posology.knowledge.json_schema import Json
from posology.protocol.site import protocol_of
from posology.render.site_yaml import site_as_yaml
from posology.results.site_questions import SiteQuestion
from posology.results.site_standing import SiteStanding

DEFAULT = "allorx-spine"


def protocol_named_in(site: tuple[str, bytes]) -> str:
    """The protocol that a site file is for: the shipped one that it names, else the default, which then refuses it."""
    named = protocol_of(site[1], site[0])
    return named if named in shipped_protocols() else DEFAULT


def site_standing(site: tuple[str, bytes], protocol: str, knowledge: Knowledge) -> SiteStanding:
    """Where the site file stands for the protocol.

    Raises:
        Refused: where the file or the protocol has a fault; every fault of the run is in it.
    """
    return stand(load(protocol, knowledge, site=site))


def questions_for(rules: Rules) -> tuple[SiteQuestion, ...]:
    """What a new site file for the protocol asks, in its order."""
    return site_questions(rules)


def new_site(rules: Rules, answers: Mapping[tuple[str, ...], str]) -> str:
    """The commented file with the answers, each as `SiteQuestion.written` gives it."""
    return site_as_yaml(rules.protocol.id, rules.protocol.version, site_questions(rules), answers)


def site_schema(knowledge: Knowledge) -> dict[str, Json]:
    """The JSON Schema of a site file, made from what its intake allows."""
    return schema_of_site(knowledge.anatomy)
