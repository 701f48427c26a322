"""The language in which a form writes its cell, and why one cannot be used here."""

from __future__ import annotations

from ..errors import LinkrError, NotFoundError
from ..locale import translate
from ..plugins import Plugin, language_title, render


class CodeLanguage:
    """The languages of a plugin's cell, one of them chosen.

    Parameters
    ----------
    language
        The human language of what is said.
    """

    def __init__(self, plugin: Plugin, language: str) -> None:
        self._plugin, self._language = plugin, language
        self.now = plugin.languages[0]

    def choose(self, name: str) -> None:
        """Write in another language from now on.

        Raises
        ------
        NotFoundError
            When the plugin has no cell in it.
        """
        if name not in self._plugin.languages:
            raise NotFoundError(
                "This analysis has no code in {language}.",
                "Choose one of: {languages}.",
                field="language",
                language=language_title(name),
                languages=", ".join(map(language_title, self._plugin.languages)),
            )
        self.now = name

    def choices(self) -> list[dict[str, str]]:
        """What a browser offers: name and title of each language."""
        return [{"name": name, "title": language_title(name)} for name in self._plugin.languages]

    @property
    def unwritable(self) -> str:
        """Why no cell can be written in the language of now; empty where it can."""
        try:
            render(self._plugin, self._plugin.defaults(), language=self.now)
        except LinkrError as error:
            return error.text(self._language)
        return ""

    def problem(self) -> str:
        """Why the cell could not run here, in words; empty where it can."""
        if unwritable := self.unwritable:
            return unwritable
        if self.now != "r":
            return ""
        from ..r import missing_packages, r_status

        status = r_status(self._language)
        if not status.available:
            return " ".join(part for part in (status.reason, status.advice) if part)
        needed = self._plugin.requires.get("packages", {}).get("r", ())
        lacking = missing_packages(package.split()[0] for package in needed)
        if not lacking:
            return ""
        return translate(
            "R lacks what this code needs: {packages}. Install it, or choose Python.",
            self._language,
            packages=", ".join(lacking),
        )
