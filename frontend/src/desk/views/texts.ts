/** The texts of filters, views, bulk work and exports. One object: `addTexts` knows it again. */
export const VIEWS_TEXTS = { zh: () => import('../../i18n/views.zh.json'), en: () => import('../../i18n/views.en.json') };
