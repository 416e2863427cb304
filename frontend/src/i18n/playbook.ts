/** The texts of a tier's playbook on the phone's card (row 15). */
export const PLAYBOOK_TEXTS = { zh: () => import('./playbook.zh.json'), en: () => import('./playbook.en.json') };
