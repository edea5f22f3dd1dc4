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
  const whole = "import * as sdk from '@assay/sdk'\nconsole.log(sdk)"
  const run = "import { runs } from '@assay/sdk'\nconsole.log(runs.run)"
  const note = 'gzip, for browsers, without viem and onnxruntime'
  return [
    {
      name: 'sdk.bundle_kb',
      value: kilobytes(await gzipped(whole)),
      unit: 'kB',
      note: `Every export; ${note}.`,
    },
    {
      name: 'sdk.bundle_kb.run',
      value: kilobytes(await gzipped(run)),
      unit: 'kB',
      note: `Only runs.run; ${note}.`,
    },
  ]
}
