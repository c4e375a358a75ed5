"""A study's journey is that of the use case its plan comes from, and edits keep it."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from analysis.theming.edits import Rename
from app.insights.exploring import Explorer
from app.insights.stage_models import stage_model_of
from app.models import PlanRevision
from tests.app.site import SEES_ALL, Site

SAID = (
    "Cancelling my subscription was slow and a pain",
    "The bill was wrong and annoying",
    "Customer service was slow and useless",
)


async def test_the_journey_is_that_of_the_plans_use_case_and_edits_keep_it(sqlite_site: Site) -> None:
    site = sqlite_site
    researcher = await site.researcher()
    study, _ = await site.live_study(researcher, question="Why do customers of our meal kit cancel?")
    rows = "\n".join(f'"{said}, says person {n}"' for said in SAID for n in range(8))
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit(f"/studies/{study}/import", files={"file": ("a.csv", "answer\n" + rows, "text/csv")})
    await researcher.submit(researcher.page.url.path, {"text_column": "answer"})
    await site.jobs_done()
    await site.services.insights.request_analysis(SEES_ALL, UUID(study))
    await site.jobs_done()
    findings = await Explorer(site.database).findings(SEES_ALL, UUID(study))
    found = findings.analysis.summary
    assert found is not None
    assert found.journey is not None
    assert found.journey.model == "customer_life"
    assert [step.stage for step in found.journey.steps] == ["getting_help", "paying", "leaving"]
    page = await researcher.get(f"/studies/{study}/summary")
    assert "A customer&#39;s life" in page.text
    renamed = Rename(theme=findings.themes[0].key, name="Ours")
    await site.services.editing.make(SEES_ALL, UUID(study), renamed, user_id=None)
    edited = (await Explorer(site.database).findings(SEES_ALL, UUID(study))).analysis.summary
    assert edited is not None
    assert edited.journey == found.journey


@pytest.mark.parametrize(
    ("template", "model"),
    [
        ("onboarding", "six_phases"),
        ("change_management", "change_rollout"),
        ("churn", "customer_life"),
        ("generic", "customer_life"),
        ("one that is no more", ""),
        (None, ""),
    ],
)
async def test_the_newest_plan_says_which_model(sqlite_site: Site, template: str | None, model: str) -> None:
    researcher = await sqlite_site.researcher()
    study, _ = await sqlite_site.live_study(researcher)
    async with sqlite_site.database.write(SEES_ALL) as session:
        newest = select(PlanRevision).where(PlanRevision.study_id == UUID(study))
        revision = (await session.exec(newest.order_by(col(PlanRevision.number).desc()))).first()
        assert revision is not None
        session.add(
            PlanRevision(
                workspace_id=revision.workspace_id,
                study_id=revision.study_id,
                number=revision.number + 1,
                plan={**revision.plan, "template": template},
                written_by="researcher",
            )
        )
    async with sqlite_site.database.read(SEES_ALL) as session:
        assert await stage_model_of(session, UUID(study)) == model
