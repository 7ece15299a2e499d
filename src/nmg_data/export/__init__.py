"""The tables in other formats, and what describes and cites them."""
