"""Estimators of a variable from covariates, in scikit-learn's manners; no input or output of files here."""
