"""The pages of the site that are made from the data, the descriptor and the code.

`generate(lang)` in `pages.py` returns them all; `docs/hooks.py` hands them to MkDocs.
Nothing here knows MkDocs, so another site builder can take the same pages.
"""
