"""A protocol lowered to one Python function that gives the verdict of a record and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

from posology.compile.productions import PROCEDURE, RENEWAL, VERDICTS, items_of
from posology.ir.counts import Counting
from posology.ir.nodes import Fact, Literal, Membership, Node
from posology.ir.plan import CellFormula, LimitKind, RequestedTargets, Step
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.ir.turning import PROCEDURE_DATE, depends_on_procedure_date
from posology.ir.walk import facts_read, walk
from posology.plain.expression import WORDS, Writer
from posology.plain.limits import Bounds, Release
from posology.plain.operators import Read
from posology.plain.seldom import Resting, lower_mending, reader, resting_criterion, resting_step
from posology.plain.source import Draft
from posology.plain.washout import lower_washout
from posology.record.facts import Facts
from posology.results.check import Verdict
from posology.values.dates import CalendarDuration, exactly, shift
from posology.values.truth import Truth, disjunction

AS_OF = "as_of"

# INVARIANT: the verdict is the worst of the best verdicts that the findings allow; the production rules say the same,
# and a property test holds the two to it.
_VERDICTS: tuple[Verdict, ...] = tuple(Verdict(each) for each in VERDICTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainProtocol:
    """A protocol that answers with the verdict alone; `source` is the text of its function, for a reader.

    `verdict(facts, as_of, procedure_date)` equals the verdict of `explain.check.decide` for the same arguments.
    """

    verdict: Callable[[Facts, date, date], Verdict]
    source: str = field(repr=False)


def lower_protocol(protocol: Protocol) -> PlainProtocol:
    """The function that gives the verdicts of the protocol."""
    lowering = _Lowering(protocol)
    lowering.write()
    return PlainProtocol(verdict=lowering.draft.finish(), source=lowering.draft.text)


class _Lowering:
    """One protocol on its way to a function: criteria, plan, washout and ageing values, in that order.

    In the function `worst` is the place in `VERDICTS` of the best verdict that what was found so far allows.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.items = items_of(protocol)
        self.draft = Draft("verdict(facts, as_of, day)", {**WORDS, "exactly": exactly, "reader": reader})
        self.facts: dict[tuple[str, tuple[Counting, ...]], str] = {}
        self.earlier: dict[CalendarDuration, str] = {}
        self.oldest: dict[CalendarDuration, str] = {}
        self.recorded: dict[str, str] = {}
        self.ageing: list[tuple[str, Counting, Resting]] = []
        self.written: dict[Node, str] = {}
        self.failing: dict[str, str] = {}
        self.laid_out: list[str] = []

    def write(self) -> None:
        """The whole function."""
        for line in ("get = facts.answers.get", "recorded = facts.values.get", "worst = 0"):
            self.draft.line(line)
        with self.draft.block("if day < as_of:"):
            self._allow_finding(PROCEDURE, "past")
        for within in self._ages():
            self.earlier[within] = self.draft.bind(lru_cache(maxsize=_DAYS_REMEMBERED)(partial(_earlier, within)))
            self.oldest[within] = self.draft.fresh()
            self.draft.line(f"{self.oldest[within]} = {self.earlier[within]}(as_of)")
        self._memberships()
        for criterion in self.protocol.criteria:
            conditions = (criterion.condition, criterion.applies)
            if any(each is not None and depends_on_procedure_date(each) for each in conditions):
                self.failing[criterion.id] = self.draft.fresh()
                self.draft.line(f"{self.failing[criterion.id]} = False")
            self._criterion(criterion)
        for criterion in self.protocol.criteria:
            if criterion.id in self.failing:
                self._mends(criterion)
        self._return_if_nothing_is_worse()
        applies = [self._step(step) for step in self.protocol.steps]
        self._limits()
        self._release(applies)
        self._washout(applies)
        self._renewal()
        self.draft.line(f"return {self.draft.bind(_VERDICTS)}[worst]")

    def _ages(self) -> tuple[CalendarDuration, ...]:
        """How old a value may be, each length that the protocol names once."""
        return tuple(dict.fromkeys(each.within for each in self._counts() if each.within is not None))

    def _counts(self) -> Iterator[Counting]:
        """Every rule of the protocol about which recorded values count."""
        for criterion in self.protocol.criteria:
            yield from criterion.counts
        for step in self.protocol.steps:
            yield from step.counts

    def _memberships(self) -> None:
        """Tests of membership that several rules make (`'lumbar' in regions`) are made once, before all others."""
        conditions = [each for criterion in self.protocol.criteria for each in (criterion.applies, criterion.condition)]
        conditions += [step.when for step in self.protocol.steps]
        tests = Counter(
            node
            for condition in conditions
            if condition is not None
            for node in walk(condition)
            if isinstance(node, Membership) and isinstance(node.element, Literal) and isinstance(node.collection, Fact)
        )
        aged = {each.element for each in self._counts()}
        for node, times in tests.items():
            if times > 1 and aged.isdisjoint(facts_read(node)):
                self.written[node] = self._writer((), *facts_read(node)).write(node)

    def _return_if_nothing_is_worse(self) -> None:
        """What is not a criterion can be unknown at worst: after an unknown criterion there is nothing more to ask."""
        left = [
            best for item, bests in self.items.items() if not item.startswith("criterion:") for best in bests.values()
        ]
        level = max(VERDICTS.index(best) for best in left)
        with self.draft.block(f"if worst >= {level}:"):
            self.draft.line(f"return {self.draft.bind(_VERDICTS)}[worst]")

    def _fact(self, path: str, counts: tuple[Counting, ...]) -> str:
        """The variable that holds the fact, as far as it counts; what has been read before is not read again."""
        of_path = tuple(each for each in counts if each.element == path)
        name = self.facts.get((path, of_path))
        if name is None:
            name = self.facts[path, of_path] = self._read_counting(path, of_path) if of_path else self._read(path)
        return name

    def _read(self, path: str) -> str:
        given = {AS_OF: "exactly(as_of)", PROCEDURE_DATE: "exactly(day)"}
        name = self.draft.fresh()
        self.draft.line(f"{name} = {given.get(path) or f'get({self.draft.bind(path)}, MISSING)'}")
        return name

    def _read_counting(self, path: str, counts: tuple[Counting, ...]) -> str:
        """A value that is too old on the day of asking, or not obtained as it must be, is as good as missing."""
        name, found, draft = self._fact(path, ()), self._recorded(path), self.draft
        counted = draft.fresh()
        draft.line(f"{counted} = {name}")
        with draft.block(f"if {found} is not None:"):
            for each in counts:
                if each.among is not None:
                    with draft.block(f"if {found}.value not in {draft.bind(each.among)}:"):
                        draft.line(f"{counted} = MISSING")
                if each.method is not None:
                    with draft.block(f"if {found}.method != {draft.bind(each.method)}:"):
                        draft.line(f"{counted} = MISSING")
                if each.within is not None:
                    oldest = self.oldest[each.within]
                    too_old = f"{oldest} is not None and {found}.date.earliest < {oldest}"
                    with draft.block(f"if {found}.date is None or ({too_old}):"):
                        draft.line(f"{counted} = MISSING")
        return counted

    def _recorded(self, path: str) -> str:
        """The variable that holds the value with its date and method, or None."""
        if path not in self.recorded:
            self.recorded[path] = self.draft.fresh()
            self.draft.line(f"{self.recorded[path]} = recorded({self.draft.bind(path)})")
        return self.recorded[path]

    def _writer(self, counts: tuple[Counting, ...], *paths: str) -> Writer:
        facts = {path: self._fact(path, counts) for path in dict.fromkeys(paths)}
        held = ", ".join(f"{self.draft.bind(path)}: {name}" for path, name in facts.items())
        return Writer(self.draft, facts, "{" + held + "}.__getitem__", self.written)

    def _allow(self, level: int) -> None:
        """What was found allows no better verdict than the level's; after the worst there is nothing to look for."""
        if level == len(_VERDICTS) - 1:
            self.draft.line(f"return {self.draft.bind(_VERDICTS[level])}")
        elif level == 0:
            self.draft.line("pass")
        else:
            self.draft.line(f"worst = {level} if worst < {level} else worst")

    def _allow_finding(self, item: str, finding: str) -> None:
        self._allow(VERDICTS.index(self.items[item][finding]))

    def _criterion(self, criterion: Criterion) -> None:
        draft, item = self.draft, f"criterion:{criterion.id}"
        applies = () if criterion.applies is None else facts_read(criterion.applies)
        writer = self._writer(criterion.counts, *applies, *facts_read(criterion.condition))
        if criterion.applies is None:
            self._condition(criterion, writer)
        else:
            holds = writer.write(criterion.applies)
            with draft.block(f"if {holds} is False:"):
                self._allow_finding(item, "not-applicable")
            with draft.block(f"elif {holds}.__class__ is Unknown:"):
                self._allow_finding(item, "unknown")
            with draft.block("else:"):
                self._condition(criterion, writer)

    def _mends(self, criterion: Criterion) -> None:
        """Whether time mends a failure is asked last: it costs most, and another failure may decide before."""
        draft, item = self.draft, f"criterion:{criterion.id}"
        mends = f"{draft.bind(lower_mending(criterion))}(facts, as_of, day)"
        with draft.block(f"if {self.failing[criterion.id]}:"):
            answer = draft.fresh()
            draft.line(f"{answer} = {mends}")
            with draft.block(f"if {answer}:"):
                self._allow_finding(item, "mends")
            with draft.block(f"elif {answer} is None:"):
                self._allow_finding(item, "unknown")
            with draft.block("else:"):
                self._allow_finding(item, _word(criterion.kind is not Kind.INCLUSION))

    def _condition(self, criterion: Criterion, writer: Writer) -> None:
        draft, item = self.draft, f"criterion:{criterion.id}"
        value = writer.write(criterion.condition)
        passes = criterion.kind is Kind.INCLUSION
        failing = self.failing.get(criterion.id)
        with draft.block(f"if {value}.__class__ is Unknown:"):
            self._allow_finding(item, "unknown")
        with draft.block(f"elif {value} is {not passes}:"):
            if failing is not None:
                draft.line(f"{failing} = True")
            else:
                self._allow_finding(item, _word(not passes))
        with draft.block("else:"):
            self._allow_finding(item, _word(passes))
        self._ageing("True", criterion.counts, resting_criterion(criterion))

    def _step(self, step: Step) -> str:
        """The variable that holds whether the step is part of the plan."""
        draft, item = self.draft, f"step:{step.id}"
        formula = step.cells.expression if isinstance(step.cells, CellFormula) else None
        parts = (*(each for each in (step.when, formula) if each is not None),)
        asked = (step.targets.element,) if isinstance(step.targets, RequestedTargets) else ()
        writer = self._writer(step.counts, *(path for each in parts for path in facts_read(each)), *asked)
        applies = "True" if step.when is None else writer.write(step.when)
        given = "None"
        if formula is not None:
            given = draft.fresh()
            draft.line(f"{given} = None")
        with draft.block(f"if {applies} is True:"):
            unknown = self._requested(step.targets, writer) if isinstance(step.targets, RequestedTargets) else []
            if formula is not None:
                draft.line(f"{given} = {writer.write(formula)}")
                unknown.append(f"{given}.__class__ is Unknown")
            with draft.block(f"if {' or '.join(unknown) or False}:"):
                self._allow_finding(item, "unknown")
        with draft.block(f"elif {applies}.__class__ is Unknown:"):
            self._allow_finding(item, "unknown")
        levels = f"len({writer.facts[asked[0]]}) if {applies} is True else None" if asked else "None"
        cells = f"{given}.magnitude if {applies} is True else None" if formula is not None else "None"
        self.laid_out.append(f"({applies}, {levels}, {cells})")
        rests = resting_step(step)
        if rests is not None:
            self._ageing(f"{applies} is True", step.counts, rests)
        return applies

    def _limits(self) -> None:
        """A dose that passes a hard limit is not known, which is no worse than a step that is unknown already."""
        bounds = Bounds(steps=self.protocol.steps, limits=self.protocol.limits)
        level = VERDICTS.index("indeterminate")
        if bounds.may_be_passed:
            laid_out = "".join(f"{each}, " for each in self.laid_out)
            are_passed = self.draft.bind(lru_cache(maxsize=_PLANS_REMEMBERED)(bounds.are_passed))
            with self.draft.block(f"if worst < {level} and {are_passed}(({laid_out})):"):
                self.draft.line(f"worst = {level}")

    def _release(self, applies: list[str]) -> None:
        """A product outside a hard limit is not given, so that the dose is not known."""
        limits = tuple(each for each in self.protocol.product_limits if each.kind is LimitKind.HARD)
        level = VERDICTS.index("indeterminate")
        if limits:
            release = Release(steps=self.protocol.steps, limits=limits)
            planned = "".join(f"{each}, " for each in applies)
            refused = f"{self.draft.bind(release.is_refused)}(reader(facts, as_of, day), ({planned}))"
            with self.draft.block(f"if worst < {level} and {refused}:"):
                self.draft.line(f"worst = {level}")

    def _ageing(self, when: str, counts: tuple[Counting, ...], rests: Callable[[Read, str], bool]) -> None:
        """Remembers which values must be asked about at the end, and under which test."""
        for each in counts:
            if each.within is not None:
                self.ageing.append((when, each, Resting(counts=counts, element=each.element, rests=rests)))

    def _requested(self, targets: RequestedTargets, writer: Writer) -> list[str]:
        """The tests under any of which the levels asked for do not make a plan."""
        asked = writer.facts[targets.element]
        tests = [f"{asked}.__class__ is not tuple", f"not {asked}"]
        if targets.fewest > 1:
            tests.append(f"len({asked}) < {targets.fewest:d}")
        return tests if targets.most is None else [*tests, f"len({asked}) > {targets.most:d}"]

    def _washout(self, applies: list[str]) -> None:
        draft = self.draft
        washout = lower_washout(self.protocol)
        sites = tuple(step.site for step in self.protocol.steps)
        planned = "".join(f"{each}, " for each in applies)
        ask_plan = f"lambda: {draft.bind(_with_plan)}(reader(facts, as_of, day), {draft.bind(sites)}, ({planned}))"
        draft.line(f"found = {draft.bind(washout)}.worst(facts.medicines, as_of, day, {ask_plan})")
        draft.line("worst = found if worst < found else worst")

    def _renewal(self) -> None:
        """A value to renew matters only to a verdict that is better than what renewal allows."""
        draft, level = self.draft, VERDICTS.index(self.items[RENEWAL]["needed"])
        if not self.ageing:
            return
        with draft.block(f"if worst < {level}:"):
            oldest = {within: draft.fresh() for within in self.earlier}
            for within, name in oldest.items():
                draft.line(f"{name} = {self.earlier[within]}(day)")
            tests: list[str] = []
            for when, rule, rests in self.ageing:
                assert rule.within is not None  # noqa: S101 - only such rules were kept
                dated, limit = f"{self._recorded(rule.element)}", oldest[rule.within]
                is_dated = f"{dated} is not None and {dated}.date is not None and {limit} is not None"
                asked = f"{draft.bind(rests)}(facts, as_of, day)"
                tests.append(f"{when} and {is_dated} and {dated}.date.earliest < {limit} and {asked}")
            with draft.block(f"if {' or '.join(tests)}:"):
                draft.line(f"worst = {level}")


def _earlier(within: CalendarDuration, day: date) -> date | None:
    return shift(day, within, -1)


_DAYS_REMEMBERED = 64
_PLANS_REMEMBERED = 4096


def _word(holds: bool) -> str:
    return "met" if holds else "not-met"


def _with_plan(read: Read, sites: tuple[str, ...], applies: tuple[Truth, ...]) -> Read:
    """The lookup that also answers `plan.<site>`: whether the plan has a step at that site."""
    planned: dict[str, Truth] = {}
    for site, holds in zip(sites, applies, strict=True):
        path = f"plan.{site}"
        planned[path] = disjunction(planned.get(path, False), holds)
    return lambda path: planned.get(path, False) if path.startswith("plan.") else read(path)
