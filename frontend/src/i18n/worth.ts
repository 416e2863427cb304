/** The texts of loyalty and equity, shared by the account page, the overview and the phone's card. */
export const WORTH_TEXTS = { zh: () => import('./worth.zh.json'), en: () => import('./worth.en.json') };
