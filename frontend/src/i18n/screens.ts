/** The texts of the phone's second screens. One object: `addTexts` knows it again. */
export const SCREENS_TEXTS = { zh: () => import('./screens.zh.json'), en: () => import('./screens.en.json') };
