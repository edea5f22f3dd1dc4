import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

const ROOT = resolve(import.meta.dirname, '..')
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'models/README.md'], {
  cwd: ROOT,
}).sort()
const read = (document: string) => readFileSync(join(ROOT, document), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

/** The anchors of a document's headings, as the usual hosts make them. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('every link in a document leads somewhere', () => {
  const broken = DOCUMENTS.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path = '', anchor]) => {
        const target = path === '' ? document : join(dirname(document), path)
        if (!existsSync(join(ROOT, target))) return true
        return anchor !== undefined && !anchorsOf(target).includes(anchor)
      })
      .map(([link]) => `${document}: ${link}`),
  )
  assert.ok(DOCUMENTS.length > 20)
  assert.deepEqual(broken, [])
})

test('every file and every command that a document names is there', () => {
  // A decision keeps the names of its time.
  const documents = DOCUMENTS.filter((document) => !document.startsWith('docs/decisions/'))
  const missing = documents.flatMap((document) => {
    const text = read(document)
    const files = text.matchAll(
      /`((?:apps|bench|contracts|docs|ignition|models|packages|scripts|test)\/[\w./*-]+\.\w+)`/g,
    )
    // `campaign:NAME` stands for several.
    const commands = text.matchAll(/npm run (?:-s )?([a-z:]+)\b(?!:|[A-Z])/g)
    return [
      ...[...files].map(([, file = '']) => file).filter((file) => !isThere(file)),
      ...[...commands].map(([, name = '']) => name).filter((name) => !(name in scripts)),
    ].map((name) => `${document}: ${name}`)
  })
  assert.deepEqual(missing, [])
})

function isThere(file: string): boolean {
  return globSync(file, { cwd: ROOT }).length > 0
}
