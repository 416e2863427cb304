/** The texts of a place that is put by hand (row 21). */
export const COORDINATES_TEXTS = { zh: () => import('./coordinates.zh.json'), en: () => import('./coordinates.en.json') };
