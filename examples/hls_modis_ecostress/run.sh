#!/bin/bash
# HLS at 30 m, ECOSTRESS at 70 m and MODIS at 1 km, joined at 1 km for an area and a season: from search to
# correlation.
#
# Usage: run.sh FOLDER
#
# FOLDER takes everything: granules, opened bands, composites, stack.tif and report.html. Granules that an earlier run
# has downloaded are not downloaded again. Needs qgis_process with the plugin enabled and, for NASA's archive, a
# login: EARTHDATA_TOKEN, or EARTHDATA_USERNAME and EARTHDATA_PASSWORD, or ~/.netrc. offline.sh runs it on a simulated
# archive. docs/worked-example.md explains each step.
set -euo pipefail

mkdir -p "${1:?Usage: run.sh FOLDER}"
cd "$1"

# West, east, south, north: twelve kilometres in tile 11SMU.
area=${AREA:-"402960,414960,3885000,3897000 [EPSG:32611]"}
first=${FIRST_DAY:-2024-05-01}
last=${LAST_DAY:-2024-07-31}

# 1. Search: the footprints of the granules of four products. The space station passes at all hours, of which those of
# the day are taken; MODIS's files hold day and night.
search() {
    qgis_process run multiscalefusion:searchearthdata --PRODUCT="$1" --DAY_NIGHT="$2" --EXTENT="$area" \
        --START="$first" --END="$last" --OUTPUT="$1.gpkg"
}
search HLSL30 any
search HLSS30 any
search ECO_L2T_LSTE day
search MOD11A1 any

# 2. Download: red, near infrared (B05 of Landsat, B8A of Sentinel-2), temperature, and the flags of all of them. Of
# Cloud Optimized GeoTIFFs the area with a coarse pixel around it is transferred, of MODIS's HDF files the whole.
download() {
    qgis_process run multiscalefusion:downloadearthdata --INPUT="$1.gpkg" --ASSETS="$2" --EXTENT="$area" \
        --FOLDER="granules/$1" --OUTPUT="$1.csv"
}
download HLSL30 B04,B05,Fmask
download HLSS30 B04,B8A,Fmask
download ECO_L2T_LSTE LST,QC,cloud
download MOD11A1 ""

# 3. Open and mask: scale, offset and fill as the products' guides say; clouds, what is next to them and shadows
# become nodata, by the flags that each product has.
open() {
    qgis_process run multiscalefusion:opengranule --INPUT="granules/$1" --BANDS="$2" --MASK=normal --QUALITY=0 \
        --OUTPUT_FOLDER="opened/$3"
}
open HLSL30 red red
open HLSS30 red red
open HLSL30 nir nir
open HLSS30 nir nir
open ECO_L2T_LSTE LST lst_ecostress
open MOD11A1 LST_Day_1km lst_modis

# 4. Monthly composites, each on its own grid: a band for each month.
for name in red nir lst_ecostress lst_modis; do
    scenes=(opened/"$name"/*.tif)
    qgis_process run multiscalefusion:compositetime "${scenes[@]/#/--INPUTS=}" --WINDOW=month --STATISTIC=mean \
        --OUTPUT=$name.tif
done

# 5. MODIS's own grid over the area, with one pixel of margin.
qgis_process run multiscalefusion:creategrid --GRID_PRESET=modis_1km --EXTENT="$area" --MARGIN=1 --OUTPUT=grid.tif

# 6. NDVI of MODIS's cells: numerator and denominator are aggregated, then divided. Red of each month and near
# infrared of each month come into one raster first, so that bands can be named: b3 - b1; b4 - b2 for two months.
qgis_process run multiscalefusion:joinlayers --INPUTS=red.tif --INPUTS=nir.tif --GRID=red.tif \
    --VARIABLE_KINDS=intensive,intensive --OUTPUT=red_nir.tif | tee join.log
bands=$(sed -n 's/^BANDS:[[:space:]]*//p' join.log | tr ';' '\n' | grep -c .)
numerator="" denominator=""
for ((red = 1, nir = bands / 2 + 1; nir <= bands; red++, nir++)); do
    numerator+="${numerator:+; }b$nir - b$red"
    denominator+="${denominator:+; }b$nir + b$red"
done
qgis_process run multiscalefusion:aggregate --INPUT=red_nir.tif --GRID=grid.tif \
    --NUMERATOR="$numerator" --DENOMINATOR="$denominator" --OUTPUT=ndvi.tif

# 7. The stack, a band for each month of each of the three, and the report with their correlations.
qgis_process run multiscalefusion:joinlayers --INPUTS=ndvi.tif --INPUTS=lst_modis.tif --INPUTS=lst_ecostress.tif \
    --VARIABLE_KINDS=ratio,intensive,intensive --GRID=grid.tif --OUTPUT=stack.tif --REPORT=report.html
echo "The report: $PWD/report.html"
