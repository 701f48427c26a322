"""What a form is, apart from messages and drawing: its values, its cell, its preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from ..locale import translate
from ..plugins import FieldProblem, Plugin, Unread, check_values, render
from .cell_writer import CellWriter, changed_lines, difference
from .choices import Choices
from .code_language import CodeLanguage
from .controls import control_of, to_browser
from .field_visibility import hidden_fields, missing_fields
from .form_texts import form_texts
from .form_values import FormValues, Values
from .linked_lines import Lines, setting_lines
from .preview import Preview
from .sequence_steps import problem_of, with_code_of
from .settings_shelf import SettingsShelf


class FormSession:
    """One open form.

    Parameters
    ----------
    plugin
        Already in the language of the form.
    namespace
        The names that the cell may use.
    changed
        Called when something changed that no message asked for, such as a finished preview.
    """

    def __init__(
        self,
        plugin: Plugin,
        shell: InteractiveShell,
        namespace: Mapping[str, Any],
        language: str,
        changed: Callable[[], None],
    ) -> None:
        self.plugin, self.language = plugin, language
        self.texts = form_texts(language)
        self.defaults = plugin.defaults(language)
        self.values = FormValues(self.defaults)
        self.writer = CellWriter(plugin)
        self.coding = CodeLanguage(plugin, language)
        self.choices = Choices(plugin, namespace)
        self.shelf = SettingsShelf(plugin, namespace, language)
        self.preview = Preview(plugin, shell, namespace, language, changed)
        self.unread: dict[str, str] = {}
        self.unshown: dict[str, Unread] = {}
        self.conflict: list[dict[str, str]] | None = None
        self._shown = ""

    @property
    def properties(self) -> Mapping[str, Any]:
        """The schema of each setting."""
        return self.plugin.properties

    @property
    def labels(self) -> dict[str, dict[Any, str]]:
        """Known names of the chosen concepts."""
        return self.choices.labels(self.values.now)

    def observe(self, source: str | None, metadata: Any) -> bool:
        """Take the cell as it is now; True when it changed a setting."""
        before, written_in = self.writer.unshown, self.writer.language
        found = self.writer.observe(source, metadata)
        if self.writer.language != written_in:
            self.coding.choose(self.writer.language)
        if source is not None:
            self.choices.remember(source, self.writer.language)
        now = self.writer.unshown
        self.unshown = {
            name: one
            for name, one in now.items()
            # What a person has set here since is not asked again.
            if name in self.unshown or name not in before or one.params != before[name].params
        }
        known = {name: value for name, value in found.items() if name in self.properties}
        return bool(known) and self.values.set(known)

    def set(self, name: str, value: Any) -> None:
        """Change one setting."""
        self.unread.pop(name, None)
        self.unshown.pop(name, None)
        self.values.set({name: value})

    def problems(self) -> dict[str, str]:
        """What is wrong, by setting, in words."""
        found: dict[str, str] = {}
        for problem in check_values(self.plugin, self.values.now):
            found.setdefault(problem.field, problem.text(self.language))
        for name, schema in self.properties.items():
            # The words of steps are the form's own: the manifest knows no verbs.
            if control_of(schema) == "sequence" and (wrong := self._steps_problem(name)):
                found[name] = wrong
        for name in missing_fields(self.properties, self.values.now):
            title = {"title": self.properties[name].get("title", name)}
            missing = FieldProblem(name, "“{title}” is missing.", "Give it a value.", title)
            found.setdefault(name, missing.text(self.language))
        unshown = {name: self._unshown(problem) for name, problem in self.unshown.items()}
        return {
            **found,
            **unshown,
            **{name: self.texts[key] for name, key in self.unread.items()},
        }

    def _align_steps(self) -> None:
        """Show the code by hand that the cell holds between the steps, and no other."""
        writer = self.writer
        self.values.correct(
            {
                name: with_code_of(
                    schema,
                    self.values.now[name],
                    writer.shown_values.get(name, []),
                    writer.language,
                )
                for name, schema in self.properties.items()
                if control_of(schema) == "sequence"
            }
        )

    def _steps_problem(self, name: str) -> str:
        value = self.values.now[name]
        return problem_of(self.properties[name], value, self.coding.now, self.language)

    def _unshown(self, problem: Unread) -> str:
        return translate(
            "Line {line} of the cell could not be read: {reason} Correct it there or set it here.",
            self.language,
            line=problem.line,
            reason=problem.text(self.language),
        )

    def fresh(self) -> str:
        """The cell that the settings alone make."""
        return render(self.plugin, self.values.now, labels=self.labels, language=self.coding.now)

    def code(self, problems: Mapping[str, str]) -> tuple[str | None, list[int]]:
        """The cell as a write would leave it, and its lines that change; None with problems."""
        if problems or self.coding.unwritable:
            return None, []
        planned = self.writer.planned(self.values.now, self.labels, self.coding.now)
        source = planned if planned is not None else self.fresh()
        before = self.writer.current
        if before is None:
            names = self.choices.labels(self.defaults)
            before = render(self.plugin, self.defaults, labels=names, language=self.coding.now)
        self._shown = source
        return source, changed_lines(before, source)

    def refresh(self, *, asked: bool = False) -> dict[str, Any]:
        """Bring the preview up to date and return what the browser shows."""
        self._align_steps()
        problems = self.problems()
        source, changed = self.code(problems)
        self.preview.refresh(source, asked=asked)
        state = self.writer.state
        edited = state is not None and state.name == "EDITED"
        return {
            **self._settings(self.values.now, problems),
            "can": {
                "undo": self.values.can_undo,
                "redo": self.values.can_redo,
                "restore": self.writer.last is not None,
            },
            "code": {"text": self._shown, "changed": changed},
            "lines": self._lines(),
            "saved": self.shelf.state(self.values.now),
            "coding": {"now": self.coding.now, "problem": self.coding.problem()},
            "cell": "" if state is None or self.unshown else state.value,
            "edits": difference(self.writer.current or "", self.writer.base or "")
            if edited
            else [],
            "conflict": self.conflict,
            "preview": self.preview.as_json(),
        }

    def _lines(self) -> dict[str, Lines]:
        """Which lines each setting decides: in the cell as it is, and in the code shown here."""
        writer = self.writer
        known = {**self.defaults, **writer.shown_values}
        bound = writer.base is not None and writer.current is not None
        return {
            "cell": setting_lines(self.plugin, writer.current or "", known, writer.language)
            if bound
            else {},
            "code": setting_lines(self.plugin, self._shown, self.values.now, self.coding.now),
        }

    def _settings(self, values: Values, problems: dict[str, str]) -> dict[str, Any]:
        properties = self.properties
        return {
            "values": {
                one: to_browser(schema, values.get(one)) for one, schema in properties.items()
            },
            "hidden": hidden_fields(properties, values),
            "problems": problems,
            "labels": self.choices.shown_labels(values, self.texts["unnamed_yet"]),
            "options": self.choices.options(values),
        }

    def close(self) -> None:
        """Close the preview."""
        self.preview.close()
