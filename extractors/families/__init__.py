"""Layouts that outlets of one publishing system or network share."""
