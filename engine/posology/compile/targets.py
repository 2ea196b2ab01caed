"""Where a step of the plan is done: a joint with its side, a level that the record asks for, or one place in words."""

from __future__ import annotations

from posology.compile.amounts import EMPTY_RANGE
from posology.compile.desk import OUT_OF_PROPORTION, Desk
from posology.diagnostics.nearest import suggestion
from posology.ir.plan import NamedTargets, OneTarget, RequestedTargets, Targets
from posology.knowledge.anatomy import Site
from posology.knowledge.element import Element, ElementKind
from posology.reader.shape import as_integer, as_text
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

UNKNOWN_SITE = "P0440"
UNKNOWN_PLACE = "P0441"
TARGETS_NOT_SAID = "P0442"
UNKNOWN_REQUEST = "P0444"
PLACE_TWICE = "P0445"

WAYS = ("target", "joints", "levels")
COUNT_KEYS = ("minimum", "maximum")


def compile_site(block: Mapping, what: str, desk: Desk) -> Site | None:
    """The site that the block names."""
    place = block.get("site")
    name = None if place is None else as_text(place, desk.diagnostics, what=f"`site` of {what}")
    site = None if name is None else desk.anatomy.sites.get(name)
    if site is None and name is not None and place is not None:
        help_text = suggestion(name, desk.anatomy.sites, f"the sites are {', '.join(desk.anatomy.sites)}")
        desk.diagnostics.error(UNKNOWN_SITE, f"no site is called `{shortened(name)}`", place.span, help=help_text)
    return site


def compile_targets(block: Mapping, site: Site | None, what: str, desk: Desk) -> Targets | None:
    """The targets of the step; what can be checked without its site is checked also where that is not known."""
    said = [name for name in WAYS if block.get(name) is not None]
    if len(said) != 1:
        message = f"{what} must say exactly one of `target`, `joints` and `levels`"
        help_text = (
            "`target` for one injection, `joints` for named joints, `levels` for levels that the record asks for"
        )
        place = block.key_span(said[1]) if said else block.key_span("site")
        desk.diagnostics.error(TARGETS_NOT_SAID, message, place, help=help_text)
    _check_companions(block, said, what, desk)
    way = said[0] if said else ""
    match way:
        case "target":
            return _compile_one(block, site, what, desk)
        case "joints":
            return _compile_named(block, site, what, desk)
        case "levels":
            return _compile_requested(block, site, what, desk)
        case _:
            return None


def _check_companions(block: Mapping, said: list[str], what: str, desk: Desk) -> None:
    """Reports `sides` without `joints`, and `count` without `levels`."""
    for key, way in (("sides", "joints"), ("count", "levels")):
        if block.get(key) is not None and said and way not in said:
            message = f"{what} has `{key}`, which goes with `{way}` only"
            desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span(key), help=f"leave `{key}` out")


def _compile_one(block: Mapping, site: Site | None, what: str, desk: Desk) -> OneTarget | None:
    place = desk.text(block, "target", what)
    if site is not None and site.joints:
        message = f"{what} does not name the {site.target} by its level{' and side' if site.sided else ''}"
        help_text = "write `joints: […]`" + (" and `sides: [left, right]`" if site.sided else " or `levels: …`")
        desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span("target"), help=help_text)
    return OneTarget(place=place) if place else None


def _compile_named(block: Mapping, site: Site | None, what: str, desk: Desk) -> NamedTargets | None:
    joints = desk.words(block.get("joints"), f"`joints` of {what}", at_least_one=True, twice=PLACE_TWICE)
    sides = desk.words(block.get("sides"), f"`sides` of {what}", at_least_one=True, twice=PLACE_TWICE)
    _check_names(sides, desk.anatomy.sides, "a side", desk)
    if site is None:
        return None
    if not site.joints:
        message = f"{what} names joints, and {site.name} has none"
        desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span("joints"), help="write `target: …`")
        return None
    _check_names(joints, site.joints, f"a {site.target}", desk)
    if site.sided and block.get("sides") is None:
        message = f"{what} does not say on which side"
        desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span("joints"), help="write `sides: [left, right]`")
    if not site.sided and sides:
        message = f"{what} names sides, and a {site.target} has none"
        desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span("sides"), help="leave `sides` out")
    return NamedTargets(joints=tuple(each.text for each in joints), sides=tuple(each.text for each in sides))


def _check_names(words: tuple[Scalar, ...], names: tuple[str, ...], kind: str, desk: Desk) -> None:
    for word in words:
        if word.text not in names:
            help_text = suggestion(word.text, names, f"one of {', '.join(names)}")
            message = f"`{shortened(word.text)}` is not the name of {kind}"
            desk.diagnostics.error(UNKNOWN_PLACE, message, word.span, help=help_text)


def _compile_requested(block: Mapping, site: Site | None, what: str, desk: Desk) -> RequestedTargets | None:
    fewest, most = _compile_count(block.get("count"), what, desk)
    place = block.get("levels")
    name = None if place is None else as_text(place, desk.diagnostics, what=f"`levels` of {what}")
    if name is None or place is None:
        return None
    listed, field = _find_request(name, desk)
    element = field or listed
    if listed is None or element is None:
        help_text = suggestion(name, desk.dictionary.elements, "name the element in which the record lists the levels")
        desk.diagnostics.error(UNKNOWN_REQUEST, f"no element is called `{shortened(name)}`", place.span, help=help_text)
        return None
    places = () if site is None else _places(site, desk)
    kind = ElementKind.CODES if field is None else ElementKind.CODE
    if site is not None and not places:
        message = f"{what} takes levels from the record, which cannot say them of {site.name}"
        desk.diagnostics.error(TARGETS_NOT_SAID, message, block.key_span("levels"), help="write `target: …`")
    elif element.kind is not kind or not element.options or not set(element.options) <= set(places or element.options):
        message = f"`{name}` does not list places of {what}"
        help_text = f"name the element in which the record lists them, such as `{places[0]}`" if places else ""
        desk.diagnostics.error(UNKNOWN_REQUEST, message, place.span, help=help_text)
    count = block.get("count")
    if count is not None and (most or fewest) > len(element.options) > 0:
        message = f"`count` of {what} is {most or fewest}, and there are {len(element.options)} levels"
        desk.diagnostics.error(OUT_OF_PROPORTION, message, count.span, help="write how many levels are injected")
    return RequestedTargets(
        element=listed.path,
        field="" if field is None else field.path,
        fewest=fewest,
        most=most,
        sided=site is not None and site.sided,
    )


def _find_request(name: str, desk: Desk) -> tuple[Element | None, Element | None]:
    """The element of that name; or the list of records, and the field of each in which it says its level."""
    found = desk.dictionary.elements.get(name)
    if found is not None:
        return found, None
    records, _, last = name.rpartition(".")
    listed = desk.dictionary.elements.get(records)
    fields = () if listed is None else listed.written_fields
    return listed, next((each for each in fields if each.path == last and each.required), None)


def _places(site: Site, desk: Desk) -> tuple[str, ...]:
    """Everything that a record may write to name one target of the site: `L4-L5`, `left L4-L5`, or `left`."""
    if not site.sided:
        return site.joints
    return tuple(f"{side} {joint}".strip() for side in desk.anatomy.sides for joint in site.joints or ("",))


def _compile_count(node: Tree | None, what: str, desk: Desk) -> tuple[int, int | None]:
    """How many levels, as one number or as the fewest and the most; at least one where nothing is said."""
    name = f"`count` of {what}"
    if node is None:
        return 1, None
    if not isinstance(node, Mapping):
        number = as_integer(node, desk.diagnostics, what=name, lowest=1)
        return (1, None) if number is None else (number, number)
    block = desk.block(node, name, COUNT_KEYS, COUNT_KEYS)
    ends = [
        None if each is None else as_integer(each, desk.diagnostics, what=f"a number in {name}", lowest=1)
        for each in (node.get("minimum"), node.get("maximum"))
    ]
    fewest, most = ends
    if block is None or fewest is None or most is None:
        return 1, None
    if fewest > most:
        message = f"{name} has a minimum of {fewest}, above its maximum of {most}"
        desk.diagnostics.error(
            EMPTY_RANGE, message, node.span, help="exchange the two, or correct the one that is wrong"
        )
        return 1, None
    return fewest, most
