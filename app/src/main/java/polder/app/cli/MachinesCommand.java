package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Capacity;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Lists the machines that lend. */
@Command(
    name = "machines",
    description =
        "List the machines that a market of computing has: what they lend, how fast a core of"
            + " theirs is as so many strangers timed it, and how often they kept their word.")
public final class MachinesCommand implements Action {
  private static final List<String> HEADER =
      List.of(
          "MACHINE",
          "CORES",
          "MEMORY",
          "DISK",
          "GPUS",
          "SPEED",
          "RUNS",
          "KEPT",
          "BROKEN",
          "FREE BOND");

  @Mixin private final MarketOption market = new MarketOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    List<Machine> machines;
    try (MarketOption.Talk talk = market.talk()) {
      machines = talk.market().machines();
    }
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Machine machine : machines) {
      rows.add(row(machine));
      documents.add(document(machine));
    }
    if (machines.isEmpty()) {
      output.line("no machine offers itself now");
    } else {
      output.table(HEADER, rows);
    }
    output.document(documents);
    return ExitCode.DONE;
  }

  private static List<String> row(Machine machine) {
    Capacity capacity = machine.capacity();
    return List.of(
        machine.device().did(),
        Sizes.cores(capacity.cpuMilli()),
        Sizes.bytes(capacity.memoryBytes()),
        Sizes.bytes(capacity.diskBytes()),
        Integer.toString(capacity.gpus().size()),
        Sizes.speed(machine.speed()),
        String.join(" ", capacity.runtimes().keySet()),
        Long.toString(machine.good()),
        Long.toString(machine.bad()),
        Amounts.format(machine.freeNano()));
  }

  private static Map<String, Object> document(Machine machine) {
    Capacity capacity = machine.capacity();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("machine", machine.device().did());
    document.put("owner", machine.owner().toString());
    document.put("host", machine.host());
    document.put("cpuMilli", capacity.cpuMilli());
    document.put("memoryBytes", capacity.memoryBytes());
    document.put("diskBytes", capacity.diskBytes());
    document.put("gpus", capacity.gpus().stream().map(Object::toString).toList());
    document.put("runtimes", capacity.runtimes());
    document.put("attributes", capacity.attributes());
    document.put("vouchers", machine.vouchers().stream().map(DeviceId::did).toList());
    document.put("fuelPerSecond", machine.speed().fuel());
    document.put("timedBy", machine.speed().strangers());
    document.put("good", machine.good());
    document.put("bad", machine.bad());
    document.put("reputationPpm", machine.reputationPpm());
    document.put("freeBondNano", machine.freeNano());
    return document;
  }
}
