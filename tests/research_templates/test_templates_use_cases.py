# ruff: noqa: RUF001 - questions in other languages and typographic quotes are among the subjects
"""Every shipped use-case template, in every language, judged by the same rules."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations

import pytest

from research_templates import (
    PLAN_LANGUAGES,
    CoreQuestion,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    ResearchPlan,
    TemplateError,
    UseCase,
    lint,
    time_use,
    use_case,
    use_cases,
)
from research_templates.catalogue import friction_families, kpi, success_families
from research_templates.plan import Goal
from research_templates.templates import GENERIC, fill, parse_use_case

FOLDER = files("research_templates") / "data" / "use_cases"
FILES = sorted(
    [entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".toml")]
    + [f"{folder.name}/{entry.name}" for folder in FOLDER.iterdir() if folder.is_dir() for entry in folder.iterdir()]
)
LANGUAGES = sorted(PLAN_LANGUAGES)
CASES = tuple(case for language in LANGUAGES for case in use_cases(language))
SUBJECTS = {
    "en": (
        "the sandbox",
        "our museum's evening opening",
        "waiting times in our clinic",
        "pricing",
        "onboarding",
        "our onboarding process",
        "contributing to an open-source project",
        "API keys",
        "iPhone repairs",
        "switching to the new portal",
        "their first 90 days",
        "the question “¿Por qué se van nuestros clientes?”",
        "the weekly handover of frail patients from the night shift to us",
    ),
    "es": (
        "el nuevo portal",
        "la apertura nocturna del museo",
        "los tiempos de espera en la clínica",
        "contribuir a un proyecto de código abierto",
        "la pregunta «Why do customers leave?»",
    ),
    "de": (
        "dieses Thema",
        "den neuen Ablauf",
        "die Abendöffnung des Museums",
        "Wartezeiten in der Praxis",
        "die Frage „Why do customers leave?“",
    ),
    "fr": (
        "ce sujet",
        "le nouveau portail",
        "l'ouverture du musée en soirée",
        "les temps d'attente au cabinet",
        "la question « Why do customers leave? »",
    ),
    "pt": (
        "este tema",
        "o novo portal",
        "a abertura noturna do museu",
        "os tempos de espera no consultório",
        "a pergunta “Why do customers leave?”",
    ),
}
PEOPLE = {
    "en": ("SMB customers", "night-shift nurses", "people who cancelled"),
    "es": ("enfermeras del turno de noche", "clientes"),
    "de": ("die Beteiligten", "Pflegekräfte der Nachtschicht"),
    "fr": ("les personnes concernées", "les équipes de nuit"),
    "pt": ("as pessoas envolvidas", "as equipes da noite"),
}
SUBJECT = "{subject}"
WORDS = 20
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SLOT = re.compile(r"\{\w+\}")


def name_of(case: UseCase) -> str:
    return f"{case.language}-{case.key}"


each_case = pytest.mark.parametrize("case", CASES, ids=name_of)


def source_of(name: str) -> str:
    return FOLDER.joinpath(*name.split("/")).read_text(encoding="utf-8")


def asked(case: UseCase) -> Iterator[str]:
    """Every wording of every question of the interview."""
    for question in case.questions:
        yield from question.texts
    for suggested in case.mandatory:
        yield from suggested.texts


def wordings(case: UseCase) -> Iterator[tuple[str, ...]]:
    """The alternatives for each item of the template of which another can be asked for."""
    yield from (goal.texts for goal in case.goals)
    yield from (question.texts for question in case.questions)
    yield from (suggested.texts for suggested in case.mandatory)
    yield from (case.plan_title, case.description, case.profile, case.welcome, case.closing, case.invitation)


def first_wordings(case: UseCase) -> Iterator[str]:
    """What a reader of a fresh plan sees first; the parts that are told in sentences are counted whole."""
    yield from (texts[0] for texts in wordings(case))
    yield from case.analysis_questions


def words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_SLOT.sub(" ", text).lower()))


def filled(case: UseCase, *, subject: str, variant: int) -> ResearchPlan:
    """The template as a plan, without the planner: for what has to hold of the template's own texts."""

    def say(texts: tuple[str, ...]) -> str:
        return fill(texts[variant % len(texts)], subject=subject, people=PEOPLE[case.language][0])

    return ResearchPlan(
        question="Why?",
        title=say(case.plan_title),
        research_type=case.research_type,
        description=say(case.description),
        goals=tuple(Goal(key=goal.key, text=say(goal.texts), evidence=goal.evidence) for goal in case.goals),
        profile=ParticipantProfile(description=say(case.profile), segments=case.segments),
        core_questions=tuple(
            CoreQuestion(key=question.key, text=say(question.texts), phase=question.phase, goals=question.goals)
            for question in case.questions
        ),
        mandatory_questions=tuple(
            MandatoryQuestion(key=question.key, text=say(question.texts)) for question in case.mandatory
        ),
        phases=tuple(PhaseBudget(phase=phase, minutes=minutes) for phase, minutes in case.phases.items()),
        welcome=say(case.welcome),
        closing=say(case.closing),
        invitation=say(case.invitation),
        template=case.key,
    )


def test_every_file_is_a_template_that_is_served() -> None:
    assert len(CASES) == len(FILES)
    assert {case.key for case in use_cases()} >= {
        *("onboarding", "activation", "churn", "feature_adoption", "support_experience", "pricing", "win_loss"),
        *("renewal_expansion", "product_market_fit", "concept_test", "nps_followup", "change_management"),
        GENERIC,
    }
    for language in LANGUAGES:
        assert use_case(GENERIC, language).language == language


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_valid_and_has_ten_minutes_to_spend(name: str) -> None:
    case = parse_use_case(source_of(name), name)
    assert sum(case.phases.values()) == 10
    assert len({goal.key for goal in case.goals}) == len(case.goals)
    keys = [*(question.key for question in case.questions), *(suggested.key for suggested in case.mandatory)]
    assert len(set(keys)) == len(keys)


@each_case
def test_an_interview_goes_from_opening_to_what_was_missed(case: UseCase) -> None:
    assert len(case.questions) >= 6
    assert [question.phase for question in case.questions].count(Phase.OPENING) == 1
    assert case.questions[0].phase is Phase.OPENING
    assert case.questions[-1].phase is Phase.CLOSING
    assert len({question.phase for question in case.questions}) >= 5


@each_case
def test_segments_say_how_many_and_why(case: UseCase) -> None:
    assert 3 <= len(case.segments) <= 6
    assert all(segment.count >= 3 for segment in case.segments)
    assert 20 <= sum(segment.count for segment in case.segments) <= 60
    assert len({segment.name.lower() for segment in case.segments}) == len(case.segments)
    assert all(len(words(segment.reason)) >= 6 for segment in case.segments)


@each_case
@pytest.mark.parametrize("variant", [0, 1])
def test_all_questions_fit_into_the_minutes_of_the_interview(case: UseCase, variant: int) -> None:
    for subject in SUBJECTS[case.language]:
        time = time_use(filled(case, subject=subject, variant=variant))
        assert time.fits, (subject, time.needed)
        assert [phase for phase in time.phases if phase.short] == []


@each_case
def test_every_wording_passes_the_linter_whatever_the_subject(case: UseCase) -> None:
    for subject in SUBJECTS[case.language]:
        for text in asked(case):
            said = fill(text, subject=subject, people=PEOPLE[case.language][0])
            assert (said, lint(said)) == (said, ())


@each_case
def test_questions_are_short_and_ask_one_thing(case: UseCase) -> None:
    for text in asked(case):
        assert len(text.split()) <= WORDS, text
        assert text.count("?") <= 1, text
        assert text.endswith(("?", ".")), text
        assert "{people}" not in text, "a participant is spoken to, not about"


@each_case
def test_the_subject_is_named_where_the_plan_would_otherwise_be_anybodys(case: UseCase) -> None:
    assert [text for goal in case.goals for text in goal.texts if SUBJECT not in text] == []
    assert [text for question in case.mandatory for text in question.texts if SUBJECT not in text] == []
    core = [SUBJECT in question.texts[0] for question in case.questions]
    assert sum(core) > len(core) / 2
    assert not all(core), "a question in which the reference is clear need not name it"
    assert [text for text in (*case.plan_title, *case.welcome, *case.invitation) if SUBJECT not in text] == []


@each_case
@pytest.mark.parametrize("variant", [0, 1])
def test_half_of_what_a_plan_asks_for_and_asks_names_its_subject(case: UseCase, variant: int) -> None:
    named = [SUBJECT in goal.texts[variant] for goal in case.goals]
    named += [SUBJECT in question.texts[variant] for question in case.questions]
    named += [SUBJECT in suggested.texts[variant] for suggested in case.mandatory]
    assert sum(named) >= len(named) / 2


@each_case
def test_plan_and_goals_speak_of_the_people_asked(case: UseCase) -> None:
    assert all("{people}" in text for text in (*case.plan_title, *case.description, *case.profile))
    assert sum("{people}" in goal.texts[0] for goal in case.goals) > len(case.goals) / 2


@each_case
def test_another_wording_is_another_wording(case: UseCase) -> None:
    for texts in wordings(case):
        for one, other in combinations(texts, 2):
            shared = len(words(one) & words(other)) / len(words(one) | words(other))
            assert shared < 0.5, (one, other)


@each_case
def test_no_two_questions_of_a_template_are_the_same(case: UseCase) -> None:
    for one, other in combinations(asked(case), 2):
        if words(one) and words(other):
            assert words(one) != words(other), (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_does_not_read_like_all_others(language: str) -> None:
    told = Counter(" ".join(text.split()).lower() for case in use_cases(language) for text in first_wordings(case))
    assert [text for text, times in told.items() if times > 2] == []


@each_case
def test_the_invitation_greets_by_name_and_carries_the_link(case: UseCase) -> None:
    for text in case.invitation:
        assert text.count("{{name}}") == 1
        assert text.count("{{link}}") == 1
        assert text.index("{{name}}") < text.index("{{link}}")
    assert all("{{" not in text for texts in (case.welcome, case.closing, case.description) for text in texts)


@each_case
def test_measures_and_families_are_those_of_the_catalogue(case: UseCase) -> None:
    assert [name for name in case.kpis if kpi(name).name != name] == []
    assert len(set(case.kpis)) == len(case.kpis)
    assert set(case.friction_families) <= {family.key for family in friction_families()}
    assert set(case.success_families) <= {family.key for family in success_families()}
    assert case.key == GENERIC or (case.friction_families and case.success_families)


@each_case
def test_filled_texts_keep_no_slot_and_no_double_space(case: UseCase) -> None:
    for subject in SUBJECTS[case.language]:
        for people in PEOPLE[case.language]:
            for texts in wordings(case):
                for text in texts:
                    said = fill(text, subject=subject, people=people)
                    assert "{subject}" not in said
                    assert "{people}" not in said
                    assert "  " not in said
                    assert not re.search(r"\b(\w+) \1\b", said), said


@each_case
def test_no_verb_has_to_agree_with_the_subject(case: UseCase) -> None:
    """A subject may be one thing or many: "is {subject}" would be wrong for half of them."""
    agreeing = re.compile(
        r"\b(?:is|are|was|were|does|isn't|aren't|doesn't)\s+\{subject\}"
        r"|(?:\b(?:what|how|why|when|where|and)|,)\s+(?:has|have|do|don't)\s+\{subject\}"
        r"|(?:^|[.!?:,]\s+|\b(?:that|when|if|once|how|what|why|where|because|whether|while|believe|think|say)\s)"
        r"\{subject\}\s+(?:are|have|do|(?!as\b)[a-z]+s|\w+n't)\b"
        r"|\b(?:this|these|those|a|an|your|our|the)\s+\{subject\}",
        re.IGNORECASE,
    )
    any_slot = r"\{(?:subject|people)\}"
    pattern = {
        "en": agreeing,
        "es": re.compile(r"\b(?:de|a)\s+\{subject\}"),
        # Slots stand where the accusative belongs, and contract with nothing before them.
        "de": re.compile(
            rf"\b(?:mit|von|zu|bei|aus|nach|seit|gegenüber|wegen|während|trotz|statt|de[rmsn]|die|das)\s+{any_slot}"
            r"|\{subject\}\s+(?:ist|sind|war|waren|wird|werden|hat|haben|macht|bedeutet)\b"
        ),
        "fr": re.compile(
            rf"\b(?:de|à|du|des|au|aux|que|jusque|le|la|les)\s+{any_slot}|\{{subject\}}\s+(?:est|sont|a|ont|fait)\b(?!-)"
        ),
        "pt": re.compile(
            rf"\b(?:de|em|a|por|d[oa]s?|n[oa]s?|pel[oa]s?|[oa]s?)\s+{any_slot}|\{{subject\}}\s+(?:é|são|foi|tem|têm|faz)\b"
        ),
    }[case.language]
    for text in (*(text for texts in wordings(case) for text in texts), *case.analysis_questions):
        assert not pattern.search(text), text


def test_the_generic_template_speaks_of_no_field() -> None:
    trade = re.compile(
        r"\b(?:product|customer|client|user|purchase|buy|bought|company|service|vendor|team|feature|subscription|"
        r"producto|cliente|usuari[oa]|compra|empresa|servicio|equipo|"
        r"produkte?|kund(?:e|in|en|innen)|nutzer(?:in|innen)?|kauf|firma|unternehmen|dienst|"
        r"produit|client|utilisateur|achat|entreprise|équipe|produto|usuári[oa]|serviço|equipe)s?\b",
        re.IGNORECASE,
    )
    for language in LANGUAGES:
        case = use_case(GENERIC, language)
        texts = [text for texts in wordings(case) for text in texts]
        texts += [case.title, case.summary, *case.analysis_questions, *(goal.evidence for goal in case.goals)]
        texts += [text for segment in case.segments for text in (segment.name, segment.reason)]
        assert [text for text in texts if trade.search(text)] == []


def test_filling_happens_once_and_writes_sentences_large() -> None:
    assert (
        fill("{people} and {subject}. {subject}!", subject="{people}", people="new users")
        == "New users and {people}. {people}!"
    )
    assert fill("{subject} it is", subject="iPhone repairs", people="p") == "iPhone repairs it is"
    assert fill("Hello {{name}}, {subject}", subject="s", people="p") == "Hello {name}, s"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('key = "generic"', 'key = "other"', "calls itself"),
        ('key = "generic"', 'key = "generic"\nlanguage = "es"', "calls itself"),
        ("[match]", "[match", "not valid"),
        ("when you think of {subject}?", "when you think of {product}?", "unknown slots: product"),
        ('goals = ["wishes"]', 'goals = ["other"]', "goals that do not exist: other"),
        ('goals = ["wishes"]', "goals = []", "at least 1 item"),
        ("opening = 1.25\n", "", "no minutes for opening"),
        ("opening = 1.25\n", "opening = -1\n", "greater than 0"),
        ('phase = "support"', 'phase = "opening"', "order of the phases"),
        ("summary =", "sumary =", "sumary"),
    ],
)
def test_a_broken_template_is_refused_by_name(old: str, new: str, complaint: str) -> None:
    source = source_of("generic.toml")
    assert old in source
    with pytest.raises(TemplateError, match=complaint) as refused:
        parse_use_case(source.replace(old, new, 1), "generic.toml")
    assert "generic.toml" in str(refused.value)


def test_a_goal_that_no_question_serves_is_refused() -> None:
    source = re.sub(r'^(goals = .*?)"wishes"', r'\1"value"', source_of("generic.toml"), flags=re.MULTILINE)
    with pytest.raises(TemplateError, match="no question serves the goals wishes"):
        parse_use_case(source, "generic.toml")


def test_an_unknown_key_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(TemplateError, match="onboarding"):
        use_case("no_such_template")


def test_a_language_without_templates_has_none_and_a_known_key_is_served_in_english() -> None:
    assert use_cases("xx") == ()
    assert use_case("onboarding", "es").language == "en"
