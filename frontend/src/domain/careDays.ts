/** When a person's day comes round again; the twin of `accounts/care_days.py` (row 70). */

/** The same day in another year; the 29th of February is kept on the 28th where there is none. */
export function onYear(day: string, year: number): string {
  const moved = `${String(year).padStart(4, '0')}${day.slice(4)}`;
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return moved.endsWith('-02-29') && !isLeap ? `${moved.slice(0, 8)}28` : moved;
}

/** The first return of `day` on or after `from`; the day itself if it is still to come. */
export function nextOn(day: string, from: string): string {
  if (day >= from) return day;
  const year = Number(from.slice(0, 4));
  const now = onYear(day, year);
  return now >= from ? now : onYear(day, year + 1);
}
