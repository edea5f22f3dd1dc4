// Generated from contracts/ by `npm run generate`. Do not edit.

export const iDisputableAbi = [
  {"inputs":[{"name":"collateral","type":"uint256"},{"name":"least","type":"uint256"}],"name":"CollateralTooLow","type":"error"},
  {"inputs":[{"name":"inputBytes","type":"uint256"},{"name":"outputBytes","type":"uint256"},{"name":"most","type":"uint256"}],"name":"DataTooLarge","type":"error"},
  {"inputs":[{"name":"dispute","type":"address"}],"name":"DisputeHasNoCode","type":"error"},
  {"inputs":[{"name":"dispute","type":"address"},{"name":"market","type":"address"}],"name":"DisputeOfOtherMarket","type":"error"},
  {"inputs":[{"name":"maxDuration","type":"uint256"},{"name":"longest","type":"uint256"}],"name":"DisputeTooLong","type":"error"},
  {"inputs":[],"name":"EvidenceNotTaken","type":"error"},
  {"inputs":[{"name":"profile","type":"bytes32"},{"name":"expected","type":"bytes32"}],"name":"ModelNotDisputable","type":"error"},
  {"inputs":[{"name":"caller","type":"address"},{"name":"market","type":"address"}],"name":"NotMarket","type":"error"},
  {"inputs":[{"name":"shortest","type":"uint256"},{"name":"longest","type":"uint256"}],"name":"WindowBoundsInvalid","type":"error"},
  {"inputs":[{"name":"window","type":"uint256"},{"name":"shortest","type":"uint256"},{"name":"longest","type":"uint256"}],"name":"WindowOutOfRange","type":"error"},
  {"inputs":[],"name":"LONGEST_DISPUTE","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"LONGEST_WINDOW","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"params","type":"bytes"},{"name":"submittedAt","type":"uint256"}],"name":"challengeableUntil","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"dispute","outputs":[{"name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"market","outputs":[{"name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"minWindow","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const
