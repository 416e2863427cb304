import type { JSX } from 'preact';
import { RouteVerbs } from './routes.tsx';
import { RouteSheetScreen } from './screen.tsx';

/** The sheet with all that makes and changes routes: on the phone there is the sheet alone. */
export function DeskRouteSheet(): JSX.Element {
  return <RouteSheetScreen Verbs={RouteVerbs} />;
}
