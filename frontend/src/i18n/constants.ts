/** The texts of the constants register and the incident estimate. One object: `addTexts` knows it again. */
export const CONSTANTS_TEXTS = { zh: () => import('./constants.zh.json'), en: () => import('./constants.en.json') };
