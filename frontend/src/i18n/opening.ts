/** The texts of opening an account at the desk. */
export const OPENING_TEXTS = { zh: () => import('./opening.zh.json'), en: () => import('./opening.en.json') };
