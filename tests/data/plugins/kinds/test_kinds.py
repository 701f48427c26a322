"""A fixture: its numbers are checked by the tests of the engine."""
