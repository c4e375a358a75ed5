"""Checks an analysis against the transcripts it claims to rest on.

Quotes are located again; people, journeys, figures and the saturation curve are counted again from the statements; and
no sentence may hold a number that it does not carry (``analysis.summary.locked``).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analysis.findings import (
    Action,
    Analysis,
    Claim,
    Count,
    Figure,
    Journey,
    MagicSummary,
    Quote,
    Saturation,
    Spread,
    Statement,
    Theme,
)
from analysis.intervals import count
from analysis.reading.statements import message_name
from analysis.summary.actions import family_of
from analysis.summary.described import voices
from analysis.summary.journey import journey
from analysis.summary.limits import limit_numbers
from analysis.summary.locked import numerals, unbacked, unsupported
from analysis.summary.measured import figure_of, told_amounts
from analysis.summary.saturation import saturation
from analysis.summary.theme_amounts import theme_amounts
from analysis.summary.wording import attribute_name, plain_blanks
from analysis.theming.themes import People, people_heard
from interview_engine.transcript import Speaker, Transcript
from research_templates.catalogue import kpi, kpis, stage_models

_QUOTED: Final = re.compile("\u201c(.*)\u201d", re.DOTALL)
_UNPRINTABLE: Final = re.compile(r"[<>{}`\x00-\x1f]")
_ROUNDING: Final = 1e-6  # what storage as JSON may cost


class Fault(StrEnum):
    NO_SUCH_MESSAGE = "no such message"
    NOT_A_PARTICIPANT = "not said by a participant"
    OTHER_WORDS = "the message says something else there"
    OTHER_COUNT = "the count differs"
    UNSUPPORTED = "the sentence says more than it carries"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """``where`` names the part of the analysis; ``claimed`` and ``found`` what it says and what the transcripts say."""

    where: str
    fault: Fault
    claimed: str
    found: str


def verify(analysis: Analysis, transcripts: Sequence[Transcript]) -> tuple[Discrepancy, ...]:
    """Re-locate every quote and statement and recompute every number; empty when everything holds."""
    return tuple(_Checker(analysis, transcripts).discrepancies())


class _Checker:
    def __init__(self, analysis: Analysis, transcripts: Sequence[Transcript]) -> None:
        self._analysis = analysis
        self._people: People = people_heard(transcripts)
        self._participant: Mapping[str, str] = {t.interview_id: t.participant_id for t in transcripts}
        self._messages = {(t.interview_id, message_name(m)): m for t in transcripts for m in t.messages}
        # Whose statement it is, is for the transcripts to say.
        self._statements = tuple(
            s.model_copy(update={"participant_id": self._participant.get(s.interview_id, "")})
            for s in analysis.statements
        )
        summary = analysis.summary
        self._themes = (*summary.friction_points, *summary.success_factors) if summary else ()
        self._names = self._all_names()

    def discrepancies(self) -> Iterator[Discrepancy]:
        if self._analysis.people != len(self._people):
            yield _other("people", str(self._analysis.people), str(len(self._people)))
        for index, statement in enumerate(self._analysis.statements):
            yield from self._statement(f"statement {index}", statement)
        summary = self._analysis.summary
        if summary is None:
            return
        for theme in self._themes:
            yield from self._theme(theme)
        for quote in summary.also_said:
            yield from self._quote("also said", quote)
        for claim in (summary.headline, *summary.overview, *summary.segment_notes):
            yield from self._claim(claim, self._counts_about(claim))
        yield from self._limits(summary)
        yield from self._measured(summary.measured)
        if summary.journey:
            yield from self._journey(summary.journey)
        if summary.saturation:
            yield from self._saturation(summary.saturation)
        for action in summary.actions:
            yield from self._action(action)

    def _all_names(self) -> frozenset[str]:
        return frozenset(
            {
                *(theme.name for theme in self._themes),
                *self._people.segments,
                *map(attribute_name, self._people.segments),
                *(value for values in self._people.segments.values() for value in values),
                *(stage.name for model in stage_models() for stage in model.stages),
                *(measure.name for measure in kpis()),
            }
        )

    def _statement(self, where: str, statement: Statement) -> Iterator[Discrepancy]:
        yield from self._quote(where, statement.quote())
        for measure in statement.measures:
            said = statement.text[measure.start : measure.end]
            if said != measure.text:
                yield Discrepancy(where, Fault.OTHER_WORDS, measure.text, said)

    def _claim(
        self, claim: Claim, counts: Collection[tuple[int, int]], figures: Collection[Figure] = ()
    ) -> Iterator[Discrepancy]:
        where = f"claim \u201c{claim.text}\u201d"
        for quote in claim.quotes:
            yield from self._quote(where, quote)
        for counted in claim.counts:
            yield from self._interval(where, counted)
            if (counted.people, counted.of) not in counts:
                yield _other(where, _shown(counted), "no such count")
        for figure in claim.figures:
            if not any(_alike(figure, found) for found in figures):
                yield _other(where, repr(figure), "no such figure")
        for flaw in unsupported(claim, self._names):
            yield Discrepancy(where, Fault.UNSUPPORTED, claim.text, flaw)

    def _counts_about(self, claim: Claim) -> set[tuple[int, int]]:
        """The counts a sentence may carry: of the themes it names and their segments, and of people altogether."""
        friction, success = voices(self._statements, self._themes)
        spoke = {statement.participant_id for statement in self._statements}
        found = {(len(who & self._people.ids), len(self._people)) for who in (friction, success, spoke)}
        for theme in self._themes:
            if f"\u201c{theme.name}\u201d" not in claim.text:
                continue
            sharing = self._sharing(theme)
            found.add((len(sharing & self._people.ids), len(self._people)))
            for values in self._people.segments.values():
                everybody = sum(len(ids) for ids in values.values())
                all_sharing = sum(len(sharing & ids) for ids in values.values())
                for ids in values.values():
                    people = len(sharing & ids)
                    found |= {(people, len(ids)), (all_sharing - people, everybody - len(ids))}
        return found

    def _sharing(self, theme: Theme) -> frozenset[str]:
        return frozenset(self._statements[i].participant_id for i in theme.statements if 0 <= i < len(self._statements))

    def _theme(self, theme: Theme) -> Iterator[Discrepancy]:
        where = f"theme \u201c{theme.name}\u201d"
        for quote in (*theme.quotes, *theme.disconfirming):
            yield from self._quote(where, quote)
        sharing = self._sharing(theme)
        found = count(len(sharing & self._people.ids), len(self._people)) if len(self._people) else None
        yield from self._same(where, theme.count, found)
        members = [self._analysis.statements[i] for i in theme.statements if 0 <= i < len(self._analysis.statements)]
        if theme.mentions != len(members):
            yield _other(where, f"{theme.mentions} mentions", f"{len(members)} mentions")
        for share in theme.segments:
            ids = self._people.segments.get(share.attribute, {}).get(share.value, frozenset())
            recounted = count(len(sharing & ids), len(ids)) if ids else None
            yield from self._same(f"{where}, {share.attribute} {share.value}", share.count, recounted)
        yield from self._wording(where, theme, members)

    def _wording(self, where: str, theme: Theme, members: Sequence[Statement]) -> Iterator[Discrepancy]:
        """A name and a description hold what was said, numbers included; a researcher may name a theme freely."""
        said = " ".join(statement.text for statement in members).casefold()
        for run in () if theme.named_by == "researcher" else numerals(theme.name):
            if run.casefold() not in said and not theme.name.endswith(f"({run})"):
                yield Discrepancy(where, Fault.UNSUPPORTED, theme.name, f"nobody said {run!r}")
        quoted = _QUOTED.search(theme.description)
        shown = [_bare(quote.text) for quote in theme.quotes]
        if quoted and not any(_bare(quoted[1]) in text for text in shown):
            yield Discrepancy(where, Fault.OTHER_WORDS, theme.description, " / ".join(shown))
        for run in numerals(_QUOTED.sub(" ", theme.description)):
            if run.casefold() not in said:
                yield Discrepancy(where, Fault.UNSUPPORTED, theme.description, f"nobody said {run!r}")

    def _limits(self, summary: MagicSummary) -> Iterator[Discrepancy]:
        numbers = limit_numbers(
            self._themes, self._statements, people=len(self._people), set_aside=self._analysis.set_aside
        )
        for limit in summary.limits:
            for run in unbacked(limit, numbers.ways):
                yield Discrepancy(f"limit \u201c{limit}\u201d", Fault.UNSUPPORTED, limit, f"{run!r} is not counted")

    def _measured(self, claims: Sequence[Claim]) -> Iterator[Discrepancy]:
        over_all = [figure for told in told_amounts(self._statements) if (figure := figure_of(told))]
        by_theme = list(theme_amounts(self._themes, self._statements))
        for claim in claims:
            about = [figure for figure in over_all if f"\u201c{kpi(figure.kpi).name}\u201d" in claim.text]
            named = [each for each in by_theme if f"\u201c{each.theme.name}\u201d" in claim.text]
            counts = {(each.counted.people, each.counted.of) for each in named}
            yield from self._claim(claim, counts, [*about, *(each.figure for each in named)])

    def _journey(self, claimed: Journey) -> Iterator[Discrepancy]:
        found = journey(self._statements, self._people, self._themes, model=claimed.model)
        again = {step.stage: step for step in found.steps} if found else {}
        if found is None or [step.stage for step in claimed.steps] != [step.stage for step in found.steps]:
            yield _other("journey", ", ".join(step.stage for step in claimed.steps), ", ".join(again))
        for step in claimed.steps:
            where = f"journey, {step.name}"
            other = again.get(step.stage)
            for name in ("people", "friction", "success"):
                yield from self._same(where, getattr(step, name), getattr(other, name, None))
            if other and (step.name, step.breaks, step.themes) != (other.name, other.breaks, other.themes):
                yield _other(where, f"{step.name} {step.breaks} {step.themes}", f"{other.breaks} {other.themes}")
        for claim in claimed.claims:
            about = [step for step in again.values() if f"\u201c{step.name}\u201d" in claim.text]
            counts = {(c.people, c.of) for step in about for c in (step.people, step.friction, step.success)}
            yield from self._claim(claim, counts)

    def _saturation(self, claimed: Saturation) -> Iterator[Discrepancy]:
        found = saturation(self._themes, self._statements, self._people)
        if claimed.model_dump(exclude={"advice"}) != found.model_dump(exclude={"advice"}):
            yield _other("saturation", _outline(claimed), _outline(found))
        figures = [figure for claim in found.advice for figure in claim.figures]
        for claim in claimed.advice:
            yield from self._claim(claim, self._heard_in(claim), figures)

    def _heard_in(self, claim: Claim) -> set[tuple[int, int]]:
        """How many were heard of the segment that a sentence names, of whatever number was wanted."""
        heard = {
            len(ids)
            for attribute, values in self._people.segments.items()
            if f"\u201c{attribute}\u201d" in claim.text
            for value, ids in values.items()
            if f"\u201c{value}\u201d" in claim.text
        } or {0}
        return {(people, counted.of) for people in heard for counted in claim.counts}

    def _action(self, action: Action) -> Iterator[Discrepancy]:
        where = f"action \u201c{action.text}\u201d"
        yield from self._claim(action.why, self._counts_about(action.why))
        theme = next((theme for theme in self._themes if theme.key == action.theme), None)
        if theme is None:
            yield _other(where, action.theme, "no such theme")
            return
        family = family_of(theme)
        of_the_catalogue = family is not None and action.text in family.actions
        if not of_the_catalogue and unbacked(action.text, [f"\u201c{name}\u201d" for name in self._names]):
            yield Discrepancy(where, Fault.UNSUPPORTED, action.text, "its numbers are nobody's")

    def _same(self, where: str, claimed: Count, found: Count | None) -> Iterator[Discrepancy]:
        if found is None or (claimed.people, claimed.of) != (found.people, found.of):
            yield _other(where, _shown(claimed), _shown(found) if found else "nobody")
        else:
            yield from self._interval(where, claimed)

    def _interval(self, where: str, claimed: Count) -> Iterator[Discrepancy]:
        found = count(claimed.people, claimed.of)
        if abs(found.low - claimed.low) + abs(found.high - claimed.high) > _ROUNDING:
            yield _other(where, _shown(claimed), _shown(found))

    def _quote(self, where: str, quote: Quote) -> Iterator[Discrepancy]:
        message = self._messages.get((quote.interview_id, quote.message_id))
        if message is None:
            yield Discrepancy(where, Fault.NO_SUCH_MESSAGE, quote.text, f"{quote.interview_id}/{quote.message_id}")
        elif message.speaker is not Speaker.PARTICIPANT:
            yield Discrepancy(where, Fault.NOT_A_PARTICIPANT, quote.text, message.speaker.value)
        elif (said := message.text[quote.start : quote.end]) != quote.text:
            yield Discrepancy(where, Fault.OTHER_WORDS, quote.text, said)


def _other(where: str, claimed: str, found: str) -> Discrepancy:
    return Discrepancy(where, Fault.OTHER_COUNT, claimed, found)


def _bare(text: str) -> str:
    """``text`` as a description shows it: what cannot be printed and where it was cut make no difference."""
    return plain_blanks(_UNPRINTABLE.sub(" ", text)).strip().rstrip("\N{HORIZONTAL ELLIPSIS} ,;:-")


def _alike(claimed: Figure, found: Figure) -> bool:
    same = _about(claimed) == _about(found)
    ends = zip((claimed.value, claimed.low, claimed.high), (found.value, found.low, found.high), strict=True)
    return same and all(abs(one - other) <= _ROUNDING for one, other in ends)


def _about(figure: Figure) -> tuple[str, str, str, Spread, int]:
    return figure.theme, figure.kpi, figure.unit, figure.spread, figure.people


def _outline(found: Saturation) -> str:
    return f"{found.verdict}, next {found.next_new}, {len(found.curve)} points"


def _shown(counted: Count) -> str:
    return f"{counted.people} of {counted.of} ({counted.low:.3f}-{counted.high:.3f})"
