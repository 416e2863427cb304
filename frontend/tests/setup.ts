import 'fake-indexeddb/auto';

/** happy-dom has no locks; in a test there is one caller at a time anyway. */
const locks = { request: (_name: string, _options: object, work: (lock: object) => unknown) => Promise.resolve(work({})) };
Object.defineProperty(globalThis.navigator, 'locks', { value: locks, configurable: true });
