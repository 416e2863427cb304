/** The texts of the win-back list (row 39). */
export const WINBACK_TEXTS = { zh: () => import('./winback.zh.json'), en: () => import('./winback.en.json') };
