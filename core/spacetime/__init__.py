"""Spatiotemporal fusion: a fine image for a date that has a coarse one only, from dates that have both."""
