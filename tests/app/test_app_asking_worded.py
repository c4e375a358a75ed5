"""With a language model an answer is worded sentence by sentence, and streamed; without one nothing changes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from sqlmodel import select

from app.models import AskTurn
from interview_engine.llm import Completion, CompletionRequest, ModelError, ModelFailure
from tests.app.site import Site, make_settings, running
from tests.app.test_app_asking_across import EXPORTS, analysed
from tests.browserlike import Visitor
from tests.question_reader import KNOWN, QuestionReader, StatementJudge

LINES = {"accept": "application/x-ndjson"}
QUESTION = "What do people say about the invoice export?"


class Wording:
    """Words answers with ``reword`` and nothing else; ``asked`` holds what it was shown."""

    name = "wording"

    def __init__(self, reword: Callable[[str], str]) -> None:
        self.asked: list[str] = []
        self.reword = reword

    async def complete(self, request: CompletionRequest) -> Completion:
        if "You word the answer" not in request.messages[0].content:
            raise ModelError(ModelFailure.UNREACHABLE, "it only words answers")
        shown = request.messages[1].content
        self.asked.append(shown)
        lines = re.findall(r"^(\d+)\| (.+)$", shown, re.MULTILINE)
        return Completion("\n".join(f"{number}| {self.reword(text)}" for number, text in lines), self.name)


async def streamed(site: Site, researcher: Visitor, study: str, question: str = QUESTION) -> list[dict[str, object]]:
    await researcher.get(f"/studies/{study}/ask")
    token = dict(researcher.form(f"/studies/{study}/ask")["fields"])["_csrf_token"]
    fields = {"_csrf_token": token, "question": question}
    reply = await researcher.request("POST", f"/studies/{study}/ask", data=fields, headers=LINES)
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in reply.text.splitlines() if line]


async def test_an_answer_is_streamed_in_a_model_s_words_unless_they_lie(tmp_path: Path) -> None:
    model = Wording(lambda text: f"So, {text[0].lower()}{text[1:]}" if text[0].isalpha() else f"So {text}")
    async with running(make_settings(tmp_path), model=model) as site:
        ada = await site.researcher()
        study = await analysed(site, ada, EXPORTS, 6)
        *sentences, last = await streamed(site, ada, study)
        assert sentences
        assert all(str(line["sentence"]).startswith("So") for line in sentences)
        (turn,) = await site.rows(select(AskTurn))
        assert turn.answer is not None
        assert [claim["text"] for claim in turn.answer["claims"]] == [line["sentence"] for line in sentences]
        page = await ada.get(str(last["location"]))
        assert "Worded by wording" in page.text
        assert "js/ask" in page.text
        page = await ada.submit(f"/studies/{study}/ask", {"question": QUESTION, "thread": ""})
        assert "Worded by wording" in page.text
        assert len(model.asked) == 2

        model.reword = lambda text: text.replace("6 of 6", "60 of 60") + " They adore it."
        *sentences, last = await streamed(site, ada, study)
        assert len(model.asked) == 3
        assert not re.search("60 of|adore", str(sentences))
        page = await ada.get(str(last["location"]))
        assert "6 of 6 people" in page.text
        assert "Worded by" not in page.text


async def test_a_question_in_doubt_is_answered_as_a_model_reads_it_and_says_so(tmp_path: Path) -> None:
    odd = "¿Cuántas personas se quejan de la exportación de facturas?"
    model = QuestionReader({"kind": "how_many_people", "topic": "invoice export", "groups": ["plan = pro"]})
    async with running(make_settings(tmp_path), model=model) as site:
        ada = await site.researcher()
        study = await analysed(site, ada, EXPORTS, 6)
        await streamed(site, ada, study)
        assert not model.asked  # what is understood is not asked about
        *sentences, last = await streamed(site, ada, study, odd)
        assert "3 of 3 people" in str(sentences[0]["sentence"])
        page = await ada.get(str(last["location"]))
        assert odd in page.text
        read_as = re.search(r"Read as: <span[^>]*>(.+?)</span>", page.text)
        assert read_as
        assert read_as[1] == "How many people speak of “invoice export”, plan “pro”?"
        assert "Worded by" not in page.text
        (first,) = model.asked
        assert re.search(r"^plan = (?:free \| pro|pro \| free)$", first, re.MULTILINE)

        page = await ada.submit(f"/studies/{study}/ask", {"question": "and on the free plan?"})
        assert len(re.findall("3 of 3 people", page.text)) > 1  # a follow-up takes over what was asked

        model.known = {words: {"kind": "summary"} for words in KNOWN}
        *sentences, last = await streamed(site, ada, study, odd)
        assert not sentences
        page = await ada.get(str(last["location"]))
        assert "Read as" not in page.text
        assert "Pregunte en inglés" in page.text


async def test_a_model_judges_who_speaks_of_a_matter_and_the_page_says_so(tmp_path: Path) -> None:
    model = StatementJudge("person 1", "person 3")
    async with running(make_settings(tmp_path), model=model) as site:
        ada = await site.researcher()
        study = await analysed(site, ada, EXPORTS, 6)
        *sentences, last = await streamed(site, ada, study)
        assert "2 of 6 people" in str(sentences[0]["sentence"])
        page = await ada.get(str(last["location"]))
        assert "judged by the language model" in page.text
        assert len(model.asked) == 1
        await streamed(site, ada, study, "What are the most common friction points?")
        assert len(model.asked) == 1

        model.misses = True
        *sentences, last = await streamed(site, ada, study)
        assert "6 of 6 people" in str(sentences[0]["sentence"])
        assert "judged by" not in (await ada.get(str(last["location"]))).text
