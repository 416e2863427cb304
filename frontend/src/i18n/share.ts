/** The texts of the calculator from satisfaction to unit share (row 25). */
export const SHARE_TEXTS = { zh: () => import('./share.zh.json'), en: () => import('./share.en.json') };
