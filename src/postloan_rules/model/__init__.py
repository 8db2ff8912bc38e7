"""The lender's world: typed, frozen, validated; no rule, no FEEL."""
