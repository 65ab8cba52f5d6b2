"""Lengths and times for people."""


def length_text(metres: float) -> str:
    """Three digits with the unit: "30 m", "1.11 km"."""
    return f"{metres:.3g} m" if metres < 999.5 else f"{metres / 1000:.3g} km"


def days_text(days: float) -> str:
    """Without its unit: "0.5", "16", "1,690"."""
    return f"{days:.2g}" if days < 9.95 else f"{days:,.0f}"
