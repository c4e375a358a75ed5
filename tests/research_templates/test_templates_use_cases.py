from importlib.resources import files

import pytest

from research_templates import TemplateError, UseCase, lint, use_case, use_cases
from research_templates.templates import GENERIC, fill, parse_use_case

FOLDER = files("research_templates") / "data" / "use_cases"
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".toml"))
SUBJECTS = (
    "the sandbox",
    "our museum's evening opening",
    "waiting times in our clinic",
    "pricing",
    "onboarding",
    "contributing to an open-source project",
    "API keys",
    "iPhone repairs",
    "the question “¿Por qué se van nuestros clientes?”",
    "support and training for new teams in the north and the south",
)
CASES = use_cases()


def source_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_the_foundation_templates_are_there() -> None:
    wanted = {"onboarding", "churn", "feature_adoption", "support_experience", "pricing", GENERIC}
    assert wanted <= {case.key for case in CASES}
    assert len(CASES) == len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_valid_and_named_after_its_key(name: str) -> None:
    case = parse_use_case(source_of(name), name)
    assert sum(case.phases.values()) == 10
    assert len({goal.key for goal in case.goals}) == len(case.goals)
    keys = [question.key for question in (*case.questions, *case.mandatory)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_every_question_passes_the_linter_whatever_the_subject(case: UseCase, subject: str) -> None:
    texts = [question.text for question in (*case.questions, *case.mandatory)]
    assert all("{subject}" in text for text in texts)
    for text in texts:
        asked = fill(text, subject=subject, people="new customers")
        assert (asked, lint(asked)) == (asked, ())


@pytest.mark.parametrize("case", [case for case in CASES if case.key != GENERIC], ids=lambda case: case.key)
def test_every_template_can_be_found(case: UseCase) -> None:
    assert case.match.strong
    assert case.match.examples


def test_cues_of_one_template_are_not_strong_cues_of_another() -> None:
    owners: dict[str, str] = {}
    for case in CASES:
        for cue in case.match.strong:
            assert owners.setdefault(cue, case.key) == case.key


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
        ("[match]", "[match", "not valid"),
        ("{subject} first?", "{product} first?", "unknown slots: product"),
        ('goals = ["wishes"]', "goals = []", "no question serves the goals wishes"),
        ("opening = 1\n", "", "no minutes for opening"),
        ("opening = 1\n", "opening = -1\n", "greater than 0"),
        ('phase = "support"', 'phase = "opening"', "order of the phases"),
        ("summary =", "sumary =", "sumary"),
    ],
)
def test_a_broken_template_is_refused_by_name(old: str, new: str, complaint: str) -> None:
    source = source_of("generic.toml")
    assert old in source
    with pytest.raises(TemplateError, match=complaint) as refused:
        parse_use_case(source.replace(old, new), "generic.toml")
    assert "generic.toml" in str(refused.value)


def test_an_unknown_key_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(TemplateError, match="onboarding"):
        use_case("no_such_template")
