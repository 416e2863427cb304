import { render } from 'preact';
import { App } from './app.tsx';
import { start } from './data/page.ts';
import { loadLanguage, preferredLanguage } from './i18n/index.ts';
import './styles/index.css';
import { showTheme } from './theme.ts';
import { keepUpToDate } from './update.ts';

showTheme();
const root = document.getElementById('app');
if (!root) throw new Error('The page has no #app.');
await Promise.all([loadLanguage(preferredLanguage()), start()]);
render(<App />, root);
void keepUpToDate();
