"""SG3: imputation."""
