/**
 * A regular expression for whole numbers above `limit`, without leading zeros: the firewall compares headers as texts only. It has an
 * alternative for each digit that may be higher, and one for more digits.
 */
export function numbersAbove(limit: number): string {
  const digits = String(limit)
  const higher = digits.split('').flatMap((digit, index) => {
    const rest = digits.length - index - 1
    return digit === '9' ? [] : [`${digits.slice(0, index)}[${Number(digit) + 1}-9]${rest === 0 ? '' : `[0-9]{${rest}}`}`]
  })
  return `^(${[...higher, `[1-9][0-9]{${digits.length},}`].join('|')})$`
}
