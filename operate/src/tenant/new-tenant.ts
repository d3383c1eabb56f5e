import { regions, type RegionName } from '@hemisphere/topology/regions.ts'
import { z } from 'zod'

/** Slugs as the directory and the addresses of sign-in have them. */
const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Cognito's `sub`, a UUID, and its ids of clients ("CreateUserPoolClient", Cognito API reference). */
const clientIdPattern = /^[\w+]{1,128}$/
const roles = ['viewer', 'planner', 'merchandiser', 'analyst', 'admin'] as const

const person = z.strictObject({
  email: z.email('wanted an e-mail address').transform((email) => email.toLowerCase()),
  role: z.enum(roles, `wanted one of ${roles.join(', ')}`),
  /** Their `sub` at the zone's user pool; absent for who is to be invited. */
  subject: z.uuid('wanted the sub of somebody at the user pool').optional(),
})

/** A tenant as an operator writes it down: who it is, where it lives, who comes in. */
export const newTenantSchema = z
  .strictObject({
    slug: z.string().regex(slugPattern, 'wanted letters a to z, digits and hyphens, at most 63'),
    name: z.string().trim().min(1, 'wanted a name').max(200),
    homeRegion: z.enum(regions.map(({ name }) => name) as [RegionName, ...RegionName[]]),
    currencyCode: z.string().refine((code) => Intl.supportedValuesOf('currency').includes(code), 'wanted a currency such as EUR'),
    timeZone: z.string().refine(isTimeZone, 'wanted a time zone such as Europe/Berlin'),
    people: z.array(person).min(1, 'wanted somebody who may sign in').max(500),
    /** A system of the company's: an app client of the user pool with the client credentials grant. */
    partner: z
      .strictObject({
        clientId: z.string().regex(clientIdPattern, 'wanted the id of an app client'),
        name: z.string().trim().min(1).max(128),
      })
      .optional(),
  })
  .superRefine(({ people }, context) => {
    for (const field of ['email', 'subject'] as const) {
      const seen = new Set<string>()
      for (const [index, one] of people.entries()) {
        const value = one[field]
        // The value is somebody's: a place is enough to find it.
        if (value !== undefined && seen.has(value))
          context.addIssue({ code: 'custom', path: ['people', index, field], message: 'stands there twice' })
        if (value !== undefined) seen.add(value)
      }
    }
  })

export type NewTenant = Readonly<z.infer<typeof newTenantSchema>>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(name)
  } catch {
    // A RangeError, by which Intl says that it knows none of this name.
    return false
  }
}
