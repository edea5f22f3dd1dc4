// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

uint256 constant U8 = 1;
uint256 constant I8 = 2;
uint256 constant I32 = 3;

struct TensorType {
    uint256 dtype;
    uint256[] shape;
}

using TensorTypes for TensorType global;

/// @title Element types and shapes
library TensorTypes {
    function elementBytes(TensorType memory self) internal pure returns (uint256) {
        return self.dtype == I32 ? 4 : 1;
    }

    /// @notice How many elements there are. Six dimensions of at most 2^24 can't overflow.
    function elementCount(TensorType memory self) internal pure returns (uint256 count) {
        uint256[] memory shape = self.shape;
        count = 1;
        for (uint256 axis = 0; axis < shape.length; ++axis) count *= shape[axis];
    }

    function byteLength(TensorType memory self) internal pure returns (uint256) {
        return elementCount(self) * elementBytes(self);
    }

    function lastDimension(TensorType memory self) internal pure returns (uint256) {
        return self.shape[self.shape.length - 1];
    }
}
