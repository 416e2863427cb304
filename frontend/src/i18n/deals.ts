/** The texts of registered deals, shared by their screens and the account page. One object: `addTexts` knows it again. */
export const DEALS_TEXTS = { zh: () => import('./deals.zh.json'), en: () => import('./deals.en.json') };
