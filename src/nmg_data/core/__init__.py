"""The package as data: descriptor, schemas and tables, each read once. Needs pandas at most."""
