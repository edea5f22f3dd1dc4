import type { ModelVersion } from '@assay/sdk'
import { CopyButton } from '../../display/CopyButton.tsx'
import { Panel } from '../../display/Panel.tsx'

/** The code that asks a model whose input is too large for a request from this page. */
export function AskByCode({
  model,
  inputBytes,
  fee,
  large,
}: {
  model: ModelVersion
  inputBytes: number
  /** In the token's smallest unit. */
  fee: bigint
  /** Whether the model’s input or outputs are more than a worker can be made to show. */
  large: boolean
}) {
  const code = `import { assayActions, parseDeployment } from '@assay/sdk'

const record = await fetch('${window.location.origin}/api/deployment')
const deployment = parseDeployment(await record.text())
const client = wallet.extend(assayActions(deployment)) // wallet: a viem wallet client
const model = await client.models.get({ name: '${model.name}' })
const prepared = await client.requests.prepare({
  model,
  input, // Uint8Array of ${inputBytes.toLocaleString('en')} bytes
  uris: ['https://example.org/input.bin'], // where workers fetch them
  fee: ${fee.toLocaleString('en').replaceAll(',', '_')}n,
})
const { jobId } = await client.requests.post(prepared)
`
  return (
    <Panel
      title="Ask it from code"
      titleId="code-title"
      aside={<CopyButton text={code} label="the code" />}
    >
      <pre className="whitespace-pre-wrap rounded bg-sunken p-3 font-mono text-xs leading-5">
        <code>{code}</code>
      </pre>
      <p className="mt-3 text-xs text-faint">
        The request holds the root of the bytes. A worker claims it only if what it fetched has that
        root.
      </p>
      {large && (
        <p className="mt-2 text-xs text-faint">
          Nobody can force a worker to show more than 32 KiB. A request that can be disputed has to
          accept that: <code>encodeOptimisticParams({'{ window, takesLarge: true }'})</code>.
        </p>
      )}
    </Panel>
  )
}
