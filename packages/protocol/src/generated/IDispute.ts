// Generated from contracts/ by `npm run generate`. Do not edit.

export const iDisputeAbi = [
  {"inputs":[],"name":"demandableBytes","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"address","name":"market","type":"address"}],"name":"judges","outputs":[{"internalType":"bool","name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"leastCollateral","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"maxDuration","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"profile","outputs":[{"internalType":"bytes32","name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"JobId","name":"job","type":"bytes32"},{"internalType":"address","name":"worker","type":"address"},{"internalType":"bytes32","name":"outputRoot","type":"bytes32"}],"name":"standingOf","outputs":[{"internalType":"enum IDispute.Standing","name":"standing","type":"uint8"},{"internalType":"uint40","name":"until","type":"uint40"},{"internalType":"address","name":"challenger","type":"address"}],"stateMutability":"view","type":"function"},
] as const
