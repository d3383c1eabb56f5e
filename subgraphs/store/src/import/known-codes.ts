// Intl makes its list anew at every question: it is asked once.
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** Codes that CLDR names and ISO 3166-1 does not assign: withdrawn, reserved or private ones. Kosovo's XK is in use everywhere and stays. */
const notCountries: ReadonlySet<string> = new Set(
  'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB YD YU ZR ZZ'.split(' '),
)

export function isCurrency(code: string): boolean {
  return currencies.has(code)
}

/** Whether a text is a country of ISO 3166-1, in capitals. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && regionNames.of(code) !== undefined && !notCountries.has(code)
}

/** Whether a text names an IANA time zone, aliases included; offsets such as +01:00 name none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
