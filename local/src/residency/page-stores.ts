import { bytesText, counted, countText } from './figures.ts'
import { html, type Html } from './html.ts'
import { nameOfPlace } from './judge.ts'
import { howFound, regionName, verdictMark } from './page-parts.ts'
import type { ResidencyReport } from './report.ts'

/** The servers as they told of themselves, and every stream of data between them. */
export function storesSection({ servers, caches, links, looks }: ResidencyReport): Html {
  return html`<h2>Databases and caches</h2>
    <p>Every member was asked itself. Copies of one cluster have the same identity, which a cluster elsewhere can’t have by chance.</p>
    <div class="wide">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Region</th>
            <th scope="col">Is</th>
            <th scope="col">PostgreSQL</th>
            <th scope="col">Cluster</th>
            <th scope="col" class="n">Writer’s epoch</th>
            <th scope="col" class="n">Size</th>
            <th scope="col" class="n">Behind its writer</th>
          </tr>
        </thead>
        <tbody>
          ${servers.map(
            ({ store, region, role, version, systemId, writerEpoch, databaseBytes, behindBytes, lastCommitAgeMs }) =>
              html`<tr>
                <th scope="row">${store}</th>
                <td>${regionName(region)}</td>
                <td>${role}</td>
                <td data-name="PostgreSQL">${version}</td>
                <td data-name="cluster"><code>${systemId}</code></td>
                <td class="n" data-name="epoch">${writerEpoch ?? '–'}</td>
                <td class="n" data-name="size">${bytesText(databaseBytes)}</td>
                <td class="n" data-name="behind">${role === 'writer' ? '–' : lagText(behindBytes, lastCommitAgeMs)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="wide">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Redis</th>
            <th scope="col">Region</th>
            <th scope="col">Is</th>
            <th scope="col">Version</th>
            <th scope="col" class="n">Keys</th>
          </tr>
        </thead>
        <tbody>
          ${caches.map(
            ({ store, region, role, version, keys }) =>
              html`<tr>
                <th scope="row">${store}</th>
                <td>${regionName(region)}</td>
                <td>${role === 'slave' ? 'replica' : 'writer'}</td>
                <td data-name="Redis">${version}</td>
                <td class="n" data-name="keys">${countText(keys)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>Streams between regions</h2>
    <p>
      Each replica names whom it takes its data from, each Redis also who takes it from there. Both ends have to be in one zone, and a
      writer may have no receiver that is not in this list.
    </p>
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Verdict</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        ${links.map(
          ({ what, from, to, verdict, reason, look }) =>
            html`<tr>
              <td>${what}</td>
              <td data-name="from">${nameOfPlace(from)}</td>
              <td data-name="to">${nameOfPlace(to)}</td>
              <td>${verdict === 'violation' ? html`${verdictMark('violated')} ${reason}` : 'within one zone'}</td>
              <td>${howFound(looks[look])}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
}

function lagText(bytes: number | undefined, lastCommitAgeMs: number | undefined): string {
  const behind = bytes === undefined ? 'its writer does not answer' : bytesText(bytes)
  return lastCommitAgeMs === undefined ? behind : `${behind}; last commit ${countText(lastCommitAgeMs)} ms ago`
}

/** Where was looked, how often, and what was found, for those who want to do it again. */
export function looksSection({ looks, ofNoTenant }: ResidencyReport): Html {
  const stores = [...Map.groupBy(looks, ({ store }) => store)]
  return html`<h2>Where was looked</h2>
    <p>
      ${counted(looks.length, 'look')} into ${counted(stores.length, 'store')}. Tables, keys and files are listed by the stores themselves
      at the time of the run, so that new ones are looked into as well.
    </p>
    ${stores.map(
      ([store, own]) =>
        html`<details>
          <summary>
            ${store} <small>${counted(own.length, 'look')}, ${countText(own.reduce((sum, { found }) => sum + found, 0))} found</small>
          </summary>
          <ul class="plain">
            ${own.map(({ how, found, failure }) => html`<li><code>${how}</code> <small>${failure === undefined ? `${countText(found)} found` : `failed: ${failure}`}</small></li>`)}
          </ul>
        </details>`,
    )}
    ${
      ofNoTenant.length === 0
        ? undefined
        : html`<details>
            <summary>Found, and of no tenant <small>${counted(ofNoTenant.length, 'finding')}</small></summary>
            <ul class="plain">
              ${ofNoTenant.map(
                ({ count, item, store, place, reason, verdict }) =>
                  html`<li>
                    ${countText(count)} × <code>${item}</code> in ${store}, ${nameOfPlace(place)} <small>${verdict}: ${reason}</small>
                  </li>`,
              )}
            </ul>
          </details>`
    }`
}
