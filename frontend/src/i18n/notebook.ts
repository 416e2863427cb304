/** The texts of the customer notebook, shared by the desk's page and the phone's card. One object: `addTexts` knows it again. */
export const NOTEBOOK_TEXTS = { zh: () => import('./notebook.zh.json'), en: () => import('./notebook.en.json') };
