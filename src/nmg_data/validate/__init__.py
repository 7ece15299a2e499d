"""Checks of a checkout, a wheel or one CSV of it; needs the extra ``validate``."""
