"""How a sequence reads, and what a change leaves alone."""

from __future__ import annotations

import pytest

from linkr_jupyter.errors import InvalidCellError, InvalidValueError
from linkr_jupyter.plugins.languages import edited, get_language
from linkr_jupyter.plugins.sequences import (
    ByHand,
    Step,
    change,
    check_items,
    find,
    from_json,
    get_kind,
    read,
    to_json,
    write,
    write_value,
)

CRITERIA, LAYERS = get_kind("criteria"), get_kind("layers")
HANDMADE = """\
cohort = (
    linkr.everyone(cdm)
    .require_age(at_least=18)  # adults
    # a line that I wrote
    .where(my_rule)
    # off: .require_sex("F")
    .require_event(
        "condition",
        [
            201820,  # Diabetes
            4329847,  # Infarction
        ],
    )
    .require_first_entry()
)
"""


def line(source: str, language: str = "python", name: str = "cohort"):
    return find(get_language(language).parse(source), name)


def items(source: str, language: str = "python", kind=CRITERIA):
    return read(kind, line(source, language)).items


def changed(source: str, new, language: str = "python", kind=CRITERIA, **named) -> str:
    return edited(source, change(kind, line(source, language), new, **named))


def age(low: int | None = 18, off: bool = False) -> Step:
    return Step("require_age", {"at_least": low, "at_most": None}, off)


def sex(off: bool = False) -> Step:
    return Step("require_sex", {"sex": "F"}, off)


def event(*ids: int) -> Step:
    defaults = CRITERIA.by_name["require_event"].defaults()
    return Step("require_event", {**defaults, "concept_ids": list(ids)})


FIRST = Step("require_first_entry", {})
HAND = ByHand(".where(my_rule)")
ALL = [age(), HAND, sex(off=True), event(201820, 4329847), FIRST]


def test_a_cell_reads_as_known_verbs_and_code_by_hand():
    found = read(CRITERIA, line(HANDMADE))
    assert found.items == ALL
    assert found.opening == "linkr.everyone(cdm)"
    assert [link.line for link in found.links] == [3, 5, 6, 7, 14]
    assert found.links[1].reason == "The form does not know this step."
    for link in found.links:
        assert HANDMADE[link.start : link.end].startswith((".", "# off"))


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (".require_age(at_least=limit)", "A value here is no plain value."),
        (".require_age(*limits)", "A value here is no plain value."),
        (".require_age(18, 20)", "The step has other arguments than the form knows."),
        (".require_age(older=18)", "The step has other arguments than the form knows."),
        (".require_sex()", "The step has other arguments than the form knows."),
        ('.require_sex("X")', "The form refuses a value of this step."),
        (".require_age(at_least=18)[0]", "The form does not know this step."),
    ],
)
def test_what_the_form_cannot_set_is_by_hand_and_says_why(call, reason):
    source = f"cohort = (\n    everyone(cdm)\n    {call}\n    .require_first_entry()\n)\n"
    link = read(CRITERIA, line(source)).links[0]
    assert (link.item, link.reason) == (ByHand(call), reason)
    assert changed(source, [ByHand(call)]) == source.replace("    .require_first_entry()\n", "")


def test_a_changed_value_changes_the_lines_of_its_verb_alone():
    new = [age(21), *ALL[1:]]
    assert changed(HANDMADE, new) == HANDMADE.replace("at_least=18", "at_least=21")


def test_labels_are_written_beside_their_concepts_and_go_with_them():
    new = [*ALL[:3], event(201820), FIRST]
    labels = {201820: "Diabetes", 4329847: "Infarction"}
    assert changed(HANDMADE, new, labels=labels) == HANDMADE.replace(
        """\
        [
            201820,  # Diabetes
            4329847,  # Infarction
        ],
""",
        "        [201820],  # Diabetes\n",
    )


def test_a_comment_of_a_person_is_kept_when_its_verb_goes():
    assert changed(HANDMADE, ALL[1:]) == HANDMADE.replace(
        "    .require_age(at_least=18)  # adults\n", "    # adults\n"
    )


def test_a_moved_verb_takes_its_comment_along():
    new = [*ALL[1:], ALL[0]]
    taken = "    .require_age(at_least=18)  # adults\n"
    assert changed(HANDMADE, new) == HANDMADE.replace(taken, "").replace(
        "    .require_first_entry()\n", f"    .require_first_entry()\n{taken}"
    )


def test_a_verb_is_switched_off_and_on_without_losing_anything():
    off = changed(HANDMADE, [*ALL[:3], Step("require_event", ALL[3].values, True), FIRST])
    assert '    # off: .require_event(\n    #          "condition",\n' in off
    assert "    #              4329847,  # Infarction\n" in off
    assert changed(off, ALL) == HANDMADE
    hand = changed(HANDMADE, [age(), ByHand(HAND.source, True), *ALL[2:]])
    assert "    # a line that I wrote\n    # off: .where(my_rule)\n" in hand
    assert changed(hand, ALL) == HANDMADE


def test_a_comment_that_only_looks_like_code_is_a_comment():
    source = "cohort = (\n    everyone(cdm)\n    # .require_sex('F')\n    # off: not code\n)\n"
    assert items(source) == []
    assert changed(source, [sex()]) == source.replace("(cdm)\n", '(cdm)\n    .require_sex("F")\n')


def test_a_chain_on_one_line_is_laid_out_one_verb_a_line():
    source = "cohort = everyone(cdm).require_age(at_least=18).where(rule)  # mine\n"
    assert changed(source, [age(), sex(), ByHand(".where(rule)")]) == (
        "cohort = (\n    everyone(cdm)\n    .require_age(at_least=18)\n"
        '    .require_sex("F")\n    .where(rule)\n)  # mine\n'
    )


def test_the_opening_of_the_plugin_tells_where_the_items_begin():
    source = "cohort = linkr.everyone(cdm).where(rule)\n"
    assert read(CRITERIA, line(source), opening="linkr.everyone(cdm)").items == [
        ByHand(".where(rule)")
    ]
    assert items("cohort = (\n    cohort\n    .where(rule)\n)\n") == [ByHand(".where(rule)")]
    assert items("cohort = cohort.require_sex('F')\n") == [sex()]


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("cohort = [1, 2]\n", "python"),
        ("cohort = one + two\n", "python"),
        ("cohort = 3\n", "python"),
        ("everyone(cdm) |> f() -> cohort\n", "r"),
        ("cohort <- 1 + 2\n", "r"),
        ("cohort <- f(x) |> g(); other <- 1\n", "r"),
    ],
)
def test_what_is_no_chain_is_said_to_be_none(source, language):
    with pytest.raises(ValueError, match="no chain"):
        items(source, language)


def test_code_of_a_form_value_is_never_written():
    hostile = ByHand('.where(__import__("os").system("id"))')
    with pytest.raises(InvalidValueError, match="is not in this cell"):
        changed(HANDMADE, [*ALL, hostile])
    with pytest.raises(InvalidValueError, match="is not in this cell"):
        write(CRITERIA, [hostile])


def test_a_step_is_found_again_after_reformatting():
    source = HANDMADE.replace(".where(my_rule)", ".where(\n        my_rule,\n    )")
    assert changed(source, ALL) == source


def test_text_over_several_lines_cannot_be_switched_off():
    source = 'cohort = (\n    everyone(cdm)\n    .where("""a\n  b""")\n)\n'
    (hand,) = items(source)
    assert hand == ByHand('.where("""a\n  b""")')
    with pytest.raises(InvalidValueError, match="cannot be switched off"):
        changed(source, [ByHand(hand.source, True)])
    assert '.where("""a\n  b""")' in changed(source, [age(), hand])


def test_a_chain_that_brackets_cut_is_left_alone():
    source = "cohort = ((everyone(cdm).where(rule)).require_age(at_least=18))[0]\n"
    with pytest.raises(InvalidCellError, match="The steps of cohort cannot be changed here"):
        changed(source, [])


R_CELL = """\
cohort <- everyone(cdm) |>
  require_age(at_least = 18L) |> # adults
  # a line that I wrote
  dplyr::filter(my_rule) |>
  require_first_entry()
# off: require_sex("F")

after <- 1
"""


def test_r_joins_what_is_left():
    hand = ByHand("dplyr::filter(my_rule)")
    assert items(R_CELL, "r") == [age(), hand, FIRST, sex(off=True)]
    assert changed(R_CELL, [age(), hand, sex()], "r") == (
        "cohort <- everyone(cdm) |>\n  require_age(at_least = 18L) |> # adults\n"
        "  # a line that I wrote\n  dplyr::filter(my_rule) |>\n"
        '  require_sex("F")\n\nafter <- 1\n'
    )
    assert changed(R_CELL, [], "r") == (
        "cohort <- everyone(cdm)\n  # adults\n  # a line that I wrote\n\nafter <- 1\n"
    )


def test_r_reads_the_other_pipe_and_packages():
    source = "cohort <- everyone(cdm) %>% linkr::require_age(at_least = 18)\n"
    assert items(source, "r") == [age()]
    assert changed(source, [age(), FIRST], "r") == (
        "cohort <- everyone(cdm) %>%\n  linkr::require_age(at_least = 18) |>\n"
        "  require_first_entry()\n"
    )


def test_one_figure_has_two_dialects():
    layers = [
        Step("points", {"colour": "red", "opacity": 0.5}),
        Step("boxes", {"colour": None, "opacity": None}),
    ]
    assert write(LAYERS, layers) == [
        '    + alt.Chart().mark_point(color="red", opacity=0.5)',
        "    + alt.Chart().mark_boxplot()",
    ]
    assert write_value(LAYERS, "ggplot(cars, aes(hp, mpg))", layers, "r") == (
        "ggplot(cars, aes(hp, mpg)) +\n"
        '  geom_point(colour = "red", alpha = 0.5) +\n  geom_boxplot()'
    )
    with pytest.raises(InvalidValueError, match="“Trend line” cannot be said in Python"):
        write(LAYERS, [Step("trend", LAYERS.by_name["trend"].defaults())])


def test_altair_draws_the_layers():
    alt = pytest.importorskip("altair")
    pandas = pytest.importorskip("pandas")
    points = pandas.DataFrame({"hp": [1.0, 2.0], "mpg": [3.0, 4.0]})
    steps = [Step(verb.name, verb.defaults()) for verb in LAYERS.verbs if "python" in verb.calls]
    value = write_value(LAYERS, 'alt.layer(data=points).encode(x="hp:Q", y="mpg:Q")', steps)
    names = {"alt": alt, "points": points}
    exec(f"figure = {value}", names)  # noqa: S102
    assert len(names["figure"].to_dict()["layer"]) == len(steps)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("text", "is no list"),
        ([1], "number 1: this is no step"),
        ([{"verb": "require_age", "more": 1}], "number 1: this is no step"),
        ([{"verb": "require_age", "off": 1}], "number 1: this is no step"),
        ([{"source": "x", "verb": "require_age"}], "number 1: this is no step"),
        ([{"verb": "nothing"}], "there is no step “nothing”"),
        ([{"verb": "require_age", "values": {"x": 1}}], "“require_age” has other settings"),
        ([{"verb": "require_age", "values": {"at_least": "1"}}], "“At least” cannot be 1"),
    ],
)
def test_a_value_that_is_no_sequence_is_refused(value, message):
    problem = check_items(CRITERIA, value)
    assert problem
    assert message in problem.text()
    assert problem.text("fr") != problem.text()
    with pytest.raises(InvalidValueError):
        from_json(CRITERIA, value)


def test_items_go_to_json_and_back():
    assert from_json(CRITERIA, to_json(ALL)) == ALL
    assert from_json(CRITERIA, [{"verb": "require_age"}]) == [age(None)]
