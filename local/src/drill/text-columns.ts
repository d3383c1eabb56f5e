export interface Column {
  readonly title: string
  /** In characters; longer cells go on in further lines. */
  readonly width: number
}

const gap = '  '

/** Rows of cells in aligned columns under their titles, with a rule between rows. A cell's own line breaks are kept. */
export function textColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const rule = columns.map(({ width }) => '─'.repeat(width)).join(gap)
  const lines = (cells: readonly string[]): string[] => {
    const wrapped = columns.map(({ width }, index) => wrap(cells[index] ?? '', width))
    const height = Math.max(...wrapped.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) =>
      columns
        .map(({ width }, index) => (wrapped[index]?.[line] ?? '').padEnd(width))
        .join(gap)
        .trimEnd(),
    )
  }
  return [lines(columns.map(({ title }) => title)), ...rows.map(lines)].flatMap((block) => [...block, rule]).join('\n')
}

/** Lines of at most `width` characters, broken between words; a longer word is broken where it must. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(/\s+/)) {
      const joined = line === '' ? word : `${line} ${word}`
      if (joined.length <= width) {
        line = joined
        continue
      }
      if (line !== '') lines.push(line)
      let rest = word
      for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width))
      line = rest
    }
    return [...lines, line]
  })
}
