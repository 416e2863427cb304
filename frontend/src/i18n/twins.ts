/** The texts of duplicates, merges and the public pool. One object: `addTexts` knows it again. */
export const TWINS_TEXTS = { zh: () => import('./twins.zh.json'), en: () => import('./twins.en.json') };
