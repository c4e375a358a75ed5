"""A question of the interviewer's guide, asked again, is answered by what people answered to it."""

from collections.abc import Callable, Sequence

import pytest

from analysis.asking.answers import Answer, Intent, Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.guide import questions_asked
from analysis.asking.intentions import Intention, intention_of
from analysis.asking.repeating import question_meant
from analysis.asking.replies import is_yes_or_no
from analysis.asking.said_cues import Cue, holds
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(1024)
Analyse = Callable[[Sequence[Transcript]], Analysis]
TURN = "When you needed help, where did you turn?"
AGAIN = "Would you take the night train again?"
TURNED = (
    "I called the conductor and she was lovely",
    "The conductor was lovely, I went straight there",
    "My phone, there was no signal and I gave up",
    "The conductor was lovely about it",
    "My phone had no signal, that was terrible",
    "nothing",
)
WOULD = ("Yes.", "Yes, definitely", "No, never again", "Sure, why not", "Only if it were cheaper", "No")


def _interview(number: int, turned: str, would: str, *, keys: bool) -> Transcript:
    said = (
        (Speaker.INTERVIEWER, f"Thanks, number {number}. {TURN}", "turn"),
        (Speaker.PARTICIPANT, turned, None),
        (Speaker.INTERVIEWER, "What happened then?", "turn"),
        (Speaker.PARTICIPANT, f"It was solved in the corridor of coach {number}", None),
        (Speaker.INTERVIEWER, AGAIN, "again"),
        (Speaker.PARTICIPANT, would, None),
    )
    return Transcript(
        f"i{number}",
        f"p{number}",
        tuple(
            TranscriptMessage(seq, speaker, text, f"m{number}-{seq}", key if keys else None)
            for seq, (speaker, text, key) in enumerate(said)
        ),
        {"class": "seat" if number % 2 else "sleeper"},
    )


def _study(*, keys: bool = True) -> list[Transcript]:
    return [
        _interview(number, turned, would, keys=keys)
        for number, (turned, would) in enumerate(zip(TURNED, WOULD, strict=True))
    ]


@pytest.fixture
def put(analyse: Analyse) -> Callable[..., Answer]:
    study = _study()
    analysis = analyse(study)
    vectors = EMBEDDER.embed([statement.text for statement in analysis.statements])

    heard = hear(analysis, study, vectors)

    def asked(question: str, *thread: Answer) -> Answer:
        return ask(question, heard, EMBEDDER.embed, thread)

    return asked


def counted(answer: Answer) -> list[tuple[tuple[int, int], ...]]:
    return [tuple((count.people, count.of) for count in claim.counts) for claim in answer.claims]


@pytest.mark.parametrize(
    "question",
    [
        "When they needed help, where did people turn?",
        TURN,
        f"What did people answer to \u201c{TURN}\u201d?",
        f'Show me the answers to "{TURN}"',
    ],
)
def test_a_question_of_the_guide_is_answered_by_its_answers(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.scope.topic == TURN
    assert counted(answer)[0] == ((6, 6),), "the follow-up is an answer to it, too"
    assert all(quote.message_id.rpartition("-")[2] in {"1", "3"} for quote in answer.quotes)


def test_yes_and_no_are_counted(put: Callable[..., Answer]) -> None:
    for question in ("Would they take the night train again?", "How many would take the night train again?"):
        answer = put(question)
        assert counted(answer)[0] == ((3, 6), (2, 6), (1, 6)), question
        assert "said yes" in answer.claims[0].text
        assert [quote.text for quote in answer.claims[0].quotes] == [
            "Yes.",
            "Yes, definitely",
            "No, never again",
            "No",
            "Only if it were cheaper",
        ]


def test_only_those_of_a_group_and_as_a_follow_up(put: Callable[..., Answer]) -> None:
    first = put("Would they take the night train again?")
    answer = put("and in the sleeper class?", first)
    assert counted(answer)[0] == ((1, 3), (1, 3), (1, 3))


@pytest.mark.parametrize(
    "question",
    [
        "What are the most common problems?",
        "Which classes differ?",
        "What do people say about the conductor?",
        "Why did people turn to somebody?",
        "Who else said this?",
    ],
)
def test_what_only_sounds_alike_is_no_question_of_the_guide(put: Callable[..., Answer], question: str) -> None:
    assert put(question).scope.topic not in {TURN, AGAIN}


def test_what_people_answered_is_proposed(put: Callable[..., Answer]) -> None:
    proposed = [text for text in put("What works well?").next_questions if "answer to" in text]
    assert proposed
    assert put(proposed[0]).outcome is Outcome.ANSWERED


def test_without_a_plan_questions_are_told_apart_by_what_they_ask() -> None:
    found = {question.text: question for question in questions_asked(_study(keys=False))}
    assert set(found) == {TURN, AGAIN, "What happened then?"}
    assert len(found[TURN].people) == 6


def test_what_leads_up_to_a_question_is_worded_for_one_person() -> None:
    led = [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(
                    0, Speaker.INTERVIEWER, f"You spoke of {what} - how do you check what it produces?", "a"
                ),
                TranscriptMessage(1, Speaker.PARTICIPANT, "By hand", "b"),
            ),
        )
        for n, what in enumerate(("code", "letters", "pictures"))
    ]
    (question,) = questions_asked(led)
    assert question.text == "How do you check what it produces?"
    assert question_meant("How do people check what it produces?", [question], EMBEDDER.embed) is question


def test_what_few_were_asked_is_no_question_of_the_guide() -> None:
    few = questions_asked(_study()[:2])
    assert not any(question.is_of_the_guide for question in few)
    assert question_meant(TURN, few, EMBEDDER.embed) is None


def test_what_few_were_asked_belongs_to_what_it_words_otherwise() -> None:
    asked = ["How was the breakfast?"] * 4 + ["So how was the breakfast?", "How was boarding?"]
    held = [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, text, "a"),
                TranscriptMessage(1, Speaker.PARTICIPANT, "Cold", "b"),
            ),
        )
        for n, text in enumerate(asked)
    ]
    meant = question_meant("How was the breakfast?", questions_asked(held), EMBEDDER.embed)
    assert meant is not None
    assert meant.people == {"p0", "p1", "p2", "p3", "p4"}


def test_only_what_most_answer_so_is_answered_by_yes_or_no() -> None:
    turn, again = sorted(questions_asked(_study()), key=lambda question: question.text == AGAIN)
    assert not is_yes_or_no(turn)
    assert is_yes_or_no(again)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes", Cue.PLAIN_YES),
        ("Well, yeah, probably", Cue.PLAIN_YES),
        ("I would, yes", Cue.PLAIN_YES),
        ("In a heartbeat", Cue.PLAIN_YES),
        ("Of course", Cue.PLAIN_YES),
        ("No question, I love it", Cue.PLAIN_YES),
        ("Ja, gerne", Cue.PLAIN_YES),
        ("Sofort.", Cue.PLAIN_YES),
        ("S\u00ed, claro", Cue.PLAIN_YES),
        ("Si", Cue.PLAIN_YES),
        ("I wouldn't", Cue.PLAIN_NO),
        ("Definitely not", Cue.PLAIN_NO),
        ("Probably not", Cue.PLAIN_NO),
        ("nah", Cue.PLAIN_NO),
        ("Never.", Cue.PLAIN_NO),
        ("Auf keinen Fall", Cue.PLAIN_NO),
        ("Non, jamais", Cue.PLAIN_NO),
        ("N\u00e3o", Cue.PLAIN_NO),
        ("It depends on the price", Cue.PLAIN_MAYBE),
        ("Only if it gets cheaper", Cue.PLAIN_MAYBE),
        ("Not sure yet", Cue.PLAIN_MAYBE),
        ("Kommt darauf an", Cue.PLAIN_MAYBE),
        ("Si baja el precio, claro", Cue.PLAIN_MAYBE),
        ("No s\u00e9 todav\u00eda", Cue.PLAIN_MAYBE),
        ("Peut-\u00eatre", Cue.PLAIN_MAYBE),
        ("Talvez, se o pre\u00e7o baixar", Cue.PLAIN_MAYBE),
        ("Not at that price", None),
        ("We moved to Ghent", None),
    ],
)
def test_what_is_a_plain_yes_or_no_or_maybe(text: str, said: Cue | None) -> None:
    plain = (Cue.PLAIN_YES, Cue.PLAIN_NO, Cue.PLAIN_MAYBE)
    assert [cue for cue in plain if holds(text, cue)] == ([said] if said else [])


def test_a_comparison_is_no_question_of_the_guide(put: Callable[..., Answer]) -> None:
    assert put("Would seat or sleeper people take the night train again more often?").intent is Intent.COMPARE


def test_what_is_asked_of_the_whole_study_is_no_question_of_the_guide(analyse: Analyse) -> None:
    study = [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, "What works well for you?", f"q{n}", "well"),
                TranscriptMessage(1, Speaker.PARTICIPANT, "The export is great and quick", f"a{n}"),
                TranscriptMessage(2, Speaker.INTERVIEWER, "Anything else?", f"r{n}", "else"),
                TranscriptMessage(3, Speaker.PARTICIPANT, "The onboarding call was great", f"b{n}"),
            ),
        )
        for n in range(8)
    ]
    analysis = analyse(study)
    vectors = EMBEDDER.embed([statement.text for statement in analysis.statements])
    assert ask("What works well?", hear(analysis, study, vectors), EMBEDDER.embed).intent is Intent.WHAT_WORKS
    answer = ask("What works well for you?", hear(analysis, study, vectors), EMBEDDER.embed)
    assert answer.scope.topic == "What works well for you?"


def _asked_of(*wordings: str) -> list[Transcript]:
    return [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, wording, "a"),
                TranscriptMessage(1, Speaker.PARTICIPANT, "Fine", "b"),
            ),
        )
        for n, wording in enumerate(wordings)
    ]


def test_wordings_that_nobody_was_asked_both_of_are_one_question() -> None:
    train = ["Would you take the night train again?"] * 4 + ["Would you take this train again?"] * 3
    meant = question_meant(train[0], questions_asked(_asked_of(*train)), EMBEDDER.embed)
    assert meant is not None
    assert len(meant.people) == 7


@pytest.mark.parametrize(
    "two",
    [
        ("How was the first visit to us?", "How was the last visit to us?"),
        ("What do you like about the train?", "What do you dislike about the train?"),
    ],
)
def test_two_questions_of_two_branches_stay_two(two: tuple[str, str]) -> None:
    guide = questions_asked(_asked_of(*([two[0]] * 4), *([two[1]] * 4)))
    meant = question_meant(two[0], guide, EMBEDDER.embed)
    assert meant is not None
    assert len(meant.people) == 4


@pytest.mark.parametrize(
    "question",
    [
        "Would seat passengers take the night train again less than sleeper passengers?",
        "Which class would take the night train again?",
        f"How do the answers to \u201c{AGAIN}\u201d differ by class?",
    ],
)
def test_groups_are_compared_by_what_they_answered(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert (answer.intent, answer.scope.topic) == (Intent.COMPARE, AGAIN)
    assert answer.table is not None
    yes = next(row for row in answer.table.rows if row.label == "Said yes")
    of_class = dict(zip(answer.table.count_columns, [(c.people, c.of) for c in yes.counts if c], strict=True))
    assert of_class == {"seat": (2, 3), "sleeper": (1, 3)}
    assert "said yes" in answer.claims[0].text
    assert "Too few people" in answer.claims[0].text


def test_why_not_is_answered_by_those_who_said_no(put: Callable[..., Answer]) -> None:
    against = put("Why would people not take the night train again?")
    assert [quote.text for quote in against.quotes] == ["No, never again", "No"]
    told = put("Why would people take the night train again?")
    assert [quote.text for quote in told.quotes] == ["Yes.", "Yes, definitely", "Sure, why not"]
    assert any("need not be why" in limit for limit in told.limits)


@pytest.mark.parametrize(
    ("question", "means"),
    [
        ("will they come back?", Intention.RETURNING),
        ("How many would return?", Intention.RETURNING),
        ("W\u00fcrden Sie wieder fahren?", Intention.RETURNING),
        ("\u00bfVolver\u00eda a viajar con nosotros?", Intention.RETURNING),
        ("Is it likely that you keep using it?", Intention.RETURNING),
        ("Would they recommend it?", Intention.RECOMMENDING),
        ("W\u00fcrden Sie uns weiterempfehlen?", Intention.RECOMMENDING),
        ("Do people complain about it again and again?", None),
        ("What brought them back?", None),
        ("Would you recommend it or use it again?", None),
    ],
)
def test_what_people_are_asked_to_foresee(question: str, means: Intention | None) -> None:
    assert intention_of(question) is means


def test_an_intention_is_asked_in_any_words_and_language() -> None:
    guide = questions_asked(_asked_of(*([AGAIN] * 3), *(["W\u00fcrden Sie wieder so reisen?"] * 2)))
    for question in ("Will they come back?", "how many would return", "Would people go by night train again?"):
        meant = question_meant(question, guide, EMBEDDER.embed)
        assert meant is not None, question
        assert len(meant.people) == 5, question
    assert question_meant("Would people use the toilet again?", guide, EMBEDDER.embed) is None
    assert question_meant("Would they recommend it?", guide, EMBEDDER.embed) is None


def test_two_questions_about_coming_back_are_not_one() -> None:
    both = [
        Transcript(
            f"i{n}",
            f"p{n}",
            tuple(
                TranscriptMessage(seq, Speaker.PARTICIPANT if seq % 2 else Speaker.INTERVIEWER, text, f"{n}-{seq}")
                for seq, text in enumerate((AGAIN, "Yes", "Would you come back to the lounge?", "No"))
            ),
        )
        for n in range(4)
    ]
    assert question_meant("Will they come back?", questions_asked(both), EMBEDDER.embed) is None


def test_coming_back_to_two_things_is_two_questions() -> None:
    guide = questions_asked(
        _asked_of(*(["Would you use the export again?"] * 3), *(["Would you visit the shop again?"] * 3))
    )
    assert question_meant("Will they come back?", guide, EMBEDDER.embed) is None
    meant = question_meant("Would people visit the shop again?", guide, EMBEDDER.embed)
    assert meant is not None
    assert meant.people == {"p3", "p4", "p5"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who said no to taking the night train again?", ["No, never again", "No"]),
        ("Who wouldn't take the night train again?", ["No, never again", "No"]),
        ("Who won't take the night train again?", ["No, never again", "No"]),
        ("On what conditions would the undecided take the night train again?", ["Only if it were cheaper"]),
    ],
)
def test_who_said_one_of_them_is_quoted(put: Callable[..., Answer], question: str, said: list[str]) -> None:
    answer = put(question)
    assert counted(answer)[0] == ((3, 6), (2, 6), (1, 6))
    assert [quote.text for quote in answer.quotes] == said


def test_what_a_question_asks_for_is_not_judged_beside_what_it_leads_to(analyse: Analyse) -> None:
    of_class = [_interview(number, TURNED[number % 6], WOULD[number % 2 * 5], keys=True) for number in range(20)]
    analysis = analyse(of_class)
    heard = hear(analysis, of_class, EMBEDDER.embed([statement.text for statement in analysis.statements]))
    answer = ask("Which class would take the night train again?", heard, EMBEDDER.embed)
    assert "larger than chance" in answer.claims[0].text


def test_where_people_contradict_each_other_is_told_by_the_questions(put: Callable[..., Answer]) -> None:
    answer = put("Where do people contradict each other?")
    assert answer.outcome is Outcome.ANSWERED
    assert TURN in answer.claims[0].text
    assert len(answer.claims[0].counts) == 2
