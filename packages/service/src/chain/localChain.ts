/** The chain id of a node on the machine of whoever develops: there, what is dangerous elsewhere is allowed. */
export const LOCAL_CHAIN = 31337
