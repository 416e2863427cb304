import type { JSX } from 'preact';

/** Paths on a 24-pixel grid, drawn as lines. */
const PATHS = {
  today: 'M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm-1 5h16M8 3v4m8-4v4m-8 8 2.5 2.5L16 13',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.3M18.5 14.5c1.9.9 3 2.8 3 5.5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  tasks: 'M4 6.5 5.5 8 8 5M4 13l1.5 1.5L8 11.5M4 19.5 5.5 21 8 18M12 6.5h8M12 13h8m-8 6.5h8',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5L21 21',
  map: 'm3 6.5 6-2.5 6 2.5 6-2.5v13.5l-6 2.5-6-2.5-6 2.5zM9 4v13.5m6-11V20',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  pin: 'M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  phone: 'M6.5 3.5h2.8l1.5 4-2 1.5a12 12 0 0 0 6.2 6.2l1.5-2 4 1.5v2.8a2 2 0 0 1-2 2C11 19.5 4.5 13 4.5 5.5a2 2 0 0 1 2-2Z',
  navigate: 'm4 11 16-7-7 16-2-7z',
  back: 'M15 5l-7 7 7 7',
  forward: 'm9 5 7 7-7 7',
  close: 'm6 6 12 12M18 6 6 18',
  order: 'M4 5h2l2 11h10l2-8H7M9 20.5h.01M17 20.5h.01',
  no_order: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-6-15 12 12',
  absent: 'M5 21V4.5A.5.5 0 0 1 5.5 4h9a.5.5 0 0 1 .5.5V21M3 21h18M12 12.5h.01M18 8v.01M18 12v4',
  complaint: 'M4 5h16v11H10l-4 4v-4H4zm8 3v4m0 2.5v.01',
  note: 'M5 4h14v16H5zM8.5 9h7m-7 4h7m-7 4H12',
  promise: 'M12 20.5 4.5 13a4.7 4.7 0 1 1 7.5-5.5A4.7 4.7 0 1 1 19.5 13z',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2',
  cloud: 'M7 18.5a4.5 4.5 0 1 1 .9-8.9 5.5 5.5 0 0 1 10.6 1.6A3.7 3.7 0 0 1 17.5 18.5Z',
  saved: 'M7 3.5h10a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1Zm2 9 2 2 4-4',
  warning: 'M12 4 2.5 20h19zm0 6v4m0 3v.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v6m0-9v.01',
  sync: 'M20 11a8 8 0 0 0-14-4.5L4 8m0-4v4h4m-4 5a8 8 0 0 0 14 4.5L20 16m0 4v-4h-4',
  star: 'm12 4 2.5 5.2 5.7.8-4.1 4 1 5.7L12 17l-5.1 2.7 1-5.7-4.1-4 5.7-.8z',
  message: 'M4 5h16v12H9l-5 4z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  filter: 'M4 6h16M7 12h10m-7 6h4',
  chain: 'M5 3h6v5H5zm8 13h6v5h-6zM8 8v5.5h8V16M8 13.5H5.5V16M3 16h5v5H3z',
  deal: 'M4 4h10l6 6v10H4zM14 4v6h6M8 14h8m-8 3h5',
  camera: 'M4 7.5h4l1.5-2.5h5L16 7.5h4a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1Zm8 9a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  tray: 'M12 3v11m-4-4 4 4 4-4M4 15v5h16v-5',
  here: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-6v3m0 14v3M2 12h3m14 0h3',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside a word; alone it needs a labelled parent. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }): JSX.Element {
  return (
    <svg class={small ? 'icon icon--small' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
