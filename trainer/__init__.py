"""Medcode Trainer: practice and mock exams for medical coders and billers."""

__version__ = "0.1.0"
