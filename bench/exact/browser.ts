import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lower, type WeightEncoding } from '@assay/program'
import { execa } from 'execa'
import { ensureBrowser } from '../../test/browser.ts'
import type { Sample } from './samples.ts'

type Digests = Readonly<Record<WeightEncoding, string>>

/** The folder of onnxruntime's WebAssembly build, as packages/program has it. */
const runtimeFolder = dirname(
  createRequire(import.meta.resolve('@assay/program')).resolve('onnxruntime-web/wasm'),
)

/** What the page does: runs each lowered model on each input and hashes every tensor, in order. */
const page = `<!doctype html><meta charset="utf-8"><title>same bits</title><script type="module">
import * as ort from '/runtime/ort.wasm.bundle.min.mjs'
const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer())
const answer = (body) => fetch('/answer', { method: 'POST', body: JSON.stringify(body) })
try {
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = '/runtime/'
  const digests = []
  for (const { type, shape, size, places } of await (await fetch('/jobs')).json()) {
    const i = digests.length
    const inputs = await bytes('/inputs/' + i)
    const found = {}
    for (const encoding of ['s8', 'u8']) {
      const session = await ort.InferenceSession.create(await bytes('/model/' + i + '/' + encoding))
      const parts = []
      for (let at = 0; at < inputs.length; at += size) {
        const own = inputs.slice(at, at + size)
        const input = new ort.Tensor(type, type === 'int32' ? new Int32Array(own.buffer) : own, shape)
        const tensors = await session.run({ input })
        for (const { output, offset, length } of places) {
          const { data } = tensors[output]
          parts.push(new Uint8Array(data.buffer, data.byteOffset + offset, length))
        }
      }
      const hash = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer())
      found[encoding] = [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, '0')).join('')
    }
    digests.push(found)
  }
  await answer({ digests, agent: navigator.userAgent })
} catch (error) {
  await answer({ error: String(error) })
}
</script>`

/** Runs the samples in a real browser and returns the hash of every tensor of their traces. */
export async function digestInBrowser(
  jobs: readonly { readonly sample: Sample; readonly inputs: readonly Uint8Array[] }[],
): Promise<{ readonly name: string; readonly digests: readonly Digests[] }> {
  const models = jobs.map(({ sample }) => ({
    s8: lower(sample.program, 's8', { everyTensor: true }),
    u8: lower(sample.program, 'u8', { everyTensor: true }),
  }))
  const description = jobs.map(({ sample, inputs }, i) => ({
    type: sample.program.input.dtype === 'i32' ? 'int32' : 'uint8',
    shape: sample.program.input.shape,
    size: inputs[0]!.length,
    places: models[i]!.s8.tensors,
  }))
  let answered: (body: string) => void = () => {}
  const answer = new Promise<string>((resolve) => {
    answered = resolve
  })
  const server = createServer((request, response) => {
    const [, place, first, second] = (request.url ?? '/').split('/')
    const send = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { 'content-type': type }).end(body)
    if (place === 'answer') {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        send('text/plain', '')
        answered(body)
      })
    } else if (place === 'jobs') send('application/json', JSON.stringify(description))
    else if (place === 'inputs')
      send('application/octet-stream', Buffer.concat(jobs[Number(first)]!.inputs))
    else if (place === 'model')
      send('application/octet-stream', models[Number(first)]![second as WeightEncoding].onnx)
    else if (place === 'runtime' && /^[\w.-]+$/.test(first ?? ''))
      send(
        first!.endsWith('.wasm') ? 'application/wasm' : 'text/javascript',
        readFileSync(join(runtimeFolder, first!)),
      )
    else if (place === '') send('text/html', page)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const profile = await mkdtemp(join(tmpdir(), 'assay-browser-'))
  const { port } = server.address() as AddressInfo
  const browser = execa(
    await ensureBrowser(),
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { reject: false, timeout: 900_000 },
  )
  try {
    const ended = browser.then(({ stderr }) => {
      throw new Error(`The browser ended before it answered: ${stderr}`)
    })
    const body = JSON.parse(await Promise.race([answer, ended])) as
      | { readonly digests: readonly Digests[]; readonly agent: string }
      | { readonly error: string }
    if ('error' in body) throw new Error(`In the browser: ${body.error}`)
    const version = /(?:Headless)?Chrome\/(\d+)/.exec(body.agent)?.[1]
    return { name: `Chromium ${version}`, digests: body.digests }
  } finally {
    browser.kill()
    await browser.catch(() => {})
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
