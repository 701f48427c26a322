"""What the cell of this plugin does is tested in tests/unit/plugins/sequences/test_plugin.py."""
