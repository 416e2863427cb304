/** The texts of changing a day on the road and of free hours, on phone and desk. One object: `addTexts` knows it again. */
export const DAY_TEXTS = { zh: () => import('./day.zh.json'), en: () => import('./day.en.json') };
