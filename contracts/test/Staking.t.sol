// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderChain} from "../src/HeaderChain.sol";
import {Header} from "../src/Headers.sol";
import {Rosters} from "../src/Rosters.sol";
import {Staking} from "../src/Staking.sol";
import {ValidatorSets} from "../src/ValidatorSets.sol";
import {Votes} from "../src/Votes.sol";
import {Network} from "./Network.sol";

contract StakingTest is Network {
    address private constant DELEGATOR = address(0xDE1E);

    function setUp() public {
        start(4);
        pass();
    }

    function validator(uint256 i) private view returns (address) {
        return vm.addr(keys[i]);
    }

    function delegate(uint256 to, uint256 amount) private {
        approveFor(DELEGATOR, address(staking), amount);
        vm.prank(DELEGATOR);
        staking.delegate(validator(to), amount);
    }

    /// @dev Opens a version and puts it in force by a raised attempt.
    function nextVersion() private {
        vm.warp(staking.openedAt() + 1 days);
        staking.openVersion();
        settlement.raiseAttempt();
    }

    // ── bonds ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_registering_bonds_and_gives_votes() public {
        address account = validator(0);
        assertEq(staking.validatorOf(account).own, BOND, "own");
        assertEq(staking.getVotes(account), BOND, "votes");
        assertEq(token.balanceOf(address(staking)), 4 * BOND, "held");
        assertEq(staking.getPastTotalSupply(block.timestamp - 1), 4 * BOND, "all votes");
        assertEq(staking.getPastVotes(account, START - 1), 0, "none before");
        assertEq(bytes32(bytes(staking.CLOCK_MODE())), bytes32("mode=timestamp"), "clock");
        vm.expectRevert(abi.encodeWithSelector(Votes.FutureLookup.selector, block.timestamp, block.timestamp));
        staking.getPastVotes(account, block.timestamp);
    }

    function test_refuses_wrong_registrations() public {
        vm.prank(validator(0));
        vm.expectRevert(abi.encodeWithSelector(Staking.RegisteredBefore.selector, validator(0)));
        staking.register(BOND, 0, bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(Staking.BondTooSmall.selector, BOND - 1, BOND));
        staking.register(BOND - 1, 0, bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(Staking.Commission.selector, 1_000_001));
        staking.register(BOND, 1_000_001, bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotOpen.selector, address(this)));
        staking.bond(1);
        vm.prank(validator(0));
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.bond(0);
    }

    function test_a_bond_leaves_when_a_set_without_it_was_in_force_for_the_delay() public {
        address account = validator(0);
        vm.startPrank(account);
        vm.expectRevert(abi.encodeWithSelector(Staking.TooMuch.selector, BOND + 1, BOND));
        staking.unbond(BOND + 1);
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.unbond(0);
        staking.unbond(BOND);
        vm.expectRevert(abi.encodeWithSelector(Staking.StillBound.selector, 1, type(uint256).max));
        staking.withdrawBond(1);
        vm.expectRevert(abi.encodeWithSelector(Staking.StillBound.selector, 2, type(uint256).max));
        staking.withdrawBond(2);
        vm.stopPrank();
        assertEq(staking.getVotes(account), 0, "no votes");
        assertEq(staking.candidates().length, 3, "no candidate");
        nextVersion();
        uint256 from = settlement.inForceSince(2) + 21 days;
        vm.warp(from - 1);
        vm.startPrank(account);
        vm.expectRevert(abi.encodeWithSelector(Staking.StillBound.selector, 2, from));
        staking.withdrawBond(2);
        vm.warp(from);
        staking.withdrawBond(2);
        assertEq(token.balanceOf(account), BOND, "back");
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.withdrawBond(2);
        vm.stopPrank();
    }

    function test_a_higher_commission_holds_later_and_a_lower_one_at_once() public {
        address account = validator(0);
        assertEq(staking.commissionOf(account), 100_000, "first");
        vm.startPrank(account);
        staking.setCommission(200_000);
        assertEq(staking.commissionOf(account), 100_000, "not yet");
        staking.setCommission(50_000);
        assertEq(staking.commissionOf(account), 50_000, "lower");
        staking.setCommission(60_000);
        vm.warp(block.timestamp + 21 days);
        assertEq(staking.commissionOf(account), 60_000, "after the delay");
        vm.expectRevert(abi.encodeWithSelector(Staking.Commission.selector, 1_000_001));
        staking.setCommission(1_000_001);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotOpen.selector, address(this)));
        staking.setCommission(1);
    }

    // ── delegation ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_delegated_stake_weighs_votes_and_leaves() public {
        delegate(1, 500 * TOKEN);
        assertEq(staking.weightOf(validator(1)), BOND + 500 * TOKEN, "weight");
        assertEq(staking.getVotes(DELEGATOR), 500 * TOKEN, "its own votes");
        assertEq(staking.getVotes(validator(1)), BOND, "not the validator's");
        vm.startPrank(DELEGATOR);
        vm.expectRevert(abi.encodeWithSelector(Staking.TooMuch.selector, 501 * TOKEN, 500 * TOKEN));
        staking.undelegate(validator(1), 501 * TOKEN);
        staking.undelegate(validator(1), 200 * TOKEN);
        staking.undelegate(validator(1), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.undelegate(validator(1), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(Staking.StillBound.selector, 1, type(uint256).max));
        staking.withdraw(validator(1), 1);
        vm.stopPrank();
        nextVersion();
        vm.warp(block.timestamp + 21 days);
        vm.startPrank(DELEGATOR);
        staking.withdraw(validator(1), 2);
        assertEq(token.balanceOf(DELEGATOR), 500 * TOKEN, "all back");
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.withdraw(validator(1), 2);
        vm.stopPrank();
    }

    function test_nobody_delegates_to_who_is_no_validator() public {
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotOpen.selector, address(9)));
        staking.delegate(address(9), 1);
        vm.expectRevert(abi.encodeWithSelector(Staking.NoAmount.selector));
        staking.delegate(validator(0), 0);
    }

    function strike(uint256 i, uint32 own, uint32 pool) private returns (uint256) {
        vm.prank(address(faults));
        return staking.slash(validator(i), address(0x4E), own, pool, true);
    }

    function test_slashing_takes_what_stays_and_what_leaves() public {
        delegate(1, 500 * TOKEN);
        vm.prank(DELEGATOR);
        staking.undelegate(validator(1), 200 * TOKEN);
        vm.prank(validator(1));
        staking.unbond(400 * TOKEN);
        uint256 supply = token.totalSupply();
        assertEq(strike(1, 500_000, 100_000), 550 * TOKEN, "half of the bond, a tenth of the rest");
        (uint256 staked, uint256 leaving,) = staking.delegation(DELEGATOR, validator(1));
        assertEq(staked, 270 * TOKEN, "staked");
        assertEq(leaving, 180 * TOKEN, "leaving");
        assertEq(staking.validatorOf(validator(1)).own, 300 * TOKEN, "own");
        assertEq(staking.validatorOf(validator(1)).ownLeaving, 200 * TOKEN, "own leaving");
        assertEq(token.balanceOf(address(0x4E)), 550 * TOKEN / 20, "reporter");
        assertEq(supply - token.totalSupply(), 550 * TOKEN - 550 * TOKEN / 20, "burnt");
        assertEq(staking.getVotes(DELEGATOR), 300 * TOKEN, "votes as of the last look");
        staking.sync(DELEGATOR, validator(1));
        assertEq(staking.getVotes(DELEGATOR), 270 * TOKEN, "anyone corrects them");
        assertEq(strike(1, 500_000, 100_000), 0, "once");
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotOpen.selector, validator(1)));
        staking.delegate(validator(1), 1);
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotEligible.selector, validator(1)));
        staking.enter(validator(1));
    }

    function test_only_three_contracts_slash() public {
        vm.expectRevert(abi.encodeWithSelector(Staking.NotSlasher.selector, address(this)));
        staking.slash(validator(0), address(this), 1, 0, false);
    }

    function testFuzz_pools_share_losses_and_never_pay_more_than_they_hold(uint96 first, uint96 second, uint32 ppm)
        public
    {
        uint256 a = bound(first, 1, 10_000 * TOKEN);
        uint256 b = bound(second, 1, 10_000 * TOKEN);
        delegate(0, a);
        address other = address(0x07E4);
        approveFor(other, address(staking), b);
        vm.prank(other);
        staking.delegate(validator(0), b);
        strike(0, 0, uint32(bound(ppm, 0, 500_000)));
        (uint256 left,,) = staking.delegation(DELEGATOR, validator(0));
        (uint256 right,,) = staking.delegation(other, validator(0));
        uint256 pool = staking.validatorOf(validator(0)).pool;
        assertTrue(left + right <= pool && left + right + 2 > pool, "all of the pool, rounded down");
        assertTrue(left <= a && right <= b, "nobody gains");
        address account = validator(0);
        vm.startPrank(DELEGATOR);
        if (left != 0) staking.undelegate(account, type(uint256).max);
        vm.stopPrank();
        vm.startPrank(other);
        if (right != 0) staking.undelegate(account, type(uint256).max);
        vm.stopPrank();
        assertTrue(token.balanceOf(address(staking)) >= 4 * BOND + left + right, "held");
    }

    // ── sets ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_a_version_is_fixed_when_it_is_opened() public {
        delegate(2, 7000 * TOKEN);
        (address[] memory accounts, uint256[] memory weights, uint256 total) = staking.membersOf(1);
        assertEq(accounts.length, 4, "members");
        for (uint256 i = 0; i < 4; i++) {
            assertEq(accounts[i], validator(i), "ascending");
            assertEq(weights[i], BOND, "as of then");
        }
        assertEq(total, 4 * BOND, "total");
        nextVersion();
        (, weights, total) = staking.membersOf(2);
        assertEq(weights[2], 8000 * TOKEN, "as of now");
        assertEq(total, 11_000 * TOKEN, "total");
        (accounts,,) = staking.membersOf(3);
        assertEq(accounts.length, 0, "not opened");
    }

    function test_a_set_signs_after_its_lag_and_not_before() public {
        vm.warp(block.timestamp + 1 days);
        staking.openVersion();
        for (uint256 i = 0; i < 16; i++) {
            pass();
            Header memory header = nextHeader();
            assertEq(header.setVersion, 1, "still the first");
            finalise(header);
        }
        pass();
        Header memory old = nextHeader();
        assertEq(old.setVersion, 2, "the second");
        old.setVersion = 1;
        bytes memory signed = signatures(hashOf(old), 15);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongSet.selector, 16, 2));
        settlement.finalise(one(old), 15, signed);
        finalise(nextHeader());
        assertEq(settlement.inForceSince(2), block.timestamp, "in force");
    }

    function test_versions_wait_for_each_other() public {
        uint256 from = staking.openedAt() + 1 days;
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.TooSoon.selector, from));
        staking.openVersion();
        vm.warp(from);
        staking.openVersion();
        vm.warp(from + 1 days);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.SetPending.selector, 2));
        staking.openVersion();
        settlement.raiseAttempt(); // nothing final for long: the set that waits signs at once
        assertEq(settlement.inForceSince(2), block.timestamp, "in force");
        staking.openVersion();
    }

    function test_there_is_no_set_without_members() public {
        deploy();
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NoMembers.selector));
        staking.openVersion();
    }

    function test_the_last_ones_leave_too() public {
        delegate(0, 500 * TOKEN);
        for (uint256 i = 0; i < 4; i++) {
            vm.prank(validator(i));
            staking.unbond(BOND);
        }
        vm.startPrank(DELEGATOR);
        staking.undelegate(validator(0), type(uint256).max);
        vm.stopPrank();
        vm.warp(block.timestamp + 4 days);
        staking.declareStall();
        vm.warp(block.timestamp + 4 days);
        nextVersion();
        vm.warp(block.timestamp + 21 days);
        for (uint256 i = 0; i < 4; i++) {
            vm.prank(validator(i));
            staking.withdrawBond(2);
        }
        vm.startPrank(DELEGATOR);
        staking.withdraw(validator(0), 2);
        vm.stopPrank();
        assertEq(token.balanceOf(address(staking)), 0, "nothing is locked");
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 1);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.BadSigner.selector, 0));
        settlement.finalise(one(header), 1, signed);
        delete keys;
        insertKey(uint256(keccak256("newcomer")));
        register(keys[0], BOND);
        staking.openVersion(); // at once
        settlement.raiseAttempt();
        finalise(nextHeader());
    }

    function test_at_most_64_and_the_stronger_takes_the_place_of_the_weakest() public {
        for (uint256 i = 4; i < 64; i++) {
            insertKey(uint256(keccak256(abi.encode("more", i))));
            register(uint256(keccak256(abi.encode("more", i))), BOND + i * TOKEN);
        }
        assertEq(staking.candidates().length, 64, "full");
        uint256 late = uint256(keccak256("late"));
        register(late, BOND);
        assertEq(staking.validatorOf(vm.addr(late)).place, 0, "no stronger than the weakest");
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.WeakerThanAll.selector, vm.addr(late), BOND, BOND));
        staking.enter(vm.addr(late));
        approveFor(DELEGATOR, address(staking), TOKEN);
        vm.prank(DELEGATOR);
        staking.delegate(vm.addr(late), TOKEN);
        assertTrue(staking.validatorOf(vm.addr(late)).place != 0, "delegators brought it in");
        assertEq(staking.candidates().length, 64, "one left");
        vm.warp(block.timestamp + 1 days);
        uint256 gas = gasleft();
        staking.openVersion();
        assertTrue(gas - gasleft() < 3_000_000, "bounded");
        (address[] memory accounts,, uint256 total) = staking.membersOf(2);
        uint256 sum = 0;
        for (uint256 i = 0; i < 64; i++) {
            if (i > 0) assertTrue(accounts[i] > accounts[i - 1], "ascending");
            sum += staking.weightOf(accounts[i]);
        }
        assertEq(sum, total, "total");
    }

    function test_a_weight_fits_its_bits() public {
        vm.expectRevert(abi.encodeWithSelector(Rosters.TotalTooLarge.selector));
        this.pack(uint256(1) << 96);
    }

    function pack(uint256 weight) external pure returns (uint256) {
        return Rosters.pack(address(1), weight);
    }

    // ── liveness ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_after_a_split_the_backlog_becomes_final_when_one_comes_back() public {
        finalise(nextHeader());
        Header[] memory backlog = new Header[](5);
        (uint64 next, bytes32 parent,,,,) = settlement.head();
        for (uint256 i = 0; i < 5; i++) {
            pass();
            backlog[i] = following(next + uint64(i), parent, 0, 0, 0);
            parent = hashOf(backlog[i]);
        }
        bytes memory signed = signatures(parent, 3);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.NoQuorum.selector, 2 * BOND, 4 * BOND));
        settlement.finalise(backlog, 3, signed);
        finalise(backlog, 7);
        assertEq(settlement.nextEpoch(), 6, "the backlog in one transaction");
    }

    function test_half_of_the_stake_silent_for_ever_is_left_out() public {
        finalise(nextHeader());
        uint256 since = block.timestamp;
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotStalled.selector, since + 3 days));
        staking.declareStall();
        vm.warp(since + 3 days);
        staking.declareStall();
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotStalled.selector, since + 9 days));
        staking.declareStall();
        for (uint256 i = 0; i < 2; i++) {
            vm.prank(validator(i));
            staking.checkIn();
        }
        vm.warp(since + 6 days);
        staking.openVersion();
        settlement.raiseAttempt();
        assertEq(staking.candidates().length, 2, "those present");
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotEligible.selector, validator(2)));
        staking.enter(validator(2));
        Header memory header = nextHeader();
        bytes memory signed = signatures(hashOf(header), 3);
        settlement.finalise(one(header), 3, signed);
        vm.prank(validator(2));
        staking.checkIn();
        staking.enter(validator(2));
        assertEq(staking.candidates().length, 3, "back again");
    }

    function test_few_do_not_take_over_while_others_sleep() public {
        vm.warp(block.timestamp + 4 days);
        staking.declareStall();
        vm.prank(validator(0));
        staking.checkIn();
        vm.warp(block.timestamp + 3 days);
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.TooFewPresent.selector, BOND, 4 * BOND));
        staking.openVersion();
        vm.expectRevert(abi.encodeWithSelector(ValidatorSets.NotOpen.selector, address(this)));
        staking.checkIn();
    }

    function test_progress_ends_a_stall() public {
        vm.warp(block.timestamp + 4 days);
        staking.declareStall();
        vm.warp(block.timestamp + 1 days);
        finalise(nextHeader());
        vm.warp(block.timestamp + 3 days);
        staking.openVersion();
        assertEq(staking.candidates().length, 4, "nobody is left out");
    }
}
