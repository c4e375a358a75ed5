"""The sample study: people and answers made up by us and marked so, held by the real interviewer, analysed for real."""

from uuid import UUID

from app.db import Scope
from app.insights.service import InsightService
from app.interviews.service import ConversationService
from app.security import new_token
from app.studies.plans import PlanService
from app.studies.schemas import StudyCreate
from app.studies.service import StudyService
from interview_engine.simulation import SimulatedParticipant, make_population

QUESTION = "What friction points prevent new customers from achieving success during onboarding?"
PARTICIPANTS = 16
SEED = 11
UNSEEN = "A sample: people and answers are made up by us."
"""Why it goes live without a simulated run."""
MOST_TURNS = 60
"""No interview is longer; a safeguard against a conversation that would never end."""


class SampleStudies:
    def __init__(
        self,
        studies: StudyService,
        plans: PlanService,
        conversations: ConversationService,
        insights: InsightService,
    ) -> None:
        self._studies = studies
        self._plans = plans
        self._conversations = conversations
        self._insights = insights

    async def open(self, scope: Scope, *, user_id: UUID | None) -> UUID:
        """Make a sample study with its interviews, start its analysis, and return its id.

        A workspace has one: opening it again leads to the same study.
        """
        for study in await self._studies.list(scope):
            if study.sample:
                return study.id
        study_id = await self._studies.create(scope, StudyCreate(question=QUESTION), user_id=user_id, sample=True)
        await self._studies.publish(scope, study_id, reason=UNSEEN, user_id=user_id)
        study = await self._studies.get(scope, study_id)
        plan = (await self._plans.current(scope, study_id)).plan
        for participant in make_population(plan, PARTICIPANTS, SEED):
            await self.hold(study.link_token, participant)
        await self._insights.request_analysis(scope, study_id)
        return study_id

    async def hold(self, link: str, participant: SimulatedParticipant) -> None:
        """Hold one interview from consent to end."""
        token = await self._conversations.start(link, new_token(), attributes=dict(participant.persona.segments))
        conversation = await self._conversations.conversation(token)
        for _ in range(MOST_TURNS):
            if conversation.reply_to is None:
                return
            text = participant.answer(conversation.lines[-1].text)
            conversation = (
                await self._conversations.answer(token, text, reply_to=conversation.reply_to)
                if text.strip()
                else await self._conversations.skip(token, reply_to=conversation.reply_to)
            )
        await self._conversations.stop(token)
