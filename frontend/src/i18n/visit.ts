/** The texts of a visit's steps and of its coach card, shared by the desk and the phone. One object: `addTexts` knows it again. */
export const VISIT_TEXTS = { zh: () => import('./visit.zh.json'), en: () => import('./visit.en.json') };
