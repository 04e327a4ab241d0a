package polder.node.market;

import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.Optional;
import polder.networks.compute.OrderState;
import polder.node.market.Asked.RefusedException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Which orders are asked for.
 *
 * @param client of this client only
 * @param machine that this machine has to do with only
 * @param renter of this account's clients only
 * @param phase that have come so far only
 */
record OrderFilter(
    Optional<DeviceId> client,
    Optional<DeviceId> machine,
    Optional<Account> renter,
    Optional<String> phase) {

  static OrderFilter of(ServerRequest request) {
    Optional<String> phase = Asked.parameter(request, "phase");
    if (phase.isPresent()
        && Arrays.stream(Listed.Stage.values())
            .noneMatch(stage -> stage.word().equals(phase.get()))) {
      throw RefusedException.badQuestion(
          "phase is bidding, working, running or closing, not " + phase.get());
    }
    return new OrderFilter(
        Asked.parameter(request, "client", DeviceId::parse),
        Asked.parameter(request, "machine", DeviceId::parse),
        Asked.parameter(request, "renter", Account::parse),
        phase);
  }

  /** Whether it is one that stands or waits. */
  boolean takes(Listed listed) {
    return client.filter(its -> !its.equals(listed.client())).isEmpty()
        && renter.filter(its -> !its.equals(listed.renter())).isEmpty()
        && phase.filter(its -> !its.equals(listed.stage().word())).isEmpty()
        && machine.filter(its -> !listed.machines().contains(its)).isEmpty();
  }

  /** Whether it is one that is over: known by how it stood last, or else by what was said of it. */
  boolean takes(Chronicle.Track track) {
    Optional<OrderState> was = track.was().map(OrderBook.Entry::state);
    return isOf(
            client, was.map(OrderState::client), track.latest().ofClient().map(its -> its.device()))
        && isOf(
            renter, was.map(OrderState::renter), track.latest().ofClient().map(its -> its.owner()))
        && machine.filter(its -> !hasTold(track, its)).isEmpty();
  }

  private static <T> boolean isOf(Optional<T> wanted, Optional<T> was, Optional<T> told) {
    return wanted.isEmpty() || was.or(() -> told).equals(wanted);
  }

  /** Whether anything was said of a machine when the order was cleared, or last. */
  private static boolean hasTold(Chronicle.Track track, DeviceId machine) {
    boolean stood =
        track
            .was()
            .filter(entry -> new Listed.Sealed(entry).machines().contains(machine))
            .isPresent();
    return stood || isIn(Optional.of(track.latest()), machine) || isIn(track.cleared(), machine);
  }

  private static boolean isIn(Optional<Deeds> deeds, DeviceId device) {
    return deeds
        .filter(its -> its.lines().stream().anyMatch(line -> line.device().equals(device)))
        .isPresent();
  }
}
