/** The texts of search, shared by the desk's palette and the phone's field. One object: `addTexts` knows it again. */
export const FIND_TEXTS = { zh: () => import('./find.zh.json'), en: () => import('./find.en.json') };
