import { defineConfig } from 'hardhat/config'
import config from '../../../hardhat.config.ts'

/** For a chain that needs no compiled contracts, and must not trip over half-built ones. */
export default defineConfig({
  ...config,
  paths: { ...config.paths, artifacts: '.cache/node/artifacts', cache: '.cache/node/cache' },
})
