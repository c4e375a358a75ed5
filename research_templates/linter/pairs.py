"""Two things that one question asks about: "the price and the support", "the staff as well as the food"."""

from dataclasses import dataclass

from research_templates.linter import lexicon
from research_templates.linter.closed import yes_no
from research_templates.linter.reading import MARKS, OPEN_WORDS, Reading, Sentence, Span, phrase_end, with_complement

_BINOMIALS = lexicon.pattern("double", "binomials")
_EVALUATES = lexicon.pattern("double", "evaluates")
_ASIDES = lexicon.pattern("double", "asides")
_HOW_WELL = lexicon.pattern("double", "how_well")
_JUDGED = lexicon.pattern("double", "judged")
_JUDGES = lexicon.pattern("double", "judges")
_RELATES = lexicon.pattern("double", "relates")
_STORY = lexicon.pattern("double", "story")
_ONE_OF_A_KIND = lexicon.pattern("double", "one_of_a_kind")
_SLASHED = lexicon.pattern("double", "slashed")
_LINKS = lexicon.among("and & plus")
_SUBORDINATES = lexicon.among(
    "between difference differences relationship balance together from combine combining when "
    "while after before if because since compared switch link split until whether"
)
_RELATIVE = lexicon.among("who that which where whose")
_PEOPLE = lexicon.among("you i we others everyone people us me")
_SMALL = lexicon.among("and also the our your its of with about to on for in at by both then")
_TOGETHER = lexicon.among(
    "meet agree differ fit match together along talk work communicate relate connect interact share live both"
)
_HEADS = lexicon.among(
    "team teams process service services policy system department experience stage period system "
    "centre center industry sector app management history method page desk cycle scheme shop store bar club office "
    "group committee board company agency school course programme program plan fund area zone room package bundle "
    "form menu button tab feature tool section event day week month season market fair festival statement report "
    "phase work method technique task activity activities skill project material world field side aspect business"
)
_DONE_TOGETHER = lexicon.among("find use prefer need want describe see say")
"""What "you and your sister" did as one."""
_DETERMINERS = frozenset({"AT0", "DPS"})
_BE = ("VBD", "VBZ", "VBB", "VBI", "VBN")
_FEWEST_LISTED = 2
_LONG_LINKS = tuple(tuple(link.split()) for link in lexicon.item_list("links", "adding"))
_DASHES = frozenset("-–—")  # noqa: RUF001 - people type any of them


@dataclass(frozen=True, slots=True)
class _Pair:
    """The link of two things, where the second begins after its small words, and where it ends (tokens)."""

    link: int
    second: int
    end: int


def two_things(reading: Reading, sentence: Sentence) -> Span | None:
    opens = next((found.at for found in yes_no(reading) if found.sentence is sentence), None)
    if not _asks_to_judge(sentence):
        return None
    for i in range(2, len(sentence.words) - 1):
        pair = None if _in_aside(sentence, i) else _pair(sentence, i)
        if pair is not None and _two(sentence, pair, opens):
            return sentence.span(i - 1, pair.end)
    return _each(sentence) or _comma_list(sentence) or _slashed(sentence)


def in_binomial(sentence: Sentence, at: int) -> bool:
    """Whether "and" at this token joins a fixed pair ("terms and conditions")."""
    place = sentence.tokens[at].start - sentence.start
    return any(found.start() < place < found.end() for found in _BINOMIALS.finditer(sentence.text))


def _pair(sentence: Sentence, i: int) -> _Pair | None:
    words = sentence.words
    long = next((len(link) for link in _LONG_LINKS if words[i : i + len(link)] == link), 0)
    comma = words[i] == "," and sentence.word(i + 1) in _LINKS
    if not (words[i] in _LINKS or long or comma) or in_binomial(sentence, i):
        return None
    noun = sentence.tag_of(i - 1).startswith(("NN", "NP", "VVG", "UNC", "VVZ", "POS")) or words[i - 1] in {",", "you"}
    called = sentence.tag_of(i - 2) in _DETERMINERS and not sentence.tag_of(i - 1).startswith("AJ")
    if not (noun or called):
        return None
    j = _after_aside(sentence, i + (long or 1))
    while sentence.word(j) in _SMALL:
        j += 1
    end = phrase_end(sentence, j)
    if end == j + 1 and sentence.tag_of(end) in _DETERMINERS and sentence.tag_of(j - 1) not in _DETERMINERS:
        return None  # "present the figures and structure the report": a verb
    if sentence.tag_of(i - 1) == sentence.tag_of(j) == "VVG" and sentence.word(j + 1) == "of":
        return None  # "the planning and running of the fair": one thing
    gerund = sentence.tag_of(j) == "VVG" and sentence.tag_of(i - 1).startswith("NN")
    if (
        (end == j and not gerund)
        or sentence.tag_of(j) in {"PNP", "DTQ", "AVQ"}
        or sentence.word(j) in OPEN_WORDS | {"you", "i", "so", "ever"}
        or "'" in sentence.word(j)
    ):
        return None
    return _Pair(i, j, max(end, j + 1))


def _two(sentence: Sentence, pair: _Pair, opens: int | None) -> bool:
    i, j, end = pair.link, pair.second, pair.end
    start = _clause_start(sentence, i)
    before = sentence.words[start:i]
    asked_before = opens is not None and opens < i
    if sentence.word(i - 1) == "you":
        alone = sentence.word(end) in _DONE_TOGETHER
        return not alone and _judging_subjects(sentence, start, end) and not _RELATES.search(sentence.text)
    people = _PEOPLE.intersection((sentence.word(i - 1), sentence.word(end - 1)))
    head = sentence.words[end - 1]
    named = bool(_HEADS & {head, head.removesuffix("s")}) and end - j > 1 and _one_name(sentence, pair)
    of_a_kind = _ONE_OF_A_KIND.search(sentence.text[: sentence.tokens[i - 1].end - sentence.start]) is not None
    if people or named or of_a_kind or (opens is not None and opens > i) or not _plain_clause(sentence, start, i):
        return False
    subjects = _two_subjects(sentence, start, pair, opens=opens is not None)
    judged = _judged_subject(sentence, i)
    after = with_complement(sentence, j)
    if _follows_verb(sentence, start, max(end, after)) and not (judged or subjects):
        return _judging_subjects(sentence, start, max(end, after))
    related = _RELATES.search(sentence.text) is not None
    if related or asked_before or subjects or judged or _EVALUATES.search(" ".join(before)):
        return not related
    # Two things with articles of their own are two, whatever is done with them; "invoices and receipts" may be one.
    own = sentence.tag_of(j - 1) in _DETERMINERS and any(
        sentence.tag_of(k) in _DETERMINERS for k in range(max(start, i - 4), i)
    )
    return own and _asks_how(sentence, start)


def _in_aside(sentence: Sentence, at: int) -> bool:
    """Whether a token stands between two dashes, where examples are given."""
    return bool(_DASHES.intersection(sentence.words[:at])) and bool(_DASHES.intersection(sentence.words[at:]))


def _one_name(sentence: Sentence, pair: _Pair) -> bool:
    """As in "the arts and crafts fair": one article before the first words, none before the second."""
    first = pair.link - 1
    while sentence.tag_of(first).startswith(("NN", "AJ", "VVG", "UNC")):
        first -= 1
    return sentence.tag_of(first) in _DETERMINERS and sentence.tag_of(pair.second - 1) not in _DETERMINERS


def _clause_start(sentence: Sentence, link: int) -> int:
    """Where the clause that asks begins: what leads up to it ("When you were here, ...") does not matter."""
    found = 0
    for k in range(1, link):
        asks = sentence.words[k] in OPEN_WORDS and sentence.tag_of(k + 1).startswith(
            ("VB", "VD", "VH", "VM", "AJ", "AV")
        )
        inverted = sentence.tag_of(k).startswith(("VB", "VD", "VH", "VM")) and sentence.tag_of(k + 1) in {
            "PNP",
            "AT0",
            "DPS",
        }
        if (asks or inverted) and sentence.word(k - 1) in MARKS:
            found = k
    return found


def _plain_clause(sentence: Sentence, start: int, link: int) -> bool:
    """Whether the pair stands in the clause that asks itself and not in one that hangs on it."""
    inner = sentence.words[start + 1 : link]
    if _SUBORDINATES.intersection(sentence.words[start:link]) or _RELATIVE.intersection(inner):
        return False
    text = " ".join(sentence.words[start:link])
    return _STORY.search(text) is None


def _asks_how(sentence: Sentence, start: int) -> bool:
    return sentence.words[start] in {"how", "what", "where", "tell", "describe"} and sentence.word(start + 1) in (
        lexicon.among("do does did would me us")
    )


def _after_aside(sentence: Sentence, at: int) -> int:
    """The token after "for that matter" and the like."""
    if at >= len(sentence.tokens):
        return at
    aside = _ASIDES.match(sentence.text, sentence.tokens[at].start - sentence.start)
    if aside is None:
        return at
    return next((i for i, t in enumerate(sentence.tokens) if t.start - sentence.start >= aside.end()), at)


def _two_subjects(sentence: Sentence, start: int, pair: _Pair, *, opens: bool) -> bool:
    """As in "Did your worries and your dispute come up?", "How well do the site and the staff answer?"."""
    asks = opens or _HOW_WELL.match(sentence.text)
    if not asks or _TOGETHER.intersection(sentence.words) or sentence.tag_of(pair.second - 1) not in _DETERMINERS:
        return False
    return any(sentence.tag_of(k) in _DETERMINERS for k in range(start + 1, pair.link))


def _asks_to_judge(sentence: Sentence) -> bool:
    return sentence.asks or sentence.words[0] in lexicon.among(
        "please tell describe rate share explain talk evaluate give walk discuss comment say take"
    )


def _follows_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the pair is the subject of what comes after it. After "were" no verb but a participle can follow."""
    tag = sentence.tag_of(end)
    if not tag.startswith(("VV", "VM", "VB", "VH", "VD")) or tag == "VVG" or sentence.word(end) in MARKS:
        return False
    inverted = next((k for k in range(start, end) if sentence.tag_of(k).startswith(("VB", "VD", "VH", "VM"))), None)
    return not (inverted is not None and sentence.tag_of(inverted) in _BE and tag not in {"VVN", "VVD"})


def _judged_subject(sentence: Sentence, at: int) -> bool:
    """Whether the pair is judged or has an effect: "How did the price and the location influence you?"."""
    if _TOGETHER.intersection(sentence.words):
        return False
    return bool(_JUDGED.search(" ".join(sentence.words[at:]))) and sentence.words[0] in lexicon.among(
        "how did do does has have in to"
    )


def _judging_subjects(sentence: Sentence, start: int, end: int) -> bool:
    """As in "How do nurses and porters feel about the new rota?": two groups of people with one opinion."""
    return sentence.words[start] in {"how", "what"} and bool(_JUDGES.match(" ".join(sentence.words[end : end + 3])))


def _each(sentence: Sentence) -> Span | None:
    """As in "How do the drivers and the clerks each ...", "what would you say about each?"."""
    if "each" not in sentence.words or "other" in sentence.words:
        return None
    at = sentence.words.index("each")
    alone = sentence.tag_of(at + 1).startswith(("V", "PUN")) or sentence.words[at + 1 : at + 3] == ("of", "them")
    link = next((k for k in range(1, at) if sentence.words[k] in _LINKS and not in_binomial(sentence, k)), None)
    if (
        not alone
        or link is None
        or _SUBORDINATES.intersection(sentence.words[:link])
        or OPEN_WORDS.intersection(sentence.words[link + 1 : link + 3])
    ):
        return None
    return sentence.span(link - 1, at + 1)


def _comma_list(sentence: Sentence) -> Span | None:
    """As in "How would you rate the guide, the food, the pace?"."""
    commas = [k for k in range(3, len(sentence.words) - 2) if sentence.words[k] == ","]
    ends = [phrase_end(sentence, k + 1) for k in commas]
    listed = [
        k
        for k, end in zip(commas, ends, strict=True)
        if end > k + 1 and (sentence.tag_of(end) == "PUN" or not sentence.word(end))
    ]
    if len(listed) < _FEWEST_LISTED or not sentence.tag_of(listed[0] - 1).startswith(("NN", "NP")):
        return None
    before = " ".join(sentence.words[: listed[0]])
    asks = sentence.words[0] in OPEN_WORDS or sentence.words[0] in {"tell", "describe", "rate", "please"}
    return sentence.span(listed[0] - 1, ends[-1]) if asks and _EVALUATES.search(before) else None


def _slashed(sentence: Sentence) -> Span | None:
    """As in "the speed/accuracy of the replies"."""
    found = _SLASHED.search(sentence.text)
    if found is None or not _EVALUATES.search(sentence.text[: found.start()]):
        return None
    if any(_in_aside(sentence, k) for k, t in enumerate(sentence.tokens) if t.start - sentence.start == found.start()):
        return None
    return sentence.start + found.start(), sentence.start + found.end()
