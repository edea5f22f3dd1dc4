/** The chain id of a node on a developer's own machine: what is dangerous elsewhere is allowed there. */
export const LOCAL_CHAIN = 31337
