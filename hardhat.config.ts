import { createRequire } from 'node:module'
import hardhatToolboxViem from '@nomicfoundation/hardhat-toolbox-viem'
import { configVariable, defineConfig } from 'hardhat/config'

// The compiler comes from npm (pinned in the catalog), so that nothing is downloaded at build time.
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js')
const compiler = { version: '0.8.34', path: soljson }

/** Fuzz and invariant tests draw from this, so that a run can be repeated. */
export const INVARIANT_SEED = '0x6173736179'

const settings = {
  evmVersion: 'osaka',
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: 'none' },
}

export default defineConfig({
  plugins: [hardhatToolboxViem],
  solidity: {
    profiles: {
      default: { ...compiler, settings },
      // Compiled as one, because a separate file without a contract (only a struct) gives a build that Hardhat's node refuses.
      production: {
        isolated: false,
        compilers: [{ ...compiler, settings: { ...settings, viaIR: true } }],
        overrides: {
          // What the referee does often is assembly; the rest of its 16 ops is better small than inlined.
          'contracts/referee/Referee.sol': {
            ...compiler,
            settings: { ...settings, viaIR: true, optimizer: { enabled: true, runs: 200 } },
          },
        },
      },
    },
  },
  paths: {
    sources: './contracts',
    tests: { solidity: './test/solidity', nodejs: './test/differential' },
    ignition: './ignition',
  },
  test: {
    solidity: {
      fuzz: { runs: 256, seed: INVARIANT_SEED },
      invariant: {
        runs: Number(process.env.ASSAY_INVARIANT_RUNS ?? 256),
        depth: 128,
        failOnRevert: true,
      },
    },
  },
  networks: {
    local: {
      type: 'http',
      chainType: 'l1',
      url: process.env.ASSAY_RPC_URL ?? 'http://127.0.0.1:8545',
    },
    // Where `assay deploy` deploys to. Hardhat asks its keystore for both, then the environment; no key stands in a file.
    public: {
      type: 'http',
      chainType: 'generic',
      url: configVariable('ASSAY_DEPLOY_RPC_URL'),
      accounts: [configVariable('ASSAY_DEPLOYER_KEY')],
    },
    node: {
      type: 'edr-simulated',
      chainType: 'l1',
      chainId: 31337,
    },
  },
})
