"""Who took part twice is known by an attribute that names a person alone, and by nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.change.identities import GIVEN_ID, identifying, recognised


def people(name: str, values: list[str], start: int = 0) -> dict[str, dict[str, str]]:
    return {f"p{start + place}": {name: value, "plan": "pro"} for place, value in enumerate(values)}


@pytest.mark.parametrize(
    "name",
    ["customer_id", "customerId", "Customer-ID", "email", "E-Mail", "email_hash", "user", "account number", "uuid",
     "Kundennummer", "id_cliente", "crm_id", "member ref", "user email"],
)  # fmt: skip
def test_a_name_that_says_whose_it_is_identifies(name: str) -> None:
    assert identifying(people(name, ["c-91", "c-92", "c-93"])) == {name}


@pytest.mark.parametrize("name", ["plan", "id", "company_size", "participant", "account_type", "user role", "nps", ""])
def test_other_names_do_not(name: str) -> None:
    assert identifying(people(name, ["c-91", "c-92", "c-93"])) == frozenset()


def test_values_that_are_shared_or_number_the_rows_identify_nobody() -> None:
    assert identifying(people("customer", ["new", "old", "new", "old"])) == frozenset()
    assert identifying(people("user_id", [str(n) for n in range(1, 30)])) == frozenset()
    assert identifying(people("user_id", [str(90_000 + n) for n in range(1, 30)])) == {"user_id"}


def test_the_id_of_an_import_always_identifies_and_is_matched_with_what_another_wave_calls_it() -> None:
    assert identifying(people(GIVEN_ID, ["1", "2", "2"])) == {GIVEN_ID}
    first = people(GIVEN_ID, ["H1", "H2", "H3"])
    known = recognised([first, people(GIVEN_ID, ["h2", "h3", "h9"], start=10)])
    assert known.by == GIVEN_ID
    assert known.people[0]["p1"] == known.people[1]["p10"]
    known = recognised([first, people("customer_id", ["h2", "h3", "h9"], start=10)])
    assert known.by == "customer id"
    assert known.people[0]["p2"] == known.people[1]["p11"]
    rows = people(GIVEN_ID, [str(n) for n in range(1, 30)])
    assert recognised([rows, rows]).by == "", "rows that are numbered are no people"


def test_the_same_people_get_the_same_name_in_each_wave_and_it_is_not_theirs() -> None:
    first = people("Customer ID", [f"c-{n}" for n in range(20)])
    second = people("customer_id", [f" C-{n}" for n in range(10, 30)], start=100)
    known = recognised([first, second])
    assert known.by == "customer id"
    assert {known.people[0][f"p{n}"] for n in range(10, 20)} == {known.people[1][f"p{n}"] for n in range(100, 110)}
    assert not set(known.people[0].values()) & {f"c-{n}" for n in range(30)}
    assert recognised([first, second]).people != known.people, "the key is thrown away"


def test_whoever_shares_a_value_is_left_out_and_without_an_attribute_nobody_is_known() -> None:
    first = people("email", [f"a{n}@x.org" for n in range(20)] + ["a1@x.org"])
    known = recognised([first, people("email", [f"a{n}@x.org" for n in range(20)])])
    assert "p1" not in known.people[0]
    assert len(known.people[0]) == 19
    assert recognised([people("plan", ["a", "b"]), people("plan", ["a", "b"])]).people == ({}, {})
    assert recognised([people("email", ["a@x.org", "b@x.org"]), people("email", ["c@x.org", "d@x.org"])]).by == ""


@given(st.lists(st.dictionaries(st.text(max_size=8), st.dictionaries(st.text(max_size=20), st.text(max_size=20)))))
def test_any_attributes_can_be_read(waves: list[dict[str, dict[str, str]]]) -> None:
    assert len(recognised(waves).people) == len(waves)
