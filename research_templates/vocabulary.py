"""The words by which an English question is read: small function words and hints, kept apart from the rules."""

import re


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


QUESTION_WORDS = words("what which how why when where who whom whose whether")
NOUN_OR_VERB = words(
    "support experience influence impact help affect change use value need shape rate cost plan review work visit "
    "report trust market design test track view struggle shop order contact access request handle process time book "
    "file browse perceive cope react benefit worry churn lapse switch like share stop start end deal matter "
    "drop spend "
    "talk look act live travel commute train vote cook sleep learn teach judge rank search store pay fear hope waste "
    "source price hire move sign treat walk drive ride park differ vary break fail land fit mean lead call leave play "
    "hand check pick log clock phone email text queue budget measure juggle post dress "
    "fund dream schedule organise fix store like turn"
)
"""Words that are as often verbs as nouns."""
OWN = words("our my us")
TURNED_TO_THE = words("your their his her its this that these those whose")
KEPT_DETERMINERS = words("the a an our")
QUANTIFIERS = words(
    "some any each every certain different various more fewer most many few both all such much several no other "
    "enough another half so too very less only even half what which own same"
)
DETERMINERS = OWN | TURNED_TO_THE | KEPT_DETERMINERS | QUANTIFIERS

ABSTRACT = words(
    "barrier barriers reason reasons obstacle obstacles challenge challenges problem problems factor factors point "
    "points difference differences need needs expectation expectations role roles driver drivers aspect aspects kind "
    "kinds type types sort sorts impact impacts effect effects influence attitude attitudes perception perceptions "
    "opinion opinions view views cause causes sign signs issue issues pain pains trust extent way ways decision "
    "decisions motive motives motivation motivations motivator motivators friction frictions blocker blockers hurdle "
    "hurdles experience experiences feeling feelings satisfaction awareness understanding question questions thought "
    "thoughts importance meaning value use usage situation situations moment moments trigger triggers "
    "interview interviews research survey surveys study studies exploration impression impressions "
    "concern concerns worry worries fear fears interest frustration frustrations confusion difficulty difficulties "
    "struggle struggles trouble idea ideas insight insights preference preferences habit habits behaviour behavior "
    "reaction reactions response responses case cases thing things part parts step lot number range difference gap "
    "gaps relationship circumstances evidence information story stories sense success failure benefit benefits "
    "process journey straw straws"
)
"""Heads that say what kind of thing is asked; what they are said of is the subject ("barriers to ...")."""

SAYS_NOTHING = words("friction pain customer user people client key main team needs")
"""Nouns that make no thing of an abstract head ("pain points", "user needs")."""
OF_ITS_OWN = words("process journey steps step experience experiences")
"""Abstract heads that are as good as a thing once a noun stands before them ("our review process")."""

EMPTY = words(
    "others other us we it they you me them one ones stuff something anything nothing everything today now time "
    "times place site "
    "home "
    "people person someone anyone everyone somebody anybody day days life world end reason first result results page "
    "hand sake matter order account terms line mind minds head heads ends favour favor lots bit loop"
)
"""Nouns that can stand in a question without being what it is about. Some count again with a word before them."""
PROCESSES = words(
    "adoption uptake take-up takeup usage use acceptance introduction rollout perception perceptions usability ease "
    "usefulness utility utilisation utilization popularity attractiveness effectiveness helpfulness efficiency "
    "reception doors eyes"
)
"""What is done with the thing named behind "of", which is the subject."""
OPINIONS = words(
    "feedback opinion opinions view views thought thoughts insight insights input impressions comments perspective "
    "perspectives"
)
"""What people say of a thing: the thing is the subject ("feedback on the guided setup")."""
HAD_OR_GIVEN = words("say voice vote word hand lead part turn chance look")
"""Nouns that only make an idiom with "have", "take" or "give" ("who has a say")."""
HAVING = words("have has had get gets got take takes took play plays played give gives gave lend lends")
ASKING = words("ask tell invite prompt remind want require encourage nudge urge expect push force allow need")
"""What the team does to have people do something ("when we ask them to invite their team")."""
SEEKING = words(
    "need want choose pick find hire see consult book change trust ask call contact get visit select replace lack "
    "become have"
)
"""Verbs that make a subject of one person ("when they need a doctor")."""
CREATING = words("start launch open introduce build add run offer organise organize publish create found")
FEELING = words(
    "wary afraid nervous proud angry happy unhappy shy reluctant keen willing unwilling unsure tired sick confident "
    "loyal curious suspicious sceptical skeptical anxious uneasy hesitant"
)
"""Adjectives of those who feel: only people are made so."""
WANTING = words("want need expect look choose decide know think feel hope wish prefer ask pay buy like try")
"""Verbs of which only people are the subject."""
DECIDING = words(
    "want expect choose decide know think hope wish prefer ask accept refuse ignore consider judge believe claim "
    "experience complain hesitate agree disagree demand request cope dislike hate love trust distrust doubt "
    "worry fear insist negotiate renegotiate outsource hire buy purchase pay cancel renew subscribe recommend "
    "learn understand remember forget forgive notice perceive deal struggle postpone delay plan intend budget "
    "opt adopt pick delegate hand handle organise organize apply donate rent lease borrow lend sell vote volunteer "
    "resist tolerate appreciate value regret welcome reject dismiss overlook appeal justify argue interpret "
    "discuss quit abandon sign order commission invest try attempt promise"
)
"""Verbs of which only somebody is the subject, be it a person or an organisation."""
THINGS_DO_TO_THINGS = words(
    "show display contain include need take save lose reach produce generate trigger match carry cover hit miss exceed "
    "block replace require make have get give keep hold offer provide bring raise reduce increase improve change "
    "say name list mention leave cut solve reflect represent follow run start stop pass load open close contradict"
)
"""Verbs with an object of which things are as often the subject ("the labels show two weights")."""
MOVES_THE_MIND = words(
    "irritate annoy bother worry frustrate puzzle scare please delight deter confuse upset anger disappoint surprise "
    "tempt discourage encourage motivate reassure impress convince persuade"
)
"""Verbs of which the object is whoever feels it."""
EYES = words("eyes view perspective viewpoint standpoint opinion")
GROUPS = words("team staff crew board council committee audience class band choir family public management")
"""Singular nouns that may have a verb in the plural ("the crew use it")."""
SPEAKING_TO = words("tell ask convince persuade inform remind teach advise warn invite instruct assure")
EASIER = words("easier harder better worse")
AFFECTING = words("change work matter mean become improve")
DONE_TO_PEOPLE = words("told taught trained informed invited hired recruited referred persuaded convinced sacked")
SPENT = words("time hours minutes money energy effort trouble difficulty difficulties problems")
"""What people spend or have while doing something ("waste time searching")."""
GONE_TO = words("school work college university church hospital town court")
"""Places that people go to without an article."""
GOING = words(
    "go goes going went walk walking cycle cycling drive driving commute commuting travel travelling come coming "
    "return returning move moving"
)
MEANS_NOBODY = words("them it this that these those")
STATES = words("stuck lost tired bored")
HOMES = words("care holiday nursing retirement funeral children's family foster mobile summer second show rest")
"""What makes a noun of "home" behind it ("our care home")."""
COPULAS = words("become be feel stay remain seem")
TAKES_WITH = words("integration integrations collaboration cooperation contract partnership relationship")
IDIOM_NOUNS = words("track care hold rid advantage charge stock notice control ownership use part sense advice heed")
TAKES_PLACE = words(
    "change changes gap gaps rise drop fall increase decrease interest confidence trust feedback advice information "
    "guidance label labels camera cameras advert adverts attendance turnout comment comments note notes instructions"
)
"""Nouns that say little without what follows with "in", "on" or "about" ("changes in the rules")."""
WEAK_ALONE = words(
    "home site time times place day days life world end result results page account order line step person terms"
)
TEMPORAL = words(
    "second seconds minute minutes hour hours day days week weeks weekend weekends weekday weekdays month months "
    "quarter quarters year years night nights morning mornings evening evenings noon spring summer "
    "autumn winter january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays sundays"
)
TAKES_TO = words(
    "subscription subscriptions access membership memberships upgrade switch move migration transition visit visits "
    "approach answer alternative alternatives guide introduction entrance change time"
)
ONE_PERSON = words(
    "customer client user patient student resident guest parent child member visitor owner buyer employee shopper "
    "citizen tenant donor volunteer nurse doctor teacher manager competitor man woman colleague friend learner"
)
"""Singular nouns for whoever it happens to: never what a question is about."""
LIGHT_VERBS = words(
    "keep make stop do want feel think take prevent happen decide know understand like be have get let help start "
    "begin try need say see take would drive lead motivate encourage cause wish hope expect tell find seem "
    "become fail say notice realise realize "
    "give want mean differ vary change compare continue learn explore discover investigate identify study "
    "examine describe improve"
)
"""Verbs that tell nothing of the subject where there is no noun either."""
THINGS_DO = words(
    "work works matter matters happen happens vary fail fails cost costs land bounce break crash affect affects "
    "influence influences shape shapes impact impacts hinder hinders cause causes confuse confuses create creates "
    "frustrate frustrates perform sell depend lead leads fit fits suit suits correlate prevent prevents help helps "
    "support supports mean means exist play arise stall stalled drop dropped fall fell rise rose grow grew "
    "decline declined "
    "disappear disappeared expire expired arrive arrived slow slowed"
)
"""Verbs whose subject is as likely a thing: they do not make people of a noun that they follow."""
MOVERS = words(
    "keep keeps kept prevent prevents stop stops make makes made help helps drive drives motivate motivates "
    "encourage "
    "encourages discourage discourages hinder hinders convince convinces convinced persuade persuades get gets bring "
    "brings stopping keeping preventing making motivated worries worry confuse confuses attract attracts draw draws "
    "deter deters lead leads push pushes force forces cause causes enable enables allow allows let lets tempt tempts "
    "hold holds inspire inspires bother bothers annoy annoys frustrate frustrates turn turns"
)
"""Verbs that move somebody to something: their object is people."""
ASPECT = words(
    "stop stopped start started keep kept try tried avoid avoided like begin began prefer enjoy continue hate love "
    "consider mind"
)
FINISHING = words("finish finishes finished finishing")
"""Verbs that say of what somebody does that it comes to its end."""
IRREGULAR = {
    "left": "leave", "bought": "buy", "went": "go", "gone": "go", "chose": "choose", "chosen": "choose",
    "came": "come", "gave": "give", "given": "give", "paid": "pay", "took": "take", "taken": "take", "made": "make",
    "got": "get", "saw": "see", "seen": "see", "found": "find", "sold": "sell", "wrote": "write", "written": "write",
    "heard": "hear", "lost": "lose", "spent": "spend", "began": "begin", "begun": "begin", "kept": "keep",
    "thought": "think", "felt": "feel", "knew": "know", "known": "know", "brought": "bring", "built": "build",
    "said": "say", "told": "tell", "met": "meet", "read": "read", "quit": "quit", "cut": "cut", "put": "put",
    "set": "set", "let": "let", "broke": "break", "broken": "break", "grew": "grow", "grown": "grow", "did": "do",
    "done": "do", "fell": "fall", "fallen": "fall", "forgot": "forget", "forgotten": "forget",
}  # fmt: skip
NEEDS_OBJECT = words(
    "support reduce increase achieve boost enable empower ease raise lift lower cut save hurt harm damage disrupt "
    "slow complicate block limit weaken burden threaten delay cost waste benefit affect influence impact shape"
)
"""Verbs of which the form in -ing alone says nothing ("reducing")."""
NEVER_NOUNS = words("reduce improve achieve enable empower lose avoid prevent")
"""Verbs that a tagger may take for nouns in a garbled sentence."""
ENDING = words(
    "cancel pause renew freeze drop leave quit end abandon stop keep extend downgrade upgrade return ignore skip miss "
    "avoid lose forget refuse reject neglect"
)
"""Verbs that end a tie or leave a thing alone: the thing is the subject ("the subscription", "the reminders")."""
SOMETHING = words("something anything things everything it")
UNCOUNTED = words(
    "health wellbeing well-being safety work money time progress privacy energy sleep food care luggage data"
)
PARTICLES = words("over up out off down in on back away through")
PERCEIVING = words(
    "see perceive view rate regard judge feel find trust consider experience know meet describe remember"
)
"""Verbs of which the object is the subject ("How do parents see teachers?")."""
NEVER_ASKED = words(
    "competitors competitor rivals rival opponents scammers fraudsters thieves hackers spammers criminals"
)
"""People whom nobody invites to an interview: they stand in a question as things do."""
STAYS_NOUN = words("churn drop-off downtime turnover")
"""Verbs of which the base form, not the form in -ing, is the noun."""

OUTCOME_VERBS = (
    "reduc(?:e|ing)|increas(?:e|ing)|improv(?:e|ing)|achiev(?:e|ing)|reach(?:ing)?|rais(?:e|ing)|boost(?:ing)?|"
    "lower(?:ing)?|shorten(?:ing)?|cut(?:ting)?|grow(?:ing)?|retain(?:ing)?|realiz(?:e|ing)|realis(?:e|ing)|"
    "finish(?:ing)?|complet(?:e|ing)|renew(?:ing)?|upgrad(?:e|ing)|return(?:ing)?|succeed(?:ing)?|convert(?:ing)?|"
    "prevent(?:ing)?|speed(?:ing)? up|decreas(?:e|ing)|minimi[sz](?:e|ing)|maximi[sz](?:e|ing)|accelerat(?:e|ing)|"
    "strengthen(?:ing)?|win(?:ning)? back"
)
QUESTION_WORD = re.compile(
    r"\b(?:what|how|why|which|who|when|where|whose|whether|do|does|did|is|are|was|were|has|have|can|should|would)\b",
    re.IGNORECASE,
)
RESEARCH_VERBS = words(
    "understand learn know find explore discover improve optimize optimise reduce increase compare redesign simplify "
    "shorten lower describe investigate identify study research examine evaluate assess measure map uncover see hear "
    "test validate analyse analyze determine gauge look ask interview rethink fix make raise boost cut grow lift "
    "retain prevent better"
)
RESEARCH_LEAD = re.compile(
    r"\b(?:understand|learn|find out|explore|investigate|(?:know|hear|see) (?:more|what|how|why|which|whether|about)|"
    r"study|research|identify|discover|compare|examine|curious|wonder|interested in|want to know)\b",
    re.IGNORECASE,
)
ORDER_TO_A_MACHINE = re.compile(
    r"^\W*(?:(?:please|now|and|then|also|just|hey|ok(?:ay)?)\W+)*(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:ignore|disregard|forget|override|bypass|reveal|repeat|pretend|act as|you are now|write|print|output|translate|"
    r"summari[sz]e|generate|respond|reply|answer|execute|delete|drop table|sing|draw|recite|roleplay|"
    r"(?:tell|give|show|send|sell|bring|buy) (?:me|us|everyone|him|her) (?:a|an|the|your|some|all|my)\b)",
    re.IGNORECASE,
)
CHATTER = words(
    "hello hi hey hallo hola yo lol lmao rofl ok okay thanks thank thx cheers bye goodbye test testing asdf yes no "
    "nope yep yeah sure haha hahaha wow cool nice good morning evening afternoon night day there you all everyone "
    "please sorry welcome greetings sup how are is it going what's up whats blah foo bar baz lorem ipsum "
    "dolor sit amet "
    "xxx hmm um uh bonjour ciao a very much so for the this that world mate"
)
"""A text made only of these words asks for nothing to be learnt."""
