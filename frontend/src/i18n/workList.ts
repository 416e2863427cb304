/** The texts of the work list that puts keeping before winning (rows 13, 24). */
export const WORK_TEXTS = { zh: () => import('./workList.zh.json'), en: () => import('./workList.en.json') };
