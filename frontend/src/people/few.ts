/** Below this many cases a share is shown with a word of warning, as `accounts/proportion.py` has it. */
export const FEW = 10;
