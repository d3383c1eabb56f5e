/** Markup that is safe to send as it is. */
export interface Html {
  readonly markup: string
}

export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[]

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Markup with values in it: texts are escaped, markup is not, lists follow each other, undefined is nothing. Attributes go in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.map((part, index) => part + markupOf(index < values.length ? values[index] : undefined)).join('') }
}

function markupOf(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(markupOf).join('')
}
