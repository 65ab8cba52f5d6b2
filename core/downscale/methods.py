"""What a downscaling can be asked for, by name. It imports nothing heavy, so that dialogs can list it."""

MODELS = ("linear", "tsharp", "forest", "boosting", "dms", "atprk", "blend")
METHODS = (*MODELS, "atpk", "bilinear", "nearest")
RESIDUALS = ("none", "block", "smooth", "kriging")
KINDS = ("auto", "intensive", "extensive", "ratio", "decibel", "radiative")
DTYPES = ("auto", "Float32", "Float64")
VARIOGRAMS = ("spherical", "exponential", "matern", "gaussian")
LEARNING = ("forest", "boosting", "dms", "blend")   # those that scikit-learn grows
