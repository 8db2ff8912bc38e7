"""The language of conditions: FEEL, from text to checked trees."""
