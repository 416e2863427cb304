/** The texts of importing files. One object: `addTexts` knows it again. */
export const IMPORTS_TEXTS = { zh: () => import('./imports.zh.json'), en: () => import('./imports.en.json') };
