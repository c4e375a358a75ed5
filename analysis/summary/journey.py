"""The customers' journey by stage, and where it breaks.

A stage breaks the journey when more of the people who spoke about it met friction there than at the other stages taken
together, by a one-sided exact test on pairs of a person and a stage, with false discoveries controlled over the
stages at 5 %. That the same people speak about several stages makes the pairs of one person alike, which makes the
comparison of stages more cautious, not less (``benchmarks/summary.py`` counts false breaks).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from analysis.exact_tests import discoveries
from analysis.findings import Claim, Journey, JourneyStep, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.wording import in_words
from analysis.theming.themes import People
from research_templates.catalogue import stage_models
from research_templates.knowledge import StageModel

_FEWEST_PEOPLE: Final = 5  # who name any stage, below whom there is no journey to show
_SHARE_OF_GUESSED: Final = 0.25  # of everybody, who name a stage of a model that no plan chose
_FEWEST_COMPARED: Final = 8  # on each side of a comparison
_FALSE_DISCOVERY_RATE: Final = 0.05
_MOST_QUOTES: Final = 2


class _Spoken(NamedTuple):
    """Who spoke about one stage, and of them who met friction and who success."""

    people: frozenset[str]
    friction: frozenset[str]
    success: frozenset[str]


def journey(
    statements: Sequence[Statement], people: People, themes: Sequence[Theme] = (), *, model: str = ""
) -> Journey | None:
    """The stages somebody spoke about, in the order of ``model``; None when fewer than five people name any.

    ``model`` is the key of a stage model; without a known one it is the model whose stages most people name, if a
    quarter of them do: a few words that fit the stages of a product make no journey of a study about something else.
    """
    spoken = _spoken(statements)
    chosen = _model(spoken, model)
    stages = [stage for stage in chosen.stages if stage.key in spoken]
    named = {person for stage in stages for person in spoken[stage.key].people}
    is_guessed = chosen.key != model
    if len(named) < max(_FEWEST_PEOPLE, _SHARE_OF_GUESSED * len(people) if is_guessed else 0):
        return None
    breaks = _breaks({stage.key: spoken[stage.key] for stage in stages})
    steps = tuple(
        JourneyStep(
            stage=stage.key,
            name=stage.name,
            people=count(len(spoken[stage.key].people), len(people)),
            friction=count(len(spoken[stage.key].friction), len(spoken[stage.key].people)),
            success=count(len(spoken[stage.key].success), len(spoken[stage.key].people)),
            themes=tuple(theme.key for theme in themes if theme.stage == stage.key),
            breaks=stage.key in breaks,
        )
        for stage in stages
    )
    return Journey(
        model=chosen.key, steps=steps, claims=tuple(_claim(step, statements) for step in steps if step.breaks)
    )


def _spoken(statements: Sequence[Statement]) -> Mapping[str, _Spoken]:
    people: dict[str, set[str]] = defaultdict(set)
    friction: dict[str, set[str]] = defaultdict(set)
    success: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if not statement.stage:
            continue
        people[statement.stage].add(statement.participant_id)
        if statement.polarity in {Polarity.FRICTION, Polarity.MIXED}:
            friction[statement.stage].add(statement.participant_id)
        if statement.polarity in {Polarity.SUCCESS, Polarity.MIXED}:
            success[statement.stage].add(statement.participant_id)
    return {
        stage: _Spoken(frozenset(heard), frozenset(friction[stage]), frozenset(success[stage]))
        for stage, heard in people.items()
    }


def _model(spoken: Mapping[str, _Spoken], wanted: str) -> StageModel:
    def heard(model: StageModel) -> int:
        found = [spoken[stage.key].people for stage in model.stages if stage.key in spoken]
        return len(frozenset().union(*found))

    models = stage_models()
    return next((model for model in models if model.key == wanted), max(models, key=heard))


def _breaks(spoken: Mapping[str, _Spoken]) -> frozenset[str]:
    from scipy.stats import fisher_exact  # noqa: PLC0415 - kept out of the import of the package

    tested: list[tuple[float, str]] = []
    for stage, here in spoken.items():
        others = [there for key, there in spoken.items() if key != stage]
        of, friction = sum(len(there.people) for there in others), sum(len(there.friction) for there in others)
        if min(of, len(here.people)) < _FEWEST_COMPARED:
            continue
        table = [[len(here.friction), len(here.people) - len(here.friction)], [friction, of - friction]]
        tested.append((float(fisher_exact(table, alternative="greater").pvalue), stage))
    held = discoveries([p for p, _ in tested], _FALSE_DISCOVERY_RATE)
    return frozenset(stage for (_, stage), holds in zip(tested, held, strict=True) if holds)


def _claim(step: JourneyStep, statements: Sequence[Statement]) -> Claim:
    return Claim(
        text=(
            f"The journey breaks at \u201c{step.name}\u201d: of the people who spoke about it, "
            f"{in_words(step.friction)} met friction there, more than at the other stages."
        ),
        counts=(step.friction,),
        quotes=_quotes(step.stage, statements),
    )


def _quotes(stage: str, statements: Sequence[Statement]) -> tuple[Quote, ...]:
    friction = [s for s in statements if s.stage == stage and s.polarity is Polarity.FRICTION]
    surest = sorted(friction, key=lambda s: (-round(s.confidence, 1), s.text))
    by_person = {statement.participant_id: statement for statement in reversed(surest)}
    return tuple(
        statement.quote() for statement in surest if by_person[statement.participant_id] is statement
    )[:_MOST_QUOTES]  # fmt: skip
