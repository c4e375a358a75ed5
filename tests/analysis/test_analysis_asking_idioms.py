"""Turns of phrase that ask for something else than their words say."""

from collections.abc import Callable, Sequence

import pytest

from analysis.asking.answers import Answer, Intent, Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.dislocated import led
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Polarity
from interview_engine.transcript import Transcript

EMBEDDER = HashingEmbedder()
Analyse = Callable[[Sequence[Transcript]], Analysis]


@pytest.fixture
def put(study: list[Transcript], analyse: Analyse) -> Callable[..., Answer]:
    """Asks the made-up study of 24 people: 12 on the free plan complain about exports, all praise the call."""
    analysis = analyse(study)
    vectors = EMBEDDER.embed([statement.text for statement in analysis.statements])

    heard = hear(analysis, study, vectors)

    def asked(question: str, *thread: Answer) -> Answer:
        return ask(question, heard, EMBEDDER.embed, thread)

    return asked


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the interviews in three sentences",
        "Can you give me a quick overview?",
        "tl;dr",
        "What are the key findings?",
        "What did we learn?",
        "key takeaways",
        "What's the bottom line?",
    ],
)
def test_a_summary_is_the_studys(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.intent is Intent.SUMMARY
    assert (12, 24) in {(count.people, count.of) for claim in answer.claims for count in claim.counts}
    assert answer.limits


def test_a_summary_of_one_thing_is_about_it(put: Callable[..., Answer]) -> None:
    answer = put("Summarise what people say about the invoice export in two sentences")
    assert answer.intent is Intent.ABOUT
    assert answer.claims[0].counts[0].people == 12


@pytest.mark.parametrize(
    "question",
    [
        "What do we not know yet?",
        "What can't we say?",
        "What don't we know?",
        "Are these results representative?",
        "How reliable is this?",
        "Can I trust these numbers?",
        "What are the limits of the data?",
    ],
)
def test_what_is_not_known_is_told_by_how_much_was_heard(put: Callable[..., Answer], question: str) -> None:
    assert put(question).intent is Intent.ENOUGH


@pytest.mark.parametrize(
    "question",
    [
        "Is the invoice export any good?",
        "Was the invoice export easy to use?",
        "Is our invoice export really reliable?",
        "Is the invoice export good enough for people on the free plan?",
    ],
)
def test_whether_a_thing_is_good_is_told_by_praise_and_by_complaint(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert (answer.intent, answer.scope.polarity, answer.scope.topic) == (Intent.ABOUT, None, "invoice export")
    assert answer.claims[0].counts[0].people == 12


def test_what_somebody_should_do_is_what_to_do_first(put: Callable[..., Answer]) -> None:
    for question in ("What should customer success do differently?", "What could the team improve?"):
        answer = put(question)
        assert (answer.intent, answer.scope.polarity) == (Intent.PRIORITISE, None), question


@pytest.mark.parametrize(
    ("question", "topic"), [("What surprised people?", "surprised"), ("Did anybody give up?", "give up")]
)
def test_what_happened_to_people_is_asked_for_by_its_word(
    put: Callable[..., Answer], question: str, topic: str
) -> None:
    answer = put(question)
    assert (answer.outcome, answer.scope.topic) == (Outcome.NOT_SAID, topic)


def test_what_almost_made_them_leave_is_no_praise(put: Callable[..., Answer]) -> None:
    answer = put("What almost made them leave?")
    assert (answer.intent, answer.scope.polarity, answer.outcome) == (Intent.ABOUT, None, Outcome.NOT_SAID)


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("What do admins say about the invoice export?", "admins"),
        ("Do designers trust the export?", "designers"),
        ("What's the biggest difference between enterprise and platinum?", "platinum"),
        ("enterprise vs platinum", "platinum"),
    ],
)
def test_a_group_that_nobody_belongs_to_is_told(put: Callable[..., Answer], question: str, whom: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.CANNOT_SAY
    assert f"\u201c{whom}\u201d" in answer.reason


@pytest.mark.parametrize("question", ["What do people say about the call?", "Do customers mention the invoice export?"])
def test_everybody_is_no_such_group(put: Callable[..., Answer], question: str) -> None:
    assert put(question).outcome is Outcome.ANSWERED


def test_praise_of_a_quote_asks_for_no_praise(put: Callable[..., Answer]) -> None:
    answer = put("Give me the best quote about the invoice export")
    assert (answer.intent, answer.scope.polarity) == (Intent.QUOTES, None)
    assert put("What is the best part of the call?").scope.polarity is Polarity.SUCCESS


@pytest.mark.parametrize(
    "question",
    [
        "Are people satisfied?",
        "How happy are our customers overall?",
        "What percentage of people is happy?",
        "What's the overall sentiment?",
        "Are people on the free plan happy with it?",
    ],
)
def test_whether_people_are_happy_is_counted_by_what_they_told_more_of(
    put: Callable[..., Answer], question: str
) -> None:
    answer = put(question)
    assert answer.intent is Intent.MOOD
    assert sum(claim.counts[0].people for claim in answer.claims) == answer.claims[0].counts[0].of
    assert answer.table is not None


def test_whether_people_are_happy_with_a_thing_is_about_it(put: Callable[..., Answer]) -> None:
    answer = put("Are customers happy with the invoice export?")
    assert (answer.intent, answer.scope.topic, answer.scope.polarity) == (Intent.ABOUT, "invoice export", None)
    assert put("How many are unhappy with the invoice export?").intent is Intent.HOW_MANY


@pytest.mark.parametrize(
    ("question", "polarity"),
    [
        ("What's the worst thing anyone said?", Polarity.FRICTION),
        ("Show me the harshest quote", Polarity.FRICTION),
        ("What is the nicest thing people said?", Polarity.SUCCESS),
        ("Which quotes should I put on a slide?", None),
    ],
)
def test_what_is_put_most_strongly(put: Callable[..., Answer], question: str, polarity: Polarity | None) -> None:
    answer = put(question)
    assert (answer.intent, answer.scope.polarity) == (Intent.STRONGEST, polarity)
    assert answer.quotes
    assert "meant otherwise" in answer.limits[-1]


def test_what_one_person_says_is_no_theme(put: Callable[..., Answer]) -> None:
    answer = put("Which complaints come from only one person?")
    assert bool(answer.claims) != bool(answer.reason)
    assert not answer.table


def test_what_a_list_could_not_be_restricted_to_is_told(put: Callable[..., Answer]) -> None:
    answer = put("What works well in the submarine?")
    assert answer.outcome is Outcome.ANSWERED
    assert "submarine" in answer.limits[0]


def test_whose_task_it_is_and_what_would_make_people_stay(put: Callable[..., Answer]) -> None:
    answer = put("Which team should look at the invoice export?")
    assert (answer.intent, answer.scope.topic) == (Intent.PRIORITISE, "invoice export")
    assert put("What would make people recommend us?").intent is Intent.NEEDS


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Who would benefit most from fixing the invoice export?", Intent.FORECAST),
        ("Which plan would gain the most if we fixed the invoice export?", Intent.COMPARE),
    ],
)
def test_whom_solving_a_thing_would_reach(put: Callable[..., Answer], question: str, intent: Intent) -> None:
    answer = put(question)
    assert (answer.intent, answer.scope.topic, answer.scope.polarity) == (intent, "invoice export", Polarity.FRICTION)
    assert (12, 24) in {(count.people, count.of) for claim in answer.claims for count in claim.counts} or (12, 12) in {
        (count.people, count.of) for claim in answer.claims for count in claim.counts
    }


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("Are women less happy than men with the call?", "women"),
        ("Do older people use it less?", "older people"),
    ],
)
def test_a_sex_or_an_age_that_nobody_is_marked_by_is_told(put: Callable[..., Answer], question: str, whom: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.CANNOT_SAY
    assert f"\u201c{whom}\u201d" in answer.reason


@pytest.mark.parametrize(
    "question", ["Has satisfaction gone up or down since last year?", "Which problems are growing over time?"]
)
def test_one_round_of_interviews_shows_no_change(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.CANNOT_SAY
    assert "new wave" in answer.reason


@pytest.mark.parametrize("question", ["exports?", "invoice export. how bad", "What do customers do with the export?"])
def test_a_few_words_are_searched_for(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.claims[0].counts[0].people == 12


def test_nice_quotes_are_praise(put: Callable[..., Answer]) -> None:
    answer = put("Give me three nice quotes about the call")
    assert (answer.intent, answer.scope.polarity) == (Intent.QUOTES, Polarity.SUCCESS)


def test_what_people_were_kept_or_left_is_asked_for_by_its_word(put: Callable[..., Answer]) -> None:
    assert put("What kept people awake?").scope.topic == "awake"


def test_a_wish_that_nobody_put_as_one_is_told_by_who_speaks_of_it(put: Callable[..., Answer]) -> None:
    answer = put("Who wants the invoice export?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.claims[0].counts[0].people == 12


def test_a_denial_is_no_topic(put: Callable[..., Answer]) -> None:
    assert put("Why don't people trust the invoice export?").scope.topic == "trust the invoice export"
    assert put("Why wouldn't people go again?").scope.topic != "wouldn't"


def test_those_with_a_thing_are_not_compared_with_the_others_unless_it_is_asked(put: Callable[..., Answer]) -> None:
    assert put("Did the people with a dog get a compartment of their own?").intent is not Intent.COMPARE


@pytest.mark.parametrize(
    "question",
    [
        "Would a loyalty card make them come back?",
        "Would offering a loyalty card help people?",
        "Will the loyalty card keep customers?",
    ],
)
def test_what_a_thing_would_do_is_asked_of_who_speaks_of_it(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert (answer.outcome, answer.scope.topic) == (Outcome.NOT_SAID, "loyalty card")


@pytest.mark.parametrize(
    "question",
    [
        "What share of all passengers in Europe would pay more for it?",
        "how many teams across the industry have this problem?",
        "What percentage of the population likes the support?",
    ],
)
def test_how_many_there_are_elsewhere_cannot_be_said(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.CANNOT_SAY
    assert "no sample of everybody" in answer.reason


def test_what_is_said_again_in_other_words_is_asked_once(put: Callable[..., Answer]) -> None:
    meant = put("How many people mention the export?")
    again = put("Where does it hurt? I.e. how many people mention the export?")
    assert again.claims == meant.claims
    assert again.question.startswith("Where does it hurt?")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("The export: is it slow?", "export"),
        ("exports - how many are annoyed by them", "exports"),
        ("the kickoff call, what do they say about it?", "kickoff call"),
        ("What goes wrong, the export or the call?", ""),
        ("Show me the journey, what hurts?", ""),
    ],
)
def test_what_is_named_before_the_question_is_its_topic(question: str, topic: str) -> None:
    lead, rest = led(question)
    assert (lead, rest) == ("", question) if not topic else topic in lead


def test_a_group_before_the_question_restricts_it(put: Callable[..., Answer]) -> None:
    answer = put("only the free plan: whats the main problem there")
    assert answer.intent is Intent.MOST_COMMON
    assert [segment.value for segment in answer.scope.segments] == ["free"]
    asked = put("exports, how many people complain about them?")
    assert asked.scope.topic == "exports"
    assert asked.claims == put("How many people complain about exports?").claims


def test_whether_it_is_a_matter_of_one_group_compares_the_groups(put: Callable[..., Answer]) -> None:
    answer = put("Is the export a free plan thing?")
    assert (answer.intent, answer.scope.topic) == (Intent.COMPARE, "export")


@pytest.mark.parametrize(
    "question", ["What surprised you?", "Anything unexpected in there?", "anything i wouldn't expect?"]
)
def test_what_surprises_is_what_stands_out(put: Callable[..., Answer], question: str) -> None:
    answer = put(question)
    assert answer.intent is Intent.STRONGEST
    assert answer.outcome is Outcome.ANSWERED
    assert "depends on what you thought" in answer.limits[0]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What share of our customers is going to cancel next quarter?", "what these people say now"),
        ("Did cancellations go up after we raised prices?", "one round of interviews"),
        ("Have complaints increased since March?", "one round of interviews"),
    ],
)
def test_what_will_be_and_what_changed_cannot_be_said(put: Callable[..., Answer], question: str, reason: str) -> None:
    answer = put(question)
    assert answer.outcome is Outcome.CANNOT_SAY
    assert reason in answer.reason


def test_what_they_would_pay_for_is_asked_of_who_speaks_of_it(put: Callable[..., Answer]) -> None:
    answer = put("Would they pay extra for a submarine?")
    assert (answer.outcome, answer.scope.topic) == (Outcome.NOT_SAID, "submarine")


def test_a_question_with_whose_is_english(put: Callable[..., Answer]) -> None:
    assert put("whose export came a whole day late?").outcome is not Outcome.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("question", "intent", "topic"),
    [
        ("What bugs people the most?", Intent.MOST_COMMON, ""),
        ("what are the single biggest problems", Intent.MOST_COMMON, ""),
        ("ok and what do people like most about it", Intent.WHAT_WORKS, ""),
        ("anything on the export?", Intent.ABOUT, "export"),
        ("who keeps losing files with the export", Intent.HOW_MANY, "export"),
    ],
)
def test_everyday_words_are_understood(put: Callable[..., Answer], question: str, intent: Intent, topic: str) -> None:
    answer = put(question)
    assert answer.intent is intent
    assert topic in answer.scope.topic


def test_what_nobody_was_asked_to_pay_cannot_be_said(put: Callable[..., Answer]) -> None:
    answer = put("What would they be willing to pay per month?")
    assert answer.outcome is Outcome.CANNOT_SAY
    assert "nobody was asked what they would pay" in answer.reason


def test_all_our_customers_are_more_than_were_heard(put: Callable[..., Answer]) -> None:
    assert put("What percentage of all our customers complains about exports?").outcome is Outcome.CANNOT_SAY
    assert put("What percentage of all participants complains about exports?").outcome is Outcome.ANSWERED
