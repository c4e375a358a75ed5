# ruff: noqa: RUF001 - the letters of other languages are what is read here
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_templates.language import UNKNOWN, language_of

TEXTS = {
    "en": [
        "What do our customers want?",
        "onboarding",
        "churn reasons",
        "S3 lifecycle rules",
        "checkout abandonment mobile shoppers",
        "What do customers think of Über Eats?",
        "Why do users leave El País?",
        "How do La Liga fans watch?",
        "Do users like São Paulo's metro?",
        "What do users think of Das Haus?",
        "Vino e Cucina: why do guests return?",
        "naïve users' first steps",
        "Is dragging appointments mostly a receptionist thing?",
    ],
    "es": [
        "¿Qué quieren nuestros clientes de la aplicación?",
        "Motivos de baja de los socios",
        "Que opinan los alumnos de la plataforma",
        "por que se van los clientes",
        "¿Cómo podemos mejorar el onboarding?",
    ],
    "de": [
        "Was wünschen sich unsere Kunden von der Anwendung?",
        "Warum kündigen Kunden?",
        "Gründe für Kündigungen",
        "Welche Hürden gibt es beim Onboarding?",
        "Was hält Studierende ab?",
    ],
    "fr": [
        "Que veulent nos clients et pourquoi ?",
        "Comment les patients vivent l'attente ?",
        "Pourquoi résilient-ils ?",
    ],
    "pt": [
        "O que os nossos clientes querem e por que não voltam?",
        "Por que os clientes cancelam?",
        "Por que não renovam?",
    ],
    "it": [
        "Perché i clienti abbandonano il carrello?",
        "Cosa pensano gli utenti della nuova app?",
        "Perché se ne vanno?",
    ],
    "nl": ["Waarom stoppen klanten met onze app?", "Wat vinden bezoekers van het museum?"],
    "pl": ["Dlaczego klienci odchodzą?", "Co sprawia, że pacjenci nie wracają?"],
    "sv": ["Varför lämnar kunderna oss?"],
    "da": ["Hvorfor forlader kunderne os?"],
    "cs": ["Proč zákazníci odcházejí?"],
    "tr": ["Müşteriler neden ayrılıyor?"],
    "ja": ["顧客は何を望んでいますか", "なぜ onboarding は失敗するのか"],
    "zh": ["客户为什么流失？"],
    "ko": ["고객이 왜 떠나나요?"],
    "ru": ["Почему клиенты уходят?"],
    "uk": ["Чому клієнти йдуть від нас?"],
    "ar": ["لماذا يغادر العملاء؟"],
    "el": ["Γιατί φεύγουν οι πελάτες;"],
    UNKNOWN: ["12 34", "", "😀", "\x00"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in TEXTS.items() for text in texts]
)
def test_language(language: str, text: str) -> None:
    assert language_of(text) == language


@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert 2 <= len(language_of(text)) <= len(UNKNOWN)
