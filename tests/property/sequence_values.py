"""Sequences of every kind with arbitrary and hostile values, and layouts that people give them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from kind_values import days, texts, whole_numbers

from linkr_jupyter.plugins.languages import Assignment, edited, get_language
from linkr_jupyter.plugins.sequences import (
    Item,
    Kind,
    Step,
    Verb,
    change,
    check_items,
    find,
    from_json,
    get_kind,
    read,
    to_json,
    write_value,
)

OPENINGS = {
    ("criteria", "python"): "linkr.everyone(cdm)",
    ("criteria", "r"): "everyone(cdm)",
    ("variables", "python"): "analysis_dataset(cdm, cohort)",
    ("variables", "r"): "analysis_dataset(cdm, cohort)",
    ("layers", "python"): 'alt.layer(data=points).encode(x="hp:Q", y="mpg:Q")',
    ("layers", "r"): "ggplot(points, aes(hp, mpg))",
}
CASES = list(OPENINGS)
HANDS = {
    ".": [
        ".where(my_rule)",
        ".pipe(lambda one: one, 1)",
        '.where("é", rule=[1])',
        ".T",
        ".all()[0]",
    ],
    "|>": ["where(my_rule)", "dplyr::filter(age > 18)", "subset(é == 'x')"],
    "+r": ["my_layer", "facet_wrap(~ sex)", "ggplot2::theme_minimal()", 'labs(x = "é")'],
    "+python": ["my_layer", "alt.Chart(other).mark_rule().encode(y='mean(mpg):Q')", "layer(é)[0]"],
}
COMMENTS = ["# A note of mine", "#no blank", "# off-hand", "# O'Brien (", "# é 漢 # off: x"]


def hands(kind: Kind, language: str) -> list[str]:
    join = kind.joins[language]
    return HANDS[join if join != "+" else f"+{language}"]


def value_of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that an argument accepts."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found: list[st.SearchStrategy[Any]] = [st.none()] if "null" in kinds else []
    low, high = schema.get("minimum"), schema.get("maximum")
    if "enum" in schema:
        found.append(st.sampled_from(schema["enum"]))
    elif "integer" in kinds:
        found.append(st.integers(low, high) if low is not None else whole_numbers)
    elif "number" in kinds:
        found.append(st.floats(low, high, allow_nan=False, allow_infinity=False))
        if low is None:
            found.append(st.integers(-1000, 1000))
    elif "boolean" in kinds:
        found.append(st.booleans())
    elif "array" in kinds:
        size = {"min_size": schema.get("minItems", 0), "max_size": min(schema["maxItems"], 5)}
        found.append(st.lists(value_of(schema["items"]), unique="uniqueItems" in schema, **size))
    elif schema.get("format") == "date":
        found.append(days)
    elif "pattern" in schema:
        found.append(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True))
    else:
        found.append(texts.filter(lambda text: schema.get("minLength", 0) <= len(text) <= 40))
    return st.one_of(found)


def _steps(verb: Verb) -> st.SearchStrategy[Step]:
    values = {name: value_of(schema) for name, schema in verb.properties.items()}
    off = st.booleans() if verb.name else st.just(False)
    return st.builds(Step, st.just(verb.name), st.fixed_dictionaries(values), off)


def steps(kind: Kind, language: str) -> st.SearchStrategy[list[Step]]:
    """Known verbs of a kind with arbitrary values, some of them off."""

    def is_good(step: Step) -> bool:
        return check_items(kind, to_json([step])) is None

    verbs = [_steps(verb).filter(is_good) for verb in kind.verbs if language in verb.calls]
    return st.lists(st.one_of(verbs), max_size=5).map(lambda some: from_json(kind, to_json(some)))


def cell(kind: Kind, language: str, value: str) -> str:
    sign = "=" if language == "python" else "<-"
    return f"before {sign} 1\n\nresult {sign} {value}\n\nafter {sign} 2\n"


def written(kind: Kind, language: str, items: list[Item], **named: Any) -> str:
    opening = OPENINGS[kind.name, language]
    return cell(kind, language, write_value(kind, opening, items, language, **named))


def line_in(source: str, language: str) -> Assignment:
    return find(get_language(language).parse(source), "result")


def read_in(kind: Kind, source: str, language: str) -> list[Item]:
    found = read(kind, line_in(source, language), opening=OPENINGS[kind.name, language])
    return found.items


def changed(kind: Kind, source: str, language: str, items: list[Item], **named: Any) -> str:
    opening = OPENINGS[kind.name, language]
    edits = change(kind, line_in(source, language), items, opening=opening, **named)
    return edited(source, edits)


__all__ = ["CASES", "COMMENTS", "changed", "get_kind", "hands", "read_in", "steps", "written"]
