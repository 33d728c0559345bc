"""The vocabulary that everything else is written in: plan, block, places, declarations, findings, words."""
