"""When two projects bear the same name, and when nearly."""

import pytest

from accounts.deal_names import SIMILAR_FROM, grams, name_key, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人民医院 热水 项目", "人民医院热水项目"),
        ("A栋(改造)", "a栋(改造)"),
        ("XX酒店-热水", "xx酒店 热水"),
        ("学校2号楼", "学校2号楼。"),
    ],
)
def test_what_people_write_differently_is_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("一期", "二期"), ("1号楼", "2号楼"), ("人民医院", "人民医院东院")])
def test_what_tells_projects_apart_stays(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人民医院热水改造项目", "人民医院热水工程"),
        ("滨江酒店空气能采购", "滨江大酒店空气能项目"),
        ("实验小学宿舍热水", "实验小学学生宿舍热水"),
    ],
)
def test_the_same_project_under_another_name_is_noticed(one, other):
    assert similarity(grams(one), grams(other)) >= SIMILAR_FROM


@pytest.mark.parametrize(
    ("one", "other"), [("人民医院热水改造项目", "滨江酒店空气能采购项目"), ("一期工程", "二期工程"), ("项目", "工程")]
)
def test_common_words_alone_make_nothing_similar(one, other):
    assert similarity(grams(one), grams(other)) < SIMILAR_FROM
