package polder.system;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom: rooms stand on those before them, never sideways or back. */
class RoomsTest {
  /** Rooms of a node, in the order in which a report walks through them. */
  private static final List<String> WALK =
      List.of(
          "journal",
          "gateway",
          "session",
          "join",
          "blobs",
          "archive",
          "closing",
          "witness",
          "settle",
          "validator",
          "alerts",
          "view",
          "readings",
          "things",
          "market",
          "learning");

  /** What a job is: words that a port and whatever runs jobs need, and no rules of a network. */
  private static final String JOBS = "polder.networks.compute.job..";

  /** The contributor's and the renter's side of markets of computing. */
  private static final List<String> MARKET_SIDES =
      List.of("polder.agent.compute..", "polder.agent.market..");

  private static final List<String> FOUNDATIONS =
      List.of("polder.protocol..", "polder.networks", JOBS, "polder.epoch..", "polder.ports..");

  /** What each room may depend on, besides itself. */
  static List<Map.Entry<String, List<String>>> rooms() {
    Map<String, List<String>> rooms = new TreeMap<>();
    rooms.put("polder.protocol..", List.of());
    rooms.put("polder.networks", List.of("polder.protocol.."));
    rooms.put("polder.networks.sensors..", List.of("polder.protocol..", "polder.networks"));
    rooms.put("polder.networks.compute..", List.of("polder.protocol..", "polder.networks"));
    rooms.put("polder.networks.learning..", List.of("polder.protocol..", "polder.networks"));
    rooms.put("polder.epoch..", List.of("polder.protocol..", "polder.networks"));
    rooms.put("polder.ports..", List.of("polder.protocol..", JOBS));
    for (String adapter :
        List.of(
            "blender", "engine", "evm", "files", "mail", "parquet", "push", "rocksdb", "runc",
            "sqlite", "wasm", "yaml")) {
      rooms.put("polder.adapters." + adapter + "..", FOUNDATIONS);
    }
    // Files of jobs are of one kind of network, and written in YAML.
    rooms.put(
        "polder.adapters.sdl..",
        List.of("polder.protocol..", "polder.networks.compute..", "polder.adapters.yaml.."));
    // Models that were trained here become files that others run.
    rooms.put("polder.adapters.onnx..", List.of("polder.networks.learning.train.."));
    List<String> door = new ArrayList<>(FOUNDATIONS);
    door.add("polder.node.gateway..");
    rooms.put("polder.adapters.mqtt..", List.copyOf(door));
    List<String> before = new ArrayList<>(FOUNDATIONS);
    for (String room : WALK) {
      rooms.put("polder.node." + room + "..", List.copyOf(before));
      before.add("polder.node." + room + "..");
    }
    // It shows what one kind of network remembers.
    List<String> shown = new ArrayList<>(before);
    shown.add("polder.networks.compute..");
    rooms.put("polder.node.market..", List.copyOf(shown));
    List<String> learned = new ArrayList<>(before);
    learned.add("polder.networks.learning..");
    rooms.put("polder.node.learning..", List.copyOf(learned));
    // The contributor's side knows nothing of a node, and how to write files durably.
    List<String> agent =
        List.of(
            "polder.protocol..",
            "polder.adapters.files..",
            "polder.agent",
            "polder.agent.format..",
            "polder.agent.source..");
    for (String room : List.of("polder.agent", "polder.agent.format..", "polder.agent.source..")) {
      rooms.put(room, agent);
    }
    rooms.put("polder.agent.blob..", agent);
    // What works out results knows jobs and nothing of what is bid, counted or paid for them.
    List<String> work = new ArrayList<>(agent);
    work.addAll(
        List.of(
            "polder.networks",
            "polder.networks.compute..",
            "polder.ports..",
            "polder.agent.blob.."));
    rooms.put("polder.agent.work..", List.copyOf(work));
    // Who lends a machine or rents one speaks the language of a market.
    for (String room : MARKET_SIDES) {
      List<String> market = new ArrayList<>(agent);
      market.addAll(
          List.of(
              "polder.networks",
              "polder.networks.compute..",
              "polder.ports..",
              "polder.agent.blob..",
              "polder.agent.work..",
              "polder.agent.market.."));
      rooms.put(room, List.copyOf(market));
    }
    List<String> learning = new ArrayList<>(agent);
    learning.addAll(
        List.of("polder.networks", "polder.networks.learning..", "polder.agent.blob.."));
    rooms.put("polder.agent.learning..", List.copyOf(learning));
    rooms.put("polder.world..", List.of("polder.protocol..", "polder.networks", "polder.agent.."));
    List<String> backtest = new ArrayList<>(FOUNDATIONS);
    backtest.addAll(
        List.of("polder.world..", "polder.adapters.engine..", "polder.adapters.yaml.."));
    rooms.put("polder.backtest..", backtest);
    return List.copyOf(rooms.entrySet());
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomStandsOnThoseBeforeIt(Map.Entry<String, List<String>> room) {
    List<String> allowed = new ArrayList<>(room.getValue());
    allowed.add(room.getKey());
    classes()
        .that(resideInAPackage(room.getKey()))
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("polder.."))
                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
        .check(HouseClasses.ALL);
  }

  /** A room that is in no rule would be free to know everybody. */
  @Test
  void everyRoomHasItsRule() {
    SortedSet<String> found = new TreeSet<>();
    for (JavaClass type : HouseClasses.ALL) {
      found.add(type.getPackageName());
    }
    found.removeIf(name -> name.startsWith("polder.app"));
    assertThat(found)
        .allMatch(name ->
            rooms().stream().anyMatch(room -> PackageMatcher.of(room.getKey()).matches(name)));
  }

  /**
   * A new kind of network touches its own folder, the one line that names it, and what reads the
   * files that only its renters write.
   */
  @Test
  void onlyTheAssemblyKnowsAKindOfNetwork() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "polder.app..",
                    "polder.networks.*..",
                    "polder.adapters.onnx..",
                    "polder.adapters.sdl..",
                    "polder.node.market..",
                    "polder.node.learning..",
                    "polder.agent.compute..",
                    "polder.agent.learning..",
                    "polder.agent.work..",
                    "polder.agent.market..")))
        .should()
        .dependOnClassesThat(
            resideInAPackage("polder.networks.*..").and(not(resideInAPackage(JOBS))))
        .check(HouseClasses.ALL);
  }

  @Test
  void nobodyKnowsTheAssembly() {
    noClasses()
        .that(not(resideInAPackage("polder.app..")))
        .should()
        .dependOnClassesThat(resideInAPackage("polder.app.."))
        .check(HouseClasses.ALL);
  }

  @Test
  void noTwoRoomsKnowEachOther() {
    slices().matching("polder.(*)..").should().beFreeOfCycles().check(HouseClasses.ALL);
    slices().matching("polder.node.(*)..").should().beFreeOfCycles().check(HouseClasses.ALL);
  }
}
