"""Sequences: values of a form that are chains of verbs in the code, one verb a line.

A cohort's criteria, the variables of an analysis dataset and the layers of a figure are more than
literals. Each kind of sequence describes its verbs as data; this package writes them as code, reads
them back, and changes single ones where they stand. docs/developers/sequences.md has the contract.
"""

from __future__ import annotations

from .changing import change
from .items import ByHand, Item, Step, check_items, from_json, to_json
from .kinds import KINDS, Kind, Verb, get_kind
from .lines import SequenceLine, known_steps, opening_of, with_sequences
from .reading import Link, Sequence, find, read
from .writing import write, write_value

__all__ = [
    "KINDS",
    "ByHand",
    "Item",
    "Kind",
    "Link",
    "Sequence",
    "SequenceLine",
    "Step",
    "Verb",
    "change",
    "check_items",
    "find",
    "from_json",
    "get_kind",
    "known_steps",
    "opening_of",
    "read",
    "to_json",
    "with_sequences",
    "write",
    "write_value",
]
