"""What the summary says where it is tempted to say too much: each case is one that a reader stumbled over."""

from collections.abc import Sequence

import pytest

from analysis.evidence import verify
from analysis.findings import Analysis, MagicSummary, Polarity, Quote, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.summary.actions import actions
from analysis.summary.languages_apart import languages_apart
from analysis.summary.locked import unsupported
from analysis.summary.magic_summary import summarise
from analysis.summary.saturation import saturation
from analysis.theming.themes import FoundThemes, People, left_alone, people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

SPANISH = (
    "La aplicación no funciona cuando estamos en el patio",
    "No hay cobertura en el patio y la aplicación se queda en blanco",
    "El calendario no se puede abrir en el patio porque no hay señal",
)
ENGLISH = "The app is blank when we are out in the yard and there is no signal"


def said(person: int, text: str, confidence: float = 0.9, polarity: Polarity = Polarity.FRICTION) -> Statement:
    return Statement(
        interview_id=f"i{person}",
        participant_id=f"p{person}",
        message_id="0",
        start=0,
        end=len(text),
        text=text,
        polarity=polarity,
        confidence=confidence,
    )


def heard(statements: list[Statement], segments: Sequence[dict[str, str]] = ()) -> list[Transcript]:
    return [
        Transcript(
            s.interview_id,
            s.participant_id,
            (TranscriptMessage(0, Speaker.PARTICIPANT, s.text, "0"),),
            segments[place] if segments else {},
        )
        for place, s in enumerate(statements)
    ]


def theme(name: str, places: list[int], statements: list[Statement], of: int, **fields: object) -> Theme:
    people = {statements[i].participant_id for i in places}
    return Theme(
        key=name,
        name=name,
        description=name,
        count=count(len(people), of),
        mentions=len(places),
        statements=tuple(places),
        quotes=(statements[places[0]].quote(),),
        **{"polarity": Polarity.FRICTION, "named_by": "researcher", **fields},
    )


def concluded(
    statements: list[Statement],
    *friction: Theme,
    success: tuple[Theme, ...] = (),
    segments: Sequence[dict[str, str]] = (),
) -> MagicSummary:
    """The summary, whose every number the evidence lock has counted again."""
    transcripts = heard(statements, segments)
    people = people_heard(transcripts)
    found = FoundThemes(success, friction, left_alone(statements, (*friction, *success)))
    summary = summarise(found, statements, people, interviews=len(people), set_aside=0)
    assert summary is not None
    whole = Analysis(
        people=len(people), interviews=len(people), statements=tuple(statements), set_aside=0, summary=summary
    )
    assert verify(whole, transcripts) == ()
    forged = tuple(limit.replace(" statement", "9 statement") for limit in summary.limits)
    if forged != summary.limits:
        false = whole.model_copy(update={"summary": summary.model_copy(update={"limits": forged})})
        assert verify(false, transcripts)
    return summary


def test_what_only_leans_one_way_is_counted_apart_from_what_nobody_else_said() -> None:
    statements = [said(0, "The sync broke"), said(1, "It never syncs"), said(2, "The fence is old")]
    statements += [said(3 + i, f"Hm, thing {'abc'[i]}", 0.4) for i in range(3)]
    summary = concluded(statements, theme("Sync", [0, 1], statements, 6))
    assert "In no theme because no two people said it alike: 1 statement." in summary.limits
    assert "In no theme because it leans one way without being clear: 3 statements." in summary.limits
    assert [quote.text for quote in summary.also_said] == ["The fence is old"]


def test_a_theme_in_another_language_is_no_theme_of_its_matter() -> None:
    statements = [said(i, f"{ENGLISH} {'again ' * i}".strip()) for i in range(5)]
    statements += [said(5 + i, text) for i, text in enumerate(SPANISH)]
    summary = concluded(
        statements, theme("No signal", [0, 1, 2, 3, 4], statements, 8), theme("Patio", [5, 6, 7], statements, 8)
    )
    (limit,) = [limit for limit in summary.limits if "Spanish" in limit]
    assert limit.startswith(
        "What was clearly said in Spanish (3 statements by 3 people) was grouped apart from English"
    )


def test_languages_that_share_their_themes_are_not_told_apart() -> None:
    statements = [said(0, ENGLISH), said(1, SPANISH[0]), said(2, SPANISH[1]), said(3, ENGLISH), said(4, ENGLISH)]
    assert languages_apart([theme("No signal", [0, 1, 2, 3], statements, 5)], statements) == ()
    assert languages_apart([theme("No signal", [0, 3], statements, 5)], statements) == ()
    alone = languages_apart([theme("Patio", [1, 2], statements, 5)], statements)
    assert [(found.language, found.statements) for found in alone] == [("Spanish", 2)]


@pytest.mark.parametrize(("shared", "words"), [(20, "everybody"), (12, "most"), (8, "some")])
def test_what_works_for_everybody_does_not_work_for_some(shared: int, words: str) -> None:
    statements = [said(i, f"The setup was easy {'x' * i}", polarity=Polarity.SUCCESS) for i in range(20)]
    works = theme("Setup", list(range(shared)), statements, 20, polarity=Polarity.SUCCESS)
    summary = concluded(statements, success=(works,))
    assert f"What works for {words} is \u201cSetup\u201d" in summary.headline.text


@pytest.mark.parametrize("people", [12, 24, 4000])
def test_nobody_is_told_to_expect_no_theme_at_all(people: int) -> None:
    statements = [said(i, "slow") for i in range(people)]
    known = [theme(name, list(range(people // 2)), statements, people) for name in "AB"]
    everybody = People(frozenset(s.participant_id for s in statements), {})
    advice = saturation(known, statements, everybody).advice[0]
    assert "add fewer than 0.1 themes" in advice.text
    assert "0 themes," not in advice.text
    assert unsupported(advice) == ()


def test_of_many_thin_groups_each_attribute_is_invited_once_and_the_rest_is_told() -> None:
    values = {f"a{i:02}": {"x": frozenset({"p0"}), "y": frozenset({"p1", "p2"})} for i in range(60)}
    people = People(frozenset(f"p{i}" for i in range(20)), values)
    advice = saturation([], [], people).advice
    assert [f"\u201ca0{i}\u201d" in claim.text for i, claim in enumerate(advice)] == [True] * 4
    assert [claim.text.endswith("Other groups are as thin.") for claim in advice] == [False, False, False, True]


def test_an_action_that_fits_nothing_known_speaks_of_its_own_theme() -> None:
    statements = [said(i, f"Two dogs were booked into one run {'again ' * i}".strip()) for i in range(9)]
    shares = (
        SegmentShare(attribute="role", value="kennel hand", count=count(8, 12)),
        SegmentShare(attribute="role", value="owner", count=count(1, 24)),
    )
    odd = theme("Double bookings", list(range(9)), statements, 36, segments=shares, stage="kickoff_and_planning")
    plain = theme("Twice booked", list(range(9)), statements, 36)
    action, unstaged = actions([odd, plain], [])
    assert (action.owner_team, action.kpi) == ("", "")
    assert action.why.text == (
        "\u201cDouble bookings\u201d was raised by 9 of 36 people (25\u00a0%), most where \u201crole\u201d is "
        "\u201ckennel hand\u201d: 8 of 12 people (67\u00a0%). "
        "In their words: \u201cTwo dogs were booked into one run\u201d"
    )
    assert action.text == (
        "Go through \u201cKickoff and planning\u201d with people whose \u201crole\u201d is \u201ckennel hand\u201d "
        "and who raised \u201cDouble bookings\u201d, and change the step at which it happens"
    )
    assert unsupported(action.why, ["Double bookings", "role", "kennel hand"]) == ()
    assert unstaged.text == (
        "Ask people who raised \u201cTwice booked\u201d at which step it happens, and change that step"
    )


def test_that_no_team_and_measure_fits_is_told_once() -> None:
    statements = [said(i, f"Two dogs were booked into one run {'again ' * i}".strip()) for i in range(6)]
    odd = [theme(name, list(range(6)), statements, 6) for name in ("Runs", "Dogs", "Beds")]
    limits = concluded(statements, *odd).limits
    assert sum("none of the catalogue fits" in limit for limit in limits) == 1
    linked = theme("Setup", list(range(6)), statements, 6, family="setup_complexity")
    assert not any("catalogue" in limit for limit in concluded(statements, linked).limits)


@pytest.mark.parametrize("words", ["He said \u201cno\u201d to us", "one\ntwo", "x" * 5_000])
def test_words_that_would_break_a_sentence_stand_only_beside_it(words: str) -> None:
    quote = Quote(interview_id="i0", message_id="0", start=0, end=len(words), text=words)
    odd = theme("Odd", [0, 1], [said(0, words), said(1, words)], 9).model_copy(update={"quotes": (quote,)})
    (action,) = actions([odd], [])
    assert "In their words" not in action.why.text
    assert action.why.quotes == (quote,)


@pytest.mark.parametrize(("spain", "told"), [(7, True), (8, False), (0, False)])
def test_that_a_segment_is_too_small_to_judge_is_told(spain: int, told: bool) -> None:
    statements = [said(i, f"It is slow {'again ' * i}".strip()) for i in range(20)]
    segments = [{"region": "Spain" if i < spain else "UK"} for i in range(20)]
    limits = concluded(statements, segments=segments).limits
    assert any("too few people to be compared" in limit for limit in limits) is told


def test_an_action_may_name_a_segment_that_is_a_number() -> None:
    statements = [said(i, f"It is slow {'again ' * i}".strip()) for i in range(40)]
    segments = [{"seats": "1-10" if i < 20 else "50"} for i in range(40)]
    shares = (
        SegmentShare(attribute="seats", value="1-10", count=count(18, 20)),
        SegmentShare(attribute="seats", value="50", count=count(0, 20)),
    )
    slow = theme("Slow", list(range(18)), statements, 40, segments=shares)
    (action,) = concluded(statements, slow, segments=segments).actions
    assert "people whose \u201cseats\u201d is \u201c1-10\u201d and who raised" in action.text
