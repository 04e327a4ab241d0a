package polder.node.market;

import polder.networks.compute.ComputeKind;
import polder.networks.compute.Machine;
import polder.networks.compute.MachineState;
import polder.networks.compute.Speed;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How machines look in JSON. */
final class MachineJson {
  private MachineJson() {}

  /**
   * One machine.
   *
   * @param state what its group remembers, as of the latest seal
   */
  static void machine(ObjectNode node, Machine machine, MachineState state) {
    node.put("machine", machine.device().did()).put("owner", machine.owner().toString());
    OrderJson.amount(node, "freeBond", machine.freeNano());
    OrderJson.amount(node, "heldBond", state.heldNano());
    node.put("reputationPpm", machine.reputationPpm())
        .put("good", machine.good())
        .put("bad", machine.bad())
        .put("host", machine.host());
    speed(node.putObject("speed"), machine.speed(), state.pace().lack());
    ArrayNode vouchers = node.putArray("vouchers");
    machine.vouchers().forEach(its -> vouchers.add(its.did()));
    capacity(node.putObject("capacity"), machine.capacity());
  }

  private static void speed(ObjectNode node, Speed speed, String lack) {
    if (speed.isKnown()) {
      node.put("fuelPerSecond", speed.fuel()).put("strangers", speed.strangers());
    } else if (!lack.isEmpty()) {
      node.put("reason", lack);
      ComputeKind.meaning(lack).ifPresent(its -> node.put("meaning", its));
    }
  }

  private static void capacity(ObjectNode node, Capacity capacity) {
    node.put("cpuMilli", capacity.cpuMilli())
        .put("memoryBytes", capacity.memoryBytes())
        .put("diskBytes", capacity.diskBytes());
    ArrayNode gpus = node.putArray("gpus");
    for (GpuModel model : capacity.gpus()) {
      gpus.addObject()
          .put("vendor", model.vendor())
          .put("model", model.model())
          .put("memory", model.memory())
          .put("bus", model.bus());
    }
    ObjectNode runtimes = node.putObject("runtimes");
    capacity.runtimes().forEach(runtimes::put);
    ObjectNode attributes = node.putObject("attributes");
    capacity.attributes().forEach(attributes::put);
  }
}
