// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The ledger
/// @notice Holds the token, and the free and locked money of every account. Free money belongs to its account, which can spend,
/// move and withdraw it. Locked money is at stake in a job, a dispute or a registry, and only a book settles it. The books are
/// contracts that are fixed when the ledger is deployed. They lock an account's money when the account asks them to, and need no
/// further consent. Any other contract moves only what an account approved (`approve`). Money is never created: what one account
/// loses, another gets, or it is burned.
interface ILedger {
    /// @notice Tokens arrived and became free money of the account.
    event Deposited(address indexed account, uint256 amount);
    /// @notice Tokens were paid out.
    event Withdrawn(address indexed account, address indexed to, uint256 amount);
    /// @notice Free money moved from one account to another.
    event Transferred(address indexed caller, address indexed owner, address indexed receiver, uint256 amount);
    /// @notice From now on, the spender may move `amount` of the owner's free money.
    event Approved(address indexed owner, address indexed spender, uint256 amount);

    /// @notice The account has less free money than the operation needs.
    error InsufficientBalance(address account, uint256 balance, uint256 needed);
    /// @notice The account has less locked money than the operation needs.
    error InsufficientLocked(address account, uint256 locked, uint256 needed);
    /// @notice The owner approved less than the operation needs.
    error InsufficientAllowance(address owner, address spender, uint256 allowance, uint256 needed);
    /// @notice The tokens received differ from the amount of the deposit. Tokens that charge for transfers are not supported.
    error DepositMismatch(uint256 received, uint256 amount);
    /// @notice The amount is zero.
    error ZeroAmount();
    /// @notice The token's address holds no contract, or nobody could withdraw from the receiving account.
    error InvalidAddress(address account);
    /// @notice Only one of this ledger's books may do this.
    error NotBook(address caller);
    /// @notice Only the account, or a book that acts for it, may do this.
    error NotAccount(address caller, address account);
    /// @notice The book's address holds no contract, or the book belongs to another ledger, is listed twice, or is one too many.
    error BookNotConnected(address book);

    /// @notice The token that this ledger holds. It never changes.
    function token() external view returns (IERC20);

    /// @notice The most books that a ledger can have.
    function MAX_BOOKS() external view returns (uint256);

    /// @notice Whether an address is one of the books.
    function isBook(address account) external view returns (bool);

    /// @notice The free money of an account, in the token's smallest unit.
    function balanceOf(address account) external view returns (uint256);

    /// @notice The locked money of an account, in the token's smallest unit. For a book: the money that it holds for accounts
    /// that are not known yet.
    function lockedOf(address account) external view returns (uint256);

    /// @notice How much of the owner's free money the spender may still move. An allowance of type(uint256).max never decreases.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Takes `amount` tokens from `account`, which must have approved this contract in the token. The caller must be the
    /// account, or a book whose caller is the account.
    function deposit(address account, uint256 amount) external;

    /// @notice Like deposit, with an EIP-2612 permit in the same call. A permit that someone else used first is harmless.
    function depositWithPermit(
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Takes `amount` tokens from `from` by its EIP-3009 authorization: a deposit that costs `from` no gas. Anyone may
    /// submit it. The authorization names this contract as payee, so it has no other use.
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

    /// @notice Pays out `amount` of the caller's free money to `to`.
    function withdraw(uint256 amount, address to) external;

    /// @notice Moves `amount` of the caller's free money to another account.
    /// @return always true
    function transfer(address receiver, uint256 amount) external returns (bool);

    /// @notice Moves `amount` of the owner's free money. The caller must be the owner or have its allowance.
    /// @return always true
    function transferFrom(address owner, address receiver, uint256 amount) external returns (bool);

    /// @notice Lets `spender` move up to `amount` of the caller's free money. This replaces the previous allowance. An allowance
    /// of type(uint256).max never decreases. Approve only contracts whose code you know.
    /// @return always true
    function approve(address spender, uint256 amount) external returns (bool);

    /// @notice Locks `amount` of the account's free money. Only a book may call it, for an account that asked it to.
    function lock(address account, uint256 amount) external;

    /// @notice Like lock, on behalf of `spender`, which must be the account or have its allowance.
    function lockFor(address account, address spender, uint256 amount) external;

    /// @notice Turns `amount` of the locked money of `from` into free money of `to`. Money paid to the calling book stays locked,
    /// in the book's own account. Only a book may call it.
    function pay(address from, address to, uint256 amount) external;

    /// @notice Like pay, and also frees `released` of the locked money of `to`. Only a book may call it.
    function payAndRelease(address from, address to, uint256 amount, uint256 released) external;

    /// @notice Takes `rewarded + burned` of the locked money of `from`: `rewarded` goes to `to`, as in pay, and the rest is
    /// burned. Only a book may call it.
    function forfeit(address from, address to, uint256 rewarded, uint256 burned) external;
}
