"""The engine of Multiscale Fusion: no QGIS, no Qt, no global state."""
