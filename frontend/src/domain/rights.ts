/** Who may change an account: a manager own ones, a lead those of the teams led. The server has the last word. */
export function mayWrite(account: { owner?: { id: string } | null }, person: { id: string; role: string }): boolean {
  return person.role === 'manager' ? account.owner?.id === person.id : ['lead', 'admin'].includes(person.role);
}
