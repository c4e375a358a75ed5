"""Answers that count people and quote them: most common, how many, about, quotes, who else, needs."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.asking.answers import AnswerRow, AnswerTable, Drawn, Scope
from analysis.asking.asked_about import asked_by
from analysis.asking.heard import Draft, Heard
from analysis.asking.intentions import Intention, intention_of
from analysis.asking.numbers_asked import FEW, MOST_QUOTES, spelled
from analysis.asking.said_cues import Cue, holds
from analysis.asking.scope import topic_stems
from analysis.asking.topics import Topic
from analysis.findings import Claim, Count, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.wording import in_words, interval

_ROWS: Final = 12
_LONGING: Final = re.compile(
    r"\b(?:wish(?:es|ed)?|if only|(?:would|'d) (?:like|love|prefer|want)|would be (?:nice|great|good|handy|useful)|"
    r"(?:could|can) (?:do with|use)|should have|ought to have|hop(?:e|ing) (?:for|you|that|it)|ideally)\b",
    re.IGNORECASE,
)
"""What somebody would like to have: no praise of it, however warmly it is put."""
_HOW: Final[Mapping[Polarity | None, tuple[str, str, str]]] = {
    Polarity.FRICTION: (" as friction", " without praising it", "described friction with it"),
    Polarity.SUCCESS: (" as something that works", " without complaint", "praised it"),
}
"""What is said of people when all who speak of it clearly tell so, when some tell neither, and of those who do."""


def how_told(polarity: Polarity) -> str:
    """What is said of people who speak of a topic in this way."""
    return _HOW[polarity][2]


def kind(theme: Theme) -> str:
    return "friction point" if theme.polarity is Polarity.FRICTION else "success factor"


def theme_claim(theme: Theme, counted: Count, heard: Heard, scope: Scope, *, first: str = "") -> Claim:
    """``first``: what the theme is of its kind, such as "most widespread"."""
    study = heard.study_of(theme) if len(heard.studies) > 1 else None
    name = heard.named(theme.name) + (f" in {heard.named(study)}" if study else "")
    opening = f"The {first} {kind(theme)} is {name}" if first else name
    return Claim(
        text=f"{opening}: {in_words(counted)}, likely {interval(counted)} of everyone like them.",
        counts=(counted,),
        quotes=heard.theme_quotes(theme, scope),
    )


def theme_table(heard: Heard, ranked: Sequence[tuple[Theme, Count]], title: str) -> AnswerTable:
    across = ("Study",) if heard.studies else ()
    return AnswerTable(
        title=title,
        label_heading="Theme",
        count_columns=("People",),
        text_columns=("Kind", *across),
        rows=tuple(
            AnswerRow(
                label=theme.name,
                counts=(counted,),
                texts=(kind(theme).capitalize(), *((heard.study_of(theme) or "",) if across else ())),
                theme=theme.key,
            )
            for theme, counted in ranked[:_ROWS]
        ),
        drawn=Drawn.BARS,
    )


def most_common(
    heard: Heard, scope: Scope, topic: Topic | None, most: int = FEW, *, rarest_first: bool = False
) -> Draft:
    """Themes by people, ``most`` of each polarity; of friction unless the question says success, or of both."""
    themes = topic.themes if topic and topic.themes else heard.themes(scope.polarity)
    ranked = heard.ranked(themes, scope)
    if rarest_first:
        ranked = sorted(ranked, key=lambda pair: pair[1].people)
    if not ranked:
        return _unshared(heard, scope)
    claims: list[Claim] = []
    for polarity in (Polarity.FRICTION, Polarity.SUCCESS):
        own = [pair for pair in ranked if pair[0].polarity is polarity]
        widest = max((counted.people for _, counted in own), default=0)
        claims += [
            theme_claim(theme, counted, heard, scope, first=_first(number, counted, widest, rarest_first=rarest_first))
            for number, (theme, counted) in enumerate(own[:most])
        ]
    return Draft(
        claims=tuple(claims),
        quotes=tuple(quote for theme, _ in ranked[:most] for quote in heard.theme_quotes(theme, scope, 1)),
        table=theme_table(heard, ranked, "Themes by people"),
        limits=(
            *(("What one person alone said may stand in no theme.",) if rarest_first else ()),
            "Nobody was asked about each theme: the counts are of those who brought it up.",
            "What people word very differently can stand in several themes; a question that names it joins them.",
        ),
    )


def _first(number: int, counted: Count, widest: int, *, rarest_first: bool) -> str:
    if number:
        return ""
    if rarest_first:
        return "rarest"
    return "most widespread" if counted.people == widest else ""


def _unshared(heard: Heard, scope: Scope) -> Draft:
    """What a group says that is too few or too different to share a theme: its own words."""
    reason = "No friction point or success factor is shared by several people here"
    places = heard.kept(range(len(heard.statements)), scope, polarity=True) if scope.segments else []
    if not places:
        return Draft(reason=f"{reason}.")
    (who,) = took_part(heard, scope).claims
    claim = who.model_copy(update={"text": f"{who.text} {reason}: read what each of them says."})
    return Draft(claims=(claim,), quotes=heard.quotes(places, MOST_QUOTES))


def took_part(heard: Heard, scope: Scope) -> Draft:
    """How many people there are, of everybody or of a segment."""
    counted = count(len(heard.inside(scope)), len(heard.people))
    names = " and ".join(heard.named(wanted.value) for wanted in scope.segments)
    who = f"belong to {names}" if names else "took part and said something"
    return Draft(claims=(Claim(text=f"{in_words(counted)} {who}.", counts=(counted,)),))


def about(
    heard: Heard, scope: Scope, topic: Topic, *, quotes_first: bool = False, most_quotes: int = MOST_QUOTES
) -> Draft:
    """How many people speak of the topic, how many with friction and with success, and their words."""
    if not topic.is_said:
        return _unsaid(heard, scope, topic)
    claims = [*_how_many(heard, scope, topic), *(() if quotes_first else _at_most(heard, scope, topic))]
    if scope.polarity is None and not quotes_first:
        claims += _by_polarity(heard, scope, topic)
    ranked = _told(heard, scope, topic)
    if len(ranked) > 1 or not quotes_first:
        claims += [theme_claim(theme, counted, heard, scope) for theme, counted in ranked[:FEW]]
    quotes = heard.quotes(_clear_first(heard, scope, topic), most_quotes)
    table = theme_table(heard, ranked, "Themes about it") if len(ranked) > 1 and not quotes_first else None
    return Draft(claims=tuple(claims), quotes=quotes, table=table)


def how_many(heard: Heard, scope: Scope, topic: Topic) -> Draft:
    if not topic.is_said:
        return _unsaid(heard, scope, topic)
    ranked = _told(heard, scope, topic)
    claims = [*_how_many(heard, scope, topic), *_at_most(heard, scope, topic)]
    claims += [theme_claim(theme, counted, heard, scope) for theme, counted in ranked[:FEW] if len(ranked) > 1]
    return Draft(
        claims=tuple(claims),
        quotes=heard.quotes(_clear_first(heard, scope, topic), 3),
        table=theme_table(heard, ranked, "Themes about it") if len(ranked) > 1 else None,
        limits=("That somebody did not bring it up does not mean that they did not meet it.",),
    )


def who_else(heard: Heard, scope: Scope, quote: Quote | None, alike: Sequence[int]) -> Draft:
    """``alike`` are the statements that say what ``quote`` says, those of its own speaker included."""
    if quote is None:
        return Draft(reason="It is not clear which quote is meant: open one and ask from there.", cannot=True)
    speaker = next((s.participant_id for s in heard.statements if s.interview_id == quote.interview_id), "")
    others = [place for place in alike if heard.statements[place].participant_id != speaker]
    inside = heard.inside(scope) - {speaker}
    counted = heard.counted(others, inside)
    if counted is None or not counted.people:
        return Draft(reason="Nobody else says something like it.", nearest=(quote,))
    claim = Claim(
        text=f"Of the others, {in_words(counted)} said something like it.",
        counts=(counted,),
        quotes=(quote, *heard.quotes(others, 3)),
    )
    return Draft(claims=(claim,), quotes=heard.quotes(others))


def needs(heard: Heard, scope: Scope, topic: Topic | None) -> Draft:
    """Who names a wish or a lack, in their own words, and the friction behind it."""
    pool = topic.places if topic and topic.is_said else range(len(heard.statements))
    wishes = [i for i in heard.kept(pool, scope) if _is_wish(heard.statements[i])]
    inside = heard.inside(scope)
    counted = heard.counted(wishes, inside)
    if topic and topic.is_said and not (counted and counted.people):
        return about(heard, scope, topic)
    ranked = heard.ranked(
        [theme for theme in heard.friction if not topic or theme in topic.themes or not topic.themes], scope
    )
    claims: list[Claim] = []
    if counted and counted.people:
        claims.append(
            Claim(
                text=f"{in_words(counted)} put a wish or something that they missed into words.",
                counts=(counted,),
                quotes=heard.quotes(wishes, 3),
            )
        )
    claims += [theme_claim(theme, found, heard, scope) for theme, found in ranked[:FEW]]
    if not claims:
        return Draft(reason="Nobody names a wish or a need here.")
    return Draft(
        claims=tuple(claims),
        quotes=heard.quotes(wishes) or heard.quotes([i for theme, _ in ranked[:1] for i in theme.statements]),
        table=theme_table(heard, ranked, "What stands in the way, by people") if ranked else None,
    )


def _is_wish(said: Statement) -> bool:
    """Whether it is put as a wish, or answers what somebody would change."""
    return holds(said.text, Cue.WISH) or intention_of(asked_by(said.question)) is Intention.CHANGING


def _told(heard: Heard, scope: Scope, topic: Topic) -> list[tuple[Theme, Count]]:
    """The topic's themes of the polarity that is asked for, the most people first."""
    wanted = [theme for theme in topic.themes if scope.polarity in {None, theme.polarity}]
    return heard.ranked(wanted, scope)


def _clear_first(heard: Heard, scope: Scope, topic: Topic) -> list[int]:
    """The topic's statements, those of the polarity that is asked for before those that tell neither."""
    clear = heard.kept(topic.places, scope, polarity=True)
    first = set(clear)
    return [*clear, *(place for place in heard.kept(topic.places, scope) if place not in first)]


def _how_many(heard: Heard, scope: Scope, topic: Topic) -> list[Claim]:
    """How many speak of it; asked for friction or success, first how many of them clearly tell it, if not all do."""
    kept = _clear_first(heard, scope, topic)
    clear = heard.kept(kept, scope, polarity=True)
    inside = heard.inside(scope)
    counted, clearly = heard.counted(kept, inside), heard.counted(clear, inside)
    if counted is None or clearly is None:
        raise ValueError("a topic that is said has people")
    all_clear = clearly.people == counted.people
    themes = _told(heard, scope, topic)
    how = _HOW[scope.polarity][0 if all_clear else 1] if scope.polarity in _HOW else ""
    told = f", in {spelled(len(themes))} themes" if len(themes) > 1 else ""
    spoke = f"{in_words(counted)} spoke of it{how}{told}"
    if scope.polarity not in _HOW or all_clear:
        text = f"{spoke}, likely {interval(counted)} of everyone like them."
        return [Claim(text=text, counts=(counted,), quotes=heard.quotes(kept, 2))]
    told_so = (
        f"{in_words(clearly)} clearly {_HOW[scope.polarity][2]}, likely {interval(clearly)} of everyone like them."
    )
    unclear = kept[len(clear) :]
    return [
        Claim(text=told_so, counts=(clearly,), quotes=heard.quotes(clear, 2)),
        Claim(text=f"{spoke}.", counts=(counted,), quotes=heard.quotes(unclear, 2)),
    ]


def _at_most(heard: Heard, scope: Scope, topic: Topic) -> list[Claim]:
    """How many it would be with those whose words only come near the topic; nothing when they are the same people."""
    near = heard.kept(topic.near, scope)
    inside = heard.inside(scope)
    said, most = heard.counted(topic.places, inside), heard.counted((*topic.places, *near), inside)
    if said is None or most is None or said.people == most.people:
        return []
    already = heard.voices(topic.places)
    further = [place for place in near if heard.statements[place].participant_id not in already]
    asked = heard.asked.by(topic_stems(scope.topic))
    ways = ", or who were asked about it," if any(asked[place] for place in further) else ","
    text = f"With those whose words only come near it{ways} it would be {in_words(most)}."
    return [Claim(text=text, counts=(most,), quotes=heard.quotes(further, 2))]


def _by_polarity(heard: Heard, scope: Scope, topic: Topic) -> list[Claim]:
    def own(polarity: Polarity) -> list[int]:
        return heard.kept(topic.places, scope.model_copy(update={"polarity": polarity}), polarity=True)

    warm = own(Polarity.SUCCESS)
    longing = [place for place in warm if _LONGING.search(heard.statements[place].text)]
    found = []
    for places, how in (
        (own(Polarity.FRICTION), _HOW[Polarity.FRICTION][2]),
        ([place for place in warm if place not in longing], _HOW[Polarity.SUCCESS][2]),
        (longing, "put a wish about it into words"),
    ):
        counted = heard.counted(places, heard.inside(scope))
        if counted and counted.people:
            found.append(Claim(text=f"{in_words(counted)} {how}.", counts=(counted,), quotes=heard.quotes(places, 2)))
    return found


def _unsaid(heard: Heard, scope: Scope, topic: Topic) -> Draft:
    where = " in this part of the interviews" if scope.segments or scope.stage else ""
    return Draft(
        reason=f"The interviews do not say: nobody speaks of it{where}.",
        nearest=heard.quotes(topic.nearest, 3),
    )
