"""One file per check, named by its code and slug: the listing is the catalogue.

SG0 structure and contract, SG1 values, SG2 scaling, SG3 imputation, SG4 sequence and padding, SG5 target, SG6
leakage and split, SG7 model, SG8 training, SG9 comparison.
"""
