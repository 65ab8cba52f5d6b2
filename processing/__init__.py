"""What QGIS Processing sees: parameters in, engine call, outputs out."""
