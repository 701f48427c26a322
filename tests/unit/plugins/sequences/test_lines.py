"""A parameter line that holds a chain behaves as one that holds a literal."""

from __future__ import annotations

import pytest

from linkr_jupyter.plugins.languages import edited, get_language
from linkr_jupyter.plugins.sequences import SequenceLine, known_steps, opening_of, with_sequences

SOURCES = {
    "python": """\
bins = 40
cohort = (
    everyone(cdm)
    .require_age(at_least=18)
    .where(my_rule)
    .require_event(
        "condition",
        [201820],  # Diabetes
    )
)
""",
    "r": """\
bins <- 40L
cohort <- everyone(cdm) |>
  require_age(at_least = 18L) |>
  where(my_rule) |>
  require_event(
    "condition",
    c(201820) # Diabetes
  )
# off: require_first_entry()
""",
}
languages = pytest.mark.parametrize("language", ["python", "r"])


def line_of(source: str, language: str) -> SequenceLine:
    code = get_language(language).parse(source)
    chains = (("cohort", "criteria", "everyone(cdm)"),)
    first, line = with_sequences(code.assignments(["bins", "cohort"]), chains)
    assert first.read() == 40
    assert not isinstance(first, SequenceLine)
    assert isinstance(line, SequenceLine)
    return line


@languages
def test_a_chain_has_a_value_labels_and_an_end(language):
    line = line_of(SOURCES[language], language)
    value = line.read()
    assert line.is_literal
    assert line.is_edited
    assert [item.get("verb", "by hand") for item in value][:3] == [
        "require_age",
        "by hand",
        "require_event",
    ]
    assert value[1]["source"].endswith("where(my_rule)")
    assert line.labels() == {201820: "# Diabetes"}
    assert opening_of(line) == "everyone(cdm)"
    assert SOURCES[language][line.value_end :] == "\n"
    assert line.holds(known_steps(value))
    assert not line.holds(value[:1])


@languages
def test_code_by_hand_is_neither_written_nor_removed(language):
    source = SOURCES[language]
    line = line_of(source, language)
    value = line.read()
    hostile = {"source": "where(evil())"}
    # The form does not know the step by hand, and names one that is not there.
    result = edited(source, line.put([value[0], hostile, value[2]]))
    assert "my_rule" in result
    assert "evil" not in result
    assert line_of(result, language).read() == value[:3]
    moved = edited(source, line.put([value[2], value[0], value[1], *value[3:]]))
    assert line_of(moved, language).read() == [value[2], value[0], value[1], *value[3:]]


@languages
def test_a_label_is_written_beside_a_step_that_stays(language):
    source = SOURCES[language]
    result = edited(source, line_of(source, language).written([], {}))
    (left,) = line_of(result, language).read()
    assert left["source"].endswith("where(my_rule)")
    line = line_of(source, language)
    renamed = edited(source, line.written(line.read(), {201820: "Diabetes mellitus"}))
    assert line_of(renamed, language).labels() == {201820: "# Diabetes mellitus"}
    assert renamed.count("Diabetes") == 1


def test_what_is_no_chain_cannot_be_read():
    code = get_language("python").parse("cohort = 1 + 2\n")
    (line,) = with_sequences(code.assignments(["cohort"]), (("cohort", "criteria", ""),))
    assert not line.is_literal
