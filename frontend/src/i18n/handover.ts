/** The texts of handing accounts over, of orders that fell since, and of customers known to one person only (rows 16, 18, 19, 58). */
export const HANDOVER_TEXTS = { zh: () => import('./handover.zh.json'), en: () => import('./handover.en.json') };
