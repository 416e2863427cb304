"""What the tier board shows: sums per tier, the Pareto curve, who moved between two days (rows 7, 68)."""
