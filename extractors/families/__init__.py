"""Layouts shared by outlets on one publishing system or network."""
