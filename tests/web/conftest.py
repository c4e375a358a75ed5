"""Sample views for every template: ordinary, empty, very long and hostile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, TypeVar
from uuid import UUID

import pytest

from analysis.reporting.change_section import MetricRow
from analysis.reporting.outcome_section import EffectRow, OutcomeSection
from app.pages import views as v
from app.pages.views.asking import AskedStudyView
from tests.web.finding_pages import pages_beside

KINDS = ("ordinary", "empty", "long", "hostile")
RTL = "\N{RIGHT-TO-LEFT OVERRIDE}مرحبا بالعالم"
HOSTILE = f"<script>alert(1)</script>\" onclick=\"alert(2)' style='x {{{{ 7 * 7 }}}} {RTL} \N{PILE OF POO} {'W' * 500} "
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ID = str(UUID(int=7))

Item = TypeVar("Item")
Page = tuple[str, Any]


class Samples:
    """Builds the views of one kind: ``words`` bends every text, ``many`` every list."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def words(self, text: str) -> str:
        return {"ordinary": text, "empty": "", "long": f"{text} " * 60 + "W" * 500, "hostile": HOSTILE + text}[
            self.kind
        ]

    def many(self, *items: Item) -> tuple[Item, ...]:
        return {"ordinary": items, "empty": (), "long": items * 12, "hostile": items}[self.kind]

    def count(self, number: int) -> int:
        return {"ordinary": number, "empty": 0, "long": number * 1_000_003, "hostile": number}[self.kind]

    def maybe(self, make: Callable[[], Item]) -> Item | None:
        return None if self.kind == "empty" else make()

    def errors(self, *fields: str) -> tuple[v.FieldError, ...]:
        if self.kind in {"ordinary", "empty"}:
            return ()
        return tuple(v.FieldError(field, self.words("Please write something here.")) for field in fields)

    @property
    def language(self) -> str:
        return "es" if self.kind == "long" else "en"

    def head(self, status: str = "live", *, sample: bool = False) -> v.StudyHead:
        return v.StudyHead(
            id=ID,
            title=self.words("The first month with the planner"),
            question=self.words("What keeps new customers from getting value in their first month?"),
            status=status,
            language=self.language,
            sample=sample or self.kind == "long",
        )

    def tally(self, people: int = 9, of: int = 14, low: float = 0.388, high: float = 0.837) -> v.CountView:
        return v.CountView(people=people, of=of, share=people / of, low=low, high=high)

    def quote(self, text: str, person: int = 7) -> v.QuoteView:
        url = f"/studies/{ID}/interviews/{ID}?quote={ID}:0-40#m-{ID}"
        return v.QuoteView(
            self.words(text), f"Participant {person}", "sample" if self.kind == "long" else "imported", url
        )

    def claim(self, text: str) -> v.ClaimView:
        quotes = self.many(self.quote("I spent two weeks waiting for someone to connect our login.", 3))
        return v.ClaimView(self.words(text), quotes=quotes, counts=self.many(self.tally()))

    def job(self, status: str, kind: str = "analysis") -> v.JobView:
        return v.JobView(
            id=ID,
            kind=kind,
            status=status,
            stage=self.words("Grouping what people said"),
            done=self.count(31),
            total=self.count(48),
            events_url=f"/studies/{ID}/jobs/{ID}/events",
            page_url=f"/studies/{ID}/summary",
            error=self.words("The data folder has no space left.") if status == "failed" else "",
            hint=self.words("Free some space and try again; no interview was lost.") if status == "failed" else "",
        )

    def theme(self, key: str, name: str, description: str, people: int, *quotes: str) -> v.ThemeView:
        return v.ThemeView(
            key=key,
            name=self.words(name),
            description=self.words(description),
            count=self.tally(people, 14, max(0, people / 14 - 0.23), min(1, people / 14 + 0.2)),
            mentions=people + 5,
            quotes=tuple(self.quote(text, place + 2) for place, text in enumerate(quotes)),
            segments=self.many(
                v.SegmentShareView(self.words("company size"), self.words("small"), self.tally(6, 8, 0.41, 0.93)),
                v.SegmentShareView(self.words("company size"), self.words("large"), self.tally(3, 6, 0.19, 0.81)),
            ),
            named_by="offline" if self.kind == "ordinary" else self.words("a-model"),
            url=f"/studies/{ID}/themes/{key}",
            stage=self.words("Setup"),
            owner_team=self.words("Onboarding"),
            kpis=self.many(self.words("Time to value")),
            stability=self.words("steady: found again in 92 % of repeats on people drawn anew"),
            disconfirming=self.many(self.quote("Our login worked at once.", 1)),
            curated=self.kind == "long",
        )

    def journey(self) -> v.JourneyView:
        def step(name: str, friction: int, success: int) -> v.JourneyStepView:
            return v.JourneyStepView(
                self.words(name),
                self.tally(12, 14, 0.6, 0.96),
                self.tally(friction, 12, 0, 1),
                self.tally(success, 12, 0, 1),
                friction > success,
                f"/studies/{ID}/themes?stage=setup",
            )

        return v.JourneyView(
            (step("Setup", 9, 2), step("First value", 3, 8)),
            self.many(self.claim("The journey breaks at setup: 9 of 12 people met friction there.")),
        )

    def summary(self) -> v.SummaryView:
        friction = self.many(
            self.theme(
                "login",
                "Connecting the company login takes weeks",
                "People wait for their own IT department and for ours, and cannot begin in the meantime.",
                9,
                "I spent two weeks waiting for someone to connect our login, and nobody could say whose turn it was.",
                "Single sign-on was the thing. Everything else was fine.",
                "We almost gave up at the login step.",
            ),
            self.theme(
                "import",
                "Bringing old data in fails without a reason",
                "The import stops and does not say which row is wrong.",
                5,
                "It just said error. I tried the same file four times.",
            ),
        )
        success = self.many(
            self.theme(
                "templates",
                "Ready-made boards give a quick start",
                "A board that looks like their own work shows people what to do next.",
                8,
                "The template looked like our actual week, so I knew where to click.",
                "I copied the sample board and we were working by lunch.",
            )
        )
        return v.SummaryView(
            headline=self.maybe(
                lambda: self.claim(
                    "New customers see the value on the day they reach a working board; most lose weeks before it."
                )
            ),
            interviews=self.count(15),
            people=self.count(14),
            set_aside=self.count(3),
            written_by="offline" if self.kind != "hostile" else HOSTILE,
            embedder=self.words("all-MiniLM-L6-v2"),
            finished_at=NOW,
            also_said=self.many(self.quote("I only ever used it on the train.")),
            overview=self.many(
                self.claim("Nine of fourteen people waited for the company login before they could start."),
                self.claim("Those who began with a ready-made board reached a first result on the same day."),
                self.claim("Support is praised where it was reached, and half did not know how to reach it."),
            ),
            friction_points=friction,
            success_factors=success,
            segment_notes=self.many(self.claim("Small companies name the login more often than large ones.")),
            limits=self.many(self.words("Fourteen people are few: differences between segments are not reliable yet.")),
            notices=self.many(
                self.words("The language model did not answer in time; the offline analyst wrote this summary.")
            ),
            sources=self.many("imported"),
            journey=self.maybe(self.journey),
            measured=self.many(
                v.ClaimView(self.words("First value took 42 days."), figures=(self.words("42 days, the median"),))
            ),
            actions=self.many(
                v.ActionView(
                    self.words("Begin the login with the customer's IT before the first call."),
                    self.words("Connecting the company login takes weeks"),
                    f"/studies/{ID}/themes/login",
                    self.words("Onboarding"),
                    self.words("Time to value"),
                    "should fall",
                    self.claim("9 of 14 people waited for it."),
                )
            ),
            saturation=self.words("Nearly enough."),
        )

    def themes(self, *, available: bool = True) -> v.ThemesPage:
        if not available:
            return v.ThemesPage(self.head(), available=False)

        def row(name: str, polarity: str, people: int) -> v.ThemeRow:
            return v.ThemeRow(
                "login",
                self.words(name),
                f"/studies/{ID}/themes/login",
                polarity,
                self.tally(people, 14, 0.2, 0.9),
                people + 3,
                self.words("Setup"),
                self.words("Onboarding"),
                curated=self.kind == "long",
            )

        return v.ThemesPage(
            head=self.head(),
            available=True,
            people=14,
            friction=self.many(*(row("Connecting the company login takes weeks", "friction", 9) for _ in range(30))),
            success=self.many(row("Ready-made boards give a quick start", "success", 8)),
            segments=(v.Option("", "Everybody"), *self.many(v.Option("size=small", self.words("size: small")))),
            stages=(v.Option("", "All stages"), *self.many(v.Option("setup", self.words("Setup")))),
            polarities=(v.Option("", "Friction and success"),),
            segment="size=small" if self.kind == "long" else "",
            waves=self.many(v.WaveLink("Wave 1", f"/studies/{ID}/themes", here=True)),
            history=self.many(v.EditRow(self.words("Named a theme \u201cLogin\u201d"), self.words("Ada"), NOW)),
            undo="" if self.kind == "empty" else "e1",
            can_edit=self.kind != "ordinary",
            filtered=self.kind == "long",
        )

    def theme_page(self, *, can_edit: bool) -> v.ThemePage:
        theme = self.theme(
            "login", "Connecting the company login takes weeks", "People wait.", 9, "I waited two weeks."
        )
        said = v.StatementRow("m1:0-19", self.quote("I waited two weeks."), "mixed", ticked=True, pinned=True)
        another = v.StatementRow("m1:20-40", self.quote("Nobody told me why."), "friction")
        other = v.Option("import", self.words("Bringing old data in fails"))
        return v.ThemePage(
            head=self.head(),
            theme=theme,
            polarity="friction",
            strength=self.maybe(lambda: 0.6),
            people=self.many(v.PersonRow("Participant 7", self.many(self.words("size: small")), (said, another))),
            first=1,
            total=self.count(30),
            seen="none",
            typed_name=self.words("Login"),
            typed_description=self.words("People wait."),
            typed_split=self.words("Waiting"),
            typed_merge=("import",),
            others=self.many(other),
            targets=(v.Option("", "No theme"), *self.many(other)),
            next_url=self.maybe(lambda: f"/studies/{ID}/themes/login?first=21#statements"),
            errors=self.errors("name", "description", "merge", "statement", "split_name"),
            can_edit=can_edit,
        )

    def saturation(self) -> v.SaturationPage:
        return v.SaturationPage(
            head=self.head(),
            available=self.kind != "empty",
            verdict=self.words("Nearly enough."),
            next_new=self.words("The next interview is expected to bring 0.2 new themes."),
            points=self.many(v.CurvePoint(1, 0, 0, 0, 60, 180, 186, 170), v.CurvePoint(14, 6, 5, 6, 390, 20, 30, 10)),
            across=self.many(v.AxisTick(34, "0"), v.AxisTick(300, "10")),
            up=self.many(v.AxisTick(186, "0"), v.AxisTick(40, "5")),
            advice=self.many(self.claim("Invite 4 more large companies.")),
        )

    def method(self) -> v.MethodPage:
        return v.MethodPage(
            head=self.head(),
            available=self.kind != "empty",
            interviews=15,
            people=14,
            statements=60,
            set_aside=3,
            in_themes=40,
            friction=2,
            success=1,
            edited=1,
            readings=self.many(v.ReadingRow("friction", 30, 20, 6, 4, 12)),
            sure_from=80,
            fairly_from=60,
            embedder=self.words("all-MiniLM-L6-v2"),
            stability=self.many(self.words("\u201cLogin\u201d: steady")),
            written_by="offline" if self.kind == "ordinary" else self.words("a-model"),
            named_by_model=self.count(2),
            notices=self.many(self.words("The model did not answer in time.")),
            limits=self.many(self.words("Fourteen people are few.")),
            collected_at=self.maybe(lambda: NOW),
        )

    def launch(self) -> v.LaunchView:
        return v.LaunchView(
            rehearsal={"ordinary": "shown", "empty": "never", "long": "changed", "hostile": "unseen"}[self.kind],
            run_url=f"/studies/{ID}/simulations/{ID}" if self.kind != "empty" else "",
            language=self.words("Spanish"),
            player="" if self.kind == "empty" else self.words("qwen2.5:7b"),
            sizes=self.many(v.Option("11", "11: one of each type of person")),
            rows=self.many(
                *(
                    v.SimulationRow(
                        f"/studies/{ID}/simulations/{ID}",
                        self.count(11),
                        2,
                        status,
                        NOW,
                        shown=False,
                        played_by=self.words("qwen2.5:7b"),
                    )
                    for status in ("queued", "running", "failed", "done")
                )
            ),
            reason=self.words("It is only for us."),
            errors=self.errors("reason"),
            unseen_reason=self.words("The customer waits, and we know the questions."),
            unseen_by=self.words("Ada Norris"),
            unseen_at=self.maybe(lambda: NOW),
        )

    def waves(self, *, compared: bool) -> v.WavesPage:
        share = v.CountView(12, 40, 0.3, 0.18, 0.45)
        dots = (v.PlotDot(1, 0.25, 0.3, 0.18, 0.45), v.PlotDot(2, 0.75, 1.0, 0.9, 1.0))
        statuses = ("grew", "vanished", "steady", "too few to say")
        themes = tuple(
            v.ThemeChangeView(
                self.words(f"Slow exports {place}"),
                ("friction", "success")[place % 2],
                (share, share),
                dots,
                status,
                place < 2,
                place == 0,
                12,
                -3,
                27,
                "steady" if place else "",
                self.many(self.quote("The export kept failing.")),
            )
            for place, status in enumerate(statuses)
        )
        return v.WavesPage(
            self.head(),
            tuple(
                v.WaveView(ID, f"Wave {number}", self.words("First month"), 40 if number == 1 else None, number == 1)
                for number in (1, 2)
            ),
            "" if compared else "This is the only wave so far.",
            ("Wave 1", "Wave 2") if compared else (),
            self.many(v.ClaimView(self.words("It grew."), counts=(share,))) if compared else (),
            themes if compared and self.kind != "empty" else (),
            self.many(self.words("Wave 2 has heard 3 people.")),
            self.many(MetricRow(self.words("Time to Value"), ("21 days (20 to 22)", "\u2013"), "fell")),
            ("Who answers can change between waves as well as what people think.",) if compared else (),
            can_edit=self.kind != "empty",
        )

    def asking(self, *, asked: bool) -> v.AskPage:
        w = self.words
        place = f"{ID}:0-40"
        quotes = self.many(v.AskQuoteView(self.quote("The export kept failing."), place))
        tally = self.tally()
        claims = (v.AskClaimView(w("12 of 40 people named it."), quotes, (tally,), self.many(w("Median 14 day"))),)
        row = v.AskRowView(w("Slow exports"), (tally, None), (w("Product"),))
        tables = (
            v.AskTableView(w("By people"), w("Theme"), (w("pro"), w("free")), (w("Team"),), (row, row), bars=True),
            v.AskTableView(w("By people"), w("Theme"), (w("pro"), w("free")), (w("Team"),), (row,), bars=False),
        )
        limits, following = self.many(w("A share of few people is unsure.")), self.many(w("What works well?"))
        answered = v.AnswerView(
            outcome="answered",
            about=quotes[0] if quotes else None,
            only=self.many(w("plan: pro")),
            claims=claims,
            quotes=quotes,
            tables=(),
            reason="",
            terms=(),
            people=40,
            statements=120,
            nearest=(),
            limits=limits,
            next_questions=following,
            written_by=w("a-model"),
            read_as=w("How many people speak of “exports”?"),
        )
        none: dict[str, Any] = {"outcome": "not_said", "about": None, "only": (), "claims": (), "quotes": ()}
        refused = replace(
            answered, **none, reason=w("Nobody speaks of it."), terms=self.many(w("login")), nearest=quotes
        )
        answers = [*(replace(answered, tables=shown) for shown in ((), tables[:1], tables)), refused]
        turns = tuple(
            v.TurnView(place, w("What is most common?"), NOW, answer, can_repeat=place != len(answers) + 1)
            for place, answer in enumerate((*answers, None, None, answers[0]))
        )
        return v.AskPage(
            self.head(),
            ID if asked else "",
            turns if asked else (),
            self.many(v.AskThreadView(f"/studies/{ID}/ask/{ID}", w("What is most common?"), 3, NOW, asked)),
            40 if asked or self.kind != "empty" else None,
            self.count(40),
            self.count(2),
            self.many(w("What works well?")),
            w("What else?"),
            2_000,
            can_edit=self.kind != "long",
            errors=self.errors("question"),
        )

    def asking_all(self, *, asked: bool) -> v.AskPage:
        """All studies of a workspace asked at once."""
        studies = self.many(
            AskedStudyView(f"/studies/{ID}", self.words("Onboarding of small teams"), 40 if asked else None),
        )
        threads = self.many(v.AskThreadView(f"/ask/{ID}", self.words("What is most common?"), 3, NOW, asked))
        page = self.asking(asked=asked)
        return replace(page, head=None, threads=threads, new_interviews=0, studies=studies)

    def outcomes(self) -> v.OutcomesPage:
        w = self.words
        effect = EffectRow(w("Slow exports"), True, "12 of 30", "4 of 50", "+32 points", "2.1 (1.3 to 3.0)")
        told = OutcomeSection(w("Churned"), 80, skill=w("Told"), caution=w("Caution"), rows=(effect,))
        days = replace(told, days=True, left_out=(w("Rare"),))
        refused = OutcomeSection(w("Renewed"), 12, refusal=w("Too few."))
        claims = self.many(v.ClaimView(w("Churned is yes for 12 of 30."), counts=(v.CountView(12, 30, 0.4, 0.2, 0.6),)))
        return v.OutcomesPage(
            self.head(),
            self.many(
                v.OutcomeView(w("Churned"), "yes for 16 of 80", told, claims),
                v.OutcomeView(w("Days"), "days", days, claims),
                v.OutcomeView(w("Renewed"), "yes for 3 of 12", refused, ()),
                v.OutcomeView(w("Expanded"), "yes for 3 of 12", None, ()),
            ),
            analysed=self.kind != "empty",
            participants=self.count(80),
            fewest_people=30,
            fewest_of_either=10,
            can_edit=self.kind != "empty",
            errors=self.errors("file"),
        )

    def quality(self) -> v.QualityPage:
        w = self.words
        counted = self.many(v.CountedView(w("Completed"), self.count(12), 0.75), v.CountedView(w("Stopped"), 4, 0.25))
        place = v.PlaceView(w("Participant 7"), f"/studies/{ID}/interviews/{ID}", w("Leading"), NOW)
        wording = v.WordingView(
            "real",
            self.count(160),
            self.count(40),
            self.count(9),
            self.count(3),
            counted,
            self.many(v.CountedView(w("Timeout"), 3)),
            self.count(9_000),
            self.count(800),
        )
        refused = v.RefusedView(
            w("Participant 7"),
            f"/studies/{ID}/interviews/{ID}",
            NOW,
            self.many(w("Leading")),
            self.many(w("So it was terrible, right?")),
            w("How was it?"),
            repaired=self.kind == "long",
            preview=self.kind == "long",
        )
        return v.QualityPage(
            head=self.head("live"),
            interviews=self.count(16),
            counted=self.count(15),
            distressed=self.many(place),
            ends=counted,
            leaves=self.many(v.LeaveView(w("What happened in the first days?"), self.count(12), self.count(2))),
            ratings=counted,
            wording=self.many(wording),
            rules=self.many(v.RuleRateView(w("Leading"), self.count(9), 0)),
            sent=self.many(place),
            messages_checked=self.count(160),
            interviews_checked=self.count(16),
            refused=self.many(refused),
            tokens=v.TokensView(
                used=self.count(9_800),
                budget=self.maybe(lambda: 2_000_000 if self.kind == "ordinary" else 0),
                cost=self.maybe(lambda: 0.41),
                everywhere=self.maybe(lambda: 5_000_000),
                per_interview=self.maybe(lambda: 50_000),
                typed=w("2,000,000"),
                limited=True,
                can_edit=self.kind != "empty",
                errors=self.errors("tokens"),
            ),
        )

    def simulation(self, standing: str) -> v.SimulationPage:
        return v.SimulationPage(
            head=self.head("draft"),
            participants=self.count(11),
            revision=2,
            begun_at=NOW,
            job=None if standing == "done" else self.job(standing),
            card=self.card() if standing == "done" else None,
            current=self.kind == "ordinary",
            ready=standing == "done" and self.kind == "ordinary",
            can_edit=self.kind != "empty",
            played_by="" if self.kind == "empty" else self.words("qwen2.5:7b"),
            player="" if self.kind == "empty" else self.words("qwen2.5:7b"),
        )

    def card(self) -> v.CardView:
        row = v.SimulatedRow(
            self.words("Forthcoming"), "forthcoming", "completed", self.count(12), self.count(30), self.count(14), 7.25,
            url=f"/studies/{ID}/interviews/{ID}" if self.kind != "long" else "",
        )  # fmt: skip
        return v.CardView(
            verdicts=self.many(
                *(
                    v.VerdictView(tone, self.words("Each mandatory question was asked."), self.words("Ask it sooner."))
                    for tone in ("bad", "look", "good")
                )
            ),
            figures=self.many(
                v.FigureView(
                    self.words("Facts brought out"), self.words("61 of 75"), self.words("of what they know"), 0.8
                ),
                v.FigureView(self.words("Words per answer"), self.words("11")),
            ),
            reached=self.many(
                *(
                    v.ReachedView(kind, self.words("Find out what hinders"), 9, 7, 10)
                    for kind in ("goal", "mandatory", "core")
                )
            ),
            rules=self.many(v.RuleView(self.words("Leading"), self.count(3), 0)),
            read=self.many(v.ReadView(self.words("Told the most"), row)),
            people=self.many(row),
            worded_by=self.words("the offline interviewer"),
            played=self.many(
                v.FigureView(self.words("In the model's words"), self.words("61 of 75"), self.words("checked"), 0.8)
            ),
        )

    def interviews(self) -> v.InterviewsView:
        rows = self.many(
            self.interview(16, "live", "active", "Mostly the login, to be honest. We waited"),
            self.interview(15, "live", "completed", "It was lunch time and we had a board, that felt good."),
            self.interview(14, "imported", "completed", "It just said error."),
            self.interview(13, "sample", "stopped", ""),
        )
        return v.InterviewsView(
            study_id=ID,
            funnel=v.Funnel(*(self.count(number) for number in (16, 1, 12, 3, 4))),
            rows=rows,
            total=self.count(16),
            next_url=self.maybe(lambda: f"/studies/{ID}?from=51"),
        )

    def interview(self, number: int, source: str, status: str, last: str) -> v.InterviewRow:
        return v.InterviewRow(
            id=str(UUID(int=number)),
            label=f"Participant {number}",
            source=source,
            status=status,
            answers=self.count(number - 9),
            last_words=self.words(last),
            started_at=NOW - timedelta(minutes=7 * (17 - number) ** 4),
            distress=number % 2 == 0,
            attributes=self.many(
                v.Attribute(self.words("plan"), self.words("team")),
                v.Attribute(self.words("role"), self.words("admin")),
            ),
        )

    def messages(self, *, live: bool) -> v.MessagesView:
        said = (
            ("interviewer", "Thank you for taking the time. How did you come to use the planner?", "", "open"),
            ("participant", "My manager asked me to find something for our week.\n\nI tried three of them.", "", ""),
            ("interviewer", "What happened in the first days after you signed up?", "the model was too slow", "ask"),
            (
                "participant",
                "I spent two weeks waiting for someone to connect our login. After that it was fine.",
                "",
                "",
            ),
        )
        return v.MessagesView(
            label="Participant 7",
            language=self.language,
            live=live,
            messages=tuple(
                v.MessageRow(
                    id=str(UUID(int=seq)),
                    seq=seq,
                    speaker=speaker,
                    segments=(
                        v.TextSegment(self.words(text[:8])),
                        v.TextSegment(self.words(text[8:60]), highlighted=seq == 3),
                        v.TextSegment(self.words(text[60:])),
                    ),
                    made_by=self.words("offline") if speaker == "interviewer" else "",
                    move=move,
                    fallback_reason=self.words(reason) if reason else "",
                    corrected=seq == 3,
                    withdrawn=seq == 1,
                    repaired=speaker == "interviewer",
                    distress=speaker == "participant",
                    earlier=self.many(("participant", self.words("It was fine.")), ("interviewer", self.words("And?")))
                    if seq == 3
                    else (),
                )
                for seq, (speaker, text, reason, move) in enumerate(said)
            )
            if self.kind != "empty"
            else (),
        )

    def plan(self) -> v.PlanPage:
        hints = self.many(self.hint())
        phases = ("Opening", "Experience", "Value", "Friction", "Support", "Improvement", "Closing")
        return v.PlanPage(
            head=self.head("draft"),
            revision=2,
            written_by="offline" if self.kind == "ordinary" else self.words("a-model"),
            saved_at=NOW,
            saved_by=self.words("Ada Norris"),
            question=self.words("What keeps new customers from getting value in their first month?"),
            title=self.words("The first month with the planner"),
            research_type="diagnostic",
            research_types=tuple(v.Option(name.lower(), name) for name in ("Exploratory", "Diagnostic", "Evaluative")),
            phase_options=tuple(v.Option(name.lower(), name) for name in phases),
            description=self.words(
                "Find out where new customers lose time in their first month, and what helped those who did not."
            ),
            goals=self.many(
                v.GoalRow(
                    "obstacles",
                    self.words("Know what stops people before the first result"),
                    self.words("Accounts of a moment when they could not go on"),
                ),
                v.GoalRow(
                    "helps", self.words("Know what brought others there"), self.words("Accounts of the day it worked")
                ),
            ),
            core_questions=self.many(
                v.CoreQuestionRow(
                    "first_days",
                    self.words("What happened in the first days after you signed up?"),
                    "experience",
                    ("obstacles",),
                ),
                v.CoreQuestionRow(
                    "value",
                    self.words("Did the planner help you?"),
                    "value",
                    ("helps", "obstacles"),
                    hints,
                    depth="deep",
                    follow_ups=(
                        v.FollowUpRow(self.words("Who noticed it first?")),
                        v.FollowUpRow(self.words("Did it help?"), hints),
                    ),
                ),
            ),
            mandatory_questions=self.many(
                *(
                    v.MandatoryQuestionRow(f"own_{n}", self.words("What would you miss?"), hints if n else ())
                    for n in range(4)
                )
            ),
            mandatory_advised=3,
            profile_description=self.words(
                "People who signed up in the last 60 days and invited at least one colleague."
            ),
            segments=self.many(
                v.SegmentRow(self.words("Small companies"), "8", self.words("They have no IT department."))
            ),
            phases=tuple(v.PhaseRow(name.lower(), name, "1.5" if self.kind != "empty" else "") for name in phases),
            depth="standard",
            depth_options=tuple(v.Option(name.lower(), name) for name in ("Light", "Standard", "Deep")),
            most_follow_ups=3,
            avoid=self.words("salaries\nthe lawsuit"),
            probing=self.words("Ask for the day on which it happened."),
            welcome=self.words("Thank you for helping us."),
            closing=self.words("Thank you. This helps us a great deal."),
            invitation=self.words("Hello,\n\nwould you tell us about your first month?"),
            help_text=self.words("The help line answers day and night: 0800 000 000."),
            researcher_name=self.words("Ada Norris"),
            consent=self.many("You will be talking with an AI interviewer.", "You may stop at any moment."),
            analysis_questions=self.many(
                v.TextRow(self.words("What stops people most often?")), v.TextRow(self.words("What helped?"))
            ),
            kpis=self.many(
                v.TextRow(self.words("Time to First Value"), self.words("Days until the first useful result.")),
                v.TextRow(self.words("A measure of our own")),
            ),
            kpi_names=self.many("Time to First Value", "Activation Rate"),
            time=self.time(),
            templates=self.many(v.Option("onboarding", "Onboarding"), v.Option("churn", "Churn and cancellation")),
            template="onboarding",
            can_edit=self.kind != "empty",
            notice=""
            if self.kind == "empty"
            else self.words("The language model did not answer; the offline planner wrote this plan."),
            generic=self.kind != "empty",
            unsaved=self.words("New: the goals."),
            errors=self.errors(
                "",
                "question",
                "title",
                "analysis-0-text",
                "kpis-1-text",
                "file",
                "goals-0-text",
                "goals-0-evidence",
                "core-1-text",
                "segments-0-count",
                "phases-2-minutes",
                "researcher_name",
            ),
        )

    def hint(self) -> v.Hint:
        return v.Hint(
            "closed",
            self.words("Closed"),
            self.words("It can be answered with yes or no."),
            self.words("How did it go?"),
        )

    def time(self) -> v.TimeView:
        long = self.kind == "long"
        return v.TimeView(
            needed="12.4" if long else "8.4",
            planned="10",
            percent=100 if long else 84,
            fits=not long,
            phases=self.many(
                v.PhaseTimeView("opening", "1.0", short=False), v.PhaseTimeView("friction", "2.0", short=True)
            ),
        )

    def plan_check(self) -> v.PlanCheckView:
        return v.PlanCheckView(
            hints=self.many(("core-0", ()), ("core-1", (self.hint(),)), ("mandatory-0", (self.hint(), self.hint()))),
            abouts=self.many(("kpis-0", self.words("Days until the first useful result.")), ("kpis-1", "")),
            time=self.time(),
            phases=self.many("opening", "friction", "closing"),
            mandatory=self.count(4),
            mandatory_advised=3,
        )

    def plan_history(self) -> v.PlanHistoryPage:
        def row(number: int, *changes: str, note: str = "") -> v.RevisionRow:
            return v.RevisionRow(
                number=number,
                saved_at=NOW - timedelta(days=3 - number),
                saved_by=self.words("Ada Norris"),
                written_by="researcher" if number > 1 else "offline",
                note=self.words(note) if note else "",
                changes=tuple(map(self.words, changes)),
                url=f"/studies/{ID}/plan/history/{number}",
            )

        return v.PlanHistoryPage(
            head=self.head(),
            rows=self.many(
                row(3, note="Restored from revision 1"), row(2, "title changed", "2 questions added"), row(1)
            ),
            total=self.count(3),
            can_edit=self.kind != "hostile",
            older_url=self.maybe(lambda: f"/studies/{ID}/plan/history?newest=9"),
            newer_url=self.maybe(lambda: f"/studies/{ID}/plan/history?newest=60"),
        )

    def plan_changes(self) -> v.PlanChangesPage:
        def field(label: str, *pieces: tuple[str, str]) -> v.FieldChange:
            return v.FieldChange(label, tuple(v.PieceView(kind, self.words(text)) for kind, text in pieces))

        changed = field("", ("equal", "What happened "), ("removed", "first"), ("added", "on the first day"))
        return v.PlanChangesPage(
            head=self.head(),
            number=3,
            before=0 if self.kind == "empty" else 2,
            newest=3 if self.kind == "empty" else 4,
            saved_at=NOW,
            saved_by=self.words("Ada Norris"),
            note=self.words("Restored from revision 1"),
            parts=self.many(
                v.PartChange("Title", (v.ItemChange("changed", "", (changed,)),)),
                v.PartChange(
                    "Questions",
                    (
                        v.ItemChange("changed", "2", (changed, field("Part", ("removed", "value"))), moved=True),
                        v.ItemChange("added", "3", (field("", ("added", "What else was there?")),)),
                        v.ItemChange("removed", "4", (field("", ("removed", "How did it end?")),)),
                        v.ItemChange("moved", "1", (field("", ("equal", "How did it begin?")),), moved=True),
                    ),
                ),
            ),
            numbers=(4, 3, 2, 1),
            can_edit=self.kind != "hostile",
        )

    def mapping(self, **changes: Any) -> v.ImportMappingPage:
        values: dict[str, Any] = {
            "head": self.head(),
            "file_id": ID,
            "filename": self.words("feedback-october.csv"),
            "rows_total": self.count(2322),
            "columns": self.many(self.words("answer"), self.words("plan"), self.words("customer")),
            "preview": self.many(
                (self.words("Setup took far too long"), self.words("small"), self.words("c-101")),
                (self.words("Support answered within the hour"), self.words("large"), self.words("c-102")),
            ),
            "text_column": self.words("answer"),
            "attribute_columns": self.many(self.words("plan")),
            "errors": self.errors("", "text_column", "attribute_columns"),
        }
        return v.ImportMappingPage(**(values | changes))

    def chat(self, problem: str = "") -> v.ChatPage:
        return v.ChatPage(
            language=self.language,
            study_title=self.words("The first month with the planner"),
            researcher_name=self.words("Ada Norris"),
            url="/i/tok3n",
            messages=self.said(),
            reply_to=2,
            asked=self.count(3),
            total=self.count(8),
            typed=self.words("I was going to say") if problem else "",
            problem=problem,
            edition=3,
            editable=self.kind != "empty",
            preview=self.kind == "long",
        )

    def receipt(self, done: str = "") -> v.ReceiptPage:
        turns = self.many(
            v.ReceiptTurn(1, self.words("How did you come to use it?"), self.words("My manager asked."), True),
            v.ReceiptTurn(3, self.words("What happened then?"), ""),
            v.ReceiptTurn(5, "", "", withdrawn=True, question_withdrawn=True),
        )
        numbered = tuple(replace(turn, seq=2 * place + 1) for place, turn in enumerate(turns))
        contact = self.contact(kept=True) if done else None
        title = self.words("The first month with the planner")
        return v.ReceiptPage(self.language, title, "/i/tok3n", numbered, done, contact)

    def contact(self, problem: str = "", *, done: str = "", kept: bool = False, offered: bool = True) -> v.ContactView:
        return v.ContactView(
            self.words("Ada Norris"),
            self.words("If you send this, Ada Norris may contact you about this conversation."),
            kept=kept,
            offered=offered,
            address=self.words("eve@example.org"),
            name=self.words("Eve Moneypenny"),
            problem=problem,
            done=done,
        )

    def answer(self, problem: str = "", *, last: bool = False) -> v.AnswerPage:
        return v.AnswerPage(
            self.language,
            self.words("The first month with the planner"),
            "/i/tok3n/edit" if last else "/i/tok3n/receipt/1",
            "/i/tok3n",
            1,
            self.words("How did you come to use it?"),
            self.words("My manager asked."),
            last=last,
            problem=problem,
        )

    def said(self) -> tuple[v.ChatMessage, ...]:
        return self.many(
            v.ChatMessage(
                0, "interviewer", self.words("Thank you for taking the time. How did you come to use the planner?")
            ),
            v.ChatMessage(
                1,
                "participant",
                self.words("My manager asked me to find something for our week. I tried three of them."),
            ),
            v.ChatMessage(
                2,
                "interviewer",
                self.words(
                    "You tried three of them. What happened in the first days after you signed up for this one?"
                ),
            ),
        )

    def pages(self) -> list[tuple[str, str, Any]]:
        """Every template with its views: (name of the case, template, page)."""
        w = self.words
        study = v.StudyRow(
            ID,
            w("The first month with the planner"),
            w("What keeps new customers from getting value?"),
            "live",
            w("Portuguese"),
            self.count(16),
            self.count(12),
            NOW,
            sample=self.kind != "ordinary",
        )
        draft = v.StudyRow(
            ID, w("Why people leave"), w("Why do teams cancel?"), "draft", "Spanish", 0, 0, NOW, sample=True
        )
        result = v.ImportResult(
            self.count(2310), self.count(12), self.many(w("Line 40: the text is empty.")), self.count(3)
        )
        end_reason = {"ordinary": "completed", "empty": "stopped", "long": "technical", "hostile": "completed"}[
            self.kind
        ]
        files = self.many(v.ImportFileRow(w("october.csv"), "done", 2310, 2322, NOW, f"/studies/{ID}/imports/{ID}"))
        examples = self.many(
            w("What friction points prevent new customers from reaching value?"),
            w("Why do teams cancel after their first year?"),
            w("How do people decide which plan to buy?"),
        )
        return [
            (
                "signup",
                "researcher/signup.html",
                v.SignupPage(w("Ada Norris"), w("ada@example.com"), w("Norris Ltd"), self.errors("email", "password")),
            ),
            ("login", "researcher/login.html", v.LoginPage(w("ada@example.com"), w("/studies"), self.errors(""))),
            ("studies", "researcher/studies.html", v.StudiesPage(self.many(study, draft))),
            (
                "study_new",
                "researcher/study_new.html",
                v.NewStudyPage(
                    question=w(""),
                    examples=examples,
                    languages=(v.Option("en", "English"), v.Option("es", "Spanish")),
                    template="churn" if self.kind == "long" else "",
                    templates=self.many(
                        v.TemplateCard("churn", w("Churn"), w("Why people leave."), w("Why do people leave?")),
                        v.TemplateCard("generic", w("General"), w("Any question."), ""),
                    ),
                    errors=self.errors("question", "title", "language", "template", "file"),
                ),
            ),
            *(
                (
                    f"study_{status}",
                    "researcher/study.html",
                    v.StudyPage(
                        self.head(status),
                        "http://127.0.0.1:8000/s/4fJx0Yb2mQ9rT7",
                        self.interviews(),
                        10,
                        3,
                        7,
                        w("The offline planner wrote the plan."),
                        has_summary=status != "draft",
                        new_since=self.count(2),
                        analysis_running=status == "closed",
                        previews=self.many(v.PreviewRow(ID, "Preview 1", "active", NOW)),
                        launch=self.launch(),
                        can_edit=self.kind != "empty",
                    ),
                )
                for status in ("draft", "live", "closed")
            ),
            *(
                (
                    f"website_{status}",
                    "researcher/website.html",
                    v.WebsitePage(
                        self.head(status),
                        w("https://www.example.com"),
                        f'<iframe src="http://127.0.0.1:8000/s/l1nk" title="{escape(w("First month"))}"></iframe>',
                        allowed=self.kind != "empty",
                        can_edit=self.kind != "empty",
                        errors=self.errors("sites"),
                    ),
                )
                for status in ("draft", "live")
            ),
            *(
                (
                    f"website_demo_{status}",
                    "researcher/website_demo.html",
                    v.WebsiteDemoPage(self.head(status), "/s/l1nk", allowed=status == "live"),
                )
                for status in ("draft", "live")
            ),
            *(
                (
                    f"contacts_{offered}",
                    "researcher/contacts.html",
                    v.ContactsPage(
                        self.head(),
                        offered,
                        w("If you send this, Ada Norris may contact you about this conversation."),
                        self.many(
                            v.ContactRow(
                                ID, ID, "Participant 7", w("Eve"), w("eve@example.org"), NOW, w("If you send")
                            ),
                            v.ContactRow(ID[:-1] + "8", ID, "Preview 1", "", w("+49 30 123456"), NOW, "", preview=True),
                        )[:2],
                        more=not offered,
                    ),
                )
                for offered in (True, False)
            ),
            *(
                (f"waves_{compared}", "researcher/waves.html", self.waves(compared=compared))
                for compared in (True, False)
            ),
            *((f"ask_{asked}", "researcher/ask.html", self.asking(asked=asked)) for asked in (True, False)),
            *((f"ask_all_{asked}", "researcher/ask.html", self.asking_all(asked=asked)) for asked in (True, False)),
            ("outcomes", "researcher/outcomes.html", self.outcomes()),
            (
                "outcomes_check",
                "researcher/outcomes_check.html",
                v.OutcomeCheckPage(
                    self.head(),
                    w("outcomes.csv"),
                    w("participant,churned\n1,yes\n"),
                    self.many(w("participant"), w("churned")),
                    w("participant"),
                    self.many(v.OutcomeColumnView(w("churned"), "yes_no", self.count(12))),
                    tuple(v.Option(kind, kind) for kind in ("yes_no", "days", "free")),
                    self.count(12),
                    self.many(w("Line 4: nobody in this study is called “x”.")),
                    self.count(3),
                    self.errors(""),
                ),
            ),
            ("study_delete", "researcher/study_delete.html", v.DeleteStudyPage(self.head(), self.count(12))),
            ("quality", "researcher/quality.html", self.quality()),
            *(
                (f"simulation_{standing}", "researcher/simulation.html", self.simulation(standing))
                for standing in ("running", "failed", "done")
            ),
            ("interviews", "researcher/_interviews.html", self.interviews()),
            ("plan", "researcher/plan.html", self.plan()),
            ("plan check", "researcher/_plan_check.html", self.plan_check()),
            ("plan history", "researcher/plan_history.html", self.plan_history()),
            ("plan changes", "researcher/plan_changes.html", self.plan_changes()),
            *(
                (
                    f"transcript_{live}",
                    "researcher/transcript.html",
                    v.TranscriptPage(
                        self.head(),
                        ID,
                        "Participant 7",
                        "imported",
                        "active" if live else "completed",
                        NOW,
                        None if live else NOW,
                        self.messages(live=live),
                        self.many(v.Attribute(w("plan"), w("team"))),
                        self.maybe(lambda: f"/studies/{ID}/interviews/{ID}"),
                        rating=None if live else 3,
                        withdrawn=live,
                        consent=self.maybe(
                            lambda: v.ConsentView(NOW, "5f" * 32, self.many(w("You may stop at any moment.")))
                        ),
                    ),
                )
                for live in (False, True)
            ),
            ("messages", "researcher/_messages.html", self.messages(live=True)),
            (
                "summary",
                "researcher/summary.html",
                v.SummaryPage(
                    self.head(), None, self.summary(), 15, self.count(2), self.count(1), self.count(3), True, 15
                ),
            ),
            ("summary_none", "researcher/summary.html", v.SummaryPage(self.head(), None, None, self.count(15))),
            ("summary_running", "researcher/summary.html", v.SummaryPage(self.head(), self.job("running"), None, 15)),
            (
                "summary_refreshing",
                "researcher/summary.html",
                v.SummaryPage(self.head(sample=True), self.job("queued"), self.summary(), 15, 2),
            ),
            ("summary_failed", "researcher/summary.html", v.SummaryPage(self.head(), self.job("failed"), None, 15)),
            ("themes", "researcher/themes.html", self.themes()),
            ("themes_none", "researcher/themes.html", self.themes(available=False)),
            ("theme", "researcher/theme.html", self.theme_page(can_edit=True)),
            ("theme_viewed", "researcher/theme.html", self.theme_page(can_edit=False)),
            ("saturation", "researcher/saturation.html", self.saturation()),
            ("method", "researcher/method.html", self.method()),
            (
                "exports",
                "researcher/exports.html",
                v.ExportsPage(
                    self.head(),
                    self.many(v.ExportRow("themes.csv", f"/studies/{ID}/exports/themes.csv", self.words("Themes"))),
                    self.many(self.words("customer_id")),
                    self.many(
                        v.ExportRow("analysis.json", f"/studies/{ID}/exports/analysis.json?identified=yes", "All")
                    ),
                ),
            ),
            *(
                (f"job_{status}", "researcher/_job.html", self.job(status))
                for status in ("queued", "running", "done", "failed")
            ),
            ("import", "researcher/import.html", v.ImportPage(self.head(), 50, files, self.errors("file"))),
            ("mapping", "researcher/import_mapping.html", self.mapping()),
            ("mapping_running", "researcher/import_mapping.html", self.mapping(job=self.job("running", "import"))),
            ("mapping_failed", "researcher/import_mapping.html", self.mapping(job=self.job("failed", "import"))),
            ("mapping_done", "researcher/import_mapping.html", self.mapping(result=result)),
            (
                "settings",
                "researcher/settings.html",
                v.SettingsPage(
                    "0.1.0",
                    "Embedded SQLite",
                    w("/srv/verbatim/data"),
                    w("all-MiniLM-L6-v2"),
                    w("https://models.example.com/v1"),
                    w("a-model"),
                    True,
                    "http://127.0.0.1:8000/api/v1",
                    self.many(
                        v.TokenRow(ID, w("plans in our CRM") or "x", NOW, None),
                        v.TokenRow(ID, w("nightly export") or "x", NOW, NOW),
                    ),
                    self.words("vbt_0123456789"),
                    w("a third one"),
                    self.errors("name"),
                ),
            ),
            (
                "error",
                "researcher/error.html",
                v.ErrorPage(
                    404,
                    w("Not found") or "Not found",
                    w("There is no such study."),
                    w("Go back to the list."),
                    w("req-81f2"),
                ),
            ),
            (
                "consent",
                "participant/consent.html",
                v.ConsentPage(
                    self.language,
                    w("The first month with the planner"),
                    w("Ada Norris"),
                    w("Thank you for helping us. We would like to hear how your first month went."),
                    10,
                    self.many(
                        w("You will be talking with an AI interviewer, in writing."),
                        w("It takes about 10 minutes."),
                        w("You may skip any question."),
                    ),
                    "/s/l1nk",
                    ID,
                    sample=self.kind == "long",
                    attributes=self.many(v.Attribute(w("plan"), w("team"))),
                ),
            ),
            (
                "closed",
                "participant/closed.html",
                v.ClosedPage(self.language, w("The first month with the planner"), w("Ada Norris")),
            ),
            ("chat", "participant/chat.html", self.chat()),
            *(
                (f"chat_{problem}", "participant/chat.html", self.chat(problem))
                for problem in ("empty", "too_long", "stale", "else")
            ),
            (
                "end",
                "participant/end.html",
                v.EndPage(
                    self.language,
                    w("The first month with the planner"),
                    w("Ada Norris"),
                    w("Thank you. This helps us a great deal."),
                    end_reason,
                    "/i/tok3n",
                    answered=self.kind != "empty",
                    rating=None if self.kind == "empty" else 3,
                    rated=self.kind == "hostile",
                    rating_missing=self.kind == "long",
                    preview=self.kind == "long",
                    contact=self.maybe(self.contact),
                ),
            ),
            *(
                (
                    f"end_contact_{done}_{kept}",
                    "participant/end.html",
                    v.EndPage(
                        self.language,
                        w("The first month with the planner"),
                        w("Ada Norris"),
                        "",
                        "stopped",
                        "/i/tok3n",
                        answered=True,
                        contact=self.contact(done=done, kept=kept),
                    ),
                )
                for done, kept in (("contact", True), ("contact_removed", False), ("", True))
            ),
            *(
                (
                    f"contact_{problem}_{kept}_{offered}",
                    "participant/contact.html",
                    v.ContactPage(
                        self.language,
                        w("The first month with the planner"),
                        "/i/tok3n",
                        self.contact(problem, kept=kept, offered=offered),
                        preview=self.kind == "long",
                    ),
                )
                for problem, kept, offered in (
                    ("", True, True),
                    ("", True, False),
                    ("address_empty", False, True),
                    ("address", False, True),
                    ("name", True, True),
                )
            ),
            (
                "end_withdrawn",
                "participant/end.html",
                v.EndPage(
                    self.language,
                    w("The first month with the planner"),
                    w("Ada Norris"),
                    w("Thank you."),
                    end_reason,
                    "/i/tok3n",
                    answered=True,
                    withdrawn=True,
                ),
            ),
            (
                "pause",
                "participant/pause.html",
                v.PausePage(
                    self.language,
                    w("The first month with the planner"),
                    "/i/tok3n",
                    "http://127.0.0.1:8000/i/tok3n",
                    self.count(3),
                    self.count(8),
                    2,
                    1,
                    typed=w("I was going to say"),
                    preview=self.kind == "long",
                ),
            ),
            *((f"receipt_{done}", "participant/receipt.html", self.receipt(done)) for done in ("", "saved", "removed")),
            *(
                (f"answer_{fault}", "participant/answer.html", self.answer(fault))
                for fault in ("", "empty", "too_long")
            ),
            *((f"edit_{fault}", "participant/answer.html", self.answer(fault, last=True)) for fault in ("", "stale")),
            (
                "withdraw",
                "participant/withdraw.html",
                v.WithdrawPage(self.language, w("The first month with the planner"), "/i/tok3n"),
            ),
            *(
                (
                    f"guest_error_{kind}",
                    "participant/error.html",
                    v.ParticipantErrorPage(
                        self.language, kind, w("req-81f2"), self.maybe(lambda: "/i/tok3n"), w("What I wanted to say")
                    ),
                )
                for kind in ("not_found", "closed", "too_many", "too_large", "invalid", "unexpected", "another")
            ),
            *pages_beside(self, NOW),
        ]


CASES = [(kind, *page) for kind in KINDS for page in Samples(kind).pages()]


@pytest.fixture(scope="session")
def every_case() -> list[tuple[str, str, str, Any]]:
    """(kind, name of the case, template, page) of each."""
    return CASES


@pytest.fixture(scope="session")
def viewer() -> v.ViewerView:
    return v.ViewerView("Ada <b>Norris</b>", "ada@example.com", "Norris & Sons", can_edit=True)
