"""The offline planner: one research question in, a research plan in the terms of that question out."""

from research_templates.composer import CUT_SHORT, Composer
from research_templates.errors import PlanningError
from research_templates.matching import best_template
from research_templates.plan import PlanPart, ResearchPlan
from research_templates.plan_parts import same_words, with_part
from research_templates.templates import GENERIC, UseCase, languages_with, use_case, use_cases
from research_templates.told_apart import told_apart
from research_templates.understanding import LANGUAGES_READ, Understanding, understand
from research_templates.vectors import Embed

PLAN_LANGUAGES = languages_with(GENERIC)
"""The languages in which plans can be written offline: those that have the generic template."""

GENERAL_PLAN = "No template fits this question closely, so this is a general plan: read it with care."
"""What is said of a plan from the generic template."""

_MOST_WORDINGS = 5
_FEW_WORDS = 2


def draft_plan(
    question: str, *, embed: Embed | None = None, template: str | None = None, language: str | None = None
) -> ResearchPlan:
    """Draft a plan for a research question by rules and templates, without network or language model.

    ``embed`` maps n texts to an (n, d) float32 array; with it templates are also matched by meaning. ``template``
    names the use case to start from in place of the best match. ``language`` is that of the interviews (``de``);
    without it the question's own is taken, or English where plans cannot be written in that. A question outside every
    template, or not in English, gets the generic template and ``generic=True``.
    Raises PlanningError when there is no question in the text, TemplateError for an unknown template.
    """
    understood = understand(question)
    if not any(character.isalpha() for character in understood.question):
        raise PlanningError(
            "There is no research question to plan from. Write in a sentence what you want to learn, and from whom: "
            'for example "What keeps new customers from finishing the setup?"'
        )
    spoken = language if language in PLAN_LANGUAGES else _language_for(understood)
    chosen = use_case(template) if template else best_template(understood, embed=embed)
    composer = Composer(understood, _in_language(chosen, spoken))
    return told_apart(composer.plan(), composer.other_wordings, embed) if embed else composer.plan()


def redraft(plan: ResearchPlan, part: PlanPart) -> ResearchPlan:
    """The plan with one part written anew from its question and template; every other part stays as it is.

    Asked again and again it goes through the wordings that the template has, and begins anew after the last. A part
    that was edited, or written by a language model, gets the first.
    """
    composer = Composer(understand(plan.question), _template_of(plan))
    wordings: list[object] = []
    for variant in range(_MOST_WORDINGS):
        value = getattr(composer.plan(variant), part)
        if not any(same_words(value, known) for known in wordings):
            wordings.append(value)
    current = getattr(plan, part)
    place = next((place for place, value in enumerate(wordings) if same_words(value, current)), -1)
    return with_part(plan, part, wordings[(place + 1) % len(wordings)])


def advice_on(plan: ResearchPlan) -> tuple[str, ...]:
    """What the researcher should know about an offline plan before they trust it; empty when all is well."""
    understood = understand(plan.question)
    advice = []
    if not understood.is_research:
        advice.append(
            "This does not read like a research question. The plan is a frame only: write in a sentence what you want "
            "to learn and from whom, and write the plan anew."
        )
    elif len(understood.question.split()) <= _FEW_WORDS:
        advice.append(
            "The question is very short. Say what you want to learn about it, and from whom, for a closer plan."
        )
    if plan.question.endswith(CUT_SHORT):
        advice.append("The question is very long; only its beginning is kept, and one sentence of it is planned for.")
    stands_in = _template_of(plan).subject
    if understood.language not in LANGUAGES_READ:
        advice.append(
            "Without a language model only English and Spanish questions are read closely: this plan quotes the "
            "question and keeps to general wording. Put its subject, in the language of the interviews, in the place "
            f"of “{stands_in}”."
        )
    elif understood.language != plan.language:
        advice.append(
            "The question is in another language than the interviews. Put its subject into the language of the "
            f"interviews wherever the plan quotes it or says “{stands_in}”."
        )
    elif plan.generic and understood.is_research:
        advice.append(GENERAL_PLAN)
        if not understood.subject:
            advice.append(f"Its subject could not be read from the question: put it in the place of “{stands_in}”.")
    return tuple(advice)


def known_words(question: str) -> tuple[str, ...]:
    """The study's own words, which those it asks know: its subject and its people, whole and word by word."""
    understood = understand(question)
    phrases = [phrase for phrase in (understood.subject, understood.people) if phrase]
    return tuple(dict.fromkeys([*phrases, *(word for phrase in phrases for word in phrase.split())]))


def _language_for(understood: Understanding) -> str:
    return understood.language if understood.language in PLAN_LANGUAGES else "en"


def _in_language(case: UseCase, language: str) -> UseCase:
    """The use case in the language of the interviews; the generic one where it was never written in that."""
    if case.language == language:
        return case
    keys = {other.key for other in use_cases(language)}
    return use_case(case.key if case.key in keys else GENERIC, language)


def _template_of(plan: ResearchPlan) -> UseCase:
    known = {case.key for case in use_cases(plan.language)}
    return use_case(plan.template if plan.template in known else GENERIC, plan.language)
