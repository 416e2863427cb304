"""Ways between points: estimated from what was learned of a territory, or measured by a road engine on one's own network."""
