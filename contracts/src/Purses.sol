// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What was claimed, what may be, and how fast, in one word of storage.
/// @dev From the lowest bits up, 64 each, in nano-tokens: claimed so far; total of the released header; used of the
/// claim limit; and when that was, in seconds since 1970. Packed by hand because every claim writes it.
library Purses {
    function claimed(uint256 purse) internal pure returns (uint256) {
        return uint64(purse);
    }

    function released(uint256 purse) internal pure returns (uint256) {
        return uint64(purse >> 64);
    }

    function used(uint256 purse) internal pure returns (uint256) {
        return uint64(purse >> 128);
    }

    function withReleased(uint256 purse, uint64 nano) internal pure returns (uint256) {
        return (purse & ~(uint256(type(uint64).max) << 64)) | (uint256(nano) << 64);
    }

    /// @notice The limit as of now: all of `capacity` is free again after `window` seconds, evenly.
    function refilled(uint256 purse, uint256 capacity, uint256 window) internal view returns (uint256) {
        unchecked {
            uint256 freed = capacity * (block.timestamp - (purse >> 192)) / window;
            uint256 left = used(purse);
            left = left > freed ? left - freed : 0;
            return uint128(purse) | (left << 128) | (block.timestamp << 192);
        }
    }

    /// @notice What of `nano` can be paid now. A signed root could hold more than the total it states; it is the total
    /// that the budget was checked for, so no more is paid.
    function payable_(uint256 purse, uint256 nano, uint256 capacity) internal pure returns (uint256) {
        unchecked {
            uint256 unclaimed = released(purse) - claimed(purse); // a released total never falls
            uint256 free = capacity - used(purse);
            if (nano > unclaimed) nano = unclaimed;
            return nano > free ? free : nano;
        }
    }

    /// @notice After paying `nano`, at most what `payable_` gave.
    function withPaid(uint256 purse, uint256 nano) internal pure returns (uint256) {
        unchecked {
            return purse + nano + (nano << 128);
        }
    }
}
