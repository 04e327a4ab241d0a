// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Seeds} from "../src/Seeds.sol";
import {Network} from "./Network.sol";

contract SeedsTest is Network {
    address private constant ASKER = address(0xA5C);

    function setUp() public {
        start(4);
        pass();
    }

    function validator() private view returns (address) {
        return vm.addr(keys[0]);
    }

    /// @dev The link of `epoch` of the chain that began with epoch 0.
    function link(uint64 epoch) private view returns (bytes32) {
        return seedLink(keys[0], 0, epoch + 1);
    }

    function epochs(uint256 count) private {
        for (uint256 i = 0; i < count; i++) {
            finalise(nextHeader());
            pass();
        }
    }

    function demand(uint64 epoch) private {
        approveFor(ASKER, address(seeds), TOKEN);
        vm.prank(ASKER);
        seeds.demand(validator(), epoch);
    }

    function test_links_are_revealed_one_by_one_or_with_gaps() public {
        seeds.reveal(validator(), 0, link(0));
        seeds.reveal(validator(), 5, link(5));
        (bytes32 last, uint64 next,,) = seeds.chainOf(validator());
        assertEq(last, link(5), "last");
        assertEq(next, 6, "next");
        bytes32 old = link(3);
        vm.expectRevert(abi.encodeWithSelector(Seeds.KnownBefore.selector, 3));
        seeds.reveal(validator(), 3, old);
        bytes32 other = link(7);
        vm.expectRevert(abi.encodeWithSelector(Seeds.BadLink.selector, validator(), 6));
        seeds.reveal(validator(), 6, other);
        vm.expectRevert(abi.encodeWithSelector(Seeds.TooFar.selector, 6 + 1024, 6 + 1023));
        seeds.reveal(validator(), 6 + 1024, 0);
        vm.expectRevert(abi.encodeWithSelector(Seeds.NoChain.selector, ASKER, 0));
        seeds.reveal(ASKER, 0, 0);
    }

    function test_an_answer_earns_the_fee() public {
        epochs(3);
        demand(2);
        seeds.reveal(validator(), 1, link(1)); // an earlier one is no answer
        (,, uint64 until) = seeds.demands(validator());
        assertTrue(until != 0, "still open");
        seeds.reveal(validator(), 2, link(2));
        (,, until) = seeds.demands(validator());
        assertEq(until, 0, "answered");
        assertEq(token.balanceOf(validator()), TOKEN, "fee");
        vm.expectRevert(abi.encodeWithSelector(Seeds.NoDemand.selector, validator()));
        seeds.punish(validator());
    }

    function test_a_withheld_link_costs_a_part_of_the_bond() public {
        epochs(1);
        demand(0);
        vm.expectRevert(abi.encodeWithSelector(Seeds.DemandOpen.selector, validator()));
        seeds.demand(validator(), 0);
        (,, uint64 until) = seeds.demands(validator());
        assertEq(until, block.timestamp + 2 hours, "two hours");
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(Seeds.NotDue.selector, until + 1));
        seeds.punish(validator());
        vm.warp(until + 1);
        seeds.punish(validator());
        assertEq(staking.validatorOf(validator()).own, BOND * 95 / 100, "a twentieth");
        assertEq(token.balanceOf(ASKER), TOKEN + BOND / 20 / 20, "fee back, and the reporter's share");
        assertTrue(!staking.validatorOf(validator()).struck, "it may go on once it has bonded enough");
        assertEq(staking.validatorOf(validator()).place, 0, "below the least bond");
        assertEq(token.balanceOf(address(seeds)), 0, "nothing is left here");
    }

    function test_the_next_epochs_link_is_demanded_only_when_it_is_late() public {
        epochs(1);
        uint256 due = settlement.lastFinalisedAt() + 1 hours;
        vm.expectRevert(abi.encodeWithSelector(Seeds.NotDue.selector, due));
        seeds.demand(validator(), 1);
        vm.expectRevert(abi.encodeWithSelector(Seeds.TooFar.selector, 2, 1));
        seeds.demand(validator(), 2);
        vm.warp(due);
        demand(1);
        seeds.reveal(validator(), 1, link(1));
        vm.expectRevert(abi.encodeWithSelector(Seeds.KnownBefore.selector, 1));
        seeds.demand(validator(), 1);
        vm.expectRevert(abi.encodeWithSelector(Seeds.NoChain.selector, ASKER, 0));
        seeds.demand(ASKER, 0);
    }

    function recommit() private returns (uint64 from) {
        bytes32 tip = seedLink(keys[0], 1, 0);
        vm.prank(validator());
        seeds.recommit(tip);
        (,,, from) = seeds.chainOf(validator());
    }

    function test_another_chain_counts_later() public {
        epochs(1);
        uint64 from = recommit();
        assertEq(from, 1 + 16 + 1, "after the lag");
        seeds.reveal(validator(), 17, link(17));
        epochs(from - 1);
        seeds.reveal(validator(), from, seedLink(keys[0], 1, 1));
        (, uint64 next,, uint64 waiting) = seeds.chainOf(validator());
        assertEq(next, from + 1, "goes on there");
        assertEq(waiting, 0, "none waits");
    }

    function test_another_chain_begun_early_does_not_excuse_a_withheld_link() public {
        epochs(1);
        uint64 from = recommit();
        bytes32 early = seedLink(keys[0], 1, 1);
        vm.expectRevert(abi.encodeWithSelector(Seeds.BadLink.selector, validator(), from));
        seeds.reveal(validator(), from, early);
        vm.warp(settlement.lastFinalisedAt() + 1 hours);
        demand(1);
        vm.warp(block.timestamp + 2 hours + 1);
        seeds.punish(validator());
        assertEq(staking.validatorOf(validator()).own, BOND * 95 / 100, "a twentieth");
    }

    function test_a_demand_can_be_answered_though_another_chain_began() public {
        epochs(1);
        uint64 from = recommit();
        demand(0);
        bytes32 later = seedLink(keys[0], 1, 1);
        vm.expectRevert(abi.encodeWithSelector(Seeds.DemandOpen.selector, validator()));
        seeds.reveal(validator(), from, later);
        vm.prank(validator());
        vm.expectRevert(abi.encodeWithSelector(Seeds.DemandOpen.selector, validator()));
        seeds.recommit(bytes32(uint256(1)));
        seeds.reveal(validator(), 0, link(0));
    }

    function test_who_commits() public {
        vm.expectRevert(abi.encodeWithSelector(Seeds.NotStaking.selector, address(this)));
        seeds.begin(validator(), bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(Seeds.NotCommitted.selector, address(this)));
        seeds.recommit(bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(Seeds.NoTip.selector));
        seeds.recommit(0);
        vm.prank(address(staking));
        vm.expectRevert(abi.encodeWithSelector(Seeds.NoTip.selector));
        seeds.begin(ASKER, 0);
    }
}
