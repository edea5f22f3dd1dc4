'use client'

import { useEffect, useState } from 'react'

/** Why a query has no answer. It stays while the query is asked again, so that what says it does not flicker, and goes with an answer. */
export function useFailure({ error, isSuccess }: { error: unknown; isSuccess: boolean }): unknown {
  const [failure, setFailure] = useState<unknown>()
  useEffect(() => {
    if (error !== null && error !== undefined) setFailure(error)
    else if (isSuccess) setFailure(undefined)
  }, [error, isSuccess])
  return error ?? failure
}
