from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.contracts import Column, load_contracts
from pipelines.contracts.schema import ID_STATES
from pipelines.standardise.columns import ColumnReader
from pipelines.standardise.values.blanks import WHITE, trimmed
from pipelines.standardise.values.codes import code_reader, read_yes_no
from pipelines.standardise.values.dates import read_date, read_moment
from pipelines.standardise.values.documents import check_digit, read_document
from pipelines.standardise.values.names import read_name
from pipelines.standardise.values.numbers import read_decimal, read_int

MARCH_5 = datetime(2025, 3, 5)  # noqa: DTZ001
HALF_PAST_TEN = datetime(2025, 3, 5, 10, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-05",
        "2025-3-5",
        "2025/3/5",
        "2025/03/05",
        "20250305",
        "2025年3月5日",
        "2025年03月05日",
        "2025.3.5",
        "45721",
        "２０２５－０３－０５",
        "2025 年 3 月 5 日",
        "2025-03-05 00:00:00",
        "45721.0",
        "2025-03-05T00:00:00",
        "2025年3月5号",
    ],
)
def test_every_form_of_a_date_is_read(text):
    assert read_moment(text) == MARCH_5
    assert read_date(text) == MARCH_5.date()


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-05 10:30",
        "2025-03-05 10:30:00",
        "2025/3/5 10:30",
        "20250305 10:30",
        "2025年3月5日 10:30:00",
        "2025年3月5日10时30分",
        "2025.3.5 10:30",
        "45721.4375",
        "20250305103000",
        "202503051030",
        "2025-03-05T10:30:00+08:00",
        "2025-03-05T02:30:00Z",
        "2025-03-05 10:30:00.000",
    ],
)
def test_every_form_of_a_moment_is_read_as_wall_time_in_shanghai(text):
    assert read_moment(text) == HALF_PAST_TEN


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30",
        "2025-13-01",
        "2025-00-10",
        "2025年2月29日",
        "20250230",
        "0000-00-00",
        "0001-01-01",
        "2025-03",
        "2025",
        "2025年3月",
        "25-3-5",
        "2025-03/05",
        "12345678",
        "3/5/2025",
        "2025-03-05 24:00:00",
        "2025-03-05 10:60",
        "1234",
        "-45721",
        "昨天",
        "2025-3-110:30",
        "2025-3-51030",
        "2025-03-05 10",
        "2025-03-05+08:00",
        "二〇二五年三月五日",
        "123456",
    ],
)
def test_an_impossible_or_unclear_date_is_refused_and_never_shifted(text):
    assert read_moment(text) is None


@given(st.dates(min_value=datetime(1927, 5, 18).date(), max_value=datetime(2173, 1, 1).date()))  # noqa: DTZ001
def test_a_day_is_the_same_day_in_every_form(day):
    serial = str((day - datetime(1899, 12, 30).date()).days)  # noqa: DTZ001
    forms = [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}"]
    forms += [f"{day.year}年{day.month}月{day.day}日", serial, f"{day.isoformat()} 23:59:59"]
    assert {read_date(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30", 30),
        ("1,234", 1234),
        ("30.0", 30),
        ("30天", 30),
        ("３０", 30),
        ("-1", -1),
        ("007", 7),
        ("3.5", None),
        ("1e3", None),
        ("", None),
        ("12,34", None),
        ("٣", None),
        ("三", None),
        ("9" * 19, None),
    ],
)
def test_whole_numbers(text, number):
    assert read_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("111.65", "111.65"),
        ("111.1234567", "111.123457"),
        ("0.0000005", "0"),
        ("1E2", "100"),
        ("１１.5", "11.5"),
        ("-5", "-5"),
        (".5", "0.5"),
        ("nan", None),
        ("inf", None),
        (".", None),
        ("1000000", None),
        ("999999.9999999", None),
        ("东经", None),
    ],
)
def test_decimal_numbers(text, number):
    assert read_decimal(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("是", True),
        ("有", True),
        ("1", True),
        ("Y", True),
        ("ｙ", True),
        ("TRUE", True),
        ("1.0", True),
        ("否", False),
        ("无", False),
        ("0", False),
        ("n", False),
        ("false", False),
        ("2", None),
        ("是否", None),
    ],
)
def test_yes_and_no(text, said):
    assert read_yes_no(text) is said


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2", "probation"),
        ("缓刑", "probation"),
        ("02", "probation"),
        ("2.0", "probation"),
        ("２", "probation"),
        (" 缓 刑", "probation"),
        ("5", None),
        ("缓", None),
        ("probation", None),
    ],
)
def test_codes_and_labels(text, term):
    assert code_reader(load_contracts().codes["correction_type"])(text) == term


def test_a_code_zero_survives_folding():
    assert code_reader(load_contracts().codes["id_type"])("0") == "none"


@pytest.mark.parametrize(
    ("text", "shown", "key"),
    [
        ("张伟", "张伟", "张伟"),
        ("张 伟", "张 伟", "张伟"),
        ("张　伟", "张 伟", "张伟"),
        *[(f"古丽{dot}买买提", "古丽·买买提", "古丽买买提") for dot in "·•．‧・●."],
        ("Ｊ．Ｓｍｉｔｈ", "J.Smith", "jsmith"),
        ("J. Smith", "J. Smith", "jsmith"),
        ("凉\uf979", "凉\uf979", "凉凉"),
        ("𠮷野", "𠮷野", "𠮷野"),
    ],
)
def test_a_name_is_shown_as_it_is_and_compared_without_width_spaces_and_interpuncts(text, shown, key):
    assert read_name(text) == (shown, key)


@pytest.mark.parametrize(
    ("text", "number", "widened", "state"),
    [
        ("11010519491231002X", "11010519491231002X", "11010519491231002X", "valid"),
        ("11010519491231002x", "11010519491231002X", "11010519491231002X", "valid"),
        ("'11010519491231002×", "11010519491231002X", "11010519491231002X", "valid"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "11010519491231002X", "valid"),
        ("110105 19491231 002X", "11010519491231002X", "11010519491231002X", "valid"),
        ("110105491231002", "110105491231002", "11010519491231002X", "valid_15"),
        ("110105194912310021", "110105194912310021", None, "bad_checksum"),
        ("110105194913310021", "110105194913310021", None, "bad_form"),
        ("110105194913310020", "110105194913310020", None, "bad_checksum"),
        ("11010519491231002", "11010519491231002", None, "bad_form"),
        ("E12345678", "E12345678", None, "bad_form"),
        ("1.50102E+17", None, None, "lost_digits"),
        ("1.5010219900307E17", None, None, "lost_digits"),
    ],
)
def test_resident_numbers(text, number, widened, state):
    assert read_document(text) == (number, widened, state)
    assert state in ID_STATES


@given(
    st.from_regex(r"[1-9][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True), st.data()
)
def test_any_one_wrong_character_and_any_swap_of_neighbours_breaks_a_valid_number(first_17, data):
    number = first_17 + check_digit(first_17)
    assert read_document(number)[2] == "valid"
    assert read_document(number[:6] + number[8:17])[1] == number
    at = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[at]]))
    assert read_document(number[:at] + other + number[at + 1 :])[2] != "valid"
    if at < 16 and number[at] != number[at + 1]:
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        assert read_document(swapped)[2] != "valid"


_DIGIT = st.sampled_from("0123456789")
_LIKELY = {
    "name": st.text(st.sampled_from("张伟古丽一鿿䷿ꀀ·•．aＢ 　\uf979"), min_size=1, max_size=5),
    "id_no": st.one_of(
        st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True),
        st.from_regex(r"150102(19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9X]", fullmatch=True),
        st.from_regex(r"1\.5[0-9]{1,4}E\+1[0-9]", fullmatch=True),
    ),
    "date": st.one_of(
        st.from_regex(r"(1[89]|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", fullmatch=True),
        st.from_regex(r"2025[-/:][01]?[0-9][-/:][0-3]?[0-9]", fullmatch=True),
        st.sampled_from(["", "/", "45721"]),
    ),
    "datetime": st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-6][0-9]:[0-6][0-9]", fullmatch=True),
    "decimal": st.from_regex(r"-?[0-9]{0,7}(\.[0-9]{0,8})?", fullmatch=True),
    "case_no": st.one_of(
        st.from_regex(r"（(19|20)[0-9]{2}）[内京](01)?[0-9]{2,4}刑[初终更字第]{1,3}[0-9]{1,8}号", fullmatch=True),
        st.from_regex(r"[（(]2025[)）]内0105刑初[0-9]{1,3}号(之一)?", fullmatch=True),
        st.sampled_from(["", "号", "1号", "0号", "12345678号", "（2025）内0105刑初1", "（2025）京军0105刑初7号"]),
    ),
    "text": st.from_regex(r"\s?[A-Z0-9.Ｅ+\-张]{0,8}\s?", fullmatch=True),
}


@pytest.mark.parametrize("type_name", _LIKELY)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_values_read_in_bulk_are_what_they_are_one_by_one(type_name, data):
    column = Column("some_no", type_name, ("列",), required=False, personal=False)
    texts = data.draw(st.lists(_LIKELY[type_name], min_size=1, max_size=8))
    reader = ColumnReader(load_contracts(), ("1501",))
    bulk = reader.read(column, pa.array(["前", *texts, "后"]).slice(1, len(texts)), is_key=False)
    single = [reader._by_distinct(column, pa.array([text.strip(WHITE)]), is_key=False) for text in texts]
    for position, array in enumerate(bulk.arrays):
        assert array.to_pylist() == [one.arrays[position][0].as_py() for one in single]
    assert bulk.bad.tolist() == [bool(one.bad[0]) for one in single]
    assert bulk.filled.tolist() == [bool(one.filled[0]) for one in single]


@pytest.mark.parametrize(
    "day", ["2024-02-29", "2025-02-29", "1900-02-29", "2000-02-29", "2025-04-31", "2025-03-31", "1899-12-31"]
)
def test_the_last_days_of_months_are_the_same_in_bulk(day):
    moment = pa.array([f"{day} 10:30:00"])
    number = "110105" + day.replace("-", "") + "002"
    document = pa.array([number + check_digit(number)])
    reader = ColumnReader(load_contracts(), ())
    for type_name, values in (("datetime", moment), ("date", pa.array([day])), ("id_no", document)):
        column = Column("x", type_name, ("列",), required=False, personal=False)
        bulk, single = reader.read(column, values, is_key=False), reader._by_distinct(column, values, is_key=False)
        assert [array.to_pylist() for array in bulk.arrays] == [array.to_pylist() for array in single.arrays]
        assert bulk.bad.tolist() == single.bad.tolist()


@pytest.mark.parametrize("sign", ["", " ", "　", "\ufeff", "-", "—", "/", "NULL", "null", "\\N"])
@pytest.mark.parametrize(
    "type_name", ["date", "int", "id_no", "case_no", "county", "sex", "decimal", "datetime", "yes_no", "term"]
)
def test_signs_for_nothing_are_empty_and_said_so(sign, type_name):
    column = Column("x", type_name, ("列",), required=False, personal=False)
    read = ColumnReader(load_contracts(), ("1501",)).read(column, pa.array([sign, sign]), is_key=False)
    assert [array.to_pylist() for array in read.arrays] == [[None, None]] * len(read.arrays)
    assert not read.filled.any()
    assert not read.bad.any()
    assert bool(read.assumed) == bool(sign.strip(" \u3000\ufeff"))


def test_none_is_an_answer_to_a_question_and_no_document_number():
    reader = ColumnReader(load_contracts(), ())
    asked = reader.read(Column("x", "yes_no", ("列",), False, False), pa.array(["无"]), is_key=False)
    number = reader.read(Column("x", "id_no", ("列",), False, False), pa.array(["无"]), is_key=False)
    assert (asked.arrays[0].to_pylist(), number.arrays[0].to_pylist()) == ([False], [None])


@given(st.lists(st.text(st.sampled_from([*WHITE, *"ab张者。〔"]), max_size=4), max_size=6), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_white_space_at_the_ends_is_removed_from_every_text_of_a_column(texts, start):
    values = pa.array(texts, pa.string()).slice(start)
    assert trimmed(values).to_pylist() == [text.strip(WHITE) for text in texts[start:]]
