/** The texts of the four-week plan and of the coverage report (rows 7, 17, 79). */
export const PLANNER_TEXTS = { zh: () => import('./planner.zh.json'), en: () => import('./planner.en.json') };
