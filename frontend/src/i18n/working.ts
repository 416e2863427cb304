/** The texts of a manager's working time and days away (rows 17, 79). */
export const WORKING_TEXTS = { zh: () => import('./working.zh.json'), en: () => import('./working.en.json') };
