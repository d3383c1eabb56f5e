import { expect, test } from 'vitest'
import { isCountry, isCurrency, isTimeZone } from './known-codes.ts'

test('IANA names and their aliases are time zones, offsets and inventions are not', () => {
  for (const name of ['Europe/Berlin', 'Europe/Kyiv', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'UTC']) {
    expect([name, isTimeZone(name)]).toEqual([name, true])
  }
  for (const name of ['', '+01:00', 'Europe/Atlantis', 'Berlin', 'CEST']) expect([name, isTimeZone(name)]).toEqual([name, false])
})

test('countries are those of ISO 3166-1 alpha-2', () => {
  for (const code of ['DE', 'US', 'GB', 'CH', 'XK']) expect([code, isCountry(code)]).toEqual([code, true])
  for (const code of ['', 'de', 'UK', 'EU', 'ZZ', 'YU', 'DEU', 'QQ']) expect([code, isCountry(code)]).toEqual([code, false])
})

// ISO 3166-1 assigns 249 codes (iso.org/obp, "officially assigned").
test('there are 249 countries and Kosovo', () => {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  expect(letters.flatMap((one) => letters.map((other) => one + other)).filter(isCountry)).toHaveLength(250)
})

test('currencies are those of ISO 4217', () => {
  expect(['EUR', 'SEK', 'JPY'].every(isCurrency)).toBe(true)
  expect(['', 'eur', 'ABC', 'EURO'].some(isCurrency)).toBe(false)
})
