/** The phone's clock: a business day (`YYYY-MM-DD`) is a day in the company's time zone, whatever the phone's own zone is. */

const formats = new Map<string, Intl.DateTimeFormat>();

export function businessDay(instant: Date | string | number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

/** RFC 3339 with the phone's own offset: the instant as its owner read it off the clock. */
export function localInstant(ms: number = Date.now()): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const wall = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
  return `${wall}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
