"""Files as people really export them, and as people who mean harm do."""

import csv
import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, TooLarge
from app.imports.parsing import FileFormat, OpenedFile, RefusedRow, Row, open_file


def opened(text: str | bytes, name: str = "feedback.csv", max_megabytes: int = 1) -> OpenedFile:
    return open_file(name, text.encode() if isinstance(text, str) else text, max_megabytes=max_megabytes)


def values(file: OpenedFile) -> list[dict[str, object]]:
    return [dict(row.values) for row in file.rows() if isinstance(row, Row)]


def refused(file: OpenedFile) -> list[RefusedRow]:
    return [row for row in file.rows() if isinstance(row, RefusedRow)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    file = opened(f'id{delimiter}text\n1{delimiter}"Slow, but fine; really"\n2{delimiter}Good\n')
    assert values(file) == [{"id": "1", "text": "Slow, but fine; really"}, {"id": "2", "text": "Good"}]


def test_a_file_of_one_column_may_hold_commas_everywhere() -> None:
    file = opened("feedback\nSlow, but fine\nGood; mostly\n")
    assert values(file) == [{"feedback": "Slow, but fine"}, {"feedback": "Good; mostly"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_that_spreadsheets_write(encoding: str) -> None:
    text = (
        "text,plan\r\nDer Einstieg war schwierig für mich - ünd über Wochen,größer\r\nTrès compliqué à gérer,café\r\n"
        * 2
    )
    file = opened("\r\n".join(text.split("\r\n")[:3]).encode(encoding))
    assert values(file)[0] == {"text": "Der Einstieg war schwierig für mich - ünd über Wochen", "plan": "größer"}
    assert values(file)[1]["plan"] == "café"


def test_encodings_of_other_scripts_are_guessed() -> None:
    words = "Мне не понравилась настройка, она заняла слишком много времени и сил у всей команды"  # noqa: RUF001 - as written
    assert values(opened(f"text\n{words}\n{words}\n".encode("cp1251")))[0]["text"] == words
    words = "設定がとても難しくて、最初の一週間は何も進みませんでした。もっと簡単にしてほしいです。"
    assert values(opened(f"text\n{words}\n{words}\n".encode("shift_jis")))[0]["text"] == words


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n ", "empty"),
        (b"text,plan\n", "no rows"),
        (b"\n\na,b\n", "no names"),
        (b"text,,plan\nx,y,z\n", "Column 2 has no name"),
        (b"text,plan,text\na,b,c\n", "both named"),
        (b"12,5.5,text\n1,2,3\n", "looks like data"),
        (b'"never closed\nand on\n', "never closed"),
        (b"PK\x03\x04 and so on", "spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08\x00 not gzip at all", "damaged"),
        (gzip.compress(b"text\nhello\n" * 100, mtime=0)[:-12], "in the middle"),
        (bytes(range(128, 256)) * 4, "encoding"),
        (",".join(f"c{n}" for n in range(501)).encode() + b"\n", "columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as caught:
        opened(data)
    assert caught.value.hint
    assert caught.value.field == "file"


def test_the_limit_counts_unpacked_bytes() -> None:
    bomb = gzip.compress(b"text\n" + b"0" * 5_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(TooLarge, match="1 MB"):
        opened(bomb, "bomb.csv.gz")
    with pytest.raises(TooLarge):
        opened(b"text\n" + b"0" * 1_000_001)


def test_gzip_files_of_several_members_are_whole() -> None:
    file = opened(gzip.compress(b"text\nfirst\n") + gzip.compress(b"second\n"), "feedback.csv.gz")
    assert [row["text"] for row in values(file)] == ["first", "second"]


def test_one_bad_row_loses_none_of_the_good_ones() -> None:
    file = opened('text,plan\ngood,a\n"too",many,fields\nonly one\n\nzero\0byte,b\n"new\nline",c\nlast,d\n')
    assert [row["text"] for row in values(file)] == ["good", "new\nline", "last"]
    assert [row.line for row in refused(file)] == [3, 4, 6]
    assert "3 fields where the header has 2" in str(refused(file)[0])
    assert "NUL" in str(refused(file)[2])


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    file = opened('text,plan\ngood,a\n"open,b\nnext,c\nlast,d\n')
    assert [row["text"] for row in values(file)] == ["good", "next", "last"]
    assert [row.line for row in refused(file)] == [3]
    assert "never closed" in refused(file)[0].reason


def test_a_file_of_broken_quotes_ends() -> None:
    file = opened("text,plan\n" + 'x,"a"b\n' * 500)
    assert values(file) == []
    assert len(refused(file)) == 102
    assert "nothing after it" in refused(file)[-1].reason


def test_lines_are_counted_in_the_file_not_in_rows() -> None:
    file = opened('text,plan\n"a\nb\nc",x\nbad\n')
    assert [(type(row).__name__, row.line) for row in file.rows()] == [("Row", 2), ("RefusedRow", 5)]


def test_jsonl_keeps_what_json_holds_and_refuses_what_is_not_an_object() -> None:
    lines = [
        '{"text": "hi", "n": 1}',
        "",
        "[1]",
        "{broken",
        '{"text": "a\\u0000b"}',
        '{"turns": [{"text": "\\ud800"}]}',
    ]
    file = opened("\n".join(lines), "feedback.jsonl")
    assert file.format is FileFormat.JSONL
    assert file.columns == ("text", "n")
    assert values(file) == [{"text": "hi", "n": 1}]
    assert [row.line for row in refused(file)] == [3, 4, 5, 6]


def test_jsonl_is_recognised_without_its_name_and_a_json_list_is_explained() -> None:
    assert opened('{"text": "hi"}\n', "upload.txt").format is FileFormat.JSONL
    with pytest.raises(InvalidInput, match="one JSON list"):
        opened('[{"text": "hi"}]', "upload.json")
    with pytest.raises(InvalidInput, match="No line"):
        opened("hello\n", "upload.jsonl")


def test_deeply_nested_json_is_refused_not_followed() -> None:
    file = opened('{"text": "fine"}\n' + "[" * 100_000 + "\n", "deep.jsonl")
    assert len(values(file)) == 1
    assert [row.line for row in refused(file)] == [2]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    rows = [tuple(_storable(cell) for cell in row) for row in rows]  # type: ignore[misc] # pairs stay pairs
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([("text", "plan"), *rows])
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if kept:
        assert [tuple(row.values()) for row in values(opened(buffer.getvalue()))] == kept


@given(st.lists(st.dictionaries(st.sampled_from(["text", "plan"]), st.text() | st.integers(), min_size=1), min_size=1))
def test_what_json_writes_comes_back(objects: list[dict[str, object]]) -> None:
    clean = [{key: _storable(v) if isinstance(v, str) else v for key, v in row.items()} for row in objects]
    file = opened("\n".join(json.dumps(row) for row in clean), "x.jsonl")
    assert values(file) == clean


@given(st.binary(max_size=400))
def test_no_bytes_make_it_crash(data: bytes) -> None:
    try:
        file = opened(data)
    except (InvalidInput, TooLarge):
        return
    assert all(isinstance(row, Row | RefusedRow) for row in file.rows())


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("latin-1", "Très lent à démarrer. Ça marche déjà."),
        ("cp1252", "La instalación tardó demasiado y mañana cancelaré."),
        ("cp1252", "A configuração não funcionou e ninguém respondeu às questões."),
        ("cp1252", "Die Einführung dauerte viel zu lange, schöne Oberfläche."),
        ("cp1252", "¿Por qué? Nadie respondió a la petición n.º 3 de los 40 m³."),
        ("cp1252", "Vi brugte otte uger på opsætningen, men svaret kom først så i går."),
        ("cp1250", "Instalace trvala příliš dlouho a nikdo mi neodpověděl."),
        ("cp1250", "Konfiguracja trwała zbyt długo i nikt nie odpowiedział."),
        ("cp1250", "A telepítés túl sokáig tartott, és senki sem válaszolt időben."),
    ],
)
def test_one_answer_is_enough_to_tell_the_latin_encodings_apart(encoding: str, words: str) -> None:
    assert values(opened(f"text\n{words}\n".encode(encoding)))[0]["text"] == words


@pytest.mark.parametrize("told", ["sep=;", "SEP=;", "\ufeffsep=;"])
def test_a_delimiter_that_a_spreadsheet_tells_is_taken_and_is_no_header(told: str) -> None:
    file = opened(f'{told}\r\ntext;plan\r\n"slow; very, slow";free\r\ntoo few\r\n')
    assert file.columns == ("text", "plan")
    rows = list(file.rows())
    assert rows[0] == Row(3, {"text": "slow; very, slow", "plan": "free"})
    assert rows[1].line == 4
