"""Where each element of a record was written; what is written and is no element is reported with the nearest one."""

from __future__ import annotations

from collections.abc import Mapping as Table

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.knowledge.element import Element, ElementKind
from posology.reader.shape import as_mapping, is_null
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.record.codes import DOTTED, REQUIRED, UNIT_IN_NAME, UNKNOWN_ELEMENT, WRONG_KIND

UNIT_WORDS = frozenset(
    {
        *("lb", "lbs", "pound", "pounds", "st", "stone", "oz", "kg", "kgs", "kilogram", "kilograms", "g", "mg"),
        *("in", "inch", "inches", "ft", "feet", "foot", "cm", "mm", "m"),
    }
)
"""What people append to the name of a quantity to say its unit; the unit belongs to the value."""


def place_elements(
    root: Mapping, elements: Table[str, Element], label: str, diagnostics: Diagnostics
) -> dict[str, Node]:
    """Every element that is written with something, by its path. `label` is what stands before a path in messages."""
    placing = _Placing(elements, label, diagnostics)
    placing.walk(root, "")
    placing.check_required(root)
    return placing.found


class _Placing:
    """One walk through a record, or through one entry of a list of records."""

    def __init__(self, elements: Table[str, Element], label: str, diagnostics: Diagnostics) -> None:
        self.elements, self.label, self.diagnostics = elements, label, diagnostics
        self.groups = {group for path in elements for group in _groups_of(path)}
        self.found: dict[str, Node] = {}
        self.places: dict[str, Span] = {}

    def walk(self, block: Mapping, within: str) -> None:
        """Takes in what the block says of elements whose paths begin with `within`."""
        for key, node in block.entries:
            path = f"{within}.{key.text}" if within else key.text
            if "." in key.text:
                self._report_dotted(key)
            elif path in self.elements:
                if not is_null(node):
                    self.found[path] = node
                    self.places[path] = node.span
            elif path not in self.groups:
                self._report_unknown(key, path)
            elif not is_null(node):
                self.places[path] = node.span
                inner = as_mapping(node, self.diagnostics, allowed=None, what=f"`{self.label}{path}`", code=WRONG_KIND)
                if inner is not None:
                    self.walk(inner, path)

    def check_required(self, root: Mapping) -> None:
        """Reports what must be there: always, or since the group it belongs to is there."""
        for path, element in self.elements.items():
            group = path.rpartition(".")[0]
            place = self.places.get(group) if group else root.span
            if element.required and path not in self.found and place is not None:
                message = f"`{self.label}{path}` is missing"
                self.diagnostics.error(REQUIRED, message, place, help=element.question)

    def _report_dotted(self, key: Scalar) -> None:
        first, _, rest = key.text.partition(".")
        message = f"`{shortened(key.text)}` is a path, not a name"
        nested = f"write `{shortened(first)}:` and, within it, `{shortened(rest)}:`"
        self.diagnostics.error(DOTTED, message, key.span, help=nested)

    def _report_unknown(self, key: Scalar, path: str) -> None:
        quantity, unit = self._quantity_named_with_unit(path)
        if quantity is not None:
            self.diagnostics.error(
                UNIT_IN_NAME,
                f"`{self.label}{path}` has the unit `{unit}` in its name, and a record has only `{quantity.path}`",
                key.span,
                help=f"write `{quantity.path}:` and, after it, what was measured with its unit, `{quantity.unit}`; "
                "nothing is converted",
            )
            return
        message = f"`{shortened(self.label + path)}` is not an element of the data dictionary"
        self.diagnostics.error(UNKNOWN_ELEMENT, message, key.span, help=self._suggest(key.text, path))

    def _quantity_named_with_unit(self, path: str) -> tuple[Element | None, str]:
        for joint in "_-":
            base, _, word = path.rpartition(joint)
            element = self.elements.get(base)
            if element is not None and element.kind is ElementKind.QUANTITY and word.lower() in UNIT_WORDS:
                return element, word
        return None, ""

    def _suggest(self, name: str, path: str) -> str:
        elsewhere = [each for each in self.elements if each.endswith(f".{name}") or each.startswith(f"{name}.")]
        close = nearest(path, (*self.elements, *self.groups)) or tuple(elsewhere[:3])
        if close:
            return f"did you mean {' or '.join(f'`{each}`' for each in close)}?"
        return "`posology schema record` lists every element"


def _groups_of(path: str) -> tuple[str, ...]:
    """Every path that the element lies within: `pain` and `pain.back` of `pain.back.vas`."""
    parts = path.split(".")
    return tuple(".".join(parts[:length]) for length in range(1, len(parts)))
