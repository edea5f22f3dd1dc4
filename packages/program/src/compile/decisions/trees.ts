/** When a branch goes to its `yes` node: where the feature's value stands so to the threshold. */
export type BranchMode = '<=' | '<' | '>=' | '>' | '==' | '!='

/** Where a missing value goes: no comparison holds of it but `!=`, unless the branch says that it goes to `yes`. */
export function missingSide(mode: BranchMode, tracksTrue: boolean): 'yes' | 'no' {
  return tracksTrue || mode === '!=' ? 'yes' : 'no'
}

export type TreeNode =
  | {
      mode: BranchMode
      feature: number
      threshold: number
      yes: number
      no: number
      /** Where a missing value (NaN) goes. */
      missing: 'yes' | 'no'
    }
  | { mode: 'leaf'; weights: readonly LeafWeight[] }

export type LeafWeight = { target: number; weight: number }

/** Trees whose leaves add up; nodes are named by their place in one list. */
export type Trees = {
  nodes: readonly TreeNode[]
  roots: readonly number[]
  targets: number
  /** Added to each target's sum, after it was divided. */
  base: readonly number[]
  /** The sum is divided by the number of trees. */
  isAverage: boolean
  postTransform: string
}
