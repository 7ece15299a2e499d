"""The rules of this field: what places, sources, figures and relations have to agree in."""
