"""Plots as SVG documents of their own, in the colors of the theme: no script, no style, no link to anything else."""
