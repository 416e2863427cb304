/** The texts of a segment’s brief, for the phone and the desk. */
export const BRIEF_TEXTS = { zh: () => import('./brief.zh.json'), en: () => import('./brief.en.json') };
