"""What drugs are called on a timeline: as recorded, by ingredient or by ATC class."""

from __future__ import annotations

import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..errors import InvalidValueError

GROUPINGS = ("ingredient", "atc", "recorded")
_CLASSES = {"ingredient": "Ingredient", "atc": "ATC 3rd"}


def has_drug_hierarchy(cdm: Cdm) -> bool:
    """Whether the source can say which ingredient or class a drug belongs to."""
    ancestors = ("ancestor_concept_id", "descendant_concept_id")
    return cdm.has("concept_ancestor", *ancestors) and cdm.has("concept", "concept_class_id")


def with_drug_labels(cdm: Cdm, drugs: ir.Table, grouping: str) -> ir.Table:
    """Name drug exposures by their ingredients or class; the others keep their own name.

    A drug with several ingredients stays one row, with the names joined by a plus sign.

    Parameters
    ----------
    drugs
        Rows with ``concept_id`` and ``label``.
    grouping
        ``"ingredient"``, ``"atc"`` or ``"recorded"``.

    Raises
    ------
    InvalidValueError
        When ``grouping`` is another.
    """
    if grouping not in GROUPINGS:
        raise InvalidValueError(
            "Drugs cannot be named by {value}.",
            "Choose among {known}.",
            field="drugs",
            value=repr(grouping),
            known=", ".join(GROUPINGS),
        )
    if grouping == "recorded" or not has_drug_hierarchy(cdm):
        return drugs
    above, concept = cdm.concept_ancestor, cdm.concept
    groups = concept.filter(concept.concept_class_id == _CLASSES[grouping])
    pairs = above.select(drug="descendant_concept_id", group="ancestor_concept_id")
    pairs = pairs.join(groups, pairs.group == groups.concept_id)
    names = pairs.select("drug", name="concept_name").distinct()
    names = names.group_by("drug").aggregate(
        group_name=names.name.group_concat(" + ", order_by=names.name)
    )
    joined = drugs.left_join(names, drugs.concept_id == names.drug).drop("drug")
    return joined.mutate(label=joined.group_name.coalesce(joined.label)).drop("group_name")
