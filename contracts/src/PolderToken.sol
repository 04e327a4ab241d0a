// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title The deployment's token: ERC-20, 18 decimals, with permit.
/// @notice After genesis only Settlement mints, within the budget it enforces. Anyone burns what is theirs.
contract PolderToken is ERC20, ERC20Burnable, ERC20Permit {
    error NotMinter(address caller);
    error Allocations(uint256 holders, uint256 amounts);
    error TooManyTokens(uint256 amount, uint256 most);

    uint256 private constant MOST_HOLDERS = 256;
    /// @dev 2^64 nano-tokens; Settlement mints no more. So any stake fits the 96 bits of a member's weight.
    uint256 private constant MOST_TOKENS = 2 ** 64 * 1e9;

    /// @notice The Settlement contract.
    address public immutable minter;

    /// @param name_ ERC-20 name, also the name of the permit domain (version "1")
    /// @param symbol_ ERC-20 symbol
    /// @param minter_ address at which Settlement will be deployed
    /// @param holders who holds the first tokens, at most 256; validators need some to bond
    /// @param amounts wei for each holder; together at most 2^64 nano-tokens
    constructor(
        string memory name_,
        string memory symbol_,
        address minter_,
        address[] memory holders,
        uint256[] memory amounts
    ) ERC20(name_, symbol_) ERC20Permit(name_) {
        if (holders.length != amounts.length || holders.length > MOST_HOLDERS) {
            revert Allocations(holders.length, amounts.length);
        }
        minter = minter_;
        for (uint256 i = 0; i < holders.length; i++) {
            _mint(holders[i], amounts[i]);
        }
        if (totalSupply() > MOST_TOKENS) revert TooManyTokens(totalSupply(), MOST_TOKENS);
    }

    /// @notice Mints `amount` wei for `account`. Only for Settlement.
    function mint(address account, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter(msg.sender);
        _mint(account, amount);
    }
}
