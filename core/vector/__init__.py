"""Vector geometry and tables without QGIS: WKB buffers to NumPy arrays."""
