// Generated from contracts/ by `npm run generate`. Do not edit.

export const keyRegistryAbi = [
  {"inputs":[],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[],"name":"InvalidShortString","type":"error"},
  {"inputs":[{"name":"signer","type":"bytes"}],"name":"InvalidSigner","type":"error"},
  {"inputs":[{"name":"validFrom","type":"uint256"},{"name":"validUntil","type":"uint256"},{"name":"time","type":"uint256"}],"name":"InvalidValidity","type":"error"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"},{"name":"validUntil","type":"uint256"}],"name":"KeyAlreadyEnded","type":"error"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"}],"name":"KeyAlreadySet","type":"error"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"}],"name":"KeyDoesNotConsent","type":"error"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"}],"name":"KeyNotSet","type":"error"},
  {"inputs":[],"name":"ScopeMissing","type":"error"},
  {"inputs":[{"name":"str","type":"string"}],"name":"StringTooLong","type":"error"},
  {"anonymous":false,"inputs":[],"name":"EIP712DomainChanged","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"account","type":"address"},{"indexed":true,"name":"signerHash","type":"bytes32"},{"indexed":false,"name":"validUntil","type":"uint40"}],"name":"KeyRevoked","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"account","type":"address"},{"indexed":true,"name":"signerHash","type":"bytes32"},{"indexed":false,"name":"signer","type":"bytes"},{"indexed":false,"name":"scope","type":"uint8"},{"indexed":false,"name":"validFrom","type":"uint40"},{"indexed":false,"name":"validUntil","type":"uint40"}],"name":"KeySet","type":"event"},
  {"inputs":[],"name":"eip712Domain","outputs":[{"name":"fields","type":"bytes1"},{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"},{"name":"salt","type":"bytes32"},{"name":"extensions","type":"uint256[]"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"}],"name":"getKey","outputs":[{"components":[{"name":"scope","type":"uint8"},{"name":"validFrom","type":"uint40"},{"name":"validUntil","type":"uint40"}],"name":"","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"components":[{"name":"account","type":"address"},{"name":"scope","type":"uint8"},{"name":"validUntil","type":"uint40"}],"name":"consent","type":"tuple"}],"name":"hashConsent","outputs":[{"name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"account","type":"address"},{"name":"signer","type":"bytes"},{"name":"scope","type":"uint8"},{"name":"time","type":"uint256"}],"name":"isKey","outputs":[{"name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"signer","type":"bytes"}],"name":"revokeKey","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"signer","type":"bytes"},{"name":"scope","type":"uint8"},{"name":"validFrom","type":"uint40"},{"name":"validUntil","type":"uint40"},{"name":"consent","type":"bytes"}],"name":"setKey","outputs":[],"stateMutability":"nonpayable","type":"function"},
] as const
