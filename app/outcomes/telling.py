"""What goes together with the outcomes that are stored: computed, then checked before anybody sees it."""

import asyncio
from collections import defaultdict
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.outcomes.checking import supported
from analysis.outcomes.features import features_of
from analysis.outcomes.indicators import leading_indicators
from analysis.outcomes.values import Features, Indicators, OutcomeKind, Refusal
from analysis.outcomes.values import Outcome as KnownOutcome
from analysis.theming.themes import people_heard
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.log import get_logger
from app.models import AnalysisRun, Outcome

_log = get_logger(__name__)


async def known_outcomes(session: AsyncSession, study_id: UUID) -> tuple[KnownOutcome, ...]:
    """Every outcome of the study's participants by name, with its values by participant id."""
    rows = await session.exec(select(Outcome).where(Outcome.study_id == study_id).order_by(col(Outcome.name)))
    kinds: dict[str, OutcomeKind] = {}
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        kinds[row.name] = OutcomeKind(row.kind)
        values[row.name][str(row.participant_id)] = row.value
    return tuple(KnownOutcome(name, kinds[name], known) for name, known in values.items())


async def features_known(session: AsyncSession, run: AnalysisRun) -> Features:
    """What the people heard in a finished run have or have not."""
    transcripts = (await collect_transcripts(session, run.study_id, until=run.collected_at)).transcripts
    return features_of(await stored_analysis(session, run), people_heard(transcripts))


async def answers_of(session: AsyncSession, run: AnalysisRun) -> tuple[Indicators | Refusal, ...]:
    """What a finished run tells of each outcome of its study, or why it tells nothing."""
    outcomes = await known_outcomes(session, run.study_id)
    if not outcomes:
        return ()
    features = await features_known(session, run)
    return tuple([await answer_of(run.study_id, features, outcome) for outcome in outcomes])


async def answer_of(study_id: UUID, features: Features, outcome: KnownOutcome) -> Indicators | Refusal:
    """What goes together with one outcome; what cannot be counted again is left out."""
    answer = await asyncio.to_thread(leading_indicators, features, outcome)
    if isinstance(answer, Refusal):
        return answer
    checked = supported(answer, features, outcome)
    if checked.faults:
        # Where it failed is said without the feature's name: a theme's may be in a participant's words.
        faults = sorted({fault.fault.value for fault in checked.faults})
        _log.error("indicators.unsupported", study_id=str(study_id), faults=faults, number=len(checked.faults))
    return checked.indicators
