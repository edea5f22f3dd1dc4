// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Delegation
/// @notice The one place where a contract runs another's code in its own name.
library Delegation {
    /// @dev Runs this call by the code at `code`, on the storage of the calling contract, and ends it with what comes back. Only for
    /// code that the calling contract made itself and that has the same storage layout.
    function toCodeAt(address code) internal {
        // Assembly, because the call and its answer pass as they are, whatever the function. It never returns to Solidity, so any
        // memory will do.
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, 0, calldatasize())
            let succeeded := delegatecall(gas(), code, at, calldatasize(), 0, 0)
            returndatacopy(at, 0, returndatasize())
            if iszero(succeeded) {
                revert(at, returndatasize())
            }
            return(at, returndatasize())
        }
    }
}
