// Generated from contracts/ by `npm run generate`. Do not edit.

export const requestTypes = {
  "Request": [
    {
      "name": "requester",
      "type": "address"
    },
    {
      "name": "nonce",
      "type": "uint256"
    },
    {
      "name": "model",
      "type": "bytes32"
    },
    {
      "name": "inputRoot",
      "type": "bytes32"
    },
    {
      "name": "offer",
      "type": "Offer"
    },
    {
      "name": "policy",
      "type": "Policy"
    },
    {
      "name": "callback",
      "type": "Callback"
    }
  ],
  "Callback": [
    {
      "name": "target",
      "type": "address"
    },
    {
      "name": "gasLimit",
      "type": "uint32"
    },
    {
      "name": "when",
      "type": "uint8"
    }
  ],
  "Offer": [
    {
      "name": "minFee",
      "type": "uint96"
    },
    {
      "name": "maxFee",
      "type": "uint96"
    },
    {
      "name": "rampStart",
      "type": "uint40"
    },
    {
      "name": "rampLength",
      "type": "uint32"
    },
    {
      "name": "lockFor",
      "type": "uint32"
    },
    {
      "name": "expiry",
      "type": "uint40"
    },
    {
      "name": "collateral",
      "type": "uint96"
    },
    {
      "name": "worker",
      "type": "address"
    }
  ],
  "Policy": [
    {
      "name": "seats",
      "type": "uint8"
    },
    {
      "name": "verifier",
      "type": "address"
    },
    {
      "name": "params",
      "type": "bytes"
    }
  ]
} as const

export const receiptTypes = {
  "Receipt": [
    {
      "name": "worker",
      "type": "address"
    },
    {
      "name": "request",
      "type": "bytes32"
    },
    {
      "name": "outputRoot",
      "type": "bytes32"
    },
    {
      "name": "evidenceHash",
      "type": "bytes32"
    },
    {
      "name": "profile",
      "type": "bytes32"
    },
    {
      "name": "completedAt",
      "type": "uint64"
    }
  ]
} as const

export const moveTypes = {
  "Move": [
    {
      "name": "game",
      "type": "uint256"
    },
    {
      "name": "turn",
      "type": "uint256"
    },
    {
      "name": "content",
      "type": "bytes32"
    }
  ]
} as const

export const keyConsentTypes = {
  "KeyConsent": [
    {
      "name": "account",
      "type": "address"
    },
    {
      "name": "scope",
      "type": "uint8"
    },
    {
      "name": "validUntil",
      "type": "uint40"
    }
  ]
} as const
