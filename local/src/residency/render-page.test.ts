import { expect, test } from 'vitest'
import { html } from './html.ts'
import { placeOf } from './file-place.ts'
import { renderPage } from './render-page.ts'
import { makeReport, type Evidence } from './report.ts'
import { evidenceWith, nordhem, rowAtHome } from './testing/small-evidence.ts'

const pageOf = (change: Partial<Evidence>): string =>
  renderPage(makeReport(evidenceWith(change)), { jsonName: 'residency-report.json', jsonSha256: 'ab12' })

test('markup escapes texts and attributes, and takes markup and lists as they are', () => {
  const evil = `<b>"&'`
  expect(html`<p title="${evil}">${evil}${[html`<i>${1}</i>`, undefined, 'x']}</p>`.markup).toBe(
    '<p title="&lt;b&gt;&quot;&amp;&#39;">&lt;b&gt;&quot;&amp;&#39;<i>1</i>x</p>',
  )
})

test('whatever a store holds or a retailer is called, it can not become markup', () => {
  const evil = '<script>alert(1)</script>'
  const page = pageOf({
    tenants: [{ ...nordhem, name: evil, slug: evil }],
    findings: [{ ...rowAtHome, item: evil, store: evil, place: placeOf('us-east-1') }],
    looks: [{ store: evil, region: undefined, how: evil, found: 0, failure: evil }],
    waysOut: [{ what: evil, place: { kind: 'unknown' }, look: 0 }],
  })
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

test('the page needs nothing beside it', () => {
  const page = pageOf({})
  expect(page).not.toMatch(/\b(?:src|href)=|@import|url\(/)
  expect(page).toContain("default-src 'none'")
})

test('the page says the outcome, how each number was found, and the hash of its data', () => {
  const page = pageOf({})
  expect(page).toContain('All data of 2 retailers is in its own zone.')
  expect(page).toContain('<code>home-eu-west-1 in eu-west-1: select 1</code>')
  expect(page).toContain('SHA-256 <code>ab12</code>')
})

test('the page leads with what is not where it belongs', () => {
  const page = pageOf({ findings: [{ ...rowAtHome, place: placeOf('us-east-1'), count: 3 }] })
  expect(page).toContain('1 finding is not where the contract says.')
  expect(page.indexOf('3 × row: store.store')).toBeLessThan(page.indexOf('What lies where'))
})
