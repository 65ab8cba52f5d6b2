"""Multiscale Fusion: rasters of different resolution brought together, with the ground each value stands for kept."""


def classFactory(iface):  # noqa: N802 (QGIS's name)
    """Called by QGIS; iface is None under qgis_process."""
    from .plugin import MultiscaleFusionPlugin

    return MultiscaleFusionPlugin(iface)
