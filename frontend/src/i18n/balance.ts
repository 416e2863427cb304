/** The texts of even territories (row 16). */
export const BALANCE_TEXTS = { zh: () => import('./balance.zh.json'), en: () => import('./balance.en.json') };
