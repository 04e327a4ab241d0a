package polder.networks.compute;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Reason;

/** What the reason codes of markets mean. */
final class ComputeReasons {
  private static final SortedMap<String, Reason> KNOWN = new TreeMap<>();

  static {
    // Of messages that count for nothing.
    put("not_cbor", "its body is of another type", "send CBOR (60)");
    // Of bids.
    put("won", "its bid won", "");
    put("outbid", "another machine's bid was lower, reputation counted in", "ask for less");
    put("above_limit", "it asked for more than the renter would pay", "ask for less");
    put("own_order", "machine and order are of the same owner", "");
    put("no_offer", "no offer of the machine stood", "offer it again; the agent does so by itself");
    put("bond", "too little of the machine's bond is free", "put up more");
    put("runtime", "the machine cannot run such work", "install what runs it");
    put("cpu", "the machine lends fewer cores than are needed", "lend more");
    put("memory", "the machine lends less memory than is needed", "lend more");
    put("disk", "the machine lends less disk than is needed", "lend more");
    put("gpu", "the machine has no GPUs of the kind that is needed, or too few", "");
    put("attribute", "the machine does not say of itself what the order asks for", "");
    put("slow", "the machine is slower than the order asks for, as others timed it", "");
    put(
        "not_timed",
        "the order asks for a speed, and strangers have not found out the machine's",
        "see why: `polder machines`");
    put(
        "audit",
        "none of the auditors that the order names vouches for the machine, or not all",
        "have a credential issued, show it to the network, and offer the machine again");
    put("too_many_bids", "the order has as many bids as it can have", "");
    put("sealed_before", "the machine has sealed a bid for this order already", "");
    put("not_sealed_before", "no bid was sealed in an epoch before", "seal first, open then");
    put("seal_differs", "it does not fit what was sealed", "open what was sealed");
    put("not_opened", "the bid was sealed and never opened", "keep the agent running");
    put("order_ended", "the order ended before it was cleared", "");
    // Of orders.
    put("leased", "a bid won", "");
    put("no_bid", "no machine bid for it", "raise the limit, or ask for less");
    put("no_fitting_bid", "no bid would do", "see why each lost");
    put("not_funded", "the order's purse held too little", "fund it");
    put("done", "the result is there and paid", "");
    // Of results.
    put("paid", "it was paid in full", "");
    put("work", "it worked out the result", "");
    put("check", "it checked another's result", "");
    put("result_confirmed", "another machine came to the same", "");
    put("unchecked", "no other machine worked the result out again", "");
    put("wrong_result", "most came to another result", "");
    put("results_differ", "no two came to the same, and nobody else could be asked", "");
    put(
        "no_quorum",
        "no result had weight enough, reputation counted in, and nobody else could be asked",
        "order a larger quorum");
    put("declined", "it was drawn for the quorum, and would rather not", "");
    put(
        "too_few_strangers",
        "too few machines of different owners could work it out",
        "order a smaller quorum, or later");
    put("not_asked_to_open", "results may be opened when all have sealed theirs", "wait");
    put(
        "never_opened",
        "the machine sealed a result and never opened it",
        "keep the agent running");
    put("shown", "it brought the pixels of tiles that are compared", "");
    put(
        "not_asked_to_show",
        "pixels are shown once pictures of different processors differ, and only those of tiles"
            + " that are compared",
        "show what the order asks for");
    put(
        "never_shown",
        "the machine opened a picture and never showed the pixels of it",
        "keep the agent running");
    put("pixels", "how many tiles are not the same as another machine's of the same class", "");
    put("psnr", "how alike the picture is with another machine's of another class", "");
    put("no_result", "the machine had no result in time", "bid for what it can do in time");
    // Of what is metered.
    put("usage", "it ran", "");
    put("both_count", "machine and renter counted alike", "");
    put("renter_counts_less", "the renter counted less, and that is paid", "");
    put("renter_silent", "the renter was silent; others are drawn to look", "");
    put("found_running", "machines of others found it running", "");
    put(
        "found_nothing",
        "machines of others did not find it running",
        "see that it can be reached");
    put("no_count", "its machine said nothing", "keep the agent running");
    put("counts", "what machine and renter counted", "");
    put("counts_too_much", "it counted more time than has passed", "");
    put("not_running", "it went on counting while two others found nothing running", "");
    put("machine_silent", "its machine was silent for too long", "keep the agent running");
    put("closed_by_renter", "the renter closed it", "");
    put("closed_by_machine", "its machine closed it", "");
    put("time_over", "it ran as long as was ordered", "order anew");
    put("purse_empty", "the order's purse is empty", "fund the next one for longer");
    // Of how fast machines are.
    put("timed", "it timed another machine", "");
    put("speed_known", "strangers timed it", "");
    put("not_timed_yet", "machines of others are to time it", "wait");
    put("no_strangers", "too few other owners lend machines that could time it", "wait");
    put("no_door", "it says of no address at which others reach it", "start it with --host");
    put(
        "timing_away",
        "who was to time it could not reach its door, or had no answer in time",
        "see that the address given by --host can be reached");
    put(
        "timing_busy",
        "no core of it was free to be timed, or too many asked at once",
        "lend more cores, or wait");
    put("timing_wrong", "it gave a wrong answer to who timed it", "update the agent");
    put("timing_silence", "who was to time it said nothing", "wait");
    put(
        "not_asked_to_time",
        "it was not drawn to time that machine in that round, or has said already what it saw",
        "");
    put("bond_returned", "the machine left, and its bond goes back", "");
  }

  private ComputeReasons() {}

  private static void put(String code, String meaning, String remedy) {
    KNOWN.put(code, new Reason(meaning, remedy));
  }

  static Optional<Reason> of(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }
}
