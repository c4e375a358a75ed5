"""A whole installation in front of a real model server: nothing that it is sent holds a contact or a card."""

import json
import re
from pathlib import Path

import pytest

from app.settings import Settings
from app.studies.planning.command import make_plan
from tests.app.site import make_settings, running
from tests.app.test_app_model_failures import GOOD, MODEL, asked_for, model_settings
from tests.model_server import Reply

EMAIL, PHONE, CARD = "jane.doe@example.com", "+49 170 1234567", "4111 1111 1111 1111"
HELPDESK = "help@example.net"
SECRETS = (EMAIL, "jane.doe", PHONE, "1234567", CARD, "4111", HELPDESK, "example.net")
ANSWER = f"The setup took six weeks, so I wrote to {EMAIL}, then called {PHONE}; we had paid with {CARD} by then."
COMPLAINTS = (
    f"The import kept failing on our file so I wrote to {EMAIL} about it",
    f"Nobody answered my ticket for days, not even at {PHONE}",
    "I love the dashboard view",
)


async def test_nothing_personal_leaves_the_machine(sqlite_settings: Settings) -> None:
    bodies = []

    def answering(body: dict[str, object]) -> Reply:
        bodies.append(body)
        return GOOD(body)

    with model_settings(sqlite_settings, answering) as settings:
        async with running(settings) as site:
            researcher = await site.researcher()
            question = f"What stops customers who write to {HELPDESK} from getting started?"
            study, link = await site.live_study(researcher, question=question)
            assert HELPDESK in (await researcher.get(f"/studies/{study}/plan")).text
            participant = await site.begin(link)
            for number in range(4):
                answer = await participant.send(f"{ANSWER} It happened {number} times.")
                assert answer.status_code == 201, answer.text
            rows = "\n".join(f'"{COMPLAINTS[n % 3]} in month {n}"' for n in range(30))
            await researcher.get(f"/studies/{study}/import")
            await researcher.submit("/import", files={"file": ("answers.csv", f"answer\n{rows}\n".encode())})
            await researcher.submit(f"/imports/{researcher.page.url.path.rpartition('/')[2]}")
            await site.jobs_done()
            await researcher.get(f"/studies/{study}/summary")
            await researcher.submit("/analyses")
            await site.jobs_done()
            messages = await site.transcript(study, str(await participant.interview_id()))

    wants = {asked_for(body): json.dumps(body, ensure_ascii=False) for body in bodies}
    assert set(wants) == {"plan", "probe", "matters", "themes", "summary"}
    assert "[email 1]" in wants["plan"]
    assert all(f"[{kind} 1]" in wants["probe"] for kind in ("email", "phone", "card"))
    assert re.search(r"\[(email|phone) 1\]", wants["matters"])
    assert re.search(r"\[(email|phone) 1\]", wants["themes"])
    assert re.search(r"\[(email|phone) 1\]", wants["summary"])
    for body in bodies:
        assert [secret for secret in SECRETS if secret in json.dumps(body, ensure_ascii=False)] == []

    answers = [message.text for message in messages if message.speaker == "participant"]
    assert f"{ANSWER} It happened 0 times." in answers, "what is kept is what was said"
    asked = [message for message in messages if message.move == "probe"]
    assert MODEL in {message.written_by for message in asked}, [message.fallback for message in asked]
    for message in asked:
        assert "[" not in message.text
        assert all(any(quoted in answer for answer in answers) for quoted in re.findall("“(.*?)”", message.text))


@pytest.mark.model
def test_neither_does_it_by_the_command_line(tmp_path: Path) -> None:
    bodies = []

    def answering(body: dict[str, object]) -> Reply:
        bodies.append(body)
        return GOOD(body)

    question = f"Why do customers who write to {HELPDESK} or call {PHONE} not get started?"
    with model_settings(make_settings(tmp_path / "data"), answering) as settings:
        printed = make_plan(settings, question, template="", language="", as_json=True)
    assert question in json.loads(printed.output)["plan"]["question"]
    sent = json.dumps(bodies, ensure_ascii=False)
    assert "[email 1]" in sent
    assert "[phone 1]" in sent
    assert [secret for secret in SECRETS if secret in sent] == []
