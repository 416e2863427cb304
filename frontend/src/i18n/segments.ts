/** The texts of segments and experiments. */
export const SEGMENTS_TEXTS = { zh: () => import('./segments.zh.json'), en: () => import('./segments.en.json') };
