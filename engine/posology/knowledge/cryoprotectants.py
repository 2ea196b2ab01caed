"""What is known of cryoprotectants: by which routes they may be given at all, and how much of each in a day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.declared import read_citation
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_option, as_sequence, as_text
from posology.reader.source import shortened
from posology.reader.tree import Node
from posology.values.quantity import parse_quantity

GRAMS_PER_KG = "g/kg"
DAY = "day"
NO_CEILING = "P0261"

KEYS = ("routes", "agents")
ROUTES_KEYS = ("open", "source")
AGENT_KEYS = ("also", "ceiling", "route", "per", "source")
AGENT_NEEDS = ("ceiling", "route", "per", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One cryoprotectant: its name, other names, and the most grams for each kg of body weight in a day by a route."""

    name: str
    also: tuple[str, ...]
    ceiling: Decimal
    route: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cryoprotectants:
    """Every agent, and the routes that are open whatever the agent; for any other the product must be cleared."""

    agents: tuple[Agent, ...] = ()
    open_routes: tuple[str, ...] = ()
    citation: str = ""

    def named(self, name: str) -> Agent | None:
        """The agent of that name, however its letters are written; None for one that nothing is known of."""
        wanted = name.casefold()
        return next((each for each in self.agents if wanted in _names(each)), None)


NO_CRYOPROTECTANTS = Cryoprotectants()


def read_cryoprotectants(content: bytes, name: str, diagnostics: Diagnostics) -> Cryoprotectants:
    """What the file declares; faults are reported and what is faulty is left out."""
    document = read_document(content, name, diagnostics)
    root = as_mapping(document, diagnostics, allowed=KEYS, required=KEYS, what="the list of cryoprotectants")
    if root is None:
        return NO_CRYOPROTECTANTS
    what = "`routes`"
    routes = as_mapping(root.get("routes"), diagnostics, allowed=ROUTES_KEYS, required=ROUTES_KEYS, what=what)
    agents = as_mapping(root.get("agents"), diagnostics, allowed=None, what="`agents`")
    found = [_read_agent(key.text, each, diagnostics) for key, each in (agents.entries if agents else ())]
    return Cryoprotectants(
        agents=tuple(each for each in found if each is not None),
        open_routes=() if routes is None else _words(routes.get("open"), f"`open` of {what}", diagnostics),
        citation="" if routes is None else read_citation(routes.get("source"), f"the source of {what}", diagnostics),
    )


def _read_agent(name: str, node: Node, diagnostics: Diagnostics) -> Agent | None:
    what = f"the cryoprotectant `{shortened(name)}`"
    block = as_mapping(node, diagnostics, allowed=AGENT_KEYS, required=AGENT_NEEDS, what=what)
    if block is None:
        return None
    written = as_text(block.get("ceiling"), diagnostics, what=f"`ceiling` of {what}")
    ceiling = None if written is None else parse_quantity(written)
    as_option(block.get("per"), diagnostics, what=f"`per` of {what}", options=(DAY,))
    if ceiling is None or ceiling.unit != GRAMS_PER_KG or ceiling.magnitude <= 0:
        place = block.get("ceiling") or block
        message = f"`ceiling` of {what} is not a number of {GRAMS_PER_KG}"
        diagnostics.error(NO_CEILING, message, place.span, help=f"write it as `1 {GRAMS_PER_KG}`")
        return None
    return Agent(
        name=name,
        also=() if block.get("also") is None else _words(block.get("also"), f"`also` of {what}", diagnostics),
        ceiling=ceiling.magnitude,
        route=as_text(block.get("route"), diagnostics, what=f"`route` of {what}") or "",
        citation=read_citation(block.get("source"), f"the source of {what}", diagnostics),
    )


def _words(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    items = as_sequence(node, diagnostics, what=what, at_least=1) or ()
    texts = (as_text(each, diagnostics, what=f"an entry of {what}") for each in items)
    return tuple(each for each in texts if each is not None)


def _names(agent: Agent) -> frozenset[str]:
    return frozenset(each.casefold() for each in (agent.name, *agent.also))
