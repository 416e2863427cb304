/** The texts of the tier board, its charts and the policy. One object: `addTexts` knows it again. */
export const TIERS_TEXTS = { zh: () => import('./tiers.zh.json'), en: () => import('./tiers.en.json') };
