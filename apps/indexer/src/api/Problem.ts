/** A question that cannot be answered, with the words for it. */
export class Problem extends Error {
  override readonly name: string
  readonly status: 400 | 404 | 405 | 413 | 429 | 503
  readonly remedy: string

  constructor(
    name: string,
    { status, message, remedy }: { status: Problem['status']; message: string; remedy: string },
  ) {
    super(message)
    this.name = name
    this.status = status
    this.remedy = remedy
  }
}

export function notFound(what: string, remedy: string): Problem {
  return new Problem('NotFound', { status: 404, message: what, remedy })
}

export function badQuestion(message: string, remedy: string): Problem {
  return new Problem('BadQuestion', { status: 400, message, remedy })
}
