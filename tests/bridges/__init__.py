"""Bridges to libraries that not every machine can install: ``make bridges`` runs these."""
