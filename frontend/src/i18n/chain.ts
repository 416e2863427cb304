/** The texts of the process chain, shared by the desk and the phone. One object: `addTexts` knows it again. */
export const CHAIN_TEXTS = { zh: () => import('./chain.zh.json'), en: () => import('./chain.en.json') };
