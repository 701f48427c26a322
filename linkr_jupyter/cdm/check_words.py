"""What a check says of each kind of problem: a sentence, or one for one case and one for several.

The sentences are keys of the translations; the code of a problem is what programs read.
"""

from __future__ import annotations

SENTENCES = {
    "encoding": "{table}: the file {column} is not in UTF-8; it was read as Latin-1.",
    "file_not_used": "{table}: the file {column} was left aside; another file holds this table.",
    "header_as_data": "{table}: its only row repeats the column names; the table is empty.",
    "missing_column": "{table}: the column {column} is absent.",
    "missing_table": "The table {table} is absent.",
    "no_header": "{table}: the file {column} has no header row; columns were taken in CDM order.",
    "not_omop": "{table}: no column is OMOP's; the table was left aside.",
    "ragged_rows": "{table}: some rows of {column} have too few fields; they were filled up.",
    "role_can_write": "{table}: the database role may write; ask for a role that can only read.",
    "unreadable_table": "{table}: the database cannot read it and answers: “{column}”.",
}

COUNTED = {
    "after_death": (
        "{table}: {count} row begins after the person's death.",
        "{table}: {count} rows begin after the person's death.",
    ),
    "before_birth": (
        "{table}: {count} row begins before the person's year of birth.",
        "{table}: {count} rows begin before the person's year of birth.",
    ),
    "duplicate_key": (
        "{table}: {count} row repeats a {column} that another row has.",
        "{table}: {count} rows repeat a {column} that another row has.",
    ),
    "end_before_start": (
        "{table}: {count} row ends before it begins.",
        "{table}: {count} rows end before they begin.",
    ),
    "no_concept": (
        "{table}: {count} row has no {column}.",
        "{table}: {count} rows have no {column}.",
    ),
    "no_date": (
        "{table}: {count} row has no {column}.",
        "{table}: {count} rows have no {column}.",
    ),
    "no_key": (
        "{table}: {count} row has no {column}.",
        "{table}: {count} rows have no {column}.",
    ),
    "no_number": (
        "{table}: {count} row has no number.",
        "{table}: {count} rows have no number.",
    ),
    "no_observation_period": (
        "{table}: {count} person has no observation period.",
        "{table}: {count} persons have no observation period.",
    ),
    "no_unit": (
        "{table}: {count} row has a number and no unit.",
        "{table}: {count} rows have a number and no unit.",
    ),
    "no_visit": (
        "{table}: {count} row belongs to no visit.",
        "{table}: {count} rows belong to no visit.",
    ),
    "non_standard_concept": (
        "{table}: {count} row has a {column} that is not a standard concept.",
        "{table}: {count} rows have a {column} that is not a standard concept.",
    ),
    "outside_visit": (
        "{table}: {count} row is dated outside its visit.",
        "{table}: {count} rows are dated outside their visit.",
    ),
    "person_without_visit": (
        "{table}: {count} person has no visit.",
        "{table}: {count} persons have no visit.",
    ),
    "repeated_row": (
        "{table}: {count} row repeats another row in everything but the id.",
        "{table}: {count} rows repeat another row in everything but the id.",
    ),
    "several_units": (
        "{table}: {count} concept is recorded in several units.",
        "{table}: {count} concepts are recorded in several units.",
    ),
    "unknown_concept": (
        "{table}: {count} row has a {column} that the table concept lacks.",
        "{table}: {count} rows have a {column} that the table concept lacks.",
    ),
    "unknown_person": (
        "{table}: {count} row belongs to a person that the table person lacks.",
        "{table}: {count} rows belong to persons that the table person lacks.",
    ),
    "unknown_visit": (
        "{table}: {count} row points at a visit that the table visit_occurrence lacks.",
        "{table}: {count} rows point at visits that the table visit_occurrence lacks.",
    ),
    "unmapped_concept": (
        "{table}: {count} row has the {column} 0 (no matching concept).",
        "{table}: {count} rows have the {column} 0 (no matching concept).",
    ),
    "unmapped_unit": (
        "{table}: {count} row has the unit concept 0 and a unit text.",
        "{table}: {count} rows have the unit concept 0 and a unit text.",
    ),
    "unreadable_value": (
        "{table}: {count} value of {column} does not fit its type; it is empty.",
        "{table}: {count} values of {column} do not fit their type; they are empty.",
    ),
}

CODES = tuple(sorted({*SENTENCES, *COUNTED}))
