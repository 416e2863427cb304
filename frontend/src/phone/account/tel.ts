/** The address that calls a number. */
export const tel = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
