"""Research plans of every shape, and edits of them, for property tests."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from research_templates.plan import Depth, Phase, ResearchPlan, ResearchType

# Half a surrogate pair is no text; everything else that can be typed or pasted is.
_ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
_WORDS = st.lists(
    st.sampled_from(
        [
            "how",
            "what",
            "our",
            "customers",
            "setup",
            "first",
            "the",
            "help,",
            "(12)",
            "don't",
            "día",
            "你好",
            "—",
            "\n",
            "🙂",
        ]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)
TEXTS = (_WORDS | _ANY).filter(lambda text: bool(text.strip()) and len(text) <= 400)
_KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
_MINUTES = st.floats(min_value=0, max_value=60, exclude_min=True)
_COUNTS = st.integers(1, 10_000)


def _distinct(strategy: st.SearchStrategy[Any], *, least: int = 0, most: int = 4) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


@st.composite
def plans(draw: st.DrawFn) -> ResearchPlan:
    goals = [{"key": key, "text": draw(TEXTS), "evidence": draw(TEXTS)} for key in draw(_distinct(_KEYS, least=1))]
    keys = draw(_distinct(_KEYS, least=2, most=7))
    core = draw(st.integers(1, len(keys)))
    return ResearchPlan.model_validate(
        {
            "question": draw(TEXTS),
            "title": draw(TEXTS),
            "research_type": draw(st.sampled_from(ResearchType)),
            "description": draw(TEXTS),
            "goals": goals,
            "profile": {
                "description": draw(TEXTS),
                "segments": draw(st.lists(st.fixed_dictionaries(_SEGMENT), max_size=4)),
            },
            "core_questions": [
                {
                    "key": key,
                    "text": draw(TEXTS),
                    "phase": draw(st.sampled_from(Phase)),
                    "goals": draw(st.lists(st.sampled_from([goal["key"] for goal in goals]), max_size=2)),
                    "depth": draw(st.sampled_from([None, *Depth])),
                }
                for key in keys[:core]
            ],
            "mandatory_questions": [{"key": key, "text": draw(TEXTS)} for key in keys[core:]],
            "phases": draw(
                st.lists(
                    st.fixed_dictionaries({"phase": st.sampled_from(Phase), "minutes": _MINUTES}),
                    max_size=4,
                )
            ),
            "depth": draw(st.sampled_from(Depth)),
            "help_text": draw(TEXTS | st.just("")),
            "welcome": draw(TEXTS),
            "closing": draw(TEXTS),
            "invitation": draw(TEXTS),
            "analysis_questions": draw(st.lists(TEXTS, max_size=4)),
            "kpis": draw(st.lists(TEXTS, max_size=4)),
            "language": draw(st.sampled_from(["en", "es"])),
            "template": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=10)),
            "generic": draw(st.booleans()),
        }
    )


_SEGMENT = {"name": TEXTS, "count": _COUNTS, "reason": TEXTS}

_TEXT_FIELDS = ("question", "title", "description", "welcome", "closing", "invitation")
_LISTS = ("goals", "segments", "core_questions", "mandatory_questions", "phases", "analysis_questions", "kpis")


def _items(values: dict[str, Any], name: str) -> list[Any]:
    found = values["profile"][name] if name == "segments" else values[name]
    assert isinstance(found, list)
    return found


@st.composite
def edited(draw: st.DrawFn, plan: ResearchPlan) -> ResearchPlan:
    """The plan after one edit by hand; the edit may happen to change nothing."""
    values = plan.model_dump(mode="json")
    edits: list[Callable[[], None]] = [
        lambda: values.update({draw(st.sampled_from(_TEXT_FIELDS)): draw(TEXTS)}),
        lambda: values.update(generic=not values["generic"]),
        lambda: values.update(template=draw(st.sampled_from(["churn", "generic"]))),
        lambda: values.update(language=draw(st.sampled_from(["en", "es"]))),
        lambda: values.update(research_type=draw(st.sampled_from([kind.value for kind in ResearchType]))),
        lambda: values.update(depth=draw(st.sampled_from([depth.value for depth in Depth]))),
        lambda: values.update(help_text=draw(TEXTS | st.just(""))),
        lambda: values["profile"].update(description=draw(TEXTS)),
    ]
    for name in _LISTS:
        found = _items(values, name)
        edits.append(lambda found=found: found.__setitem__(slice(None), draw(st.permutations(found))))
        if not found:
            continue
        place = draw(st.integers(0, len(found) - 1))
        if len(found) > 1 and name != "goals":
            edits.append(lambda found=found, place=place: found.__delitem__(place))
        if isinstance(found[place], str):
            edits.append(lambda found=found, place=place: found.__setitem__(place, draw(TEXTS)))
            edits.append(lambda found=found, place=place: found.insert(place, draw(TEXTS)))
            continue
        for field, drawn in {
            "text": TEXTS,
            "evidence": TEXTS,
            "reason": TEXTS,
            "name": TEXTS,
            "minutes": _MINUTES,
            "count": _COUNTS,
            "phase": st.sampled_from([phase.value for phase in Phase]),
            "depth": st.sampled_from([None, *(depth.value for depth in Depth)]),
            "goals": st.lists(st.sampled_from([goal.key for goal in plan.goals]), max_size=2),
        }.items():
            if field in found[place]:
                edits.append(lambda item=found[place], field=field, drawn=drawn: item.__setitem__(field, draw(drawn)))
        if name in {"core_questions", "mandatory_questions"}:
            edits.append(lambda item=found[place]: item.__setitem__("key", "brand_new_key"))
    draw(st.sampled_from(edits))()
    return ResearchPlan.model_validate(values)
