"""Whether a plural noun names people: by how such nouns are built in English, not by a list of all of them."""

import re

from research_templates.vocabulary import ONE_PERSON, words

_PEOPLE = words(
    "people ppl folk folks men women children kids teens youth parents staff crew alumni personnel clientele "
    "students patients clients residents agents respondents recipients adolescents dependents correspondents "
    "participants applicants consultants accountants tenants assistants migrants immigrants merchants attendants "
    "occupants informants servants claimants entrants inhabitants pensioners hosts guests nurses coaches chefs cooks "
    "pilots guards clerks fans friends couples peers seniors juniors adults minors pupils users members admins leads "
    "prospects hires recruits trainees interns partners champions novices experts professionals amateurs regulars "
    "locals freshmen households families accounts teams companies businesses startups start-ups smbs smes "
    "enterprises "
    "firms agencies charities groups organisations organizations schools clinics freelancers nonprofits vendors "
    "individuals citizens neighbours neighbors males females brides grooms mums moms dads mothers fathers daughters "
    "sons wives husbands spouses siblings kin lads girls boys babies toddlers orphans heirs monks nuns priests "
    "clergy soldiers vets veterans athletes musicians acrobats judges heads bosses executives representatives reps "
    "relatives natives detectives captives creatives athletes graduates undergraduates postgraduates postdocs "
    "candidates delegates associates advocates pirates magistrates expatriates expats inmates teammates roommates "
    "classmates housemates colleagues leavers joiners jobseekers refugees anglers scholars burglars beggars nomads "
    "nannies au-pairs grandparents godparents caregivers stakeholders devs pms csms sdrs cios ctos ceos hr gps "
    "midwives housewives customers consumers trustees paramedics mechanics critics academics addicts diabetics "
    "asthmatics alcoholics clerics bachelors goers"
)
"""Nouns for people that no ending gives away. Support for the rules, not the rule."""
_ENDS_LIKE_PEOPLE = re.compile(
    r"(?:[a-z]{2,}(?:ers|ors|ists|ysts|lords|ees|ians|eurs|eers|iers|folk|men|women|mates)|crats)$"
)
_THINGS = words(
    "newsletters orders numbers offers papers newspapers computers printers servers trackers "
    "vouchers banners "
    "reminders letters stickers barriers answers filters folders containers routers controllers drawers trailers "
    "headers footers handovers takeovers layovers rollovers centers theaters counters registers transfers dinners "
    "chapters posters scanners layers powers towers flowers rivers summers winters covers corners borders buffers "
    "clusters parameters meters boosters adapters headlines coolers boilers "
    "identifiers modifiers tiers matters others matters semesters quarters manners "
    "cancers ulcers disorders tumors fevers blockers helpers chargers wrappers renderers compilers parsers browsers "
    "pointers timers screensavers toasters mixers beers fingers shoulders feathers lasers spreadsheets "
    "errors factors doors colors floors monitors sensors sectors indicators behaviors favors mirrors motors "
    "elevators "
    "generators calculators flavors processors connectors vectors reactors tractors corridors interiors exteriors "
    "matinees soirees entrees "
    "fees trees coffees committees degrees knees guarantees lists wishlists checklists playlists twists "
    "waitlists shortlists mists medians menus guidelines trousers blazers sneakers "
    "triggers rewards scooters trailers helicopters burgers appetizers starters fertilizers diapers "
    "wonders ladders hangers wallpapers simulators incubators accelerators refrigerators radiators "
    ""
)


def surely_people(word: str) -> bool:
    """Whether a noun is known to name people, not only built as such nouns are ("inhalers")."""
    return _bare(word) in _PEOPLE


def looks_like_people(word: str) -> bool:
    """Whether a noun, by its form, names people in the plural; possessive forms count."""
    word = _bare(word)
    if word in _PEOPLE:
        return True
    return word not in _THINGS and bool(_ENDS_LIKE_PEOPLE.search(word))


def is_one_person(word: str) -> bool:
    """Whether a singular noun, by its form, names somebody ("a stranger", "a nurse")."""
    word = word.lower()
    return word in ONE_PERSON or looks_like_people(re.sub(r"y$", "ie", word) + "s")


def cannot_be_people(word: str) -> bool:
    """Whether a noun, by its form, names things ("payments", "reminders"), wherever it stands in a sentence."""
    word = word.lower()
    return word in _THINGS or bool(
        re.search(r"(?:tion|sion|ment|ness|ity|ship|ing|ance|ence|ism|age|ure|ware|sis)s?$|(?:ities|ogies)$", word)
    )


def _bare(word: str) -> str:
    return re.sub(r"(?:'s?|\u2019s?)$", "", word.lower()).rsplit("-", 1)[-1]
