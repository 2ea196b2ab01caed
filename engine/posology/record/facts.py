"""What is recorded of one patient: every value with its date, source and method; what is missing stays missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posology.record.medicine import Medicine
from posology.record.recorded import Recorded
from posology.values.known import Value
from posology.values.truth import Cause, Reason, Unknown

__all__ = ["Facts", "Recorded"]


@dataclass(frozen=True, slots=True)
class Facts:
    """One record. `medicines` is None where nobody recorded whether there are any; an empty tuple is none taken.

    `sha256` is that of the bytes of the record's file. `values` has only elements that are recorded. `questionable`
    are the elements whose values were kept and must be measured or looked up again, each with the reason in words:
    nothing that rests on them may look final.
    """

    id: str
    sha256: str
    values: Mapping[str, Recorded]
    medicines: tuple[Medicine, ...] | None
    questionable: tuple[tuple[str, str], ...] = ()
    _answers: Mapping[str, Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lays out every answer once, as the same record is asked many times."""
        answers: dict[str, Value] = {}
        for path, recorded in self.values.items():
            answers |= _answers_of(path, recorded)
        # a frozen dataclass has no other way to keep what it derives from its own fields
        object.__setattr__(self, "_answers", answers)

    @property
    def answers(self) -> Mapping[str, Value]:
        """Every answer that `lookup` knows, by path; a path that is not here is not recorded."""
        return self._answers

    def lookup(self, path: str) -> Value:
        """The value of the element, or of `.date`, `.method` or `.source` of one; unknown where not recorded."""
        answer = self._answers.get(path)
        return Unknown((Reason(path, Cause.NOT_RECORDED),)) if answer is None else answer


def _answers_of(path: str, recorded: Recorded) -> dict[str, Value]:
    """What the element and its aspects answer; an undated value is the reason why its date is not known."""
    undated = Unknown((Reason(path, Cause.UNDATED),))
    beside: dict[str, Value] = {f"{path}.date": undated if recorded.date is None else recorded.date}
    if recorded.method is not None:
        beside[f"{path}.method"] = recorded.method
    if recorded.source is not None:
        beside[f"{path}.source"] = recorded.source
    return beside | {path: recorded.value}
