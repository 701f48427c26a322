"""The server extension: thin REST routes, by feature, over the domain."""
