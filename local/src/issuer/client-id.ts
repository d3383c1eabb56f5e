import { createHash } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const length = 26

/**
 * The client id of a name such as `partner@nordhem`, in the form of Cognito's: 26 lower-case letters and digits. Here it is
 * derived from the name, so that a command that knows a client's name and secret can use both.
 */
export function clientIdOf(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('')
}

/** Name of the public client with which people sign in from a command line. */
export const commandLineClient = 'command-line'

/** Name of the client that signs people in for their browser, one a zone. */
export function webClientName(zone: string): string {
  return `web-app@${zone}`
}
