"""How a study's interviews are held: who words them, what is refused, where people leave, and what it costs."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from app.accounts.schemas import Actor
from app.errors import InvalidInput
from app.http.dependencies import AnyRequest, Services
from app.interviews.tokens import StudyTokens
from app.pages.forms import texts
from app.pages.rule_words import rule_name
from app.pages.study_views import head
from app.pages.views import (
    CountedView,
    FieldError,
    LeaveView,
    PlaceView,
    QualityPage,
    RefusedView,
    RuleRateView,
    StudyHead,
    TokensView,
    WordingView,
)
from app.quality.service import Quality
from app.quality.tally import OFFLINE, Tally
from research_templates import ResearchPlan

_ENDS = {
    "completed": "Completed",
    "stopped": "Stopped early",
    "left": "Left open, silent for a day",
    "active": "In progress",
    "abandoned": "Ended without a word",
    "technical": "Ended by a fault",
}
_RATINGS = {4: "4, fully", 3: "3, mostly", 2: "2, partly", 1: "1, not at all"}
_OTHER = "Questions of earlier revisions of the plan"


@get("/studies/{study_id:uuid}/quality")
async def quality(
    request: AnyRequest, services: NamedDependency[Services], actor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[str]:
    return services.pages.page(request, "researcher/quality.html", await _page(services, actor, study_id))


@post("/studies/{study_id:uuid}/quality")
async def allow_tokens(
    request: AnyRequest, services: NamedDependency[Services], editor: NamedDependency[Actor], study_id: FromPath[UUID]
) -> Response[Any]:
    typed = texts(await request.form()).get("tokens", "")
    try:
        await services.budgets.allow(editor.scope, study_id, typed)
    except InvalidInput as error:
        errors = (FieldError("tokens", f"{error.detail} {error.hint}"),)
        page = await _page(services, editor, study_id, typed=typed, errors=errors)
        return services.pages.page(request, "researcher/quality.html", page, status=400)
    return Redirect(f"/studies/{study_id}/quality?notice=saved", status_code=303)


async def _page(
    services: Services, actor: Actor, study_id: UUID, *, typed: str | None = None, errors: tuple[FieldError, ...] = ()
) -> QualityPage:
    study = await services.studies.get(actor.scope, study_id)
    found = await services.quality.read(actor.scope, study_id)
    tokens = _tokens(services, found.tokens, typed=typed, can_edit=actor.can_edit, errors=errors)
    return quality_page(head(study), found, tokens)


def _tokens(
    services: Services, found: StudyTokens, *, typed: str | None, can_edit: bool, errors: tuple[FieldError, ...]
) -> TokensView:
    own = "" if found.own is None else f"{found.own:,}"
    return TokensView(
        used=found.used.total,
        findings=found.findings.total,
        budget=found.budget,
        cost=found.cost,
        everywhere=found.everywhere,
        per_interview=services.settings.llm_tokens_per_interview or None,
        typed=own if typed is None else typed,
        limited=services.budgets.asks_model or found.own is not None or bool(errors),
        can_edit=can_edit,
        errors=errors,
    )


def quality_page(study: StudyHead, found: Quality, tokens: TokensView) -> QualityPage:
    base = f"/studies/{study.id}/interviews"
    return QualityPage(
        head=study,
        interviews=found.interviews,
        counted=found.counted,
        distressed=tuple(
            PlaceView(one.participant, f"{base}/{one.interview_id}", at=one.at) for one in found.distressed
        ),
        ends=_shares({name: found.ends[key] for key, name in _ENDS.items() if found.ends.get(key)}),
        leaves=_leaves(found.plan, found.asked, found.left_at),
        ratings=_shares({name: found.ratings.get(rating, 0) for rating, name in _RATINGS.items()})
        if found.ratings
        else (),
        wording=tuple(
            _wording(kind, tally) for kind, tally in (("real", found.real), ("preview", found.previews)) if tally.worded
        ),
        rules=_rules(found),
        sent=tuple(
            PlaceView(one.participant, f"{base}/{one.interview_id}#m-{one.message_id}", rule_name(one.rule))
            for one in found.sent[:20]
        ),
        messages_checked=found.messages_checked,
        interviews_checked=found.interviews_checked,
        refused=tuple(
            RefusedView(
                label=one.participant,
                url=f"{base}/{one.interview_id}#m-{one.message_id}",
                at=one.at,
                rules=tuple(rule_name(rule) for rule in one.rules),
                proposed=one.proposed,
                sent=one.sent,
                repaired=one.repaired,
                preview=one.preview,
            )
            for one in found.refused
        ),
        tokens=tokens,
    )


def _wording(kind: str, tally: Tally) -> WordingView:
    names = {("The offline interviewer" if name == OFFLINE else name): n for name, n in tally.worded.most_common()}
    return WordingView(
        kind=kind,
        messages=tally.worded.total(),
        proposals=tally.proposals,
        faulty=tally.faulty,
        repaired=tally.repaired,
        worded=_shares(names),
        fallbacks=tuple(
            CountedView(reason.replace("_", " ").capitalize(), n) for reason, n in tally.fallbacks.most_common()
        ),
        prompt_tokens=tally.prompt_tokens,
        completion_tokens=tally.completion_tokens,
    )


def _rules(found: Quality) -> tuple[RuleRateView, ...]:
    """Every rule that was broken, by proposals to real participants or by messages sent to them."""
    sent = Counter(one.rule for one in found.sent)
    counted = found.real.refused + sent
    return tuple(
        RuleRateView(rule_name(rule), found.real.refused[rule], sent[rule]) for rule, _ in counted.most_common()
    )


def _leaves(plan: ResearchPlan, asked: Mapping[str, int], left: Mapping[str, int]) -> tuple[LeaveView, ...]:
    texts = {core.key: core.text for core in plan.core_questions}
    texts |= {own.key: own.text for own in plan.mandatory_questions}
    rows = [LeaveView(text, asked.get(key, 0), left.get(key, 0)) for key, text in texts.items()]
    others = set(asked) - set(texts)
    if others:
        rows.append(LeaveView(_OTHER, sum(asked[key] for key in others), sum(left.get(key, 0) for key in others)))
    return tuple(rows) if asked else ()


def _shares(counted: Mapping[str, int]) -> tuple[CountedView, ...]:
    total = sum(counted.values())
    return tuple(CountedView(name, number, number / total if total else None) for name, number in counted.items())


HANDLERS = [quality, allow_tokens]
