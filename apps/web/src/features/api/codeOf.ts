import type { ModelVersion } from '@assay/sdk'
import { bytesToHex, type Hex } from 'viem'

/** What a request asks of its verifier. */
export type Policy = { collateral: bigint; params: Hex } & (
  | { kind: 'optimistic'; window: number; takesLarge: boolean }
  | { kind: 'quorum'; seats: number; k: number }
)

/** What the form on screen asks for. */
export type Call = {
  /** Absent until an input is given. */
  input: Uint8Array | undefined
  inputBytes: number
  fee: bigint
  /** Seconds. */
  expiresIn: number
  /** How the answer is checked; absent where it is only signed. */
  policy: Policy | undefined
  /** Where an input is left that is too large for a request. */
  storeUrl: string | undefined
}

export type CodeParameters = {
  model: Pick<ModelVersion, 'name' | 'modelId' | 'version'>
  call: Call
  /** Of the input; absent until it is given. */
  inputRoot: Hex | undefined
  /** Where this site answers. */
  origin: string
  market: Hex
  verifier: Hex
  /** Where a worker takes signed requests; absent where none is known. */
  workerUrl: string | undefined
}

/** Bytes that stand in the code itself; more are read from a file. */
const MOST_WRITTEN = 1_024

/** The code that asks what the form on screen asks, by the SDK. */
export function sdkCode({ model, call, origin }: CodeParameters): string {
  const { input, storeUrl, policy } = call
  const isWritten = input !== undefined && input.length <= MOST_WRITTEN
  const inputLine = isWritten
    ? `const input = hexToBytes('${bytesToHex(input)}')`
    : `const input = new Uint8Array(await readFile('input.bin')) // ${digits(call.inputBytes)} bytes`
  const imports = [
    ...(isWritten ? [] : [`import { readFile } from 'node:fs/promises'`]),
    `import { ${['assayActions', ...(policy ? [encoders[policy.kind]] : []), 'parseDeployment', ...(storeUrl ? ['uploadInput'] : [])].join(', ')} } from '@assay/sdk'`,
    `import { createWalletClient${isWritten ? ', hexToBytes' : ''}, http, publicActions } from 'viem'`,
    `import { privateKeyToAccount } from 'viem/accounts'`,
  ]
  return `${imports.join('\n')}

const record = await fetch('${origin}/api/deployment')
const deployment = parseDeployment(await record.text())
const client = createWalletClient({
  account: privateKeyToAccount(process.env.PRIVATE_KEY),
  transport: http(deployment.rpcUrl),
})
  .extend(publicActions)
  .extend(assayActions(deployment))

const model = await client.models.get({ name: '${model.name}', version: ${model.version} })
${inputLine}
${storeUrl === undefined ? '' : `const uris = [await uploadInput({ storeUrl: '${storeUrl}', input })]\n`}const prepared = await client.requests.prepare({
  model,
  input,
${storeUrl === undefined ? '' : '  uris,\n'}  fee: ${amount(call.fee)}n,
  expiresIn: ${call.expiresIn},
${
  policy === undefined
    ? ''
    : `  collateral: ${amount(policy.collateral)}n,
${policy.kind === 'quorum' ? `  seats: ${policy.seats},\n` : ''}  verifier: deployment.verifiers.${policy.kind},
  params: ${encoders[policy.kind]}(${paramsOf(policy)}),
`
}})
const { jobId } = await client.requests.post(prepared)
const job = await client.jobs.wait({ jobId })
console.log(jobId, job.output)
`
}

const encoders = { optimistic: 'encodeOptimisticParams', quorum: 'encodeQuorumParams' } as const

function paramsOf(policy: Policy): string {
  if (policy.kind === 'optimistic')
    return `{ window: ${policy.window}, takesLarge: ${policy.takesLarge} }`
  return `{ k: ${policy.k}, window: 0, drawn: false, takesLarge: false }`
}

/** The same by HTTP: what a worker takes with only a signature. */
export function curlCode({ call, inputRoot, origin, workerUrl, model }: CodeParameters): string {
  const worker = workerUrl ?? 'https://worker.example'
  const root = inputRoot ?? '0x…'
  const upload =
    call.storeUrl === undefined
      ? ''
      : `# The input goes ahead, under its root.
curl --data-binary @input.bin -H 'content-type: application/octet-stream' \\
  ${call.storeUrl}/blobs/${root}

`
  return `# The contracts, and what this worker takes.
curl ${origin}/api/deployment
curl ${worker}/offers

${upload}# request.json holds the request and your signature (requests.sign of the SDK); ${model.name} is
# ${model.modelId}
curl -H 'content-type: application/json' --data @request.json \\
  ${worker}/requests

# How far it is, and the answer.
curl ${worker}/requests/$JOB
`
}

/** The same from a contract, which is told the answer once it is accepted. */
export function solidityCode({ model, call, inputRoot, market, verifier }: CodeParameters): string {
  const { input, policy, storeUrl } = call
  const isWritten = storeUrl === undefined && input !== undefined && input.length <= MOST_WRITTEN
  const given = isWritten ? `hex"${bytesToHex(input).slice(2)}"` : 'input'
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {InferenceConsumer} from "assay/contracts/periphery/InferenceConsumer.sol";
import {IMarketBase} from "assay/contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "assay/contracts/market/types/Job.sol";
import {JobId} from "assay/contracts/market/types/JobId.sol";
import "assay/contracts/market/types/Request.sol" as Requests;
import {ModelId} from "assay/contracts/registries/types/ModelId.sol";

/// Pays from what this contract has in the ledger.
contract Ask is InferenceConsumer {
    bytes public answer;

    constructor() InferenceConsumer(IMarketBase(${market})) {}

    function ask(uint256 nonce${isWritten ? '' : storeUrl === undefined ? ', bytes calldata input' : ', string[] calldata uris'}) external returns (JobId job) {
        Requests.Request memory request = Requests.Request({
            requester: address(this),
            nonce: nonce,
            model: ModelId.wrap(${model.modelId}),
            inputRoot: ${inputRoot ?? `bytes32(0) /* the root of the ${digits(call.inputBytes)} bytes */`},
            offer: Requests.Offer({
                minFee: ${amount(call.fee)},
                maxFee: ${amount(call.fee)},
                rampStart: 0,
                rampLength: 0,
                lockFor: 300,
                expiry: uint40(block.timestamp + ${call.expiresIn}),
                collateral: ${amount(policy?.collateral ?? 0n)},
                worker: address(0)
            }),
            policy: Requests.Policy({
                seats: ${policy?.kind === 'quorum' ? policy.seats : 1},
                verifier: ${verifier},
                params: hex"${policy?.params.slice(2) ?? ''}"
            }),
            callback: Requests.Callback({target: address(this), gasLimit: 500_000, when: Requests.WHEN_FINAL})
        });
        job = market.hashRequest(request);
        _expect(job);
        market.post(request, Requests.Input({data: ${storeUrl === undefined ? given : '""'}, uris: ${storeUrl === undefined ? 'new string[](0)' : 'uris'}}));
    }

    function _onAccepted(JobId, bytes32, bytes calldata output) internal override {
        answer = output;
    }

    function _onProvisional(JobId, bytes32, bytes calldata) internal override {}

    function _onFailed(JobId, JobState) internal override {}
}
`
}

function digits(count: number): string {
  return count.toLocaleString('en')
}

/** 100_000, as both languages write it. */
function amount(units: bigint): string {
  return units.toLocaleString('en').replaceAll(',', '_')
}
