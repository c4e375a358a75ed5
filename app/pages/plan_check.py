"""What the plan editor says about what is typed: the linter's hints, the minutes, what a measure means."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.pages.plan_form import PlanForm, follow_up_texts, row_getter, row_numbers
from app.pages.views import CoreQuestionRow, FollowUpRow, Hint, PhaseTimeView, PlanCheckView, TextRow, TimeView
from research_templates import MANDATORY_ADVISED, RULES, Depth, KpiError, Phase, known_words, kpi, lint
from research_templates.linter import DUPLICATE, duplicates
from research_templates.time_budget import Timed, TimeUse, time_for
from research_templates.vectors import Embed

_RULES = {rule.name: rule for rule in RULES}
_REPEATED = Hint(DUPLICATE, _RULES[DUPLICATE].title, _RULES[DUPLICATE].reason)
_MOST_CHARACTERS = 400
"""Longer than a question of a plan may be: what is beyond is not looked at while one types."""


def hints(text: str, *, known: Sequence[str] = ()) -> tuple[Hint, ...]:
    """What the linter says about one question by itself, the best rewrite in the first hint."""
    return _hints(text[: 2 * _MOST_CHARACTERS], tuple(known))


@lru_cache(maxsize=1024)  # a plan's page asks again for each of its questions, whichever of them was changed
def _hints(text: str, known: tuple[str, ...]) -> tuple[Hint, ...]:
    faults = lint(text, known=known)
    rewrites = dict.fromkeys(fault.rewrite for fault in faults if fault.rewrite)
    best = min(rewrites, key=lambda rewrite: len(lint(rewrite, known=known)), default="")
    return tuple(
        Hint(fault.rule, _RULES[fault.rule].title, fault.reason, best if place == 0 else "")
        for place, fault in enumerate(faults)
    )


def with_hints(form: PlanForm) -> PlanForm:
    """The form with the linter's hints beside its questions and the meaning beside its measures."""
    found, known = _question_hints(form), known_words(form.question)
    return replace(
        form,
        core=tuple(
            replace(row, hints=hint, follow_ups=_judged(row, known))
            for row, hint in zip(form.core, found, strict=False)
        ),
        mandatory=tuple(
            replace(row, hints=hint) for row, hint in zip(form.mandatory, found[len(form.core) :], strict=True)
        ),
        kpis=tuple(TextRow(row.text, about_kpi(row.text)) for row in form.kpis),
    )


def _judged(row: CoreQuestionRow, known: Sequence[str]) -> tuple[FollowUpRow, ...]:
    return tuple(replace(each, hints=hints(each.text, known=known)) for each in row.follow_ups)


def _question_hints(form: PlanForm, embed: Embed | None = None) -> list[tuple[Hint, ...]]:
    """Hints of the core, then of the mandatory questions; of two that ask the same the later one is told."""
    texts = [*(row.text for row in form.core), *(row.text for row in form.mandatory)]
    known = known_words(form.question)
    repeating = _repeating(texts, known, embed)
    return [
        (*hints(text, known=known), *((_REPEATED,) if place in repeating else ())) if text else ()
        for place, text in enumerate(texts)
    ]


def _repeating(texts: Sequence[str], known: Sequence[str], embed: Embed | None) -> frozenset[int]:
    places = [place for place, text in enumerate(texts) if text]
    pairs = duplicates([texts[place][:_MOST_CHARACTERS] for place in places], known=known, embed=embed)
    return frozenset(places[pair.second] for pair in pairs)


def about_kpi(name: str) -> str:
    """What a measure of the catalogue means; empty for one of the researcher's own."""
    try:
        return kpi(name).definition
    except KpiError:
        return ""


def time_of(form: PlanForm) -> TimeView:
    """The budget meter of what is typed; what is no number yet counts as nothing."""
    phases = {phase.value: phase for phase in Phase}
    planned = {phases[row.phase]: _minutes(row.minutes) for row in form.phases if row.phase in phases}
    use = time_for(
        [_timed(row, phases[row.phase], form.depth) for row in form.core if row.text and row.phase in phases],
        [row.text for row in form.mandatory if row.text],
        {phase: minutes for phase, minutes in planned.items() if minutes},
    )
    return time_view(use)


def _timed(row: CoreQuestionRow, phase: Phase, depth: str) -> Timed:
    depths = {known.value: known for known in Depth}
    chosen = depths.get(row.depth) or depths.get(depth) or Depth.STANDARD
    return Timed(phase, row.text, chosen, tuple(follow_up.text for follow_up in row.follow_ups))


def time_view(use: TimeUse) -> TimeView:
    return TimeView(
        needed=f"{use.needed:.1f}",
        planned=f"{use.planned:g}",
        percent=min(100, round(100 * use.share)),
        fits=use.fits,
        phases=tuple(PhaseTimeView(found.phase.value, f"{found.needed:.1f}", found.short) for found in use.phases),
    )


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        return 0.0
    return minutes if 0 < minutes <= 60 else 0.0  # noqa: PLR2004 - what a plan allows


def check(form: PlanForm, fields: dict[str, str], embed: Embed | None = None) -> PlanCheckView:
    """What is to be said about the form now, by the ids that its rows have on the page.

    With ``embed`` questions that ask the same in other words are seen too.
    """
    found = _question_hints(form, embed)
    ids = [f"{group}-{number}" for group in ("core", "mandatory") for number in row_numbers(fields, group)]
    known = known_words(form.question)
    own = {
        f"core-{number}-follow_ups-{place}": hints(text, known=known) if text else ()
        for number in row_numbers(fields, "core")
        for place, text in enumerate(follow_up_texts(row_getter(fields, "core", number)))
    }
    kpi_ids = [f"kpis-{number}" for number in row_numbers(fields, "kpis")]
    return PlanCheckView(
        hints=(*zip(ids, found, strict=True), *own.items()),
        abouts=tuple((name, about_kpi(row.text)) for name, row in zip(kpi_ids, form.kpis, strict=True)),
        time=time_of(form),
        phases=tuple(row.phase for row in form.phases),
        mandatory=sum(bool(row.text) for row in form.mandatory),
        mandatory_advised=MANDATORY_ADVISED,
    )
