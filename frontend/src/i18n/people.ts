/** The texts about people, promises, talks and trust, shared by the desk and the phone. One object: `addTexts` knows it again. */
export const PEOPLE_TEXTS = { zh: () => import('./people.zh.json'), en: () => import('./people.en.json') };
