"""The version of the rules; it is written into every Article they make."""

__version__ = "0.1.0"
