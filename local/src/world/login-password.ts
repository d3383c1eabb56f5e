import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'

/** The password in the text of a login's secret; every login of this machine has one. */
export function loginPassword(text: string): string {
  const { password, username } = databaseSecretSchema.parse(JSON.parse(text))
  if (password === undefined) throw new Error(`the login of ${username} has no password, and there is no IAM on this machine`)
  return password
}
