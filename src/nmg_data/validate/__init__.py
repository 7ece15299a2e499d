"""Checks of a checkout, a wheel or one CSV of it; needs the extra ``validate``."""

from .findings import Finding, Report
from .rules import rules
from .run import validate
from .schema import schema

__all__ = ["Finding", "Report", "rules", "schema", "validate"]
