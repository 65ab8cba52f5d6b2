#!/bin/bash
# Patches of terrain, radar, reflectance and temperature within a watershed: five commands for each.
#
# Usage: run.sh FOLDER [OUTPUT]
#
# FOLDER holds HUC12_<code>_<name>_{DEM_10m,SAR_VV_10m,Landsat_Optical_30m,Landsat_Thermal_30m}_Rect.tif and
# HUC12_<code>_<name>_Boundary.geojson, of one watershed or of several; simulate.py makes some. OUTPUT takes a folder for
# each, patches in the current folder by default. Needs qgis_process with the plugin enabled.
set -euo pipefail

folder=${1:?Usage: run.sh FOLDER [OUTPUT]}
output=${2:-patches}

for boundary in "$folder"/HUC12_*_Boundary.geojson; do
    watershed=${boundary%_Boundary.geojson}
    to=$output/${watershed##*/}
    mkdir -p "$to"
    dem=${watershed}_DEM_10m_Rect.tif
    rasters=("--RASTERS=$dem" "--RASTERS=${watershed}_SAR_VV_10m_Rect.tif"
        "--RASTERS=${watershed}_Landsat_Optical_30m_Rect.tif" "--RASTERS=${watershed}_Landsat_Thermal_30m_Rect.tif"
        --NAMES=dem,sar,optical,thermal)

    # 1. Centres of patches of 224 pixels of the DEM, one beside the other, in the watershed; training, validation and
    # test in blocks of 5 km.
    qgis_process run multiscalefusion:patchcentres --REFERENCE="$dem" --PATCH_SIZE=224 --BOUNDARY="$boundary" \
        --BUFFER=500 --SPLIT=blocks --BLOCK_SIZE=5000 --SHARES=60,20,20 --SEAMS=unassigned \
        --OUTPUT="$to/centres.gpkg"

    # 2. What 224 pixels of each sensor cover on the ground.
    qgis_process run multiscalefusion:patchfootprints --CENTRES="$to/centres.gpkg" "${rasters[@]}" --PATCH_SIZE=224 \
        --OUTPUT="$to/footprints.gpkg"

    # 3. A look at some of them.
    qgis_process run multiscalefusion:previewpatches --CENTRES="$to/centres.gpkg" "${rasters[@]}" --PATCH_SIZE=224 \
        --BOUNDARY="$boundary" --COUNT=3 --OUTPUT="$to/sheet.png" --REPORT="$to/sheet.html"

    # 4. The same pixels of every sensor, which is three times the ground where pixels are 30 m.
    qgis_process run multiscalefusion:extractpatches --CENTRES="$to/centres.gpkg" "${rasters[@]}" --PATCH_SIZE=224 \
        --OUTPUT="$to/same_pixels"

    # 5. The same ground of every sensor: 224 pixels of 10 m, 75 of 30 m.
    qgis_process run multiscalefusion:extractpatches --CENTRES="$to/centres.gpkg" "${rasters[@]}" --MODE=ground \
        --PATCH_SIZE=224 --FORMAT=hdf5 --OUTPUT="$to/same_ground"
done
