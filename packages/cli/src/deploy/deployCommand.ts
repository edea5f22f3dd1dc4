import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { getAddress, isAddress, zeroAddress } from 'viem'
import { readParameters } from './readParameters.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')

interface DeployOptions {
  readonly network: string
  readonly parameters: string
  readonly token?: string
  readonly rpcUrl: string
  readonly record: string
  readonly journal: string
}

async function deploy(options: DeployOptions): Promise<void> {
  const file = resolve(options.parameters)
  const { token: written, ...parameters } = readParameters(file)
  const token = options.token ?? written ?? zeroAddress
  if (!isAddress(token, { strict: false }) || token === zeroAddress)
    throw new ServiceError('The ledger needs the token that it counts in.', {
      remedy: `Give its address with --token, or as "token" in ${file}.`,
      exitCode: EXIT_CODES.usage,
    })
  if (!/^(https?|wss?):$/.test(URL.parse(options.rpcUrl)?.protocol ?? ''))
    throw new ServiceError('--rpc-url is no http or ws URL.', { exitCode: EXIT_CODES.usage })
  // Opened only when it is asked for, because it loads Hardhat.
  const { deployContracts } = await import('./deployContracts.ts')
  const deployment = await deployContracts({
    root: ROOT,
    network: options.network,
    module: 'Assay',
    parameters,
    token: getAddress(token),
    journal: resolve(options.journal),
    rpcUrl: options.rpcUrl,
  })
  writeFileSync(options.record, `${JSON.stringify(deployment, undefined, 2)}\n`)
  console.log(
    `ledger ${deployment.ledger} on chain ${deployment.chainId}; the record is ${options.record}`,
  )
}

/** `assay deploy`: the contracts on a network of hardhat.config.ts, and the record of where they are. */
export function deployCommand(): Command {
  return new Command('deploy')
    .description('deploy the contracts and write their record (docs/deploying.md)')
    .option('--network <name>', 'a network of hardhat.config.ts', 'public')
    .option(
      '--parameters <file>',
      'what the contracts are built with',
      join('ignition', 'parameters', 'public.json'),
    )
    .option('--token <address>', 'the ERC-20 in which the ledger counts')
    .requiredOption('--rpc-url <url>', 'the node that readers of the record are sent to')
    .option('--record <file>', 'where the record goes', 'deployment.json')
    .option('--journal <folder>', 'where Ignition records what it did, to go on from', 'ignition')
    .action(deploy)
}
