/** The texts of an account's place (row 21), on phone and desk. One object: `addTexts` knows it again. */
export const PLACE_TEXTS = { zh: () => import('./place.zh.json'), en: () => import('./place.en.json') };
