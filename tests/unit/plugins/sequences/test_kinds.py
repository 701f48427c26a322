"""The verbs of every kind are described completely, in both human languages."""

from __future__ import annotations

import pytest

from linkr_jupyter.errors import InvalidManifestError
from linkr_jupyter.locale import catalogue
from linkr_jupyter.plugins.manifest_checks import check_manifest
from linkr_jupyter.plugins.sequences import KINDS, Kind, get_kind
from linkr_jupyter.plugins.values import check_one

kinds = pytest.mark.parametrize("kind", [get_kind(name) for name in KINDS], ids=KINDS)
# An argument that must be given has no default that would do.
ASKED = ("concept_ids", "text")


@kinds
def test_arguments_are_described_as_parameters_of_a_plugin(kind: Kind, tmp_path):
    for verb in kind.verbs:
        manifest = {
            "schema_version": 1, "id": "steps", "version": "1.0.0", "title": verb.title,
            "summary": verb.title, "level": "aggregated", "category": "cohort",
            "parameters": {"type": "object", "properties": {}},
        }  # fmt: skip
        properties = {
            name: {key: part for key, part in schema.items() if key != "pattern"}
            for name, schema in verb.properties.items()
            if name not in ASKED
        }
        manifest["parameters"]["properties"] = properties
        check_manifest(manifest, tmp_path / "steps")


@kinds
def test_what_is_not_required_has_a_default_that_is_allowed(kind: Kind):
    for verb in kind.verbs:
        for name, schema in verb.properties.items():
            if name not in verb.required:
                assert check_one(name, name, schema, schema["default"]) is None, (verb.name, name)


@kinds
def test_names_of_verbs_and_calls_are_theirs_alone(kind: Kind):
    assert len(kind.by_name) == len(kind.verbs)
    for language in kind.joins:
        calls = [verb.calls[language] for verb in kind.verbs if language in verb.calls]
        assert len(set(calls)) == len(calls)
        for verb in kind.verbs:
            spelled = [verb.spelled(name, language) for name in verb.properties]
            assert len(set(spelled)) == len(spelled)
            assert set(verb.positional) <= set(verb.required) <= set(verb.properties)


@kinds
def test_every_text_is_french_too(kind: Kind):
    french = catalogue("fr")
    for verb in kind.verbs:
        texts = [kind.title, verb.title, verb.description]
        for schema in verb.properties.values():
            hints = schema["x-linkr"]
            texts += [schema["title"], schema.get("description", ""), hints.get("unit", "")]
            texts += hints.get("labels", {}).values()
        assert [text for text in texts if text and text not in french] == []


def test_a_kind_speaks_french():
    verb = get_kind("criteria").localized("fr").by_name["require_age"]
    assert verb.title == "Âge"
    assert verb.properties["at_least"]["title"] == "Au moins"
    assert get_kind("criteria").by_name["require_age"].title == "Age"


def test_an_unknown_kind_is_refused():
    with pytest.raises(InvalidManifestError, match="There is no sequence “steps”"):
        get_kind("steps")
