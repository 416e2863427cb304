export interface Known {
  name: string;
  phone: string;
}

/** Two characters of a name, or the seven digits that a number has at least. */
export function isWorthAsking({ name, phone }: Known): boolean {
  return [...name.trim()].length >= 2 || phone.normalize('NFKC').replace(/\D/g, '').length >= 7;
}
