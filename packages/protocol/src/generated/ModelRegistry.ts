// Generated from contracts/ by `npm run generate`. Do not edit.

export const modelRegistryAbi = [
  {"inputs":[],"name":"EmptyModelRoot","type":"error"},
  {"inputs":[{"name":"name","type":"string"}],"name":"InvalidName","type":"error"},
  {"inputs":[{"name":"modelId","type":"bytes32"},{"name":"publisher","type":"address"}],"name":"ModelAlreadyPublished","type":"error"},
  {"inputs":[{"name":"modelId","type":"bytes32"}],"name":"ModelNotPublished","type":"error"},
  {"inputs":[{"name":"name","type":"string"},{"name":"publisher","type":"address"}],"name":"NameTaken","type":"error"},
  {"inputs":[{"name":"caller","type":"address"},{"name":"publisher","type":"address"}],"name":"NotPublisher","type":"error"},
  {"inputs":[{"name":"royaltyBps","type":"uint16"},{"name":"cap","type":"uint16"}],"name":"RoyaltyAboveCap","type":"error"},
  {"inputs":[{"name":"royaltyBps","type":"uint16"}],"name":"RoyaltyNotInTenths","type":"error"},
  {"inputs":[{"name":"name","type":"string"},{"name":"version","type":"uint256"}],"name":"VersionNotPublished","type":"error"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"modelId","type":"bytes32"},{"indexed":false,"name":"deprecated","type":"bool"}],"name":"ModelDeprecated","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"modelId","type":"bytes32"},{"indexed":true,"name":"publisher","type":"address"},{"indexed":true,"name":"nameHash","type":"bytes32"},{"indexed":false,"name":"version","type":"uint256"},{"components":[{"name":"name","type":"string"},{"name":"profile","type":"bytes32"},{"name":"root","type":"bytes32"},{"name":"royaltyBps","type":"uint16"},{"name":"inputBytes","type":"uint32"},{"name":"outputBytes","type":"uint32"},{"name":"cardUri","type":"string"},{"name":"cardDigest","type":"bytes32"}],"indexed":false,"name":"publication","type":"tuple"}],"name":"ModelPublished","type":"event"},
  {"inputs":[],"name":"MAX_ROYALTY_BPS","outputs":[{"name":"","type":"uint16"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"modelId","type":"bytes32"}],"name":"getModel","outputs":[{"name":"name","type":"string"},{"name":"version","type":"uint256"},{"components":[{"name":"modelId","type":"bytes32"},{"name":"profile","type":"bytes32"},{"name":"royaltyBps","type":"uint16"},{"name":"publishedAt","type":"uint40"},{"name":"deprecated","type":"bool"},{"name":"inputBytes","type":"uint32"},{"name":"outputBytes","type":"uint32"},{"name":"publisher","type":"address"},{"name":"cardDigest","type":"bytes32"},{"name":"cardUri","type":"string"}],"name":"details","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"name","type":"string"},{"name":"version","type":"uint256"}],"name":"getVersion","outputs":[{"components":[{"name":"modelId","type":"bytes32"},{"name":"profile","type":"bytes32"},{"name":"royaltyBps","type":"uint16"},{"name":"publishedAt","type":"uint40"},{"name":"deprecated","type":"bool"},{"name":"inputBytes","type":"uint32"},{"name":"outputBytes","type":"uint32"},{"name":"publisher","type":"address"},{"name":"cardDigest","type":"bytes32"},{"name":"cardUri","type":"string"}],"name":"","type":"tuple"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"name","type":"string"}],"name":"ownerOf","outputs":[{"name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"modelId","type":"bytes32"}],"name":"profileOf","outputs":[{"name":"profile","type":"bytes32"},{"name":"inputBytes","type":"uint256"},{"name":"outputBytes","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"components":[{"name":"name","type":"string"},{"name":"profile","type":"bytes32"},{"name":"root","type":"bytes32"},{"name":"royaltyBps","type":"uint16"},{"name":"inputBytes","type":"uint32"},{"name":"outputBytes","type":"uint32"},{"name":"cardUri","type":"string"},{"name":"cardDigest","type":"bytes32"}],"name":"publication","type":"tuple"}],"name":"publish","outputs":[{"name":"modelId","type":"bytes32"},{"name":"version","type":"uint256"}],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"modelId","type":"bytes32"}],"name":"royaltyOf","outputs":[{"name":"publisher","type":"address"},{"name":"royaltyBps","type":"uint16"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"modelId","type":"bytes32"},{"name":"deprecated","type":"bool"}],"name":"setDeprecated","outputs":[],"stateMutability":"nonpayable","type":"function"},
  {"inputs":[{"name":"name","type":"string"}],"name":"versionCount","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const
