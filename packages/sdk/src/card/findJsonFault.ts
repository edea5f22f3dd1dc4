/** A piece of JSON: a mark, a text, a number or a word. */
const TOKEN =
  /\s*([[\]{}:,]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y

/** Where JSON breaks off, as an editor counts, from one. Browsers say it each in another way, or not at all. */
export function findJsonFault(text: string): { row: number; column: number } {
  // What may follow: a value, or what goes on in or ends the open arrays and objects.
  const open: ('[' | '{')[] = []
  let expects: 'value' | 'first' | 'key' | 'firstKey' | 'colon' | 'next' = 'value'
  let at = 0
  for (;;) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined || !fits(token)) break
    at = TOKEN.lastIndex
    expects = after(token)
  }
  at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0
  const before = text.slice(0, at).split('\n')
  return { row: before.length, column: (before.at(-1)?.length ?? 0) + 1 }

  function fits(token: string): boolean {
    const inside = open.at(-1)
    const isValue = !/^[\]}:,]$/.test(token)
    if (expects === 'value') return isValue
    if (expects === 'first') return isValue || token === ']'
    if (expects === 'key') return token.startsWith('"')
    if (expects === 'firstKey') return token.startsWith('"') || token === '}'
    if (expects === 'colon') return token === ':'
    return inside !== undefined && (token === ',' || token === (inside === '[' ? ']' : '}'))
  }

  function after(token: string): typeof expects {
    if (token === '[' || token === '{') {
      open.push(token)
      return token === '[' ? 'first' : 'firstKey'
    }
    if (token === ':') return 'value'
    if (token === ',') return open.at(-1) === '[' ? 'value' : 'key'
    if (expects === 'key' || (expects === 'firstKey' && token !== '}')) return 'colon'
    if (token === ']' || token === '}') open.pop()
    return 'next'
  }
}
