"""Item-writing lint: what keeps an item from measuring what it should, found by rule.

A problem keeps an item from being published. A warning stands until its author has written down why it may.
Rules after Haladyna, Downing and Rodriguez, "A review of multiple-choice item-writing guidelines" (2002), restated in
docs/authors-manual.md.
"""
