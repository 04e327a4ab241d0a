// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice How much may ever be minted by when: so much a day, halved each period since genesis.
struct Emission {
    uint64 genesisMillis; // since 1970, start of the first window
    uint64 perDayNano; // before the first halving
    uint64 halvingMillis; // above 0
    uint64 longestWindowMillis; // no epoch's window is longer
}

/// @title The emission schedule, as an upper bound of what the node's schedule gives.
/// @dev A window is paid at the rate of the period in which it starts, so the rate of a period may last until
/// `longestWindow` after its end: the bound shifts every halving by that. The node rounds each window down to a
/// nano-token; the bound rounds halvings up.
library Schedule {
    uint256 private constant DAY = 86_400_000;

    /// @notice Nano-tokens that may have been minted by `nowMillis`.
    function mintable(Emission memory emission, uint256 nowMillis) internal pure returns (uint256) {
        if (nowMillis <= emission.genesisMillis) return 0;
        uint256 since = nowMillis - emission.genesisMillis;
        uint256 perDay = emission.perDayNano;
        uint256 window = emission.longestWindowMillis;
        uint256 halving = emission.halvingMillis;
        // Nothing overflows: rates and spans are below 2^65 and 2^64.
        unchecked {
            if (since <= window) return perDay * since / DAY + 1;
            uint256 shifted = since - window;
            uint256 halvings = shifted / halving;
            // the sum of perDay / 2^k over the whole periods, times their length
            uint256 nanoMillis = (2 * perDay - ((2 * perDay) >> halvings)) * halving;
            nanoMillis += (perDay >> halvings) * (shifted % halving) + perDay * window;
            return nanoMillis / DAY + 1;
        }
    }
}
