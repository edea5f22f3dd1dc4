import { gasLimitFor } from '@assay/sdk'
import type { Artifact } from 'hardhat/types/artifacts'
import {
  type Address,
  concat,
  encodeDeployData,
  encodePacked,
  getContractAddress,
  type Hex,
  hexToBytes,
  keccak256,
  type PublicClient,
  pad,
  parseAbi,
  type WalletClient,
} from 'viem'

/** Where its authors deployed CreateX on every chain. */
const CREATE_X = '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed'
/** keccak256 of the code by which CreateX makes the account that then makes a contract (CREATE3). */
const PROXY_HASH = '0x21c35dbe1b344a2488cf3321d6ce542f8e9f305544ff09e4993a62319a497c1f'
/** The 21st byte of a salt: the same address on every chain. */
const ANY_CHAIN = '0x00'

const createXAbi = parseAbi([
  'function deployCreate3(bytes32 salt, bytes initCode) payable returns (address)',
])

/** Where a deployment's ledger goes, and the salt that leads there and to all other contracts. */
export interface LedgerPlace {
  readonly address: Address
  readonly salt: Hex
}

/**
 * The address that CreateX gives a contract by CREATE3, which depends on the deployer and the salt, but not on the contract's
 * code. So the books can be built for it first, and nobody but the deployer can take it.
 *
 * @param identity what tells this deployment from others by the same account: the same always leads to the same address
 */
export function ledgerPlace(deployer: Address, identity: Hex): LedgerPlace {
  const own = Buffer.from(hexToBytes(keccak256(identity)).subarray(0, 11)).toString('hex')
  const salt = concat([deployer, ANY_CHAIN, `0x${own}`])
  const proxy = getContractAddress({
    opcode: 'CREATE2',
    from: CREATE_X,
    salt: guarded(deployer, salt),
    bytecodeHash: PROXY_HASH,
  })
  return { address: getContractAddress({ opcode: 'CREATE', from: proxy, nonce: 1n }), salt }
}

/** The address that CreateX gives a contract by CREATE2: only this account, and only with this code, can take it. */
export function contractPlace(deployer: Address, salt: Hex, initCode: Hex): Address {
  return getContractAddress({
    opcode: 'CREATE2',
    from: CREATE_X,
    salt: guarded(deployer, salt),
    bytecode: initCode,
  })
}

/** CreateX mixes the caller into a salt that begins with it. */
function guarded(deployer: Address, salt: Hex): Hex {
  return keccak256(concat([pad(deployer, { size: 32 }), salt]))
}

/** What tells one deployment from another: the code of all its contracts, and what they are built with. */
export function identityOf(
  bytecodes: readonly Hex[],
  parameters: Readonly<Record<string, unknown>>,
): Hex {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  return encodePacked(
    ['bytes32[]', 'string'],
    [bytecodes.map((code) => keccak256(code)), JSON.stringify(sorted)],
  )
}

/**
 * Deploys the ledger to its place, unless it is there already.
 *
 * @throws Error where the place holds other code in the end
 */
export async function deployLedger(parameters: {
  readonly wallet: WalletClient
  readonly client: PublicClient
  readonly artifact: Artifact
  /** The build profile of the artifact, which an error names. */
  readonly profile: string
  readonly place: LedgerPlace
  readonly token: Address
  readonly books: readonly Address[]
}): Promise<void> {
  const { wallet, client, artifact, place, token, books } = parameters
  const { address, salt } = place
  if ((await client.getCode({ address })) === undefined) {
    const { abi, bytecode } = artifact
    const initCode = encodeDeployData({ abi, bytecode: bytecode as Hex, args: [token, books] })
    const deployment = {
      account: wallet.account!,
      address: CREATE_X,
      abi: createXAbi,
      functionName: 'deployCreate3',
      args: [salt, initCode],
    } as const
    const { request } = await client.simulateContract(deployment)
    const gas = gasLimitFor(await client.estimateContractGas(deployment))
    const hash = await wallet.writeContract({ ...request, gas })
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`Ledger: the transaction ${hash} was reverted`)
  }
  await checkLedger(parameters)
}

/** The code at the ledger's address against what was compiled, and its token and books against those that were deployed. */
async function checkLedger({
  client,
  artifact,
  profile,
  place: { address },
  token,
  books,
}: Parameters<typeof deployLedger>[0]): Promise<void> {
  const code = await client.getCode({ address })
  if (code === undefined || !isCompiled(code, artifact)) {
    throw new Error(
      `Ledger: the code at ${address} is not what the build profile ${profile} compiles`,
    )
  }
  const ledger = { address, abi: artifact.abi } as const
  const held = await client.readContract({ ...ledger, functionName: 'token' })
  if (String(held).toLowerCase() !== token.toLowerCase()) {
    throw new Error(`Ledger: the one at ${address} counts in ${held}, not in ${token}`)
  }
  for (const book of books) {
    if (await client.readContract({ ...ledger, functionName: 'isBook', args: [book] })) continue
    throw new Error(`Ledger: the one at ${address} does not have the book ${book}`)
  }
}

/** Whether deployed code is an artifact's, whatever its immutable variables hold. */
function isCompiled(code: Hex, { deployedBytecode, immutableReferences = {} }: Artifact): boolean {
  const blank = (hex: string) => {
    const bytes = Buffer.from(hex.slice(2), 'hex')
    for (const { start, length } of Object.values(immutableReferences).flat()) {
      bytes.fill(0, start, start + length)
    }
    return bytes
  }
  return blank(code).equals(blank(deployedBytecode))
}
