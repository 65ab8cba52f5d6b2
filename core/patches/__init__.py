"""Patches: windows of rasters around common centres, as samples for machine learning."""
