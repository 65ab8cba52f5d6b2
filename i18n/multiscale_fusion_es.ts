<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>The plugin Processing is switched off; enable it in Plugins &gt; Manage and Install Plugins.</source>
        <translation>El complemento Procesos está desactivado; actívelo en Complementos &gt; Administrar e instalar complementos.</translation>
    </message>
    <message>
        <source>Multiscale Fusion Panel</source>
        <translation>Panel de Multiscale Fusion</translation>
    </message>
    <message>
        <source>Join, downscale or sample layers of different resolution</source>
        <translation>Unir, refinar o muestrear capas de distinta resolución</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Options…</source>
        <translation>Opciones…</translation>
    </message>
    <message>
        <source>Diagnostics…</source>
        <translation>Diagnóstico…</translation>
    </message>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
</context>
<context>
    <name>Aggregate</name>
    <message>
        <source>Aggregate to a coarser grid</source>
        <translation>Agregar a una cuadrícula más gruesa</translation>
    </message>
    <message>
        <source>Aggregate</source>
        <translation>Agregación</translation>
    </message>
    <message>
        <source>aggregate,aggregation,resample,resampling,upscale,upscaling,coarsen,degrade,downsample,regrid,reproject,warp,align,average,mean,sum,total,minimum,maximum,standard deviation,count,percentile,quantile,median,mode,majority,class fractions,land cover,circular,aspect,decibel,backscatter,NDVI,zonal,zonal statistics,mosaic,area-weighted,conservative,grid,pixel size,resolution,raster,MODIS,VIIRS,sinusoidal,EASE-Grid,Landsat,Sentinel,HLS,ECOSTRESS,multiscale</source>
        <translation>agregar,agregación,remuestrear,remuestreo,cambio de escala,upscaling,degradar,reducir resolución,downsample,resample,reproyectar,warp,alinear,promedio,media,suma,total,mínimo,máximo,desviación estándar,recuento,percentil,cuantil,mediana,moda,mayoría,fracciones de clases,cobertura del suelo,circular,orientación,decibelio,retrodispersión,NDVI,zonal,estadísticas zonales,mosaico,ponderado por área,conservativo,cuadrícula,tamaño de píxel,resolución,ráster,MODIS,VIIRS,sinusoidal,EASE-Grid,Landsat,Sentinel,HLS,ECOSTRESS,multiescala</translation>
    </message>
    <message>
        <source>Averages or sums a fine raster into coarser cells by the true overlap of pixel and cell.</source>
        <translation>Promedia o suma un ráster fino en celdas más gruesas según la superposición real entre píxel y celda.</translation>
    </message>
    <message>
        <source>Variable kind that was used</source>
        <translation>Tipo de variable que se usó</translation>
    </message>
    <message>
        <source>Statistic that was used</source>
        <translation>Estadístico que se usó</translation>
    </message>
    <message>
        <source>No input raster is given; choose one as INPUT.</source>
        <translation>No se ha indicado ningún ráster de entrada; elija uno como INPUT.</translation>
    </message>
    <message>
        <source>{name} is not used, since the statistic is {statistic}; it is for {needed}.</source>
        <translation>{name} no se usa, porque el estadístico es {statistic}; sirve para {needed}.</translation>
    </message>
    <message>
        <source>Input layer</source>
        <translation>Capa de entrada</translation>
    </message>
    <message>
        <source>The fine raster: a file that GDAL reads, on a regular grid with a CRS. Nodata values, masks, transparency, NaN and infinities count as missing; scale and offset are applied.</source>
        <translation>El ráster fino: un archivo que GDAL pueda leer, en una cuadrícula regular con SRC. Los valores sin datos, las máscaras, la transparencia, NaN y los infinitos cuentan como ausentes; la escala y el desplazamiento se aplican.</translation>
    </message>
    <message>
        <source>Further tiles</source>
        <translation>Más teselas</translation>
    </message>
    <message>
        <source>More rasters of the same variable, such as neighbouring tiles, also in other UTM zones: they are aggregated into one grid without a mosaic. They must have the bands that are aggregated of the input.</source>
        <translation>Más rásteres de la misma variable, por ejemplo teselas vecinas, también de otras zonas UTM: se agregan a una sola cuadrícula sin hacer un mosaico. Deben tener las bandas que se agregan de la entrada.</translation>
    </message>
    <message>
        <source>Where tiles overlap</source>
        <translation>Donde las teselas se superponen</translation>
    </message>
    <message>
        <source>Ground that several tiles see counts once. Mean: in equal parts for each tile with a valid pixel there. First, last: for the first or the last of them, in the order input, further tiles.</source>
        <translation>El terreno que ven varias teselas cuenta una sola vez. Mean: a partes iguales para cada tesela con un píxel válido en ese lugar. First, last: para la primera o la última de ellas, en el orden entrada, más teselas.</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>Bandas</translation>
    </message>
    <message>
        <source>The bands to aggregate, in this order. Without a choice: all but transparency.</source>
        <translation>Las bandas que se agregan, en este orden. Si no se elige ninguna: todas menos la transparencia.</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Estadístico</translation>
    </message>
    <message>
        <source>What is computed of the valid pixels in each cell. Auto: the usual one of the variable's kind, mean for most, sum for extensive variables, mode for classes. Mean, sum, std, percentile and median weigh each pixel by its overlap with the cell, and the mean goes by the variable's kind; count is the number of valid pixels, parts of pixels counted as parts; min and max take every pixel that the cell touches. Mode: the class of the largest area. Fractions: a band for each class.</source>
        <translation>Lo que se calcula con los píxeles válidos de cada celda. Auto: el habitual para el tipo de variable, mean para la mayoría, sum para las variables extensivas, mode para las clases. Mean, sum, std, percentile y median ponderan cada píxel por su superposición con la celda, y la media sigue el tipo de variable; count es el número de píxeles válidos, en el que las partes de píxel cuentan como partes; min y max toman todo píxel que la celda toca. Mode: la clase de mayor área. Fractions: una banda para cada clase.</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <source>For the statistic percentile: how many percent of the cell's ground lie below the value.</source>
        <translation>Para el estadístico percentile: qué porcentaje del terreno de la celda queda por debajo del valor.</translation>
    </message>
    <message>
        <source>For an index: a sum of multiples of bands, such as b5 - b4 as numerator and b5 + b4 as denominator for NDVI from bands 4 and 5. Their means are divided, which gives the index of the whole cell; a mean of the index itself does not. Several of both, separated by semicolons, give a band each.</source>
        <translation>Para un índice: una suma de múltiplos de bandas, como b5 - b4 de numerador y b5 + b4 de denominador para el NDVI de las bandas 4 y 5. Se dividen sus medias, lo que da el índice de la celda entera; la media del propio índice no lo da. Varios de ambos, separados por punto y coma, dan una banda cada uno.</translation>
    </message>
    <message>
        <source>Numerator of a ratio</source>
        <translation>Numerador de un cociente</translation>
    </message>
    <message>
        <source>Denominator of a ratio</source>
        <translation>Denominador de un cociente</translation>
    </message>
    <message>
        <source>Classes of fractions</source>
        <translation>Clases de las fracciones</translation>
    </message>
    <message>
        <source>For the statistic fractions: the values of the classes that get a band, in this order, separated by commas. Without a choice: all that occur, in ascending order.</source>
        <translation>Para el estadístico fractions: los valores de las clases que reciben una banda, en este orden, separados por comas. Si no se elige ninguno: todos los que aparecen, en orden ascendente.</translation>
    </message>
    <message>
        <source>Minimum valid fraction</source>
        <translation>Fracción válida mínima</translation>
    </message>
    <message>
        <source>A cell becomes nodata where less than this fraction of its area holds valid pixels. Area outside of the input counts as missing. 0 keeps every cell with anything valid in it.</source>
        <translation>Una celda queda sin datos si menos de esta fracción de su área contiene píxeles válidos. El área fuera de la entrada cuenta como ausente. Con 0 se conserva toda celda que tenga algo válido.</translation>
    </message>
    <message>
        <source>Aggregated</source>
        <translation>Agregado</translation>
    </message>
    <message>
        <source>The aggregated bands, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and in a JSON file beside it.</source>
        <translation>Las bandas agregadas, un GeoTIFF optimizado para la nube (COG). Cómo se hizo consta en sus metadatos y en un archivo JSON que lo acompaña.</translation>
    </message>
    <message>
        <source>Valid fraction</source>
        <translation>Fracción válida</translation>
    </message>
    <message>
        <source>The fraction of each cell's area that holds valid pixels, 0 to 1, a band for each input band.</source>
        <translation>La fracción del área de cada celda que contiene píxeles válidos, de 0 a 1, una banda para cada banda de entrada.</translation>
    </message>
    <message>
        <source>Variability</source>
        <translation>Variabilidad</translation>
    </message>
    <message>
        <source>What is lost by aggregating: the standard deviation of the pixels within each cell, in the variable's units; for circular variables the length of the mean vector, 1 where all directions agree; for classes the share of the cell that is not of its mode.</source>
        <translation>Lo que se pierde al agregar: la desviación estándar de los píxeles dentro de cada celda, en las unidades de la variable; para variables circulares, la longitud del vector medio, 1 donde todas las direcciones coinciden; para clases, la parte de la celda que no es de su moda.</translation>
    </message>
</context>
<context>
    <name>Algorithm</name>
    <message>
        <source>The help page of this algorithm is missing in this installation; the documentation is at {address}.</source>
        <translation>La página de ayuda de este algoritmo falta en esta instalación; la documentación está en {address}.</translation>
    </message>
    <message>
        <source>The outputs are shown in QGIS's default style, since theirs failed: {reason}.</source>
        <translation>Las salidas se muestran con el estilo predeterminado de QGIS, porque el suyo falló: {reason}.</translation>
    </message>
    <message>
        <source>{name} must be one of {choices}, not {value}.</source>
        <translation>{name} debe ser uno de {choices}, no {value}.</translation>
    </message>
    <message>
        <source>{name} must be a number from {low:g} upwards, not {value}.</source>
        <translation>{name} debe ser un número a partir de {low:g}, no {value}.</translation>
    </message>
    <message>
        <source>{name} must be a number from {low:g} to {high:g}, not {value}.</source>
        <translation>{name} debe ser un número de {low:g} a {high:g}, no {value}.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made ({reason}); choose another one.</source>
        <translation>La carpeta {folder} no puede crearse ({reason}); elija otra.</translation>
    </message>
</context>
<context>
    <name>ApproachCard</name>
    <message>
        <source>Alternatives</source>
        <translation>Alternativas</translation>
    </message>
    <message>
        <source>{approach} (recommended)</source>
        <translation>{approach} (recomendado)</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>Recomendado</translation>
    </message>
</context>
<context>
    <name>ApproachPanel</name>
    <message>
        <source>Follow the recommendation</source>
        <translation>Seguir la recomendación</translation>
    </message>
    <message>
        <source>Use some layers on the page Layers first.</source>
        <translation>Use primero algunas capas en la página Capas.</translation>
    </message>
    <message>
        <source>The layers are being checked.</source>
        <translation>Se están comprobando las capas.</translation>
    </message>
    <message>
        <source>Recommended for these layers: {approach}</source>
        <translation>Recomendado para estas capas: {approach}</translation>
    </message>
    <message>
        <source>Statistic of Each Layer</source>
        <translation>Estadístico de cada capa</translation>
    </message>
    <message>
        <source>Settings of Downscaling</source>
        <translation>Ajustes del refinamiento</translation>
    </message>
    <message>
        <source>Settings of Sampling</source>
        <translation>Ajustes del muestreo</translation>
    </message>
</context>
<context>
    <name>AreaToPointKriging</name>
    <message>
        <source>Area-to-point kriging</source>
        <translation>Kriging de área a punto</translation>
    </message>
    <message>
        <source>kriging,area-to-point,ATPK,block kriging,geostatistics,variogram,semivariogram,deconvolution,regularisation,regularization,change of support,downscale,downscaling,disaggregate,interpolate,interpolation,resample,refine,smooth,spherical,exponential,Matern,uncertainty,kriging variance,pycnophylactic,population,multiscale</source>
        <translation>kriging,krigeado,área a punto,ATPK,kriging de bloques,geoestadística,variograma,semivariograma,deconvolución,regularización,cambio de soporte,reescalar,reducción de escala,downscaling,desagregar,interpolar,interpolación,remuestrear,refinar,suave,esférico,exponencial,Matern,incertidumbre,varianza de kriging,picnofiláctico,población,multiescala</translation>
    </message>
    <message>
        <source>Interpolates a coarse raster to fine pixels whose means are the coarse values, with the error of each.</source>
        <translation>Interpola un ráster grueso en píxeles finos cuyas medias son los valores gruesos, con el error de cada uno.</translation>
    </message>
    <message>
        <source>Variogram model that was used</source>
        <translation>Modelo de variograma que se usó</translation>
    </message>
    <message>
        <source>Variable kind that was used</source>
        <translation>Tipo de variable que se usó</translation>
    </message>
    <message>
        <source>Largest difference from the coarse values, of their range</source>
        <translation>Mayor diferencia con los valores gruesos, en partes de su rango</translation>
    </message>
    <message>
        <source>No coarse raster is given; choose one as INPUT.</source>
        <translation>No se da ningún ráster grueso; elija uno como INPUT.</translation>
    </message>
    <message>
        <source>The fine grid is not given; give RATIO or a target grid.</source>
        <translation>No se da la cuadrícula fina; dé RATIO o una cuadrícula de destino.</translation>
    </message>
    <message>
        <source>The fine grid is given in two ways; give either RATIO or a target grid.</source>
        <translation>La cuadrícula fina se da de dos maneras; dé RATIO o una cuadrícula de destino.</translation>
    </message>
    <message>
        <source>Fine pixels along a coarse one</source>
        <translation>Píxeles finos a lo largo de uno grueso</translation>
    </message>
    <message>
        <source>The fine grid divides each coarse pixel into so many rows and columns: the quickest way, for rasters of any size. Give either this (an extent may go with it) or a target grid.</source>
        <translation>La cuadrícula fina divide cada píxel grueso en tantas filas y columnas: la manera más rápida, para rásteres de cualquier tamaño. Dé esto (puede ir con una extensión) o una cuadrícula de destino.</translation>
    </message>
    <message>
        <source>Variogram model</source>
        <translation>Modelo de variograma</translation>
    </message>
    <message>
        <source>The type of the variogram model. Auto: of spherical, exponential and Matern (smoothness 1.5) the one under which the coarse values are most likely. Gaussian suits only what is very smooth.</source>
        <translation>El tipo del modelo de variograma. Auto: de esférico, exponencial y Matérn (suavidad 1,5), aquel con el que los valores gruesos son más verosímiles. Gaussian solo conviene a lo que es muy suave.</translation>
    </message>
    <message>
        <source>Deconvolve the variogram</source>
        <translation>Deconvolucionar el variograma</translation>
    </message>
    <message>
        <source>Find the variogram of points whose averages over coarse pixels vary as the coarse values do. Without it the coarse values' own variogram stands in for that of points, which is too flat.</source>
        <translation>Buscar el variograma de los puntos cuyas medias sobre píxeles gruesos varían como los valores gruesos. Sin ello, el variograma de los propios valores gruesos sustituye al de los puntos, y es demasiado plano.</translation>
    </message>
    <message>
        <source>Neighbours to each side</source>
        <translation>Vecinos a cada lado</translation>
    </message>
    <message>
        <source>How many coarse pixels to each side a fine pixel is kriged from, besides its own: 2 makes 25 in all.</source>
        <translation>Cuántos píxeles gruesos a cada lado, además del suyo, sirven para krigear un píxel fino: 2 hacen 25 en total.</translation>
    </message>
    <message>
        <source>Robust variogram</source>
        <translation>Variograma robusto</translation>
    </message>
    <message>
        <source>Estimate the variogram by Cressie and Hawkins, which a few outliers do not raise.</source>
        <translation>Estimar el variograma según Cressie y Hawkins, al que unos pocos valores atípicos no elevan.</translation>
    </message>
    <message>
        <source>Kriged</source>
        <translation>Krigeado</translation>
    </message>
    <message>
        <source>The estimate on the fine grid, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and in a JSON file beside it. Its pixels are a model's estimates and no measurements.</source>
        <translation>La estimación en la cuadrícula fina, un Cloud Optimized GeoTIFF. Cómo se hizo está en sus metadatos y en un archivo JSON junto a él. Sus píxeles son estimaciones de un modelo y no mediciones.</translation>
    </message>
    <message>
        <source>Kriging standard deviation</source>
        <translation>Desviación estándar del kriging</translation>
    </message>
    <message>
        <source>1 sigma of the estimate in the variable's units, as the variogram has it; the report says whether it covered the errors of the test.</source>
        <translation>1 sigma de la estimación en las unidades de la variable, según el variograma; el informe dice si cubrió los errores de la prueba.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: the experimental variogram, the models of coarse pixels and of points, a test beside interpolation, coherence and maps.</source>
        <translation>Una página para el navegador, que no necesita red: el variograma experimental, los modelos de los píxeles gruesos y de los puntos, una prueba junto a la interpolación, coherencia y mapas.</translation>
    </message>
</context>
<context>
    <name>CellView</name>
    <message>
        <source>Row, column</source>
        <translation>Fila, columna</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Válido</translation>
    </message>
    <message>
        <source>Overlap (m²)</source>
        <translation>Superposición (m²)</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>Cell in words</source>
        <translation>La celda en palabras</translation>
    </message>
    <message>
        <source>Pixels beneath</source>
        <translation>Píxeles de debajo</translation>
    </message>
    <message>
        <source>{layer} has {value} here.</source>
        <translation>{layer} tiene {value} aquí.</translation>
    </message>
    <message>
        <source>More than {most:,} pixels are not drawn on the map.</source>
        <translation>Más de {most:,} píxeles no se dibujan en el mapa.</translation>
    </message>
    <message>
        <source>Cell in row {row}, column {column} of the grid of {grid}.</source>
        <translation>Celda de la fila {row}, columna {column} de la cuadrícula de {grid}.</translation>
    </message>
    <message>
        <source>Cell in row {row}, column {column} of the common grid.</source>
        <translation>Celda de la fila {row}, columna {column} de la cuadrícula común.</translation>
    </message>
    <message>
        <source>Footprint of {layer} ({support}).</source>
        <translation>Huella de {layer} ({support}).</translation>
    </message>
    <message>
        <source>Pixels of {layer} beneath it: {count:,}. They cover {covered} of its ground, {valid} is valid.</source>
        <translation>Píxeles de {layer} debajo: {count:,}. Cubren el {covered} de su terreno, y es válido el {valid}.</translation>
    </message>
    <message>
        <source>Sum of value × part inside: {value}.</source>
        <translation>Suma de valor × parte dentro: {value}.</translation>
    </message>
    <message>
        <source>Sum of value × weight / sum of weights: {value}.</source>
        <translation>Suma de valor × peso / suma de pesos: {value}.</translation>
    </message>
    <message>
        <source>The engine's result ({statistic}): {value}.</source>
        <translation>Resultado del motor ({statistic}): {value}.</translation>
    </message>
    <message>
        <source>The engine's result ({statistic}): nodata, since too little is valid.</source>
        <translation>Resultado del motor ({statistic}): sin datos, pues es válido demasiado poco.</translation>
    </message>
</context>
<context>
    <name>CheckLayers</name>
    <message>
        <source>Check layers before fusing</source>
        <translation>Revisar capas antes de fusionarlas</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Consejos</translation>
    </message>
    <message>
        <source>check,advice,validate,quality,diagnose,compatibility,compare layers,CRS mismatch,resolution,nodata,units,scale factor,overlap,dates,land cover,resample,aggregate,downscale,fusion,GEDI,MODIS,ECOSTRESS,HLS,SMAP,Landsat,Sentinel,multiscale</source>
        <translation>revisar,comprobar,consejos,validar,calidad,diagnóstico,compatibilidad,comparar capas,SRC distintos,resolución,sin datos,unidades,factor de escala,superposición,fechas,cobertura del suelo,remuestrear,agregar,reducir la escala,fusión,GEDI,MODIS,ECOSTRESS,HLS,SMAP,Landsat,Sentinel,multiescala</translation>
    </message>
    <message>
        <source>Tells what would go wrong with layers before they are fused, and which approach fits them.</source>
        <translation>Dice qué saldría mal con las capas antes de fusionarlas, y qué enfoque les conviene.</translation>
    </message>
    <message>
        <source>Number of blockers</source>
        <translation>Número de bloqueos</translation>
    </message>
    <message>
        <source>Number of warnings</source>
        <translation>Número de advertencias</translation>
    </message>
    <message>
        <source>Number of remarks</source>
        <translation>Número de observaciones</translation>
    </message>
    <message>
        <source>Recommended approach</source>
        <translation>Enfoque recomendado</translation>
    </message>
    <message>
        <source>No layer is given; choose rasters as INPUTS, or points as POINTS.</source>
        <translation>No se dio ninguna capa; elija rásteres como INPUTS, o puntos como POINTS.</translation>
    </message>
    <message>
        <source>Layers to check</source>
        <translation>Capas que se revisan</translation>
    </message>
    <message>
        <source>Rasters of any CRS, resolution and kind: files that GDAL reads. Those without a CRS or a grid are checked too, and the findings say what they lack.</source>
        <translation>Rásteres de cualquier SRC, resolución y tipo: archivos que lee GDAL. También se revisan los que no tienen SRC o cuadrícula, y los hallazgos dicen qué les falta.</translation>
    </message>
    <message>
        <source>Points or footprints</source>
        <translation>Puntos o huellas</translation>
    </message>
    <message>
        <source>Points at which the rasters are to be sampled, or footprints as polygons, such as those of GEDI or of flux towers. At most 10,000 of them, spread over all, are looked at.</source>
        <translation>Puntos en los que se muestrearán los rásteres, o huellas como polígonos, como las de GEDI o las de torres de flujo. Se miran como mucho 10 000, repartidos entre todos.</translation>
    </message>
    <message>
        <source>Footprint diameter</source>
        <translation>Diámetro de la huella</translation>
    </message>
    <message>
        <source>The diameter of each footprint on the ground, in metres: 25 for GEDI. Without it, that of a known product or of the polygons is taken.</source>
        <translation>El diámetro de cada huella sobre el terreno, en metros: 25 para GEDI. Sin él se toma el de un producto conocido o el de los polígonos.</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Propósito</translation>
    </message>
    <message>
        <source>What the layers are for. Aggregate: means, sums or shares of a fine layer in coarser cells. Downscale: a coarse layer brought to finer cells. Sample: values at points or footprints. Stack: layers as the bands of one raster. Spatiotemporal: rare fine and frequent coarse images fused.</source>
        <translation>Para qué son las capas. Aggregate: medias, sumas o proporciones de una capa fina en celdas más gruesas. Downscale: una capa gruesa llevada a celdas más finas. Sample: valores en puntos o huellas. Stack: capas como bandas de un solo ráster. Spatiotemporal: imágenes finas escasas y gruesas frecuentes, fusionadas.</translation>
    </message>
    <message>
        <source>Statistics or resamplings</source>
        <translation>Estadísticos o remuestreos</translation>
    </message>
    <message>
        <source>What is planned for each layer, in their order, separated by commas, such as mean, auto, bilinear: a statistic of the algorithm aggregate, or a resampling of other programs (nearest, bilinear, cubic, average). Without a choice all are auto, which is what our own algorithms would do.</source>
        <translation>Qué se planea para cada capa, en su orden, separado por comas, como mean, auto, bilinear: un estadístico del algoritmo aggregate, o un remuestreo de otros programas (nearest, bilinear, cubic, average). Sin elección todos son auto, que es lo que harían nuestros propios algoritmos.</translation>
    </message>
    <message>
        <source>Variable kinds</source>
        <translation>Tipos de variable</translation>
    </message>
    <message>
        <source>The kind of each layer, in their order, separated by commas, such as auto, categorical, radiative. Without a choice all are auto: the report says what was found and why.</source>
        <translation>El tipo de cada capa, en su orden, separados por comas, como auto, categorical, radiative. Sin elección todos son auto: el informe dice qué se encontró y por qué.</translation>
    </message>
    <message>
        <source>Time scale</source>
        <translation>Escala de tiempo</translation>
    </message>
    <message>
        <source>The period of the process that matters, in days, such as 365 for the seasons: the layers' dates are compared with it.</source>
        <translation>El período del proceso que importa, en días, como 365 para las estaciones del año: las fechas de las capas se comparan con él.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: the recommended approach with its reasons, the findings, and what was seen of each layer. Its tables are written beside it as CSV files.</source>
        <translation>Una página para el navegador, que no necesita red: el enfoque recomendado con sus razones, los hallazgos, y lo que se vio de cada capa. Sus tablas se escriben al lado como archivos CSV.</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>JSON files</source>
        <translation>archivos JSON</translation>
    </message>
    <message>
        <source>The findings for programs: a JSON object whose list findings holds objects with code, severity, subject, message and remedy, and whose object advice holds the approach with its reasons.</source>
        <translation>Los hallazgos para programas: un objeto JSON cuya lista findings contiene objetos con code, severity, subject, message y remedy, y cuyo objeto advice contiene el enfoque con sus razones.</translation>
    </message>
</context>
<context>
    <name>CheckSampling</name>
    <message>
        <source>Check sampling in time</source>
        <translation>Revisar el muestreo en el tiempo</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>Consejos</translation>
    </message>
    <message>
        <source>time series,sampling,Nyquist,aliasing,alias,gaps,revisit,interval,frequency,period,season,phenology,diurnal cycle,spectral window,Lomb-Scargle,dates,timeline,cloud gaps,temporal resolution,check,advice,HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GOES,Landsat,Sentinel,multiscale</source>
        <translation>serie temporal,muestreo,Nyquist,aliasing,alias,huecos,revisita,intervalo,frecuencia,período,estación,fenología,ciclo diario,ventana espectral,Lomb-Scargle,fechas,línea de tiempo,huecos por nubes,resolución temporal,revisar,consejo,HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GOES,Landsat,Sentinel,multiescala</translation>
    </message>
    <message>
        <source>Tells whether dates lie close enough together for a time scale, and what would help.</source>
        <translation>Dice si las fechas están lo bastante juntas para una escala temporal, y qué ayudaría.</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>Verdict in a sentence</source>
        <translation>Veredicto en una frase</translation>
    </message>
    <message>
        <source>Sensors that look often enough</source>
        <translation>Sensores que miran lo bastante a menudo</translation>
    </message>
    <message>
        <source>Number of dates that count</source>
        <translation>Número de fechas que cuentan</translation>
    </message>
    <message>
        <source>Median interval in days</source>
        <translation>Mediana de los intervalos en días</translation>
    </message>
    <message>
        <source>Mean interval in days</source>
        <translation>Intervalo medio en días</translation>
    </message>
    <message>
        <source>Longest gap in days</source>
        <translation>Hueco más largo en días</translation>
    </message>
    <message>
        <source>Shortest resolved period in days</source>
        <translation>Período más corto resuelto, en días</translation>
    </message>
    <message>
        <source>Apparent period in days</source>
        <translation>Período aparente en días</translation>
    </message>
    <message>
        <source>No date is given; choose rasters as INPUTS, write DATES, or choose a TABLE.</source>
        <translation>No se da ninguna fecha; elija rásteres como INPUTS, escriba DATES o elija una TABLE.</translation>
    </message>
    <message>
        <source>QGIS cannot load {layer} as a table.</source>
        <translation>QGIS no puede cargar {layer} como tabla.</translation>
    </message>
    <message>
        <source>DATE_FIELD must name the field of {layer} that holds dates; it has {fields}.</source>
        <translation>DATE_FIELD debe nombrar el campo de {layer} que contiene fechas; tiene {fields}.</translation>
    </message>
    <message>
        <source>Rasters</source>
        <translation>Rásteres</translation>
    </message>
    <message>
        <source>Rasters of one place at different times. Their dates come from the temporal properties of the layer, the tags of the file, or its name. What is dated together counts once: tiles of one overpass, and for long time scales all of a day.</source>
        <translation>Rásteres de un lugar en distintos tiempos. Sus fechas vienen de las propiedades temporales de la capa, de los metadatos del archivo o de su nombre. Lo que tiene la misma fecha cuenta una vez: las teselas de una pasada, y con escalas temporales largas todo lo de un día.</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Fechas</translation>
    </message>
    <message>
        <source>Dates as text, separated by commas, spaces or lines, such as 2024-06-02, 2024154 or 2024-06-02T18:20:11Z. They are taken together with those of rasters and of the table.</source>
        <translation>Fechas como texto, separadas por comas, espacios o líneas, como 2024-06-02, 2024154 o 2024-06-02T18:20:11Z. Se toman junto con las de los rásteres y las de la tabla.</translation>
    </message>
    <message>
        <source>Table with dates</source>
        <translation>Tabla con fechas</translation>
    </message>
    <message>
        <source>A layer or a table (also a CSV file) with a field of dates, such as found granules.</source>
        <translation>Una capa o una tabla (también un archivo CSV) con un campo de fechas, como los gránulos encontrados.</translation>
    </message>
    <message>
        <source>Field of dates</source>
        <translation>Campo de las fechas</translation>
    </message>
    <message>
        <source>The field of the table that holds dates, times, or texts such as 2024-06-02.</source>
        <translation>El campo de la tabla que contiene fechas, horas o textos como 2024-06-02.</translation>
    </message>
    <message>
        <source>Time scale</source>
        <translation>Escala de tiempo</translation>
    </message>
    <message>
        <source>The period in days of the process that matters: 365 for the seasons, 30 for what comes and goes in a month, 1 for the course of the day.</source>
        <translation>El período en días del proceso que importa: 365 para las estaciones, 30 para lo que viene y se va en un mes, 1 para el curso del día.</translation>
    </message>
    <message>
        <source>Least share of valid pixels</source>
        <translation>Proporción mínima de píxeles válidos</translation>
    </message>
    <message>
        <source>Percent of a raster's pixels that must have a value for its date to count. A raster without any valid pixel never counts. Large rasters are looked at in 16 places.</source>
        <translation>Porcentaje de los píxeles de un ráster que deben tener valor para que su fecha cuente. Un ráster sin ningún píxel válido nunca cuenta. Los rásteres grandes se miran en 16 lugares.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: the verdict, a timeline with the gaps, the spectral window of the dates, and sensors that look more often. Its tables are written beside it as CSV files.</source>
        <translation>Una página para el navegador, que no necesita red: el veredicto, una línea de tiempo con los huecos, la ventana espectral de las fechas y los sensores que miran más a menudo. Sus tablas se escriben al lado como archivos CSV.</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Huecos</translation>
    </message>
    <message>
        <source>CSV files</source>
        <translation>archivos CSV</translation>
    </message>
    <message>
        <source>JSON files</source>
        <translation>archivos JSON</translation>
    </message>
    <message>
        <source>All intervals between dates that count: begin, end, days, and whether they reach half of the time scale. A CSV file, or a JSON file that holds all other numbers too.</source>
        <translation>Todos los intervalos entre fechas que cuentan: comienzo, fin, días, y si alcanzan la mitad de la escala temporal. Un archivo CSV, o un archivo JSON que contiene también todos los demás números.</translation>
    </message>
</context>
<context>
    <name>Checker</name>
    <message>
        <source>Check layers</source>
        <translation>Revisar capas</translation>
    </message>
    <message>
        <source>The check failed ({reason}); please report it with the messages of the log.</source>
        <translation>La revisión ha fallado ({reason}); comuníquelo con los mensajes del registro.</translation>
    </message>
</context>
<context>
    <name>ChoiceNames</name>
    <message>
        <source>A. Aggregate</source>
        <translation>A. Agregar</translation>
    </message>
    <message>
        <source>A (aggregate)</source>
        <translation>A (agregar)</translation>
    </message>
    <message>
        <source>Brings every layer to one grid by the true overlap of pixels and cells.</source>
        <translation>Lleva todas las capas a una cuadrícula según el solape verdadero de píxeles y celdas.</translation>
    </message>
    <message>
        <source>Use it when cells of the common grid are fine enough for the question: every value is then made of observations alone.</source>
        <translation>Úselo cuando las celdas de la cuadrícula común son bastante finas para la pregunta: cada valor se compone entonces solo de observaciones.</translation>
    </message>
    <message>
        <source>B. Downscale</source>
        <translation>B. Refinar</translation>
    </message>
    <message>
        <source>B (downscale)</source>
        <translation>B (refinar)</translation>
    </message>
    <message>
        <source>Estimates a coarse layer on a finer grid from fine layers; aggregated, it gives the coarse values back.</source>
        <translation>Estima una capa gruesa en una cuadrícula más fina a partir de capas finas; agregada, devuelve los valores gruesos.</translation>
    </message>
    <message>
        <source>Use it when finer values are needed and fine layers can explain the coarse one: the result is an estimate, with its uncertainty.</source>
        <translation>Úselo cuando hacen falta valores más finos y hay capas finas que pueden explicar la gruesa: el resultado es una estimación, con su incertidumbre.</translation>
    </message>
    <message>
        <source>C. Sample</source>
        <translation>C. Muestrear</translation>
    </message>
    <message>
        <source>C (sample)</source>
        <translation>C (muestrear)</translation>
    </message>
    <message>
        <source>Adds to each point what the rasters hold there, or under its footprint of real size.</source>
        <translation>Añade a cada punto lo que contienen allí los rásteres, o bajo su huella de tamaño real.</translation>
    </message>
    <message>
        <source>Use it when something was measured at places far apart, as lidar shots, plots or towers.</source>
        <translation>Úselo cuando algo se midió en lugares alejados entre sí, como disparos de lidar, parcelas o torres.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Media</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Suma</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>Mínimo</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Desviación estándar</translation>
    </message>
    <message>
        <source>Number of valid pixels</source>
        <translation>Número de píxeles válidos</translation>
    </message>
    <message>
        <source>Mode (largest class)</source>
        <translation>Moda (clase mayor)</translation>
    </message>
    <message>
        <source>Fractions of classes</source>
        <translation>Fracciones de clases</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Mediana</translation>
    </message>
    <message>
        <source>Valid fraction</source>
        <translation>Fracción válida</translation>
    </message>
    <message>
        <source>Automatic (best in a test)</source>
        <translation>Automático (el mejor en una prueba)</translation>
    </message>
    <message>
        <source>Linear regression</source>
        <translation>Regresión lineal</translation>
    </message>
    <message>
        <source>TsHARP (on NDVI)</source>
        <translation>TsHARP (sobre NDVI)</translation>
    </message>
    <message>
        <source>Random forest</source>
        <translation>Bosque aleatorio</translation>
    </message>
    <message>
        <source>Gradient boosting</source>
        <translation>Potenciación del gradiente</translation>
    </message>
    <message>
        <source>Data mining sharpener</source>
        <translation>Data mining sharpener</translation>
    </message>
    <message>
        <source>Regression with kriged residual</source>
        <translation>Regresión con residuo krigeado</translation>
    </message>
    <message>
        <source>Blend of models</source>
        <translation>Mezcla de modelos</translation>
    </message>
    <message>
        <source>Area-to-point kriging</source>
        <translation>Kriging de área a punto</translation>
    </message>
    <message>
        <source>Bilinear interpolation</source>
        <translation>Interpolación bilineal</translation>
    </message>
    <message>
        <source>Coarse value itself (nearest)</source>
        <translation>El propio valor grueso (más cercano)</translation>
    </message>
    <message>
        <source>Pixel under the point</source>
        <translation>Píxel bajo el punto</translation>
    </message>
    <message>
        <source>Four pixels around it (bilinear)</source>
        <translation>Cuatro píxeles a su alrededor (bilineal)</translation>
    </message>
    <message>
        <source>Disc</source>
        <translation>Disco</translation>
    </message>
    <message>
        <source>Gaussian beam</source>
        <translation>Haz gaussiano</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Elipse</translation>
    </message>
    <message>
        <source>Segment along the track</source>
        <translation>Segmento a lo largo de la traza</translation>
    </message>
    <message>
        <source>Polygon of the layer</source>
        <translation>Polígono de la capa</translation>
    </message>
</context>
<context>
    <name>CompareSupports</name>
    <message>
        <source>{layer} changed while it was read; run again.</source>
        <translation>{layer} cambió mientras se leía; ejecute de nuevo.</translation>
    </message>
    <message>
        <source>Compare footprints with a raster</source>
        <translation>Comparar huellas con un ráster</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <source>compare,validate,validation,accuracy,agreement,bias,RMSE,MAE,correlation,regression,Theil-Sen,scatter plot,residuals,differences,matchup,in situ,field plots,DEM,elevation,lidar,GEDI,ICESat-2,ATL08,geolocation,geolocation error,shift,offset,co-registration,coregistration,beam,orbit,report,multiscale</source>
        <translation>comparar,validar,validación,exactitud,concordancia,sesgo,RMSE,MAE,correlación,regresión,Theil-Sen,diagrama de dispersión,residuos,diferencias,in situ,parcelas de campo,MDE,elevación,lidar,GEDI,ICESat-2,ATL08,geolocalización,error de geolocalización,desplazamiento,corregistro,haz,órbita,informe,multiescala</translation>
    </message>
    <message>
        <source>Tells how values of points or footprints agree with a raster, and which shift of theirs would fit best.</source>
        <translation>Dice cuánto concuerdan los valores de puntos o huellas con un ráster, y qué desplazamiento suyo encajaría mejor.</translation>
    </message>
    <message>
        <source>No raster is given; choose one as RASTER.</source>
        <translation>No se ha dado ningún ráster; elija uno como RASTER.</translation>
    </message>
    <message>
        <source>No field of the points' own values is given; choose one as FIELD.</source>
        <translation>No se ha dado ningún campo con los valores propios de los puntos; elija uno como FIELD.</translation>
    </message>
    <message>
        <source>A shift is searched for points, and {layer} holds polygons; give their centroids and a DIAMETER, or leave SEARCH_SHIFT.</source>
        <translation>El desplazamiento se busca para puntos, y {layer} contiene polígonos; dé sus centroides y un DIAMETER, o deje SEARCH_SHIFT.</translation>
    </message>
    <message>
        <source>SHIFT_PER_GROUP needs groups; name their field as GROUP_FIELD.</source>
        <translation>SHIFT_PER_GROUP necesita grupos; nombre su campo como GROUP_FIELD.</translation>
    </message>
    <message>
        <source>{raster} has no {statistic}; choose another STATISTIC.</source>
        <translation>{raster} no tiene {statistic}; elija otro STATISTIC.</translation>
    </message>
    <message>
        <source>{raster} has no band {band}; it has {count}.</source>
        <translation>{raster} no tiene banda {band}; tiene {count}.</translation>
    </message>
    <message>
        <source>{raster} is {kind}, and the differences of such numbers mean nothing; choose a raster of amounts, or set VARIABLE_KIND if it was taken for what it is not.</source>
        <translation>{raster} es {kind}, y las diferencias de tales números no significan nada; elija un ráster de cantidades, o indique VARIABLE_KIND si se tomó por lo que no es.</translation>
    </message>
    <message>
        <source>The output {path} would replace an input; choose another name.</source>
        <translation>La salida {path} reemplazaría una entrada; elija otro nombre.</translation>
    </message>
    <message>
        <source>Points or footprints</source>
        <translation>Puntos o huellas</translation>
    </message>
    <message>
        <source>Points in any CRS with values of their own, or polygons, which then are the footprints themselves.</source>
        <translation>Puntos en cualquier SRC con valores propios, o polígonos, que entonces son las huellas mismas.</translation>
    </message>
    <message>
        <source>Field of the points' own values</source>
        <translation>Campo de los valores propios de los puntos</translation>
    </message>
    <message>
        <source>What the points measured, in the raster's unit and above the same zero: heights above the ellipsoid and above the sea differ by tens of metres.</source>
        <translation>Lo que midieron los puntos, en la unidad del ráster y sobre el mismo cero: las alturas sobre el elipsoide y sobre el mar difieren en decenas de metros.</translation>
    </message>
    <message>
        <source>Raster</source>
        <translation>Ráster</translation>
    </message>
    <message>
        <source>The raster to compare with, of any CRS and resolution, such as a digital elevation model.</source>
        <translation>El ráster con el que se compara, de cualquier SRC y resolución, como un modelo digital de elevaciones.</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>The band to compare with.</source>
        <translation>La banda con la que se compara.</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Estadístico</translation>
    </message>
    <message>
        <source>What becomes of the pixels in a footprint, weighed by their share of it. Of a pixel and of bilinear sampling it is the value itself.</source>
        <translation>Lo que se hace de los píxeles de una huella, ponderados por su parte de ella. De un píxel y del muestreo bilineal es el valor mismo.</translation>
    </message>
    <message>
        <source>Field of groups</source>
        <translation>Campo de grupos</translation>
    </message>
    <message>
        <source>Tells beams, orbits, classes or sites apart (at most 100); agreement is told for each, too.</source>
        <translation>Distingue haces, órbitas, clases o sitios (100 como máximo); la concordancia se da también para cada uno.</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>Diferencia máxima</translation>
    </message>
    <message>
        <source>Pairs that differ by more are left out of all numbers, such as 50 m where clouds were taken for ground. They stay in the output layer.</source>
        <translation>Los pares que difieren en más no entran en ningún número, como 50 m donde se tomaron nubes por suelo. Permanecen en la capa de salida.</translation>
    </message>
    <message>
        <source>Search the shift</source>
        <translation>Buscar el desplazamiento</translation>
    </message>
    <message>
        <source>Find how far east and north the points have to be moved to fit the raster best, how sure that is, and whether it may be chance. For points, over ground that varies.</source>
        <translation>Hallar cuánto al este y al norte hay que mover los puntos para que encajen mejor en el ráster, cuán seguro es, y si puede ser azar. Para puntos, sobre terreno que varía.</translation>
    </message>
    <message>
        <source>Largest shift</source>
        <translation>Desplazamiento máximo</translation>
    </message>
    <message>
        <source>How far to search, in metres on the ground. For GEDI 30 holds three of its sigmas.</source>
        <translation>Hasta dónde buscar, en metros sobre el terreno. Para GEDI, 30 abarca tres de sus sigmas.</translation>
    </message>
    <message>
        <source>Error to minimise</source>
        <translation>Error que se minimiza</translation>
    </message>
    <message>
        <source>Of the shift. Unbiased RMSE: of the differences less their mean, so that heights above different zeros do no harm. RMSE: of the differences. Correlation: the largest r squared, for quantities that go together and are not the same.</source>
        <translation>Del desplazamiento. Unbiased RMSE: de las diferencias menos su media, para que no dañen alturas sobre ceros distintos. RMSE: de las diferencias. Correlation: el mayor r al cuadrado, para magnitudes que van juntas y no son la misma.</translation>
    </message>
    <message>
        <source>A shift for each group</source>
        <translation>Un desplazamiento para cada grupo</translation>
    </message>
    <message>
        <source>Search a shift of its own for each group, such as each beam or orbit, instead of one for all.</source>
        <translation>Buscar un desplazamiento propio para cada grupo, como cada haz u órbita, en vez de uno para todos.</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Comparado</translation>
    </message>
    <message>
        <source>The input's features with the raster's value and the difference, own value less the raster's; with a search both also at the shifted place, and the shift in metres (0 where none is claimed).</source>
        <translation>Los objetos de la entrada con el valor del ráster y la diferencia, valor propio menos el del ráster; con una búsqueda, ambos también en el lugar desplazado, y el desplazamiento en metros (0 donde no se afirma ninguno).</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: agreement in numbers and by group, scatter plot, differences as a histogram and on a map, and the shift. Its tables are written beside it as CSV files. Needs the Python package plotly.</source>
        <translation>Una página para el navegador, que no necesita red: la concordancia en números y por grupo, diagrama de dispersión, diferencias en histograma y en mapa, y el desplazamiento. Sus tablas se escriben al lado como archivos CSV. Necesita el paquete plotly de Python.</translation>
    </message>
    <message>
        <source>Number of pairs</source>
        <translation>Número de pares</translation>
    </message>
    <message>
        <source>Mean difference</source>
        <translation>Diferencia media</translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <source>Mean absolute difference</source>
        <translation>Diferencia absoluta media</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>Correlación</translation>
    </message>
    <message>
        <source>Slope of the robust line</source>
        <translation>Pendiente de la recta robusta</translation>
    </message>
    <message>
        <source>Intercept of the robust line</source>
        <translation>Ordenada de la recta robusta</translation>
    </message>
    <message>
        <source>Shift east in metres, 0 if none is claimed</source>
        <translation>Desplazamiento al este en metros, 0 si no se afirma ninguno</translation>
    </message>
    <message>
        <source>Shift north in metres, 0 if none is claimed</source>
        <translation>Desplazamiento al norte en metros, 0 si no se afirma ninguno</translation>
    </message>
    <message>
        <source>Number of shifts claimed</source>
        <translation>Número de desplazamientos afirmados</translation>
    </message>
    <message>
        <source>RMSE after the shift</source>
        <translation>RMSE tras el desplazamiento</translation>
    </message>
</context>
<context>
    <name>CompositeTime</name>
    <message>
        <source>Composite to a time window</source>
        <translation>Componer en una ventana de tiempo</translation>
    </message>
    <message>
        <source>composite,compositing,time,temporal,time series,monthly,seasonal,annual,month,season,16-day,8-day,mosaic,cloud free,cloud-free,mean,median,percentile,minimum,maximum,maximum value composite,MVC,latest,best pixel,best quality,inverse variance,weighted,outlier,MAD,median absolute deviation,cell statistics,stack,dates,NDVI,LST,HLS,MODIS,VIIRS,Landsat,Sentinel,ECOSTRESS,multiscale</source>
        <translation>compuesto,componer,composición,tiempo,temporal,serie temporal,mensual,estacional,anual,mes,estación,16 días,8 días,mosaico,sin nubes,media,mediana,percentil,mínimo,máximo,compuesto de valor máximo,MVC,último,mejor píxel,mejor calidad,varianza inversa,ponderado,valor atípico,MAD,desviación absoluta mediana,estadísticas de celda,pila,fechas,NDVI,LST,HLS,MODIS,VIIRS,Landsat,Sentinel,ECOSTRESS,multiescala</translation>
    </message>
    <message>
        <source>Puts dated rasters of one variable together, a band for each month, season or period.</source>
        <translation>Junta rásteres fechados de una variable, una banda para cada mes, estación o periodo.</translation>
    </message>
    <message>
        <source>Variable kind that was used</source>
        <translation>Tipo de variable que se usó</translation>
    </message>
    <message>
        <source>Number of windows</source>
        <translation>Número de ventanas</translation>
    </message>
    <message>
        <source>No rasters are given; choose some as INPUTS.</source>
        <translation>No se dan rásteres; elija algunos como INPUTS.</translation>
    </message>
    <message>
        <source>{scenes} scenes in {windows} windows of time, {first} to {last}.</source>
        <translation>{scenes} escenas en {windows} ventanas de tiempo, de {first} a {last}.</translation>
    </message>
    <message>
        <source>{name} is not used, since {chooser} is {chosen}; it is for {needed}.</source>
        <translation>{name} no se usa, ya que {chooser} es {chosen}; es para {needed}.</translation>
    </message>
    <message>
        <source>Dated rasters</source>
        <translation>Rásteres fechados</translation>
    </message>
    <message>
        <source>Rasters of one variable and different dates. The date of each comes from the table of dates, from the temporal properties of its layer, from its tags, or from its name, as known products have it. Their order does not matter.</source>
        <translation>Rásteres de una variable y de fechas distintas. La fecha de cada uno viene de la tabla de fechas, de las propiedades temporales de su capa, de sus etiquetas o de su nombre, como lo escriben los productos conocidos. Su orden no importa.</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>The number of the band that is composited, in each raster.</source>
        <translation>El número de la banda que se compone, en cada ráster.</translation>
    </message>
    <message>
        <source>Window of time</source>
        <translation>Ventana de tiempo</translation>
    </message>
    <message>
        <source>What each band of the output covers. Month: calendar months. Days: periods of as many days as are given. Season: December to February, March to May, and so on. Whole: from the first scene to the last. Custom: the dates that are given. Windows between the first and the last scene that have none get a band of nodata.</source>
        <translation>Lo que abarca cada banda de la salida. Month: meses del calendario. Days: periodos de tantos días como se den. Season: de diciembre a febrero, de marzo a mayo, etc. Whole: desde la primera escena hasta la última. Custom: las fechas que se den. Las ventanas entre la primera y la última escena que no tienen ninguna reciben una banda sin datos.</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Días</translation>
    </message>
    <message>
        <source>For the window days: the length of a period. MODIS's composites take 8 or 16.</source>
        <translation>Para la ventana days: la duración de un periodo. Los compuestos de MODIS toman 8 o 16.</translation>
    </message>
    <message>
        <source>First day of a period</source>
        <translation>Primer día de un periodo</translation>
    </message>
    <message>
        <source>For the window days: a day on which a period begins. Without it periods begin anew on each 1 January, as MODIS's do, and the last one of a year is cut short.</source>
        <translation>Para la ventana days: un día en el que empieza un periodo. Sin él, los periodos empiezan de nuevo cada 1 de enero, como los de MODIS, y el último de un año queda recortado.</translation>
    </message>
    <message>
        <source>Dates of windows</source>
        <translation>Fechas de las ventanas</translation>
    </message>
    <message>
        <source>For the window custom: intervals of days (UTC) with both ends in, separated by commas, as in 2024-05-01/2024-05-31,2024-06-01/2024-07-15. They may overlap.</source>
        <translation>Para la ventana custom: intervalos de días (UTC), con ambos extremos incluidos, separados por comas, como en 2024-05-01/2024-05-31,2024-06-01/2024-07-15. Pueden solaparse.</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Estadístico</translation>
    </message>
    <message>
        <source>What becomes of the values of a pixel within a window. The mean goes by the variable's kind. Latest: the last valid value. Best quality: the value of the best score in QUALITY. Inverse variance: the mean with weights 1/s^2, s the standard deviations in QUALITY. Time distance: the mean with weights that fall with the distance from the middle of the window.</source>
        <translation>Lo que resulta de los valores de un píxel dentro de una ventana. La media se calcula según el tipo de la variable. Latest: el último valor válido. Best quality: el valor de la mejor puntuación en QUALITY. Inverse variance: la media con pesos 1/s^2, siendo s las desviaciones estándar en QUALITY. Time distance: la media con pesos que disminuyen con la distancia al centro de la ventana.</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <source>For the statistic percentile: how many percent of the values lie below it.</source>
        <translation>Para el estadístico percentile: qué porcentaje de los valores queda por debajo.</translation>
    </message>
    <message>
        <source>Quality rasters</source>
        <translation>Rásteres de calidad</translation>
    </message>
    <message>
        <source>For best quality a raster of scores for each input, for inverse variance one of standard deviations in the units of the variable. They belong to the inputs of the same dates, else to those of the same place in the list. Values without a score take no part.</source>
        <translation>Para best quality, un ráster de puntuaciones para cada entrada; para inverse variance, uno de desviaciones estándar en las unidades de la variable. Pertenecen a las entradas de las mismas fechas o, si no, a las del mismo lugar en la lista. Los valores sin puntuación no participan.</translation>
    </message>
    <message>
        <source>Band of quality</source>
        <translation>Banda de calidad</translation>
    </message>
    <message>
        <source>The number of the band that holds the score or the standard deviation: in the quality rasters, or in the inputs themselves where there are none.</source>
        <translation>El número de la banda que contiene la puntuación o la desviación estándar: en los rásteres de calidad o, si no los hay, en las propias entradas.</translation>
    </message>
    <message>
        <source>Best score</source>
        <translation>Mejor puntuación</translation>
    </message>
    <message>
        <source>For best quality: is the lowest score best, as in MODIS's pixel reliability, or the highest? Of equal scores the latest value counts.</source>
        <translation>Para best quality: ¿es mejor la puntuación más baja, como en la fiabilidad del píxel de MODIS, o la más alta? Entre puntuaciones iguales cuenta el último valor.</translation>
    </message>
    <message>
        <source>Time scale (days)</source>
        <translation>Escala de tiempo (días)</translation>
    </message>
    <message>
        <source>For time distance: at this distance from the middle of the window the weight is 0.61, at twice as much 0.14 (a Gaussian). A quarter of the window without it.</source>
        <translation>Para time distance: a esta distancia del centro de la ventana el peso es 0,61, y al doble, 0,14 (una gaussiana). Sin ella, un cuarto de la ventana.</translation>
    </message>
    <message>
        <source>Minimum count</source>
        <translation>Número mínimo</translation>
    </message>
    <message>
        <source>A pixel becomes nodata where fewer values than this remain in the window.</source>
        <translation>Un píxel queda sin datos donde quedan menos valores que estos en la ventana.</translation>
    </message>
    <message>
        <source>Outliers beyond (robust standard deviations)</source>
        <translation>Valores atípicos a partir de (desviaciones estándar robustas)</translation>
    </message>
    <message>
        <source>Values are dropped that lie farther than this from the pixel's median in the window, in units of 1.4826 times the median absolute deviation: 3 is usual. All stay without it, and where more than half of the values are equal.</source>
        <translation>Se quitan los valores que se alejan más que esto de la mediana del píxel en la ventana, en unidades de 1,4826 veces la desviación absoluta mediana: 3 es lo habitual. Sin él quedan todos, y también donde más de la mitad de los valores son iguales.</translation>
    </message>
    <message>
        <source>Minimum valid fraction</source>
        <translation>Fracción válida mínima</translation>
    </message>
    <message>
        <source>For rasters on another grid than the output's: a scene has a value in a cell where it sees at least this fraction of its ground.</source>
        <translation>Para rásteres en otra cuadrícula que la de la salida: una escena tiene un valor en una celda si ve al menos esta fracción de su terreno.</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>Compuesto</translation>
    </message>
    <message>
        <source>A band for each window of time, named by it, with its first and last moment in TIME_START and TIME_END; a Cloud Optimized GeoTIFF.</source>
        <translation>Una banda para cada ventana de tiempo, con su nombre, y con su primer y último momento en TIME_START y TIME_END; un GeoTIFF optimizado para la nube (COG).</translation>
    </message>
    <message>
        <source>Number of values</source>
        <translation>Número de valores</translation>
    </message>
    <message>
        <source>How many values each pixel has in each window, without outliers: bands as in OUTPUT.</source>
        <translation>Cuántos valores tiene cada píxel en cada ventana, sin los atípicos: bandas como en OUTPUT.</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>The standard deviation of these values in the variable's units, with the weights of the statistic; of circular values the length of the mean vector.</source>
        <translation>La desviación estándar de estos valores en las unidades de la variable, con los pesos del estadístico; de los valores circulares, la longitud del vector medio.</translation>
    </message>
    <message>
        <source>Table of dates</source>
        <translation>Tabla de fechas</translation>
    </message>
    <message>
        <source>Text tables (*.csv *.tsv *.txt)</source>
        <translation>Tablas de texto (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>A text file with a line for each raster whose date is not in its tags or its name, or is wrong there: the file's name, and the date or the first and the last date, separated by commas.</source>
        <translation>Un archivo de texto con una línea para cada ráster cuya fecha no está en sus etiquetas ni en su nombre, o es errónea en ellos: el nombre del archivo, y la fecha o la primera y la última fecha, separados por comas.</translation>
    </message>
</context>
<context>
    <name>CreateGrid</name>
    <message>
        <source>The grid has {count:,} cells, and CELLS would be as many polygons, more than {most:,}; choose a smaller extent or coarser cells, or leave CELLS out.</source>
        <translation>La cuadrícula tiene {count:,} celdas, y CELLS serían otros tantos polígonos, más de {most:,}; elija una extensión menor o celdas más gruesas, u omita CELLS.</translation>
    </message>
    <message>
        <source>Create a target grid</source>
        <translation>Crear una cuadrícula de destino</translation>
    </message>
    <message>
        <source>Grids</source>
        <translation>Cuadrículas</translation>
    </message>
    <message>
        <source>grid,target grid,template,empty raster,constant raster,reference raster,preset,fishnet,tessellation,cells,polygons,vector grid,pixel footprints,pixel area,cell area,alignment,align,snap,raster,MODIS,VIIRS,sinusoidal,EASE-Grid,SMAP,HLS,Sentinel,UTM,CMG,degree,multiscale</source>
        <translation>cuadrícula,rejilla,malla,cuadrícula de destino,plantilla,ráster vacío,ráster constante,ráster de referencia,predefinida,fishnet,teselación,celdas,polígonos,cuadrícula vectorial,huella de píxel,área de píxel,área de celda,alineación,alinear,ajustar,ráster,MODIS,VIIRS,sinusoidal,EASE-Grid,SMAP,HLS,Sentinel,UTM,CMG,grados,multiescala</translation>
    </message>
    <message>
        <source>Makes an empty raster on the grid of a product, a layer or a CRS, for other tools to copy.</source>
        <translation>Crea un ráster vacío en la cuadrícula de un producto, de una capa o de un SRC, para que otras herramientas la copien.</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Número de filas</translation>
    </message>
    <message>
        <source>Number of columns</source>
        <translation>Número de columnas</translation>
    </message>
    <message>
        <source>Layers to cover</source>
        <translation>Capas que se cubren</translation>
    </message>
    <message>
        <source>Rasters in any CRS. Where no target extent is given, the grid covers all of them, and a grid copied from a layer is cut to them. Their values are not read.</source>
        <translation>Rásteres en cualquier SRC. Si no se indica una extensión de destino, la cuadrícula los cubre todos, y una cuadrícula copiada de una capa se recorta a ellos. Sus valores no se leen.</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Margen</translation>
    </message>
    <message>
        <source>Whole cells added on each side, as far as the world and the grid of a preset go: 1 keeps the neighbours that a point spread function or a window needs.</source>
        <translation>Celdas enteras que se añaden a cada lado, hasta donde llegan el mundo y la cuadrícula predefinida: 1 conserva las vecinas que necesita una función de dispersión de punto o una ventana.</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Plantilla</translation>
    </message>
    <message>
        <source>An empty GeoTIFF on the grid, all nodata, to be given to other algorithms as GRID. It stays small however many cells the grid has.</source>
        <translation>Un GeoTIFF vacío en la cuadrícula, todo sin datos, para dárselo a otros algoritmos como GRID. Ocupa poco por muchas celdas que tenga la cuadrícula.</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>Celdas</translation>
    </message>
    <message>
        <source>A polygon for each cell with its id, row and column, all counted from 0 at the upper left, and its true ground area in square metres: a GeoPackage or FlatGeobuf file of at most a million cells.</source>
        <translation>Un polígono para cada celda con su id, fila y columna, contadas desde 0 arriba a la izquierda, y su área real sobre el terreno en metros cuadrados: un archivo GeoPackage o FlatGeobuf de un millón de celdas como máximo.</translation>
    </message>
</context>
<context>
    <name>DecodeQuality</name>
    <message>
        <source>Decode quality flags</source>
        <translation>Descodificar indicadores de calidad</translation>
    </message>
    <message>
        <source>decode,unpack,quality,QA,QC,flags,bits,bit field,bitmask,cloud,shadow,aerosol,Fmask,QA_PIXEL,SCL,classes,table,shares,statistics,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,Sentinel</source>
        <translation>descodificar,desempaquetar,calidad,QA,QC,indicadores,bits,campo de bits,máscara de bits,nube,sombra,aerosol,Fmask,QA_PIXEL,SCL,clases,tabla,partes,estadísticas,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,Sentinel</translation>
    </message>
    <message>
        <source>Makes a raster of named classes of each field of a quality layer, and a table of shares.</source>
        <translation>Hace de cada campo de una capa de calidad un ráster de clases con nombre, y una tabla de partes.</translation>
    </message>
    <message>
        <source>Quality layer</source>
        <translation>Capa de calidad</translation>
    </message>
    <message>
        <source>The quality layer, such as Fmask, QA_PIXEL, QC_Day, state_1km or SCL.</source>
        <translation>La capa de calidad, como Fmask, QA_PIXEL, QC_Day, state_1km o SCL.</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>Names of the fields to decode, separated by commas, such as cloud, aerosol; also single bits (bit3) and neighbouring ones (bits6_7). Without a choice: all fields of the product.</source>
        <translation>Nombres de los campos que se descodifican, separados por comas, como cloud, aerosol; también bits sueltos (bit3) y contiguos (bits6_7). Sin elección: todos los campos del producto.</translation>
    </message>
    <message>
        <source>Folder of the class rasters</source>
        <translation>Carpeta de los rásteres de clases</translation>
    </message>
    <message>
        <source>Where the class rasters go, one for each field, named as the layer and the field. It is made if it is absent.</source>
        <translation>Adónde van los rásteres de clases, uno por campo, llamados como la capa y el campo. Se crea si no existe.</translation>
    </message>
    <message>
        <source>Table of shares</source>
        <translation>Tabla de partes</translation>
    </message>
    <message>
        <source>A CSV file with field, value, label, number of pixels and their share of those whose quality is known; the last row of a field tells of the unknown ones, as a share of all.</source>
        <translation>Un archivo CSV con campo, valor, etiqueta, número de píxeles y su parte de aquellos cuya calidad se conoce; la última fila de un campo cuenta los desconocidos, como parte de todos.</translation>
    </message>
    <message>
        <source>Paths of the class rasters, separated by |</source>
        <translation>Rutas de los rásteres de clases, separadas por |</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Copy Command</source>
        <translation>Copiar orden</translation>
    </message>
    <message>
        <source>Copies the command that mends the selected package</source>
        <translation>Copia la orden que arregla el paquete seleccionado</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>Copiar informe</translation>
    </message>
    <message>
        <source>Copies all of this as plain English text, for a bug report</source>
        <translation>Copia todo esto como texto sin formato en inglés, para informar de un error</translation>
    </message>
    <message>
        <source>Test Loading</source>
        <translation>Probar la carga</translation>
    </message>
    <message>
        <source>Loads every package, which takes seconds and shows what is there but does not work</source>
        <translation>Carga cada paquete, lo que tarda unos segundos y muestra lo que está pero no funciona</translation>
    </message>
    <message>
        <source>Looking for packages…</source>
        <translation>Buscando paquetes…</translation>
    </message>
    <message>
        <source>Looking for packages</source>
        <translation>Búsqueda de paquetes</translation>
    </message>
    <message>
        <source>All packages that the plugin can use are there.</source>
        <translation>Están todos los paquetes que el complemento puede usar.</translation>
    </message>
    <message>
        <source>Packages to look at: {names}. What needs none of them works.</source>
        <translation>Paquetes que revisar: {names}. Lo que no necesita ninguno de ellos funciona.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocida</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Paquetes</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paquete</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>Needed for</source>
        <translation>Necesario para</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>present</source>
        <translation>presente</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>no instalado</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>falta</translation>
    </message>
    <message>
        <source>older than tested</source>
        <translation>más antiguo que los probados</translation>
    </message>
    <message>
        <source>not QGIS's</source>
        <translation>no es el de QGIS</translation>
    </message>
    <message>
        <source>does not load</source>
        <translation>no se carga</translation>
    </message>
</context>
<context>
    <name>DownloadEarthdata</name>
    <message>
        <source>Download NASA Earthdata granules</source>
        <translation>Descargar gránulos de NASA Earthdata</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivo de datos</translation>
    </message>
    <message>
        <source>NASA,Earthdata,earthaccess,archive,granules,scenes,files,fetch,transfer,resume,checksum,COG,window,crop,LP DAAC,HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2</source>
        <translation>NASA,Earthdata,earthaccess,archivo de datos,gránulos,escenas,archivos,traer,transferencia,reanudar,suma de comprobación,COG,ventana,recorte,LP DAAC,HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2</translation>
    </message>
    <message>
        <source>Downloads granules of NASA Earthdata, of GeoTIFF files only the area of interest; resumes and verifies.</source>
        <translation>Descarga gránulos de NASA Earthdata, de los archivos GeoTIFF solo el área de interés; reanuda y comprueba.</translation>
    </message>
    <message>
        <source>Number of files downloaded</source>
        <translation>Número de archivos descargados</translation>
    </message>
    <message>
        <source>Number of files that were there already</source>
        <translation>Número de archivos que ya estaban</translation>
    </message>
    <message>
        <source>Give either INPUT, the layer that the search made, or PRODUCT, to search for what is downloaded.</source>
        <translation>Dé o bien INPUT, la capa que hizo la búsqueda, o bien PRODUCT, para buscar lo que se descarga.</translation>
    </message>
    <message>
        <source>{layer} has neither a field files nor a field links; give the layer that Search NASA Earthdata made.</source>
        <translation>{layer} no tiene ni un campo files ni un campo links; dé la capa que hizo Buscar en NASA Earthdata.</translation>
    </message>
    <message>
        <source>{layer} holds no granule, or none is selected; search again or select some.</source>
        <translation>{layer} no contiene ningún gránulo, o no hay ninguno seleccionado; busque otra vez o seleccione algunos.</translation>
    </message>
    <message>
        <source>The field files of {granule} cannot be read; search again.</source>
        <translation>El campo files de {granule} no se puede leer; busque otra vez.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be created ({reason}); choose another one.</source>
        <translation>La carpeta {folder} no se puede crear ({reason}); elija otra.</translation>
    </message>
    <message>
        <source>Granules</source>
        <translation>Gránulos</translation>
    </message>
    <message>
        <source>The layer that Search NASA Earthdata made, or the features selected in it. Without one, PRODUCT and the other parameters of the search tell what to download.</source>
        <translation>La capa que hizo Buscar en NASA Earthdata, o los objetos seleccionados en ella. Sin ella, PRODUCT y los demás parámetros de la búsqueda dicen qué descargar.</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>Bandas</translation>
    </message>
    <message>
        <source>Bands by the product's own names, separated by commas: B04,B05,Fmask of HLSL30, LST,QC,cloud of ECO_L2T_LSTE; B0* stands for all that begin so. All without a choice. Products with one file for each granule, such as MOD11A1, come with all bands.</source>
        <translation>Bandas por los nombres del propio producto, separadas por comas: B04,B05,Fmask de HLSL30, LST,QC,cloud de ECO_L2T_LSTE; B0* vale por todas las que empiezan así. Todas si no se elige. Los productos con un archivo por gránulo, como MOD11A1, vienen con todas las bandas.</translation>
    </message>
    <message>
        <source>Area of interest</source>
        <translation>Área de interés</translation>
    </message>
    <message>
        <source>Of GeoTIFF files only the pixels of this area are downloaded, of other formats whole files: west,east,south,north in degrees unless a CRS is named, as in 500000,600000,4000000,4100000 [EPSG:32611]. A search looks for granules that touch it.</source>
        <translation>De los archivos GeoTIFF solo se descargan los píxeles de esta área, de otros formatos archivos enteros: west,east,south,north en grados salvo que se nombre un SRC, como en 500000,600000,4000000,4100000 [EPSG:32611]. Una búsqueda busca gránulos que la tocan.</translation>
    </message>
    <message>
        <source>Margin around the area (m)</source>
        <translation>Margen alrededor del área (m)</translation>
    </message>
    <message>
        <source>What is downloaded around the area of interest, in metres: a pixel of the coarse grid to which the data will be aggregated, so that the pixels at its edge are covered whole.</source>
        <translation>Lo que se descarga alrededor del área de interés, en metros: un píxel de la cuadrícula gruesa a la que se agregarán los datos, para que los píxeles de su borde queden cubiertos enteros.</translation>
    </message>
    <message>
        <source>Folder of the files</source>
        <translation>Carpeta de los archivos</translation>
    </message>
    <message>
        <source>Where the files go, under the archive's own names. What is there and whole is skipped; what an earlier run left unfinished is resumed. A part of a file for another area is replaced: give each area a folder of its own.</source>
        <translation>Adónde van los archivos, con los nombres del archivo de datos. Lo que está entero se salta; lo que una ejecución anterior dejó sin terminar se reanuda. Una parte de un archivo para otra área se sustituye: dé a cada área su carpeta.</translation>
    </message>
    <message>
        <source>Load the files as layers</source>
        <translation>Cargar los archivos como capas</translation>
    </message>
    <message>
        <source>Load one layer for each GeoTIFF file. Files that hold many layers, as HDF files do, are opened by Open granule bands.</source>
        <translation>Cargar una capa por cada archivo GeoTIFF. Los archivos que contienen muchas capas, como los HDF, los abre Abrir bandas de gránulos.</translation>
    </message>
    <message>
        <source>Whole files</source>
        <translation>Archivos enteros</translation>
    </message>
    <message>
        <source>Download whole files also where the area of interest could be cut out. Only whole files can be verified with the archive's checksums.</source>
        <translation>Descargar archivos enteros también donde se podría recortar el área de interés. Solo los archivos enteros se pueden comprobar con las sumas del archivo de datos.</translation>
    </message>
    <message>
        <source>Downloads at a time</source>
        <translation>Descargas a la vez</translation>
    </message>
    <message>
        <source>How many files come at the same time. Archives slow down who asks for many.</source>
        <translation>Cuántos archivos vienen a la vez. Los archivos de datos frenan a quien pide muchos.</translation>
    </message>
    <message>
        <source>Table of files</source>
        <translation>Tabla de archivos</translation>
    </message>
    <message>
        <source>A table with a row for each file: path, granule, asset, date (UTC), size in bytes, checksum, state (downloaded, resumed, window, present, outside or failed), bytes that came over the network, and the reason of a failure.</source>
        <translation>Una tabla con una fila por archivo: ruta, gránulo, banda, fecha (UTC), tamaño en bytes, suma de comprobación, estado (downloaded, resumed, window, present, outside o failed), bytes que vinieron por la red, y el motivo de un fallo.</translation>
    </message>
</context>
<context>
    <name>Downscale</name>
    <message>
        <source>Downscale</source>
        <translation>Reducción de escala</translation>
    </message>
    <message>
        <source>Downscale with covariates</source>
        <translation>Refinar con covariables</translation>
    </message>
    <message>
        <source>downscale,downscaling,disaggregate,disaggregation,sharpen,sharpening,thermal sharpening,pansharpen,super resolution,enhance,refine,fine,resample,TsHARP,DisTrad,data mining sharpener,DMS,random forest,gradient boosting,regression,kriging,area-to-point,ATPK,ATPRK,geographically,residual,uncertainty,realisation,simulation,dasymetric,population,precipitation,land surface temperature,LST,soil moisture,NDVI,embeddings,MODIS,VIIRS,SMAP,ECOSTRESS,Landsat,Sentinel,multiscale</source>
        <translation>reducción de escala,downscaling,desagregar,desagregación,afinar,refinar,afinado térmico,pansharpening,superresolución,mejorar,detalle,fino,remuestrear,TsHARP,DisTrad,data mining sharpener,DMS,bosque aleatorio,gradient boosting,regresión,kriging,área a punto,ATPK,ATPRK,geográfico,residuo,incertidumbre,realización,simulación,dasimétrico,población,precipitación,temperatura de superficie,LST,humedad del suelo,NDVI,embeddings,MODIS,VIIRS,SMAP,ECOSTRESS,Landsat,Sentinel,multiescala</translation>
    </message>
    <message>
        <source>Estimates the fine version of a coarse raster from fine covariates, with its uncertainty.</source>
        <translation>Estima la versión fina de un ráster grueso a partir de covariables finas, con su incertidumbre.</translation>
    </message>
    <message>
        <source>Method that was used</source>
        <translation>Método que se usó</translation>
    </message>
    <message>
        <source>Variable kind that was used</source>
        <translation>Tipo de variable que se usó</translation>
    </message>
    <message>
        <source>Largest difference from the coarse values, of their range</source>
        <translation>Mayor diferencia con los valores gruesos, en partes de su rango</translation>
    </message>
    <message>
        <source>No coarse raster is given; choose one as INPUT.</source>
        <translation>No se da ningún ráster grueso; elija uno como INPUT.</translation>
    </message>
    <message>
        <source>The method {method} needs covariates; give some as COVARIATES, or choose atpk.</source>
        <translation>El método {method} necesita covariables; dé algunas como COVARIATES, o elija atpk.</translation>
    </message>
    <message>
        <source>Within what was learned from</source>
        <translation>Dentro de lo aprendido</translation>
    </message>
    <message>
        <source>Outside of what was learned from</source>
        <translation>Fuera de lo aprendido</translation>
    </message>
    <message>
        <source>Filled without covariates</source>
        <translation>Rellenado sin covariables</translation>
    </message>
    <message>
        <source>Coarse layer</source>
        <translation>Capa gruesa</translation>
    </message>
    <message>
        <source>The raster to downscale: a file that GDAL reads, on a regular grid with a CRS. Nodata values, masks, transparency, NaN and infinities count as missing; scale and offset are applied. Classes are refused.</source>
        <translation>El ráster que se refina: un archivo que GDAL lee, en una cuadrícula regular con SRC. Los valores sin dato, máscaras, transparencia, NaN e infinitos cuentan como ausentes; se aplican escala y desplazamiento. Se rechazan las clases.</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>The band to downscale.</source>
        <translation>La banda que se refina.</translation>
    </message>
    <message>
        <source>Fine covariates</source>
        <translation>Covariables finas</translation>
    </message>
    <message>
        <source>Fine rasters that may explain the coarse one, such as NDVI, reflectances, elevation or embeddings: of any CRS and resolution; all their bands are used, also hundreds. Classes count as a covariate for each, directions by sine and cosine. Without a target grid the fine grid is that of the finest of them, where the coarse layer lies. The methods atpk, bilinear and nearest need none.</source>
        <translation>Rásteres finos que pueden explicar el grueso, como NDVI, reflectancias, elevación o embeddings: de cualquier SRC y resolución; se usan todas sus bandas, también cientos. Las clases cuentan como una covariable cada una, las direcciones por seno y coseno. Sin cuadrícula de destino, la cuadrícula fina es la de la más fina de ellas, donde está la capa gruesa. Los métodos atpk, bilinear y nearest no necesitan ninguna.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>Auto: the best in a test one scale up, interpolation among the candidates; the log says which and why. Linear: multiple regression. Tsharp: on the vegetation cover from NDVI. Forest: random forest. Boosting: gradient boosting. Dms: data mining sharpener, trees with linear leaves, over all and in moving windows. Blend: the mean of linear and dms. Atprk: regression with kriging of its residual. Atpk: area-to-point kriging without covariates. Bilinear, nearest: interpolation. Forest, boosting, dms and blend need the Python package scikit-learn.</source>
        <translation>Auto: el mejor en una prueba una escala más arriba, con la interpolación entre los candidatos; el registro dice cuál y por qué. Linear: regresión múltiple. Tsharp: sobre la cobertura vegetal según el NDVI. Forest: bosque aleatorio. Boosting: potenciación del gradiente. Dms: data mining sharpener, árboles con hojas lineales, en todo y en ventanas móviles. Blend: la media de linear y dms. Atprk: regresión con kriging de su residuo. Atpk: kriging de área a punto sin covariables. Bilinear, nearest: interpolación. Forest, boosting, dms y blend necesitan el paquete de Python scikit-learn.</translation>
    </message>
    <message>
        <source>NDVI among the covariates</source>
        <translation>NDVI entre las covariables</translation>
    </message>
    <message>
        <source>For tsharp: which covariate is the NDVI, by the number of its layer in the list and of its band: 2:1 is the first band of the second layer, and so is 2. Without it: the only band, or the only one named NDVI.</source>
        <translation>Para tsharp: qué covariable es el NDVI, por el número de su capa en la lista y el de su banda: 2:1 es la primera banda de la segunda capa, y también lo es 2. Sin él: la única banda, o la única llamada NDVI.</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>Residuo</translation>
    </message>
    <message>
        <source>How the part of the coarse values that the model misses is given back: none, in blocks (a constant in each coarse pixel), smooth (bilinear) or by area-to-point kriging. Auto: kriging where it can be computed, else smooth.</source>
        <translation>Cómo se devuelve la parte de los valores gruesos que al modelo le falta: none, nada; block, en bloques (una constante en cada píxel grueso); smooth, suave (bilineal); kriging, por kriging de área a punto. Auto: kriging donde se puede calcular, si no, smooth.</translation>
    </message>
    <message>
        <source>Coherent with the coarse layer</source>
        <translation>Coherente con la capa gruesa</translation>
    </message>
    <message>
        <source>The output, aggregated over each coarse pixel, gives the coarse value back. Without this it may drift away from what was measured.</source>
        <translation>La salida, agregada sobre cada píxel grueso, devuelve el valor grueso. Sin esto puede alejarse de lo que se midió.</translation>
    </message>
    <message>
        <source>Physical limits</source>
        <translation>Límites físicos</translation>
    </message>
    <message>
        <source>The least and the greatest value that can be, separated by a comma, such as 0,1; one of them may be left out: 0, has no upper limit. Totals, temperatures in kelvin and powers stay positive in any case.</source>
        <translation>El valor mínimo y el máximo posibles, separados por una coma, como 0,1; uno de ellos puede faltar: 0, no tiene límite superior. Los totales, las temperaturas en kelvin y las potencias se mantienen positivos en todo caso.</translation>
    </message>
    <message>
        <source>Fill holes of the covariates</source>
        <translation>Rellenar huecos de las covariables</translation>
    </message>
    <message>
        <source>Where a covariate is missing the output is nodata. With this, such pixels get a value from the coarse layer alone, with a larger uncertainty; a warning tells how many.</source>
        <translation>Donde falta una covariable la salida queda sin dato. Con esto, esos píxeles reciben un valor solo a partir de la capa gruesa, con una incertidumbre mayor; una advertencia dice cuántos son.</translation>
    </message>
    <message>
        <source>Number of realisations</source>
        <translation>Número de realizaciones</translation>
    </message>
    <message>
        <source>How many bands the output of realisations has.</source>
        <translation>Cuántas bandas tiene la salida de realizaciones.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Starts the random numbers of samples, trees and realisations: the same seed gives the same bytes.</source>
        <translation>Inicia los números aleatorios de muestras, árboles y realizaciones: la misma semilla da los mismos bytes.</translation>
    </message>
    <message>
        <source>The data type of values. Auto: Float64 for totals and where rounding would cost coherence, else Float32.</source>
        <translation>El tipo de datos de los valores. Auto: Float64 para totales y donde el redondeo costaría coherencia, si no, Float32.</translation>
    </message>
    <message>
        <source>Share of coarse pixels to learn from</source>
        <translation>Parte de los píxeles gruesos de la que se aprende</translation>
    </message>
    <message>
        <source>The model learns from this share of the coarse pixels, those within which the covariates vary least; 0.8 is usual for the data mining sharpener. 1 takes all.</source>
        <translation>El modelo aprende de esta parte de los píxeles gruesos, aquellos en cuyo interior menos varían las covariables; 0.8 es lo usual en el data mining sharpener. 1 los toma todos.</translation>
    </message>
    <message>
        <source>Moving window in coarse pixels</source>
        <translation>Ventana móvil en píxeles gruesos</translation>
    </message>
    <message>
        <source>For dms and blend: the side of the windows in which local models are fitted. 0 for none.</source>
        <translation>Para dms y blend: el lado de las ventanas en que se ajustan modelos locales. 0 para ninguna.</translation>
    </message>
    <message>
        <source>Width of the point spread in metres</source>
        <translation>Anchura de la dispersión puntual en metros</translation>
    </message>
    <message>
        <source>The coarse sensor sees a Gaussian of this full width at half maximum round the middle of each coarse pixel. Without it: the area of the coarse pixel.</source>
        <translation>El sensor grueso ve una gaussiana de esta anchura a media altura en torno al centro de cada píxel grueso. Sin ella: el área del píxel grueso.</translation>
    </message>
    <message>
        <source>Downscaled</source>
        <translation>Refinado</translation>
    </message>
    <message>
        <source>The estimate on the fine grid, a Cloud Optimized GeoTIFF. How it was made stands in its metadata and in a JSON file beside it. Its pixels are a model's estimates and no measurements.</source>
        <translation>La estimación en la cuadrícula fina, un Cloud Optimized GeoTIFF. Cómo se hizo está en sus metadatos y en un archivo JSON junto a él. Sus píxeles son estimaciones de un modelo y no mediciones.</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Incertidumbre</translation>
    </message>
    <message>
        <source>1 sigma of the estimate in the variable's units: of the model and of the kriged residual, scaled so that it covers the errors of the test.</source>
        <translation>1 sigma de la estimación en las unidades de la variable: la del modelo y la del residuo por kriging, escalada de modo que cubra los errores de la prueba.</translation>
    </message>
    <message>
        <source>Realisations</source>
        <translation>Realizaciones</translation>
    </message>
    <message>
        <source>Conditional simulations, a band each, with realistic texture and extremes, each as coherent as the estimate, which is too smooth for questions about extremes.</source>
        <translation>Simulaciones condicionales, una banda cada una, con textura y extremos realistas, cada una tan coherente como la estimación, que es demasiado suave para preguntas sobre extremos.</translation>
    </message>
    <message>
        <source>Extrapolation</source>
        <translation>Extrapolación</translation>
    </message>
    <message>
        <source>Where the model has seen nothing like the covariates: 0 within what it learned from, 1 outside of it, 2 filled without covariates.</source>
        <translation>Dónde el modelo no ha visto nada parecido a las covariables: 0 dentro de lo aprendido, 1 fuera, 2 rellenado sin covariables.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: how the method does beside interpolation and the other methods, which covariates matter and how, the residual and its variogram, coherence, and where the model extrapolates.</source>
        <translation>Una página para el navegador, que no necesita red: cómo le va al método junto a la interpolación y los demás métodos, qué covariables importan y cómo, el residuo y su variograma, la coherencia, y dónde extrapola el modelo.</translation>
    </message>
    <message>
        <source>{name} must be the least and the greatest value separated by a comma, such as 0,1 or 0, with no upper limit, not {text}.</source>
        <translation>{name} debe ser el valor mínimo y el máximo separados por una coma, como 0,1 o 0, sin límite superior, no {text}.</translation>
    </message>
    <message>
        <source>{name} must be the number of a layer among the covariates and of its band, such as 2:1, not {text}.</source>
        <translation>{name} debe ser el número de una capa entre las covariables y el de su banda, como 2:1, no {text}.</translation>
    </message>
</context>
<context>
    <name>DownscaleSettings</name>
    <message>
        <source>Write its uncertainty, too</source>
        <translation>Escribir también su incertidumbre</translation>
    </message>
    <message>
        <source>A raster of 1 sigma of the estimate, in the variable's units.</source>
        <translation>Un ráster de 1 sigma de la estimación, en las unidades de la variable.</translation>
    </message>
    <message>
        <source>Coarse layer</source>
        <translation>Capa gruesa</translation>
    </message>
    <message>
        <source>Covariates</source>
        <translation>Covariables</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>None: only methods that need none can be taken.</source>
        <translation>Ninguna: solo se pueden elegir métodos que no las necesitan.</translation>
    </message>
</context>
<context>
    <name>EarthdataLogin</name>
    <message>
        <source>The login to NASA Earthdata that was chosen is not in QGIS's authentication manager any more; choose another one in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>Los datos de acceso a NASA Earthdata que se eligieron ya no están en el gestor de autenticación de QGIS; elija otros en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
    <message>
        <source>QGIS's authentication manager does not open the login to NASA Earthdata; enter the master password when QGIS asks for it, or set EARTHDATA_USERNAME and EARTHDATA_PASSWORD.</source>
        <translation>El gestor de autenticación de QGIS no abre los datos de acceso a NASA Earthdata; introduzca la contraseña maestra cuando QGIS la pida, o defina EARTHDATA_USERNAME y EARTHDATA_PASSWORD.</translation>
    </message>
    <message>
        <source>The login to NASA Earthdata must be a basic authentication with user and password, or an API header named Authorization that holds Bearer and a token; choose another one in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>Los datos de acceso a NASA Earthdata deben ser una autenticación básica con usuario y contraseña, o una cabecera de API llamada Authorization que contiene Bearer y un token; elija otros en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
    <message>
        <source>NASA Earthdata</source>
        <translation>NASA Earthdata</translation>
    </message>
    <message>
        <source>Test Login</source>
        <translation>Probar el acceso</translation>
    </message>
    <message>
        <source>Asking NASA Earthdata…</source>
        <translation>Preguntando a NASA Earthdata…</translation>
    </message>
    <message>
        <source>Test of the login to NASA Earthdata</source>
        <translation>Prueba del acceso a NASA Earthdata</translation>
    </message>
    <message>
        <source>NASA Earthdata accepts the login ({source}).</source>
        <translation>NASA Earthdata acepta los datos de acceso ({source}).</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>To search and to download. User and password (basic authentication), or a token (an API header named Authorization that holds Bearer and the token), are kept in QGIS's encrypted authentication manager and nowhere else. Without a choice .netrc counts; variables of the environment come before both. An account is registered free of charge at {page}.</source>
        <translation>Para buscar y descargar. Usuario y contraseña (autenticación básica), o un token (una cabecera de API llamada Authorization que contiene Bearer y el token), se guardan en el gestor de autenticación cifrado de QGIS y en ningún otro lugar. Sin elección vale .netrc; las variables de entorno van antes que ambos. Una cuenta se registra gratis en {page}.</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>No layer has a place on Earth that can be used.</source>
        <translation>Ninguna capa tiene un lugar en la Tierra que pueda usarse.</translation>
    </message>
    <message>
        <source>There are {count:,} points and no usable raster beside them.</source>
        <translation>Hay {count:,} puntos y ningún ráster utilizable junto a ellos.</translation>
    </message>
    <message>
        <source>Add the rasters whose values are to be paired with the points.</source>
        <translation>Añada los rásteres cuyos valores deben emparejarse con los puntos.</translation>
    </message>
    <message>
        <source>{count:,} points or footprints are sparse: a grid of them would hold values that nobody measured, so the rasters are brought to the points.</source>
        <translation>{count:,} puntos o huellas son escasos: una malla de ellos tendría valores que nadie midió, así que los rásteres se llevan a los puntos.</translation>
    </message>
    <message>
        <source>Footprints of {footprint} span several pixels of {pixel}: weigh the pixels by the footprint.</source>
        <translation>Las huellas de {footprint} abarcan varios píxeles de {pixel}: pondere los píxeles con la huella.</translation>
    </message>
    <message>
        <source>Pixels of {pixel} show more ground than a point or footprint does: what differs between the two is partly a difference of support.</source>
        <translation>Los píxeles de {pixel} muestran más terreno que un punto o una huella: lo que difiere entre ambos es en parte una diferencia de soporte.</translation>
    </message>
    <message>
        <source>A, where several points fall into each cell: average them by cell and compare cells with cells.</source>
        <translation>A, donde caen varios puntos en cada celda: promédielos por celda y compare celdas con celdas.</translation>
    </message>
    <message>
        <source>A first: aggregate the rasters to pixels larger than the error of the positions, then sample.</source>
        <translation>A primero: agregue los rásteres a píxeles mayores que el error de las posiciones y muestree después.</translation>
    </message>
    <message>
        <source>{name} is a single layer, and no other grid is asked for.</source>
        <translation>{name} es una sola capa, y no se pide otra malla.</translation>
    </message>
    <message>
        <source>Add a second layer, or give a target grid.</source>
        <translation>Añada una segunda capa, o indique una malla de destino.</translation>
    </message>
    <message>
        <source>All pixels are about as large as the cells asked for ({size}): bring them to one grid, where the mean over the ground that they share costs little detail.</source>
        <translation>Todos los píxeles son más o menos tan grandes como las celdas pedidas ({size}): llévelos a una sola malla, donde la media sobre el terreno que comparten cuesta poco detalle.</translation>
    </message>
    <message>
        <source>The fine layers ({fine}) come every {rare} days and the coarse ones ({coarse}) every {often} days: fusion in space and time takes the detail of the former and the change of the latter.</source>
        <translation>Las capas finas ({fine}) llegan cada {rare} días y las gruesas ({coarse}) cada {often} días: la fusión en espacio y tiempo toma el detalle de las primeras y el cambio de las segundas.</translation>
    </message>
    <message>
        <source>A, if the coarse grid is fine enough for the question: aggregate the fine layers of the dates there are.</source>
        <translation>A, si la malla gruesa es bastante fina para la pregunta: agregue las capas finas de las fechas que haya.</translation>
    </message>
    <message>
        <source>Cells of {cell} are asked for, and the pixels of {name} are {ratio:.3g} times as long ({pixel}).</source>
        <translation>Se piden celdas de {cell}, y los píxeles de {name} son {ratio:.3g} veces más largos ({pixel}).</translation>
    </message>
    <message>
        <source>A on the coarse grid ({pixel}), where every value is an observation.</source>
        <translation>A en la malla gruesa ({pixel}), donde cada valor es una observación.</translation>
    </message>
    <message>
        <source>{name} holds values of the kind {kind}, which cannot be shared out among finer cells: aggregate the others to its grid.</source>
        <translation>{name} contiene valores del tipo {kind}, que no pueden repartirse entre celdas más finas: agregue las demás a su malla.</translation>
    </message>
    <message>
        <source>Carry its pixels onto the finer grid as they are (join layers), knowing that neighbouring cells then repeat one value.</source>
        <translation>Traslade sus píxeles tal cual a la malla más fina (unir capas), sabiendo que las celdas vecinas repiten entonces un mismo valor.</translation>
    </message>
    <message>
        <source>No layer shows what lies inside these pixels, and without one nothing can be known of it.</source>
        <translation>Ninguna capa muestra lo que hay dentro de estos píxeles, y sin ella nada puede saberse de ello.</translation>
    </message>
    <message>
        <source>B with fine covariates that explain the coarse layer, such as NDVI or elevation for temperature: add them to the layers.</source>
        <translation>B con covariables finas que expliquen la capa gruesa, como NDVI o elevación para la temperatura: añádalas a las capas.</translation>
    </message>
    <message>
        <source>B without covariates (area-to-point kriging) makes a smooth surface that keeps the coarse means, and no detail.</source>
        <translation>B sin covariables (kriging de área a punto) da una superficie suave que conserva las medias gruesas, y ningún detalle.</translation>
    </message>
    <message>
        <source>Over a factor of {widest:.0f} a single coarse value is spread over {cells:,.0f} cells, and what comes out is nearly all covariates.</source>
        <translation>Más allá de un factor de {widest:.0f}, un solo valor grueso se reparte entre {cells:,.0f} celdas, y lo que resulta es casi todo covariables.</translation>
    </message>
    <message>
        <source>B to a grid of {size} or coarser, where the coarse layer still has a say.</source>
        <translation>B a una malla de {size} o más gruesa, donde la capa gruesa aún cuenta.</translation>
    </message>
    <message>
        <source>Layers at {size} or finer that can tell where inside its pixels the values lie: {count}. Downscale with them, and keep the coarse values as means.</source>
        <translation>Capas de {size} o más finas que pueden decir dónde están los valores dentro de sus píxeles: {count}. Reescale con ellas y conserve los valores gruesos como medias.</translation>
    </message>
    <message>
        <source>{name} holds values of the kind {kind} and is only carried onto the finer grid.</source>
        <translation>{name} contiene valores del tipo {kind} y solo se traslada a la malla más fina.</translation>
    </message>
    <message>
        <source>Layers finer than the cells asked for ({cell}): {count} of {all}. None is much coarser, so that means over whole cells are exact and nothing has to be guessed.</source>
        <translation>Capas más finas que las celdas pedidas ({cell}): {count} de {all}. Ninguna es mucho más gruesa, de modo que las medias sobre celdas enteras son exactas y no hay que suponer nada.</translation>
    </message>
    <message>
        <source>Most of what varies in the fine layers lies inside these cells and would be lost.</source>
        <translation>La mayor parte de lo que varía en las capas finas queda dentro de estas celdas y se perdería.</translation>
    </message>
    <message>
        <source>A on a finer grid, as the finding SIGNAL_LOSS names it.</source>
        <translation>A en una malla más fina, como la nombra el hallazgo SIGNAL_LOSS.</translation>
    </message>
    <message>
        <source>{name} ({pixel}) can be downscaled with the fine layers as covariates, which keeps their detail.</source>
        <translation>{name} ({pixel}) puede reescalarse con las capas finas como covariables, lo que conserva su detalle.</translation>
    </message>
    <message>
        <source>A, if the question is about means over cells of {cell}.</source>
        <translation>A, si la pregunta trata de medias sobre celdas de {cell}.</translation>
    </message>
    <message>
        <source>The layers are of different times: bring them to a common window first, or change is taken for detail.</source>
        <translation>Las capas son de épocas distintas: llévelas primero a una ventana común, o el cambio se tomará por detalle.</translation>
    </message>
    <message>
        <source>Not every layer is an observation: do not fit a model to one that was made from the others.</source>
        <translation>No todas las capas son observaciones: no ajuste un modelo a una que se hizo con las demás.</translation>
    </message>
    <message>
        <source>To be solved first: {codes}.</source>
        <translation>Por resolver antes: {codes}.</translation>
    </message>
    <message>
        <source>this check failed and was left out ({kind}: {reason}).</source>
        <translation>esta comprobación falló y se omitió ({kind}: {reason}).</translation>
    </message>
    <message>
        <source>Please report it with the layers' headers; the other checks are not concerned.</source>
        <translation>Informe de ello con las cabeceras de las capas; las demás comprobaciones no se ven afectadas.</translation>
    </message>
    <message>
        <source>the target grid</source>
        <translation>la cuadrícula de destino</translation>
    </message>
    <message>
        <source>JSON files</source>
        <translation>archivos JSON</translation>
    </message>
    <message>
        <source>Approach A, aggregate: bring the finer layers to the coarser cells.</source>
        <translation>Enfoque A, agregar: llevar las capas más finas a las celdas más gruesas.</translation>
    </message>
    <message>
        <source>Approach B, downscale: bring the coarser layer to finer cells with the help of the finer layers.</source>
        <translation>Enfoque B, reducir la escala: llevar la capa más gruesa a celdas más finas con ayuda de las capas más finas.</translation>
    </message>
    <message>
        <source>Approach C, sample: take the layers' values at the points or footprints.</source>
        <translation>Enfoque C, muestrear: tomar los valores de las capas en los puntos o huellas.</translation>
    </message>
    <message>
        <source>No approach is recommended for these layers.</source>
        <translation>No se recomienda ningún enfoque para estas capas.</translation>
    </message>
    <message>
        <source>These layers should not be fused as asked: the blockers below would spoil the result.</source>
        <translation>Estas capas no deberían fusionarse como se pide: los bloqueos de abajo estropearían el resultado.</translation>
    </message>
    <message>
        <source>These layers can be fused; read the warnings below first.</source>
        <translation>Estas capas se pueden fusionar; lea antes las advertencias de abajo.</translation>
    </message>
    <message>
        <source>Nothing that was checked speaks against fusing these layers.</source>
        <translation>Nada de lo que se revisó se opone a fusionar estas capas.</translation>
    </message>
    <message>
        <source>{verdict} Blockers: {blockers}, warnings: {warnings}, remarks: {infos}.</source>
        <translation>{verdict} Bloqueos: {blockers}, advertencias: {warnings}, observaciones: {infos}.</translation>
    </message>
    <message>
        <source>Check before fusing</source>
        <translation>Revisión antes de fusionar</translation>
    </message>
    <message>
        <source>Recommended approach</source>
        <translation>Enfoque recomendado</translation>
    </message>
    <message>
        <source>What else could be done:</source>
        <translation>Qué más se podría hacer:</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Purpose and target grid</source>
        <translation>Propósito y cuadrícula de destino</translation>
    </message>
    <message>
        <source>Purpose: {purpose}.</source>
        <translation>Propósito: {purpose}.</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>There is no target grid: none was given, and none of the layers has a grid to take.</source>
        <translation>No hay cuadrícula de destino: no se dio ninguna, y ninguna de las capas tiene una que tomar.</translation>
    </message>
    <message>
        <source>Target grid: {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}, {crs}.</source>
        <translation>Cuadrícula de destino: {columns} x {rows} celdas de {width:.10g} x {height:.10g} {units}, {crs}.</translation>
    </message>
    <message>
        <source>{grid} The cell in the middle measures {width:.5g} x {height:.5g} m on the ground.</source>
        <translation>{grid} La celda del centro mide {width:.5g} x {height:.5g} m sobre el terreno.</translation>
    </message>
    <message>
        <source>The layers as their headers and names describe them</source>
        <translation>Las capas según las describen sus cabeceras y nombres</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>CRS</source>
        <translation>SRC</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columnas</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Filas</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>Bandas</translation>
    </message>
    <message>
        <source>Pixel width</source>
        <translation>Ancho del píxel</translation>
    </message>
    <message>
        <source>Pixel height</source>
        <translation>Alto del píxel</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>Observada</translation>
    </message>
    <message>
        <source>How the time is known</source>
        <translation>Cómo se sabe la fecha</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Producto</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} a {end}</translation>
    </message>
    <message>
        <source>{name}, band {number}</source>
        <translation>{name}, banda {number}</translation>
    </message>
    <message>
        <source>What the values are, from declarations, names, units and a sample</source>
        <translation>Qué son los valores, según declaraciones, nombres, unidades y una muestra</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Confianza</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Por qué</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unidad</translation>
    </message>
    <message>
        <source>Missing share of the sample</source>
        <translation>Proporción que falta en la muestra</translation>
    </message>
    <message>
        <source>The first {shown} of {count} bands are shown.</source>
        <translation>Se muestran las primeras {shown} de {count} bandas.</translation>
    </message>
    <message>
        <source>Point layers</source>
        <translation>Capas de puntos</translation>
    </message>
    <message>
        <source>Footprint width</source>
        <translation>Ancho de la huella</translation>
    </message>
    <message>
        <source>Footprint length</source>
        <translation>Largo de la huella</translation>
    </message>
    <message>
        <source>it has no ground in common with {other}.</source>
        <translation>no tiene terreno en común con {other}.</translation>
    </message>
    <message>
        <source>Check the extent and both CRSs, or leave the layer out.</source>
        <translation>Compruebe la extensión y ambos SRC, o deje fuera la capa.</translation>
    </message>
    <message>
        <source>none of its points lies on any of the layers.</source>
        <translation>ninguno de sus puntos está en alguna de las capas.</translation>
    </message>
    <message>
        <source>Check the CRS of the points, and whether x and y are exchanged.</source>
        <translation>Compruebe el SRC de los puntos y si x e y están intercambiadas.</translation>
    </message>
    <message>
        <source>Add the raster beside it if it is missing, or choose an extent that the layers cover; the rest of the grid will be nodata.</source>
        <translation>Añada el ráster de al lado si falta, o elija una extensión que cubran las capas; el resto de la cuadrícula quedará sin datos.</translation>
    </message>
    <message>
        <source>{percent:.3g} % of its points lie on none of the layers.</source>
        <translation>el {percent:.3g} % de sus puntos no está en ninguna de las capas.</translation>
    </message>
    <message>
        <source>Add the rasters beside them, or leave these points out; they get no values.</source>
        <translation>Añada los rásteres de al lado o deje fuera esos puntos; no reciben valores.</translation>
    </message>
    <message>
        <source>it and the layers beside it cover {percent:.3g} % of {target} together.</source>
        <translation>junto con las capas de al lado cubre el {percent:.3g} % de {target}.</translation>
    </message>
    <message>
        <source>it covers {percent:.3g} % of {target}.</source>
        <translation>cubre el {percent:.3g} % de {target}.</translation>
    </message>
    <message>
        <source>upper</source>
        <translation>arriba</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>abajo</translation>
    </message>
    <message>
        <source>left</source>
        <translation>izquierda</translation>
    </message>
    <message>
        <source>right</source>
        <translation>derecha</translation>
    </message>
    <message>
        <source>it ends {margin} beyond {target} ({sides}), which is less than one coarse cell ({cell}): coarse values there also stem from ground that the layer does not show.</source>
        <translation>termina {margin} más allá de {target} ({sides}), menos de una celda gruesa ({cell}): los valores gruesos de allí proceden también de terreno que la capa no muestra.</translation>
    </message>
    <message>
        <source>Take the layer with a margin of one coarse cell around the area of interest, or leave the outermost cells out afterwards.</source>
        <translation>Tome la capa con un margen de una celda gruesa alrededor de la zona de interés, o deje fuera después las celdas exteriores.</translation>
    </message>
    <message>
        <source>{points} on {name}</source>
        <translation>{points} sobre {name}</translation>
    </message>
    <message>
        <source>Sample with the footprint, which weighs the pixels by what of it they cover, instead of taking the pixel under its centre.</source>
        <translation>Muestree con la huella, que pondera los píxeles por la parte de ella que cubren, en vez de tomar el píxel bajo su centro.</translation>
    </message>
    <message>
        <source>its footprints of {size} are smaller than their positions are uncertain (1 sigma {error}): more often than not the centre lies off the ground that was seen.</source>
        <translation>sus huellas de {size} son menores que la incertidumbre de sus posiciones (1 sigma {error}): más veces que no, el centro queda fuera del terreno que se vio.</translation>
    </message>
    <message>
        <source>positions are uncertain by {error} (1 sigma) and pixels are {size} wide: {share:.0f} % of the points are expected to lie in another pixel than the one they truly saw.</source>
        <translation>las posiciones tienen una incertidumbre de {error} (1 sigma) y los píxeles miden {size}: se espera que el {share:.0f} % de los puntos esté en otro píxel que el que de verdad vieron.</translation>
    </message>
    <message>
        <source>its pixels of {size} are smaller than their positions are uncertain ({error}).</source>
        <translation>sus píxeles de {size} son menores que la incertidumbre de sus posiciones ({error}).</translation>
    </message>
    <message>
        <source>footprints of {size} are larger than pixels of {pixel}, so that one pixel shows a part of each only.</source>
        <translation>las huellas de {size} son mayores que los píxeles de {pixel}, de modo que un píxel muestra solo una parte de cada una.</translation>
    </message>
    <message>
        <source>at least {share:.0f} % of the footprints ({size}) lie across borders of pixels ({pixel}).</source>
        <translation>al menos el {share:.0f} % de las huellas ({size}) queda sobre bordes de píxeles ({pixel}).</translation>
    </message>
    <message>
        <source>{share:.0f} % of the footprints ({size}) lie across borders of pixels ({pixel}).</source>
        <translation>el {share:.0f} % de las huellas ({size}) queda sobre bordes de píxeles ({pixel}).</translation>
    </message>
    <message>
        <source>Work with pixels of at least {size} (three times the error), to which finer ones are aggregated first, or average many footprints.</source>
        <translation>Trabaje con píxeles de al menos {size} (tres veces el error), a los que se agregan antes los más finos, o promedie muchas huellas.</translation>
    </message>
    <message>
        <source>Look at VALID_FRACTION beside the result, and choose a least valid fraction (MIN_VALID).</source>
        <translation>Mire VALID_FRACTION junto al resultado y elija una fracción válida mínima (MIN_VALID).</translation>
    </message>
    <message>
        <source>A pixel of the result needs its coarse value and all covariates: fill the holes, or leave this layer out.</source>
        <translation>Un píxel del resultado necesita su valor grueso y todas las covariables: rellene los huecos, o deje fuera esta capa.</translation>
    </message>
    <message>
        <source>Ask for the valid fraction among the statistics, and choose a least one (MIN_VALID).</source>
        <translation>Pida la fracción válida entre las estadísticas, y elija una mínima (MIN_VALID).</translation>
    </message>
    <message>
        <source>no valid pixel was found among {pixels:,} that were looked at.</source>
        <translation>no se encontró ningún píxel válido entre los {pixels:,} que se miraron.</translation>
    </message>
    <message>
        <source>Leave it out if it is empty.</source>
        <translation>Déjela fuera si está vacía.</translation>
    </message>
    <message>
        <source>about {share} % of the pixels are missing, {where} (from a sample).</source>
        <translation>falta cerca del {share} % de los píxeles, {where} (según una muestra).</translation>
    </message>
    <message>
        <source>{share} % of the pixels are missing, {where}.</source>
        <translation>falta el {share} % de los píxeles, {where}.</translation>
    </message>
    <message>
        <source>{share:.2g} % of its valid pixels are {value:.10g}, {sign}, and no nodata value is declared for it: they count as data.</source>
        <translation>el {share:.2g} % de sus píxeles válidos vale {value:.10g}, {sign}, y no se declara como valor sin datos: cuentan como datos.</translation>
    </message>
    <message>
        <source>If they are fill, declare it (gdal_edit.py -a_nodata {value:.10g}, or in the layer's properties).</source>
        <translation>Si son relleno, declárelo (gdal_edit.py -a_nodata {value:.10g}, o en las propiedades de la capa).</translation>
    </message>
    <message>
        <source>most in the {most} quarter ({share:.0f} %) and least in the {least} one ({other:.0f} %)</source>
        <translation>sobre todo en el cuarto {most} ({share:.0f} %) y menos en el {least} ({other:.0f} %)</translation>
    </message>
    <message>
        <source>mostly along the rim ({outer:.0f} %, inside {inner:.0f} %)</source>
        <translation>sobre todo en el borde ({outer:.0f} %, dentro {inner:.0f} %)</translation>
    </message>
    <message>
        <source>all over the raster</source>
        <translation>por todo el ráster</translation>
    </message>
    <message>
        <source>north-western</source>
        <translation>noroeste</translation>
    </message>
    <message>
        <source>north-eastern</source>
        <translation>nordeste</translation>
    </message>
    <message>
        <source>south-western</source>
        <translation>suroeste</translation>
    </message>
    <message>
        <source>south-eastern</source>
        <translation>sureste</translation>
    </message>
    <message>
        <source>upper left</source>
        <translation>superior izquierdo</translation>
    </message>
    <message>
        <source>upper right</source>
        <translation>superior derecho</translation>
    </message>
    <message>
        <source>lower left</source>
        <translation>inferior izquierdo</translation>
    </message>
    <message>
        <source>lower right</source>
        <translation>inferior derecho</translation>
    </message>
    <message>
        <source>it has no coordinate reference system that programs take from it; only its attribute {hint} names one.</source>
        <translation>no tiene un sistema de referencia de coordenadas que los programas tomen de ella; solo su atributo {hint} nombra uno.</translation>
    </message>
    <message>
        <source>Assign that one to the layer, or to the file (gdal_edit.py -a_srs).</source>
        <translation>Asigne ese a la capa o al archivo (gdal_edit.py -a_srs).</translation>
    </message>
    <message>
        <source>it has no coordinate reference system, so that nothing ties its coordinates to the ground.</source>
        <translation>no tiene sistema de referencia de coordenadas, así que nada ata sus coordenadas al terreno.</translation>
    </message>
    <message>
        <source>the points have no coordinate reference system, so that nothing ties their coordinates to the ground.</source>
        <translation>los puntos no tienen sistema de referencia de coordenadas, así que nada ata sus coordenadas al terreno.</translation>
    </message>
    <message>
        <source>its pixels are located one by one by the arrays {arrays}: it is a swath and has no grid.</source>
        <translation>sus píxeles se localizan uno por uno con las matrices {arrays}: es una franja y no tiene cuadrícula.</translation>
    </message>
    <message>
        <source>the product {product} is a swath, whose pixels are located one by one by arrays of longitude and latitude, and has no grid.</source>
        <translation>el producto {product} es una franja, cuyos píxeles se localizan uno por uno con matrices de longitud y latitud, y no tiene cuadrícula.</translation>
    </message>
    <message>
        <source>Take the gridded version of the product if there is one, or grid the swath first (gdalwarp -geoloc).</source>
        <translation>Tome la versión en cuadrícula del producto si la hay, o lleve primero la franja a una cuadrícula (gdalwarp -geoloc).</translation>
    </message>
    <message>
        <source>it cannot be used. {problem}</source>
        <translation>no se puede usar. {problem}</translation>
    </message>
    <message>
        <source>Mend the layer, or leave it out.</source>
        <translation>Repare la capa o déjela fuera.</translation>
    </message>
    <message>
        <source>Assign the one that its producer states, in the layer's properties or in the file; do not guess.</source>
        <translation>Asigne el que indica su productor, en las propiedades de la capa o en el archivo; no adivine.</translation>
    </message>
    <message>
        <source>it cannot be brought to {other}. {problem}</source>
        <translation>no se puede llevar a {other}. {problem}</translation>
    </message>
    <message>
        <source>Assign the right CRS, or leave the layer out.</source>
        <translation>Asigne el SRC correcto o deje fuera la capa.</translation>
    </message>
    <message>
        <source>its CRS ({own}) is not that of {other} ({theirs}).</source>
        <translation>su SRC ({own}) no es el de {other} ({theirs}).</translation>
    </message>
    <message>
        <source>Nothing needs to be done here: outlines of cells are transformed, and no pixel is resampled first.</source>
        <translation>Aquí no hay que hacer nada: se transforman los contornos de las celdas y no se remuestrea antes ningún píxel.</translation>
    </message>
    <message>
        <source>it is in degrees, so that the ground of its cells differs by latitude: from {low:.4g} to {high:.4g} km2, by {percent:.2g} %.</source>
        <translation>está en grados, así que el terreno de sus celdas difiere según la latitud: de {low:.4g} a {high:.4g} km2, un {percent:.2g} %.</translation>
    </message>
    <message>
        <source>it is in degrees, so that the ground of its cells differs by latitude: from {low:.4g} to {high:.4g} km2, by a factor of {ratio:.3g}.</source>
        <translation>está en grados, así que el terreno de sus celdas difiere según la latitud: de {low:.4g} a {high:.4g} km2, un factor de {ratio:.3g}.</translation>
    </message>
    <message>
        <source>Nothing needs to be done here, where cells are weighed by their ground; weigh by area wherever else you count pixels or average them.</source>
        <translation>Aquí no hay que hacer nada, porque las celdas se ponderan por su terreno; pondere por área donde cuente o promedie píxeles de otro modo.</translation>
    </message>
    <message>
        <source> (one file says that a pixel is an area, the other that it is a point)</source>
        <translation> (un archivo dice que un píxel es un área, el otro que es un punto)</translation>
    </message>
    <message>
        <source>its grid is shifted by half a pixel against {other} ({across:.2g} pixel across, {down:.2g} down), as where one gives the position of the pixel's middle and the other that of its corner{note}.</source>
        <translation>su cuadrícula está desplazada medio píxel respecto a {other} ({across:.2g} píxeles en horizontal, {down:.2g} en vertical), como cuando una da la posición del centro del píxel y la otra la de su esquina{note}.</translation>
    </message>
    <message>
        <source>Look up in the product's guide whether a pixel is an area or a point, and correct the georeference that is wrong; if the shift is real, cells are cut exactly and nothing needs to be done.</source>
        <translation>Consulte en la guía del producto si un píxel es un área o un punto, y corrija la georreferencia equivocada; si el desplazamiento es real, las celdas se cortan exactamente y no hay que hacer nada.</translation>
    </message>
    <message>
        <source>its grid is shifted by a fraction of a pixel against {other} ({across:.2g} pixel across, {down:.2g} down), though CRS and resolution are the same: cells are mixed from parts of neighbouring pixels.</source>
        <translation>su cuadrícula está desplazada una fracción de píxel respecto a {other} ({across:.2g} píxeles en horizontal, {down:.2g} en vertical), aunque el SRC y la resolución son los mismos: las celdas se mezclan con partes de píxeles vecinos.</translation>
    </message>
    <message>
        <source>Take the grid of one of the two as the target, and compare values only after that.</source>
        <translation>Tome la cuadrícula de una de las dos como destino y compare los valores solo después.</translation>
    </message>
    <message>
        <source>its pixels ({pixel}) and the target cells ({cell}) are nearly of the same size, so that most cells are made of parts of a few pixels: the result is smoothed, unevenly.</source>
        <translation>sus píxeles ({pixel}) y las celdas de destino ({cell}) son casi del mismo tamaño, así que la mayoría de las celdas se compone de partes de unos pocos píxeles: el resultado queda suavizado, de manera desigual.</translation>
    </message>
    <message>
        <source>Choose cells of at least twice the size of the pixels, or the layer's own grid.</source>
        <translation>Elija celdas de al menos el doble del tamaño de los píxeles, o la cuadrícula de la propia capa.</translation>
    </message>
    <message>
        <source>its pixels ({pixel}) are coarser than the target cells ({cell}), and {method} makes {count:.3g} cells out of each: that looks like detail, and none was observed.</source>
        <translation>sus píxeles ({pixel}) son más gruesos que las celdas de destino ({cell}), y {method} hace de cada uno {count:.3g} celdas: eso parece detalle, y no se observó ninguno.</translation>
    </message>
    <message>
        <source>its pixels ({pixel}) are coarser than the target cells ({cell}), and aggregation cannot add detail.</source>
        <translation>sus píxeles ({pixel}) son más gruesos que las celdas de destino ({cell}), y la agregación no puede añadir detalle.</translation>
    </message>
    <message>
        <source>nearest takes 1 of the {count:.3g} pixels in a cell and passes the others over: what varies between them becomes noise and false patterns (aliasing).</source>
        <translation>nearest toma 1 de los {count:.3g} píxeles de una celda y pasa por alto los demás: lo que varía entre ellos se vuelve ruido y patrones falsos (aliasing).</translation>
    </message>
    <message>
        <source>{method} computes a value from the {used} pixels around the middle of a cell, and a cell holds {count:.3g}: what varies within it becomes noise and false patterns (aliasing).</source>
        <translation>{method} calcula un valor con los {used} píxeles alrededor del centro de una celda, y una celda contiene {count:.3g}: lo que varía dentro de ella se vuelve ruido y patrones falsos (aliasing).</translation>
    </message>
    <message>
        <source>Aggregate it by the statistic of its kind, which counts every pixel by its share of the cell.</source>
        <translation>Agréguela por el estadístico de su tipo, que cuenta cada píxel por su parte de la celda.</translation>
    </message>
    <message>
        <source>Choose cells of at least {factor:.3g} times the size, or downscale the layer with fine covariates.</source>
        <translation>Elija celdas al menos {factor:.3g} veces más grandes, o haga una reducción de escala (downscaling) de la capa con covariables finas.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>its blocks of {rows:,} x {columns:,} pixels can only be read whole and take {size} each, more than the budget of {budget}.</source>
        <translation>sus bloques de {rows:,} x {columns:,} píxeles solo se pueden leer enteros y ocupan {size} cada uno, más que el presupuesto de {budget}.</translation>
    </message>
    <message>
        <source>Write it in tiles first (gdal_translate -of COG), or raise the memory budget.</source>
        <translation>Escríbala primero en teselas (gdal_translate -of COG) o aumente el presupuesto de memoria.</translation>
    </message>
    <message>
        <source>the {statistic} of a cell needs its {pixels:,.3g} pixels at once, {size} of memory, more than the budget of {budget}.</source>
        <translation>el estadístico {statistic} de una celda necesita a la vez sus {pixels:,.3g} píxeles, {size} de memoria, más que el presupuesto de {budget}.</translation>
    </message>
    <message>
        <source>Choose smaller cells or another statistic, or raise the memory budget.</source>
        <translation>Elija celdas menores u otro estadístico, o aumente el presupuesto de memoria.</translation>
    </message>
    <message>
        <source>the run may write up to {needed} there, and the disk has {free} free.</source>
        <translation>el cálculo puede escribir allí hasta {needed}, y el disco tiene {free} libres.</translation>
    </message>
    <message>
        <source>Free some space, choose another folder, or choose a coarser resolution or a smaller extent.</source>
        <translation>Libere espacio, elija otra carpeta, o elija una resolución más gruesa o una extensión menor.</translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation>{first} y {second}</translation>
    </message>
    <message>
        <source>both show {quantity}, but not alike: {differences}.</source>
        <translation>ambas muestran {quantity}, pero no por igual: {differences}.</translation>
    </message>
    <message>
        <source>Estimate the bias between them where and when both saw the same ground, and remove it before they are combined.</source>
        <translation>Estime el sesgo entre ellas donde y cuando ambas vieron el mismo terreno, y quítelo antes de combinarlas.</translation>
    </message>
    <message>
        <source>Do not take it for an observation: neither to calibrate or validate with, nor together with what it was made from as if they were independent.</source>
        <translation>No la tome por una observación: ni para calibrar o validar con ella, ni junto con aquello de lo que se hizo como si fueran independientes.</translation>
    </message>
    <message>
        <source>{first} ({platform}) and {second} ({other}) have different bands</source>
        <translation>{first} ({platform}) y {second} ({other}) tienen bandas distintas</translation>
    </message>
    <message>
        <source>they look at {first} h and {second} h local solar time</source>
        <translation>miran a las {first} h y a las {second} h de hora solar local</translation>
    </message>
    <message>
        <source>the view is up to {first:g} and {second:g} degrees off the vertical</source>
        <translation>la vista se aparta hasta {first:g} y {second:g} grados de la vertical</translation>
    </message>
    <message>
        <source>it was made by {operation} and is an estimate, not an observation.</source>
        <translation>la hizo {operation} y es una estimación, no una observación.</translation>
    </message>
    <message>
        <source>it was made from a layer that is an estimate, not an observation.</source>
        <translation>se hizo con una capa que es una estimación, no una observación.</translation>
    </message>
    <message>
        <source>values of {product} come out of a model that other data drive too.</source>
        <translation>los valores de {product} salen de un modelo que también usa otros datos.</translation>
    </message>
    <message>
        <source>{share:.0f} % of the variance of its pixels lies within cells of {cell} and is averaged away; cells of {half} ({pixels:.2g} pixels wide) keep half of it (from a sample).</source>
        <translation>el {share:.0f} % de la varianza de sus píxeles está dentro de celdas de {cell} y se pierde al promediar; las celdas de {half} ({pixels:.2g} píxeles de ancho) conservan la mitad (según una muestra).</translation>
    </message>
    <message>
        <source>at least {share:.0f} % of the variance of its pixels lies within cells of {cell} and is averaged away; cells of {half} ({pixels:.2g} pixels wide) keep half of it (from a sample).</source>
        <translation>al menos el {share:.0f} % de la varianza de sus píxeles está dentro de celdas de {cell} y se pierde al promediar; las celdas de {half} ({pixels:.2g} píxeles de ancho) conservan la mitad (según una muestra).</translation>
    </message>
    <message>
        <source>Choose cells of {half} or finer, or keep the spread within cells beside their mean (VARIABILITY).</source>
        <translation>Elija celdas de {half} o más finas, o conserve la dispersión dentro de las celdas junto a su media (VARIABILITY).</translation>
    </message>
    <message>
        <source>as declared</source>
        <translation>según lo declarado</translation>
    </message>
    <message>
        <source>{text} In a sample of {cells} cells the two differ by {rms:.2g} (root mean square) and up to {most:.2g}, computed from {red} and {nir}.</source>
        <translation>{text} En una muestra de {cells} celdas ambos difieren en {rms:.2g} (media cuadrática) y hasta en {most:.2g}, calculado con {red} y {nir}.</translation>
    </message>
    <message>
        <source>they are of {time} ({origin}) and {other} ({other_origin}), {days} days apart: what changed meanwhile will look like a difference of sensor or scale.</source>
        <translation>son de {time} ({origin}) y {other} ({other_origin}), con {days} días entre ambas: lo que cambió entretanto parecerá una diferencia de sensor o de escala.</translation>
    </message>
    <message>
        <source>they are of {time} ({origin}) and {other} ({other_origin}): the windows overlap, but values of one may come from outside of the other.</source>
        <translation>son de {time} ({origin}) y {other} ({other_origin}): las ventanas se solapan, pero los valores de una pueden venir de fuera de la otra.</translation>
    </message>
    <message>
        <source>Composite the layers to a common window, or take layers of the same day.</source>
        <translation>Componga las capas en una ventana común, o tome capas del mismo día.</translation>
    </message>
    <message>
        <source>the {count} dates are {interval} days apart, more than half of the time scale of {scale} days: changes that fast are missed, or look like slow ones.</source>
        <translation>las {count} fechas distan {interval} días, más que la mitad de la escala temporal de {scale} días: los cambios tan rápidos se pierden o parecen lentos.</translation>
    </message>
    <message>
        <source>the {count} dates are usually {interval} days apart, but {gaps} of {intervals} intervals are longer than half of the time scale of {scale} days, the longest {longest} days: changes in these gaps are missed.</source>
        <translation>las {count} fechas distan por lo común {interval} días, pero {gaps} de {intervals} intervalos son más largos que la mitad de la escala temporal de {scale} días, el mayor de {longest} días: los cambios en esos huecos se pierden.</translation>
    </message>
    <message>
        <source>Use data at most {half} days apart, such as a coarser sensor that looks more often (fusion in space and time joins both), or ask about changes over {scale} days and more.</source>
        <translation>Use datos que disten a lo sumo {half} días, como los de un sensor más grueso que mira más a menudo (la fusión en espacio y tiempo une ambos), o pregunte por cambios de {scale} días o más.</translation>
    </message>
    <message>
        <source>the series from {name} on</source>
        <translation>la serie desde {name}</translation>
    </message>
    <message>
        <source>degrees Celsius</source>
        <translation>grados Celsius</translation>
    </message>
    <message>
        <source>degrees Fahrenheit</source>
        <translation>grados Fahrenheit</translation>
    </message>
    <message>
        <source>feet</source>
        <translation>pies</translation>
    </message>
    <message>
        <source>values are in {second}, and those of {name} in {first}.</source>
        <translation>los valores están en {second}, y los de {name} en {first}.</translation>
    </message>
    <message>
        <source>Convert one of them before they are compared or combined.</source>
        <translation>Convierta una de ellas antes de compararlas o combinarlas.</translation>
    </message>
    <message>
        <source>values (median {large:.3g}) look like the quantity of {name} (median {small:.3g}) multiplied by a constant, as reflectance from 0 to 10000 beside 0 to 1.</source>
        <translation>los valores (mediana {large:.3g}) parecen la magnitud de {name} (mediana {small:.3g}) multiplicada por una constante, como reflectancia de 0 a 10000 junto a 0 a 1.</translation>
    </message>
    <message>
        <source>Bring both to the same scale before they are compared or combined.</source>
        <translation>Lleve ambas a la misma escala antes de compararlas o combinarlas.</translation>
    </message>
    <message>
        <source>values are used as stored: the file declares no scale, but {product} is stored with a scale of {scale:g} and an offset of {offset:g}.</source>
        <translation>los valores se usan como están guardados: el archivo no declara escala, pero {product} se guarda con una escala de {scale:g} y un desplazamiento de {offset:g}.</translation>
    </message>
    <message>
        <source>Compute {formula} first, or set scale and offset in the file (gdal_edit.py -scale {scale:g} -offset {offset:g}).</source>
        <translation>Calcule antes {formula}, o ponga escala y desplazamiento en el archivo (gdal_edit.py -scale {scale:g} -offset {offset:g}).</translation>
    </message>
    <message>
        <source>values are stored as {dtype} with a scale of {scale:g} and an offset of {offset:g}; they are applied here, but many programs use the stored numbers.</source>
        <translation>los valores se guardan como {dtype} con una escala de {scale:g} y un desplazamiento de {offset:g}; aquí se aplican, pero muchos programas usan los números guardados.</translation>
    </message>
    <message>
        <source>In other programs compute {formula} before it is compared or combined.</source>
        <translation>En otros programas calcule {formula} antes de compararlo o combinarlo.</translation>
    </message>
    <message>
        <source>stored x {scale:g}</source>
        <translation>guardado x {scale:g}</translation>
    </message>
    <message>
        <source>stored x {scale:g} - {offset:g}</source>
        <translation>guardado x {scale:g} - {offset:g}</translation>
    </message>
    <message>
        <source>stored x {scale:g} + {offset:g}</source>
        <translation>guardado x {scale:g} + {offset:g}</translation>
    </message>
    <message>
        <source>Check how other programs read it before comparing values with theirs.</source>
        <translation>Compruebe cómo lo leen otros programas antes de comparar valores con los suyos.</translation>
    </message>
    <message>
        <source>Look up the processing baseline, and compute reflectance with the product's scale and offset first; a mirror may have taken the offset off already.</source>
        <translation>Consulte la versión de procesamiento (baseline) y calcule antes la reflectancia con la escala y el desplazamiento del producto; puede que una réplica ya haya restado el desplazamiento.</translation>
    </message>
    <message>
        <source>the offset of {product} depends on the processing baseline, which neither the file nor its name shows: {low:g} or {high:g}; values are read with a scale of {scale:g} and an offset of {offset:g}.</source>
        <translation>el desplazamiento de {product} depende de la versión de procesamiento (baseline), que no muestran ni el archivo ni su nombre: {low:g} o {high:g}; los valores se leen con una escala de {scale:g} y un desplazamiento de {offset:g}.</translation>
    </message>
    <message>
        <source>{product} of this version is stored with a scale of {known:g} and an offset of {known_offset:g} (0 and saturated values apart), and values are read with a scale of {scale:g} and an offset of {offset:g}.</source>
        <translation>{product} de esta versión se guarda con una escala de {known:g} y un desplazamiento de {known_offset:g} (salvo el 0 y los valores saturados), y los valores se leen con una escala de {scale:g} y un desplazamiento de {offset:g}.</translation>
    </message>
    <message>
        <source>{metadata} gives {count} factors for this band ({low:g} and {high:g}), of which that of level 2 holds here.</source>
        <translation>{metadata} da {count} factores para esta banda ({low:g} y {high:g}), de los que aquí vale el del nivel 2.</translation>
    </message>
    <message>
        <source>Take the scale {scale:g} and the offset {offset:g} (LEVEL2_SURFACE_REFLECTANCE_PARAMETERS).</source>
        <translation>Tome la escala {scale:g} y el desplazamiento {offset:g} (LEVEL2_SURFACE_REFLECTANCE_PARAMETERS).</translation>
    </message>
    <message>
        <source>{name}, bands {numbers}</source>
        <translation>{name}, bandas {numbers}</translation>
    </message>
    <message>
        <source>from the tag {tag}</source>
        <translation>según la etiqueta {tag}</translation>
    </message>
    <message>
        <source>from the name</source>
        <translation>según el nombre</translation>
    </message>
    <message>
        <source>a usual fill value far from all others</source>
        <translation>un valor de relleno habitual, lejos de todos los demás</translation>
    </message>
    <message>
        <source>the highest number of its type, far from all others</source>
        <translation>el número más alto de su tipo, lejos de todos los demás</translation>
    </message>
    <message>
        <source>beyond all measurements</source>
        <translation>más allá de toda medición</translation>
    </message>
    <message>
        <source>far from all others</source>
        <translation>lejos de todos los demás</translation>
    </message>
    <message>
        <source>apart from others and along the rim of the raster</source>
        <translation>apartado de los demás y a lo largo del borde del ráster</translation>
    </message>
    <message>
        <source>Statistic {statistic}, the usual one here for classes.</source>
        <translation>Estadístico {statistic}, el habitual aquí para las clases.</translation>
    </message>
    <message>
        <source>band {bands}: {kind}</source>
        <translation>banda {bands}: {kind}</translation>
    </message>
    <message>
        <source>The bands of {name} are of different kinds ({kinds}); choose bands of one kind, or say which kind they are.</source>
        <translation>Las bandas de {name} son de tipos distintos ({kinds}); elija bandas de un mismo tipo, o indique de qué tipo son.</translation>
    </message>
    <message>
        <source>Band {bands}: {sentence}</source>
        <translation>Banda {bands}: {sentence}</translation>
    </message>
    <message>
        <source>{classes} holds classes and {other} does not; tiles must be of the same variable.</source>
        <translation>{classes} contiene clases y {other} no; las teselas deben ser de la misma variable.</translation>
    </message>
    <message>
        <source>First run on this computer: compiling takes about 15 seconds, later runs start at once.</source>
        <translation>Primera ejecución en este equipo: la compilación tarda unos 15 segundos; las siguientes empiezan al instante.</translation>
    </message>
    <message>
        <source>There is no layer to join; choose at least one raster.</source>
        <translation>No hay ninguna capa que unir; elija al menos un ráster.</translation>
    </message>
    <message>
        <source>{name}:</source>
        <translation>{name}:</translation>
    </message>
    <message>
        <source>{name}: {problem}</source>
        <translation>{name}: {problem}</translation>
    </message>
    <message>
        <source>Layers on a common grid</source>
        <translation>Capas en una cuadrícula común</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>Correlación</translation>
    </message>
    <message>
        <source>Scatter plots</source>
        <translation>Diagramas de dispersión</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>Mapas</translation>
    </message>
    <message>
        <source>{count} bands on {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}. Every cell holds what its own ground holds: pixels count by the area they share with it.</source>
        <translation>{count} bandas en {columns} x {rows} celdas de {width:.10g} x {height:.10g} {units}. Cada celda contiene lo que contiene su propio terreno: los píxeles cuentan según el área que comparten con ella.</translation>
    </message>
    <message>
        <source>Of class codes and directions no mean, extreme or correlation is told, since their numbers are no amounts.</source>
        <translation>De los códigos de clase y las direcciones no se da media, extremo ni correlación, porque sus números no son cantidades.</translation>
    </message>
    <message>
        <source>Statistics over the valid cells of each band</source>
        <translation>Estadísticas de las celdas válidas de cada banda</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Estadístico</translation>
    </message>
    <message>
        <source>Valid cells</source>
        <translation>Celdas válidas</translation>
    </message>
    <message>
        <source>Valid share</source>
        <translation>Parte válida</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Media</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Desviación estándar</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>Mínimo</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <source>Pearson's r over the cells where both bands are valid. Cells of a layer that is coarser than the grid repeat its pixels: they are fewer observations than cells.</source>
        <translation>La r de Pearson en las celdas donde ambas bandas son válidas. Las celdas de una capa más gruesa que la cuadrícula repiten sus píxeles: son menos observaciones que celdas.</translation>
    </message>
    <message>
        <source>Pearson's correlation</source>
        <translation>Correlación de Pearson</translation>
    </message>
    <message>
        <source>Number of cells where both bands are valid</source>
        <translation>Número de celdas donde ambas bandas son válidas</translation>
    </message>
    <message>
        <source>There is no pair of bands to plot.</source>
        <translation>No hay ningún par de bandas que representar.</translation>
    </message>
    <message>
        <source>The {shown} strongest correlations of {count} pairs of bands.</source>
        <translation>Las {shown} correlaciones más fuertes de {count} pares de bandas.</translation>
    </message>
    <message>
        <source>Each plot holds {drawn:,} of {cells:,} cells, evenly spread.</source>
        <translation>Cada gráfico contiene {drawn:,} de {cells:,} celdas, repartidas de manera uniforme.</translation>
    </message>
    <message>
        <source>The fractions of {classes} classes in {bands} bands are too many for one raster; choose fewer bands, or reclassify to fewer classes.</source>
        <translation>Las fracciones de {classes} clases en {bands} bandas son demasiadas para un solo ráster; elija menos bandas, o reclasifique a menos clases.</translation>
    </message>
    <message>
        <source>variable kind</source>
        <translation>tipo de variable</translation>
    </message>
    <message>
        <source>statistic</source>
        <translation>estadístico</translation>
    </message>
    <message>
        <source>data type</source>
        <translation>tipo de datos</translation>
    </message>
    <message>
        <source>overlap rule</source>
        <translation>regla de superposición</translation>
    </message>
    <message>
        <source>The {name} {value} is unknown; choose one of {choices}.</source>
        <translation>Valor desconocido de {name}: {value}; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>The minimum valid fraction is {value:g}; it must lie between 0 and 1.</source>
        <translation>La fracción válida mínima es {value:g}; debe estar entre 0 y 1.</translation>
    </message>
    <message>
        <source>The percentile is {value:g}; it must lie between 0 and 100.</source>
        <translation>El percentil es {value:g}; debe estar entre 0 y 100.</translation>
    </message>
    <message>
        <source>The numerator is given without a denominator; give both or none.</source>
        <translation>Se ha indicado el numerador sin un denominador; indique ambos o ninguno.</translation>
    </message>
    <message>
        <source>The denominator is given without a numerator; give both or none.</source>
        <translation>Se ha indicado el denominador sin un numerador; indique ambos o ninguno.</translation>
    </message>
    <message>
        <source>A numerator and a denominator make a ratio, not a variable of kind {kind}; leave them out, or set the variable kind to ratio.</source>
        <translation>Un numerador y un denominador forman un cociente, no una variable de tipo {kind}; omítalos, o ponga el tipo de variable ratio.</translation>
    </message>
    <message>
        <source>Bands are chosen beside a numerator and a denominator, which name theirs; give either.</source>
        <translation>Se han elegido bandas además de un numerador y un denominador, que nombran las suyas; indique lo uno o lo otro.</translation>
    </message>
    <message>
        <source>{name} has no band {number}; it has bands 1 to {last}.</source>
        <translation>{name} no tiene la banda {number}; tiene las bandas 1 a {last}.</translation>
    </message>
    <message>
        <source>{first} and {second} have not the same number of bands ({of_first} and {of_second}); choose bands they share.</source>
        <translation>{first} y {second} no tienen el mismo número de bandas ({of_first} y {of_second}); elija bandas que compartan.</translation>
    </message>
    <message>
        <source>A band is given twice; give each band once.</source>
        <translation>Una banda se ha indicado dos veces; indique cada banda una sola vez.</translation>
    </message>
    <message>
        <source>There are {above} numerators and {below} denominators; give as many of both, separated by semicolons.</source>
        <translation>Hay {above} numeradores y {below} denominadores; dé tantos de unos como de otros, separados por punto y coma.</translation>
    </message>
    <message>
        <source>{name} and the target grid do not overlap; check the extent and both CRSs.</source>
        <translation>{name} y la cuadrícula de destino no se superponen; compruebe la extensión y ambos SRC.</translation>
    </message>
    <message>
        <source>The rasters and the target grid do not overlap; check the extent and both CRSs.</source>
        <translation>Los rásteres y la cuadrícula de destino no se superponen; compruebe la extensión y ambos SRC.</translation>
    </message>
    <message>
        <source>The target cells are finer than the pixels of {name} ({share:.3g} of their area), and aggregation cannot add detail; choose a coarser resolution, or downscale instead.</source>
        <translation>Las celdas de destino son más finas que los píxeles de {name} ({share:.3g} de su área), y la agregación no puede añadir detalle; elija una resolución más gruesa, o haga una reducción de escala (downscaling).</translation>
    </message>
    <message>
        <source>The target grid of {columns:,} x {rows:,} cells ({size} in memory) is more than 10,000 times the size of {name}; choose a smaller extent or a coarser resolution.</source>
        <translation>La cuadrícula de destino de {columns:,} x {rows:,} celdas ({size} en memoria) es más de 10,000 veces mayor que {name}; elija una extensión menor o una resolución más gruesa.</translation>
    </message>
    <message>
        <source>The target grid of {columns:,} x {rows:,} cells ({size} in memory) is too large; choose a smaller extent or a coarser resolution.</source>
        <translation>La cuadrícula de destino de {columns:,} x {rows:,} celdas ({size} en memoria) es demasiado grande; elija una extensión menor o una resolución más gruesa.</translation>
    </message>
    <message>
        <source>{name} has no valid pixel inside the target grid; check its nodata value and mask.</source>
        <translation>{name} no tiene ningún píxel válido dentro de la cuadrícula de destino; compruebe su valor sin datos y su máscara.</translation>
    </message>
    <message>
        <source>no cell is valid to the minimum fraction of {fraction:g}; the output is all nodata.</source>
        <translation>ninguna celda es válida hasta la fracción mínima de {fraction:g}; la salida es toda sin datos.</translation>
    </message>
    <message>
        <source>Lower the minimum valid fraction, or choose a finer target grid.</source>
        <translation>Reduzca la fracción válida mínima, o elija una cuadrícula de destino más fina.</translation>
    </message>
    <message>
        <source>{count} target cells are nodata because they lie across the edge of one of the two projections.</source>
        <translation>{count} celdas de destino quedan sin datos porque atraviesan el borde de una de las dos proyecciones.</translation>
    </message>
    <message>
        <source>Choose a target CRS that is whole where the input is.</source>
        <translation>Elija un SRC de destino que no se corte donde está la entrada.</translation>
    </message>
    <message>
        <source>their denominator is zero</source>
        <translation>su denominador es cero</translation>
    </message>
    <message>
        <source>their directions cancel and have no mean</source>
        <translation>sus direcciones se anulan y no tienen media</translation>
    </message>
    <message>
        <source>{count} of the target cells are nodata because {reason}.</source>
        <translation>{count} de las celdas de destino quedan sin datos porque {reason}.</translation>
    </message>
    <message>
        <source>the ratio of the means differs from the mean of the pixels' ratios by {mean:.3g} on average over {cells} cells, {size:.3g} without the sign, at most {largest:.3g}.</source>
        <translation>el cociente de las medias dista de la media de los cocientes de los píxeles {mean:.3g} en promedio sobre {cells} celdas, {size:.3g} sin el signo, como máximo {largest:.3g}.</translation>
    </message>
    <message>
        <source>The field of the groups holds more than {most} different values; choose one that tells beams, classes or sites apart.</source>
        <translation>El campo de los grupos tiene más de {most} valores distintos; elija uno que distinga haces, clases o sitios.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>RMSE without bias</source>
        <translation>RMSE sin sesgo</translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <source>RMSE about the line</source>
        <translation>RMSE en torno a la recta</translation>
    </message>
    <message>
        <source>Footprints compared with a raster</source>
        <translation>Huellas comparadas con un ráster</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>{name}: no shift was searched, since {count} pairs are fewer than {least}.</source>
        <translation>{name}: no se buscó ningún desplazamiento, ya que {count} pares son menos de {least}.</translation>
    </message>
    <message>
        <source>{name}: no shift can be told, since the raster varies too little under the footprints.</source>
        <translation>{name}: no se puede determinar ningún desplazamiento, ya que el ráster varía demasiado poco bajo las huellas.</translation>
    </message>
    <message>
        <source>{name}: no shift is claimed, since the best one lies at the end of the search; if the points may be so far off, search farther.</source>
        <translation>{name}: no se afirma ningún desplazamiento, ya que el mejor está en el borde de la búsqueda; si los puntos pueden estar tan lejos, busque más allá.</translation>
    </message>
    <message>
        <source>{name}: no shift is claimed. The best one, {east:+.1f} m east and {north:+.1f} m north (1 sigma {east_sd:.1f} and {north_sd:.1f} m), may be chance: {metric} {before} without it, {after} with it, and {held_out} where each half of the ground takes the other half's shift.</source>
        <translation>{name}: no se afirma ningún desplazamiento. El mejor, {east:+.1f} m al este y {north:+.1f} m al norte (1 sigma {east_sd:.1f} y {north_sd:.1f} m), puede ser azar: {metric} {before} sin él, {after} con él, y {held_out} donde cada mitad del terreno toma el desplazamiento de la otra.</translation>
    </message>
    <message>
        <source>{name}: no shift is claimed. The best one, {east:+.2f} m east and {north:+.2f} m north (1 sigma {east_sd:.2f} and {north_sd:.2f} m), is too small to matter.</source>
        <translation>{name}: no se afirma ningún desplazamiento. El mejor, {east:+.2f} m al este y {north:+.2f} m al norte (1 sigma {east_sd:.2f} y {north_sd:.2f} m), es demasiado pequeño para importar.</translation>
    </message>
    <message>
        <source>{name}: the points fit best {east:+.1f} m east and {north:+.1f} m north of where they are (1 sigma {east_sd:.1f} and {north_sd:.1f} m). {metric} {before} without the shift, {after} with it, and {held_out} where each half of the ground takes the other half's shift.</source>
        <translation>{name}: los puntos encajan mejor {east:+.1f} m al este y {north:+.1f} m al norte de donde están (1 sigma {east_sd:.1f} y {north_sd:.1f} m). {metric} {before} sin el desplazamiento, {after} con él, y {held_out} donde cada mitad del terreno toma el desplazamiento de la otra.</translation>
    </message>
    <message>
        <source>{field} of {points} against {raster}, {support}: {count} pairs. Differences are the points' own values less those of the raster.</source>
        <translation>{field} de {points} frente a {raster}, {support}: {count} pares. Las diferencias son los valores propios de los puntos menos los del ráster.</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Concordancia</translation>
    </message>
    <message>
        <source>Points without a value of their own, or of the raster: {count}.</source>
        <translation>Puntos sin valor propio, o sin valor del ráster: {count}.</translation>
    </message>
    <message>
        <source>Pairs left out since they differ by more than allowed: {count}.</source>
        <translation>Pares excluidos porque difieren en más de lo permitido: {count}.</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupo</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Pares</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Sesgo</translation>
    </message>
    <message>
        <source>Median difference</source>
        <translation>Diferencia mediana</translation>
    </message>
    <message>
        <source>NMAD</source>
        <translation>NMAD</translation>
    </message>
    <message>
        <source>MAE</source>
        <translation>MAE</translation>
    </message>
    <message>
        <source>r</source>
        <translation>r</translation>
    </message>
    <message>
        <source>Slope</source>
        <translation>Pendiente</translation>
    </message>
    <message>
        <source>Slope, lower limit</source>
        <translation>Pendiente, límite inferior</translation>
    </message>
    <message>
        <source>Slope, upper limit</source>
        <translation>Pendiente, límite superior</translation>
    </message>
    <message>
        <source>Intercept</source>
        <translation>Ordenada</translation>
    </message>
    <message>
        <source>The points' own values against the raster's</source>
        <translation>Los valores propios de los puntos frente a los del ráster</translation>
    </message>
    <message>
        <source>Bias: mean difference. NMAD: 1.4826 times the median distance from the median difference, which outliers do not raise. Slope and intercept: robust line (Theil and Sen) of the points' values on the raster's, with the slope's 95 % interval, of at most {most} pairs; the raster's values are taken as exact. Neighbouring points are seldom independent: true intervals are wider.</source>
        <translation>Sesgo: diferencia media. NMAD: 1.4826 veces la distancia mediana a la diferencia mediana, que los valores atípicos no aumentan. Pendiente y ordenada: recta robusta (Theil y Sen) de los valores de los puntos sobre los del ráster, con el intervalo del 95 % de la pendiente, de {most} pares como máximo; los valores del ráster se toman por exactos. Los puntos vecinos rara vez son independientes: los intervalos verdaderos son más anchos.</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>Diagrama de dispersión</translation>
    </message>
    <message>
        <source>Robust line</source>
        <translation>Recta robusta</translation>
    </message>
    <message>
        <source>Equal values</source>
        <translation>Valores iguales</translation>
    </message>
    <message>
        <source>{count} pairs. Robust line: slope {slope}, intercept {intercept}; r = {r}.</source>
        <translation>{count} pares. Recta robusta: pendiente {slope}, ordenada {intercept}; r = {r}.</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <source>Number of pairs</source>
        <translation>Número de pares</translation>
    </message>
    <message>
        <source>Differences on the map</source>
        <translation>Diferencias en el mapa</translation>
    </message>
    <message>
        <source>Geolocation shift</source>
        <translation>Desplazamiento de geolocalización</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>Outliers</source>
        <translation>Atípicos</translation>
    </message>
    <message>
        <source>East</source>
        <translation>Este</translation>
    </message>
    <message>
        <source>North</source>
        <translation>Norte</translation>
    </message>
    <message>
        <source>Sigma east</source>
        <translation>Sigma este</translation>
    </message>
    <message>
        <source>Sigma north</source>
        <translation>Sigma norte</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>Azar</translation>
    </message>
    <message>
        <source>Error without</source>
        <translation>Error sin</translation>
    </message>
    <message>
        <source>Error with</source>
        <translation>Error con</translation>
    </message>
    <message>
        <source>Error, halves swapped</source>
        <translation>Error, mitades cambiadas</translation>
    </message>
    <message>
        <source>RMSE without</source>
        <translation>RMSE sin</translation>
    </message>
    <message>
        <source>RMSE with</source>
        <translation>RMSE con</translation>
    </message>
    <message>
        <source>r without</source>
        <translation>r sin</translation>
    </message>
    <message>
        <source>r with</source>
        <translation>r con</translation>
    </message>
    <message>
        <source>The shift that fits best, to be added to the points' positions</source>
        <translation>El desplazamiento que mejor encaja, que se suma a las posiciones de los puntos</translation>
    </message>
    <message>
        <source>All shifts are judged by the same pairs, of which outliers (beyond five NMADs) are left out. The error is {metric}. Sigma: from the curvature of the error around its least value and its scatter between stretches of ground. A shift is claimed where chance has less than {probability:g} to give one as far from none (shared among groups), and where both halves of the ground find nearly the same and agree better with the raster at each other's shift. The raster's own georeference is part of the shift: which of both is off, it does not tell.</source>
        <translation>Todos los desplazamientos se juzgan con los mismos pares, sin los atípicos (más allá de cinco NMAD). El error es: {metric}. Sigma: de la curvatura del error en torno a su mínimo y de su dispersión entre tramos de terreno. Un desplazamiento se afirma donde el azar tiene menos de {probability:g} de dar uno tan lejos de ninguno (repartido entre los grupos), y donde ambas mitades del terreno encuentran casi el mismo y concuerdan mejor con el ráster en el desplazamiento de la otra. La georreferencia del propio ráster forma parte del desplazamiento: cuál de los dos está mal, no lo dice.</translation>
    </message>
    <message>
        <source>The search took {used} of {whole} pairs, evenly spread.</source>
        <translation>La búsqueda tomó {used} de {whole} pares, repartidos por igual.</translation>
    </message>
    <message>
        <source>{metric} by shift: {name}</source>
        <translation>{metric} según el desplazamiento: {name}</translation>
    </message>
    <message>
        <source>{metric} ({unit})</source>
        <translation>{metric} ({unit})</translation>
    </message>
    <message>
        <source>Choose the statistic latest or best_quality, which take a value as it is.</source>
        <translation>Elija el estadístico latest o best_quality, que toman un valor tal como es.</translation>
    </message>
    <message>
        <source>Multiply it by COUNT where the total of the observations is meant, or correct VARIABLE_KIND.</source>
        <translation>Multiplíquela por COUNT si se busca el total de las observaciones, o corrija VARIABLE_KIND.</translation>
    </message>
    <message>
        <source>The statistic {statistic} has no meaning for {kind} values ({meaning}); choose {choices}, or correct VARIABLE_KIND.</source>
        <translation>El estadístico {statistic} no tiene sentido para valores de tipo {kind} ({meaning}); elija {choices}, o corrija VARIABLE_KIND.</translation>
    </message>
    <message>
        <source>{first} or {last}</source>
        <translation>{first} o {last}</translation>
    </message>
    <message>
        <source>OUTLIERS needs values with a median, which {kind} values do not have; leave it out.</source>
        <translation>OUTLIERS necesita valores con mediana, y los de tipo {kind} no la tienen; déjelo vacío.</translation>
    </message>
    <message>
        <source>SPREAD is a standard deviation, which classes do not have; leave it out.</source>
        <translation>SPREAD es una desviación estándar, que las clases no tienen; déjelo vacío.</translation>
    </message>
    <message>
        <source>its units are "{second}" and those of {name} are "{first}"; a composite takes numbers as they are.</source>
        <translation>sus unidades son "{second}" y las de {name} son "{first}"; un compuesto toma los números tal como son.</translation>
    </message>
    <message>
        <source>Convert the rasters to the same units first.</source>
        <translation>Convierta antes los rásteres a las mismas unidades.</translation>
    </message>
    <message>
        <source>{count} of the {all} windows of time have no scene, and their bands are nodata ({names}).</source>
        <translation>{count} de las {all} ventanas de tiempo no tienen ninguna escena, y sus bandas quedan sin datos ({names}).</translation>
    </message>
    <message>
        <source>Choose longer windows, or add scenes.</source>
        <translation>Elija ventanas más largas, o añada escenas.</translation>
    </message>
    <message>
        <source>{count} of the {all} scenes lie in no window of time and are not used ({names}).</source>
        <translation>{count} de las {all} escenas no caen en ninguna ventana de tiempo y no se usan ({names}).</translation>
    </message>
    <message>
        <source>Widen DATES if they are wanted.</source>
        <translation>Amplíe DATES si las quiere.</translation>
    </message>
    <message>
        <source>Lower MIN_COUNT, or choose longer windows.</source>
        <translation>Baje MIN_COUNT, o elija ventanas más largas.</translation>
    </message>
    <message>
        <source>Check the nodata values and masks of the scenes, and whether they overlap the target grid.</source>
        <translation>Revise los valores sin datos y las máscaras de las escenas, y si se solapan con la cuadrícula de destino.</translation>
    </message>
    <message>
        <source>no pixel has {least} values or more in {count} of the {all} windows of time, whose bands are nodata ({names}).</source>
        <translation>ningún píxel tiene {least} valores o más en {count} de las {all} ventanas de tiempo, cuyas bandas quedan sin datos ({names}).</translation>
    </message>
    <message>
        <source>{count} pixels are nodata because their directions cancel and have no mean.</source>
        <translation>{count} píxeles quedan sin datos porque sus direcciones se anulan y no tienen media.</translation>
    </message>
    <message>
        <source>{first} and {second} are on different grids; give the one to composite on as GRID, or as a target CRS and a resolution.</source>
        <translation>{first} y {second} están en cuadrículas distintas; dé aquella en la que se compone como GRID, o como un SRC de destino y una resolución.</translation>
    </message>
    <message>
        <source>The cells of GRID are finer than the pixels of {name} ({share:.3g} of their area), and a composite cannot add detail; choose a coarser grid, or downscale first.</source>
        <translation>Las celdas de GRID son más finas que los píxeles de {name} ({share:.3g} de su área), y un compuesto no puede añadir detalle; elija una cuadrícula más gruesa, o haga antes una reducción de escala (downscaling).</translation>
    </message>
    <message>
        <source>window of time</source>
        <translation>ventana de tiempo</translation>
    </message>
    <message>
        <source>order of quality</source>
        <translation>orden de calidad</translation>
    </message>
    <message>
        <source>{name} is {value:g}; it must lie between {low:g} and {high:g}.</source>
        <translation>{name} es {value:g}; debe estar entre {low:g} y {high:g}.</translation>
    </message>
    <message>
        <source>There is no raster to composite; give some as INPUTS.</source>
        <translation>No hay ningún ráster que componer; dé algunos como INPUTS.</translation>
    </message>
    <message>
        <source>The statistic {statistic} needs the quality of each scene; give QUALITY, a raster for each of INPUTS, or QUALITY_BAND, the band of INPUTS that holds it.</source>
        <translation>El estadístico {statistic} necesita la calidad de cada escena; dé QUALITY, un ráster para cada uno de INPUTS, o QUALITY_BAND, la banda de INPUTS que la contiene.</translation>
    </message>
    <message>
        <source>QUALITY holds {qualities} rasters and INPUTS {count}; give one for each, or leave QUALITY out and name the band in INPUTS as QUALITY_BAND.</source>
        <translation>QUALITY contiene {qualities} rásteres e INPUTS {count}; dé uno para cada uno, o deje QUALITY vacío y nombre la banda de INPUTS como QUALITY_BAND.</translation>
    </message>
    <message>
        <source>The dates of {quality} ({first}) and {source} ({second}) differ; give QUALITY in the order of INPUTS, a raster for each.</source>
        <translation>Las fechas de {quality} ({first}) y {source} ({second}) difieren; dé QUALITY en el orden de INPUTS, un ráster para cada uno.</translation>
    </message>
    <message>
        <source>The scenes lie so far apart that there are more than {most} windows of time; choose longer windows.</source>
        <translation>Las escenas están tan separadas que hay más de {most} ventanas de tiempo; elija ventanas más largas.</translation>
    </message>
    <message>
        <source>START {text} is no date; give the first day of a period as in 2024-01-01.</source>
        <translation>START {text} no es una fecha; dé el primer día de un periodo como en 2024-01-01.</translation>
    </message>
    <message>
        <source>The windows are to be dates of your own and none is given; give DATES, as in 2024-05-01/2024-05-31,2024-06-01/2024-07-15.</source>
        <translation>Las ventanas han de ser fechas propias y no se da ninguna; dé DATES, como en 2024-05-01/2024-05-31,2024-06-01/2024-07-15.</translation>
    </message>
    <message>
        <source>{text} is no interval of dates; give DATES as in 2024-05-01/2024-05-31,2024-06-01/2024-07-15.</source>
        <translation>{text} no es un intervalo de fechas; dé DATES como en 2024-05-01/2024-05-31,2024-06-01/2024-07-15.</translation>
    </message>
    <message>
        <source>DATES holds more than {most} windows of time; give fewer.</source>
        <translation>DATES contiene más de {most} ventanas de tiempo; dé menos.</translation>
    </message>
    <message>
        <source>DATES holds a window twice; give each one once.</source>
        <translation>DATES contiene una ventana dos veces; dé cada una una sola vez.</translation>
    </message>
    <message>
        <source>metre</source>
        <translation>metros</translation>
    </message>
    <message>
        <source>degree</source>
        <translation>grados</translation>
    </message>
    <message>
        <source>foot</source>
        <translation>pies</translation>
    </message>
    <message>
        <source>US survey foot</source>
        <translation>pies topográficos (EE. UU.)</translation>
    </message>
    <message>
        <source>kilometre</source>
        <translation>kilómetros</translation>
    </message>
    <message>
        <source>The coordinate reference system "{crs}" is not understood; give an authority code such as "EPSG:32611", or WKT.</source>
        <translation>El sistema de referencia de coordenadas "{crs}" no se entiende; indique un código de autoridad como "EPSG:32611", o WKT.</translation>
    </message>
    <message>
        <source>The coordinate reference system "{crs}" is not tied to the earth; choose a geographic or projected one.</source>
        <translation>El sistema de referencia de coordenadas "{crs}" no está ligado a la Tierra; elija uno geográfico o proyectado.</translation>
    </message>
    <message>
        <source>The coordinate reference system "{crs}" has an ellipsoid without size; assign another one.</source>
        <translation>El sistema de referencia de coordenadas "{crs}" tiene un elipsoide sin tamaño; asigne otro.</translation>
    </message>
    <message>
        <source>Coordinates cannot be transformed from "{source}" to "{target}"; choose another CRS.</source>
        <translation>Las coordenadas no se pueden transformar de "{source}" a "{target}"; elija otro SRC.</translation>
    </message>
    <message>
        <source>from the table {table}</source>
        <translation>de la tabla {table}</translation>
    </message>
    <message>
        <source>Line {line} of {table} has no date; write the name of a raster and its date, as in scene_1.tif,2024-06-02.</source>
        <translation>La línea {line} de {table} no tiene fecha; escriba el nombre de un ráster y su fecha, como en scene_1.tif,2024-06-02.</translation>
    </message>
    <message>
        <source>{table} gives {raster} twice; give each raster one line.</source>
        <translation>{table} da {raster} dos veces; dé una sola línea a cada ráster.</translation>
    </message>
    <message>
        <source>{table} has no dates; write a line for each raster with its name and its date.</source>
        <translation>{table} no tiene fechas; escriba una línea para cada ráster con su nombre y su fecha.</translation>
    </message>
    <message>
        <source>{names} and {more} more rasters have no date in their tags or names; give a table of dates, or set the temporal properties of their layers.</source>
        <translation>{names} y {more} rásteres más no tienen fecha en sus etiquetas ni en sus nombres; dé una tabla de fechas, o defina las propiedades temporales de sus capas.</translation>
    </message>
    <message>
        <source>{name} has no date in its tags or its name; give a table of dates, or set the temporal properties of its layer.</source>
        <translation>{name} no tiene fecha en sus etiquetas ni en su nombre; dé una tabla de fechas, o defina las propiedades temporales de su capa.</translation>
    </message>
    <message>
        <source>{names} have no date in their tags or names; give a table of dates, or set the temporal properties of their layers.</source>
        <translation>{names} no tienen fecha en sus etiquetas ni en sus nombres; dé una tabla de fechas, o defina las propiedades temporales de sus capas.</translation>
    </message>
    <message>
        <source>The table of dates {table} cannot be read ({reason}); give a text file (CSV, UTF-8).</source>
        <translation>La tabla de fechas {table} no se puede leer ({reason}); dé un archivo de texto (CSV, UTF-8).</translation>
    </message>
    <message>
        <source>GeoTIFF files</source>
        <translation>archivos GeoTIFF</translation>
    </message>
    <message>
        <source>The output {output} must end in {ending}; outputs are {kind}.</source>
        <translation>La salida {output} debe terminar en {ending}; las salidas son {kind}.</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(vacía)</translation>
    </message>
    <message>
        <source>The output {output} is a folder; give the name of a file.</source>
        <translation>La salida {output} es una carpeta; indique el nombre de un archivo.</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist; create it or choose another one.</source>
        <translation>La carpeta {folder} no existe; créela o elija otra.</translation>
    </message>
    <message>
        <source>The disk that holds {folder} is full, so {name} was not written; free some space or choose another folder.</source>
        <translation>El disco que contiene {folder} está lleno, por lo que {name} no se escribió; libere espacio o elija otra carpeta.</translation>
    </message>
    <message>
        <source>{name} could not be written ({reason}); nothing was changed.</source>
        <translation>No se pudo escribir {name} ({reason}); no se cambió nada.</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>no se dio ningún motivo</translation>
    </message>
    <message>
        <source>{name} could not be replaced ({reason}); remove it from open projects and programs, or choose another name.</source>
        <translation>No se pudo reemplazar {name} ({reason}); quítelo de los proyectos y programas abiertos, o elija otro nombre.</translation>
    </message>
    <message>
        <source>The folder {folder} may not be written to; choose another one.</source>
        <translation>No se permite escribir en la carpeta {folder}; elija otra.</translation>
    </message>
    <message>
        <source>{name} could not be written ({reason}); choose another name or folder.</source>
        <translation>No se pudo escribir {name} ({reason}); elija otro nombre u otra carpeta.</translation>
    </message>
    <message>
        <source>Two outputs are to be written to {path}; give each a file of its own.</source>
        <translation>Dos salidas se escribirían en {path}; dé a cada una su propio archivo.</translation>
    </message>
    <message>
        <source>all algorithms</source>
        <translation>todos los algoritmos</translation>
    </message>
    <message>
        <source>models of covariates (forest, boosting, dms)</source>
        <translation>modelos de covariables (forest, boosting, dms)</translation>
    </message>
    <message>
        <source>reading and writing rasters</source>
        <translation>leer y escribir rásteres</translation>
    </message>
    <message>
        <source>coordinate systems</source>
        <translation>sistemas de coordenadas</translation>
    </message>
    <message>
        <source>grids</source>
        <translation>cuadrículas</translation>
    </message>
    <message>
        <source>downscaling</source>
        <translation>refinar</translation>
    </message>
    <message>
        <source>boosting, and enhancing resolution</source>
        <translation>boosting y mejorar la resolución</translation>
    </message>
    <message>
        <source>granules of GEDI, ICESat-2 and OCO</source>
        <translation>gránulos de GEDI, ICESat-2 y OCO</translation>
    </message>
    <message>
        <source>GeoParquet tables</source>
        <translation>tablas GeoParquet</translation>
    </message>
    <message>
        <source>NASA Earthdata: login, search and download</source>
        <translation>NASA Earthdata: inicio de sesión, búsqueda y descarga</translation>
    </message>
    <message>
        <source>patches in Zarr</source>
        <translation>parches en Zarr</translation>
    </message>
    <message>
        <source>figures of reports</source>
        <translation>figuras de los informes</translation>
    </message>
    <message>
        <source>nothing here: other plugins may use it</source>
        <translation>nada aquí: otros complementos pueden usarlo</translation>
    </message>
    <message>
        <source>MODIS files (.hdf)</source>
        <translation>archivos de MODIS (.hdf)</translation>
    </message>
    <message>
        <source>ECOSTRESS, SMAP and VIIRS files (.h5)</source>
        <translation>archivos de ECOSTRESS, SMAP y VIIRS (.h5)</translation>
    </message>
    <message>
        <source>netCDF files (.nc)</source>
        <translation>archivos netCDF (.nc)</translation>
    </message>
    <message>
        <source>writing rasters</source>
        <translation>escribir rásteres</translation>
    </message>
    <message>
        <source>It is not installed.</source>
        <translation>No está instalado.</translation>
    </message>
    <message>
        <source>It brings libraries of its own ({files}), and QGIS's process may mix them with QGIS's; take it from where QGIS comes from.</source>
        <translation>Trae bibliotecas propias ({files}), y el proceso de QGIS puede mezclarlas con las de QGIS; instálelo desde donde procede QGIS.</translation>
    </message>
    <message>
        <source>It is older than {minimum}, the oldest version that was tested.</source>
        <translation>Es más antiguo que {minimum}, la versión más antigua que se ha probado.</translation>
    </message>
    <message>
        <source>It runs on GDAL {running}, and QGIS on {own}; take it from where QGIS comes from.</source>
        <translation>Funciona con GDAL {running}, y QGIS con {own}; instálelo desde donde procede QGIS.</translation>
    </message>
    <message>
        <source>It was made for GDAL {binding} and runs on {running}; take it from where QGIS comes from.</source>
        <translation>Se hizo para GDAL {binding} y funciona con {running}; instálelo desde donde procede QGIS.</translation>
    </message>
    <message>
        <source>Several copies of GDAL are loaded: {paths}.</source>
        <translation>Hay varias copias de GDAL cargadas: {paths}.</translation>
    </message>
    <message>
        <source>GDAL driver {name}</source>
        <translation>Controlador {name} de GDAL</translation>
    </message>
    <message>
        <source>The GDAL of this QGIS was made without it; packages of QGIS from OSGeo4W, Debian and conda-forge have it.</source>
        <translation>La GDAL de este QGIS se hizo sin él; los paquetes de QGIS de OSGeo4W, Debian y conda-forge lo tienen.</translation>
    </message>
    <message>
        <source>{name} does not overlap the area; check the extent and both CRSs, or leave this covariate out.</source>
        <translation>{name} no se superpone con el área; revise la extensión y ambos SRC, o deje fuera esta covariable.</translation>
    </message>
    <message>
        <source>tsharp needs to know which covariate is the NDVI; name its layer and band as NDVI_BAND, such as 2:1 for the first band of the second covariate.</source>
        <translation>tsharp necesita saber qué covariable es el NDVI; nombre su capa y su banda como NDVI_BAND, como 2:1 para la primera banda de la segunda covariable.</translation>
    </message>
    <message>
        <source>The regularisation is {value:g}; it must lie between 0 and 1, or be 0 to be chosen.</source>
        <translation>La regularización es {value:g}; debe estar entre 0 y 1, o ser 0 para que se elija.</translation>
    </message>
    <message>
        <source>{count} neighbours are asked for; choose 1 to 400.</source>
        <translation>Se piden {count} vecinos; elija de 1 a 400.</translation>
    </message>
    <message>
        <source>A footprint sees an average, and totals are none; divide them by their areas first.</source>
        <translation>Una huella ve un promedio, y los totales no lo son; divídalos antes por sus áreas.</translation>
    </message>
    <message>
        <source>Values of the kind {kind} have no averages that an inversion could undo; choose one of {choices}.</source>
        <translation>Los valores del tipo {kind} no tienen promedios que una inversión pueda deshacer; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>The width of the footprints is {value:g} m; it must be positive.</source>
        <translation>La anchura de las huellas es {value:g} m; debe ser positiva.</translation>
    </message>
    <message>
        <source>{name} has no valid pixel on the fine grid; check its nodata value and the extent.</source>
        <translation>{name} no tiene ningún píxel válido en la cuadrícula fina; revise su valor sin dato y la extensión.</translation>
    </message>
    <message>
        <source>The grid lies beyond the input; check the extent and both CRSs.</source>
        <translation>La cuadrícula queda fuera de la entrada; revise la extensión y ambos SRC.</translation>
    </message>
    <message>
        <source>The grid's cells are {cell:.4g} m wide, and the footprints {width:.4g} m; choose a finer grid, or aggregate instead.</source>
        <translation>Las celdas de la cuadrícula miden {cell:.4g} m de ancho, y las huellas {width:.4g} m; elija una cuadrícula más fina, o agregue en su lugar.</translation>
    </message>
    <message>
        <source>The footprints are {cells:.0f} cells wide, too many for the memory; choose coarser cells or fewer NEIGHBOURS.</source>
        <translation>Las huellas miden {cells:.0f} celdas de ancho, demasiadas para la memoria; elija celdas más gruesas o menos NEIGHBOURS.</translation>
    </message>
    <message>
        <source>No footprint with a value reaches the grid; check the extent and the nodata value of the input.</source>
        <translation>Ninguna huella con valor alcanza la malla; compruebe la extensión y el valor sin datos de la entrada.</translation>
    </message>
    <message>
        <source>its fine values are estimates of the method {method} and no measurements.</source>
        <translation>sus valores finos son estimaciones del método {method} y no mediciones.</translation>
    </message>
    <message>
        <source>Use them with their uncertainty, and not as truth at points.</source>
        <translation>Úselos con su incertidumbre, y no como verdad en puntos.</translation>
    </message>
    <message>
        <source>the effective resolution is {resolution:.4g} m and the footprints are {width:.4g} m wide: they overlap too little, or the regularisation is too strong, for a gain.</source>
        <translation>la resolución efectiva es {resolution:.4g} m y las huellas miden {width:.4g} m de ancho: se solapan muy poco, o la regularización es demasiado fuerte, para ganar algo.</translation>
    </message>
    <message>
        <source>Use the observations as they are, add overlapping ones, or choose a smaller REGULARISATION.</source>
        <translation>Use las observaciones como están, añada otras que se solapen, o elija una REGULARISATION menor.</translation>
    </message>
    <message>
        <source>the noise of an observation is amplified {noise:.3g} times (median).</source>
        <translation>el ruido de una observación se amplifica {noise:.3g} veces (mediana).</translation>
    </message>
    <message>
        <source>Choose a larger REGULARISATION, unless the observations have little noise.</source>
        <translation>Elija una REGULARISATION mayor, salvo que las observaciones tengan poco ruido.</translation>
    </message>
    <message>
        <source>Resolution enhanced from overlapping footprints</source>
        <translation>Resolución mejorada a partir de huellas solapadas</translation>
    </message>
    <message>
        <source>{name}: {count} footprints {width} m wide at half maximum; effective resolution {resolution} m at {noise} times the noise of an observation (medians).</source>
        <translation>{name}: {count} huellas de {width} m de ancho a media altura; resolución efectiva de {resolution} m con {noise} veces el ruido de una observación (medianas).</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Huellas</translation>
    </message>
    <message>
        <source>Neighbouring footprints are {spacing} m apart (median), {share} of their width; what lies closer than half a width can be told apart best. A cell is {cell} m wide.</source>
        <translation>Las huellas vecinas distan {spacing} m (mediana), {share} de su anchura; lo que dista menos de media anchura se distingue mejor. Una celda mide {cell} m de ancho.</translation>
    </message>
    <message>
        <source>Half maximum</source>
        <translation>Media altura</translation>
    </message>
    <message>
        <source>Some neighbouring footprints</source>
        <translation>Algunas huellas vecinas</translation>
    </message>
    <message>
        <source>Metres east</source>
        <translation>Metros al este</translation>
    </message>
    <message>
        <source>Metres north</source>
        <translation>Metros al norte</translation>
    </message>
    <message>
        <source>Outlines of {count} footprints at half of their maximum, around one in the middle.</source>
        <translation>Contornos de {count} huellas a media altura, en torno a una del centro.</translation>
    </message>
    <message>
        <source>L-curve</source>
        <translation>Curva L</translation>
    </message>
    <message>
        <source>All regularisations</source>
        <translation>Todas las regularizaciones</translation>
    </message>
    <message>
        <source>Chosen: {value}</source>
        <translation>Elegida: {value}</translation>
    </message>
    <message>
        <source>Resolution against noise</source>
        <translation>Resolución frente a ruido</translation>
    </message>
    <message>
        <source>Noise amplification</source>
        <translation>Amplificación del ruido</translation>
    </message>
    <message>
        <source>Spread of the averaging kernel (m)</source>
        <translation>Dispersión del núcleo de promedio (m)</translation>
    </message>
    <message>
        <source>Less regularisation leads to the right and downwards: noisier and sharper. The corner was chosen: r = {value}, noise amplification {noise}.</source>
        <translation>Menos regularización lleva hacia la derecha y hacia abajo: más nítido y más ruidoso. Se eligió la esquina: r = {value}, amplificación del ruido {noise}.</translation>
    </message>
    <message>
        <source>Noise and spread by regularisation</source>
        <translation>Ruido y dispersión según la regularización</translation>
    </message>
    <message>
        <source>Regularisation</source>
        <translation>Regularización</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>What is gained, and what it costs</source>
        <translation>Qué se gana, y qué cuesta</translation>
    </message>
    <message>
        <source>Effective resolution</source>
        <translation>Resolución efectiva</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Percentiles over a sample of cells</source>
        <translation>Percentiles de una muestra de celdas</translation>
    </message>
    <message>
        <source>Percentile</source>
        <translation>Percentil</translation>
    </message>
    <message>
        <source>Noise amplification 1 means that a cell is as noisy as an observation. The effective resolution is the full width at half maximum of what a cell really averages, as that of a round kernel of the same area.</source>
        <translation>Una amplificación del ruido de 1 significa que una celda es tan ruidosa como una observación. La resolución efectiva es la anchura a media altura de lo que una celda promedia de verdad, como la de un núcleo redondo de la misma área.</translation>
    </message>
    <message>
        <source>Only {count} coarse pixels can be learned from, and at least {fewest} are needed; use a larger area, or covariates with fewer holes.</source>
        <translation>Solo se puede aprender de {count} píxeles gruesos, y hacen falta al menos {fewest}; use un área mayor, o covariables con menos huecos.</translation>
    </message>
    <message>
        <source>The coarse values are all {value}: there is nothing to learn from them.</source>
        <translation>Los valores gruesos son todos {value}: no hay nada que aprender de ellos.</translation>
    </message>
    <message>
        <source>{surplus} of {covariates} covariates are constant or follow from the others; of all regressions that fit as well, the one with the smallest slopes was taken.</source>
        <translation>{surplus} de {covariates} covariables son constantes o se deducen de las demás; de todas las regresiones que ajustan igual de bien se tomó la de menores pendientes.</translation>
    </message>
    <message>
        <source>This model is too large ({nodes} nodes in a tree, {covariates} covariates): at most {most_nodes} and {most_covariates} are possible; use fewer samples or covariates.</source>
        <translation>Este modelo es demasiado grande ({nodes} nodos en un árbol, {covariates} covariables): son posibles {most_nodes} y {most_covariates} como máximo; use menos muestras o covariables.</translation>
    </message>
    <message>
        <source>The NDVI is {value} everywhere; TsHARP needs one that varies.</source>
        <translation>El NDVI es {value} en todas partes; TsHARP necesita uno que varíe.</translation>
    </message>
    <message>
        <source>CSV files</source>
        <translation>archivos CSV</translation>
    </message>
    <message>
        <source>There is nothing to evaluate {name} against; give a fine truth, or the coarse raster that it was made from.</source>
        <translation>No hay nada frente a lo que evaluar {name}; dé una verdad fina, o el ráster grueso del que se hizo.</translation>
    </message>
    <message>
        <source>Errors can be written only against a truth; give one, or leave ERROR out.</source>
        <translation>Los errores solo se pueden escribir frente a una verdad; dé una, u omita ERROR.</translation>
    </message>
    <message>
        <source>{name} is not on the grid of {estimate}; give the 1 sigma that was written with it.</source>
        <translation>{name} no está en la cuadrícula de {estimate}; dé el sigma que se escribió con él.</translation>
    </message>
    <message>
        <source>{name} has no band {number} with data; it has {bands}.</source>
        <translation>{name} no tiene una banda {number} con datos; tiene {bands}.</translation>
    </message>
    <message>
        <source>{truth} has other pixels than {estimate}, and totals of other pixels cannot be compared; aggregate it to that grid with the statistic sum first.</source>
        <translation>{truth} tiene otros píxeles que {estimate}, y los totales de otros píxeles no se pueden comparar; agréguelo antes a esa cuadrícula con la estadística sum.</translation>
    </message>
    <message>
        <source>No pixel has a value in both {estimate} and {truth}; check their extents and nodata values.</source>
        <translation>Ningún píxel tiene valor en {estimate} y en {truth}; revise sus extensiones y valores nodata.</translation>
    </message>
    <message>
        <source>{method} was not tried: {reason}</source>
        <translation>{method} no se probó: {reason}</translation>
    </message>
    <message>
        <source>it has other pixels than {estimate} and was averaged over these by the support operator.</source>
        <translation>tiene otros píxeles que {estimate} y se promedió sobre estos con el operador de soporte.</translation>
    </message>
    <message>
        <source>without a truth, methods were tested one scale up (ratio {rows} x {columns}), and not this raster; that they do as well at its own scale is an assumption.</source>
        <translation>sin una verdad, se probaron métodos una escala más arriba (razón {rows} x {columns}), y no este ráster; que lo hagan igual de bien a su propia escala es un supuesto.</translation>
    </message>
    <message>
        <source>Give a fine truth of another date or place, if there is one.</source>
        <translation>Dé una verdad fina de otra fecha o lugar, si la hay.</translation>
    </message>
    <message>
        <source>aggregated, it misses the coarse values by up to {miss:.3g}, {percent:.3g} % of their range.</source>
        <translation>agregado, difiere de los valores gruesos hasta en {miss:.3g}, el {percent:.3g} % de su rango.</translation>
    </message>
    <message>
        <source>Downscale with COHERENT, or check that this is the coarse raster that it was made from.</source>
        <translation>Refine con COHERENT, o compruebe que este es el ráster grueso del que se hizo.</translation>
    </message>
    <message>
        <source>against the truth it has an RMSE of {rmse:.4g}, and bilinear interpolation one of {plain:.4g}.</source>
        <translation>frente a la verdad tiene un RMSE de {rmse:.4g}, y la interpolación bilineal uno de {plain:.4g}.</translation>
    </message>
    <message>
        <source>Choose the method auto or bilinear.</source>
        <translation>Elija el método auto o bilinear.</translation>
    </message>
    <message>
        <source>{one:.0f} % of its errors lie within 1 sigma and {two:.0f} % within 1.96 sigma, where 68 and 95 % should.</source>
        <translation>el {one:.0f} % de sus errores queda dentro de 1 sigma y el {two:.0f} % dentro de 1.96 sigma, donde deberían quedar el 68 y el 95 %.</translation>
    </message>
    <message>
        <source>Multiply sigma by {ratio:.3g}, the errors' root mean square in sigmas.</source>
        <translation>Multiplique sigma por {ratio:.3g}, la media cuadrática de los errores en sigmas.</translation>
    </message>
    <message>
        <source>Downscaled</source>
        <translation>Refinado</translation>
    </message>
    <message>
        <source>Bilinear interpolation</source>
        <translation>Interpolación bilineal</translation>
    </message>
    <message>
        <source>Nearest coarse pixel</source>
        <translation>Píxel grueso más cercano</translation>
    </message>
    <message>
        <source>Evaluation of a downscaled raster</source>
        <translation>Evaluación de un ráster refinado</translation>
    </message>
    <message>
        <source>{name}, without a truth: its method was tested one scale up, where the coarse raster is the truth.</source>
        <translation>{name}, sin una verdad: su método se probó una escala más arriba, donde el ráster grueso es la verdad.</translation>
    </message>
    <message>
        <source>{name} against the truth: RMSE {rmse} in {count} pixels.</source>
        <translation>{name} frente a la verdad: RMSE {rmse} en {count} píxeles.</translation>
    </message>
    <message>
        <source>better than</source>
        <translation>mejor que</translation>
    </message>
    <message>
        <source>no better than</source>
        <translation>no mejor que</translation>
    </message>
    <message>
        <source>{name} against the truth: RMSE {rmse} in {count} pixels, {verdict} bilinear interpolation of the coarse raster ({plain}).</source>
        <translation>{name} frente a la verdad: RMSE {rmse} en {count} píxeles, {verdict} la interpolación bilineal del ráster grueso ({plain}).</translation>
    </message>
    <message>
        <source>Agreement with the truth</source>
        <translation>Concordancia con la verdad</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Píxeles</translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation>SSIM</translation>
    </message>
    <message>
        <source>Each layer against the truth, on the same pixels</source>
        <translation>Cada capa frente a la verdad, en los mismos píxeles</translation>
    </message>
    <message>
        <source>SSIM takes windows of 11 x 11 pixels and the truth's range, {span}{unit}; it is 1 where images are the same.</source>
        <translation>SSIM toma ventanas de 11 x 11 píxeles y el rango de la verdad, {span}{unit}; es 1 donde las imágenes son iguales.</translation>
    </message>
    <message>
        <source>Skill: {bilinear} against bilinear interpolation, {nearest} against the nearest coarse pixel (1 is perfect, 0 as good as that, below 0 worse).</source>
        <translation>Ganancia: {bilinear} frente a la interpolación bilineal, {nearest} frente al píxel grueso más cercano (1 es perfecto, 0 igual de bueno, menos de 0 peor).</translation>
    </message>
    <message>
        <source>Of the errors {one} lie within 1 sigma (68 % should) and {two} within 1.96 sigma (95 % should); sigma is {sigma}{unit} in the root mean square.</source>
        <translation>De los errores, {one} quedan dentro de 1 sigma (debería ser el 68 %) y {two} dentro de 1.96 sigma (debería ser el 95 %); sigma es {sigma}{unit} en media cuadrática.</translation>
    </message>
    <message>
        <source>Truth ({unit})</source>
        <translation>Verdad ({unit})</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Verdad</translation>
    </message>
    <message>
        <source>Downscaled ({unit})</source>
        <translation>Refinado ({unit})</translation>
    </message>
    <message>
        <source>{count} pixels, drawn by lot. Points on the line have the value of the truth.</source>
        <translation>{count} píxeles, tomados al azar. Los puntos sobre la recta tienen el valor de la verdad.</translation>
    </message>
    <message>
        <source>Which scales are real</source>
        <translation>Qué escalas son reales</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>píxeles</translation>
    </message>
    <message>
        <source>Where the ratio is below 1, detail of that size is missing; above 1 there is more than in truth.</source>
        <translation>Donde la razón es menor que 1 falta detalle de ese tamaño; por encima de 1 hay más que en la verdad.</translation>
    </message>
    <message>
        <source>Power as a share of the truth's</source>
        <translation>Potencia como parte de la de la verdad</translation>
    </message>
    <message>
        <source>Ratio of power</source>
        <translation>Razón de potencia</translation>
    </message>
    <message>
        <source>The share of the detail of that size that is in its true place: 1 all of it, 0 none.</source>
        <translation>La parte del detalle de ese tamaño que está en su verdadero lugar: 1 todo, 0 nada.</translation>
    </message>
    <message>
        <source>Squared coherence with the truth</source>
        <translation>Coherencia al cuadrado con la verdad</translation>
    </message>
    <message>
        <source>Squared coherence</source>
        <translation>Coherencia al cuadrado</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>Longitud de onda</translation>
    </message>
    <message>
        <source>Power: {layer}</source>
        <translation>Potencia: {layer}</translation>
    </message>
    <message>
        <source>Coherence: {layer}</source>
        <translation>Coherencia: {layer}</translation>
    </message>
    <message>
        <source>Radially averaged spectra of windows</source>
        <translation>Espectros de ventanas promediados radialmente</translation>
    </message>
    <message>
        <source>Inside the coarse pixels</source>
        <translation>Dentro de los píxeles gruesos</translation>
    </message>
    <message>
        <source>Error by distance from the middle of the coarse pixel</source>
        <translation>Error según la distancia al centro del píxel grueso</translation>
    </message>
    <message>
        <source>Distance in coarse pixels</source>
        <translation>Distancia en píxeles gruesos</translation>
    </message>
    <message>
        <source>Errors grow by {slope}{unit} from the middle of a coarse pixel over the length of one. Where they grow much towards its edges, its outline shows.</source>
        <translation>Los errores crecen {slope}{unit} desde el centro de un píxel grueso a lo largo de uno. Donde crecen mucho hacia sus bordes, se ve su contorno.</translation>
    </message>
    <message>
        <source>RMSE ({unit})</source>
        <translation>RMSE ({unit})</translation>
    </message>
    <message>
        <source>Errors by distance from the middle of the coarse pixel</source>
        <translation>Errores según la distancia al centro del píxel grueso</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>coarse pixels</source>
        <translation>píxeles gruesos</translation>
    </message>
    <message>
        <source>At no scale is half of the detail in its true place.</source>
        <translation>A ninguna escala está la mitad del detalle en su verdadero lugar.</translation>
    </message>
    <message>
        <source>Down to {own} {length} at least half of the detail is in its true place.</source>
        <translation>Hasta {own} {length} al menos la mitad del detalle está en su verdadero lugar.</translation>
    </message>
    <message>
        <source>Down to {own} {length} at least half of the detail is in its true place; of bilinear interpolation down to {plain} {length}.</source>
        <translation>Hasta {own} {length} al menos la mitad del detalle está en su verdadero lugar; en la interpolación bilineal, hasta {plain} {length}.</translation>
    </message>
    <message>
        <source>Wavelength ({length})</source>
        <translation>Longitud de onda ({length})</translation>
    </message>
    <message>
        <source>Error: downscaled less truth</source>
        <translation>Error: refinado menos verdad</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>The scale-up test</source>
        <translation>La prueba de escala</translation>
    </message>
    <message>
        <source>Everything was aggregated by {rows} x {columns} and downscaled back, and the coarse raster was the truth ({count} pixels). What holds there is assumed to hold one scale down: that the covariates explain differences between fine pixels as they do between coarse ones. Where they do not, the errors of the raster itself are larger.</source>
        <translation>Todo se agregó por {rows} x {columns} y se volvió a refinar, y el ráster grueso fue la verdad ({count} píxeles). Se supone que lo que vale allí vale una escala más abajo: que las covariables explican diferencias entre píxeles finos como entre gruesos. Donde no es así, los errores del propio ráster son mayores.</translation>
    </message>
    <message>
        <source>Errors are of what averages linearly: T^4 / 10^8 of temperatures, power of decibels.</source>
        <translation>Los errores son de lo que se promedia linealmente: T^4 / 10^8 de temperaturas, potencia de decibelios.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>Residuo</translation>
    </message>
    <message>
        <source>Coherent</source>
        <translation>Coherente</translation>
    </message>
    <message>
        <source>Skill against bilinear</source>
        <translation>Ganancia frente a la bilineal</translation>
    </message>
    <message>
        <source>Methods one scale up, the best first</source>
        <translation>Métodos una escala más arriba, el mejor primero</translation>
    </message>
    <message>
        <source>Coherence</source>
        <translation>Coherencia</translation>
    </message>
    <message>
        <source>Aggregated to the {count} coarse pixels at least half of which have values, it misses these by up to {largest}{unit} ({relative:.3g} of their range), {rmse}{unit} in the root mean square.</source>
        <translation>Agregado a los {count} píxeles gruesos de los que al menos la mitad tiene valores, difiere de estos hasta en {largest}{unit} ({relative:.3g} de su rango), {rmse}{unit} en media cuadrática.</translation>
    </message>
    <message>
        <source>there are too few coarse pixels to test whether the method beats interpolation.</source>
        <translation>hay demasiado pocos píxeles gruesos para probar si el método supera a la interpolación.</translation>
    </message>
    <message>
        <source>Take a larger area.</source>
        <translation>Tome un área mayor.</translation>
    </message>
    <message>
        <source>its uncertainty is what the model tells of itself; no test stands behind it.</source>
        <translation>su incertidumbre es lo que el modelo dice de sí mismo; ninguna prueba la respalda.</translation>
    </message>
    <message>
        <source>{count} coarse pixels have a value, but too few fine pixels to carry it.</source>
        <translation>{count} píxeles gruesos tienen un valor, pero demasiado pocos píxeles finos que lo lleven.</translation>
    </message>
    <message>
        <source>Fill the holes of the covariates, or leave those with holes out.</source>
        <translation>Rellene los huecos de las covariables, o deje fuera las que los tienen.</translation>
    </message>
    <message>
        <source>aggregated, the output misses the coarse values by up to {miss:.3g}; {count} pixels are kept from them by the limits.</source>
        <translation>agregada, la salida se aparta de los valores gruesos hasta en {miss:.3g}; los límites impiden alcanzarlos en {count} píxeles.</translation>
    </message>
    <message>
        <source>Check the limits.</source>
        <translation>Revise los límites.</translation>
    </message>
    <message>
        <source>{percent:.3g} % of the fine pixels lack a covariate and stay nodata.</source>
        <translation>Al {percent:.3g} % de los píxeles finos le falta una covariable y queda sin dato.</translation>
    </message>
    <message>
        <source>Leave out covariates with holes, or fill them.</source>
        <translation>Deje fuera las covariables con huecos, o rellénelas.</translation>
    </message>
    <message>
        <source>in {percent:.3g} % of the fine pixels a covariate lies outside of the range of the coarse pixels that the model learned from.</source>
        <translation>en el {percent:.3g} % de los píxeles finos una covariable queda fuera del rango de los píxeles gruesos de los que aprendió el modelo.</translation>
    </message>
    <message>
        <source>Look at EXTRAPOLATION for where; give a larger area to learn from, or leave out covariates that vary far more within coarse pixels than between them.</source>
        <translation>Mire en EXTRAPOLATION dónde; dé un área mayor de la que aprender, o deje fuera covariables que varían mucho más dentro de los píxeles gruesos que entre ellos.</translation>
    </message>
    <message>
        <source>{percent:.3g} % of the fine pixels lack a covariate and are filled by interpolation of the coarse values.</source>
        <translation>Al {percent:.3g} % de los píxeles finos le falta una covariable y se rellena por interpolación de los valores gruesos.</translation>
    </message>
    <message>
        <source>There is no detail in them and their uncertainty is larger; EXTRAPOLATION tells where they are.</source>
        <translation>No hay detalle en ellos y su incertidumbre es mayor; EXTRAPOLATION dice dónde están.</translation>
    </message>
    <message>
        <source>it is interpolated by {method}: in the scale-up test the detail of the covariates does not carry over to it (RMSE {rmse:.4g} without it, {other:.4g} with {model}, the best model).</source>
        <translation>se interpola por {method}: en la prueba de escala el detalle de las covariables no se le traslada (RMSE {rmse:.4g} sin él, {other:.4g} con {model}, el mejor modelo).</translation>
    </message>
    <message>
        <source>Give covariates that tell more of it, or use the coarse layer as it is: it may be too smooth for its pixels to gain from sharpening.</source>
        <translation>Dé covariables que digan más de ella, o use la capa gruesa como está: puede ser demasiado lisa para que sus píxeles ganen con el realce.</translation>
    </message>
    <message>
        <source>in the scale-up test {method} has an RMSE of {rmse:.4g}, and bilinear interpolation one of {plain:.4g}.</source>
        <translation>en la prueba de escala {method} tiene un RMSE de {rmse:.4g}, y la interpolación bilineal uno de {plain:.4g}.</translation>
    </message>
    <message>
        <source>{count:,} footprints are more than the {most:,} that can be used at once; choose a smaller area.</source>
        <translation>{count:,} huellas son más de las {most:,} que se pueden usar a la vez; elija un área menor.</translation>
    </message>
    <message>
        <source>EXTRAPOLATION is 0 everywhere: the method {method} has no covariates whose range could be left.</source>
        <translation>EXTRAPOLATION es 0 en todas partes: el método {method} no tiene covariables de cuyo rango se pueda salir.</translation>
    </message>
    <message>
        <source>Interpolation is used, since no method can be tested: {reason}</source>
        <translation>Se interpola, pues no se puede probar ningún método: {reason}</translation>
    </message>
    <message>
        <source>The method {method} is used, as chosen; it was not tested: {reason}</source>
        <translation>Se usa el método {method}, como se eligió; no se probó: {reason}</translation>
    </message>
    <message>
        <source>The method {method} is used, as chosen.</source>
        <translation>Se usa el método {method}, como se eligió.</translation>
    </message>
    <message>
        <source>Only {count} coarse pixels have a value, and a variogram needs at least {least}; take a larger area.</source>
        <translation>Solo {count} píxeles gruesos tienen un valor y un variograma necesita al menos {least}; tome un área mayor.</translation>
    </message>
    <message>
        <source>No two coarse pixels with values are near each other, so that no variogram can be made; take a larger area.</source>
        <translation>No hay dos píxeles gruesos con valores cercanos entre sí, de modo que no se puede calcular un variograma; tome un área mayor.</translation>
    </message>
    <message>
        <source>variogram model</source>
        <translation>modelo de variograma</translation>
    </message>
    <message>
        <source>The neighbourhood reaches {count} coarse pixels to each side; choose 1 to {most}.</source>
        <translation>La vecindad llega a {count} píxeles gruesos a cada lado; elija de 1 a {most}.</translation>
    </message>
    <message>
        <source>The fine grid is given in two ways; give either a target grid or a ratio.</source>
        <translation>La cuadrícula fina se da de dos maneras; dé una cuadrícula de destino o una razón.</translation>
    </message>
    <message>
        <source>The fine grid is not given; give a target grid or a ratio.</source>
        <translation>No se da la cuadrícula fina; dé una cuadrícula de destino o una razón.</translation>
    </message>
    <message>
        <source>The kriging was not tested: {reason}</source>
        <translation>El kriging no se probó: {reason}</translation>
    </message>
    <message>
        <source>Variogram</source>
        <translation>Variograma</translation>
    </message>
    <message>
        <source>Does it beat interpolation?</source>
        <translation>¿Supera a la interpolación?</translation>
    </message>
    <message>
        <source>There are too few coarse pixels for a test.</source>
        <translation>Hay demasiado pocos píxeles gruesos para una prueba.</translation>
    </message>
    <message>
        <source>The variogram was not deconvolved: the model of coarse pixels stands in for that of points, which underrates how much fine pixels vary.</source>
        <translation>El variograma no se deconvolucionó: el modelo de los píxeles gruesos sustituye al de los puntos, lo que subestima cuánto varían los píxeles finos.</translation>
    </message>
    <message>
        <source>The point model is that whose averages over coarse pixels vary as the coarse values do: found in {iterations} iterations, {how}; its averages deviate from the experimental variogram by {percent} % in the mean.</source>
        <translation>El modelo de puntos es aquel cuyas medias sobre píxeles gruesos varían como los valores gruesos: hallado en {iterations} iteraciones, {how}; sus medias se desvían del variograma experimental un {percent} % en promedio.</translation>
    </message>
    <message>
        <source>then refined by a search along the range</source>
        <translation>y refinado después con una búsqueda a lo largo del alcance</translation>
    </message>
    <message>
        <source>which a search along the range did not better</source>
        <translation>que una búsqueda a lo largo del alcance no mejoró</translation>
    </message>
    <message>
        <source>Each fine pixel is kriged from {count} coarse pixels at most.</source>
        <translation>Cada píxel fino se krigea a partir de {count} píxeles gruesos como máximo.</translation>
    </message>
    <message>
        <source>{name} holds values of the kind {kind}, which no regression can split; set VARIABLE_KIND if they are something else.</source>
        <translation>{name} contiene valores del tipo {kind}, que ninguna regresión puede repartir; indique VARIABLE_KIND si son otra cosa.</translation>
    </message>
    <message>
        <source>The method {method} needs covariates; give some, or choose atpk.</source>
        <translation>El método {method} necesita covariables; dé algunas, o elija atpk.</translation>
    </message>
    <message>
        <source>Multiple linear regression</source>
        <translation>Regresión lineal múltiple</translation>
    </message>
    <message>
        <source>TsHARP (fractional cover)</source>
        <translation>TsHARP (cobertura fraccional)</translation>
    </message>
    <message>
        <source>Random forest</source>
        <translation>Bosque aleatorio</translation>
    </message>
    <message>
        <source>Gradient boosting</source>
        <translation>Potenciación del gradiente</translation>
    </message>
    <message>
        <source>Data mining sharpener</source>
        <translation>Refinador por minería de datos</translation>
    </message>
    <message>
        <source>Regression and area-to-point kriging</source>
        <translation>Regresión y kriging de área a punto</translation>
    </message>
    <message>
        <source>Mean of linear regression and data mining sharpener</source>
        <translation>Media de la regresión lineal y el refinador por minería de datos</translation>
    </message>
    <message>
        <source>Area-to-point kriging</source>
        <translation>Kriging de área a punto</translation>
    </message>
    <message>
        <source>Nearest neighbour</source>
        <translation>Vecino más próximo</translation>
    </message>
    <message>
        <source>not added</source>
        <translation>no se añadió</translation>
    </message>
    <message>
        <source>added as it is, the same for all of a coarse pixel</source>
        <translation>se añadió tal cual, igual para todo un píxel grueso</translation>
    </message>
    <message>
        <source>added by bilinear interpolation</source>
        <translation>se añadió por interpolación bilineal</translation>
    </message>
    <message>
        <source>added by area-to-point kriging</source>
        <translation>se añadió por kriging de área a punto</translation>
    </message>
    <message>
        <source>nugget alone</source>
        <translation>solo pepita</translation>
    </message>
    <message>
        <source>spherical</source>
        <translation>esférico</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>exponencial</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>gaussiano</translation>
    </message>
    <message>
        <source>Matern</source>
        <translation>Matérn</translation>
    </message>
    <message>
        <source>(K/100)^4</source>
        <translation>(K/100)^4</translation>
    </message>
    <message>
        <source>linear power</source>
        <translation>potencia lineal</translation>
    </message>
    <message>
        <source>{units} per fine pixel</source>
        <translation>{units} por píxel fino</translation>
    </message>
    <message>
        <source>per fine pixel</source>
        <translation>por píxel fino</translation>
    </message>
    <message>
        <source>Downscaled with covariates</source>
        <translation>Refinado con covariables</translation>
    </message>
    <message>
        <source>What the model missed at the coarse scale was {how}.</source>
        <translation>Lo que el modelo no explicó a la escala gruesa {how}.</translation>
    </message>
    <message>
        <source>Cross-validation by spatial blocks at the coarse scale</source>
        <translation>Validación cruzada por bloques espaciales a la escala gruesa</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Usado</translation>
    </message>
    <message>
        <source>{pixels} coarse pixels in {folds} groups of blocks, each told by what was learned from the others. Models see the covariates' means, and no residual is added; interpolation sees the coarse values around the block, and is linear between them. It tells whether the covariates carry anything, not how good the fine pixels are.</source>
        <translation>{pixels} píxeles gruesos en {folds} grupos de bloques, cada uno estimado con lo aprendido de los demás. Los modelos ven las medias de las covariables y no se añade ningún residuo; la interpolación ve los valores gruesos alrededor del bloque y es lineal entre ellos. Dice si las covariables aportan algo, no cuán buenos son los píxeles finos.</translation>
    </message>
    <message>
        <source>What the model leans on</source>
        <translation>En qué se apoya el modelo</translation>
    </message>
    <message>
        <source>The covariates were blurred by a Gaussian of {sigma} fine pixels, since the variable is that much smoother than they are.</source>
        <translation>Las covariables se suavizaron con una gaussiana de {sigma} píxeles finos, ya que la variable es así de más suave que ellas.</translation>
    </message>
    <message>
        <source>Importances</source>
        <translation>Importancias</translation>
    </message>
    <message>
        <source>Growth of the RMSE</source>
        <translation>Crecimiento del RMSE</translation>
    </message>
    <message>
        <source>By how much the RMSE over the coarse pixels grows when one covariate is shuffled. Covariates that tell the same share their importance.</source>
        <translation>Cuánto crece el RMSE en los píxeles gruesos cuando se baraja una covariable. Las covariables que dicen lo mismo comparten su importancia.</translation>
    </message>
    <message>
        <source>Partial dependence</source>
        <translation>Dependencia parcial</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>Estimación</translation>
    </message>
    <message>
        <source>The mean estimate over the coarse pixels if one covariate had this value in all of them, from its 1st to its 99th percentile.</source>
        <translation>La estimación media en los píxeles gruesos si una covariable tuviera este valor en todos ellos, de su percentil 1 al 99.</translation>
    </message>
    <message>
        <source>Where the model extrapolates</source>
        <translation>Dónde extrapola el modelo</translation>
    </message>
    <message>
        <source>{percent} % of the fine pixels have a covariate outside of the range of the coarse pixels that the model learned from.</source>
        <translation>El {percent} % de los píxeles finos tiene una covariable fuera del rango de los píxeles gruesos de los que aprendió el modelo.</translation>
    </message>
    <message>
        <source>{percent} % of the fine pixels lack a covariate and were filled without any.</source>
        <translation>Al {percent} % de los píxeles finos le falta una covariable y se rellenó sin ninguna.</translation>
    </message>
    <message>
        <source>Share of the fine pixels outside of the learned range</source>
        <translation>Proporción de los píxeles finos fuera del rango aprendido</translation>
    </message>
    <message>
        <source>Covariate</source>
        <translation>Covariable</translation>
    </message>
    <message>
        <source>Learned from</source>
        <translation>Aprendido desde</translation>
    </message>
    <message>
        <source>Learned to</source>
        <translation>Aprendido hasta</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>Por debajo</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>Por encima</translation>
    </message>
    <message>
        <source>By {count} pixels of evenly spread rows.</source>
        <translation>Según {count} píxeles de filas repartidas por igual.</translation>
    </message>
    <message>
        <source>The {shown} most important of {count} covariates are listed.</source>
        <translation>Se listan las {shown} más importantes de {count} covariables.</translation>
    </message>
    <message>
        <source>Variogram of the coarse values</source>
        <translation>Variograma de los valores gruesos</translation>
    </message>
    <message>
        <source>What the coarse raster says more than the model: coarse value less the mean of the model's fine pixels. A pattern in it is what the covariates do not tell.</source>
        <translation>Lo que el ráster grueso dice de más que el modelo: el valor grueso menos la media de los píxeles finos del modelo. Un patrón en él es lo que las covariables no dicen.</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Incertidumbre</translation>
    </message>
    <message>
        <source>1 sigma is what the method tells of itself; no test stands behind it.</source>
        <translation>El sigma es lo que el método dice de sí mismo; ninguna prueba lo respalda.</translation>
    </message>
    <message>
        <source>The output's 1 sigma is what the method tells of itself, times {factor}: so it is as large as the errors at the coarse scale let expect below it.</source>
        <translation>El sigma de la salida es lo que el método dice de sí mismo, multiplicado por {factor}: así es tan grande como los errores a la escala gruesa hacen esperar por debajo de ella.</translation>
    </message>
    <message>
        <source>{name} ({unit})</source>
        <translation>{name} ({unit})</translation>
    </message>
    <message>
        <source>{name}: whether the result beats interpolation could not be tested.</source>
        <translation>{name}: no se pudo probar si el resultado supera a la interpolación.</translation>
    </message>
    <message>
        <source>{name} is interpolated ({method}, RMSE {rmse} in the scale-up test): its fine pixels hold no detail that covariates tell.</source>
        <translation>{name} está interpolado ({method}, RMSE {rmse} en la prueba de escala): sus píxeles finos no contienen detalle que venga de covariables.</translation>
    </message>
    <message>
        <source>{name}, {method}: in the scale-up test its RMSE is {rmse}, {percent} % less than the {plain} of bilinear interpolation.</source>
        <translation>{name}, {method}: en la prueba de escala su RMSE es {rmse}, un {percent} % menos que el {plain} de la interpolación bilineal.</translation>
    </message>
    <message>
        <source>{name}, {method}: in the scale-up test its RMSE is {rmse}, {percent} % more than the {plain} of bilinear interpolation, which would do better.</source>
        <translation>{name}, {method}: en la prueba de escala su RMSE es {rmse}, un {percent} % más que el {plain} de la interpolación bilineal, que lo haría mejor.</translation>
    </message>
    <message>
        <source>{name}, {method}: in the scale-up test its RMSE is {rmse}, about the same as the {plain} of bilinear interpolation.</source>
        <translation>{name}, {method}: en la prueba de escala su RMSE es {rmse}, casi igual que el {plain} de la interpolación bilineal.</translation>
    </message>
    <message>
        <source>The scale-up test: the coarse raster as the truth</source>
        <translation>La prueba de escala: el ráster grueso como verdad</translation>
    </message>
    <message>
        <source>RMSE to that of interpolation</source>
        <translation>RMSE respecto al de la interpolación</translation>
    </message>
    <message>
        <source>The coarse raster and the covariates were aggregated once more, by {rows} x {columns} coarse pixels, downscaled, and compared with the coarse raster itself ({pixels} pixels). What holds from that scale to this one is an assumption. Coherent: held to the values that were downscaled, as the output is; plain interpolation is not.</source>
        <translation>El ráster grueso y las covariables se agregaron una vez más, de {rows} x {columns} píxeles gruesos, se refinaron y se compararon con el propio ráster grueso ({pixels} píxeles). Qué se mantiene de aquella escala a esta es una suposición. Coherente: ajustado a los valores que se refinaron, como la salida; la interpolación simple no lo está.</translation>
    </message>
    <message>
        <source>In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method tells of itself: by itself it is too sure.</source>
        <translation>En la prueba de escala, el 68 % de los errores quedó dentro de {factor} veces el sigma que el método dice de sí mismo: por sí solo está demasiado seguro.</translation>
    </message>
    <message>
        <source>In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method tells of itself: by itself it is too cautious.</source>
        <translation>En la prueba de escala, el 68 % de los errores quedó dentro de {factor} veces el sigma que el método dice de sí mismo: por sí solo es demasiado cauto.</translation>
    </message>
    <message>
        <source>In the scale-up test 68 % of the errors lay within {factor} times the 1 sigma that the method tells of itself: it covers what it says.</source>
        <translation>En la prueba de escala, el 68 % de los errores quedó dentro de {factor} veces el sigma que el método dice de sí mismo: cubre lo que dice.</translation>
    </message>
    <message>
        <source>block</source>
        <translation>por bloques</translation>
    </message>
    <message>
        <source>smooth</source>
        <translation>suave</translation>
    </message>
    <message>
        <source>kriging</source>
        <translation>kriging</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>{unit} squared</source>
        <translation>{unit} al cuadrado</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Distancia</translation>
    </message>
    <message>
        <source>Semivariance</source>
        <translation>Semivarianza</translation>
    </message>
    <message>
        <source>{count} classes of distance from {first} to {last}; semivariance from {low} to {high}; variance of all values {variance}.</source>
        <translation>{count} clases de distancia de {first} a {last}; semivarianza de {low} a {high}; varianza de todos los valores {variance}.</translation>
    </message>
    <message>
        <source>Coarse pixels</source>
        <translation>Píxeles gruesos</translation>
    </message>
    <message>
        <source>Points (fine pixels)</source>
        <translation>Puntos (píxeles finos)</translation>
    </message>
    <message>
        <source>Models of the variogram</source>
        <translation>Modelos del variograma</translation>
    </message>
    <message>
        <source>Model of</source>
        <translation>Modelo de</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Nugget</source>
        <translation>Pepita</translation>
    </message>
    <message>
        <source>Sill</source>
        <translation>Meseta</translation>
    </message>
    <message>
        <source>Range parameter</source>
        <translation>Parámetro de alcance</translation>
    </message>
    <message>
        <source>Practical range</source>
        <translation>Alcance práctico</translation>
    </message>
    <message>
        <source>The experimental variogram</source>
        <translation>El variograma experimental</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Model of coarse pixels</source>
        <translation>Modelo de los píxeles gruesos</translation>
    </message>
    <message>
        <source>Point model, averaged</source>
        <translation>Modelo de puntos, promediado</translation>
    </message>
    <message>
        <source>Experimental</source>
        <translation>Experimental</translation>
    </message>
    <message>
        <source>Point model</source>
        <translation>Modelo de puntos</translation>
    </message>
    <message>
        <source>Point model, averaged over coarse pixels</source>
        <translation>Modelo de puntos, promediado sobre píxeles gruesos</translation>
    </message>
    <message>
        <source>The output was not held to the coarse values; aggregated, it differs from them.</source>
        <translation>La salida no se ajustó a los valores gruesos; agregada, difiere de ellos.</translation>
    </message>
    <message>
        <source>The largest miss of the aggregated output</source>
        <translation>La mayor desviación de la salida agregada</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Largest miss</source>
        <translation>Mayor desviación</translation>
    </message>
    <message>
        <source>Of the range of the coarse values</source>
        <translation>Del rango de los valores gruesos</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Coarse pixels that were held to their value: {count}.</source>
        <translation>Píxeles gruesos ajustados a su valor: {count}.</translation>
    </message>
    <message>
        <source>Coarse pixels with a value, but too few fine pixels to carry it: {count}.</source>
        <translation>Píxeles gruesos con valor, pero con demasiado pocos píxeles finos que lo lleven: {count}.</translation>
    </message>
    <message>
        <source>Coarse pixels that the limits keep from their value: {count}.</source>
        <translation>Píxeles gruesos a los que los límites impiden llegar a su valor: {count}.</translation>
    </message>
    <message>
        <source>Coarse input</source>
        <translation>Entrada gruesa</translation>
    </message>
    <message>
        <source>1 sigma</source>
        <translation>1 sigma</translation>
    </message>
    <message>
        <source>Residual of the coarse pixels</source>
        <translation>Residuo de los píxeles gruesos</translation>
    </message>
    <message>
        <source>What the model missed</source>
        <translation>Lo que el modelo no explicó</translation>
    </message>
    <message>
        <source>What to do with the result</source>
        <translation>Qué hacer con el resultado</translation>
    </message>
    <message>
        <source>The fine pixels are estimates, no measurements: do not compare them with points as if they were, and do not train other models on them as if they were observed.</source>
        <translation>Los píxeles finos son estimaciones, no mediciones: no los compare con puntos como si lo fueran, ni entrene con ellos otros modelos como si se hubieran observado.</translation>
    </message>
    <message>
        <source>Use them with their uncertainty. Neighbouring pixels err together: of an area, the error is larger than that of independent pixels would be, and realisations tell it.</source>
        <translation>Úselos con su incertidumbre. Los píxeles vecinos yerran juntos: el error de un área es mayor que el de píxeles independientes, y las realizaciones lo dicen.</translation>
    </message>
    <message>
        <source>An estimate is smoother than the truth: for extremes and exceedances take realisations.</source>
        <translation>Una estimación es más suave que la verdad: para extremos y excedencias use realizaciones.</translation>
    </message>
    <message>
        <source>Aggregated to the coarse pixels, a coherent output says what the coarse raster says, and no more.</source>
        <translation>Agregada a los píxeles gruesos, una salida coherente dice lo que dice el ráster grueso, y nada más.</translation>
    </message>
    <message>
        <source>Where the covariates lie outside of the range that the model learned from, trust it least.</source>
        <translation>Donde las covariables quedan fuera del rango del que aprendió el modelo, confíe menos en él.</translation>
    </message>
    <message>
        <source>method</source>
        <translation>método</translation>
    </message>
    <message>
        <source>residual</source>
        <translation>residuo</translation>
    </message>
    <message>
        <source>The share of coarse pixels to train on is {value:g}; it must lie between 0 and 1.</source>
        <translation>La parte de los píxeles gruesos de la que se aprende es {value:g}; debe estar entre 0 y 1.</translation>
    </message>
    <message>
        <source>The width of the point spread is {value:g} m; it must be positive.</source>
        <translation>La anchura de la dispersión puntual es {value:g} m; debe ser positiva.</translation>
    </message>
    <message>
        <source>The limits {low:g} and {high:g} leave no range; give the lower one first.</source>
        <translation>Los límites {low:g} y {high:g} no dejan ningún rango; dé primero el menor.</translation>
    </message>
    <message>
        <source>Neither covariates nor a target grid are given; give one of them.</source>
        <translation>No se dan ni covariables ni una cuadrícula de destino; dé una de las dos cosas.</translation>
    </message>
    <message>
        <source>{name} and the covariate {covariate} do not overlap; check the extent and both CRSs, or leave this covariate out.</source>
        <translation>{name} y la covariable {covariate} no se superponen; revise la extensión y ambos SRC, o deje fuera esta covariable.</translation>
    </message>
    <message>
        <source>{name} and the fine grid do not overlap; check the extent and both CRSs.</source>
        <translation>{name} y la cuadrícula fina no se superponen; revise la extensión y ambos SRC.</translation>
    </message>
    <message>
        <source>The fine grid's pixels are as large as those of {name} or larger ({area:.3g} to one coarse pixel); choose a finer grid, or aggregate instead.</source>
        <translation>Los píxeles de la cuadrícula fina son tan grandes como los de {name} o mayores ({area:.3g} por píxel grueso); elija una cuadrícula más fina, o agregue en su lugar.</translation>
    </message>
    <message>
        <source>{count:,} coarse pixels are more than the {most:,} that can be downscaled at once; choose a smaller area.</source>
        <translation>{count:,} píxeles gruesos son más que los {most:,} que se pueden refinar de una vez; elija un área menor.</translation>
    </message>
    <message>
        <source>Kriging between grids that are not nested is limited to {most:,} fine pixels, and the grid has {count:,}; choose a grid aligned with the input, a smaller area, or another method.</source>
        <translation>El kriging entre cuadrículas que no están anidadas se limita a {most:,} píxeles finos, y la cuadrícula tiene {count:,}; elija una cuadrícula alineada con la entrada, un área menor u otro método.</translation>
    </message>
    <message>
        <source>Only {count} coarse pixels have a value and covariates, and at least {fewest} are needed to learn from; take a larger area, or covariates with fewer holes.</source>
        <translation>Solo {count} píxeles gruesos tienen un valor y covariables, y para aprender hacen falta al menos {fewest}; tome un área mayor, o covariables con menos huecos.</translation>
    </message>
    <message>
        <source>The coarse values are all {value:g}: there is nothing to downscale.</source>
        <translation>Los valores gruesos son todos {value:g}: no hay nada que refinar.</translation>
    </message>
    <message>
        <source>The method {method} is used: in the scale-up test its RMSE is {rmse:.4g}, {percent:.0f} % below the {plain:.4g} of bilinear interpolation.</source>
        <translation>Se usa el método {method}: en la prueba de escala su RMSE es {rmse:.4g}, un {percent:.0f} % por debajo del {plain:.4g} de la interpolación bilineal.</translation>
    </message>
    <message>
        <source>A blend is used, of {members}, and {rest:.0f} % interpolation: in the scale-up test its RMSE is {rmse:.4g}, {percent:.0f} % below the {plain:.4g} of bilinear interpolation.</source>
        <translation>Se usa una mezcla de {members} y {rest:.0f} % de interpolación: en la prueba de escala su RMSE es {rmse:.4g}, un {percent:.0f} % por debajo del {plain:.4g} de la interpolación bilineal.</translation>
    </message>
    <message>
        <source>Interpolation by {plain} is used: no model could be tried.</source>
        <translation>Se usa la interpolación por {plain}: no se pudo probar ningún modelo.</translation>
    </message>
    <message>
        <source>Interpolation by {plain} is used: in the scale-up test the detail that covariates add does not come closer to the truth (RMSE {rmse:.4g}, and {other:.4g} with {method}, the best model).</source>
        <translation>Se usa la interpolación por {plain}: en la prueba de escala el detalle que añaden las covariables no se acerca más a la verdad (RMSE {rmse:.4g}, y {other:.4g} con {method}, el mejor modelo).</translation>
    </message>
    <message>
        <source>{count} coarse pixels are too few for the scale-up test, which needs {least}; take a larger area, or choose a method yourself.</source>
        <translation>{count} píxeles gruesos son demasiado pocos para la prueba de escala, que necesita {least}; tome un área mayor, o elija usted un método.</translation>
    </message>
    <message>
        <source>No granule has an asset {word}; there are: {names}.</source>
        <translation>Ningún gránulo tiene una banda {word}; hay: {names}.</translation>
    </message>
    <message>
        <source>{name} cannot be cut to the area ({reason}); download it without EXTENT.</source>
        <translation>{name} no se puede recortar al área ({reason}); descárguelo sin EXTENT.</translation>
    </message>
    <message>
        <source>the connection was cut</source>
        <translation>la conexión se cortó</translation>
    </message>
    <message>
        <source>{name}: {reason}; asking again in {seconds:g} s.</source>
        <translation>{name}: {reason}; se vuelve a pedir en {seconds:g} s.</translation>
    </message>
    <message>
        <source>{name} cannot be asked for ({reason}); check its address.</source>
        <translation>{name} no se puede pedir ({reason}); revise su dirección.</translation>
    </message>
    <message>
        <source>the archive does not answer</source>
        <translation>el archivo de datos no responde</translation>
    </message>
    <message>
        <source>the archive cannot be reached, or hung up</source>
        <translation>no se llega al archivo de datos, o este colgó</translation>
    </message>
    <message>
        <source>The archive refuses {name} (403): a licence agreement or an application has to be accepted once; log in at {page} and accept it.</source>
        <translation>El archivo de datos niega {name} (403): hay que aceptar una vez una licencia o una aplicación; entre en {page} y acéptela.</translation>
    </message>
    <message>
        <source>{name} is not in the archive any more ({status}); search again.</source>
        <translation>{name} ya no está en el archivo de datos ({status}); busque otra vez.</translation>
    </message>
    <message>
        <source>The archive refuses {name} (HTTP status {status}); search again, or ask the archive that holds it.</source>
        <translation>El archivo de datos niega {name} (estado HTTP {status}); busque otra vez, o pregunte al archivo de datos que lo guarda.</translation>
    </message>
    <message>
        <source>{name} was not downloaded: {reason}. Try again later; what is there already is not fetched again.</source>
        <translation>{name} no se descargó: {reason}. Inténtelo más tarde; lo que ya está no se trae otra vez.</translation>
    </message>
    <message>
        <source>{name} was not downloaded, after {count} attempts: {reason}. Try again later; what is there already is not fetched again.</source>
        <translation>{name} no se descargó, después de {count} intentos: {reason}. Inténtelo más tarde; lo que ya está no se trae otra vez.</translation>
    </message>
    <message>
        <source>The archive does not give {name} without a valid Earthdata login (401); check user and password in Settings &gt; Options &gt; Multiscale Fusion, in EARTHDATA_USERNAME and EARTHDATA_PASSWORD, or in .netrc. An account is free: {page}.</source>
        <translation>El archivo de datos no entrega {name} sin un acceso válido a Earthdata (401); revise usuario y contraseña en Configuración &gt; Opciones &gt; Multiscale Fusion, en EARTHDATA_USERNAME y EARTHDATA_PASSWORD, o en .netrc. Una cuenta es gratuita: {page}.</translation>
    </message>
    <message>
        <source>the archive asks for fewer requests (429)</source>
        <translation>el archivo de datos pide menos peticiones (429)</translation>
    </message>
    <message>
        <source>the archive is busy or out of order ({status})</source>
        <translation>el archivo de datos está ocupado o fuera de servicio ({status})</translation>
    </message>
    <message>
        <source>The Earthdata login lacks its user name or its password; enter both, or a token.</source>
        <translation>A los datos de acceso a Earthdata les falta el usuario o la contraseña; introduzca ambos, o un token.</translation>
    </message>
    <message>
        <source>The Earthdata login holds characters that cannot be sent, such as a line break; enter it again.</source>
        <translation>Los datos de acceso a Earthdata contienen caracteres que no se pueden enviar, como un salto de línea; introdúzcalos de nuevo.</translation>
    </message>
    <message>
        <source>{name} is downloaded whole.</source>
        <translation>{name} se descarga entero.</translation>
    </message>
    <message>
        <source>Two different files are called {name}; download them one after the other, into folders of their own.</source>
        <translation>Dos archivos distintos se llaman {name}; descárguelos uno tras otro, cada uno en su carpeta.</translation>
    </message>
    <message>
        <source>The files have {needed:,} bytes, and {folder} has space for {free:,}; free some space, choose another folder or fewer granules.</source>
        <translation>Los archivos tienen {needed:,} bytes, y en {folder} hay espacio para {free:,}; libere espacio, elija otra carpeta o menos gránulos.</translation>
    </message>
    <message>
        <source>{count} of {all} files are missing; the first of them: {reason}</source>
        <translation>Faltan {count} de {all} archivos; el primero de ellos: {reason}</translation>
    </message>
    <message>
        <source>{new} files downloaded, {window} of them as the area of interest alone ({size}); {present} were there already.</source>
        <translation>{new} archivos descargados, {window} de ellos solo en el área de interés ({size}); {present} ya estaban.</translation>
    </message>
    <message>
        <source>{count} of them went on where an earlier run had ended.</source>
        <translation>{count} de ellos siguieron donde había terminado una ejecución anterior.</translation>
    </message>
    <message>
        <source>{count} files have no pixel in the area of interest.</source>
        <translation>{count} archivos no tienen ningún píxel en el área de interés.</translation>
    </message>
    <message>
        <source>The archive's catalogue has no checksum for {count} of the files; their sizes were checked as far as they are known.</source>
        <translation>El catálogo del archivo de datos no tiene suma de comprobación para {count} de los archivos; se comprobaron sus tamaños hasta donde se conocen.</translation>
    </message>
    <message>
        <source>{count} of {all} files are missing; run it again: what is there is skipped.</source>
        <translation>Faltan {count} de {all} archivos; ejecútelo otra vez: lo que ya está se salta.</translation>
    </message>
    <message>
        <source>the chosen login</source>
        <translation>el acceso elegido</translation>
    </message>
    <message>
        <source>environment variables</source>
        <translation>variables de entorno</translation>
    </message>
    <message>
        <source>NASA Earthdata refuses the login: user name, password or token are wrong, or the token has expired; correct it where it is kept: in Settings &gt; Options &gt; Multiscale Fusion, in {user} and {password} or {token}, or in .netrc. A password is reset, and an account is registered free of charge, at {page}.</source>
        <translation>NASA Earthdata rechaza los datos de acceso: el usuario, la contraseña o el token no son correctos, o el token ha caducado; corríjalos donde se guardan: en Configuración &gt; Opciones &gt; Multiscale Fusion, en {user} y {password} o {token}, o en .netrc. La contraseña se restablece, y una cuenta se registra gratis, en {page}.</translation>
    </message>
    <message>
        <source>{variable} is {address}; it must be the address of an archive, such as https://localhost:8443, or empty.</source>
        <translation>{variable} es {address}; debe ser la dirección de un archivo, como https://localhost:8443, o estar vacía.</translation>
    </message>
    <message>
        <source>The certificate of NASA Earthdata is not accepted; check this computer's clock, and whether a proxy stands in between, whose certificate REQUESTS_CA_BUNDLE then has to name.</source>
        <translation>No se acepta el certificado de NASA Earthdata; compruebe el reloj de este ordenador, y si hay un proxy de por medio, cuyo certificado tiene que indicar entonces REQUESTS_CA_BUNDLE.</translation>
    </message>
    <message>
        <source>NASA Earthdata does not answer in time; try again later.</source>
        <translation>NASA Earthdata no contesta a tiempo; inténtelo más tarde.</translation>
    </message>
    <message>
        <source>NASA Earthdata is busy or out of order (HTTP status {status}); try again later.</source>
        <translation>NASA Earthdata está ocupado o averiado (estado HTTP {status}); inténtelo más tarde.</translation>
    </message>
    <message>
        <source>NASA Earthdata gives an answer that cannot be read; try again later.</source>
        <translation>NASA Earthdata da una respuesta que no se puede leer; inténtelo más tarde.</translation>
    </message>
    <message>
        <source>NASA Earthdata cannot be reached; check the connection to the network, and the proxy if there is one.</source>
        <translation>No se llega a NASA Earthdata; compruebe la conexión a la red, y el proxy si lo hay.</translation>
    </message>
    <message>
        <source>The login file {name} cannot be read ({reason}); correct it or remove it.</source>
        <translation>El archivo de acceso {name} no se puede leer ({reason}); corríjalo o elimínelo.</translation>
    </message>
    <message>
        <source>No login to NASA Earthdata is found; choose one in Settings &gt; Options &gt; Multiscale Fusion, or set {user} and {password} or {token}, or give {host} a line in .netrc. An account is registered free of charge at {page}.</source>
        <translation>No se encuentran datos de acceso a NASA Earthdata; elija unos en Configuración &gt; Opciones &gt; Multiscale Fusion, o defina {user} y {password} o {token}, o dé a {host} una línea en .netrc. Una cuenta se registra gratis en {page}.</translation>
    </message>
    <message>
        <source>The address {url} names no file; choose other granules or assets.</source>
        <translation>La dirección {url} no nombra ningún archivo; elija otros gránulos u otras bandas.</translation>
    </message>
    <message>
        <source>No product is given; give its short name, such as HLSL30, or its DOI.</source>
        <translation>No se indica ningún producto; indique su nombre corto, como HLSL30, o su DOI.</translation>
    </message>
    <message>
        <source>The search ends on {end}, before it begins on {begin}; exchange the two.</source>
        <translation>La búsqueda termina el {end}, antes de empezar el {begin}; intercambie los dos.</translation>
    </message>
    <message>
        <source>The extent {box} does not lie on the globe; give west, east, south and north in degrees.</source>
        <translation>La extensión {box} no está en el globo; indique oeste, este, sur y norte en grados.</translation>
    </message>
    <message>
        <source>The cloud cover must be from 0 to 100 percent, not {value:g}.</source>
        <translation>La nubosidad debe ser de 0 a 100 por ciento, no {value:g}.</translation>
    </message>
    <message>
        <source>NASA Earthdata holds no product {product}; give its short name as the archive writes it, such as HLSL30 or MOD11A1, or its DOI. Names are listed at {page}.</source>
        <translation>NASA Earthdata no guarda ningún producto {product}; indique su nombre corto como lo escribe el archivo, por ejemplo HLSL30 o MOD11A1, o su DOI. Los nombres están en {page}.</translation>
    </message>
    <message>
        <source>NASA Earthdata holds no version {version} of {product}; there are: {versions}.</source>
        <translation>NASA Earthdata no guarda ninguna versión {version} de {product}; hay: {versions}.</translation>
    </message>
    <message>
        <source>NASA Earthdata does not understand the search: {reason}.</source>
        <translation>NASA Earthdata no entiende la búsqueda: {reason}.</translation>
    </message>
    <message>
        <source>The archive describes a granule in a way that cannot be read ({reason}).</source>
        <translation>El archivo describe un gránulo de un modo que no se puede leer ({reason}).</translation>
    </message>
    <message>
        <source>{product}, version {version}: {hits:,} granules in the archive fit.</source>
        <translation>{product}, versión {version}: {hits:,} gránulos del archivo cumplen.</translation>
    </message>
    <message>
        <source>The first {count:,} of them are taken; raise LIMIT, or narrow the search.</source>
        <translation>Se toman los primeros {count:,}; aumente LIMIT, o acote la búsqueda.</translation>
    </message>
    <message>
        <source>Nothing fits; widen the extent, the dates or the cloud cover.</source>
        <translation>No cumple ninguno; amplíe la extensión, las fechas o la nubosidad.</translation>
    </message>
    <message>
        <source>Many products tell no cloud cover: with CLOUD_COVER given, none of their granules is found. Leave it out for them.</source>
        <translation>Muchos productos no dicen su nubosidad: con CLOUD_COVER no se encuentra ninguno de sus gránulos. Déjelo sin valor para ellos.</translation>
    </message>
    <message>
        <source>files</source>
        <translation>archivos</translation>
    </message>
    <message>
        <source>{name} came damaged twice: {reason}. Nothing was kept of it; try again later, and tell the archive if it stays so.</source>
        <translation>{name} llegó dañado dos veces: {reason}. No se guardó nada de él; inténtelo más tarde, y avise al archivo de datos si sigue así.</translation>
    </message>
    <message>
        <source>the file has changed</source>
        <translation>el archivo ha cambiado</translation>
    </message>
    <message>
        <source>the archive sent another part than was asked for</source>
        <translation>el archivo de datos envió una parte distinta de la pedida</translation>
    </message>
    <message>
        <source>There is no space for {name} in {folder}: it has {size:,} bytes still to come; free some space or choose another folder.</source>
        <translation>No hay espacio para {name} en {folder}: faltan {size:,} bytes por llegar; libere espacio o elija otra carpeta.</translation>
    </message>
    <message>
        <source>it has {found:,} bytes, and the archive's catalogue says {size:,}</source>
        <translation>tiene {found:,} bytes, y el catálogo del archivo de datos dice {size:,}</translation>
    </message>
    <message>
        <source>its {algorithm} checksum is not the one in the archive's catalogue</source>
        <translation>su suma de comprobación {algorithm} no es la del catálogo del archivo de datos</translation>
    </message>
    <message>
        <source>The Python package "{package}" is missing</source>
        <translation>Falta el paquete de Python "{package}"</translation>
    </message>
    <message>
        <source>The Python package "{package}" does not load ({reason})</source>
        <translation>El paquete de Python "{package}" no se carga ({reason})</translation>
    </message>
    <message>
        <source>{problem}; {hint}.</source>
        <translation>{problem}; {hint}.</translation>
    </message>
    <message>
        <source>install it with: conda install -c conda-forge {package}</source>
        <translation>instálelo con: conda install -c conda-forge {package}</translation>
    </message>
    <message>
        <source>install it in the OSGeo4W shell with: python -m pip install --user {package}</source>
        <translation>instálelo en la consola de OSGeo4W con: python -m pip install --user {package}</translation>
    </message>
    <message>
        <source>install it with: "{python}" -m pip install --user {package}</source>
        <translation>instálelo con: "{python}" -m pip install --user {package}</translation>
    </message>
    <message>
        <source>install it with: {python} -m pip install {package}</source>
        <translation>instálelo con: {python} -m pip install {package}</translation>
    </message>
    <message>
        <source>install it by running: make install (in the plugin's folder)</source>
        <translation>instálelo ejecutando: make install (en la carpeta del complemento)</translation>
    </message>
    <message>
        <source>install it with: {command}</source>
        <translation>instálelo con: {command}</translation>
    </message>
    <message>
        <source>[{code}] {subject}: {text}</source>
        <translation>[{code}] {subject}: {text}</translation>
    </message>
    <message>
        <source>[{code}] {text}</source>
        <translation>[{code}] {text}</translation>
    </message>
    <message>
        <source>{text} {remedy}</source>
        <translation>{text} {remedy}</translation>
    </message>
    <message>
        <source>{finding} To go on in spite of it, name {code} in ACCEPT.</source>
        <translation>{finding} Para continuar de todos modos, nombre {code} en ACCEPT.</translation>
    </message>
    <message>
        <source>{product} has no beams; leave BEAMS empty.</source>
        <translation>{product} no tiene haces; deje BEAMS vacío.</translation>
    </message>
    <message>
        <source>{product} has no beam {name}; {granule} has {beams}, or give a kind such as strong or full_power.</source>
        <translation>{product} no tiene ningún haz {name}; {granule} tiene {beams}, o dé una clase como strong o full_power.</translation>
    </message>
    <message>
        <source>no position</source>
        <translation>sin posición</translation>
    </message>
    <message>
        <source>outside of the extent</source>
        <translation>fuera de la extensión</translation>
    </message>
    <message>
        <source>outside of the time range</source>
        <translation>fuera del intervalo de tiempo</translation>
    </message>
    <message>
        <source>not {rule}</source>
        <translation>no cumplen {rule}</translation>
    </message>
    <message>
        <source>{count} footprints read.</source>
        <translation>{count} huellas leídas.</translation>
    </message>
    <message>
        <source>{count} dropped: {reason}.</source>
        <translation>{count} descartadas: {reason}.</translation>
    </message>
    <message>
        <source>{count} footprints kept.</source>
        <translation>{count} huellas conservadas.</translation>
    </message>
    <message>
        <source>it lacks {name}, so that this part of the recommended filter is not applied.</source>
        <translation>le falta {name}, de modo que esa parte del filtro recomendado no se aplica.</translation>
    </message>
    <message>
        <source>Look for another flag of quality among its variables and filter by that, or take the whole granule.</source>
        <translation>Busque otro indicador de calidad entre sus variables y filtre por él, o tome el gránulo entero.</translation>
    </message>
    <message>
        <source>{count} {reason}</source>
        <translation>{count} {reason}</translation>
    </message>
    <message>
        <source>no footprint is left of the {count} that were read ({reasons}), and the layer is empty.</source>
        <translation>no queda ninguna de las {count} huellas leídas ({reasons}), y la capa está vacía.</translation>
    </message>
    <message>
        <source>the granules hold no footprints, and the layer is empty.</source>
        <translation>los gránulos no contienen huellas, y la capa está vacía.</translation>
    </message>
    <message>
        <source>Widen EXTENT or TIME_RANGE, or read without QUALITY and filter by the fields.</source>
        <translation>Amplíe EXTENT o TIME_RANGE, o lea sin QUALITY y filtre por los campos.</translation>
    </message>
    <message>
        <source>{percent:.3g} % of the footprints do not pass the recommended filter, which was not applied.</source>
        <translation>el {percent:.3g} % de las huellas no pasa el filtro recomendado, que no se aplicó.</translation>
    </message>
    <message>
        <source>Set QUALITY, or filter by the fields that the filter looks at before values are used.</source>
        <translation>Active QUALITY, o filtre por los campos que mira el filtro antes de usar los valores.</translation>
    </message>
    <message>
        <source>{name} lacks the dataset {dataset} in {beam}; download it again with this dataset.</source>
        <translation>A {name} le falta el conjunto de datos {dataset} en {beam}; descárguelo de nuevo con esos datos.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); it is damaged or out of reach: copy or download it again.</source>
        <translation>{path} no se puede leer ({reason}); está dañado o fuera de alcance: cópielo o descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>{name} is none of the products that are known here ({products}); choose another file, or name its product.</source>
        <translation>{name} no es ninguno de los productos que aquí se conocen ({products}); elija otro archivo, o nombre su producto.</translation>
    </message>
    <message>
        <source>{name} is {found} and not {product}; choose another file, or the product auto.</source>
        <translation>{name} es {found} y no {product}; elija otro archivo, o el producto auto.</translation>
    </message>
    <message>
        <source>{name} has no dataset {dataset}, so that it is not {product}; choose another file or product.</source>
        <translation>{name} no tiene el conjunto de datos {dataset}, así que no es {product}; elija otro archivo u otro producto.</translation>
    </message>
    <message>
        <source>{name} holds no beams ({groups}) with footprints; choose another granule.</source>
        <translation>{name} no contiene haces ({groups}) con huellas; elija otro gránulo.</translation>
    </message>
    <message>
        <source>No granule is given; choose one.</source>
        <translation>No se da ningún gránulo; elija uno.</translation>
    </message>
    <message>
        <source>{path} does not exist; check the path.</source>
        <translation>{path} no existe; compruebe la ruta.</translation>
    </message>
    <message>
        <source>{path} is a folder, not a granule; choose a file.</source>
        <translation>{path} es una carpeta, no un gránulo; elija un archivo.</translation>
    </message>
    <message>
        <source>{path} may not be read; ask for the permission to read it.</source>
        <translation>No se permite leer {path}; pida permiso para leerlo.</translation>
    </message>
    <message>
        <source>{path} is an empty file; copy or download it again.</source>
        <translation>{path} es un archivo vacío; cópielo o descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>{path} is no HDF5 or netCDF-4 file; choose a granule.</source>
        <translation>{path} no es un archivo HDF5 ni netCDF-4; elija un gránulo.</translation>
    </message>
    <message>
        <source>{path} is truncated: its end is missing; download it again.</source>
        <translation>{path} está truncado: le falta el final; descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>{path} does not open as HDF5 ({reason}); copy or download it again.</source>
        <translation>{path} no se abre como HDF5 ({reason}); cópielo o descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>Times are UTC: the 18 leap seconds since 1980 are taken off GPS time.</source>
        <translation>Las horas son UTC: a la hora GPS se le restan los 18 segundos intercalares desde 1980.</translation>
    </message>
    <message>
        <source>ATL08 has no single quality flag. Clouds stand in layer_flag and cloud_flag_atm: they are written, and nothing is dropped for them.</source>
        <translation>ATL08 no tiene un único indicador de calidad. Las nubes están en layer_flag y cloud_flag_atm: se escriben, y nada se descarta por ellos.</translation>
    </message>
    <message>
        <source>signal_conf_ph is the largest confidence of the five surface types: 3 is medium, 4 is high.</source>
        <translation>signal_conf_ph es la mayor confianza de los cinco tipos de superficie: 3 es media, 4 es alta.</translation>
    </message>
    <message>
        <source>Places are those of the last bin of the waveforms, which lies nearest to the ground.</source>
        <translation>Los lugares son los de la última muestra de las formas de onda, la más cercana al suelo.</translation>
    </message>
    <message>
        <source>{name} = {value:g}</source>
        <translation>{name} = {value:g}</translation>
    </message>
    <message>
        <source>{name} &gt;= {value:g}</source>
        <translation>{name} &gt;= {value:g}</translation>
    </message>
    <message>
        <source>{name} &gt;= {value:g} (between the tropics {tropics:g})</source>
        <translation>{name} &gt;= {value:g} (entre los trópicos {tropics:g})</translation>
    </message>
    <message>
        <source>Recommended filter of {product}: {rules}.</source>
        <translation>Filtro recomendado de {product}: {rules}.</translation>
    </message>
    <message>
        <source>{name} is {product}, and the granules before it are {first}; read one product at a time.</source>
        <translation>{name} es {product}, y los gránulos anteriores son {first}; lea un producto cada vez.</translation>
    </message>
    <message>
        <source>None of the beams {asked} is in the granules; {name} has {beams}.</source>
        <translation>Ninguno de los haces {asked} está en los gránulos; {name} tiene {beams}.</translation>
    </message>
    <message>
        <source>The granules lack {names}, which {product} has by default.</source>
        <translation>A los gránulos les falta {names}, que {product} suele tener.</translation>
    </message>
    <message>
        <source>TIME_RANGE {text} ends before it begins; exchange its two dates.</source>
        <translation>TIME_RANGE {text} termina antes de empezar; intercambie sus dos fechas.</translation>
    </message>
    <message>
        <source>TIME_RANGE {text} is no range of dates; give it as 2019-04-18/2019-05-01 or 2019-04-18T08:00:00Z/2019-04-18T09:00:00Z, with .. for an open end.</source>
        <translation>TIME_RANGE {text} no es un intervalo de fechas; délo como 2019-04-18/2019-05-01 o 2019-04-18T08:00:00Z/2019-04-18T09:00:00Z, con .. para un extremo abierto.</translation>
    </message>
    <message>
        <source>{granule} has several variables {name}; name one of them with its groups: {paths}.</source>
        <translation>{granule} tiene varias variables {name}; nombre una de ellas con sus grupos: {paths}.</translation>
    </message>
    <message>
        <source> (did you mean {close}?)</source>
        <translation> (¿quiso decir {close}?)</translation>
    </message>
    <message>
        <source>{granule} has no variable {name}{hint}; it has {names}.</source>
        <translation>{granule} no tiene ninguna variable {name}{hint}; tiene {names}.</translation>
    </message>
    <message>
        <source>a grid raster, or a target CRS and a resolution, or a grid preset</source>
        <translation>un ráster de cuadrícula, o un SRC de destino y una resolución, o una cuadrícula predefinida</translation>
    </message>
    <message>
        <source>The target grid is given in three ways; give either {ways}.</source>
        <translation>La cuadrícula de destino se ha indicado de tres maneras; indique solo una: {ways}.</translation>
    </message>
    <message>
        <source>The target grid is given in two ways; give either {ways}.</source>
        <translation>La cuadrícula de destino se ha indicado de dos maneras; indique solo una: {ways}.</translation>
    </message>
    <message>
        <source>The target grid is not given; give {ways}.</source>
        <translation>No se ha indicado la cuadrícula de destino; indique {ways}.</translation>
    </message>
    <message>
        <source>The resolution needs a target CRS; give one, or a grid raster or preset instead of both.</source>
        <translation>La resolución necesita un SRC de destino; indique uno, o un ráster de cuadrícula o una cuadrícula predefinida en lugar de ambos.</translation>
    </message>
    <message>
        <source>The target CRS needs a resolution; give one, or a grid raster or preset instead of both.</source>
        <translation>El SRC de destino necesita una resolución; indique una, o un ráster de cuadrícula o una cuadrícula predefinida en lugar de ambos.</translation>
    </message>
    <message>
        <source>The resolution is {resolution:g}; it must be a positive number of the target CRS's units.</source>
        <translation>La resolución es {resolution:g}; debe ser un número positivo en las unidades del SRC de destino.</translation>
    </message>
    <message>
        <source>The target grid needs an extent, or a raster to cover.</source>
        <translation>La cuadrícula de destino necesita una extensión, o un ráster que cubrir.</translation>
    </message>
    <message>
        <source>The extent is too wide for one UTM zone, which {name} has; give a smaller extent, or choose another grid.</source>
        <translation>La extensión es demasiado ancha para una sola zona UTM, que es lo que tiene {name}; indique una extensión menor, o elija otra cuadrícula.</translation>
    </message>
    <message>
        <source>The ratio is {ratio}; a finer grid has 2 pixels or more to a side of a coarse one.</source>
        <translation>La razón es {ratio}; una cuadrícula más fina tiene 2 píxeles o más a lo largo de uno grueso.</translation>
    </message>
    <message>
        <source>The extent and the target grid do not overlap; check the extent and its CRS.</source>
        <translation>La extensión y la cuadrícula de destino no se superponen; compruebe la extensión y su SRC.</translation>
    </message>
    <message>
        <source>The input lies outside the area where the target CRS is defined; choose another target CRS.</source>
        <translation>La entrada está fuera del área en la que el SRC de destino está definido; elija otro SRC de destino.</translation>
    </message>
    <message>
        <source>The input holds a pole, which has no place in the target CRS; choose another target CRS, or give an extent.</source>
        <translation>La entrada contiene un polo, que no tiene lugar en el SRC de destino; elija otro SRC de destino, o indique una extensión.</translation>
    </message>
    <message>
        <source>The grid {name} has the UTM zone of a place; give a raster to cover, or an extent that names its CRS, such as 10,11,45,46 [EPSG:4326].</source>
        <translation>La cuadrícula {name} tiene la zona UTM de un lugar; indique un ráster que cubrir, o una extensión que nombre su SRC, como 10,11,45,46 [EPSG:4326].</translation>
    </message>
    <message>
        <source>The extent lies outside of the grid {name}; check the extent and its CRS.</source>
        <translation>La extensión está fuera de la cuadrícula {name}; compruebe la extensión y su SRC.</translation>
    </message>
    <message>
        <source>The extent is empty; give x min &lt; x max and y min &lt; y max in the target CRS.</source>
        <translation>La extensión está vacía; indique x mín &lt; x máx e y mín &lt; y máx en el SRC de destino.</translation>
    </message>
    <message>
        <source>The target grid would have {columns:,.6g} x {rows:,.6g} cells ({size} in memory), more than any raster file can hold; choose a coarser resolution or a smaller extent.</source>
        <translation>La cuadrícula de destino tendría {columns:,.6g} x {rows:,.6g} celdas ({size} en memoria), más de las que caben en un archivo ráster; elija una resolución más gruesa o una extensión menor.</translation>
    </message>
    <message>
        <source>The grid preset {name} is unknown; choose one of {choices}.</source>
        <translation>La cuadrícula predefinida {name} es desconocida; elija una de {choices}.</translation>
    </message>
    <message>
        <source>hls_30m has no cells at latitude {latitude:.1f}; UTM zones reach from {south:g} to {north:g} degrees, so choose another grid.</source>
        <translation>hls_30m no tiene celdas en la latitud {latitude:.1f}; las zonas UTM van de {south:g} a {north:g} grados, así que elija otra cuadrícula.</translation>
    </message>
    <message>
        <source>{name} holds none of the usual bands of its product; name some of {names} in BANDS.</source>
        <translation>{name} no contiene ninguna de las bandas habituales de su producto; nombre algunas de {names} en BANDS.</translation>
    </message>
    <message>
        <source>{name} may be one of {names}; give the whole name in BANDS.</source>
        <translation>{name} puede ser una de {names}; dé el nombre entero en BANDS.</translation>
    </message>
    <message>
        <source>{granule} has no band {name}; it has {names}.</source>
        <translation>{granule} no tiene la banda {name}; tiene {names}.</translation>
    </message>
    <message>
        <source>No granule is given; choose a file or a folder.</source>
        <translation>No se da ningún gránulo; elija un archivo o una carpeta.</translation>
    </message>
    <message>
        <source>{path} holds no file of a known product; choose the granule's file or folder.</source>
        <translation>{path} no contiene ningún archivo de un producto conocido; elija el archivo o la carpeta del gránulo.</translation>
    </message>
    <message>
        <source>There are no bands beside {name}; choose the folder of the product.</source>
        <translation>No hay bandas junto a {name}; elija la carpeta del producto.</translation>
    </message>
    <message>
        <source>The grid is used as it is. It may have been cropped, resampled or renamed; compare it with the original.</source>
        <translation>La cuadrícula se usa como está. Puede haber sido recortada, remuestreada o renombrada; compárela con el original.</translation>
    </message>
    <message>
        <source>Pixels of {band} measure {width:.6g} m x {height:.6g} m, where {told:g} m are told.</source>
        <translation>Los píxeles de {band} miden {width:.6g} m x {height:.6g} m, donde se dicen {told:g} m.</translation>
    </message>
    <message>
        <source>The grid has {columns} x {rows} pixels, where {wide:.0f} x {high:.0f} are told.</source>
        <translation>La cuadrícula tiene {columns} x {rows} píxeles, donde se dicen {wide:.0f} x {high:.0f}.</translation>
    </message>
    <message>
        <source>The grid lies in UTM zone {zone}, where zone {told:.0f} is told.</source>
        <translation>La cuadrícula está en la zona UTM {zone}, donde se dice la zona {told:.0f}.</translation>
    </message>
    <message>
        <source>The upper left corner of the grid lies at {left:.10g}, {top:.10g}, where {x:.10g}, {y:.10g} is told.</source>
        <translation>La esquina superior izquierda de la cuadrícula está en {left:.10g}, {top:.10g}, donde se dice {x:.10g}, {y:.10g}.</translation>
    </message>
    <message>
        <source>The grid reaches from {x0:.0f} to {x1:.0f} and from {y0:.0f} to {y1:.0f} m, beyond tile h{h:02.0f}v{v:02.0f}, which is told: {left:.0f} to {right:.0f} and {bottom:.0f} to {top:.0f} m.</source>
        <translation>La cuadrícula va de {x0:.0f} a {x1:.0f} y de {y0:.0f} a {y1:.0f} m, más allá de la tesela h{h:02.0f}v{v:02.0f} que se dice: de {left:.0f} a {right:.0f} y de {bottom:.0f} a {top:.0f} m.</translation>
    </message>
    <message>
        <source>The format {format} is unknown; choose one of {choices}.</source>
        <translation>El formato {format} es desconocido; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>A VRT refers to all values of a granule, so that none can be masked; choose {format} as FORMAT, or none as MASK.</source>
        <translation>Un VRT remite a todos los valores de un gránulo, de modo que no puede enmascararse ninguno; elija {format} como FORMAT, o none como MASK.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made ({reason}); choose another one.</source>
        <translation>La carpeta {folder} no puede crearse ({reason}); elija otra.</translation>
    </message>
    <message>
        <source>Of {data:,} pixels with data {kept:,} ({share:.2f} %) are kept.</source>
        <translation>De {data:,} píxeles con datos se conservan {kept:,} ({share:.2f} %).</translation>
    </message>
    <message>
        <source>Kept is what passes {band} ({kind}, {level}): {rule}</source>
        <translation>Se conserva lo que supera {band} ({kind}, {level}): {rule}</translation>
    </message>
    <message>
        <source>{granule} is a swath, whose pixels are put on a grid, so that no VRT can refer to them; choose {format} as FORMAT.</source>
        <translation>{granule} es una franja de barrido, cuyos píxeles se llevan a una cuadrícula, de modo que ningún VRT puede remitir a ellos; elija {format} como FORMAT.</translation>
    </message>
    <message>
        <source>{granule} holds footprints and no grid; read it with "Read lidar and sounder footprints".</source>
        <translation>{granule} contiene huellas y ninguna cuadrícula; léalo con «Leer huellas de lidar y de sondeadores».</translation>
    </message>
    <message>
        <source>{name}: codes as stored ({dtype}).</source>
        <translation>{name}: códigos como se almacenan ({dtype}).</translation>
    </message>
    <message>
        <source>{name}: value = stored * {scale:.9g} + {offset:.9g}, {units}.</source>
        <translation>{name}: valor = almacenado * {scale:.9g} + {offset:.9g}, {units}.</translation>
    </message>
    <message>
        <source>without units</source>
        <translation>sin unidades</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); check the file.</source>
        <translation>{path} no puede leerse ({reason}); revise el archivo.</translation>
    </message>
    <message>
        <source>{path} is no JSON; copy or download it again.</source>
        <translation>{path} no es JSON; cópielo o descárguelo de nuevo.</translation>
    </message>
    <message>
        <source>No flags with a known rule are there for {band} of {granule}; put its quality bands into the same folder, or choose none as MASK.</source>
        <translation>No hay indicadores con una regla conocida para {band} de {granule}; ponga sus bandas de calidad en la misma carpeta, o elija none como MASK.</translation>
    </message>
    <message>
        <source>{flags} of {granule} has other lines and pixels than {band}, so that it cannot mask them; choose none as MASK.</source>
        <translation>{flags} de {granule} tiene otras líneas y píxeles que {band}, de modo que no puede enmascararla; elija none como MASK.</translation>
    </message>
    <message>
        <source>The statistic {statistic} is unknown; choose one of {choices}.</source>
        <translation>El estadístico {statistic} es desconocido; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>The minimum valid fraction is {fraction:g}; it must be between 0 and 1.</source>
        <translation>La fracción válida mínima es {fraction:g}; debe estar entre 0 y 1.</translation>
    </message>
    <message>
        <source>The statistic {statistic} does not fit values of the kind {kind}; choose another.</source>
        <translation>El estadístico {statistic} no conviene a valores de la clase {kind}; elija otro.</translation>
    </message>
    <message>
        <source>Fractions need the classes that are wanted, at most {most}; name them.</source>
        <translation>Las fracciones necesitan las clases que se desean, como mucho {most}; indíquelas.</translation>
    </message>
    <message>
        <source>Scans of {lines} lines overlap at their edges; each is placed by itself.</source>
        <translation>Los barridos de {lines} líneas se solapan en sus bordes; cada uno se sitúa por separado.</translation>
    </message>
    <message>
        <source>No edges of scans show in the geolocation; all lines count as neighbours.</source>
        <translation>La geolocalización no muestra bordes de barridos; todas las líneas cuentan como vecinas.</translation>
    </message>
    <message>
        <source>{name} and the target grid do not overlap; check the extent and the geolocation.</source>
        <translation>{name} y la cuadrícula de destino no se solapan; compruebe la extensión y la geolocalización.</translation>
    </message>
    <message>
        <source>no pixel inside the target grid passes its quality flags; the output is all nodata.</source>
        <translation>ningún píxel dentro de la cuadrícula de destino supera sus indicadores de calidad; la salida es toda nodata.</translation>
    </message>
    <message>
        <source>Choose a more lenient level, or another granule.</source>
        <translation>Elija un nivel más indulgente, u otro gránulo.</translation>
    </message>
    <message>
        <source>pixels that lie across the edge of the target's projection are left out.</source>
        <translation>se omiten los píxeles que cruzan el borde de la proyección de destino.</translation>
    </message>
    <message>
        <source>{geolocation} places no pixel on the earth; give the geolocation of this granule, in degrees.</source>
        <translation>{geolocation} no sitúa ningún píxel en la Tierra; indique la geolocalización de este gránulo, en grados.</translation>
    </message>
    <message>
        <source>{count} of {total} pixels have no place in the geolocation and do not count.</source>
        <translation>{count} de {total} píxeles no tienen lugar en la geolocalización y no cuentan.</translation>
    </message>
    <message>
        <source>{latitude} and {longitude} have different sizes; give the two arrays of one geolocation.</source>
        <translation>{latitude} y {longitude} tienen tamaños distintos; indique las dos matrices de una misma geolocalización.</translation>
    </message>
    <message>
        <source>{geolocation} has {lines} x {pixels} values, which do not belong to the {rows} x {columns} pixels of {name}; give the geolocation of the same granule and its sampling.</source>
        <translation>{geolocation} tiene {lines} x {pixels} valores, que no corresponden a los {rows} x {columns} píxeles de {name}; indique la geolocalización del mismo gránulo y su muestreo.</translation>
    </message>
    <message>
        <source>{geolocation} has fewer than two lines in a scan of {lines}, between which nothing can be interpolated; give the geolocation at the values' own resolution.</source>
        <translation>{geolocation} tiene menos de dos líneas en un barrido de {lines}, entre las que no se puede interpolar nada; indique la geolocalización a la resolución propia de los valores.</translation>
    </message>
    <message>
        <source>its geolocation product</source>
        <translation>su producto de geolocalización</translation>
    </message>
    <message>
        <source>{granule} is a swath without coordinates of its own; put the file of {wanted} of the same scene into its folder.</source>
        <translation>{granule} es una franja sin coordenadas propias; ponga en su carpeta el archivo de {wanted} de la misma escena.</translation>
    </message>
    <message>
        <source>{name} holds the value {value:.15g}, and a class is a whole number; choose another variable kind, or reclassify it.</source>
        <translation>{name} contiene el valor {value:.15g}, y una clase es un número entero; elija otro tipo de variable, o reclasifíquelo.</translation>
    </message>
    <message>
        <source>{name} holds more than {most} classes; reclassify it to fewer, or choose another variable kind if its values are no classes.</source>
        <translation>{name} contiene más de {most} clases; reclasifíquelo a menos, o elija otro tipo de variable si sus valores no son clases.</translation>
    </message>
    <message>
        <source>Nothing tells which offset {band} of {granule} was stored with: {choices}. Open the folder of the whole product, whose metadata say so.</source>
        <translation>Nada dice con qué desplazamiento se almacenó {band} de {granule}: {choices}. Abra la carpeta del producto entero, cuyos metadatos lo dicen.</translation>
    </message>
    <message>
        <source>{granule}, {band}</source>
        <translation>{granule}, {band}</translation>
    </message>
    <message>
        <source>The metadata say value = stored * {scale:g} + {offset:g}, the guide of {product} says {known:g} and {added:g}; {used:g} and {plus:g} are used.</source>
        <translation>Los metadatos dicen valor = almacenado * {scale:g} + {offset:g}, la guía de {product} dice {known:g} y {added:g}; se usan {used:g} y {plus:g}.</translation>
    </message>
    <message>
        <source>Check the values of a few pixels whose value you know.</source>
        <translation>Compruebe los valores de unos píxeles cuyo valor conozca.</translation>
    </message>
    <message>
        <source>The band is stored as {dtype} and not as {known}, as the guide of {product} says, so the guide's scale and fill are not applied; what the file declares holds.</source>
        <translation>La banda se almacena como {dtype} y no como {known}, según dice la guía de {product}; por eso no se aplican la escala ni el relleno de la guía y vale lo que declara el archivo.</translation>
    </message>
    <message>
        <source>Check the values; take the file from the archive if they look wrong.</source>
        <translation>Compruebe los valores; tome el archivo original si parecen erróneos.</translation>
    </message>
    <message>
        <source>{name} holds no polygon with an area; choose another boundary.</source>
        <translation>{name} no contiene ningún polígono con área; elija otro límite.</translation>
    </message>
    <message>
        <source>Nothing is left of {name} with a buffer of {buffer:g} m; give a BUFFER nearer to 0.</source>
        <translation>Con un BUFFER de {buffer:g} m no queda nada de {name}; dé uno más cercano a 0.</translation>
    </message>
    <message>
        <source>{name} reaches where the CRS of the reference is not defined; clip it to the reference's surroundings first.</source>
        <translation>{name} llega hasta donde el SRC de la referencia no está definido; recórtelo antes a los alrededores de la referencia.</translation>
    </message>
    <message>
        <source>A geometry is damaged ({reason}); repair the layer's geometries.</source>
        <translation>Una geometría está dañada ({reason}); repare las geometrías de la capa.</translation>
    </message>
    <message>
        <source>{name} is too large for a buffer in metres; clip it to the reference's surroundings, or leave BUFFER out.</source>
        <translation>{name} es demasiado grande para ensancharlo en metros; recórtelo a los alrededores de la referencia u omita BUFFER.</translation>
    </message>
    <message>
        <source>A {layout} layout needs the number of centres; give COUNT.</source>
        <translation>Una disposición {layout} necesita el número de centros; dé COUNT.</translation>
    </message>
    <message>
        <source>COUNT is {count:,}; it must be from 1 to {most:,}.</source>
        <translation>COUNT es {count:,}; tiene que ir de 1 a {most:,}.</translation>
    </message>
    <message>
        <source>A split by blocks needs their size; give BLOCK_SIZE in metres, several times that of a patch.</source>
        <translation>Una partición por bloques necesita su tamaño; dé BLOCK_SIZE en metros, varias veces el de un parche.</translation>
    </message>
    <message>
        <source>The step of the grid is given in two ways; give either STRIDE or OVERLAP.</source>
        <translation>El paso de la cuadrícula se da de dos maneras; dé STRIDE u OVERLAP.</translation>
    </message>
    <message>
        <source>STRIDE is {stride}; it must be 1 or more pixels.</source>
        <translation>STRIDE es {stride}; tiene que ser de 1 o más píxeles.</translation>
    </message>
    <message>
        <source>OVERLAP is {overlap:g} %; it must be from 0 to below 100.</source>
        <translation>OVERLAP es {overlap:g} %; tiene que ir de 0 a menos de 100.</translation>
    </message>
    <message>
        <source>SHARES is {shares}; give three numbers for training, validation and test, as in 70,15,15.</source>
        <translation>SHARES es {shares}; dé tres números para entrenamiento, validación y prueba, como en 70,15,15.</translation>
    </message>
    <message>
        <source>No patch centre is left: all of them lie at seams between splits; give a larger BLOCK_SIZE, or smaller patches.</source>
        <translation>No queda ningún centro de parche: todos están en costuras entre particiones; dé un BLOCK_SIZE mayor o parches menores.</translation>
    </message>
    <message>
        <source>{boundary} lies outside of {reference}; check their CRSs, or choose another boundary.</source>
        <translation>{boundary} está fuera de {reference}; revise sus SRC o elija otro límite.</translation>
    </message>
    <message>
        <source>A layout of points needs them; give POINTS.</source>
        <translation>Una disposición de puntos los necesita; dé POINTS.</translation>
    </message>
    <message>
        <source>A stratified layout needs a raster of classes; give CLASSES.</source>
        <translation>Una disposición estratificada necesita un ráster de clases; dé CLASSES.</translation>
    </message>
    <message>
        <source>{name} holds no whole numbers, and so no classes; choose another CLASSES.</source>
        <translation>{name} no contiene números enteros, y por tanto tampoco clases; elija otro CLASSES.</translation>
    </message>
    <message>
        <source>{name} has more than {most} different values; choose a raster of classes as CLASSES.</source>
        <translation>{name} tiene más de {most} valores distintos; elija un ráster de clases como CLASSES.</translation>
    </message>
    <message>
        <source>{found} of {count}</source>
        <translation>{found} de {count}</translation>
    </message>
    <message>
        <source>{found} of {count} in class {label}</source>
        <translation>{found} de {count} en la clase {label}</translation>
    </message>
    <message>
        <source>There is room for fewer patch centres than asked for: {found}.</source>
        <translation>Caben menos centros de parches de los que se pidieron: {found}.</translation>
    </message>
    <message>
        <source>Give a smaller COUNT, MIN_VALID or MIN_DISTANCE, or a wider boundary.</source>
        <translation>Dé un COUNT, MIN_VALID o MIN_DISTANCE menor, o un límite más amplio.</translation>
    </message>
    <message>
        <source>{count:,} do not fit into the reference</source>
        <translation>{count:,} no caben en la referencia</translation>
    </message>
    <message>
        <source>{count:,} fail the rule of the boundary</source>
        <translation>{count:,} no cumplen la regla del límite</translation>
    </message>
    <message>
        <source>{count:,} lie on no class</source>
        <translation>{count:,} no están en ninguna clase</translation>
    </message>
    <message>
        <source>{count:,} have too few valid pixels</source>
        <translation>{count:,} tienen demasiado pocos píxeles válidos</translation>
    </message>
    <message>
        <source>No patch centre is left: there is no place of the layout inside the boundary and the reference; give a smaller size or STRIDE, or another RULE.</source>
        <translation>No queda ningún centro de parche: no hay ningún lugar de la disposición dentro del límite y de la referencia; dé un tamaño o un STRIDE menor, u otra RULE.</translation>
    </message>
    <message>
        <source>No patch centre is left: of the candidates, {reasons}; relax RULE, MIN_OVERLAP or MIN_VALID, or choose other layers.</source>
        <translation>No queda ningún centro de parche: de los candidatos, {reasons}; relaje RULE, MIN_OVERLAP o MIN_VALID, o elija otras capas.</translation>
    </message>
    <message>
        <source>The dataset has no raster "{name}"; it has {names}.</source>
        <translation>El conjunto de datos no tiene ningún ráster "{name}"; tiene {names}.</translation>
    </message>
    <message>
        <source>The dataset has no patch {key}; ids range from {first} to {last}.</source>
        <translation>El conjunto de datos no tiene el parche {key}; los id van de {first} a {last}.</translation>
    </message>
    <message>
        <source>The patch {key} of {path} cannot be read ({reason}); a file of the dataset is missing or damaged.</source>
        <translation>No se puede leer el parche {key} de {path} ({reason}); un archivo del conjunto de datos falta o está dañado.</translation>
    </message>
    <message>
        <source>The dataset has no patch of the split "{split}"; it has {splits}.</source>
        <translation>El conjunto de datos no tiene ningún parche de la partición "{split}"; tiene {splits}.</translation>
    </message>
    <message>
        <source>{path} holds no dataset of patches; choose the folder that dataset.json lies in.</source>
        <translation>{path} no contiene ningún conjunto de datos de parches; elija la carpeta en la que está dataset.json.</translation>
    </message>
    <message>
        <source>{path} was written by a later version of the plugin; update it to read this dataset.</source>
        <translation>{path} fue escrito por una versión posterior del complemento; actualícelo para leer este conjunto de datos.</translation>
    </message>
    <message>
        <source>The index of {path} cannot be read ({reason}); the dataset is damaged or not finished.</source>
        <translation>No se puede leer el índice de {path} ({reason}); el conjunto de datos está dañado o sin terminar.</translation>
    </message>
    <message>
        <source>treatment of a cancel</source>
        <translation>tratamiento de una cancelación</translation>
    </message>
    <message>
        <source>No raster is given; choose at least one.</source>
        <translation>No se ha dado ningún ráster; elija al menos uno.</translation>
    </message>
    <message>
        <source>{name} has no patch of the split train, whose statistics normalise the values; create centres with a split, or choose the normalisation none.</source>
        <translation>{name} no tiene ningún parche de la partición train, cuyas estadísticas normalizan los valores; cree centros con una partición, o elija la normalización none.</translation>
    </message>
    <message>
        <source>All patches of the split train were dropped, whose statistics normalise the values; choose another padding.</source>
        <translation>Todos los parches de la partición train, cuyas estadísticas normalizan los valores, se dejaron fuera; elija otro relleno.</translation>
    </message>
    <message>
        <source>{band} of {name} has no valid pixel in the training patches, so that nothing tells how to normalise it; leave the band out, or choose the normalisation none.</source>
        <translation>{band} de {name} no tiene ningún píxel válido en los parches de entrenamiento, así que nada dice cómo normalizarla; deje la banda fuera, o elija la normalización none.</translation>
    </message>
    <message>
        <source>No patch lies on {name}; check its CRS and that of the centres.</source>
        <translation>Ningún parche está sobre {name}; revise su SRC y el de los centros.</translation>
    </message>
    <message>
        <source>{count} of the {total} patches lie outside of it and have no value of it.</source>
        <translation>{count} de los {total} parches están fuera de él y no tienen ningún valor suyo.</translation>
    </message>
    <message>
        <source>Set PADDING to drop, or create the centres with it among RASTERS.</source>
        <translation>Ponga PADDING en drop, o cree los centros con él entre los RASTERS.</translation>
    </message>
    <message>
        <source>All {count} patches reach beyond a raster, and the padding drop leaves such patches out; choose another padding or smaller patches.</source>
        <translation>Los {count} parches se salen de un ráster, y el relleno drop deja fuera tales parches; elija otro relleno o parches más pequeños.</translation>
    </message>
    <message>
        <source>{count} of the {total} patches reach beyond a raster and are left out.</source>
        <translation>{count} de los {total} parches se salen de un ráster y se dejan fuera.</translation>
    </message>
    <message>
        <source>Set PADDING to nodata or reflect to keep them.</source>
        <translation>Ponga PADDING en nodata o reflect para conservarlos.</translation>
    </message>
    <message>
        <source>The patches that were finished are kept in {name}, which is marked as incomplete; run again with RESUME to complete it.</source>
        <translation>Los parches terminados se conservan en {name}, marcado como incompleto; ejecute de nuevo con RESUME para completarlo.</translation>
    </message>
    <message>
        <source>No folder is given for the dataset; choose one.</source>
        <translation>No se ha dado ninguna carpeta para el conjunto de datos; elija una.</translation>
    </message>
    <message>
        <source>{path} is a file; a dataset of patches is a folder, so give another name.</source>
        <translation>{path} es un archivo; un conjunto de datos de parches es una carpeta, así que dé otro nombre.</translation>
    </message>
    <message>
        <source>The folder {folder} holds other files ({name}); choose an empty folder or a new name.</source>
        <translation>La carpeta {folder} contiene otros archivos ({name}); elija una carpeta vacía o un nombre nuevo.</translation>
    </message>
    <message>
        <source>{folder} holds an unfinished dataset of other inputs or parameters; turn RESUME off to begin anew, or choose another folder.</source>
        <translation>{folder} contiene un conjunto de datos sin terminar de otras entradas u otros parámetros; desactive RESUME para empezar de nuevo, o elija otra carpeta.</translation>
    </message>
    <message>
        <source>Another run is writing {name}; wait until it has ended, or choose another folder.</source>
        <translation>Otra ejecución está escribiendo {name}; espere a que termine, o elija otra carpeta.</translation>
    </message>
    <message>
        <source>The table index.parquet was not written, since the Python package pyarrow is missing; the dataset is whole without it.</source>
        <translation>No se escribió la tabla index.parquet, porque falta el paquete de Python pyarrow; el conjunto de datos está completo sin ella.</translation>
    </message>
    <message>
        <source>The Python package "zarr" is version {version}, but version 2 is needed; {hint}.</source>
        <translation>El paquete de Python "zarr" es de la versión {version}, pero se necesita la versión 2; {hint}.</translation>
    </message>
    <message>
        <source>The middle of a raster has no place on Earth in its CRS, so that sizes in metres cannot be told there; give PATCH_SIZE, or clip the raster.</source>
        <translation>El medio de un ráster no tiene lugar en la Tierra en su SRC, de modo que allí no se pueden decir tamaños en metros; dé PATCH_SIZE o recorte el ráster.</translation>
    </message>
    <message>
        <source>The ground size is {size:g}; it must be a positive number of metres.</source>
        <translation>El tamaño sobre el terreno es {size:g}; tiene que ser un número positivo de metros.</translation>
    </message>
    <message>
        <source>A patch of {size:g} m would have {pixels:,.6g} pixels on a side, more than any raster has; give a smaller size.</source>
        <translation>Un parche de {size:g} m tendría {pixels:,.6g} píxeles por lado, más de los que tiene cualquier ráster; dé un tamaño menor.</translation>
    </message>
    <message>
        <source>{name} has no polygon with a value to burn; choose another field or layer.</source>
        <translation>{name} no tiene ningún polígono con un valor que quemar; elija otro campo u otra capa.</translation>
    </message>
    <message>
        <source>A patch of {rows} x {columns} pixels is larger than {name}, which has {height} x {width}; give a smaller size, or EDGE=padded.</source>
        <translation>Un parche de {rows} x {columns} píxeles es mayor que {name}, que tiene {height} x {width}; dé un tamaño menor o EDGE=padded.</translation>
    </message>
    <message>
        <source>There would be {count:,} patch centres, for which the memory budget is too small; give a larger STRIDE or a smaller COUNT, or a BOUNDARY.</source>
        <translation>Habría {count:,} centros de parches, para los que el presupuesto de memoria es demasiado pequeño; dé un STRIDE mayor o un COUNT menor, o un BOUNDARY.</translation>
    </message>
    <message>
        <source>No polygon of {name} lies on a patch; check its CRS and that of the centres.</source>
        <translation>Ningún polígono de {name} está sobre un parche; revise su SRC y el de los centros.</translation>
    </message>
    <message>
        <source>A patch of {width:,} x {height:,} pixels is larger than {name}, which has {columns:,} x {rows:,}; give a smaller size.</source>
        <translation>Un parche de {width:,} x {height:,} píxeles es mayor que {name}, que tiene {columns:,} x {rows:,}; dé un tamaño menor.</translation>
    </message>
    <message>
        <source>One patch of all rasters takes {size} in memory, more than a quarter of the {memory} that a run may use; give a smaller size, fewer bands, or more memory in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>Un parche de todos los rásteres ocupa {size} en memoria, más de la cuarta parte de los {memory} que puede usar una ejecución; dé un tamaño menor, menos bandas, o más memoria en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
    <message>
        <source>Patches</source>
        <translation>Parches</translation>
    </message>
    <message>
        <source>{shown} of {count} patches of {rasters} rasters.</source>
        <translation>{shown} de {count} parches de {rasters} rásteres.</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Hoja de contactos</translation>
    </message>
    <message>
        <source>The reference with the centres of all patches, and for each patch on the sheet what every raster shows there: first each at its own scale, then all at one scale. Grey pixels have no value.</source>
        <translation>La referencia con los centros de todos los parches, y para cada parche de la hoja lo que muestra allí cada ráster: primero cada uno a su propia escala, luego todos a una. Los píxeles grises no tienen valor.</translation>
    </message>
    <message>
        <source>Rasters</source>
        <translation>Rásteres</translation>
    </message>
    <message>
        <source>Rasters, the size of their patches, and the values that the colours span</source>
        <translation>Los rásteres, el tamaño de sus parches y los valores que abarcan los colores</translation>
    </message>
    <message>
        <source>Raster</source>
        <translation>Ráster</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ancho</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Alto</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>Mínimo</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <source>Patches on the sheet, and the share of their pixels with a value</source>
        <translation>Los parches de la hoja y la parte de sus píxeles que tiene valor</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Partición</translation>
    </message>
    <message>
        <source>Longitude</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>Latitude</source>
        <translation>Latitud</translation>
    </message>
    <message>
        <source>mode</source>
        <translation>modo</translation>
    </message>
    <message>
        <source>padding</source>
        <translation>relleno</translation>
    </message>
    <message>
        <source>normalisation</source>
        <translation>normalización</translation>
    </message>
    <message>
        <source>The size of the patches is given in no way; give PATCH_SIZE or GROUND_SIZE.</source>
        <translation>No se da el tamaño de los parches de ningún modo; dé PATCH_SIZE o GROUND_SIZE.</translation>
    </message>
    <message>
        <source>Both PATCH_SIZE and GROUND_SIZE are given; give one of them.</source>
        <translation>Se dan PATCH_SIZE y GROUND_SIZE a la vez; dé uno de los dos.</translation>
    </message>
    <message>
        <source>The patch size is {size}; it must be a whole number of pixels from 1 to {most:,}.</source>
        <translation>El tamaño del parche es {size}; debe ser un número entero de píxeles de 1 a {most:,}.</translation>
    </message>
    <message>
        <source>RESOLUTION is that of the common grid; choose the mode common, or leave it out.</source>
        <translation>RESOLUTION es la de la cuadrícula común; elija el modo common, o no la dé.</translation>
    </message>
    <message>
        <source>The resolution is {value:g}; it must be a positive number.</source>
        <translation>La resolución es {value:g}; debe ser un número positivo.</translation>
    </message>
    <message>
        <source>Normalised values are no whole numbers, which {dtype} holds alone; choose the data type auto, Float32 or Float64.</source>
        <translation>Los valores normalizados no son números enteros, y {dtype} solo contiene enteros; elija el tipo de dato auto, Float32 o Float64.</translation>
    </message>
    <message>
        <source>{name} holds no patch centre; create some first.</source>
        <translation>{name} no contiene ningún centro de parche; cree algunos primero.</translation>
    </message>
    <message>
        <source>{name} holds centres without a place; remove features without a geometry.</source>
        <translation>{name} contiene centros sin lugar; elimine los objetos espaciales sin geometría.</translation>
    </message>
    <message>
        <source>{name} holds the split {split}; it must be one of {known}, or empty.</source>
        <translation>{name} contiene la partición {split}; debe ser una de {known}, o estar vacía.</translation>
    </message>
    <message>
        <source>resampling</source>
        <translation>remuestreo</translation>
    </message>
    <message>
        <source>Some patch centres have a negative id; give each an id of 0 or more.</source>
        <translation>Algunos centros de parches tienen un id negativo; dé a cada uno un id de 0 o más.</translation>
    </message>
    <message>
        <source>Several patch centres have the id {id}; give each an id of its own.</source>
        <translation>Varios centros de parches tienen el id {id}; dé a cada uno un id propio.</translation>
    </message>
    <message>
        <source>The name "{name}" cannot name files; use up to 64 letters without accents, digits, "_" and "-".</source>
        <translation>El nombre "{name}" no puede nombrar archivos; use hasta 64 letras sin acentos, cifras, "_" y "-".</translation>
    </message>
    <message>
        <source>The name "{name}" is taken by the dataset itself; give the raster another one.</source>
        <translation>El nombre "{name}" lo ocupa el propio conjunto de datos; dé otro al ráster.</translation>
    </message>
    <message>
        <source>Two rasters have the name "{name}"; give each a name of its own (small and capital letters count as the same).</source>
        <translation>Dos rásteres tienen el nombre "{name}"; dé a cada uno un nombre propio (las mayúsculas y las minúsculas cuentan como iguales).</translation>
    </message>
    <message>
        <source>Give either PATCH_SIZE in pixels or GROUND_SIZE in metres.</source>
        <translation>Indique PATCH_SIZE en píxeles o GROUND_SIZE en metros, uno de los dos.</translation>
    </message>
    <message>
        <source>Patches of {rows} x {columns} pixels cannot be; the sides must have 1 to {most} pixels.</source>
        <translation>No puede haber parches de {rows} x {columns} píxeles; los lados deben tener de 1 a {most} píxeles.</translation>
    </message>
    <message>
        <source>{layer} holds "{value}" beside names of splits in its SPLIT_FIELD; let it hold train, validation and test only, or names of places, which are shared out.</source>
        <translation>{layer} contiene «{value}» junto a nombres de particiones en su SPLIT_FIELD; que contenga solo train, validation y test, o nombres de lugares, que se reparten.</translation>
    </message>
    <message>
        <source>A split by attribute needs polygons and their field; give SPLIT_FIELD, and SPLIT_LAYER where it is not one of BOUNDARY.</source>
        <translation>Una partición por atributo necesita polígonos y su campo; dé SPLIT_FIELD, y SPLIT_LAYER si no es uno de BOUNDARY.</translation>
    </message>
    <message>
        <source>{name} holds no value in its SPLIT_FIELD; choose another field.</source>
        <translation>{name} no contiene ningún valor en su SPLIT_FIELD; elija otro campo.</translation>
    </message>
    <message>
        <source>No patch centre lies in a polygon of {name}; choose another SPLIT_LAYER.</source>
        <translation>Ningún centro de parche está en un polígono de {name}; elija otro SPLIT_LAYER.</translation>
    </message>
    <message>
        <source>{split} {count:,}</source>
        <translation>{split} {count:,}</translation>
    </message>
    <message>
        <source>Patches whose ground another split shares were dropped: {lost}.</source>
        <translation>Se descartaron parches cuyo terreno comparte otra partición: {lost}.</translation>
    </message>
    <message>
        <source>To lose fewer, give a larger BLOCK_SIZE, smaller patches or a smaller SPLIT_BUFFER.</source>
        <translation>Para perder menos, dé un BLOCK_SIZE mayor, parches menores o un SPLIT_BUFFER menor.</translation>
    </message>
    <message>
        <source>Patches whose ground another split shares have no split: {lost}.</source>
        <translation>Parches cuyo terreno comparte otra partición quedan sin partición: {lost}.</translation>
    </message>
    <message>
        <source>No patch is left for {splits}.</source>
        <translation>No queda ningún parche para {splits}.</translation>
    </message>
    <message>
        <source>Give a smaller BLOCK_SIZE or more polygons, so that there are more places to share out, or other shares.</source>
        <translation>Dé un BLOCK_SIZE menor o más polígonos, para que haya más lugares que repartir, u otras partes.</translation>
    </message>
    <message>
        <source>{name} holds the value {value:.10g} in {band}, which does not fit the type {dtype}; choose another DTYPE, or auto.</source>
        <translation>{name} contiene el valor {value:.10g} en {band}, que no cabe en el tipo {dtype}; elija otro DTYPE, o auto.</translation>
    </message>
    <message>
        <source>{name} is not recognised as a quality layer; say what it is in PRODUCT, or name bits in FIELDS, such as bit3, bits6_7.</source>
        <translation>{name} no se reconoce como capa de calidad; diga qué es en PRODUCT, o nombre bits en FIELDS, como bit3, bits6_7.</translation>
    </message>
    <message>
        <source>{name} holds a quantity in {units} and no flags, so there is nothing to decode.</source>
        <translation>{name} contiene una magnitud en {units} y ningún indicador, así que no hay nada que descodificar.</translation>
    </message>
    <message>
        <source>{owner} has no field {name}; its fields are {fields}.</source>
        <translation>{owner} no tiene el campo {name}; sus campos son {fields}.</translation>
    </message>
    <message>
        <source>A field is given twice; give each field once.</source>
        <translation>Un campo se da dos veces; dé cada campo una vez.</translation>
    </message>
    <message>
        <source>{name} is read as {id}: {title}.</source>
        <translation>{name} se lee como {id}: {title}.</translation>
    </message>
    <message>
        <source>{field}: {shares} (of {known:,} pixels whose quality is known; {unknown:,} unknown).</source>
        <translation>{field}: {shares} (de {known:,} píxeles cuya calidad se conoce; {unknown:,} desconocidos).</translation>
    </message>
    <message>
        <source>The distance to dilate by is {metres:g} m; it must be 0 or more.</source>
        <translation>La distancia de dilatación es {metres:g} m; debe ser 0 o más.</translation>
    </message>
    <message>
        <source>{name} lies nowhere on Earth, so no distance can be told; check its CRS.</source>
        <translation>{name} no está en ningún lugar de la Tierra, así que no se conoce ninguna distancia; compruebe su SRC.</translation>
    </message>
    <message>
        <source>The distance to dilate by, {metres:g} m, is more than {most} pixels of {name}; give a shorter one.</source>
        <translation>La distancia de dilatación, {metres:g} m, es más de {most} píxeles de {name}; dé una más corta.</translation>
    </message>
    <message>
        <source>The level {level} is unknown; choose one of {choices}.</source>
        <translation>El nivel {level} es desconocido; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>{name} is not recognised as a quality layer; say what it is in PRODUCT ({choices}), or write a RULE.</source>
        <translation>{name} no se reconoce como capa de calidad; diga qué es en PRODUCT ({choices}), o escriba una RULE.</translation>
    </message>
    <message>
        <source>The rule asks for {field}, but {name} has {width} bits; correct the rule.</source>
        <translation>La regla pide {field}, pero {name} tiene {width} bits; corrija la regla.</translation>
    </message>
    <message>
        <source>{quality} and {name} do not overlap; check that they are of the same scene, and both CRSs.</source>
        <translation>{quality} y {name} no se solapan; compruebe que son de la misma escena, y los dos SRC.</translation>
    </message>
    <message>
        <source>Rule: {rule}</source>
        <translation>Regla: {rule}</translation>
    </message>
    <message>
        <source>A pixel is kept where {words}.</source>
        <translation>Se conserva un píxel donde {words}.</translation>
    </message>
    <message>
        <source>Source of the rule at the level {level}: {source}</source>
        <translation>Fuente de la regla del nivel {level}: {source}</translation>
    </message>
    <message>
        <source>Note: {note}</source>
        <translation>Nota: {note}</translation>
    </message>
    <message>
        <source>{quality} has another grid than {name}: a pixel is masked where flagged ground covers more than {share:g} % of it.</source>
        <translation>{quality} tiene otra cuadrícula que {name}: se enmascara un píxel donde el terreno señalado cubre más del {share:g} % de él.</translation>
    </message>
    <message>
        <source>Pixels whose centre lies within {metres:g} m of a masked pixel are masked too.</source>
        <translation>También se enmascaran los píxeles cuyo centro está a menos de {metres:g} m de un píxel enmascarado.</translation>
    </message>
    <message>
        <source>The input has no valid pixel, so nothing was kept.</source>
        <translation>La entrada no tiene ningún píxel válido, así que no se conservó nada.</translation>
    </message>
    <message>
        <source>Masked by the rule: {count:,} ({share:.2f} %).</source>
        <translation>Enmascarados por la regla: {count:,} ({share:.2f} %).</translation>
    </message>
    <message>
        <source>Masked by the dilation beyond that: {count:,} ({share:.2f} %).</source>
        <translation>Enmascarados además por la dilatación: {count:,} ({share:.2f} %).</translation>
    </message>
    <message>
        <source>Of unknown quality, and so nodata: {count:,} ({share:.2f} %).</source>
        <translation>De calidad desconocida, y por eso nodata: {count:,} ({share:.2f} %).</translation>
    </message>
    <message>
        <source>Nothing was kept; check that the quality layer is of this image, and the rule.</source>
        <translation>No se conservó nada; compruebe que la capa de calidad es de esta imagen, y la regla.</translation>
    </message>
    <message>
        <source>The quality layer {name} is unknown; choose one of {choices}.</source>
        <translation>La capa de calidad {name} es desconocida; elija una de {choices}.</translation>
    </message>
    <message>
        <source>{name} holds {dtype} and no whole numbers, which flags are; give the quality layer as the product has it.</source>
        <translation>{name} contiene {dtype} y no números enteros, que es lo que son los indicadores; dé la capa de calidad tal como la tiene el producto.</translation>
    </message>
    <message>
        <source>{name} holds {dtype}; quality layers of up to 32 bits are read.</source>
        <translation>{name} contiene {dtype}; se leen capas de calidad de hasta 32 bits.</translation>
    </message>
    <message>
        <source>{name} holds {dtype}, too few bits for {preset}; choose another PRODUCT.</source>
        <translation>{name} contiene {dtype}, demasiado pocos bits para {preset}; elija otro PRODUCT.</translation>
    </message>
    <message>
        <source>{field} is {values}</source>
        <translation>{field} es {values}</translation>
    </message>
    <message>
        <source>{field} is not {values}</source>
        <translation>{field} no es {values}</translation>
    </message>
    <message>
        <source>{field} is below {values}</source>
        <translation>{field} es menor que {values}</translation>
    </message>
    <message>
        <source>{field} is at most {values}</source>
        <translation>{field} es como mucho {values}</translation>
    </message>
    <message>
        <source>{field} is above {values}</source>
        <translation>{field} es mayor que {values}</translation>
    </message>
    <message>
        <source>{field} is at least {values}</source>
        <translation>{field} es al menos {values}</translation>
    </message>
    <message>
        <source>({part})</source>
        <translation>({part})</translation>
    </message>
    <message>
        <source>not ({part})</source>
        <translation>no ({part})</translation>
    </message>
    <message>
        <source>The rule is empty; write one over {fields}, such as {field} == 0.</source>
        <translation>La regla está vacía; escriba una sobre {fields}, como {field} == 0.</translation>
    </message>
    <message>
        <source>The rule has {count} characters, and {most} at most are read; write it shorter.</source>
        <translation>La regla tiene {count} caracteres, y se leen {most} como mucho; escríbala más corta.</translation>
    </message>
    <message>
        <source>only and, or, or the end of the rule can stand here</source>
        <translation>aquí solo puede haber and, or o el final de la regla</translation>
    </message>
    <message>
        <source>it is nested more than {most} deep</source>
        <translation>está anidada a más de {most} niveles</translation>
    </message>
    <message>
        <source>a closing bracket is missing before it</source>
        <translation>falta antes un paréntesis de cierre</translation>
    </message>
    <message>
        <source>the name of a field must stand here, and those of {owner} are {fields}</source>
        <translation>aquí debe ir el nombre de un campo, y los de {owner} son {fields}</translation>
    </message>
    <message>
        <source>{field} holds more than no and yes, so it must be compared with a value, as in {field} == 0</source>
        <translation>{field} contiene más que no y yes, así que debe compararse con un valor, como en {field} == 0</translation>
    </message>
    <message>
        <source>it stands for several values of {field} ({numbers}), so it has no order; give a number</source>
        <translation>representa varios valores de {field} ({numbers}), así que no tiene orden; dé un número</translation>
    </message>
    <message>
        <source>an opening bracket must stand behind in</source>
        <translation>detrás de in debe ir un paréntesis de apertura</translation>
    </message>
    <message>
        <source>a comma or a closing bracket must stand here</source>
        <translation>aquí debe ir una coma o un paréntesis de cierre</translation>
    </message>
    <message>
        <source>a value of {field} must stand here</source>
        <translation>aquí debe ir un valor de {field}</translation>
    </message>
    <message>
        <source>{field} holds whole numbers</source>
        <translation>{field} contiene números enteros</translation>
    </message>
    <message>
        <source>{field} holds 0 to {largest}</source>
        <translation>{field} contiene de 0 a {largest}</translation>
    </message>
    <message>
        <source>{owner} has no such field, but {close}; its fields are {fields}</source>
        <translation>{owner} no tiene tal campo, pero sí {close}; sus campos son {fields}</translation>
    </message>
    <message>
        <source>{owner} has no such field; its fields are {fields}</source>
        <translation>{owner} no tiene tal campo; sus campos son {fields}</translation>
    </message>
    <message>
        <source>no rule has such a character here</source>
        <translation>ninguna regla tiene aquí un carácter así</translation>
    </message>
    <message>
        <source>The rule is not understood at its end (character {place}): {reason}.</source>
        <translation>La regla no se entiende en su final (carácter {place}): {reason}.</translation>
    </message>
    <message>
        <source>The rule is not understood at character {place} ({text}): {reason}.</source>
        <translation>La regla no se entiende en el carácter {place} ({text}): {reason}.</translation>
    </message>
    <message>
        <source>the values of {field} have no names; give a number</source>
        <translation>los valores de {field} no tienen nombres; dé un número</translation>
    </message>
    <message>
        <source>no value of {field} is called so; they are {values}</source>
        <translation>ningún valor de {field} se llama así; son {values}</translation>
    </message>
    <message>
        <source>{first} or {second}</source>
        <translation>{first} o {second}</translation>
    </message>
    <message>
        <source>Band {number} of {name} holds complex numbers ({dtype}); compute its amplitude or power first.</source>
        <translation>La banda {number} de {name} contiene números complejos ({dtype}); calcule primero su amplitud o su potencia.</translation>
    </message>
    <message>
        <source>The declared scale {scale} and offset {offset} cannot be applied, so stored values are used.</source>
        <translation>La escala {scale} y el desplazamiento {offset} declarados no se pueden aplicar, por lo que se usan los valores almacenados.</translation>
    </message>
    <message>
        <source>Correct the scale in the file if the values look wrong.</source>
        <translation>Corrija la escala en el archivo si los valores parecen erróneos.</translation>
    </message>
    <message>
        <source>The product's scale factor {scale:g} divides stored values, though the file reads as if it multiplied; values are divided by {scale:g}.</source>
        <translation>El factor de escala {scale:g} del producto divide los valores almacenados, aunque el archivo se lee como si los multiplicara; los valores se dividen por {scale:g}.</translation>
    </message>
    <message>
        <source>The band declares a scale of {scale:g}, which is used, but the layer {layer} of {product} is stored with {known:g}.</source>
        <translation>La banda declara una escala de {scale:g}, que se usa, pero la capa {layer} de {product} se guarda con {known:g}.</translation>
    </message>
    <message>
        <source>Check the values; correct the scale in the file if they look wrong.</source>
        <translation>Compruebe los valores; corrija la escala en el archivo si parecen incorrectos.</translation>
    </message>
    <message>
        <source>Stored values are multiplied by the declared scale factor {scale:g}, which is unusually large.</source>
        <translation>Los valores almacenados se multiplican por el factor de escala declarado {scale:g}, que es inusualmente grande.</translation>
    </message>
    <message>
        <source>If the product means a divisor, set the scale to {scale:g} in the file.</source>
        <translation>Si el producto quiere decir un divisor, ponga en el archivo la escala {scale:g}.</translation>
    </message>
    <message>
        <source>The attribute scale_factor is {attribute:g} but the band declares a scale of {declared:g}, which is used.</source>
        <translation>El atributo scale_factor es {attribute:g}, pero la banda declara una escala de {declared:g}, que es la que se usa.</translation>
    </message>
    <message>
        <source>Check the values; attributes of fill and valid range are left aside.</source>
        <translation>Compruebe los valores; los atributos de relleno y de rango válido se dejan de lado.</translation>
    </message>
    <message>
        <source>The declared nodata value {value:g} cannot occur in {dtype} values, so no value counts as nodata.</source>
        <translation>El valor sin datos declarado {value:g} no puede aparecer en valores {dtype}, por lo que ningún valor cuenta como sin datos.</translation>
    </message>
    <message>
        <source>Set the right nodata value if fill values are among the data.</source>
        <translation>Defina el valor sin datos correcto si hay valores de relleno entre los datos.</translation>
    </message>
    <message>
        <source>{fills} is fill in the layer {layer} of {product} though the file does not declare it, so it counts as missing.</source>
        <translation>{fills} es relleno en la capa {layer} de {product} aunque el archivo no lo declara, así que cuenta como dato que falta.</translation>
    </message>
    <message>
        <source>Give the file a nodata value of your own if that is wrong.</source>
        <translation>Si eso es incorrecto, dé al archivo un valor sin datos propio.</translation>
    </message>
    <message>
        <source>colour table</source>
        <translation>tabla de colores</translation>
    </message>
    <message>
        <source>attribute table</source>
        <translation>tabla de atributos</translation>
    </message>
    <message>
        <source>category names</source>
        <translation>nombres de categorías</translation>
    </message>
    <message>
        <source>flag values</source>
        <translation>valores de indicadores</translation>
    </message>
    <message>
        <source>legend text</source>
        <translation>texto de leyenda</translation>
    </message>
    <message>
        <source>COMPRESS={compression} changes values, which turns classes into others; choose DEFLATE, ZSTD or LZW.</source>
        <translation>COMPRESS={compression} cambia los valores, lo que convierte unas clases en otras; elija DEFLATE, ZSTD o LZW.</translation>
    </message>
    <message>
        <source>creation options</source>
        <translation>opciones de creación</translation>
    </message>
    <message>
        <source>{method} would mix class codes in the overviews; MODE is used.</source>
        <translation>{method} mezclaría códigos de clase en las pirámides; se usa MODE.</translation>
    </message>
    <message>
        <source>The creation option {key} is unknown; use those of GDAL's COG driver: {known}.</source>
        <translation>La opción de creación {key} es desconocida; use las del controlador COG de GDAL: {known}.</translation>
    </message>
    <message>
        <source>COMPRESS={compression} takes Byte values only; choose another compression, such as DEFLATE.</source>
        <translation>COMPRESS={compression} solo admite valores Byte; elija otra compresión, como DEFLATE.</translation>
    </message>
    <message>
        <source>The creation option "{option}" is not of the form KEY=VALUE; write options as COMPRESS=ZSTD|LEVEL=9.</source>
        <translation>La opción de creación "{option}" no tiene la forma CLAVE=VALOR; escriba las opciones como COMPRESS=ZSTD|LEVEL=9.</translation>
    </message>
    <message>
        <source>This GDAL has no {driver} driver; install GDAL 3.1 or later.</source>
        <translation>Este GDAL no tiene el controlador {driver}; instale GDAL 3.1 o posterior.</translation>
    </message>
    <message>
        <source>The creation option {key} would resample the result away from its grid; set the target grid instead.</source>
        <translation>La opción de creación {key} remuestrearía el resultado fuera de su cuadrícula; defina en su lugar la cuadrícula de destino.</translation>
    </message>
    <message>
        <source>COMPRESS=PACKBITS is not offered by the COG format; LZW is used.</source>
        <translation>El formato COG no ofrece COMPRESS=PACKBITS; se usa LZW.</translation>
    </message>
    <message>
        <source>The creation option {key} cannot be {value}; choose one of {choices}.</source>
        <translation>La opción de creación {key} no puede ser {value}; elija una de {choices}.</translation>
    </message>
    <message>
        <source>The creation option {key} cannot be {value}; choose YES or NO.</source>
        <translation>La opción de creación {key} no puede ser {value}; elija YES o NO.</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>un número entero</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>un número</translation>
    </message>
    <message>
        <source>The creation option {key} cannot be {value}; give {wanted}.</source>
        <translation>La opción de creación {key} no puede ser {value}; indique {wanted}.</translation>
    </message>
    <message>
        <source>The creation option {key} cannot be {value}; give at least {low}.</source>
        <translation>La opción de creación {key} no puede ser {value}; indique al menos {low}.</translation>
    </message>
    <message>
        <source>The creation option {key} cannot be {value}; give at most {high}.</source>
        <translation>La opción de creación {key} no puede ser {value}; indique como máximo {high}.</translation>
    </message>
    <message>
        <source>The creation options give both {first} and {second} for {key}; give one.</source>
        <translation>Las opciones de creación dan a la vez {first} y {second} para {key}; indique un solo valor.</translation>
    </message>
    <message>
        <source>The creation option PREDICTOR=3 is for Float32 and Float64; use PREDICTOR=2 or another DATA_TYPE.</source>
        <translation>La opción de creación PREDICTOR=3 es para Float32 y Float64; use PREDICTOR=2 u otro DATA_TYPE.</translation>
    </message>
    <message>
        <source>COMPRESS={compression} changes the values.</source>
        <translation>COMPRESS={compression} cambia los valores.</translation>
    </message>
    <message>
        <source>Use DEFLATE, ZSTD or LZW to keep them.</source>
        <translation>Use DEFLATE, ZSTD o LZW para conservarlos.</translation>
    </message>
    <message>
        <source>{key}={value} does not apply to a Cloud Optimized GeoTIFF and is left aside.</source>
        <translation>{key}={value} no se aplica a un GeoTIFF optimizado para la nube (COG) y se deja de lado.</translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}); choose another folder.</source>
        <translation>No se pudo escribir {path} ({reason}); elija otra carpeta.</translation>
    </message>
    <message>
        <source>virtual rasters</source>
        <translation>rásteres virtuales</translation>
    </message>
    <message>
        <source>{name} is not a file on this computer, so that nothing can be written beside it; download it first.</source>
        <translation>{name} no es un archivo de este equipo, de modo que no se puede escribir nada a su lado; descárguelo primero.</translation>
    </message>
    <message>
        <source>{folder} holds too many files named {name}; remove some.</source>
        <translation>{folder} contiene demasiados archivos llamados {name}; elimine algunos.</translation>
    </message>
    <message>
        <source>{name} has no pixels; choose another raster.</source>
        <translation>{name} no tiene píxeles; elija otro ráster.</translation>
    </message>
    <message>
        <source>virtual raster</source>
        <translation>ráster virtual</translation>
    </message>
    <message>
        <source>(no raster)</source>
        <translation>(ningún ráster)</translation>
    </message>
    <message>
        <source>No raster is given; choose one.</source>
        <translation>No se ha indicado ningún ráster; elija uno.</translation>
    </message>
    <message>
        <source>{path} is a folder, not a raster; choose a file.</source>
        <translation>{path} es una carpeta, no un ráster; elija un archivo.</translation>
    </message>
    <message>
        <source>{name} does not open as a raster; check the name of the subdataset{because}.</source>
        <translation>{name} no se abre como ráster; compruebe el nombre del subconjunto de datos{because}.</translation>
    </message>
    <message>
        <source>{path} holds vector data; choose a raster.</source>
        <translation>{path} contiene datos vectoriales; elija un ráster.</translation>
    </message>
    <message>
        <source>{path} is not a raster that GDAL can read; choose another file{because}.</source>
        <translation>{path} no es un ráster que GDAL pueda leer; elija otro archivo{because}.</translation>
    </message>
    <message>
        <source> (GDAL: {reason})</source>
        <translation> (GDAL: {reason})</translation>
    </message>
    <message>
        <source>{name} has no raster bands; choose another file.</source>
        <translation>{name} no tiene bandas ráster; elija otro archivo.</translation>
    </message>
    <message>
        <source>; {count} in all, among them also {others}</source>
        <translation>; {count} en total, entre ellos también {others}</translation>
    </message>
    <message>
        <source>{name} holds subdatasets instead of bands; name one of them, such as {example}{more}.</source>
        <translation>{name} contiene subconjuntos de datos en lugar de bandas; nombre uno de ellos, como {example}{more}.</translation>
    </message>
    <message>
        <source>{name} cannot be described ({reason}); check the file.</source>
        <translation>{name} no puede describirse ({reason}); revise el archivo.</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); check the file.</source>
        <translation>No se puede leer {name} ({reason}); compruebe el archivo.</translation>
    </message>
    <message>
        <source>{name} is damaged or cut short: rows {first} to {last} of band {band} cannot be read; copy or download the file again (GDAL: {reason}).</source>
        <translation>{name} está dañado o incompleto: las filas {first} a {last} de la banda {band} no se pueden leer; copie o descargue el archivo de nuevo (GDAL: {reason}).</translation>
    </message>
    <message>
        <source>{name} changed while it was in use; run again.</source>
        <translation>{name} cambió mientras se usaba; ejecute de nuevo.</translation>
    </message>
    <message>
        <source>{name} has a georeference whose pixels have no area; correct its geotransform.</source>
        <translation>{name} tiene una georreferencia cuyos píxeles no tienen área; corrija su geotransformación.</translation>
    </message>
    <message>
        <source>ground control points</source>
        <translation>puntos de control del terreno</translation>
    </message>
    <message>
        <source>rational polynomial coefficients (RPC)</source>
        <translation>coeficientes polinómicos racionales (RPC)</translation>
    </message>
    <message>
        <source>geolocation arrays</source>
        <translation>matrices de geolocalización</translation>
    </message>
    <message>
        <source>{name} is located by {means} only; warp it to a grid first (gdalwarp).</source>
        <translation>{name} está localizado solo por {means}; transfórmelo primero a una cuadrícula (gdalwarp).</translation>
    </message>
    <message>
        <source>{name} has no georeference; georeference it first.</source>
        <translation>{name} no tiene georreferencia; georreferéncielo primero.</translation>
    </message>
    <message>
        <source>{name} has no coordinate reference system; assign one first.</source>
        <translation>{name} no tiene sistema de referencia de coordenadas; asigne uno primero.</translation>
    </message>
    <message>
        <source>Band {bands} is transparency: where it is 0, no other band counts.</source>
        <translation>La banda {bands} es transparencia: donde es 0, no cuenta ninguna otra banda.</translation>
    </message>
    <message>
        <source>It is no TIFF file that could be read in parts.</source>
        <translation>No es un archivo TIFF que se pueda leer por partes.</translation>
    </message>
    <message>
        <source>{path} cannot be reached{because}; check the address and the login, or download the file and choose that.</source>
        <translation>No se llega a {path}{because}; compruebe la dirección y las credenciales, o descargue el archivo y elíjalo.</translation>
    </message>
    <message>
        <source>The output {path} is also an input; choose another file for the output.</source>
        <translation>La salida {path} es también una entrada; elija otro archivo para la salida.</translation>
    </message>
    <message>
        <source>The data type {dtype} is unknown; choose one of {choices}.</source>
        <translation>El tipo de datos {dtype} es desconocido; elija uno de {choices}.</translation>
    </message>
    <message>
        <source>a block is missing, which its compression may not have accepted</source>
        <translation>falta un bloque, que su compresión puede no haber aceptado</translation>
    </message>
    <message>
        <source>LERC does not bring back which values are missing; use another compression, such as ZSTD</source>
        <translation>LERC no devuelve qué valores faltan; use otra compresión, como ZSTD</translation>
    </message>
    <message>
        <source>Results are larger than any number a raster can hold; check the nodata value and the scale of the input.</source>
        <translation>Los resultados son mayores que cualquier número que quepa en un ráster; compruebe el valor sin datos y la escala de la entrada.</translation>
    </message>
    <message>
        <source>Values are too large for {dtype}; choose Float64 as DATA_TYPE.</source>
        <translation>Los valores son demasiado grandes para {dtype}; elija Float64 como DATA_TYPE.</translation>
    </message>
    <message>
        <source>Values from {low:g} to {high:g} do not fit into {dtype}; choose a larger DATA_TYPE, such as Float32.</source>
        <translation>Los valores de {low:g} a {high:g} no caben en {dtype}; elija un DATA_TYPE mayor, como Float32.</translation>
    </message>
    <message>
        <source>The value {nodata} occurs, which means nodata in {dtype}; choose a larger DATA_TYPE, such as Float32.</source>
        <translation>Aparece el valor {nodata}, que significa sin datos en {dtype}; elija un DATA_TYPE mayor, como Float32.</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>páginas HTML</translation>
    </message>
    <message>
        <source>{first} and {second}: {correlation}</source>
        <translation>{first} y {second}: {correlation}</translation>
    </message>
    <message>
        <source>Correlation of each pair of layers</source>
        <translation>Correlación de cada par de capas</translation>
    </message>
    <message>
        <source>Strongest positive: {first} and {second}, {correlation:.2f}.</source>
        <translation>La más fuerte positiva: {first} y {second}, {correlation:.2f}.</translation>
    </message>
    <message>
        <source>Strongest negative: {first} and {second}, {correlation:.2f}.</source>
        <translation>La más fuerte negativa: {first} y {second}, {correlation:.2f}.</translation>
    </message>
    <message>
        <source>Pairs without a defined correlation: {count}.</source>
        <translation>Pares sin correlación definida: {count}.</translation>
    </message>
    <message>
        <source>No pair of layers is correlated.</source>
        <translation>Ningún par de capas está correlacionado.</translation>
    </message>
    <message>
        <source>Least-squares line</source>
        <translation>Recta de mínimos cuadrados</translation>
    </message>
    <message>
        <source>{y} against {x}</source>
        <translation>{y} frente a {x}</translation>
    </message>
    <message>
        <source>n = {count} pairs of values</source>
        <translation>n = {count} pares de valores</translation>
    </message>
    <message>
        <source>{counted}, shown by how many fall into each bin</source>
        <translation>{counted}, representados por cuántos caen en cada intervalo</translation>
    </message>
    <message>
        <source>{counted}; no line, since it needs two pairs that differ in {x}.</source>
        <translation>{counted}; sin recta, porque necesita dos pares que difieran en {x}.</translation>
    </message>
    <message>
        <source>r = {correlation:.3f}</source>
        <translation>r = {correlation:.3f}</translation>
    </message>
    <message>
        <source>r is undefined, as {y} is constant</source>
        <translation>r no está definida, porque {y} es constante</translation>
    </message>
    <message>
        <source>{counted}; {strength}; least-squares line: {line}.</source>
        <translation>{counted}; {strength}; recta de mínimos cuadrados: {line}.</translation>
    </message>
    <message>
        <source>Maps of the layers</source>
        <translation>Mapas de las capas</translation>
    </message>
    <message>
        <source>no values</source>
        <translation>sin valores</translation>
    </message>
    <message>
        <source>{span} ({missing:.1%} missing)</source>
        <translation>{span} (falta el {missing:.1%})</translation>
    </message>
    <message>
        <source>{layer}: {span}</source>
        <translation>{layer}: {span}</translation>
    </message>
    <message>
        <source>{layers}. Missing cells are grey.</source>
        <translation>{layers}. Las celdas ausentes son grises.</translation>
    </message>
    <message>
        <source>{span}: {count}</source>
        <translation>{span}: {count}</translation>
    </message>
    <message>
        <source>Distribution of {name}</source>
        <translation>Distribución de {name}</translation>
    </message>
    <message>
        <source>Number of cells</source>
        <translation>Número de celdas</translation>
    </message>
    <message>
        <source>{name} has no values.</source>
        <translation>{name} no tiene valores.</translation>
    </message>
    <message>
        <source>{name}: {count} values from {low} to {high}{unit}, half of them between {first} and {third}, the median {median}.</source>
        <translation>{name}: {count} valores de {low} a {high}{unit}, la mitad de ellos entre {first} y {third}, con mediana {median}.</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>pares</translation>
    </message>
    <message>
        <source>{count} pairs&lt;extra&gt;&lt;/extra&gt;</source>
        <translation>{count} pares&lt;extra&gt;&lt;/extra&gt;</translation>
    </message>
    <message>
        <source>n/a</source>
        <translation>n/d</translation>
    </message>
    <message>
        <source>{low} to {high}{unit}</source>
        <translation>{low} a {high}{unit}</translation>
    </message>
    <message>
        <source>{name}: {value}{unit}</source>
        <translation>{name}: {value}{unit}</translation>
    </message>
    <message>
        <source>{name} from {first} to {last}: from {begin} to {end}{unit}</source>
        <translation>{name} de {first} a {last}: de {begin} a {end}{unit}</translation>
    </message>
    <message>
        <source>en</source>
        <translation>es</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Información</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Advertencia</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>Bloqueo</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>JavaScript is switched off, so the figures are not drawn; the text below each says what it shows.</source>
        <translation>JavaScript está desactivado, por lo que las figuras no se dibujan; el texto bajo cada una dice lo que muestra.</translation>
    </message>
    <message>
        <source>The tables as CSV files</source>
        <translation>Las tablas como archivos CSV</translation>
    </message>
    <message>
        <source>Table {number}</source>
        <translation>Tabla {number}</translation>
    </message>
    <message>
        <source>{table}. {caption}</source>
        <translation>{table}. {caption}</translation>
    </message>
    <message>
        <source>No rows.</source>
        <translation>Sin filas.</translation>
    </message>
    <message>
        <source>Numbers in full:</source>
        <translation>Números completos:</translation>
    </message>
    <message>
        <source>There are no findings.</source>
        <translation>No hay hallazgos.</translation>
    </message>
    <message>
        <source>Figure {number}</source>
        <translation>Figura {number}</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>infinito</translation>
    </message>
    <message>
        <source>-infinite</source>
        <translation>-infinito</translation>
    </message>
    <message>
        <source>What to do: {remedy}</source>
        <translation>Qué hacer: {remedy}</translation>
    </message>
    <message>
        <source>{count} points</source>
        <translation>{count} puntos</translation>
    </message>
    <message>
        <source>{count} points, shown as means of cells</source>
        <translation>{count} puntos, mostrados como medias de celdas</translation>
    </message>
    <message>
        <source>{drawn}, {share:.0%} of them above 0. Means{unit} in the north-west {first}, north-east {second}, south-west {third}, south-east {fourth}.</source>
        <translation>{drawn}, {share:.0%} de ellos por encima de 0. Medias{unit} en el noroeste {first}, noreste {second}, suroeste {third}, sureste {fourth}.</translation>
    </message>
    <message>
        <source>No shift</source>
        <translation>Sin desplazamiento</translation>
    </message>
    <message>
        <source>Best shift</source>
        <translation>Mejor desplazamiento</translation>
    </message>
    <message>
        <source>95 % of it</source>
        <translation>Su 95 %</translation>
    </message>
    <message>
        <source>{name} at {count} shifts: {still} without a shift, least {least} at {east:g} m east and {north:g} m north, greatest {most}.</source>
        <translation>{name} en {count} desplazamientos: {still} sin desplazamiento, mínimo {least} a {east:g} m al este y {north:g} m al norte, máximo {most}.</translation>
    </message>
    <message>
        <source>Dates that count</source>
        <translation>Fechas que cuentan</translation>
    </message>
    <message>
        <source>Dates that do not count</source>
        <translation>Fechas que no cuentan</translation>
    </message>
    <message>
        <source>Share of valid pixels</source>
        <translation>Proporción de píxeles válidos</translation>
    </message>
    <message>
        <source>Dates, with gaps of half the time scale and more shaded</source>
        <translation>Fechas; sombreados, los huecos de media escala temporal y más</translation>
    </message>
    <message>
        <source>{count} dates count, {idle} do not; {gaps} gaps are shaded.</source>
        <translation>{count} fechas cuentan, {idle} no; {gaps} huecos están sombreados.</translation>
    </message>
    <message>
        <source>{told} The dates that count have {low} to {high} of their pixels valid, {median} in the middle.</source>
        <translation>{told} Las fechas que cuentan tienen de {low} a {high} de sus píxeles válidos, {median} en el medio.</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>menos de un minuto</translation>
    </message>
    <message>
        <source>about a minute</source>
        <translation>alrededor de un minuto</translation>
    </message>
    <message>
        <source>about {count:.0f} minutes</source>
        <translation>unos {count:.0f} minutos</translation>
    </message>
    <message>
        <source>about an hour</source>
        <translation>alrededor de una hora</translation>
    </message>
    <message>
        <source>about {count:.0f} hours</source>
        <translation>unas {count:.0f} horas</translation>
    </message>
    <message>
        <source>about {count:.0f} days</source>
        <translation>unos {count:.0f} días</translation>
    </message>
    <message>
        <source>No point or footprint lies on {name}; check both CRSs.</source>
        <translation>Ningún punto ni huella está sobre {name}; compruebe ambos SRC.</translation>
    </message>
    <message>
        <source>No point or footprint lies on any of the rasters; check their CRSs.</source>
        <translation>Ningún punto ni huella está sobre ninguno de los rásteres; compruebe sus SRC.</translation>
    </message>
    <message>
        <source>no footprint has a valid pixel; all columns are null.</source>
        <translation>ninguna huella tiene un píxel válido; todas las columnas son nulas.</translation>
    </message>
    <message>
        <source>Check the rasters' nodata values and masks.</source>
        <translation>Compruebe los valores sin datos y las máscaras de los rásteres.</translation>
    </message>
    <message>
        <source>{count} footprints lie where a raster's projection has a pole or an edge, and have no values there.</source>
        <translation>{count} huellas están donde la proyección de un ráster tiene un polo o un borde, y no tienen valores allí.</translation>
    </message>
    <message>
        <source>Sample rasters in a projection that is smooth there.</source>
        <translation>Muestree rásteres en una proyección que sea regular en ese lugar.</translation>
    </message>
    <message>
        <source>band {band} has the classes {codes} under footprints, which neither its legend nor a sample of it had shown: they have no columns, and the fractions of a footprint may sum to less than 1.</source>
        <translation>la banda {band} tiene bajo las huellas las clases {codes}, que ni su leyenda ni una muestra de ella habían mostrado: no tienen columnas, y las fracciones de una huella pueden sumar menos de 1.</translation>
    </message>
    <message>
        <source>Name all classes that are wanted.</source>
        <translation>Nombre todas las clases deseadas.</translation>
    </message>
    <message>
        <source>{name} was observed {time} ({origin}).</source>
        <translation>{name} se observó {time} ({origin}).</translation>
    </message>
    <message>
        <source>{name}: neither its tags nor its name tell when it was observed; it counts for all points, whatever their time.</source>
        <translation>{name}: ni sus etiquetas ni su nombre dicen cuándo se observó; cuenta para todos los puntos, sea cual sea su fecha.</translation>
    </message>
    <message>
        <source>field names have at most {most} characters; it is called {name}.</source>
        <translation>los nombres de campo tienen como máximo {most} caracteres; se llama {name}.</translation>
    </message>
    <message>
        <source>{meaning}, of the raster nearest in time</source>
        <translation>{meaning}, del ráster más cercano en el tiempo</translation>
    </message>
    <message>
        <source>raster nearest in time</source>
        <translation>ráster más cercano en el tiempo</translation>
    </message>
    <message>
        <source>days from the point's time to the raster's, positive where the raster is later</source>
        <translation>días desde la fecha del punto hasta la del ráster, positivos si el ráster es posterior</translation>
    </message>
    <message>
        <source>value at the point</source>
        <translation>valor en el punto</translation>
    </message>
    <message>
        <source>mean over the footprint, by ground area or energy</source>
        <translation>media sobre la huella, por área del terreno o energía</translation>
    </message>
    <message>
        <source>standard deviation within the footprint</source>
        <translation>desviación típica dentro de la huella</translation>
    </message>
    <message>
        <source>smallest value in the footprint</source>
        <translation>valor mínimo en la huella</translation>
    </message>
    <message>
        <source>largest value in the footprint</source>
        <translation>valor máximo en la huella</translation>
    </message>
    <message>
        <source>median over the footprint, by ground area or energy</source>
        <translation>mediana sobre la huella, por área del terreno o energía</translation>
    </message>
    <message>
        <source>class with the largest share of the footprint</source>
        <translation>clase con la mayor parte de la huella</translation>
    </message>
    <message>
        <source>share of the class in the footprint's valid part</source>
        <translation>proporción de la clase en la parte válida de la huella</translation>
    </message>
    <message>
        <source>number of valid pixels in the footprint, cut ones by their part</source>
        <translation>número de píxeles válidos en la huella, los cortados según su parte</translation>
    </message>
    <message>
        <source>share of the footprint on valid pixels</source>
        <translation>proporción de la huella sobre píxeles válidos</translation>
    </message>
    <message>
        <source>its values are {kind}, which have no {statistics}; these columns are left out.</source>
        <translation>sus valores son de tipo {kind}, que no admite {statistics}; se omiten esas columnas.</translation>
    </message>
    <message>
        <source>Set VARIABLE_KIND if it was taken for what it is not.</source>
        <translation>Indique VARIABLE_KIND si se ha tomado por lo que no es.</translation>
    </message>
    <message>
        <source>{name} holds values that are no whole numbers, and a class is one; choose another statistic than fractions, or reclassify it.</source>
        <translation>{name} contiene valores que no son números enteros, y una clase lo es; elija otra estadística que no sea fractions, o reclasifíquelo.</translation>
    </message>
    <message>
        <source>{meaning} ({code})</source>
        <translation>{meaning} ({code})</translation>
    </message>
    <message>
        <source>support</source>
        <translation>soporte</translation>
    </message>
    <message>
        <source>No statistic is chosen; choose at least one.</source>
        <translation>No se ha elegido ninguna estadística; elija al menos una.</translation>
    </message>
    <message>
        <source>A statistic is given twice; give each once.</source>
        <translation>Una estadística se ha dado dos veces; dé cada una una sola vez.</translation>
    </message>
    <message>
        <source>The time tolerance is {value:g} days; it must not be negative.</source>
        <translation>La tolerancia temporal es de {value:g} días; no debe ser negativa.</translation>
    </message>
    <message>
        <source>The support polygon needs polygons, and the input has points; choose disc, or give polygons.</source>
        <translation>El soporte polygon necesita polígonos, y la entrada tiene puntos; elija disc, o dé polígonos.</translation>
    </message>
    <message>
        <source>The support {support} needs points, and the input has polygons; choose polygon, or give their centroids.</source>
        <translation>El soporte {support} necesita puntos, y la entrada tiene polígonos; elija polygon, o dé sus centroides.</translation>
    </message>
    <message>
        <source>diameter</source>
        <translation>diámetro</translation>
    </message>
    <message>
        <source>length</source>
        <translation>longitud</translation>
    </message>
    <message>
        <source>The support {support} needs the azimuth of each footprint; name its field.</source>
        <translation>El soporte {support} necesita el acimut de cada huella; nombre su campo.</translation>
    </message>
    <message>
        <source>A time tolerance is given, but no time of the points; name the field of their time.</source>
        <translation>Se ha dado una tolerancia temporal, pero no la fecha de los puntos; nombre el campo de su fecha.</translation>
    </message>
    <message>
        <source>The support {support} needs the {name} of the footprints in metres; give it.</source>
        <translation>El soporte {support} necesita de las huellas, en metros: {name}; indique ese dato.</translation>
    </message>
    <message>
        <source>The {name} of a footprint is {value:g} m; it must be more than 0 and at most {most:g} m on the ground, whatever the CRS.</source>
        <translation>Una huella tiene {name} de {value:g} m; debe ser mayor que 0 y como máximo {most:g} m sobre el terreno, sea cual sea el SRC.</translation>
    </message>
    <message>
        <source>the {count} dates</source>
        <translation>las {count} fechas</translation>
    </message>
    <message>
        <source>Take a longer record.</source>
        <translation>Tome un registro más largo.</translation>
    </message>
    <message>
        <source>The time scale must be a positive number of days, not {scale}.</source>
        <translation>La escala temporal debe ser un número positivo de días, no {scale}.</translation>
    </message>
    <message>
        <source>{idle} of {count} dates do not count, since too few of their pixels have a value.</source>
        <translation>{idle} de {count} fechas no cuentan, pues muy pocos de sus píxeles tienen valor.</translation>
    </message>
    <message>
        <source>{count} rasters have no date in their tags or names and are left out: {names} and others. Set their temporal properties, or give their dates as a text or a table.</source>
        <translation>{count} rásteres no tienen fecha en sus metadatos o nombres y se dejan fuera: {names} y otros. Defina sus propiedades temporales, o dé sus fechas como texto o como tabla.</translation>
    </message>
    <message>
        <source>Without a date in their tags or names, these rasters are left out: {names}. Set their temporal properties, or give their dates as a text or a table.</source>
        <translation>Sin fecha en sus metadatos o nombres, estos rásteres se dejan fuera: {names}. Defina sus propiedades temporales, o dé sus fechas como texto o como tabla.</translation>
    </message>
    <message>
        <source>Only {count} different dates count, and {idle} do not, since too few of their pixels have a value; at least {least} are needed.</source>
        <translation>Solo cuentan {count} fechas distintas, y {idle} no, pues muy pocos de sus píxeles tienen valor; hacen falta al menos {least}.</translation>
    </message>
    <message>
        <source>Only {count} different dates were given; at least {least} are needed.</source>
        <translation>Solo se dieron {count} fechas distintas; hacen falta al menos {least}.</translation>
    </message>
    <message>
        <source>Resolved: the {count} dates lie at most {longest} days apart, less than half of the time scale of {scale} days.</source>
        <translation>Resuelto: las {count} fechas distan como mucho {longest} días, menos de la mitad de la escala temporal de {scale} días.</translation>
    </message>
    <message>
        <source>Marginal: the {count} dates lie at most {longest} days apart, but span {span} days only, less than one period of {scale} days, so that a cycle cannot be told from a trend.</source>
        <translation>Marginal: las {count} fechas distan como mucho {longest} días, pero abarcan solo {span} días, menos de un período de {scale} días, de modo que un ciclo no se distingue de una tendencia.</translation>
    </message>
    <message>
        <source>Marginal: the dates lie {mean} days apart on average, less than half of the time scale of {scale} days, but {gaps} of {intervals} intervals are not shorter than that, the longest {longest} days ({begin} to {end}): what happens in them is missed.</source>
        <translation>Marginal: las fechas distan {mean} días en promedio, menos de la mitad de la escala temporal de {scale} días, pero {gaps} de {intervals} intervalos no son más cortos que eso, el más largo de {longest} días ({begin} a {end}): se pierde lo que ocurre en ellos.</translation>
    </message>
    <message>
        <source>Marginal: with {mean} days between dates on average there are no more than two in {scale} days, so that changes are missed, the most between {begin} and {end} ({longest} days); no slower cycle looks the same.</source>
        <translation>Marginal: con {mean} días entre fechas en promedio no hay más de dos en {scale} días, de modo que se pierden cambios, sobre todo entre {begin} y {end} ({longest} días); ningún ciclo más lento se ve igual.</translation>
    </message>
    <message>
        <source>Aliased: at these dates a cycle of {scale} days looks like no change at all (likeness {power} %); the longest interval has {longest} days ({begin} to {end}).</source>
        <translation>Con alias: en estas fechas un ciclo de {scale} días parece que nada cambia (semejanza {power} %); el intervalo más largo tiene {longest} días ({begin} a {end}).</translation>
    </message>
    <message>
        <source>Aliased: at these dates a cycle of {scale} days looks like one of {period} days (likeness {power} %); the longest interval has {longest} days ({begin} to {end}).</source>
        <translation>Con alias: en estas fechas un ciclo de {scale} días parece uno de {period} días (semejanza {power} %); el intervalo más largo tiene {longest} días ({begin} a {end}).</translation>
    </message>
    <message>
        <source>{word} is no date; write dates as 2024-06-02, 2024154 or 2024-06-02T18:20:11Z, separated by commas.</source>
        <translation>{word} no es una fecha; escriba las fechas como 2024-06-02, 2024154 o 2024-06-02T18:20:11Z, separadas por comas.</translation>
    </message>
    <message>
        <source>CSV or JSON files</source>
        <translation>archivos CSV o JSON</translation>
    </message>
    <message>
        <source>Sampling in time</source>
        <translation>Muestreo en el tiempo</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Línea de tiempo</translation>
    </message>
    <message>
        <source>Intervals</source>
        <translation>Intervalos</translation>
    </message>
    <message>
        <source>From the first to the last</source>
        <translation>De la primera a la última</translation>
    </message>
    <message>
        <source>days</source>
        <translation>días</translation>
    </message>
    <message>
        <source>Median interval</source>
        <translation>Mediana de los intervalos</translation>
    </message>
    <message>
        <source>Mean interval</source>
        <translation>Intervalo medio</translation>
    </message>
    <message>
        <source>Longest interval</source>
        <translation>Intervalo más largo</translation>
    </message>
    <message>
        <source>Longest step of which all intervals are multiples</source>
        <translation>Paso más largo del que todos los intervalos son múltiplos</translation>
    </message>
    <message>
        <source>Shortest period that is resolved everywhere: twice the longest interval</source>
        <translation>Período más corto que se resuelve en todas partes: el doble del intervalo más largo</translation>
    </message>
    <message>
        <source>Shortest period with two dates on average: twice the mean interval</source>
        <translation>Período más corto con dos fechas en promedio: el doble del intervalo medio</translation>
    </message>
    <message>
        <source>Time scale asked for</source>
        <translation>Escala temporal pedida</translation>
    </message>
    <message>
        <source>Period that a cycle of the time scale seems to have</source>
        <translation>Período que parece tener un ciclo de la escala temporal</translation>
    </message>
    <message>
        <source>Likeness of the two, 1 where nothing tells them apart</source>
        <translation>Semejanza de ambos, 1 donde nada los distingue</translation>
    </message>
    <message>
        <source>How the dates lie</source>
        <translation>Cómo están las fechas</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Qué</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Gaps of half the time scale and more, the longest first</source>
        <translation>Huecos de media escala temporal y más, el más largo primero</translation>
    </message>
    <message>
        <source>The longest gaps; none reaches half of the time scale</source>
        <translation>Los huecos más largos; ninguno alcanza la mitad de la escala temporal</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Duración</translation>
    </message>
    <message>
        <source>The {shown} longest of {count} gaps are shown.</source>
        <translation>Se muestran los {shown} más largos de {count} huecos.</translation>
    </message>
    <message>
        <source>Spectral window of the dates</source>
        <translation>Ventana espectral de las fechas</translation>
    </message>
    <message>
        <source>How alike two cycles look at these dates, by how far their frequencies differ: 1 where nothing tells them apart. A peak at a distance that takes the time scale's frequency to a lower one lets the fast cycle look like a slow one. From {alike} on it counts as aliasing here.</source>
        <translation>Cuán iguales se ven dos ciclos en estas fechas, según cuánto difieren sus frecuencias: 1 donde nada los distingue. Un pico a una distancia que lleva la frecuencia de la escala temporal a otra más baja hace que el ciclo rápido parezca uno lento. Desde {alike} cuenta aquí como alias.</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>Semejanza</translation>
    </message>
    <message>
        <source>Frequency of the time scale</source>
        <translation>Frecuencia de la escala temporal</translation>
    </message>
    <message>
        <source>Spectral window</source>
        <translation>Ventana espectral</translation>
    </message>
    <message>
        <source>Difference of frequency, 1/days</source>
        <translation>Diferencia de frecuencia, 1/días</translation>
    </message>
    <message>
        <source>Apart from 0, the highest value is {height:.3g}, near {frequency:.4g} 1/days.</source>
        <translation>Aparte del 0, el valor más alto es {height:.3g}, cerca de {frequency:.4g} 1/días.</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Fechas</translation>
    </message>
    <message>
        <source>All dates</source>
        <translation>Todas las fechas</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>Rasters without a date, which were left out:</source>
        <translation>Rásteres sin fecha, que se dejaron fuera:</translation>
    </message>
    <message>
        <source>Sensors</source>
        <translation>Sensores</translation>
    </message>
    <message>
        <source>How often sensors look at a place, by their orbits and without clouds</source>
        <translation>Cada cuánto miran los sensores un lugar, por sus órbitas y sin nubes</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>Sensor</translation>
    </message>
    <message>
        <source>Observes</source>
        <translation>Observa</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>Píxel</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Intervalo</translation>
    </message>
    <message>
        <source>Looks often enough for the time scale</source>
        <translation>Mira lo bastante a menudo para la escala temporal</translation>
    </message>
    <message>
        <source>Through clouds</source>
        <translation>A través de las nubes</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <source>reflectance</source>
        <translation>reflectancia</translation>
    </message>
    <message>
        <source>surface temperature</source>
        <translation>temperatura de superficie</translation>
    </message>
    <message>
        <source>soil moisture</source>
        <translation>humedad del suelo</translation>
    </message>
    <message>
        <source>precipitation</source>
        <translation>precipitación</translation>
    </message>
    <message>
        <source>radar backscatter</source>
        <translation>retrodispersión de radar</translation>
    </message>
    <message>
        <source>No sensor of the table looks more often than every {half} days at the same quantity; ask about slower changes, or add measurements on the ground.</source>
        <translation>Ningún sensor de la tabla mira la misma magnitud más a menudo que cada {half} días; pregunte por cambios más lentos, o añada mediciones en tierra.</translation>
    </message>
    <message>
        <source>{sensor} ({quantity}, {resolution:g} m, {interval})</source>
        <translation>{sensor} ({quantity}, {resolution:g} m, {interval})</translation>
    </message>
    <message>
        <source>Looks often enough, where clouds do not hide the ground: {sensors}.</source>
        <translation>Mira lo bastante a menudo, donde las nubes no ocultan el suelo: {sensors}.</translation>
    </message>
    <message>
        <source>every {minutes:.0f} minutes or less</source>
        <translation>cada {minutes:.0f} minutos o menos</translation>
    </message>
    <message>
        <source>{low:g} to {high:g}</source>
        <translation>{low:g} a {high:g}</translation>
    </message>
    <message>
        <source>every {days} days, irregularly</source>
        <translation>cada {days} días, de forma irregular</translation>
    </message>
    <message>
        <source>every {days} days</source>
        <translation>cada {days} días</translation>
    </message>
    <message>
        <source>The dates span {span:.6g} days, more than {most} times the time scale of {scale:.6g} days; give fewer dates or a longer time scale.</source>
        <translation>Las fechas abarcan {span:.6g} días, más de {most} veces la escala temporal de {scale:.6g} días; dé menos fechas o una escala temporal más larga.</translation>
    </message>
    <message>
        <source>Band {band}: coarse values were brought to the fine sensor's scale with gain {gain:.4g} and offset {offset:.4g} from {count} cells (r {r:.2f}).</source>
        <translation>Banda {band}: los valores gruesos se llevaron a la escala del sensor fino con ganancia {gain:.4g} y desplazamiento {offset:.4g}, a partir de {count} celdas (r {r:.2f}).</translation>
    </message>
    <message>
        <source>Band {band}: coarse values were brought to the fine sensor's scale by {knots} quantiles of {count} cells (r {r:.2f}).</source>
        <translation>Banda {band}: los valores gruesos se llevaron a la escala del sensor fino mediante {knots} cuantiles de {count} celdas (r {r:.2f}).</translation>
    </message>
    <message>
        <source>Band {band}: fine and coarse values on the base dates hardly go together (r {r:.2f}), so the corrected coarse images show little of what changes; check that bands, dates and georeference of both belong together.</source>
        <translation>Banda {band}: los valores finos y gruesos de las fechas base apenas concuerdan (r {r:.2f}), así que las imágenes gruesas corregidas muestran poco de lo que cambia; compruebe que las bandas, las fechas y la georreferencia de ambas se correspondan.</translation>
    </message>
    <message>
        <source>Band {band}: fine and coarse values on the base dates hardly go together (r {r:.2f}); the bias correction makes their distributions alike, no more.</source>
        <translation>Banda {band}: los valores finos y gruesos de las fechas base apenas se corresponden (r {r:.2f}); la corrección del sesgo iguala sus distribuciones, nada más.</translation>
    </message>
    <message>
        <source>BIAS is {kind}; choose one of: {kinds}.</source>
        <translation>BIAS es {kind}; elija uno de: {kinds}.</translation>
    </message>
    <message>
        <source>Band {band}: only {count} coarse pixels of the base dates have a fine and a coarse value, and a bias correction needs {fewest}; give more pairs, or set BIAS to none.</source>
        <translation>Banda {band}: solo {count} píxeles gruesos de las fechas base tienen un valor fino y uno grueso, y la corrección del sesgo necesita {fewest}; dé más pares o ponga BIAS en none.</translation>
    </message>
    <message>
        <source>up to {high:g} days</source>
        <translation>hasta {high:g} días</translation>
    </message>
    <message>
        <source>over {low:g} days</source>
        <translation>más de {low:g} días</translation>
    </message>
    <message>
        <source>{low:g} to {high:g} days</source>
        <translation>de {low:g} a {high:g} días</translation>
    </message>
    <message>
        <source>No held-out date could be predicted, so that there is nothing to compare.</source>
        <translation>No se pudo predecir ninguna fecha apartada, de modo que no hay nada que comparar.</translation>
    </message>
    <message>
        <source>{method} has the least error (methods: {count}, held-out dates: {dates}).</source>
        <translation>{method} tiene el menor error (métodos: {count}, fechas apartadas: {dates}).</translation>
    </message>
    <message>
        <source>{baseline} is at least as good as every fusion here for gaps up to {days:.0f} days; the error of {fusion}, the best of them, differs by less than {percent:g} %.</source>
        <translation>{baseline} es aquí al menos tan bueno como cualquier fusión para huecos de hasta {days:.0f} días; el error de {fusion}, la mejor de ellas, difiere en menos de un {percent:g} %.</translation>
    </message>
    <message>
        <source>{baseline} is at least as good as every fusion here for gaps up to {days:.0f} days; {fusion}, the best of them, has an error {percent:.1f} % higher.</source>
        <translation>{baseline} es aquí al menos tan bueno como cualquier fusión para huecos de hasta {days:.0f} días; {fusion}, la mejor de ellas, tiene un error un {percent:.1f} % mayor.</translation>
    </message>
    <message>
        <source>{fusion} is better than every baseline here for gaps up to {days:.0f} days: its error is {percent:.1f} % lower than that of the best of them ({baseline}).</source>
        <translation>{fusion} es aquí mejor que todos los métodos de referencia para huecos de hasta {days:.0f} días: su error es un {percent:.1f} % menor que el del mejor de ellos ({baseline}).</translation>
    </message>
    <message>
        <source>{fusion} has the least error over all gaps, {percent:.1f} % less than the best baseline ({baseline}), but is not the best for each length of gap.</source>
        <translation>{fusion} tiene el menor error sobre todos los huecos, un {percent:.1f} % menos que el mejor método de referencia ({baseline}), pero no es el mejor para cada longitud de hueco.</translation>
    </message>
    <message>
        <source>{baseline} has the least error over all gaps; {fusion} is better for some lengths of gap.</source>
        <translation>{baseline} tiene el menor error sobre todos los huecos; {fusion} es mejor para algunas longitudes de hueco.</translation>
    </message>
    <message>
        <source>{fusion} is better than every baseline here for gaps up to {days:g} days; for longer ones {baseline} is at least as good as every fusion.</source>
        <translation>{fusion} es aquí mejor que todos los métodos de referencia para huecos de hasta {days:g} días; para los más largos, {baseline} es al menos tan bueno como cualquier fusión.</translation>
    </message>
    <message>
        <source>{baseline} is at least as good as every fusion here for gaps up to {days:g} days; for longer ones {fusion} is better than every baseline.</source>
        <translation>{baseline} es aquí al menos tan bueno como cualquier fusión para huecos de hasta {days:g} días; para los más largos, {fusion} es mejor que todos los métodos de referencia.</translation>
    </message>
    <message>
        <source>No method is chosen; choose some of {choices}.</source>
        <translation>No se ha elegido ningún método; elija alguno de {choices}.</translation>
    </message>
    <message>
        <source>{date} cannot be held out: it takes a fine image of which at least {percent:g} % is valid, a coarse image of the same date, and such dates before and after it; leave {date} out of DATES.</source>
        <translation>{date} no se puede reservar: hace falta una imagen fina de la que al menos el {percent:g} % sea válido, una imagen gruesa de la misma fecha, y fechas así antes y después; quite {date} de DATES.</translation>
    </message>
    <message>
        <source>No date can be held out: it takes a fine image of which at least {percent:g} % is valid, a coarse image of the same date, and such dates before and after it; add images, or raise MAX_GAP.</source>
        <translation>No se puede apartar ninguna fecha: hace falta una imagen fina válida al menos en un {percent:g} %, una imagen gruesa de la misma fecha y fechas así antes y después de ella; añada imágenes o aumente MAX_GAP.</translation>
    </message>
    <message>
        <source>No method could predict a held-out date: {reason}</source>
        <translation>Ningún método pudo predecir una fecha apartada: {reason}</translation>
    </message>
    <message>
        <source>no value is left to compare.</source>
        <translation>no queda ningún valor que comparar.</translation>
    </message>
    <message>
        <source>{method}: error {rmse:.4g} of the standard deviation, {seconds:.3g} s of one core for a megapixel.</source>
        <translation>{method}: error de {rmse:.4g} de la desviación estándar, {seconds:.3g} s de un núcleo por megapíxel.</translation>
    </message>
    <message>
        <source>few dates could be held out and compared ({count}), so that the order of the methods may be chance.</source>
        <translation>se pudieron apartar y comparar pocas fechas ({count}), de modo que el orden de los métodos puede deberse al azar.</translation>
    </message>
    <message>
        <source>Add dates with a fine and a coarse image.</source>
        <translation>Añada fechas con una imagen fina y una gruesa.</translation>
    </message>
    <message>
        <source>Evaluation of image fusion</source>
        <translation>Evaluación de la fusión de imágenes</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Métodos</translation>
    </message>
    <message>
        <source>Fine images were held out, one after another, and predicted from the other dates. Dates that are compared: {dates}. All methods are scored on the same {values} values: those that all of them predict.</source>
        <translation>Se apartaron imágenes finas, una tras otra, y se predijeron a partir de las demás fechas. Fechas que se comparan: {dates}. Todos los métodos se puntúan en los mismos {values} valores: los que todos ellos predicen.</translation>
    </message>
    <message>
        <source>Length of the gap</source>
        <translation>Longitud del hueco</translation>
    </message>
    <message>
        <source>Typical error</source>
        <translation>Error típico</translation>
    </message>
    <message>
        <source>ERGAS</source>
        <translation>ERGAS</translation>
    </message>
    <message>
        <source>SAM</source>
        <translation>SAM</translation>
    </message>
    <message>
        <source>EDGE</source>
        <translation>EDGE</translation>
    </message>
    <message>
        <source>LBP</source>
        <translation>LBP</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>Predicho</translation>
    </message>
    <message>
        <source>Time per megapixel</source>
        <translation>Tiempo por megapíxel</translation>
    </message>
    <message>
        <source>All held-out values, the least error first</source>
        <translation>Todos los valores apartados, el menor error primero</translation>
    </message>
    <message>
        <source>The order is that of the typical error: the geometric mean of the RMSE of all dates, each band in standard deviations of its truth, in which a contaminated date does not outweigh the others.</source>
        <translation>El orden es el del error típico: la media geométrica del RMSE de todas las fechas, cada banda en desviaciones estándar de su verdad, en la que una fecha contaminada no pesa más que las demás.</translation>
    </message>
    <message>
        <source>Of methods within half a per cent of the least error, the simplest one counts as the best.</source>
        <translation>De los métodos a menos de medio por ciento del menor error, el más sencillo cuenta como el mejor.</translation>
    </message>
    <message>
        <source>RMSE, MAE, bias, r, SSIM, EDGE and LBP are of all values together, and means over the bands.</source>
        <translation>RMSE, MAE, sesgo, r, SSIM, EDGE y LBP son de todos los valores juntos, y medias de las bandas.</translation>
    </message>
    <message>
        <source>SSIM and r are 1, ERGAS and the spectral angle SAM 0, where images are the same.</source>
        <translation>SSIM y r valen 1, y ERGAS y el ángulo espectral SAM 0, donde las imágenes son iguales.</translation>
    </message>
    <message>
        <source>EDGE and LBP are normalised differences of edges (Roberts) and of texture (local binary patterns) from the truth: below 0 the prediction is too smooth, above 0 too rough.</source>
        <translation>EDGE y LBP son diferencias normalizadas de bordes (Roberts) y de textura (patrones binarios locales) respecto a la verdad: por debajo de 0 la predicción es demasiado suave, por encima de 0 demasiado rugosa.</translation>
    </message>
    <message>
        <source>Predicted: share of the true values for which the method gives one, the mean of the compared dates. The time is that of one core, with reading, and is another one on another machine.</source>
        <translation>Predicho: parte de los valores verdaderos para los que el método da uno, media de las fechas comparadas. El tiempo es el de un núcleo, con la lectura, y es otro en otra máquina.</translation>
    </message>
    <message>
        <source>RMSE of each band</source>
        <translation>RMSE de cada banda</translation>
    </message>
    <message>
        <source>A gap is the number of days between the fine dates before and after a held-out one. Longer gaps than those of your own series were not tested.</source>
        <translation>Un hueco es el número de días entre las fechas finas anterior y posterior a una apartada. No se probaron huecos más largos que los de su propia serie.</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Hueco</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Mejor</translation>
    </message>
    <message>
        <source>RMSE by length of the gap</source>
        <translation>RMSE según la longitud del hueco</translation>
    </message>
    <message>
        <source>Error over the length of the gap</source>
        <translation>Error según la longitud del hueco</translation>
    </message>
    <message>
        <source>Gap (days)</source>
        <translation>Hueco (días)</translation>
    </message>
    <message>
        <source>A point for each held-out date, of the best baseline and of the best fusion; the table of dates holds the numbers of all methods.</source>
        <translation>Un punto por cada fecha apartada, del mejor método de referencia y de la mejor fusión; la tabla de fechas contiene los números de todos los métodos.</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>Más próxima</translation>
    </message>
    <message>
        <source>RMSE of each held-out date</source>
        <translation>RMSE de cada fecha apartada</translation>
    </message>
    <message>
        <source>68.3 % of the errors should lie within 1 sigma. The factor is that by which sigma would have to be multiplied for that; the last column holds the share of the errors within 1 sigma with a factor that was learned from the other dates, date by date.</source>
        <translation>El 68,3 % de los errores debería estar dentro de 1 sigma. El factor es aquel por el que habría que multiplicar sigma para ello; la última columna contiene la parte de los errores dentro de 1 sigma con un factor aprendido de las demás fechas, fecha a fecha.</translation>
    </message>
    <message>
        <source>Errors within 1 sigma</source>
        <translation>Errores dentro de 1 sigma</translation>
    </message>
    <message>
        <source>Within 1 sigma</source>
        <translation>Dentro de 1 sigma</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Factor</translation>
    </message>
    <message>
        <source>Within 1 sigma, calibrated</source>
        <translation>Dentro de 1 sigma, calibrado</translation>
    </message>
    <message>
        <source>Maps of errors</source>
        <translation>Mapas de errores</translation>
    </message>
    <message>
        <source>Truth and errors on {date}: {band}</source>
        <translation>Verdad y errores el {date}: {band}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <source>Prediction less truth, thinned to blocks of pixels, all methods on one scale: red is too high, blue too low, grey has no value. Means of the sizes: {means}.</source>
        <translation>Predicción menos verdad, reducida a bloques de píxeles, todos los métodos en una misma escala: rojo es demasiado alto, azul demasiado bajo, gris no tiene valor. Medias de los tamaños: {means}.</translation>
    </message>
    <message>
        <source>the coarse images cover {share:.1f} % of the fine ones; where they do not, only methods without coarse images can predict.</source>
        <translation>las imágenes gruesas cubren el {share:.1f} % de las finas; donde no lo hacen, solo pueden predecir los métodos sin imágenes gruesas.</translation>
    </message>
    <message>
        <source>Crop the fine images, or get larger coarse ones.</source>
        <translation>Recorte las imágenes finas, o consiga imágenes gruesas más grandes.</translation>
    </message>
    <message>
        <source>{count} of the {all} fine images have no valid pixel and are no base dates ({dates}).</source>
        <translation>{count} de las {all} imágenes finas no tienen ningún píxel válido y no son fechas base ({dates}).</translation>
    </message>
    <message>
        <source>band {band} looks like classes or flags ({percent}), whose codes have no differences and no means, of which every fusion is made.</source>
        <translation>la banda {band} parece contener clases o indicadores ({percent}), cuyos códigos no tienen diferencias ni medias, de las que se hace toda fusión.</translation>
    </message>
    <message>
        <source>Give measurements, such as reflectance or temperature.</source>
        <translation>Indique medidas, como reflectancia o temperatura.</translation>
    </message>
    <message>
        <source>values (mean {mean:.3g}) are on another scale than those of the other images of the same sensor (mean {usual:.3g}), as reflectance from 0 to 10000 beside 0 to 1.</source>
        <translation>los valores (media {mean:.3g}) están en otra escala que los de las demás imágenes del mismo sensor (media {usual:.3g}), como una reflectancia de 0 a 10000 junto a otra de 0 a 1.</translation>
    </message>
    <message>
        <source>Bring all images of a sensor to the same scale, or leave this one out.</source>
        <translation>Lleve todas las imágenes de un sensor a la misma escala, o deje fuera esta.</translation>
    </message>
    <message>
        <source>values (mean {coarse:.3g}) are on another scale than those of {name} (mean {fine:.3g}) on the same dates, as reflectance from 0 to 10000 beside 0 to 1.</source>
        <translation>los valores (media {coarse:.3g}) están en otra escala que los de {name} (media {fine:.3g}) en las mismas fechas, como la reflectancia de 0 a 10000 junto a la de 0 a 1.</translation>
    </message>
    <message>
        <source>Bring both to the same scale first, or choose gain_offset as BIAS.</source>
        <translation>Lleve antes ambos a la misma escala, o elija gain_offset como BIAS.</translation>
    </message>
    <message>
        <source>{count} of the {all} fine images differ from the coarse ones of their dates more than twice as much as is usual ({dates}), as where clouds are not masked. They are base dates only where there are no better ones, and nothing is scored by them.</source>
        <translation>{count} de las {all} imágenes finas difieren de las gruesas de sus fechas más del doble de lo habitual ({dates}), como donde las nubes no están enmascaradas. Solo son fechas base donde no las hay mejores, y nada se puntúa con ellas.</translation>
    </message>
    <message>
        <source>Mask or leave out the image of each pair that is wrong.</source>
        <translation>Enmascare o deje fuera la imagen errónea de cada par.</translation>
    </message>
    <message>
        <source>{count} of the {all} dates are not predicted ({dates}): {reason}</source>
        <translation>{count} de las {all} fechas no se predicen ({dates}): {reason}</translation>
    </message>
    <message>
        <source>{count} of the {all} dates lie more than {far:g} days from the nearest base date, up to {most:.0f} days ({dates}); much of the fine pattern may have changed since.</source>
        <translation>{count} de las {all} fechas distan más de {far:g} días de la fecha base más próxima, hasta {most:.0f} días ({dates}); gran parte del patrón fino puede haber cambiado desde entonces.</translation>
    </message>
    <message>
        <source>Add fine images between them, or set MAX_GAP.</source>
        <translation>Añada imágenes finas entre ellas, o fije MAX_GAP.</translation>
    </message>
    <message>
        <source>{share:.1f} % of the values are nodata, because base images or the coarse image of the date are missing there.</source>
        <translation>El {share:.1f} % de los valores son sin datos, porque allí faltan las imágenes base o la imagen gruesa de la fecha.</translation>
    </message>
    <message>
        <source>Add base dates or mask less; interpolation and timekriging need no coarse image of the date.</source>
        <translation>Añada fechas base o enmascare menos; interpolation y timekriging no necesitan una imagen gruesa de la fecha.</translation>
    </message>
    <message>
        <source>{count:,} values ({share:.1f} %) stand in holes of the base image that comes first, such as the nearest, and come from others.</source>
        <translation>{count:,} valores ({share:.1f} %) están en huecos de la imagen base que va primero, como la más cercana, y proceden de otras.</translation>
    </message>
    <message>
        <source>{count:,} values ({share:.3f} %) were predicted beyond LIMITS and set to them.</source>
        <translation>{count:,} valores ({share:.3f} %) se predijeron más allá de LIMITS y se fijaron en ellos.</translation>
    </message>
    <message>
        <source>Check that LIMITS are in the images' units.</source>
        <translation>Compruebe que LIMITS está en las unidades de las imágenes.</translation>
    </message>
    <message>
        <source>{count:,} values ({share:.3f} %) of the fine images of the dates lie beyond LIMITS and are kept.</source>
        <translation>{count:,} valores ({share:.3f} %) de las imágenes finas de las fechas están fuera de LIMITS y se conservan.</translation>
    </message>
    <message>
        <source>the uncertainty is as {method} states it and was not checked on held-out dates.</source>
        <translation>la incertidumbre es la que indica {method} y no se comprobó en fechas reservadas.</translation>
    </message>
    <message>
        <source>Take its pattern for true rather than its size; fuseseries checks it where CALIBRATE is on and {least} dates can be held out.</source>
        <translation>Fíese de su patrón más que de su tamaño; fuseseries la comprueba donde CALIBRATE está activado y se pueden reservar {least} fechas.</translation>
    </message>
    <message>
        <source>Take its pattern for true rather than its size; {dates} dates can be held out, and {least} are needed: add base dates.</source>
        <translation>Fíese de su patrón más que de su tamaño; se pueden reservar {dates} fechas y hacen falta {least}: añada fechas base.</translation>
    </message>
    <message>
        <source>{baseline} is better than {method} on your own dates: its typical error is {percent:.0f} % of {method}'s, on {dates} held-out dates.</source>
        <translation>{baseline} es mejor que {method} en sus propias fechas: su error típico es el {percent:.0f} % del de {method}, en {dates} fechas reservadas.</translation>
    </message>
    <message>
        <source>Choose METHOD {baseline}, or auto.</source>
        <translation>Elija {baseline} como METHOD, o auto.</translation>
    </message>
    <message>
        <source>FSDAF: only {cells} coarse pixels tell how {classes} classes change; what they leave open comes from the coarse change of each place.</source>
        <translation>FSDAF: solo {cells} píxeles de la imagen gruesa indican cómo cambian {classes} clases; lo que dejan sin determinar procede del cambio de la imagen gruesa en cada lugar.</translation>
    </message>
    <message>
        <source>Fusion of fine and coarse images</source>
        <translation>Fusión de imágenes finas y gruesas</translation>
    </message>
    <message>
        <source>Held-out dates</source>
        <translation>Fechas apartadas</translation>
    </message>
    <message>
        <source>No fine image could be held out, so that nothing tells how good this fusion is.</source>
        <translation>No se pudo apartar ninguna imagen fina, de modo que nada dice cuán buena es esta fusión.</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Dates: {count}; method: {method}.</source>
        <translation>Fechas: {count}; método: {method}.</translation>
    </message>
    <message>
        <source>Its error is that of {baseline}, within {percent:g} % (held-out dates: {dates}).</source>
        <translation>Su error es el de {baseline}, con una diferencia menor que un {percent:g} % (fechas apartadas: {dates}).</translation>
    </message>
    <message>
        <source>Its error is {percent:.1f} % lower than that of {baseline} (held-out dates: {dates}).</source>
        <translation>Su error es un {percent:.1f} % menor que el de {baseline} (fechas apartadas: {dates}).</translation>
    </message>
    <message>
        <source>Its error is {percent:.1f} % higher than that of {baseline} (held-out dates: {dates}).</source>
        <translation>Su error es un {percent:.1f} % mayor que el de {baseline} (fechas apartadas: {dates}).</translation>
    </message>
    <message>
        <source>Fine images were held out, one after another, and predicted from the other dates; all methods are compared on the same values. Dates that are compared: {dates}.</source>
        <translation>Se apartaron imágenes finas, una tras otra, y se predijeron a partir de las demás fechas; todos los métodos se comparan en los mismos valores. Fechas que se comparan: {dates}.</translation>
    </message>
    <message>
        <source>RMSE, {band}</source>
        <translation>RMSE, {band}</translation>
    </message>
    <message>
        <source>Bias, {band}</source>
        <translation>Sesgo, {band}</translation>
    </message>
    <message>
        <source>Errors of held-out dates, the least error first</source>
        <translation>Errores de las fechas apartadas, el menor error primero</translation>
    </message>
    <message>
        <source>RMSE over standard deviation</source>
        <translation>RMSE entre desviación estándar</translation>
    </message>
    <message>
        <source>A point for each held-out date, with the best baseline beside the method that was used.</source>
        <translation>Un punto por cada fecha apartada, con el mejor método de referencia junto al método usado.</translation>
    </message>
    <message>
        <source>Within 1 sigma lie {before:.1f} % of the errors, where 68.3 % should; with a factor learned from other dates {after:.1f} %. The factor used is {factor:.3g}.</source>
        <translation>Dentro de 1 sigma está el {before:.1f} % de los errores, donde debería estar el 68,3 %; con un factor aprendido de otras fechas, el {after:.1f} %. El factor usado es {factor:.3g}.</translation>
    </message>
    <message>
        <source>Base dates</source>
        <translation>Fechas base</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>Rellenado</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Faltante</translation>
    </message>
    <message>
        <source>Beyond limits</source>
        <translation>Fuera de límites</translation>
    </message>
    <message>
        <source>Predicted dates</source>
        <translation>Fechas predichas</translation>
    </message>
    <message>
        <source>Observed: values of the date's own fine image. Filled: values in holes of the first base image, from another one.</source>
        <translation>Observado: valores de la propia imagen fina de la fecha. Rellenado: valores en huecos de la primera imagen base, tomados de otra.</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>fina</translation>
    </message>
    <message>
        <source>coarse</source>
        <translation>gruesa</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Válido</translation>
    </message>
    <message>
        <source>Fine pixels: {fine} m; coarse pixels: {coarse} m.</source>
        <translation>Píxeles finos: {fine} m; píxeles gruesos: {coarse} m.</translation>
    </message>
    <message>
        <source>auto found no method that can predict {date}: {reason}</source>
        <translation>auto no encontró ningún método que pueda predecir {date}: {reason}</translation>
    </message>
    <message>
        <source>{method} needs a coarse image of the date with valid pixels, and {date} has none; choose another METHOD, such as interpolation.</source>
        <translation>{method} necesita una imagen gruesa de la fecha con píxeles válidos, y {date} no la tiene; elija otro METHOD, como interpolation.</translation>
    </message>
    <message>
        <source>{values:,} values of {count} dates ({share:.1f} %) are those that the fine images of these dates hold; the others are predicted.</source>
        <translation>{values:,} valores de {count} fechas ({share:.1f} %) son los que contienen las imágenes finas de esas fechas; los demás se predicen.</translation>
    </message>
    <message>
        <source>DATES names no date; give some, or leave it out for all dates of the coarse images.</source>
        <translation>DATES no nombra ninguna fecha; indique algunas, o déjelo vacío para todas las fechas de las imágenes gruesas.</translation>
    </message>
    <message>
        <source>DATES holds {date} twice; give each date once.</source>
        <translation>DATES contiene {date} dos veces; indique cada fecha una sola vez.</translation>
    </message>
    <message>
        <source>Linear interpolation</source>
        <translation>Interpolación lineal</translation>
    </message>
    <message>
        <source>Nearest fine image</source>
        <translation>Imagen fina más próxima</translation>
    </message>
    <message>
        <source>Coarse difference</source>
        <translation>Diferencia gruesa</translation>
    </message>
    <message>
        <source>Coarse ratio</source>
        <translation>Cociente grueso</translation>
    </message>
    <message>
        <source>Kriging in time</source>
        <translation>Kriging en el tiempo</translation>
    </message>
    <message>
        <source>it predicts less than half of the values that other methods predict.</source>
        <translation>predice menos de la mitad de los valores que predicen otros métodos.</translation>
    </message>
    <message>
        <source>it predicts no part of the image that all the other methods predict too.</source>
        <translation>no predice ninguna parte de la imagen que también predigan todos los demás métodos.</translation>
    </message>
    <message>
        <source>{method} is not compared on some dates ({count} of {all}): {reason}</source>
        <translation>{method} no se compara en algunas fechas ({count} de {all}): {reason}</translation>
    </message>
    <message>
        <source>Some held-out dates ({left} of {all}) are left out of the comparison, since not all ranked methods have values there.</source>
        <translation>Algunas fechas apartadas ({left} de {all}) quedan fuera de la comparación, ya que no todos los métodos clasificados tienen valores en ellas.</translation>
    </message>
    <message>
        <source>The noise of the fine images is taken to be {noise}; give UNCERTAINTY_FINE where it is known.</source>
        <translation>Se supone que el ruido de las imágenes finas es {noise}; indique UNCERTAINTY_FINE si lo conoce.</translation>
    </message>
    <message>
        <source>The noise of the coarse images is taken to be {noise}; give UNCERTAINTY_COARSE where it is known.</source>
        <translation>Se supone que el ruido de las imágenes gruesas es {noise}; indique UNCERTAINTY_COARSE si lo conoce.</translation>
    </message>
    <message>
        <source>BIAS is fitted on dates with a fine and a coarse image, and none has a cell that both see; add such a pair, or set BIAS to none.</source>
        <translation>BIAS se ajusta con fechas que tienen una imagen fina y otra gruesa, y ninguna tiene una celda que ambas vean; añada un par así o ponga BIAS en none.</translation>
    </message>
    <message>
        <source>{name} and all images like it have no valid pixel over the fine grid; check their nodata values, masks and georeference.</source>
        <translation>{name} y todas las imágenes como ella no tienen ningún píxel válido sobre la cuadrícula fina; compruebe sus valores sin datos, sus máscaras y su georreferencia.</translation>
    </message>
    <message>
        <source>{name} is {value:g}; a standard deviation is 0 or more.</source>
        <translation>{name} es {value:g}; una desviación típica es 0 o mayor.</translation>
    </message>
    <message>
        <source>LIMITS are {low:g} to {high:g}; the first must be below the second.</source>
        <translation>LIMITS va de {low:g} a {high:g}; el primero debe ser menor que el segundo.</translation>
    </message>
    <message>
        <source>{name} has {count} values and the images have {bands} bands; give one for all, or one for each band.</source>
        <translation>{name} tiene {count} valores y las imágenes tienen {bands} bandas; dé uno para todas, o uno para cada banda.</translation>
    </message>
    <message>
        <source>No output is asked for; give OUTPUT, a file for all dates, or a folder for a file of each date.</source>
        <translation>No se pide ninguna salida; indique OUTPUT, un archivo para todas las fechas, o una carpeta para un archivo de cada fecha.</translation>
    </message>
    <message>
        <source>rule for pairs</source>
        <translation>regla de los pares</translation>
    </message>
    <message>
        <source>MAX_GAP is {value:g}; give a number of days above 0, or none for any gap.</source>
        <translation>MAX_GAP es {value:g}; indique un número de días mayor que 0, o ninguno para cualquier intervalo.</translation>
    </message>
    <message>
        <source>{method} needs {least} base dates and there are {near} within {gap:g} days of {date}; raise MAX_GAP, or add fine images.</source>
        <translation>{method} necesita {least} fechas base y hay {near} a menos de {gap:g} días de {date}; aumente MAX_GAP o añada imágenes finas.</translation>
    </message>
    <message>
        <source>{method} needs {least} base dates, each with a fine and a coarse image that have valid pixels, and there are {usable} for {date}; add pairs of images of the same date, or choose another METHOD.</source>
        <translation>{method} necesita {least} fechas base, cada una con una imagen fina y otra gruesa que tengan píxeles válidos, y para {date} hay {usable}; añada pares de imágenes de la misma fecha o elija otro METHOD.</translation>
    </message>
    <message>
        <source>{method} needs {least} base dates, each with a fine image that has valid pixels, and there are {usable} for {date}; add fine images, or choose another METHOD.</source>
        <translation>{method} necesita {least} fechas base, cada una con una imagen fina que tenga píxeles válidos, y para {date} hay {usable}; añada imágenes finas o elija otro METHOD.</translation>
    </message>
    <message>
        <source>correction of the bias</source>
        <translation>corrección del sesgo</translation>
    </message>
    <message>
        <source>source of the noise</source>
        <translation>origen del ruido</translation>
    </message>
    <message>
        <source>There is no fine image; give one at least, with its date.</source>
        <translation>No hay ninguna imagen fina; indique al menos una, con su fecha.</translation>
    </message>
    <message>
        <source>There is no coarse image; give one at least, with its date.</source>
        <translation>No hay ninguna imagen gruesa; indique al menos una, con su fecha.</translation>
    </message>
    <message>
        <source>Of the fine images {fine} bands are used ({name}) and of the coarse ones {coarse} ({other}); choose as many of both, in the same order, as BANDS and COARSE_BANDS.</source>
        <translation>De las imágenes finas se usan {fine} bandas ({name}) y de las gruesas {coarse} ({other}); elija el mismo número de ambas, en el mismo orden, en BANDS y COARSE_BANDS.</translation>
    </message>
    <message>
        <source>{fine} and {coarse} do not overlap; check that they are of the same area, and both CRSs.</source>
        <translation>{fine} y {coarse} no se solapan; compruebe que son de la misma zona, y ambos SRC.</translation>
    </message>
    <message>
        <source>The pixels of {coarse} are finer than those of {fine} ({share:.3g} of their area), and COARSE must be the coarser one; exchange FINE and COARSE, or aggregate one of them.</source>
        <translation>Los píxeles de {coarse} son más finos que los de {fine} ({share:.3g} de su área), y COARSE debe ser la más gruesa; intercambie FINE y COARSE, o agregue una de ellas.</translation>
    </message>
    <message>
        <source>The middle of {name} lies beyond the world of its CRS, so that its pixels have no size; check its georeference.</source>
        <translation>El centro de {name} queda fuera del mundo de su SRC, de modo que sus píxeles no tienen tamaño; compruebe su georreferencia.</translation>
    </message>
    <message>
        <source>{first} and {second} have the same date ({date}); give one image for each date, mosaicked first where they are its parts.</source>
        <translation>{first} y {second} tienen la misma fecha ({date}); indique una imagen por fecha, unidas antes en un mosaico si son sus partes.</translation>
    </message>
    <message>
        <source>{name} holds a band twice; give each band once.</source>
        <translation>{name} contiene una banda dos veces; indique cada banda una sola vez.</translation>
    </message>
    <message>
        <source>{first} has {count} bands and {second} has {other}; choose those to use as {name}.</source>
        <translation>{first} tiene {count} bandas y {second} tiene {other}; elija en {name} las que se deben usar.</translation>
    </message>
    <message>
        <source>{first} and {second} are on different grids; bring all images of a sensor and their masks to one grid first.</source>
        <translation>{first} y {second} están en cuadrículas distintas; lleve antes todas las imágenes de un sensor y sus máscaras a una sola cuadrícula.</translation>
    </message>
    <message>
        <source>Band {band}: variogram in time {nugget:.3g} + {slope:.3g} days^{power:g}; of the coarse images' anomalies the prediction takes {mean:.2f} (whole image), {around:.2f} (5 x 5 coarse pixels) and {own:.2f} (the coarse pixel); sigma is {factor:.2f} times the kriging model's.</source>
        <translation>Banda {band}: variograma en el tiempo {nugget:.3g} + {slope:.3g} días^{power:g}; de las anomalías de las imágenes gruesas la predicción toma {mean:.2f} (imagen entera), {around:.2f} (5 x 5 píxeles gruesos) y {own:.2f} (el píxel grueso); sigma es {factor:.2f} veces la del modelo de kriging.</translation>
    </message>
    <message>
        <source>Band {band}: the fine images of {dates} differ from all others more than time explains (clouds, haze or a displacement?) and count for less; mask what is wrong in them, or leave them out.</source>
        <translation>Banda {band}: las imágenes finas de {dates} difieren de todas las demás más de lo que el tiempo explica (¿nubes, bruma o un desplazamiento?) y cuentan menos; enmascare lo que tengan mal o déjelas fuera.</translation>
    </message>
    <message>
        <source>{date} has no fine image, and so nothing to compare with; name dates of fine images.</source>
        <translation>{date} no tiene imagen fina y, por tanto, nada con qué comparar; indique fechas de imágenes finas.</translation>
    </message>
    <message>
        <source>The method {method} is used: {dates} dates can be held out to choose by, and {least} are needed.</source>
        <translation>Se usa el método {method}: se pueden apartar {dates} fechas para elegir, y hacen falta {least}.</translation>
    </message>
    <message>
        <source>The method {method} is used: it is the best of {count} methods on {dates} held-out dates.</source>
        <translation>Se usa el método {method}: es el mejor de {count} métodos en {dates} fechas apartadas.</translation>
    </message>
    <message>
        <source>No fine image can be held out to score the method by: that takes a fine image with a coarse one of its date between two others.</source>
        <translation>No se puede apartar ninguna imagen fina para puntuar el método: hace falta una imagen fina con otra gruesa de su fecha entre otras dos.</translation>
    </message>
    <message>
        <source>Left out and predicted, {dates} fine images have a typical error of {error:.4g} standard deviations by {method} (RMSE of all values together {rmse}).</source>
        <translation>Reservadas y predichas, {dates} imágenes finas tienen un error típico de {error:.4g} desviaciones típicas con {method} (RMSE de todos los valores juntos {rmse}).</translation>
    </message>
    <message>
        <source>The uncertainty of {method} is multiplied by {factor:.3g}: on dates it was not learned from, {after:.1f} % of the errors lie within 1 sigma then, and {before:.1f} % without.</source>
        <translation>La incertidumbre de {method} se multiplica por {factor:.3g}: en fechas de las que no se aprendió, el {after:.1f} % de los errores quedan así dentro de 1 sigma, y el {before:.1f} % sin ello.</translation>
    </message>
    <message>
        <source>The formula "{formula}" is not understood; write sums of multiples of bands, such as "b5 - b4" or "b5 + 6*b4 - 7.5*b2 + 1".</source>
        <translation>La fórmula "{formula}" no se entiende; escriba sumas de múltiplos de bandas, como "b5 - b4" o "b5 + 6*b4 - 7.5*b2 + 1".</translation>
    </message>
    <message>
        <source>The formula "{formula}" names no band; write b1 for the first band.</source>
        <translation>La fórmula "{formula}" no nombra ninguna banda; escriba b1 para la primera banda.</translation>
    </message>
    <message>
        <source>{name} holds the class value {value:.15g}, beyond 16 bits ({low} to {high}); reclassify it to smaller numbers.</source>
        <translation>{name} contiene el valor de clase {value:.15g}, fuera de los 16 bits ({low} a {high}); reclasifíquelo a números menores.</translation>
    </message>
    <message>
        <source>About {count:,} pixels of {name} lie beneath, more than can be told one by one; choose a finer grid or a smaller footprint.</source>
        <translation>Debajo hay unos {count:,} píxeles de {name}, más de los que se pueden mostrar uno por uno; elija una cuadrícula más fina o una huella más pequeña.</translation>
    </message>
    <message>
        <source>the most accurate transformation between its CRS and the target's needs a grid file that is not installed; the next best is used ({operation}), which may be off by metres.</source>
        <translation>la transformación más exacta entre su SRC y el de destino necesita un archivo de cuadrícula que no está instalado; se usa la siguiente mejor ({operation}), que puede desviarse algunos metros.</translation>
    </message>
    <message>
        <source>Install PROJ's data for the area (the package proj-data, or projsync).</source>
        <translation>Instale los datos de PROJ de la zona (el paquete proj-data, o projsync).</translation>
    </message>
    <message>
        <source>PROJ knows no transformation between the datums of its CRS and the target's, so that the shift between them is left out (a ballpark transformation), which may be off by hundreds of metres.</source>
        <translation>PROJ no conoce ninguna transformación entre los datums de su SRC y del de destino, así que se omite el desplazamiento entre ellos (una transformación ballpark), lo que puede desviarse cientos de metros.</translation>
    </message>
    <message>
        <source>Choose a target CRS on the layer's own datum, or assign a CRS that carries its datum shift.</source>
        <translation>Elija un SRC de destino con el datum de la capa, o asigne un SRC que lleve el desplazamiento de su datum.</translation>
    </message>
    <message>
        <source>its pixels are coarser than the target cells ({cells:.3g} cells to a pixel): each cell carries the value of the pixels it lies in, by area, and nothing is interpolated.</source>
        <translation>sus píxeles son más gruesos que las celdas de destino ({cells:.3g} celdas por píxel): cada celda lleva el valor de los píxeles en los que se encuentra, según el área, y no se interpola nada.</translation>
    </message>
    <message>
        <source>Neighbouring cells are no independent observations; downscale it if detail is needed.</source>
        <translation>Las celdas vecinas no son observaciones independientes; haga una reducción de escala (downscaling) si necesita detalle.</translation>
    </message>
    <message>
        <source>The input is {turns:.4g} times as wide as the world; its coordinates are not those of its CRS, so assign the right one.</source>
        <translation>La entrada es {turns:.4g} veces más ancha que el mundo; sus coordenadas no son las de su SRC, así que asigne el correcto.</translation>
    </message>
    <message>
        <source>The target cells are wider than the world; choose a finer resolution, or check the CRS of the target grid.</source>
        <translation>Las celdas de destino son más anchas que el mundo; elija una resolución más fina o compruebe el SRC de la cuadrícula de destino.</translation>
    </message>
    <message>
        <source>input</source>
        <translation>entrada</translation>
    </message>
    <message>
        <source>target grid</source>
        <translation>cuadrícula de destino</translation>
    </message>
    <message>
        <source>The {name} has no CRS; assign one first.</source>
        <translation>Falta el SRC de: {name}; asigne uno primero.</translation>
    </message>
    <message>
        <source>PROJ cannot compute coordinates in "{crs}"; choose another CRS.</source>
        <translation>PROJ no puede calcular coordenadas en "{crs}"; elija otro SRC.</translation>
    </message>
    <message>
        <source>The grid would have {columns:,} x {rows:,} cells, more than the {most:,} that a template can have; choose a coarser resolution or a smaller extent.</source>
        <translation>La cuadrícula tendría {columns:,} x {rows:,} celdas, más de las {most:,} que puede tener una plantilla; elija una resolución más gruesa o una extensión menor.</translation>
    </message>
    <message>
        <source>{percent:.0f} %</source>
        <translation>{percent:.0f} %</translation>
    </message>
    <message>
        <source>an uncertainty</source>
        <translation>una incertidumbre</translation>
    </message>
    <message>
        <source>how often the ground was seen</source>
        <translation>con qué frecuencia se vio el terreno</translation>
    </message>
    <message>
        <source>cloud fraction</source>
        <translation>fracción de nubes</translation>
    </message>
    <message>
        <source>no code and no angle</source>
        <translation>ni código ni ángulo</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>clases</translation>
    </message>
    <message>
        <source>a share or a density</source>
        <translation>una proporción o una densidad</translation>
    </message>
    <message>
        <source>numbers of other things</source>
        <translation>números de otras cosas</translation>
    </message>
    <message>
        <source>quality flags</source>
        <translation>indicadores de calidad</translation>
    </message>
    <message>
        <source>an index of bands</source>
        <translation>un índice de bandas</translation>
    </message>
    <message>
        <source>an angle around the circle</source>
        <translation>un ángulo alrededor del círculo</translation>
    </message>
    <message>
        <source>a time of day</source>
        <translation>una hora del día</translation>
    </message>
    <message>
        <source>radar backscatter, below zero</source>
        <translation>retrodispersión de radar, por debajo de cero</translation>
    </message>
    <message>
        <source>an amount per pixel</source>
        <translation>una cantidad por píxel</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>temperatura</translation>
    </message>
    <message>
        <source>a measurement</source>
        <translation>una medición</translation>
    </message>
    <message>
        <source>a spectral band</source>
        <translation>una banda espectral</translation>
    </message>
    <message>
        <source>two values only, as in a mask</source>
        <translation>solo dos valores, como en una máscara</translation>
    </message>
    <message>
        <source>few distinct whole numbers ({distinct}) in flat patches ({equal:.0f} % of neighbours equal)</source>
        <translation>pocos números enteros distintos ({distinct}) en manchas planas ({equal:.0f} % de los vecinos iguales)</translation>
    </message>
    <message>
        <source>few distinct whole numbers ({distinct}) in large flat zones ({equal:.0f} % of neighbours equal)</source>
        <translation>pocos números enteros distintos ({distinct}) en grandes zonas planas ({equal:.0f} % de los vecinos iguales)</translation>
    </message>
    <message>
        <source>whole numbers ({distinct} distinct) in flat patches ({equal:.0f} % of neighbours equal) that do not resemble their neighbours</source>
        <translation>números enteros ({distinct} distintos) en manchas planas ({equal:.0f} % de los vecinos iguales) que no se parecen a sus vecinas</translation>
    </message>
    <message>
        <source>few distinct whole numbers ({distinct}) in small patches ({equal:.0f} % of neighbours equal)</source>
        <translation>pocos números enteros distintos ({distinct}) en manchas pequeñas ({equal:.0f} % de los vecinos iguales)</translation>
    </message>
    <message>
        <source>very few distinct whole numbers ({distinct})</source>
        <translation>muy pocos números enteros distintos ({distinct})</translation>
    </message>
    <message>
        <source>whole numbers ({distinct} distinct) that form no patches</source>
        <translation>números enteros ({distinct} distintos) que no forman manchas</translation>
    </message>
    <message>
        <source>whole numbers ({distinct} distinct) that change step by step</source>
        <translation>números enteros ({distinct} distintos) que cambian paso a paso</translation>
    </message>
    <message>
        <source>many distinct whole numbers ({distinct})</source>
        <translation>muchos números enteros distintos ({distinct})</translation>
    </message>
    <message>
        <source>many distinct whole numbers ({distinct}) that change step by step</source>
        <translation>muchos números enteros distintos ({distinct}) que cambian paso a paso</translation>
    </message>
    <message>
        <source>declared in the file: {what}</source>
        <translation>declarado en el archivo: {what}</translation>
    </message>
    <message>
        <source>the layer is drawn with a paletted renderer</source>
        <translation>la capa se dibuja con un renderizador de paleta</translation>
    </message>
    <message>
        <source>values are stored with a scale or offset</source>
        <translation>los valores se almacenan con escala o desplazamiento</translation>
    </message>
    <message>
        <source>recognised as layer "{layer}" of {product}</source>
        <translation>reconocida como la capa «{layer}» de {product}</translation>
    </message>
    <message>
        <source>its name</source>
        <translation>su nombre</translation>
    </message>
    <message>
        <source>the file's name</source>
        <translation>el nombre del archivo</translation>
    </message>
    <message>
        <source>"{word}" in {place} ({meaning})</source>
        <translation>"{word}" en {place} ({meaning})</translation>
    </message>
    <message>
        <source>a known classification</source>
        <translation>una clasificación conocida</translation>
    </message>
    <message>
        <source>a product's quality bits</source>
        <translation>bits de calidad de un producto</translation>
    </message>
    <message>
        <source>units "{units}"</source>
        <translation>unidades "{units}"</translation>
    </message>
    <message>
        <source>values are not whole numbers</source>
        <translation>los valores no son números enteros</translation>
    </message>
    <message>
        <source>whole numbers of one value ({value})</source>
        <translation>números enteros de un solo valor ({value})</translation>
    </message>
    <message>
        <source>neighbours jump between {low:.4g} and {high:.4g}</source>
        <translation>los vecinos saltan entre {low:.4g} y {high:.4g}</translation>
    </message>
    <message>
        <source>nothing says otherwise</source>
        <translation>nada indica lo contrario</translation>
    </message>
    <message>
        <source>although {reason}</source>
        <translation>aunque {reason}</translation>
    </message>
    <message>
        <source>a quantity that averages, as reflectance, temperature or soil moisture</source>
        <translation>una magnitud que se promedia, como la reflectancia, la temperatura o la humedad del suelo</translation>
    </message>
    <message>
        <source>an amount per pixel that adds up, as counts, population or mass</source>
        <translation>una cantidad por píxel que se suma, como recuentos, población o masa</translation>
    </message>
    <message>
        <source>codes of classes, as land cover or quality flags</source>
        <translation>códigos de clases, como la cobertura del suelo o los indicadores de calidad</translation>
    </message>
    <message>
        <source>an angle or a time of day, which comes back to itself</source>
        <translation>un ángulo o una hora del día, que vuelve a sí misma</translation>
    </message>
    <message>
        <source>a power on a logarithmic scale, averaged as power</source>
        <translation>una potencia en escala logarítmica, que se promedia como potencia</translation>
    </message>
    <message>
        <source>a ratio of two quantities, as NDVI</source>
        <translation>un cociente de dos magnitudes, como el NDVI</translation>
    </message>
    <message>
        <source>a temperature averaged by the energy it radiates (mean of T^4)</source>
        <translation>una temperatura promediada por la energía que irradia (media de T^4)</translation>
    </message>
    <message>
        <source>values that depend non-linearly on what was measured, as cloud fraction from pixel flags</source>
        <translation>valores que dependen de forma no lineal de lo que se midió, como la fracción de nubes a partir de indicadores por píxel</translation>
    </message>
    <message>
        <source>the {statistic} of class codes is no class and no quantity</source>
        <translation>el estadístico {statistic} de códigos de clase no es ni una clase ni una cantidad</translation>
    </message>
    <message>
        <source>Use the statistic mode or fractions.</source>
        <translation>Use el estadístico mode o fractions.</translation>
    </message>
    <message>
        <source>the {statistic} of numbers that pack several flags into their bits sets bits that no pixel has</source>
        <translation>el estadístico {statistic} de números que guardan varias marcas en sus bits pone bits que no tiene ningún píxel</translation>
    </message>
    <message>
        <source>Extract the flag that matters first and aggregate it as a mask.</source>
        <translation>Extraiga primero la marca que importa y agréguela como máscara.</translation>
    </message>
    <message>
        <source>the plain {statistic} of angles depends on where the circle is cut (359 and 1 degree average to 180)</source>
        <translation>el estadístico {statistic} simple de ángulos depende de dónde se corta el círculo (359 y 1 grado promedian 180)</translation>
    </message>
    <message>
        <source>Set VARIABLE_KIND to circular and the statistic to mean, which is then the vector mean.</source>
        <translation>Ponga VARIABLE_KIND en circular y el estadístico en mean, que es entonces la media vectorial.</translation>
    </message>
    <message>
        <source>the plain {statistic} of decibels is one of logarithms, not of power</source>
        <translation>el estadístico {statistic} simple de decibelios lo es de logaritmos, no de potencia</translation>
    </message>
    <message>
        <source>Set VARIABLE_KIND to decibel, which averages the power.</source>
        <translation>Ponga VARIABLE_KIND en decibel, que promedia la potencia.</translation>
    </message>
    <message>
        <source>the {statistic} of an index is not the index of the means</source>
        <translation>el estadístico {statistic} de un índice no es el índice de las medias</translation>
    </message>
    <message>
        <source>Name its bands in NUMERATOR and DENOMINATOR, or aggregate these and compute the index afterwards.</source>
        <translation>Nombre sus bandas en NUMERATOR y DENOMINATOR, o agregue estas y calcule el índice después.</translation>
    </message>
    <message>
        <source>the {statistic} of values that depend non-linearly on what was measured is not what the coarse cell would show</source>
        <translation>el estadístico {statistic} de valores que dependen de forma no lineal de lo que se midió no es lo que mostraría la celda gruesa</translation>
    </message>
    <message>
        <source>Aggregate what they are computed from and compute them afterwards.</source>
        <translation>Agregue aquello a partir de lo que se calculan y calcúlelos después.</translation>
    </message>
    <message>
        <source>Take the means of its bands instead, and compute the index from these.</source>
        <translation>Tome en su lugar las medias de sus bandas y calcule el índice con ellas.</translation>
    </message>
    <message>
        <source>the sum of {kind} values depends on the size of the pixels.</source>
        <translation>la suma de valores de tipo {kind} depende del tamaño de los píxeles.</translation>
    </message>
    <message>
        <source>the mean of {kind} values loses the total.</source>
        <translation>la media de valores de tipo {kind} pierde el total.</translation>
    </message>
    <message>
        <source>the min of {kind} values is the lowest code, whatever it stands for.</source>
        <translation>el mínimo de valores de tipo {kind} es el código más bajo, signifique lo que signifique.</translation>
    </message>
    <message>
        <source>the max of {kind} values is the highest code, whatever it stands for.</source>
        <translation>el máximo de valores de tipo {kind} es el código más alto, signifique lo que signifique.</translation>
    </message>
    <message>
        <source>as chosen</source>
        <translation>según lo elegido</translation>
    </message>
    <message>
        <source>the usual one for {kind} values</source>
        <translation>el habitual para valores de tipo {kind}</translation>
    </message>
    <message>
        <source>Variable kind {kind} ({meaning}), {reason}.</source>
        <translation>Tipo de variable {kind} ({meaning}), {reason}.</translation>
    </message>
    <message>
        <source>Statistic {statistic}, {reason}.</source>
        <translation>Estadístico {statistic}, {reason}.</translation>
    </message>
    <message>
        <source>The variable kind circular needs angles within a full turn ({turn:g}), and values lie between {low:g} and {high:g}; set VARIABLE_KIND to intensive.</source>
        <translation>El tipo de variable circular necesita ángulos dentro de una vuelta completa ({turn:g}), y los valores están entre {low:g} y {high:g}; ponga VARIABLE_KIND en intensive.</translation>
    </message>
    <message>
        <source>The variable kind radiative needs temperatures in kelvin, and these are in {units}; convert them first, or set VARIABLE_KIND to intensive.</source>
        <translation>El tipo de variable radiative necesita temperaturas en kelvin, y estas están en {units}; conviértalas primero, o ponga VARIABLE_KIND en intensive.</translation>
    </message>
    <message>
        <source>The variable kind radiative needs temperatures in kelvin, and values lie between {low:g} and {high:g}; convert or scale them first, or set VARIABLE_KIND to intensive.</source>
        <translation>El tipo de variable radiative necesita temperaturas en kelvin, y los valores están entre {low:g} y {high:g}; conviértalos o escálelos primero, o ponga VARIABLE_KIND en intensive.</translation>
    </message>
    <message>
        <source>as the statistic {statistic} asks</source>
        <translation>como pide el estadístico {statistic}</translation>
    </message>
    <message>
        <source>as nothing says otherwise</source>
        <translation>porque nada indica lo contrario</translation>
    </message>
    <message>
        <source>detected with a confidence of {percent} ({reasons})</source>
        <translation>detectado con una confianza del {percent} ({reasons})</translation>
    </message>
    <message>
        <source>as the statistic {statistic} asks, although detected as {kind} with a confidence of {percent} ({reasons})</source>
        <translation>como pide el estadístico {statistic}, aunque detectado como {kind} con una confianza del {percent} ({reasons})</translation>
    </message>
    <message>
        <source>The statistic {statistic} is for classes, not for {kind} values; set VARIABLE_KIND to categorical, or choose {allowed}.</source>
        <translation>El estadístico {statistic} es para clases, no para valores de tipo {kind}; ponga VARIABLE_KIND en categorical, o elija {allowed}.</translation>
    </message>
    <message>
        <source>The statistic {statistic} has no meaning for {kind} values ({meaning}); choose {allowed}, or correct VARIABLE_KIND.</source>
        <translation>El estadístico {statistic} no tiene sentido para valores de tipo {kind} ({meaning}); elija {allowed}, o corrija VARIABLE_KIND.</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}.</translation>
    </message>
    <message>
        <source>the band looks {kind} ({percent}), and {reason}</source>
        <translation>la banda parece de tipo {kind} ({percent}), y {reason}</translation>
    </message>
    <message>
        <source>Use the statistic {statistic}, or correct VARIABLE_KIND.</source>
        <translation>Use el estadístico {statistic}, o corrija VARIABLE_KIND.</translation>
    </message>
    <message>
        <source>the statistic {statistic} takes the values as {kind}, and the band looks {seen} ({percent}).</source>
        <translation>el estadístico {statistic} toma los valores como de tipo {kind}, y la banda parece de tipo {seen} ({percent}).</translation>
    </message>
    <message>
        <source>Use the statistic {statistic}, or set VARIABLE_KIND to {kind}.</source>
        <translation>Use el estadístico {statistic}, o ponga VARIABLE_KIND en {kind}.</translation>
    </message>
    <message>
        <source>the band looks like a bit field ({percent}), and its mode is the most frequent combination of all flags, not of the flag that matters.</source>
        <translation>la banda parece un campo de bits ({percent}), y su moda es la combinación más frecuente de todas las marcas, no de la marca que importa.</translation>
    </message>
    <message>
        <source>the band looks like a bit field ({percent}), and its fractions are those of combinations of all flags, not of the flag that matters.</source>
        <translation>la banda parece un campo de bits ({percent}), y sus fracciones son las de combinaciones de todas las marcas, no de la marca que importa.</translation>
    </message>
    <message>
        <source>the mean of temperatures T lies below the temperature that radiates their mean energy, by about 1.5 var(T) / T (0.5 K where they vary by 10 K around 300 K).</source>
        <translation>la media de las temperaturas T queda por debajo de la temperatura que irradia su energía media, en unos 1.5 var(T) / T (0.5 K donde varían 10 K en torno a 300 K).</translation>
    </message>
    <message>
        <source>Set VARIABLE_KIND to radiative where energy matters.</source>
        <translation>Ponga VARIABLE_KIND en radiative donde importe la energía.</translation>
    </message>
    <message>
        <source>GeoParquet files</source>
        <translation>archivos GeoParquet</translation>
    </message>
    <message>
        <source>A feature holds {count} points, and a sample has one place; split the layer first (Multipart to singleparts).</source>
        <translation>Un objeto contiene {count} puntos, y una muestra tiene un solo lugar; divida antes la capa (Multiparte a monoparte).</translation>
    </message>
    <message>
        <source>A geometry is no point (WKB type {kind}); give points, or polygons as footprints.</source>
        <translation>Una geometría no es un punto (tipo WKB {kind}); dé puntos, o polígonos como huellas.</translation>
    </message>
    <message>
        <source>A geometry is no polygon (WKB type {kind}); give polygons, or points with a diameter.</source>
        <translation>Una geometría no es un polígono (tipo WKB {kind}); dé polígonos, o puntos con un diámetro.</translation>
    </message>
    <message>
        <source>GeoPackage or FlatGeobuf files</source>
        <translation>archivos GeoPackage o FlatGeobuf</translation>
    </message>
    <message>
        <source>cells are missing in it</source>
        <translation>faltan celdas en el archivo</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(ninguno)</translation>
    </message>
    <message>
        <source>{field} less the raster's value</source>
        <translation>{field} menos el valor del ráster</translation>
    </message>
    <message>
        <source>{meaning}, after the shift</source>
        <translation>{meaning}, tras el desplazamiento</translation>
    </message>
    <message>
        <source>shift east of the point</source>
        <translation>desplazamiento del punto al este</translation>
    </message>
    <message>
        <source>shift north of the point</source>
        <translation>desplazamiento del punto al norte</translation>
    </message>
    <message>
        <source>support {support}</source>
        <translation>soporte {support}</translation>
    </message>
    <message>
        <source>support {support}, {diameter:g} m</source>
        <translation>soporte {support}, {diameter:g} m</translation>
    </message>
    <message>
        <source>{count} pairs: bias {bias:.6g}, RMSE {rmse:.6g}, MAE {mae:.6g}, r {r:.4f}.</source>
        <translation>{count} pares: sesgo {bias:.6g}, RMSE {rmse:.6g}, MAE {mae:.6g}, r {r:.4f}.</translation>
    </message>
    <message>
        <source>No point has both a value of its own and one of the raster; check the field, and the raster's nodata values.</source>
        <translation>Ningún punto tiene a la vez un valor propio y uno del ráster; compruebe el campo, y los valores sin datos del ráster.</translation>
    </message>
    <message>
        <source>from the layer</source>
        <translation>de la capa</translation>
    </message>
    <message>
        <source>The input layers reach beyond the target grid.</source>
        <translation>Las capas de entrada llegan más allá de la cuadrícula de destino.</translation>
    </message>
    <message>
        <source>The layer or preset whose grid is taken ends there; choose another one to cover them.</source>
        <translation>La capa o la cuadrícula predefinida cuya cuadrícula se toma termina ahí; elija otra que las cubra.</translation>
    </message>
    <message>
        <source>FWHM_ACROSS is for points; the footprints of pixels are taken for round.</source>
        <translation>FWHM_ACROSS es para puntos; las huellas de los píxeles se toman por redondas.</translation>
    </message>
    <message>
        <source>from the temporal properties of the layer</source>
        <translation>por las propiedades temporales de la capa</translation>
    </message>
    <message>
        <source>PNG images</source>
        <translation>imágenes PNG</translation>
    </message>
    <message>
        <source>it is a quality layer, which is checked and takes no part in the run: what it flags, such as clouds, is not masked.</source>
        <translation>es una capa de calidad, que se revisa y no toma parte en la ejecución: lo que señala, como las nubes, no se enmascara.</translation>
    </message>
    <message>
        <source>Mask the layer that it belongs to first ("Mask by quality flags"), and use the result instead.</source>
        <translation>Enmascare primero la capa a la que pertenece ("Enmascarar por indicadores de calidad") y use el resultado en su lugar.</translation>
    </message>
    <message>
        <source>Mask {layers} with it first ("Mask by quality flags"), and use the result instead.</source>
        <translation>Enmascare primero {layers} con ella ("Enmascarar por indicadores de calidad") y use el resultado en su lugar.</translation>
    </message>
    <message>
        <source>GeoPackage, GeoJSON, CSV or FlatGeobuf files</source>
        <translation>archivos GeoPackage, GeoJSON, CSV o FlatGeobuf</translation>
    </message>
    <message>
        <source>features are missing in it</source>
        <translation>le faltan objetos</translation>
    </message>
    <message>
        <source>There is no common grid that could be changed.</source>
        <translation>No hay ninguna cuadrícula común que se pudiera cambiar.</translation>
    </message>
    <message>
        <source>No whole cell of the grid lies on all layers; choose another extent, or leave a layer out.</source>
        <translation>Ninguna celda entera de la cuadrícula está sobre todas las capas; elija otra extensión, o deje fuera una capa.</translation>
    </message>
    <message>
        <source>{first} and {second} have no ground in common on the grid; choose layers that overlap.</source>
        <translation>{first} y {second} no tienen terreno en común en la cuadrícula; elija capas que se superpongan.</translation>
    </message>
    <message>
        <source>{first} and {second} have no ground in common in this area; move the map, or draw another rectangle.</source>
        <translation>{first} y {second} no tienen terreno en común en esta zona; mueva el mapa o dibuje otro rectángulo.</translation>
    </message>
    <message>
        <source>{name} has no valid cell in this area; move the map, or draw another rectangle.</source>
        <translation>{name} no tiene ninguna celda válida en esta zona; mueva el mapa o dibuje otro rectángulo.</translation>
    </message>
    <message>
        <source>No cell in this area is valid in both {first} and {second}; move the map, or draw another rectangle.</source>
        <translation>Ninguna celda de esta zona es válida a la vez en {first} y en {second}; mueva el mapa o dibuje otro rectángulo.</translation>
    </message>
    <message>
        <source>No pixel of {name} lies beneath this cell.</source>
        <translation>Ningún píxel de {name} queda bajo esta celda.</translation>
    </message>
    <message>
        <source>The common grid has no cell there; click where the layers are.</source>
        <translation>La cuadrícula común no tiene ninguna celda ahí; haga clic donde están las capas.</translation>
    </message>
    <message>
        <source>The footprint does not lie on {name}.</source>
        <translation>La huella no cae sobre {name}.</translation>
    </message>
    <message>
        <source>This is no recipe: {reason}.</source>
        <translation>Esto no es una receta: {reason}.</translation>
    </message>
    <message>
        <source>This is no recipe: its version is missing; save one from the dock and choose that.</source>
        <translation>Esto no es una receta: falta su versión; guarde una desde el panel y elija esa.</translation>
    </message>
    <message>
        <source>The recipe is of version {version}, and this plugin reads up to {known}; update the plugin.</source>
        <translation>La receta es de la versión {version}, y este complemento lee hasta la {known}; actualice el complemento.</translation>
    </message>
    <message>
        <source>the recipe</source>
        <translation>la receta</translation>
    </message>
    <message>
        <source>a layer is in it twice</source>
        <translation>una capa está dos veces en ella</translation>
    </message>
    <message>
        <source>{place} is {value} and no JSON object</source>
        <translation>{place} es {value} y no un objeto JSON</translation>
    </message>
    <message>
        <source>{place} has an unknown field {name}</source>
        <translation>{place} tiene un campo desconocido {name}</translation>
    </message>
    <message>
        <source>{place} lacks the field {name}</source>
        <translation>a {place} le falta el campo {name}</translation>
    </message>
    <message>
        <source>{name} is {value} and no text</source>
        <translation>{name} es {value} y no un texto</translation>
    </message>
    <message>
        <source>{name} is {value} and must be one of {known}</source>
        <translation>{name} es {value} y debe ser uno de {known}</translation>
    </message>
    <message>
        <source>{name} is {value} and neither true nor false</source>
        <translation>{name} es {value}, que no es true ni false</translation>
    </message>
    <message>
        <source>{name} is {value} and no number</source>
        <translation>{name} es {value} y no un número</translation>
    </message>
    <message>
        <source>{name} is {value} and must not be negative</source>
        <translation>{name} es {value} y no debe ser negativo</translation>
    </message>
    <message>
        <source>{name} is {value} and must be x min, y min, x max, y max</source>
        <translation>{name} es {value} y debe ser x mín, y mín, x máx, y máx</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>la capa {number}</translation>
    </message>
    <message>
        <source>{name} is {value} and no JSON array</source>
        <translation>{name} es {value} y no una lista JSON</translation>
    </message>
    <message>
        <source>The recipe is damaged: {reason}.</source>
        <translation>La receta está dañada: {reason}.</translation>
    </message>
    <message>
        <source>models of QGIS</source>
        <translation>modelos de QGIS</translation>
    </message>
    <message>
        <source>{name} is a temporary layer, which is in this QGIS alone; save it to a file first.</source>
        <translation>{name} es una capa temporal, que solo está en este QGIS; guárdela antes en un archivo.</translation>
    </message>
    <message>
        <source>{name} has no grid with a place on Earth; choose another layer.</source>
        <translation>{name} no tiene una cuadrícula con un lugar en la Tierra; elija otra capa.</translation>
    </message>
    <message>
        <source>Choose the layer whose grid is copied.</source>
        <translation>Elija la capa cuya cuadrícula se copia.</translation>
    </message>
    <message>
        <source>Choose a grid preset.</source>
        <translation>Elija una cuadrícula predefinida.</translation>
    </message>
    <message>
        <source>Choose the CRS of the grid.</source>
        <translation>Elija el SRC de la cuadrícula.</translation>
    </message>
    <message>
        <source>Give the size of the grid's cells.</source>
        <translation>Indique el tamaño de las celdas de la cuadrícula.</translation>
    </message>
    <message>
        <source>Choose at least one raster to be joined.</source>
        <translation>Elija al menos un ráster que se una.</translation>
    </message>
    <message>
        <source>Choose fine layers or covariates, whose grid is taken, or ask for another grid.</source>
        <translation>Elija capas finas o covariables, cuya cuadrícula se toma, o pida otra cuadrícula.</translation>
    </message>
    <message>
        <source>Choose the layer whose extent is taken.</source>
        <translation>Elija la capa cuya extensión se toma.</translation>
    </message>
    <message>
        <source>{name} has no extent on Earth; choose another layer.</source>
        <translation>{name} no tiene una extensión en la Tierra; elija otra capa.</translation>
    </message>
    <message>
        <source>Draw the extent on the map.</source>
        <translation>Dibuje la extensión en el mapa.</translation>
    </message>
    <message>
        <source>Take over the extent of the map view.</source>
        <translation>Tome la extensión de la vista del mapa.</translation>
    </message>
    <message>
        <source>Choose at least one raster; a margin is one pixel of the coarsest.</source>
        <translation>Elija al menos un ráster; un margen es un píxel del más grueso.</translation>
    </message>
    <message>
        <source>The extent lies outside the area where its CRS is defined; choose another one.</source>
        <translation>La extensión queda fuera del área en la que está definido su SRC; elija otra.</translation>
    </message>
    <message>
        <source>{name} is still being read; wait a moment.</source>
        <translation>{name} todavía se está leyendo; espere un momento.</translation>
    </message>
    <message>
        <source>Choose an approach: aggregate, downscale or sample.</source>
        <translation>Elija un enfoque: agregar, refinar o muestrear.</translation>
    </message>
    <message>
        <source>Choose a layer of points or footprints to sample at.</source>
        <translation>Elija una capa de puntos o huellas en los que muestrear.</translation>
    </message>
    <message>
        <source>Choose at least one raster to be sampled.</source>
        <translation>Elija al menos un ráster que se muestree.</translation>
    </message>
    <message>
        <source>Choose at least one statistic of the pixels in a footprint.</source>
        <translation>Elija al menos un estadístico de los píxeles de una huella.</translation>
    </message>
    <message>
        <source>Rasters are sampled with one variable kind for all of them, and {names} would need another one than the rest; set the kind to auto, or sample these by themselves.</source>
        <translation>Los rásteres se muestrean con un solo tipo de variable para todos, y {names} necesitaría otro que el resto; ponga el tipo en auto, o muestréelos aparte.</translation>
    </message>
    <message>
        <source>{output} is the name of a raster, and points are written; give one that ends in .gpkg.</source>
        <translation>{output} es el nombre de un ráster, y se escriben puntos; dé uno que termine en .gpkg.</translation>
    </message>
    <message>
        <source>{output} is not the name of a raster, which is written; give one that ends in .tif.</source>
        <translation>{output} no es el nombre de un ráster, y se escribe uno; dé un nombre que termine en .tif.</translation>
    </message>
    <message>
        <source>Several layers are coarse ({names}), and one at a time is downscaled; give the others another role.</source>
        <translation>Varias capas son gruesas ({names}), y se refina una a la vez; dé a las demás otro papel.</translation>
    </message>
    <message>
        <source>Choose a coarse layer: give the raster that is to be downscaled the role coarse.</source>
        <translation>Elija una capa gruesa: dé al ráster que se va a refinar el papel de capa gruesa.</translation>
    </message>
    <message>
        <source>{name} is a quality layer, which is checked and masks nothing; mask the layer that it belongs to first.</source>
        <translation>{name} es una capa de calidad, que se revisa y no enmascara nada; enmascare primero la capa a la que pertenece.</translation>
    </message>
    <message>
        <source>{name} holds points, at which rasters are only sampled.</source>
        <translation>{name} contiene puntos, en los que los rásteres solo se muestrean.</translation>
    </message>
    <message>
        <source>{name} is not sampled at, since {other} is; one layer of points is taken at a time.</source>
        <translation>No se muestrea en {name}, porque se muestrea en {other}; se toma una sola capa de puntos a la vez.</translation>
    </message>
    <message>
        <source>Choose a coarse layer: no raster without a role has larger pixels than all others.</source>
        <translation>Elija una capa gruesa: ningún ráster sin papel tiene píxeles más grandes que todos los demás.</translation>
    </message>
    <message>
        <source>The size of the pixels of {name} on the ground is not known, so that its role must be chosen.</source>
        <translation>No se conoce el tamaño de los píxeles de {name} sobre el terreno, así que hay que elegir su papel.</translation>
    </message>
    <message>
        <source>The recipe names layers that are not in this project: {names}; add them and load it again.</source>
        <translation>La receta nombra capas que no están en este proyecto: {names}; añádalas y cárguela de nuevo.</translation>
    </message>
    <message>
        <source>recipes</source>
        <translation>recetas</translation>
    </message>
    <message>
        <source>{name} is no recipe; choose a file that the dock has saved.</source>
        <translation>{name} no es una receta; elija un archivo guardado desde el panel.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); choose another file.</source>
        <translation>{path} no se puede leer ({reason}); elija otro archivo.</translation>
    </message>
    <message>
        <source>Choose the layers to fuse in the tab Layers.</source>
        <translation>Elija en la pestaña Capas las capas que se van a fusionar.</translation>
    </message>
    <message>
        <source>The layers are being checked; wait a moment.</source>
        <translation>Se están comprobando las capas; espere un momento.</translation>
    </message>
    <message>
        <source>Choose an approach in the tab Approach: none is recommended.</source>
        <translation>Elija un enfoque en la pestaña Enfoque: no se recomienda ninguno.</translation>
    </message>
    <message>
        <source>Stopped by {codes}: fix it or accept it in the tab Findings.</source>
        <translation>Lo impide {codes}: corríjalo o acéptelo en la pestaña Hallazgos.</translation>
    </message>
</context>
<context>
    <name>EnhanceResolution</name>
    <message>
        <source>Enhance resolution from overlapping footprints</source>
        <translation>Mejorar la resolución a partir de huellas solapadas</translation>
    </message>
    <message>
        <source>enhance,resolution,deconvolution,inversion,point spread function,PSF,antenna pattern,Backus-Gilbert,optimal interpolation,regularisation,L-curve,footprint,swath,overlap,gridding,microwave,radiometer,brightness temperature,soil moisture,SMAP,SMOS,AMSR,SSM/I,sounder,downscale,super resolution,multiscale</source>
        <translation>mejorar,resolución,deconvolución,inversión,función de dispersión puntual,PSF,patrón de antena,Backus-Gilbert,interpolación óptima,regularización,curva L,huella,franja,solape,cuadriculado,microondas,radiómetro,temperatura de brillo,humedad del suelo,SMAP,SMOS,AMSR,SSM/I,sondeador,refinar,superresolución,multiescala</translation>
    </message>
    <message>
        <source>Brings overlapping footprints of a known width to a finer grid, and tells resolution and noise.</source>
        <translation>Lleva huellas solapadas de anchura conocida a una cuadrícula más fina, y dice la resolución y el ruido.</translation>
    </message>
    <message>
        <source>{layer} is neither a raster nor a layer of points that QGIS can load; choose one as INPUT.</source>
        <translation>{layer} no es ni un ráster ni una capa de puntos que QGIS pueda cargar; elija uno como INPUT.</translation>
    </message>
    <message>
        <source>{layer} holds polygons; give the centres of the footprints as points.</source>
        <translation>{layer} contiene polígonos; dé los centros de las huellas como puntos.</translation>
    </message>
    <message>
        <source>No field of the observed values is given; choose one as FIELD.</source>
        <translation>No se da ningún campo de los valores observados; elija uno como FIELD.</translation>
    </message>
    <message>
        <source>The width of the footprints is not given; give FWHM in metres, or of points FWHM_FIELD.</source>
        <translation>No se da la anchura de las huellas; dé FWHM en metros, o para puntos FWHM_FIELD.</translation>
    </message>
    <message>
        <source>REGULARISATION must lie below 1, where no sharpness would be left.</source>
        <translation>REGULARISATION debe ser menor que 1, donde no quedaría nitidez.</translation>
    </message>
    <message>
        <source>Points do not tell which grid is wanted; give GRID, or TARGET_CRS, RESOLUTION and EXTENT, or GRID_PRESET and EXTENT.</source>
        <translation>Los puntos no dicen qué cuadrícula se quiere; dé GRID, o TARGET_CRS, RESOLUTION y EXTENT, o GRID_PRESET y EXTENT.</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>Observaciones</translation>
    </message>
    <message>
        <source>Points with a field of values, one for each observation of a swath; or a raster whose pixels are observations by footprints wider than a pixel, such as 36 km posted at 9 km. Any CRS.</source>
        <translation>Puntos con un campo de valores, uno por cada observación de una franja; o un ráster cuyos píxeles son observaciones de huellas más anchas que un píxel, como 36 km publicados cada 9 km. Cualquier SRC.</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>Of a raster: the band that is used.</source>
        <translation>De un ráster: la banda que se usa.</translation>
    </message>
    <message>
        <source>Field of the values</source>
        <translation>Campo de los valores</translation>
    </message>
    <message>
        <source>Of points: holds what was observed; nulls are left out.</source>
        <translation>De puntos: contiene lo observado; los nulos se omiten.</translation>
    </message>
    <message>
        <source>Width of the footprints in metres</source>
        <translation>Anchura de las huellas en metros</translation>
    </message>
    <message>
        <source>Full width at half maximum of the Gaussian footprints on the ground. Of ellipses: along the azimuth. With a field it stands in for that one's nulls.</source>
        <translation>Anchura a media altura de las huellas gaussianas sobre el terreno. De elipses: a lo largo del acimut. Con un campo, sustituye a los nulos de este.</translation>
    </message>
    <message>
        <source>Field of the width</source>
        <translation>Campo de la anchura</translation>
    </message>
    <message>
        <source>Of points: holds the width of each footprint in metres.</source>
        <translation>De puntos: contiene la anchura de cada huella en metros.</translation>
    </message>
    <message>
        <source>Width across in metres</source>
        <translation>Anchura transversal en metros</translation>
    </message>
    <message>
        <source>Of ellipses: full width at half maximum across the azimuth. Without it: round.</source>
        <translation>De elipses: anchura a media altura transversal al acimut. Sin ella: redondas.</translation>
    </message>
    <message>
        <source>Field of the width across</source>
        <translation>Campo de la anchura transversal</translation>
    </message>
    <message>
        <source>Of points: holds the width of each ellipse across.</source>
        <translation>De puntos: contiene la anchura transversal de cada elipse.</translation>
    </message>
    <message>
        <source>Field of the azimuth</source>
        <translation>Campo del acimut</translation>
    </message>
    <message>
        <source>Of points: direction of the first width in degrees clockwise from true north. Without it: 0.</source>
        <translation>De puntos: dirección de la primera anchura en grados en sentido horario desde el norte verdadero. Sin ella: 0.</translation>
    </message>
    <message>
        <source>Regularisation</source>
        <translation>Regularización</translation>
    </message>
    <message>
        <source>How much sharpness is given up for little noise, between 0 and 1: near 0 sharp and noisy, near 1 quiet and blurred. 0: the corner of the L-curve. Where observations have little noise, smaller ones than that are better.</source>
        <translation>Cuánta nitidez se cede por poco ruido, entre 0 y 1: cerca de 0 nítido y ruidoso, cerca de 1 tranquilo y borroso. 0: la esquina de la curva L. Donde las observaciones tienen poco ruido, valores menores que ese son mejores.</translation>
    </message>
    <message>
        <source>Observations to a cell</source>
        <translation>Observaciones por celda</translation>
    </message>
    <message>
        <source>How many observations around it make a cell's value at most; time grows with their cube.</source>
        <translation>Cuántas observaciones en torno a una celda forman su valor como máximo; el tiempo crece con su cubo.</translation>
    </message>
    <message>
        <source>Enhanced</source>
        <translation>Mejorado</translation>
    </message>
    <message>
        <source>The estimate on the grid, a Cloud Optimized GeoTIFF; nodata farther than a footprint's width from all of them. How it was made stands in its metadata and in a JSON file beside it.</source>
        <translation>La estimación en la cuadrícula, un GeoTIFF optimizado para la nube; nodata más lejos que la anchura de una huella de todas ellas. Cómo se hizo consta en sus metadatos y en un archivo JSON al lado.</translation>
    </message>
    <message>
        <source>Noise amplification</source>
        <translation>Amplificación del ruido</translation>
    </message>
    <message>
        <source>Standard deviation of the noise in each cell, as a multiple of that of one observation.</source>
        <translation>Desviación estándar del ruido en cada celda, como múltiplo de la de una observación.</translation>
    </message>
    <message>
        <source>Effective resolution</source>
        <translation>Resolución efectiva</translation>
    </message>
    <message>
        <source>Full width at half maximum, in metres, of what each cell really averages.</source>
        <translation>Anchura a media altura, en metros, de lo que cada celda promedia de verdad.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: the footprints, the L-curve, noise amplification and effective resolution. Needs the Python package plotly.</source>
        <translation>Una página para el navegador, que no necesita red: las huellas, la curva L, la amplificación del ruido y la resolución efectiva. Necesita el paquete de Python plotly.</translation>
    </message>
    <message>
        <source>Regularisation that was used</source>
        <translation>Regularización que se usó</translation>
    </message>
    <message>
        <source>Median effective resolution in metres</source>
        <translation>Resolución efectiva mediana en metros</translation>
    </message>
    <message>
        <source>Median noise amplification</source>
        <translation>Amplificación del ruido mediana</translation>
    </message>
    <message>
        <source>Number of footprints</source>
        <translation>Número de huellas</translation>
    </message>
</context>
<context>
    <name>Errand</name>
    <message>
        <source>Something went wrong; the log messages (tab Multiscale Fusion) tell what.</source>
        <translation>Algo ha fallado; los mensajes del registro (pestaña Multiscale Fusion) dicen qué.</translation>
    </message>
</context>
<context>
    <name>EvaluateDownscaling</name>
    <message>
        <source>Evaluate a downscaled raster</source>
        <translation>Evaluar un ráster refinado</translation>
    </message>
    <message>
        <source>evaluate,validate,validation,accuracy,compare rasters,difference,error,RMSE,MAE,bias,correlation,SSIM,structural similarity,skill,spectrum,power spectrum,Fourier,coherence,consistency,Wald,downscale,downscaling,sharpening,super resolution,uncertainty,calibration,report,multiscale</source>
        <translation>evaluar,validar,validación,exactitud,comparar rásteres,diferencia,error,RMSE,MAE,sesgo,correlación,SSIM,similitud estructural,ganancia,espectro,espectro de potencia,Fourier,coherencia,consistencia,Wald,refinar,reducción de escala,agudización,superresolución,incertidumbre,calibración,informe,multiescala</translation>
    </message>
    <message>
        <source>Tells how true a downscaled raster is, at which scales, and whether it beats plain interpolation.</source>
        <translation>Dice cuán verdadero es un ráster refinado, a qué escalas, y si supera a la simple interpolación.</translation>
    </message>
    <message>
        <source>No downscaled raster is given; choose one as INPUT.</source>
        <translation>No se da ningún ráster refinado; elija uno como INPUT.</translation>
    </message>
    <message>
        <source>There is nothing to evaluate against; give a fine TRUTH, or COARSE for the scale-up test.</source>
        <translation>No hay nada frente a lo que evaluar; dé una TRUTH fina, o COARSE para la prueba de escala.</translation>
    </message>
    <message>
        <source>Downscaled layer</source>
        <translation>Capa refinada</translation>
    </message>
    <message>
        <source>The fine raster to evaluate, of whatever method or program. All numbers are taken on its grid.</source>
        <translation>El ráster fino que se evalúa, de cualquier método o programa. Todos los números se toman en su cuadrícula.</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Banda</translation>
    </message>
    <message>
        <source>Fine truth</source>
        <translation>Verdad fina</translation>
    </message>
    <message>
        <source>What the fine values really were, such as a fine image of the same day. On another grid, in any CRS, it is averaged over the pixels of the downscaled layer. Without it the scale-up test is made.</source>
        <translation>Lo que los valores finos fueron de verdad, como una imagen fina del mismo día. En otra cuadrícula, en cualquier SRC, se promedia sobre los píxeles de la capa refinada. Sin ella se hace la prueba de escala.</translation>
    </message>
    <message>
        <source>Band of the truth</source>
        <translation>Banda de la verdad</translation>
    </message>
    <message>
        <source>Coarse layer</source>
        <translation>Capa gruesa</translation>
    </message>
    <message>
        <source>The coarse raster that was downscaled: for coherence, and for plain interpolation of it, which a downscaled layer must beat. Needed for the scale-up test.</source>
        <translation>El ráster grueso que se refinó: para la coherencia, y para su simple interpolación, a la que una capa refinada debe superar. Necesario para la prueba de escala.</translation>
    </message>
    <message>
        <source>Band of the coarse layer</source>
        <translation>Banda de la capa gruesa</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Incertidumbre</translation>
    </message>
    <message>
        <source>1 sigma of the downscaled layer, on its grid: how many errors lie within 1 and 1.96 sigma is told.</source>
        <translation>1 sigma de la capa refinada, en su cuadrícula: se dice cuántos errores quedan dentro de 1 y de 1.96 sigma.</translation>
    </message>
    <message>
        <source>Fine covariates</source>
        <translation>Covariables finas</translation>
    </message>
    <message>
        <source>Without a truth: the covariates with which methods are tested one scale up.</source>
        <translation>Sin una verdad: las covariables con las que se prueban métodos una escala más arriba.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>Without a truth: the method that is tested beside interpolation. Auto: all that downscale itself tries.</source>
        <translation>Sin una verdad: el método que se prueba junto a la interpolación. Auto: todos los que prueba el propio downscale.</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>Residuo</translation>
    </message>
    <message>
        <source>Without a truth: how the tested methods give the residual back, as in downscale.</source>
        <translation>Sin una verdad: cómo devuelven el residuo los métodos probados, como en downscale.</translation>
    </message>
    <message>
        <source>NDVI among the covariates</source>
        <translation>NDVI entre las covariables</translation>
    </message>
    <message>
        <source>For tsharp: the number of the NDVI's layer among the covariates and of its band, such as 2:1.</source>
        <translation>Para tsharp: el número de la capa del NDVI entre las covariables y de su banda, como 2:1.</translation>
    </message>
    <message>
        <source>Width of the point spread in metres</source>
        <translation>Anchura de la dispersión puntual en metros</translation>
    </message>
    <message>
        <source>For coherence: the coarse sensor sees a Gaussian of this full width at half maximum round the middle of each coarse pixel. Without it: the area of the coarse pixel.</source>
        <translation>Para la coherencia: el sensor grueso ve una gaussiana de esta anchura a media altura en torno al centro de cada píxel grueso. Sin ella: el área del píxel grueso.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: numbers, scatter plot, spectra, errors inside the coarse pixels and maps; or the scale-up test. Needs the Python package plotly.</source>
        <translation>Una página para el navegador, que no necesita red: números, diagrama de dispersión, espectros, errores dentro de los píxeles gruesos y mapas; o la prueba de escala. Necesita el paquete de Python plotly.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>CSV files</source>
        <translation>archivos CSV</translation>
    </message>
    <message>
        <source>The numbers as CSV: a row for the downscaled layer and each interpolation, or for each method tested.</source>
        <translation>Los números como CSV: una fila para la capa refinada y cada interpolación, o para cada método probado.</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Downscaled value less truth on the grid of the downscaled layer.</source>
        <translation>Valor refinado menos verdad en la cuadrícula de la capa refinada.</translation>
    </message>
    <message>
        <source>RMSE, of the best tested method without a truth</source>
        <translation>RMSE, sin una verdad el del mejor método probado</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>Error absoluto medio</translation>
    </message>
    <message>
        <source>Mean error</source>
        <translation>Error medio</translation>
    </message>
    <message>
        <source>Correlation</source>
        <translation>Correlación</translation>
    </message>
    <message>
        <source>Structural similarity</source>
        <translation>Similitud estructural</translation>
    </message>
    <message>
        <source>Skill against bilinear interpolation</source>
        <translation>Ganancia frente a la interpolación bilineal</translation>
    </message>
    <message>
        <source>Largest difference from the coarse values, of their range</source>
        <translation>Mayor diferencia con los valores gruesos, en partes de su rango</translation>
    </message>
    <message>
        <source>Number of pixels compared</source>
        <translation>Número de píxeles comparados</translation>
    </message>
    <message>
        <source>The band that is used.</source>
        <translation>La banda que se usa.</translation>
    </message>
</context>
<context>
    <name>EvaluateFusion</name>
    <message>
        <source>Evaluate image fusion</source>
        <translation>Evaluar la fusión de imágenes</translation>
    </message>
    <message>
        <source>evaluate,evaluation,validate,validation,cross-validation,leave one out,accuracy,compare methods,fusion,spatiotemporal,STARFM,ESTARFM,Fit-FC,FSDAF,interpolation,baseline,RMSE,MAE,bias,correlation,SSIM,ERGAS,SAM,spectral angle,edge,texture,report,uncertainty,multiscale</source>
        <translation>evaluar,evaluación,validar,validación,validación cruzada,dejar una fuera,exactitud,comparar métodos,fusión,espaciotemporal,STARFM,ESTARFM,Fit-FC,FSDAF,interpolación,referencia,RMSE,MAE,sesgo,correlación,SSIM,ERGAS,SAM,ángulo espectral,borde,textura,informe,incertidumbre,multiescala</translation>
    </message>
    <message>
        <source>Tells which fusion method is best on your own series, and whether any beats plain interpolation.</source>
        <translation>Dice qué método de fusión es el mejor con su propia serie, y si alguno supera a la interpolación simple.</translation>
    </message>
    <message>
        <source>Methods to compare</source>
        <translation>Métodos que se comparan</translation>
    </message>
    <message>
        <source>Fusion methods and baselines, as in fuseseries. All of them without a choice; the baselines persistence, difference, ratio and interpolation cost next to nothing, so leave them in.</source>
        <translation>Métodos de fusión y referencias, como en fuseseries. Sin elección, todos; las referencias persistence, difference, ratio e interpolation no cuestan casi nada, así que déjelas.</translation>
    </message>
    <message>
        <source>Dates to hold out</source>
        <translation>Fechas que se apartan</translation>
    </message>
    <message>
        <source>Days such as 2024-06-02, or intervals such as 2024-06-01/2024-06-30, of which the fine images in them are taken, separated by commas; each must have usable fine dates before and after it. Without it: every fine date with a coarse image that other fine dates lie before and after.</source>
        <translation>Días como 2024-06-02, o intervalos como 2024-06-01/2024-06-30, de los que se toman las imágenes finas que caen en ellos, separados por comas; cada una debe tener fechas finas utilizables antes y después. Sin ello: cada fecha fina con una imagen gruesa que tiene otras fechas finas antes y después.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: the verdict in a sentence, tables of scores by date, gap and band, times, and maps of errors. Needs the Python package plotly.</source>
        <translation>Una página para el navegador, que no necesita red: el veredicto en una frase, tablas de puntuaciones por fecha, intervalo y banda, tiempos y mapas de errores. Necesita el paquete de Python plotly.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>The scores as CSV: a row for each method, date, gap and band, and for all together.</source>
        <translation>Las puntuaciones como CSV: una fila para cada método, fecha, intervalo y banda, y para todo junto.</translation>
    </message>
    <message>
        <source>Method of the smallest error</source>
        <translation>Método del menor error</translation>
    </message>
    <message>
        <source>Its RMSE over all dates</source>
        <translation>Su RMSE en todas las fechas</translation>
    </message>
    <message>
        <source>RMSE of interpolation in time</source>
        <translation>RMSE de la interpolación en el tiempo</translation>
    </message>
    <message>
        <source>Number of dates held out</source>
        <translation>Número de fechas apartadas</translation>
    </message>
    <message>
        <source>Verdict in a sentence</source>
        <translation>Veredicto en una frase</translation>
    </message>
</context>
<context>
    <name>ExtractPatches</name>
    <message>
        <source>Extract aligned patches</source>
        <translation>Extraer parches alineados</translation>
    </message>
    <message>
        <source>patches,chips,tiles,samples,machine learning,deep learning,training data,dataset,segmentation,zarr,HDF5,WebDataset,TFRecord,PyTorch,TensorFlow,torchgeo,xbatcher,multi-sensor,normalise,label,mask,STAC,train validation test,multiscale</source>
        <translation>parches,recortes,teselas,muestras,aprendizaje automático,aprendizaje profundo,datos de entrenamiento,conjunto de datos,segmentación,zarr,HDF5,WebDataset,TFRecord,PyTorch,TensorFlow,torchgeo,xbatcher,multisensor,normalizar,etiqueta,máscara,STAC,entrenamiento validación prueba,multiescala</translation>
    </message>
    <message>
        <source>Cuts patches of several rasters around the same centres into a dataset for training.</source>
        <translation>Recorta parches de varios rásteres alrededor de los mismos centros en un conjunto de datos para entrenar.</translation>
    </message>
    <message>
        <source>Number of patches</source>
        <translation>Número de parches</translation>
    </message>
    <message>
        <source>Number of patches left out</source>
        <translation>Número de parches que se dejaron fuera</translation>
    </message>
    <message>
        <source>The label {layer} holds no polygons; give polygons or a raster.</source>
        <translation>La etiqueta {layer} no contiene polígonos; dé polígonos o un ráster.</translation>
    </message>
    <message>
        <source>BANDS must be numbers of bands, separated by commas, and by semicolons between rasters, as in 4,3,2;1, not {text}.</source>
        <translation>BANDS deben ser números de bandas, separados por comas, y por puntos y coma entre rásteres, como en 4,3,2;1, no {text}.</translation>
    </message>
    <message>
        <source>BANDS must hold the bands of each raster, separated by semicolons: {count} rasters, {given} lists of bands.</source>
        <translation>BANDS debe contener las bandas de cada ráster, separadas por puntos y coma: {count} rásteres, {given} listas de bandas.</translation>
    </message>
    <message>
        <source>{name} knows no {unknown}; each must be one of {known}.</source>
        <translation>{name} no conoce {unknown}; cada uno debe ser uno de {known}.</translation>
    </message>
    <message>
        <source>{name} must hold one choice for each raster, auto where none is meant: {count} rasters, {given} choices.</source>
        <translation>{name} debe contener una elección para cada ráster, auto donde no se quiere ninguna: {count} rásteres, {given} elecciones.</translation>
    </message>
    <message>
        <source>Bands of each raster</source>
        <translation>Bandas de cada ráster</translation>
    </message>
    <message>
        <source>Numbers of the bands to take, for each raster in their order: bands separated by commas, rasters by semicolons, as in 4,3,2;1. Nothing between two semicolons means all bands of that raster, and nothing at all means all bands of all of them.</source>
        <translation>Números de las bandas que se toman, para cada ráster en su orden: las bandas separadas por comas, los rásteres por puntos y coma, como en 4,3,2;1. Nada entre dos puntos y coma significa todas las bandas de ese ráster, y nada en absoluto, todas las bandas de todos.</translation>
    </message>
    <message>
        <source>Variable kinds</source>
        <translation>Tipos de variable</translation>
    </message>
    <message>
        <source>The kind of each raster, in their order, separated by commas, such as auto, categorical. Kinds: intensive, extensive, categorical, circular, decibel, ratio, radiative, nonlinear, auto. It decides how pixels are put together in mode common, and classes are never normalised. Without a choice all are auto.</source>
        <translation>El tipo de cada ráster, en su orden, separados por comas, como auto, categorical. Tipos: intensive, extensive, categorical, circular, decibel, ratio, radiative, nonlinear, auto. Decide cómo se juntan los píxeles en el modo common, y las clases no se normalizan nunca. Sin elección todos son auto.</translation>
    </message>
    <message>
        <source>Resampling</source>
        <translation>Remuestreo</translation>
    </message>
    <message>
        <source>For mode common: what becomes of the pixels of each raster in a cell, in their order, separated by commas. One of mean, sum, min, max, std, count, mode, median, auto. Auto, also without a choice, is the usual statistic of the kind, of classes the mode. Modes native and ground resample nothing.</source>
        <translation>Para el modo common: en qué se convierten los píxeles de cada ráster en una celda, en su orden, separados por comas. Uno de mean, sum, min, max, std, count, mode, median, auto. Auto, también sin elección, es el estadístico habitual del tipo, de las clases la moda. Los modos native y ground no remuestrean nada.</translation>
    </message>
    <message>
        <source>Resolution of the common grid</source>
        <translation>Resolución de la cuadrícula común</translation>
    </message>
    <message>
        <source>Native: the same number of pixels from every raster, which is different ground where resolutions differ. Ground: the same ground from every raster, in the pixels that each has. Common: the same ground on one grid, that of the first raster, each raster brought to it by the support operator.</source>
        <translation>Native: el mismo número de píxeles de cada ráster, que es otro suelo donde las resoluciones difieren. Ground: el mismo suelo de cada ráster, en los píxeles que tiene cada uno. Common: el mismo suelo en una cuadrícula, la del primer ráster, a la que cada ráster se lleva por el operador de soporte.</translation>
    </message>
    <message>
        <source>Pixels along a side: in mode native of every raster, in mode ground of the first one, in mode common cells of the common grid. Give this or the size on the ground.</source>
        <translation>Píxeles por lado: en modo native de cada ráster, en modo ground del primero, en modo common celdas de la cuadrícula común. Dé esto o el tamaño en el suelo.</translation>
    </message>
    <message>
        <source>For mode common: the side of its square cells in units of the first raster's CRS. The grid begins at that raster's first corner. Without it the grid is the first raster's own.</source>
        <translation>Para el modo common: el lado de sus celdas cuadradas en unidades del SRC del primer ráster. La cuadrícula empieza en la primera esquina de ese ráster. Sin ella, la cuadrícula es la del primer ráster.</translation>
    </message>
    <message>
        <source>Beyond a raster</source>
        <translation>Fuera de un ráster</translation>
    </message>
    <message>
        <source>What becomes of patches that reach beyond a raster. Nodata: there the values are nodata and the mask is 0. Reflect: the values are mirrored at the raster's edge, and the mask is 0 all the same. Drop: such patches are left out.</source>
        <translation>Qué pasa con los parches que se salen de un ráster. Nodata: allí los valores son sin datos y la máscara es 0. Reflect: los valores se reflejan en el borde del ráster, y la máscara es 0 de todos modos. Drop: tales parches se dejan fuera.</translation>
    </message>
    <message>
        <source>Data type</source>
        <translation>Tipo de dato</translation>
    </message>
    <message>
        <source>Of the values of all rasters. Auto: the type of each file where its values are stored as they are; Float32 where they are scaled, resampled or normalised; Float64 for sums. Values are rounded to integer types; values that do not fit stop the run.</source>
        <translation>De los valores de todos los rásteres. Auto: el tipo de cada archivo donde sus valores se guardan como son; Float32 donde se escalan, remuestrean o normalizan; Float64 para sumas. Los valores se redondean en los tipos enteros; los que no caben detienen la ejecución.</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>Normalizar</translation>
    </message>
    <message>
        <source>Train: stores (value - mean) / standard deviation of each band, both of the valid pixels of the patches whose split is train, and of no others; they are saved with the dataset. Classes and the label stay as they are. None: values as they are.</source>
        <translation>Train: guarda (valor - media) / desviación típica de cada banda, ambas de los píxeles válidos de los parches cuya partición es train, y de ningún otro; se guardan con el conjunto de datos. Las clases y la etiqueta quedan como son. None: los valores como son.</translation>
    </message>
    <message>
        <source>Minimum valid fraction of a cell</source>
        <translation>Fracción válida mínima de una celda</translation>
    </message>
    <message>
        <source>For mode common and for raster labels: the share of a cell's ground on valid pixels below which it has no value.</source>
        <translation>Para el modo common y para etiquetas ráster: la parte del suelo de una celda sobre píxeles válidos por debajo de la cual no tiene valor.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etiqueta</translation>
    </message>
    <message>
        <source>What a model shall learn, on the patch grid of the first raster. A raster of any grid and CRS is brought to it by the support operator, classes by their mode. Polygons are burned: a pixel gets the value of those that cover the most of it where they cover half of it, else 0.</source>
        <translation>Lo que debe aprender un modelo, en la cuadrícula de parches del primer ráster. Un ráster de cualquier cuadrícula y SRC se lleva a ella por el operador de soporte, las clases por su moda. Los polígonos se queman: un píxel recibe el valor de los que más lo cubren donde cubren su mitad, y si no 0.</translation>
    </message>
    <message>
        <source>Field to burn</source>
        <translation>Campo que quemar</translation>
    </message>
    <message>
        <source>Holds the value of each polygon; polygons without one are left out. Without a field all are 1.</source>
        <translation>Contiene el valor de cada polígono; los polígonos sin valor se dejan fuera. Sin campo todos son 1.</translation>
    </message>
    <message>
        <source>Kind of a raster label</source>
        <translation>Tipo de una etiqueta ráster</translation>
    </message>
    <message>
        <source>What the values of a raster label mean, where auto does not find it out: categorical for classes, intensive for quantities that average.</source>
        <translation>Qué significan los valores de una etiqueta ráster, donde auto no lo averigua: categorical para clases, intensive para magnitudes que se promedian.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Zarr: a store with a chunk for each patch. HDF5: one file. WebDataset: tar shards. TFRecord: shards for TensorFlow. GeoTIFF: a file for each patch and raster. All of them hold the same, with masks, places, an index and STAC items.</source>
        <translation>Zarr: un almacén con un fragmento para cada parche. HDF5: un archivo. WebDataset: partes tar. TFRecord: partes para TensorFlow. GeoTIFF: un archivo para cada parche y ráster. Todos contienen lo mismo, con máscaras, lugares, un índice y elementos STAC.</translation>
    </message>
    <message>
        <source>Resume an unfinished dataset</source>
        <translation>Continuar un conjunto de datos sin terminar</translation>
    </message>
    <message>
        <source>Takes up what a run with the same inputs and parameters left in the output folder when it was cancelled or killed. The finished dataset is the same to the byte.</source>
        <translation>Continúa lo que una ejecución con las mismas entradas y parámetros dejó en la carpeta de salida cuando se canceló o se interrumpió. El conjunto de datos terminado es igual byte por byte.</translation>
    </message>
    <message>
        <source>After a cancel</source>
        <translation>Tras una cancelación</translation>
    </message>
    <message>
        <source>Keep: what was finished stays as a readable dataset that is marked incomplete, after an error such as a full disk too. Nothing: nothing of it stays.</source>
        <translation>Keep: lo terminado queda como un conjunto de datos legible que se marca como incompleto, también tras un error como un disco lleno. Nothing: no queda nada.</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Conjunto de datos</translation>
    </message>
    <message>
        <source>A folder for the dataset: patches, dataset.json (what they are and how they were made), items.json (STAC), an index. It appears under its name when it is complete.</source>
        <translation>Una carpeta para el conjunto de datos: parches, dataset.json (qué son y cómo se hicieron), items.json (STAC), un índice. Aparece con su nombre cuando está completa.</translation>
    </message>
</context>
<context>
    <name>FactsTask</name>
    <message>
        <source>Reading layers</source>
        <translation>Leyendo capas</translation>
    </message>
    <message>
        <source>"{layer}" could not be read; the log messages (tab Multiscale Fusion) tell why.</source>
        <translation>No se pudo leer «{layer}»; los mensajes de registro (pestaña Multiscale Fusion) dicen por qué.</translation>
    </message>
</context>
<context>
    <name>FeatureColumns</name>
    <message>
        <source>{layer} has no field {name} ({parameter}); it has {fields}.</source>
        <translation>{layer} no tiene el campo {name} ({parameter}); tiene {fields}.</translation>
    </message>
    <message>
        <source>The field {field} holds "{value}", which is no number; choose a numeric field.</source>
        <translation>El campo {field} contiene "{value}", que no es un número; elija un campo numérico.</translation>
    </message>
    <message>
        <source>The field {field} holds "{value}", which is no date; write dates as 2024-06-02 or 2024-06-02T18:20:11Z.</source>
        <translation>El campo {field} contiene "{value}", que no es una fecha; escriba las fechas como 2024-06-02 o 2024-06-02T18:20:11Z.</translation>
    </message>
</context>
<context>
    <name>FeatureSource</name>
    <message>
        <source>{layer} has no coordinate reference system; assign one first.</source>
        <translation>{layer} no tiene sistema de referencia de coordenadas; asígnele uno antes.</translation>
    </message>
    <message>
        <source>Feature {id} of {layer} has an invalid geometry; repair it (Fix Geometries), or have invalid features skipped or used as they are in the settings of Processing.</source>
        <translation>El objeto {id} de {layer} tiene una geometría no válida; repárela (Corregir geometrías), o haga que los objetos no válidos se omitan o se usen tal cual en la configuración de Procesos.</translation>
    </message>
    <message>
        <source>{layer} holds {geometry}; give points, or polygons as footprints. A table with coordinates becomes points by Create Points Layer from Table.</source>
        <translation>{layer} contiene {geometry}; dé puntos, o polígonos como huellas. Una tabla con coordenadas se convierte en puntos con Crear capa de puntos a partir de tabla.</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>líneas</translation>
    </message>
    <message>
        <source>no geometries</source>
        <translation>ninguna geometría</translation>
    </message>
    <message>
        <source>geometries of no single type</source>
        <translation>geometrías de ningún tipo único</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Accept {code}</source>
        <translation>Aceptar {code}</translation>
    </message>
    <message>
        <source>Run in spite of all blockers of this code; the result's record says so.</source>
        <translation>Ejecutar a pesar de todos los bloqueos de este código; el registro del resultado lo dice.</translation>
    </message>
    <message>
        <source>Show on Map</source>
        <translation>Mostrar en el mapa</translation>
    </message>
    <message>
        <source>Zoom to the place and let it flash.</source>
        <translation>Acercar el mapa al lugar y hacerlo parpadear.</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>¿Por qué?</translation>
    </message>
    <message>
        <source>Open the help: what goes wrong, what to do, and the sources.</source>
        <translation>Abrir la ayuda: qué sale mal, qué hacer y las fuentes.</translation>
    </message>
    <message>
        <source>Blocker</source>
        <translation>Bloqueo</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Advertencia</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Observación</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Check again, as after a change of files</source>
        <translation>Revisar de nuevo, por ejemplo tras un cambio en los archivos</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Revisar de nuevo</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Revisando…</translation>
    </message>
    <message>
        <source>Choose layers in the tab Layers; what is found on them is shown here.</source>
        <translation>Elija capas en la pestaña Capas; aquí se muestra lo que se encuentra en ellas.</translation>
    </message>
    <message>
        <source>Declare a nodata value</source>
        <translation>Declarar un valor sin datos</translation>
    </message>
    <message>
        <source>{layer} now reads {path}.</source>
        <translation>{layer} lee ahora {path}.</translation>
    </message>
    <message>
        <source>1 blocker</source>
        <translation>1 bloqueo</translation>
    </message>
    <message>
        <source>{count} blockers</source>
        <translation>{count} bloqueos</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 advertencia</translation>
    </message>
    <message>
        <source>{count} warnings</source>
        <translation>{count} advertencias</translation>
    </message>
    <message>
        <source>1 remark</source>
        <translation>1 observación</translation>
    </message>
    <message>
        <source>{count} remarks</source>
        <translation>{count} observaciones</translation>
    </message>
    <message>
        <source>Nothing speaks against fusing these layers as asked.</source>
        <translation>Nada habla en contra de fusionar estas capas como se pide.</translation>
    </message>
    <message>
        <source>{counts}. Fix or accept the blockers to run.</source>
        <translation>{counts}. Corrija o acepte los bloqueos para ejecutar.</translation>
    </message>
    <message>
        <source>This failed ({reason}); please report it with the messages of the log.</source>
        <translation>Esto ha fallado ({reason}); comuníquelo con los mensajes del registro.</translation>
    </message>
    <message>
        <source>The place lies outside the area where the CRS of the map is defined; choose another CRS for the project.</source>
        <translation>El lugar queda fuera de la zona donde está definido el SRC del mapa; elija otro SRC para el proyecto.</translation>
    </message>
</context>
<context>
    <name>Fixes</name>
    <message>
        <source>Use Mode</source>
        <translation>Usar la moda</translation>
    </message>
    <message>
        <source>Give each cell the class of {layer} that covers most of it.</source>
        <translation>Dar a cada celda la clase de {layer} que cubre su mayor parte.</translation>
    </message>
    <message>
        <source>Use Fractions</source>
        <translation>Usar fracciones</translation>
    </message>
    <message>
        <source>Give each cell the share of every class of {layer}, a band for each class.</source>
        <translation>Dar a cada celda la proporción de cada clase de {layer}, una banda por clase.</translation>
    </message>
    <message>
        <source>Make It a Quality Layer</source>
        <translation>Convertirla en capa de calidad</translation>
    </message>
    <message>
        <source>Give {layer} the role quality: it is checked, and takes no part in the run.</source>
        <translation>Dar a {layer} el papel de calidad: se revisa y no participa en la ejecución.</translation>
    </message>
    <message>
        <source>Mask {layer}…</source>
        <translation>Enmascarar {layer}…</translation>
    </message>
    <message>
        <source>Open "Mask by quality flags" with {layer} and {quality}; use what it makes instead of {layer}.</source>
        <translation>Abrir "Enmascarar por indicadores de calidad" con {layer} y {quality}; use lo que produce en lugar de {layer}.</translation>
    </message>
    <message>
        <source>Mask by Quality Flags…</source>
        <translation>Enmascarar por indicadores de calidad…</translation>
    </message>
    <message>
        <source>Open "Mask by quality flags" with {quality}; choose the layer that it belongs to.</source>
        <translation>Abrir "Enmascarar por indicadores de calidad" con {quality}; elija la capa a la que pertenece.</translation>
    </message>
    <message>
        <source>Declare Intensive</source>
        <translation>Declarar intensiva</translation>
    </message>
    <message>
        <source>Declare Extensive</source>
        <translation>Declarar extensiva</translation>
    </message>
    <message>
        <source>Declare Categorical</source>
        <translation>Declarar categórica</translation>
    </message>
    <message>
        <source>Declare Circular</source>
        <translation>Declarar circular</translation>
    </message>
    <message>
        <source>Declare Decibel</source>
        <translation>Declarar en decibelios</translation>
    </message>
    <message>
        <source>Declare Ratio</source>
        <translation>Declarar cociente</translation>
    </message>
    <message>
        <source>Declare Radiative</source>
        <translation>Declarar radiativa</translation>
    </message>
    <message>
        <source>Declare Nonlinear</source>
        <translation>Declarar no lineal</translation>
    </message>
    <message>
        <source>Set the variable kind of {layer} to {kind}, which decides how its values are put together.</source>
        <translation>Fijar el tipo de variable de {layer} en {kind}, que decide cómo se juntan sus valores.</translation>
    </message>
    <message>
        <source>Use Automatic Statistic</source>
        <translation>Usar el estadístico automático</translation>
    </message>
    <message>
        <source>Let the kind of the values of {layer} decide how they are put together.</source>
        <translation>Dejar que el tipo de los valores de {layer} decida cómo se juntan.</translation>
    </message>
    <message>
        <source>Leave Out</source>
        <translation>Dejar fuera</translation>
    </message>
    <message>
        <source>Do not use {layer}; it stays in the project.</source>
        <translation>No usar {layer}; sigue en el proyecto.</translation>
    </message>
    <message>
        <source>Downscale Instead</source>
        <translation>Refinar en su lugar</translation>
    </message>
    <message>
        <source>Take approach B: bring {layer} to finer cells with the help of the finer layers.</source>
        <translation>Tomar el enfoque B: llevar {layer} a celdas más finas con ayuda de las capas más finas.</translation>
    </message>
    <message>
        <source>Use Its Grid</source>
        <translation>Usar su cuadrícula</translation>
    </message>
    <message>
        <source>Copy the grid of {layer}, whose pixels then are the cells.</source>
        <translation>Copiar la cuadrícula de {layer}, cuyos píxeles son entonces las celdas.</translation>
    </message>
    <message>
        <source>Use Finer Cells</source>
        <translation>Usar celdas más finas</translation>
    </message>
    <message>
        <source>Make cells of {size} or a little less, in the CRS of the grid as it is.</source>
        <translation>Hacer celdas de {size} o algo menos, en el SRC de la cuadrícula tal como está.</translation>
    </message>
    <message>
        <source>Take Off the Margin</source>
        <translation>Quitar el margen</translation>
    </message>
    <message>
        <source>Make the grid without a margin of one coarse pixel, so that the layers reach beyond it.</source>
        <translation>Hacer la cuadrícula sin el margen de un píxel grueso, de modo que las capas lleguen más allá de ella.</translation>
    </message>
    <message>
        <source>Keep a Margin</source>
        <translation>Guardar un margen</translation>
    </message>
    <message>
        <source>Make the grid smaller by a coarse cell where a layer ends, so that all layers reach beyond it.</source>
        <translation>Hacer la cuadrícula menor en una celda gruesa donde termina una capa, de modo que todas lleguen más allá de ella.</translation>
    </message>
    <message>
        <source>Use Common Extent</source>
        <translation>Usar la extensión común</translation>
    </message>
    <message>
        <source>Make the grid no larger than a rectangle that all layers cover.</source>
        <translation>Hacer la cuadrícula no mayor que un rectángulo que cubren todas las capas.</translation>
    </message>
    <message>
        <source>Sample with the Footprint</source>
        <translation>Muestrear con la huella</translation>
    </message>
    <message>
        <source>Sample what lies in discs of {size} around the points.</source>
        <translation>Muestrear lo que hay en discos de {size} alrededor de los puntos.</translation>
    </message>
    <message>
        <source>Declare as Nodata</source>
        <translation>Declarar como sin datos</translation>
    </message>
    <message>
        <source>Count {value:.10g} in {layer} as missing: a small file beside its own declares it, and the layer reads that from now on. Its own file stays as it is.</source>
        <translation>Contar {value:.10g} en {layer} como ausente: un pequeño archivo junto al suyo lo declara, y la capa lee ese desde ahora. Su propio archivo queda como está.</translation>
    </message>
</context>
<context>
    <name>FusePair</name>
    <message>
        <source>Fuse one or two image pairs</source>
        <translation>Fusionar uno o dos pares de imágenes</translation>
    </message>
    <message>
        <source>fuse,fusion,spatiotemporal,spatio-temporal,space-time,image fusion,data fusion,pair,STARFM,ESTARFM,ubESTARFM,Fit-FC,FSDAF,blending,downscale,reflectance,NDVI,land surface temperature,LST,MODIS,VIIRS,Landsat,Sentinel-2,Sentinel-3,uncertainty,multiscale</source>
        <translation>fusionar,fusión,espaciotemporal,espacio-temporal,espacio y tiempo,fusión de imágenes,fusión de datos,par,STARFM,ESTARFM,ubESTARFM,Fit-FC,FSDAF,mezcla,refinar,reflectancia,NDVI,temperatura de la superficie terrestre,LST,MODIS,VIIRS,Landsat,Sentinel-2,Sentinel-3,incertidumbre,multiescala</translation>
    </message>
    <message>
        <source>Predicts the fine image of a date that has only a coarse one, from one or two pairs of other dates.</source>
        <translation>Predice la imagen fina de una fecha que solo tiene una gruesa, a partir de uno o dos pares de otras fechas.</translation>
    </message>
    <message>
        <source>How the fine image is predicted. Auto: estarfm with two pairs, fsdaf with one; so few pairs cannot tell which is best, which a series can.</source>
        <translation>Cómo se predice la imagen fina. Auto: estarfm con dos pares, fsdaf con uno; tan pocos pares no pueden decir cuál es el mejor, una serie sí.</translation>
    </message>
    <message>
        <source>The dates of the images are not known, and are not needed by the method {method}; the dates in the output's tags stand for an order alone.</source>
        <translation>Las fechas de las imágenes no se conocen, y el método {method} no las necesita; las fechas en las etiquetas de la salida solo indican un orden.</translation>
    </message>
    <message>
        <source>{name} is missing; a pair is a fine and a coarse image of the same date.</source>
        <translation>Falta {name}; un par es una imagen fina y una gruesa de la misma fecha.</translation>
    </message>
    <message>
        <source>The method {method} needs the dates of the images, and nothing tells that of {name}; give {name}.</source>
        <translation>El método {method} necesita las fechas de las imágenes, y nada dice la de {name}; dé {name}.</translation>
    </message>
    <message>
        <source>{fine} is of {date} and {coarse} of {other}; a pair is a fine and a coarse image of the same date. Check {name} and {name2}.</source>
        <translation>{fine} es de {date} y {coarse} de {other}; un par es una imagen fina y una gruesa de la misma fecha. Compruebe {name} y {name2}.</translation>
    </message>
    <message>
        <source>Fine image of the first pair</source>
        <translation>Imagen fina del primer par</translation>
    </message>
    <message>
        <source>All bands that are to be predicted, with nodata where clouds are. Its grid is that of the output.</source>
        <translation>Todas las bandas que se predicen, sin datos donde hay nubes. Su cuadrícula es la de la salida.</translation>
    </message>
    <message>
        <source>Coarse image of the first pair</source>
        <translation>Imagen gruesa del primer par</translation>
    </message>
    <message>
        <source>What the coarse sensor saw on the same date, or nearly so: as many bands in the same order, on any grid and in any CRS.</source>
        <translation>Lo que vio el sensor grueso en la misma fecha, o casi: tantas bandas en el mismo orden, en cualquier cuadrícula y SRC.</translation>
    </message>
    <message>
        <source>Fine image of the second pair</source>
        <translation>Imagen fina del segundo par</translation>
    </message>
    <message>
        <source>Of another date, on the grid of the first one; at best one pair is earlier and one later than the date to predict.</source>
        <translation>De otra fecha, en la cuadrícula de la primera; lo mejor es un par anterior y otro posterior a la fecha que se predice.</translation>
    </message>
    <message>
        <source>Coarse image of the second pair</source>
        <translation>Imagen gruesa del segundo par</translation>
    </message>
    <message>
        <source>Of the date of the second fine image, on the coarse grid.</source>
        <translation>De la fecha de la segunda imagen fina, en la cuadrícula gruesa.</translation>
    </message>
    <message>
        <source>Coarse image of the date to predict</source>
        <translation>Imagen gruesa de la fecha que se predice</translation>
    </message>
    <message>
        <source>On the same coarse grid, of the date that is to be predicted.</source>
        <translation>En la misma cuadrícula gruesa, de la fecha que se predice.</translation>
    </message>
    <message>
        <source>Without it the date of the layers, their tags or names counts. Dates are needed by persistence, interpolation and timekriging, and choose the pair where a method takes one of two; others weigh pairs by what the coarse sensor saw.</source>
        <translation>Sin ella cuenta la fecha de las capas, sus etiquetas o sus nombres. Las fechas las necesitan persistence, interpolation y timekriging, y eligen el par donde un método toma uno de dos; los demás ponderan los pares por lo que vio el sensor grueso.</translation>
    </message>
    <message>
        <source>Date of the first pair</source>
        <translation>Fecha del primer par</translation>
    </message>
    <message>
        <source>Date of the second pair</source>
        <translation>Fecha del segundo par</translation>
    </message>
    <message>
        <source>Date to predict</source>
        <translation>Fecha que se predice</translation>
    </message>
    <message>
        <source>Fused image</source>
        <translation>Imagen fusionada</translation>
    </message>
    <message>
        <source>The predicted image on the grid of the first fine image; a Cloud Optimized GeoTIFF.</source>
        <translation>La imagen predicha en la cuadrícula de la primera imagen fina; un GeoTIFF optimizado para la nube (COG).</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Incertidumbre</translation>
    </message>
    <message>
        <source>1 sigma of each value in the variable's units, from the spread of what similar pixels predict and the sensors' noise. One or two pairs cannot calibrate it: a series can (fuseseries).</source>
        <translation>1 sigma de cada valor en las unidades de la variable, a partir de la dispersión de lo que predicen los píxeles similares y del ruido de los sensores. Uno o dos pares no pueden calibrarla: una serie sí (fuseseries).</translation>
    </message>
</context>
<context>
    <name>FuseSeries</name>
    <message>
        <source>Method that was used</source>
        <translation>Método que se usó</translation>
    </message>
    <message>
        <source>Fuse fine and coarse image series</source>
        <translation>Fusionar series de imágenes finas y gruesas</translation>
    </message>
    <message>
        <source>fuse,fusion,spatiotemporal,spatio-temporal,space-time,image fusion,data fusion,STARFM,ESTARFM,ubESTARFM,Fit-FC,FSDAF,blending,downscale,time series,gap filling,cloud free,daily,phenology,reflectance,NDVI,land surface temperature,LST,MODIS,VIIRS,Landsat,Sentinel-2,Sentinel-3,HLS,uncertainty,multiscale</source>
        <translation>fusionar,fusión,espaciotemporal,espacio-temporal,espacio y tiempo,fusión de imágenes,fusión de datos,STARFM,ESTARFM,ubESTARFM,Fit-FC,FSDAF,mezcla,refinar,serie temporal,rellenar huecos,sin nubes,diario,fenología,reflectancia,NDVI,temperatura de la superficie terrestre,LST,MODIS,VIIRS,Landsat,Sentinel-2,Sentinel-3,HLS,incertidumbre,multiescala</translation>
    </message>
    <message>
        <source>Predicts fine images for dates that have only coarse ones, with uncertainty, and tests them against plain baselines.</source>
        <translation>Predice imágenes finas para fechas que solo tienen gruesas, con incertidumbre, y las prueba frente a referencias simples.</translation>
    </message>
    <message>
        <source>How fine images are predicted. Auto: the method or baseline with the smallest error when fine dates are held out one after another, which takes as long as predicting these dates by every method.</source>
        <translation>Cómo se predicen las imágenes finas. Auto: el método o la referencia con el menor error cuando se apartan fechas finas una tras otra, lo que tarda tanto como predecir esas fechas con cada método.</translation>
    </message>
    <message>
        <source>There is no place for the fused images; give OUTPUT, a raster, or FOLDER, or both.</source>
        <translation>No hay lugar para las imágenes fusionadas; dé OUTPUT, un ráster, o FOLDER, o ambos.</translation>
    </message>
    <message>
        <source>Dates to predict</source>
        <translation>Fechas que se predicen</translation>
    </message>
    <message>
        <source>Days such as 2024-06-02, or intervals such as 2024-06-01/2024-06-30, of which the dates of the coarse images in them are taken, separated by commas. Every date of a coarse image without it.</source>
        <translation>Días como 2024-06-02, o intervalos como 2024-06-01/2024-06-30, de los que se toman las fechas de las imágenes gruesas que caen en ellos, separados por comas. Sin ello, cada fecha de una imagen gruesa.</translation>
    </message>
    <message>
        <source>Test against the baselines</source>
        <translation>Probar frente a las referencias</translation>
    </message>
    <message>
        <source>Holds fine dates out one after another, predicts them, and tells whether a plain baseline would be better; 1 sigma is scaled so that it holds for these. Takes the time of some more dates.</source>
        <translation>Aparta fechas finas una tras otra, las predice y dice si una referencia simple sería mejor; 1 sigma se ajusta de modo que valga para ellas. Cuesta el tiempo de algunas fechas más.</translation>
    </message>
    <message>
        <source>Load the images of the folder</source>
        <translation>Cargar las imágenes de la carpeta</translation>
    </message>
    <message>
        <source>Load the images that are written into the folder, with their dates in the layers' temporal properties, and painted as the first fine layer is.</source>
        <translation>Cargar las imágenes que se escriben en la carpeta, con sus fechas en las propiedades temporales de las capas y con el aspecto de la primera capa fina.</translation>
    </message>
    <message>
        <source>Fused images</source>
        <translation>Imágenes fusionadas</translation>
    </message>
    <message>
        <source>All dates in one raster on the grid of the fine images: of each date all bands, named by date and band. Either this or a folder is needed, or both.</source>
        <translation>Todas las fechas en un ráster en la cuadrícula de las imágenes finas: de cada fecha todas las bandas, con el nombre de la fecha y la banda. Hace falta este o una carpeta, o ambos.</translation>
    </message>
    <message>
        <source>Folder of fused images</source>
        <translation>Carpeta de imágenes fusionadas</translation>
    </message>
    <message>
        <source>A raster for each date, named fused_2024-06-02.tif, and beside it its 1 sigma where the uncertainty is asked for, too. The folder is made where it does not exist.</source>
        <translation>Un ráster para cada fecha, con el nombre fused_2024-06-02.tif, y al lado su 1 sigma si también se pide la incertidumbre. La carpeta se crea si no existe.</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Incertidumbre</translation>
    </message>
    <message>
        <source>1 sigma of the fused values in the variable's units, bands as in the fused images: from the spread of what similar pixels predict and the sensors' noise, scaled by the test on held-out dates.</source>
        <translation>1 sigma de los valores fusionados en las unidades de la variable, con las bandas de las imágenes fusionadas: a partir de la dispersión de lo que predicen los píxeles similares y del ruido de los sensores, ajustada con la prueba en fechas apartadas.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: dates with their base dates, scores beside the baselines, and findings. Needs the Python package plotly.</source>
        <translation>Una página para el navegador, que no necesita red: fechas con sus fechas base, puntuaciones junto a las referencias y hallazgos. Necesita el paquete de Python plotly.</translation>
    </message>
    <message>
        <source>Number of dates</source>
        <translation>Número de fechas</translation>
    </message>
    <message>
        <source>Images of the folder</source>
        <translation>Imágenes de la carpeta</translation>
    </message>
</context>
<context>
    <name>Fusion</name>
    <message>
        <source>Fuse in space and time</source>
        <translation>Fusión en el espacio y el tiempo</translation>
    </message>
    <message>
        <source>{masks} holds {count} rasters, and their dates are not those of {images}, which holds {number}; give one for each image in the same order, or with dates in their tags or names.</source>
        <translation>{masks} contiene {count} rásteres, y sus fechas no son las de {images}, que contiene {number}; dé uno para cada imagen en el mismo orden, o con fechas en sus etiquetas o nombres.</translation>
    </message>
    <message>
        <source>The dates of {mask} and {image} differ; give {masks} in the order of {images}, one for each.</source>
        <translation>Las fechas de {mask} e {image} difieren; dé {masks} en el orden de {images}, una para cada una.</translation>
    </message>
    <message>
        <source>Fine images</source>
        <translation>Imágenes finas</translation>
    </message>
    <message>
        <source>Dated rasters on one fine grid, such as Landsat scenes: all bands that are to be predicted, with nodata where clouds are. The date of each comes from the table of dates, from the temporal properties of its layer, from its tags, or from its name, as known products have it.</source>
        <translation>Rásteres fechados en una cuadrícula fina, como escenas de Landsat: todas las bandas que se predicen, sin datos donde hay nubes. La fecha de cada uno viene de la tabla de fechas, de las propiedades temporales de su capa, de sus etiquetas o de su nombre, como lo escriben los productos conocidos.</translation>
    </message>
    <message>
        <source>Coarse images</source>
        <translation>Imágenes gruesas</translation>
    </message>
    <message>
        <source>Dated rasters of the same variable on one coarse grid, in any CRS, such as those of MODIS: as many bands in the same order. Dates that fine images have, too, make pairs.</source>
        <translation>Rásteres fechados de la misma variable en una cuadrícula gruesa, en cualquier SRC, como los de MODIS: tantas bandas en el mismo orden. Las fechas que también tienen las imágenes finas forman pares.</translation>
    </message>
    <message>
        <source>Masks of the fine images</source>
        <translation>Máscaras de las imágenes finas</translation>
    </message>
    <message>
        <source>Rasters on the grid of the fine images, 0 or nodata where these are not to be used, as "Mask by quality flags" writes them. They belong to the images of the same days, else to those of the same place in the list. Not needed where what is cloudy is nodata in the images themselves.</source>
        <translation>Rásteres en la cuadrícula de las imágenes finas, 0 o sin datos donde estas no deben usarse, como los escribe «Enmascarar por indicadores de calidad». Pertenecen a las imágenes de los mismos días, si no a las del mismo lugar en la lista. No hacen falta donde lo nublado ya está sin datos en las propias imágenes.</translation>
    </message>
    <message>
        <source>Masks of the coarse images</source>
        <translation>Máscaras de las imágenes gruesas</translation>
    </message>
    <message>
        <source>The same for the coarse images, on their grid.</source>
        <translation>Lo mismo para las imágenes gruesas, en su cuadrícula.</translation>
    </message>
    <message>
        <source>No rasters are given; choose some as {name}.</source>
        <translation>No se dan rásteres; elija algunos como {name}.</translation>
    </message>
    <message>
        <source>{name} holds {text}; the first day of an interval must not be after the last.</source>
        <translation>{name} contiene {text}; el primer día de un intervalo no debe ser posterior al último.</translation>
    </message>
    <message>
        <source>{name} holds {text}, which is no date; write days such as 2024-06-02, or intervals such as 2024-06-01/2024-06-30, separated by commas.</source>
        <translation>{name} contiene {text}, que no es una fecha; escriba días como 2024-06-02, o intervalos como 2024-06-01/2024-06-30, separados por comas.</translation>
    </message>
    <message>
        <source>No image lies in {interval}; choose other {name}.</source>
        <translation>Ninguna imagen cae en {interval}; elija otras {name}.</translation>
    </message>
    <message>
        <source>{name} is {window:g} m and a fine pixel {pixel:.3g} m: similar pixels are sought in the pixel itself and its direct neighbours alone; choose a larger {name}.</source>
        <translation>{name} es {window:g} m y un píxel fino {pixel:.3g} m: solo se buscan píxeles similares en el propio píxel y sus vecinos directos; elija {name} mayor.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>{auto} Starfm: adds the coarse change, weighted over similar pixels. Estarfm: the same with a rate of change for each pixel, from two pairs. Ubestarfm: estarfm without local bias, for temperatures. Fitfc: local regression of the coarse images, filtered over similar pixels, with its residual. Fsdaf: changes of classes with a thin-plate spline. Timekriging: kriging in time of all fine images, and of what the coarse ones tell beside them. To compare with: persistence (the nearest fine image), difference (plus the coarse change), ratio (times the coarse ratio), interpolation (linear in time).</source>
        <translation>{auto} Starfm: suma el cambio grueso, ponderado sobre píxeles similares. Estarfm: lo mismo con un ritmo de cambio para cada píxel, a partir de dos pares. Ubestarfm: estarfm sin sesgo local, para temperaturas. Fitfc: regresión local de las imágenes gruesas, filtrada sobre píxeles similares, con su residuo. Fsdaf: cambios de clases con una spline de placa delgada. Timekriging: kriging en el tiempo de todas las imágenes finas, y de lo que las gruesas dicen además. Para comparar: persistence (la imagen fina más cercana), difference (más el cambio grueso), ratio (por la razón gruesa), interpolation (lineal en el tiempo).</translation>
    </message>
    <message>
        <source>Window (m)</source>
        <translation>Ventana (m)</translation>
    </message>
    <message>
        <source>The side of the square on the ground in which similar pixels are sought around each pixel: 1500 m are 51 pixels of 30 m. Two or three coarse pixels should fit in.</source>
        <translation>El lado del cuadrado en el terreno en el que se buscan píxeles similares alrededor de cada píxel: 1500 m son 51 píxeles de 30 m. Deben caber dos o tres píxeles gruesos.</translation>
    </message>
    <message>
        <source>Number of classes</source>
        <translation>Número de clases</translation>
    </message>
    <message>
        <source>How many kinds of land cover there are, roughly: pixels are similar that differ by at most twice the standard deviation over this number, and fsdaf makes so many classes. Left out, it is 40 for starfm and 4 for estarfm, ubestarfm and fsdaf, as their authors have it.</source>
        <translation>Cuántos tipos de cobertura hay, aproximadamente: son similares los píxeles que difieren como mucho en el doble de la desviación típica dividida por este número, y fsdaf forma tantas clases. Si se omite, son 40 para starfm y 4 para estarfm, ubestarfm y fsdaf, como lo tienen sus autores.</translation>
    </message>
    <message>
        <source>Number of similar pixels</source>
        <translation>Número de píxeles similares</translation>
    </message>
    <message>
        <source>For fitfc and fsdaf: the weighted mean is taken over this many of the most similar pixels.</source>
        <translation>Para fitfc y fsdaf: la media ponderada se toma sobre este número de los píxeles más similares.</translation>
    </message>
    <message>
        <source>1 sigma of its noise in the variable's units: a number for all bands, or one for each, separated by commas. Without it: 0.005 of reflectance, 1 K of temperature, else 2 % of the standard deviation of its own image.</source>
        <translation>1 sigma de su ruido en las unidades de la variable: un número para todas las bandas, o uno para cada una, separados por comas. Sin él: 0,005 de reflectancia, 1 K de temperatura, si no el 2 % de la desviación estándar de su propia imagen.</translation>
    </message>
    <message>
        <source>{noise} With a bias correction it is the noise of the corrected values, in the fine images' units.</source>
        <translation>{noise} Con una corrección del sesgo es el ruido de los valores corregidos, en las unidades de las imágenes finas.</translation>
    </message>
    <message>
        <source>Noise of the fine sensor</source>
        <translation>Ruido del sensor fino</translation>
    </message>
    <message>
        <source>Noise of the coarse sensor</source>
        <translation>Ruido del sensor grueso</translation>
    </message>
    <message>
        <source>Bias correction</source>
        <translation>Corrección del sesgo</translation>
    </message>
    <message>
        <source>Brings the coarse sensor to the scale of the fine one first, band by band, as fitted on the dates that both have: by a gain and an offset, which is the best linear prediction of the fine value, or quantile by quantile. Needed where their units or scales differ.</source>
        <translation>Lleva antes el sensor grueso a la escala del fino, banda a banda, según el ajuste en las fechas que tienen ambos: con una ganancia y un desplazamiento, que es la mejor predicción lineal del valor fino, o cuantil a cuantil. Hace falta donde sus unidades o escalas difieren.</translation>
    </message>
    <message>
        <source>Physical limits</source>
        <translation>Límites físicos</translation>
    </message>
    <message>
        <source>The least and the greatest value that can be, separated by a comma, such as 0,1; one of them may be left out: 0, has no upper limit. Predictions beyond are set to the limit, and counted.</source>
        <translation>El menor y el mayor valor posibles, separados por una coma, como 0,1; uno de ellos puede faltar: 0, no tiene límite superior. Las predicciones que los rebasan se ponen en el límite, y se cuentan.</translation>
    </message>
    <message>
        <source>Base pairs</source>
        <translation>Pares base</translation>
    </message>
    <message>
        <source>Which dates with a fine image a prediction rests on. Bracketing: the last one before and the first one after. Nearest: those nearest in time. Best: those whose coarse images are most alike to that of the date, by their correlation and their distance in time.</source>
        <translation>En qué fechas con imagen fina se apoya una predicción. Bracketing: la última antes y la primera después. Nearest: las más cercanas en el tiempo. Best: aquellas cuyas imágenes gruesas más se parecen a la de la fecha, por su correlación y su distancia en el tiempo.</translation>
    </message>
    <message>
        <source>Largest gap (days)</source>
        <translation>Intervalo máximo (días)</translation>
    </message>
    <message>
        <source>Base dates farther away in time than this are not used, and dates without any other are skipped. No limit without it.</source>
        <translation>Las fechas base más alejadas en el tiempo no se usan, y las fechas que no tienen otra se omiten. Sin él no hay límite.</translation>
    </message>
    <message>
        <source>Bands of the fine images</source>
        <translation>Bandas de las imágenes finas</translation>
    </message>
    <message>
        <source>Numbers of the bands to predict, separated by commas. All of them without it.</source>
        <translation>Números de las bandas que se predicen, separados por comas. Sin ello, todas.</translation>
    </message>
    <message>
        <source>Bands of the coarse images</source>
        <translation>Bandas de las imágenes gruesas</translation>
    </message>
    <message>
        <source>Numbers of the coarse bands that see the same as the fine ones, in the same order. All of them without it.</source>
        <translation>Números de las bandas gruesas que ven lo mismo que las finas, en el mismo orden. Sin ello, todas.</translation>
    </message>
    <message>
        <source>{name} must be numbers separated by commas, not {text}.</source>
        <translation>{name} debe ser números separados por comas, no {text}.</translation>
    </message>
</context>
<context>
    <name>FusionDock</name>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Cuadrícula</translation>
    </message>
    <message>
        <source>Approach</source>
        <translation>Enfoque</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Mirar</translation>
    </message>
    <message>
        <source>Blockers: {blockers}. Warnings: {warnings}. Remarks: {remarks}.</source>
        <translation>Bloqueos: {blockers}. Advertencias: {warnings}. Observaciones: {remarks}.</translation>
    </message>
</context>
<context>
    <name>GridPanel</name>
    <message>
        <source>Extent</source>
        <translation>Extensión</translation>
    </message>
    <message>
        <source>Use Map View</source>
        <translation>Usar vista del mapa</translation>
    </message>
    <message>
        <source>Draw on Map</source>
        <translation>Dibujar en el mapa</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>Take over what the map shows now; it does not follow the map afterwards.</source>
        <translation>Toma lo que el mapa muestra ahora; después no sigue al mapa.</translation>
    </message>
    <message>
        <source>Drag a rectangle on the map; Escape gives up.</source>
        <translation>Arrastre un rectángulo en el mapa; Escape abandona.</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>Celdas</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Cuadrícula</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Producto</translation>
    </message>
    <message>
        <source>CRS</source>
        <translation>SRC</translation>
    </message>
    <message>
        <source>Cell size</source>
        <translation>Tamaño de celda</translation>
    </message>
    <message>
        <source>Not set</source>
        <translation>Sin indicar</translation>
    </message>
    <message>
        <source>Choose a layer</source>
        <translation>Elija una capa</translation>
    </message>
    <message>
        <source>Finding the grid's place on the map</source>
        <translation>Buscando el lugar de la cuadrícula en el mapa</translation>
    </message>
    <message>
        <source>Working out the common grid</source>
        <translation>Calculando la cuadrícula común</translation>
    </message>
    <message>
        <source>Target Grid</source>
        <translation>Cuadrícula de destino</translation>
    </message>
    <message>
        <source>Target grid</source>
        <translation>Cuadrícula de destino</translation>
    </message>
    <message>
        <source>Show grid on map</source>
        <translation>Mostrar la cuadrícula en el mapa</translation>
    </message>
    <message>
        <source>Draws the outline of the grid, and where they are large enough its cells and the pixels of the layers in use, as long as this page is open.</source>
        <translation>Dibuja el contorno de la cuadrícula y, donde son bastante grandes, sus celdas y los píxeles de las capas en uso, mientras esta página está abierta.</translation>
    </message>
    <message>
        <source>Grids of finer layers that are not shown: {count}</source>
        <translation>Cuadrículas de capas más finas que no se muestran: {count}</translation>
    </message>
    <message>
        <source>As the approach suggests</source>
        <translation>La que sugiere el enfoque</translation>
    </message>
    <message>
        <source>That of a layer</source>
        <translation>La de una capa</translation>
    </message>
    <message>
        <source>That of a data product</source>
        <translation>La de un producto de datos</translation>
    </message>
    <message>
        <source>By CRS and cell size</source>
        <translation>Por SRC y tamaño de celda</translation>
    </message>
    <message>
        <source>That of the coarse layer</source>
        <translation>La de la capa gruesa</translation>
    </message>
    <message>
        <source>That of all layers in use</source>
        <translation>La de todas las capas en uso</translation>
    </message>
    <message>
        <source>Map view</source>
        <translation>Vista del mapa</translation>
    </message>
    <message>
        <source>Drawn on the map</source>
        <translation>Dibujada en el mapa</translation>
    </message>
    <message>
        <source>MODIS and VIIRS land, 1 km</source>
        <translation>MODIS y VIIRS terrestres, 1 km</translation>
    </message>
    <message>
        <source>MODIS and VIIRS land, 500 m</source>
        <translation>MODIS y VIIRS terrestres, 500 m</translation>
    </message>
    <message>
        <source>MODIS land, 250 m</source>
        <translation>MODIS terrestre, 250 m</translation>
    </message>
    <message>
        <source>SMAP, EASE-Grid 2.0, 36 km</source>
        <translation>SMAP, EASE-Grid 2.0, 36 km</translation>
    </message>
    <message>
        <source>SMAP, EASE-Grid 2.0, 9 km</source>
        <translation>SMAP, EASE-Grid 2.0, 9 km</translation>
    </message>
    <message>
        <source>HLS and Sentinel-2 tiles, UTM, 30 m</source>
        <translation>Teselas de HLS y Sentinel-2, UTM, 30 m</translation>
    </message>
    <message>
        <source>Longitude and latitude, 0.05 degree</source>
        <translation>Longitud y latitud, 0,05 grados</translation>
    </message>
    <message>
        <source>Longitude and latitude, 0.1 degree</source>
        <translation>Longitud y latitud, 0,1 grados</translation>
    </message>
    <message>
        <source>Longitude and latitude, 0.25 degree</source>
        <translation>Longitud y latitud, 0,25 grados</translation>
    </message>
    <message>
        <source>Points are sampled in the pixels of each raster as they are: approach C needs no common grid.</source>
        <translation>Los puntos se muestrean en los píxeles de cada ráster tal como son: el enfoque C no necesita una cuadrícula común.</translation>
    </message>
    <message>
        <source>Cells are copied from the layer: CRS, size and origin. The extent is cut out of them in whole cells, and the grid ends where the layer does.</source>
        <translation>Las celdas se copian de la capa: SRC, tamaño y origen. La extensión se recorta de ellas en celdas enteras, y la cuadrícula termina donde la capa.</translation>
    </message>
    <message>
        <source>Cells are those of the product's own grid. The extent is widened to whole cells, as far as that grid goes.</source>
        <translation>Las celdas son las de la propia cuadrícula del producto. La extensión se amplía a celdas enteras, hasta donde llega esa cuadrícula.</translation>
    </message>
    <message>
        <source>Cells are square and counted from the origin of the CRS. The extent is widened to whole cells; one of a whole number of cells is taken as it is.</source>
        <translation>Las celdas son cuadradas y se cuentan desde el origen del SRC. La extensión se amplía a celdas enteras; la que tiene un número entero de celdas se toma tal cual.</translation>
    </message>
    <message>
        <source>Approach A takes the grid of the coarsest layer, B that of the finest covariate, C none.</source>
        <translation>El enfoque A toma la cuadrícula de la capa más gruesa, B la de la covariable más fina, C ninguna.</translation>
    </message>
    <message>
        <source>The pixels of {layer}, the coarsest layer in use, are the cells. The extent is cut out of them in whole cells, and the grid ends where the layer does.</source>
        <translation>Los píxeles de {layer}, la capa más gruesa en uso, son las celdas. La extensión se recorta de ellos en celdas enteras, y la cuadrícula termina donde la capa.</translation>
    </message>
    <message>
        <source>The pixels of {layer}, the finest covariate, are the cells. The extent is cut out of them in whole cells, and the grid ends where the layer does.</source>
        <translation>Los píxeles de {layer}, la covariable más fina, son las celdas. La extensión se recorta de ellos en celdas enteras, y la cuadrícula termina donde la capa.</translation>
    </message>
    <message>
        <source>Margin of a coarse pixel</source>
        <translation>Margen de un píxel grueso</translation>
    </message>
    <message>
        <source>Margin of a coarse pixel ({size})</source>
        <translation>Margen de un píxel grueso ({size})</translation>
    </message>
    <message>
        <source>On all sides of the extent, as far as a copied grid goes. Coarse values at the edge also stem from ground beyond it.</source>
        <translation>En todos los lados de la extensión, hasta donde llega una cuadrícula copiada. Los valores gruesos del borde proceden también de terreno más allá de él.</translation>
    </message>
    <message>
        <source>The grid is copied in full and ends where its layer does; give an extent to add a margin to it.</source>
        <translation>La cuadrícula se copia entera y termina donde su capa; indique una extensión para añadirle un margen.</translation>
    </message>
    <message>
        <source>x {west} to {east}, y {south} to {north} ({crs})</source>
        <translation>x de {west} a {east}, y de {south} a {north} ({crs})</translation>
    </message>
    <message>
        <source>No approach is chosen, and none recommended yet.</source>
        <translation>No se ha elegido ningún enfoque, ni se recomienda aún ninguno.</translation>
    </message>
    <message>
        <source>{rows} rows x {columns} columns = {cells} cells</source>
        <translation>{rows} filas x {columns} columnas = {cells} celdas</translation>
    </message>
    <message>
        <source>CRS {crs}</source>
        <translation>SRC {crs}</translation>
    </message>
    <message>
        <source>From the throughput that the plugin's benchmark documents, on two cores of an AMD EPYC: a run here may take a few times as long or as short.</source>
        <translation>Según el rendimiento que documenta la prueba comparativa del complemento, en dos núcleos de un AMD EPYC: aquí una ejecución puede tardar varias veces más o menos.</translation>
    </message>
    <message>
        <source>Pixels of {layer}</source>
        <translation>Píxeles de {layer}</translation>
    </message>
    <message>
        <source>Pixels of {layer} and {count} more</source>
        <translation>Píxeles de {layer} y {count} más</translation>
    </message>
    <message>
        <source>{grid} (not in this view)</source>
        <translation>{grid} (fuera de esta vista)</translation>
    </message>
    <message>
        <source>Target grid, outline (for its cells, zoom in by a factor of {factor})</source>
        <translation>Cuadrícula de destino, contorno (para sus celdas, acerque el mapa {factor} veces)</translation>
    </message>
    <message>
        <source>{grid} (zoom in by a factor of {factor})</source>
        <translation>{grid} (acerque el mapa {factor} veces)</translation>
    </message>
    <message>
        <source>Cells of {size}</source>
        <translation>Celdas de {size}</translation>
    </message>
    <message>
        <source>Cells of {size}, on the ground {ground}</source>
        <translation>Celdas de {size}, en el terreno {ground}</translation>
    </message>
    <message>
        <source>Output of {size} before compression, and more where classes become a band each</source>
        <translation>Salida de {size} antes de comprimir, y más donde cada clase se convierte en una banda</translation>
    </message>
    <message>
        <source>Output of {size} before compression</source>
        <translation>Salida de {size} antes de comprimir</translation>
    </message>
    <message>
        <source>The run takes {time}</source>
        <translation>La ejecución tarda {time}</translation>
    </message>
</context>
<context>
    <name>JoinLayers</name>
    <message>
        <source>Join layers on a common grid</source>
        <translation>Unir capas en una cuadrícula común</translation>
    </message>
    <message>
        <source>join,stack,merge bands,combine,align,align rasters,common grid,collocate,harmonize,resample,multi-sensor,data cube,correlation,correlation matrix,scatter plot,report,land cover fractions,NDVI,LST,MODIS,ECOSTRESS,HLS,SMAP,Landsat,Sentinel,multiscale</source>
        <translation>unir,apilar,combinar bandas,combinar,alinear,alinear rásteres,cuadrícula común,colocalizar,armonizar,remuestrear,multisensor,cubo de datos,correlación,matriz de correlación,diagrama de dispersión,informe,fracciones de cobertura del suelo,NDVI,LST,temperatura de la superficie terrestre,MODIS,ECOSTRESS,HLS,SMAP,Landsat,Sentinel,multiescala</translation>
    </message>
    <message>
        <source>Brings layers of any resolution to one grid, each by its own support, and correlates them.</source>
        <translation>Lleva capas de cualquier resolución a una misma cuadrícula, cada una según su propio soporte, y las correlaciona.</translation>
    </message>
    <message>
        <source>Names of the bands</source>
        <translation>Nombres de las bandas</translation>
    </message>
    <message>
        <source>No layer is given; choose some as INPUTS.</source>
        <translation>No se ha indicado ninguna capa; elija algunas como INPUTS.</translation>
    </message>
    <message>
        <source>Layers to join</source>
        <translation>Capas que se unen</translation>
    </message>
    <message>
        <source>Rasters of any CRS, resolution and kind: files that GDAL reads, on regular grids with a CRS. All of their bands become bands of the stack, in this order.</source>
        <translation>Rásteres de cualquier SRC, resolución y tipo: archivos que GDAL pueda leer, en cuadrículas regulares con SRC. Todas sus bandas pasan a ser bandas de la pila, en este orden.</translation>
    </message>
    <message>
        <source>Variable kinds</source>
        <translation>Tipos de variable</translation>
    </message>
    <message>
        <source>The kind of each layer, in their order, separated by commas, such as auto, categorical, radiative. Kinds: intensive (averages), extensive (adds up), categorical, circular, decibel, ratio, radiative, nonlinear, auto. Without a choice all are auto: the log says what was picked and why.</source>
        <translation>El tipo de cada capa, en su orden, separados por comas, como auto, categorical, radiative. Tipos: intensive (se promedia), extensive (se suma), categorical, circular, decibel, ratio, radiative, nonlinear, auto. Si no se elige ninguno, todos son auto: el registro dice qué se eligió y por qué.</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Estadísticos</translation>
    </message>
    <message>
        <source>The statistic of each layer, in their order, separated by commas, such as auto, max, mode. Statistics: mean, sum, min, max, std, count, mode, fractions, median, auto. Auto, also without a choice, is the usual one of the kind, of classes the statistic for classes. One that a kind does not have stops the run.</source>
        <translation>El estadístico de cada capa, en su orden, separados por comas, como auto, max, mode. Estadísticos: mean, sum, min, max, std, count, mode, fractions, median, auto. Auto, también sin elección, es el habitual del tipo, y de las clases el estadístico para clases. Uno que un tipo no tiene detiene la ejecución.</translation>
    </message>
    <message>
        <source>Statistic for classes</source>
        <translation>Estadístico para las clases</translation>
    </message>
    <message>
        <source>What becomes of layers of classes. Fractions: a band for each class, its share of the cell. Mode: the class of the largest area.</source>
        <translation>Qué se hace de las capas de clases. Fractions: una banda para cada clase, su parte de la celda. Mode: la clase de mayor área.</translation>
    </message>
    <message>
        <source>Stack</source>
        <translation>Pila</translation>
    </message>
    <message>
        <source>All layers on the target grid, a Cloud Optimized GeoTIFF with named bands. How it was made stands in its metadata and in a JSON file beside it.</source>
        <translation>Todas las capas en la cuadrícula de destino, un GeoTIFF optimizado para la nube (COG) con bandas con nombre. Cómo se hizo consta en sus metadatos y en un archivo JSON que lo acompaña.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages</source>
        <translation>Páginas HTML</translation>
    </message>
    <message>
        <source>A page for the browser, which needs no network: statistics of each band, correlations, scatter plots, maps side by side and findings. Its tables are written beside it as CSV files.</source>
        <translation>Una página para el navegador, que no necesita red: estadísticas de cada banda, correlaciones, diagramas de dispersión, mapas uno al lado del otro y hallazgos. Sus tablas se escriben junto a ella como archivos CSV.</translation>
    </message>
    <message>
        <source>{name} knows no kind {unknown}; each must be one of {known}.</source>
        <translation>{name} no conoce el tipo {unknown}; cada uno debe ser uno de {known}.</translation>
    </message>
    <message>
        <source>{name} must hold one kind for each layer, auto where it is to be found out; there are {count} in INPUTS, and it holds {given}.</source>
        <translation>{name} debe contener un tipo para cada capa, auto donde haya que averiguarlo; hay {count} en INPUTS, y contiene {given}.</translation>
    </message>
</context>
<context>
    <name>LayerAdder</name>
    <message>
        <source>Adding layers</source>
        <translation>Añadiendo capas</translation>
    </message>
    <message>
        <source>The files could not be added; the log messages (tab Multiscale Fusion) tell why.</source>
        <translation>No se pudieron añadir los archivos; los mensajes de registro (pestaña Multiscale Fusion) dicen por qué.</translation>
    </message>
    <message>
        <source>{path} holds no raster, points or polygons that QGIS can read; choose another file.</source>
        <translation>{path} no contiene rásteres, puntos ni polígonos que QGIS pueda leer; elija otro archivo.</translation>
    </message>
    <message>
        <source>{path} cannot be opened; check the file.</source>
        <translation>{path} no se puede abrir; revise el archivo.</translation>
    </message>
</context>
<context>
    <name>LayerReading</name>
    <message>
        <source>"{layer}" has no coordinate reference system; assign one in its properties.</source>
        <translation>«{layer}» no tiene sistema de referencia de coordenadas; asígnele uno en sus propiedades.</translation>
    </message>
    <message>
        <source>"{layer}" holds no features; choose another layer.</source>
        <translation>«{layer}» no contiene objetos espaciales; elija otra capa.</translation>
    </message>
    <message>
        <source>"{layer}" cannot be read from {source}; repair its data source.</source>
        <translation>«{layer}» no se puede leer de {source}; repare su fuente de datos.</translation>
    </message>
</context>
<context>
    <name>LayersModel</name>
    <message>
        <source>Use {layer}</source>
        <translation>Usar {layer}</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>Fina</translation>
    </message>
    <message>
        <source>Coarse</source>
        <translation>Gruesa</translation>
    </message>
    <message>
        <source>Covariate</source>
        <translation>Covariable</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Usar</translation>
    </message>
    <message>
        <source>Does the layer take part in the run?</source>
        <translation>¿Participa la capa en la ejecución?</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>The layer in the project.</source>
        <translation>La capa en el proyecto.</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Papel</translation>
    </message>
    <message>
        <source>What the layer is used for. Suggested from its pixels and its product until you choose.</source>
        <translation>Para qué se usa la capa. Se sugiere según sus píxeles y su producto hasta que usted elija.</translation>
    </message>
    <message>
        <source>Variable kind</source>
        <translation>Tipo de variable</translation>
    </message>
    <message>
        <source>What the values mean, and so how they may be averaged. Detected until you choose.</source>
        <translation>Qué significan los valores y, por tanto, cómo se pueden promediar. Se detecta hasta que usted elija.</translation>
    </message>
    <message>
        <source>CRS</source>
        <translation>SRC</translation>
    </message>
    <message>
        <source>Coordinate reference system.</source>
        <translation>Sistema de referencia de coordenadas.</translation>
    </message>
    <message>
        <source>Pixel (m)</source>
        <translation>Píxel (m)</translation>
    </message>
    <message>
        <source>Size of a pixel on the ground, in metres.</source>
        <translation>Tamaño de un píxel sobre el terreno, en metros.</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Fecha</translation>
    </message>
    <message>
        <source>When it was observed: by the layer's temporal properties, the file's tags or its name.</source>
        <translation>Cuándo se observó: según las propiedades temporales de la capa, las etiquetas del archivo o su nombre.</translation>
    </message>
    <message>
        <source>Nodata</source>
        <translation>Sin datos</translation>
    </message>
    <message>
        <source>Share of missing pixels, of a sample of the first band.</source>
        <translation>Proporción de píxeles ausentes, en una muestra de la primera banda.</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>leyéndose</translation>
    </message>
    <message>
        <source>{kind} (detected)</source>
        <translation>{kind} (detectado)</translation>
    </message>
    <message>
        <source>{kind} (detected, unsure)</source>
        <translation>{kind} (detectado, sin certeza)</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>no se puede usar</translation>
    </message>
    <message>
        <source>Automatic ({kind})</source>
        <translation>Automático ({kind})</translation>
    </message>
    <message>
        <source>Chosen: {kind}, {meaning}.</source>
        <translation>Elegido: {kind}, {meaning}.</translation>
    </message>
    <message>
        <source>Detected: {kind}, {meaning}. Evidence: {evidence}.</source>
        <translation>Detectado: {kind}, {meaning}. Indicios: {evidence}.</translation>
    </message>
    <message>
        <source>Detected, but unsure: {kind}, {meaning}. Evidence: {evidence}. Choose the kind if it is another one.</source>
        <translation>Detectado, pero sin certeza: {kind}, {meaning}. Indicios: {evidence}. Elija el tipo si es otro.</translation>
    </message>
    <message>
        <source>{count} features</source>
        <translation>{count} objetos espaciales</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{columns} × {rows} pixels, bands: {bands}</source>
        <translation>{columns} × {rows} píxeles, bandas: {bands}</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Add Files to the Project</source>
        <translation>Añadir archivos al proyecto</translation>
    </message>
    <message>
        <source>Filter layers</source>
        <translation>Filtrar capas</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Capas</translation>
    </message>
    <message>
        <source>Space uses the selected layers or not, F2 changes role or variable kind.</source>
        <translation>Espacio usa o deja de usar las capas seleccionadas, F2 cambia el papel o el tipo de variable.</translation>
    </message>
    <message>
        <source>About the layer</source>
        <translation>Sobre la capa</translation>
    </message>
    <message>
        <source>Add File…</source>
        <translation>Añadir archivo…</translation>
    </message>
    <message>
        <source>Add rasters or points to the project and use them.</source>
        <translation>Añade rásteres o puntos al proyecto y los usa.</translation>
    </message>
    <message>
        <source>Use Selected</source>
        <translation>Usar las seleccionadas</translation>
    </message>
    <message>
        <source>Use the layers of the selected rows too.</source>
        <translation>Usa también las capas de las filas seleccionadas.</translation>
    </message>
    <message>
        <source>Use None</source>
        <translation>No usar ninguna</translation>
    </message>
    <message>
        <source>Leave all layers out.</source>
        <translation>Deja fuera todas las capas.</translation>
    </message>
    <message>
        <source>Only rasters and layers of points or polygons can be used; the others were left out.</source>
        <translation>Solo se pueden usar rásteres y capas de puntos o polígonos; las demás se dejaron fuera.</translation>
    </message>
    <message>
        <source>The project holds no raster and no points yet. Add files, or drop them here.</source>
        <translation>El proyecto aún no contiene rásteres ni puntos. Añada archivos o suéltelos aquí.</translation>
    </message>
    <message>
        <source>Layers in use: {used} of {count}.</source>
        <translation>Capas en uso: {used} de {count}.</translation>
    </message>
    <message>
        <source>Shown: {shown}.</source>
        <translation>Mostradas: {shown}.</translation>
    </message>
</context>
<context>
    <name>LegalChoices</name>
    <message>
        <source>Layers are not joined by it; choose another statistic.</source>
        <translation>Las capas no se unen con él; elija otro estadístico.</translation>
    </message>
    <message>
        <source>Automatic ({statistic})</source>
        <translation>Automático ({statistic})</translation>
    </message>
    <message>
        <source>Greyed: {choices}. {reason}</source>
        <translation>En gris: {choices}. {reason}</translation>
    </message>
    <message>
        <source>It is left out for {layers}, whose values do not have it.</source>
        <translation>Se omite para {layers}, cuyos valores no lo tienen.</translation>
    </message>
    <message>
        <source>Its values are not all whole numbers, and codes of classes are.</source>
        <translation>Sus valores no son todos números enteros, y los códigos de clases lo son.</translation>
    </message>
    <message>
        <source>It is for points, and the layer has polygons.</source>
        <translation>Es para puntos, y la capa tiene polígonos.</translation>
    </message>
    <message>
        <source>It is for polygons, and the layer has points.</source>
        <translation>Es para polígonos, y la capa tiene puntos.</translation>
    </message>
    <message>
        <source>{layer}: {problem}</source>
        <translation>{layer}: {problem}</translation>
    </message>
    <message>
        <source>It needs the fields length and azimuth of the points; the dialog that Advanced opens takes fields of other names.</source>
        <translation>Necesita los campos length y azimuth de los puntos; el diálogo que abre Avanzado admite campos de otros nombres.</translation>
    </message>
    <message>
        <source>It needs the diameter of the footprints, which the points have no field of: give it.</source>
        <translation>Necesita el diámetro de las huellas, para el que los puntos no tienen campo: indíquelo.</translation>
    </message>
    <message>
        <source>It needs one NDVI among the covariates: the only band, or the only one named NDVI.</source>
        <translation>Necesita un NDVI entre las covariables: la única banda, o la única llamada NDVI.</translation>
    </message>
</context>
<context>
    <name>LogDialog</name>
    <message>
        <source>Log of the Run</source>
        <translation>Registro de la ejecución</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>Registro de la ejecución</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>LookPanel</name>
    <message>
        <source>Comparing layers</source>
        <translation>Comparando capas</translation>
    </message>
    <message>
        <source>Looking beneath a cell</source>
        <translation>Mirando bajo una celda</translation>
    </message>
    <message>
        <source>Choose two raster layers to compare them.</source>
        <translation>Elija dos capas ráster para compararlas.</translation>
    </message>
    <message>
        <source>Draw a rectangle on the map.</source>
        <translation>Dibuje un rectángulo en el mapa.</translation>
    </message>
    <message>
        <source>The map has no CRS; set one in the project's properties.</source>
        <translation>El mapa no tiene SRC; indíquelo en las propiedades del proyecto.</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>Celdas</translation>
    </message>
    <message>
        <source>Pick a cell of the common grid, or a footprint, to see the pixels beneath it.</source>
        <translation>Elija una celda de la cuadrícula común, o una huella, para ver los píxeles que hay debajo.</translation>
    </message>
    <message>
        <source>Layer on the horizontal axis</source>
        <translation>Capa en el eje horizontal</translation>
    </message>
    <message>
        <source>Layer on the vertical axis</source>
        <translation>Capa en el eje vertical</translation>
    </message>
    <message>
        <source>Band on the horizontal axis</source>
        <translation>Banda en el eje horizontal</translation>
    </message>
    <message>
        <source>Band on the vertical axis</source>
        <translation>Banda en el eje vertical</translation>
    </message>
    <message>
        <source>Swap the two layers</source>
        <translation>Intercambiar las dos capas</translation>
    </message>
    <message>
        <source>Map view</source>
        <translation>Vista del mapa</translation>
    </message>
    <message>
        <source>Drawn rectangle</source>
        <translation>Rectángulo dibujado</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Dibujar</translation>
    </message>
    <message>
        <source>Draw a rectangle on the map</source>
        <translation>Dibujar un rectángulo en el mapa</translation>
    </message>
    <message>
        <source>Horizontal</source>
        <translation>Horizontal</translation>
    </message>
    <message>
        <source>Vertical</source>
        <translation>Vertical</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Detener la comparación</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>Diagrama de dispersión</translation>
    </message>
    <message>
        <source>Drag a rectangle to see its cells on the map. By keyboard: arrow keys, with Shift to change the size, Escape to clear.</source>
        <translation>Arrastre un rectángulo para ver sus celdas en el mapa. Con el teclado: las flechas, con Mayús para cambiar el tamaño, Escape para borrarlo.</translation>
    </message>
    <message>
        <source>Histogram of the horizontal layer</source>
        <translation>Histograma de la capa horizontal</translation>
    </message>
    <message>
        <source>Histogram of the vertical layer</source>
        <translation>Histograma de la capa vertical</translation>
    </message>
    <message>
        <source>Comparison in words</source>
        <translation>La comparación en palabras</translation>
    </message>
    <message>
        <source>Selected or hovered cells</source>
        <translation>Celdas seleccionadas o bajo el ratón</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>Dispersión</translation>
    </message>
    <message>
        <source>Histograms</source>
        <translation>Histogramas</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>Celda</translation>
    </message>
    <message>
        <source>Pick on Map</source>
        <translation>Elegir en el mapa</translation>
    </message>
    <message>
        <source>Click a cell or footprint on the map</source>
        <translation>Haga clic en una celda o huella del mapa</translation>
    </message>
    <message>
        <source>Map Centre</source>
        <translation>Centro del mapa</translation>
    </message>
    <message>
        <source>Look at the cell or footprint in the centre of the map</source>
        <translation>Mirar la celda o huella del centro del mapa</translation>
    </message>
    <message>
        <source>Pixels of</source>
        <translation>Píxeles de</translation>
    </message>
    <message>
        <source>{count:,} cells of {side} on the grid of {grid}.</source>
        <translation>{count:,} celdas de {side} en la cuadrícula de {grid}.</translation>
    </message>
    <message>
        <source>{count:,} cells of {side} on the common grid.</source>
        <translation>{count:,} celdas de {side} en la cuadrícula común.</translation>
    </message>
    <message>
        <source>The area holds {wanted:,} cells, of which those in its middle are shown.</source>
        <translation>La zona contiene {wanted:,} celdas, de las que se muestran las del centro.</translation>
    </message>
    <message>
        <source>Codes of classes and directions are no amounts: no correlation, line or error is told.</source>
        <translation>Los códigos de clases y las direcciones no son cantidades: no se dan correlación, recta ni error.</translation>
    </message>
    <message>
        <source>Both have the same class in {percent:.3g} % of the cells.</source>
        <translation>Ambas tienen la misma clase en el {percent:.3g} % de las celdas.</translation>
    </message>
    <message>
        <source>r = {r}.</source>
        <translation>r = {r}.</translation>
    </message>
    <message>
        <source>Solid line: y = {line}.</source>
        <translation>Línea continua: y = {line}.</translation>
    </message>
    <message>
        <source>Dashed line: y = x. Bias (y - x) = {bias}, RMSE = {rmse}{unit}.</source>
        <translation>Línea discontinua: y = x. Sesgo (y - x) = {bias}, RMSE = {rmse}{unit}.</translation>
    </message>
    <message>
        <source>Neither layer declares a unit.</source>
        <translation>Ninguna de las dos capas declara una unidad.</translation>
    </message>
    <message>
        <source>Cells selected: {count:,}.</source>
        <translation>Celdas seleccionadas: {count:,}.</translation>
    </message>
    <message>
        <source>Row {row}, column {column}: {first} {across}, {second} {up}.</source>
        <translation>Fila {row}, columna {column}: {first} {across}, {second} {up}.</translation>
    </message>
    <message>
        <source>{layer}: from {low} to {high}, mean {mean}, standard deviation {std}.</source>
        <translation>{layer}: de {low} a {high}, media {mean}, desviación estándar {std}.</translation>
    </message>
</context>
<context>
    <name>MaskQuality</name>
    <message>
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <source>Kind of quality layer that was used</source>
        <translation>Tipo de capa de calidad que se usó</translation>
    </message>
    <message>
        <source>No raster is given as {name}; choose one.</source>
        <translation>No se da ningún ráster como {name}; elija uno.</translation>
    </message>
    <message>
        <source>Mask by quality flags</source>
        <translation>Enmascarar por indicadores de calidad</translation>
    </message>
    <message>
        <source>mask,quality,QA,QC,flags,bits,bitmask,cloud,cloud mask,shadow,cirrus,snow,aerosol,Fmask,QA_PIXEL,QA_RADSAT,SCL,scene classification,pixel reliability,confidence,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,Sentinel,filter,screen,dilate,buffer,nodata</source>
        <translation>máscara,calidad,QA,QC,indicadores,bits,máscara de bits,nube,máscara de nubes,sombra,cirros,nieve,aerosol,Fmask,QA_PIXEL,QA_RADSAT,SCL,clasificación de escena,fiabilidad,confianza,MODIS,VIIRS,Landsat,HLS,ECOSTRESS,Sentinel,filtrar,depurar,dilatar,zona de influencia,nodata</translation>
    </message>
    <message>
        <source>Takes out the pixels that a product's quality layer flags, by presets or a rule of yours.</source>
        <translation>Quita los píxeles que señala la capa de calidad de un producto, por presets o por una regla propia.</translation>
    </message>
    <message>
        <source>Rule that was used</source>
        <translation>Regla que se usó</translation>
    </message>
    <message>
        <source>Share of pixels with data that are kept (%)</source>
        <translation>Parte de los píxeles con datos que se conserva (%)</translation>
    </message>
    <message>
        <source>Input layer</source>
        <translation>Capa de entrada</translation>
    </message>
    <message>
        <source>The raster to mask, all of its bands: reflectance, temperature, an index.</source>
        <translation>El ráster que se enmascara, todas sus bandas: reflectancia, temperatura, un índice.</translation>
    </message>
    <message>
        <source>Quality layer</source>
        <translation>Capa de calidad</translation>
    </message>
    <message>
        <source>The quality layer of the same image, such as Fmask, QA_PIXEL, QC_Day or SCL. It may have another grid than the input: flags are then taken by area, and a pixel is masked where flagged ground covers more than 1 % of it.</source>
        <translation>La capa de calidad de la misma imagen, como Fmask, QA_PIXEL, QC_Day o SCL. Puede tener otra cuadrícula que la entrada: los indicadores se toman entonces por área, y un píxel se enmascara donde el terreno señalado cubre más del 1 % de él.</translation>
    </message>
    <message>
        <source>Quality band</source>
        <translation>Banda de calidad</translation>
    </message>
    <message>
        <source>The band that holds the quality flags.</source>
        <translation>La banda que contiene los indicadores de calidad.</translation>
    </message>
    <message>
        <source>Kind of quality layer</source>
        <translation>Tipo de capa de calidad</translation>
    </message>
    <message>
        <source>What the quality layer is, and so what its bits or classes mean. Auto: recognised by the name of the file or by its attributes; the log says as what.</source>
        <translation>Qué es la capa de calidad, y por tanto qué significan sus bits o clases. Auto: reconocida por el nombre del archivo o por sus atributos; el registro dice como qué.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Which of the product's rules is used, where no rule is given: strict keeps the best pixels alone, lenient all that are not plainly bad. The help page and the log tell the rules and their sources.</source>
        <translation>Cuál de las reglas del producto se usa, cuando no se da ninguna regla: estricto (strict) conserva solo los mejores píxeles, permisivo (lenient) todos los que no son claramente malos. La página de ayuda y el registro cuentan las reglas y sus fuentes.</translation>
    </message>
    <message>
        <source>Rule of pixels to keep</source>
        <translation>Regla de los píxeles que se conservan</translation>
    </message>
    <message>
        <source>A rule of your own instead of the level's, over the fields of the quality layer: cloud == 0 and shadow == 0 and aerosol != high. Comparisons (==, !=, &lt;, &lt;=, &gt;, &gt;=, in (...), not in (...)) are joined by and, or, not and brackets; values are numbers or their names.</source>
        <translation>Una regla propia en lugar de la del nivel, sobre los campos de la capa de calidad: cloud == 0 and shadow == 0 and aerosol != high. Las comparaciones (==, !=, &lt;, &lt;=, &gt;, &gt;=, in (...), not in (...)) se unen con and, or, not y paréntesis; los valores son números o sus nombres.</translation>
    </message>
    <message>
        <source>Dilate by (m)</source>
        <translation>Dilatar (m)</translation>
    </message>
    <message>
        <source>Masks further pixels around masked ones: those whose centre lies within so many metres on the ground of a masked pixel.</source>
        <translation>Enmascara más píxeles alrededor de los enmascarados: aquellos cuyo centro está a menos de tantos metros sobre el terreno de un píxel enmascarado.</translation>
    </message>
    <message>
        <source>Output data type</source>
        <translation>Tipo de datos de salida</translation>
    </message>
    <message>
        <source>The data type of the masked raster. Auto: that of the input. Integers are written as they are stored, with their scale and offset declared; of real types the scale is applied.</source>
        <translation>El tipo de datos del ráster enmascarado. Auto: el de la entrada. Los enteros se escriben tal como están almacenados, con su escala y desplazamiento declarados; en los tipos reales se aplica la escala.</translation>
    </message>
    <message>
        <source>Masked</source>
        <translation>Enmascarado</translation>
    </message>
    <message>
        <source>The input with nodata where it is masked or where its quality is unknown.</source>
        <translation>La entrada con nodata donde está enmascarada o donde su calidad es desconocida.</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Máscara</translation>
    </message>
    <message>
        <source>1 where pixels are kept, 0 where they are masked, nodata where the quality is unknown.</source>
        <translation>1 donde los píxeles se conservan, 0 donde se enmascaran, nodata donde la calidad es desconocida.</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Make it coarse</source>
        <translation>Hacerla gruesa</translation>
    </message>
    <message>
        <source>Downscale it</source>
        <translation>Refinarla</translation>
    </message>
    <message>
        <source>Compare with the truth</source>
        <translation>Comparar con la verdad</translation>
    </message>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
    <message>
        <source>Tells what downscaling can do on a scene of which the fine truth is known: makes a fine raster coarse, downscales it again with covariates, and compares the result with the truth and with plain interpolation.</source>
        <translation>Dice qué puede el refinamiento en una escena cuya verdad fina se conoce: hace grueso un ráster fino, lo refina de nuevo con covariables, y compara el resultado con la verdad y con la simple interpolación.</translation>
    </message>
    <message>
        <source>Fine rasters that may explain it, such as NDVI, reflectances and elevation.</source>
        <translation>Rásteres finos que pueden explicarla, como NDVI, reflectancias y elevación.</translation>
    </message>
    <message>
        <source>The first band of the fine layer, as the model estimates it from the coarse one.</source>
        <translation>La primera banda de la capa fina, tal como el modelo la estima a partir de la gruesa.</translation>
    </message>
    <message>
        <source>A fine raster whose first band is the truth.</source>
        <translation>Un ráster fino cuya primera banda es la verdad.</translation>
    </message>
    <message>
        <source>auto takes the best in a test that does not look at the truth.</source>
        <translation>auto toma el mejor en una prueba que no mira la verdad.</translation>
    </message>
    <message>
        <source>Errors beside those of interpolation, coherence, spectra and maps, an HTML page.</source>
        <translation>Errores junto a los de la interpolación, coherencia, espectros y mapas, una página HTML.</translation>
    </message>
    <message>
        <source>The side of the coarse cells in units of the fine layer's CRS: a whole multiple of its pixels makes nested grids.</source>
        <translation>El lado de las celdas gruesas en unidades del SRC de la capa fina: un múltiplo entero de sus píxeles hace cuadrículas anidadas.</translation>
    </message>
    <message>
        <source>The same numbers as a CSV file.</source>
        <translation>Los mismos números como archivo CSV.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Fine covariates</source>
        <translation>Covariables finas</translation>
    </message>
    <message>
        <source>Fine layer, the truth</source>
        <translation>Capa fina, la verdad</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Método</translation>
    </message>
    <message>
        <source>Coarse pixel size</source>
        <translation>Tamaño del píxel grueso</translation>
    </message>
    <message>
        <source>Compare on the coarse grid</source>
        <translation>Comparar en la cuadrícula gruesa</translation>
    </message>
    <message>
        <source>Fuse</source>
        <translation>Fusionar</translation>
    </message>
    <message>
        <source>Predicts the fine image of a date that has only a coarse one, from one or two pairs, and compares it with the coarse image on the coarse grid: what does not agree there is not to be trusted.</source>
        <translation>Predice la imagen fina de una fecha que solo tiene una gruesa, a partir de uno o dos pares, y la compara con la imagen gruesa en la cuadrícula gruesa: de lo que allí no coincide no hay que fiarse.</translation>
    </message>
    <message>
        <source>What the coarse sensor saw on the same date: as many bands in the same order.</source>
        <translation>Lo que vio el sensor grueso en la misma fecha: tantas bandas en el mismo orden.</translation>
    </message>
    <message>
        <source>Of the date of the second fine image.</source>
        <translation>De la fecha de la segunda imagen fina.</translation>
    </message>
    <message>
        <source>Of the date that is to be predicted, on the same coarse grid.</source>
        <translation>De la fecha que se predice, en la misma cuadrícula gruesa.</translation>
    </message>
    <message>
        <source>All bands that are to be predicted, with nodata where clouds are.</source>
        <translation>Todas las bandas que se predicen, sin datos donde hay nubes.</translation>
    </message>
    <message>
        <source>Of another date, on the grid of the first one, if there is one.</source>
        <translation>De otra fecha, en la cuadrícula de la primera, si la hay.</translation>
    </message>
    <message>
        <source>The predicted image on the grid of the first fine image.</source>
        <translation>La imagen predicha en la cuadrícula de la primera imagen fina.</translation>
    </message>
    <message>
        <source>auto: estarfm with two pairs, fsdaf with one.</source>
        <translation>auto: estarfm con dos pares, fsdaf con uno.</translation>
    </message>
    <message>
        <source>Correlations, scatter plots and maps of both, an HTML page.</source>
        <translation>Correlaciones, diagramas de dispersión y mapas de ambas, una página HTML.</translation>
    </message>
    <message>
        <source>Its means in the coarse pixels, and the coarse image, as bands.</source>
        <translation>Sus medias en los píxeles gruesos, y la imagen gruesa, como bandas.</translation>
    </message>
    <message>
        <source>Coarse image of the first pair</source>
        <translation>Imagen gruesa del primer par</translation>
    </message>
    <message>
        <source>Coarse image of the second pair</source>
        <translation>Imagen gruesa del segundo par</translation>
    </message>
    <message>
        <source>Coarse image of the date to predict</source>
        <translation>Imagen gruesa de la fecha que se predice</translation>
    </message>
    <message>
        <source>Fine image of the first pair</source>
        <translation>Imagen fina del primer par</translation>
    </message>
    <message>
        <source>Fine image of the second pair</source>
        <translation>Imagen fina del segundo par</translation>
    </message>
    <message>
        <source>Red and near infrared</source>
        <translation>Rojo e infrarrojo cercano</translation>
    </message>
    <message>
        <source>Download ECO_L2T_LSTE</source>
        <translation>Descargar ECO_L2T_LSTE</translation>
    </message>
    <message>
        <source>Download HLSL30</source>
        <translation>Descargar HLSL30</translation>
    </message>
    <message>
        <source>Download HLSS30</source>
        <translation>Descargar HLSS30</translation>
    </message>
    <message>
        <source>Download MOD11A1</source>
        <translation>Descargar MOD11A1</translation>
    </message>
    <message>
        <source>Grid of MODIS</source>
        <translation>Cuadrícula de MODIS</translation>
    </message>
    <message>
        <source>Months of lst_ecostress</source>
        <translation>Meses de lst_ecostress</translation>
    </message>
    <message>
        <source>Months of lst_modis</source>
        <translation>Meses de lst_modis</translation>
    </message>
    <message>
        <source>NDVI of the means</source>
        <translation>NDVI de las medias</translation>
    </message>
    <message>
        <source>Months of nir</source>
        <translation>Meses de nir</translation>
    </message>
    <message>
        <source>Open LST of ECO_L2T_LSTE</source>
        <translation>Abrir LST de ECO_L2T_LSTE</translation>
    </message>
    <message>
        <source>Open LST_Day_1km of MOD11A1</source>
        <translation>Abrir LST_Day_1km de MOD11A1</translation>
    </message>
    <message>
        <source>Open nir of HLSL30</source>
        <translation>Abrir nir de HLSL30</translation>
    </message>
    <message>
        <source>Open nir of HLSS30</source>
        <translation>Abrir nir de HLSS30</translation>
    </message>
    <message>
        <source>Open red of HLSL30</source>
        <translation>Abrir red de HLSL30</translation>
    </message>
    <message>
        <source>Open red of HLSS30</source>
        <translation>Abrir red de HLSS30</translation>
    </message>
    <message>
        <source>Months of red</source>
        <translation>Meses de red</translation>
    </message>
    <message>
        <source>Search ECO_L2T_LSTE</source>
        <translation>Buscar ECO_L2T_LSTE</translation>
    </message>
    <message>
        <source>Search HLSL30</source>
        <translation>Buscar HLSL30</translation>
    </message>
    <message>
        <source>Search HLSS30</source>
        <translation>Buscar HLSS30</translation>
    </message>
    <message>
        <source>Search MOD11A1</source>
        <translation>Buscar MOD11A1</translation>
    </message>
    <message>
        <source>Stack and correlate</source>
        <translation>Apilar y correlacionar</translation>
    </message>
    <message>
        <source>HLS at 30 m, ECOSTRESS at 70 m and MODIS at 1 km joined on MODIS's grid: searches NASA's archive, downloads, opens and masks granules, makes monthly composites, NDVI from aggregated reflectances, and correlates NDVI and the two temperatures. Needs an Earthdata login.</source>
        <translation>HLS a 30 m, ECOSTRESS a 70 m y MODIS a 1 km unidos en la cuadrícula de MODIS: busca en el archivo de la NASA, descarga, abre y enmascara gránulos, hace composiciones mensuales y el NDVI a partir de reflectancias agregadas, y correlaciona el NDVI y las dos temperaturas. Necesita una cuenta de Earthdata.</translation>
    </message>
    <message>
        <source>Granules that touch it are downloaded; of Cloud Optimized GeoTIFFs only this area.</source>
        <translation>Se descargan los gránulos que la tocan; de los GeoTIFF optimizados para la nube, solo esta área.</translation>
    </message>
    <message>
        <source>Of the season, such as 2024-05-01 (UTC).</source>
        <translation>De la temporada, como 2024-05-01 (UTC).</translation>
    </message>
    <message>
        <source>An existing folder that takes the granules and what is made of them. Granules that are there already are not downloaded again.</source>
        <translation>Una carpeta que existe y que recibe los gránulos y lo que se hace de ellos. Los gránulos que ya están no se descargan otra vez.</translation>
    </message>
    <message>
        <source>Of the season, such as 2024-07-31 (UTC).</source>
        <translation>De la temporada, como 2024-07-31 (UTC).</translation>
    </message>
    <message>
        <source>Correlations, scatter plots and maps, an HTML page.</source>
        <translation>Correlaciones, diagramas de dispersión y mapas, una página HTML.</translation>
    </message>
    <message>
        <source>A band for each month of NDVI, of MODIS's temperature and of ECOSTRESS's, on MODIS's grid.</source>
        <translation>Una banda para cada mes del NDVI, de la temperatura de MODIS y de la de ECOSTRESS, en la cuadrícula de MODIS.</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Grid of 1 km</source>
        <translation>Cuadrícula de 1 km</translation>
    </message>
    <message>
        <source>Join on the grid</source>
        <translation>Unir en la cuadrícula</translation>
    </message>
    <message>
        <source>Brings rasters of any CRS, resolution and kind to the 1 km grid of MODIS, over the area of one of them and a margin around it, and correlates them in a report.</source>
        <translation>Lleva rásteres de cualquier SRC, resolución y tipo a la cuadrícula de 1 km de MODIS, sobre el área de uno de ellos y un margen alrededor, y los correlaciona en un informe.</translation>
    </message>
    <message>
        <source>The grid covers this layer.</source>
        <translation>La cuadrícula cubre esta capa.</translation>
    </message>
    <message>
        <source>Rasters to join, such as NDVI, temperatures and land cover.</source>
        <translation>Rásteres que se unen, como NDVI, temperaturas y cobertura del suelo.</translation>
    </message>
    <message>
        <source>Whole cells around it.</source>
        <translation>Celdas enteras a su alrededor.</translation>
    </message>
    <message>
        <source>Statistics, correlations, plots and maps, an HTML page.</source>
        <translation>Estadísticas, correlaciones, gráficos y mapas, en una página HTML.</translation>
    </message>
    <message>
        <source>All layers, a band each, classes as a band for each class.</source>
        <translation>Todas las capas, una banda cada una; las clases, como una banda para cada clase.</translation>
    </message>
    <message>
        <source>Layer whose area is covered</source>
        <translation>Capa cuya área se cubre</translation>
    </message>
    <message>
        <source>Layers to join</source>
        <translation>Capas que se unen</translation>
    </message>
    <message>
        <source>Margin in cells</source>
        <translation>Margen en celdas</translation>
    </message>
    <message>
        <source>Centres</source>
        <translation>Centros</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Conjunto de datos</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Huellas</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vista previa</translation>
    </message>
    <message>
        <source>Lays out patches within a boundary, split for training, validation and test without common ground, draws what they cover of each raster, stores them as a dataset and shows some of them.</source>
        <translation>Reparte parches dentro de un límite, en entrenamiento, validación y prueba sin suelo común, dibuja lo que cubren de cada ráster, los guarda como conjunto de datos y muestra algunos.</translation>
    </message>
    <message>
        <source>Whole blocks of this side go to training, validation or test.</source>
        <translation>Bloques enteros de este lado van a entrenamiento, validación o prueba.</translation>
    </message>
    <message>
        <source>Polygons in any CRS that hold the centres.</source>
        <translation>Polígonos en cualquier SRC que contienen los centros.</translation>
    </message>
    <message>
        <source>Points with id and split; patches that share ground with those of another split, in any raster, belong to none.</source>
        <translation>Puntos con id y partición; los parches que comparten suelo con los de otra partición, en cualquier ráster, no pertenecen a ninguna.</translation>
    </message>
    <message>
        <source>A folder with a Zarr dataset, its index and what is known of it.</source>
        <translation>Una carpeta con un conjunto de datos Zarr, su índice y lo que se sabe de él.</translation>
    </message>
    <message>
        <source>A polygon for each patch of each raster.</source>
        <translation>Un polígono para cada parche de cada ráster.</translation>
    </message>
    <message>
        <source>Rasters of any CRS and resolution.</source>
        <translation>Rásteres de cualquier SRC y resolución.</translation>
    </message>
    <message>
        <source>native: the same number of pixels from every raster; ground: the same ground.</source>
        <translation>native: el mismo número de píxeles de cada ráster; ground: el mismo suelo.</translation>
    </message>
    <message>
        <source>Pixels along a side.</source>
        <translation>Píxeles por lado.</translation>
    </message>
    <message>
        <source>Patches are laid out on its pixels.</source>
        <translation>Los parches se reparten sobre sus píxeles.</translation>
    </message>
    <message>
        <source>The sheet with its tables, an HTML page.</source>
        <translation>La hoja con sus tablas, una página HTML.</translation>
    </message>
    <message>
        <source>A PNG image.</source>
        <translation>Una imagen PNG.</translation>
    </message>
    <message>
        <source>Side of the blocks of a split in metres</source>
        <translation>Lado de los bloques de una partición en metros</translation>
    </message>
    <message>
        <source>Boundary</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Further rasters</source>
        <translation>Otros rásteres</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Patch size in pixels</source>
        <translation>Tamaño del parche en píxeles</translation>
    </message>
    <message>
        <source>Reference raster</source>
        <translation>Ráster de referencia</translation>
    </message>
    <message>
        <source>Read footprints</source>
        <translation>Leer huellas</translation>
    </message>
    <message>
        <source>Sample under the beams</source>
        <translation>Muestrear bajo los haces</translation>
    </message>
    <message>
        <source>Reads the footprints of GEDI granules and adds what the beam of each saw of an NDVI and of a temperature raster: mean and spread, weighed by the beam, and how much of it was valid.</source>
        <translation>Lee las huellas de gránulos de GEDI y añade lo que el haz de cada una vio de un ráster de NDVI y de uno de temperatura: media y dispersión, ponderadas por el haz, y cuánto era válido.</translation>
    </message>
    <message>
        <source>HDF5 files of one GEDI product.</source>
        <translation>Archivos HDF5 de un producto de GEDI.</translation>
    </message>
    <message>
        <source>A raster of any resolution and CRS, such as ECOSTRESS.</source>
        <translation>Un ráster de cualquier resolución y SRC, como ECOSTRESS.</translation>
    </message>
    <message>
        <source>A raster of any resolution and CRS.</source>
        <translation>Un ráster de cualquier resolución y SRC.</translation>
    </message>
    <message>
        <source>Keep only footprints that pass the product's recommended filter.</source>
        <translation>Conservar solo las huellas que pasan el filtro recomendado del producto.</translation>
    </message>
    <message>
        <source>The footprints with the values, a layer of points.</source>
        <translation>Las huellas con los valores, una capa de puntos.</translation>
    </message>
    <message>
        <source>The same as a GeoParquet file, which needs the Python package pyarrow.</source>
        <translation>Lo mismo como archivo GeoParquet, que necesita el paquete de Python pyarrow.</translation>
    </message>
    <message>
        <source>GEDI granules</source>
        <translation>Gránulos de GEDI</translation>
    </message>
    <message>
        <source>Land surface temperature</source>
        <translation>Temperatura de la superficie terrestre</translation>
    </message>
    <message>
        <source>NDVI</source>
        <translation>NDVI</translation>
    </message>
    <message>
        <source>Recommended filter</source>
        <translation>Filtro recomendado</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Muestreado</translation>
    </message>
</context>
<context>
    <name>OpenGranule</name>
    <message>
        <source>Open granule bands</source>
        <translation>Abrir bandas de gránulos</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivo de datos</translation>
    </message>
    <message>
        <source>open,import,granule,scene,product,HDF,HDF4,HDF5,HDF-EOS,netCDF,SAFE,JPEG 2000,subdataset,MODIS,VIIRS,MOD09GA,MOD11A1,MOD13A2,HLS,Landsat,Collection 2,MTL,Sentinel-2,ECOSTRESS,swath,scale factor,offset,reflectance,surface temperature,LST,NDVI,quality,QA,cloud,COG,VRT,time,temporal</source>
        <translation>abrir,importar,gránulo,escena,producto,HDF,HDF4,HDF5,HDF-EOS,netCDF,SAFE,JPEG 2000,subconjunto de datos,MODIS,VIIRS,MOD09GA,MOD11A1,MOD13A2,HLS,Landsat,Colección 2,MTL,Sentinel-2,ECOSTRESS,franja de barrido,factor de escala,desplazamiento,reflectancia,temperatura de la superficie,LST,NDVI,calidad,QA,nube,COG,VRT,tiempo,temporal</translation>
    </message>
    <message>
        <source>Opens bands of satellite products as rasters with their values, units, dates and quality bands.</source>
        <translation>Abre bandas de productos satelitales como rásteres con sus valores, unidades, fechas y bandas de calidad.</translation>
    </message>
    <message>
        <source>Opened bands</source>
        <translation>Bandas abiertas</translation>
    </message>
    <message>
        <source>Number of opened bands</source>
        <translation>Número de bandas abiertas</translation>
    </message>
    <message>
        <source>The quality layer {name} does not overlap the band that it tells of; check that both are of the same scene.</source>
        <translation>La capa de calidad {name} no se solapa con la banda de la que habla; compruebe que ambas son de la misma escena.</translation>
    </message>
    <message>
        <source>Granule</source>
        <translation>Gránulo</translation>
    </message>
    <message>
        <source>Granules and folders (*)</source>
        <translation>Gránulos y carpetas (*)</translation>
    </message>
    <message>
        <source>A file of the product (HDF4, HDF5, netCDF, GeoTIFF, JPEG 2000, a Landsat MTL, a Sentinel-2 MTD_MSIL2A.xml), or a folder that holds it: of one granule or of several. A folder is typed or pasted into the field.</source>
        <translation>Un archivo del producto (HDF4, HDF5, netCDF, GeoTIFF, JPEG 2000, un MTL de Landsat, un MTD_MSIL2A.xml de Sentinel-2), o una carpeta que lo contiene: de un gránulo o de varios. Una carpeta se escribe o se pega en el campo.</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>Bandas</translation>
    </message>
    <message>
        <source>Names of bands as the product has them, separated by commas, such as LST_Day_1km or B04,B05. The end of a long name is enough (NDVI), * and ? stand for any characters, and a resolution may be left out for the finest (B04 instead of B04_10m). Common names mean the same in all products that have such a band: blue, green, red, nir, swir1, swir2, and lst where there is one. Without a choice the product's usual bands are opened, or of the file of a single band that band. A wrong name is answered with those there are.</source>
        <translation>Nombres de bandas como los tiene el producto, separados por comas, como LST_Day_1km o B04,B05. Basta el final de un nombre largo (NDVI), * y ? representan cualquier carácter, y puede omitirse la resolución para la más fina (B04 en lugar de B04_10m). Los nombres comunes significan lo mismo en todos los productos que tienen tal banda: blue, green, red, nir, swir1, swir2, y lst donde hay una sola. Sin elección se abren las bandas habituales del producto o, del archivo de una sola banda, esa banda. A un nombre erróneo se responde con los que hay.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>cog: Cloud Optimized GeoTIFFs of the values themselves, scale and offset applied, NaN where nothing was measured; flags as they are stored. vrt: small virtual rasters that refer to the granule and declare what its stored numbers mean; they need the granule to stay where it is.</source>
        <translation>cog: GeoTIFF optimizados para la nube con los valores mismos, aplicados escala y desplazamiento, NaN donde nada se midió; los indicadores como se almacenan. vrt: pequeños rásteres virtuales que remiten al gránulo y declaran qué significan sus números; el gránulo ha de quedarse donde está.</translation>
    </message>
    <message>
        <source>Mask by quality flags</source>
        <translation>Enmascarar por indicadores de calidad</translation>
    </message>
    <message>
        <source>Values whose flags do not pass the rule of the product's quality layers at this level (lenient, normal or strict) become nodata, those of a swath before they are put on a grid. The rules are those of Mask by quality flags, and are told in the log. none keeps all values.</source>
        <translation>Los valores cuyos indicadores no superan la regla de las capas de calidad del producto a este nivel (lenient, normal o strict) pasan a nodata, los de una franja de barrido antes de llevarlos a una cuadrícula. Las reglas son las de Enmascarar por indicadores de calidad y se dicen en el registro. none conserva todos los valores.</translation>
    </message>
    <message>
        <source>Quality bands</source>
        <translation>Bandas de calidad</translation>
    </message>
    <message>
        <source>Open the bands with the quality flags of the chosen bands too, and name them in the metadata of these.</source>
        <translation>Abrir también las bandas con los indicadores de calidad de las bandas elegidas, y nombrarlas en los metadatos de estas.</translation>
    </message>
    <message>
        <source>Load into the project</source>
        <translation>Cargar en el proyecto</translation>
    </message>
    <message>
        <source>Load what was opened, named by product, date and band, with the time of observation in the layers' temporal properties.</source>
        <translation>Cargar lo que se abrió, con nombre según producto, fecha y banda, y con el momento de la observación en las propiedades temporales de las capas.</translation>
    </message>
    <message>
        <source>Folder of the bands</source>
        <translation>Carpeta de las bandas</translation>
    </message>
    <message>
        <source>Takes a raster for each band, named as the product names its files: with product, date and band. It is made if it is not there.</source>
        <translation>Recibe un ráster por cada banda, nombrado como el producto nombra sus archivos: con producto, fecha y banda. Se crea si no existe.</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
    <message>
        <source>Automatic ({count})</source>
        <translation>Automático ({count})</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Scratch Folder</source>
        <translation>Carpeta de trabajo</translation>
    </message>
    <message>
        <source>Beside the output, or the system's temporary folder</source>
        <translation>Junto a la salida, o la carpeta temporal del sistema</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Recursos</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Hilos</translation>
    </message>
    <message>
        <source>How many a run calculates with. Results are the same for any number.</source>
        <translation>Con cuántos calcula una ejecución. Los resultados son los mismos con cualquier número.</translation>
    </message>
    <message>
        <source>Memory budget</source>
        <translation>Presupuesto de memoria</translation>
    </message>
    <message>
        <source>What a run may take of this computer's {total:,} MB, beside what QGIS itself takes. Results are the same for any budget.</source>
        <translation>Lo que una ejecución puede ocupar de los {total:,} MB de este equipo, además de lo que ocupa QGIS. Los resultados son los mismos con cualquier presupuesto.</translation>
    </message>
    <message>
        <source>Scratch folder</source>
        <translation>Carpeta de trabajo</translation>
    </message>
    <message>
        <source>For the working files of a run: a fast disk of this computer helps where outputs go to a slow or distant one. They are removed at the end of a run.</source>
        <translation>Para los archivos de trabajo de una ejecución: un disco rápido de este equipo ayuda cuando las salidas van a uno lento o lejano. Se eliminan al final de la ejecución.</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <source>Default output options</source>
        <translation>Opciones de salida predeterminadas</translation>
    </message>
    <message>
        <source>GDAL's creation options, separated by a pipe, of outputs for which a run gives none, in the desktop and in qgis_process. They have to suit numbers of all data types.</source>
        <translation>Opciones de creación de GDAL, separadas por una barra vertical, de las salidas para las que una ejecución no indica ninguna, en el escritorio y en qgis_process. Deben servir para números de todos los tipos de datos.</translation>
    </message>
    <message>
        <source>Remote Computing</source>
        <translation>Cálculo remoto</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Planificador de Dask</translation>
    </message>
    <message>
        <source>Stored for a later version of the plugin; nothing uses it yet.</source>
        <translation>Se guarda para una versión posterior del complemento; todavía no se usa.</translation>
    </message>
    <message>
        <source>Reset to Defaults</source>
        <translation>Restablecer valores predeterminados</translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>Output data type</source>
        <translation>Tipo de datos de salida</translation>
    </message>
    <message>
        <source>The nodata values set in the properties of the layer "{layer}" are not used, those of its file are; write them into the file if they are wanted.</source>
        <translation>Los valores sin datos definidos en las propiedades de la capa "{layer}" no se usan, sino los de su archivo; escríbalos en el archivo si los quiere.</translation>
    </message>
    <message>
        <source>The layer "{layer}" comes from the data provider "{provider}" and not from a raster file; export it to a GeoTIFF and use that.</source>
        <translation>La capa "{layer}" procede del proveedor de datos "{provider}" y no de un archivo ráster; expórtela a un GeoTIFF y use este.</translation>
    </message>
    <message>
        <source>The layer "{layer}" is opened with GDAL options of its own, which are not passed on; add the file to QGIS without them, or export it to a GeoTIFF and use that.</source>
        <translation>La capa "{layer}" se abre con opciones de GDAL propias, que no se transmiten; añada el archivo a QGIS sin ellas, o expórtela a un GeoTIFF y use este.</translation>
    </message>
    <message>
        <source>Target resolution</source>
        <translation>Resolución de destino</translation>
    </message>
    <message>
        <source>Target grid from layer</source>
        <translation>Cuadrícula de destino de una capa</translation>
    </message>
    <message>
        <source>A raster whose grid (CRS, cell size, origin and extent) is copied; its values are not used. Give either this, or a target CRS and a resolution, or a grid preset.</source>
        <translation>Un ráster cuya cuadrícula (SRC, tamaño de celda, origen y extensión) se copia; sus valores no se usan. Indique esto, o bien un SRC de destino y una resolución, o bien una cuadrícula predefinida.</translation>
    </message>
    <message>
        <source>Target CRS</source>
        <translation>SRC de destino</translation>
    </message>
    <message>
        <source>The coordinate reference system of the target grid, where no layer's grid is copied: an authority code (EPSG:32633), WKT or PROJ text. The sinusoidal grid of MODIS is PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs.</source>
        <translation>El sistema de referencia de coordenadas de la cuadrícula de destino, cuando no se copia la cuadrícula de una capa: un código de autoridad (EPSG:32633), WKT o texto PROJ. La cuadrícula sinusoidal de MODIS es PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs.</translation>
    </message>
    <message>
        <source>The side of the square target cells in units of the target CRS: metres for most projections, degrees for geographic systems. MODIS's 1 km cells measure 926.625433055833 m.</source>
        <translation>El lado de las celdas cuadradas de destino en unidades del SRC de destino: metros en la mayoría de las proyecciones, grados en los sistemas geográficos. Las celdas de 1 km de MODIS miden 926.625433055833 m.</translation>
    </message>
    <message>
        <source>Grid preset</source>
        <translation>Cuadrícula predefinida</translation>
    </message>
    <message>
        <source>The grid of a data product, where no layer's grid is copied: its own cells, in the extent or where the input lies. modis_1km, modis_500m, modis_250m: the sinusoidal grid of MODIS and VIIRS land products. ease2_36km, ease2_9km: the global EASE-Grid 2.0 of SMAP. hls_30m: the UTM grid of HLS and Sentinel-2 tiles, in the zone of the input or of the extent. degree_0.05, degree_0.1, degree_0.25: longitude and latitude from -180, 90, as in MODIS's Climate Modeling Grid.</source>
        <translation>La cuadrícula de un producto de datos, cuando no se copia la de una capa: sus propias celdas, en la extensión o donde está la entrada. modis_1km, modis_500m, modis_250m: la cuadrícula sinusoidal de los productos terrestres de MODIS y VIIRS. ease2_36km, ease2_9km: la EASE-Grid 2.0 global de SMAP. hls_30m: la cuadrícula UTM de las teselas de HLS y Sentinel-2, en la zona de la entrada o de la extensión. degree_0.05, degree_0.1, degree_0.25: longitud y latitud desde -180, 90, como en la Climate Modeling Grid de MODIS.</translation>
    </message>
    <message>
        <source>Target extent</source>
        <translation>Extensión de destino</translation>
    </message>
    <message>
        <source>The part of the target grid that is made: xmin,xmax,ymin,ymax, in the target CRS unless another one is named, as in 10,11,45,46 [EPSG:4326]. It is widened to whole cells. Without it, a copied grid is made in full, and a grid of CRS and resolution or a preset covers the input.</source>
        <translation>La parte de la cuadrícula de destino que se hace: xmin,xmax,ymin,ymax, en el SRC de destino salvo que se nombre otro, como en 10,11,45,46 [EPSG:4326]. Se amplía a celdas enteras. Sin ella, una cuadrícula copiada se hace entera, y una de SRC y resolución o una predefinida cubre la entrada.</translation>
    </message>
    <message>
        <source>Variable kind</source>
        <translation>Tipo de variable</translation>
    </message>
    <message>
        <source>What a value means, which decides how values may be put together. Intensive: averages (reflectance, temperature, soil moisture). Extensive: adds up (counts, population, mass per pixel). Categorical: classes. Circular: angles and times of day. Decibel: averaged as power. Ratio: indices such as NDVI. Radiative: temperatures in kelvin, averaged as T^4. Nonlinear: not to be averaged. Auto: found out from names, units, declarations and a sample of the values; the log says what was picked and why.</source>
        <translation>Qué significa un valor, lo que decide cómo se pueden reunir los valores. Intensive: se promedia (reflectancia, temperatura, humedad del suelo). Extensive: se suma (recuentos, población, masa por píxel). Categorical: clases. Circular: ángulos y horas del día. Decibel: se promedia como potencia. Ratio: índices como el NDVI. Radiative: temperaturas en kelvin, promediadas como T^4. Nonlinear: no se debe promediar. Auto: se averigua por nombres, unidades, declaraciones y una muestra de los valores; el registro dice qué se eligió y por qué.</translation>
    </message>
    <message>
        <source>The data type of the main output. Auto: Float64 for sums, an integer type for the mode of classes, Float32 for the rest. Values are rounded to integer types; values that do not fit stop the run.</source>
        <translation>El tipo de datos de la salida principal. Auto: Float64 para sumas, un tipo entero para la moda de clases, Float32 para lo demás. Los valores se redondean en los tipos enteros; los valores que no caben detienen la ejecución.</translation>
    </message>
    <message>
        <source>Creation options</source>
        <translation>Opciones de creación</translation>
    </message>
    <message>
        <source>GDAL creation options of the outputs, separated by a pipe, such as COMPRESS=ZSTD|LEVEL=15. Outputs are Cloud Optimized GeoTIFFs. Without any, those of Settings &gt; Options &gt; Multiscale Fusion count; where there are none either, DEFLATE compresses.</source>
        <translation>Opciones de creación de GDAL de las salidas, separadas por una barra vertical, como COMPRESS=ZSTD|LEVEL=15. Las salidas son Cloud Optimized GeoTIFF. Si no se indica ninguna, cuentan las de Configuración &gt; Opciones &gt; Multiscale Fusion; si tampoco las hay, se comprime con DEFLATE.</translation>
    </message>
    <message>
        <source>QGIS cannot load {raster} as a raster layer.</source>
        <translation>QGIS no puede cargar {raster} como capa ráster.</translation>
    </message>
    <message>
        <source>{name} {text} is not a known coordinate reference system; give an authority code such as EPSG:32633, WKT or PROJ text.</source>
        <translation>{name} {text} no es un sistema de referencia de coordenadas conocido; indique un código de autoridad como EPSG:32633, WKT o texto PROJ.</translation>
    </message>
    <message>
        <source>Target grid: {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}, {crs}.</source>
        <translation>Cuadrícula de destino: {columns} x {rows} celdas de {width:.10g} x {height:.10g} {units}, {crs}.</translation>
    </message>
    <message>
        <source>{name} is not an extent; give it as xmin,xmax,ymin,ymax, with its own CRS behind it if it is not the target's: 10,11,45,46 [EPSG:4326].</source>
        <translation>{name} no es una extensión; indíquela como xmin,xmax,ymin,ymax, seguida de su propio SRC si no es el de destino: 10,11,45,46 [EPSG:4326].</translation>
    </message>
    <message>
        <source>The CRS {crs} of {name} is not a known coordinate reference system; give an authority code such as EPSG:4326.</source>
        <translation>El SRC {crs} de {name} no es un sistema de referencia de coordenadas conocido; indique un código de autoridad como EPSG:4326.</translation>
    </message>
    <message>
        <source>Accept in spite of</source>
        <translation>Aceptar a pesar de</translation>
    </message>
    <message>
        <source>Codes of findings that stop a run, separated by commas, to go on in spite of them. The message that stops a run begins with its code in square brackets, such as [CATEGORICAL_AVERAGE]. What was accepted is recorded with the output. A code that nothing raises does no harm.</source>
        <translation>Códigos de los hallazgos que detienen una ejecución, separados por comas, para seguir a pesar de ellos. El mensaje que detiene una ejecución empieza con su código entre corchetes, como [CATEGORICAL_AVERAGE]. Lo que se aceptó queda registrado con la salida. Un código que nada provoca no perjudica.</translation>
    </message>
    <message>
        <source>{name} must be different whole numbers separated by commas, not {text}.</source>
        <translation>{name} debe contener números enteros distintos separados por comas, no {text}.</translation>
    </message>
    <message>
        <source>{name} knows no statistic or resampling {unknown}; each must be one of {known}.</source>
        <translation>{name} no conoce el estadístico o remuestreo {unknown}; cada uno debe ser uno de {known}.</translation>
    </message>
    <message>
        <source>{name} must hold one statistic or resampling for each layer, auto where none is meant; there are {count} in INPUTS, and it holds {given}.</source>
        <translation>{name} debe tener un estadístico o remuestreo para cada capa, auto donde no se piensa en ninguno; hay {count} en INPUTS, y tiene {given}.</translation>
    </message>
    <message>
        <source>{name} knows no statistic {unknown}; each must be one of {known}.</source>
        <translation>{name} no conoce el estadístico {unknown}; cada uno debe ser uno de {known}.</translation>
    </message>
    <message>
        <source>{name} must hold one statistic for each layer, auto for the usual one; there are {count} in INPUTS, and it holds {given}.</source>
        <translation>{name} debe contener un estadístico para cada capa, auto para el habitual; hay {count} en INPUTS, y contiene {given}.</translation>
    </message>
</context>
<context>
    <name>PatchCentres</name>
    <message>
        <source>Create patch centres</source>
        <translation>Crear centros de parches</translation>
    </message>
    <message>
        <source>patches,chips,tiles,sampling,machine learning,deep learning,training data,train test split,spatial blocks,cross-validation,stratified,random points,grid,stride,overlap,watershed,boundary,multi-sensor</source>
        <translation>parches,recortes,teselas,muestreo,aprendizaje automático,aprendizaje profundo,datos de entrenamiento,partición de entrenamiento y prueba,bloques espaciales,validación cruzada,estratificado,puntos aleatorios,cuadrícula,paso,solapamiento,cuenca,límite,multisensor</translation>
    </message>
    <message>
        <source>Lays out the centres of patches for machine learning, and shares them out to training, validation and test without common ground.</source>
        <translation>Dispone los centros de parches para el aprendizaje automático y los reparte entre entrenamiento, validación y prueba sin terreno en común.</translation>
    </message>
    <message>
        <source>Number of patch centres</source>
        <translation>Número de centros de parches</translation>
    </message>
    <message>
        <source>Number of training patches</source>
        <translation>Número de parches de entrenamiento</translation>
    </message>
    <message>
        <source>Number of validation patches</source>
        <translation>Número de parches de validación</translation>
    </message>
    <message>
        <source>Number of test patches</source>
        <translation>Número de parches de prueba</translation>
    </message>
    <message>
        <source>No reference is given; choose a raster as REFERENCE.</source>
        <translation>No se da ninguna referencia; elija un ráster como REFERENCE.</translation>
    </message>
    <message>
        <source>The layout {layout} needs {name}; give it.</source>
        <translation>La disposición {layout} necesita {name}; délo.</translation>
    </message>
    <message>
        <source>A split by attribute needs polygons and their field; give SPLIT_FIELD, and SPLIT_LAYER where it is not one of BOUNDARY.</source>
        <translation>Una partición por atributo necesita polígonos y su campo; dé SPLIT_FIELD, y SPLIT_LAYER si no es uno de BOUNDARY.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Entrenamiento</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validación</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>No split</source>
        <translation>Sin partición</translation>
    </message>
    <message>
        <source>{layer} holds no polygons; choose another layer as {name}.</source>
        <translation>{layer} no contiene polígonos; elija otra capa como {name}.</translation>
    </message>
    <message>
        <source>{layer} holds no points; choose another layer as {name}.</source>
        <translation>{layer} no contiene puntos; elija otra capa como {name}.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referencia</translation>
    </message>
    <message>
        <source>The raster on whose pixels patches are laid out, and whose CRS the centres have.</source>
        <translation>El ráster sobre cuyos píxeles se disponen los parches y cuyo SRC tienen los centros.</translation>
    </message>
    <message>
        <source>Other rasters</source>
        <translation>Otros rásteres</translation>
    </message>
    <message>
        <source>Further rasters, of any CRS and resolution, from which patches will be taken. They count for the minimum valid share, and for the ground that patches of different splits must not share.</source>
        <translation>Otros rásteres, de cualquier SRC y resolución, de los que se tomarán parches. Cuentan para la proporción válida mínima y para el terreno que parches de particiones distintas no deben compartir.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Disposición</translation>
    </message>
    <message>
        <source>Grid: row by row from the reference's first pixel. Random: COUNT centres, all places alike. Stratified: COUNT centres on each class of CLASSES. Points: at given POINTS.</source>
        <translation>Grid: fila por fila desde el primer píxel de la referencia. Random: COUNT centros, todos los lugares por igual. Stratified: COUNT centros en cada clase de CLASSES. Points: en los POINTS dados.</translation>
    </message>
    <message>
        <source>Stride (pixels)</source>
        <translation>Paso (píxeles)</translation>
    </message>
    <message>
        <source>Of a grid: pixels of the reference from one patch to the next. Without it patches touch each other.</source>
        <translation>De una cuadrícula: píxeles de la referencia de un parche al siguiente. Sin él, los parches se tocan.</translation>
    </message>
    <message>
        <source>Overlap in percent</source>
        <translation>Solapamiento en porcentaje</translation>
    </message>
    <message>
        <source>Of a grid: how much of its side a patch shares with the next one, instead of a stride.</source>
        <translation>De una cuadrícula: cuánto de su lado comparte un parche con el siguiente, en lugar de un paso.</translation>
    </message>
    <message>
        <source>Number of centres</source>
        <translation>Número de centros</translation>
    </message>
    <message>
        <source>Of a random layout in all, of a stratified one for each class.</source>
        <translation>De una disposición al azar, en total; de una estratificada, de cada clase.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Of all random numbers: the same seed gives the same centres and splits.</source>
        <translation>De todos los números aleatorios: la misma semilla da los mismos centros y particiones.</translation>
    </message>
    <message>
        <source>Minimum distance (m)</source>
        <translation>Distancia mínima (m)</translation>
    </message>
    <message>
        <source>Of random and stratified layouts: no two centres are nearer to each other, in metres on the ground.</source>
        <translation>De disposiciones al azar y estratificadas: no hay dos centros más cercanos entre sí, en metros sobre el terreno.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Of a stratified layout: a raster of whole numbers in any CRS; its first band under a centre is the centre's class, which the output tells in the field class.</source>
        <translation>De una disposición estratificada: un ráster de números enteros en cualquier SRC; su primera banda bajo un centro es la clase del centro, que la salida dice en el campo class.</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>Of a layout of points: centres in any CRS, in their order.</source>
        <translation>De una disposición de puntos: centros en cualquier SRC, en su orden.</translation>
    </message>
    <message>
        <source>Snap points to the reference's pixels</source>
        <translation>Ajustar los puntos a los píxeles de la referencia</translation>
    </message>
    <message>
        <source>Move points to the middle of the reference's patch of whole pixels, by half a pixel at most in each direction. Patches of the reference are the same either way.</source>
        <translation>Mover los puntos al medio del parche de píxeles enteros de la referencia, medio píxel como mucho en cada dirección. Los parches de la referencia son los mismos de ambas maneras.</translation>
    </message>
    <message>
        <source>Boundary</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Polygons, in any CRS, in which patches must lie.</source>
        <translation>Polígonos, en cualquier SRC, en los que tienen que estar los parches.</translation>
    </message>
    <message>
        <source>Buffer (m)</source>
        <translation>Margen (m)</translation>
    </message>
    <message>
        <source>How much wider the boundary is taken, in metres on the ground at any latitude; a negative number makes it narrower.</source>
        <translation>Cuánto más ancho se toma el límite, en metros sobre el terreno en cualquier latitud; un número negativo lo hace más estrecho.</translation>
    </message>
    <message>
        <source>Use the boundary's bounding box</source>
        <translation>Usar el rectángulo que rodea el límite</translation>
    </message>
    <message>
        <source>Take the box around the boundary, with its buffer, along the axes of the reference's CRS instead.</source>
        <translation>Tomar en su lugar el rectángulo que rodea el límite, con su margen, según los ejes del SRC de la referencia.</translation>
    </message>
    <message>
        <source>Boundary rule</source>
        <translation>Regla del límite</translation>
    </message>
    <message>
        <source>What of the reference's patch must lie inside the boundary: its centre, the whole of it, or at least the minimum overlap.</source>
        <translation>Qué del parche de la referencia tiene que estar dentro del límite: su centro, todo él o al menos el solapamiento mínimo.</translation>
    </message>
    <message>
        <source>Minimum overlap in percent</source>
        <translation>Solapamiento mínimo en porcentaje</translation>
    </message>
    <message>
        <source>Of the rule overlap: how much of the patch must lie inside the boundary. 0 takes whatever touches it.</source>
        <translation>De la regla overlap: cuánto del parche tiene que estar dentro del límite. 0 toma cuanto lo toque.</translation>
    </message>
    <message>
        <source>Minimum valid share in percent</source>
        <translation>Proporción válida mínima en porcentaje</translation>
    </message>
    <message>
        <source>How many of a patch's pixels must be valid in all bands, in the reference and in each of the other rasters; what lies beyond a raster is not valid. With 0 no pixel is read.</source>
        <translation>Cuántos píxeles de un parche tienen que ser válidos en todas las bandas, en la referencia y en cada uno de los otros rásteres; lo que queda fuera de un ráster no es válido. Con 0 no se lee ningún píxel.</translation>
    </message>
    <message>
        <source>At the reference's edge</source>
        <translation>En el borde de la referencia</translation>
    </message>
    <message>
        <source>Whole: patches lie inside the reference. Padded: their centres do, and patches may reach beyond.</source>
        <translation>Whole: los parches están dentro de la referencia. Padded: lo están sus centros, y los parches pueden sobresalir.</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Partición</translation>
    </message>
    <message>
        <source>How centres are shared out to training, validation and test. Blocks: square blocks of the reference as a whole. Attribute: by the polygon that the centre lies in. No patch of one split then shares ground with one of another, in any raster.</source>
        <translation>Cómo se reparten los centros entre entrenamiento, validación y prueba. Blocks: bloques cuadrados de la referencia, enteros. Attribute: por el polígono en el que está el centro. Ningún parche de una partición comparte entonces terreno con uno de otra, en ningún ráster.</translation>
    </message>
    <message>
        <source>Block size (m)</source>
        <translation>Tamaño de bloque (m)</translation>
    </message>
    <message>
        <source>Side of the blocks, measured in the middle of the reference: several times that of a patch, and more than values resemble each other across.</source>
        <translation>Lado de los bloques, medido en el medio de la referencia: varias veces el de un parche, y más que la distancia hasta la que los valores se parecen.</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>Partes</translation>
    </message>
    <message>
        <source>Of training, validation and test, before patches at seams are left out; blocks or polygons are kept whole, so that they are met as nearly as these allow.</source>
        <translation>De entrenamiento, validación y prueba, antes de omitir los parches en las costuras; los bloques o polígonos se mantienen enteros, de modo que se cumplen tan bien como estos lo permiten.</translation>
    </message>
    <message>
        <source>Polygons of the split</source>
        <translation>Polígonos de la partición</translation>
    </message>
    <message>
        <source>Of a split by attribute: polygons in any CRS; without them those of the boundary.</source>
        <translation>De una partición por atributo: polígonos en cualquier SRC; sin ellos, los del límite.</translation>
    </message>
    <message>
        <source>Field of the split</source>
        <translation>Campo de la partición</translation>
    </message>
    <message>
        <source>Holds train, validation or test, which is taken as it is, or any names of places, which are shared out as a whole.</source>
        <translation>Contiene train, validation o test, que se toma como está, o cualesquiera nombres de lugares, que se reparten enteros.</translation>
    </message>
    <message>
        <source>Gap between splits (m)</source>
        <translation>Separación entre particiones (m)</translation>
    </message>
    <message>
        <source>Metres on the ground that lie at least between patches of different splits; with 0 they may touch.</source>
        <translation>Metros sobre el terreno que hay al menos entre parches de particiones distintas; con 0 se pueden tocar.</translation>
    </message>
    <message>
        <source>Patches at seams</source>
        <translation>Parches en las costuras</translation>
    </message>
    <message>
        <source>What becomes of patches too near to another split (of training before validation, never of test): they are dropped, or have no split.</source>
        <translation>Qué es de los parches demasiado cercanos a otra partición (de entrenamiento antes que de validación, nunca de prueba): se descartan o quedan sin partición.</translation>
    </message>
    <message>
        <source>Patch centres</source>
        <translation>Centros de parches</translation>
    </message>
    <message>
        <source>Points in the reference's CRS: GeoPackage, GeoJSON, CSV, FlatGeobuf, or any format of QGIS.</source>
        <translation>Puntos en el SRC de la referencia: GeoPackage, GeoJSON, CSV, FlatGeobuf o cualquier formato de QGIS.</translation>
    </message>
    <message>
        <source>Points without a place: {count}; they are left out.</source>
        <translation>Puntos sin lugar: {count}; se omiten.</translation>
    </message>
</context>
<context>
    <name>PatchFootprints</name>
    <message>
        <source>Draw patch footprints</source>
        <translation>Dibujar huellas de parches</translation>
    </message>
    <message>
        <source>patches,chips,tiles,footprints,outlines,extent,polygons,machine learning,deep learning,training data,samples,multi-sensor,receptive field,ground coverage</source>
        <translation>parches,recortes,teselas,huellas,contornos,extensión,polígonos,aprendizaje automático,aprendizaje profundo,datos de entrenamiento,muestras,multisensor,campo receptivo,cobertura del suelo</translation>
    </message>
    <message>
        <source>Draws the ground that the patches of each raster cover around centres.</source>
        <translation>Dibuja el suelo que cubren los parches de cada ráster alrededor de centros.</translation>
    </message>
    <message>
        <source>Number of footprints</source>
        <translation>Número de huellas</translation>
    </message>
    <message>
        <source>CRS of the footprints</source>
        <translation>SRC de las huellas</translation>
    </message>
    <message>
        <source>Without a choice that of the centres.</source>
        <translation>Si no se elige, el de los centros.</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Huellas</translation>
    </message>
    <message>
        <source>A polygon for each patch of each raster, with its sizes on the ground.</source>
        <translation>Un polígono para cada parche de cada ráster, con sus tamaños en el suelo.</translation>
    </message>
</context>
<context>
    <name>PatchSheet</name>
    <message>
        <source>Each raster at its own scale</source>
        <translation>Cada ráster a su propia escala</translation>
    </message>
    <message>
        <source>All rasters at one scale, with the frames of the others</source>
        <translation>Todos los rásteres a una escala, con los marcos de los otros</translation>
    </message>
    <message>
        <source>{columns} x {rows} pixels, {width:,.0f} m x {height:,.0f} m</source>
        <translation>{columns} x {rows} píxeles, {width:,.0f} m x {height:,.0f} m</translation>
    </message>
</context>
<context>
    <name>Patches</name>
    <message>
        <source>Patches</source>
        <translation>Parches</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Patch size (pixels)</source>
        <translation>Tamaño del parche (píxeles)</translation>
    </message>
    <message>
        <source>Size on the ground (m)</source>
        <translation>Tamaño en el suelo (m)</translation>
    </message>
    <message>
        <source>Metres along a side, in mode native of the patches of the first raster.</source>
        <translation>Metros por lado, en modo native de los parches del primer ráster.</translation>
    </message>
    <message>
        <source>Patch centres</source>
        <translation>Centros de parches</translation>
    </message>
    <message>
        <source>Points in any CRS, such as those of Create Patch Centres. Of the fields id, row, col and split those that are there are kept.</source>
        <translation>Puntos en cualquier SRC, como los de Crear centros de parches. De los campos id, row, col y split se conservan los que haya.</translation>
    </message>
    <message>
        <source>Rasters</source>
        <translation>Rásteres</translation>
    </message>
    <message>
        <source>Rasters of any CRS and resolution: files that GDAL reads, on regular grids with a CRS. Each keeps its own pixels. The first one is the reference.</source>
        <translation>Rásteres de cualquier SRC y resolución: archivos que GDAL lee, en cuadrículas regulares con SRC. Cada uno conserva sus propios píxeles. El primero es la referencia.</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Nombres</translation>
    </message>
    <message>
        <source>A name for each raster, in their order, separated by commas: letters, digits, _ and -. Without them the names of the files are used, without the words that all of them begin and end with.</source>
        <translation>Un nombre para cada ráster, en su orden, separados por comas: letras, cifras, _ y -. Sin ellos se usan los nombres de los archivos, sin las palabras con que todos empiezan y terminan.</translation>
    </message>
    <message>
        <source>Native: the same number of pixels from every raster, which is different ground where resolutions differ. Ground: the same ground from every raster, in the pixels that each has.</source>
        <translation>Native: el mismo número de píxeles de cada ráster, que es otro suelo donde las resoluciones difieren. Ground: el mismo suelo de cada ráster, en los píxeles que cada uno tiene.</translation>
    </message>
    <message>
        <source>Pixels along a side, in mode native of every raster, in mode ground of the first one. Give this or the size on the ground.</source>
        <translation>Píxeles por lado, en modo native de cada ráster, en modo ground del primero. Indique esto o el tamaño en el suelo.</translation>
    </message>
    <message>
        <source>No raster is given; choose some as RASTERS.</source>
        <translation>No se ha indicado ningún ráster; elija algunos como RASTERS.</translation>
    </message>
    <message>
        <source>NAMES must hold one name for each raster: {count} rasters, {names} names.</source>
        <translation>NAMES debe contener un nombre para cada ráster: {count} rásteres, {names} nombres.</translation>
    </message>
    <message>
        <source>{layer} holds no points; patch centres are points.</source>
        <translation>{layer} no contiene puntos; los centros de parches son puntos.</translation>
    </message>
    <message>
        <source>Feature {id} of the patch centres has no place; delete it.</source>
        <translation>El objeto {id} de los centros de parches no tiene lugar; bórrelo.</translation>
    </message>
    <message>
        <source>The layer of patch centres is empty.</source>
        <translation>La capa de centros de parches está vacía.</translation>
    </message>
    <message>
        <source>The field {field} of the patch centres must hold whole numbers ({reason}).</source>
        <translation>El campo {field} de los centros de parches debe contener números enteros ({reason}).</translation>
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>Copy Image</source>
        <translation>Copiar imagen</translation>
    </message>
    <message>
        <source>Save Image…</source>
        <translation>Guardar imagen…</translation>
    </message>
    <message>
        <source>Copy Text</source>
        <translation>Copiar texto</translation>
    </message>
    <message>
        <source>Save Image</source>
        <translation>Guardar imagen</translation>
    </message>
    <message>
        <source>PNG images</source>
        <translation>Imágenes PNG</translation>
    </message>
</context>
<context>
    <name>Points</name>
    <message>
        <source>QGIS cannot load {layer} as a vector layer.</source>
        <translation>QGIS no puede cargar {layer} como capa vectorial.</translation>
    </message>
    <message>
        <source>{layer} holds no points; choose another layer.</source>
        <translation>{layer} no contiene puntos; elija otra capa.</translation>
    </message>
</context>
<context>
    <name>PreviewPatches</name>
    <message>
        <source>Preview patches</source>
        <translation>Previsualizar parches</translation>
    </message>
    <message>
        <source>patches,chips,tiles,contact sheet,thumbnails,gallery,quick look,machine learning,deep learning,training data,samples,multi-sensor</source>
        <translation>parches,recortes,teselas,hoja de contactos,miniaturas,galería,vistazo,aprendizaje automático,aprendizaje profundo,datos de entrenamiento,muestras,multisensor</translation>
    </message>
    <message>
        <source>Shows patches of several rasters side by side, each at its own scale and all at one.</source>
        <translation>Muestra parches de varios rásteres lado a lado, cada uno a su propia escala y todos a una.</translation>
    </message>
    <message>
        <source>The boundary cannot be read as a layer with a coordinate reference system.</source>
        <translation>El límite no puede leerse como una capa con sistema de referencia de coordenadas.</translation>
    </message>
    <message>
        <source>The boundary has no place in the CRS of the first raster.</source>
        <translation>El límite no tiene lugar en el SRC del primer ráster.</translation>
    </message>
    <message>
        <source>Boundary</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Polygons in any CRS that are drawn on the first raster.</source>
        <translation>Polígonos en cualquier SRC que se dibujan sobre el primer ráster.</translation>
    </message>
    <message>
        <source>Number of patches shown</source>
        <translation>Número de parches mostrados</translation>
    </message>
    <message>
        <source>They are taken evenly from the layer of centres; all, where there are no more.</source>
        <translation>Se toman a intervalos iguales de la capa de centros; todos, donde no hay más.</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Hoja de contactos</translation>
    </message>
    <message>
        <source>PNG images (*.png)</source>
        <translation>Imágenes PNG (*.png)</translation>
    </message>
    <message>
        <source>The sheet as an image.</source>
        <translation>La hoja como imagen.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Informe</translation>
    </message>
    <message>
        <source>HTML pages (*.html)</source>
        <translation>Páginas HTML (*.html)</translation>
    </message>
    <message>
        <source>The sheet with tables of its rasters and patches, a page that needs no network.</source>
        <translation>La hoja con tablas de sus rásteres y parches, una página que no necesita red.</translation>
    </message>
</context>
<context>
    <name>Provider</name>
    <message>
        <source>Multiscale Fusion</source>
        <translation>Multiscale Fusion</translation>
    </message>
</context>
<context>
    <name>ReadFootprints</name>
    <message>
        <source>Read lidar and sounder footprints</source>
        <translation>Leer huellas de lidar y de sondeadores</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <source>GEDI,ICESat-2,ATLAS,OCO-2,OCO-3,lidar,altimetry,footprints,shots,photons,soundings,HDF5,h5,netCDF,granule,L1B,L2A,L2B,L4A,ATL03,ATL06,ATL08,canopy height,relative height,rh98,biomass,AGBD,carbon dioxide,XCO2,quality filter,points</source>
        <translation>GEDI,ICESat-2,ATLAS,OCO-2,OCO-3,lidar,altimetría,huellas,disparos,fotones,sondeos,HDF5,h5,netCDF,gránulo,L1B,L2A,L2B,L4A,ATL03,ATL06,ATL08,altura del dosel,altura relativa,rh98,biomasa,AGBD,dióxido de carbono,XCO2,filtro de calidad,puntos</translation>
    </message>
    <message>
        <source>Reads footprints of GEDI, ICESat-2 and OCO granules into a layer, with the product's recommended filter.</source>
        <translation>Lee huellas de gránulos de GEDI, ICESat-2 y OCO en una capa, con el filtro recomendado del producto.</translation>
    </message>
    <message>
        <source>Number of footprints read</source>
        <translation>Número de huellas leídas</translation>
    </message>
    <message>
        <source>Number of footprints kept</source>
        <translation>Número de huellas conservadas</translation>
    </message>
    <message>
        <source>The recommended filter was not applied.</source>
        <translation>El filtro recomendado no se aplicó.</translation>
    </message>
    <message>
        <source>Granules</source>
        <translation>Gránulos</translation>
    </message>
    <message>
        <source>One or more HDF5 or netCDF-4 files of one product, as the archives give them or clipped. Addresses that GDAL reads work too: https://..., s3://..., /vsizip/...</source>
        <translation>Uno o más archivos HDF5 o netCDF-4 de un producto, como los dan los archivos o recortados. También sirven las direcciones que lee GDAL: https://..., s3://..., /vsizip/...</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Producto</translation>
    </message>
    <message>
        <source>The product by its short name in the archive. Auto: found out from attributes, file names and datasets of the granules.</source>
        <translation>El producto, por su nombre corto en el archivo. Auto: se averigua por los atributos, los nombres y los datos de los gránulos.</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variables</translation>
    </message>
    <message>
        <source>Names of datasets, separated by commas, with the groups above them or without. rh98 is the 98th percentile of GEDI's rh, rh alone all 101; cover_z_3 is column 3 of cover_z. Without a choice the product's usual ones are read. A wrong name is answered with those there are.</source>
        <translation>Nombres de conjuntos de datos, separados por comas, con los grupos de encima o sin ellos. rh98 es el percentil 98 de rh de GEDI, rh solo los 101; cover_z_3 es la columna 3 de cover_z. Si no se eligen, se leen los habituales del producto. A un nombre equivocado se responde con los que hay.</translation>
    </message>
    <message>
        <source>Recommended filter</source>
        <translation>Filtro recomendado</translation>
    </message>
    <message>
        <source>Keep only what the product's guide recommends, by quality flags, degradation and sensitivity. The log writes the rules out and counts what each of them dropped. What the rules look at is written either way.</source>
        <translation>Conservar solo lo que recomienda la guía del producto, por indicadores de calidad, degradación y sensibilidad. El registro escribe las reglas y cuenta lo que descartó cada una. Lo que miran las reglas se escribe en todo caso.</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>Haces</translation>
    </message>
    <message>
        <source>Beams or tracks to read, separated by commas: names such as BEAM0101 or gt1r, or kinds: full_power and coverage for GEDI, strong and weak for ICESat-2. All without a choice.</source>
        <translation>Haces o trazas que se leen, separados por comas: nombres como BEAM0101 o gt1r, o clases: full_power y coverage para GEDI, strong y weak para ICESat-2. Todos si no se eligen.</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Extensión</translation>
    </message>
    <message>
        <source>Keep footprints whose centres lie in it: west,east,south,north in degrees unless a CRS is named, as in 500000,600000,4000000,4100000 [EPSG:32611].</source>
        <translation>Conservar las huellas cuyos centros están en ella: oeste,este,sur,norte en grados salvo que se nombre un SRC, como en 500000,600000,4000000,4100000 [EPSG:32611].</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>Intervalo de tiempo</translation>
    </message>
    <message>
        <source>Keep footprints of these times (UTC): 2019-04-18/2019-05-01 with both days, a single day, or dates with times as in 2019-04-18T08:00:00Z/.. with an open end.</source>
        <translation>Conservar las huellas de estos tiempos (UTC): 2019-04-18/2019-05-01 con ambos días, un solo día, o fechas con horas como en 2019-04-18T08:00:00Z/.. con un extremo abierto.</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Huellas</translation>
    </message>
    <message>
        <source>A layer in EPSG:4326, points at the footprints' centres, for OCO polygons: with granule, beam, number, time (UTC), quality, size on the ground in metres, and the variables.</source>
        <translation>Una capa en EPSG:4326, puntos en los centros de las huellas, para OCO polígonos: con gránulo, haz, número, hora (UTC), calidad, tamaño sobre el terreno en metros, y las variables.</translation>
    </message>
    <message>
        <source>{name} is not an extent; give it as west,east,south,north in degrees, or with its CRS behind it: 500000,600000,4000000,4100000 [EPSG:32611].</source>
        <translation>{name} no es una extensión; déla como oeste,este,sur,norte en grados, o con su SRC detrás: 500000,600000,4000000,4100000 [EPSG:32611].</translation>
    </message>
</context>
<context>
    <name>RecipeQuestion</name>
    <message>
        <source>The layer is not in the project any more.</source>
        <translation>La capa ya no está en el proyecto.</translation>
    </message>
</context>
<context>
    <name>Resources</name>
    <message>
        <source>The default output options of Settings &gt; Options &gt; Multiscale Fusion do not work: {problem}</source>
        <translation>Las opciones de salida predeterminadas de Configuración &gt; Opciones &gt; Multiscale Fusion no funcionan: {problem}</translation>
    </message>
    <message>
        <source>The number of threads must be from 1 to {most}, or 0 for automatic, not {count}.</source>
        <translation>El número de hilos debe estar entre 1 y {most}, o ser 0 para automático, no {count}.</translation>
    </message>
    <message>
        <source>The memory budget must be from {least} to {most} MB, not {size}.</source>
        <translation>El presupuesto de memoria debe estar entre {least} y {most} MB, no {size}.</translation>
    </message>
    <message>
        <source>The scratch folder {folder} does not exist; create it, or choose another one in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>La carpeta de trabajo {folder} no existe; créela o elija otra en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
    <message>
        <source>The scratch folder {folder} may not be written to; choose another one in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>No se puede escribir en la carpeta de trabajo {folder}; elija otra en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
    <message>
        <source>The scheduler address {address} is none; write it as tcp://host:8786.</source>
        <translation>La dirección del planificador {address} no es válida; escríbala como tcp://host:8786.</translation>
    </message>
    <message>
        <source>The setting {section}/{name} is "{value}" and must be a whole number; set it in Settings &gt; Options &gt; Multiscale Fusion.</source>
        <translation>El ajuste {section}/{name} es "{value}" y debe ser un número entero; cámbielo en Configuración &gt; Opciones &gt; Multiscale Fusion.</translation>
    </message>
</context>
<context>
    <name>Run</name>
    <message>
        <source>Checking the layers</source>
        <translation>Comprobando las capas</translation>
    </message>
    <message>
        <source>The run failed without a reason; see the log.</source>
        <translation>La ejecución falló sin dar motivo; vea el registro.</translation>
    </message>
    <message>
        <source>The run met an error of the plugin ({reason}); see the log.</source>
        <translation>La ejecución encontró un error del complemento ({reason}); vea el registro.</translation>
    </message>
    <message>
        <source>{algorithm}, started at {time}</source>
        <translation>{algorithm}, iniciado el {time}</translation>
    </message>
    <message>
        <source>Parameters:</source>
        <translation>Parámetros:</translation>
    </message>
    <message>
        <source>Done in {seconds:.1f} s.</source>
        <translation>Terminado en {seconds:.1f} s.</translation>
    </message>
    <message>
        <source>Cancelled after {seconds:.1f} s; nothing was written.</source>
        <translation>Cancelado tras {seconds:.1f} s; no se escribió nada.</translation>
    </message>
    <message>
        <source>Failed after {seconds:.1f} s.</source>
        <translation>Falló tras {seconds:.1f} s.</translation>
    </message>
</context>
<context>
    <name>RunFeedback</name>
    <message>
        <source>Error: {text}</source>
        <translation>Error: {text}</translation>
    </message>
    <message>
        <source>Warning: {text}</source>
        <translation>Aviso: {text}</translation>
    </message>
</context>
<context>
    <name>RunMenu</name>
    <message>
        <source>Advanced…</source>
        <translation>Avanzado…</translation>
    </message>
    <message>
        <source>Opens the algorithm's dialog with these choices</source>
        <translation>Abre el diálogo del algoritmo con lo que está elegido</translation>
    </message>
    <message>
        <source>Copy as qgis_process Command</source>
        <translation>Copiar como orden de qgis_process</translation>
    </message>
    <message>
        <source>The command is in the clipboard.</source>
        <translation>La orden está en el portapapeles.</translation>
    </message>
    <message>
        <source>Copy as Python</source>
        <translation>Copiar como Python</translation>
    </message>
    <message>
        <source>The Python code is in the clipboard.</source>
        <translation>El código de Python está en el portapapeles.</translation>
    </message>
    <message>
        <source>Save as Model…</source>
        <translation>Guardar como modelo…</translation>
    </message>
    <message>
        <source>Save Recipe…</source>
        <translation>Guardar receta…</translation>
    </message>
    <message>
        <source>Writes all choices to a file; a project keeps its own</source>
        <translation>Escribe todo lo elegido en un archivo; un proyecto guarda lo suyo</translation>
    </message>
    <message>
        <source>Load Recipe…</source>
        <translation>Cargar receta…</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Mostrar registro</translation>
    </message>
    <message>
        <source>Save as Model</source>
        <translation>Guardar como modelo</translation>
    </message>
    <message>
        <source>Models of QGIS</source>
        <translation>Modelos de QGIS</translation>
    </message>
    <message>
        <source>The model is saved as {path}.</source>
        <translation>El modelo se guardó como {path}.</translation>
    </message>
    <message>
        <source>Save Recipe</source>
        <translation>Guardar receta</translation>
    </message>
    <message>
        <source>Saving a recipe</source>
        <translation>Guardando una receta</translation>
    </message>
    <message>
        <source>The recipe is saved as {path}.</source>
        <translation>La receta se guardó como {path}.</translation>
    </message>
    <message>
        <source>Load Recipe</source>
        <translation>Cargar receta</translation>
    </message>
    <message>
        <source>Loading a recipe</source>
        <translation>Cargando una receta</translation>
    </message>
    <message>
        <source>The recipe is loaded.</source>
        <translation>La receta está cargada.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Recetas</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>Write report</source>
        <translation>Escribir informe</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Salida</translation>
    </message>
    <message>
        <source>Sampling writes no report</source>
        <translation>El muestreo no escribe informe</translation>
    </message>
    <message>
        <source>A page for the browser, beside the output</source>
        <translation>Una página para el navegador, junto a la salida</translation>
    </message>
    <message>
        <source>Layers of points</source>
        <translation>Capas de puntos</translation>
    </message>
    <message>
        <source>GeoTIFF files</source>
        <translation>archivos GeoTIFF</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ejecutar</translation>
    </message>
    <message>
        <source>Ready: {algorithm}</source>
        <translation>Listo: {algorithm}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>Cancelando</translation>
    </message>
    <message>
        <source>Running: {algorithm}</source>
        <translation>En ejecución: {algorithm}</translation>
    </message>
    <message>
        <source>Show Log</source>
        <translation>Mostrar registro</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>Cancelado; no se escribió nada.</translation>
    </message>
    <message>
        <source>Done in {seconds:.1f} s: {name}</source>
        <translation>Terminado en {seconds:.1f} s: {name}</translation>
    </message>
    <message>
        <source>Results of {name} could not be loaded.</source>
        <translation>No se pudieron cargar resultados de {name}.</translation>
    </message>
    <message>
        <source>Open Report</source>
        <translation>Abrir informe</translation>
    </message>
    <message>
        <source>Save Result</source>
        <translation>Guardar resultado</translation>
    </message>
    <message>
        <source>Temporary file</source>
        <translation>Archivo temporal</translation>
    </message>
    <message>
        <source>Output file</source>
        <translation>Archivo de salida</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>The same choices as a dialog, command, model or recipe</source>
        <translation>Lo mismo como diálogo, orden, modelo o receta</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Progreso de la ejecución</translation>
    </message>
</context>
<context>
    <name>SamplePoints</name>
    <message>
        <source>Sample rasters at points and footprints</source>
        <translation>Muestrear rásteres en puntos y huellas</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Muestreo</translation>
    </message>
    <message>
        <source>sample,extract,raster values,point sampling,footprint,buffer,zonal statistics,zonal,exact,area-weighted,disc,Gaussian,beam,lidar,GEDI,ICESat-2,ATL08,OCO-2,flux tower,field plots,in situ,validation,matchup,collocation,class fractions,land cover,bilinear,time series,GeoParquet,table,multiscale</source>
        <translation>muestrear,extraer,valores de ráster,muestreo en puntos,huella,búfer,estadísticas zonales,zonal,exacto,ponderado por área,disco,gaussiana,haz,lidar,GEDI,ICESat-2,ATL08,OCO-2,torre de flujos,parcelas de campo,in situ,validación,emparejamiento,colocación,fracciones de clases,cobertura del suelo,bilineal,serie temporal,GeoParquet,tabla,multiescala</translation>
    </message>
    <message>
        <source>Adds the values of rasters to points, or to footprints by what they cover of each pixel.</source>
        <translation>Añade los valores de rásteres a puntos, o a huellas según lo que cubren de cada píxel.</translation>
    </message>
    <message>
        <source>Number of features</source>
        <translation>Número de objetos</translation>
    </message>
    <message>
        <source>Names of the new fields</source>
        <translation>Nombres de los campos nuevos</translation>
    </message>
    <message>
        <source>TIME_TOLERANCE needs the time of each point; name its field as TIME_FIELD.</source>
        <translation>TIME_TOLERANCE necesita la hora de cada punto; indique su campo como TIME_FIELD.</translation>
    </message>
    <message>
        <source>No output is asked for; give OUTPUT, TABLE or both.</source>
        <translation>No se pide ninguna salida; indique OUTPUT, TABLE o ambas.</translation>
    </message>
    <message>
        <source>No raster is given; choose some as RASTERS.</source>
        <translation>No se da ningún ráster; elija alguno como RASTERS.</translation>
    </message>
    <message>
        <source>The output {path} would replace an input; choose another name.</source>
        <translation>La salida {path} reemplazaría una entrada; elija otro nombre.</translation>
    </message>
    <message>
        <source>Features without a usable geometry: {count}; they are kept, with nulls.</source>
        <translation>Objetos sin una geometría utilizable: {count}; se conservan, con nulos.</translation>
    </message>
    <message>
        <source>Points or footprints</source>
        <translation>Puntos o huellas</translation>
    </message>
    <message>
        <source>Points in any CRS, or polygons, which then are the footprints themselves. All fields are kept, and features without a geometry too, with nulls.</source>
        <translation>Puntos en cualquier SRC, o polígonos, que son entonces las huellas mismas. Se conservan todos los campos, y también los objetos sin geometría, con nulos.</translation>
    </message>
    <message>
        <source>Rasters to sample</source>
        <translation>Rásteres que se muestrean</translation>
    </message>
    <message>
        <source>Rasters of any CRS, resolution and kind: files that GDAL reads, on regular grids with a CRS. All of their bands are sampled, each raster in its own pixels.</source>
        <translation>Rásteres de cualquier SRC, resolución y tipo: archivos que lee GDAL, en cuadrículas regulares con un SRC. Se muestrean todas sus bandas, cada ráster en sus propios píxeles.</translation>
    </message>
    <message>
        <source>Support</source>
        <translation>Soporte</translation>
    </message>
    <message>
        <source>The ground that a point stands for. Pixel: the pixel under it. Bilinear: the four around it. Disc: all of the diameter alike. Gaussian: weighed by a beam whose diameter (four standard deviations) is given. Ellipse and segment (a rectangle): of the length along the azimuth, as wide as the diameter. Polygon: the input's. Auto: polygon for polygons, segment with azimuth and length, disc with a diameter, else pixel.</source>
        <translation>El terreno que representa un punto. Pixel: el píxel bajo él. Bilinear: los cuatro a su alrededor. Disc: todo el diámetro por igual. Gaussian: ponderado por un haz cuyo diámetro (cuatro desviaciones típicas) se da. Ellipse y segment (un rectángulo): de la longitud según el acimut, tan anchos como el diámetro. Polygon: el de la entrada. Auto: polygon para polígonos, segment con acimut y longitud, disc con un diámetro, y si no pixel.</translation>
    </message>
    <message>
        <source>Footprint diameter</source>
        <translation>Diámetro de la huella</translation>
    </message>
    <message>
        <source>Of each footprint in metres on the ground, whatever the CRS: 25 for GEDI. With a field it stands in for that one's nulls.</source>
        <translation>De cada huella en metros sobre el terreno, sea cual sea el SRC: 25 para GEDI. Con un campo, sustituye los nulos de este.</translation>
    </message>
    <message>
        <source>Field of the diameter</source>
        <translation>Campo del diámetro</translation>
    </message>
    <message>
        <source>Holds the diameter of each footprint in metres.</source>
        <translation>Contiene el diámetro de cada huella en metros.</translation>
    </message>
    <message>
        <source>Footprint length</source>
        <translation>Largo de la huella</translation>
    </message>
    <message>
        <source>Of ellipses and segments in metres on the ground, along the azimuth: 100 for ATL08.</source>
        <translation>De elipses y segmentos en metros sobre el terreno, según el acimut: 100 para ATL08.</translation>
    </message>
    <message>
        <source>Field of the length</source>
        <translation>Campo de la longitud</translation>
    </message>
    <message>
        <source>Holds the length of each footprint in metres.</source>
        <translation>Contiene la longitud de cada huella en metros.</translation>
    </message>
    <message>
        <source>Field of the azimuth</source>
        <translation>Campo del acimut</translation>
    </message>
    <message>
        <source>Holds the direction of the length in degrees clockwise from true north.</source>
        <translation>Contiene la dirección de la longitud en grados desde el norte verdadero en sentido horario.</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Estadísticos</translation>
    </message>
    <message>
        <source>What becomes of the pixels in a footprint, weighed by their share of it; a field for each. Of a pixel and of bilinear sampling there is the value itself, and count and valid fraction if asked. Statistics that a raster's values do not have are left out for it, such as the mean of classes.</source>
        <translation>Lo que resulta de los píxeles de una huella, ponderados por su proporción de ella; un campo para cada uno. De un píxel y del muestreo bilineal hay el valor mismo, y el recuento y la fracción válida si se piden. Los estadísticos que los valores de un ráster no tienen se omiten para él, como la media de clases.</translation>
    </message>
    <message>
        <source>Minimum valid fraction</source>
        <translation>Fracción válida mínima</translation>
    </message>
    <message>
        <source>Values are null where less than this fraction of the footprint lies on valid pixels; what lies beyond the raster counts as missing. 0 keeps every footprint with anything valid in it.</source>
        <translation>Los valores son nulos donde menos de esta fracción de la huella cae en píxeles válidos; lo que queda fuera del ráster cuenta como ausente. 0 conserva toda huella con algo válido en ella.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Codes of the classes whose fractions are wanted, separated by commas. Without them, those that the legend names and a sample of the raster shows.</source>
        <translation>Códigos de las clases cuyas fracciones se quieren, separados por comas. Sin ellos, las que nombra la leyenda y muestra una muestra del ráster.</translation>
    </message>
    <message>
        <source>Field of the time</source>
        <translation>Campo de la hora</translation>
    </message>
    <message>
        <source>Holds when each point was observed: a date, a time, or text such as 2024-06-02T18:20:11Z. Used with a time tolerance.</source>
        <translation>Contiene cuándo se observó cada punto: una fecha, una hora, o texto como 2024-06-02T18:20:11Z. Se usa con una tolerancia de tiempo.</translation>
    </message>
    <message>
        <source>Time tolerance</source>
        <translation>Tolerancia de tiempo</translation>
    </message>
    <message>
        <source>In days: rasters count only for points that are so near to their own date, and fields of the raster nearest in time are added. A raster's date comes from its temporal properties, its tags or its name.</source>
        <translation>En días: los rásteres cuentan solo para los puntos así de cercanos a su propia fecha, y se añaden campos del ráster más cercano en el tiempo. La fecha de un ráster viene de sus propiedades temporales, sus etiquetas o su nombre.</translation>
    </message>
    <message>
        <source>Prefix of the fields</source>
        <translation>Prefijo de los campos</translation>
    </message>
    <message>
        <source>Stands before the names of all new fields, which are those of the raster's file, _b and the band's number where there are several, and the statistic.</source>
        <translation>Va delante de los nombres de todos los campos nuevos, que son el del archivo del ráster, _b y el número de la banda donde hay varias, y el estadístico.</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Muestreado</translation>
    </message>
    <message>
        <source>The input's features in their order, with geometries and fields, and the sampled values behind them. GeoPackage, GeoJSON, CSV and others, by the file name's ending.</source>
        <translation>Los objetos de la entrada en su orden, con geometrías y campos, y detrás los valores muestreados. GeoPackage, GeoJSON, CSV y otros, según la terminación del nombre del archivo.</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>GeoParquet files</source>
        <translation>archivos GeoParquet</translation>
    </message>
    <message>
        <source>The same as a GeoParquet file, which takes about half the time of a layer and is read by pandas, R and DuckDB. Needs the Python package pyarrow.</source>
        <translation>Lo mismo como archivo GeoParquet, que lleva alrededor de la mitad del tiempo de una capa y leen pandas, R y DuckDB. Necesita el paquete de Python pyarrow.</translation>
    </message>
</context>
<context>
    <name>SampleSettings</name>
    <message>
        <source>Points</source>
        <translation>Puntos</translation>
    </message>
    <message>
        <source>Support</source>
        <translation>Soporte</translation>
    </message>
    <message>
        <source>Footprint diameter</source>
        <translation>Diámetro de la huella</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Estadísticos</translation>
    </message>
    <message>
        <source>None: use a layer of points on the page Layers.</source>
        <translation>Ninguno: use una capa de puntos en la página Capas.</translation>
    </message>
    <message>
        <source>as the product says</source>
        <translation>como dice el producto</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>sin indicar</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>Of each footprint in metres on the ground, whatever the CRS: 25 for GEDI. Without it that of the field diameter, as footprints that were read from a product have it.</source>
        <translation>De cada huella en metros sobre el terreno, sea cual sea el SRC: 25 para GEDI. Sin él, el del campo diameter, como lo tienen las huellas leídas de un producto.</translation>
    </message>
    <message>
        <source>{statistic}: {remark}</source>
        <translation>{statistic}: {remark}</translation>
    </message>
    <message>
        <source>Choose at least one statistic.</source>
        <translation>Elija al menos un estadístico.</translation>
    </message>
    <message>
        <source>With this support there is the value itself; of the statistics only the number of valid pixels and the valid fraction are added.</source>
        <translation>Con este soporte hay el valor mismo; de los estadísticos solo se añaden el número de píxeles válidos y la fracción válida.</translation>
    </message>
</context>
<context>
    <name>SearchEarthdata</name>
    <message>
        <source>Search NASA Earthdata</source>
        <translation>Buscar en NASA Earthdata</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivo de datos</translation>
    </message>
    <message>
        <source>NASA,Earthdata,CMR,earthaccess,archive,catalogue,granules,scenes,find,query,LP DAAC,HLS,Landsat,Sentinel-2,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2,OCO-2,GRACE,footprints,cloud cover,DOI</source>
        <translation>NASA,Earthdata,CMR,earthaccess,archivo,catálogo,gránulos,escenas,encontrar,consulta,LP DAAC,HLS,Landsat,Sentinel-2,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2,OCO-2,GRACE,huellas,nubosidad,DOI</translation>
    </message>
    <message>
        <source>Finds the granules that NASA Earthdata holds of a product, for an area and a time, as a polygon layer.</source>
        <translation>Encuentra los gránulos que NASA Earthdata guarda de un producto, para una zona y un tiempo, como capa de polígonos.</translation>
    </message>
    <message>
        <source>Number of granules in the layer</source>
        <translation>Número de gránulos en la capa</translation>
    </message>
    <message>
        <source>Number of granules in the archive that fit</source>
        <translation>Número de gránulos del archivo que cumplen</translation>
    </message>
    <message>
        <source>No login to NASA Earthdata was found: what is public is searched. To download, a login is needed.</source>
        <translation>No se encontraron datos de acceso a NASA Earthdata: se busca lo que es público. Para descargar hacen falta.</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Producto</translation>
    </message>
    <message>
        <source>The product by its short name in the archive, such as HLSL30, HLSS30, MOD11A1 or ECO_L2T_LSTE, or by the DOI of its collection. The list holds those that the plugin knows; any other can be typed.</source>
        <translation>El producto por su nombre corto en el archivo, como HLSL30, HLSS30, MOD11A1 o ECO_L2T_LSTE, o por el DOI de su colección. La lista contiene los que conoce el complemento; puede escribirse cualquier otro.</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Extensión</translation>
    </message>
    <message>
        <source>Granules whose footprints touch it: west,east,south,north in degrees unless a CRS is named, as in 500000,600000,4000000,4100000 [EPSG:32611]. The whole world without one.</source>
        <translation>Gránulos cuyas huellas la tocan: oeste,este,sur,norte en grados a no ser que se nombre un SRC, como en 500000,600000,4000000,4100000 [EPSG:32611]. Sin ella, el mundo entero.</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>Granules from this day on (UTC), such as 2022-06-01. Open without one.</source>
        <translation>Gránulos desde este día (UTC), como 2022-06-01. Abierto si no se indica.</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Granules up to the end of this day (UTC). Open without one.</source>
        <translation>Gránulos hasta el final de este día (UTC). Abierto si no se indica.</translation>
    </message>
    <message>
        <source>Most cloud cover in percent</source>
        <translation>Nubosidad máxima en porcentaje</translation>
    </message>
    <message>
        <source>Granules whose metadata tell of no more cloud than this. Those of products that tell no cloud cover, such as MODIS's, are then not found at all.</source>
        <translation>Gránulos cuyos metadatos no dicen más nubes que estas. Los de productos que no dicen su nubosidad, como los de MODIS, no se encuentran entonces.</translation>
    </message>
    <message>
        <source>Day or night</source>
        <translation>Día o noche</translation>
    </message>
    <message>
        <source>Granules that their metadata call those of the day or of the night. Products of both, and those that do not tell, are found with any alone.</source>
        <translation>Gránulos que sus metadatos llaman de día o de noche. Los productos de ambos, y los que no lo dicen, solo se encuentran con any.</translation>
    </message>
    <message>
        <source>Granules at most</source>
        <translation>Gránulos como mucho</translation>
    </message>
    <message>
        <source>How many granules are taken; a warning tells when there are more.</source>
        <translation>Cuántos gránulos se toman; un aviso dice cuándo hay más.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>The version of the product, such as 2.0 or 061. The newest without one.</source>
        <translation>La versión del producto, como 2.0 o 061. La más nueva si no se indica.</translation>
    </message>
    <message>
        <source>Granules</source>
        <translation>Gránulos</translation>
    </message>
    <message>
        <source>The granules' footprints in EPSG:4326 with their ids, times (UTC), cloud cover, size in megabytes, links, and files with checksums, which the download reads. Painted by date.</source>
        <translation>Las huellas de los gránulos en EPSG:4326 con sus identificadores, horas (UTC), nubosidad, tamaño en megabytes, enlaces, y archivos con sumas de verificación, que lee la descarga. Pintadas por fecha.</translation>
    </message>
    <message>
        <source>{name} is no date; give it as 2022-06-01.</source>
        <translation>{name} no es una fecha; indíquela como 2022-06-01.</translation>
    </message>
</context>
<context>
    <name>StatisticsTable</name>
    <message>
        <source>Layer</source>
        <translation>Capa</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Estadístico</translation>
    </message>
    <message>
        <source>Statistic of {layer}</source>
        <translation>Estadístico de {layer}</translation>
    </message>
    <message>
        <source>Statistic of each layer</source>
        <translation>Estadístico de cada capa</translation>
    </message>
</context>
<context>
    <name>Styling</name>
    <message>
        <source>The layer "{layer}" is shown in QGIS's default style, since its own cannot be applied: {reason}.</source>
        <translation>La capa "{layer}" se muestra con el estilo predeterminado de QGIS, porque el suyo no se puede aplicar: {reason}.</translation>
    </message>
    <message>
        <source>the output lacks the bands or classes that it paints</source>
        <translation>la salida carece de las bandas o clases que representa</translation>
    </message>
</context>
<context>
    <name>VectorOutput</name>
    <message>
        <source>{path} cannot be written; choose another place or format for {name}.</source>
        <translation>No se puede escribir {path}; elija otro lugar o formato para {name}.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); is there space, and is it open elsewhere?</source>
        <translation>No se puede escribir {path} ({reason}); ¿hay espacio, y está abierto en otro lugar?</translation>
    </message>
</context>
</TS>
