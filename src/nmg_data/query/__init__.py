"""From observations to what an analyst asks for: find and series."""
