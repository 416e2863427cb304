/** The texts of the printed route sheet (row 17). */
export const ROUTE_SHEET_TEXTS = { zh: () => import('./routeSheet.zh.json'), en: () => import('./routeSheet.en.json') };
