/** One object for all that use these texts: `addTexts` knows it again. */
export const TREE_TEXTS = { zh: () => import('./tree.zh.json'), en: () => import('./tree.en.json') };
