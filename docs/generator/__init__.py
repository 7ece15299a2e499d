"""The generator of the site: one model of the package, drawings, and data for the templates."""
