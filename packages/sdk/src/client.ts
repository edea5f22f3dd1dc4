import type { Deployment } from '@assay/protocol'
import * as balances from './balances.ts'
import * as demands from './demands.ts'
import * as disputes from './disputes.ts'
import * as jobs from './jobs.ts'
import * as keys from './keys.ts'
import * as models from './models.ts'
import * as plans from './plans.ts'
import * as requests from './requests.ts'
import * as runs from './runs.ts'
import type { AssayClient } from './types/client.ts'
import * as work from './work.ts'
import * as workers from './workers.ts'

/** What every action is. */
type AnyAction = (client: AssayClient, parameters: never) => unknown
type Action = (client: AssayClient, parameters: { deployment: Deployment }) => unknown

/** Every subject, by its name on the client. A subject's module exports actions and types, nothing else. */
const SUBJECTS = {
  runs,
  requests,
  jobs,
  work,
  balances,
  keys,
  models,
  workers,
  disputes,
  demands,
  plans,
} satisfies Record<string, Record<string, AnyAction>>

type Subjects = typeof SUBJECTS

/** Parameters without the deployment, which the client knows. Distributes over unions, so that `get({ modelId })` and `get({ name })` both stay what they are. */
export type WithoutDeployment<parameters> = parameters extends unknown
  ? Omit<parameters, 'deployment'>
  : never

/** An action as the client has it: without the client and the deployment, and without parameters where none is needed. */
export type Bound<action> = action extends (
  client: AssayClient,
  parameters: infer parameters,
) => infer result
  ? Record<never, never> extends WithoutDeployment<parameters>
    ? (parameters?: WithoutDeployment<parameters>) => result
    : (parameters: WithoutDeployment<parameters>) => result
  : never

/**
 * What `client.extend(assayActions(deployment))` adds to a viem client: one namespace per subject. Each action is also a function of its
 * own, which takes the client and the deployment: `jobs.get(client, { deployment, jobId })`.
 */
export type AssayActions = {
  [subject in keyof Subjects]: {
    [name in keyof Subjects[subject]]: Bound<Subjects[subject][name]>
  }
} & {
  /** Asks a model and waits for its answer: `runs.run`. */
  run: Bound<typeof runs.run>
}

/**
 * Makes the actions of one deployment for `client.extend`.
 *
 * @example
 * const client = createWalletClient({ account, chain, transport: http() }).extend(assayActions(deployment))
 * const { label } = await client.run({ model: 'pump', input: { speed: 2900, valve: 80, … } })
 */
export function assayActions(deployment: Deployment): (client: AssayClient) => AssayActions {
  return (client) => {
    const bind = (actions: object) =>
      Object.fromEntries(
        Object.entries(actions).map(([name, action]: [string, Action]) => [
          name,
          (parameters: object = {}) => action(client, { ...parameters, deployment }),
        ]),
      )
    const subjects = Object.fromEntries(
      Object.entries(SUBJECTS).map(([subject, actions]) => [subject, bind(actions)]),
    ) as Omit<AssayActions, 'run'>
    return { ...subjects, run: subjects.runs.run }
  }
}
