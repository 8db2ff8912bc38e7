"""Authored things: packs of rules, parameters, facts and cases, read from YAML."""
