"""The comparison of a model's reading with the offline one, as the method page shows it."""

from uuid import UUID

from analysis.findings import Label, Polarity, Statement
from analysis.reading.agreement import agreement_of
from app.insights.schemas import SpokenBy
from app.models import InterviewSource
from app.pages.finding_views import Shown
from app.pages.method import agreement_view
from web.filters import build_environment


def read(place: int, text: str, model: Polarity, offline: Polarity) -> Statement:
    return Statement(
        interview_id="i",
        participant_id=f"p{place % 3}",
        message_id=f"m{place}",
        start=0,
        end=len(text),
        text=text,
        label=Label(by="a <model>", key=str(place), polarity=model, offline=offline),
    )


def test_the_table_and_the_differing_statements_are_shown_as_text() -> None:
    said = [
        read(0, "It <b>broke</b>.", Polarity.FRICTION, Polarity.SUCCESS),
        read(1, "It broke.", Polarity.FRICTION, Polarity.FRICTION),
        read(2, "It works.", Polarity.SUCCESS, Polarity.SUCCESS),
    ]
    agreement = agreement_of(said)
    assert agreement is not None
    shown = Shown(UUID(int=1), {"i": SpokenBy("Participant 1", InterviewSource.LIVE)})
    view = agreement_view(agreement, shown)
    assert [row.counts for row in view.rows] == [(1, 1, 0, 0), (0, 1, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0)]
    environment = build_environment(lambda path: path)
    page = environment.from_string(
        '{% from "components/agreement.html" import agreement %}{{ agreement(view) }}'
    ).render(view=view)
    assert "a &lt;model&gt; read 3 of 3 statements" in page
    assert "agrees on 2 of them (Cohen" in page
    assert "It &lt;b&gt;broke&lt;/b&gt;." in page
    assert "Model: friction · offline: success" in page
    assert page.count("<tr>") == 5
