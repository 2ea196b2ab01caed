"""The JSON Schema of a protocol says of every block what the compiler says, and nothing stricter."""

from __future__ import annotations

import copy
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

import pytest
import yaml

from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, load_knowledge
from posology.compile.protocol_schema import protocol_schema, root_of
from posology.compile.protocol_shape import Block, Either, Leaf, Listed, Named, Shape, Word, name_of
from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE
from tests.golden.protocols.faults import SOUND

OTHERWISE = {"iv-dose": "per-kg", "nsaid-hold": "by-medicine"}
"""The options of the small protocol that are not its defaults."""

RULES = Path(__file__).parents[3] / "rules"
SHIPPED = sorted(each.parent for each in RULES.glob("*/protocol.yaml"))

TRUTH = re.compile("(?:true|false)$")
TIMESTAMP = "tag:yaml.org,2002:timestamp"

Place: TypeAlias = "tuple[str | int, ...]"
Plain: TypeAlias = "dict[str, Any] | list[Any]"


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


@cache
def schema() -> dict[str, Any]:
    """The schema as the command prints it."""
    return cast("dict[str, Any]", json.loads(json.dumps(protocol_schema(knowledge().anatomy))))


@cache
def validator() -> Any:  # noqa: ANN401 - the library's annotations are partial; what is used of it is three methods
    """What asks the schema."""
    return importlib.import_module("jsonschema").Draft202012Validator(schema())


def written(folder: Path) -> dict[str, Any]:
    """The protocol of the folder as plain Python; texts that look like dates or truth values stay as they are."""
    text = (folder / "protocol.yaml").read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe loader that resolves less


class _Loader(yaml.SafeLoader):
    """As the engine reads: no date is made, and the words of the file are not truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, TRUTH if tag.endswith(":bool") else pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def does_compile(protocol: object) -> bool:
    """Whether the compiler takes the small protocol with this in the place of its file, under either choice."""
    text = json.dumps(protocol, ensure_ascii=False, indent=1).encode()
    files = ProtocolFiles(SOUND.name, text, (SOUND / "sources.yaml").read_bytes(), "protocol.yaml", "sources.yaml")
    diagnostics = Diagnostics()
    for chosen in ({}, OTHERWISE):
        Workshop(knowledge(), NO_SITE, {}).compile(files, chosen, diagnostics)
        if diagnostics.has_errors:
            return False
    return True


def places(node: object, place: Place = ()) -> Iterator[Place]:
    """Every mapping in the document."""
    if isinstance(node, dict):
        yield place
        for key, each in cast("dict[str, object]", node).items():
            yield from places(each, (*place, key))
    elif isinstance(node, list):
        for index, each in enumerate(cast("list[object]", node)):
            yield from places(each, (*place, index))


def at(document: dict[str, Any], place: Place) -> dict[str, Any]:
    """The mapping at the place."""
    found: Any = document
    for step in place:
        found = found[step]
    return cast("dict[str, Any]", found)


def kinds(document: dict[str, Any]) -> dict[str, Place]:
    """One place of each kind of mapping: those of one block that have the same keys are one kind."""
    found: dict[str, Place] = {}
    for place in places(document):
        names = [str(each) for each in place if not isinstance(each, int)]
        block = "/".join((*names[:1], *names[2:]))
        found.setdefault(f"{block} {{{', '.join(sorted(at(document, place)))}}}", place)
    return found


SMALL = written(SOUND)
KINDS = kinds(SMALL)


@pytest.mark.parametrize("folder", [*SHIPPED, SOUND], ids=lambda folder: str(folder.name))
def test_a_sound_protocol_is_one_by_the_schema(folder: Path) -> None:
    """Every shipped protocol and the small one validate, readings included."""
    faults = [f"{list(each.absolute_path)} {each.message}" for each in validator().iter_errors(written(folder))]
    assert faults == []


def test_the_small_protocol_compiles_as_plain_data() -> None:
    """What is found below is found because of what was planted."""
    assert does_compile(SMALL)


def test_the_schema_is_a_schema() -> None:
    """It is valid by its own draft, and every name that it refers to is defined."""
    validator().check_schema(schema())
    referred = set(_references(schema()))
    assert referred == {f"#/$defs/{each}" for each in schema()["$defs"]}


@pytest.mark.parametrize("place", KINDS.values(), ids=KINDS)
def test_a_key_that_nobody_knows_fails_in_both(place: Place) -> None:
    """No block has room for a key that would do nothing."""
    document = copy.deepcopy(SMALL)
    at(document, place)["zorblax"] = {"zorblax": 1}
    assert not validator().is_valid(document)
    assert not does_compile(document)


@pytest.mark.parametrize("place", KINDS.values(), ids=KINDS)
def test_the_schema_misses_nothing_that_the_compiler_can_do_without(place: Place) -> None:
    """Whatever key is taken out: where the schema refuses the rest, the compiler does."""
    for key in at(SMALL, place):
        document = copy.deepcopy(SMALL)
        del at(document, place)[key]
        if not validator().is_valid(document):
            assert not does_compile(document), key


@pytest.mark.parametrize(
    "block", ["criteria", "washout", "plan", "limits", "care", "visits", "notes", "together", "use"]
)
def test_a_key_that_must_be_there_fails_in_both(block: str) -> None:
    """Each key that a block cannot do without, taken out of it."""
    node: Any = SMALL[block]
    entries: list[Place] = [(block,)]
    if isinstance(node, list):
        entries = [(block, 0)]
    elif block in {"criteria", "washout", "plan"}:
        entries = [(block, next(iter(node)))]
    for entry in entries:
        needed = [key for key in at(SMALL, entry) if _is_needed(entry, key)]
        assert needed
        for key in needed:
            document = copy.deepcopy(SMALL)
            del at(document, entry)[key]
            assert not does_compile(document), (entry, key)


def _is_needed(place: Place, key: str) -> bool:
    document = copy.deepcopy(SMALL)
    del at(document, place)[key]
    return not validator().is_valid(document)


OTHERS: tuple[object, ...] = ("zorblax", 7, None, [], {"zorblax": 1})


@pytest.mark.parametrize("place", KINDS.values(), ids=KINDS)
def test_what_the_schema_refuses_the_compiler_refuses(place: Place) -> None:
    """Another value in the place of each entry: the schema is never the stricter of the two."""
    for number, key in enumerate(at(SMALL, place), start=len(place) + sum(map(len, map(str, place)))):
        document = copy.deepcopy(SMALL)
        at(document, place)[key] = OTHERS[number % len(OTHERS)]
        if not validator().is_valid(document):
            assert not does_compile(document), key


def test_a_choice_by_reading_may_stand_wherever_a_value_does() -> None:
    """In the place of a whole block, of one value, and of an entry of a list; not in the head."""
    document = copy.deepcopy(SMALL)

    def chosen(value: object) -> dict[str, object]:
        return {"reading": "iv-dose", "flat": value, "per-kg": value}

    plan, criteria = document["plan"], document["criteria"]
    criteria["weight"]["text"] = chosen(criteria["weight"]["text"])
    document["limits"][0] = chosen(document["limits"][0])
    plan[next(iter(plan))]["source"] = chosen(plan[next(iter(plan))]["source"])
    document["care"] = chosen(document["care"])
    assert [each.message for each in validator().iter_errors(document)] == []
    assert does_compile(document)
    document["title"] = chosen(document["title"])
    assert not validator().is_valid(document)
    assert not does_compile(document)


def test_a_fault_below_a_choice_is_found() -> None:
    """An option is held to the shape of the value in whose place it stands."""
    document = copy.deepcopy(SMALL)
    criterion = document["criteria"]["weight"]
    document["criteria"]["weight"] = {"reading": "iv-dose", "flat": criterion, "per-kg": {**criterion, "zorblax": 1}}
    assert not validator().is_valid(document)


def test_every_key_of_every_block_is_described() -> None:
    """A key that the compiler allows is in the schema at once, and here until it says what it is for."""
    missing = [
        f"{block.name}.{key}"
        for block in _blocks(root_of(knowledge().anatomy))
        for key in block.keys
        if not block.says.get(key, ("",))[0]
    ]
    assert missing == []
    stale = [
        f"{block.name}.{key}"
        for block in _blocks(root_of(knowledge().anatomy))
        for key in (*block.says, *block.needs)
        if key not in block.keys
    ]
    assert stale == []


def test_one_name_is_one_shape() -> None:
    """What is drawn under a name is drawn once, so two shapes of one name would be one of them."""
    seen: dict[str, Shape] = {}
    for shape in _shapes(root_of(knowledge().anatomy)):
        assert seen.setdefault(name_of(shape), shape) == shape, name_of(shape)


def _blocks(shape: Shape) -> Iterator[Block]:
    return (each for each in _shapes(shape) if isinstance(each, Block))


def _shapes(shape: Shape) -> Iterator[Shape]:
    """The shape and every shape in it."""
    yield shape
    match shape:
        case Leaf():
            return
        case Listed(item=item) | Named(item=item):
            yield from _shapes(item)
        case Block():
            for _, each in shape.says.values():
                yield from _shapes(each)
        case Either(with_it=with_it, without=without):
            yield from _shapes(with_it)
            yield from _shapes(without)
        case Word(otherwise=otherwise):
            yield from _shapes(otherwise)


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, each in cast("dict[str, object]", node).items():
            if key == "$ref" and isinstance(each, str):
                yield each
            else:
                yield from _references(each)
    elif isinstance(node, list):
        for each in cast("list[object]", node):
            yield from _references(each)
