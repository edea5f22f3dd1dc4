import type { Address } from 'viem'

export type Method = {
  name: string
  proves: readonly string[]
  doesNotProve: readonly string[]
}

export const signatureMethod: Method = {
  name: 'Signature',
  proves: [
    'Which worker answered: its key signed this output for this input and this model.',
    'That input, output and payment belong together: the chain holds their commitments.',
  ],
  doesNotProve: [
    'That the answer is right. Nobody re-runs the model before the worker is paid.',
    'That the worker ran this model at all. Its name is all that stands behind it.',
  ],
}

const unknownMethod: Method = {
  name: 'Unknown method',
  proves: [],
  doesNotProve: [
    'This page does not know the verifier that the request names, so it cannot say what a verdict means.',
  ],
}

/** What a request's verifier contract proves and what it does not. */
export function methodOf(verifier: Address, verifiers: { signature: Address }): Method {
  return verifier.toLowerCase() === verifiers.signature.toLowerCase()
    ? signatureMethod
    : unknownMethod
}
