package polder.agent.compute;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;

/** What is left of a machine when others have taken what they need. */
public final class Room {
  private Room() {}

  /** What {@code taken} leaves of {@code all}; never less than nothing. */
  public static Capacity left(Capacity all, Collection<Need> taken) {
    long cpu = all.cpuMilli();
    long memory = all.memoryBytes();
    long disk = all.diskBytes();
    List<GpuModel> gpus = new ArrayList<>(all.gpus());
    for (Need need : taken) {
      cpu = Math.max(0, cpu - need.cpuMilli());
      memory = Math.max(0, memory - need.memoryBytes());
      disk = Math.max(0, disk - need.diskBytes());
      for (Need.Unit unit : need.units()) {
        take(unit.each().gpu(), unit.count(), gpus);
      }
    }
    return new Capacity(cpu, memory, disk, gpus, all.runtimes(), all.attributes());
  }

  private static void take(GpuNeed need, int count, List<GpuModel> gpus) {
    for (int i = 0; i < count * need.count(); i++) {
      for (int gpu = 0; gpu < gpus.size(); gpu++) {
        if (need.accepts(gpus.get(gpu))) {
          gpus.remove(gpu);
          break;
        }
      }
    }
  }
}
