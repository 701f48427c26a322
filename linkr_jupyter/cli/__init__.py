"""The command line: thin shells, one domain call each."""
