"""Answers about time and about what to do: when, the journey, priorities, and what could be gained at most."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median as middle_of
from typing import Final

from analysis.asking.amounts import asks_for_an_occasion, occasions, too_few_for_a_median
from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.counting import theme_claim, theme_table
from analysis.asking.heard import Draft, Heard
from analysis.asking.topics import Topic
from analysis.asking.words import stems
from analysis.findings import Claim, Figure, JourneyStep, MeasureKind, Polarity, Theme
from analysis.intervals import count, median
from analysis.summary.journey import journey as journey_of
from analysis.summary.measured import measured
from analysis.summary.wording import amount, amount_interval, in_words, told_by
from research_templates.catalogue import kpi, owner_teams

_SAID: Final = 3
_LIMITS: Final = 4
_OWNS: Final = re.compile(
    r"\b(?:own(?:s|ed)?|owner|responsible|in charge|take care of|whose (?:job|task)|"
    r"which (?:team|department)|who should)\b",
    re.IGNORECASE,
)
_VALUE: Final = frozenset(stems("value benefit result results success click payoff milestone worth useful return"))
_QUOTED: Final = re.compile("\u201c([^\u201d]*)\u201d")
_A_FIGURE: Final = re.compile(r"^\W*(?:and )?(?:what|how \w+) will\b(?! happen\b)(?!.*\bif\b)", re.IGNORECASE)
"""What asks how large something will be: nobody's words say that of what no theme is about."""
_OUTSIDE: Final = re.compile(
    r"\b(?:churn|retention|revenue|sales|nps|growth|market|conversion|turnover|profit|arr|mrr|renewals?)\b|"
    r"\b(?:next (?:year|quarter|month)|in (?:a year|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|20\d\d))\b",
    re.IGNORECASE,
)  # fmt: skip


def when(heard: Heard, scope: Scope, topic: Topic | None, question: str) -> Draft:
    """The median of the amounts that people named, of the KPI that is asked about or of the topic's own statements."""
    places = heard.kept(range(len(heard.statements)), scope)
    asked = set(stems(question))
    occasion = asks_for_an_occasion(question) and not asked & _VALUE
    if occasion and topic and (found := occasions(heard, scope, topic)):
        return found
    wanted = [
        place for place in places if any(_fits(measure.kpi, asked) for measure in heard.statements[place].measures)
    ]
    claims = _of_asked(measured([heard.statements[place] for place in wanted]), heard, asked) if wanted else ()
    if not claims and topic:
        claims = _durations(heard, heard.kept(topic.places, scope)) or _durations(heard, heard.kept(topic.near, scope))
    if asked & _VALUE and not wanted:
        unhurt = [place for place in places if heard.statements[place].polarity is not Polarity.FRICTION]
        overall = _durations(heard, unhurt, "how it went, complaints left out")
        # A word such as "value" is seldom said: of few who say it, less is known than of all who tell how it went.
        claims = max(claims, overall, key=lambda found: max((f.people for c in found for f in c.figures), default=0))
    claims = claims or (too_few_for_a_median(heard, scope, topic) if topic else ())
    if not claims:
        lacking = "says when it happens" if occasion else "names how long it took"
        nearest = heard.quotes(topic.nearest, 3) if topic else ()
        return Draft(reason=f"The interviews do not say: nobody {lacking}.", nearest=nearest)
    stage = _value_stage(heard, scope) if asked & _VALUE else ()
    quotes = [quote for claim in claims for quote in claim.quotes]
    return Draft(
        claims=(*claims, *stage),
        quotes=tuple(dict.fromkeys(quotes)),
        limits=("Amounts are as people remember them.",),
    )


def _fits(name: str, asked: set[str]) -> bool:
    """Whether a KPI is what is asked about: time to value for value and its kin, any other by two of its words."""
    if not name:
        return False
    own = set(stems(f"{name.replace('_', ' ')} {kpi(name).name}")) - {"time", "rate", "to", "of", "the", "and", "first"}
    return bool(own & asked) or ("valu" in own and bool(asked & _VALUE))


def _of_asked(claims: Iterable[Claim], heard: Heard, asked: set[str]) -> tuple[Claim, ...]:
    kept = []
    for claim in claims:
        names = re.findall("\u201c([^\u201d]*)\u201d", claim.text)
        if names and _fits_name(names[0], asked):
            heard.named(names[0])
            kept.append(claim)
    return tuple(kept)


def _fits_name(name: str, asked: set[str]) -> bool:
    own = set(stems(name)) - {"time", "rate", "to", "of", "the", "and", "first"}
    return bool(own & asked) or ("valu" in own and bool(asked & _VALUE))


def _durations(heard: Heard, places: Sequence[int], what: str = "it") -> tuple[Claim, ...]:
    """The median of the durations in these statements, a person's own median counting once."""
    named: dict[str, list[float]] = defaultdict(list)
    where = []
    for place in places:
        for measure in heard.statements[place].measures:
            if measure.kind is MeasureKind.DURATION:
                named[heard.statements[place].participant_id].append((measure.low + measure.high) / 2)
                where.append(place)
    middle = median([middle_of(days) for days in named.values()])
    if middle is None:
        return ()
    figure = Figure(
        kpi="", value=middle.value, low=middle.low, high=middle.high, unit="day", people=len(named)
    )  # fmt: skip
    text = (
        f"{told_by(figure)} put a length to {what}: the median is {amount(figure)}, likely {amount_interval(figure)}."
    )
    return (Claim(text=text, figures=(figure,), quotes=heard.quotes(where, 3)),)


def _value_stage(heard: Heard, scope: Scope) -> tuple[Claim, ...]:
    """The stage at which most people speak of success: where value is met."""
    steps = [step for step in _steps(heard, scope) if step.success.people]
    if not steps:
        return ()
    best = max(steps, key=lambda step: step.success.people)
    text = f"Most of what works is told of {heard.named(best.name)}: {in_words(best.success)} who spoke of that stage."
    return (Claim(text=text, counts=(best.success,)),)


def journey(heard: Heard, scope: Scope) -> Draft:
    """Friction and success at each stage, in order, and where it breaks."""
    steps = _steps(heard, scope)
    if not steps:
        return Draft(reason="Too few people say at which stage something happened to map a journey.", cannot=True)
    worst, best = max(steps, key=lambda s: s.friction.share), max(steps, key=lambda s: s.success.share)
    claims = [
        Claim(
            text=f"The most friction is at {heard.named(worst.name)}: {in_words(worst.friction)} "
            "who spoke of it met some.",
            counts=(worst.friction,),
            quotes=heard.quotes([i for i in heard.kept(range(len(heard.statements)), scope)
                                 if heard.statements[i].stage == worst.stage], 2),
        ),
        Claim(
            text=f"It goes best at {heard.named(best.name)}: {in_words(best.success)} who spoke of it told of "
            "something that works.",
            counts=(best.success,),
        ),
    ]  # fmt: skip
    summary = heard.analysis.summary
    if summary and summary.journey and not scope.segments:
        for claim in summary.journey.claims:
            for step in summary.journey.steps:
                heard.named(step.name)
            claims.append(claim)
    names = {theme.key: theme.name for theme in heard.themes(None)}
    table = AnswerTable(
        title="The journey, stage by stage",
        label_heading="Stage",
        count_columns=("Spoke of it", "Met friction", "Met success"),
        text_columns=("Themes",),
        rows=tuple(
            AnswerRow(
                label=step.name,
                counts=(step.people, step.friction, step.success),
                texts=("; ".join(names[key] for key in step.themes if key in names),),
            )
            for step in steps
        ),
        drawn=Drawn.GROUPED_BARS,
    )
    return Draft(claims=tuple(claims), table=table)


def _steps(heard: Heard, scope: Scope) -> tuple[JourneyStep, ...]:
    summary = heard.analysis.summary
    if summary and summary.journey and not scope.segments:
        return summary.journey.steps
    kept = [heard.statements[place] for place in heard.kept(range(len(heard.statements)), scope)]
    people = type(heard.people)(heard.inside(scope), {})
    model = summary.journey.model if summary and summary.journey else ""
    found = journey_of(kept, people, heard.themes(None), model=model) if len(people) else None
    return found.steps if found else ()


def asks_who_owns_it(question: str) -> bool:
    return bool(_OWNS.search(question))


def prioritise(heard: Heard, scope: Scope, of: Sequence[Theme] = ()) -> Draft:
    """Friction by how many people it touches and how strongly they put it, with what the summary says to do.

    ``of``: only these themes of friction, where there are some.
    """
    ranked = heard.ranked([theme for theme in of if theme in heard.friction] or heard.friction, scope)
    if not ranked:
        return Draft(reason="No friction point is shared by several people here, so that there is nothing to rank.")
    ranked.sort(key=lambda pair: -pair[1].share * (0.5 + (pair[0].strength if pair[0].strength is not None else 0.5)))
    claims = [theme_claim(theme, counted, heard, scope) for theme, counted in ranked[:_SAID]]
    summary = heard.analysis.summary
    actions = {action.theme: action for action in summary.actions} if summary else {}
    rows = tuple(
        AnswerRow(
            label=theme.name,
            counts=(counted,),
            texts=(
                actions[theme.key].text if theme.key in actions else "",
                _team(actions[theme.key].owner_team if theme.key in actions else theme.owner_team),
            ),
            theme=theme.key,
        )
        for theme, counted in ranked
    )
    table = AnswerTable(
        title="What to do first",
        label_heading="Friction point",
        count_columns=("People",),
        text_columns=("Action", "Team"),
        rows=rows,
        drawn=Drawn.BARS,
    )
    return Draft(
        claims=tuple(claims),
        table=table,
        limits=(
            "The order follows people and how strongly they put it; what a change would cost is not in the interviews.",
        ),
    )


def _team(key: str) -> str:
    return next((team.name for team in owner_teams() if team.key == key), "")


def forecast(heard: Heard, scope: Scope, question: str, topic: Topic | None) -> Draft:
    """The most that solving the leading friction could reach, in people; of figures outside the interviews nothing."""
    of_a_figure = _A_FIGURE.search(question) and not (topic and topic.themes)
    if of_a_figure or _OUTSIDE.search(question):
        return Draft(
            reason="The interviews cannot say: a forecast of such a figure needs outcomes measured over time, and "
            "these are words of participants at one time.",
            cannot=True,
        )
    wanted = [theme for theme in topic.themes if theme in heard.friction] if topic else []
    ranked = heard.ranked(wanted or heard.friction, scope)[:_SAID]
    if not ranked:
        return Draft(
            reason="No friction point is shared by several people here, so that solving one cannot be weighed."
        )
    return _at_most(heard, scope, [theme for theme, _ in ranked])


def _at_most(heard: Heard, scope: Scope, themes: Sequence[Theme]) -> Draft:
    inside = heard.inside(scope)
    touched = heard.voices(place for theme in themes for place in heard.kept(theme.statements, scope)) & inside
    rest = heard.voices(
        place for theme in heard.friction if theme not in themes for place in heard.kept(theme.statements, scope)
    )
    met, only = count(len(touched), len(inside)), count(len(touched - rest), len(inside))
    names = ", ".join(heard.named(theme.name) for theme in themes)
    claims = (
        Claim(
            text=f"{in_words(met)} met one of these: {names}. Solving them could reach that many at most.",
            counts=(met,),
            quotes=tuple(quote for theme in themes for quote in heard.theme_quotes(theme, scope, 1)),
        ),
        Claim(text=f"{in_words(only)} shared no other friction point: they stand to gain most.", counts=(only,)),
    )
    return Draft(
        claims=claims,
        table=theme_table(heard, heard.ranked(themes, scope), "Whom it would reach"),
        limits=(
            "Nobody's words say how many would succeed then: this is the largest group that could, not a prediction.",
        ),
    )


def enough(heard: Heard) -> Draft:
    """How far the interviews have come, and whom to invite next."""
    saturation = heard.analysis.summary.saturation if heard.analysis.summary else None
    if saturation is None or not saturation.advice:
        return Draft(reason="Too few people were heard to say how much more interviews would add.", cannot=True)
    for claim in saturation.advice:
        for name in _QUOTED.findall(claim.text):
            heard.named(name)
    limit = "It is judged from how often themes were heard; what nobody has said yet is in no data."
    known = heard.analysis.summary.limits if heard.analysis.summary else ()
    return Draft(claims=saturation.advice, limits=(limit, *known[:_LIMITS]))


def summed_up(heard: Heard) -> Draft | None:
    """The headline of the study and what stands below it; None where nothing was said."""
    summary = heard.analysis.summary
    if summary is None:
        return None
    claims = (summary.headline, *summary.overview)
    for claim in claims:
        for name in _QUOTED.findall(claim.text):
            heard.named(name)
    ranked = heard.ranked((*heard.friction, *heard.success), Scope())
    table = theme_table(heard, ranked, "Themes by people") if ranked else None
    return Draft(claims=claims, table=table, limits=summary.limits[:_LIMITS])
