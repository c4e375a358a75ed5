# ruff: noqa: RUF001 - a typographic apostrophe is what is removed here
"""The words by which a research question is read: closed lists of English, kept apart from the rules that use them."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    "the a an our my your their his her its this that these those some any each every us certain different "
    "various more fewer most many few both all such"
)
TURNED_TO_THE = _words("your their his her its this that these those")
OWNING = frozenset({"our", "my", "the", "your", "this", "these"})
SKIPPED = frozenset({"out", "back", "better", "about", "of", "with", "up", "to", "for", "in", "on", "at", "into"})
JOINERS = frozenset({"of", "for", "and", "&", "in"})
TAKES_TO = _words("subscription subscriptions access membership upgrade switch move migration transition visit")
TRAILING = _words(
    "so better more most less today now again well it quickly first early easier faster simpler clearer safer "
    "cheaper harder quicker sooner enough good bad useful helpful clear easy hard worth compared afterwards "
    "back"
)
ABSTRACT = _words(
    "barriers barrier reasons reason obstacles obstacle challenges challenge problems problem factors factor "
    "point points difference differences needs expectations role roles drivers aspects kind kinds types sort "
    "impact effect attitudes perceptions opinions causes signs issues pain churn retention attrition "
    "cancellation cancellations adoption uptake"
)
EMPTY = _words(
    "us we it they you me them thing things people way ways something anything value success experience "
    "experiences one part stuff like so much well better more again first time us why process"
)
PHRASE_STOPS = _words(
    "that which who whom whose what how why when where while because so as if than then before after during "
    "on at from by with without within into onto over under between versus vs about through across among "
    "amongst to up is are was were be been being am do does did have has had can could will would should may "
    "might must not never prevent prevents keep keeps make makes but or also only even very they we i you he "
    "she it them me"
)
VERBS = _words(
    "understand learn know find explore discover improve optimize optimise reduce increase raise boost lower "
    "shorten speed prevent keep make help support get reach achieve realize realise see say think feel want "
    "need use try buy choose prefer like love hate leave cancel stop quit join renew visit attend complete "
    "finish abandon drop adopt expect experience describe perceive rate recommend return come go stay "
    "struggle fail succeed decide compare differ affect influence drive cause lead encourage motivate attract "
    "retain convert grow redesign simplify change fix build offer provide give take reaching achieving "
    "improving reducing increasing giving bring become engage contribute spend save switch stopped left "
    "cancelled canceled used tried bought chose joined adopted abandoned dropped signed sign getting using "
    "leaving cancelling making finding keeping becoming happen happens happened work works went feels thinks "
    "matters matter mean means read skip ignore reveal write tell show print forget act pretend output delete "
    "run send translate play call open serve serves changed driving manage"
)
NOUN_TOO = _words(
    "call run open use support experience change work return need drive lead offer visit help engage cause "
    "speed build sign drop show matter means grow rate read value fix"
)
OUTCOME_VERBS = (
    "reduc(?:e|ing)|increas(?:e|ing)|improv(?:e|ing)|achiev(?:e|ing)|reach(?:ing)?|rais(?:e|ing)|boost(?:ing)?|"
    "lower(?:ing)?|"
    "shorten(?:ing)?|cut(?:ting)?|grow(?:ing)?|retain(?:ing)?|realiz(?:e|ing)|realis(?:e|ing)|finish(?:ing)?|"
    "complet(?:e|ing)|"
    "renew(?:ing)?|upgrad(?:e|ing)|return(?:ing)?|succeed(?:ing)?|convert(?:ing)?|prevent(?:ing)?"
)
ANCHORS: tuple[frozenset[str], ...] = (
    # What is thought, felt and gone through: its object is the subject wherever it stands.
    frozenset({"about", "experience", "experiencing", "perceive", "regarding", "concerning"}),
    # What is done with the subject.
    _words(
        "use using used try trying tried adopt adopting adopted abandon abandoning cancel cancelling "
        "canceling cancelled leave leaving left quit join joining joined visit visiting visited attend "
        "attending buy buying bought renew renewing complete completing finish finishing recommend "
        "recommending choose choosing chose prefer rate understand navigate value enjoy miss missing read "
        "avoid skip ignore contribute contributing need expect love like hate"
    ),
    # What the team wants to do to it.
    _words(
        "improve improving optimize optimise optimizing optimising redesign redesigning simplify simplifying "
        "evaluate assess explore fix change changing build offer launch support promote rethink"
    ),
    frozenset({"during", "with", "throughout"}),
)
WEAK_ANCHORS: tuple[frozenset[str], ...] = (
    _words("on in at from to towards into of for reduce increase compare makes make made"),
    _words("is are was were has have do does did"),
    _words("which what"),
)
RESEARCH_VERBS = _words(
    "understand learn know find explore discover improve optimize optimise reduce increase compare redesign "
    "simplify shorten lower describe"
)
QUESTION_WORD = re.compile(
    r"\b(?:what|how|why|which|who|when|where|whose|do|does|did|is|are|can|should|would)\b", re.IGNORECASE
)
RESEARCH_LEAD = re.compile(
    r"\b(?:understand|learn|find out|explore|investigate|know (?:what|how|why|which)|study|research|identify|"
    r"discover|compare)\b",
    re.IGNORECASE,
)
SIDE_STOPS = PHRASE_STOPS | {
    "the",
    "our",
    "of",
    "for",
    "in",
    "and",
    "difference",
    "differences",
    "experience",
    "experiences",
}

_PEOPLE = _words(
    "customers users visitors patients members employees students teachers parents developers contributors "
    "maintainers subscribers buyers clients admins administrators managers people guests donors volunteers "
    "citizens residents drivers players readers learners nurses doctors staff sellers hosts merchants "
    "shoppers tenants travellers travelers passengers owners partners leads prospects companies businesses "
    "startups freelancers families children kids women men adults commuters tourists fans artists musicians "
    "founders marketers engineers designers analysts scientists researchers consumers viewers listeners "
    "attendees participants applicants candidates graduates alumni caregivers carers clinicians therapists "
    "veterans seniors teenagers teens pupils workers colleagues contractors consultants agencies households "
    "farmers riders gamers streamers creators authors editors reviewers translators pensioners borrowers "
    "investors savers regulars teams leavers newcomers beginners experts professionals accounts adopters "
    "testers trialists evaluators operators technicians lawyers accountants recruits hires interns trainees "
    "apprentices neighbours neighbors organisers organizers smbs smes enterprises stakeholders champions "
    "executives librarians coaches athletes runners cyclists swimmers callers"
)
_PLAIN_DESCRIPTION = _words("of to and or in on for with prevent prevents help make keep")


def is_people(token: str) -> bool:
    """Whether a word names people in the plural (possessive forms count)."""
    return token.lower().rstrip("'’") in _PEOPLE


def describes(token: str) -> bool:
    """Whether a word before a noun for people can be part of its description ("new", "SMB", "first-time")."""
    lower = token.lower()
    return (
        bool(re.fullmatch(r"[\w-]+", lower))
        and lower not in DETERMINERS | PHRASE_STOPS | _PLAIN_DESCRIPTION | SKIPPED
        and not is_verb(lower)
        and not lower.endswith(("ing", "ly"))
    )


def is_verb(lower: str) -> bool:
    """Whether a word in lower case can be a verb, in its base form or with -s."""
    return lower in VERBS or (lower.endswith("s") and lower[:-1] in VERBS)


def is_noun_too(lower: str) -> bool:
    """Whether a verb is as often a noun ("support", "visits")."""
    return lower in NOUN_TOO or lower.removesuffix("s") in NOUN_TOO
