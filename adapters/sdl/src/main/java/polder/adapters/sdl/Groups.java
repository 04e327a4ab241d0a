package polder.adapters.sdl;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;

/** Makes one order of all services of a placement. */
final class Groups {
  private final Findings findings;

  Groups(Findings findings) {
    this.findings = findings;
  }

  /** The orders of a file in which nothing was found wrong. */
  Optional<JobFile> make(List<Deployed> deployed, Field deployment) {
    Map<String, List<Deployed>> groups = new LinkedHashMap<>();
    for (Deployed each : deployed) {
      groups.computeIfAbsent(each.placement().field().name(), name -> new ArrayList<>()).add(each);
    }
    List<Order> orders = new ArrayList<>();
    groups.forEach((name, group) -> {
      if (group.size() > Limits.ENTRIES) {
        deployment.wrong(
            "has " + group.size() + " services in one placement", "name at most " + Limits.ENTRIES);
        return;
      }
      Order order = order(name, group);
      checkSize(order.job(), deployment);
      orders.add(order);
    });
    List<RegistryLogin> logins =
        deployed.stream().flatMap(each -> each.service().login().stream()).distinct().toList();
    return findings.faulty()
        ? Optional.empty()
        : Optional.of(new JobFile.Containers(orders, logins));
  }

  private static Order order(String name, List<Deployed> group) {
    PlacementReader.Placement placement = group.getFirst().placement();
    SortedMap<String, String> attributes = new TreeMap<>(placement.attributes());
    List<Need.Unit> units = new ArrayList<>();
    List<Service> services = new ArrayList<>();
    BigDecimal amount = BigDecimal.ZERO;
    for (Deployed each : group) {
      each.service().tee().ifPresent(tee -> attributes.put("tee/type", tee));
      Service service = each.service().service().orElseThrow();
      services.add(service);
      units.add(
          new Need.Unit(service.name(), each.compute().resources().orElseThrow(), each.count()));
      amount = amount.add(each.price().amount().multiply(BigDecimal.valueOf(each.count())));
    }
    Need need = new Need(units, attributes, placement.signedByAll(), placement.signedByAny(), 0);
    return new Order(
        name,
        new Job(need, new Work.Containers(services)),
        Optional.of(new PriceLimit.PerBlock(group.getFirst().price().denomination(), amount)));
  }

  static void checkSize(Job job, Field field) {
    int size = job.encode().size();
    if (size > Job.MOST_BYTES) {
      field.wrong(
          "makes a job of " + size + " bytes",
          "shorten its texts: a job has at most " + Job.MOST_BYTES);
    }
  }
}
