// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PolderToken} from "./PolderToken.sol";

/// @title Tokens that accounts bring in to buy with.
/// @notice A deposit is burnt; Settlement mints as much again when what it bought, or what is left of it, is claimed.
/// So nothing lies here to be taken. Nodes credit a deposit once its block is at or below an epoch's anchor.
contract Deposits {
    /// @notice `number` counts deposits from 0; amounts in wei; `total` is the sum up to and with this one.
    event Deposited(
        uint256 indexed number, address indexed account, address indexed from, uint256 amount, uint256 total
    );

    error NotWholeNano(uint256 amount);
    error NoAccount();

    uint256 private constant NANO = 1e9;

    PolderToken public immutable token;
    /// @notice Sum of all deposits, in wei.
    uint128 public total;
    /// @notice Number of deposits.
    uint64 public count;

    constructor(PolderToken token_) {
        token = token_;
    }

    /// @notice Burns `amount` wei of the caller's, who has approved this contract, and credits `account` inside.
    /// @param amount above 0, a multiple of 1e9
    function deposit(address account, uint256 amount) public {
        if (amount == 0 || amount % NANO != 0) revert NotWholeNano(amount);
        if (account == address(0)) revert NoAccount();
        token.burnFrom(msg.sender, amount);
        uint256 sum = total + amount; // the supply is far below 2^128
        total = uint128(sum);
        emit Deposited(count++, account, msg.sender, amount, sum);
    }

    /// @notice `deposit` with the caller's permit instead of an approval before.
    function depositWithPermit(address account, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        // Whoever used the permit first, the allowance is there: only that matters.
        try token.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        deposit(account, amount);
    }
}
