/** The texts of one's planned visits in a calendar (row 79). */
export const CALENDAR_TEXTS = { zh: () => import('./calendar.zh.json'), en: () => import('./calendar.en.json') };
