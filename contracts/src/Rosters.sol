// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Holds the words of a roster as its code: reading all members costs one cold account instead of one cold
/// slot each.
contract Roster {
    constructor(bytes memory code) {
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}

/// @title A validator set version: total weight, then the members in ascending order of address.
/// @dev Word 0 is the total weight in wei. Word i + 1 is member i: its address in the upper 160 bits, its weight in
/// wei in the lower 96. The code begins with STOP, so that it can't be run.
library Rosters {
    /// @notice A bound on the members of a set; a bitmap of them fits 64 bits.
    uint256 internal constant MOST_MEMBERS = 64;

    error TotalTooLarge();

    /// @notice Sorts `members` (ascending, distinct addresses) and stores them.
    /// @return roster where the words are
    function store(uint256[] memory members) internal returns (address roster) {
        uint256 total = 0;
        for (uint256 i = 0; i < members.length; i++) {
            uint256 member = members[i];
            total += weight(member);
            uint256 at = i;
            for (; at > 0 && members[at - 1] > member; at--) {
                members[at] = members[at - 1];
            }
            members[at] = member;
        }
        return address(new Roster(abi.encodePacked(hex"00", total, members)));
    }

    /// @notice The words stored at `roster`: the total, then the members.
    function load(address roster) internal view returns (uint256[] memory words) {
        uint256 count = (roster.code.length - 1) / 32;
        words = new uint256[](count);
        assembly ("memory-safe") {
            extcodecopy(roster, add(words, 0x20), 1, mul(count, 0x20))
        }
    }

    function pack(address account, uint256 weight_) internal pure returns (uint256) {
        if (weight_ > type(uint96).max) revert TotalTooLarge();
        return (uint256(uint160(account)) << 96) | weight_;
    }

    function account(uint256 member) internal pure returns (address) {
        return address(uint160(member >> 96));
    }

    function weight(uint256 member) internal pure returns (uint256) {
        return uint96(member);
    }
}
