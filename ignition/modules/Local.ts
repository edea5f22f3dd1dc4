import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import { planned } from './planned.ts'

/** Everything, with a token of its own: how parameters are tried out before anything is deployed. */
export default buildModule('Local', (m) => ({ token: m.contract('TestToken'), ...planned(m) }))
