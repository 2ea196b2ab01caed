"""The numbers of a printed sheet that a second person works out anew.

In this order: weight, cells and volumes, vials, what is drawn into each syringe and added to it, cryoprotectant.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.site import Washed
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_sequence, as_text
from posology.reader.tree import Mapping, Node, Scalar, Sequence
from posology.results.second_check import Figure, Figures
from posology.values.quantity import parse_quantity
from posology.values.units import convert

NOT_A_SHEET = "P0902"
NOTHING_TO_COMPARE = "P0903"

ASKED_FIRST = ("sheet", "record", "injections", "routes", "total")
"""The keys of a sheet without which it is none."""

WEIGHT = "weight"
TO_HUNDREDTHS = "to hundredths, half up unless only the other side stays inside the dose range"
"""How `explain.volumes` rounds what is drawn: a syringe is marked so."""

UP_TO_THOUSANDTHS = "to thousandths, rounded up"
"""How `explain.cryoprotectant` rounds grams."""


def read_figures(content: bytes, name: str, diagnostics: Diagnostics) -> Figures | None:
    """The numbers of the sheet in the file, as `posology sheet --format json` writes it; None where it has faults.

    A sheet with a dose that is not chosen has no second check: there is nothing yet that will be given.
    """
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=None,
        required=ASKED_FIRST,
        what="the sheet",
        code=NOT_A_SHEET,
        missing_code=NOT_A_SHEET,
    )
    record = None if root is None else as_mapping(root.get("record"), diagnostics, allowed=None, what="`record`")
    if root is None or record is None:
        return None
    sheet = as_text(root.get("sheet"), diagnostics, what="`sheet`", code=NOT_A_SHEET)
    patient = as_text(record.get("id"), diagnostics, what="`id` of the record", code=NOT_A_SHEET)
    withheld = as_sequence(root.get("withheld"), diagnostics, what="`withheld`", code=NOT_A_SHEET) or ()
    if withheld:
        message = "the sheet lays out no dose, so there is nothing to work out anew"
        diagnostics.error(NOTHING_TO_COMPARE, message, root.key_span("withheld"), help="see why under `withheld`")
    found = tuple(_figures(root, diagnostics))
    if not (found or withheld or diagnostics.has_errors):
        message = "the sheet has no number that could be worked out anew"
        diagnostics.error(NOTHING_TO_COMPARE, message, root.span, help="see why under `needs`")
    if sheet is None or patient is None or diagnostics.has_errors:
        return None
    return Figures(sheet=sheet, patient=patient, each=found)


def _figures(root: Mapping, diagnostics: Diagnostics) -> Iterator[Figure]:
    routes = _mappings(root.get("routes"), "`routes`", diagnostics)
    injections = _mappings(root.get("injections"), "`injections`", diagnostics)
    yield from _weight(root, routes)
    for position, injection in enumerate(injections, start=1):
        yield from _of_injection(injection, position, diagnostics)
    for route in routes:
        yield from _of_route(route, injections, diagnostics)
    if len(injections) > 1:
        total = as_mapping(root.get("total"), diagnostics, allowed=None, what="`total`", code=NOT_A_SHEET)
        yield from _cells(total and total.get("cells"), "total-cells", "all routes together", diagnostics)
    supply = root.get("supply")
    yield from _vials(supply)
    if isinstance(supply, Mapping):
        yield from _syringes(supply, _in_hand(root.get("product")), routes, injections)
        yield from _cryoprotectant(supply)


def _weight(root: Mapping, routes: tuple[Mapping, ...]) -> Iterator[Figure]:
    """The weight as the sheet has it: measured, or what a dose was made from; a patient nobody weighed has none."""
    holders = (root.get("measurements"), *(each.get("because") for each in routes))
    for basis in (each for holder in holders for each in _items(holder)):
        if isinstance(basis, Mapping) and _text(basis.get("element")) == WEIGHT:
            kilograms = in_unit(_text(basis.get("value")), "kg")
            if kilograms is not None:
                yield Figure(id=WEIGHT, question="the patient's weight", unit="kg", first=kilograms)
                return


def _of_injection(injection: Mapping, position: int, diagnostics: Diagnostics) -> Iterator[Figure]:
    target = as_text(injection.get("target"), diagnostics, what=f"`target` of injection {position}", code=NOT_A_SHEET)
    name = f"injection {position}" if target is None else target
    yield from _cells(injection.get("cells"), f"injection-{position}-cells", name, diagnostics)
    yield from _volume(injection, f"injection-{position}-volume", name)


def _of_route(route: Mapping, injections: tuple[Mapping, ...], diagnostics: Diagnostics) -> Iterator[Figure]:
    """The sum of a route that has several targets; that of one target is the target's."""
    site, name = _text(route.get("site")), _text(route.get("name"))
    targets = [each for each in injections if _text(each.get("site")) == site]
    if len(targets) > 1:
        yield from _cells(route.get("cells"), f"route-{site}-cells", f"{name}, all targets together", diagnostics)


def _cells(node: Node | None, asked: str, name: str, diagnostics: Diagnostics) -> Iterator[Figure]:
    """The planned cells. Where the source doses by volume all three are null and nothing is asked."""
    cells = as_mapping(node, diagnostics, allowed=None, what=f"the cells of {name}", code=NOT_A_SHEET)
    planned = None if cells is None else _number(cells.get("planned"))
    if planned is not None:
        yield Figure(id=asked, question=name, unit="cells", first=planned, part="the cells")
    elif cells is not None and (_number(cells.get("minimum")) is not None or _number(cells.get("maximum")) is not None):
        message = f"no dose is chosen yet for {name}"
        help_text = "plan it in the site file, make the sheet anew, and have that one checked"
        diagnostics.error(NOTHING_TO_COMPARE, message, cells.key_span("planned"), help=help_text)


def _volume(holder: Mapping, asked: str, name: str) -> Iterator[Figure]:
    volume = holder.get("volume")
    millilitres = _stated(volume.get("planned"), "mL") if isinstance(volume, Mapping) else None
    if millilitres is not None:
        yield Figure(id=asked, question=name, unit="mL", first=millilitres, part="the volume")


def _vials(supply: Node | None) -> Iterator[Figure]:
    """The vials to thaw: for each route where each has its own, and for all together."""
    if not isinstance(supply, Mapping):
        return
    counts = [each for each in _items(supply.get("counts")) if isinstance(each, Mapping)]
    for count in counts if len(counts) > 1 else ():
        number = _number(count.get("vials"))
        if number is not None:
            question = f"vials to thaw for {_text(count.get('name'))}"
            yield Figure(id=f"vials-{_text(count.get('site'))}", question=question, unit="vials", first=number)
    number = _number(supply.get("vials"))
    if number is not None:
        yield Figure(id="vials", question="vials to thaw", unit="vials", first=number)


def _in_hand(product: Node | None) -> str:
    """What is drawn: of a product that is washed not what was thawed, but what the wash has left."""
    stated = product.get("cryoprotectant") if isinstance(product, Mapping) else None
    washed = _text(stated.get("washed")) if isinstance(stated, Mapping) else ""
    return "washed product" if washed == Washed.YES else "thawed product"


def _syringes(
    supply: Mapping, of: str, routes: tuple[Mapping, ...], injections: tuple[Mapping, ...]
) -> Iterator[Figure]:
    """What is drawn for each target of a step, and what is added; the rows of one step are equal and asked once."""
    for volume in (each for each in _items(supply.get("volumes")) if isinstance(each, Mapping)):
        step, drawn, diluent = _text(volume.get("step")), volume.get("drawn"), volume.get("diluent")
        name = _rows_of(step, _text(volume.get("site")), routes, injections)
        taken, added = _stated(drawn, "mL"), _stated(diluent, "mL")
        if taken is not None:
            question = f"{of} drawn for {name}"
            yield Figure(id=f"drawn-{step}", question=question, unit="mL", first=taken, rounding=TO_HUNDREDTHS)
        if taken is not None and added is not None:
            yield Figure(id=f"diluent-{step}", question=f"diluent added for {name}", unit="mL", first=added)


def _rows_of(step: str, site: str, routes: tuple[Mapping, ...], injections: tuple[Mapping, ...]) -> str:
    """The rows of a step as they are asked about: `facet joint injection, each of rows 3 to 10`."""
    name = next((_text(each.get("name")) for each in routes if _text(each.get("site")) == site), site)
    rows = [number for number, each in enumerate(injections, start=1) if _text(each.get("step")) == step]
    if not rows:
        return f"{name}, {step}"
    if len(rows) == 1:
        return f"{name}, row {rows[0]}"
    if rows == list(range(rows[0], rows[-1] + 1)):
        return f"{name}, each of rows {rows[0]} to {rows[-1]}"
    return f"{name}, each of rows {', '.join(str(each) for each in rows)}"


def _cryoprotectant(supply: Mapping) -> Iterator[Figure]:
    """The grams of it in the infusion, and in all routes of the day, where the sheet states them."""
    dose = supply.get("cryoprotectant")
    agent = _text(dose.get("agent")) if isinstance(dose, Mapping) else ""
    for key, asked, where in (
        ("cryoprotectant", "cryoprotectant", "in the intravenous infusion"),
        ("cryoprotectant_of_the_day", "cryoprotectant-day", "in all routes of the day together"),
    ):
        stated = supply.get(key)
        grams = _stated(stated.get("grams"), "g") if isinstance(stated, Mapping) else None
        if grams is not None:
            question = f"{agent or 'the cryoprotectant'} {where}"
            yield Figure(id=asked, question=question, unit="g", first=grams, rounding=UP_TO_THOUSANDTHS)


def _stated(node: Node | None, unit: str) -> Decimal | None:
    """The number that a sheet states in the unit, as `1.5` or `1.5 mL`; None where it states none."""
    written = _text(node)
    return in_unit(f"{written} {unit}" if written.replace(".", "", 1).isdigit() else written, unit)


def in_unit(written: str, unit: str) -> Decimal | None:
    """How many of the unit a quantity such as `72 kg` is, exactly; None where it is none of that kind."""
    quantity = parse_quantity(written)
    return None if quantity is None else convert(quantity.magnitude, quantity.unit, unit)


def _mappings(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[Mapping, ...]:
    items = as_sequence(node, diagnostics, what=what, code=NOT_A_SHEET) or ()
    found = (
        as_mapping(each, diagnostics, allowed=None, what=f"an entry of {what}", code=NOT_A_SHEET) for each in items
    )
    return tuple(each for each in found if each is not None)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _number(node: Node | None) -> Decimal | None:
    value = node.value if isinstance(node, Scalar) else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else ""
