/** The texts of when and how a customer wishes to be visited (rows 17, 79). */
export const VISITING_TEXTS = { zh: () => import('./visiting.zh.json'), en: () => import('./visiting.en.json') };
