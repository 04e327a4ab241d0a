package polder.adapters.sdl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Akash's SDL 2.0 and 2.1 as Akash's own tools do: its Go tool, which ignores keys that it
 * does not know below the first level, and its TypeScript tool, which knows more units.
 */
final class SdlReader {
  private static final Pattern VERSION =
      Pattern.compile("v?([0-9]{1,6})(?:\\.([0-9]{1,6}))?(?:\\.([0-9]{1,6}))?");
  private static final Pattern DURATION =
      Pattern.compile("(?:[0-9]{1,9}(?:\\.[0-9]{0,9})?(?:ns|us|µs|ms|s|m|h)){1,8}");

  private final Findings findings;

  SdlReader(Findings findings) {
    this.findings = findings;
  }

  Optional<JobFile> read(Field root) {
    if (!root.at("version").isPresent()
        && !root.at("services").isPresent()
        && !root.at("deployment").isPresent()) {
      root.wrong(
          "the file is neither Akash's SDL nor a job of our own form",
          "begin with version: \"2.0\" for SDL, or with job: wasm or job: render");
      return Optional.empty();
    }
    boolean strict = version(root.at("version").required("write version: \"2.0\""));
    root.holdsOnly(
        "version", "include", "services", "profiles", "deployment", "endpoints", "reclamation");
    if (!root.at("include").texts().isEmpty()) {
      root.at("include").notice("has no effect: other files are not read");
    }
    reclamation(root.at("reclamation"));
    Map<String, ServiceReader.Described> services = new LinkedHashMap<>();
    for (Field field : root.at("services").entries()) {
      services.put(field.name(), ServiceReader.read(field));
    }
    Field profiles = root.at("profiles").required("write below it compute and placement");
    profiles.knows("compute", "placement");
    Map<String, ComputeReader.Compute> computes = new LinkedHashMap<>();
    for (Field field : profiles.at("compute").entries()) {
      computes.put(field.name(), ComputeReader.read(field));
    }
    Map<String, PlacementReader.Placement> placements = new LinkedHashMap<>();
    for (Field field : profiles.at("placement").entries()) {
      placements.put(field.name(), PlacementReader.read(field));
    }
    Field deployment =
        root.at("deployment").required("say which service runs where: service, placement, profile");
    List<Deployed> deployed = new DeploymentReader(services, computes, placements).read(deployment);
    if (deployment.isTable() && deployed.isEmpty() && !findings.faulty()) {
      deployment.wrong("deploys nothing", "name a service, its placement, its profile and count");
    }
    unused(services, computes, placements, deployed, root);
    new DeploymentChecks(findings, strict).check(deployed);
    Endpoints.check(root.at("endpoints"), deployed);
    if (findings.faulty()) {
      return Optional.empty();
    }
    return new Groups(findings).make(deployed, deployment);
  }

  /**
   * Checks the version.
   *
   * @return whether it is 2.1 or later
   */
  private static boolean version(Field field) {
    Optional<String> text = field.text();
    if (text.isEmpty()) {
      return false;
    }
    Matcher matcher = VERSION.matcher(text.get());
    if (matcher.matches()) {
      int major = part(matcher, 1);
      int minor = part(matcher, 2);
      if (major == 2 && minor == 0 && part(matcher, 3) == 0) {
        return false;
      }
      if (major > 2 || (major == 2 && minor >= 1)) {
        return true;
      }
    }
    field.wrong("is " + field.shown(), "write \"2.0\" or \"2.1\"");
    return false;
  }

  private static int part(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
  }

  private static void reclamation(Field field) {
    if (!field.isPresent()) {
      return;
    }
    Field window = field.at("min_window").required("write min_window: 24h");
    Optional<String> text = window.text();
    if (text.isPresent()
        && (!DURATION.matcher(text.get()).matches() || !text.get().matches(".*[1-9].*"))) {
      window.wrong("is " + window.shown(), "write a time above 0, such as 24h");
    }
    field.notice("has no effect: a machine may end a job when it likes, and is paid until then");
  }

  private static void unused(
      Map<String, ServiceReader.Described> services,
      Map<String, ComputeReader.Compute> computes,
      Map<String, PlacementReader.Placement> placements,
      List<Deployed> deployed,
      Field root) {
    for (ServiceReader.Described service : services.values()) {
      if (deployed.stream().noneMatch(each -> each.service() == service)) {
        service.field().notice("is not deployed: it has no effect");
      }
    }
    for (Field field : root.at("profiles").at("compute").entries()) {
      if (deployed.stream().noneMatch(each -> each.compute() == computes.get(field.name()))) {
        field.notice("is used by no deployment: it has no effect");
      }
    }
    for (PlacementReader.Placement placement : placements.values()) {
      if (deployed.stream().noneMatch(each -> each.placement() == placement)) {
        placement.field().notice("is used by no deployment: it has no effect");
      }
    }
  }
}
