/** One object for all that use these texts: `addTexts` knows it again. */
export const FILE_TEXTS = { zh: () => import('./file.zh.json'), en: () => import('./file.en.json') };
