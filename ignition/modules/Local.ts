import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { planned } from './planned.ts'

/** A local chain has no dollar token, so it gets one with a faucet. */
export default buildModule('Local', (m) => ({ token: m.contract('TestToken'), ...planned(m) }))
