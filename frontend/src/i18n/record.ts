/** The texts of history, duplicates and the public pool. One object: `addTexts` knows it again. */
export const RECORD_TEXTS = { zh: () => import('./record.zh.json'), en: () => import('./record.en.json') };
