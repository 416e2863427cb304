import type { JSX } from 'preact';
import { RouteSheetScreen } from '../desk/routeSheet/screen.tsx';

/** The sheet of one's own day, from Today; it is asked of the server (row 17). */
export function OwnRouteSheet(): JSX.Element {
  return <RouteSheetScreen backTo="/" />;
}
