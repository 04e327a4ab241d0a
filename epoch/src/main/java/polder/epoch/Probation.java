package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;

/**
 * Holds what new devices earn until their probation is over, then releases it to whoever owned the
 * device when it was earned, or lets it fall where the device hardly worked.
 */
record Probation(String network, NetworkManifest.Pay pay) {

  static Probation of(Manifests manifests, String network) {
    return new Probation(network, manifests.network(network).orElseThrow().pay());
  }

  /**
   * Begins the probation of a device that is enrolled at {@code atMillis}. When it ends is settled
   * then, whatever later manifests say.
   *
   * @return when it ends
   */
  long begin(StateDraft state, DeviceId device, long atMillis) {
    long end = Math.addExact(atMillis, pay.probationMillis());
    if (pay.probationMillis() > 0) {
      state.put(StateKeys.held(network, end, device), Optional.of(Bytes.EMPTY));
    }
    return end;
  }

  /** Ends every probation that is over at {@code startMillis}. */
  List<OutcomeLeaf> end(StateDraft state, long startMillis) {
    List<Bytes> over = new ArrayList<>();
    for (Bytes key : state.before(StateKeys.held(network)).keySet()) {
      if (StateKeys.heldEndMillis(network, key) > startMillis) {
        break;
      }
      over.add(key);
    }
    over.sort(Comparator.comparing(key -> StateKeys.heldDevice(network, key)));
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Bytes key : over) {
      state.put(key, Optional.empty());
      state
          .device(network, StateKeys.heldDevice(network, key))
          .ifPresent(device -> leaves.addAll(end(state, device)));
    }
    return leaves;
  }

  private List<OutcomeLeaf> end(StateDraft state, DeviceEntry device) {
    long meanWeight =
        device.probationEpochs() == 0 ? 0 : device.probationWeight() / device.probationEpochs();
    boolean forfeited = meanWeight < pay.forfeitBelowPpm();
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Map.Entry<Account, Long> held : device.held().entrySet()) {
      if (!forfeited) {
        Account owner = held.getKey();
        state.put(owner, state.account(owner).earn(held.getValue()));
      }
      leaves.add(
          new OutcomeLeaf.Released(
              network, device.sender().device(), held.getKey(), held.getValue(), forfeited));
    }
    state.put(network, device.holding(new TreeMap<>()));
    return leaves;
  }
}
