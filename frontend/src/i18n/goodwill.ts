/** The texts of goodwill, of reports that protect our people, and of courteous replies (rows 4, 6). */
export const GOODWILL_TEXTS = { zh: () => import('./goodwill.zh.json'), en: () => import('./goodwill.en.json') };
