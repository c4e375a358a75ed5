"""Personal data in texts: what is found, what is not taken for it, and that everything comes back."""

import itertools
import json
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.privacy import Kind, Placeholders, mask, mask_together, personal_spans, reserve
from tests.effort import assert_linear
from tests.rows import each_of

PERSONAL: dict[Kind, tuple[str, ...]] = {
    Kind.EMAIL: (
        "jane.doe@example.com",
        "Jane.O'Brien+news@sub.example.co.uk",
        "josé@exämple.de",
        "用户@例子.公司",
        "root@localhost",
        "jane (at) example (dot) com",
        "jane[at]example.com",
        "jane @ example.com",
        "jane%40example.com",
        "jane\uff20example.com",
    ),
    Kind.PHONE: (
        "555-123-4567",
        "(555) 123-4567",
        "+1 (555) 123-4567",
        "1-800-555-0199",
        "555.123.4567",
        "5551234567",
        "+49 170 1234567",
        "+49 (0)170 1234567",
        "0049 170 1234567",
        "0170/1234567",
        "(030) 123 456 78",
        "089-12345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "0612345678",
        "600 123 456",
        "600123456",
        "91 234 56 78",
        "912 34 56 78",
        "+351 912 345 678",
        "(11) 91234-5678",
        "11912345678",
        "+55 11 91234-5678",
        "020 7946 0958",
        "07700 900123",
        "0412 345 678",
        "(02) 9876 5432",
        "138 1234 5678",
        "090-1234-5678",
        "\uff10\uff19\uff10\uff0d\uff11\uff12\uff13\uff14\uff0d\uff15\uff16\uff17\uff18",
        "٠١٢٣٤٥٦٧٨٩",
        "98765 43210",
        "8 (912) 345-67-89",
        "070-123 45 67",
        "(351) 914167211",
        "506 840 388",
    ),
    Kind.CARD: (
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111111111111111",
        "3782 822463 10005",
        "5555555555554444",
        "6011111111111117",
        "30569309025904",
        "4222222222222",
    ),
    Kind.IBAN: (
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        "es9121000418450200051332",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NL91ABNA0417164300",
    ),
    Kind.IP: ("192.168.1.10", "2001:db8::8a2e:370:7334", "fe80::1ff:fe23:4567:890a", "::ffff:192.168.1.10"),
    Kind.ID: (
        "529.982.247-25",
        "12345678Z",
        "X1234567L",
        "1 84 12 76 451 089 46",
        "RSSMRA85T10A562S",
        "11010519491231002X",
        "756.9217.0769.85",
        "811228-9874",
        "131052-308T",
        "85.07.30-033.28",
        "44051401359",
        "86095742719",
    ),
}
ALL = [(kind, value) for kind, values in PERSONAL.items() for value in values]

HARMLESS = (
    "We met on 2024-01-05, 05.06.2021 14.30, 01/02/2024 10:30 and 04/10/21 1345.",
    "Between 2019-2024, and in 2019 2020 2021 2022, in week 12 2024 2025.",
    "It cost $1,234,567.89 or 1.234.567,89 € or 1 234 567 EUR, then £600 123 456 and 600 123 456 euros.",
    "Revenue of 750 000 000, then 600.123.456, 1.000.000.000 and 5000000000.",
    "order 123456789, order number 5551234567, invoice no. 2024-555-1234, ticket #5551234567",
    "Python 3.11.4, version 10.0.19041.1234, v1.2.3.4 and 1.2.3.4",
    "We are open 24/7, or 24/7/365, 9-5, from 08:00 to 12:30, 09:30 - 17:45, 10:30:00.",
    "ISBN 978-3-16-148410-0, ISBN 0-306-40615-2, 9783161484100, EAN 4006381333931",
    "100-2000 users, 5-10 people, 3-4 weeks, 10 000 - 20 000, pages 100-2000, 5000000 rows",
    "12 34 56 78, 10 20 30 40 50, 12x16 cm, 1920x1080, 3.5-4.5 hours, 16:9, 99.999999",
    "550e8400-e29b-41d4-a716-446655440000, 1700000000, 1700000000000, 20240105103000",
    "4111 1111 1111 1112 fails its check",
    "48.137154, 11.576124, 0.123456789, $0.0012345678, 0800",
    "std::vector, 12::30, a::b, 192.168.1, 300.300.300.300, @everyone, see @ the office",
    "I looked at amazon dot com and at booking dot com.",
    "999999999, +1,000,000, 3 + 4000000, DE00370400440532013000, 12345678A",
)

PIECES = st.sampled_from(
    [value for _, value in ALL]
    + ["[email 1]", "[phone 2]", "[card ", " 3]", "[", "]", "[phone 5551234567]", "call me at ", "order no. ", "\n</"]
    + [
        "1234567",
        " 12 34 ",
        "\u202a",
        "\u200b",
        "@",
        " (at) ",
        " at ",
        " dot ",
        ".",
        "…",
        "\x00",
        "\ud800",
        "é",
        "مرحبا",
        "€",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5), st.just(" ")), max_size=12).map("".join))


AROUND = (
    "{}",
    "My details: {}.",
    "So ({}) it was, and then nothing.",
    "电话\uff1a{}。",
    '{{"said": "{}"}}',
    "\u202a{}\u202c\n{}",
)


@each_of((kind, value, sentence) for kind, value in ALL for sentence in AROUND)
def test_personal_data_is_found_where_it_stands(kind: Kind, value: str, sentence: str) -> None:
    text = sentence.format(value, value)
    spans = personal_spans(text)
    assert spans
    for span in spans:
        assert span.kind is kind
        assert value in text[span.start : span.end] or text[span.start : span.end] in value
    masked = mask(text)
    assert value not in masked.text
    assert f"[{kind} 1]" in masked.text
    assert masked.unmask(masked.text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Call me at 555-1234.",
        "Tel. 123456",
        "mi número es 12345678",
        "Meine Nummer ist 1234567",
        "telefone: 21 2345-6789",
        "The phone number of the client is 5551234567",
        "my email is jane dot doe at gmail dot com",
        "mi correo es ana punto perez arroba gmail punto com",
        "the server at ip 1.2.3.4",
        "Write to me: + 49 170 1234567",
        "That is 555-123-4567x12.",
        "That is (030) 1234567 ext. 89.",
    ],
)
def test_a_word_before_it_tells_what_a_number_is(text: str) -> None:
    assert len(personal_spans(text)) == 1


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    "text", ["pay with 4111 1111 1111\u2026", "IBAN DE89 3704 0044\n</answer>", "write to jane@exam\n</answer>"]
)
def test_what_a_cut_has_left_of_it_is_masked_too(text: str) -> None:
    assert len(personal_spans(text)) == 1


def _shipped() -> Iterator[str]:
    for package in ("interview_engine", "research_templates", "app.studies.planning"):
        for path in files(package).rglob("*"):  # type: ignore[attr-defined] # installed as files
            if path.suffix in {".jinja", ".toml"}:
                yield path.read_text("utf-8")


def test_our_own_prompts_and_texts_hold_nothing_personal() -> None:
    texts = list(_shipped())
    assert len(texts) > 20
    for text in texts:
        assert [text[span.start : span.end] for span in personal_spans(text)] == []


@given(TEXTS)
def test_unmasking_gives_back_any_text(text: str) -> None:
    masked = mask(text)
    assert masked.unmask(masked.text) == text


@given(TEXTS)
def test_spans_are_in_order_apart_and_right(text: str) -> None:
    masked = mask(text)
    assert all(0 <= span.start < span.end <= len(text) for span in masked.spans)
    assert all(left.end <= right.start for left, right in itertools.pairwise(masked.spans))
    pieces = [0, *(place for span in masked.spans for place in (span.start, span.end)), len(text)]
    kept = [text[start:end] for start, end in zip(pieces[::2], pieces[1::2], strict=True)]
    values = [text[span.start : span.end] for span in masked.spans]
    names = {value: name for name, value in masked.known.values.items()}
    assert (
        "".join(itertools.chain(*itertools.zip_longest(kept, (names[v] for v in values), fillvalue=""))) == masked.text
    )


@given(TEXTS)
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text).text == masked.text
    assert mask(masked.text, masked.known).text == masked.text


@given(st.lists(TEXTS, max_size=4))
def test_texts_masked_together_come_back_each(texts: list[str]) -> None:
    masked, placeholders = mask_together(texts)
    assert [placeholders.unmask(text) for text in masked] == texts


@given(TEXTS)
def test_values_can_stand_in_json_as_they_are(text: str) -> None:
    for value in mask(text).known.values.values():
        assert json.loads(f'"{value}"') == value


def test_one_value_has_one_placeholder_in_its_scope() -> None:
    first = mask("a@example.com, b@example.com, a@example.com")
    second = mask("b@example.com or c@example.com", first.known)
    assert first.text == "[email 1], [email 2], [email 1]"
    assert second.text == "[email 2] or [email 3]"
    assert second.unmask("[email 1] and [email 3]") == "a@example.com and c@example.com"


def test_a_number_given_away_in_one_text_is_masked_in_all() -> None:
    masked, _ = mask_together(("Was it 5550199?", "My number is 5550199."))
    assert masked == ("Was it [phone 1]?", "My number is [phone 1].")
    assert mask("Was it 5550199?").text == "Was it 5550199?"


def test_look_alikes_in_a_text_stand_for_themselves() -> None:
    text = "I typed [email 1] myself; write to a@example.com"
    assert mask(text).text == "I typed [email 1] myself; write to [email 2]"
    later = "a@example.com", "and [email 1] again"
    masked, placeholders = mask_together(later)
    assert masked == ("[email 2]", "and [email 1] again")
    assert placeholders.unmask("[email 1] [email 2]") == "[email 1] a@example.com"
    assert mask("a@example.com", reserve(later)).text == "[email 2]"


def test_nothing_shows_a_value_by_accident() -> None:
    masked = mask("write to jane@example.com")
    assert "jane" not in f"{masked!r} {masked.known} {Placeholders({'[email 1]': 'jane@example.com'})!r}"


UNITS = (
    "1",
    "1 ",
    "1-",
    "call me at 555 123 4567 ",
    "a@",
    "a%40",
    "a@b.co ",
    "+(",
    "a",
    "DE89 ",
    "1\u200b",
    "4111 1111 ",
)


@pytest.mark.parametrize("unit", UNITS)
def test_the_work_grows_with_the_text(unit: str) -> None:
    assert_linear(personal_spans, (unit * 12_000)[:12_000])
