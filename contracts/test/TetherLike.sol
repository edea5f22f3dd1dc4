// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

// The names are Tether's own, and its checks give no reasons.
// solhint-disable reason-string, gas-custom-errors, const-name-snakecase

/// @title TetherLike
/// @notice A test token that behaves as Tether's contract on Ethereum (USDT) does: `transfer`, `transferFrom` and `approve` return
/// nothing, `approve` reverts unless the old or the new allowance is zero, there are no permits, a transfer fee can be switched
/// on, and its operator can blacklist senders and pause transfers. Not an ERC-20 by the letter, so it inherits from none.
contract TetherLike {
    /// @notice The amount that one faucet call mints: 1,000 tokens.
    uint256 public constant FAUCET_AMOUNT = 1_000e6;
    string public constant name = "Tether USD";
    string public constant symbol = "USDT";
    uint256 public constant decimals = 6;

    uint256 public totalSupply;
    uint256 public basisPointsRate;
    bool public paused;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address account => bool) public isBlackListed;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function faucet(address to) external {
        balanceOf[to] += FAUCET_AMOUNT;
        totalSupply += FAUCET_AMOUNT;
        emit Transfer(address(0), to, FAUCET_AMOUNT);
    }

    function setFee(uint256 basisPoints) external {
        basisPointsRate = basisPoints;
    }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function setBlackListed(address account, bool blackListed) external {
        isBlackListed[account] = blackListed;
    }

    function approve(address spender, uint256 value) external {
        require(value == 0 || allowance[msg.sender][spender] == 0);
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transfer(address to, uint256 value) external {
        _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        if (allowance[from][msg.sender] != type(uint256).max) allowance[from][msg.sender] -= value;
        _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) private {
        require(!paused && !isBlackListed[from]);
        uint256 fee = (value * basisPointsRate) / 10_000;
        balanceOf[from] -= value;
        balanceOf[to] += value - fee;
        totalSupply -= fee;
        emit Transfer(from, to, value - fee);
    }
}
