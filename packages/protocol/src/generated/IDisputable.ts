// Generated from contracts/ by `npm run generate`. Do not edit.

export const iDisputableAbi = [
  {"inputs":[{"internalType":"uint256","name":"collateral","type":"uint256"},{"internalType":"uint256","name":"least","type":"uint256"}],"name":"CollateralTooLow","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"inputBytes","type":"uint256"},{"internalType":"uint256","name":"outputBytes","type":"uint256"},{"internalType":"uint256","name":"most","type":"uint256"}],"name":"DataTooLarge","type":"error"},
  {"inputs":[{"internalType":"address","name":"dispute","type":"address"}],"name":"DisputeHasNoCode","type":"error"},
  {"inputs":[{"internalType":"address","name":"dispute","type":"address"},{"internalType":"address","name":"market","type":"address"}],"name":"DisputeOfOtherMarket","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"maxDuration","type":"uint256"},{"internalType":"uint256","name":"longest","type":"uint256"}],"name":"DisputeTooLong","type":"error"},
  {"inputs":[],"name":"EvidenceNotTaken","type":"error"},
  {"inputs":[{"internalType":"bytes32","name":"profile","type":"bytes32"},{"internalType":"bytes32","name":"expected","type":"bytes32"}],"name":"ModelNotDisputable","type":"error"},
  {"inputs":[{"internalType":"address","name":"caller","type":"address"},{"internalType":"address","name":"market","type":"address"}],"name":"NotMarket","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"shortest","type":"uint256"},{"internalType":"uint256","name":"longest","type":"uint256"}],"name":"WindowBoundsInvalid","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"window","type":"uint256"},{"internalType":"uint256","name":"shortest","type":"uint256"},{"internalType":"uint256","name":"longest","type":"uint256"}],"name":"WindowOutOfRange","type":"error"},
  {"inputs":[],"name":"LONGEST_DISPUTE","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"LONGEST_WINDOW","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"bytes","name":"params","type":"bytes"},{"internalType":"uint256","name":"submittedAt","type":"uint256"}],"name":"challengeableUntil","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"dispute","outputs":[{"internalType":"contract IDispute","name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"market","outputs":[{"internalType":"address","name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"minWindow","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const
