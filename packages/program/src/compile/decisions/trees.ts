/** When a branch goes to its `yes` node: where the feature's value stands so to the threshold. */
export type BranchMode = '<=' | '<' | '>=' | '>' | '==' | '!='

export type TreeNode =
  | { mode: BranchMode; feature: number; threshold: number; yes: number; no: number }
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
