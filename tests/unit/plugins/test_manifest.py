"""Which manifests are refused, and with which words."""

from __future__ import annotations

import json

import pytest

from linkr_jupyter.errors import InvalidManifestError
from linkr_jupyter.plugins import read_plugin

BINS = {"type": "integer", "minimum": 5, "maximum": 200, "title": "Bins", "default": 40}


def refused(folder):
    with pytest.raises(InvalidManifestError) as caught:
        read_plugin(folder)
    text = caught.value.text()
    assert "{" not in text.replace('{"', "").replace("with {", "")
    assert caught.value.text("fr") != text
    return text


def with_parameter(**changes):
    schema = {key: value for key, value in {**BINS, **changes}.items() if value is not None}
    return {"parameters": {"type": "object", "properties": {"bins": schema}}}


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "", "a" * 100, "😀", ".x", "Small", "smаll", "small\n", "2x"]
)
def test_ids_are_the_ascii_name_of_the_folder(write_plugin, name):
    assert "id cannot be" in refused(write_plugin(id=name))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema_version": 99}, "needs a newer LinkR: its schema_version is 99"),
        ({"schema_version": "1"}, "schema_version cannot be “1”. Choose one of: 1."),
        ({"schema_version": None}, "schema_version is missing"),
        ({"titel": "x"}, "titel is not known. Did you mean title?"),
        ({"version": "1.0"}, "Write three numbers, such as 1.0.0."),
        ({"level": "patient"}, "Choose one of: individual, aggregated."),
        ({"title": "  "}, "title cannot be"),
        ({"entry": "__import__('os').system('x')"}, "entry is not known"),
        ({"requires": {"packages": ["-e ."]}}, "requires.packages cannot be"),
        ({"requires": {"packages": {"python": ["-e ."]}}}, "requires.packages.python.0 cannot be"),
        (
            {"requires": {"packages": {"python": ["pandas @ git+https://h/x"]}}},
            "requires.packages.python.0 cannot be “pandas @ git+https://h/x”",
        ),
        ({"requires": {"packages": {"r": ["survival'); q('no"]}}}, "requires.packages.r.0"),
        ({"picture": "../x.svg"}, "picture cannot be “../x.svg”"),
        ({"checked_against": [""]}, "checked_against.0 cannot be"),
        ({"inputs": {"bins": {"kind": "cdm"}}}, "inputs cannot be “bins”"),
        ({"inputs": {"class": {"kind": "cdm"}}}, "inputs cannot be “class”"),
        ({"outputs": {"x": {"kind": "plot"}}}, "outputs.x.kind cannot be “plot”"),
        ({"parameters": {"type": "object"}}, "parameters.properties is missing"),
        (with_parameter(default=None), "parameters.bins.default is missing"),
        (with_parameter(default=300), "Enter a number between 5 and 200."),
        (with_parameter(default=True), "Enter a whole number."),
        (with_parameter(titel="x"), "parameters.bins.titel is not known. Did you mean title?"),
        (with_parameter(pattern="(a+)+$"), "parameters.bins.pattern is not known"),
        (with_parameter(type=["integer", "string"]), "Give one type"),
        (with_parameter(type="array"), "Say what the list holds"),
        (with_parameter(**{"x-linkr": {"control": "text"}}), "sets a value of type string"),
        (with_parameter(**{"x-linkr": {"control": "choice"}}), "List the choices."),
        (
            with_parameter(
                enum=[40, 50], **{"x-linkr": {"control": "choice", "labels": {"40": "x"}}}
            ),
            "labels cannot be “50”. Give each choice its words.",
        ),
        (
            with_parameter(
                enum=[40], **{"x-linkr": {"control": "choice", "labels": {"40": "x", "41": "y"}}}
            ),
            "Label only choices that exist.",
        ),
        (
            with_parameter(**{"x-linkr": {"control": "number", "when": {"rule": ["x"]}}}),
            "when cannot be “rule”. Name another parameter.",
        ),
        (
            {"parameters": {"type": "object", "required": ["x"], "properties": {"bins": BINS}}},
            "required cannot be “x”",
        ),
    ],
)  # fmt: skip
def test_each_breach_names_field_value_and_remedy(write_plugin, changes, words):
    text = refused(write_plugin(**changes))
    assert words in text and text.startswith("plugin.json")


def test_keywords_are_no_parameters(write_plugin):
    text = refused(write_plugin(parameters={"type": "object", "properties": {"class": BINS}}))
    assert "A word of Python" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "a", "id": "b"}', "duplicate key 'id'"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": "\\u0000"}', "NUL"),
        ("{", "is not JSON"),
        ("[]", "holds no JSON object"),
        ("!!python/object/apply:os.system [id]", "is not JSON"),
        ('{"a": 1e400}', "a is not known"),
        ('{"a": ' + "9" * 5000 + "}", "plugin.json"),
        (" " * 1_100_000, "larger than 1 MB"),
    ],
)
def test_documents_that_cannot_be_trusted_are_refused(write_plugin, text, words):
    folder = write_plugin()
    (folder / "plugin.json").write_text(text, encoding="utf-8")
    assert words in refused(folder)


def test_bytes_that_are_no_text_are_refused(write_plugin):
    folder = write_plugin()
    (folder / "cell.py").write_bytes(b"\xff\xfe")
    assert "Save it as UTF-8 text" in refused(folder)


def test_a_folder_without_cell_or_manifest_is_none(write_plugin):
    folder = write_plugin()
    (folder / "cell.py").unlink()
    assert "has no cell" in refused(folder)
    (folder / "plugin.json").unlink()
    assert "has no plugin.json" in refused(folder)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"titel": "x"}, "Did you mean title?"),
        ({"author": "x"}, "no text at this place"),
        ({"title": 3}, "Write the translation as a text."),
        ({"title": " "}, "Write the translation as a text."),
    ],
)
def test_translations_name_places_of_the_manifest(write_plugin, texts, words):
    folder = write_plugin()
    (folder / "locale").mkdir()
    (folder / "locale" / "fr.json").write_text(json.dumps(texts), encoding="utf-8")
    text = refused(folder)
    assert words in text and "locale/fr.json" in text


def test_french_texts_and_english_where_they_are_missing(bars):
    french = bars.localized("fr")
    assert (french.title, bars.title) == ("Barres", "Bars")
    assert french.properties["bins"]["x-linkr"]["unit"] == "classes"
    assert bars.properties["bins"]["x-linkr"]["unit"] == "bins"
    assert bars.localized("de") is bars


def test_a_default_for_people_is_translated(write_plugin):
    title = {"type": "string", "title": "Title", "default": "Value", "x-linkr": {"control": "text"}}
    folder = write_plugin(
        cell='title = "Value"\nprint(title)\n',
        parameters={"type": "object", "properties": {"title": title}},
    )
    (folder / "locale").mkdir()
    texts = {"parameters.title.default": "Valeur"}
    (folder / "locale" / "fr.json").write_text(json.dumps(texts), encoding="utf-8")
    plugin = read_plugin(folder)
    assert plugin.defaults("fr") == {"title": "Valeur"} and plugin.defaults() == {"title": "Value"}
    assert plugin.localized("fr").defaults() == {"title": "Valeur"}


def test_the_hash_follows_what_a_cell_depends_on(write_plugin):
    folder = write_plugin()
    before = read_plugin(folder).hash
    (folder / "README.md").write_text("x", encoding="utf-8")
    assert read_plugin(folder).hash == before and len(before) == 64
    (folder / "cell.py").write_text("bins = 40\nprint(bins, bins)\n", encoding="utf-8")
    assert read_plugin(folder).hash != before
