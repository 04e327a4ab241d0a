// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Votes of staked tokens, by time, as ERC-5805 reads them.
/// @notice One vote a wei staked, own bonds and delegated stake alike. Everyone votes with their own: there is no
/// `delegate` of votes, so that delegators can vote against their validator.
abstract contract Votes is IERC6372 {
    using Checkpoints for Checkpoints.Trace208;

    event VotesChanged(address indexed account, uint256 votes);

    error FutureLookup(uint256 timepoint, uint48 clock);

    mapping(address account => Checkpoints.Trace208) private _votes;
    Checkpoints.Trace208 private _total;

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice Votes of `account` now.
    function getVotes(address account) external view returns (uint256) {
        return _votes[account].latest();
    }

    /// @notice Votes of `account` at the end of second `timepoint`, which has passed.
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _votes[account].upperLookupRecent(_past(timepoint));
    }

    /// @notice All votes at the end of second `timepoint`, which has passed.
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.upperLookupRecent(_past(timepoint));
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }

    function _changeVotes(address account, uint256 less, uint256 more) internal {
        if (less == more) return;
        uint256 votes = _votes[account].latest() + more - less;
        _votes[account].push(clock(), SafeCast.toUint208(votes));
        _total.push(clock(), SafeCast.toUint208(_total.latest() + more - less));
        emit VotesChanged(account, votes);
    }
}
