// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The cheatcodes of Hardhat's Solidity tests that these tests use.
interface Vm {
    function addr(uint256 key) external pure returns (address);

    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function signP256(uint256 key, bytes32 digest) external pure returns (bytes32 r, bytes32 s);

    function publicKeyP256(uint256 key) external pure returns (uint256 x, uint256 y);

    function prank(address sender) external;

    function startPrank(address sender) external;

    function stopPrank() external;

    function warp(uint256 time) external;

    function roll(uint256 blockNumber) external;

    function setBlockhash(uint256 blockNumber, bytes32 hash) external;

    function etch(address target, bytes calldata code) external;

    function store(address target, bytes32 slot, bytes32 value) external;

    function chainId(uint256 id) external;

    function assume(bool condition) external pure;

    function expectRevert(bytes calldata data) external;

    function expectRevert(bytes4 selector) external;

    function expectRevert() external;

    function expectEmit(address emitter) external;

    function assertEq(uint256 left, uint256 right) external pure;

    function assertEq(uint256 left, uint256 right, string calldata reason) external pure;

    function assertEq(bytes32 left, bytes32 right) external pure;

    function assertEq(address left, address right) external pure;

    function assertEq(string calldata left, string calldata right) external pure;

    function assertTrue(bool condition) external pure;

    function assertTrue(bool condition, string calldata reason) external pure;

    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);

    function label(address account, string calldata name) external;

    function toString(uint256 value) external pure returns (string memory);
}

/// @dev The test runner's address: the last 20 bytes of keccak256("hevm cheat code").
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
