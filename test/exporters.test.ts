import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { execa, execaSync } from 'execa'

const ROOT = resolve(import.meta.dirname, '..')
const MINUTES = 60_000
/** A Python that has the frameworks and their exporters. */
const PYTHON = process.env.ASSAY_PYTHON

/** What the documentation says of a framework: the program that exports a model and its data, and the command that compiles them. */
function readSection(name: string): { python: string; command: string } {
  const text = readFileSync(join(ROOT, 'docs/compiling.md'), 'utf8')
  const [, section = ''] = text.split(`\n### ${name}\n`)
  const [, python = ''] = /```python\n(.*?)```/s.exec(section) ?? []
  const [, command = ''] = /```\n(npm run .*?)\n```/s.exec(section) ?? []
  return { python, command }
}

function isMissing(modules: readonly string[]): string | false {
  if (PYTHON === undefined) return 'ASSAY_PYTHON names no Python with the frameworks'
  const all = ['-c', `import ${modules.join(', ')}`]
  const { failed } = execaSync(PYTHON, all, { reject: false, env: { KERAS_BACKEND: 'torch' } })
  return failed && `${PYTHON} lacks one of ${modules.join(', ')}`
}

for (const [name, modules] of [
  ['From PyTorch', ['torch', 'onnx', 'onnxscript']],
  ['From Keras', ['keras', 'torch', 'onnx', 'onnxscript']],
] as const) {
  test(`what the documentation says is done ${name.replace('From', 'from')} leads to a program that answers like the original`, {
    skip: isMissing(modules),
    timeout: 10 * MINUTES,
  }, async () => {
    const { python, command } = readSection(name)
    const folder = mkdtempSync(join(tmpdir(), 'assay-exporters-'))
    try {
      writeFileSync(join(folder, 'export.py'), python)
      await execa(PYTHON!, ['export.py'], { cwd: folder })
      const prefix = 'npm run -s assay -- '
      assert.ok(command.startsWith(prefix), command)
      const options = command.slice(prefix.length).split(/[\s\\]+/)
      const main = join(ROOT, 'packages/cli/src/main.ts')
      const { stdout } = await execa(process.execPath, [main, ...options, '--json'], {
        cwd: folder,
      })
      const { report } = JSON.parse(stdout)
      assert.deepEqual(report.warnings, [])
      assert.equal(report.verified, 1)
      assert.ok(report.measured.inputs > 0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

test('every framework of the documentation has a program to export with and a command to compile with', () => {
  for (const name of ['scikit-learn', 'XGBoost', 'PyTorch', 'Keras']) {
    const { python, command } = readSection(`From ${name}`)
    assert.match(python, /model\.onnx/, name)
    assert.match(command, /^npm run -s assay -- model compile model\.onnx/, name)
  }
})
