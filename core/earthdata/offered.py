"""Products of our table that NASA's archives hold, as their short names there."""

from ..product import products

# Held by others: USGS, Copernicus, MRLC; and one whose collections bear other names than its files.
_ELSEWHERE = ("LANDSAT_", "S2MSI2A", "SL_2_LST___", "NLCD", "ESA_WorldCover", "COP-DEM", "NISAR_")
# Where the archive's short name is not the product's own.
_NAMES = {"GEDI04_A": "GEDI_L4A_AGB_Density_V2_1_2056"}


def offered() -> tuple[str, ...]:
    """Short names, in the table's order."""
    return tuple(_NAMES.get(product.id, product.id) for product in products()
                 if not product.id.startswith(_ELSEWHERE))
