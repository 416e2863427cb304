/** The texts of routes being made and changed (row 17). */
export const ROUTES_TEXTS = { zh: () => import('./routes.zh.json'), en: () => import('./routes.en.json') };
