// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Balances inside the market
/// @notice Everything the market owes is a balance that its owner withdraws; nothing is ever pushed to anyone.
interface IBalances {
    /// @notice Tokens came in and were credited.
    event Deposited(address indexed account, uint256 amount);
    /// @notice Tokens were paid out.
    event Withdrawn(address indexed account, address indexed to, uint256 amount);
    /// @notice A balance moved inside the market.
    event Transferred(address indexed caller, address indexed sender, address indexed receiver, uint256 amount);
    /// @notice The owner gave or took back leave to move its balance.
    event OperatorSet(address indexed owner, address indexed operator, bool approved);

    /// @notice The account has less than the operation takes.
    error InsufficientBalance(address account, uint256 balance, uint256 needed);
    /// @notice A deposit brought another amount than it said; fee-on-transfer tokens are not supported.
    error DepositMismatch(uint256 received, uint256 amount);
    /// @notice Nothing can be done with an amount of zero.
    error ZeroAmount();
    /// @notice The address has no code, or is zero where an account is needed.
    error InvalidAddress(address account);
    /// @notice The caller may not move the owner's balance.
    error NotOperator(address caller, address owner);

    /// @notice The token in which this market counts. Fixed for ever.
    function token() external view returns (IERC20);

    /// @notice What an account can withdraw or spend.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Moves `amount` of the caller's tokens, which the market must be allowed to take, to its balance.
    function deposit(uint256 amount) external;

    /// @notice Like deposit, with an EIP-2612 permit in the same call. A permit that somebody else brought first does no harm.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Takes `amount` of `from`'s tokens by its EIP-3009 authorization, which anyone may bring, to its balance: a
    /// deposit for which `from` needs no gas. The authorization names the market as payee, so nothing else can use it up.
    function depositWithAuthorization(
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pays `amount` of the caller's balance out to `to`.
    function withdraw(uint256 amount, address to) external;

    /// @notice Moves `amount` of the caller's balance to another account inside the market (as ERC-6909, for its one token).
    /// @return always true
    function transfer(address receiver, uint256 amount) external returns (bool);

    /// @notice Moves `amount` of `sender`'s balance. The caller must be `sender` or its operator.
    /// @return always true
    function transferFrom(address sender, address receiver, uint256 amount) external returns (bool);

    /// @notice Lets `operator` move the caller's whole balance, or ends that. Contracts that hold bonds and stakes need it; an
    /// operator can take everything, so it should be code that is known.
    /// @return always true
    function setOperator(address operator, bool approved) external returns (bool);

    /// @notice Whether `operator` may move `owner`'s balance.
    function isOperator(address owner, address operator) external view returns (bool);
}
