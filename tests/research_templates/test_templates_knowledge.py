import re
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_templates import catalogue
from research_templates.catalogue import Catalogue, kpi, stage_at
from research_templates.errors import TemplateError
from research_templates.knowledge import Aspect

PARTS = {
    "kpis": "kpis/general.toml",
    "stage_models": "stages.toml",
    "segments": "segments.toml",
    "completion_criteria": "completion.toml",
    "milestones": "milestones.toml",
    "friction_families": "friction.toml",
    "success_families": "success.toml",
    "owner_teams": "owner_teams.toml",
    "triggers": "triggers.toml",
    "edge_cases": "edge_cases.toml",
    "pitfalls": "pitfalls.toml",
}
FAMILIES = [*catalogue.friction_families(), *catalogue.success_families()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(files("research_templates") / "data") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "data"))


def first_entry(text: str) -> str:
    start = text.index("[[")
    header = text[start : text.index("]]") + 2]
    return text[start : text.index(f"\n{header}", start + 1) + 1]


@pytest.mark.parametrize("part", PARTS)
def test_every_shipped_file_loads_with_its_references(part: str) -> None:
    entries = getattr(catalogue, part)()
    assert len(entries) >= 3
    assert len({entry.key for entry in entries}) == len(entries)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda text: text + '\ncolour = "red"\n', r": \w+, .*colour: Extra inputs"),
        (lambda text: text + "\n[broken", "cannot be read"),
        (lambda text: text + "\n[other]\nx = 1\n", r"must hold \[\[\w+\]\] tables and nothing else"),
        (lambda _: "", "it has nothing"),
        (lambda _: "\0", "cannot be read"),
        (lambda text: text + "\n" + first_entry(text), "twice|share the name"),
    ],
    ids=["unknown field", "no TOML", "another table", "empty", "NUL", "double key"],
)
def test_a_damaged_file_is_refused_by_name(part: str, damage: object, complaint: str, folder: Path) -> None:
    path = folder / PARTS[part]
    assert callable(damage)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(TemplateError, match=complaint) as refused:
        getattr(Catalogue(folder), part)
    assert PARTS[part] in str(refused.value)


@pytest.mark.parametrize("part", [part for part in PARTS if part != "kpis"])
def test_a_missing_file_is_refused_by_name(part: str, folder: Path) -> None:
    (folder / PARTS[part]).unlink()
    with pytest.raises(TemplateError, match=re.escape(PARTS[part])):
        getattr(Catalogue(folder), part)


@pytest.mark.parametrize(
    ("part", "old", "new", "complaint"),
    [
        (
            "stage_models",
            '"Time to First Contact"',
            '"Time to First Contract"',
            "pre_onboarding.*closest: Time to First Contact",
        ),
        (
            "stage_models",
            'kpi = "User Adoption Rate", low = 50',
            'kpi = "User Adoption Rate", low = 150',
            "adoption.*cannot be 150",
        ),
        (
            "stage_models",
            "start_day = -7\n",
            "start_day = 1\n",
            "six_phases, stages, pre_onboarding: .*before it starts",
        ),
        ("stage_models", "end_day = 7\n", "end_day = 0\n", "kickoff.* day 0"),
        ("stage_models", "start_day = 31\n", "start_day = 3\n", "order of their first days"),
        ("stage_models", '"solutions_engineer"]', '"juggler"]', "six_phases, stages, training, owners, 2"),
        ("stage_models", 'key = "kickoff"', 'key = "training"', "keys used twice: training"),
        ("segments", "low = 4.5", "low = 45", "enterprise.*Executive Sponsor Satisfaction cannot be 45"),
        ("segments", "value = 94", "value = 940", "enterprise.*cannot be 940"),
        ("segments", "low = 90, high = 120", "low = 120, high = 90", "enterprise, duration_days.*from 120 to 90"),
        ("segments", "contract = { low = 100000 }", "contract = {}", "enterprise, contract"),
        ("segments", "low = 80 }", "low = 80, high = 70 }", "enterprise, targets, 1.*from 80 to 70"),
        ("segments", ", low = 80 }", " }", "enterprise, targets, 1.*needs low, high or both"),
        ("completion_criteria", 'aspect = "value"', 'aspect = "joy"', "outcome_measured, aspect"),
        (
            "completion_criteria",
            'kpi = "Workflows in Production"',
            'kpi = "Wonders"',
            "first_workflow_completed.*Wonders",
        ),
        ("milestones", "day = 14\n", "day = -14\n", "team_collaborating, day"),
        ("milestones", '"Breadth of Use"', '"Breath of Use"', "sustained_usage.*closest: Breadth of Use"),
        ("friction_families", '"Task Success Rate"', '"Task Fun"', "usability.*Task Fun"),
        ("success_families", '"System Usability Scale"', '"System Beauty"', "ease_of_use.*System Beauty"),
        ("owner_teams", '"unclear_success", ', "", "no team owns the friction families unclear_success"),
        ("owner_teams", '"localisation"]', '"locale"]', "onboarding names unknown friction families: locale"),
        ("triggers", 'families = ["team_coordination"]', 'families = ["solitude"]', "working_alone.*solitude"),
        ("triggers", 'team = "operations"', 'team = "magic"', "prerequisites_missing names the unknown team 'magic'"),
        ("edge_cases", '"localisation"', '"planets"', "international.*planets"),
        ("pitfalls", '"handover_gaps"', '"gaps"', "silos.*gaps"),
        ("kpis", 'aliases = ["NPS"', 'aliases = ["CSAT"', "share the name 'csat'"),
        ("kpis", "maximum = 7", "maximum = 1", "customer_effort_score"),
        ("kpis", "world_class = 95", "world_class = 85", "onboarding_completion_rate.*not in order"),
        ("kpis", 'unit = "months"', 'unit = "moons"', "cac_payback_period, unit"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_and_key(part: str, old: str, new: str, complaint: str, folder: Path) -> None:
    paths = sorted((folder / "kpis").glob("*.toml")) if part == "kpis" else [folder / PARTS[part]]
    (path,) = [path for path in paths if old in path.read_text(encoding="utf-8")]
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError, match=complaint) as refused:
        getattr(Catalogue(folder), part)
    assert ".toml: " in str(refused.value)


def test_both_lifecycle_models_keep_their_own_days() -> None:
    models = {model.key: model for model in catalogue.stage_models()}
    assert [(stage.start_day, stage.end_day) for stage in models["six_phases"].stages] == [
        (-7, 0), (1, 7), (8, 30), (31, 45), (46, 60), (61, 90),
    ]  # fmt: skip
    assert [(stage.start_day, stage.end_day) for stage in models["five_stages"].stages] == [
        (1, 14), (15, 45), (30, 60), (45, 90), (90, 120),
    ]  # fmt: skip


@given(day=st.integers(-7, 90))
def test_the_six_phases_hold_each_day_once(day: int) -> None:
    assert len(stage_at(day, "six_phases")) == 1


@given(day=st.integers(1, 120))
def test_the_five_stages_leave_no_day_out(day: int) -> None:
    assert 1 <= len(stage_at(day, "five_stages")) <= 3


def test_a_day_may_belong_to_several_stages_or_to_none() -> None:
    assert [stage.key for stage in stage_at(40, "five_stages")] == ["technical_implementation", "user_enablement"]
    assert [stage.key for stage in stage_at(90, "five_stages")] == ["value_achievement", "transition"]
    assert stage_at(-8, "six_phases") == stage_at(91, "six_phases") == stage_at(0, "five_stages") == ()
    model = catalogue.stage_models()[0]
    assert stage_at(3, model) == stage_at(3, model.key)
    with pytest.raises(TemplateError, match="'moon'; there are six_phases, five_stages"):
        stage_at(1, "moon")


def test_segments_carry_their_published_targets() -> None:
    tiers = {segment.key: segment for segment in catalogue.segments()}
    assert {
        key: [(kpi(target.kpi).key, target.low) for target in tier.targets if target.low is not None]
        for key, tier in tiers.items()
    } == {
        "enterprise": [
            ("user_adoption_rate", 80),
            ("workflows_in_production", 3),
            ("executive_sponsor_satisfaction", 4.5),
        ],
        "mid_market": [
            ("user_adoption_rate", 60),
            ("workflows_in_production", 2),
            ("customer_satisfaction_score", 4.0),
        ],
        "self_service": [("activation_rate", 40), ("workflows_in_production", 1)],
    }
    assert {key: (tier.duration_days.low, tier.duration_days.high) for key, tier in tiers.items()} == {
        "enterprise": (90, 120), "mid_market": (45, 60), "self_service": (14, 30),
    }  # fmt: skip
    assert {key: (tier.customers_per_manager.low, tier.customers_per_manager.high) for key, tier in tiers.items()} == {
        "enterprise": (8, 12), "mid_market": (30, 50), "self_service": (100, 200),
    }  # fmt: skip


def test_segments_divide_contracts_without_a_gap() -> None:
    tiers = sorted(catalogue.segments(), key=lambda segment: segment.contract.low or 0)
    assert [tier.contract.high for tier in tiers[:-1]] == [tier.contract.low for tier in tiers[1:]]
    assert tiers[0].contract.low is None
    assert tiers[-1].contract.high is None


def test_completion_is_technical_and_human_and_worth_it() -> None:
    assert {criterion.aspect for criterion in catalogue.completion_criteria()} == set(Aspect)


def test_milestones_stand_in_the_order_of_their_days() -> None:
    assert [milestone.day for milestone in catalogue.milestones()] == [1, 3, 7, 14, 30]


def test_the_four_owner_teams_are_there_and_every_friction_has_an_owner() -> None:
    assert {team.key for team in catalogue.owner_teams()} == {"customer_success", "onboarding", "product", "operations"}
    owned = {family for team in catalogue.owner_teams() for family in team.families}
    assert owned == {family.key for family in catalogue.friction_families()}


@pytest.mark.parametrize(
    "families", [catalogue.friction_families(), catalogue.success_families()], ids=["friction", "success"]
)
def test_a_sign_belongs_to_one_family(families: tuple[object, ...]) -> None:
    owners: dict[str, str] = {}
    for family in (family for family in FAMILIES if family in families):
        for sign in family.signs:
            assert owners.setdefault(sign.casefold(), family.key) == family.key
        assert len(set(family.signs)) == len(family.signs)


def test_a_friction_and_a_success_never_share_key_or_sign() -> None:
    keys = [family.key for family in FAMILIES]
    signs = [sign.casefold() for family in FAMILIES for sign in family.signs]
    assert len(set(keys)) == len(keys)
    assert len(set(signs)) == len(signs)


def test_nothing_is_read_before_it_is_asked_for(folder: Path) -> None:
    (folder / "friction.toml").write_text("[broken", encoding="utf-8")
    damaged = Catalogue(folder)
    assert len(damaged.milestones) == 5
    with pytest.raises(TemplateError, match=re.escape("friction.toml")):
        _ = damaged.edge_cases


def test_the_catalogue_needs_no_model_library() -> None:
    heavy = "{'torch', 'sentence_transformers', 'sklearn', 'openai', 'sqlmodel', 'litestar'}"
    code = f"import sys; from research_templates import catalogue; catalogue.kpis(); print({heavy} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "set()"
