import { Document, parse, Scalar, visit, YAMLMap, YAMLSeq, type Node, type ScalarTag, type Tags } from 'yaml'

/** What stands on one line as long as it is no longer than this. */
const lineWidth = 150

const shortForms = ['Ref', 'Fn::ImportValue'] as const

/** CloudFormation's own short forms, as people know them from its YAML. */
const tagOf = (name: string): string => `!${name.replace('Fn::', '')}`

const textTags: readonly ScalarTag[] = shortForms.map((name) => ({ tag: tagOf(name), resolve: (text: string) => ({ [name]: text }) }))

const attributeTag: ScalarTag = {
  tag: '!GetAtt',
  resolve(text) {
    const [id = '', ...attribute] = text.split('.')
    return { 'Fn::GetAtt': [id, attribute.join('.')] }
  },
}

/** A `Fn::Join` without a separator reads better as what it makes. */
const joinTag: ScalarTag = { tag: '!Sub', resolve: (text: string) => ({ 'Fn::Sub': text }) }

const customTags: Tags = [...textTags, attributeTag, joinTag]

/** A template as YAML that is made to be read: short forms, and small things on one line. */
export function textOf(template: unknown): string {
  const document = new Document(nodeOf(template), { customTags })
  visit(document, {
    Collection(_, node) {
      if (JSON.stringify(node.toJS(document)).length <= lineWidth - 20) node.flow = true
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

/** The template that was written so. */
export function templateIn(text: string): unknown {
  return parse(text, { customTags })
}

function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) {
    const list = new YAMLSeq()
    list.items = value.map(nodeOf)
    return list
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value)
  const short = shortFormOf(value)
  if (short !== undefined) return short
  const map = new YAMLMap()
  for (const [name, item] of Object.entries(value)) map.set(name, nodeOf(item))
  return map
}

function shortFormOf(value: object): Node | undefined {
  const [[name, argument] = [], ...others] = Object.entries(value)
  if (name === undefined || others.length > 0) return undefined
  const known = shortForms.find((candidate) => candidate === name)
  if (known !== undefined && typeof argument === 'string') return tagged(tagOf(known), argument)
  if (name === 'Fn::GetAtt' && Array.isArray(argument) && !String(argument[0]).includes('.')) return tagged('!GetAtt', argument.join('.'))
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const text = joinedText(argument)
    return text === undefined ? undefined : tagged('!Sub', text)
  }
  return undefined
}

/** Undefined where it has a separator, or a part that `Fn::Sub` has no form for. */
function joinedText([separator, parts]: readonly unknown[]): string | undefined {
  if (separator !== '' || !Array.isArray(parts)) return undefined
  const texts = parts.map((part: unknown) => {
    if (typeof part === 'string') return part.includes('${') ? undefined : part
    const [[name, argument] = []] = Object.entries(Object(part))
    if (name === 'Ref' && typeof argument === 'string') return `\${${argument}}`
    return name === 'Fn::GetAtt' && Array.isArray(argument) ? `\${${argument.join('.')}}` : undefined
  })
  return texts.includes(undefined) ? undefined : texts.join('')
}

function tagged(tag: string, text: string): Node {
  const scalar = new Scalar(text)
  scalar.tag = tag
  return scalar
}
