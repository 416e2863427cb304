/** The texts of the service catalogue, shared by the desk's screen, the account's page and the phone's card. */
export const SERVICES_TEXTS = { zh: () => import('./services.zh.json'), en: () => import('./services.en.json') };
