/** Why a worker does not take a signed request: a name for programs, a sentence and a remedy for people. */
export class Refusal extends Error {
  readonly status: number
  readonly remedy: string

  constructor(status: number, name: string, message: string, remedy: string) {
    super(message)
    this.name = name
    this.status = status
    this.remedy = remedy
  }
}

/** As the answer to an HTTP request. */
export function refusalAnswer({ status, name, message, remedy }: Refusal) {
  return { status, body: { error: { name, message, remedy } } }
}
