package polder.adapters.sdl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.networks.compute.job.Volume;

/** What must hold between the parts of an SDL file. */
final class DeploymentChecks {
  private final Findings findings;
  private final boolean strict;

  /**
   * Checks.
   *
   * @param strict whether by the rules of 2.1, else by those of 2.0
   */
  DeploymentChecks(Findings findings, boolean strict) {
    this.findings = findings;
    this.strict = strict;
  }

  void check(List<Deployed> deployed) {
    Set<String> hosts = new HashSet<>();
    Map<String, String> coins = new HashMap<>();
    Map<String, String> tees = new HashMap<>();
    boolean everyone = false;
    for (Deployed each : deployed) {
      mounts(each);
      partners(each, deployed);
      tee(each, tees);
      for (ExposeReader.Port port : each.service().ports()) {
        everyone |= port.exposed().everyone();
        for (Field host : port.hosts()) {
          if (!hosts.add(host.text().orElse(""))) {
            host.wrong("is " + host.shown() + ", which stands twice", "leave one out");
          }
        }
      }
      String coin = each.price().denomination();
      String other = coins.putIfAbsent(each.placement().field().name(), coin);
      if (other != null && !other.equals(coin)) {
        each.price()
            .field()
            .at("denom")
            .wrong(
                "is " + coin + ", and another of the placement is " + other,
                "name one coin for all of a placement");
      }
    }
    // What is wrong elsewhere may be the very port.
    if (!deployed.isEmpty() && !everyone && !findings.faulty()) {
      deployed
          .getFirst()
          .service()
          .field()
          .wrong(
              "is open to nobody, as is every other service: nobody could reach the job",
              "write below expose of one of them to: - global: true");
    }
  }

  private void mounts(Deployed each) {
    Set<String> mounted = new HashSet<>();
    for (Field mount : each.service().field().at("params").at("storage").entries()) {
      mounted.add(mount.name());
    }
    for (ServiceReader.MountField mount : each.service().mounts()) {
      String name = mount.mount().volume();
      Optional<Volume> volume =
          each.compute().volumes().stream()
              .map(ComputeReader.VolumeField::volume)
              .filter(one -> one.name().equals(name))
              .findFirst();
      if (volume.isEmpty()) {
        if (each.compute().resources().isPresent()) {
          mount
              .field()
              .wrong(
                  "is no volume of the compute profile",
                  "name one there, below storage: - name: " + Field.shortened(name));
        }
      } else if (strict && volume.get().type().equals("ram") && mount.mount().readOnly()) {
        mount
            .field()
            .at("readOnly")
            .wrong("is true for a volume in memory, which is empty", "write readOnly: false");
      }
    }
    for (ComputeReader.VolumeField one : each.compute().volumes()) {
      String name = one.volume().name();
      if (mounted.contains(name) || (name.equals("default") && !one.volume().persistent())) {
        continue;
      }
      // As Akash: 2.0 wants some mount, 2.1 none.
      if (one.volume().persistent() && mounted.isEmpty() && !strict) {
        one.field()
            .wrong(
                "is to be kept, and nothing says where it is found",
                "write below services."
                    + each.service().field().name()
                    + ".params.storage."
                    + Field.shortened(name)
                    + " mount: and an absolute path");
      } else {
        one.field().notice("is mounted nowhere: it counts as disk, and no service sees it");
      }
    }
  }

  private static void partners(Deployed each, List<Deployed> deployed) {
    for (ExposeReader.Port port : each.service().ports()) {
      for (Field partner : port.partners()) {
        String name = partner.text().orElse("");
        boolean there =
            deployed.stream()
                .anyMatch(other ->
                    other.placement() == each.placement()
                        && other.service().field().name().equals(name));
        if (!there) {
          partner.notice("is no service of the same placement: it has no effect");
        }
      }
    }
  }

  private static void tee(Deployed each, Map<String, String> tees) {
    Optional<String> tee = each.service().tee();
    if (tee.isEmpty()) {
      return;
    }
    Field field = each.service().field().at("params").at("tee");
    boolean gpu = each.compute().resources().map(one -> one.gpu().count() > 0).orElse(true);
    if (tee.get().equals("cpu-gpu") && !gpu) {
      field.wrong("is cpu-gpu, and the compute profile has no gpu", "write gpu there, or tee: cpu");
    }
    String other = tees.putIfAbsent(each.placement().field().name(), tee.get());
    if (other != null && !other.equals(tee.get())) {
      field.wrong(
          "is " + tee.get() + ", and another of the placement is " + other,
          "ask for one kind in a placement");
    }
  }
}
