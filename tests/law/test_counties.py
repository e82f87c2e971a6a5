from __future__ import annotations

import gb2260.data
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.law import counties
from pipelines.law.counties import CountyMatch, counties_in, county, known_counties, resolve, zone_of
from pipelines.law.refusal import Refusal

REGION = ("1501", "1502")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("150103", "150103"),
        ("１５０１０３", "150103"),
        ("150103.0", "150103"),  # a spreadsheet's number
        ("150103000000", "150103"),  # the statistical code
        ("回民区", "150103"),
        ("呼和浩特市回民区", "150103"),
        ("内蒙古自治区呼和浩特市回民区", "150103"),
        ("内蒙古呼和浩特回民区", "150103"),
        (" 内蒙古自治区　呼和浩特市 回民区 ", "150103"),
        ("内蒙古-呼和浩特市-回民区", "150103"),
        ("内蒙古自治区回民区", "150103"),
        ("150103 回民区", "150103"),
        ("回民区（150103）", "150103"),
        ("回民区司法局", "150103"),
        ("呼和浩特市回民区社区矫正管理局", "150103"),
        ("包头市青山区", "150204"),
        ("达茂旗", "150223"),
        ("白云矿区", "150206"),  # its former name
        ("康巴什区", "150603"),  # new since 2014
        ("北京市朝阳区", "110105"),
        ("重庆市铜梁区", "500151"),
        ("仙桃市", "429004"),
        ("东莞市", "441900"),  # a city without counties
        ("嘉峪关市", "620200"),
    ],
)
def test_a_county_is_found_by_code_and_name_without_assumption(text, code):
    assert resolve(text, REGION) == CountyMatch(code, None)


@pytest.mark.parametrize(
    ("text", "region", "code", "assumption"),
    [
        ("新城区", REGION, "150102", "全国有2个县级区划用此名称，按本地区认定为内蒙古自治区呼和浩特市新城区(150102)"),
        ("新城区", ("6101",), "610102", "全国有2个县级区划用此名称，按本地区认定为陕西省西安市新城区(610102)"),
        ("青山区", REGION, "150204", "全国有2个县级区划用此名称，按本地区认定为内蒙古自治区包头市青山区(150204)"),
        ("集宁市", REGION, "152601", "按已撤销的区划认定为内蒙古自治区乌兰察布盟集宁市(152601)"),
        ("桥东区", REGION, "130702", "另有同名的旧区划，按现行区划认定为河北省张家口市桥东区(130702)"),
    ],
)
def test_what_had_to_be_assumed_is_said(text, region, code, assumption):
    assert resolve(text, region) == CountyMatch(code, assumption)


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("", REGION, "county_empty"),
        ("新城区", (), "county_ambiguous"),
        ("新城区", ("1501", "6101"), "county_ambiguous"),
        ("朝阳区", REGION, "county_ambiguous"),
        ("150100", REGION, "county_not_county_level"),
        ("150101", REGION, "county_not_county_level"),  # 市辖区, a grouping row
        ("150000", REGION, "county_not_county_level"),
        ("呼和浩特市", REGION, "county_not_county_level"),
        ("内蒙古自治区呼和浩特市", REGION, "county_not_county_level"),
        ("呼和浩特市市辖区", REGION, "county_not_county_level"),
        ("日喀则市", REGION, "county_not_county_level"),  # a prefecture now, a county once
        ("999999", REGION, "county_unknown"),
        ("不存在区", REGION, "county_unknown"),
        ("包头市回民区", REGION, "county_unknown"),  # no such county in that city
        ("回民", REGION, "county_unknown"),
        ("赛罕区(150104)", REGION, "county_conflict"),
        ("150103回民区及新城区", REGION, "county_conflict"),
        ("999999回民区", REGION, "county_unknown"),
    ],
)
def test_what_means_no_certain_county_is_refused_with_a_reason(text, region, reason):
    refusal = resolve(text, region)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert not text or text not in refusal.text


def test_retired_codes_stay_known_and_are_marked():
    retired, present = county("152601"), county("150902")
    assert (retired.full_name, retired.retired) == ("内蒙古自治区乌兰察布盟集宁市", True)
    assert (present.full_name, present.retired) == ("内蒙古自治区乌兰察布市集宁区", False)
    assert resolve("152601") == CountyMatch("152601", None)
    assert county("999999") is None


def test_the_sample_region_has_its_eighteen_counties():
    names = [found.name for found in counties_in(REGION)]
    assert len(names) == 18
    assert {"新城区", "赛罕区", "土默特左旗", "达尔罕茂明安联合旗", "白云鄂博矿区"} <= set(names)
    assert "市辖区" not in names


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("150102", "150100"),
        ("150105", "150100"),
        ("150206", "150200"),
        ("150121", "150121"),  # 旗
        ("150122", "150122"),  # 县
        ("150981", "150981"),  # county-level city
        ("152201", "152201"),  # county-level city of a 盟, though it ends in 01
        ("222401", "222401"),  # of an 自治州
        ("429004", "429004"),  # governed by the province
        ("520203", "520203"),  # 六枝特区 is no district
        ("441900", "441900"),
        ("110105", "110100"),
        ("500151", "500100"),
        ("500229", "500229"),
    ],
)
def test_districts_of_one_city_are_one_zone_and_every_other_county_its_own(code, zone):
    assert zone_of(code) == county(code).zone == zone


def test_zones_follow_the_names_of_the_counties():
    for found in known_counties():
        in_zone_of_city = found.zone != found.code
        if in_zone_of_city:
            # 市辖区, or a county-level city or 矿区 renumbered among the districts
            assert found.name.endswith("区"), found
            assert found.prefecture.endswith("市") or not found.prefecture, found
        elif found.name.endswith("区"):
            assert found.name.endswith(("特区", "林区")) or not found.prefecture.endswith("市"), found


@given(st.sampled_from(counties_in(("",))))
def test_every_county_is_found_by_its_code_and_its_full_name(found):
    assert resolve(found.code, REGION) == CountyMatch(found.code, None)
    by_name = resolve(found.full_name, REGION)
    assert isinstance(by_name, CountyMatch)
    assert by_name.code == found.code


@given(st.sampled_from(counties_in(("",))))
def test_a_bare_name_is_never_taken_for_one_of_several_outside_the_region(found):
    sharing = [other for other in counties_in(("",)) if other.name == found.name]
    result = resolve(found.name, ())
    if len(sharing) > 1:
        assert isinstance(result, Refusal)
    elif isinstance(result, CountyMatch):
        assert result.code == found.code


def test_every_county_row_of_every_revision_is_still_known():
    for revision in gb2260.data.data.values():
        for code, name in revision.items():
            if not str(code).endswith("00") and not name.endswith("市辖区"):
                assert county(str(code)) is not None, (code, name)


@given(st.text("内蒙古自治区呼和浩特市回民新城150103() 司法局", max_size=20))
def test_any_text_is_resolved_or_refused_and_never_an_error(text):
    assert isinstance(resolve(text, REGION), CountyMatch | Refusal)


@pytest.mark.parametrize("line", ["15060,康巴什区,added", "150603,,added", "150603,康巴什区,moved"])
def test_a_mistake_in_the_list_of_changes_names_its_line(tmp_path, monkeypatch, line):
    file = tmp_path / "changes.csv"
    file.write_text(f"code,name,change\n110118,密云区,added\n{line}\n", "utf-8")
    monkeypatch.setattr(counties, "CHANGES", file)
    with pytest.raises(ValueError, match="line 3"):
        counties._changes.__wrapped__()
