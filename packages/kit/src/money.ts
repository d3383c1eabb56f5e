const digitsOf = new Map<string, number>()

/** Digits after the decimal point of a currency (ISO 4217, as Intl knows them). */
export function currencyDigits(currencyCode: string): number {
  let digits = digitsOf.get(currencyCode)
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode }).resolvedOptions().maximumFractionDigits ?? 2
    digitsOf.set(currencyCode, digits)
  }
  return digits
}

/** Whether a text is a currency code by form and known to Intl. */
export function isCurrencyCode(text: string): boolean {
  return /^[A-Z]{3}$/.test(text) && Intl.supportedValuesOf('currency').includes(text)
}

export interface Money {
  readonly amount: string
  readonly currencyCode: string
}

/** Minor units (cents) as an exact amount, such as 129950 EUR as `1299.50`. */
export function toMoney(minor: number, currencyCode: string): Money {
  const digits = currencyDigits(currencyCode)
  const text = String(Math.abs(minor)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`
  return { amount: `${minor < 0 ? '-' : ''}${whole}${fraction}`, currencyCode }
}

/** An exact decimal text in minor units; undefined when it is no number, or finer than the currency (then rounding would lose money). */
export function toMinor(amount: string, currencyCode: string): number | undefined {
  const digits = currencyDigits(currencyCode)
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(amount)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > digits) return undefined
  const minor = Number(whole + kept.padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? (sign === '-' ? 0 - minor : minor) : undefined
}
