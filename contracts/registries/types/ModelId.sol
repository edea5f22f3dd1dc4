// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice A commitment to a model's runtime profile and to the root of its program: the computation is the identity.
type ModelId is bytes32;

using {eq as ==} for ModelId global;

function eq(ModelId a, ModelId b) pure returns (bool) {
    return ModelId.unwrap(a) == ModelId.unwrap(b);
}

function toModelId(bytes32 profile, bytes32 root) pure returns (ModelId) {
    return ModelId.wrap(keccak256(abi.encode(profile, root)));
}
