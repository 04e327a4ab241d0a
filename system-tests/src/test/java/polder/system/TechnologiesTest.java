package polder.system;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A technology is imported where it belongs, so that it can be exchanged there. */
class TechnologiesTest {
  /** A technology with the rooms that may import it. */
  record Technology(String imports, List<String> rooms) {
    Technology(String imports, String... rooms) {
      this(imports, List.of(rooms));
    }

    @Override
    public String toString() {
      return imports + " in " + rooms;
    }
  }

  static List<Technology> technologies() {
    return List.of(
        new Technology("org.rocksdb..", "polder.adapters.rocksdb.."),
        new Technology("io.netty..", "polder.adapters.mqtt.."),
        new Technology("java.sql..", "polder.adapters.sqlite.."),
        new Technology("org.sqlite..", "polder.adapters.sqlite.."),
        new Technology("org.apache.parquet..", "polder.adapters.parquet.."),
        new Technology("com.github.luben..", "polder.adapters.parquet.."),
        new Technology("tools.jackson.dataformat..", "polder.adapters.yaml.."),
        new Technology("org.snakeyaml..", "polder.adapters.yaml.."),
        new Technology("com.amazon.corretto..", "polder.protocol.crypto.."),
        new Technology("com.google.crypto.tink..", "polder.protocol.crypto.."),
        new Technology("org.bouncycastle..", "polder.protocol.crypto.."),
        new Technology("com.esaulpaugh..", "polder.adapters.evm.."),
        new Technology("picocli..", "polder.app.."),
        new Technology("ch.qos.logback..", "polder.app.."),
        new Technology("io.prometheus..", "polder.node.view.."),
        new Technology("jakarta.mail..", "polder.adapters.mail.."),
        // HTTP has the rooms of what comes in, what is shown and what owners ask about alerts; the
        // assembly starts the server.
        new Technology(
            "io.helidon..",
            "polder.node.gateway..",
            "polder.node.session..",
            "polder.node.join..",
            "polder.node.blobs..",
            "polder.node.settle..",
            "polder.node.alerts..",
            "polder.node.view..",
            "polder.node.things..",
            "polder.node.market..",
            "polder.node.learning..",
            "polder.app.."),
        // JSON, at the edges only.
        new Technology(
            "tools.jackson..",
            "polder.adapters.yaml..",
            "polder.adapters.push..",
            "polder.adapters.evm..",
            "polder.adapters.runc..",
            "polder.node.gateway..",
            "polder.node.session..",
            "polder.node.join..",
            "polder.node.blobs..",
            "polder.node.settle..",
            "polder.node.alerts..",
            "polder.node.view..",
            "polder.node.things..",
            "polder.node.market..",
            "polder.node.learning..",
            "polder.agent..",
            "polder.backtest..",
            "polder.app.."),
        // The oracle of the tests; its native arithmetic may differ between machines.
        new Technology("com.uber.h3..", "polder.nowhere.."));
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void aTechnologyHasItsRoom(Technology technology) {
    noClasses()
        .that(not(resideInAnyPackage(technology.rooms().toArray(String[]::new))))
        .should()
        .dependOnClassesThat(resideInAPackage(technology.imports()))
        .check(HouseClasses.ALL);
  }

  /** Else the table above would go on speaking of what nobody uses any more. */
  @ParameterizedTest
  @MethodSource("technologies")
  void aTechnologyIsUsedWhereItIsAllowed(Technology technology) {
    for (String room : technology.rooms()) {
      if (room.equals("polder.nowhere..") || technology.imports().startsWith("ch.qos")) {
        continue;
      }
      assertThat(HouseClasses.ALL.that(resideInAPackage(room)))
          .as("%s in %s", technology.imports(), room)
          .anyMatch(type -> uses(type, technology));
    }
  }

  private static boolean uses(JavaClass type, Technology technology) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(
            dependency -> resideInAPackage(technology.imports()).test(dependency.getTargetClass()));
  }
}
