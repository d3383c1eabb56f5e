/** The slug of a company, by our convention the first label of its people's e-mail domain; empty for no address. */
export function companySlug(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).split('.')[0] ?? ''
}
