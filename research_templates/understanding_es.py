"""The parts of a research question in Spanish, by simple rules; what they are not sure of stays empty."""

import re
from dataclasses import dataclass

from research_templates.vocabulary import words
from research_templates.wording import cut, sentences


@dataclass(frozen=True, slots=True)
class SpanishReading:
    subject: str = ""
    people: str = ""
    time_frame: str = ""
    outcome: str = ""


_WORD = r"[a-záéíóúüñA-ZÁÉÍÓÚÜÑ0-9][\w-]*"
_ARTICLES = "el|la|los|las|un|una|nuestro|nuestra|su|sus"
_STOPS = (
    "que|quien|quienes|cuando|donde|como|cómo|para|por|porque|con|sin|durante|en|tras|después|antes|desde|hasta|se|no|"
    "es|son|está|están|fue|fueron|ha|han|y|o|u|e|pero|si|a|al|les|le|lo|nos|me|cada|más|menos|entre|según|sobre|mientras|"
    "del|de|ya|muy|también|solo|este|esta|nunca|siempre"
)
_PHRASE = (
    rf"(?!(?:{_STOPS})\b)(?!\w+(?:ar|er|ir)(?:se)?\s+(?:el|la|los|las|un|una)\b){_WORD}"
    rf"(?:\s+(?!(?:{_STOPS}|{_ARTICLES})\b){_WORD}){{0,2}}"
    rf"(?:\s+(?:de|del)\s+(?:(?:{_ARTICLES})\s+)?(?!(?:{_STOPS}|{_ARTICLES})\b){_WORD}){{0,2}}"
)
_PEOPLE_ENDING = re.compile(
    r"(?:ores|oras|antes|entes|istas|eros|eras|arios|arias|ados|adas|idos|idas|icos|icas|anos|anas|dores|doras|tivos)$"
)
_PEOPLE = words(
    "clientes clientas usuarios usuarias personas alumnos alumnas padres madres niños niñas jóvenes mayores "
    "socios socias "
    "miembros huéspedes pacientes médicos médicas enfermeras enfermeros equipos empresas familias hijos hijas "
    "vecinos vecinas turistas viajeros colegas jefes jefas profesores maestros gerentes inquilinos inquilinas donantes "
    "voluntarios oyentes lectores pymes autónomos pasajeros ciclistas empleados aprendices conductores"
)
_NOT_PEOPLE = words("datos resultados servicios horarios precios comentarios formularios cursos primeros cambios")
_TIME = re.compile(
    r"\b(?:en|durante|desde|tras|después de|en menos de)\s+((?:(?:el|la|los|las|su|sus)\s+)?(?:primer|primera|primeros|"
    r"primeras|último|última|últimos|últimas|próximo|próxima)\s+(?:\d+\s+|\w+\s+)?(?:días?|semanas?|mes(?:es)?|trimestres?|años?|"
    r"temporadas?|horas?)|\d+\s+(?:días|semanas|meses|años|horas)|(?:19|20)\d\d|(?:este|esta)\s+\w+)",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\bpara\s+((?:reducir|aumentar|mejorar|lograr|alcanzar|subir|bajar|acortar|retener|evitar|conseguir|disminuir|"
    r"incrementar|acelerar|crecer)\b[^,.;?!]{2,120})",
    re.IGNORECASE,
)
_OWN = re.compile(rf"\b(?P<article>nuestro|nuestra)\s+(?P<phrase>{_PHRASE})", re.IGNORECASE)
_AFTER = re.compile(
    rf"\b(?:sobre|acerca de|respecto a|con|de|durante|en|a|usar|usan|utilizan|utilizar|abandonan|abandonar|dejan|"
    rf"prefieren|eligen|compran|cancelan|valoran|experimentan|viven|perciben|necesitan|esperan de|mejorar|optimizar|"
    rf"terminan|adoptan|contratan|visitan|renuevan|completan|leen|piden|entienden|ven|tratan|probar|dejar|elegir|"
    rf"comprar)\s+(?P<article>el|la|los|las|un|una|su|sus)\s+(?P<phrase>{_PHRASE})"
    rf"|\b(?P<fused>del|al)\s+(?P<rest>{_PHRASE})",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:los|las|nuestros|nuestras|muchos|muchas|tantos|tantas)\s+"
    r"(?P<new>(?:nuev|primer|pequeñ|jóven|buen|antigu)\w+\s+)?"
    rf"(?P<head>{_WORD})(?P<rest>\s+(?!(?:{_STOPS})\b)(?:nuev|"
    r"pequeñ|grand|jóven|joven|antigu|potencial|extranjer|habitual|actual|mayor|rural|urban|digital)\w*)?",
    re.IGNORECASE,
)
_DONE = re.compile(
    rf"(?:\s+(?:no|nunca|ya|se|les|lo))*(?:\s+\w+(?:an|en|on|ían))?(?:\s+(?:de|con|en))?"
    rf"\s+(?P<article>nuestro|nuestra|el|la|los|las|un|una|sus|su)\s+(?P<phrase>{_PHRASE})",
    re.IGNORECASE,
)
"""What people do it with, behind them: "los padres un colegio", "los clientes no conectan la tienda"."""
_READ_WORDS, _READ_CHARACTERS = 60, 600


def read_spanish(question: str) -> SpanishReading:
    """Read a Spanish question of any length; only its asking sentence is looked at."""
    text = cut(_asked(question), words=_READ_WORDS, characters=_READ_CHARACTERS)
    time = _TIME.search(text)
    outcome = _OUTCOME.search(text)
    rest = text[: outcome.start()] if outcome else text
    if time and time.end() <= len(rest):
        rest = f"{rest[: time.start()]} , {rest[time.end() :]}"
    return SpanishReading(
        subject=_done_by_people(rest) or _subject(rest),
        people=_people(text),
        time_frame=time[1] if time else "",
        outcome=outcome[1].strip() if outcome else "",
    )


def _asked(question: str) -> str:
    found = sentences(question)
    return next((sentence for sentence in found if "?" in sentence), found[0] if found else question)


def _is_people(word: str) -> bool:
    lower = word.lower()
    return lower in _PEOPLE or (lower not in _NOT_PEOPLE and bool(_PEOPLE_ENDING.search(lower)))


def _people(text: str) -> str:
    for found in _GROUP.finditer(text):
        if _is_people(found["head"]):
            return f"{found['new'] or ''}{found['head']}{found['rest'] or ''}".lower()
    return ""


def _subject(text: str) -> str:
    own = _OWN.search(text)
    for found in _AFTER.finditer(text):
        phrase = _plain(found["phrase"] or found["rest"])
        # "la apertura nocturna de nuestro museo" says more than "nuestro museo", which it contains.
        told = found[0].lower().startswith(("sobre", "acerca", "respecto"))
        beside = not told and own is not None and not found.start() <= own.start() < found.end()
        if not beside and not _is_people(phrase.split()[0]):
            return f"{(found['article'] or 'el').lower()} {phrase}"
    return f"{own['article'].lower()} {_plain(own['phrase'])}" if own else ""


def _done_by_people(text: str) -> str:
    for group in _GROUP.finditer(text):
        done = _DONE.match(text, group.end()) if _is_people(group["head"]) else None
        if done and not _is_people(done["phrase"].split()[0]):
            return f"{done['article'].lower()} {_plain(done['phrase'])}"
    return ""


def _plain(phrase: str) -> str:
    return " ".join(phrase.split())
