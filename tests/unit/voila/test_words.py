"""Every sentence of the page is listed, used and translated."""

from __future__ import annotations

import re
from pathlib import Path

import linkr_jupyter.voila
from linkr_jupyter.locale import catalogue
from linkr_jupyter.voila.words import SENTENCES, page_words

FOLDER = Path(linkr_jupyter.voila.__file__).parent
FILES = [*FOLDER.glob("template/*"), *FOLDER.glob("template/static/*.js"), FOLDER / "pages.py"]


def said() -> set[str]:
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES if file.is_file())
    calls = re.findall(r"\bsay\(\s*(['\"])(.*?)\1\s*[,)]", text, re.DOTALL)
    calls += re.findall(r"\btranslate\(\s*(\")(.*?)\"", text, re.DOTALL)
    return {sentence for _, sentence in calls}


def test_the_list_is_what_the_page_says() -> None:
    assert said() == set(SENTENCES)


def test_french_is_complete_and_french() -> None:
    french = catalogue("fr")
    for sentence in SENTENCES:
        assert french.get(sentence, sentence) != sentence, sentence
    assert set(page_words("fr")) == set(SENTENCES)


def test_fields_survive_translation() -> None:
    for sentence, words in page_words("fr").items():
        assert re.findall(r"\{\w+\}", sentence) == re.findall(r"\{\w+\}", words)
