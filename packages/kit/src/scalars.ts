import { GraphQLScalarType, Kind } from 'graphql'
import { graphqlError } from './error.ts'

/** Values of these scalars are text on both sides; what differs is which text is good. */
function textScalar(name: string, wanted: string, isGood: (text: string) => boolean): GraphQLScalarType<string, string> {
  function check(value: unknown): string {
    if (typeof value === 'string' && isGood(value)) return value
    throw graphqlError('BAD_USER_INPUT', `${name} got ${JSON.stringify(value)?.slice(0, 80)}, wanted ${wanted}`)
  }
  return new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => (typeof value === 'string' ? value : String(value)),
    parseValue: check,
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined),
  })
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text)
}

/** Whether a text is an RFC 3339 instant with offset. */
export function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  )
}

/** Resolvers of the shared scalars; a subgraph takes those that its schema names. */
export const scalars = {
  Date: textScalar('Date', 'a day such as 2026-11-24', isDay),
  DateTime: textScalar('DateTime', 'an instant such as 2026-11-24T08:30:00Z', isInstant),
  URL: textScalar('URL', 'an absolute URL', (text) => URL.canParse(text)),
  Decimal: textScalar('Decimal', 'a decimal number such as "1299.50"', (text) => /^-?\d{1,13}(\.\d{1,6})?$/.test(text)),
  CurrencyCode: textScalar('CurrencyCode', 'a currency such as EUR', (text) => /^[A-Z]{3}$/.test(text)),
  CountryCode: textScalar('CountryCode', 'a country such as DE', (text) => /^[A-Z]{2}$/.test(text)),
}
