/** The texts of a form that is saved at the server, and of what became of it. */
export const FORM_TEXTS = { zh: () => import('./form.zh.json'), en: () => import('./form.en.json') };
