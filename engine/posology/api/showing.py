"""What can be looked up without a patient: a protocol, a drug, the shape of a record and of a protocol."""

from __future__ import annotations

from typing import TypeAlias

from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.compile.protocol_schema import protocol_schema as schema_of_protocol
from posology.explain.rules import Rules
from posology.knowledge.drugs import Recognised, Unrecognised
from posology.knowledge.json_schema import Json
from posology.record.schema import record_schema as schema_of

Schema: TypeAlias = dict[str, Json]


def show(protocol: str, knowledge: Knowledge, *, site: tuple[str, bytes] | None = None) -> Rules:
    """The compiled protocol of that id or path, its readings chosen by the site file where one is given.

    Raises:
        Refused: where the protocol or the site file has a fault.
    """
    return load(protocol, knowledge, site=site)


def show_drug(name: str, knowledge: Knowledge) -> Recognised | Unrecognised:
    """What the knowledge base knows under that name."""
    return knowledge.drugs.recognise(name, None, None)


def record_schema(knowledge: Knowledge) -> Schema:
    """The JSON Schema of a record, made from the data dictionary."""
    return schema_of(knowledge.dictionary)


def protocol_schema(knowledge: Knowledge) -> Schema:
    """The JSON Schema of a protocol file, made from what the compiler allows."""
    return schema_of_protocol(knowledge.anatomy)
