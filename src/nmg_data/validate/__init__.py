"""Whether a folder is this package and whether its data agree with themselves."""
