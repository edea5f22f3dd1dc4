import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Measurement } from './measurement.ts'

const ROOT = resolve(import.meta.dirname, '..')

/** Bundles code of a page as a site would, without viem, which the site has already, and without engines, which a client needs none of. */
async function gzipped(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['viem', 'viem/*', 'onnxruntime-*'],
    logLevel: 'silent',
    absWorkingDir: ROOT,
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}

const kilobytes = (bytes: number) => Number((bytes / 1000).toFixed(1))

/** How much a site loads of the SDK. */
export async function measure(): Promise<Measurement[]> {
  const programs = {
    'sdk.bundle_kb': [
      "import { assayActions } from '@assay/sdk'\nconsole.log(assayActions)",
      'A client with every action',
    ],
    'sdk.bundle_kb.run': [
      "import { runs } from '@assay/sdk'\nconsole.log(runs.run)",
      'Only runs.run',
    ],
    'sdk.bundle_kb.all': [
      "import * as sdk from '@assay/sdk'\nconsole.log(sdk)",
      'Every export, evidence as well',
    ],
  } as const
  const rows: Measurement[] = []
  for (const [name, [code, what]] of Object.entries(programs))
    rows.push({
      name,
      value: kilobytes(await gzipped(code)),
      unit: 'kB',
      note: `${what}; gzip, for browsers, without viem and onnxruntime.`,
    })
  return rows
}
