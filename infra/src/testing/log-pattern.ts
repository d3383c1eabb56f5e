/** A line of a log, as JSON. */
export type LogLine = Readonly<Record<string, unknown>>

/**
 * Whether a line matches a filter pattern of CloudWatch Logs for JSON ("Filter pattern syntax for metric filters", CloudWatch Logs user
 * guide), of which this knows what our filters use: `=`, `>=`, `&&`, `||`, parentheses, fields and places of a list.
 */
export function matchesPattern(pattern: string, line: LogLine): boolean {
  const tokens = pattern.match(/\$\.[\w.[\]]+|>=|=|&&|\|\||[(){}]|"[^"]*"|-?[\d.]+/g) ?? []
  if (tokens.join('') !== pattern.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ''))
    throw new Error(`got pattern ${pattern}, wanted one of known parts`)
  let at = 0
  const take = (wanted?: string): string => {
    const token = tokens[at]
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`got ${token ?? 'the end'}, wanted ${wanted ?? 'more'}`)
    at += 1
    return token
  }
  const either = (): boolean => {
    let result = both()
    while (tokens[at] === '||') {
      at += 1
      const next = both()
      result = result || next
    }
    return result
  }
  const both = (): boolean => {
    let result = term()
    while (tokens[at] === '&&') {
      at += 1
      const next = term()
      result = result && next
    }
    return result
  }
  const term = (): boolean => {
    if (tokens[at] !== '(') return compare()
    take('(')
    const result = either()
    take(')')
    return result
  }
  const compare = (): boolean => {
    const value = valueAt(line, take())
    const operator = take()
    const wanted: unknown = JSON.parse(take())
    return operator === '=' ? value === wanted : typeof value === 'number' && typeof wanted === 'number' && value >= wanted
  }
  take('{')
  const result = either()
  take('}')
  return result
}

/** What a line has at `$.field` or `$.list[0]`. */
export function valueAt(line: LogLine, path: string): unknown {
  const [, field = '', place] = /^\$\.(\w+)(?:\[(\d+)\])?$/.exec(path) ?? []
  const value = line[field]
  return place === undefined ? value : Array.isArray(value) ? (value as readonly unknown[])[Number(place)] : undefined
}
